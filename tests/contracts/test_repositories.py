"""What the use cases may rely on, on every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from dialogs.evidence.answers import AnswerId
from dialogs.evidence.assumptions import About, Assumption, AssumptionId, Says, Verdict, VerdictId
from dialogs.evidence.offers import Offer, OfferId
from dialogs.evidence.talks import Confirmation, Report, ReportId
from dialogs.messages import Note, OutboxId, QuestionId, SessionId
from dialogs.people import Consent, Identity, Organisation, OrganisationId, PersonId, Role, Team, TeamId
from dialogs.policy.share import Share
from dialogs.rhythm.cadence import Cadence, QuietHours, Unit
from dialogs.talk.definition import DialogueId
from dialogs.talk.session import Session, Status
from storage import tables
from storage.errors import BadText, StaleSession
from storage.rows import LineId
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
    TEAM,
    answer,
    person,
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


def test_people_come_back_as_they_were_saved(uow: UnitOfWork) -> None:
    """Every choice of a person survives, and saving again overwrites."""
    anna = replace(
        person(ANNA),
        language="en",
        timezone="Australia/Lord_Howe",
        consent=Consent.GIVEN,
        centre_may_read=True,
        between=True,
        cadence=Cadence(unit=Unit.QUARTER, every=2, weekday=6, at=time(7, 45), anchor=date(2026, 2, 28)),
        quiet=QuietHours(start=time(22, 30), end=time(7, 15)),
        paused_until=date(2027, 1, 1),
    )
    uow.people.save(person(ANNA))
    uow.people.save(anna)
    uow.people.save(person(ANNA, organisation=ELSEWHERE))
    assert uow.people.get(ORGANISATION, ANNA) == anna
    assert uow.people.get(ORGANISATION, BERT) is None


def test_people_are_found_by_role_and_by_professional(uow: UnitOfWork) -> None:
    """Lists are by id and stay within the organisation."""
    settle_in(uow)
    uow.people.save(person(ANNA, organisation=ELSEWHERE))
    assert [one.id for one in uow.people.all(ORGANISATION)] == ["anna", "bert", "joost"]
    assert [one.id for one in uow.people.all(ORGANISATION, Role.PROFESSIONAL)] == ["joost"]
    assert [one.id for one in uow.people.clients_of(ORGANISATION, JOOST)] == ["anna", "bert"]
    assert uow.people.clients_of(ORGANISATION, ANNA) == []


def test_an_identity_is_one_person(uow: UnitOfWork) -> None:
    """An identity belongs to whoever it was linked to last, and a person's newest identity comes last."""
    settle_in(uow)
    on_slack = Identity(channel="slack", account="T1", user="U1")
    uow.people.link(ORGANISATION, ANNA, on_slack)
    assert uow.people.identities(ORGANISATION, ANNA) == [ANNA_ON_THE_WEB, on_slack]
    uow.people.link(ORGANISATION, ANNA, ANNA_ON_THE_WEB)
    assert uow.people.identities(ORGANISATION, ANNA)[-1] == ANNA_ON_THE_WEB
    uow.people.link(ORGANISATION, BERT, on_slack)
    found = uow.people.by_identity(on_slack)
    assert found is not None
    assert found.id == BERT
    uow.people.unlink(ORGANISATION, ANNA, on_slack)
    assert uow.people.identities(ORGANISATION, BERT) == [on_slack]
    uow.people.unlink(ORGANISATION, BERT, on_slack)
    assert uow.people.by_identity(on_slack) is None


