"""The week in Teams, with the client that Microsoft gives bot makers, one for each person; all comes in signed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from adapters.teams.settings import TeamsSettings
from bot.app import application
from bot.settings import Settings
from dialogs.people import PersonId
from tests.acceptance.platforms.settling import settled
from tests.acceptance.week import Item, Thread, roster
from tests.house import ANNA, JOOST, MARIJKE, NOW, Home, opened
from tests.standins import playground as standin
from tests.standins.enclosure import HOST, free_port
from tests.standins.microsoft import APP_ID, TENANT, Json, Microsoft, microsoft
from tests.standins.playground import CENTRE, Playground, Shown, aad, actions, inputs, texts

PATH: Final = "/api/messages"
_HOME: Final = "home"
_INPUT: Final = "in."
_CHOICE: Final = "in.c"


@dataclass(frozen=True, slots=True)
class PlaygroundPlatform:
    """People in a tenant of Teams, each in a chat with the bot, and the centre in a channel of its team."""

    home: Home
    microsoft: Microsoft
    clients: dict[PersonId, Playground]

    # --- what people do -----------------------------------------------------------------------------------------------

    async def arrive(self, person: PersonId) -> None:
        """Add the bot."""
        await self.clients[person].install()
        await settled(self.home)

    async def say(self, person: PersonId, words: str) -> None:
        """Write in the chat."""
        await self.clients[person].say(words)
        await settled(self.home)

    async def pick(self, person: PersonId, choice: str) -> None:
        """Press a button of the last question that has any, or choose from its list and press the button under it."""
        asked = await self._asked(person)
        pressed = [one for one in actions(asked.card) if one["data"].get("c") == choice]
        if pressed:
            await self.clients[person].press(asked, pressed[0])
        else:
            offered = inputs(asked.card)[_CHOICE]["choices"]
            assert choice in [one["value"] for one in offered]
            (under,) = (one for one in actions(asked.card) if one["data"]["k"] == "pick" and "c" not in one["data"])
            await self.clients[person].press(asked, under, **{_CHOICE: choice})
        await settled(self.home)

    async def edit(self, person: PersonId, old: str, new: str) -> None:
        """Change a message of one's own."""
        await self.clients[person].edit(await self._mine(person, old), new)
        await settled(self.home)

    async def take_back(self, person: PersonId, words: str) -> None:
        """Remove a message of one's own."""
        await self.clients[person].delete(await self._mine(person, words))
        await settled(self.home)

    async def submit(self, person: PersonId, form: str, **fields: str) -> None:
        """Open a form from the home card, change these fields and send it."""
        shown, card = await self._home(person)
        opened = await self.clients[person].press(shown, _named(card, "form", form))
        await self._send(person, shown, opened["value"], fields)

    async def reply(self, person: PersonId, item: Item, words: str) -> None:
        """Write in the thread of the week, naming the item by its number."""
        number = [one.id for one in (await self.thread()).items].index(item.id) + 1
        week = await self._week()
        await self.clients[person].say(f"{number}: {words}", thread=week[0].conversation)
        await settled(self.home)

    async def press(self, person: PersonId, item: Item, button: str, **fields: str) -> None:
        """Press a button of an item; where it opens a form, send that with these fields."""
        (shown,) = (one for one in await self._week() if one.id == item.id)
        answer = await self.clients[person].press(shown, _named(shown.card, button))
        if fields:
            await self._send(person, shown, answer["value"], fields)
        await settled(self.home)

    # --- what people see ----------------------------------------------------------------------------------------------

    async def conversation(self, person: PersonId) -> list[str]:
        """Return what the chat holds, of both sides."""
        return [_text(one) for one in await self._chat(person)]

    async def question(self, person: PersonId) -> str:
        """Return the card with the question that is open."""
        return _text(await self._asked(person))

    async def pages(self, person: PersonId) -> list[str]:
        """Return what stands on the home card, and on every page that it leads to."""
        shown, card = await self._home(person)
        leading = [one for one in actions(card) if (one["data"].get("n"), one["data"].get("a")) != (_HOME, "")]
        leading = [one for one in leading if one["data"].get("n") == _HOME and " " not in one["data"]["a"]]
        opened = [(await self.clients[person].press(shown, one))["value"] for one in leading]
        # Back to where one began, so that no page stays open in the chat.
        await self.clients[person].press(shown, {**leading[0], "data": {**leading[0]["data"], "a": ""}})
        return [text for one in (card, *opened) for text in texts(one)]

    async def controls(self, person: PersonId) -> set[str]:
        """Return what every button of the chat stands for, those of the home card too."""
        shown, card = await self._home(person)
        cards = [card, *(one.card for one in await self._chat(person) if one.id != shown.id)]
        return {str(value) for one in cards for each in actions(one) for value in each["data"].values()}

    async def thread(self) -> Thread:
        """Return the one thread in the channel of the centre."""
        week = await self._week()
        assert len({one.conversation for one in week}) == 1
        items = tuple(
            Item(id=one.id, text=_text(one), buttons=tuple(each["data"]["n"] for each in actions(one.card)))
            for one in week
            if _is_item(one)
        )
        return Thread(items=items, rest=tuple(_text(one) for one in week if not _is_item(one)))

    # --- how ----------------------------------------------------------------------------------------------------------

    async def _chat(self, person: PersonId) -> list[Shown]:
        await settled(self.home)
        return await self.clients[person].shown(self.microsoft.passed[person])

    async def _week(self) -> list[Shown]:
        await settled(self.home)
        return await self.clients[MARIJKE].shown(self.microsoft.passed[MARIJKE], conversation=CENTRE)

    async def _asked(self, person: PersonId) -> Shown:
        messages = reversed(await self._chat(person))
        return next(one for one in messages if any("s" in each["data"] for each in actions(one.card)))

    async def _mine(self, person: PersonId, words: str) -> Shown:
        (found,) = (one for one in await self._chat(person) if one.mine and one.text == words)
        return found

    async def _home(self, person: PersonId) -> tuple[Shown, Json]:
        """Ask for the home card and return its message and the card itself."""
        await self.say(person, _HOME)
        *_, shown = await self._chat(person)
        assert shown.card is not None
        return shown, shown.card

    async def _send(self, person: PersonId, shown: Shown, card: Json, fields: dict[str, str]) -> None:
        """Send the form on a card, with other values in these fields, which must be on it."""
        (send,) = (one for one in actions(card) if one["data"].get("k") == "form")
        changes = {f"{_INPUT}{name}": value for name, value in fields.items()}
        holds = {id: one.get("value", "") for id, one in inputs(card).items()}
        assert changes.keys() <= holds.keys()
        await self.clients[person].press(shown, send, **{**holds, **changes})
        await settled(self.home)


