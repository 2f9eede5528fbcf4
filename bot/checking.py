"""Find out what is wrong, and say of each fault how to mend it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from adapters.desk import Away
from bot import naming, reaching
from bot.admitting import DEFAULT
from bot.settings import Settings
from bot.turn import CENTRE_CHANNEL, WEB, Turn
from dialogs.messages import Place
from dialogs.people import Consent, Organisation, Person, Role
from dialogs.policy.roles import is_client
from dialogs.rhythm.zones import is_zone

OVERDUE = timedelta(hours=1)
MOST_ASKED: Final = 200
"""So many people are asked for on one platform by one check."""

ASKING_SECONDS: Final = 60.0
"""So long one check goes on asking for people on one platform: a platform may want to be asked slowly."""


_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_LOST: Final = "check.way_lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found: the phrase that says what and how to mend it; with `wrong` False there is nothing to mend."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    wrong: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to reach one person on a chat platform, and how that way is called."""

    person: str
    place: Place
    called: str


Ways = Callable[[], Awaitable[Sequence[Way]]]
"""Reads the ways to people on one channel: only once it is connected, which may be what the check itself does first."""


def check(turn: Turn, wall: datetime, language: str, channels: Collection[str]) -> list[Finding]:
    """Return everything that is wrong in what the database holds, for whoever reads `language`.

    `channels` are those that are set up; nothing found means that all is well.
    """
    organisations = turn.uow.organisations.all()
    if not organisations:
        return [Finding(key="check.no_organisation")]
    found: list[Finding] = []
    for one in organisations:
        of_one = list(_organisation(turn, one, wall, language, channels))
        if of_one and one.id != DEFAULT:
            found.append(Finding(key="check.of", values={"name": one.name, "id": one.id}, wrong=False))
        found += of_one
    return found


def merged(known: Sequence[Finding], seen: Sequence[Finding]) -> list[Finding]:
    """Return what was known and what was seen just now, without saying the same of one way twice."""
    ways = {_way(one) for one in seen if one.key == _LOST}
    return [*(one for one in known if one.key != _LOST or _way(one) not in ways), *seen]


def ways(turn: Turn, language: str, channel: str) -> list[Way]:
    """Return every way on a channel to somebody who may be asked; those that are in doubt come first."""
    found: list[tuple[int, Way]] = []
    for organisation in turn.uow.organisations.all():
        for person in _present(turn, organisation):
            for route in turn.uow.routes.of(organisation.id, person.id):
                if route.place.channel == channel and person.consent not in {Consent.STOPPED, Consent.REFUSED}:
                    called = reaching.way_of(turn, replace(person, language=language), route.place)
                    met = turn.uow.addresses.get(channel, route.place.account, route.place.conversation)
                    doubt = 0 if route.trouble else 1 if met is None else 2
                    found.append((doubt, Way(person=_called(person), place=route.place, called=called)))
    return [way for _, way in sorted(found, key=lambda one: one[0])]


async def probe(ways: Sequence[Way], reach: Callable[[Place], Awaitable[str]], channel: str) -> list[Finding]:
    """Ask a platform of each of these ways whether it works, without saying anything there.

    `reach` returns why not, and may raise Away: then it is not asked any further. So it is after so many people and so
    much time, and what was left out is told.
    """
    found, asked = [], 0
    try:
        async with asyncio.timeout(ASKING_SECONDS):
            for way in ways[:MOST_ASKED]:
                reason = await reach(way.place)
                asked += 1
                if reason:
                    found.append(lost(way, reason))
    except (Away, TimeoutError):
        pass
    return [*found, *left_out(channel, asked, len(ways))]


def left_out(channel: str, asked: int, of: int) -> list[Finding]:
    """Tell that not everybody was asked for, if that is so; there is nothing wrong in it."""
    values = {"channel": reaching.name_of(channel), "asked": asked, "n": of}
    return [] if asked >= of else [Finding(key="check.not_all", values=values, wrong=False)]


def lost(way: Way, reason: str) -> Finding:
    """Say that somebody cannot be reached by a way, and why."""
    page = f"docs/{way.place.channel}.md"
    return Finding(key=_LOST, values={"person": way.person, "way": way.called, "reason": reason, "page": page})


def of_settings(settings: Settings) -> Iterator[Finding]:
    """Tell what is set by half: then a platform is not there at all, or nobody could say why nothing comes in."""
    slack, teams = settings.slack, settings.teams
    reachable = settings.public_url.startswith("https://")
    if slack.begun:
        if bool(slack.client_id) is not bool(slack.client_secret):
            yield Finding(key="check.slack_half_a_client", values={"names": "SLACK_CLIENT_ID, SLACK_CLIENT_SECRET"})
        elif not slack.bot_token and not slack.many:
            yield Finding(key="check.slack_no_bot_token")
        if not slack.signing_secret and not slack.app_token:
            yield Finding(key="check.slack_no_way_in", values={"names": "SLACK_APP_TOKEN, SLACK_SIGNING_SECRET"})
        elif not (reachable or slack.app_token or slack.api_url):
            yield Finding(key="check.slack_no_address")
    if slack.complete and slack.app_token and urlsplit(settings.public_url).hostname in _HERE:
        yield Finding(key="check.only_here", values={"address": settings.public_url}, wrong=False)
    if teams.begun and not teams.complete:
        yield Finding(key="check.teams_half", values={"names": ", ".join(teams.lacking)})
    elif teams.complete and not reachable and not teams.standin_url:
        yield Finding(key="check.teams_no_address")


