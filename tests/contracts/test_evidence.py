"""What is kept of what was said, on every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from dialogs.evidence.answers import AnswerId
from dialogs.evidence.assumptions import About, Assumption, AssumptionId, Says, Verdict, VerdictId
from dialogs.evidence.offers import Offer, OfferId
from dialogs.evidence.talks import Confirmation, Report, ReportId
from dialogs.messages import QuestionId, SessionId
from dialogs.people import PersonId, TeamId
from dialogs.policy.share import Share
from storage import tables
from storage.unit_of_work import UnitOfWork
from tests.contracts.example import (
    ANNA,
    BERT,
    ELSEWHERE,
    JOOST,
    MINUTE,
    NOW,
    ORGANISATION,
    TEAM,
    answer,
)

DAY = timedelta(days=1)


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
        uow.reads.mark(ORGANISATION, [AnswerId("a1")], JOOST, at)
    uow.reads.mark(ORGANISATION, [AnswerId("a1"), AnswerId("of nobody")], BERT, NOW + MINUTE)
    found = uow.reads.of_answers(ORGANISATION, [AnswerId("a1"), AnswerId("a2")])
    assert found == {"a1": [(JOOST, NOW), (BERT, NOW + MINUTE)], "a2": []}


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
    assert uow.verdicts.get(ORGANISATION, VerdictId("v2")) == second
    assert uow.verdicts.get(ELSEWHERE, VerdictId("v2")) is None
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
