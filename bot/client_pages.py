"""What stands on a person's own pages: all they said, their settings, their data, and what the group may judge."""

from __future__ import annotations

from bot import links, naming
from bot.clock import wall_now
from bot.exporting import own_data
from bot.recall import as_named
from bot.turn import Turn
from dialogs.messages import Choice
from dialogs.pages import (
    ExportView,
    OrganisationView,
    PageName,
    SettingsView,
    View,
)
from dialogs.people import Consent, Person
from dialogs.rhythm.pauses import next_after_pause

UPCOMING = 5


def view(turn: Turn, person: Person, name: PageName) -> View | None:
    """Return what one of the person's own pages shows, or None where there is no such page for them."""
    match name:
        case PageName.SETTINGS:
            return settings(turn, person)
        case PageName.ORGANISATION:
            owner = as_named(turn, person)
            staff = tuple(naming.candidates(turn, owner.id))
            return OrganisationView(organisation=owner, countries=tuple(turn.script.countries), staff=staff)
        case PageName.EXPORT:
            return ExportView(filename="samenspraak.json", content=own_data(turn, person))
        case _:
            return None


def settings(turn: Turn, person: Person) -> SettingsView:
    """Return the person's own choices and the next moments they will be asked, in words."""
    texts = turn.script.texts
    upcoming: list[str] = []
    after = turn.now
    while person.consent is Consent.GIVEN and len(upcoming) < UPCOMING:
        following = next_after_pause(person.cadence, person.timezone, after, person.paused_until)
        if following is None:
            break
        upcoming.append(texts.moment(person.language, following.due, person.timezone))
        after = following.due
    return SettingsView(
        language=person.language,
        languages=tuple(Choice(value=code, label=name) for code, name in texts.languages.items()),
        cadence=person.cadence,
        quiet=person.quiet,
        today=turn.today(person),
        paused_until=person.paused_until,
        between=person.between,
        centre_may_read=person.centre_may_read,
        stopped=person.consent in {Consent.STOPPED, Consent.REFUSED},
        upcoming=tuple(upcoming),
        links=links.cards(turn.uow, person, wall_now()),
    )
