"""Where what can be pressed on a page leads in a browser: to an address, or to the form of a command."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode

from adapters.web import opening
from adapters.web.payloads import OPENS
from dialogs.page import Action, Page, Section, onward
from dialogs.pages import PageName

TALKS: Final = frozenset({"wishes", "assumption"})
"""Commands after which the conversation goes on: somebody comes there rather than back to the page."""

FROM: Final = "from"
"""The field of an address that says where a page goes on."""


def back(page: Page) -> str:
    """Return the way back to a page, behind the address of somebody's link."""
    name, _, about = page.name.partition(" ")
    return f"{PageName.DIGESTS}/{about}" if name == PageName.DIGEST else name


def leads(home: str, page: Page, action: Action) -> str:
    """Return the address of an action that only shows or opens something, or nothing for a command."""
    if action.name == "page":
        return _shows(home, page, action.argument)
    if action.name == "export":
        return f"{home}/{PageName.DATA}/export.json"
    if action.name in OPENS:
        return opening.address(home, f"{action.name} {action.argument}".strip(), back(page))
    return ""


def rest(home: str, page: Page, section: Section) -> str:
    """Return where the rest of a section stands, or nothing where it ends."""
    argument = onward(page, section, len(section.cards))
    return _shows(home, page, argument) if argument else ""


def _shows(home: str, page: Page, argument: str) -> str:
    """Return the address of a page; of the same page where it goes on."""
    if argument.startswith(f"{page.name} "):
        return f"{home}/{back(page)}?{urlencode({FROM: argument.removeprefix(f'{page.name} ')})}"
    name, _, about = argument.partition(" ")
    return f"{home}/{PageName.DIGESTS}/{quote(about)}" if name == PageName.DIGEST else f"{home}/{quote(name)}"
