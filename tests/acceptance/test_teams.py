"""What only people in Teams can do, on a connector of our own and, where it can, in Microsoft's own client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from bot.admitting import DEFAULT
from dialogs.evidence.assumptions import Status
from tests.acceptance.kept import kept
from tests.acceptance.platforms.connector import STRANGER, connector
from tests.acceptance.platforms.playground import playground
from tests.acceptance.platforms.settling import settled
from tests.acceptance.platforms.teams import TeamsPlatform
from tests.acceptance.week import SAID
from tests.house import ANNA, CLIENTS, JOOST, MARIJKE, Home
from tests.standins.connector_people import ConnectorPerson
from tests.standins.microsoft import Json
from tests.standins.playground import CENTRE, Playground, actions, inputs, texts
from tests.weeks_lived import live_week

Platform = TeamsPlatform[ConnectorPerson] | TeamsPlatform[Playground]

SERVERS: dict[str, Callable[[str, Path], AbstractAsyncContextManager[Platform]]] = {
    "connector": connector,
    "playground": playground,
}
THOUGHT, SENTENCE = "Anna wil hulp in de ochtend", SAID["nl"]["sentence"]


@pytest.fixture
async def teams(tmp_path: Path) -> AsyncIterator[TeamsPlatform[ConnectorPerson]]:
    """Give three people and a stranger in a tenant on our own connector."""
    async with connector("nl", tmp_path) as found:
        yield found


def assumptions(home: Home) -> list[str]:
    """Return what Joost put forward, as clients are asked it; nobody has judged any of it."""
    found = home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))
    assert all(home.status(one.id) is Status.OPEN for one in found)
    return [one.text for one in found]


# --- the message extension --------------------------------------------------------------------------------------------


def card_of(answer: Json) -> Json:
    """Return the card that a dialog shows."""
    card: Json = answer["task"]["value"]["card"]["content"]
    return card


def filled(card: Json, **fields: str) -> Json:
    """Return what a dialog sends when it is filled in: what its button holds, and its fields as they stand or are."""
    (send,) = actions(card)
    holds = {name: one.get("value", "") for name, one in inputs(card).items()}
    changes = {f"in.{name}": value for name, value in fields.items()}
    assert changes.keys() <= holds.keys()
    return {**send["data"], **holds, **changes}


@pytest.mark.parametrize("server", SERVERS)
async def test_a_message_becomes_an_assumption_by_the_extension(server: str, tmp_path: Path) -> None:
    """Chosen at a message, its words stand in the dialog; only once the sentence was looked at it counts."""
    async with SERVERS[server]("nl", tmp_path) as teams:
        joost = teams.clients[JOOST]
        first = card_of(await joost.choose_message(THOUGHT))
        assert inputs(first)["in.text"]["value"] == THOUGHT
        second = card_of(await joost.send_dialog(filled(first, client=ANNA)))
        assert SENTENCE in "\n".join(texts(second))
        assert assumptions(teams.home) == []
        done = card_of(await joost.send_dialog(filled(second)))
        assert actions(done) == []
        assert assumptions(teams.home) == [SENTENCE]
        assert SENTENCE in "\n".join(await teams.conversation(JOOST))


# --- strangers --------------------------------------------------------------------------------------------------------


async def test_a_stranger_is_told_once_and_nothing_is_kept(teams: TeamsPlatform[ConnectorPerson]) -> None:
    """Whoever is not known is told so at their first word and never again, and no word of theirs is written down."""
    await settled(teams.home)  # what is said to everybody at the beginning
    before = kept(teams.home)
    await teams.arrive(STRANGER)
    for words in ("hallo", "ik wil graag naar de markt"):
        await teams.say(STRANGER, words)
    told = [one.text for one in teams.clients[STRANGER].shown() if not one.mine]
    assert told == [teams.home.house.script.texts.phrase("nl", "chat.stranger")]
    assert kept(teams.home) == before


# --- older clients ----------------------------------------------------------------------------------------------------


async def test_a_button_of_an_older_client_closes_its_card_as_any_other(teams: TeamsPlatform[ConnectorPerson]) -> None:
    """A client that sends a button as a message sees the card closed by a change of it; twice is once."""
    await teams.arrive(ANNA)
    await settled(teams.home)
    (asked, *_) = (one for one in teams.clients[ANNA].shown() if actions(one.card))
    (yes,) = (one for one in actions(asked.card) if one["data"].get("c") == "yes")
    for _ in range(2):
        assert await teams.clients[ANNA].press(asked, {**yes, "type": "Action.Submit"}) == {}
        await settled(teams.home)
    (closed,) = (one for one in teams.clients[ANNA].shown() if one.id == asked.id)
    assert actions(closed.card) == []
    assert texts(closed.card)[-1] == "Je antwoord: Ja"
    assert "In welke taal" in await teams.question(ANNA)
    assert len([one for one in await teams.conversation(ANNA) if "In welke taal" in one]) == 1


# --- pictures ---------------------------------------------------------------------------------------------------------


def charts(card: Any) -> Iterator[Json]:  # noqa: ANN401 - JSON is what it is
    """Give every chart on a card."""
    if isinstance(card, dict):
        if str(card.get("type")).startswith("Chart."):
            yield card
        for part in card.values():
            yield from charts(part)
    elif isinstance(card, list):
        for part in card:
            yield from charts(part)


async def test_the_week_draws_its_chart_and_says_it_in_words(tmp_path: Path) -> None:
    """The picture of the weeks stands on its item in the thread, and whoever cannot see it reads all it shows."""
    async with connector("nl", tmp_path, people=(MARIJKE,)) as teams:
        for client in CLIENTS:
            await teams.home.welcome(client)
        for number in range(3):
            await live_week(teams.home, number)
        await settled(teams.home)
        shown = teams.clients[MARIJKE].shown(CENTRE)
        ((item, chart),) = ((one, chart) for one in shown for chart in charts(one.card))
        assert item.conversation != f"{CENTRE};messageid={item.id}"
        for week in ("Week 48", "Week 49", "Week 50"):
            assert week in chart["fallback"]["text"]
            assert week in str(chart["data"])
