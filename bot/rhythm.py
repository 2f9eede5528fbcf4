"""Put what is to happen later into rows with a due time; nothing else remembers the future."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.turn import Turn
from dialogs.people import Consent, OrganisationId, Person
from dialogs.policy.roles import is_client, is_professional
from dialogs.rhythm.moments import in_between_at
from dialogs.rhythm.occasions import next_occasion
from dialogs.rhythm.pauses import next_after_pause, paused
from dialogs.rhythm.reminding import lapse_at, postponed_to, remind_at
from dialogs.rhythm.weeks import IsoWeek, digest_due, week_of_digest
from dialogs.talk.definition import Definition
from dialogs.talk.session import Session

CONTACTS_SINCE = timedelta(days=8)


class Due(StrEnum):
    """What a row asks to be done when its time comes."""

    OCCASION = "occasion"
    WELCOME = "welcome"
    BETWEEN = "between"
    REMIND = "remind"
    SILENCE = "silence"
    RESUME = "resume"
    LAPSE = "lapse"
    DIGEST = "digest"
    RETENTION = "retention"
    ALARM = "alarm"


_OF_SESSION = (Due.REMIND, Due.SILENCE, Due.RESUME, Due.LAPSE)


def schedule(turn: Turn, person: Person, after: datetime | None = None) -> None:
    """Put the person's next occasion after `after` (now, if not given) in its row, or take the row away."""
    key = f"{Due.OCCASION}:{person.id}"
    asked = person.consent in {Consent.GIVEN, Consent.UNASKED}
    following = next_occasion(person.cadence, person.timezone, after or turn.now)
    if not asked or person.erased or following is None:
        turn.uow.due.remove(person.organisation, key)
        return
    ref = f"{following.local_date.isoformat()}|{following.slot}"
    turn.uow.due.put(person.organisation, key, Due.OCCASION, following.due, person=person.id, ref=ref)


def welcome(turn: Turn, person: Person) -> None:
    """Let a new client be welcomed at the first allowed moment, and a professional be asked in their own rhythm."""
    if is_client(person) and person.consent is Consent.UNASKED:
        at = in_between_at(turn.now, person.timezone, person.quiet, person.cadence, _contacted(turn, person))
        turn.uow.due.put(person.organisation, f"{Due.WELCOME}:{person.id}", Due.WELCOME, at, person=person.id)
    elif is_professional(person):
        schedule(turn, person)


def unschedule(turn: Turn, person: Person) -> None:
    """Take away everything that was to happen to the person."""
    planned = turn.uow.due.of_person(person.organisation, person.id)
    turn.uow.due.remove(person.organisation, *(row.key for row in planned))


def between(turn: Turn, person: Person) -> datetime | None:
    """Let something be put to the person as soon as they allow; return about when, or None if they begin themselves.

    Somebody who allowed questions in between is asked at the first allowed moment, anybody else at their next occasion.
    """
    if not person.between:
        following = next_after_pause(person.cadence, person.timezone, turn.now, person.paused_until)
        return following.due if following else None
    at = in_between_at(turn.now, person.timezone, person.quiet, person.cadence, _contacted(turn, person))
    turn.uow.due.put(person.organisation, f"{Due.BETWEEN}:{person.id}", Due.BETWEEN, at, person=person.id)
    return at


def wait_for_answer(turn: Turn, person: Person, session: Session, definition: Definition, *, remind: bool) -> None:
    """Plan what happens if no answer comes: one reminder, the question's own silent way, and in the end letting go."""

    def put(kind: Due, at: datetime, ref: str = "") -> None:
        key = f"{kind}:{session.id}"
        turn.uow.due.put(person.organisation, key, kind, at, person=person.id, ref=f"{session.id}|{ref}")

    if remind:
        put(Due.REMIND, remind_at(turn.now, person.timezone, person.quiet, person.cadence))
    if session.started_by == "bot":
        # Whose consent is still asked for has no occasion coming that would take over from the reminder.
        rhythmic = is_professional(person) or person.consent is Consent.GIVEN
        following = next_occasion(person.cadence, person.timezone, turn.now) if rhythmic else None
        put(Due.LAPSE, lapse_at(turn.now, following))
    question = next((one for one in definition.questions if one.id == session.at), None)
    if question is not None and question.silent is not None:
        put(Due.SILENCE, turn.now + question.silent.after, question.id)


def postpone(turn: Turn, person: Person, session: Session, days: int) -> None:
    """Let the session go on that many local days later, at the person's own hour."""
    at = postponed_to(turn.now, days, person.timezone, person.cadence)
    key = f"{Due.RESUME}:{session.id}"
    turn.uow.due.put(person.organisation, key, Due.RESUME, at, person=person.id, ref=f"{session.id}|")


def forget(turn: Turn, session: Session) -> None:
    """Take away what was planned for a session: the person moved on."""
    turn.uow.due.remove(session.organisation, *(f"{kind}:{session.id}" for kind in _OF_SESSION))


def digest(turn: Turn, organisation: OrganisationId, week: IsoWeek | None = None) -> None:
    """Put the organisation's next digest in its row: that of `week`, or of the week it is now."""
    owner = turn.organisation(organisation)
    week = week or week_of_digest(turn.now, owner.timezone, owner.digest_weekday, owner.digest_at)
    at = digest_due(week, owner.timezone, owner.digest_weekday, owner.digest_at)
    turn.uow.due.put(organisation, f"{Due.DIGEST}:{organisation}", Due.DIGEST, at, ref=str(week))


def retention(turn: Turn, organisation: OrganisationId) -> None:
    """Put the next time that old words are let go of in its row: tomorrow."""
    turn.uow.due.put(organisation, f"{Due.RETENTION}:{organisation}", Due.RETENTION, turn.now + timedelta(days=1))


def _contacted(turn: Turn, person: Person) -> frozenset[date]:
    since = (turn.now - CONTACTS_SINCE).date()
    return turn.uow.contacts.dates(person.organisation, person.id, since)


def is_paused(person: Person, today: date) -> bool:
    """Tell whether the person is not to be asked on this local date."""
    return paused(person.paused_until, today)
