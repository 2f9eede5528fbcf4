"""One week of the product, written once: a client, a professional and the centre go through it on whatever platform."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from bot.admitting import DEFAULT
from dialogs.evidence.answers import Answer
from dialogs.evidence.assumptions import AssumptionId, Says, Status
from dialogs.messages import Prompt
from dialogs.people import PersonId
from dialogs.talk.effects import Ask
from dialogs.talk.progress import progress
from storage.unit_of_work import UnitOfWork
from tests.house import ANNA, FRIDAY, JOOST, MARIJKE, NOW, ROSTER, WEEK, YES, Home, plain

NAME_OF_WEEK = "2026-W48"
SAID = {
    "nl": {
        "talent": "Brieven schrijven, ook voor anderen",
        "wish": "Zelf naar de markt",
        "changed": "Met mijn zus naar de bibliotheek",
        "assumption": "aanname: Anna wil hulp in de ochtend, fout als ze liever uitslaapt",
        "sentence": "Je wilt hulp in de ochtend.",
        "words": "Tot tien uur wil ik met rust gelaten worden",
        "reply": "Dan schuiven we de ronde op",
        "ask": "Wie kan er na tien uur komen?",
    },
    "en": {
        "talent": "Writing letters, also for others",
        "wish": "To the market on my own",
        "changed": "To the library with my sister",
        "assumption": "assumption: Anna wants help in the morning, wrong if she would rather sleep in",
        "sentence": "You want help in the morning.",
        "words": "Until ten I want to be left alone",
        "reply": "Then we move the round",
        "ask": "Who can come after ten?",
    },
}
LANGUAGES = {"nl": "Nederlands", "en": "English"}
THURSDAY = "3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of the week, under the id it has on the platform; `buttons` name what can be done with it."""

    id: str
    text: str = field(repr=False)
    buttons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The week as it stands for the centre: its items, and everything else that is read there, the head first."""

    items: tuple[Item, ...]
    rest: tuple[str, ...] = field(repr=False)

    @property
    def words(self) -> str:
        """Everything that can be read in it."""
        return "\n".join((*self.rest, *(item.text for item in self.items)))

    def item(self, words: str) -> Item:
        """Return the one item in which these words stand."""
        (found,) = (item for item in self.items if words in item.text)
        return found


class Platform(Protocol):
    """What people do on a platform and see there; each act returns when all that follows from it was sent."""

    @property
    def home(self) -> Home:
        """The house behind it."""
        ...

    # --- what people do -----------------------------------------------------------------------------------------------

    async def arrive(self, person: PersonId) -> None:
        """Come for the first time."""
        ...

    async def say(self, person: PersonId, words: str) -> None:
        """Type words in the conversation with the bot."""
        ...

    async def pick(self, person: PersonId, choice: str) -> None:
        """Press a button, by its value, of the question that is open."""
        ...

    async def press_again(self, person: PersonId) -> str:
        """Press the button one pressed last once more, as it stood then, and return what stands where it stood.

        Where each message has buttons of its own, those of this one must be gone.
        """
        ...

    async def edit(self, person: PersonId, old: str, new: str) -> None:
        """Change words of one's own."""
        ...

    async def take_back(self, person: PersonId, words: str) -> None:
        """Take back words of one's own."""
        ...

    async def submit(self, person: PersonId, form: str, **fields: str) -> None:
        """Open a form where it is opened, change these fields and send it."""
        ...

    async def reply(self, person: PersonId, item: Item, words: str) -> None:
        """Say something under an item of the week."""
        ...

    async def press(self, person: PersonId, item: Item, button: str, **fields: str) -> None:
        """Press a button of an item, and send the form it opens with these fields, if it opens one."""
        ...

    # --- what people see ----------------------------------------------------------------------------------------------

    async def conversation(self, person: PersonId) -> list[str]:
        """Return everything that stands in the conversation with the bot."""
        ...

    async def question(self, person: PersonId) -> str:
        """Return everything that stands with the question that is open, who will read the answer too."""
        ...

    async def pages(self, person: PersonId) -> list[str]:
        """Return everything that stands on what is somebody's own next to the conversation, such as a Home."""
        ...

    async def controls(self, person: PersonId) -> set[str]:
        """Return the values of everything that can be pressed or chosen, in the conversation and on one's own pages."""
        ...

    async def thread(self) -> Thread:
        """Return the one week there is, as Marijke of the centre reads it."""
        ...


