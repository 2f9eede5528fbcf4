"""local-slack 0.1.8, a Slack server that others wrote: starts it, and does and reads there what people do and read."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlencode

from aiohttp import ClientSession, ClientWebSocketResponse

from dialogs.people import PersonId
from tests.house import ROSTER
from tests.standins.enclosure import SECONDS, free_port, started
from tests.standins.installed import local_slack_command

Json = dict[str, Any]

TEAM: Final = "T0HOUSE"
APP, BOT = "A0SAMENSPRAAK", "U0SAMENSPRAAK"
BOT_TOKEN, APP_TOKEN = "xoxb-house", "xapp-house"
SIGNING_SECRET = "a signing secret only for the tests"
CENTRE: Final = "C0CENTRE"
"""The channel of the centre: private, with nobody in it but the centre, the steward and the bot."""
SHARED: Final = "C0SHARED"
"""A channel in which a client, a professional and the bot are."""

STRANGER: Final = "stranger"
"""Somebody in the workspace whom the house does not know."""

_TRIGGERS = "A0TRIGGERS"
"""An app of the test's own, by which it gets the short-lived keys that open a window; nothing answers there."""
_NOWHERE = "http://127.0.0.1:9/"


def user(person: PersonId | str) -> str:
    """Return the id of somebody of the house in this workspace."""
    return f"U0{person.upper()}"


def config(bot: str, *, socket_mode: bool = False) -> Json:
    """Return the workspace as local-slack reads it: the people of the house, the bot at this address, two channels."""
    rows = list(csv.DictReader(ROSTER.splitlines()))
    people = [
        {"id": user(row["id"]), "name": row["id"], "real_name": row["name"], "tz": "Europe/Amsterdam"} for row in rows
    ]
    people.append({"id": user(STRANGER), "name": STRANGER, "real_name": "Somebody Else", "tz": "Europe/Amsterdam"})
    mode = {"mode": "socket"} if socket_mode else {"mode": "events", "requestUrl": bot}
    app = {"appId": APP, "botUserId": BOT, "botName": "samenspraak", "botToken": BOT_TOKEN, "appToken": APP_TOKEN}
    helper = {"appId": _TRIGGERS, "botUserId": "U0TRIGGERS", "botName": "triggers", "botToken": "xoxb-triggers"}
    centre = [user(row["id"]) for row in rows if row["role"] in {"centre", "steward"}]
    return {
        "workspace": {"name": "House", "domain": "house", "teamId": TEAM},
        "apps": [
            {**app, "signingSecret": SIGNING_SECRET, **mode},
            {**helper, "appToken": "", "signingSecret": "another", "mode": "events", "requestUrl": _NOWHERE},
        ],
        "users": people,
        "channels": [
            {"id": CENTRE, "name": "centre", "is_private": True, "members": [*centre, BOT]},
            {"id": SHARED, "name": "anna", "is_private": True, "members": [user("anna"), user("joost"), BOT]},
        ],
    }


@contextmanager
def local_slack(folder: Path, *, bot: int, path: str = "/slack/events", socket_mode: bool = False) -> Iterator[str]:
    """Start local-slack and give its address; the bot is, or will be, at this port of this machine."""
    port = free_port()
    written = folder / "local-slack.json"  # JSON is YAML too
    written.write_text(json.dumps(config(f"http://127.0.0.1:{bot}{path}", socket_mode=socket_mode)))
    command = (*local_slack_command(), "--config", str(written), "--port", str(port), "--base-host", "127.0.0.1")
    ready = "/_control/state"
    with started(command, port=port, bot=bot, ready=ready, folder=folder, environment={}) as address:
        yield address


@asynccontextmanager
async def workspace(address: str, bot: str) -> AsyncIterator[Workspace]:
    """Give a workspace with nothing in it yet, on a local-slack that runs, with a bot that takes events here."""
    async with ClientSession() as session:
        found = Workspace(address, bot, session)
        await found.control("reset")
        yield found


