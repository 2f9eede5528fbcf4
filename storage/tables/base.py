"""The metadata that all tables share, and the kinds of columns they are made of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Integer,
    MetaData,
    Table,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.columns import Moment, Number, Plain

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def number_column() -> Column[int]:
    """Return the order of arrival, which is the primary key of everything that is read in order."""
    return Column("number", Number, primary_key=True, autoincrement=True)


def text_column(name: str, *, null: bool = False) -> Column[str]:
    """Return a column of plain text, which is never words of a person."""
    return Column(name, Plain, nullable=null)


def text_columns(*names: str) -> list[Column[str]]:
    """Return one column of plain text for each name."""
    return [text_column(name) for name in names]


def sealed_column(name: str) -> Column[str]:
    """Return a column of sealed words, NULL once they are withdrawn or erased."""
    return Column(name, Plain, nullable=True, info={"sealed": True})


def moment_column(name: str, *, null: bool = False) -> Column[Any]:
    """Return a column of moments, aware and in UTC."""
    return Column(name, Moment, nullable=null)


def count_column(name: str, *, null: bool = False) -> Column[int]:
    """Return a column of whole numbers."""
    return Column(name, Integer, nullable=null)


def flag_column(name: str) -> Column[bool]:
    """Return a column of yes or no, which begins as no."""
    return Column(name, Boolean, nullable=False, default=False)


def inserting(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insert that knows `on_conflict_...` in the language of this database."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
