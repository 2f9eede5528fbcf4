"""Take in one thing that came, in one transaction: keys, the person, what it means, what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import assert_never

from bot import (
    answering,
    asides,
    asked_for,
    asking,
    danger,
    dispatch,
    editing,
    once,
    quoting,
    reaching,
    standing,
    talking,
)
from bot.rights import NotAllowed
from bot.script import Script
from bot.talk_cases import GIVE, HELP, PICK, SAY
from bot.turn import CENTRE, WEB, Turn
from bot.week_cases import REPLY
from bot.work_cases import IN_WORDS
from dialogs.evidence.one_message import is_labelled
from dialogs.messages import (
    Arrived,
    Command,
    Content,
    Deleted,
    Edited,
    Inbound,
    Left,
    OutboxId,
    Outcome,
    Picked,
    Place,
    Prompt,
    Purpose,
    QuestionId,
    Receipt,
    SessionId,
    Submitted,
    Text,
)
from dialogs.people import Consent, Person
from dialogs.policy.roles import is_centre, is_client, is_professional
from dialogs.rhythm.agenda import Resume, Welcome, agenda
from dialogs.talk.events import Resumed
from dialogs.talk.session import Session, Status
from dialogs.talk.understanding import IntentName, canonical, intent, said_by_name
from storage.crash_points import reach
from storage.rows import LineId
from storage.unit_of_work import UnitOfWork


def take(uow: UnitOfWork, script: Script, inbound: Inbound, now: datetime) -> Receipt:
    """Take in what came and return what may be answered at once, after the commit.

    What came before, by its event, its message or the key of its form or button, changes nothing; a form is then
    answered as the first time. Raises nothing for bad input: the person is told.
    """
    inbound = cleaned(inbound)
    person = uow.people.by_identity(inbound.identity)
    if person is None or person.erased or person.organisation != inbound.organisation:
        return Receipt(
            outcome=Outcome.UNKNOWN, reply=danger.for_stranger(uow, script, inbound.organisation, inbound.content)
        )
    here = _here(inbound, person)
    thread = inbound.thread or _under(uow, inbound)
    if here.person is None and thread is None and isinstance(inbound.content, Text):
        return Receipt(outcome=Outcome.TAKEN)  # people among themselves, in a channel we also post to
    keys = (inbound.event_id, inbound.message)
    cause = f"in:{inbound.event_id}"
    if not uow.inbox.take(inbound.organisation, *keys, inbound.identity, inbound.at, raw=""):
        if not isinstance(inbound.content, Submitted) or not inbound.content.once:
            return Receipt(outcome=Outcome.DUPLICATE)
        cause = f"{cause}:{uow.new_id()}"  # what was refused is refused again, rather than passed over in silence
    reach("intake.after_keys")
    inbound = replace(inbound, thread=thread)
    if here.person is not None or thread is not None:
        inbound = _first_heard(uow, inbound)
    message = inbound.message if here.channel != WEB else ""
    turn = Turn(uow, script, now, cause, here=here, message=message, clicked=thread)
    if here.channel != WEB:
        reaching.works(turn, person, here)
        quoting.mark_pushed(turn, person)
    if here.channel == WEB and (inbound.shown is not None or isinstance(inbound.content, Arrived)):
        quoting.mark_seen(turn, person, here.conversation, None if inbound.shown is None else LineId(inbound.shown))
    if _says(inbound.content):
        uow.routes.heard(person.organisation, here, now)
    receipt = danger.heard(turn, person, inbound)
    if receipt is None:
        receipt = once.only(turn, person, inbound, partial(_allowed, turn, person, inbound))
    reach("intake.after_step")
    uow.inbox.outcome(inbound.organisation, inbound.event_id, receipt.outcome)
    reach("intake.before_return")
    return receipt


def _says(content: Content) -> bool:
    """Tell whether somebody did something, which shows that they were reached; to open something is to look."""
    if isinstance(content, Command):
        return content.name not in asked_for.OPENS
    return not isinstance(content, Arrived | Left)


def _first_heard(uow: UnitOfWork, inbound: Inbound) -> Inbound:
    """Return a change of a message that did not come in yet as that message, which then changes nothing any more.

    A platform brings again what we could not take at once, so that the change may be here before it. What was removed
    before it came stays unsaid.
    """
    changed = inbound.content
    if not isinstance(changed, Edited | Deleted):
        return inbound
    keys = (f"{inbound.event_id}:first", changed.message)
    if not uow.inbox.take(inbound.organisation, *keys, inbound.identity, inbound.at, raw=""):
        return inbound
    uow.inbox.outcome(inbound.organisation, keys[0], Outcome.TAKEN)
    return (
        inbound
        if isinstance(changed, Deleted)
        else replace(inbound, message=changed.message, content=Text(text=changed.text))
    )


def _here(inbound: Inbound, person: Person) -> Place:
    """Return where the person is speaking: a conversation of their own, or a channel that others share."""
    identity = inbound.identity
    own = inbound.place == identity.user or identity.channel == WEB or "/" in inbound.place
    return Place(
        channel=identity.channel,
        account=inbound.account or identity.account,
        conversation=person.id if identity.channel == WEB else inbound.place,
        person=person.id if own else None,
    )


def _under(uow: UnitOfWork, inbound: Inbound) -> OutboxId | None:
    """Return our message that this hangs under, where the channel knows only the platform's id of it."""
    if not inbound.under:
        return None
    account = inbound.account or inbound.identity.account
    where = (inbound.identity.channel, account, inbound.place)
    return uow.outbox.find_external(inbound.organisation, *where, inbound.under)


