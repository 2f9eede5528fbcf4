"""Who is told of danger: named by the roster for one client, and by the steward for everybody."""

from __future__ import annotations

import pytest

from bot import commands
from bot.admitting import DEFAULT
from bot.dispatch import open_form
from bot.turn import Turn
from dialogs.messages import FieldErrors, Form
from dialogs.pages import OrganisationView, PageName
from dialogs.people import Organisation, PersonId
from storage.unit_of_work import UnitOfWork
from tests.browsing import Browser, serving
from tests.house import ANNA, BAS, JOOST, KEES, MARIJKE, NOW, SAM, VERA, Home

FILLED = {
    "name": "De Linde",
    "centre_name": "het kantoor",
    "digest_weekday": "4",
    "digest_at": "16:00",
    "retention_months": "12",
}
NAMED = {**FILLED, "country": "BE", "named": KEES, "fallback": MARIJKE}


def house(home: Home) -> Organisation:
    """Return the organisation as it is kept."""
    found = home.read(lambda uow: uow.organisations.get(DEFAULT))
    assert found is not None
    return found


async def test_the_steward_chooses_country_and_who_is_told(home: Home) -> None:
    """The form keeps all three, and leaves them as they are where it does not have them."""
    await home.submit(SAM, "organisation", **NAMED)
    assert (house(home).country, house(home).named, house(home).fallback) == ("BE", KEES, MARIJKE)
    await home.submit(SAM, "organisation", **FILLED)
    assert (house(home).country, house(home).named, house(home).fallback) == ("BE", KEES, MARIJKE)
    await home.submit(SAM, "organisation", **{**NAMED, "named": "", "fallback": ""})
    assert (house(home).named, house(home).fallback) == (None, None)


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ("named", ANNA, "check.named_gone"),
        ("named", "kim", "check.named_gone"),
        ("fallback", "kim", "check.fallback_gone"),
        ("fallback", KEES, "check.fallback_twice"),
        ("fallback", JOOST, "check.fallback_in_team"),
        ("fallback", VERA, "check.fallback_in_team"),
        ("country", "XX", "bot.settings_unclear"),
    ],
)
async def test_who_cannot_be_told_is_refused_at_the_field(home: Home, field: str, value: str, key: str) -> None:
    """A client, nobody we know, the same person twice, somebody of a team with clients: nothing is changed."""
    receipt = await home.submit(SAM, "organisation", **{**NAMED, field: value})
    assert isinstance(receipt.reply, FieldErrors)
    assert receipt.reply.errors == {field: home.house.script.texts.phrase("nl", key, person=value)}
    assert house(home).named is None


async def test_the_form_in_a_chat_offers_who_works_here(home: Home) -> None:
    """Slack and Teams show the same form: countries by name, and people of whom none is a client."""

    def query(uow: UnitOfWork) -> Form:
        turn = Turn(uow, home.house.script, NOW, "form")
        return open_form(turn, turn.person(DEFAULT, SAM), "organisation")

    fields = {one.name: one for one in home.read(query).fields}
    assert [one.value for one in fields["country"].choices] == home.house.script.countries
    assert {"Nederland", "België"} <= {one.label for one in fields["country"].choices}
    for name in ("named", "fallback"):
        assert [one.value for one in fields[name].choices] == ["", JOOST, KEES, MARIJKE, SAM, VERA]


async def test_the_page_of_the_steward_does_it_too(home: Home) -> None:
    """On the web: chosen from lists, kept, and shown as chosen."""
    async with serving(home) as browser:
        link = home.link(SAM)
        answer = await browser.send(f"{link}/organisation", "organisation", **NAMED)
        assert answer.status == 303
        page = await browser.opened(f"{link}/organisation")
        for value in ("BE", KEES, MARIJKE):
            assert f'<option value="{value}" selected>' in page
        await _refused(browser, link)
    view = await home.page(SAM, PageName.ORGANISATION)
    assert isinstance(view, OrganisationView)
    assert view.organisation.fallback == MARIJKE


async def _refused(browser: Browser, link: str) -> None:
    answer = await browser.send(f"{link}/organisation", "organisation", **{**NAMED, "fallback": JOOST})
    assert answer.status == 422


async def test_the_roster_names_who_is_told_of_one_client(home: Home) -> None:
    """The column is taken over, and an empty cell leaves it as it was."""
    head = "id,name,role,named\n"
    commands.import_people(home.house, f"{head}anna,Anna de Wit,client,vera\nbas,Bas Vermeer,client,\n".encode())
    assert (home.person(ANNA).named, home.person(BAS).named) == (VERA, None)
    commands.import_people(home.house, f"{head}anna,Anna de Wit,client,\n".encode())
    assert home.person(ANNA).named == PersonId("vera")


def test_every_country_has_a_name_in_every_language(home: Home) -> None:
    """Whoever adds a country to the helplines can choose it."""
    script = home.house.script
    for country in script.countries:
        assert all(script.texts.phrase(language, f"web.country.{country}") for language in script.texts.languages)
