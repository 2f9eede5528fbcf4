from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.slack.home import home
from dialogs.messages import Note, Quote
from dialogs.page import Card, Page, Section, Words
from dialogs.pages import (
    AssumptionsView,
    ClientsView,
    DigestView,
    OrganisationView,
    PageName,
    SettingsView,
    View,
)
from dialogs.people import Organisation, OrganisationId, PersonId, Role
from tests.unit.slack.payload_limits import faults, size
from tests.unit.slack.payload_reader import Json, Seen, seen
from tests.unit.web.fake_desk import ANNA, TEXTS, FakeDesk
from tests.unit.web.sample_documents import answer
from tests.unit.web.sample_pages import NOW, sample_pages

LANGUAGES = sorted(TEXTS.languages)
ORGANISATION = OrganisationView(
    organisation=Organisation(id=OrganisationId("default"), name="De Wijkwerkers", centre_name="het kantoor")
)
DESTRUCTIVE = {"answer.withdraw", "stop"}


@pytest.fixture
def desk() -> FakeDesk:
    """Give a desk with a filled page of every kind."""
    desk = FakeDesk()
    desk.pages[Role.STEWARD, PageName.ORGANISATION] = ORGANISATION
    return desk


async def shown(desk: FakeDesk, role: Role, language: str = "nl") -> Json:
    """Return the Home tab of somebody with this role, which Slack would take."""
    view = await home(desk, replace(desk.visitors[ANNA], role=role), language)
    assert view["type"] == "home"
    assert faults(view["blocks"], 100) == []
    assert seen(view["blocks"]).live == []
    return view


async def read(desk: FakeDesk, role: Role, language: str = "nl") -> Seen:
    """Return what somebody reads and can press there."""
    return seen((await shown(desk, role, language))["blocks"])


def commands(found: Seen) -> list[tuple[str, str]]:
    """Return the name and the argument of everything that can be pressed, in order."""
    every = [(action, json.loads(value)) for action, _, value in found.pressed]
    assert all(action.partition("#")[0] == f"do:{one['n']}" for action, one in every)
    return [(one["n"], one["a"]) for _, one in every]


def elements(view: Json) -> Iterator[Json]:
    """Give every button and menu."""
    for block in view["blocks"]:
        if block["type"] == "actions":
            yield from block["elements"]


# --- whom it is for ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_everybody_has_a_home_in_every_language(desk: FakeDesk, role: Role, language: str) -> None:
    """Each role finds a greeting, their settings and their data, in their own language."""
    found = await read(desk, role, language)
    assert TEXTS.phrase(language, "web.settings.title") in found.text
    assert {"Mijn gegevens", "Alles wissen"} <= {text for _, text in found.texts}
    assert "Anna" in found.texts[0][1]
    assert commands(found)[-2:] == [("export", ""), ("form", "erase")]
    assert ("form", "settings") in commands(found)


@pytest.mark.parametrize("role", Role)
async def test_a_page_that_is_not_theirs_is_not_there(desk: FakeDesk, role: Role) -> None:
    """Where the desk gives no pages, nothing but the greeting stands there."""
    desk.pages = {}
    view = await home(desk, replace(desk.visitors[ANNA], role=role), "nl")
    assert len(view["blocks"]) <= 4


async def test_a_client_finds_all_they_said_and_what_can_be_done_with_it(desk: FakeDesk) -> None:
    """Every answer stands there in its own words with who reads it, who saw it, and its buttons."""
    found = await read(desk, Role.CLIENT)
    assert found.quotes[:4] == [
        "Ik kan goed koken, en ik maak graag een praatje met de buren.",
        "Koken.",
        "Weer eens per week naar de markt.",
        "Deels",
    ]
    assert "Ik en Team Noord" in found.text
    assert "Gezien door Fatima" in found.text
    for id_ in ("an-1", "an-2", "an-3"):
        assert {("form", f"revise {id_}"), ("form", f"share {id_}"), ("answer.withdraw", id_)} <= set(commands(found))
    assert {("wishes", ""), ("form", "say"), ("stop", "")} <= set(commands(found))


