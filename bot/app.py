"""The composition root: builds the house from its settings; nothing is built anywhere else."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import zoneinfo
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from adapters.web.routes import Door
from bot.admitting import found
from bot.clock import SystemClock
from bot.courier import Courier
from bot.desk import HouseDesk
from bot.log import get_logger
from bot.ports import Clock
from bot.registry import Parts, Platform, channels, platforms
from bot.script import Script
from bot.settings import Settings
from bot.teams_platform import admit as admit_tenant
from bot.ticker import Ticker
from bot.turn import CENTRE_CHANNEL, PUBLIC_URL, WEB, Turn
from dialogs.people import Organisation
from storage.engine import Engines, open_engines
from storage.errors import StorageError
from storage.ledger import Ledger
from storage.migrating import at_head
from storage.unit_of_work import UnitOfWork
from storage.vault import Vault

BODY_LIMIT = 1024 * 1024
_GIVES_WAY_SECONDS = 0.0005
logger = get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything that runs, built once."""

    settings: Settings
    script: Script
    clock: Clock
    engines: Engines
    ledger: Ledger
    courier: Courier
    ticker: Ticker
    desk: HouseDesk
    platforms: Mapping[str, Platform]

    def close(self) -> None:
        """Let what was handed in be written, and close the database."""
        self.ledger.close()
        self.engines.close()


def build(settings: Settings, clock: Clock | None = None) -> House:
    """Return the house for these settings.

    Raises BrokenDialogues for a mistake in one's own dialogues, and StorageError where the database cannot be opened.
    """
    # The zones of the pinned package, not those that the machine happens to have.
    zoneinfo.reset_tzpath(to=())
    # Whoever composes a week gives way to the writer: it lets go of the interpreter at every statement, and would wait
    # five milliseconds each time to have it back.
    sys.setswitchinterval(_GIVES_WAY_SECONDS)
    script = Script.load(settings.dialogues, settings.default_language)
    engines = open_engines(settings.database_url)
    newest, *older = [key.get_secret_value() for key in settings.secret_keys]
    ledger = Ledger(engines, Vault(newest, *older))
    clock = clock or SystemClock()
    set_up = platforms(Parts(settings=settings, ledger=ledger, script=script, clock=clock))
    courier = Courier(ledger, channels(ledger, set_up), script, clock)
    ticker = Ticker(ledger, script, courier, clock, engines)
    return House(
        settings=settings,
        script=script,
        clock=clock,
        engines=engines,
        ledger=ledger,
        courier=courier,
        ticker=ticker,
        desk=HouseDesk(ledger, engines, script, courier, clock, settings.public_url),
        platforms=set_up,
    )


def open_house(house: House, name: str = "", centre_name: str = "") -> Organisation:
    """Return the organisation `default`, made now if this is the first time."""
    texts, language = house.script.texts, house.settings.default_language
    return house.ledger.run_now(
        _found,
        house,
        name or texts.phrase(language, "bot.organisation"),
        centre_name or texts.phrase(language, "bot.centre"),
    )


def _found(uow: UnitOfWork, house: House, name: str, centre_name: str) -> Organisation:
    turn = Turn(uow, house.script, house.clock.now(), "found")
    organisation = found(turn, house.settings, name, centre_name)
    uow.settings.put(organisation.id, PUBLIC_URL, house.settings.public_url)
    if house.settings.centre_channel != WEB or uow.settings.get(organisation.id, CENTRE_CHANNEL) is None:
        uow.settings.put(organisation.id, CENTRE_CHANNEL, house.settings.centre_channel)
    if house.settings.teams.complete:
        for tenant in sorted(house.settings.teams.tenants):
            admit_tenant(uow, organisation.id, tenant)
    return organisation


@contextlib.asynccontextmanager
async def working(house: House) -> AsyncIterator[None]:
    """Let the clock tick and the courier send for as long as this is open."""
    async with connected(house):
        sending = asyncio.create_task(house.courier.run())
        house.ticker.start()
        try:
            yield
        finally:
            house.ticker.stop()
            sending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sending


@contextlib.asynccontextmanager
async def connected(house: House) -> AsyncIterator[None]:
    """Keep up the connections to the chat platforms for as long as this is open."""
    async with contextlib.AsyncExitStack() as stack:
        for platform in house.platforms.values():
            await stack.enter_async_context(platform.running())
        yield


def application(
    house: House, *, framed: bool = False, more: Callable[[web.Application], None] | None = None
) -> web.Application:
    """Return the HTTP application: personal links, the doors of the platforms, health, and whatever `more` adds."""
    app = web.Application(client_max_size=BODY_LIMIT)
    if more is not None:
        # Before the rest, because the try-out has a first page of its own.
        more(app)
    app.add_routes(Door(house.desk, now=house.clock.now, framed=framed).routes())
    for platform in house.platforms.values():
        app.add_routes(platform.serve(house.desk))

    async def health(_request: web.Request) -> web.Response:
        try:
            await house.ledger.read(_alive)
        except StorageError as error:
            return web.json_response({"status": "away", "reason": type(error).__name__}, status=503)
        return web.json_response({"status": "ok"})

    app.router.add_get("/health", health)

    async def run(_app: web.Application) -> AsyncIterator[None]:
        async with working(house):
            yield

    app.cleanup_ctx.append(run)
    return app


def _alive(uow: UnitOfWork) -> int:
    return len(uow.organisations.all())


def is_ready(house: House) -> bool:
    """Tell whether the database has the tables of this version."""
    return at_head(house.engines)
