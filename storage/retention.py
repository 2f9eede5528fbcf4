"""Let words go when their time is over: the stub of what was decided with them stays, the words do not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from dialogs.people import OrganisationId
from dialogs.talk.session import Status
from storage import tables
from storage.outgoing import OutboxState
from storage.unit_of_work import UnitOfWork

_WITHDRAWN = (
    (tables.answers, ("value",)),
    (tables.verdicts, ("words",)),
    (tables.assumptions, ("text", "wrong_if")),
)
"""What no longer counts once its words are gone, so that nothing rests on what nobody can read."""

_BLANKED = (
    (tables.reports, ("words",)),
    (tables.replies, ("words",)),
    (tables.lines, ("body",)),
    (tables.alarms, ("words",)),
)
_RUNNING = [status for status in Status if status.is_running]
_WAITING = [state for state in OutboxState if state.is_unfinished]


def forget_before(uow: UnitOfWork, organisation: OrganisationId, moment: datetime) -> int:
    """Blank every word that is older than `moment` (business time) and return how many answers lost theirs."""
    connection = uow.connection
    old = (tables.answers.c.organisation == organisation, tables.answers.c.at < moment)
    answers = connection.execute(select(tables.answers.c.id).where(*old, tables.answers.c.value.is_not(None))).all()
    for table, columns in _WITHDRAWN:
        older = (table.c.organisation == organisation, table.c.at < moment)
        gone = dict.fromkeys(columns)
        connection.execute(update(table).where(*older).values({**gone, "withdrawn": True}))
    for table, columns in _BLANKED:
        older = (table.c.organisation == organisation, table.c.at < moment)
        connection.execute(update(table).where(*older).values(dict.fromkeys(columns)))
    sent = (tables.outbox.c.at < moment, tables.outbox.c.state.not_in(_WAITING))
    connection.execute(
        update(tables.outbox).where(tables.outbox.c.organisation == organisation, *sent).values(body=None)
    )
    over = (tables.sessions.c.asked_at < moment, tables.sessions.c.status.not_in(_RUNNING))
    connection.execute(delete(tables.sessions).where(tables.sessions.c.organisation == organisation, *over))
    return len(answers)


def forget_raw_before(uow: UnitOfWork, organisation: OrganisationId, moment: datetime) -> None:
    """Blank what came in before `moment` and could not be handled: after a week nobody can mend it any more."""
    old = (tables.inbox.c.organisation == organisation, tables.inbox.c.at < moment)
    uow.connection.execute(update(tables.inbox).where(*old).values(raw=None))
