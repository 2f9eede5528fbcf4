"""Erasing a person: the key first, so that every copy of their words is unreadable, then whatever held only words."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select, update

from dialogs.people import Person
from dialogs.subject import Subject, key
from storage import tables
from storage.outgoing import OutboxState
from storage.unit_of_work import UnitOfWork

_WORDS = (
    (tables.answers, "person", "value"),
    (tables.verdicts, "client", "words"),
    (tables.reports, "client", "words"),
    (tables.replies, "author", "words"),
    (tables.assumptions, "author", "text"),
    (tables.assumptions, "author", "wrong_if"),
    (tables.offers, "author", "text"),
    (tables.alarms, "person", "words"),
    (tables.inbox, "owner", "raw"),
    (tables.outbox, "person", "body"),
)
_ROWS = (
    (tables.links, "person"),
    (tables.openings, "person"),
    (tables.sessions, "person"),
    (tables.lines, "owner"),
    (tables.quotes, "speaker"),
    (tables.due, "person"),
    (tables.contacts, "person"),
    (tables.routes, "person"),
    (tables.given, "person"),
    (tables.presses, "person"),
)


def erase_person(uow: UnitOfWork, person: Person, subjects: Iterable[Subject] = ()) -> None:
    """Erase everything this person said and everything that was kept about this one person alone.

    Stubs of their answers and verdicts stay, without words, so that the counts of past weeks stay true. What told
    others about one of the `subjects` loses its words too. Once this is committed, call
    `cleaning.clean`, or what was deleted can still be read in the database's log.
    """
    organisation, connection = person.organisation, uow.connection
    for identity in uow.people.identities(organisation, person.id):
        uow.addresses.forget(identity.channel, identity.account, identity.user)
    uow.words.erase(organisation, person.id)
    uow.people.blank(organisation, person.id)
    for table, owner, column in _WORDS:
        mine = (table.c.organisation == organisation, table.c[owner] == person.id)
        connection.execute(update(table).where(*mine).values({column: None}))
    for table, owner in _ROWS:
        connection.execute(delete(table).where(table.c.organisation == organisation, table.c[owner] == person.id))
    uow.assumptions.blank_about(organisation, person.id)
    uow.offers.blank_for(organisation, person.id)
    unfinished = tables.outbox.c.state.in_([OutboxState.PLANNED, OutboxState.AMBIGUOUS])
    mine = (tables.outbox.c.organisation == organisation, tables.outbox.c.person == person.id)
    connection.execute(update(tables.outbox).where(*mine, unfinished).values(state=OutboxState.CANCELLED))
    for subject in subjects:
        _blank_subject(uow, person, subject)


def _blank_subject(uow: UnitOfWork, person: Person, subject: Subject) -> None:
    uow.outbox.cancel_subject(person.organisation, subject)
    outbox, lines = tables.outbox, tables.lines
    told = (outbox.c.organisation == person.organisation, outbox.c.subject == key(subject))
    shown = (lines.c.organisation == person.organisation, lines.c.outbox.in_(select(outbox.c.id).where(*told)))
    uow.connection.execute(update(lines).where(*shown).values(body=None))
    uow.connection.execute(update(outbox).where(*told).values(body=None))