def keep_failed(uow: UnitOfWork, script: Script, inbound: Inbound, now: datetime, reason: str) -> Receipt:
    """Keep what could not be handled, unread and sealed, and tell the person that it was received.

    Whoever says danger is told whom to call all the same.
    """
    inbound = cleaned(inbound)
    person = uow.people.by_identity(inbound.identity)
    if person is None:
        reply = danger.for_stranger(uow, script, inbound.organisation, inbound.content)
        return Receipt(outcome=Outcome.UNKNOWN, reply=reply)
    words = inbound.content.text if isinstance(inbound.content, Text | Edited) else str(type(inbound.content).__name__)
    if isinstance(inbound.content, Submitted):
        words = "\n".join(f"{name}: {value}" for name, value in inbound.content.fields.items())
    uow.inbox.take(inbound.organisation, inbound.event_id, inbound.message, inbound.identity, inbound.at, raw=words)
    uow.inbox.failed(inbound.organisation, inbound.event_id, reason)
    turn = Turn(uow, script, now, f"in:{inbound.event_id}")
    first_aid = danger.whom_to_call(turn, person, inbound.content)
    if first_aid is not None:
        turn.send(person, first_aid, Purpose.URGENT)
        return Receipt(outcome=Outcome.FAILED, reply=first_aid)
    turn.tell(person, "bot.saved_not_understood")
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


def _allowed(turn: Turn, person: Person, inbound: Inbound) -> Receipt:
    try:
        return _meant(turn, person, inbound)
    except NotAllowed as refused:
        turn.tell(person, refused.key)
        return Receipt(outcome=Outcome.REFUSED)


def _meant(turn: Turn, person: Person, inbound: Inbound) -> Receipt:
    taken = Receipt(outcome=Outcome.TAKEN)
    match inbound.content:
        case Text():
            turn.show_own(person, inbound.content.text, thread=inbound.thread)
            _text(turn, person, _bound(turn, inbound), inbound)
        case Picked():
            pressed = inbound.content
            fields = {"session": pressed.session, "question": pressed.question, "choice": pressed.choice}
            dispatch.say(turn, person, PICK, fields)
            return replace(taken, reply=turn.closed or standing.pressed_again(turn, person, inbound.content))
        case Submitted():
            return _submitted(turn, person, inbound.content, inbound.thread)
        case Command():
            return asked_for.command(turn, person, inbound.content)
        case Arrived():
            _arrived(turn, person)
        case Left():
            reaching.left(turn, person)
        case Edited():
            editing.edited(turn, person, inbound.content)
        case Deleted():
            editing.deleted(turn, person, inbound.content)
        case _:
            assert_never(inbound.content)
    return taken


def _bound(turn: Turn, inbound: Inbound) -> Text:
    """Return typed words bound to the question they were typed under, where somebody answered in its thread."""
    text = inbound.content
    if not isinstance(text, Text):
        raise TypeError(text)
    put = turn.uow.outbox.get(inbound.organisation, inbound.thread) if inbound.thread and not text.session else None
    if put is None or not isinstance(put.body, Prompt):
        return text
    return replace(text, session=put.body.session, question=put.body.question)


