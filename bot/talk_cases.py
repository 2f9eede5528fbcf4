"""What somebody does with their own dialogue: begin, answer, be asked in another language, stop, come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from bot import answering, asides, asking, consent, danger, quoting, rights, sheets, standing, talking
from bot.rights import NotAllowed, Resource
from bot.sheets import Sheet
from bot.turn import WEB, Turn
from bot.use_case import Fields, Reply, Unclear, UseCase, house, own
from dialogs.evidence.assumptions import Assumption, AssumptionId
from dialogs.messages import Note, OutboxId, Picked, Purpose, QuestionId, SessionId
from dialogs.people import Consent, Person, Relation
from dialogs.policy.alarm import Alarm
from dialogs.policy.may import Action
from dialogs.policy.roles import is_client
from dialogs.talk.events import Resumed, Said
from dialogs.talk.session import Status
from dialogs.talk.understanding import IntentName


def _theirs(turn: Turn, person: Person, fields: Fields) -> Resource[Assumption]:
    """About an assumption that is about this client, or about the clients of their team, and still stands."""
    found = turn.uow.assumptions.get(person.organisation, AssumptionId(fields.get("assumption", "")))
    if found is None or found.withdrawn or person.consent is not Consent.GIVEN:
        raise NotAllowed
    if found.subject is None and found.team == person.team:
        return Resource(thing=rights.of_self(person).thing, relation=Relation.SELF, found=found)
    if found.subject is None:
        raise NotAllowed
    return rights.of_person(turn, person, found.subject, found)


def _help(turn: Turn, person: Person, _fields: Fields, _: None) -> None:
    """Tell somebody what they can type."""
    turn.tell(person, f"bot.help_{person.role}")


def _stop(turn: Turn, person: Person, _fields: Fields, _: None) -> None:
    consent.stop(turn, person)


def _start(turn: Turn, person: Person, fields: Fields, _: None) -> None:
    """`start` after a stop asks for consent anew; otherwise it shows what is open, or help.

    After danger it is the client's own word that the dialogue goes on.
    """
    person = danger.begin_again(turn, person)
    active = turn.uow.sessions.active(person.organisation, person.id)
    if is_client(person) and person.consent is not Consent.GIVEN:
        talking.begin(turn, consent.start(turn, person), talking.WELCOME, purpose=Purpose.REPLY)
    elif person.consent is Consent.STOPPED:
        again = consent.start(turn, person)
        turn.tell(again, "bot.started_again")
    elif active is not None:
        talking.go_on(turn, person, active, Resumed())
    else:
        _help(turn, person, fields, None)


def _resume(turn: Turn, person: Person, _fields: Fields, _: None) -> None:
    consent.come_back(turn, person)


def _pause(turn: Turn, person: Person, fields: Fields, _: None) -> None:
    """Pause until a day; where none is named it is asked back."""
    if "until" not in fields:
        asides.ask_until_when(turn, person)
        return
    try:
        until = date.fromisoformat(fields["until"])
    except ValueError:
        raise Unclear("until", "talk.unclear_date") from None
    if until <= turn.today(person):
        raise Unclear("until", "web.error.later_day")
    consent.pause(turn, person, until)


def _say(turn: Turn, person: Person, fields: Fields, _: None) -> None:
    if is_client(person) and person.consent is Consent.GIVEN:
        talking.begin(turn, person, talking.SAY, purpose=Purpose.REPLY)
    elif is_client(person):
        answering.unasked_words(turn, person, "")
    else:
        _help(turn, person, fields, None)


def _said(turn: Turn, person: Person, fields: Fields, _: None) -> None:
    if not is_client(person):
        raise NotAllowed
    answering.unasked_words(turn, person, fields.get("text", ""))


def _give(turn: Turn, person: Person, fields: Fields, _: None) -> None:
    session = turn.uow.sessions.get(person.organisation, SessionId(fields.get("session", "")))
    if session is None or session.person != person.id:
        turn.tell(person, "talk.closed_question")
        return
    text, question = fields.get("text", ""), fields.get("question", "")
    said = Said(text=text, question=QuestionId(question) if question else None)
    answering.answered(turn, person, session, said, text)


def _picked(turn: Turn, person: Person, fields: Fields, _: None) -> None:
    session, question = SessionId(fields.get("session", "")), QuestionId(fields.get("question", ""))
    answering.picked(turn, person, Picked(session=session, question=question, choice=fields.get("choice", "")))


def _wishes(turn: Turn, person: Person, fields: Fields, _: None) -> None:
    if is_client(person) and person.consent is Consent.GIVEN:
        talking.begin(turn, person, talking.TALENTS_AND_WISHES, purpose=Purpose.REPLY)
    else:
        _help(turn, person, fields, None)


def _judge(turn: Turn, person: Person, _fields: Fields, assumption: Assumption) -> None:
    """The client begins: to say what they think of an assumption, or to change that."""
    asking.put_assumption(turn, person, assumption.id, Purpose.REPLY)


def _speak(language: str, turn: Turn, person: Person, fields: Fields, _: None) -> None:
    language = fields.get("language", language)
    if language not in turn.script.texts.languages:
        _help(turn, person, fields, None)
        return
    changed = replace(person, language=language)
    turn.uow.people.save(changed)
    turn.tell(changed, "bot.language_set")
    active = turn.uow.sessions.active(person.organisation, person.id)
    if active is not None and active.status is Status.OPEN:
        talking.go_on(turn, changed, active, Resumed())


def _window(turn: Turn, person: Person, fields: Fields, _: None) -> Reply:
    session, _space, question = fields.get("question", "").partition(" ")
    closed = Note(blocks=(turn.phrase(person, "talk.closed_question"),))
    return sheets.window(turn, person, SessionId(session), question) or closed


def _refresh(turn: Turn, person: Person, fields: Fields, _: None) -> Reply:
    session, _space, question = fields.get("question", "").partition(" ")
    return standing.standing(turn, person, SessionId(session), question)


def _read(turn: Turn, person: Person, fields: Fields, _: None) -> Reply:
    told = turn.uow.outbox.get(person.organisation, OutboxId(fields.get("message", "")))
    if told is None or told.to.person != person.id or not isinstance(told.body, Note):
        return None
    if turn.here is not None and turn.here.channel != WEB:
        quoting.mark_read(turn, person, told.id)  # on the web a program may follow the address by itself
    return told.body


def _alarm(turn: Turn, person: Person, fields: Fields) -> Resource[Alarm]:
    return danger.told_of(turn, person, fields.get("alarm", ""))


def _seen(turn: Turn, person: Person, _fields: Fields, alarm: Alarm) -> None:
    danger.seen(turn, person, alarm)


def _lift(turn: Turn, person: Person, _fields: Fields, alarm: Alarm) -> None:
    danger.lift(turn, person, alarm)


HELP = UseCase(name="help", right=Action.DIALOGUE_READ, about=house, command="help", run=_help)
"""What somebody is told who says what means nothing here."""

STOP = UseCase(name="stop", right=Action.STOP, about=own, command="stop", run=_stop)

GIVE = UseCase(name="answer.give", right=Action.ANSWER_GIVE, about=own, run=_give)
"""What somebody types as the answer to a question; what it means was found before."""

PICK = UseCase(name="answer.pick", right=Action.ANSWER_GIVE, about=own, form="answer", run=_picked)
"""A button of a question, pressed; or chosen in its form."""

SAY = UseCase(
    name="say.words",
    right=Action.ANSWER_GIVE,
    about=own,
    form="say",
    sheet=Sheet(name="say", build=sheets.say),
    run=_said,
)
"""What a client says unasked."""

TALK: tuple[UseCase[Any], ...] = (
    HELP,
    *(
        UseCase(name=f"help.{name}", right=Action.DIALOGUE_READ, about=house, command=name, run=_help)
        for name in ("skip", "back", "later")  # said outside a question
    ),
    STOP,
    UseCase(name="start", right=Action.RESUME, about=own, command="start", run=_start),
    UseCase(name="resume", right=Action.RESUME, about=own, command="resume", run=_resume),
    UseCase(
        name="pause",
        right=Action.PAUSE,
        about=own,
        form="pause",
        sheet=Sheet(name="pause", build=sheets.pause),
        command="pause",
        argument="until",
        run=_pause,
        sets=True,
    ),
    GIVE,
    PICK,
    UseCase(name="say", right=Action.ANSWER_GIVE, about=own, command="say", run=_say),
    SAY,
    UseCase(name="dialogue.start", right=Action.DIALOGUE_START, about=own, command="wishes", run=_wishes),
    UseCase(
        name="assumption.settle",
        right=Action.ASSUMPTION_SETTLE,
        about=_theirs,
        command="assumption",
        argument="assumption",
        run=_judge,
    ),
    UseCase(
        name="language.set",
        right=Action.LANGUAGE_SET,
        about=own,
        command="language",
        argument="language",
        run=partial(_speak, ""),
    ),
    *(
        UseCase(
            name=f"language.set.{code}",
            right=Action.LANGUAGE_SET,
            about=own,
            command=name,
            run=partial(_speak, code),
        )
        for name, code in ((IntentName.LANGUAGE_NL, "nl"), (IntentName.LANGUAGE_EN, "en"))
    ),
    UseCase(
        name="danger.see", right=Action.DANGER_SEE, about=_alarm, command="alarm.seen", argument="alarm", run=_seen
    ),
    UseCase(
        name="danger.lift", right=Action.DANGER_LIFT, about=_alarm, command="alarm.lift", argument="alarm", run=_lift
    ),
    UseCase(
        name="question.open",
        right=Action.ANSWER_GIVE,
        about=own,
        command="window",
        argument="question",
        run=_window,
        looks=True,
    ),
    UseCase(
        name="question.refresh",
        right=Action.ANSWER_GIVE,
        about=own,
        command="refresh",
        argument="question",
        run=_refresh,
        looks=True,
    ),
    UseCase(
        name="message.read",
        right=Action.PAGE_OPEN,
        about=own,
        command="read",
        argument="message",
        run=_read,
        looks=True,
    ),
)
