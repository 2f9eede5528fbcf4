"""What every repository has: a connection, the keys of the transaction, and three ways to insert."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Row, Select, Table

from dialogs.messages import Body
from dialogs.people import OrganisationId, PersonId
from storage import bodies
from storage.errors import OwnerErased
from storage.tables import inserting
from storage.vault import Keyring


class Repository:
    """One noun, as one transaction sees it."""

    def __init__(self, connection: Connection, words: Keyring) -> None:
        """Work on `connection`, sealing and opening with `words`."""
        self._connection = connection
        self._words = words

    def _all(self, query: Select[Any]) -> Iterable[Row[Any]]:
        return self._connection.execute(query).all()

    def _one(self, query: Select[Any]) -> Row[Any] | None:
        return self._connection.execute(query.limit(1)).first()

    def _insert(self, table: Table, /, **values: object) -> None:
        """Insert the row; IntegrityError if any of the table's keys is taken."""
        self._connection.execute(_plain(table), values)

    def _insert_once(self, table: Table, /, **values: object) -> bool:
        """Insert the row; return False, changing nothing, if any of the table's keys is taken."""
        return self._connection.execute(_once(self._connection.dialect.name, table), values).first() is not None

    def _put(self, table: Table, key: tuple[str, ...], /, **values: object) -> None:
        """Insert the row, or overwrite the one with the same key."""
        rest = tuple(name for name in values if name not in key)
        self._connection.execute(_over(self._connection.dialect.name, table, key, rest), values)

    def _seal(self, organisation: OrganisationId, owner: PersonId | OrganisationId, text: str) -> str:
        return self._words.seal(organisation, owner, text)

    def _open(self, organisation: str, owner: str, token: str | None) -> str | None:
        return self._words.open(OrganisationId(organisation), PersonId(owner), token)

    def _seal_body(self, organisation: OrganisationId, owner: PersonId | None, body: Body | str) -> str:
        """Seal the body under its reader, or the organisation for a shared place, and each quote under its speaker."""

        def seal(speaker: PersonId, words: str) -> str | None:
            try:
                return self._words.seal(organisation, speaker, words)
            except OwnerErased:
                return None  # erased between reading and writing: the quote stays empty

        return self._words.seal(organisation, owner or organisation, bodies.to_json(body, seal))

    def _open_body(self, organisation: str, owner: str | None, token: str | None) -> Body | str | None:
        text = self._open(organisation, owner or organisation, token)
        if text is None:
            return None
        try:
            return bodies.from_json(text, lambda speaker, sealed: self._open(organisation, speaker, sealed))
        except (ValueError, KeyError):
            return None  # of a version we do not know: one message that cannot be read must not hold up all others


# Statements are built once and filled in each time: building them took most of the time of a short use case.


@cache
def _plain(table: Table) -> Insert:
    return table.insert()


@cache
def _once(dialect: str, table: Table) -> Insert:
    return inserting(dialect, table).on_conflict_do_nothing().returning(next(iter(table.primary_key.columns)))


@cache
def _over(dialect: str, table: Table, key: tuple[str, ...], rest: tuple[str, ...]) -> Insert:
    statement = inserting(dialect, table)
    return statement.on_conflict_do_update(index_elements=key, set_={name: statement.excluded[name] for name in rest})
