"""What one person is asked at one occasion: at most one thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from dialogs.evidence.assumptions import AssumptionId
from dialogs.evidence.offers import OfferId
from dialogs.evidence.talks import ReportId
from dialogs.messages import SessionId
from dialogs.people import Consent, Role

_REST = timedelta(days=6)
"""How long the same talk is left alone; a day less than a week, for occasions that move within a day."""

_LONGEST = timedelta(weeks=4)
"""How long assumptions may go before a client's own talents and wishes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """Go on with the conversation that lies open."""

    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """Say who asks and why, and ask for consent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmTalk:
    """Ask whether a talk face to face was written down as the client meant it."""

    report: ReportId


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAssumption:
    """Put an assumption to the client."""

    assumption: AssumptionId


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHelps:
    """Ask the one question about an offer."""

    offer: OfferId


@dataclass(frozen=True, slots=True, kw_only=True)
class AskTalentsAndWishes:
    """Ask what the client can do and would like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfessionalWeek:
    """Ask a professional for their weekly round."""


ClientItem = Resume | Welcome | ConfirmTalk | AskAssumption | AskHelps | AskTalentsAndWishes
AgendaItem = ClientItem | ProfessionalWeek


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaState:
    """The facts the agenda follows from.

    `pending_reports` and `pending_assumptions` wait for this person's word, the oldest first. `offer` is the offer the
    one question is due about. `last_talents` and `last_helps` are the local dates those were last asked, `today` is the
    local date of the person.
    """

    role: Role
    consent: Consent
    today: date
    open_session: SessionId | None = None
    pending_reports: tuple[ReportId, ...] = ()
    pending_assumptions: tuple[AssumptionId, ...] = ()
    offer: OfferId | None = None
    last_talents: date | None = None
    last_helps: date | None = None


def agenda(state: AgendaState) -> AgendaItem | None:
    """Return the one thing to ask now, or None when there is nothing.

    Nobody who refused or stopped is asked anything. What lies open goes first, for whoever is asked at all. A client
    then gets, in this order: the welcome as long as consent was not asked (and nothing else before it); a talk to
    confirm; an assumption, unless talents and wishes had to wait for more than four weeks; and the one question and
    talents and wishes by turns. The centre and the steward are asked nothing: the questions of the centre are closed.
    """
    if state.consent in {Consent.REFUSED, Consent.STOPPED}:
        return None
    match state.role:
        case Role.CLIENT:
            return _for_client(state)
        case Role.PROFESSIONAL:
            return ProfessionalWeek() if state.open_session is None else Resume(session=state.open_session)
        case Role.CENTRE | Role.STEWARD:
            return None
        case _:
            assert_never(state.role)


def _for_client(state: AgendaState) -> ClientItem | None:
    if state.open_session is not None:
        return Resume(session=state.open_session)
    if state.consent is Consent.UNASKED:
        return Welcome()
    if state.pending_reports:
        return ConfirmTalk(report=state.pending_reports[0])
    if state.pending_assumptions and not _left_alone(state):
        return AskAssumption(assumption=state.pending_assumptions[0])
    return _by_turns(state)


def _by_turns(state: AgendaState) -> AskHelps | AskTalentsAndWishes | None:
    """Choose what was asked longest ago; talents first when neither ever was; neither comes again within a week."""
    helps = None if state.offer is None or _just_asked(state.last_helps, state) else AskHelps(offer=state.offer)
    talents = None if _just_asked(state.last_talents, state) else AskTalentsAndWishes()
    if helps is None or talents is None:
        return helps or talents
    talents_waited_longest = state.last_talents is None or (
        state.last_helps is not None and state.last_talents < state.last_helps
    )
    return talents if talents_waited_longest else helps


def _left_alone(state: AgendaState) -> bool:
    """Tell whether the client's own talents and wishes waited so long that they go before what the team assumes."""
    return state.last_talents is not None and state.today - state.last_talents > _LONGEST


def _just_asked(last: date | None, state: AgendaState) -> bool:
    return last is not None and state.today - last < _REST
