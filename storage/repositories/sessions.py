"""Sessions: one person's run through a dialogue, sealed under their key, with a version against lost updates."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, bindparam, select

from dialogs.messages import SessionId
from dialogs.people import OrganisationId, PersonId
from dialogs.talk.session import Session, Status
from storage.errors import StaleSession
from storage.repositories.base import Repository
from storage.tables import sessions

_ACTIVE = (
    select(sessions)
    .where(
        sessions.c.organisation == bindparam("organisation"),
        sessions.c.person == bindparam("person"),
        sessions.c.status.in_([status for status in Status if status.is_running]),
    )
    .order_by(sessions.c.number.desc())
    .limit(1)
)


class Sessions(Repository):
    """The runs of every person."""

    def get(self, organisation: OrganisationId, session: SessionId) -> Session | None:
        """Return the session, or None if it is not there or its person was erased."""
        return self._session(self._row(sessions, organisation=organisation, id=session))

    def active(self, organisation: OrganisationId, person: PersonId) -> Session | None:
        """Return the newest session of this person that is open or postponed, or None."""
        person_here = {"organisation": organisation, "person": person}
        return self._session(self._connection.execute(_ACTIVE, person_here).first())

    def latest_of(self, organisation: OrganisationId, person: PersonId, dialogue: str) -> Session | None:
        """Return the newest session of this person in this dialogue, however it ended, or None."""
        mine = (sessions.c.organisation == organisation, sessions.c.person == person)
        query = select(sessions).where(*mine, sessions.c.dialogue == dialogue)
        return self._session(self._one(query.order_by(sessions.c.number.desc())))

    def subjects(self, organisation: OrganisationId, person: PersonId, dialogue: str) -> frozenset[str]:
        """Return what this person's sessions of this dialogue were about."""
        mine = (sessions.c.organisation == organisation, sessions.c.person == person)
        rows = self._all(select(sessions.c.subject).where(*mine, sessions.c.dialogue == dialogue).distinct())
        return frozenset(row.subject for row in rows)

    def save(self, session: Session) -> None:
        """Insert the session, or overwrite the version just before it; raise StaleSession if another is there."""
        key = {"organisation": session.organisation, "id": session.id}
        rest = {
            "person": session.person,
            "dialogue": session.dialogue,
            "status": session.status,
            "asked_at": session.asked_at,
            "subject": session.subject,
            "reminded": session.reminded,
            "version": session.version,
            "blob": self._seal(session.organisation, session.person, session.to_json()),
        }
        before = {**key, "version": session.version - 1}
        if self._change(sessions, before, **rest) == 0 and not self._insert_once(sessions, **key, **rest):
            raise StaleSession

    def _session(self, row: Row[Any] | None) -> Session | None:
        text = None if row is None else self._open(row.organisation, row.person, row.blob)
        return None if text is None else Session.from_json(text)
