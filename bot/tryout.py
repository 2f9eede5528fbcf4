"""The try-out: the whole product with an example organisation and a clock to move, for whoever sits at this machine."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from functools import partial
from typing import Any

from aiohttp import web

from adapters.teams.settings import TeamsSettings
from adapters.web.rehearsal import RehearsalPage
from adapters.web.tryout import TryPage
from bot.app import application
from bot.app import build as build_house
from bot.clock import MovableClock
from bot.example import load
from bot.program import program
from bot.rehearsal import Rehearser
from bot.serving import PortTaken, stopped
from bot.settings import Settings, SettingsError, SlackSettings
from bot.stage import TryStage, recall
from bot.texts import Texts
from bot.turn import WEB
from storage.migrating import at_head, migrate

_PORTS_TO_TRY = 50
_TO_SHOW_IT = 1.0
"""So many seconds the page that tells of a new beginning has to fetch its style and its script."""


async def serve(
    settings: Settings, *, fresh: bool = False, exact: bool = False, announce: Callable[[str], None]
) -> None:
    """Serve the try-out until the process is asked to stop.

    `fresh` begins with an untouched example. A busy port gives way to the next free one, which is said by `announce`;
    with `exact` it raises PortTaken instead. Raises SettingsError for a host that is not this machine alone.
    """
    texts = Texts.load()

    def say(key: str, **values: object) -> None:
        announce(texts.phrase(settings.default_language, key, **values))

    if not ipaddress.ip_address(settings.host).is_loopback:
        raise SettingsError(texts.phrase(settings.default_language, "try.loopback"))
    # One socket for as long as this runs: while the example is thrown away and made anew, a browser just waits.
    with closing(listening(settings.host, settings.port, exact=exact)) as door:
        port = door.getsockname()[1]
        if settings.port not in {0, port}:
            say("try.busy", port=str(settings.port), other=str(port))
        say("try.serving", address=f"http://{settings.host}:{port}/try")
        stop = asyncio.ensure_future(stopped())
        visited = False
        try:
            while not stop.done():
                again = asyncio.Event()
                begin_again = partial(asyncio.get_running_loop().call_later, _TO_SHOW_IT, again.set)
                async with opened(settings, fresh=fresh, visited=visited, begin_again=begin_again) as (stage, app):
                    await _answer(app, door, stop, again)
                    settings = replace(settings, default_language=stage.language)
                fresh = visited = True
        finally:
            stop.cancel()


@asynccontextmanager
async def opened(
    settings: Settings, *, fresh: bool, visited: bool = False, begin_again: Callable[[], object]
) -> AsyncIterator[tuple[TryStage, web.Application]]:
    """Open the try-out on its database: go on where it was, or begin to prepare it, and give what serves it.

    `visited` tells that the language was chosen already, so that the browser of the next visitor does not choose it.
    """
    # An example is no news to anybody: whatever is set up for real people stays out of it.
    settings = replace(settings, centre_channel=WEB, slack=SlackSettings(), teams=TeamsSettings())
    if fresh:
        _throw_away(settings)
    clock = MovableClock()
    house = build_house(settings, clock)
    try:
        if not at_head(house.engines):
            migrate(house.engines)
        kept = house.ledger.read_now(recall)
        if kept is None and house.ledger.read_now(lambda uow: uow.organisations.all()):
            # It was cut off while it prepared: half an example is no example.
            house.close()
            _throw_away(settings)
            house = build_house(settings, clock)
            migrate(house.engines)
        stage = TryStage(
            house,
            clock,
            load(),
            kept.language if kept else settings.default_language,
            begin_again,
            visited=kept.visited if kept else visited,
        )
        if kept is None:
            stage.start()
        else:
            clock.offset = kept.now_offset
            await stage.go_on(kept)

        def pages(app: web.Application) -> None:
            TryPage(stage, program()).add_to(app)
            rehearser = Rehearser(settings.dialogues, settings.default_timezone, clock.now)
            RehearsalPage(rehearser, house.script.texts.phrase, lambda: stage.language).add_to(app)

        try:
            yield stage, application(house, framed=True, more=pages)
        finally:
            await stage.stop()
    finally:
        house.close()


def listening(host: str, port: int, *, exact: bool) -> socket.socket:
    """Return a socket that listens on `port`, or on the next free one unless `exact`; raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in [port] if exact or port == 0 else range(port, min(port + _PORTS_TO_TRY, 65536)):
        door = socket.socket(family, socket.SOCK_STREAM)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, candidate))
            door.listen()
        except OSError as error:
            door.close()
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
        else:
            return door
    raise PortTaken(port)


async def _answer(app: web.Application, door: socket.socket, stop: asyncio.Future[None], again: asyncio.Event) -> None:
    """Answer at the door until it is time to stop or to begin again."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    anew = asyncio.ensure_future(again.wait())
    try:
        await web.SockSite(runner, door.dup()).start()
        either: list[asyncio.Future[Any]] = [stop, anew]
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    finally:
        anew.cancel()
        await runner.cleanup()


def _throw_away(settings: Settings) -> None:
    """Remove the example's database file; its key stays beside it, and a database in memory is gone by itself."""
    if settings.sqlite_path is not None:
        for ending in ("", "-wal", "-shm"):
            settings.sqlite_path.with_name(settings.sqlite_path.name + ending).unlink(missing_ok=True)
