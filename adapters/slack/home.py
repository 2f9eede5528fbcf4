"""The Home tab: everybody's own page in Slack, made of the same pages as behind a personal link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar, assert_never

from adapters.desk import Desk, Visitor
from adapters.slack import home_own, home_staff, page
from adapters.slack.blocks import Json, header
from adapters.slack.shelves import Shelf, home_view
from adapters.slack.speech import Speech
from dialogs.page import Page
from dialogs.pages import (
    AssumptionsView,
    ClientsView,
    DigestView,
    OrganisationView,
    PageName,
    SettingsView,
    View,
)
from dialogs.people import Role

V = TypeVar("V", bound=View)


async def home(desk: Desk, visitor: Visitor, language: str) -> Json:
    """Return the view of a visitor's Home tab in their language; what they may not see is not there. May raise Away."""
    reader = _Reader(desk, replace(visitor, language=language))
    match visitor.role:
        case Role.CLIENT:
            shelves = await _client(reader)
        case Role.PROFESSIONAL:
            shelves = await _professional(reader)
        case Role.CENTRE:
            shelves = await _centre(reader)
        case Role.STEWARD:
            shelves = await _steward(reader)
        case _:
            assert_never(visitor.role)
    return home_view([one for one in shelves if one is not None], reader.speech.say("slack.home.more"))


class _Reader:
    """One visitor at the desk, asking for page after page."""

    def __init__(self, desk: Desk, visitor: Visitor) -> None:
        self._desk = desk
        self._visitor = visitor
        self.speech = Speech(desk=desk, visitor=visitor)

    async def page(self, name: PageName, kind: type[V], argument: str = "") -> V | None:
        """Return a page if the visitor has it."""
        view = await self._desk.page(self._visitor, name, argument, page.ROOM)
        await self._desk.seen(self._visitor, name)
        return view if isinstance(view, kind) else None

    async def shelves(self, name: PageName, *, empty: bool = False) -> Iterable[Shelf]:
        """Return a page as it stands on Home; one that has no cards only where it may be `empty`."""
        found = await self._desk.page(self._visitor, name, "", page.ROOM)
        await self._desk.seen(self._visitor, name)
        if not isinstance(found, Page) or not (empty or any(section.cards for section in found.sections)):
            return ()
        return page.shelves(found, self.speech.say)


async def window(desk: Desk, visitor: Visitor, argument: str) -> Json | None:
    """Return a window of what an action `page` asks for, or None where this visitor has no such page."""
    name, _, rest = argument.partition(" ")
    if name not in set(PageName):
        return None
    found = await desk.page(visitor, PageName(name), rest, page.ROOM)
    await desk.seen(visitor, PageName(name))
    speech = Speech(desk=desk, visitor=visitor)
    match found:
        case Page():
            return page.window(found.title, page.shelves(found, speech.say), speech.say)
        case DigestView():
            return page.window(found.head.title, [home_staff.week(speech, found)], speech.say)
        case _:
            return None


async def _client(reader: _Reader) -> Iterable[Shelf | None]:
    speech = reader.speech
    settings = await reader.page(PageName.SETTINGS, SettingsView)
    answers = await reader.shelves(PageName.ANSWERS, empty=True)
    group = await reader.shelves(PageName.GROUP)
    return [
        home_own.greeting(speech, settings),
        *answers,
        *group,
        *await _own(reader, settings),
    ]


async def _professional(reader: _Reader) -> Iterable[Shelf | None]:
    speech = reader.speech
    clients = await reader.page(PageName.CLIENTS, ClientsView)
    assumptions = await reader.page(PageName.ASSUMPTIONS, AssumptionsView)
    reports = await reader.shelves(PageName.REPORTS)
    offers = await reader.shelves(PageName.OFFERS)
    return [
        home_staff.welcome(speech),
        *offers,
        home_staff.clients(speech, clients) if clients else None,
        home_staff.assumptions(speech, assumptions) if assumptions else None,
        *reports,
        *await reader.shelves(PageName.ANSWERS),
        *await _own(reader),
    ]


async def _centre(reader: _Reader) -> Iterable[Shelf | None]:
    speech = reader.speech
    weeks = await reader.page(PageName.DIGESTS, Page)
    newest = next((card.id for section in weeks.sections for card in section.cards), "") if weeks else ""
    week = await reader.page(PageName.DIGEST, DigestView, newest) if newest else None
    return [
        Shelf(head=(header(speech.say("slack.home.hello", name=speech.name)),)),
        home_staff.week(speech, week) if week else None,
        *(page.shelves(weeks, speech.say) if weeks else ()),
        *await reader.shelves(PageName.ANSWERS),
        *await _own(reader),
    ]


async def _steward(reader: _Reader) -> Iterable[Shelf | None]:
    organisation = await reader.page(PageName.ORGANISATION, OrganisationView)
    return [home_staff.organisation(reader.speech, organisation) if organisation else None, *await _own(reader)]


async def _own(reader: _Reader, settings: SettingsView | None = None) -> Iterable[Shelf]:
    found = settings or await reader.page(PageName.SETTINGS, SettingsView)
    data = await reader.shelves(PageName.DATA)
    return [
        *([home_own.settings(reader.speech, found)] if found else []),
        *data,
    ]