Opening = Callable[[str, Path], AbstractAsyncContextManager[Platform]]
"""How a platform is opened: in a language, with a folder to work in."""


def roster(language: str, **columns: Callable[[PersonId], str]) -> str:
    """Return the people of the house, all speaking one language, with more columns of who they are elsewhere."""
    head, *rows = ROSTER.splitlines()
    people = [PersonId(row.partition(",")[0]) for row in rows]
    lines = [
        ",".join((row, language, *(column(person) for column in columns.values())))
        for row, person in zip(rows, people, strict=True)
    ]
    return "\n".join([",".join((head, "language", *columns)), *lines]) + "\n"


async def play(platform: Platform, language: str) -> None:
    """Go through the week."""
    platform.home.write(lambda uow: _speak(uow, language))
    said = SAID[language]
    await _get_acquainted(platform, language)
    assumption = await _put_forward(platform, said)
    await _refute(platform, said, assumption)
    item = await _read_the_week(platform, said)
    await _carry_on(platform, said, item)
    await _take_words_back(platform, said)
    await _stop(platform)


def _speak(uow: UnitOfWork, language: str) -> None:
    """Let the organisation itself speak a language."""
    found = uow.organisations.get(DEFAULT)
    assert found is not None
    uow.organisations.save(replace(found, language=language))


async def _get_acquainted(platform: Platform, language: str) -> None:
    """Anna makes her choices, tells a talent and a wish, and says the wish differently; Joost reads both."""
    said = SAID[language]
    await platform.arrive(ANNA)
    for question, choice in (YES | {"language": language, "between": "yes", "centre_may_read": "yes"}).items():
        assert _open(platform.home).question == question
        await platform.pick(ANNA, choice)
        if question == "language":
            await _press_a_used_button(platform, language)
    for words in (said["talent"], said["wish"]):
        await platform.say(ANNA, words)
    for _ in range(3):
        await platform.pick(ANNA, "skip")
    assert _stands(said["wish"], await platform.pages(ANNA))
    await platform.edit(ANNA, said["wish"], said["changed"])
    assert _stands(said["changed"], await platform.pages(ANNA))
    joost = await platform.pages(JOOST)
    assert _stands(said["talent"], joost)
    assert _stands(said["changed"], joost)
    assert not _stands(said["wish"], joost)


async def _press_a_used_button(platform: Platform, language: str) -> None:
    """A button that was used says what was chosen; pressed again it changes nothing."""
    before = _open(platform.home), _answers(platform.home)
    assert LANGUAGES[language] in await platform.press_again(ANNA)
    assert (_open(platform.home), _answers(platform.home)) == before


async def _put_forward(platform: Platform, said: dict[str, str]) -> AssumptionId:
    """Joost logs what he thinks in one message; there is nothing of his to settle it with."""
    await platform.say(JOOST, said["assumption"])
    assert _stands(said["sentence"], await platform.conversation(JOOST))
    assert _stands(said["sentence"], await platform.pages(JOOST))
    (assumption,) = platform.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))
    assert not {*Status, *Says} & await platform.controls(JOOST)
    return assumption.id


async def _refute(platform: Platform, said: dict[str, str], assumption: AssumptionId) -> None:
    """Anna is asked when she chose, sees who will read it but not who thought it, and answers; Joost learns."""
    assert not _stands(said["sentence"], await platform.conversation(ANNA))
    await platform.home.until(NOW + timedelta(days=1, hours=1))
    asked = await platform.question(ANNA)
    assert said["sentence"] in asked
    assert _open(platform.home).visibility in asked
    assert "Joost" not in asked
    await platform.pick(ANNA, Says.DIFFERENT)
    await platform.say(ANNA, said["words"])
    assert platform.home.status(assumption) is Status.REFUTED
    assert _stands(said["words"], await platform.conversation(JOOST))
    assert _stands(said["words"], await platform.pages(JOOST))