def _way(finding: Finding) -> tuple[object, object]:
    return finding.values["person"], finding.values["way"]


def _called(person: Person) -> str:
    return person.id if person.organisation == DEFAULT else f"{person.organisation}/{person.id}"


def _present(turn: Turn, organisation: Organisation) -> list[Person]:
    return [one for one in turn.uow.people.all(organisation.id) if not one.erased]


def _organisation(
    turn: Turn, organisation: Organisation, wall: datetime, language: str, channels: Collection[str]
) -> Iterator[Finding]:
    people = _present(turn, organisation)
    for role in Role:
        if role not in {one.role for one in people}:
            yield Finding(key=f"check.no_{role}")
    if turn.script.texts.is_unnamed(organisation.name):
        yield Finding(key="check.no_name")
    yield from _named(turn, organisation, people, wall, channels)
    yield from _channels(turn, organisation, people, channels)
    for unreadable in turn.uow.people.unreadable(organisation.id):
        yield Finding(key="check.hours_unreadable", values={"person": unreadable})
    for person in people:
        yield from _person(turn, replace(person, language=language), wall, channels)
    overdue = turn.uow.due.next_at(organisation.id)
    if overdue is None:
        yield Finding(key="check.nothing_planned")
    elif overdue < turn.now - OVERDUE:
        yield Finding(key="check.clock_stands_still", values={"hours": int((turn.now - overdue) / timedelta(hours=1))})
    waiting = len(turn.uow.erasures.open(organisation.id))
    if waiting:
        yield Finding(key="check.erasure_open", values={"n": waiting})
    failed = len(turn.uow.inbox.list_failed(organisation.id))
    if failed:
        yield Finding(key="check.failed", values={"n": failed})


def _named(
    turn: Turn, organisation: Organisation, people: Sequence[Person], wall: datetime, channels: Collection[str]
) -> Iterator[Finding]:
    """Tell whether somebody hears it when a client is in danger, and somebody outside the team when they do not."""
    faults = list(naming.faults(turn, organisation))
    yield from (Finding(key=one.key, values={"person": one.who}) for one in faults)
    here = {one.id: one for one in people if not is_client(one)}
    told = {id for id in (organisation.named, organisation.fallback) if id in here}
    for client in people:
        if client.named is not None and client.named not in here:
            yield Finding(key="check.client_named_gone", values={"person": client.named, "client": client.id})
        elif client.named is not None:
            told.add(client.named)
    for id in sorted(told):
        if not _is_reached(turn, here[id], wall, channels):
            yield Finding(key="check.named_unreachable", values={"person": _called(here[id])})


def _is_reached(turn: Turn, person: Person, wall: datetime, channels: Collection[str]) -> bool:
    """Tell whether somebody is pushed on a chat platform that works, or holds a link that opens."""
    links = turn.uow.links.of(person.organisation, person.id)
    routes = turn.uow.routes.of(person.organisation, person.id)
    pushed = any(one.place.channel != WEB and one.place.channel in channels and not one.trouble for one in routes)
    return pushed or any(not one.revoked and one.expires > wall for one in links)


def _channels(
    turn: Turn, organisation: Organisation, people: Sequence[Person], channels: Collection[str]
) -> Iterator[Finding]:
    """Tell which channels people and the week are meant to go by, and are not set up: what goes there waits."""
    centre = (turn.uow.settings.get(organisation.id, CENTRE_CHANNEL) or WEB).partition(":")[0]
    if centre != WEB and centre not in channels:
        yield Finding(key="check.centre_off", values={"channel": reaching.name_of(centre), "page": f"docs/{centre}.md"})
    meant = Counter(
        channel
        for person in people
        for channel in {route.place.channel for route in turn.uow.routes.of(organisation.id, person.id)}
    )
    for channel, n in sorted(meant.items()):
        if channel != WEB and channel not in channels:
            values = {"channel": reaching.name_of(channel), "page": f"docs/{channel}.md", "n": n}
            yield Finding(key="check.channel_off", values=values)


def _person(turn: Turn, person: Person, wall: datetime, channels: Collection[str]) -> Iterator[Finding]:
    if not is_zone(person.timezone):
        yield Finding(key="check.zone_unknown", values={"person": person.id, "zone": person.timezone})
    if is_client(person) and person.professional is None:
        yield Finding(key="check.no_own_professional", values={"person": person.id})
    if person.consent in {Consent.STOPPED, Consent.REFUSED}:
        return
    routes = turn.uow.routes.of(person.organisation, person.id)
    for route in routes:
        if route.trouble:
            called = reaching.way_of(turn, person, route.place)
            yield lost(Way(person=_called(person), place=route.place, called=called), route.trouble)
    if any(route.place.channel != WEB and route.place.channel in channels and not route.trouble for route in routes):
        return  # reached where they are pushed; a link is then no more than handy
    link = next(iter(turn.uow.links.of(person.organisation, person.id)), None)
    if link is None:
        yield Finding(key="check.no_link", values={"person": person.id})
    elif link.expires <= wall:
        yield Finding(key="check.link_expired", values={"person": person.id})
    elif is_client(person) and reaching.reached_at(turn, person) is None:
        yield Finding(key="check.never_opened", values={"person": person.id})
