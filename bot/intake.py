"""Take in one thing that came, in one transaction: keys, the person, what it means, what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot import asking, consent, forms, own_words, profile, quoting, talking
from bot.evidence import NotAllowed
from bot.script import Script
from bot.turn import CENTRE, Turn
from dialogs.evidence.answers import AnswerId
from dialogs.evidence.assumptions import AssumptionId
from dialogs.evidence.one_message import is_labelled
from dialogs.messages import (
    Arrived,
    Command,
    Deleted,
    Edited,
    Inbound,
    Left,
    Outcome,
    Picked,
    Purpose,
    Receipt,
    SessionId,
    Submitted,
    Text,
)
from dialogs.people import Consent, Person, Role
from dialogs.rhythm.agenda import Resume, Welcome, agenda
from dialogs.talk.events import Chose, Control, ControlName, Resumed, Said
from dialogs.talk.session import Session, Status
from dialogs.talk.understanding import Intent, IntentName, canonical, intent
from storage.crash_points import reach
from storage.unit_of_work import UnitOfWork

_Answer = Callable[[Turn, Person], object]

_CONTROLS = {IntentName(name.value) for name in ControlName if name is not ControlName.STOP}


def take(uow: UnitOfWork, script: Script, inbound: Inbound, now: datetime) -> Receipt:
    """Take in what came and return what may be answered at once, after the commit.

    What came before, by its event or by its message, changes nothing. Raises nothing for bad input: the person is told.
    """
    inbound = cleaned(inbound)
    person = uow.people.by_identity(inbound.identity)
    if person is None or person.erased or person.organisation != inbound.organisation:
        return Receipt(outcome=Outcome.UNKNOWN)
    keys = (inbound.event_id, inbound.message)
    if not uow.inbox.take(inbound.organisation, *keys, inbound.identity, inbound.at, raw=""):
        return Receipt(outcome=Outcome.DUPLICATE)
    reach("intake.after_keys")
    turn = Turn(uow, script, now, f"in:{inbound.event_id}")
    try:
        receipt = _meant(turn, person, inbound)
    except NotAllowed:
        turn.tell(person, "bot.not_allowed")
        receipt = Receipt(outcome=Outcome.REFUSED)
    reach("intake.after_step")
    uow.inbox.outcome(inbound.organisation, inbound.event_id, receipt.outcome)
    reach("intake.before_return")
    return receipt


def keep_failed(uow: UnitOfWork, script: Script, inbound: Inbound, now: datetime, reason: str) -> Receipt:
    """Keep what could not be handled, unread and sealed, and tell the person that it was received."""
    inbound = cleaned(inbound)
    person = uow.people.by_identity(inbound.identity)
    if person is None:
        return Receipt(outcome=Outcome.UNKNOWN)
    words = inbound.content.text if isinstance(inbound.content, Text | Edited) else str(type(inbound.content).__name__)
    if isinstance(inbound.content, Submitted):
        words = "\n".join(f"{name}: {value}" for name, value in inbound.content.fields.items())
    uow.inbox.take(inbound.organisation, inbound.event_id, inbound.message, inbound.identity, inbound.at, raw=words)
    uow.inbox.failed(inbound.organisation, inbound.event_id, reason)
    Turn(uow, script, now, f"in:{inbound.event_id}").tell(person, "bot.saved_not_understood")
    return Receipt(outcome=Outcome.FAILED)


def cleaned(inbound: Inbound) -> Inbound:
    """Return the same with every text in the form that can be stored: no NUL, no half characters, composed."""
    match inbound.content:
        case Text():
            return replace(inbound, content=replace(inbound.content, text=canonical(inbound.content.text)))
        case Edited():
            return replace(inbound, content=replace(inbound.content, text=canonical(inbound.content.text)))
        case Submitted():
            fields = {canonical(name): canonical(value) for name, value in inbound.content.fields.items()}
            return replace(inbound, content=replace(inbound.content, fields=fields))
        case Picked():
            return replace(inbound, content=replace(inbound.content, choice=canonical(inbound.content.choice)))
        case Command():
            return replace(inbound, content=replace(inbound.content, argument=canonical(inbound.content.argument)))
        case Arrived() | Left() | Deleted():
            return inbound
        case _:
            assert_never(inbound.content)


def _meant(turn: Turn, person: Person, inbound: Inbound) -> Receipt:
    taken = Receipt(outcome=Outcome.TAKEN)
    match inbound.content:
        case Text():
            turn.show_own(person, inbound.content.text, thread=inbound.thread)
            _text(turn, person, inbound.content, inbound)
        case Picked():
            _picked(turn, person, inbound.content)
        case Submitted():
            return forms.submit(turn, person, inbound.content, inbound.thread)
        case Command():
            _command(turn, person, inbound.content)
        case Arrived():
            _arrived(turn, person)
        case Left():
            consent.stop(turn, person)
        case Edited() | Deleted():
            # A channel whose messages can be edited brings them with it; the web has its own page for that.
            turn.tell(person, "bot.change_on_page")
        case _:
            assert_never(inbound.content)
    return taken


def _text(turn: Turn, person: Person, text: Text, inbound: Inbound) -> None:
    if inbound.thread is not None and (person.role is Role.CENTRE or inbound.place == CENTRE):
        forms.reply(turn, person, inbound.thread, text.text)
        return
    if person.role is Role.PROFESSIONAL and is_labelled(text.text, turn.script.wording(person.language)):
        forms.assumption_in_words(turn, person, text.text)
        return
    meant = intent(text.text, turn.script.vocabulary(person.language), turn.today(person))
    session = _session_for(turn, person, text.session)
    answers = session is not None and (
        (meant is not None and meant.name in _CONTROLS) or talking.is_literal_answer(turn, person, session, text.text)
    )
    if meant is not None and not answers:
        _intended(turn, person, meant)
        return
    if session is not None:
        _answered(turn, person, session, Said(text=text.text, question=text.question), text.text)
    elif person.role is Role.CLIENT:
        _unasked_words(turn, person, text.text)
    elif person.role is Role.PROFESSIONAL:
        forms.assumption_in_words(turn, person, text.text)
    else:
        _help(turn, person)


def _session_for(turn: Turn, person: Person, session: SessionId | None) -> Session | None:
    """Return the session an answer belongs to: the one it names, if it is the person's own, else the open one."""
    if session is not None:
        named = turn.uow.sessions.get(person.organisation, session)
        if named is not None and named.person == person.id:
            return named
    return turn.uow.sessions.active(person.organisation, person.id)


