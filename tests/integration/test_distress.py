"""What clients in distress type, at the real doors and in every state: danger is heard, and nothing else is.

The sentences were written before anybody looked at how they are understood, and then mended by their kind.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.admitting import DEFAULT
from bot.exporting import own_data
from bot.talking import SAY, STOPPING
from bot.turn import Turn
from dialogs.people import Consent, PersonId
from dialogs.policy.share import Share
from tests.danger_lanes import InSlack, InTeams, alarms, change
from tests.distress import STRANGER, Entrance, entered
from tests.house import NOW, STAFF, WEEK

DATA = Path(__file__).parents[1] / "data" / "distress"
CHANNELS = ("web", "slack", "teams")
LANGUAGES = ("nl", "en")
HELPLINE = "0800-0113"
DANGER, STOP = "danger", "stop"
ENOUGH = 2
"""Somebody at once, and another when nobody said in time that they saw it."""

KNOWN_MISSED: frozenset[str] = frozenset()
"""Sentences that are still understood otherwise than they were meant."""


@dataclass(frozen=True)
class Sentence:
    """What somebody types, in which language, and what must come of it."""

    language: str
    must: str
    words: str


def sentences() -> list[Sentence]:
    """Return every sentence of the data."""
    found = []
    for language in LANGUAGES:
        for line in (DATA / f"{language}.txt").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                must, _, words = line.partition(": ")
                found.append(Sentence(language, must, words))
    return found


# --- the states -------------------------------------------------------------------------------------------------------


async def _before(at: Entrance, person: PersonId, language: str) -> None:
    change(at.home, person, language=language)


async def _asked_for_consent(at: Entrance, person: PersonId, language: str) -> None:
    change(at.home, person, language=language)
    await at.lane.say(person, "hallo")


async def _refused(at: Entrance, person: PersonId, language: str) -> None:
    await _asked_for_consent(at, person, language)
    await at.lane.say(person, "nee" if language == "nl" else "no")


async def _welcomed(at: Entrance, person: PersonId, language: str) -> None:
    match at.lane:
        case InSlack(chat=chat):
            await chat.welcome(person, language=language)
        case InTeams(teams=teams):
            await teams.welcome(person, language=language)
        case _:
            await at.home.welcome(person, language=language)


async def _stopped(at: Entrance, person: PersonId, language: str) -> None:
    await _welcomed(at, person, language)
    await at.lane.say(person, "stop")


async def _paused(at: Entrance, person: PersonId, language: str) -> None:
    await _welcomed(at, person, language)
    change(at.home, person, paused_until=NOW.date() + WEEK)


async def _at_a_button(at: Entrance, person: PersonId, language: str) -> None:
    await _welcomed(at, person, language)
    await at.home.command(person, "assumption", await at.home.assume("je wilt graag wandelen", person))
    await at.deliver()


async def _at_an_open_question(at: Entrance, person: PersonId, language: str) -> None:
    await _welcomed(at, person, language)
    await at.home.command(person, "wishes")
    await at.deliver()


STATES: Mapping[str, Callable[[Entrance, PersonId, str], Awaitable[None]]] = {
    "before the welcome": _before,
    "asked for consent": _asked_for_consent,
    "after a no": _refused,
    "unasked": _welcomed,
    "after a stop": _stopped,
    "in a pause": _paused,
    "at a button question": _at_a_button,
    "at an open question": _at_an_open_question,
}
SPEAKS_FREELY = ("unasked", "in a pause", "at an open question")
"""Where whatever is no more than words is kept as an answer or as one's own words."""


def places(at: Entrance) -> list[tuple[str, str]]:
    """Return every state with every way in which words come in there."""
    plain = [(state, "say") for state in STATES]
    others = [(state, way) for way in at.ways for state in ("unasked", "at an open question")]
    return [*plain, *others, *([("unknown", "say")] if at.strangers else [])]


# --- what must come of it ---------------------------------------------------------------------------------------------


