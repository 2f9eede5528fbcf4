"""Every page by its name, with what builds it for whoever may see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bot.pages import answers, data, digests, group, offers, reports
from bot.pages.reader import Reader
from bot.turn import Turn
from dialogs.page import Page
from dialogs.pages import PageName
from dialogs.people import Person

PAGES: Final[Mapping[PageName, Callable[[Reader], Page | None]]] = {
    PageName.ANSWERS: answers.page,
    PageName.DATA: data.page,
    PageName.DIGESTS: digests.page,
    PageName.GROUP: group.page,
    PageName.OFFERS: offers.page,
    PageName.REPORTS: reports.page,
}
"""A builder gives None where the page is not one of this person's."""


def page(turn: Turn, person: Person, name: PageName, argument: str, room: int) -> Page | None:
    """Return a page as it stands now; `argument` is the section and the card it goes on after, or empty."""
    section, _, after = argument.partition(" ")
    return PAGES[name](Reader(turn=turn, person=person, section=section, after=after, room=room))
