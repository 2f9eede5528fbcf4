"""The transport on botbuilder-core 4.17.1, the last of its line; no other file knows that library.

Of the library it uses the connector's operations (which call has which address and verb) and the app's credentials. The
wire is ours: the library sends by `requests` in the event loop's few threads, loses parts of an activity when it makes
a model of it, and follows redirects.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from botbuilder.core import __version__ as botbuilder_version
from botframework.connector.aio.operations_async import ConversationsOperations
from botframework.connector.auth import MicrosoftAppCredentials
from botframework.connector.bot_framework_sdk_client_async import BotFrameworkConnectorConfiguration
from msal import ConfidentialClientApplication
from msrest import Serializer
from msrest.async_client import ServiceClientAsync
from msrest.authentication import Authentication
from msrest.pipeline import Request, Response
from msrest.pipeline.async_abc import AsyncHTTPSender, AsyncPipeline
from msrest.universal_http import ClientRequest

from adapters.teams.addresses import ServiceAddresses, service_addresses
from adapters.teams.connector import SEND_SECONDS, Connector
from adapters.teams.credentials import STANDIN_TOKEN, Credentials, KeptToken, StaticToken
from adapters.teams.settings import TeamsSettings
from adapters.teams.transport import (
    Activity,
    Address,
    InvokeReply,
    Take,
    TransportAway,
    TransportRefused,
    begins_a_thread,
)

TOKEN_SECONDS: Final = 10.0
_MOST_CLIENTS: Final = 64
_ID: Final = re.compile(r"(?!\.{1,2}\Z)[!-~]{1,1024}")


class BotbuilderTransport:
    """Speaks to Teams by the library's operations, over a connector of our own."""

    def __init__(
        self,
        *,
        app_id: str,
        credentials: Credentials,
        addresses: ServiceAddresses,
        patience: float = SEND_SECONDS,
    ) -> None:
        """Speak as the bot of `app_id`, to `addresses` and no others; wait for an answer for `patience` seconds."""
        self.credentials = credentials
        self._bot_id = f"28:{app_id}"
        self._addresses = addresses
        agent = f"BotBuilder Python/{botbuilder_version}"
        self._connector = Connector(credentials, addresses, user_agent=agent, patience=patience)
        self._clients: dict[str, ConversationsOperations] = {}

    async def handle(self, activity: Activity, on: Take) -> InvokeReply | None:
        """Give the activity on as it is; a turn of the library would read it five times slower and lose parts of it."""
        return await on(activity)

    async def post(self, address: Address, activity: Activity) -> str:
        """Post an activity and return its id."""
        conversations = self._conversations(address.service_url)
        whole = _enveloped(address, activity)
        if begins_a_thread(address):
            answer = await conversations.create_conversation(_new_thread(address, whole))
            id = _name(answer, "activityId") or _name(answer, "id").partition(";messageid=")[2]
        else:
            answer = await conversations.send_to_conversation(_id(address.conversation_id), whole)
            id = _name(answer, "id")
        if not id:
            # It was taken, but nobody will ever know under which id.
            raise TransportAway(ambiguous=True, status=200)
        return id

    async def update(self, address: Address, activity_id: str, activity: Activity) -> None:
        """Put another activity in the place of one that was posted."""
        whole = {**_enveloped(address, activity), "id": activity_id}
        await self._conversations(address.service_url).update_activity(
            _id(address.conversation_id), _id(activity_id), whole
        )

    async def open_dm(self, service_url: str, tenant: str, user: str) -> Address:
        """Open, or find again, the personal chat with a user and return its address."""
        asked = {
            "isGroup": False,
            "bot": {"id": self._bot_id},
            "members": [{"id": user}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        id = _name(await self._conversations(service_url).create_conversation(asked), "id")
        if not id:
            raise TransportAway(ambiguous=False, status=200)
        return Address(service_url=service_url, conversation_id=id, bot_id=self._bot_id, tenant=tenant)

    async def close(self) -> None:
        """Hang up."""
        await self._connector.close()

    def _conversations(self, service_url: str) -> ConversationsOperations:
        # Asked each time, not only when a client is made: what is kept here must never outlive the list.
        if not self._addresses.accepts(service_url):
            raise TransportRefused(status=0, code="ForeignAddress")
        if service_url not in self._clients:
            if len(self._clients) >= _MOST_CLIENTS:
                self._clients.clear()
            self._clients[service_url] = _operations(service_url, self._connector)
        return self._clients[service_url]


def botbuilder_transport(settings: TeamsSettings) -> BotbuilderTransport:
    """Return the transport for these settings; with a stand-in no secret of ours is used at all. Raises BadAddress."""
    credentials: Credentials = (
        StaticToken(STANDIN_TOKEN)
        if settings.standin_url
        else KeptToken(app_token(settings.app_id, settings.secret, settings.tenant))
    )
    addresses = service_addresses(more_hosts=settings.more_hosts, standin_url=settings.standin_url)
    return BotbuilderTransport(app_id=settings.app_id, credentials=credentials, addresses=addresses)


def app_token(app_id: str, secret: str, tenant: str, *, http: object = None) -> Callable[[], str]:
    """Return a function that asks for the app's token for one tenant; it blocks, so it belongs in a thread.

    It raises TransportRefused where the app or its secret is unknown there, and TransportAway where nobody answers.
    `http` is what MSAL asks by: a session of its own if it is None.
    """
    credentials = MicrosoftAppCredentials(app_id, secret, channel_auth_tenant=tenant)

    def ask() -> str:
        try:
            if credentials.app is None:
                # The library would make the same one, but without a time limit.
                credentials.app = ConfidentialClientApplication(
                    client_id=app_id,
                    client_credential=secret,
                    authority=credentials.oauth_endpoint,
                    http_client=http,
                    timeout=TOKEN_SECONDS,
                )
            return str(credentials.get_access_token())
        except (PermissionError, ValueError):
            # The sentence of the library may hold the tenant's own words; the code is enough to act upon.
            raise TransportRefused(status=401, code="CredentialsRefused") from None
        except Exception:  # noqa: BLE001  the library has no one exception for a login service that is not well
            raise TransportAway(ambiguous=False) from None

    return ask


# --- what the library is given to work with ---------------------------------------------------------------------------


class _AsItIs(Serializer):
    """Writes the parts of a URL as the library does, and leaves a body alone."""

    def body(self, data: object, data_type: str, **_more: object) -> object:  # noqa: ARG002 - the library's own names
        return data


class _Answer:
    """What came back, in the shape in which the library looks at it; only a good answer gets this far."""

    def __init__(self, payload: Mapping[str, object]) -> None:
        self.status_code = 200
        self.payload = payload
        self.context: object = None


class _Sender(AsyncHTTPSender[ClientRequest, object]):
    """The last step of a call, where the library would send it."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def send(self, request: Request[ClientRequest], **_config: object) -> Response[ClientRequest, object]:
        asked = request.http_request
        return Response(request, _Answer(await self._connector.ask(asked.method, asked.url, asked.data)))

    async def __aexit__(self, *_exc: object) -> None:
        await self._connector.close()


def _payload(_type: str, answer: _Answer) -> Mapping[str, object]:
    return answer.payload


def _operations(service_url: str, connector: Connector) -> ConversationsOperations:
    config = BotFrameworkConnectorConfiguration(Authentication(), service_url)
    client = ServiceClientAsync(config)
    config.pipeline = AsyncPipeline([], _Sender(connector))
    return ConversationsOperations(client, config, _AsItIs(), _payload)  # type: ignore[no-untyped-call]


# --- what is said -----------------------------------------------------------------------------------------------------


def _enveloped(address: Address, activity: Activity) -> dict[str, object]:
    """Return the activity with who speaks and where; without the tenant Teams refuses some of them."""
    data = activity.get("channelData")
    return {
        "type": "message",
        "from": {"id": address.bot_id},
        "conversation": {"id": address.conversation_id, "tenantId": address.tenant},
        **activity,
        "channelData": {**(data if isinstance(data, Mapping) else {}), "tenant": {"id": address.tenant}},
    }


def _new_thread(address: Address, whole: Mapping[str, object]) -> Mapping[str, object]:
    return {
        "isGroup": True,
        "bot": {"id": address.bot_id},
        "tenantId": address.tenant,
        "channelData": {"channel": {"id": address.conversation_id}, "tenant": {"id": address.tenant}},
        "activity": {name: value for name, value in whole.items() if name != "conversation"},
    }


def _id(value: str) -> str:
    """Return an id that can stand in a URL; one that could lead elsewhere on the same host is refused."""
    if _ID.fullmatch(value) is None:
        raise TransportRefused(status=0, code="BadAddress")
    return value


def _name(answer: object, name: str) -> str:
    found = answer.get(name) if isinstance(answer, Mapping) else None
    return found if isinstance(found, str) else ""
