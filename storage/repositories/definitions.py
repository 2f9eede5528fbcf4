"""Dialogues as they were when somebody began one, so that a running talk keeps its own questions."""

from __future__ import annotations

from sqlalchemy import select

from storage.repositories.base import Repository
from storage.tables import definitions


class Definitions(Repository):
    """Dialogues by the hash of their content; shared by all organisations, as they hold no words of people."""

    def put(self, hash_: str, json: str) -> None:
        """Keep a definition; the same hash is the same content, so a second time changes nothing."""
        self._insert_once(definitions, hash=hash_, json=json)

    def get(self, hash_: str) -> str | None:
        """Return the definition's JSON, or None."""
        row = self._one(select(definitions.c.json).where(definitions.c.hash == hash_))
        return None if row is None else str(row.json)