def test_organisations_teams_and_settings_are_kept(uow: UnitOfWork) -> None:
    """What was saved last is what is there."""
    mine = Organisation(id=ORGANISATION, name="Zorg", centre_name="Kantoor", digest_at=time(15, 30), digest_weekday=3)
    uow.organisations.save(Organisation(id=ORGANISATION, name="Oud", centre_name="Oud"))
    uow.organisations.save(mine)
    uow.teams.save(Team(id=TEAM, organisation=ORGANISATION, name="Oost"))
    uow.teams.save(Team(id=TEAM, organisation=ELSEWHERE, name="Ander"))
    uow.settings.put(ORGANISATION, "centre", "web")
    uow.settings.put(ORGANISATION, "centre", "slack:C1")
    assert uow.organisations.get(ORGANISATION) == mine
    assert uow.organisations.all() == [mine]
    assert uow.organisations.get(ELSEWHERE) is None
    assert [team.name for team in uow.teams.all(ORGANISATION)] == ["Oost"]
    assert uow.teams.get(ORGANISATION, TeamId("west")) is None
    assert uow.settings.get(ORGANISATION, "centre") == "slack:C1"
    assert uow.settings.all(ORGANISATION) == {"centre": "slack:C1"}
    assert uow.settings.get(ELSEWHERE, "centre") is None


def test_a_link_is_found_by_its_hash_alone(uow: UnitOfWork) -> None:
    """A link stays known after it was revoked, and revoking reaches one person only."""
    for number, who in enumerate((ANNA, ANNA, BERT)):
        uow.links.issue(ORGANISATION, who, f"hash{number}", NOW, NOW + DAY)
    assert uow.links.revoke_all(ORGANISATION, ANNA) == 2
    found = [uow.links.find(f"hash{number}") for number in range(3)]
    assert [link.revoked for link in found if link] == [True, True, False]
    assert found[0] is not None
    assert (found[0].person, found[0].expires) == (ANNA, NOW + DAY)
    assert uow.links.find("other") is None


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


@pytest.mark.parametrize("value", ["ik zing graag", 4, "", "0", "👩‍👩‍👧 שלום e\u0301"])
def test_an_answer_keeps_its_value_and_its_type(uow: UnitOfWork, value: str | int) -> None:
    """What was answered comes back exactly."""
    kept = answer(value=value, subject="s")
    uow.answers.add(kept)
    assert uow.answers.get(ORGANISATION, kept.id) == kept


def test_the_newest_revision_stands(uow: UnitOfWork) -> None:
    """Of each question the newest revision counts, and next_revision says which comes then."""
    assert uow.answers.next_revision(ORGANISATION, SessionId("s1"), QuestionId("talent")) == 1
    first, second = answer("a1"), answer("a2", value="koken", revision=2, at=NOW + MINUTE)
    wish = answer("a3", question=QuestionId("wish"), records="wish", at=NOW + 2 * MINUTE)
    for one in (first, second, wish):
        uow.answers.add(one)
    assert uow.answers.next_revision(ORGANISATION, SessionId("s1"), QuestionId("talent")) == 3
    assert uow.answers.of_person(ORGANISATION, ANNA) == [second, wish]
    assert uow.answers.of_person(ORGANISATION, ANNA, current_only=False) == [first, second, wish]
    assert uow.answers.of_session(ORGANISATION, SessionId("s1")) == [second, wish]
    assert uow.answers.latest(ORGANISATION, ANNA, "talent") == second
    assert uow.answers.latest(ORGANISATION, BERT, "talent") is None


def test_a_week_is_open_at_its_beginning(uow: UnitOfWork) -> None:
    """Between two moments lies what came after the first, up to and including the second, in its standing revision."""
    uow.answers.add(answer("a1", at=NOW))
    uow.answers.add(answer("a2", at=NOW + DAY, session=SessionId("s2")))
    uow.answers.add(answer("a3", at=NOW + 2 * DAY, session=SessionId("s3"), records="wish"))
    uow.answers.add(answer("a4", at=NOW + 3 * DAY, session=SessionId("s2"), revision=2))

    def found(after: datetime, until: datetime, records: str | list[str] | None = None) -> list[str]:
        return [one.id for one in uow.answers.between(ORGANISATION, after, until, records)]

    assert found(NOW, NOW + 2 * DAY) == ["a3"]
    assert found(NOW - MINUTE, NOW + DAY) == ["a1"]
    assert found(NOW, NOW + 3 * DAY) == ["a3", "a4"]
    assert found(NOW, NOW + 3 * DAY, "talent") == ["a4"]
    assert found(NOW, NOW + 3 * DAY, ["talent", "wish"]) == ["a3", "a4"]


