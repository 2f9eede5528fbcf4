"""The transports to Teams that are held to one contract, each with a connector behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from adapters.teams.addresses import ServiceAddresses
from adapters.teams.transport import Address, TeamsTransport
from adapters.teams.transport_botbuilder import BotbuilderTransport
from tests.standins.connector import ConnectorStandin
from tests.standins.issuer import APP, TENANT


class Transport(TeamsTransport, Protocol):
    """A transport that can hang up."""

    async def close(self) -> None:
        """Hang up."""
        ...


@dataclass(slots=True)
class CountedToken:
    """Credentials that tell how often somebody asked for the token."""

    value: str
    asked: int = 0

    async def token(self) -> str:
        self.asked += 1
        return self.value


Make = Callable[[CountedToken, ServiceAddresses, float], Transport]


def botbuilder(token: CountedToken, addresses: ServiceAddresses, patience: float) -> Transport:
    """Return the transport on botbuilder-core."""
    return BotbuilderTransport(app_id=APP, credentials=token, addresses=addresses, patience=patience)


TRANSPORTS: Mapping[str, Make] = {"botbuilder": botbuilder}
"""Every transport by its name; a second one is added here and held to all of this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One transport with a connector behind it."""

    transport: Transport
    standin: ConnectorStandin
    token: CountedToken

    def at(self, conversation: str) -> Address:
        """Return the address of a conversation."""
        return Address(service_url=self.standin.url, conversation_id=conversation, bot_id=f"28:{APP}", tenant=TENANT)
