"""The week in Slack, on whatever server stands there: all comes in as Slack sends it, and is read back there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Final, Protocol

from dialogs.people import PersonId
from tests.acceptance.platforms.settling import settled
from tests.acceptance.week import Item, Thread
from tests.house import Home
from tests.standins.block_kit import Json, Pressable, pressables, state, texts
from tests.standins.local_slack import CENTRE, user

_HELLO: Final = "hallo"


class Workspace(Protocol):
    """What people do in a workspace, and what they see there; a `user` is an id, `U…`."""

    async def say(self, user: str, text: str, *, channel: str = "", thread: str = "") -> str:
        """Let somebody write to the bot, or in a channel, and return the ts of the message."""
        ...

    async def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Let somebody change a message of their own."""
        ...

    async def delete(self, user: str, channel: str, ts: str) -> None:
        """Let somebody remove a message of their own."""
        ...

    async def press(self, user: str, message: Json, action: Json) -> None:
        """Let somebody press something in a message."""
        ...

    async def press_in_view(self, user: str, view: Json, action: Json) -> None:
        """Let somebody press something on their Home or in a window."""
        ...

    async def shortcut(self, user: str, message: Json) -> None:
        """Let somebody choose "this is an assumption" at a message."""
        ...

    async def command(self, user: str, command: str, text: str, *, channel: str = "") -> None:
        """Let somebody type a slash command."""
        ...

    async def open_home(self, user: str) -> Json:
        """Let somebody open the Home tab of the bot, and return what stands there."""
        ...

    async def submit(self, user: str, values: Mapping[str, Mapping[str, Json]]) -> Json:
        """Let somebody send the window that is open, and return the errors it then shows by block."""
        ...

    async def direct(self, user: str) -> str:
        """Return the id of the conversation between somebody and the bot."""
        ...

    async def messages(self, channel: str) -> list[Json]:
        """Return every message of a channel, those in threads too, each with its channel."""
        ...

    async def windows(self) -> list[Json]:
        """Return the windows that are open, the topmost last."""
        ...

    async def api(self, method: str, /, **arguments: object) -> Json:
        """Call the Web API as the bot does."""
        ...


