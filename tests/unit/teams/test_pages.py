"""Everybody's own page is a card: what is there, what can be done with it, and nothing that is somebody else's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from adapters.desk import Visitor
from adapters.teams import home, page, pages
from adapters.teams.elements import Element
from adapters.teams.pages import Reader
from adapters.teams.text import BUDGET, weight
from dialogs.page import Card, Page, Section
from dialogs.pages import ClientsView, DigestView, OrganisationView, PageName, SettingsView, View
from dialogs.people import Organisation, OrganisationId, PersonId, Role
from tests.unit.teams.card_reading import look
from tests.unit.teams.samples import LANGUAGES, TEXTS, hostile, phrases
from tests.unit.web.sample_documents import answer
from tests.unit.web.sample_pages import sample_pages

PAGES = sample_pages()
ORGANISATION = OrganisationView(
    organisation=Organisation(id=OrganisationId("default"), name="De Wijkwerkers", centre_name="het kantoor")
)


def reader(role: Role, language: str = "nl") -> Reader:
    """Return somebody who reads their page."""
    visitor = Visitor(
        person=PersonId("anna"),
        organisation=OrganisationId("default"),
        role=role,
        language=language,
        name="Anna",
        place="u1",
        organisation_name="De Wijkwerkers",
        office="het kantoor",
        team="Team Noord",
        professional="Joost",
    )
    return Reader(
        visitor=visitor,
        phrases=phrases(language),
        moment=lambda at: TEXTS.moment(language, at, "Europe/Amsterdam"),
        day=lambda day: TEXTS.date(language, day),
    )


def every_page() -> Iterator[tuple[Role, PageName, View]]:
    """Give every page that a home card leads to, with something on it."""
    for role, names in home.PAGES.items():
        for name in names:
            yield role, name, PAGES[role, name]
    yield Role.CENTRE, PageName.DIGEST, PAGES[Role.CENTRE, PageName.DIGEST]


def answers(cards: tuple[Card, ...]) -> Page:
    """Return a client's page of answers on which these talents stand."""
    return Page(name=PageName.ANSWERS, title="Antwoorden", sections=(Section(name="talents", title="1", cards=cards),))


def drawn(reader: Reader, name: PageName, view: View) -> Element:
    """Return a page as a card, from its top."""
    return page.card(reader.phrases, view, "") if isinstance(view, Page) else pages.page(reader, name, view)


def commands(card: Element) -> list[tuple[str, str]]:
    """Return what the buttons of a card ask for."""
    found = []
    for one in look(card).buttons:
        data = one["data"]
        assert isinstance(data, dict)
        assert data["h"] is True
        found.append((str(data["n"]), str(data["a"])))
    return found


def home_of(role: Role, language: str = "nl", **changed: View) -> Element:
    """Return somebody's home card."""
    views = {name: PAGES[role, name] for name in home.VIEWS[role] if (role, name) in PAGES}
    return home.card(reader(role, language), views | {PageName(name): view for name, view in changed.items()})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("role", "name", "view"), list(every_page()), ids=lambda part: str(part)[:12])
def test_every_page_is_a_card(role: Role, name: PageName, view: View, language: str) -> None:
    """Each page shows its title and its things within one message, leads back, and has nothing live in it."""
    card = drawn(reader(role, language), name, view)
    sight = look(card)
    assert sight.texts[0] == (view.title if isinstance(view, Page) else TEXTS.phrase(language, f"web.{name}.title"))
    assert len(sight.texts) > 1
    assert sight.live == []
    assert weight(card) <= BUDGET
    assert commands(card)[-1] == ("home", "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", list(Role))
def test_everybody_has_a_home(role: Role, language: str) -> None:
    """A home card names the organisation and leads to every page of one's own and to the settings."""
    card = home_of(role, language)
    sight = look(card)
    assert "De Wijkwerkers" in sight.texts[0]
    assert sight.live == []
    assert weight(card) <= BUDGET
    asked = commands(card)
    assert {("home", str(name)) for name in home.PAGES[role]} <= set(asked)
    assert {("form", "settings"), ("page", "")} <= set(asked)


def test_a_client_sees_and_rules_their_own_profile() -> None:
    """On the home card stand a client's talents and wishes, each to be changed, taken back or put first."""
    card = home_of(Role.CLIENT)
    assert "Weer eens per week naar de markt." in look(card).text
    asked = commands(card)
    assert {("form", "revise an-1"), ("answer.withdraw", "an-1"), ("form", "revise an-2")} <= set(asked)
    assert {("form", "say"), ("wishes", ""), ("form", "pause"), ("stop", "")} <= set(asked)
    two = answers((answer("an-1", "?", "Koken"), answer("an-9", "?", "Zingen", may_lead=True)))
    assert ("answer.first", "an-9") in commands(home_of(Role.CLIENT, answers=two))
    assert ("answer.first", "an-1") not in commands(home_of(Role.CLIENT, answers=two))


def test_a_pause_or_a_stop_shows_and_can_be_ended() -> None:
    """Whoever paused or stopped reads so, and finds the way back rather than the way out."""
    view = PAGES[Role.CLIENT, PageName.SETTINGS]
    assert isinstance(view, SettingsView)
    paused = home_of(Role.CLIENT, settings=replace(view, paused_until=view.today))
    assert ("resume", "") in commands(paused)
    assert ("form", "pause") not in commands(paused)
    stopped = home_of(Role.CLIENT, settings=replace(view, stopped=True))
    assert ("start", "") in commands(stopped)
    assert not {("stop", ""), ("form", "say"), ("wishes", "")} & set(commands(stopped))


