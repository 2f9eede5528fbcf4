"""P2: the profile of talents and wishes is the client's own, also in the chat."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from bot.admitting import DEFAULT
from dialogs.evidence.answers import Answer, AnswerId
from dialogs.messages import Note, QuestionId
from dialogs.page import Page, onward
from dialogs.pages import ClientsView, PageName
from storage.unit_of_work import UnitOfWork
from tests.house import ANNA, BAS, JOOST, Home
from tests.page_reading import actions, cards, quotes, said


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


def _keep(answer: Answer, uow: UnitOfWork) -> None:
    uow.answers.add(answer)


def wishes(view: object) -> list[str]:
    """Return the wishes on a page of answers, in their order."""
    return [quotes(card)[0] for card in cards(view, "wishes")]


async def test_a_wish_is_changed_in_the_chat_and_the_team_sees_it(home: Home) -> None:
    """Who asks for their profile can change a wish there; the team reads the new words, the old ones stay a version."""
    await two_wishes(home)
    name, id = buttons(home, "leren zwemmen")["answer.change"].split()
    await home.command(ANNA, name, id)
    assert "leren zwemmen" in (await home.question(ANNA)).text
    await home.say(ANNA, "leren duiken")
    view = await home.page(ANNA, PageName.ANSWERS)
    team = await home.page(JOOST, PageName.CLIENTS)
    assert isinstance(team, ClientsView)
    changed = next(card for card in cards(view, "wishes") if quotes(card)[0] == "leren duiken")
    assert quotes(changed) == ["leren duiken", "leren zwemmen"]
    assert "2e versie" in "".join(said(changed))
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


async def test_only_what_is_not_on_top_can_be_put_there(home: Home) -> None:
    """On the page the second wish has the button, the first has none, and neither has what is no talent or wish."""
    await two_wishes(home)
    view = await home.page(ANNA, PageName.ANSWERS)
    leading = [[name for name, _ in actions(card) if name == "answer.first"] for card in cards(view, "wishes")]
    assert leading == [[], ["answer.first"]]
    assert "answer.first" not in [name for name, _ in actions(cards(view, "others"))]


async def test_the_team_reads_as_far_as_the_client_said_yes_to_the_centre(home: Home) -> None:
    """With the yes to the centre, what the team reads is said to be read by the centre too."""
    await two_wishes(home)
    await home.submit(ANNA, "settings", centre_may_read="yes")
    await home.tell(ANNA, talent="koken")
    talent, *_ = cards(await home.page(ANNA, PageName.ANSWERS), "talents")
    office = home.read(lambda uow: uow.organisations.get(DEFAULT))
    assert office is not None
    assert office.centre_name in "".join(said(talent))


async def test_all_that_was_said_can_be_read_to_its_end(home: Home) -> None:
    """However much there is, the page goes on after its last card until everything was shown, each once."""
    await two_wishes(home)
    wish = home.read(lambda uow: uow.answers.latest(DEFAULT, ANNA, "wish"))
    assert wish is not None
    many = [
        replace(
            wish, id=AnswerId(f"an-{n}"), question=QuestionId(f"q{n}"), records="wish" if n % 2 else "", value=f"nr {n}"
        )
        for n in range(40)
    ]
    for one in many:
        home.write(partial(_keep, one))
    shown: list[str] = []
    ways = [""]
    while ways:
        page = await home.desk.page(home.visitor(ANNA), PageName.ANSWERS, ways[0], 7)
        assert isinstance(page, Page)
        assert all(len(section.cards) <= 7 for section in page.sections)
        section = next((one for one in page.sections if one.more), page.sections[-1])
        before = page.sections[: page.sections.index(section) + 1]
        shown += [card.id for one in before for card in one.cards]
        argument = onward(page, section, len(section.cards))
        ways = [argument.partition(" ")[2]] if argument else []
    assert len(shown) == len(set(shown))
    assert {one.id for one in many} <= set(shown)


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