def _unasked_words(turn: Turn, client: Person, words: str) -> None:
    """A client speaks without having been asked: that is a talk the client began."""
    if client.consent is Consent.UNASKED:
        talking.begin(turn, client, talking.WELCOME, purpose=Purpose.REPLY)
    elif client.consent is not Consent.GIVEN:
        turn.tell(client, "bot.not_asked")
    elif not words.strip():
        turn.tell(client, "talk.unclear_text")
    else:
        talking.begin(turn, client, talking.SAY, purpose=Purpose.REPLY, first=Said(text=words))


def _picked(turn: Turn, person: Person, picked: Picked) -> None:
    session = turn.uow.sessions.get(person.organisation, picked.session)
    if session is None or session.person != person.id:
        turn.tell(person, "talk.closed_question")
        return
    turn.show_own(person, talking.label_of(turn, person, session, picked.question, picked.choice))
    _answered(turn, person, session, Chose(question=picked.question, choice=picked.choice), picked.choice)


def _answered(turn: Turn, person: Person, session: Session, event: Said | Chose, value: str) -> None:
    """Take an answer to where it belongs: also a late one, and one from another device after the talk was over."""
    given = [
        one
        for one in turn.uow.answers.of_session(person.organisation, session.id)
        if one.question == event.question and session.status is Status.FINISHED
    ]
    if given and value not in set(ControlName):
        problem = own_words.revise(turn, person, given[0].id, value)
        if problem:
            turn.tell(person, "talk.closed_question")
        return
    talking.go_on(turn, person, talking.reopened(turn, person, session), event)


def _command(turn: Turn, person: Person, command: Command) -> None:
    if command.name == "pause":
        forms.pause_until(turn, person, command.argument)
    elif command.name == "wishes" and person.role is Role.CLIENT and person.consent is Consent.GIVEN:
        talking.begin(turn, person, talking.TALENTS_AND_WISHES, purpose=Purpose.REPLY)
    elif command.name == "assumption":
        _start_assumption(turn, person, AssumptionId(command.argument))
    elif command.name in {"answer.change", "answer.withdraw", "answer.first"}:
        profile.act(turn, person, command.name.removeprefix("answer."), AnswerId(command.argument))
    elif command.name == "assumption.withdraw":
        forms.withdraw_assumption(turn, person, command.argument)
    elif command.name == "language" and command.argument in turn.script.texts.languages:
        _speak(command.argument)(turn, person)
    elif command.name in {name.value for name in IntentName}:
        meant = IntentName(command.name)
        session = turn.uow.sessions.active(person.organisation, person.id)
        if session is not None and meant in _CONTROLS:
            talking.go_on(turn, person, session, Control(name=ControlName(meant.value)))
        else:
            _intended(turn, person, Intent(name=meant))
    else:
        _help(turn, person)