def test_a_professional_can_write_down_what_they_think() -> None:
    """The home card of a professional has three things to write down, and the newest answer to what they thought."""
    card = home_of(Role.PROFESSIONAL)
    assert {("form", "assumption"), ("form", "report"), ("form", "offer")} <= set(commands(card))
    assert "Anna wil graag hulp in de ochtend." in look(card).text


def test_a_steward_reads_what_they_look_after() -> None:
    """The home card of a steward names the organisation."""
    assert "De Wijkwerkers" in look(home_of(Role.STEWARD, organisation=ORGANISATION)).text
    assert pages.entries(reader(Role.STEWARD), ORGANISATION)
    assert pages.entries(reader(Role.STEWARD), PAGES[Role.CLIENT, PageName.EXPORT]) == []


def test_nothing_is_taken_back_by_accident() -> None:
    """Taking words back is asked about once more: the button only unfolds what it means, and the yes and the no."""
    (card,) = (one for one in answers((answer("an-1", "?", "Koken"),)).sections[0].cards)
    drawn_card = page.card(phrases("nl"), answers((card,)), "")
    assert "Je woorden gaan weg. Niemand kan ze dan nog lezen." in look(drawn_card).texts
    assert {("answer.withdraw", "an-1"), ("home", "answers")} <= set(commands(drawn_card))
    outside = [one for one in str(drawn_card).split("Action.ShowCard")[0].split("'n': ")[1:] if "withdraw" in one]
    assert outside == []


def test_a_long_page_goes_on() -> None:
    """A page that does not fit shows its first things and leads to the next; together they are all, each once."""
    every = tuple(answer(f"an-{number}", "?", f"nr {number}.") for number in range(60))
    found, turns, onward = [], 0, [""]
    while onward:
        after = onward[0].rpartition(" ")[2]
        first = next((at for at, one in enumerate(every, start=1) if one.id == after), 0)
        card = page.card(phrases("nl"), answers(every[first:]), onward[0])
        assert weight(card) <= BUDGET
        found += [text for text in look(card).texts if text.startswith("nr ")]
        onward = [argument for name, argument in commands(card) if name == "home" and argument.startswith("answers ")]
        turns += 1
    assert found == [f"nr {number}." for number in range(60)]
    assert turns > 1


def test_a_week_goes_on_as_the_same_week() -> None:
    """The button to the rest of a week names the week."""
    view = PAGES[Role.CENTRE, PageName.DIGEST]
    assert isinstance(view, DigestView)
    many = replace(view, items=view.items[:1] * 80)
    card = pages.page(reader(Role.CENTRE), PageName.DIGEST, many)
    (onward,) = [argument for name, argument in commands(card) if name == "home" and argument]
    assert onward.startswith("digest 2026-W47 ")


def test_an_empty_page_says_so() -> None:
    """A page without anything on it says that, and what is there to begin with."""
    card = pages.page(reader(Role.PROFESSIONAL), PageName.CLIENTS, ClientsView())
    assert TEXTS.phrase("nl", "web.clients.empty") in look(card).texts
    nothing = drawn(reader(Role.CENTRE), PageName.ANSWERS, PAGES[Role.CENTRE, PageName.ANSWERS])
    assert "Nog niets." in look(nothing).texts
    mine = drawn(reader(Role.CLIENT), PageName.DATA, PAGES[Role.CLIENT, PageName.DATA])
    assert {("export", ""), ("form", "erase")} <= set(commands(mine))


@pytest.mark.parametrize("letter", ["a", "👍", "{", "\n"])
def test_words_of_any_length_fit_a_page(letter: str) -> None:
    """However long somebody's words, each page and each home card stays within one message, with all its buttons."""
    full = answers((answer("an-1", letter * 60_000, letter * 60_000, letter * 60_000),) * 5)
    for card in (home_of(Role.CLIENT, answers=full), page.card(phrases("nl"), full, "")):
        assert weight(card) <= BUDGET
        assert ("form", "revise an-1") in commands(card)
    clients = PAGES[Role.PROFESSIONAL, PageName.CLIENTS]
    assert isinstance(clients, ClientsView)
    told = (replace(clients.clients[0].talents[0], words=letter * 60_000),) * 9
    heavy = replace(clients.clients[0], talents=told, wishes=told, answers=told)
    card = pages.page(reader(Role.PROFESSIONAL), PageName.CLIENTS, ClientsView(clients=(heavy,) * 9))
    assert weight(card) <= BUDGET


def test_hostile_words_on_a_page_are_words() -> None:
    """Whatever a client said, a team is called or an office is named, nothing of it is live on a page."""
    for words in hostile(300, seed=4):
        here = reader(Role.CLIENT)
        here = replace(here, visitor=replace(here.visitor, team=words, office=words, organisation_name=words))
        full = answers((answer("an-1", words, words, words, earlier=words),))
        full = replace(full, title=words, lead=words, sections=(replace(full.sections[0], title=words, lead=words),))
        assert look(page.card(here.phrases, full, "")).live == []
        assert look(home.card(here, {PageName.ANSWERS: full})).live == []
