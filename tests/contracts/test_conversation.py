"""What is kept of conversations, of time and of the week, on every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from dialogs.messages import Note, OutboxId, QuestionId, SessionId
from dialogs.people import OrganisationId
from dialogs.talk.definition import DialogueId
from dialogs.talk.session import Session, Status
from storage import tables
from storage.errors import StaleSession
from storage.rows import DigestItem, LineId
from storage.unit_of_work import UnitOfWork
from tests.contracts.example import (
    ANNA,
    ANNA_ON_THE_WEB,
    BERT,
    ELSEWHERE,
    JOOST,
    MINUTE,
    NOW,
    ORGANISATION,
    settle_in,
)

DAY = timedelta(days=1)


def session(id_: str = "s1", **changes: object) -> Session:
    """Return a session of Anna, changed as asked."""
    values: dict[str, object] = {
        "id": SessionId(id_),
        "person": ANNA,
        "organisation": ORGANISATION,
        "dialogue": DialogueId("talents"),
        "definition_hash": "h",
        "language": "nl",
        "answers": {QuestionId("talent"): "zingen"},
        "asked_at": NOW,
        "version": 1,
    }
    return Session(**{**values, **changes})  # type: ignore[arg-type]


def test_a_definition_is_kept_under_its_hash(uow: UnitOfWork) -> None:
    """The same definition may be put again and again."""
    uow.definitions.put("h", "{}")
    uow.definitions.put("h", "{}")
    assert uow.definitions.get("h") == "{}"
    assert uow.definitions.get("x") is None


def test_a_session_moves_one_version_at_a_time(uow: UnitOfWork) -> None:
    """A session is saved over the version just before it, and over no other."""
    uow.sessions.save(session(version=1))
    newer = session(version=2, at=QuestionId("wish"), status=Status.POSTPONED)
    uow.sessions.save(newer)
    assert uow.sessions.get(ORGANISATION, SessionId("s1")) == newer
    for stale in (1, 2, 4):
        with pytest.raises(StaleSession):
            uow.sessions.save(session(version=stale))
    assert uow.sessions.get(ORGANISATION, SessionId("s1")) == newer


def test_the_active_session_is_the_newest_that_runs(uow: UnitOfWork) -> None:
    """Finished, stopped and lapsed sessions are never active; the newest of a dialogue is found however it ended."""
    uow.sessions.save(session("s1"))
    uow.sessions.save(session("s2", status=Status.POSTPONED))
    uow.sessions.save(session("s0", status=Status.FINISHED))
    uow.sessions.save(session("s3", person=BERT))
    active = uow.sessions.active(ORGANISATION, ANNA)
    assert active is not None
    assert active.id == "s2"
    latest = uow.sessions.latest_of(ORGANISATION, ANNA, "talents")
    assert latest is not None
    assert latest.id == "s0"
    assert uow.sessions.latest_of(ORGANISATION, ANNA, "other") is None
    assert uow.sessions.active(ELSEWHERE, ANNA) is None
    uow.sessions.save(session("s4", subject="p1"))
    assert uow.sessions.subjects(ORGANISATION, ANNA, "talents") == {"", "p1"}
    assert uow.sessions.subjects(ORGANISATION, BERT, "talents") == {""}


def test_either_key_makes_a_double(uow: UnitOfWork) -> None:
    """What came in under a known event or a known message is not taken again; another organisation is another world."""

    def take(event: str, said: str, organisation: OrganisationId = ORGANISATION) -> bool:
        return uow.inbox.take(organisation, event, said, ANNA_ON_THE_WEB, NOW, "{}")

    settle_in(uow)
    assert take("e1", "m1")
    assert not take("e1", "m2")
    assert not take("e2", "m1")
    assert take("e2", "m2")
    assert take("e1", "m1", ELSEWHERE)


def test_raw_words_stay_only_with_what_failed(uow: UnitOfWork) -> None:
    """What was dealt with keeps no words; what failed keeps them until it is done again, or its owner is erased."""
    settle_in(uow)
    for number in (1, 2):
        uow.inbox.take(ORGANISATION, f"e{number}", f"m{number}", ANNA_ON_THE_WEB, NOW, "raw words")
    stranger = replace(ANNA_ON_THE_WEB, user="nobody")
    uow.inbox.take(ORGANISATION, "e3", "m3", stranger, NOW, "from a stranger")
    uow.inbox.outcome(ORGANISATION, "e1", "taken")
    uow.inbox.failed(ORGANISATION, "e2", "KeyError")
    uow.inbox.failed(ORGANISATION, "e3", "KeyError")
    failed = uow.inbox.list_failed(ORGANISATION)
    assert [(one.event_key, one.raw, one.reason) for one in failed] == [
        ("e2", "raw words", "KeyError"),
        ("e3", "from a stranger", "KeyError"),
    ]
    assert uow.connection.scalar(select(tables.inbox.c.raw).where(tables.inbox.c.event_key == "e1")) is None
    uow.words.erase(ORGANISATION, ANNA)
    assert [one.raw for one in uow.inbox.list_failed(ORGANISATION)] == [None, "from a stranger"]


def test_due_rows_come_in_order_and_once(uow: UnitOfWork) -> None:
    """What is due is handed out by moment and then by arrival, never twice; putting again moves it."""
    uow.due.put(ORGANISATION, "late", "occasion", NOW + MINUTE, person=ANNA, ref="r")
    uow.due.put(ORGANISATION, "b", "occasion", NOW)
    uow.due.put(ORGANISATION, "a", "digest", NOW)
    uow.due.put(ELSEWHERE, "early", "occasion", NOW - DAY)
    uow.due.put(ORGANISATION, "moved", "occasion", NOW - DAY)
    uow.due.put(ORGANISATION, "moved", "remind", NOW + DAY)
    assert uow.due.next_at() == NOW - DAY
    assert uow.due.next_at(ORGANISATION) == NOW
    assert [row.key for row in uow.due.claim(NOW, 2)] == ["early", "b"]
    assert [row.key for row in uow.due.claim(NOW, 10)] == ["a"]
    assert uow.due.claim(NOW, 10) == []
    (late,) = uow.due.of_person(ORGANISATION, ANNA)
    assert (late.kind, late.at, late.ref) == ("occasion", NOW + MINUTE, "r")
    uow.due.remove(ORGANISATION, "late")
    assert [(row.key, row.kind) for row in uow.due.claim(NOW + 2 * DAY, 10)] == [("moved", "remind")]
    assert uow.due.next_at() is None


def test_there_is_one_contact_a_day(uow: UnitOfWork) -> None:
    """The contact of a local day is taken once and can be given back by its cause."""
    today = date(2026, 11, 23)
    assert uow.contacts.take(ORGANISATION, ANNA, today, "s1")
    assert not uow.contacts.take(ORGANISATION, ANNA, today, "s2")
    assert uow.contacts.take(ORGANISATION, BERT, today, "s2")
    assert uow.contacts.take(ORGANISATION, ANNA, today + DAY, "s2")
    assert uow.contacts.dates(ORGANISATION, ANNA, today) == {today, today + DAY}
    assert uow.contacts.dates(ORGANISATION, ANNA, today + DAY) == {today + DAY}
    uow.contacts.free(ORGANISATION, ANNA, "s1")
    assert not uow.contacts.on(ORGANISATION, ANNA, today)
    assert uow.contacts.on(ORGANISATION, BERT, today)


def test_an_occasion_is_decided_once(uow: UnitOfWork) -> None:
    """The first decision about an occasion stands."""
    today = date(2026, 11, 23)
    decided = uow.occasions.decide
    assert decided(ORGANISATION, ANNA, "talents", today, "10:00", "asked", "", NOW, SessionId("s1"))
    assert not decided(ORGANISATION, ANNA, "talents", today, "10:00", "skipped", "late", NOW)
    assert decided(ORGANISATION, ANNA, "talents", today, "14:00", "skipped", "contact_today", NOW + MINUTE)
    assert decided(ORGANISATION, BERT, "talents", today, "10:00", "skipped", "paused", NOW - DAY)
    mine = uow.occasions.of_person(ORGANISATION, ANNA, 1)
    assert [(row.slot, row.outcome, row.reason, row.session) for row in mine] == [
        ("14:00", "skipped", "contact_today", None)
    ]
    week = uow.occasions.between(ORGANISATION, NOW - MINUTE, NOW)
    assert [(row.person, row.outcome, row.local_date, row.session) for row in week] == [(ANNA, "asked", today, "s1")]


def test_a_week_has_one_digest(uow: UnitOfWork) -> None:
    """A week begins once; its items keep their order and its replies their item."""
    week = "2026-W47"
    assert uow.digests.begin(ORGANISATION, week, NOW)
    assert not uow.digests.begin(ORGANISATION, week, NOW + DAY)
    assert uow.digests.begin(ORGANISATION, "2026-W48", NOW + DAY)
    assert uow.digests.get(ORGANISATION, week) == NOW
    assert uow.digests.get(ELSEWHERE, week) is None
    assert list(uow.digests.all(ORGANISATION)) == ["2026-W48", week]
    second = DigestItem(ordinal=2, outbox=OutboxId("item2"), kind="needs", lines="[]")
    first = DigestItem(ordinal=1, outbox=OutboxId("item1"), kind="learned", lines="[1]")
    uow.digests.add_items(ORGANISATION, week, [second, first])
    items = uow.digests.items(ORGANISATION, week)
    assert [(one.ordinal, one.outbox, one.kind, one.lines) for one in items] == [
        (1, "item1", "learned", "[1]"),
        (2, "item2", "needs", "[]"),
    ]
    assert uow.digests.find_item(ORGANISATION, OutboxId("item2")) == (week, items[1])
    assert uow.digests.find_item(ORGANISATION, OutboxId("other")) is None
    uow.replies.add(ORGANISATION, "y1", week, OutboxId("item2"), JOOST, "goed punt", NOW)
    assert [one.words for one in uow.replies.of_item(ORGANISATION, OutboxId("item2"))] == ["goed punt"]
    assert uow.replies.of_item(ORGANISATION, OutboxId("item1")) == []
    assert [one.author for one in uow.replies.of_week(ORGANISATION, week)] == [JOOST]


def test_a_line_is_shown_once_and_in_its_newest_form(uow: UnitOfWork) -> None:
    """The same outbox message makes one line; what replaces a line takes its place, however often."""

    def told(outbox: str, text: str, replaces: LineId | None = None) -> LineId:
        return uow.lines.put(
            organisation=ORGANISATION,
            conversation="anna",
            direction="out",
            owner=ANNA,
            outbox=OutboxId(outbox),
            body=Note(blocks=(text,)),
            at=NOW,
            replaces=replaces,
        )

    first = told("m1", "vraag")
    assert told("m1", "nog eens") == first
    said = uow.lines.put(
        organisation=ORGANISATION, conversation="anna", direction="in", owner=ANNA, outbox=None, body="ja", at=NOW
    )
    second = told("m2", "gewijzigd", first)
    told("m3", "weer gewijzigd", second)
    shown = uow.lines.of(ORGANISATION, "anna", 10)
    assert [(one.id, one.direction, one.body) for one in shown] == [
        (first, "out", Note(blocks=("weer gewijzigd",))),
        (said, "in", "ja"),
    ]
    assert [one.id for one in uow.lines.of(ORGANISATION, "anna", 1)] == [said]
    assert uow.lines.of(ORGANISATION, "bert", 10) == []
    uow.lines.blank(ORGANISATION, second)
    assert [one.body for one in uow.lines.of(ORGANISATION, "anna", 10)] == [None, "ja"]


def test_opened_is_noted_once(uow: UnitOfWork) -> None:
    """What was told is opened once; what somebody said themselves is not opened at all."""
    assert uow.lines.latest_opened(ORGANISATION, "anna") is None
    for direction, outbox in (("out", "m1"), ("in", None), ("out", "m2")):
        uow.lines.put(
            organisation=ORGANISATION,
            conversation="anna",
            direction=direction,  # type: ignore[arg-type]
            owner=ANNA,
            outbox=None if outbox is None else OutboxId(outbox),
            body="hoi",
            at=NOW,
        )
    assert uow.lines.opened(ORGANISATION, "anna", NOW) == 2
    assert uow.lines.opened(ORGANISATION, "anna", NOW + DAY) == 0
    assert [one.opened_at for one in uow.lines.of(ORGANISATION, "anna", 9)] == [NOW, None, NOW]
    assert uow.lines.latest_opened(ORGANISATION, "anna") == NOW
