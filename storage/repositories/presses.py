"""What was pressed and counted: each key once, with what the first press was answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from dialogs.messages import Body
from dialogs.people import OrganisationId, PersonId
from storage.errors import OwnerErased
from storage.repositories.base import Repository
from storage.rows import Press
from storage.tables import presses


class Presses(Repository):
    """The keys of forms and buttons that counted; a key counts again once its time is over."""

    def take(self, organisation: OrganisationId, person: PersonId, key: str, *, now: datetime, until: datetime) -> bool:
        """Take a key until a moment; return False, changing nothing, while somebody's first press with it counts.

        Where two press at once the second waits here until the first is committed or undone.
        """
        mine = (presses.c.organisation == organisation, presses.c.person == person)
        self._connection.execute(delete(presses).where(*mine, presses.c.until <= now))
        return self._insert_once(
            presses, organisation=organisation, person=person, key=key, until=until, about=None, reply=None
        )

    def keep(self, organisation: OrganisationId, person: PersonId, key: str, *, about: str, reply: Body | None) -> None:
        """Keep what a press was about and what it was answered, sealed; of somebody erased by it nothing is kept."""
        try:
            sealed = self._seal(organisation, person, about)
        except OwnerErased:
            return
        answered = None if reply is None else self._seal_body(organisation, person, reply)
        where: dict[str, object] = {"organisation": organisation, "person": person, "key": key}
        self._change(presses, where, about=sealed, reply=answered)

    def first(self, organisation: OrganisationId, person: PersonId, key: str) -> Press | None:
        """Return the press that counted, or None where nothing did."""
        row = self._row(presses, organisation=organisation, person=person, key=key)
        if row is None:
            return None
        reply = self._open_body(organisation, person, row.reply)
        about = self._open(organisation, person, row.about)
        return Press(about=about or "", reply=None if isinstance(reply, str) else reply)

    def release(self, organisation: OrganisationId, person: PersonId, key: str) -> None:
        """Let a key go that was taken for something that changed nothing."""
        mine = (presses.c.organisation == organisation, presses.c.person == person, presses.c.key == key)
        self._connection.execute(delete(presses).where(*mine))

    def forget(self, organisation: OrganisationId, now: datetime) -> None:
        """Let every key go whose time is over."""
        over = (presses.c.organisation == organisation, presses.c.until <= now)
        self._connection.execute(delete(presses).where(*over))
