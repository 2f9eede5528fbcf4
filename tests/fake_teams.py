"""Teams in memory: what was posted stands where it was posted, and a refusal or a silence can be planted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from adapters.conversations import KnownConversation
from adapters.desk import Away
from adapters.teams.elements import Element
from adapters.teams.transport import Activity, Address, InvokeReply, Take, begins_a_thread
from tests.unit.teams.card_reading import look

APP = "c9e8c047-2a74-40a2-b28a-b162d5f5327c"
BOT = f"28:{APP}"
TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
OTHER_TENANT = "0d9b645f-597b-41f0-a2a3-ef103fbd91bb"
SERVICE = "https://smba.trafficmanager.net/emea/"
CENTRE = "19:6decf54d86d945e4b3924b63a9161a78@thread.tacv2"


def user_of(name: str) -> str:
    """Return the id that Entra would give somebody of this name."""
    return f"{name.encode().hex():0<8.8}-0000-4000-8000-000000000000"


def chat_of(user: str) -> str:
    """Return the conversation in which somebody speaks with us alone."""
    return f"a:chat-{user}"


@dataclass
class Posted:
    """One activity as it stands: where, under which root or none, and what."""

    id: str
    conversation: str
    root: str
    activity: Activity

    @property
    def card(self) -> Element | None:
        """The card it carries."""
        attachments = self.activity.get("attachments")
        if not isinstance(attachments, list) or not attachments:
            return None
        content = attachments[0]["content"]
        assert isinstance(content, dict)
        return content

    @property
    def text(self) -> str:
        """What can be read of it."""
        return str(self.activity.get("text", "")) if self.card is None else look(self.card).text


@dataclass
class FakeTransport:
    """The four ways to Teams; `fault` may raise what a call must end in, and is told which call it is and for whom."""

    posted: list[Posted] = field(default_factory=list)
    opened: list[tuple[str, str]] = field(default_factory=list)
    calls: int = 0
    fault: Callable[[str, str], None] = lambda _call, _conversation: None
    lose: bool = False
    _ids: Iterator[int] = field(default_factory=lambda: count(1_700_000_000_001))

    async def handle(self, activity: Activity, on: Take) -> InvokeReply | None:
        return await on(activity)

    async def post(self, address: Address, activity: Activity) -> str:
        self._asked("post", address)
        conversation, _, root = address.conversation_id.partition(";messageid=")
        id = str(next(self._ids))
        if not self.lose:
            stands = Posted(id=id, conversation=conversation, root=root, activity=activity)
            self.posted.append(stands)
            assert not root or any(one.id == root for one in self.at(conversation)), "no such thread"
            assert begins_a_thread(address) == (conversation.startswith("19:") and not root)
        return id

    async def update(self, address: Address, activity_id: str, activity: Activity) -> None:
        self._asked("update", address)
        (stands,) = [one for one in self.at(address.conversation_id) if one.id == activity_id]
        stands.activity = activity

    async def open_dm(self, service_url: str, tenant: str, user: str) -> Address:
        self._asked("open_dm", Address(service_url=service_url, conversation_id=user, bot_id=BOT, tenant=tenant))
        self.opened.append((tenant, user))
        return Address(service_url=service_url, conversation_id=chat_of(user), bot_id=BOT, tenant=tenant)

    def at(self, conversation: str) -> list[Posted]:
        """Return what stands in a conversation, oldest first."""
        return [one for one in self.posted if one.conversation == conversation.partition(";")[0]]

    def _asked(self, call: str, address: Address) -> None:
        self.calls += 1
        assert address.service_url == SERVICE
        assert address.bot_id == BOT
        assert address.tenant == TENANT
        self.fault(call, address.conversation_id)


class MemoryConversations:
    """Where people are spoken to, in a dictionary; `away` makes it lose its database."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, str], KnownConversation] = {}
        self.away = False
        self.written = 0

    async def find(self, channel: str, account: str, user: str) -> KnownConversation | None:
        self._open()
        return self.kept.get((channel, account, user))

    async def keep(self, conversation: KnownConversation) -> None:
        self._open()
        self.written += 1
        self.kept[conversation.channel, conversation.account, conversation.user] = conversation

    async def forget(self, channel: str, account: str, user: str) -> None:
        self._open()
        self.kept.pop((channel, account, user), None)

    def plant(self, user: str, id: str, *, personal: bool, tenant: str = TENANT) -> None:
        """Let a conversation be known from before."""
        found = KnownConversation(
            channel="teams", account=tenant, user=user, id=id, service_url=SERVICE, personal=personal
        )
        self.kept["teams", tenant, user] = found

    def _open(self) -> None:
        if self.away:
            raise Away


def message(user: str, text: str, *, id: str, **more: object) -> dict[str, object]:
    """Return what Teams posts when somebody types into their chat with us."""
    return {
        "type": "message",
        "id": id,
        "timestamp": "2026-11-24T09:00:00Z",
        "serviceUrl": SERVICE,
        "channelId": "msteams",
        "from": {"id": f"29:{user}", "aadObjectId": user},
        "recipient": {"id": BOT},
        "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": chat_of(user)},
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "nl-NL",
        "text": text,
        **more,
    }


def in_channel(user: str, text: str, *, id: str, root: str = "", **more: object) -> dict[str, object]:
    """Return what Teams posts when somebody types in the centre's channel, under `root` or as a new post."""
    found = message(user, text, id=id, **more)
    place = f"{CENTRE};messageid={root or id}"
    return {**found, "conversation": {"conversationType": "channel", "isGroup": True, "tenantId": TENANT, "id": place}}


def pressed(user: str, data: Element, *, id: str, under: str, submit: bool = False) -> dict[str, object]:
    """Return what Teams posts when somebody presses a button of a card in their chat, in a new client or an old one."""
    found = {**message(user, "", id=id), "replyToId": under}
    if submit:
        return {**found, "value": data}
    value = {"action": {"type": "Action.Execute", "data": data}, "trigger": "manual"}
    return {**found, "type": "invoke", "name": "adaptiveCard/action", "value": value}
