"""Fill a house with half a year of dialogue: teams, clients, what they answered and what was sent to them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table

from bot.admitting import DEFAULT
from dialogs.people import Consent, Person, PersonId, Role, Team, TeamId
from storage import tables
from storage.unit_of_work import UnitOfWork
from tests.house import NOW, WEEK, Home

WEEKS = 25
ANSWERS_A_WEEK = 2
CLIENTS_PER_TEAM = 10
CLIENTS_AT_A_TIME = 200
BUSY = PersonId("pro000000")
"""The one professional who has many clients: a whole house's worth of somebody who plans for several teams."""

MOST_CLIENTS = 500

_KINDS = (("talent", "wish"), ("helps", "why"), ("verdict", "verdict_words"))
_HELPS = ("yes", "partly", "no")
_SAYS = ("so", "different", "partly")
_LAST = NOW + timedelta(days=1)
Row = dict[str, Any]
Rows = dict[Table, list[Row]]


def fill(home: Home, answers: int, progress: Callable[[str], None]) -> tuple[int, int]:
    """Add so many answers, a message, a line and an event for each; return how many teams and clients there are."""
    clients = max(answers // (WEEKS * ANSWERS_A_WEEK), CLIENTS_PER_TEAM)
    teams = max(clients // CLIENTS_PER_TEAM, 1)
    for start in range(0, clients, CLIENTS_AT_A_TIME):
        numbers = range(start, min(start + CLIENTS_AT_A_TIME, clients))
        home.write(lambda uow, numbers=numbers: _add(uow, numbers, teams))  # type: ignore[misc]
        progress(f"filling: {numbers.stop * WEEKS * ANSWERS_A_WEEK:,} of {answers:,} answers")
    return teams, clients


def _add(uow: UnitOfWork, numbers: range, teams: int) -> None:
    rows: Rows = defaultdict(list)
    for number in numbers:
        team = number // CLIENTS_PER_TEAM % teams
        if number % CLIENTS_PER_TEAM == 0:
            _team(uow, rows, team)
        _client(uow, rows, number, team)
    for table, values in rows.items():
        uow.connection.execute(table.insert(), values)


def _professional(team: int) -> PersonId:
    return PersonId(f"pro{team:06d}")


def _team(uow: UnitOfWork, rows: Rows, team: int) -> None:
    author = _professional(team)
    uow.teams.save(Team(id=TeamId(f"team{team}"), organisation=DEFAULT, name=f"Team {team}"))
    uow.people.save(
        Person(
            id=author,
            organisation=DEFAULT,
            name=f"Pro{team} Verhoeven{team}",
            role=Role.PROFESSIONAL,
            team=TeamId(f"team{team}"),
        )
    )
    rows[tables.assumptions].append(_assumption(uow, f"group{team:06d}", author, team, None))


def _assumption(uow: UnitOfWork, id: str, author: PersonId, team: int, client: PersonId | None) -> Row:
    return {
        "organisation": DEFAULT,
        "id": id,
        "author": author,
        "team": f"team{team}",
        "about": "demand",
        "subject": client,
        "text": uow.words.seal(DEFAULT, author, "Je wilt liever samen met iemand in de ochtend buiten wandelen."),
        "wrong_if": None,
        "at": _LAST - WEEKS * WEEK,
        "withdrawn": False,
    }


def _client(uow: UnitOfWork, rows: Rows, number: int, team: int) -> None:
    id = PersonId(f"client{number:06d}")
    professional = BUSY if number < MOST_CLIENTS else _professional(team)
    uow.people.save(
        Person(
            id=id,
            organisation=DEFAULT,
            name=f"Klant{number} van Ooster{number}",
            role=Role.CLIENT,
            team=TeamId(f"team{team}"),
            professional=professional,
            consent=Consent.GIVEN,
            centre_may_read=number % 2 == 0,
        )
    )
    # Sealed once and used for everything they ever said: sealing is not what is measured.
    words = "Ik ga graag met Jan van Ooster naar de markt, en daarna lees ik een boek in het park."
    sealed = {text: uow.words.seal(DEFAULT, id, json.dumps(text)) for text in (words, *_HELPS, *_SAYS)}
    body = uow.words.seal(DEFAULT, id, words)
    rows[tables.assumptions].append(_assumption(uow, f"assumed{number:06d}", _professional(team), team, id))
    for week in range(WEEKS):
        at = _LAST - (WEEKS - 1 - week) * WEEK + timedelta(seconds=number % 36000)
        session = f"session{number:06d}-{week:02d}"
        kinds = _KINDS[(number + week) % len(_KINDS)]
        rows[tables.occasions].append(_occasion(id, session, at))
        for ordinal, records in enumerate(kinds):
            says = {"helps": _HELPS, "verdict": _SAYS}.get(records)
            value = sealed[says[(number + week) % 3] if says else words]
            subject = f"assumed{number:06d}" if number % 4 < 2 else f"group{team:06d}"
            key = f"{session}-{ordinal}"
            rows[tables.answers].append(_answer(id, session, key, records, value, at, subject))
            rows[tables.inbox].append(_event(id, key, at))
            rows[tables.outbox].append(_message(id, key, body, at, f"session:{session}"))
            rows[tables.lines].append(_line(id, key, body, at))
            rows[tables.reads].append(
                {"organisation": DEFAULT, "answer": f"answer-{key}", "reader": f"reader{team:06d}", "at": at}
            )
            rows[tables.given].append(_given(id, key))
            rows[tables.quotes].append(_quote(id, key))
        if kinds[0] == "verdict":
            says_now = _SAYS[(number + week) % 3]
            rows[tables.verdicts].append(_verdict(id, session, subject, says_now, body, at, week))
            rows[tables.outbox].append(_message(professional, f"news-{session}", None, at, f"news:verdict-{session}"))


def _occasion(person: PersonId, session: str, at: datetime) -> Row:
    return {
        "organisation": DEFAULT,
        "person": person,
        "dialogue": "talents-and-wishes",
        "local_date": at.date(),
        "slot": "week",
        "outcome": "asked",
        "reason": "",
        "at": at - timedelta(hours=1),
        "session": session,
    }


def _answer(person: PersonId, session: str, key: str, records: str, value: str, at: datetime, subject: str) -> Row:
    return {
        "organisation": DEFAULT,
        "id": f"answer-{key}",
        "person": person,
        "session": session,
        "dialogue": "talents-and-wishes",
        "question": records,
        "records": records,
        "revision": 1,
        "value": value,
        "share": "team",
        "at": at,
        "withdrawn": False,
        "subject": subject,
    }


def _event(person: PersonId, key: str, at: datetime) -> Row:
    return {
        "organisation": DEFAULT,
        "event_key": f"event-{key}",
        "message_key": f"message-{key}",
        "owner": person,
        "at": at,
        "raw": None,
        "state": "taken",
        "note": "",
    }


def _given(person: PersonId, key: str) -> Row:
    ref = {"kind": "answer", "ref": f"answer-{key}"}
    return {"organisation": DEFAULT, "message": f"message-{key}", "person": person, **ref}


def _quote(person: PersonId, key: str) -> Row:
    source = {"source_kind": "answer", "source_id": f"answer-{key}"}
    return {"organisation": DEFAULT, "outbox": f"out-{key}", "ordinal": 0, "speaker": person, **source}


def _message(person: PersonId, key: str, body: str | None, at: datetime, subject: str) -> Row:
    return {
        "organisation": DEFAULT,
        "id": f"out-{key}",
        "channel": "web",
        "account": DEFAULT,
        "conversation": person,
        "person": person,
        "purpose": "ask",
        "body": body,
        "cause": f"cause-{key}",
        "ordinal": 1,
        "at": at,
        "subject": subject,
        "state": "sent",
        "reason": "",
        "attempt": 1,
        "fence": 1,
        "external_id": f"line-{key}",
    }


def _line(person: PersonId, key: str, body: str, at: datetime) -> Row:
    return {
        "organisation": DEFAULT,
        "id": f"line-{key}",
        "conversation": person,
        "direction": "out",
        "owner": person,
        "outbox": f"out-{key}",
        "body": body,
        "at": at,
        "opened_at": at,
    }


def _verdict(person: PersonId, session: str, assumption: str, says: str, words: str, at: datetime, week: int) -> Row:
    return {
        "organisation": DEFAULT,
        "id": f"verdict-{session}",
        "assumption": assumption,
        "client": person,
        "revision": week + 1,
        "says": says,
        "words": words,
        "at": at,
        "withdrawn": False,
        "session": session,
    }
