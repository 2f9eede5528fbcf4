"""Let people in: the organisation itself, and a roster of people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time

from bot import rhythm
from bot.apart import Apart
from bot.roster import Fault, Roster, RosterRow
from bot.settings import Settings
from bot.turn import WEB, Turn, web_place
from dialogs.messages import Place
from dialogs.people import Identity, Organisation, OrganisationId, Person, PersonId, Team, TeamId
from dialogs.policy.roles import is_professional
from dialogs.rhythm.cadence import Cadence, Unit
from dialogs.rhythm.zones import is_zone, local
from storage.unit_of_work import UnitOfWork

DEFAULT = OrganisationId("default")
_RANKS = {"slack": 1, "teams": 2, "shared": 5, WEB: 9}
"""Which way to reach somebody is tried first: where they are pushed, then among others, then their own page."""

_OF_ONE_TENANT = frozenset({"teams"})
_CLIENT = Cadence(unit=Unit.WEEK, weekday=1, at=time(10, 0))
_PROFESSIONAL = Cadence(unit=Unit.WEEK, weekday=3, at=time(15, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """How many people a roster brought in and found there already, and who was erased before, with the day if known."""

    new: int
    known: int
    erased: Mapping[PersonId, date | None] = field(default_factory=dict)


def found(turn: Turn, settings: Settings, name: str, centre_name: str) -> Organisation:
    """Return the organisation `default`, made now if it is not there, with its first digest planned."""
    there = turn.uow.organisations.get(DEFAULT)
    if there is not None:
        return there
    organisation = Organisation(
        id=DEFAULT,
        name=name,
        centre_name=centre_name,
        language=settings.default_language,
        timezone=settings.default_timezone,
        country=settings.default_country,
    )
    turn.uow.organisations.save(organisation)
    rhythm.digest(turn, organisation.id)
    rhythm.retention(turn, organisation.id)
    return organisation


def admit(turn: Turn, organisation: Organisation, roster: Roster) -> Admitted:
    """Take in everybody of a roster; who is known keeps their own choices, so a second load changes nothing of them.

    Who was erased stays erased: their row is left out, with every account in it, and nobody is their client.
    """
    gone = _erased(turn, organisation, roster)
    roster = Roster(
        rows=tuple(
            replace(row, professional=None if row.professional in gone else row.professional)
            for row in roster.rows
            if row.id not in gone
        )
    )
    new = 0
    for row in roster.rows:
        team = _team(turn, organisation, row.team)
        known = turn.uow.people.get(organisation.id, row.id)
        person = _updated(organisation, known, row, team) if known else _newcomer(turn, organisation, row, team)
        turn.uow.people.save(person)
        if known is None:
            new += 1
            identity = Identity(channel=WEB, account=organisation.id, user=row.id)
            turn.uow.people.link(organisation.id, row.id, identity)
            turn.uow.routes.put(organisation.id, web_place(person), _RANKS[WEB])
        _reach(turn, organisation.id, row)
    for row in roster.rows:
        person = turn.person(organisation.id, row.id)
        if not turn.uow.due.of_person(organisation.id, row.id):
            with Apart(row.id, "welcome"):
                rhythm.welcome(turn, person)
    return Admitted(new=new, known=len(roster.rows) - new, erased=gone)


def _erased(turn: Turn, organisation: Organisation, roster: Roster) -> dict[PersonId, date | None]:
    """Return who in the roster was erased before, and on which day where that is known."""
    known = {row.id: turn.uow.people.get(organisation.id, row.id) for row in roster.rows}
    dates = turn.uow.erasures.dates(organisation.id)
    return {
        id: local(dates[id], organisation.timezone).date() if id in dates else None
        for id, one in known.items()
        if one is not None and one.erased
    }


def of_others(turn: Turn, organisation: OrganisationId, roster: Roster) -> Iterator[Fault]:
    """Give a fault for each account that is of somebody in another organisation: it cannot be taken away from there."""
    for row in roster.rows:
        for channel, written in _accounts(row):
            home, _, user = written.rpartition("/")
            account = home or _connected(turn, organisation, channel, home)
            owner = turn.uow.people.by_identity(Identity(channel=channel, account=account, user=user))
            if owner is not None and owner.organisation != organisation:
                yield Fault(row=row.row, column=channel, key="roster.account_elsewhere")


def organisation_of(uow: UnitOfWork, channel: str, account: str) -> OrganisationId | None:
    """Return whose workspace or tenant this is, or None for one that nobody connected."""
    return uow.accounts.organisation(channel, account)


def _reach(turn: Turn, organisation: OrganisationId, row: RosterRow) -> None:
    """Take in the ways the roster names to reach somebody; one that did not work is tried anew."""
    for channel, written in _accounts(row):
        home, _, user = written.rpartition("/")
        connected = _connected(turn, organisation, channel, home)
        identity = Identity(channel=channel, account=home or connected, user=user)
        # A bot in Slack may speak to people of elsewhere where it is; one in Teams to nobody of another tenant.
        account = home if channel in _OF_ONE_TENANT else connected
        own = Place(channel=channel, account=account, conversation=user, person=row.id)
        among, _, shared = (row.shared or "").partition(":")
        there = f"{shared}/{user}" if among == channel else ""
        _let_go(turn, organisation, row.id, identity)
        among_others = replace(own, account=connected, conversation=there)
        turn.uow.routes.claim(organisation, own, among_others if there else None)
        turn.uow.people.link(organisation, row.id, identity)
        turn.uow.routes.put(organisation, own, _RANKS[channel])
        if there:
            turn.uow.routes.put(organisation, among_others, _RANKS["shared"])


def _accounts(row: RosterRow) -> list[tuple[str, str]]:
    """Return the accounts that a row names, by their channel."""
    return [(channel, written) for channel, written in (("slack", row.slack), ("teams", row.teams)) if written]


def _let_go(turn: Turn, organisation: OrganisationId, person: PersonId, identity: Identity) -> None:
    """Forget who an earlier file said somebody was on this channel: that may be somebody else."""
    for earlier in turn.uow.people.identities(organisation, person):
        if earlier.channel == identity.channel and earlier != identity:
            turn.uow.people.unlink(organisation, person, earlier)


def _connected(turn: Turn, organisation: OrganisationId, channel: str, home: str) -> str:
    """Return the account in which somebody is spoken to, also when their home is another one.

    Until one is connected that is their home; the first one that is then takes its place.
    """
    accounts = [one.account for one in turn.uow.accounts.of(organisation, channel)]
    return accounts[0] if accounts and home not in accounts else home


def _team(turn: Turn, organisation: Organisation, name: str | None) -> TeamId | None:
    if name is None:
        return None
    known = {team.name.casefold(): team.id for team in turn.uow.teams.all(organisation.id)}
    if name.casefold() in known:
        return known[name.casefold()]
    id = TeamId(re.sub(r"\W+", "-", name.casefold()).strip("-") or turn.uow.new_id())
    if id in known.values():
        id = TeamId(turn.uow.new_id())
    turn.uow.teams.save(Team(id=id, organisation=organisation.id, name=name))
    return id


def _newcomer(turn: Turn, organisation: Organisation, row: RosterRow, team: TeamId | None) -> Person:
    zone = row.timezone or organisation.timezone
    cadence = _PROFESSIONAL if is_professional(row) else _CLIENT
    return Person(
        id=row.id,
        organisation=organisation.id,
        name=row.name,
        role=row.role,
        team=team,
        professional=row.professional,
        named=row.named,
        language=row.language or organisation.language,
        timezone=zone,
        cadence=replace(cadence, anchor=local(turn.now, zone).date()),
    )


def _updated(organisation: Organisation, known: Person, row: RosterRow, team: TeamId | None) -> Person:
    """Take over what the organisation says of a person; how often, in which language and when is theirs to say."""
    zone = known.timezone if is_zone(known.timezone) else row.timezone or organisation.timezone
    return replace(
        known,
        name=row.name,
        role=row.role,
        timezone=zone,
        team=team if row.team else known.team,
        professional=PersonId(row.professional) if row.professional else known.professional,
        named=row.named or known.named,
    )
