"""What came in, once: whatever is known by its event or by its message is a double."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from dialogs.people import Identity, OrganisationId, PersonId
from storage.repositories.base import Repository
from storage.rows import Given, Received
from storage.tables import given as given_by
from storage.tables import identities, inbox


class Inbox(Repository):
    """Everything that came in, kept raw and sealed for as long as it is needed."""

    def take(
        self,
        organisation: OrganisationId,
        event_key: str,
        message_key: str,
        identity: Identity,
        at: datetime,
        raw: str,
    ) -> bool:
        """Keep it; return False, keeping nothing, if either key was seen before.

        `raw` is sealed under the person, or under the organisation while nobody knows who it is.
        """
        owner = self._owner(organisation, identity)
        return self._insert_once(
            inbox,
            organisation=organisation,
            event_key=event_key,
            message_key=message_key,
            owner=owner,
            at=at,
            raw=self._seal(organisation, owner, raw),
            state="taken",
            note="",
        )

    def outcome(self, organisation: OrganisationId, event_key: str, note: str) -> None:
        """Note what became of it, in one word; what was dealt with needs its raw words no longer."""
        self._note(organisation, event_key, state="done", note=note, raw=None)

    def failed(self, organisation: OrganisationId, event_key: str, reason: str) -> None:
        """Note that it could not be dealt with; the raw words stay, so that it can be done again."""
        self._note(organisation, event_key, state="failed", note=reason)

    def list_failed(self, organisation: OrganisationId) -> list[Received]:
        """Return what could not be dealt with, oldest first."""
        mine = (inbox.c.organisation == organisation, inbox.c.state == "failed")
        return [
            Received(
                organisation=OrganisationId(row.organisation),
                event_key=row.event_key,
                at=row.at,
                reason=row.note,
                raw=self._open(row.organisation, row.owner, row.raw),
            )
            for row in self._all(select(inbox).where(*mine).order_by(inbox.c.number))
        ]

    def gave(self, organisation: OrganisationId, message: str, given: Given) -> None:
        """Note what came of a message, once."""
        row = {"person": given.person, "kind": given.kind, "ref": given.ref}
        self._insert_once(given_by, organisation=organisation, message=message, **row)

    def given(self, organisation: OrganisationId, message: str) -> list[Given]:
        """Return what came of a message."""
        rows = self._rows_of(organisation, message)
        return [Given(person=PersonId(row.person), kind=row.kind, ref=row.ref) for row in rows]

    def _rows_of(self, organisation: OrganisationId, message: str) -> Iterable[Row[Any]]:
        mine = (given_by.c.organisation == organisation, given_by.c.message == message)
        return self._all(select(given_by).where(*mine).order_by(given_by.c.kind, given_by.c.ref))

    def _owner(self, organisation: OrganisationId, identity: Identity) -> PersonId | OrganisationId:
        known = {"channel": identity.channel, "account": identity.account, "user": identity.user}
        row = self._row(identities, organisation=organisation, **known)
        return organisation if row is None else PersonId(row.person)

    def _note(self, organisation: OrganisationId, event_key: str, **values: object) -> None:
        self._change(inbox, {"organisation": organisation, "event_key": event_key}, **values)