def test_taking_back_takes_every_revision(uow: UnitOfWork) -> None:
    """A withdrawn answer is in no list of what stands, and no revision of it has words any more."""
    uow.answers.add(answer("a1"))
    uow.answers.add(answer("a2", revision=2))
    assert uow.answers.withdraw(ORGANISATION, SessionId("s1"), QuestionId("talent"), NOW) == 2
    assert uow.answers.of_person(ORGANISATION, ANNA) == []
    everything = uow.answers.of_person(ORGANISATION, ANNA, current_only=False)
    assert [(one.withdrawn, one.value) for one in everything] == [(True, ""), (True, "")]
    assert list(uow.connection.scalars(select(tables.answers.c.value))) == [None, None]
    assert uow.answers.next_revision(ORGANISATION, SessionId("s1"), QuestionId("talent")) == 3


def test_share_and_readers_are_kept_per_answer(uow: UnitOfWork) -> None:
    """Who saw an answer is kept with the first moment only."""
    uow.answers.add(answer("a1"))
    uow.answers.set_share(ORGANISATION, AnswerId("a1"), Share.ME)
    changed = uow.answers.get(ORGANISATION, AnswerId("a1"))
    assert changed is not None
    assert changed.share is Share.ME
    for at in (NOW, NOW + DAY):
        uow.reads.mark(ORGANISATION, AnswerId("a1"), JOOST, at)
    uow.reads.mark(ORGANISATION, AnswerId("a1"), BERT, NOW + MINUTE)
    found = uow.reads.of_answers(ORGANISATION, [AnswerId("a1"), AnswerId("a2")])
    assert found == {"a1": [(JOOST, NOW), (BERT, NOW + MINUTE)], "a2": []}


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


def assumption(id_: str, **changes: object) -> Assumption:
    """Return what Joost assumes about Anna, changed as asked."""
    values: dict[str, object] = {
        "id": AssumptionId(id_),
        "organisation": ORGANISATION,
        "author": JOOST,
        "team": TEAM,
        "about": About.DEMAND,
        "subject": ANNA,
        "text": "Anna wil hulp in de ochtend",
        "wrong_if": "ze uitslaapt",
        "at": NOW,
    }
    return Assumption(**{**values, **changes})  # type: ignore[arg-type]


def test_assumptions_are_found_from_every_side(uow: UnitOfWork) -> None:
    """About one client, about the group, by author and by team; a withdrawn one stays known as such."""
    about_anna = assumption("p1")
    about_group = assumption("p2", subject=None, author=BERT, wrong_if="")
    without_team = assumption("p3", subject=None, team=None)
    for one in (about_anna, about_group, without_team):
        uow.assumptions.add(one)
    assert uow.assumptions.get(ORGANISATION, AssumptionId("p1")) == about_anna
    assert uow.assumptions.about(ORGANISATION, ANNA) == [about_anna]
    assert uow.assumptions.for_group(ORGANISATION, TEAM) == [about_group]
    assert uow.assumptions.for_group(ORGANISATION, None) == [without_team]
    assert uow.assumptions.of_author(ORGANISATION, JOOST) == [about_anna, without_team]
    assert uow.assumptions.of_team(ORGANISATION, TEAM) == [about_anna, about_group]
    uow.assumptions.withdraw(ORGANISATION, AssumptionId("p1"), NOW)
    assert uow.assumptions.all(ORGANISATION) == [replace(about_anna, withdrawn=True), about_group, without_team]
    assert uow.assumptions.get(ELSEWHERE, AssumptionId("p1")) is None