@dataclass(frozen=True, slots=True)
class SlackPlatform:
    """People in a Slack workspace, each in a direct message with the bot, and the centre in its channel."""

    home: Home
    slack: Workspace
    pressed: dict[PersonId, tuple[Json, Pressable]] = field(default_factory=dict)

    # --- what people do -----------------------------------------------------------------------------------------------

    async def arrive(self, person: PersonId) -> None:
        """Say hello."""
        await self.say(person, _HELLO)

    async def say(self, person: PersonId, words: str) -> None:
        """Send the bot a direct message."""
        await self.slack.say(user(person), words)
        await settled(self.home)

    async def pick(self, person: PersonId, choice: str) -> None:
        """Press a button of the last question that still has it."""
        message = await self._asked(person)
        pressed = next(one for one in pressables(message["blocks"]) if one.means.get("c") == choice)
        self.pressed[person] = message, pressed
        await self.slack.press(user(person), message, pressed.action)
        await settled(self.home)

    async def press_again(self, person: PersonId) -> str:
        """Press the same button once more, as from a screen that did not follow, and return its message."""
        message, pressed = self.pressed[person]
        await self.slack.press(user(person), message, pressed.action)
        (found,) = (one for one in await self._direct(person) if one["ts"] == message["ts"])
        assert not _pressables(found)
        return _text(found)

    async def edit(self, person: PersonId, old: str, new: str) -> None:
        """Change a message of one's own."""
        message = await self._mine(person, old)
        await self.slack.edit(user(person), message["channel"], message["ts"], new)
        await settled(self.home)

    async def take_back(self, person: PersonId, words: str) -> None:
        """Remove a message of one's own."""
        message = await self._mine(person, words)
        await self.slack.delete(user(person), message["channel"], message["ts"])
        await settled(self.home)

    async def submit(self, person: PersonId, form: str, **fields: str) -> None:
        """Open a form from one's Home, change these fields in the window and send it."""
        view = await self.slack.open_home(user(person))
        await self.slack.press_in_view(user(person), view, _named(view["blocks"], "form", form).action)
        await self._send(person, fields)

    async def reply(self, person: PersonId, item: Item, words: str) -> None:
        """Write in the thread of the week, naming the item by its number."""
        head, *_ = await self._week()
        number = [one.id for one in (await self.thread()).items].index(item.id) + 1
        await self.slack.say(user(person), f"{number}: {words}", channel=CENTRE, thread=head["ts"])
        await settled(self.home)

    async def press(self, person: PersonId, item: Item, button: str, **fields: str) -> None:
        """Press a button of an item; where it opens a window, send that with these fields."""
        (message,) = (one for one in await self._week() if one["ts"] == item.id)
        await self.slack.press(user(person), message, _named(message["blocks"], button).action)
        if fields:
            await self._send(person, fields)
        await settled(self.home)

    async def fill_in(self, person: PersonId, **fields: str) -> list[str]:
        """Send the window that is open, with other values in these fields, and return what stood on it."""
        (view,) = await self.slack.windows()
        changes = {f"field:{name}": value for name, value in fields.items()}
        assert await self.slack.submit(user(person), state(view["blocks"], changes)) == {}
        await settled(self.home)
        return texts(view["blocks"])

    # --- what people see ----------------------------------------------------------------------------------------------

    async def conversation(self, person: PersonId) -> list[str]:
        """Return what the direct message holds, of both sides."""
        return [_text(one) for one in await self._direct(person)]

    async def question(self, person: PersonId) -> str:
        """Return the message with the question that is open."""
        return _text(await self._asked(person))

    async def pages(self, person: PersonId) -> list[str]:
        """Return what stands on the Home tab."""
        await settled(self.home)
        return texts((await self.slack.open_home(user(person)))["blocks"])

    async def controls(self, person: PersonId) -> set[str]:
        """Return what everything stands for that can be pressed, in the direct message and on the Home tab."""
        found = [one for message in await self._direct(person) for one in _pressables(message)]
        found += pressables((await self.slack.open_home(user(person)))["blocks"])
        return {str(value) for one in found for value in one.means.values()}

    async def thread(self) -> Thread:
        """Return the one thread in the channel of the centre, as the Web API reads it back."""
        week = await self._week()
        items = tuple(
            Item(id=one["ts"], text=_text(one), buttons=tuple(str(each.means["n"]) for each in _pressables(one)))
            for one in week
            if _is_item(one)
        )
        return Thread(items=items, rest=tuple(_text(one) for one in week if not _is_item(one)))

    # --- how ----------------------------------------------------------------------------------------------------------

    async def _direct(self, person: PersonId) -> list[Json]:
        await settled(self.home)
        return await self.slack.messages(await self.slack.direct(user(person)))

    async def _asked(self, person: PersonId) -> Json:
        messages = reversed(await self._direct(person))
        return next(one for one in messages if any("s" in each.means for each in _pressables(one)))

    async def _mine(self, person: PersonId, words: str) -> Json:
        (found,) = (
            one for one in await self._direct(person) if one["user"] == user(person) and unescape(one["text"]) == words
        )
        return found

    async def _week(self) -> list[Json]:
        await settled(self.home)
        heads = [one for one in await self.slack.messages(CENTRE) if one.get("thread_ts") in {None, one["ts"]}]
        (head,) = heads
        found: list[Json] = (await self.slack.api("conversations.replies", channel=CENTRE, ts=head["ts"]))["messages"]
        return [{**one, "channel": CENTRE} for one in found]

    async def _send(self, person: PersonId, fields: Mapping[str, str]) -> None:
        await self.fill_in(person, **fields)
        assert await self.slack.windows() == []


def _pressables(message: Json) -> list[Pressable]:
    return pressables(message.get("blocks", ()))


def _named(blocks: list[Json], name: str, argument: str = "") -> Pressable:
    """Return what asks for this by name, with this argument if one is given."""
    return next(
        one for one in pressables(blocks) if one.means.get("n") == name and argument in {"", one.means.get("a")}
    )


def _is_item(message: Json) -> bool:
    return any(str(one.means.get("n", "")).startswith("item.") for one in _pressables(message))


def _text(message: Json) -> str:
    """Return what a message shows: its blocks, which stand in the place of its text where it has them."""
    blocks = message.get("blocks")
    return "\n".join(texts(blocks)) if blocks else unescape(message["text"])
