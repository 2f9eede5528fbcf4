"""Somebody who is erased leaves nobody pointing at them, and does not come back with the next file."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import checking, commands
from bot.admitting import DEFAULT
from bot.turn import Turn
from dialogs.page import Text, Words
from dialogs.pages import AssumptionsView, ClientsView, PageName
from dialogs.people import PersonId
from storage.unit_of_work import UnitOfWork
from tests.browsing import serving
from tests.house import ANNA, BAS, CLIENTS, JOOST, KEES, NOW, ROSTER, VERA, Home
from tests.page_reading import cards, said

GONE = "Deze zin is gewist."


def findings(home: Home) -> set[tuple[str, object]]:
    """Return what the check says, and of whom."""

    def query(uow: UnitOfWork) -> list[checking.Finding]:
        return checking.check(Turn(uow, home.house.script, home.clock.now(), "test"), NOW, "nl", ())

    return {(one.key, one.values.get("person")) for one in home.read(query)}


async def test_clients_of_somebody_erased_wait_for_somebody(home_anywhere: Home) -> None:
    """No client points at nobody; the check names each, and a colleague of the team sees who waits."""
    home = home_anywhere
    await home.submit(JOOST, "erase", confirm="yes")
    assert {home.person(client).professional for client in CLIENTS} == {None}
    assert {("check.no_own_professional", client) for client in CLIENTS} <= findings(home)
    view = await home.page(KEES, PageName.CLIENTS)
    elsewhere = await home.page(VERA, PageName.CLIENTS)
    assert isinstance(view, ClientsView)
    assert isinstance(elsewhere, ClientsView)
    assert (view.clients, len(view.waiting), elsewhere.waiting) == ((), len(CLIENTS), ())
    commands.import_people(home.house, ROSTER.replace(",joost\n", ",kees\n").encode())
    assert ("check.no_own_professional", ANNA) not in findings(home)


async def test_words_do_not_go_to_nobody(home: Home) -> None:
    """Who says something while nobody is there for them is not told that it goes to a person without a name."""
    await home.welcome(ANNA)
    await home.submit(JOOST, "erase", confirm="yes")
    await home.say(ANNA, "de lift doet het niet")
    while await home.prompt(ANNA) is not None:
        current = await home.question(ANNA)
        assert "Joost" not in current.text + current.visibility
        await home.pick(ANNA, "professional" if current.question == "audience" else "skip")
    assert not [line for line in await home.told(ANNA) if "gaan naar ." in line or "gaat naar ," in line]
    view = await home.page(ANNA, PageName.DATA)
    assert not [one for one in said(view) if ", ," in one or one.endswith((" .", ": ."))]
    answers = await home.page(ANNA, PageName.ANSWERS)
    assert cards(answers, "others")
    assert not [one for one in said(answers) if "door  op" in one]


async def test_what_a_client_said_outlives_the_sentence(home: Home) -> None:
    """Under an erased sentence a client reads their own judgement and that it was erased; a colleague the same."""
    await home.welcome(ANNA)
    judged = await home.assume("Anna wil hulp in de ochtend", ANNA)
    waiting = await home.assume("Anna kookt graag", ANNA)
    await home.judge(ANNA, judged, "different", "om tien uur pas")
    await home.submit(JOOST, "erase", confirm="yes")
    view = await home.page(ANNA, PageName.GROUP)
    (card,) = cards(view)
    sentence, judgement = card.blocks
    assert isinstance(sentence, Text)
    assert isinstance(judgement, Words)
    assert (card.id, sentence.text, judgement.quoted, card.actions) == (judged, GONE, "om tien uur pas", ())
    assert "Anders" in judgement.by
    async with serving(home) as browser:
        page = await browser.opened(f"{home.link(ANNA)}/group")
    assert GONE in page
    assert f'value="{judged}"' not in page
    commands.import_people(home.house, ROSTER.replace(",joost\n", ",kees\n").encode())
    clients = await home.page(KEES, PageName.CLIENTS)
    assert isinstance(clients, ClientsView)
    (anna,) = [one for one in clients.clients if one.id == ANNA]
    assert {one.text for one in anna.assumptions} == {GONE}
    assert waiting in {one.id for one in anna.assumptions}


async def test_nothing_is_asked_about_words_that_are_gone(home: Home) -> None:
    """What somebody erased assumed or offered is not put to a client with an empty place in it."""
    for client in (ANNA, BAS):
        await home.welcome(client, between="yes")
    await home.assume("De mensen hier slapen graag uit")
    await home.submit(JOOST, "offer.log", client=ANNA, text="We komen om tien uur")
    await home.submit(JOOST, "erase", confirm="yes")
    before = len(await home.asked(ANNA)), len(await home.asked(BAS))
    await home.until(NOW + timedelta(days=120))
    asked = [(await home.asked(ANNA))[before[0] :], (await home.asked(BAS))[before[1] :]]
    later = [question for each in asked for _, question in each]
    assert later
    assert not {"assumption", "helps", "verdict"} & set(later)


@pytest.mark.parametrize("column", ["slack", "teams"])
async def test_an_erased_person_stays_erased_when_the_next_file_names_them(home: Home, column: str) -> None:
    """The row is left out and counted as that, no account is attached again, and nobody becomes their client."""
    account = "U0JOOST" if column == "slack" else "/".join(["00000000-0000-0000-0000-000000000001"] * 2)
    await home.submit(JOOST, "erase", confirm="yes")
    header, *rows = ROSTER.splitlines()
    file = "\n".join([f"{header},{column}", *(f"{row},{account if row.startswith('joost') else ''}" for row in rows)])
    admitted = commands.import_people(home.house, file.encode())
    assert (admitted.new, admitted.known, dict(admitted.erased)) == (0, len(rows) - 1, {JOOST: NOW.date()})
    assert home.read(lambda uow: uow.people.identities(DEFAULT, JOOST)) == []
    assert home.read(lambda uow: uow.routes.of(DEFAULT, JOOST)) == []
    assert (home.person(JOOST).name, home.person(ANNA).professional) == ("", None)
    again = "id,name,role,team\njoost2,Joost Bakker,professional,Oost\n"
    assert commands.import_people(home.house, again.encode()).new == 1
    assert home.person(PersonId("joost2")).name == "Joost Bakker"


async def test_the_assumptions_of_others_stay_as_they_were(home: Home) -> None:
    """Who stays reads their own sentences as before."""
    await home.welcome(ANNA)
    await home.assume("De mensen hier slapen graag uit", author=KEES)
    await home.submit(JOOST, "erase", confirm="yes")
    view = await home.page(KEES, PageName.ASSUMPTIONS)
    assert isinstance(view, AssumptionsView)
    assert "slapen" in view.assumptions[0].text