async def test_a_client_who_said_nothing_is_welcome(desk: FakeDesk) -> None:
    """Without answers it says that this is fine, and offers to tell something."""
    view = desk.pages[Role.CLIENT, PageName.ANSWERS]
    assert isinstance(view, Page)
    nothing = Section(name="others", empty="Je hebt nog niets gezegd. Dat mag.")
    desk.pages[Role.CLIENT, PageName.ANSWERS] = replace(view, sections=(nothing,))
    found = await read(desk, Role.CLIENT)
    assert nothing.empty in found.text
    assert ("wishes", "") in commands(found)


async def test_a_client_judges_what_the_team_thinks(desk: FakeDesk) -> None:
    """Each sentence has its button, and says what was said of it before."""
    found = await read(desk, Role.CLIENT)
    assert {("assumption", "as-3"), ("assumption", "as-4")} <= set(commands(found))
    assert "Jij zei: Anders" in found.text


async def test_a_pause_is_chosen_by_its_last_day(desk: FakeDesk) -> None:
    """The menu offers days that lie ahead; during a pause there is the way back instead."""
    found = await read(desk, Role.CLIENT)
    assert [argument for name, argument in commands(found) if name == "pause"] == [
        *("2026-12-01", "2026-12-08", "2026-12-24"),
    ]
    view = sample_pages()[Role.CLIENT, PageName.SETTINGS]
    assert isinstance(view, SettingsView)
    desk.pages[Role.CLIENT, PageName.SETTINGS] = replace(view, paused_until=NOW.date() + timedelta(days=7))
    paused = await read(desk, Role.CLIENT)
    assert ("resume", "") in commands(paused)
    assert "pause" not in dict(commands(paused))
    assert "1 december 2026" in paused.text


async def test_who_stopped_finds_only_the_way_back(desk: FakeDesk) -> None:
    """After 'stop' nothing is planned and nothing is asked; starting again is one button."""
    view = sample_pages()[Role.CLIENT, PageName.SETTINGS]
    assert isinstance(view, SettingsView)
    desk.pages[Role.CLIENT, PageName.SETTINGS] = replace(view, stopped=True)
    found = await read(desk, Role.CLIENT)
    assert commands(found)[0] == ("start", "")
    assert not {"stop", "pause", "resume"} & dict(commands(found)).keys()
    assert "15 december" not in found.text


async def test_what_cannot_be_undone_is_asked_first(desk: FakeDesk) -> None:
    """Taking back and stopping ask whether one is sure; erasing has a window of its own for that."""
    view = await shown(desk, Role.CLIENT)
    for element in elements(view):
        name = element["action_id"].removeprefix("do:").partition("#")[0]
        assert ("confirm" in element) is (name in DESTRUCTIVE), name


async def test_a_professional_finds_their_clients_in_the_clients_own_words(desk: FakeDesk) -> None:
    """Clients with what they share and how they are reached, and at once the way to write something down."""
    found = await read(desk, Role.PROFESSIONAL)
    assert commands(found)[:3] == [("form", "assumption"), ("form", "report"), ("form", "offer")]
    assert {"Ik kan goed koken.", "Weer eens per week naar de markt."} <= set(found.quotes)
    assert "Via een persoonlijke link. Nog niet geopend." in found.text
    assert TEXTS.phrase("nl", "web.clients.nothing") in found.text


async def test_only_clients_change_what_an_assumption_says(desk: FakeDesk) -> None:
    """The status stands in words with the client's own; a professional can take back what nobody answered, no more."""
    found = await read(desk, Role.PROFESSIONAL)
    assert "Is anders" in found.text
    assert "Tot tien uur wil ik met rust gelaten worden." in found.quotes
    assert "Dat is zo: 5" in found.text
    assert [one for one in commands(found) if one[0].startswith("assumption")] == [("assumption.withdraw", "as-2")]


async def test_what_does_not_help_stands_first(desk: FakeDesk) -> None:
    """An offer of which a client said 'partly' stands above the clients, with a way to write down a new one."""
    found = await read(desk, Role.PROFESSIONAL)
    assert found.text.index("Helpt nog niet helemaal") < found.text.index(TEXTS.phrase("nl", "web.clients.title"))
    assert ("form", "offer") in commands(found)


async def test_the_centre_finds_the_week_with_what_was_said_under_it(desk: FakeDesk) -> None:
    """The newest week stands there with its items, the replies to each, and a way to reply."""
    found = await read(desk, Role.CENTRE)
    assert "Week 47: 16 tot en met 20 november" in found.text
    assert found.quotes == [
        "Tot tien uur wil ik met rust gelaten worden.",
        "…",
        "Wat kan het rooster hierin betekenen?",
        "De ronde kan later beginnen.",
    ]
    assert {("form", "reply out-2"), ("form", "reply out-3")} <= set(commands(found))
    assert "1 onderdeel\nWeek 46: 9 tot en met 13 november" in found.text
    assert ("page", "digest 2026-W46") in commands(found)


