"""What every repository has: a connection, the keys of the transaction, and the few ways to read and write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, Table

from dialogs.messages import Body
from dialogs.people import OrganisationId, PersonId
from storage import bodies, statements
from storage.errors import OwnerErased
from storage.vault import Keyring


class Repository:
    """One noun, as one transaction sees it."""

    def __init__(self, connection: Connection, words: Keyring) -> None:
        """Work on `connection`, sealing and opening with `words`."""
        self._connection = connection
        self._words = words

    def _all(self, query: Select[Any]) -> Sequence[Row[Any]]:
        return self._connection.execute(query).all()

    def _all_of(self, owner: str, query: Select[Any]) -> Sequence[Row[Any]]:
        """Return the rows, with the keys of all who are named in the column `owner` looked up at once."""
        rows = self._all(query)
        owners = {(row.organisation, getattr(row, owner)) for row in rows}
        if len(owners) > 1:
            for organisation in {organisation for organisation, _ in owners}:
                self._words.fetch(organisation, [one for _, one in owners])
        return rows

    def _one(self, query: Select[Any]) -> Row[Any] | None:
        return self._connection.execute(query.limit(1)).first()

    def _row(self, table: Table, /, **values: object) -> Row[Any] | None:
        """Return the first row with these values, or None."""
        return self._connection.execute(statements.finding(table, *values), values).first()

    def _rows(self, table: Table, /, **values: object) -> Iterable[Row[Any]]:
        """Return the rows with these values, in order of arrival."""
        return self._connection.execute(statements.finding(table, *values), values).all()

    def _change(self, table: Table, key: dict[str, object], /, **values: object) -> int:
        """Change the rows with this key; return how many there were."""
        statement = statements.changing(table, tuple(key), tuple(values))
        return self._connection.execute(statement, statements.changes(key, values)).rowcount

    def _insert(self, table: Table, /, **values: object) -> None:
        """Insert the row; IntegrityError if any of the table's keys is taken."""
        self._connection.execute(statements.adding(table), values)

    def _insert_all(self, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows that name the same columns, in one statement; IntegrityError if any key is taken."""
        if rows:
            self._connection.execute(statements.adding(table), rows)

    def _insert_once(self, table: Table, /, **values: object) -> bool:
        """Insert the row; return False, changing nothing, if any of the table's keys is taken."""
        statement = statements.adding_once(self._connection.dialect.name, table)
        return self._connection.execute(statement, values).first() is not None

    def _put(self, table: Table, key: tuple[str, ...], /, **values: object) -> None:
        """Insert the row, or overwrite the one with the same key."""
        rest = tuple(name for name in values if name not in key)
        statement = statements.putting(self._connection.dialect.name, table, key, rest)
        self._connection.execute(statement, values)

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
