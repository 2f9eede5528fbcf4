"""P2: the profile of talents and wishes is the client's own, also in the chat."""

from __future__ import annotations

import re

from bot.admitting import DEFAULT
from dialogs.messages import Note
from dialogs.pages import AnswersView, ClientsView, PageName
from tests.house import ANNA, BAS, JOOST, Home


async def two_wishes(home: Home) -> None:
    """Let Anna tell two wishes and ask for her profile."""
    await home.welcome(ANNA)
    await home.tell(ANNA, wish="leren zwemmen", talent="koken")
    await home.tell(ANNA, wish="vaker naar buiten")
    await home.say(ANNA, "mijn profiel")


def buttons(home: Home, words: str) -> dict[str, str]:
    """Return the commands of the buttons beside these words in Anna's chat, by what each does."""
    lines = home.read(lambda uow: uow.lines.of(DEFAULT, ANNA, 200))
    notes = [line.body for line in lines if isinstance(line.body, Note) and line.body.choices]
    beside = [note for note in notes if any(getattr(block, "words", "") == words for block in note.blocks)]
    return {choice.value.split()[0]: choice.value for choice in beside[-1].choices}


def wishes(view: object) -> list[str]:
    """Return the wishes on a page of answers, in their order."""
    assert isinstance(view, AnswersView)
    return [card.words for card in view.wishes]


async def test_a_wish_is_changed_in_the_chat_and_the_team_sees_it(home: Home) -> None:
    """Who asks for their profile can change a wish there; the team reads the new words, the old ones stay a version."""
    await two_wishes(home)
    name, id = buttons(home, "leren zwemmen")["answer.change"].split()
    await home.command(ANNA, name, id)
    assert "leren zwemmen" in (await home.question(ANNA)).text
    await home.say(ANNA, "leren duiken")
    view = await home.page(ANNA, PageName.ANSWERS)
    team = await home.page(JOOST, PageName.CLIENTS)
    assert isinstance(view, AnswersView)
    assert isinstance(team, ClientsView)
    changed = next(card for card in view.wishes if card.words == "leren duiken")
    assert (changed.revision, [one.words for one in changed.earlier]) == (2, ["leren zwemmen"])
    assert "leren duiken" in [told.words for client in team.clients for told in client.wishes]
    assert home.words(ANNA, "changed") == []


async def test_a_wish_is_put_on_top_and_taken_away(home: Home) -> None:
    """The order is the client's own, in the chat and on the page; what is taken away is gone from both."""
    await two_wishes(home)
    assert wishes(await home.page(ANNA, PageName.ANSWERS)) == ["vaker naar buiten", "leren zwemmen"]
    await home.command(ANNA, *buttons(home, "leren zwemmen")["answer.first"].split())
    assert wishes(await home.page(ANNA, PageName.ANSWERS)) == ["leren zwemmen", "vaker naar buiten"]
    told = re.findall("leren zwemmen|vaker naar buiten", "\n".join(await home.told(ANNA)))
    assert told[-2:] == ["leren zwemmen", "vaker naar buiten"]
    await home.command(ANNA, *buttons(home, "leren zwemmen")["answer.withdraw"].split())
    assert wishes(await home.page(ANNA, PageName.ANSWERS)) == ["vaker naar buiten"]


async def test_nobody_touches_the_profile_of_another(home: Home) -> None:
    """A button's command sent by somebody else changes nothing."""
    await two_wishes(home)
    await home.welcome(BAS)
    before = await home.page(ANNA, PageName.ANSWERS)
    for command in buttons(home, "leren zwemmen").values():
        for somebody in (BAS, JOOST):
            await home.command(somebody, *command.split())
    assert await home.prompt(BAS) is None
    assert await home.page(ANNA, PageName.ANSWERS) == before
