"""The week in Teams, with the client that Microsoft gives bot makers, one for each person; all comes in signed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from adapters.teams.settings import TeamsSettings
from bot.app import application
from bot.settings import Settings
from dialogs.people import PersonId
from tests.acceptance.platforms.settling import settled
from tests.acceptance.platforms.teams import TeamsPlatform
from tests.acceptance.week import roster
from tests.house import ANNA, JOOST, MARIJKE, NOW, opened
from tests.standins import playground as standin
from tests.standins.enclosure import HOST, free_port
from tests.standins.microsoft import APP_ID, TENANT, microsoft
from tests.standins.playground import CENTRE, Playground, Shown, aad

PATH: Final = "/api/messages"


@asynccontextmanager
async def playground(
    language: str, folder: Path, *, now: datetime = NOW, installed: Sequence[PersonId] = (JOOST, MARIJKE)
) -> AsyncIterator[TeamsPlatform[Playground]]:
    """Start a client for each person, open a house with these people in the tenant, and serve it.

    Those who are `installed` have added the bot already.
    """
    port, bot = free_port(), free_port()
    people = (ANNA, JOOST, MARIJKE)
    with ExitStack() as stack, ThreadPoolExecutor(len(people)) as starting:
        for person in people:
            (folder / person).mkdir()

        def start(person: PersonId) -> Playground:
            centre = person == MARIJKE
            return stack.enter_context(standin.playground(person, folder / person, microsoft=port, centre=centre))

        clients = dict(zip(people, starting.map(start, people), strict=True))
        settings = Settings(
            database_url="sqlite://",
            secret_keys=(SecretStr("a secret only for the tests"),),
            centre_channel=f"teams:{CENTRE}",
            teams=TeamsSettings(
                app_id=APP_ID, secret="opens nothing", tenant=TENANT, standin_url=f"http://{HOST}:{port}"
            ),
        )
        in_tenant = roster(language, teams=lambda person: f"{TENANT}/{aad(person)}" if person in people else "")
        home = stack.enter_context(opened(settings, now, roster=in_tenant))
        async with (
            microsoft(port, f"http://{HOST}:{bot}{PATH}") as between,
            TestServer(application(home.house), host=HOST, port=bot),
        ):
            between.clients = tuple(clients.values())
            for person in installed:
                await clients[person].install()
            await settled(home)

            def read(person: PersonId, conversation: str) -> Awaitable[list[Shown]]:
                return clients[person].shown(between.passed[person], conversation=conversation)

            yield TeamsPlatform(home, clients, read)