def _named(card: Json | None, name: str, argument: str = "") -> Json:
    """Return the button of a card that asks for this by name, with this argument if one is given."""
    found = (one for one in actions(card) if one["data"].get("n") == name)
    return next(one for one in found if argument in {"", one["data"].get("a")})


def _is_item(shown: Shown) -> bool:
    return any(str(one["data"].get("n", "")).startswith("item.") for one in actions(shown.card))


def _text(shown: Shown) -> str:
    said = "\n".join((shown.text, *texts(shown.card)))
    return f"> {said}" if shown.mine else said


@asynccontextmanager
async def playground(
    language: str, folder: Path, *, now: datetime = NOW, installed: Sequence[PersonId] = (JOOST, MARIJKE)
) -> AsyncIterator[PlaygroundPlatform]:
    """Start a client for each person, open a house with these people in the tenant, and serve it.

    Those who are `installed` have added the bot already.
    """
    port, bot = free_port(), free_port()
    people = (ANNA, JOOST, MARIJKE)
    with ExitStack() as stack, ThreadPoolExecutor(len(people)) as starting:
        for person in people:
            (folder / person).mkdir()

        def start(person: PersonId) -> Playground:
            centre = person == MARIJKE
            return stack.enter_context(standin.playground(person, folder / person, microsoft=port, centre=centre))

        clients = dict(zip(people, starting.map(start, people), strict=True))
        settings = Settings(
            database_url="sqlite://",
            secret_keys=(SecretStr("a secret only for the tests"),),
            centre_channel=f"teams:{CENTRE}",
            teams=TeamsSettings(
                app_id=APP_ID, secret="opens nothing", tenant=TENANT, standin_url=f"http://{HOST}:{port}"
            ),
        )
        in_tenant = roster(language, teams=lambda person: f"{TENANT}/{aad(person)}" if person in people else "")
        home = stack.enter_context(opened(settings, now, roster=in_tenant))
        async with (
            microsoft(port, f"http://{HOST}:{bot}{PATH}") as between,
            TestServer(application(home.house), host=HOST, port=bot),
        ):
            between.clients = tuple(clients.values())
            for person in installed:
                await clients[person].install()
            await settled(home)
            yield PlaygroundPlatform(home, between, clients)
