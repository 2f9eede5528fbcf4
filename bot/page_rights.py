"""Which right a page needs, and about what: asked of the table before anything on it is looked up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bot import rights
from bot.rights import Resource
from dialogs.pages import PageName
from dialogs.people import Person
from dialogs.policy.may import Action

_About = Callable[[Person], Resource[None]]

PAGES: Final[Mapping[PageName, tuple[Action, _About]]] = {
    PageName.ANSWERS: (Action.ANSWER_READ, rights.of_self),
    PageName.GROUP: (Action.ASSUMPTION_READ, rights.of_self),
    PageName.SETTINGS: (Action.CADENCE_SET, rights.of_self),
    PageName.DATA: (Action.DATA_EXPORT, rights.of_self),
    PageName.EXPORT: (Action.DATA_EXPORT, rights.of_self),
    PageName.CLIENTS: (Action.RELATION_READ, rights.of_any_client),
    PageName.ASSUMPTIONS: (Action.ASSUMPTION_PUT, rights.of_any_client),
    PageName.REPORTS: (Action.TALK_LOG, rights.of_any_client),
    PageName.OFFERS: (Action.OFFER_LOG, rights.of_any_client),
    PageName.DIGESTS: (Action.DIGEST_READ, rights.of_house),
    PageName.DIGEST: (Action.DIGEST_READ, rights.of_house),
    PageName.ORGANISATION: (Action.ORGANISATION_SET, rights.of_house),
}


def may_see(person: Person, name: PageName) -> bool:
    """Tell whether somebody may see a page; a refused page looks like one that does not exist."""
    action, about = PAGES[name]
    return rights.has(person, action, about(person))
