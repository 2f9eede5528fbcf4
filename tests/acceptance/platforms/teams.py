"""The week in Teams, whoever plays Teams: all comes in signed, and is read back as it stands there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, Protocol, TypeVar

from dialogs.people import PersonId
from tests.acceptance.platforms.settling import settled
from tests.acceptance.week import Item, Thread
from tests.house import MARIJKE, Home
from tests.standins.microsoft import Json
from tests.standins.playground import CENTRE, Shown, actions, inputs, texts

_HOME: Final = "home"
_INPUT: Final = "in."
_CHOICE: Final = "in.c"


class Client(Protocol):
    """What one person does in Teams; each act returns when the bot has answered."""

    async def install(self) -> None:
        """Add the bot."""
        ...

    async def say(self, text: str, *, thread: str = "") -> None:
        """Write a message to the bot, in one's chat or, mentioning it, in a thread of the channel."""
        ...

    async def edit(self, message: Shown, text: str) -> None:
        """Change a message of one's own."""
        ...

    async def delete(self, message: Shown) -> None:
        """Remove a message of one's own."""
        ...

    async def press(self, message: Shown, action: Json, **inputs: str) -> Json:
        """Press a button of a card, with what was filled in on it, and return what the bot answers at once."""
        ...

    async def choose_message(self, text: str) -> Json:
        """Choose "log an assumption" at a message with this text, and return the dialog that opens."""
        ...

    async def send_dialog(self, data: Json) -> Json:
        """Send the dialog that is open, with all that its button and its fields hold, and return what comes back."""
        ...


C = TypeVar("C", bound=Client)


@dataclass(frozen=True, slots=True)
class TeamsPlatform(Generic[C]):
    """People in a tenant of Teams, each in a chat with the bot, and the centre in a channel of its team."""

    home: Home
    clients: Mapping[PersonId, C]
    read: Callable[[PersonId, str], Awaitable[list[Shown]]]
    """Returns what somebody sees of a conversation, of their own chat if none is named."""

    pressed: dict[PersonId, tuple[Shown, Json]] = field(default_factory=dict)

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
            self.pressed[person] = asked, pressed[0]
            await self.clients[person].press(asked, pressed[0])
        else:
            offered = inputs(asked.card)[_CHOICE]["choices"]
            assert choice in [one["value"] for one in offered]
            (under,) = (one for one in actions(asked.card) if one["data"]["k"] == "pick" and "c" not in one["data"])
            await self.clients[person].press(asked, under, **{_CHOICE: choice})
        await settled(self.home)

    async def press_again(self, person: PersonId) -> str:
        """Press the same button once more, as from a screen that did not follow, and return its card."""
        asked, pressed = self.pressed[person]
        await self.clients[person].press(asked, pressed)
        (found,) = (one for one in await self._chat(person) if one.id == asked.id)
        assert actions(found.card) == []
        return _text(found)

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
        return await self.read(person, "")

    async def _week(self) -> list[Shown]:
        await settled(self.home)
        return await self.read(MARIJKE, CENTRE)

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
