"""Do what is due to one person: ask at their occasion, remind once, go on after silence, let go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import assert_never

from bot import rhythm, talking
from bot.rhythm import Due
from bot.turn import Turn
from dialogs.evidence.assumptions import AssumptionId
from dialogs.evidence.offers import OfferId
from dialogs.evidence.talks import ReportId
from dialogs.messages import Purpose, QuestionId, SessionId
from dialogs.people import Consent, Person
from dialogs.policy.roles import is_client
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
from dialogs.rhythm.deciding import AskAt, AskNow, Skip, SkipReason, decide
from dialogs.rhythm.occasions import Occasion
from dialogs.rhythm.quiet import after_quiet
from dialogs.rhythm.reminding import postponed_to
from dialogs.rhythm.zones import local, resolve
from dialogs.talk.definition import DialogueId
from dialogs.talk.events import Reminded, Resumed, Silence
from dialogs.talk.session import Session, Starter, Status
from storage.rows import DueRow

SLOT_WELCOME = "welcome"
SLOT_BETWEEN = "between"
HELD = timedelta(days=1)


def do(turn: Turn, row: DueRow) -> None:
    """Do what one due row asks for, if it still applies to its person."""
    if row.person is None:
        return
    person = turn.uow.people.get(row.organisation, row.person)
    if person is None or person.erased:
        return
    if person.silent:
        _hold(turn, person, row)
        return
    match Due(row.kind):
        case Due.OCCASION:
            _occasion(turn, person, row)
        case Due.WELCOME:
            if person.consent is Consent.UNASKED and turn.uow.sessions.active(row.organisation, person.id) is None:
                _ask(turn, person, agenda(state_of(turn, person)), turn.today(person), SLOT_WELCOME)
        case Due.BETWEEN:
            _between(turn, person)
        case Due.REMIND | Due.SILENCE | Due.RESUME | Due.LAPSE:
            _with_session(turn, person, row)
        case Due.DIGEST | Due.RETENTION | Due.ALARM:
            pass  # of the organisation, or of whoever is told
        case _:
            assert_never(Due(row.kind))


def _hold(turn: Turn, person: Person, row: DueRow) -> None:
    """After danger nothing is asked until a person lifts that: an occasion passes, and what else is due waits a day."""
    if row.kind != Due.OCCASION:
        turn.uow.due.put(row.organisation, row.key, row.kind, turn.now + HELD, person=person.id, ref=row.ref)
        return
    day, slot = row.ref.split("|")
    _skip(turn, person, date.fromisoformat(day), slot, SkipReason.SILENT)
    rhythm.schedule(turn, person, after=_due_of(person, day, slot))


def _occasion(turn: Turn, person: Person, row: DueRow) -> None:
    day, slot = row.ref.split("|")
    occasion = Occasion(local_date=date.fromisoformat(day), slot=slot, due=_due_of(person, day, slot))
    decision = decide(
        occasion,
        zone=person.timezone,
        quiet=person.quiet,
        paused_until=person.paused_until,
        consent=person.consent,
        contacted_today=turn.uow.contacts.on(person.organisation, person.id, turn.today(person)),
        now=turn.now,
    )
    match decision:
        case AskAt():
            turn.uow.due.put(person.organisation, row.key, Due.OCCASION, decision.moment, person=person.id, ref=row.ref)
            return
        case Skip():
            _skip(turn, person, occasion.local_date, slot, decision.reason)
        case AskNow():
            _ask(turn, person, agenda(state_of(turn, person)), occasion.local_date, slot)
        case _:
            assert_never(decision)
    # From the occasion that was decided, not from now: what was missed in downtime is decided one by one.
    rhythm.schedule(turn, turn.person(person.organisation, person.id), after=occasion.due)


def _due_of(person: Person, day: str, slot: str) -> datetime:
    return resolve(date.fromisoformat(day), time.fromisoformat(slot), person.timezone)


def _between(turn: Turn, person: Person) -> None:
    if not person.between or person.consent is not Consent.GIVEN or rhythm.is_paused(person, turn.today(person)):
        return
    item = agenda(replace(state_of(turn, person), open_session=None))
    if isinstance(item, ConfirmTalk | AskAssumption):
        _ask(turn, person, item, turn.today(person), SLOT_BETWEEN)
        if isinstance(agenda(replace(state_of(turn, person), open_session=None)), ConfirmTalk | AskAssumption):
            rhythm.between(turn, person)


def _ask(turn: Turn, person: Person, item: AgendaItem | None, day: date, slot: str) -> None:
    """Ask one thing, as the contact of the day, and keep what was decided."""
    if item is None:
        _skip(turn, person, day, slot, SkipReason.NOTHING_TO_ASK)
        return
    if not turn.uow.contacts.take(person.organisation, person.id, turn.today(person), turn.cause):
        _skip(turn, person, day, slot, SkipReason.CONTACT_TODAY)
        return
    session = put(turn, person, item, Purpose.ASK)
    turn.uow.occasions.decide(
        person.organisation, person.id, session.dialogue, day, slot, "asked", "", turn.now, session.id
    )


def put(turn: Turn, person: Person, item: AgendaItem, purpose: Purpose) -> Session:
    """Begin what the agenda says; `purpose` REPLY means that the person asked for it."""
    match item:
        case Resume():
            return _resume(turn, person, item.session, purpose)
        case Welcome():
            return talking.begin(turn, person, talking.WELCOME, purpose=purpose)
        case ConfirmTalk():
            return _put_report(turn, person, item.report, purpose)
        case AskAssumption():
            return put_assumption(turn, person, item.assumption, purpose)
        case AskHelps():
            return _put_offer(turn, person, item.offer, purpose)
        case AskTalentsAndWishes():
            return talking.begin(turn, person, talking.TALENTS_AND_WISHES, purpose=purpose)
        case ProfessionalWeek():
            return talking.begin(turn, person, talking.PROFESSIONAL_WEEK, purpose=purpose)
        case _:
            assert_never(item)


def _resume(turn: Turn, person: Person, id: SessionId, purpose: Purpose) -> Session:
    session = turn.uow.sessions.get(person.organisation, id)
    if session is None:
        raise LookupError(id)
    # A question that nobody answered comes back as the one reminder; a talk that was begun simply goes on.
    again = session.started_by is Starter.BOT and not session.answers and purpose is Purpose.ASK
    event = Reminded() if again else Resumed()
    return talking.go_on(turn, person, session, event, purpose=Purpose.REMINDER if again else purpose)


def _put_report(turn: Turn, client: Person, id: ReportId, purpose: Purpose) -> Session:
    report = turn.uow.reports.get(client.organisation, id)
    if report is None:
        raise LookupError(id)
    values = {"words": report.words, "date": report.at.date().isoformat()}
    return talking.begin(turn, client, talking.REPORTED_TALK, purpose=purpose, subject=id, values=values)


def _put_offer(turn: Turn, client: Person, id: OfferId, purpose: Purpose) -> Session:
    offer = turn.uow.offers.get(client.organisation, id)
    if offer is None:
        raise LookupError(id)
    return talking.begin(turn, client, talking.HELPS, purpose=purpose, subject=id, values={"offer": offer.text})


def put_assumption(turn: Turn, client: Person, assumption: AssumptionId, purpose: Purpose) -> Session:
    """Put an assumption to the client in the words that were previewed, without who assumed it."""
    found = turn.uow.assumptions.get(client.organisation, assumption)
    if found is None or found.withdrawn or not found.text:
        raise LookupError(assumption)
    return talking.begin(
        turn, client, talking.ASSUMPTION, purpose=purpose, subject=assumption, values={"sentence": found.text}
    )


def state_of(turn: Turn, person: Person) -> AgendaState:
    """Return the facts from which follows what this person is asked next."""
    active = turn.uow.sessions.active(person.organisation, person.id)
    if active is not None and not active.answers and active.reminded:
        active = None  # asked, and asked once more: now it rests, and something new may be asked
    if not is_client(person):
        return AgendaState(
            role=person.role,
            consent=person.consent,
            today=turn.today(person),
            open_session=active.id if active else None,
        )
    offer = turn.uow.offers.for_client(person.organisation, person.id, person.team)
    return AgendaState(
        role=person.role,
        consent=person.consent,
        today=turn.today(person),
        open_session=active.id if active else None,
        pending_reports=_pending_reports(turn, person),
        pending_assumptions=pending_assumptions(turn, person),
        offer=OfferId(offer.id) if offer else None,
        last_talents=_last_asked(turn, person, talking.TALENTS_AND_WISHES),
        last_helps=_last_asked(turn, person, talking.HELPS),
    )


def _pending_reports(turn: Turn, client: Person) -> tuple[ReportId, ...]:
    put_already = turn.uow.sessions.subjects(client.organisation, client.id, talking.REPORTED_TALK)
    waiting = turn.uow.reports.pending(client.organisation, client.id)
    return tuple(report.id for report in waiting if report.id not in put_already)


def pending_assumptions(turn: Turn, client: Person) -> tuple[AssumptionId, ...]:
    """Return the assumptions never put to this client, oldest first; those about them alone go before the group's."""
    put_already = turn.uow.sessions.subjects(client.organisation, client.id, talking.ASSUMPTION)
    own = turn.uow.assumptions.about(client.organisation, client.id)
    group = turn.uow.assumptions.for_group(client.organisation, client.team) if client.team else []
    waiting = [one for one in (*own, *group) if one.text and not one.withdrawn and one.id not in put_already]
    return tuple(one.id for one in sorted(waiting, key=lambda one: (one.subject is None, one.at, one.id)))


