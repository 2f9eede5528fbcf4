"""Take an answer to where it belongs: the open question, an earlier one, or a talk the client begins with it."""

from __future__ import annotations

from bot import asides, own_words, talking
from bot.turn import Turn
from dialogs.messages import Picked, Purpose, SessionId
from dialogs.people import Consent, Person
from dialogs.talk.events import Chose, ControlName, Said
from dialogs.talk.session import Session, Status


def session_for(turn: Turn, person: Person, session: SessionId | None) -> Session | None:
    """Return the session an answer belongs to: the one it names, if it is the person's own, else the open one."""
    if session is not None:
        named = turn.uow.sessions.get(person.organisation, session)
        if named is not None and named.person == person.id:
            return named
    return turn.uow.sessions.active(person.organisation, person.id)


def unasked_words(turn: Turn, client: Person, words: str) -> None:
    """A client speaks without having been asked: that is a talk the client began, and what is open stays open."""
    if client.consent is Consent.UNASKED:
        talking.begin(turn, client, talking.WELCOME, purpose=Purpose.REPLY)
    elif client.consent is not Consent.GIVEN:
        turn.tell(client, "bot.not_asked")
    elif not words.strip():
        turn.tell(client, "talk.unclear_text")
    else:
        talking.begin(turn, client, talking.SAY, purpose=Purpose.REPLY, first=Said(text=words), aside=True)


def picked(turn: Turn, person: Person, picked: Picked) -> None:
    """Take a button that was pressed."""
    session = turn.uow.sessions.get(person.organisation, picked.session)
    if session is None or session.person != person.id:
        turn.tell(person, "talk.closed_question")
        return
    if _stands_already(turn, session, picked):
        return  # pressed twice, or on a screen that did not follow: what is open now stays as it is
    asides.lift(turn, person, unless=session.id)
    turn.show_own(person, talking.label_of(turn, person, session, picked.question, picked.choice))
    answered(turn, person, session, Chose(question=picked.question, choice=picked.choice), picked.choice)


def _stands_already(turn: Turn, session: Session, picked: Picked) -> bool:
    """Tell whether a button says what was answered with it before, of a question that was left behind."""
    if session.at == picked.question or session.status not in {Status.OPEN, Status.FINISHED}:
        return False
    if picked.choice in {ControlName.SKIP, ControlName.BACK}:
        return True
    given = turn.uow.answers.of_session(session.organisation, session.id)
    return any(one.question == picked.question and str(one.value) == picked.choice for one in given)


def answered(turn: Turn, person: Person, session: Session, event: Said | Chose, value: str) -> None:
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