def test_only_verdicts_say_what_an_assumption_is_worth() -> None:
    """No table has a column in which anybody could write the status of an assumption."""
    columns = set(tables.assumptions.c.keys()) | set(tables.verdicts.c.keys())
    assert columns.isdisjoint({"status", "state", "outcome", "settled", "confirmed"})


def test_verdicts_are_revisions_of_one_client(uow: UnitOfWork) -> None:
    """Words can be added to a verdict and taken back with all its revisions."""

    def verdict(id_: str, revision: int, client: PersonId = ANNA, **changes: object) -> Verdict:
        values: dict[str, object] = {"says": Says.DIFFERENT, "at": NOW, "session": SessionId("s1"), **changes}
        return Verdict(
            id=VerdictId(id_),
            organisation=ORGANISATION,
            assumption=AssumptionId("p1"),
            client=client,
            revision=revision,
            **values,  # type: ignore[arg-type]
        )

    assert uow.verdicts.next_revision(ORGANISATION, AssumptionId("p1"), ANNA) == 1
    first, second = verdict("v1", 1), verdict("v2", 2, says=Says.PARTLY, at=NOW + MINUTE, session=SessionId("s2"))
    other = verdict("v3", 1, BERT, words="bij mij wel", at=NOW + 2 * MINUTE)
    for one in (first, second, other):
        uow.verdicts.add(one)
    assert uow.verdicts.next_revision(ORGANISATION, AssumptionId("p1"), ANNA) == 3
    uow.verdicts.set_words(ORGANISATION, VerdictId("v1"), "liever later")
    first = replace(first, words="liever later")
    assert uow.verdicts.of_assumption(ORGANISATION, AssumptionId("p1")) == [first, second, other]
    assert uow.verdicts.of_client(ORGANISATION, BERT) == [other]
    assert uow.verdicts.of_session(ORGANISATION, SessionId("s2")) == [second]
    assert uow.verdicts.between(ORGANISATION, NOW, NOW + MINUTE) == [second]
    assert uow.verdicts.withdraw(ORGANISATION, AssumptionId("p1"), ANNA, NOW) == 2
    uow.verdicts.set_words(ORGANISATION, VerdictId("v1"), "te laat")
    assert [(one.withdrawn, one.words) for one in uow.verdicts.of_client(ORGANISATION, ANNA)] == [(True, "")] * 2
    assert uow.verdicts.of_client(ORGANISATION, BERT) == [other]


def test_a_report_waits_for_its_client(uow: UnitOfWork) -> None:
    """A note of a talk is pending until the client says something of it."""
    report = Report(
        id=ReportId("r1"), organisation=ORGANISATION, client=ANNA, author=JOOST, words="ze wil fietsen", at=NOW
    )
    uow.reports.add(report)
    assert uow.reports.get(ORGANISATION, report.id) == report
    assert uow.reports.pending(ORGANISATION, ANNA) == [report]
    assert uow.reports.pending(ORGANISATION, BERT) == []
    assert uow.reports.confirmation(ORGANISATION, report.id) is None
    uow.reports.settle(ORGANISATION, report.id, Confirmation.ALMOST, NOW)
    assert uow.reports.pending(ORGANISATION, ANNA) == []
    assert uow.reports.confirmation(ORGANISATION, report.id) is Confirmation.ALMOST
    assert uow.reports.of_author(ORGANISATION, JOOST) == [(report, Confirmation.ALMOST)]


def test_the_offer_for_a_client_is_the_nearest_and_newest(uow: UnitOfWork) -> None:
    """One made for the client goes before one for the team, a newer before an older, a closed one is none."""

    def offer(id_: str, client: PersonId | None, days: int, team: str = TEAM) -> Offer:
        return Offer(
            id=OfferId(id_),
            organisation=ORGANISATION,
            team=TeamId(team),
            author=JOOST,
            client=client,
            text=f"aanbod {id_}",
            at=NOW + days * DAY,
        )

    mine, old, new = offer("o1", ANNA, 0), offer("o2", None, 1), offer("o3", None, 2)
    for one in (mine, old, new, offer("o4", None, 3, "west"), offer("o5", BERT, 4)):
        uow.offers.add(one)
    assert uow.offers.for_client(ORGANISATION, ANNA, TEAM) == mine
    uow.offers.close(ORGANISATION, OfferId("o1"))
    assert uow.offers.for_client(ORGANISATION, ANNA, TEAM) == new
    assert uow.offers.for_client(ORGANISATION, ANNA, None) is None
    assert uow.offers.of_team(ORGANISATION, TEAM)[:3] == [replace(mine, closed=True), old, new]
    assert uow.offers.get(ORGANISATION, OfferId("o2")) == old


