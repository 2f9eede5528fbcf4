"""The week in Teams against a connector of our own: what comes in has the shapes that were recorded, and is signed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from adapters.teams.pace import Pace
from adapters.teams.settings import TeamsSettings
from bot.app import application
from bot.settings import Settings
from bot.teams_platform import TeamsPlatform as Teams
from dialogs.people import PersonId
from tests.acceptance.platforms.settling import settled
from tests.acceptance.platforms.teams import TeamsPlatform
from tests.acceptance.week import roster
from tests.house import ANNA, JOOST, MARIJKE, Home, opened
from tests.standins.connector import ConnectorStandin
from tests.standins.connector_people import ConnectorPerson
from tests.standins.enclosure import HOST
from tests.standins.issuer import APP, TENANT
from tests.standins.playground import CENTRE, Shown, aad, chat
from tests.teams_house import UNPACED

PATH: Final = "/api/messages"
PEOPLE: Final = (ANNA, JOOST, MARIJKE)
STRANGER: Final = PersonId("stranger")
"""Somebody in the tenant whom the house does not know."""


@asynccontextmanager
async def connector(
    language: str, _folder: Path, *, people: Sequence[PersonId] = PEOPLE
) -> AsyncIterator[TeamsPlatform[ConnectorPerson]]:
    """Start the connector, open a house with these people in its tenant, and a stranger, and serve it."""
    there = ConnectorStandin()
    there.channel(CENTRE, aad(MARIJKE))
    for person in (*people, STRANGER):
        there.chat(chat(person), aad(person))
    in_tenant = roster(language, teams=lambda person: f"{TENANT}/{aad(person)}" if person in people else "")
    async with TestServer(there.application(), host=HOST) as server, ClientSession() as session:
        there.url = f"http://{HOST}:{server.port}"
        settings = Settings(
            database_url="sqlite://",
            secret_keys=(SecretStr("a secret only for the tests"),),
            centre_channel=f"teams:{CENTRE}",
            teams=TeamsSettings(app_id=APP, secret="opens nothing", tenant=TENANT, standin_url=there.url),
        )
        with opened(settings, roster=in_tenant) as home:
            _hurry(home)
            async with TestServer(application(home.house), host=HOST) as bot:
                address = str(bot.make_url(PATH))
                everybody = (*people, STRANGER)
                clients = {person: ConnectorPerson(person, there, address, session) for person in everybody}

                async def read(person: PersonId, conversation: str) -> list[Shown]:
                    return clients[person].shown(conversation)

                for person in {JOOST, MARIJKE} & {*people}:
                    await clients[person].install()
                await settled(home)
                yield TeamsPlatform(home, clients, read)


def _hurry(home: Home) -> None:
    """Let the bot speak as fast as it can: that it keeps a pace is seen in tests of its own."""
    platform = home.house.platforms["teams"]
    assert isinstance(platform, Teams)
    platform._speaker._pace = Pace(conversation=UNPACED, tenant=UNPACED)
