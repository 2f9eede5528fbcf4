"""Clients in distress at the real doors: a web page over HTTP, signed events of Slack, activities of Teams."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count
from typing import Protocol
from urllib.parse import urlencode

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.slack.door import PATH, Door
from adapters.slack.forms import field_errors, modal, reading, submission
from adapters.slack.home import home as home_of_slack
from adapters.slack.home import window
from adapters.slack.replying import Views
from adapters.slack.signature import SIGNATURE, TIMESTAMP, sign
from bot.admitting import DEFAULT
from dialogs.people import PersonId
from storage.unit_of_work import UnitOfWork
from tests.browsing import Browser, serving
from tests.chat_house import HOME, ChatHome, chatting, user
from tests.danger_lanes import InSlack, InTeams, Lane, OnTheWeb
from tests.fake_teams import TENANT, message, user_of
from tests.house import JOOST, MARIJKE, NOW, ROSTER, Home, opened
from tests.integration.slack_house import SECRET, Installations, wrapped
from tests.teams_house import TeamsHome, card_of, on_teams
from tests.unit.teams.card_reading import look
from tests.unit.web.html_page import fields_of

STRANGER = PersonId("niemand")


class Entrance(Protocol):
    """One channel by its real door, the other ways in which words come in there, and whether strangers can speak."""

    lane: Lane

    @property
    def ways(self) -> Sequence[str]:
        """The ways that are not simply typing: `form`, `command`, `edit`, `thread`."""
        ...

    @property
    def strangers(self) -> bool:
        """Whether somebody can speak who is not known."""
        ...

    @property
    def home(self) -> Home:
        """The house behind it."""
        ...

    async def come(self, person: PersonId, way: str, words: str) -> None:
        """Let words come in: `say`, or by one of the other ways."""
        ...

    async def deliver(self) -> None:
        """Let what waits be sent."""
        ...

    async def told(self, person: PersonId) -> str:
        """Return all that somebody was told there."""
        ...


class _Entrance:
    def __init__(self, lane: Lane) -> None:
        self.lane = lane

    @property
    def home(self) -> Home:
        return self.lane.home


class WebDoor(_Entrance):
    """A personal page over HTTP."""

    ways = ("form",)
    strangers = False

    def __init__(self, browser: Browser) -> None:
        """Play in this browser."""
        super().__init__(OnTheWeb(browser.home))
        self._browser = browser
        self._links: dict[PersonId, str] = {}

    async def come(self, person: PersonId, way: str, words: str) -> None:
        if person not in self._links:
            self._links[person] = self.home.link(person)
        link = self._links[person]
        match way:
            case "form":
                page = await self._browser.opened(f"{link}/asked?open=form+say")
                await self._browser.post(f"{link}/asked", fields_of(page, "/asked") | {"text": words})
            case _:
                await self._browser.say(link, words)

    async def told(self, person: PersonId) -> str:
        return await self.lane.told(person)

    async def deliver(self) -> None:
        await self.home.house.courier.deliver()


class SlackDoor(_Entrance):
    """The address that Slack posts to, signed."""

    ways = ("form", "command", "edit", "thread")
    strangers = True

    def __init__(self, chat: ChatHome, client: TestClient[web.Request, web.Application], calls: Calls) -> None:
        """Post with this client to the house of this chat."""
        super().__init__(InSlack(chat))
        self._chat, self._client, self._calls = chat, client, calls
        self._ids = count(1)
        self._private: dict[PersonId, str] = {}

    async def come(self, person: PersonId, way: str, words: str) -> None:
        who, number = user(person), next(self._ids)
        mine = {"type": "message", "channel": f"D{who}", "channel_type": "im"}
        said = {**mine, "user": who, "text": words, "ts": f"1795594825.{number:06}"}
        match way:
            case "form":
                await self._window(who, number, words)
            case "command":
                trigger = {"trigger_id": f"9.{number}", "channel_id": "C01KLANT", "command": "/samenspraak"}
                sent = urlencode({**trigger, "team_id": HOME, "user_id": who, "text": words}).encode()
                self._private[person] = await self._post(sent, "application/x-www-form-urlencoded")
            case "edit":
                first = {**said, "text": "Ik hou van koffie"}
                await self._event(first, number)
                now = {"user": who, "text": words, "ts": said["ts"], "edited": {"user": who, "ts": "9.9"}}
                changed = {**mine, "subtype": "message_changed", "message": now, "previous_message": first}
                await self._event(changed, next(self._ids))
            case "thread":
                roots = [one.id for one in self._chat.at(who)]
                await self._event(
                    {**said, "thread_ts": roots[-1], "parent_user_id": "U0BOT"} if roots else said, number
                )
            case _:
                await self._event(said, number)
        await self._chat.courier.deliver()

    async def told(self, person: PersonId) -> str:
        private = [json.dumps(one) for one in self._calls.made if user(person) in json.dumps(one)]
        return "\n".join([await self.lane.told(person), *private, self._private.get(person, "")])

    async def deliver(self) -> None:
        await self._chat.courier.deliver()

    async def _window(self, who: str, number: int, words: str) -> None:
        blocks = {"field:text": {"value": {"type": "plain_text_input", "value": words}}}
        kept = json.dumps({"form": "say", "kept": {}, "once": f"once {number}"})
        view = {
            "type": "modal",
            "callback_id": "form",
            "private_metadata": kept,
            "blocks": [],
            "id": "V",
            "hash": "1.a",
        }
        posted = {"type": "view_submission", "team": {"id": HOME}, "user": {"id": who, "team_id": HOME}}
        whole = {**posted, "trigger_id": f"8.{number}", "view": {**view, "state": {"values": blocks}}}
        await self._post(urlencode({"payload": json.dumps(whole)}).encode(), "application/x-www-form-urlencoded")

    async def _event(self, event: Mapping[str, object], number: int) -> None:
        robot = {"team_id": HOME, "enterprise_id": None, "user_id": "U0BOT", "is_bot": True}
        posted = wrapped(event, team_id=HOME, event_id=f"Ev{number}", authorizations=[robot])
        await self._post(json.dumps(posted).encode(), "application/json")

    async def _post(self, body: bytes, content_type: str) -> str:
        stamp = str(int(NOW.timestamp()))
        headers = {TIMESTAMP: stamp, SIGNATURE: sign(SECRET, stamp, body), "Content-Type": content_type}
        answer = await self._client.post(PATH, data=body, headers=headers)
        text = await answer.text()
        assert answer.status == 200, text
        return text


class Calls:
    """Notes what Slack is asked, so what a stranger is told too."""

    def __init__(self) -> None:
        self.made: list[Mapping[str, object]] = []

    async def call(self, account: str, method: str, **arguments: object) -> Mapping[str, object]:
        if method.startswith("chat."):
            self.made.append(arguments)
        return {"ok": bool(account)}


class TeamsDoor(_Entrance):
    """The reception to which Teams posts its activities."""

    ways = ("form", "edit")
    strangers = True

    def __init__(self, teams: TeamsHome) -> None:
        """Post to this house."""
        super().__init__(InTeams(teams))
        self._teams = teams

    async def come(self, person: PersonId, way: str, words: str) -> None:
        match way:
            case "form":
                form = card_of(await self._teams.ask_for(person, "form", "say"))
                send = look(form).buttons[0]
                await self._teams.press_this(person, send, "1", text=words)
            case "edit":
                who, id = user_of(person), self._teams.id()
                await self._teams.take(message(who, "Ik hou van koffie", id=id))
                edit = {**message(who, words, id=id), "type": "messageUpdate"}
                edit["channelData"] = {"eventType": "editMessage", "tenant": {"id": TENANT}}
                await self._teams.take(edit)
            case _:
                await self._teams.say(person, words)

    async def told(self, person: PersonId) -> str:
        return await self.lane.told(person)

    async def deliver(self) -> None:
        await self._teams.courier.deliver()


def _name_them(uow: UnitOfWork) -> None:
    house = uow.organisations.get(DEFAULT)
    assert house is not None
    uow.organisations.save(replace(house, named=JOOST, fallback=MARIJKE))


def _rows(clients: Sequence[PersonId]) -> list[str]:
    return [*ROSTER.splitlines(), *(f"{one},Gast {one.upper()},client,Oost,joost" for one in clients)]


@asynccontextmanager
async def entered(channel: str, clients: Sequence[PersonId]) -> AsyncIterator[Entrance]:
    """Open a house on a channel with more clients of Joost's, and him as whoever is told of danger."""
    head, *rows = _rows(clients)
    if channel == "web":
        with opened("sqlite://", NOW, roster="\n".join([head, *rows]) + "\n") as home:
            home.write(_name_them)
            async with serving(home) as browser:
                yield WebDoor(browser)
    elif channel == "slack":
        on_chat = [f"{row},{user(PersonId(row.partition(',')[0]))}" for row in rows]
        with chatting(roster="\n".join([f"{head},slack", *on_chat]) + "\n") as chat:
            chat.home.write(_name_them)
            calls = Calls()
            views = Views(
                modal=modal,
                submission=submission,
                field_errors=field_errors,
                reading=lambda blocks, *, title, close: reading(title, blocks, close=close),
                home=lambda desk, visitor: home_of_slack(desk, visitor, visitor.language),
                page=window,
            )
            door = Door(
                chat.desk,
                calls,
                views,
                lifecycle=Installations(),
                signing_secret=SECRET,
                now=chat.home.clock.now,
                wall=lambda: NOW,
            )
            app = web.Application()
            app.add_routes(door.routes())
            async with TestClient(TestServer(app)) as client:
                yield SlackDoor(chat, client, calls)
    else:
        with on_teams("\n".join([head, *rows]) + "\n") as teams:
            teams.home.write(_name_them)
            yield TeamsDoor(teams)
