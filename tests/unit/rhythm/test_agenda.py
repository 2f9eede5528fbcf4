"""What one person is asked at one occasion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from dialogs.evidence.assumptions import AssumptionId
from dialogs.evidence.offers import OfferId
from dialogs.evidence.talks import ReportId
from dialogs.messages import SessionId
from dialogs.people import Consent, Role
from dialogs.rhythm.agenda import (
    AgendaItem,
    AgendaState,
    AskAssumption,
    AskHelps,
    AskTalentsAndWishes,
    ConfirmTalk,
    ProfessionalWeek,
    Resume,
    Welcome,
    agenda,
)

TODAY = date(2026, 6, 2)
FULL = AgendaState(
    role=Role.CLIENT,
    consent=Consent.GIVEN,
    today=TODAY,
    open_session=SessionId("s"),
    pending_reports=(ReportId("r1"), ReportId("r2")),
    pending_assumptions=(AssumptionId("a1"), AssumptionId("a2")),
    offer=OfferId("o"),
    last_talents=TODAY - timedelta(days=7),
    last_helps=TODAY - timedelta(days=14),
)


def test_a_client_gets_one_thing_at_a_time_in_order() -> None:
    """What lies open comes first, then reports, assumptions, the one question, talents and wishes."""
    state = FULL
    seen: list[AgendaItem | None] = []
    for done in (
        {"open_session": None},
        {"pending_reports": state.pending_reports[1:]},
        {"pending_reports": ()},
        {"pending_assumptions": state.pending_assumptions[1:]},
        {"pending_assumptions": ()},
        {"last_helps": TODAY},
        {"last_talents": TODAY},
    ):
        seen.append(agenda(state))
        state = replace(state, **done)
    assert seen == [
        Resume(session=SessionId("s")),
        ConfirmTalk(report=ReportId("r1")),
        ConfirmTalk(report=ReportId("r2")),
        AskAssumption(assumption=AssumptionId("a1")),
        AskAssumption(assumption=AssumptionId("a2")),
        AskHelps(offer=OfferId("o")),
        AskTalentsAndWishes(),
    ]
    assert agenda(state) is None


def test_nothing_comes_before_consent_but_the_welcome() -> None:
    """A client whose consent was not asked is welcomed, whatever else waits."""
    assert agenda(replace(FULL, open_session=None, consent=Consent.UNASKED)) == Welcome()
    assert agenda(AgendaState(role=Role.CLIENT, consent=Consent.UNASKED, today=TODAY)) == Welcome()


def test_a_welcome_that_was_begun_is_gone_on_with() -> None:
    """A client who stopped halfway the welcome goes on there instead of being welcomed again."""
    assert agenda(replace(FULL, consent=Consent.UNASKED)) == Resume(session=SessionId("s"))


@pytest.mark.parametrize(("role", "consent"), [*product(Role, [Consent.REFUSED, Consent.STOPPED])])
def test_no_means_no_and_stop_means_stop(role: Role, consent: Consent) -> None:
    """Whoever refused or stopped is asked nothing, not even what lay open."""
    assert agenda(replace(FULL, role=role, consent=consent)) is None


@pytest.mark.parametrize(("role", "consent"), [*product([Role.CENTRE, Role.STEWARD], Consent)])
def test_the_centre_is_asked_nothing(role: Role, consent: Consent) -> None:
    """The questions of the centre are closed, and a steward is no party to the dialogue."""
    assert agenda(replace(FULL, role=role, consent=consent)) is None


@pytest.mark.parametrize("consent", [Consent.UNASKED, Consent.GIVEN])
def test_a_professional_gets_the_weekly_round(consent: Consent) -> None:
    """A professional is asked for the week, or goes on with what lies open, and gets no question meant for clients."""
    state = replace(FULL, role=Role.PROFESSIONAL, consent=consent)
    assert agenda(state) == Resume(session=SessionId("s"))
    assert agenda(replace(state, open_session=None)) == ProfessionalWeek()


@pytest.mark.parametrize(
    ("talents_days_ago", "helps_days_ago", "expected"),
    [
        (None, None, AskTalentsAndWishes()),
        (None, 1, AskTalentsAndWishes()),
        (1, None, AskHelps(offer=OfferId("o"))),
        (7, 14, AskHelps(offer=OfferId("o"))),
        (14, 7, AskTalentsAndWishes()),
        (7, 7, AskHelps(offer=OfferId("o"))),
        (0, 7, AskHelps(offer=OfferId("o"))),
        (0, None, AskHelps(offer=OfferId("o"))),
        (7, 0, AskTalentsAndWishes()),
        (None, 0, AskTalentsAndWishes()),
        (0, 0, None),
        (5, 5, None),
        (5, 6, AskHelps(offer=OfferId("o"))),
        (6, 5, AskTalentsAndWishes()),
    ],
)
def test_the_one_question_and_talents_take_turns(
    talents_days_ago: int | None, helps_days_ago: int | None, expected: AgendaItem | None
) -> None:
    """What was asked longest ago comes first, talents when neither ever was, and each rests for six days."""

    def ago(days: int | None) -> date | None:
        return None if days is None else TODAY - timedelta(days=days)

    state = replace(FULL, open_session=None, pending_reports=(), pending_assumptions=())
    state = replace(state, last_talents=ago(talents_days_ago), last_helps=ago(helps_days_ago))
    assert agenda(state) == expected


def test_without_an_offer_talents_and_wishes_come_every_time() -> None:
    """The one question needs something it is about."""
    state = replace(FULL, open_session=None, pending_reports=(), pending_assumptions=(), offer=None, last_helps=None)
    assert agenda(state) == AskTalentsAndWishes()


def test_turns_go_on_for_ever() -> None:
    """Week after week with nothing else waiting, the two questions alternate from the first talents on."""
    state = AgendaState(role=Role.CLIENT, consent=Consent.GIVEN, today=TODAY, offer=OfferId("o"))
    asked: list[type[object]] = []
    for week in range(6):
        state = replace(state, today=TODAY + timedelta(weeks=week))
        item = agenda(state)
        asked.append(type(item))
        fact = "last_helps" if isinstance(item, AskHelps) else "last_talents"
        state = replace(state, **{fact: state.today})  # type: ignore[arg-type]
    assert asked == [AskTalentsAndWishes, AskHelps] * 3


@pytest.mark.parametrize(("days", "first"), [(28, AskAssumption), (29, AskTalentsAndWishes)])
def test_assumptions_never_crowd_out_a_clients_own_wishes(days: int, first: type) -> None:
    """After more than four weeks without talents and wishes, those go before what the team assumes."""
    waited = replace(FULL, open_session=None, pending_reports=(), offer=None, last_talents=TODAY - timedelta(days=days))
    assert isinstance(agenda(waited), first)