def test_a_week_has_one_digest(uow: UnitOfWork) -> None:
    """A week begins once; its items keep their order and its replies their item."""
    week = "2026-W47"
    assert uow.digests.begin(ORGANISATION, week, NOW)
    assert not uow.digests.begin(ORGANISATION, week, NOW + DAY)
    assert uow.digests.begin(ORGANISATION, "2026-W48", NOW + DAY)
    assert uow.digests.get(ORGANISATION, week) == NOW
    assert uow.digests.get(ELSEWHERE, week) is None
    assert list(uow.digests.all(ORGANISATION)) == ["2026-W48", week]
    uow.digests.add_item(ORGANISATION, week, 2, OutboxId("item2"), "needs", "[]")
    uow.digests.add_item(ORGANISATION, week, 1, OutboxId("item1"), "learned", "[1]")
    items = uow.digests.items(ORGANISATION, week)
    assert [(one.ordinal, one.outbox, one.kind, one.lines) for one in items] == [
        (1, "item1", "learned", "[1]"),
        (2, "item2", "needs", "[]"),
    ]
    uow.replies.add(ORGANISATION, "y1", week, OutboxId("item2"), JOOST, "goed punt", NOW)
    assert [one.words for one in uow.replies.of_item(ORGANISATION, OutboxId("item2"))] == ["goed punt"]
    assert uow.replies.of_item(ORGANISATION, OutboxId("item1")) == []
    assert [one.author for one in uow.replies.of_week(ORGANISATION, week)] == [JOOST]


def test_a_line_is_shown_once_and_in_its_newest_form(uow: UnitOfWork) -> None:
    """The same outbox message makes one line; what replaces a line takes its place, however often."""

    def told(outbox: str, text: str, replaces: str | None = None) -> str:
        return uow.lines.put(
            organisation=ORGANISATION,
            conversation="anna",
            direction="out",
            owner=ANNA,
            outbox=OutboxId(outbox),
            body=Note(blocks=(text,)),
            at=NOW,
            replaces=None if replaces is None else LineId(replaces),
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


def test_moments_come_back_in_utc(uow: UnitOfWork) -> None:
    """A moment is the same moment after storage, in UTC, to the microsecond; one without a zone is refused."""
    summer = datetime(2026, 7, 1, 12, 30, 15, 123456, tzinfo=timezone(timedelta(hours=2)))
    uow.due.put(ORGANISATION, "a", "k", summer)
    found = uow.due.next_at()
    assert found == summer
    assert found is not None
    assert found.tzinfo is UTC
    with pytest.raises(StatementError, match="without a zone"):
        uow.due.put(ORGANISATION, "b", "k", summer.replace(tzinfo=None))


@pytest.mark.parametrize("text", ["nul\0", "half \ud83d"])
def test_text_that_cannot_be_stored_is_refused_by_name(uow: UnitOfWork, text: str) -> None:
    """NUL and lone surrogates are refused in words and in plain columns, on every database alike."""
    with pytest.raises(BadText):
        uow.answers.add(answer(value=text if "\0" not in text else "\ud800"))
    with pytest.raises(BadText):
        uow.people.save(replace(person(ANNA), name=text))
    with pytest.raises(StatementError) as refused:
        uow.settings.put(ORGANISATION, "key", text)
    assert isinstance(refused.value.orig, BadText)
