"""Words about somebody do not go to that somebody by default: the client says who reads them instead."""

from __future__ import annotations

from bot import evidence, own_words, quoting
from bot.recall import first_name
from bot.turn import Turn, may_reach
from dialogs.evidence.answers import Answer, AnswerId
from dialogs.messages import Purpose, Quote
from dialogs.people import Person, Role
from dialogs.policy.naming import named_in
from dialogs.policy.share import Share
from dialogs.source import FromAnswer
from dialogs.subject import AboutClient
from dialogs.talk.definition import Records
from dialogs.talk.session import Session

COLLEAGUE, OFFICE = "colleague", "office"
"""Readers apart from the client's own professional: another of the team, or somebody of the central organisation."""


def choose(turn: Turn, client: Person, aside: Session, reader: str) -> None:
    """Let words about the client's professional be read by whom the client chose, and by nobody else."""
    answer = own_words.own(turn, client, AnswerId(aside.subject))
    if answer is None:
        turn.tell(client, "bot.not_allowed")
    elif reader in {COLLEAGUE, OFFICE}:
        _tell_apart(turn, client, answer, reader)
    elif Share(reader) is Share.ME:
        turn.tell(client, "bot.said_kept")
    else:
        _share(turn, client, answer, Share(reader))


def _share(turn: Turn, client: Person, answer: Answer, level: Share) -> None:
    session = turn.uow.sessions.get(client.organisation, answer.session)
    if answer.records == Records.SAID and session is not None:
        evidence.pass_on(turn, client, session, level)
        return
    own_words.share(turn, client, answer.id, level)
    if answer.records == Records.VERDICT_WORDS and session is not None:
        evidence.add_words(turn, client, session, str(answer.value))


def _tell_apart(turn: Turn, client: Person, answer: Answer, reader: str) -> None:
    found = next(iter(_readers(turn, client, answer, reader)), None)
    if found is None:
        turn.tell(client, "bot.nobody_else")
        return
    told = turn.tell(
        found,
        "bot.client_said",
        Purpose.NEWS,
        client=first_name(client),
        quotes=(Quote(speaker=client.id, words=str(answer.value)),),
        subject=AboutClient(client.id),
    )
    quoting.note(turn, client.organisation, told, [FromAnswer(id=answer.id, speaker=client.id)])
    turn.tell(client, "bot.said_received", professional=first_name(found))


def _readers(turn: Turn, client: Person, answer: Answer, reader: str) -> list[Person]:
    """Return who of the colleagues or the office can be told: never whoever the words name too."""
    role = Role.CENTRE if reader == OFFICE else Role.PROFESSIONAL
    everybody = turn.uow.people.all(client.organisation, role)
    subject = AboutClient(client.id)
    return [
        one
        for one in everybody
        if not one.erased
        and one.id != client.professional
        and not named_in([str(answer.value)], one.name)
        and (role is Role.CENTRE or one.team == client.team)
        and turn.place(one) is not None
        and may_reach(one, Purpose.NEWS, turn.now, subject)
    ]
