"""People in a Slack of our own: what they do reaches the bot signed, in shapes that Slack was seen to post."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from aiohttp import ClientSession

from tests.payloads.recorded import recorded
from tests.standins.local_slack import interaction, signed
from tests.standins.slack_api import SlackApi
from tests.standins.slack_truth import BOT, TEAM, TOKEN, Truth

Json = dict[str, Any]

APP: Final = "A0APP"
_WORKSPACE: Final = {"T01HOUSE": TEAM, "U0BOT": BOT, "A01APP": APP}
_PRESSED: Final = {"button": "slack/button-in-dm", "static_select": "slack/select-in-message"}
_PRESSED_IN_VIEW: Final = {"button": "slack/button-at-home", "static_select": "slack/select-at-home"}


@dataclass(frozen=True, slots=True)
class SlackPeople:
    """What people do in the workspace, and what they see there; a `user` is an id, `U…`; the bot is at `bot`."""

    slack: SlackApi
    bot: str
    session: ClientSession

    @property
    def truth(self) -> Truth:
        """What lies there."""
        return self.slack.truth

    # --- what people do: each returns when the bot has answered -------------------------------------------------------

    async def say(self, user: str, text: str, *, channel: str = "", thread: str = "") -> str:
        """Let somebody write to the bot, or in a thread of a channel, and return the ts of the message."""
        where = channel or await self.direct(user)
        message = self.truth.said(where, user, escape(text, quote=False), thread)
        changes = {f"event.{name}": message[name] for name in ("text", "ts")} | {"event.event_ts": message["ts"]}
        if thread:
            ids = {"U01ANNA": user, "G01CENTRUM": where}
            await self._event("slack/channel-private-thread", ids, {**changes, "event.thread_ts": thread})
        elif channel:
            ids = {"U01ANNA": user, "C01KLANT": where}
            await self._event("slack/channel-chatter", ids, {**changes, "event.client_msg_id": str(uuid4())})
        else:
            ids = {"U01ANNA": user, "D01ANNA": where}
            await self._event("slack/message-in-dm", ids, {**changes, "event.client_msg_id": str(uuid4())})
        ts: str = message["ts"]
        return ts

    async def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Let somebody change a message of their own."""
        message = self._lying(channel, ts)
        before, at = dict(message), self.truth.stamp()
        message |= {"text": escape(text, quote=False), "edited": {"user": user, "ts": at}}
        changes = {"event.message": _shown(message), "event.previous_message": _shown(before), "event.event_ts": at}
        await self._event("slack/edited", {"U01ANNA": user, "D01ANNA": channel}, {**changes, "event.ts": at})

    async def delete(self, user: str, channel: str, ts: str) -> None:
        """Let somebody remove a message of their own."""
        message, at = self._lying(channel, ts), self.truth.stamp()
        self.truth.messages[channel].remove(message)
        changes = {"event.previous_message": _shown(message), "event.deleted_ts": ts, "event.event_ts": at}
        await self._event("slack/deleted", {"U01ANNA": user, "D01ANNA": channel}, {**changes, "event.ts": at})

    async def press(self, user: str, message: Json, action: Json) -> None:
        """Let somebody press something in a message: the action of one of its `pressables`."""
        ids = {"U01ANNA": user, "D01ANNA": message["channel"]}
        changes = {
            "container.message_ts": message["ts"],
            "message": _shown(message),
            "response_url": self._respond(user),
            "actions": [{**action, "action_ts": self.truth.stamp()}],
        }
        case = _PRESSED[action["type"]]
        if action["type"] == "button" and message.get("thread_ts") not in {None, message["ts"]}:
            case, changes = "slack/button-in-thread", {**changes, "container.thread_ts": message["thread_ts"]}
        await self._interact(case, ids, changes)

    async def press_in_view(self, user: str, view: Json, action: Json) -> None:
        """Let somebody press something on their Home or in a window."""
        changes = {
            "container.view_id": view["id"],
            "view": view,
            "actions": [{**action, "action_ts": self.truth.stamp()}],
        }
        await self._interact(_PRESSED_IN_VIEW[action["type"]], {"U01ANNA": user}, changes)

    async def shortcut(self, user: str, message: Json) -> None:
        """Let somebody choose "this is an assumption" at a message."""
        changes = {
            "action_ts": self.truth.stamp(),
            "message_ts": message["ts"],
            "message": _shown(message),
            "response_url": self._respond(user),
        }
        ids = {"U01ANNA": user, "C01KLANT": message["channel"]}
        await self._interact("slack/shortcut-message-assumption", ids, changes)

    async def command(self, user: str, command: str, text: str, *, channel: str = "") -> None:
        """Let somebody type a slash command."""
        ids = {**_WORKSPACE, "U01ANNA": user, "C01KLANT": channel or await self.direct(user)}
        changes = {"command": command, "text": text, "trigger_id": self.truth.trigger()}
        form = recorded("slack/command-assumption-nl", ids, {**changes, "response_url": self._respond(user)})
        said = await self._post(urlencode(form), "application/x-www-form-urlencoded")
        if said:
            self.truth.whispers.append({"user": user, **said})

    async def open_home(self, user: str) -> Json:
        """Let somebody open the Home tab of the bot, which must publish it then, and return what stands there."""
        before = self.truth.homes.get(user)
        ids = {"U01ANNA": user, "D01ANNA": await self.direct(user)}
        stood = {"event.view": before} if before else {}
        case = "slack/home-opened" if before else "slack/home-opened-plain"
        await self._event(case, ids, {"event.event_ts": self.truth.stamp(), **stood})
        assert self.truth.homes[user] is not before
        return self.truth.homes[user]

    async def submit(self, user: str, values: Mapping[str, Mapping[str, Json]]) -> Json:
        """Let somebody send the topmost window, and return the errors it then shows by block; empty if none."""
        assert self.truth.windows, "no window is open"
        window = {**self.truth.windows[-1], "state": {"values": values}}
        said = await self._interact("slack/window-text", {"U01ANNA": user}, {"view": window})
        match said:
            case {"response_action": "errors", "errors": dict(errors)}:
                return errors
            case {"response_action": "update", "view": dict(view)}:
                self.truth.windows[-1] = self.truth.looked_at(view)
            case {"response_action": "push", "view": dict(view)}:
                self.truth.windows.append(self.truth.looked_at(view))
            case {"response_action": "clear"}:
                self.truth.windows.clear()
            case _:
                assert not said, said
                self.truth.windows.pop()
        return {}

    # --- what people see ----------------------------------------------------------------------------------------------

    async def direct(self, user: str) -> str:
        """Return the id of the conversation between somebody and the bot."""
        channel: str = (await self.api("conversations.open", users=user))["channel"]["id"]
        return channel

    async def messages(self, channel: str) -> list[Json]:
        """Return every message of a channel, oldest first, each with what stands under it."""
        found: list[Json] = []
        for head in reversed(await self._all("conversations.history", channel=channel)):
            under = await self._all("conversations.replies", channel=channel, ts=head["ts"])
            found += under if head.get("thread_ts") else [head]
        return [{**one, "channel": channel} for one in found]

    async def windows(self) -> list[Json]:
        """Return the windows that are open, the topmost last."""
        return list(self.truth.windows)

    def whispered(self, user: str) -> list[Json]:
        """Return what was said to somebody alone where others are, or at once."""
        return [one for one in self.truth.whispers if one["user"] == user]

    async def api(self, method: str, /, **arguments: object) -> Json:
        """Call the Web API as the bot does."""
        authorised = {"Authorization": f"Bearer {TOKEN}"}
        async with self.session.post(f"{self.slack.url}{method}", json=arguments, headers=authorised) as answer:
            found: Json = await answer.json()
            assert found["ok"], f"{method}: {found.get('error')}"
            return found

    # --- how ----------------------------------------------------------------------------------------------------------

    async def _all(self, method: str, **arguments: object) -> list[Json]:
        found: list[Json] = []
        cursor: str | None = ""
        while cursor is not None:
            page = await self.api(method, **arguments, cursor=cursor)
            found += page["messages"]
            cursor = page["response_metadata"]["next_cursor"] or None
        return found

    def _lying(self, channel: str, ts: str) -> Json:
        return next(one for one in self.truth.lying(channel) if one["ts"] == ts)

    def _respond(self, user: str) -> str:
        return f"{self.slack.url.removesuffix('/api/')}/respond/{user}"

    async def _event(self, case: str, ids: Mapping[str, str], changes: Mapping[str, object]) -> None:
        about = {"event_id": f"Ev{self.truth.stamp()}", "event_time": int(time.time())}
        body = recorded(case, {**_WORKSPACE, **ids}, {**changes, **about})
        await self._post(json.dumps(body), "application/json")

    async def _interact(self, case: str, ids: Mapping[str, str], changes: Mapping[str, object]) -> Json:
        about = {"trigger_id": self.truth.trigger()}
        body, headers = interaction(recorded(case, {**_WORKSPACE, **ids}, {**changes, **about}))
        return await self._post(body, headers["Content-Type"])

    async def _post(self, body: str, content_type: str) -> Json:
        headers = {"Content-Type": content_type, **signed(body)}
        async with self.session.post(self.bot, data=body, headers=headers) as answer:
            assert answer.status == HTTPStatus.OK, f"{answer.status} to {body[:200]}"
            found: Json = {}
            with suppress(ValueError):
                found = json.loads(await answer.text())
            return found


def _shown(message: Json) -> Json:
    """Return a message as it goes along with what happened to it: without what only we know of it."""
    return {name: value for name, value in message.items() if name not in {"at", "channel", "metadata"}}
