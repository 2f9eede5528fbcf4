"""Puts messages into a conversation: each once, in the thread that was meant, with our own id on it to find it by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import structlog

from adapters.slack.addresses import Address
from adapters.slack.api import Api, SlackAway, SlackRefused
from adapters.slack.pace import Urgency
from dialogs.messages import OutboxId

EVENT: Final = "samenspraak"
PAGE: Final = 100
MOST_PAGES: Final = 10


class Rendered(Protocol):
    """One message as Slack takes it: the words for a notification, and the blocks that are shown."""

    @property
    def text(self) -> str:
        """What a notification says."""
        ...

    @property
    def blocks(self) -> Sequence[Mapping[str, object]]:
        """What is shown."""
        ...


class Paced(Exception):
    """It is too busy; carries the seconds to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class Astray(Exception):
    """The message landed where it was not meant to be, and was taken away; carries the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a message of ours carries unseen: its outbox id, which part of how many it is, and the first part's id."""

    id: OutboxId
    part: int = 1
    of: int = 1
    root: str = ""

    def metadata(self) -> Mapping[str, object]:
        """Return the label as Slack keeps it; nothing in it says anything about anybody."""
        payload: dict[str, object] = {"id": self.id}
        if self.of > 1:
            payload |= {"part": self.part, "of": self.of}
        if self.root:
            payload["root"] = self.root
        return {"event_type": EVENT, "event_payload": payload}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A message of ours as it lies there."""

    ts: str
    thread: str
    label: Label


class Poster:
    """Posts, changes, removes and finds messages; raises what the API raises, `Paced` and `Astray`."""

    def __init__(self, api: Api) -> None:
        """Speak by this API."""
        self._api = api

    async def post(self, to: Address, message: Rendered, label: Label, thread: str | None, urgency: Urgency) -> str:
        """Post one message and return its id; in a thread it is there, or it is nowhere."""
        wait = self._api.pace.reserve(to.account, to.conversation, self._api.monotonic(), urgency)
        if wait > urgency.value:
            raise Paced(wait)
        if wait:
            await self._api.sleep(wait)
        answer = await self._api.call(
            to.account,
            "chat.postMessage",
            channel=to.conversation,
            text=message.text,
            blocks=list(message.blocks) or None,
            thread_ts=thread,
            metadata=label.metadata(),
            unfurl_links=False,
            unfurl_media=False,
        )
        ts, channel = answer.get("ts"), answer.get("channel")
        if not isinstance(ts, str) or not ts:
            raise SlackAway(ambiguous=True, method="chat.postMessage")
        posted = answer.get("message")
        landed = posted.get("thread_ts") if isinstance(posted, Mapping) else None
        if channel != to.conversation:
            await self._take_away(to.account, channel if isinstance(channel, str) else to.conversation, ts, label)
            raise Astray("place_lost")
        if thread is not None and landed != thread:
            await self._take_away(to.account, to.conversation, ts, label)
            raise Astray("thread_lost")
        return ts

    async def change(self, to: Address, ts: str, message: Rendered, label: Label) -> None:
        """Let a message say something else; the same twice is the same as once."""
        await self._api.call(
            to.account,
            "chat.update",
            channel=to.conversation,
            ts=ts,
            text=message.text,
            blocks=list(message.blocks),
            metadata=label.metadata(),
        )

    async def remove(self, to: Address, ts: str) -> None:
        """Remove a message; one that is gone already is gone."""
        try:
            await self._api.call(to.account, "chat.delete", channel=to.conversation, ts=ts)
        except SlackRefused as error:
            if error.error != "message_not_found":
                raise

    async def recent(self, to: Address) -> list[Found]:
        """Return our messages among the newest hundred of a conversation, threads not looked into."""
        answer = await self._api.call(
            to.account, "conversations.history", channel=to.conversation, include_all_metadata=True, limit=PAGE
        )
        return _ours(answer)

    async def thread(self, to: Address, root: str) -> list[Found]:
        """Return our messages in a thread, its head too."""
        found: list[Found] = []
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            answer = await self._api.call(
                to.account,
                "conversations.replies",
                channel=to.conversation,
                ts=root,
                include_all_metadata=True,
                limit=PAGE,
                cursor=cursor,
            )
            found += _ours(answer)
            told = answer.get("response_metadata")
            after = told.get("next_cursor") if isinstance(told, Mapping) else None
            if not isinstance(after, str) or not after:
                break
            cursor = after
        return found

    async def permalink(self, to: Address, ts: str) -> str:
        """Return the address of a message, or an empty string where there is none to be had."""
        try:
            answer = await self._api.call(to.account, "chat.getPermalink", channel=to.conversation, message_ts=ts)
        except (SlackRefused, SlackAway):
            return ""
        link = answer.get("permalink")
        return link if isinstance(link, str) and link.startswith(("https://", "http://127.0.0.1")) else ""

    async def _take_away(self, account: str, channel: str, ts: str, label: Label) -> None:
        log = structlog.get_logger()
        try:
            await self._api.call(account, "chat.delete", channel=channel, ts=ts)
        except (SlackRefused, SlackAway):
            log.exception("slack.stray_message_stays", account=account, channel=channel, outbox=label.id)
        else:
            log.warning("slack.stray_message_removed", account=account, channel=channel, outbox=label.id)


def _ours(answer: Mapping[str, object]) -> list[Found]:
    """Return those messages of an answer that carry a label of ours."""
    messages = answer.get("messages")
    read = [_found(one) for one in messages] if isinstance(messages, list) else []
    return [one for one in read if one is not None]


def _found(message: object) -> Found | None:
    if not isinstance(message, Mapping):
        return None
    ts, thread, metadata = message.get("ts"), message.get("thread_ts"), message.get("metadata")
    if not isinstance(ts, str) or not isinstance(metadata, Mapping) or metadata.get("event_type") != EVENT:
        return None
    payload = metadata.get("event_payload")
    if not isinstance(payload, Mapping) or not isinstance(payload.get("id"), str):
        return None
    part, of, root = payload.get("part", 1), payload.get("of", 1), payload.get("root", "")
    label = Label(
        id=OutboxId(payload["id"]),
        part=part if isinstance(part, int) else 1,
        of=of if isinstance(of, int) else 1,
        root=root if isinstance(root, str) else "",
    )
    return Found(ts=ts, thread=thread if isinstance(thread, str) else "", label=label)