def _submitted(turn: Turn, person: Person, submitted: Submitted, thread: OutboxId | None) -> Receipt:
    """Take a form; a question that was answered in a window of its own is answered as if it were in the chat."""
    fields = submitted.fields
    taken = Receipt(outcome=Outcome.TAKEN)
    match submitted.form:
        case "answer" if "choice" not in fields:
            session, question = SessionId(fields.get("session", "")), QuestionId(fields.get("question", ""))
            found = turn.uow.sessions.get(person.organisation, session)
            if found is None or found.person != person.id:
                turn.tell(person, "talk.closed_question")
            else:
                _words(turn, person, Text(text=fields.get("text", ""), session=session, question=question))
        case _:
            return dispatch.submit(turn, person, submitted, thread)
    return taken


def _text(turn: Turn, person: Person, text: Text, inbound: Inbound) -> None:
    shared = turn.here is not None and turn.here.person is None
    if inbound.thread is not None and (is_centre(person) or inbound.place == CENTRE or shared):
        on_the_web = turn.here is None or turn.here.channel == WEB
        if on_the_web or turn.uow.digests.find_item(person.organisation, inbound.thread):
            dispatch.say(turn, person, REPLY, {"item": inbound.thread, "text": text.text})
            return
    if shared:
        return  # a thread of theirs, in a channel we also post to
    if is_professional(person) and is_labelled(text.text, turn.script.wording(person.language)):
        dispatch.say(turn, person, IN_WORDS, {"text": text.text})
        return
    _words(turn, person, text)


def _words(turn: Turn, person: Person, text: Text) -> None:
    """Take what somebody typed to us: a stop goes first, then what was asked back, then the question that is open."""
    meant = intent(text.text, turn.script.vocabulary(person.language), turn.today(person))
    words = text.text if text.unasked else said_by_name(text.text, turn.script.vocabulary(person.language))
    if words and is_client(person) and (meant is None or meant.name is not IntentName.STOP):
        dispatch.say(turn, person, SAY, {"text": words})
        return
    active = turn.uow.sessions.active(person.organisation, person.id)
    if active is not None and asides.is_open(active) and (meant is None or meant.name is not IntentName.STOP):
        left = asides.replied(turn, person, active, text) if text.session in {None, active.id} else text
        if left is None:
            return
        if text.session not in {None, active.id}:
            asides.lift(turn, person)
        text = left
    session = answering.session_for(turn, person, text.session)
    answers = session is not None and (
        (meant is not None and meant.name in asked_for.CONTROLS)
        or talking.is_literal_answer(turn, person, session, text.text)
    )
    if meant is not None and not answers:
        asked_for.intended(turn, person, meant)
        return
    if not answers and asides.asks_to_stop(turn, person, session, text):
        return
    if session is not None:
        fields = {"session": session.id, "question": text.question or "", "text": text.text}
        dispatch.say(turn, person, GIVE, fields)
    elif is_client(person):
        dispatch.say(turn, person, SAY, {"text": text.text})
    elif is_professional(person):
        dispatch.say(turn, person, IN_WORDS, {"text": text.text})
    else:
        dispatch.say(turn, person, HELP, {})


def _arrived(turn: Turn, person: Person) -> None:
    """Somebody came: what is open is put to them here too, and a newcomer is welcomed."""
    active = turn.uow.sessions.active(person.organisation, person.id)
    if active is not None and not person.silent:
        _show_here(turn, person, active)
    if not is_client(person) or active is not None or person.silent:
        return
    item = agenda(asking.state_of(turn, person))
    if isinstance(item, Welcome | Resume):
        asking.put(turn, person, item, Purpose.REPLY)


def _show_here(turn: Turn, person: Person, active: Session) -> None:
    """Put the open question here too, when somebody comes to another channel than the one it was put in."""
    put = turn.uow.outbox.latest_of_subject(person.organisation, talking.subject_of(active), person.id)
    asked = turn.uow.outbox.get(person.organisation, put) if put is not None else None
    elsewhere = asked is not None and turn.here is not None and asked.to.channel != turn.here.channel
    if elsewhere and active.status is Status.OPEN and person.consent is not Consent.STOPPED:
        talking.go_on(turn, person, active, Resumed())
