"""A week is read beside the writer: nobody waits for it, and what is taken back meanwhile is not in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from bot import digests, intake, posting
from bot.admitting import DEFAULT
from bot.ticker import Ticker
from bot.turn import Turn
from dialogs.messages import Content, Submitted, Text
from dialogs.people import PersonId
from dialogs.rhythm.weeks import IsoWeek
from storage.unit_of_work import UnitOfWork
from tests.house import ANNA, BAS, CLIENTS, FRIDAY, Home
from tests.statements import heard

THIS_WEEK = IsoWeek.parse("2026-W48")
WISH, MORE, WHY_NOT = "naar zee", "weer leren zwemmen", "liever uitslapen"


# A database in memory has one connection for reading and writing, so that nothing can come in between.
pytestmark = pytest.mark.parametrize("home_anywhere", ["disk", "postgresql"], indirect=True)


@pytest.fixture
def home(home_anywhere: Home) -> Home:
    """Give a house on each kind of database that is read beside the writer."""
    return home_anywhere


async def lived(home: Home) -> None:
    """Let Anna's and Bas's words be such that the centre may read them this week."""
    for client in (ANNA, BAS):
        await home.welcome(client, centre_may_read="yes")
        await home.tell(client, wish=WISH if client == ANNA else "fietsen")
    await home.judge(ANNA, await home.assume("Anna wil hulp in de ochtend", ANNA), "different", WHY_NOT)
    await home.house.courier.deliver()


def read(home: Home, uow: UnitOfWork) -> digests.Ready | None:
    """Read the week as the clock does."""
    turn = Turn(uow, home.house.script, home.clock.now(), "digest")
    return digests.ready(turn, turn.organisation(DEFAULT), THIS_WEEK)


def write(home: Home, uow: UnitOfWork, found: digests.Ready | None) -> bool:
    """Post the week as the clock does."""
    turn = Turn(uow, home.house.script, home.clock.now(), "digest")
    return digests.post(turn, turn.organisation(DEFAULT), THIS_WEEK, found)


async def posted_while(home: Home, meanwhile: Callable[[int], None]) -> int:
    """Post the week, and let something be done each time it was read; return how often that was."""
    times = 0

    def reading(uow: UnitOfWork) -> digests.Ready | None:
        nonlocal times
        found = read(home, uow)
        meanwhile(times)
        times += 1
        return found

    home.clock.move_to(FRIDAY)
    assert await posting.posted(home.house.ledger, DEFAULT, reading, partial(write, home))
    await home.house.courier.deliver()
    return times


def take(home: Home, person: PersonId, content: Content) -> None:
    """Let something come in and be committed now."""
    inbound = home.inbound(person, content)
    home.house.ledger.run_now(intake.take, home.house.script, inbound, home.clock.now())


def answer(home: Home, words: str) -> str:
    """Return the id of Anna's answer in these words."""
    stands = home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA))
    return next(one.id for one in stands if one.value == words)


def form(home: Home, name: str) -> Submitted:
    """Return what Anna sends to take her words back in one of the ways there are."""
    wish = answer(home, WISH)
    match name:
        case "withdraw":
            return Submitted(form="answer.withdraw", fields={"answer": wish})
        case "share":
            return Submitted(form="answer.share", fields={"answer": wish, "share": "me"})
        case "revise":
            return Submitted(form="answer.revise", fields={"answer": wish, "text": MORE})
        case "verdict":
            return Submitted(form="answer.withdraw", fields={"answer": answer(home, "different")})
        case "centre":
            return Submitted(form="settings", fields={"centre_may_read": "no"})
        case _:
            return Submitted(form="erase", fields={"confirm": "yes"})


@pytest.mark.parametrize("way", ["withdraw", "share", "revise", "centre", "erase", "verdict"])
async def test_what_is_taken_back_between_reading_and_posting_is_not_quoted(home: Home, way: str) -> None:
    """Whoever takes words back before the week is written does not find them in it, in whatever way they do."""
    await lived(home)
    gone = [WHY_NOT, "hulp in de ochtend"] if way == "verdict" else [WISH]
    taken_back = form(home, way)

    def meanwhile(times: int) -> None:
        if times == 0:
            take(home, ANNA, taken_back)

    assert await posted_while(home, meanwhile) == 2
    told = "\n".join(home.centre())
    assert all(words not in told for words in gone)
    assert "fietsen" in told
    assert (MORE in told) == (way == "revise")


async def test_a_week_in_which_words_are_taken_back_again_and_again_is_posted_all_the_same(home: Home) -> None:
    """In the end the week is read by the writer itself, so that nothing can come in between."""
    await lived(home)

    def meanwhile(_: int) -> None:
        for reads_along in ("yes", "no"):
            take(home, BAS, Submitted(form="settings", fields={"centre_may_read": reads_along}))

    assert await posted_while(home, meanwhile) == posting.MOST_TRIES
    assert WISH in "\n".join(home.centre())


async def test_somebody_answers_while_the_week_is_being_read(home: Home) -> None:
    """An answer is committed before the week that is being read is, and the week is read only once."""
    await lived(home)
    said: list[int] = []

    def meanwhile(_: int) -> None:
        take(home, BAS, Text(text="dit wil ik nog zeggen"))
        said.append(len(home.read(lambda uow: uow.answers.of_person(DEFAULT, BAS))))

    before = len(home.read(lambda uow: uow.answers.of_person(DEFAULT, BAS)))
    assert await posted_while(home, meanwhile) == 1
    assert said == [before + 1]
    assert WISH in "\n".join(home.centre())


async def test_two_clocks_post_a_week_once(home: Home) -> None:
    """Where two processes read the same week, whoever writes first posts it and plans the next."""
    await lived(home)
    await home.until(FRIDAY - timedelta(minutes=1))
    home.clock.move_to(FRIDAY)
    house = home.house
    other = Ticker(house.ledger, house.script, house.courier, home.clock, house.engines)
    await asyncio.gather(home.house.ticker.due(FRIDAY), other.due(FRIDAY))
    await home.house.courier.deliver()
    assert "\n".join(home.centre()).count(WISH) == 1
    assert home.read(lambda uow: list(uow.digests.all(DEFAULT))) == [str(THIS_WEEK)]


async def test_many_verdicts_take_as_many_statements_as_few(home: Home) -> None:
    """Reading a week costs no statement for each verdict, each client asked or each quote."""
    await lived(home)
    home.write(lambda uow: uow.words.seal(DEFAULT, DEFAULT, ""))  # the key of the centre's place, which a week makes

    def statements() -> int:
        with heard(home.house.engines) as sent:
            home.read(partial(read, home))
        return len(sent)

    few = statements()
    for client in CLIENTS:
        if client not in {ANNA, BAS}:
            await home.welcome(client, centre_may_read="yes")
            await home.tell(client, wish=f"een wens van {client}", talent=f"een talent van {client}")
    for number in range(3):
        for client in CLIENTS:
            assumption = await home.assume(f"Je wilt {number} keer naar buiten", client)
            await home.judge(client, assumption, "different", "liever binnen")
    found = home.read(partial(read, home))
    assert found is not None
    assert len(found.quotes) > 20
    assert statements() <= few + 2
