"""A client's own profile of talents and wishes: read, ordered, changed and taken back in the chat (P2)."""

from __future__ import annotations

import json

from bot import talking
from bot.turn import Turn
from dialogs.evidence.answers import Answer, Profile, Told, profile
from dialogs.messages import Choice, Note, Purpose, Quote
from dialogs.people import Person
from dialogs.talk.definition import DialogueId, Records

CHANGE = DialogueId("change")
MOST = 10
"""So many talents, and so many wishes, are told in the chat; the page has them all."""

_OF_PROFILE = (Records.TALENT, Records.WISH, Records.STILL)
_ACTS = ("change", "withdraw", "first")


def tell(turn: Turn, person: Person) -> None:
    """Tell somebody the talents and wishes that stand, each with what they can do with it."""
    told = ordered(turn, person)
    if not told.talents and not told.wishes:
        turn.tell(person, "bot.profile_empty")
    for key, words in (("bot.profile_talents", told.talents), ("bot.profile_wishes", told.wishes)):
        if words:
            turn.tell(person, key)
        for one in words[:MOST]:
            acts = tuple(
                Choice(value=f"answer.{act} {one.answer}", label=turn.phrase(person, f"bot.profile_{act}"))
                for act in _ACTS
                if act != "first" or one is not words[0]
            )
            turn.send(person, Note(blocks=(Quote(speaker=person.id, words=one.words),), choices=acts))


def ordered(turn: Turn, person: Person) -> Profile:
    """Return what stands, what the person put first in front, the rest newest first."""
    answers = turn.uow.answers.of_person(person.organisation, person.id, current_only=False, only=_OF_PROFILE)
    first = _first(turn, person)
    places = {one.id: f"{one.session}/{one.question}" for one in answers}

    def place(told: Told) -> int:
        key = places[told.answer]
        return first.index(key) if key in first else len(first)

    told = profile(answers)
    return Profile(talents=tuple(sorted(told.talents, key=place)), wishes=tuple(sorted(told.wishes, key=place)))


def change(turn: Turn, person: Person, answer: Answer) -> None:
    """Ask for other words for one of the person's own, which stand above the question."""
    values = {"words": str(answer.value)}
    talking.begin(turn, person, CHANGE, purpose=Purpose.REPLY, subject=answer.id, values=values)


def put_first(turn: Turn, person: Person, answer: Answer) -> None:
    """Put one of the person's own words in front of the others, and tell them in their new order."""
    key = f"{answer.session}/{answer.question}"
    kept = [key, *(one for one in _first(turn, person) if one != key)]
    turn.uow.settings.put(person.organisation, _setting(person), json.dumps(kept))
    tell(turn, person)


def _first(turn: Turn, person: Person) -> list[str]:
    kept: list[str] = json.loads(turn.uow.settings.get(person.organisation, _setting(person)) or "[]")
    return kept


def _setting(person: Person) -> str:
    return f"profile:{person.id}"
