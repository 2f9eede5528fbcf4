"""What every repository has: a connection, the keys of the transaction, and three ways to write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, Select, Table

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

    def _insert_once(self, table: Table, /, **values: object) -> bool:
        """Insert the row; return False, changing nothing, if any of the table's keys is taken."""
        first = next(iter(table.primary_key.columns))
        statement = inserting(self._connection, table).values(**values).on_conflict_do_nothing().returning(first)
        return self._connection.execute(statement).first() is not None

    def _put(self, table: Table, key: tuple[str, ...], /, **values: object) -> None:
        """Insert the row, or overwrite the one with the same key."""
        rest = {name: value for name, value in values.items() if name not in key}
        statement = inserting(self._connection, table).values(**values)
        self._connection.execute(statement.on_conflict_do_update(index_elements=key, set_=rest))

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
        return bodies.from_json(text, lambda speaker, sealed: self._open(organisation, speaker, sealed))