async def _read_the_week(platform: Platform, said: dict[str, str]) -> Item:
    """On Friday the centre reads it, without a name, and replies under it; Joost hears that, and Anna does not."""
    await platform.home.until(FRIDAY)
    thread = await platform.thread()
    for words in (said["sentence"], said["words"], said["changed"], said["talent"]):
        assert words in thread.words
    assert said["wish"] not in thread.words
    assert "Anna" not in thread.words
    item = thread.item(said["words"])
    await platform.reply(MARIJKE, item, said["reply"])
    assert said["reply"] in (await platform.thread()).words
    assert _replies(platform.home, said["words"]) == [said["reply"]]
    assert _stands(said["reply"], await platform.conversation(JOOST))
    assert not _stands(said["reply"], await platform.conversation(ANNA))
    assert not _stands(said["reply"], await platform.pages(ANNA))
    return item


async def _carry_on(platform: Platform, said: dict[str, str], item: Item) -> None:
    """Where an item has buttons, one asks the team, whose professional hears it; another says it was done."""
    if not item.buttons:
        return
    await platform.press(MARIJKE, item, "item.ask_team", text=said["ask"])
    assert _stands(said["ask"], await platform.conversation(JOOST))
    await platform.press(MARIJKE, item, "item.dossier")
    changed = (await platform.thread()).item(said["words"])
    assert "item.dossier" not in changed.buttons
    assert "Marijke" in changed.text


async def _take_words_back(platform: Platform, said: dict[str, str]) -> None:
    """Anna takes her words back: they are gone from the week, and Joost no longer reads them either."""
    await platform.take_back(ANNA, said["words"])
    assert said["words"] not in (await platform.thread()).words
    assert not _stands(said["words"], await platform.conversation(JOOST))
    assert not _stands(said["words"], await platform.pages(JOOST))


async def _stop(platform: Platform) -> None:
    """She chooses another day, and then she stops: one word, and there is nothing more to come."""
    home = platform.home
    await platform.submit(ANNA, "settings", weekday=THURSDAY)
    assert str(home.person(ANNA).cadence.weekday) == THURSDAY
    await platform.say(ANNA, "stop")
    assert home.read(lambda uow: uow.due.of_person(DEFAULT, ANNA)) == []
    assert home.read(lambda uow: uow.sessions.active(DEFAULT, ANNA)) is None
    before = await platform.conversation(ANNA)
    await home.until(home.clock.now() + WEEK)
    assert await platform.conversation(ANNA) == before


def _open(home: Home) -> Prompt:
    """Return the question that is open to Anna, as it must be shown to her."""

    def query(uow: UnitOfWork) -> Prompt:
        session = uow.sessions.active(DEFAULT, ANNA)
        assert session is not None
        assert session.at is not None
        definition = home.house.script.definition(uow, session)
        ask = Ask(question=session.at, progress=progress(definition, session, session.at))
        prompt = home.house.script.texts.prompt(definition, session, ask)
        assert prompt.visibility
        return prompt

    return home.read(query)


def _answers(home: Home) -> list[Answer]:
    """Return everything that is kept of what Anna answered."""
    return home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA))


def _stands(words: str, where: list[str]) -> bool:
    return any(words in one for one in where)


def _replies(home: Home, words: str) -> list[str | None]:
    """Return what was said under the one item of the week in which these words stand."""

    def query(uow: UnitOfWork) -> list[str | None]:
        items = uow.digests.items(DEFAULT, NAME_OF_WEEK)
        posted = {item.outbox: uow.outbox.get(DEFAULT, item.outbox) for item in items}
        (found,) = (id for id, one in posted.items() if one and one.body and words in plain(one.body))
        return [one.words for one in uow.replies.of_item(DEFAULT, found) if one.kind == "reply"]

    return home.read(query)
