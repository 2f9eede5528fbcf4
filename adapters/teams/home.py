"""The home card: what somebody can see and do from their own chat, whatever their role; no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, assert_never

from adapters.teams import data, elements, page, pages
from adapters.teams.data import Data
from adapters.teams.elements import Element
from adapters.teams.pages import Reader
from dialogs.page import Page
from dialogs.pages import (
    AssumptionsView,
    OrganisationView,
    PageName,
    SettingsView,
    View,
)
from dialogs.people import Role
from dialogs.policy.roles import is_client

VIEWS: Final[Mapping[Role, tuple[PageName, ...]]] = {
    Role.CLIENT: (PageName.ANSWERS, PageName.SETTINGS),
    Role.PROFESSIONAL: (PageName.ASSUMPTIONS,),
    Role.CENTRE: (PageName.DIGESTS,),
    Role.STEWARD: (PageName.ORGANISATION,),
}
"""What a home card has to know, for each role."""

PAGES: Final[Mapping[Role, tuple[PageName, ...]]] = {
    Role.CLIENT: (PageName.ANSWERS, PageName.GROUP, PageName.DATA),
    Role.PROFESSIONAL: (PageName.CLIENTS, PageName.ASSUMPTIONS, PageName.REPORTS, PageName.OFFERS, PageName.DATA),
    Role.CENTRE: (PageName.DIGESTS, PageName.ANSWERS, PageName.DATA),
    Role.STEWARD: (PageName.DATA,),
}
"""Which pages a home card leads to; settings are a form."""

_BRIEF: Final = ("talents", "wishes")
_MOST_OWN: Final = 3
_MOST_OF_ONE: Final = 4


def card(reader: Reader, views: Mapping[PageName, View]) -> Element:
    """Return the home card of a person, with as much of `views` as is there."""
    visitor = reader.visitor
    body: list[Element] = [
        elements.line(reader("teams.home_title", organisation=visitor.organisation_name), heading=True)
    ]
    for view in views.values():
        body += _told(reader, view)
    body += _buttons(_doing(reader, views))
    body += elements.apart(_buttons(_leading(reader)))
    own = _buttons(_own_things(reader))
    if is_client(visitor):
        own += elements.controls(_resting(reader, views))
    # It stays in the chat for as long as that is there: whenever it is looked at, it shows what stands by then.
    refresh = elements.refresh(reader("teams.refresh"), data.at_home("home"))
    return elements.card(reader.phrases, [*body, *elements.apart(own)], refresh=refresh)


def _buttons(titled: Sequence[tuple[str, Data]]) -> list[Element]:
    return elements.rows([elements.button(title, pressed) for title, pressed in titled])


def _told(reader: Reader, view: View) -> list[Element]:
    match view:
        case Page(name=PageName.DIGESTS, sections=(weeks,)):
            latest = weeks.cards[0].actions[0].label if weeks.cards else weeks.empty
            return [elements.line(latest)]
        case Page():
            return page.brief(view, _BRIEF, _MOST_OWN)
        case SettingsView():
            return _rhythm(reader, view)
        case AssumptionsView():
            waiting = [one for one in view.assumptions if one.status == "open"]
            answered = [one for one in view.assumptions if one.status != "open"]
            newest = pages.assumption(reader, answered[0]) if answered else []
            told = [elements.line(reader("teams.waiting", n=len(waiting)), subtle=True)] if waiting else []
            return [*told, *newest[:_MOST_OF_ONE]]
        case OrganisationView():
            return [elements.line(view.organisation.name), elements.line(reader("bot.help_steward"), subtle=True)]
        case _:
            return []


def _rhythm(reader: Reader, view: SettingsView) -> list[Element]:
    if view.stopped:
        return [elements.line(reader("web.chat.stopped"))]
    if view.paused_until:
        return [elements.line(reader("web.chat.paused", date=reader.day(view.paused_until)))]
    upcoming = view.upcoming[0] if view.upcoming else reader("web.settings.never")
    return [elements.line(reader("web.settings.next"), label=True), elements.line(upcoming)]


def _doing(reader: Reader, views: Mapping[PageName, View]) -> list[tuple[str, Data]]:
    match reader.visitor.role:
        case Role.CLIENT:
            settings = views.get(PageName.SETTINGS)
            stopped = isinstance(settings, SettingsView) and settings.stopped
            return (
                []
                if stopped
                else [
                    (reader("web.chat.begin"), data.at_home("form", "say")),
                    (reader("web.answers.tell"), data.at_home("wishes")),
                ]
            )
        case Role.PROFESSIONAL:
            return [
                (reader("teams.log.assumption"), data.at_home("form", "assumption")),
                (reader("teams.log.report"), data.at_home("form", "report")),
                (reader("teams.log.offer"), data.at_home("form", "offer")),
            ]
        case Role.STEWARD:
            return [(reader("web.organisation.title"), data.at_home("form", "organisation"))]
        case Role.CENTRE:
            return []
        case _:
            assert_never(reader.visitor.role)


def _leading(reader: Reader) -> list[tuple[str, Data]]:
    names = (name for name in PAGES[reader.visitor.role] if name is not PageName.DATA)
    return [(reader(f"web.nav.{name}"), data.at_home("home", name)) for name in names]


def _own_things(reader: Reader) -> list[tuple[str, Data]]:
    return [
        (reader("web.nav.settings"), data.at_home("form", "settings")),
        (reader("web.nav.data"), data.at_home("home", PageName.DATA)),
        (reader("chat.do_page"), data.at_home("page")),
    ]


def _resting(reader: Reader, views: Mapping[PageName, View]) -> list[tuple[str, Data]]:
    settings = views.get(PageName.SETTINGS)
    if isinstance(settings, SettingsView) and settings.stopped:
        return [(reader("web.chat.start"), data.at_home("start"))]
    paused = isinstance(settings, SettingsView) and settings.paused_until is not None
    rest = (reader("web.chat.resume"), data.at_home("resume"))
    pause = (reader("web.settings.pause"), data.at_home("form", "pause"))
    return [rest if paused else pause, (reader("web.settings.stop"), data.at_home("stop"))]