async def test_the_steward_finds_what_is_set_for_everybody(desk: FakeDesk) -> None:
    """Names, the hour of the weekly message and how long words are kept."""
    found = await read(desk, Role.STEWARD)
    assert "De Wijkwerkers" in found.text
    assert "vrijdag om 16:00" in found.text
    assert "12 maanden" in found.text
    assert ("form", "organisation") in commands(found)


# --- how much ---------------------------------------------------------------------------------------------------------

LONG = "<!channel> heel veel woorden " * 400


def _answers(view: View) -> View:
    assert isinstance(view, Page)
    full = tuple(answer(f"an-{n}", LONG, LONG, LONG, earlier=LONG, may_lead=True) for n in range(90))
    return replace(view, sections=tuple(replace(one, cards=full) for one in view.sections if one.cards))


def _group(view: View) -> View:
    assert isinstance(view, Page)
    (section,) = view.sections
    cards = tuple(
        Card(id=f"as-{n}", blocks=(Words(quoted=LONG, by=LONG),) * 3, actions=(replace(again, argument=f"as-{n}"),))
        for again in section.cards[1].actions
        for n in range(90)
    )
    return replace(view, sections=(replace(section, cards=cards),))


def _clients(view: View) -> View:
    assert isinstance(view, ClientsView)
    client = view.clients[0]
    told = tuple(replace(client.talents[0], words=LONG) for _ in range(40))
    return ClientsView(clients=(replace(client, talents=told, wishes=told, answers=told, name=LONG, offer=LONG),) * 90)


def _assumptions(view: View) -> View:
    assert isinstance(view, AssumptionsView)
    return replace(view, assumptions=(*view.assumptions, *(replace(view.assumptions[0], text=LONG),) * 90))


def _documents(view: View) -> View:
    assert isinstance(view, Page)
    card = Card(id="x", about=LONG, blocks=(Words(quoted=LONG, by=LONG),) * 30)
    full = tuple(replace(card, id=f"x-{n}") for n in range(90))
    return replace(view, sections=tuple(replace(one, cards=full) for one in view.sections))


def _week(view: View) -> View:
    assert isinstance(view, DigestView)
    body = Note(title=LONG, blocks=(LONG, *(Quote(speaker=PersonId("anna"), words=LONG),) * 10))
    return replace(view, items=(replace(view.items[0], body=body, replies=view.items[0].replies * 20),) * 90)


GROW: dict[PageName, Callable[[View], View]] = {
    PageName.ANSWERS: _answers,
    PageName.GROUP: _group,
    PageName.CLIENTS: _clients,
    PageName.ASSUMPTIONS: _assumptions,
    PageName.REPORTS: _documents,
    PageName.OFFERS: _documents,
    PageName.DIGEST: _week,
}


@pytest.mark.parametrize("role", [Role.CLIENT, Role.PROFESSIONAL, Role.CENTRE])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_home_that_is_full_stays_whole_and_says_there_is_more(
    desk: FakeDesk, role: Role, language: str
) -> None:
    """Hundreds of long cards are cut to what Slack takes: a share of each kind, and settings and data always there."""
    full = {name: grow(desk.pages[role, name]) for name, grow in GROW.items() if (role, name) in desk.pages}
    desk.pages.update({(role, name): view for name, view in full.items()})
    view = await shown(desk, role, language)
    found = seen(view["blocks"])
    more = "page.more" if role is Role.CLIENT else "slack.home.more"
    assert TEXTS.phrase(language, more) in found.text
    assert size(found.text) < 90_000
    assert commands(found)[-2:] == [("export", ""), ("form", "erase")]
    if role is Role.CLIENT:
        assert {"an-0", "as-0"} <= {argument.rpartition(" ")[2] for _, argument in commands(found)}


async def test_a_home_is_the_same_every_time(desk: FakeDesk) -> None:
    """Nothing in it is chance, so that publishing it again changes nothing on the screen."""
    assert await shown(desk, Role.CLIENT) == await shown(desk, Role.CLIENT)
