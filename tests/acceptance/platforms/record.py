"""The week on a chat platform that is nothing but a record of what stands where: what every chat platform must do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Final

from dialogs.messages import Arrived, Command, Deleted, Edited, Form, Note, Picked, Prompt, Quote, Submitted, Text
from dialogs.pages import PageName
from dialogs.people import PersonId, Role
from tests.acceptance.week import Item, Thread, roster
from tests.chat_house import CHANNEL, ChatHome, Shown, chatting, user
from tests.house import Home

_PAGES: Final = {
    Role.CLIENT: (PageName.ANSWERS, PageName.GROUP, PageName.SETTINGS, PageName.DATA),
    Role.PROFESSIONAL: (PageName.CLIENTS, PageName.ASSUMPTIONS, PageName.REPORTS, PageName.OFFERS),
    Role.CENTRE: (PageName.DIGESTS,),
    Role.STEWARD: (PageName.ORGANISATION,),
}


@dataclass
class RecordPlatform:
    """People in a chat; `typed` are the messages they sent: where, and what each says now."""

    chat: ChatHome
    typed: list[tuple[str, str]] = field(default_factory=list)
    pressed: dict[PersonId, tuple[str, Picked]] = field(default_factory=dict)

    @property
    def home(self) -> Home:
        """The house behind it."""
        return self.chat.home

    # --- what people do -----------------------------------------------------------------------------------------------

    async def arrive(self, person: PersonId) -> None:
        """Open the conversation."""
        await self.chat.take(person, Arrived())

    async def say(self, person: PersonId, words: str) -> None:
        """Send a message."""
        await self._type(person, user(person), words)

    async def pick(self, person: PersonId, choice: str) -> None:
        """Press a button of the question that still has them."""
        shown = self.chat.question(person)
        prompt = shown.body
        assert isinstance(prompt, Prompt)
        assert choice in _values(shown)
        picked = Picked(session=prompt.session, question=prompt.question, choice=choice)
        self.pressed[person] = shown.id, picked
        await self.chat.take(person, picked, under=shown.id)

    async def press_again(self, person: PersonId) -> str:
        """Press the same button once more, and return its message."""
        id, picked = self.pressed[person]
        await self.chat.take(person, picked, under=id)
        (found,) = (one for one in self.chat.at(user(person)) if one.id == id)
        assert _values(found) == []
        return _text(found)

    async def edit(self, person: PersonId, old: str, new: str) -> None:
        """Change one's message."""
        number = self.typed.index((user(person), old))
        self.typed[number] = (user(person), new)
        await self.chat.take(person, Edited(message=_message(number), text=new))

    async def take_back(self, person: PersonId, words: str) -> None:
        """Remove one's message."""
        number = self.typed.index((user(person), words))
        self.typed[number] = ("", "")
        await self.chat.take(person, Deleted(message=_message(number)))

    async def submit(self, person: PersonId, form: str, **values: str) -> None:
        """Open a form by its name and send it."""
        await self._send(person, Command(name="form", argument=form), "", values)

    async def reply(self, person: PersonId, item: Item, words: str) -> None:
        """Write in the one thread of the week, naming the item by its number."""
        head, *_ = self.chat.thread()
        number = [one.id for one in self.chat.thread() if _is_item(one)].index(item.id) + 1
        await self._type(person, CHANNEL, f"{number}: {words}", under=head.id)

    async def press(self, person: PersonId, item: Item, button: str, **values: str) -> None:
        """Press a button of an item, and send the form it opens, if it does."""
        (shown,) = (one for one in self.chat.thread() if one.id == item.id)
        name, _, argument = next(value for value in _values(shown) if value.startswith(f"{button} ")).partition(" ")
        await self._send(person, Command(name=name, argument=argument), item.id, values)

    # --- what people see ----------------------------------------------------------------------------------------------

    async def conversation(self, person: PersonId) -> list[str]:
        """Return the messages of both."""
        return [*map(_text, self.chat.at(user(person))), *self._typed(user(person))]

    async def question(self, person: PersonId) -> str:
        """Return the message with the question."""
        return _text(self.chat.question(person))

    async def pages(self, person: PersonId) -> list[str]:
        """Return what a Home would be made of."""
        names = _PAGES[self.home.person(person).role]
        return [text for name in names for text in _strings(await self.home.page(person, name))]

    async def controls(self, person: PersonId) -> set[str]:
        """Return the values of the buttons of all messages."""
        return {value for one in self.chat.at(user(person)) for value in _values(one)}

    async def thread(self) -> Thread:
        """Return what stands in the channel of the centre."""
        shown = self.chat.thread()
        items = tuple(
            Item(id=one.id, text=_text(one), buttons=tuple(value.split()[0] for value in _values(one)))
            for one in shown
            if _is_item(one)
        )
        assert {one.thread for one in shown[1:]} == {shown[0].id}
        return Thread(items=items, rest=(*(_text(one) for one in shown if not _is_item(one)), *self._typed(CHANNEL)))

    # --- how ----------------------------------------------------------------------------------------------------------

    async def _type(self, person: PersonId, where: str, words: str, *, under: str = "") -> None:
        key = f"typed {len(self.typed)}"
        self.typed.append((where, words))
        place = "" if where == user(person) else where
        await self.chat.take(person, Text(text=words), place=place, under=under, key=key)

    def _typed(self, where: str) -> list[str]:
        return [words for place, words in self.typed if place == where]

    async def _send(self, person: PersonId, command: Command, under: str, values: dict[str, str]) -> None:
        place = CHANNEL if under else ""
        opened = (await self.chat.take(person, command, place=place, under=under)).reply
        if isinstance(opened, Form):
            shown = {one.name: one.value for one in opened.fields}
            assert values.keys() <= shown.keys()
            sent = Submitted(form=opened.name, fields={**opened.kept, **shown, **values})
            assert (await self.chat.take(person, sent, place=place, under=under)).reply is None


def _message(number: int) -> str:
    return f"message of typed {number}"


def _is_item(shown: Shown) -> bool:
    return any(value.startswith("item.") for value in _values(shown))


def _values(shown: Shown) -> list[str]:
    match shown.body:
        case Prompt(answered=""):
            return [one.value for one in (*shown.body.choices, *shown.body.controls)]
        case Note():
            return [one.value for one in shown.body.choices]
        case _:
            return []


def _text(shown: Shown) -> str:
    return "\n".join(_strings(shown.body))


def _strings(value: object) -> list[str]:
    """Return every text in a message or a page, in order, words of people too."""
    match value:
        case str():
            return [value]
        case Quote():
            return [value.words or ""]
        case tuple() | list():
            return [text for one in value for text in _strings(one)]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return [text for one in fields(value) for text in _strings(getattr(value, one.name))]
        case _:
            return []


@asynccontextmanager
async def record(language: str, _folder: Path) -> AsyncIterator[RecordPlatform]:
    """Open a house whose people are all on the chat platform, and whose centre has a channel there."""
    with chatting(roster=roster(language, slack=user)) as chat:
        yield RecordPlatform(chat)
