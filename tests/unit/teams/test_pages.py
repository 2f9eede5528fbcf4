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
from dialogs.page import Page
from dialogs.pages import AnswersView, ClientsView, DigestView, OrganisationView, PageName, SettingsView, View
from dialogs.people import Organisation, OrganisationId, PersonId, Role
from tests.unit.teams.card_reading import look
from tests.unit.teams.samples import LANGUAGES, TEXTS, hostile, phrases
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
    assert {("form", "revise an-1"), ("home", "withdraw an-1"), ("form", "revise an-2")} <= set(asked)
    assert {("form", "say"), ("wishes", ""), ("form", "pause"), ("stop", "")} <= set(asked)
    view = PAGES[Role.CLIENT, PageName.ANSWERS]
    assert isinstance(view, AnswersView)
    two = replace(view, talents=(view.talents[0], replace(view.talents[0], id="an-9")))
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
    """Taking words back asks once more, and says what it means."""
    card = pages.sure(reader(Role.CLIENT), "an-1")
    assert TEXTS.phrase("nl", "web.answers.withdraw_hint") in look(card).texts
    assert commands(card) == [("answer.withdraw", "an-1"), ("home", "answers")]


def test_a_long_page_goes_on() -> None:
    """A page that does not fit shows its first things and leads to the next; together they are all, each once."""
    view = PAGES[Role.CLIENT, PageName.ANSWERS]
    assert isinstance(view, AnswersView)
    many = AnswersView(
        others=tuple(replace(view.others[0], id=f"an-{number}", words=f"nr {number}.") for number in range(60))
    )
    start, found, turns = 0, [], 0
    while True:
        card = pages.page(reader(Role.CLIENT), PageName.ANSWERS, many, start)
        assert weight(card) <= BUDGET
        found += [text for text in look(card).texts if text.startswith("nr ")]
        onward = [argument for name, argument in commands(card) if name == "home" and argument.startswith("answers ")]
        turns += 1
        if not onward:
            break
        start = int(onward[0].split()[1])
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
    card = pages.page(reader(Role.CLIENT), PageName.ANSWERS, AnswersView())
    assert TEXTS.phrase("nl", "web.answers.empty") in look(card).texts
    mine = drawn(reader(Role.CLIENT), PageName.DATA, PAGES[Role.CLIENT, PageName.DATA])
    assert {("export", ""), ("form", "erase")} <= set(commands(mine))


@pytest.mark.parametrize("letter", ["a", "👍", "{", "\n"])
def test_words_of_any_length_fit_a_page(letter: str) -> None:
    """However long somebody's words, each page and each home card stays within one message, with all its buttons."""
    view = PAGES[Role.CLIENT, PageName.ANSWERS]
    assert isinstance(view, AnswersView)
    long = replace(view.talents[0], words=letter * 60_000, question=letter * 60_000)
    views = AnswersView(talents=(long,) * 5, wishes=(long,) * 5)
    for card in (home_of(Role.CLIENT, answers=views), pages.page(reader(Role.CLIENT), PageName.ANSWERS, views)):
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
    view = PAGES[Role.CLIENT, PageName.ANSWERS]
    assert isinstance(view, AnswersView)
    for words in hostile(300, seed=4):
        here = reader(Role.CLIENT)
        here = replace(here, visitor=replace(here.visitor, team=words, office=words, organisation_name=words))
        card = replace(
            view.talents[0], words=words, question=words, seen=(replace(view.talents[0].seen[0], name=words),)
        )
        views = AnswersView(talents=(card,), others=(card,))
        assert look(pages.page(here, PageName.ANSWERS, views)).live == []
        assert look(home.card(here, {PageName.ANSWERS: views})).live == []
