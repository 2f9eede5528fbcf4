"""What people ask for by name, with a button or in a whole message: a form, a pause, their profile, help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from bot import (
    answering,
    asides,
    asking,
    consent,
    danger,
    forms,
    item_actions,
    links,
    profile,
    quoting,
    sheets,
    standing,
    talking,
    week_items,
)
from bot.clock import wall_now
from bot.exporting import own_data
from bot.turn import PUBLIC_URL, WEB, Turn, read_along
from dialogs.evidence.answers import AnswerId
from dialogs.evidence.assumptions import AssumptionId
from dialogs.messages import Choice, Command, Form, Note, OutboxId, Outcome, Page, Purpose, Receipt, SessionId
from dialogs.people import Consent, Person, Role
from dialogs.talk.events import Control, ControlName, Resumed
from dialogs.talk.session import Status
from dialogs.talk.understanding import Intent, IntentName

OPENS = frozenset(
    {
        *("form", "form.assumption", "form.report", "window", "read", "refresh"),
        *("item.reply", "item.answer_client", "item.ask_team"),
    }
)
"""What only opens something to look at; a platform or a browser may do that by itself."""

FILES = frozenset({"slack"})
"""The channels in which somebody can be handed a file."""

_Answer = Callable[[Turn, Person], object]

CONTROLS = {IntentName(name.value) for name in ControlName if name is not ControlName.STOP}
"""What means something to the question that is open, and only then to everything else."""


def command(turn: Turn, person: Person, command: Command) -> Receipt:
    """Do what was asked for by name, and return what is to be opened for it, if anything."""
    if command.name == "refresh":
        session, _, question = command.argument.partition(" ")
        return Receipt(outcome=Outcome.TAKEN, reply=standing.standing(turn, person, SessionId(session), question))
    opened = _opened(turn, person, command)
    if opened is None:
        _done(turn, person, command)
    return Receipt(outcome=Outcome.TAKEN, reply=opened)


def _opened(turn: Turn, person: Person, command: Command) -> Form | Note | None:
    """Return what a command opens: a form, a question in a window, or what an invitation was about."""
    name, _, argument = command.argument.partition(" ")
    match command.name:
        case "form":
            return sheets.sheet(turn, person, name, argument)
        case "form.assumption" | "form.report":
            return sheets.sheet(turn, person, command.name.removeprefix("form."), words=command.argument)
        case "window":
            closed = Note(blocks=(turn.phrase(person, "talk.closed_question"),))
            return sheets.window(turn, person, SessionId(name), argument) or closed
        case "read":
            told = turn.uow.outbox.get(person.organisation, OutboxId(command.argument))
            mine = told is not None and told.to.person == person.id
            if told is None or not mine or not isinstance(told.body, Note):
                return None
            if turn.here is not None and turn.here.channel != WEB:
                quoting.mark_read(turn, person, told.id)  # on the web a program may follow the address by itself
            return told.body
        case "item.reply" | "item.answer_client" | "item.ask_team":
            form = command.name.removeprefix("item.") if command.name == "item.reply" else command.name
            return sheets.sheet(turn, person, form, command.argument)
        case _:
            return None


def _done(turn: Turn, person: Person, command: Command) -> None:
    name, argument = command.name, command.argument
    if name in _NAMED:
        _NAMED[name](turn, person, argument)
    elif name in {intent.value for intent in IntentName}:
        meant = IntentName(name)
        session = turn.uow.sessions.active(person.organisation, person.id)
        if session is not None and meant in CONTROLS:
            talking.go_on(turn, person, session, Control(name=ControlName(meant.value)))
        else:
            intended(turn, person, Intent(name=meant))
    else:
        help_(turn, person)


def _pause(turn: Turn, person: Person, until: str) -> None:
    if until:
        forms.pause_until(turn, person, until)
    else:
        asides.ask_until_when(turn, person)


def _wishes(turn: Turn, person: Person, _argument: str) -> None:
    if person.role is Role.CLIENT and person.consent is Consent.GIVEN:
        talking.begin(turn, person, talking.TALENTS_AND_WISHES, purpose=Purpose.REPLY)
    else:
        help_(turn, person)


def _language(turn: Turn, person: Person, code: str) -> None:
    (_speak(code) if code in turn.script.texts.languages else help_)(turn, person)


def intended(turn: Turn, person: Person, meant: Intent) -> None:
    """Do what somebody typed as a whole message that means something everywhere."""
    if meant.name is IntentName.PAUSE and meant.until is not None:
        consent.pause(turn, person, meant.until)
    else:
        _MEANT[meant.name](turn, person)


def _say(turn: Turn, person: Person) -> None:
    if person.role is Role.CLIENT and person.consent is Consent.GIVEN:
        talking.begin(turn, person, talking.SAY, purpose=Purpose.REPLY)
    elif person.role is Role.CLIENT:
        answering.unasked_words(turn, person, "")
    else:
        help_(turn, person)


def help_(turn: Turn, person: Person) -> None:
    """Tell somebody what they can type."""
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


def _with_buttons(key: str, *acts: str) -> _Answer:
    """Tell where something is done: on one's own page, or on a chat platform with buttons right here."""

    def tell(turn: Turn, person: Person) -> None:
        if turn.here is None or turn.here.channel == WEB:
            turn.tell(person, f"bot.{key}")
            return
        choices = tuple(Choice(value=act, label=turn.phrase(person, f"chat.do_{_plain(act)}")) for act in acts)
        turn.tell(person, f"chat.{key}", choices=choices)

    return tell


