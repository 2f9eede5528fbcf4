"""The person's own say over being asked at all: stop, start again, pause, come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot import rhythm
from bot.turn import Turn
from dialogs.messages import Purpose
from dialogs.people import Consent, Person
from dialogs.policy.roles import is_client
from dialogs.talk.session import Status

_ASKING = (Purpose.ASK, Purpose.REMINDER, Purpose.NEWS)


def stop(turn: Turn, person: Person) -> None:
    """Stop everything at once, also what is on its way; one last sentence says how to come back."""
    _silence(turn, person, _ASKING)
    while (active := turn.uow.sessions.active(person.organisation, person.id)) is not None:
        turn.uow.sessions.save(replace(active, status=Status.STOPPED, version=active.version + 1))
    stopped = replace(person, consent=Consent.STOPPED, paused_until=None)
    turn.uow.people.save(stopped)
    rhythm.unschedule(turn, stopped)
    turn.tell(stopped, "bot.stopped")


def start(turn: Turn, person: Person) -> Person:
    """Make ready to ask a client for consent anew, and nothing before it is given; anybody else goes on as before."""
    again = replace(person, consent=Consent.UNASKED, paused_until=None)
    turn.uow.people.save(again)
    if not is_client(again):
        rhythm.schedule(turn, again)
    return again


def pause(turn: Turn, person: Person, until: date) -> Person:
    """Ask nothing before the local date `until`; a date that is not in the future ends a pause."""
    if until <= turn.today(person):
        return come_back(turn, person)
    _silence(turn, person, (Purpose.ASK, Purpose.REMINDER))
    paused = replace(person, paused_until=until)
    turn.uow.people.save(paused)
    rhythm.schedule(turn, paused)
    turn.tell(paused, "bot.paused_until", date=turn.script.texts.date(person.language, until))
    return paused


def come_back(turn: Turn, person: Person) -> Person:
    """End a pause."""
    back = replace(person, paused_until=None)
    turn.uow.people.save(back)
    rhythm.schedule(turn, back)
    turn.tell(back, "bot.resumed")
    return back


def _silence(turn: Turn, person: Person, purposes: tuple[Purpose, ...]) -> None:
    turn.uow.outbox.cancel(person.organisation, person.id, purposes)
    active = turn.uow.sessions.active(person.organisation, person.id)
    if active is not None:
        rhythm.forget(turn, active)
