"""What is asked back in between: shall I stop, until when, shall somebody call? What was open stays open under it."""

from __future__ import annotations

from dataclasses import replace

from bot import talking
from bot.turn import Turn
from dialogs.messages import Purpose, SessionId, Text
from dialogs.people import Consent, Person
from dialogs.talk import kinds
from dialogs.talk.definition import Kind
from dialogs.talk.events import Said
from dialogs.talk.session import Session, Status
from dialogs.talk.understanding import IntentName, day_to_come, intent, may_want_to_stop


def asks_to_stop(turn: Turn, person: Person, session: Session | None, text: Text) -> bool:
    """Ask whether to stop after words that may mean it, once; tells whether that was asked.

    Words typed under an open question are held, and become its answer unless the person does want to stop.
    """
    asked = person.consent in {Consent.STOPPED, Consent.REFUSED} or is_open(session)
    if asked or not may_want_to_stop(text.text, turn.script.vocabulary(person.language)):
        return False
    question = text.question or (session.at if session else None)
    held = {}
    if session is not None and question is not None and _is_text(turn, session, question):
        held = {talking.HELD: text.text, talking.HELD_AT: question}
    talking.begin(turn, person, talking.STOPPING, purpose=Purpose.REPLY, values=held, aside=True)
    return True


def ask_until_when(turn: Turn, person: Person) -> None:
    """Ask until which day a pause lasts; the next reply is read as that day."""
    talking.begin(turn, person, talking.PAUSING, purpose=Purpose.REPLY, aside=True)


def is_open(session: Session | None) -> bool:
    """Tell whether a question that was asked back is what is open."""
    return session is not None and session.dialogue in talking.ASIDES


def replied(turn: Turn, person: Person, aside: Session, text: Text) -> Text | None:
    """Take the reply to what was asked back; return words that were none, to go where they belong without it."""
    vocabulary = turn.script.vocabulary(person.language)
    meant = intent(text.text, vocabulary, turn.today(person))
    if aside.dialogue == talking.ABOUT:
        return text
    if aside.dialogue == talking.PAUSING:
        if meant is not None and meant.name is not IntentName.PAUSE:
            return text
        until = meant.until if meant else day_to_come(text.text, vocabulary, turn.today(person))
        talking.go_on(turn, person, aside, Said(text=until.isoformat() if until else ""))
        return None
    typed = kinds.Typed(text=text.text, language=person.language, vocabulary=vocabulary, today=turn.today(person))
    definition = turn.script.definition(turn.uow, aside)
    if not isinstance(kinds.read(definition.questions[0], typed), kinds.Unclear):
        talking.go_on(turn, person, aside, Said(text=text.text))
        return None
    lift(turn, person)
    return _with_held(turn, person, aside, text, control=meant is not None)


def lift(turn: Turn, person: Person, unless: SessionId | None = None) -> None:
    """Let go of what was asked back: the person went on without answering it."""
    active = turn.uow.sessions.active(person.organisation, person.id)
    if active is not None and is_open(active) and active.id != unless:
        turn.uow.sessions.save(replace(active, status=Status.LAPSED, version=active.version + 1))


def _with_held(turn: Turn, person: Person, aside: Session, text: Text, *, control: bool) -> Text:
    """Return the words to go on with: what was held before them belongs to the same answer."""
    earlier = turn.uow.sessions.active(person.organisation, person.id)
    held = aside.values.get(talking.HELD, "")
    if earlier is None:
        return replace(text, session=None, question=None)
    text = replace(text, session=earlier.id, question=earlier.at)
    if held and control:
        talking.go_on(turn, person, earlier, talking.held_in(aside))
        return replace(text, session=None, question=None)
    return replace(text, text=f"{held}\n{text.text}") if held else text


def _is_text(turn: Turn, session: Session, question: str) -> bool:
    asked = turn.script.definition(turn.uow, session).questions
    return session.status.is_running and any(one.id == question and one.kind is Kind.TEXT for one in asked)