def _plain(act: str) -> str:
    return act.replace("form ", "")


def _export(turn: Turn, person: Person) -> None:
    """Give somebody all that is kept of them: as a file where they are, or on their own page."""
    here = turn.here
    if here is None or here.channel not in FILES or read_along(here) or here.person != person.id:
        _own_page(turn, person)
        return
    values = {
        "filename": "samenspraak.json",
        "title": turn.phrase(person, "web.data.title"),
        "content": own_data(turn, person).decode(),
    }
    turn.tell(person, "chat.export")
    turn.post(person.organisation, here, Page(name="export", values=values), Purpose.REPLY, subject="export")


def _own_page(turn: Turn, person: Person) -> None:
    """Give somebody a way to their own page for a day; only they are told it."""
    address = turn.uow.settings.get(person.organisation, PUBLIC_URL) or ""
    token = links.new_link(turn, person, wall_now(), person, links.DAY_LINK_LASTS)
    turn.tell(person, "chat.own_page", address=f"{address}/me/{token}")


def _start(turn: Turn, person: Person) -> None:
    """`start` after a stop asks for consent anew; otherwise it shows what is open, or help.

    After danger it is the client's own word that the dialogue goes on.
    """
    person = danger.begin_again(turn, person)
    active = turn.uow.sessions.active(person.organisation, person.id)
    if person.role is Role.CLIENT and person.consent is not Consent.GIVEN:
        talking.begin(turn, consent.start(turn, person), talking.WELCOME, purpose=Purpose.REPLY)
    elif person.consent is Consent.STOPPED:
        again = consent.start(turn, person)
        turn.tell(again, "bot.started_again")
    elif active is not None:
        talking.go_on(turn, person, active, Resumed())
    else:
        help_(turn, person)


def _start_assumption(turn: Turn, client: Person, assumption: AssumptionId) -> None:
    """The client begins: to say what they think of an assumption about them or about their group, or to change that."""
    found = turn.uow.assumptions.get(client.organisation, assumption)
    theirs = found is not None and (found.subject == client.id or (found.subject is None and found.team == client.team))
    willing = client.role is Role.CLIENT and client.consent is Consent.GIVEN
    if not theirs or found is None or found.withdrawn or not willing:
        turn.tell(client, "bot.not_allowed")
        return
    asking.put_assumption(turn, client, assumption, Purpose.REPLY)


_MEANT: Mapping[IntentName, _Answer] = {
    IntentName.STOP: consent.stop,
    IntentName.START: _start,
    IntentName.PAUSE: asides.ask_until_when,
    IntentName.RESUME: consent.come_back,
    IntentName.SAY: _say,
    IntentName.LANGUAGE_NL: _speak("nl"),
    IntentName.LANGUAGE_EN: _speak("en"),
    IntentName.PROFILE: profile.tell,
    IntentName.MY_DATA: _with_buttons("my_data", "page", "form erase"),
    IntentName.SETTINGS: _with_buttons("settings", "form settings", "form pause", "stop"),
    IntentName.HELP: help_,
    IntentName.SKIP: help_,
    IntentName.BACK: help_,
    IntentName.LATER: help_,
}
"""What is done for whoever says one of these outside a question."""

_NAMED: Mapping[str, Callable[[Turn, Person, str], object]] = {
    "pause": _pause,
    "wishes": _wishes,
    "assumption": lambda turn, person, id: _start_assumption(turn, person, AssumptionId(id)),
    "assumption.withdraw": forms.withdraw_assumption,
    "language": _language,
    "page": lambda turn, person, _: _own_page(turn, person),
    "export": lambda turn, person, _: _export(turn, person),
    "pass_on": item_actions.pass_on,
    "alarm.seen": danger.seen,
    "alarm.lift": danger.lift,
    **{
        f"answer.{act}": partial(lambda act, turn, person, id: profile.act(turn, person, act, AnswerId(id)), act)
        for act in ("change", "withdraw", "first")
    },
    **{
        f"item.{act}": partial(lambda act, turn, person, id: item_actions.act(turn, person, act, OutboxId(id)), act)
        for act in week_items.AT_ONCE
    },
}
"""What is done for whoever asks for one of these by name."""
