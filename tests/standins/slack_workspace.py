"""The Slack channel as a test drives it: in front of a Slack of our own, on clocks that are set."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.conversations import KnownConversation
from adapters.slack.api import Api, Client
from adapters.slack.channel import Render, SlackChannel
from adapters.slack.installations import Installation
from adapters.slack.pace import Pace
from adapters.slack.posting import Rendered
from adapters.slack.render import render as rendered
from adapters.slack.render import without_chart
from adapters.slack.wire import new_session
from dialogs.messages import Body, Chart, Note, Outbound, OutboxId, Place, Prompt, Purpose, Quote
from dialogs.people import OrganisationId, PersonId
from tests.standins.slack_api import SlackApi, slack_api
from tests.standins.slack_truth import ANNA, BOT, CENTRE, SHARED, TEAM, TOKEN, Truth

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUSE = Installation(
    account=TEAM, name="House", url="https://house.slack.com/", app_id="A0APP", bot_user=BOT, bot_token=TOKEN
)
TO_ANNA = Place(channel="slack", account=TEAM, conversation=ANNA, person=PersonId("anna"))
TO_CENTRE = Place(channel="slack", account=TEAM, conversation=CENTRE)
TO_ANNA_AMONG_OTHERS = Place(channel="slack", account=TEAM, conversation=f"{SHARED}/{ANNA}", person=PersonId("anna"))
IN_ONE = 8000
"""The letters that the renderer of the tests puts in one message."""


@dataclass
class Time:
    """Wall time and monotonic time; whoever sleeps moves both on at once."""

    at: datetime = START
    slept: float = 0.0

    def wall(self) -> datetime:
        """Return the wall time."""
        return self.at

    def monotonic(self) -> float:
        """Return the seconds since the beginning."""
        return (self.at - START).total_seconds()

    def stamp(self) -> float:
        """Return the wall time as Slack counts it."""
        return self.at.timestamp()

    def on(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        """Let time pass and remember that somebody waited for it."""
        self.slept += seconds
        self.on(seconds)


@dataclass
class MemoryInstallations:
    """Workspaces in memory."""

    time: Time
    kept: dict[str, Installation] = field(default_factory=lambda: {TEAM: HOUSE})
    leases: dict[str, datetime] = field(default_factory=dict)

    async def find(self, account: str) -> Installation | None:
        """Return what is kept."""
        return self.kept.get(account)

    async def keep(self, installation: Installation) -> None:
        """Keep it as text, as it really lies."""
        self.kept[installation.account] = Installation.from_text(installation.to_text())
        self.leases.pop(installation.account, None)

    async def remove(self, account: str) -> None:
        """Forget it."""
        self.kept.pop(account, None)

    async def lease(self, account: str, seconds: float) -> bool:
        """Give the lease to one at a time."""
        if self.leases.get(account, self.time.at) > self.time.at:
            return False
        self.leases[account] = self.time.at + timedelta(seconds=seconds)
        return True

    async def all(self) -> list[Installation]:
        """Return them all."""
        return list(self.kept.values())


@dataclass
class MemoryConversations:
    """Conversations in memory."""

    kept: dict[str, KnownConversation] = field(default_factory=dict)

    async def find(self, channel: str, account: str, user: str) -> KnownConversation | None:
        """Return what is kept."""
        return self.kept.get(f"{channel} {account} {user}")

    async def keep(self, conversation: KnownConversation) -> None:
        """Keep it."""
        self.kept[f"{conversation.channel} {conversation.account} {conversation.user}"] = conversation

    async def forget(self, channel: str, account: str, user: str) -> None:
        """Forget it."""
        self.kept.pop(f"{channel} {account} {user}", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What the renderer of the tests makes."""

    text: str
    blocks: Sequence[Mapping[str, object]]


def plain(body: Prompt | Note, *, mention: str = "", link_url: str = "", with_chart: bool = True) -> Sequence[Message]:
    """Return the words of a body, cut into messages, each with its words in one section or more."""
    words = body.text if isinstance(body, Prompt) else "\n".join(map(_words, body.blocks))
    words = f"<@{mention}> {words}" if mention else words
    words = f"{words} {link_url}" if link_url else words
    chart = body.chart if isinstance(body, Note) else None
    words = f"{words}\n{chart.alt}" if chart is not None and not with_chart else words
    cut = [words[at : at + IN_ONE] for at in range(0, len(words), IN_ONE)] or ["…"]
    drawn: list[Mapping[str, object]] = [{"type": "data_visualization"}] if chart is not None and with_chart else []
    return [Message(text=one[:200], blocks=[*_sections(one), *(drawn if not at else [])]) for at, one in enumerate(cut)]


