"""The column types: moments that are always aware and in UTC, text that every database can hold."""

from __future__ import annotations

from datetime import UTC, datetime, time

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

from storage.errors import BadText

Number = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept and returned in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn an aware moment into UTC; raise ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment without a zone cannot be stored"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the moment its zone back; SQLite keeps none."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Plain(TypeDecorator[str]):
    """Text; NUL and lone surrogates are refused, on every database alike."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Let sound text through; raise BadText for any other."""
        return None if value is None else storable(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the text as it was stored."""
        return value


def wall_time(text: str) -> time:
    """Return a wall time as it was stored; an earlier version let one with a zone in, of which the hour was meant.

    Raise ValueError for what is no time at all.
    """
    return time.fromisoformat(text).replace(tzinfo=None, second=0, microsecond=0)


def storable(text: str) -> str:
    """Return `text` as a plain string, or raise BadText if some database could not hold it."""
    if "\0" in text:
        raise BadText
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadText from None
    return str(text)
