"""Holds the killer's record against what the product kept; every difference is a fault, in a sentence without words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy import select

from bot.admitting import DEFAULT
from dialogs.evidence.answers import Answer
from dialogs.talk.session import Status
from storage.engine import Engines, open_engines
from storage.ledger import Ledger
from storage.outgoing import OutboxState
from storage.tables import inbox, occasions, outbox
from storage.unit_of_work import UnitOfWork
from storage.vault import Vault
from tests.acceptance.crashing.record import Accepted, Delivery, Record


def missed(records: Iterable[Record], points: Iterable[str]) -> list[str]:
    """Return the crash points at which nobody was killed: what was never tried is not proved."""
    kills = sum((record.kills for record in records), Counter[str]())
    return [point for point in points if not kills[point]]


def found(record: Record, database: str, secret: str) -> list[str]:
    """Return everything that is wrong with a database after the kills of this record."""
    engines = open_engines(database)
    ledger = Ledger(engines, Vault(secret))
    try:
        return [*record.troubles, *ledger.read_now(_faults, record), *_broken(engines)]
    finally:
        ledger.close()
        engines.close()


def _faults(uow: UnitOfWork, record: Record) -> list[str]:
    return [
        *_words(uow, record),
        *_taken(uow),
        *_sent(uow, record),
        *_asked(record),
        *_open(uow, record),
        *_decided(uow),
    ]


def _words(uow: UnitOfWork, record: Record) -> Iterator[str]:
    """What was acknowledged is there once, where it belongs; what was not is there at most once."""
    answers = {one.id: uow.answers.of_person(DEFAULT, one.id, current_only=False) for one in uow.people.all(DEFAULT)}
    assumed = Counter(one.wrong_if for one in uow.assumptions.all(DEFAULT))
    kept = Counter(key for several in answers.values() for one in several for key in _keys(one))
    for event, delivery in record.tried.items():
        times = assumed[delivery.words] if delivery.client else kept[_key(delivery)]
        if times > 1 or (event in record.told and not times):
            told = "acknowledged" if event in record.told else "not acknowledged"
            yield f"{event}, {told}, is kept {times} times"
    answered = Counter((one.session, one.question) for several in answers.values() for one in several)
    yield from (f"{place} has {times} answers" for place, times in answered.items() if times > 1)


def _keys(answer: Answer) -> Iterable[tuple[str, ...]]:
    """Return by what an answer can be found: whoever was asked knows the question, whoever was not only the words."""
    yield (answer.person, str(answer.value))
    yield (answer.person, answer.session, answer.question, str(answer.value))


def _key(delivery: Delivery) -> tuple[str, ...]:
    said = delivery.choice or delivery.words
    if not delivery.session:
        return (delivery.person, said)
    return (delivery.person, delivery.session, delivery.question, said)


def _taken(uow: UnitOfWork) -> Iterator[str]:
    """Whatever came in came in once, and was dealt with."""
    rows = uow.connection.execute(select(inbox.c.event_key, inbox.c.message_key, inbox.c.state)).all()
    if len({row.message_key for row in rows}) != len(rows) or len({row.event_key for row in rows}) != len(rows):
        yield "the inbox has a double"
    yield from (f"{row.event_key} is {row.state}" for row in rows if row.state != "done")


def _sent(uow: UnitOfWork, record: Record) -> Iterator[str]:
    """The outbox and the platform agree on every message, and nothing is left to be sent."""
    rows = uow.connection.execute(select(outbox.c.id, outbox.c.state)).all()
    yield from (f"{row.id} is still {row.state}" for row in rows if OutboxState(row.state).is_unfinished)
    sent = {row.id for row in rows if row.state == OutboxState.SENT}
    yield from (f"{id} is sent for us, the platform never had it" for id in sent - record.accepted.keys())
    yield from (f"{id} is not sent for us, the platform has it" for id in record.accepted.keys() - sent)


def _asked(record: Record) -> Iterator[str]:
    """No message was sent twice, no question put twice, and nobody approached twice on a day."""
    yield from (f"{id} was sent {len(times)} times" for id, times in record.accepted.items() if len(times) > 1)
    once = [times[0] for times in record.accepted.values()]
    yield from _put_twice([one for one in once if one.session])
    contacts = Counter((one.person, one.day) for one in once if one.is_contact)
    for (person, day), times in contacts.items():
        if times > 1:
            yield f"{person} was approached {times} times on {day}"


def _put_twice(questions: Iterable[Accepted]) -> Iterator[str]:
    """A question comes back on another day, as a reminder, or after another talk came in between; never otherwise."""
    known: set[tuple[str, ...]] = set()
    talks: dict[str, str] = {}
    for one in questions:
        put = (one.session, one.question, one.purpose, one.day)
        if put in known and talks[one.person] == one.session:
            yield f"{put} was put again"
        known.add(put)
        talks[one.person] = one.session


def _open(uow: UnitOfWork, record: Record) -> Iterator[str]:
    """Whoever is to answer something has the question before them."""
    put = {(one.session, one.question) for times in record.accepted.values() for one in times}
    for person in uow.people.all(DEFAULT):
        session = uow.sessions.active(DEFAULT, person.id)
        if session is not None and session.status is Status.OPEN and (session.id, session.at) not in put:
            yield f"{person.id} never saw {session.at} of {session.id}"


def _decided(uow: UnitOfWork) -> Iterator[str]:
    rows = uow.connection.execute(select(occasions.c.person, occasions.c.local_date, occasions.c.slot)).all()
    yield from (f"{tuple(row)} was decided {times} times" for row, times in Counter(rows).items() if times > 1)


def _broken(engines: Engines) -> list[str]:
    if engines.dialect != "sqlite":
        return []
    with engines.read.connect() as connection:
        checked = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    return [f"the file is broken: {one}" for one in checked if one != "ok"]