def _last_asked(turn: Turn, person: Person, dialogue: DialogueId) -> date | None:
    latest = turn.uow.sessions.latest_of(person.organisation, person.id, dialogue)
    return local(latest.asked_at, person.timezone).date() if latest and latest.asked_at else None


def _skip(turn: Turn, person: Person, day: date, slot: str, reason: SkipReason) -> None:
    turn.uow.occasions.decide(person.organisation, person.id, "", day, slot, "skipped", reason, turn.now)


def _with_session(turn: Turn, person: Person, row: DueRow) -> None:
    id, question = row.ref.split("|")
    session = turn.uow.sessions.get(row.organisation, SessionId(id))
    if session is None or not session.status.is_running:
        return
    match Due(row.kind):
        case Due.SILENCE:
            talking.go_on(turn, person, session, Silence(question=QuestionId(question)))
        case Due.LAPSE:
            _lapse(turn, session)
        case Due.REMIND:
            _again(turn, person, session, row, Purpose.REMINDER)
        case _:
            _again(turn, person, session, row, Purpose.ASK)


def _again(turn: Turn, person: Person, session: Session, row: DueRow, purpose: Purpose) -> None:
    """Come back to a question at a moment that suits the person: not in quiet hours, not on top of another contact."""
    today = turn.today(person)
    moment = after_quiet(turn.now, person.timezone, person.quiet)
    if rhythm.is_paused(person, today) or turn.uow.contacts.on(person.organisation, person.id, today):
        if purpose is Purpose.REMINDER:
            return  # a reminder is not worth another day; what somebody put off themselves is
        moment = postponed_to(turn.now, 1, person.timezone, person.cadence)
    if moment > turn.now:
        turn.uow.due.put(row.organisation, row.key, Due(row.kind), moment, person=person.id, ref=row.ref)
        return
    turn.uow.contacts.take(person.organisation, person.id, today, turn.cause)
    event = Reminded() if purpose is Purpose.REMINDER else Resumed()
    talking.go_on(turn, person, session, event, purpose=purpose)


def _lapse(turn: Turn, session: Session) -> None:
    """Let a question rest that nobody answered; a talk that was begun stays, for the next occasion."""
    if not session.answers or session.reminded:
        turn.uow.sessions.save(replace(session, status=Status.LAPSED, version=session.version + 1))
        rhythm.forget(turn, session)