async def _played(at: Entrance, person: PersonId, said: Sentence, state: str, way: str) -> list[str]:
    """Let somebody say it in this state, this way; return what is wrong with what comes of it at once."""
    who = STRANGER if state == "unknown" else person
    if state != "unknown":
        await STATES[state](at, person, said.language)
    before, told = at.home.person(person).consent, await at.told(who)
    await at.come(who, way, said.words)
    heard = HELPLINE in (await at.told(who)).removeprefix(told)
    wrong = {
        "unanswered": said.must == DANGER and not heard,
        "imagined danger": said.must != DANGER and heard,
    }
    if state != "unknown":
        wrong |= await _of_danger(at, person, said)
        wrong |= _of_consent(at, person, said, before)
        wrong |= _of_answers(at, person, said, state)
    return [what for what, so in wrong.items() if so]


async def _of_danger(at: Entrance, person: PersonId, said: Sentence) -> dict[str, bool]:
    kept = alarms(at.home, person)
    told = [said.words in await at.told(one) for alarm in kept for one in alarm.told]
    dangerous = said.must == DANGER
    return {
        "not kept as an alarm": dangerous and [one.words for one in kept] != [said.words],
        "untold": dangerous and told != [True],
        "an alarm": not dangerous and kept != [],
    }


def _of_consent(at: Entrance, person: PersonId, said: Sentence, before: Consent) -> dict[str, bool]:
    after = at.home.person(person).consent
    active = at.home.read(lambda uow: uow.sessions.active(DEFAULT, person))
    stops = after is Consent.STOPPED or (active is not None and active.dialogue == STOPPING)
    willing = before is Consent.GIVEN
    return {
        "imagined stop": willing and stops and said.must != STOP,
        "missed stop": willing and not stops and said.must == STOP,
        "another consent": after is not before and said.must != STOP,
    }


def _of_answers(at: Entrance, person: PersonId, said: Sentence, state: str) -> dict[str, bool]:
    every = at.home.read(lambda uow: uow.answers.of_person(DEFAULT, person))
    given = [one for one in every if said.words in str(one.value)]
    is_answer = state in SPEAKS_FREELY and said.must not in {DANGER, STOP}
    return {
        "danger kept as an answer": said.must == DANGER and given != [],
        "lost": is_answer and given == [],
        "shared unasked": any(one.dialogue == SAY and one.share is not Share.ME for one in given),
        "settled unasked": at.home.read(lambda uow: uow.verdicts.of_client(DEFAULT, person)) != [],
    }


async def _a_week_later(at: Entrance, person: PersonId, said: Sentence) -> list[str]:
    """Return what is wrong with who came to read words of danger, and with what their own export holds."""
    if said.must != DANGER:
        return []
    told = {reader for alarm in alarms(at.home, person) for reader in alarm.told}
    read = {one for one in STAFF if said.words in await at.told(one)}
    whole = at.home.person(person)
    export = at.home.read(lambda uow: own_data(Turn(uow, at.home.house.script, NOW, "export"), whole).decode())
    wrong = {
        "no other was told": len(told) < ENOUGH,
        "read by others": read != told or said.words in "\n".join(at.home.centre()),
        "not in the export": said.words not in export,
    }
    return [what for what, so in wrong.items() if so]


@pytest.mark.parametrize("channel", CHANNELS)
async def test_distress_is_understood_at_the_real_door(channel: str) -> None:
    """Danger is answered and told at once, passed on, and read by nobody else; a stop stops or is asked about."""
    mine = sentences()[CHANNELS.index(channel) :: len(CHANNELS)]
    people = [PersonId(f"g{number:02}") for number in range(len(mine))]
    missed: dict[str, list[str]] = {}
    async with entered(channel, people) as at:
        every = places(at)
        stood = [every[number % len(every)] for number in range(len(mine))]
        for person, said, (state, way) in zip(people, mine, stood, strict=True):
            missed[said.words] = await _played(at, person, said, state, way)
        await at.home.until(NOW + WEEK)
        for person, said, (state, _) in zip(people, mine, stood, strict=True):
            if state != "unknown":
                missed[said.words] += await _a_week_later(at, person, said)
    assert {words: wrong for words, wrong in missed.items() if wrong and words not in KNOWN_MISSED} == {}


def test_the_sentences_are_sixty_in_each_language() -> None:
    """Half of them tell of danger; what is listed as missed is among them."""
    every = sentences()
    for language in LANGUAGES:
        mine = [one for one in every if one.language == language]
        assert (len(mine), sum(one.must == DANGER for one in mine)) == (60, 30)
    assert {one.words for one in every} >= KNOWN_MISSED