def _words(block: str | Quote) -> str:
    return block if isinstance(block, str) else block.words or "…"


def _sections(words: str) -> list[Mapping[str, object]]:
    pieces = [words[at : at + 3000] for at in range(0, len(words), 3000)] or ["…"]
    return [{"type": "section", "text": {"type": "plain_text", "text": one}} for one in pieces]


def as_in_the_house(
    body: Prompt | Note, *, mention: str = "", link_url: str = "", with_chart: bool = True
) -> Sequence[Rendered]:
    """Return what the house itself makes of a body."""
    found = rendered(body, mention=mention, link_url=link_url)
    return found if with_chart else [without_chart(one) for one in found]


def texts(block: Mapping[str, Any]) -> Iterator[str]:
    """Give the texts in a block, in reading order."""
    if block.get("type") in {"text", "plain_text"}:
        yield block["text"]
    for element in block.get("elements", ()):
        yield from texts(element)
    if isinstance(block.get("text"), dict):
        yield from texts(block["text"])


@dataclass
class Workspace:
    """The channel, what stands behind it, and the clock."""

    slack: SlackApi
    time: Time
    installations: MemoryInstallations
    conversations: MemoryConversations
    api: Api
    channel: SlackChannel

    @property
    def truth(self) -> Truth:
        """What lies in Slack."""
        return self.slack.truth

    def words(self, conversation: str) -> list[str]:
        """Return what somebody reads in a conversation, message by message."""
        return [
            "".join(block["text"]["text"] for block in one.get("blocks", []) if "text" in block)
            for one in self.truth.lying(conversation)
        ]


def note(*blocks: str | Quote, **more: Any) -> Note:  # noqa: ANN401 - the fields of a note
    """Return something told."""
    return Note(blocks=blocks, **more)


def message(body: Body, to: Place = TO_ANNA, *, id: str = "o1", **more: Any) -> Outbound:  # noqa: ANN401 - its fields
    """Return one message."""
    given = {"purpose": Purpose.REPLY, **more}
    return Outbound(id=OutboxId(id), organisation=OrganisationId("default"), to=to, body=body, at=START, **given)


@asynccontextmanager
async def workspace(
    truth: Truth | None = None,
    *,
    per_minute: float = 6000.0,
    seconds: float = 5.0,
    rotating: bool = False,
    picture: Callable[[Chart], bytes] | None = None,
    centre: str = "",
    render: Render | None = None,
) -> AsyncIterator[Workspace]:
    """Give the channel in front of a Slack of our own; `seconds` is how long an answer is waited for."""
    async with slack_api(truth) as slack:
        time = Time()
        slack.truth.now = time.stamp
        installations, conversations = MemoryInstallations(time), MemoryConversations()
        if rotating:
            given = slack.truth.grant()
            ends = time.at + timedelta(seconds=given["expires_in"])
            tokens = {"bot_token": given["access_token"], "refresh_token": given["refresh_token"]}
            installations.kept[TEAM] = replace(HOUSE, expires_at=ends, **tokens)
        api = new_api(slack, installations, time, per_minute=per_minute, seconds=seconds)
        channel = SlackChannel(api, conversations, render=render or plain, picture=picture, centre=centre)
        try:
            yield Workspace(slack, time, installations, conversations, api, channel)
        finally:
            await api.close()


def new_api(
    slack: SlackApi,
    installations: MemoryInstallations,
    time: Time,
    *,
    per_minute: float = 6000.0,
    seconds: float = 5.0,
    sleep: Callable[[float], Awaitable[None]] | None = None,
) -> Api:
    """Return one more sender at the same Slack, as another process would be."""
    return Api(
        installations,
        wall=time.wall,
        client=Client(id="app", secret="hush"),
        base_url=slack.url,
        session=lambda: new_session(seconds),
        pace=Pace(per_minute=per_minute),
        monotonic=time.monotonic,
        sleep=sleep or time.sleep,
    )