@dataclass(frozen=True, slots=True)
class Workspace:
    """What people do in the workspace, and what they see there; a `user` is an id, `U…`."""

    address: str
    bot: str
    session: ClientSession

    # --- what people do -----------------------------------------------------------------------------------------------

    async def say(self, user: str, text: str, *, channel: str = "", thread: str = "") -> str:
        """Let somebody write to the bot, or in a channel, and return the ts of the message; the bot has answered."""
        where = channel or await self.direct(user)
        extra = {"thread_ts": thread} if thread else {}
        done = await self.control("message", channel=where, user=user, text=text, **extra)
        ts: str = done["message"]["ts"]
        return ts

    async def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Let somebody change a message of their own."""
        await self.control("edit-message", channel=channel, ts=ts, user=user, text=text)

    async def delete(self, user: str, channel: str, ts: str) -> None:
        """Let somebody remove a message of their own."""
        await self.control("delete-message", channel=channel, ts=ts, user=user)

    async def press(self, user: str, message: Json, action: Json) -> None:
        """Let somebody press something in a message: the action of one of its `pressables`."""
        await self.control("interact", channel=message["channel"], messageTs=message["ts"], user=user, action=action)

    async def press_in_view(self, user: str, view: Json, action: Json) -> None:
        """Let somebody press something on their Home or in a window. local-slack cannot: the test signs it itself."""
        pressed = {"container": {"type": "view", "view_id": view["id"]}, "view": view}
        await self._interact(user, "block_actions", **pressed, actions=[{**action, "action_ts": _now()}])

    async def shortcut(self, user: str, message: Json) -> None:
        """Let somebody choose "this is an assumption" at a message, signed by the test too."""
        about = {"channel": {"id": message["channel"], "name": ""}, "message_ts": message["ts"], "message": message}
        await self._interact(user, "message_action", callback_id="message_assumption", action_ts=_now(), **about)

    async def command(self, user: str, command: str, text: str, *, channel: str = "") -> None:
        """Let somebody type a slash command."""
        where = channel or await self.direct(user)
        await self.control("command", channel=where, user=user, command=command, text=text)

    async def open_home(self, user: str) -> Json:
        """Let somebody open the Home tab of the bot, which must publish it then, and return what stands there."""
        async with self._window() as (_seen, window):
            await window.send_json({"t": "open_home", "user": user, "appId": APP})
            shown = await _until(window, lambda event: event["t"] == "home" and event["user"] == user)
        view: Json = shown["view"]
        return view

    async def submit(self, user: str, values: Mapping[str, Mapping[str, Json]]) -> Json:
        """Let somebody send the window that is open, and return the errors it then shows by block; empty if none.

        `values` are by block and action, as Slack writes the state of a view.
        """
        async with self._window() as (seen, window):
            assert seen["modalStack"], "no window is open"
            await window.send_json({"t": "view_submit", "user": user, "values": values})
            await _until(window, _is_answer)
            shown = await _until(window, lambda event: event["t"] in {"view", "view_errors"})
        errors: Json = shown.get("errors") or {}
        return errors

    async def close(self, user: str) -> None:
        """Let somebody close the window that is open."""
        async with self._window() as (_seen, window):
            await window.send_json({"t": "view_close", "user": user})
            await _until(window, lambda event: event["t"] == "view")

    # --- what people see ----------------------------------------------------------------------------------------------

    async def direct(self, user: str) -> str:
        """Return the id of the conversation between somebody and the bot."""
        opened = await self.api("conversations.open", users=user)
        channel: str = opened["channel"]["id"]
        return channel

    async def messages(self, channel: str) -> list[Json]:
        """Return every message of a channel, oldest first, those in threads too."""
        async with self.session.get(f"{self.address}/_control/messages/{channel}") as answer:
            found: list[Json] = (await answer.json())["messages"]
            return found

    async def home(self, user: str) -> Json:
        """Return what stands on the Home tab of somebody; empty if nothing was ever published."""
        async with self._window() as (seen, _window):
            view: Json = seen["homeViews"].get(user, {}).get(APP, {})
            return view

    async def windows(self) -> list[Json]:
        """Return the windows that are open, the topmost last."""
        async with self._window() as (seen, _window):
            found: list[Json] = seen["modalStack"]
            return found

    async def log(self) -> list[Json]:
        """Return every request to and from the bot: `direction`, `kind`, `summary`, `detail`."""
        async with self.session.get(f"{self.address}/_control/log") as answer:
            found: list[Json] = (await answer.json())["log"]
            return found

    async def connected(self) -> None:
        """Wait until the bot has a connection of its own; what happens before that is lost here."""
        async with self._window() as (_seen, window):
            if not any(map(_is_hello, await self.log())):
                await _until(window, lambda event: event["t"] == "log" and _is_hello(event["entry"]))

    # --- how ----------------------------------------------------------------------------------------------------------

    async def file(self, url: str) -> bytes:
        """Return a file as the bot gets it."""
        async with self.session.get(url, headers={"Authorization": f"Bearer {BOT_TOKEN}"}) as answer:
            assert answer.ok, await answer.text()
            return await answer.read()

    async def api(self, method: str, /, **arguments: object) -> Json:
        """Call the Web API as the bot does."""
        authorised = {"Authorization": f"Bearer {BOT_TOKEN}"}
        async with self.session.post(f"{self.address}/api/{method}", json=arguments, headers=authorised) as answer:
            found: Json = await answer.json()
            assert found["ok"], f"{method}: {found.get('error')}"
            return found

    async def control(self, action: str, /, **arguments: object) -> Json:
        """Let something happen in the workspace; it returns when the bot has answered what follows from it."""
        async with self.session.post(f"{self.address}/_control/{action}", json=arguments) as answer:
            found: Json = await answer.json()
            assert found["ok"], f"{action}: {found.get('error')}"
            return found

    async def _interact(self, user: str, kind: str, **more: object) -> None:
        payload = {
            "type": kind,
            "api_app_id": APP,
            "token": "verification-token",
            "team": {"id": TEAM, "domain": "house"},
            "enterprise": None,
            "is_enterprise_install": False,
            "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM},
            "trigger_id": await self._trigger(user),
            **more,
        }
        body, headers = interaction(payload)
        async with self.session.post(self.bot, data=body, headers=headers) as answer:
            assert answer.status == HTTPStatus.OK

    async def _trigger(self, user: str) -> str:
        """Return a fresh key that opens one window, from an app of the test's own: it is good for any app."""
        async with self._window() as (_seen, window):
            action = {"type": "button", "action_id": "trigger", "block_id": "trigger", "value": ""}
            asked = {"t": "block_action", "channel": CENTRE, "messageTs": "0", "user": user, "action": action}
            await window.send_json({**asked, "appId": _TRIGGERS})
            sent = await _until(window, lambda event: event["t"] == "log" and event["entry"]["direction"] == "to_bot")
        payload = json.loads(parse_qs(sent["entry"]["detail"])["payload"][0])
        trigger: str = payload["trigger_id"]
        return trigger

    @asynccontextmanager
    async def _window(self) -> AsyncIterator[tuple[Json, ClientWebSocketResponse]]:
        async with self.session.ws_connect(f"{self.address}/ui", max_msg_size=0) as window:
            yield (await window.receive_json())["state"], window


async def _until(window: ClientWebSocketResponse, wanted: Callable[[Json], bool]) -> Json:
    async with asyncio.timeout(SECONDS):
        while not wanted(event := await window.receive_json()):
            pass
    found: Json = event
    return found


def _is_hello(entry: Json) -> bool:
    return (entry["direction"], entry["kind"]) == ("to_bot", "socket")


def _now() -> str:
    return f"{time.time():.6f}"


def _is_answer(event: Json) -> bool:
    """Tell whether the bot answered what was sent to it from a window, over HTTP or over its socket."""
    return event["t"] == "log" and (
        (event["entry"]["direction"], event["entry"]["kind"])
        in {("from_bot", "interactive"), ("from_bot", "ack"), ("internal", "interactive")}
    )


def signed(body: str, *, secret: str = SIGNING_SECRET, at: float | None = None) -> dict[str, str]:
    """Return the headers with which Slack sends this body."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def interaction(payload: Json) -> tuple[str, dict[str, str]]:
    """Return the body and the headers of an interaction, signed by the test itself."""
    body = urlencode({"payload": json.dumps(payload)})
    return body, {"Content-Type": "application/x-www-form-urlencoded", **signed(body)}