def _intended(turn: Turn, person: Person, meant: Intent) -> None:
    if meant.name is IntentName.PAUSE and meant.until is not None:
        consent.pause(turn, person, meant.until)
    else:
        _MEANT[meant.name](turn, person)


def _say(turn: Turn, person: Person) -> None:
    if person.role is Role.CLIENT and person.consent is Consent.GIVEN:
        talking.begin(turn, person, talking.SAY, purpose=Purpose.REPLY)
    elif person.role is Role.CLIENT:
        _unasked_words(turn, person, "")
    else:
        _help(turn, person)


def _help(turn: Turn, person: Person) -> None:
    turn.tell(person, f"bot.help_{person.role}")


def _speak(language: str) -> _Answer:
    def change(turn: Turn, person: Person) -> None:
        changed = replace(person, language=language)
        turn.uow.people.save(changed)
        turn.tell(changed, "bot.language_set")
        active = turn.uow.sessions.active(person.organisation, person.id)
        if active is not None and active.status is Status.OPEN:
            talking.go_on(turn, changed, active, Resumed())

    return change


def _telling(key: str) -> _Answer:
    def tell(turn: Turn, person: Person) -> None:
        turn.tell(person, key)

    return tell


def _start(turn: Turn, person: Person) -> None:
    """`start` after a stop asks for consent anew; otherwise it shows what is open, or help."""
    active = turn.uow.sessions.active(person.organisation, person.id)
    if person.role is Role.CLIENT and person.consent is not Consent.GIVEN:
        talking.begin(turn, consent.start(turn, person), talking.WELCOME, purpose=Purpose.REPLY)
    elif person.consent is Consent.STOPPED:
        again = consent.start(turn, person)
        turn.tell(again, "bot.started_again")
    elif active is not None:
        talking.go_on(turn, person, active, Resumed())
    else:
        _help(turn, person)


def _start_assumption(turn: Turn, client: Person, assumption: AssumptionId) -> None:
    """The client begins: to say what they think of an assumption about them or about their group, or to change that."""
    found = turn.uow.assumptions.get(client.organisation, assumption)
    theirs = found is not None and (found.subject == client.id or (found.subject is None and found.team == client.team))
    willing = client.role is Role.CLIENT and client.consent is Consent.GIVEN
    if not theirs or found is None or found.withdrawn or not willing:
        turn.tell(client, "bot.not_allowed")
        return
    asking.put_assumption(turn, client, assumption, Purpose.REPLY)


def _arrived(turn: Turn, person: Person) -> None:
    """Somebody opened their page: what waited there counts as reached, and a newcomer is welcomed."""
    place = turn.place(person)
    if place is not None:
        quoting.mark_seen(turn, person, place.conversation)
        turn.uow.lines.opened(person.organisation, place.conversation, turn.now)
    if person.role is not Role.CLIENT or turn.uow.sessions.active(person.organisation, person.id) is not None:
        return
    item = agenda(asking.state_of(turn, person))
    if isinstance(item, Welcome | Resume):
        asking.put(turn, person, item, Purpose.REPLY)


_MEANT: Mapping[IntentName, _Answer] = {
    IntentName.STOP: consent.stop,
    IntentName.START: _start,
    IntentName.PAUSE: _telling("bot.pause_until_when"),
    IntentName.RESUME: consent.come_back,
    IntentName.SAY: _say,
    IntentName.LANGUAGE_NL: _speak("nl"),
    IntentName.LANGUAGE_EN: _speak("en"),
    IntentName.PROFILE: profile.tell,
    IntentName.MY_DATA: _telling("bot.my_data"),
    IntentName.SETTINGS: _telling("bot.settings"),
    IntentName.HELP: _help,
    IntentName.SKIP: _help,
    IntentName.BACK: _help,
    IntentName.LATER: _help,
}
"""What is done for whoever says one of these outside a question."""
