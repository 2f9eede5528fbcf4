"""Run one person's session of a dialogue: take a step with the engine and carry out what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import assert_never

from bot import about, calling, closing, consent, own_words, recording, rhythm
from bot.recall import of_the_house, recalled
from bot.turn import Turn
from dialogs.evidence.answers import Answer, AnswerId
from dialogs.evidence.assumptions import AssumptionId
from dialogs.messages import Note, Purpose, QuestionId, SessionId
from dialogs.people import Consent, Person
from dialogs.policy.roles import is_client
from dialogs.rhythm.zones import local
from dialogs.subject import AboutAssumption, AboutSession, AboutWelcome, Subject
from dialogs.talk import engine, kinds
from dialogs.talk.definition import DialogueId, Records
from dialogs.talk.effects import Ask, Effect, Finish, OfferCall, Postpone, Record, Say, SayOwn, Stop
from dialogs.talk.events import Event, Resumed, Said
from dialogs.talk.session import Session, Starter, Status

WELCOME = DialogueId("welcome")
TALENTS_AND_WISHES = DialogueId("talents-and-wishes")
HELPS = DialogueId("helps")
ASSUMPTION = DialogueId("assumption")
REPORTED_TALK = DialogueId("reported-talk")
SAY = DialogueId("say")
PROFESSIONAL_WEEK = DialogueId("professional-week")
STOPPING = DialogueId("stopping")
PAUSING = DialogueId("pausing")
CALLING = DialogueId("calling")
ABOUT = DialogueId("about")

ASIDES = frozenset({STOPPING, PAUSING, CALLING, ABOUT})
"""What is asked back in between, and keeps no answer of its own."""

HELD, HELD_AT = "held", "held.at"
"""The words that were typed before something was asked back, and the question they were typed under."""


def begin(
    turn: Turn,
    person: Person,
    dialogue: DialogueId,
    *,
    purpose: Purpose,
    subject: str = "",
    values: Mapping[str, str] | None = None,
    first: Said | None = None,
    aside: bool = False,
) -> Session:
    """Begin a dialogue with one person and ask its first question, or take `first` as the answer to it.

    `purpose` tells who began: an ASK is the bot's own beginning and uses up the contact of the day. An open session of
    the person stops being the active one; what was answered in it stays. After an `aside` it is gone on with.
    """
    definition = turn.script.dialogues[dialogue]
    turn.uow.definitions.put(definition.hash, definition.to_json())
    if not aside:
        _let_go(turn, person)
    begun = engine.begin(
        definition,
        id=SessionId(turn.uow.new_id()),
        person=person.id,
        organisation=person.organisation,
        language=person.language,
        values={**recalled(turn, person), **(values or {})},
        now=local(turn.now, person.timezone),
        subject=subject,
        started_by=Starter.BOT if purpose is Purpose.ASK else Starter.PERSON,
    )
    if first is not None:
        return go_on(turn, person, begun.session, first, purpose=purpose)
    return _apply(turn, person, begun, purpose)


def go_on(turn: Turn, person: Person, session: Session, event: Event, *, purpose: Purpose = Purpose.REPLY) -> Session:
    """Take one step in a session, carry out its effects and keep it; returns the session as kept."""
    definition = turn.script.definition(turn.uow, session)
    now = local(turn.now, person.timezone)
    values = {**session.values, **of_the_house(turn.organisation(person.organisation))}
    session = replace(session, values=values)
    step = engine.step(definition, session, event, now, turn.script.vocabulary(person.language))
    _close(turn, person, session, event, step)
    return _apply(turn, person, step, purpose)


def _close(turn: Turn, person: Person, session: Session, event: Event, step: engine.Step) -> None:
    """Let the question that was moved on from say what became of it."""
    question = getattr(event, "question", None) or session.at
    moved = any(isinstance(effect, Ask | Record | Postpone | Stop | Finish) for effect in step.effects)
    if question is None or not moved:
        return
    key, label, answers = "chat.asked_again", "", False
    for effect in step.effects:
        match effect:
            case Record(question=answered, value=value) if answered == question:
                key, label, answers = "chat.answered", label_of(turn, person, session, question, str(value)), True
                if not choices_of(turn, session, question):
                    key = "chat.answered_in_words"
                break
            case Postpone():
                key = "chat.postponed"
            case Stop():
                key = "chat.stopped"
            case Finish():
                key = "chat.passed"
            case Ask(question=asked) if asked != question:
                key = "chat.passed"
            case _:
                pass
    sentence = turn.phrase(person, key, answer=label)
    subject = subject_of(session)
    turn.closed = closing.close(turn, person, session.id, question, subject, sentence, answers=answers)


def choices_of(turn: Turn, session: Session, question: QuestionId) -> tuple[str, ...]:
    """Return the values of the answers a question offers; none where it is answered in words."""
    definition = turn.script.definition(turn.uow, session)
    found = next((one for one in definition.questions if one.id == question), None)
    return kinds.values(found) if found else ()


def _apply(turn: Turn, person: Person, step: engine.Step, purpose: Purpose) -> Session:
    session = step.session
    turn.uow.sessions.save(session)
    rhythm.forget(turn, session)
    finished, apart = False, None
    for effect in step.effects:
        if isinstance(effect, OfferCall) and session.dialogue != ABOUT and calling.caller(turn, person) is not None:
            begin(turn, person, CALLING, purpose=Purpose.REPLY, aside=True)
            break  # the question itself is put again afterwards
        if apart is not None and isinstance(effect, Ask):
            continue  # first who may read what was said; the next question comes after that
        kept = _carry_out(turn, person, session, effect, purpose)
        apart = kept if kept is not None and recording.stays_apart(turn, person, kept) else apart
        finished = finished or isinstance(effect, Finish)
        # A recorded answer may have changed the person's own choices, such as the language of what follows.
        person = turn.person(person.organisation, person.id)
    if apart is not None:
        if session.dialogue == SAY:  # who may read it is asked in other words
            session = replace(session, status=Status.FINISHED, at=None, version=session.version + 1)
            turn.uow.sessions.save(session)
        begin(turn, person, ABOUT, purpose=Purpose.REPLY, subject=apart.id, aside=True)
    elif finished:
        _go_on_from(turn, person, session)
    return session


def _carry_out(turn: Turn, person: Person, session: Session, effect: Effect, purpose: Purpose) -> Answer | None:
    """Do what an effect says; return the answer that was kept, if one was."""
    definition = turn.script.definition(turn.uow, session)
    match effect:
        case Ask():
            session = replace(session, language=person.language)
            prompt = turn.script.texts.prompt(definition, session, effect)
            turn.send(person, prompt, purpose, subject=subject_of(session))
            rhythm.wait_for_answer(turn, person, session, definition, remind=purpose is Purpose.ASK)
        case Say():
            turn.send(person, Note(blocks=(turn.phrase(person, effect.key, **effect.values),)))
        case SayOwn():
            session = replace(session, language=person.language)
            text = turn.script.texts.own(definition, session, effect.name)
            if text:
                turn.send(person, Note(blocks=(text,)))
        case Record():
            return _keep(turn, person, session, effect)
        case Postpone():
            rhythm.postpone(turn, person, session, effect.days)
        case Stop():
            consent.stop(turn, person)
        case OfferCall():
            turn.tell(person, "talk.nobody_to_call" if is_client(person) else "talk.help")
        case Finish():
            pass
        case _:
            assert_never(effect)
    return None


def _keep(turn: Turn, person: Person, session: Session, effect: Record) -> Answer | None:
    """Keep an answer; one that changes an earlier answer, or was asked back, is nothing by itself."""
    match effect.records:
        case Records.CHANGED:
            problem = own_words.revise(turn, person, AnswerId(session.subject), str(effect.value))
            if problem:
                turn.tell(person, problem)
        case Records.PAUSE:
            consent.pause(turn, person, date.fromisoformat(str(effect.value)))
        case Records.CALL if effect.value == "yes":
            calling.ask(turn, person)
        case Records.ABOUT:
            about.choose(turn, person, session, str(effect.value))
        case Records.STOP | Records.CALL:
            pass
        case _:
            return recording.record(turn, person, session, effect)
    return None


def _go_on_from(turn: Turn, person: Person, session: Session) -> None:
    """Go on at once with somebody who is there: after the welcome to talents and wishes, after an aside to the talk."""
    if session.dialogue == WELCOME and person.consent is Consent.GIVEN:
        rhythm.schedule(turn, person)
        begin(turn, person, TALENTS_AND_WISHES, purpose=Purpose.REPLY)
        return
    earlier = turn.uow.sessions.active(person.organisation, person.id)
    aside = session.dialogue in ASIDES
    paused = session.dialogue == PAUSING and rhythm.is_paused(person, turn.today(person))
    goes_on = (aside and not paused) or (not aside and person.consent is Consent.GIVEN)
    if earlier is not None and earlier.status is Status.OPEN and goes_on:
        go_on(turn, person, earlier, held_in(session) if HELD in session.values else Resumed())


def held_in(aside: Session) -> Said:
    """Return the words that were held while something was asked back, to the question they were typed under."""
    return Said(text=aside.values[HELD], question=QuestionId(aside.values[HELD_AT]))


def reopened(turn: Turn, person: Person, session: Session) -> Session:
    """Return the session ready for an answer: one that was let go is open again, for a late answer is an answer too."""
    if session.status is not Status.LAPSED or session.at is None:
        return session
    _let_go(turn, person)
    again = replace(session, status=Status.OPEN, version=session.version + 1)
    turn.uow.sessions.save(again)
    return again


def is_literal_answer(turn: Turn, person: Person, session: Session, text: str) -> bool:
    """Tell whether a text is literally one of the answers to the open question, so that it means nothing else."""
    question = next((one for one in turn.script.definition(turn.uow, session).questions if one.id == session.at), None)
    vocabulary = turn.script.vocabulary(person.language)
    typed = kinds.Typed(text=text, language=person.language, vocabulary=vocabulary, today=turn.today(person))
    return question is not None and session.status.is_running and kinds.is_exact(question, typed)


def label_of(turn: Turn, person: Person, session: Session, question: QuestionId, choice: str) -> str:
    """Return what a pressed button says, in the person's language."""
    definition = turn.script.definition(turn.uow, session)
    return turn.script.texts.label(definition, person.language, question, choice)


def subject_of(session: Session) -> Subject:
    """Return what a question of this session is about: what is withdrawn is not asked."""
    if session.dialogue == WELCOME:
        return AboutWelcome(session.id)
    if session.dialogue == ASSUMPTION:
        return AboutAssumption(AssumptionId(session.subject))
    return AboutSession(session.id)


def _let_go(turn: Turn, person: Person) -> None:
    """Let an open question rest for a new one; a talk in which something was said stays open, to be gone on with."""
    active = turn.uow.sessions.active(person.organisation, person.id)
    if active is not None:
        rhythm.forget(turn, active)
        if not active.answers:
            turn.uow.sessions.save(replace(active, status=Status.LAPSED, version=active.version + 1))
            if active.dialogue in ASIDES:
                _let_go(turn, person)
