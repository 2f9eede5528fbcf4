"""Microsoft Teams in this house: its door, its channel, and the tenant it speaks in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from adapters.teams.channel import Reader, TeamsChannel
from adapters.teams.door import Door
from adapters.teams.pace import Pace
from adapters.teams.reception import Reception
from adapters.teams.speaking import Speaker
from adapters.teams.transport_botbuilder import botbuilder_transport
from adapters.teams.whereabouts import Whereabouts
from bot.checking import MOST_ASKED, Finding, Ways, left_out
from bot.clock import wall_now
from bot.desk import HouseDesk
from bot.platforms import LedgerConversations, connect
from bot.ports import Clock
from bot.script import Script
from bot.settings import Settings
from dialogs.messages import Place
from dialogs.people import OrganisationId
from storage.ledger import Ledger
from storage.rows import Account
from storage.unit_of_work import UnitOfWork

TEAMS = "teams"


class TeamsPlatform:
    """Everything of Teams, built from the settings."""

    def __init__(self, settings: Settings, ledger: Ledger, script: Script, clock: Clock) -> None:
        """Speak with Teams as these settings say, keeping addresses on this ledger."""
        self._settings = settings.teams
        self._ledger = ledger
        self._script = script
        self._clock = clock
        self._default = settings.default_language
        channel, _, centre = settings.centre_channel.partition(":")
        self._centre = centre if channel == TEAMS else ""
        self._transport = botbuilder_transport(self._settings)
        self._whereabouts = Whereabouts(LedgerConversations(ledger), self._settings.app_id)
        self._speaker = Speaker(self._transport, Pace())
        self._door: Door | None = None
        self.channel = TeamsChannel(
            tenants=self._settings.tenants,
            centre=self._centre,
            speaker=self._speaker,
            whereabouts=self._whereabouts,
            credentials=self._transport.credentials,
            phrase=script.texts.phrase,
            reader=self._reader,
        )

    def serve(self, desk: HouseDesk) -> list[web.RouteDef]:
        """Return the route of the door."""
        reception = Reception(
            desk,
            self._speaker,
            self._whereabouts,
            centre=self._centre,
            now=self._clock.now,
            languages=self._languages(),
        )
        self._door = Door(self._settings, self._transport, reception, now=wall_now)
        return self._door.routes()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Hang up at the end; nothing has to be kept up meanwhile."""
        try:
            yield
        finally:
            if self._door is not None:
                await self._door.close()
            await self._transport.close()

    async def check(self, ways: Ways) -> list[Finding]:
        """Return what is wrong with the app, the tenant and the centre's channel, and who cannot be reached."""
        known = await ways()
        asked = [way.place for way in known[:MOST_ASKED]]
        found = [Finding(key=key, values=values) for key, values in await self.channel.check(asked)]
        await self._transport.close()
        return [*found, *left_out(TEAMS, len(asked), len(known))]

    def _languages(self) -> tuple[str, ...]:
        others = [code for code in self._script.texts.languages if code != self._default]
        return (self._default, *others)

    async def _reader(self, place: Place) -> Reader:
        return await self._ledger.read(_reader_of, self._default, place)


def admit(uow: UnitOfWork, organisation: OrganisationId, tenant: str) -> None:
    """Let a tenant be this organisation's."""
    if uow.accounts.get(TEAMS, tenant) is None:
        account = Account(channel=TEAMS, account=tenant, organisation=organisation, name=tenant, at=wall_now())
        connect(uow, account)


def _reader_of(uow: UnitOfWork, default: str, place: Place) -> Reader:
    organisation = uow.accounts.organisation(place.channel, place.account)
    person = uow.people.get(organisation, place.person) if organisation and place.person else None
    if person is not None:
        return Reader(language=person.language, name=person.name)
    owner = uow.organisations.get(organisation) if organisation else None
    return Reader(language=owner.language if owner else default)
