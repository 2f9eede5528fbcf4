"""A served Slack door for tests: a desk in memory behind it, and a Slack on this machine that takes its calls."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from aiohttp import ClientResponse, ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from adapters.desk import ROOM, Away, Desk, Visitor
from adapters.slack.door import PATH, Door
from adapters.slack.reception import PATIENCE
from adapters.slack.replying import Views
from adapters.slack.signature import SIGNATURE, TIMESTAMP, sign
from bot.texts import Texts
from dialogs.messages import Command, Form, Inbound, Outcome, Quote, Receipt, Submitted
from dialogs.pages import PageName, View
from dialogs.people import Identity, OrganisationId, PersonId, Role

SECRET: Final = "s3cret-signing"
NOW: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TEXTS: Final = Texts.load()
TEAM: Final = "T01HOUSE"
ANNA: Final = Identity(channel="slack", account=TEAM, user="U01ANNA")
JOOST: Final = Identity(channel="slack", account=TEAM, user="U02JOOST")
STRANGER: Final = Identity(channel="slack", account="T09ELDERS", user="U01ANNA")


def _visitor(person: str, role: Role, place: str) -> Visitor:
    house = OrganisationId("default")
    return Visitor(person=PersonId(person), organisation=house, role=role, language="nl", name=person, place=place)


class FakeDesk:
    """The desk in memory: it remembers both keys, and can lose its database or take its time."""

    def __init__(self) -> None:
        self.away = False
        self.broken = ""
        self.taken: list[Inbound] = []
        self.answers: dict[str, Receipt] = {}
        self.forgets: set[str] = set()
        self.home_fails = ""
        self.visitors = {
            ANNA: _visitor("anna", Role.CLIENT, ANNA.user),
            JOOST: _visitor("joost", Role.PROFESSIONAL, JOOST.user),
        }
        self.taking = asyncio.Event()
        self.may_return = asyncio.Event()
        self.may_return.set()
        self.log: list[str] = []
        self._keys: set[str] = set()

    async def organisation(self, channel: str, account: str) -> OrganisationId | None:
        if self.away:
            raise Away
        return OrganisationId("default") if (channel, account) == ("slack", TEAM) else None

    async def known(self, identity: Identity) -> Visitor | None:
        return self.visitors.get(identity)

    async def take(self, inbound: Inbound) -> Receipt:
        self.taking.set()
        await self.may_return.wait()
        if self.broken:
            raise ValueError(self.broken)
        if inbound.identity not in self.visitors:
            return Receipt(outcome=Outcome.UNKNOWN)
        if {inbound.event_id, inbound.message} & self._keys:
            return Receipt(outcome=Outcome.DUPLICATE)
        self._keys |= {inbound.event_id, inbound.message}
        self.taken.append(inbound)
        self.log.append("kept")
        if _name(inbound) in self.forgets:
            del self.visitors[inbound.identity]
        return self.answers.get(_name(inbound), Receipt(outcome=Outcome.TAKEN))

    async def seen(self, visitor: Visitor, name: PageName, until: datetime | None = None) -> None:
        """Nothing is noted here."""

    async def page(self, visitor: Visitor, name: PageName, argument: str, room: int = ROOM) -> View | None:  # noqa: ARG002 - no pages
        return None

    def language(self, accepted: str) -> str:
        return TEXTS.spoken(accepted)

    def phrase(self, language: str, key: str, **values: object) -> str:
        return TEXTS.phrase(language, key, **values)

    def moment(self, visitor: Visitor, at: datetime) -> str:
        return TEXTS.moment(visitor.language, at, "Europe/Amsterdam")

    def day(self, visitor: Visitor, day: date) -> str:
        return TEXTS.date(visitor.language, day)


def _name(inbound: Inbound) -> str:
    match inbound.content:
        case Command(name=name):
            return name
        case Submitted(form=form):
            return form
        case other:
            return type(other).__name__


class Refused(Exception):
    """Slack said no."""


class LoopbackApi:
    """The calls over real HTTP to the Slack on this machine."""

    def __init__(self, base: str) -> None:
        self._base = base

    async def call(self, account: str, method: str, **arguments: object) -> Mapping[str, object]:
        assert account == TEAM
        async with ClientSession() as session, session.post(f"{self._base}/api/{method}", json=arguments) as answer:
            found: dict[str, object] = await answer.json()
        if found.get("ok") is not True:
            raise Refused(str(found.get("error")))
        return found


@dataclass
class Slack:
    """What Slack was asked, in order; `refuses` are methods it says no to, `holds` those it does not answer yet."""

    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    holds: set[str] = field(default_factory=set)
    base: str = ""

    def of(self, method: str) -> list[dict[str, Any]]:
        """Return what was asked of one method."""
        return [arguments for name, arguments in self.calls if name == method]

    async def answer(self, request: web.Request) -> web.Response:
        """Note one call and answer it."""
        method = request.match_info.get("method", "response_url")
        self.calls.append((method, await request.json()))
        if method in self.holds:
            await asyncio.get_running_loop().create_future()
        refused = method in self.refuses
        return web.json_response({"ok": not refused, "error": "expired_trigger_id"}, status=404 if refused else 200)


class Installations:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []
        self.away = False

    async def uninstalled(self, account: str) -> None:
        if self.away:
            raise Away
        self.told.append(("uninstalled", account))

    async def revoked(self, account: str, users: tuple[str, ...]) -> None:
        self.told.append(("revoked", account, users))

    async def place_changed(self, account: str, channel: str) -> None:
        self.told.append(("place", account, channel))

    async def person_changed(self, account: str, user: str) -> None:
        self.told.append(("person", account, user))


# --- the plainest windows there can be --------------------------------------------------------------------------------


def _modal(form: Form, *, close: str, errors: Mapping[str, str] | None = None) -> dict[str, object]:
    if len(form.fields) > 100:
        raise ValueError(form.title)
    metadata = json.dumps({"form": form.name, "kept": dict(form.kept)})
    blocks = [{"type": "input", "block_id": one.name, "label": one.label} for one in form.fields]
    kind = {"type": "modal", "callback_id": "form", "private_metadata": metadata, "title": form.title}
    return {**kind, "blocks": blocks, "close": close, "errors": dict(errors or {})}


def _submission(view: Mapping[str, object]) -> Submitted:
    metadata = json.loads(str(view["private_metadata"]))
    values = view["state"]["values"]  # type: ignore[index]
    fields = {name: next(iter(one.values()))["value"] for name, one in values.items()}
    return Submitted(form=metadata["form"], fields={**metadata["kept"], **fields})


def _field_errors(view: Mapping[str, object], errors: Mapping[str, str]) -> dict[str, str]:
    blocks = [one["block_id"] for one in view["blocks"] if one["type"] == "input"]  # type: ignore[attr-defined]
    return {name or blocks[0]: sentence for name, sentence in errors.items()} if blocks else {}


def _reading(blocks: tuple[str | Quote, ...], *, title: str, close: str) -> dict[str, object]:
    texts = [one.words if isinstance(one, Quote) else one for one in blocks]
    return {"type": "modal", "callback_id": "read", "title": title, "close": close, "blocks": texts}


async def _home(desk: Desk, visitor: Visitor) -> dict[str, object]:
    assert isinstance(desk, FakeDesk)
    if desk.home_fails:
        raise ValueError(desk.home_fails)
    return {"type": "home", "blocks": [visitor.name, desk.phrase(visitor.language, "chat.title")]}


async def _page(desk: Desk, visitor: Visitor, argument: str) -> dict[str, object]:  # noqa: ARG001 - the same port
    return {"type": "modal", "blocks": [visitor.name, argument]}


VIEWS: Final = Views(
    modal=_modal, submission=_submission, field_errors=_field_errors, reading=_reading, home=_home, page=_page
)


# --- the house --------------------------------------------------------------------------------------------------------


@dataclass
class House:
    """A served door, the Slack it speaks to, and somebody who can sign like Slack."""

    desk: FakeDesk
    slack: Slack
    installations: Installations
    door: Door
    client: TestClient[web.Request, web.Application]
    count: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def post(self, body: bytes, content_type: str, **changed: str) -> ClientResponse:
        """Post signed bytes."""
        stamp = str(int(NOW.timestamp()))
        headers = {
            TIMESTAMP: stamp,
            SIGNATURE: sign(SECRET, stamp, body),
            "Content-Type": content_type,
            **{name.replace("_", "-"): value for name, value in changed.items()},
        }
        return await self.client.post(PATH, data=body, headers=headers)

    async def event(self, event: Mapping[str, object], **more: object) -> ClientResponse:
        """Post an event."""
        return await self.post(json.dumps(wrapped(event, **more)).encode(), "application/json")

    async def says(self, text: str, number: int = 1, **more: object) -> ClientResponse:
        """Let Anna type something in her own conversation."""
        stamp = f"1795594825.{number:06}"
        base = {"type": "message", "channel": "D01ANNA", "channel_type": "im", "user": ANNA.user, "ts": stamp}
        return await self.event({**base, "text": text, **more}, event_id=f"Ev{number}")

    async def interaction(self, body: Mapping[str, object]) -> ClientResponse:
        """Post a button, a window or a shortcut."""
        trigger = f"1.2.{next(self.count):03}"
        sent = {"team": {"id": TEAM}, "user": {"id": ANNA.user, "team_id": TEAM}, "trigger_id": trigger, **body}
        return await self.post(urlencode({"payload": json.dumps(sent)}).encode(), "application/x-www-form-urlencoded")

    async def command(self, text: str, **more: str) -> ClientResponse:
        """Post a slash command of Anna's."""
        form = {"command": "/samenspraak", "team_id": TEAM, "user_id": ANNA.user, "trigger_id": "1.2.cmd"}
        body = urlencode({**form, "text": text, "channel_id": "C01KLANT", **more}).encode()
        return await self.post(body, "application/x-www-form-urlencoded")

    async def sends(self, name: str, kept: Mapping[str, str] | None = None, **values: str) -> ClientResponse:
        """Send a window."""
        return await self.interaction({"type": "view_submission", "view": window(name, kept, **values)})

    async def presses(self, value: Mapping[str, str], **more: object) -> ClientResponse:
        """Press a button on a message in Anna's own conversation."""
        at = f"1795594900.{next(self.count):06}"
        return await self.interaction({"type": "block_actions", **pressed(value, at=at), **more})


def wrapped(event: Mapping[str, object], **more: object) -> dict[str, object]:
    """Return an event in the wrapper Slack puts round it."""
    robot = {"team_id": TEAM, "enterprise_id": None, "user_id": "U0BOT", "is_bot": True}
    base = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "authorizations": [robot]}
    return {**base, "event": dict(event), **more}


def window(name: str, kept: Mapping[str, str] | None = None, **values: str) -> dict[str, object]:
    """Return a window with these values in it."""
    state = {one: {"v": {"type": "plain_text_input", "value": value}} for one, value in values.items()}
    metadata = json.dumps({"form": name, "kept": dict(kept or {})})
    blocks = [{"type": "input", "block_id": one} for one in values]
    view = {"id": "V01", "hash": "1.a", "type": "modal", "callback_id": "form", "private_metadata": metadata}
    return {**view, "blocks": blocks, "state": {"values": state}}


def pressed(value: Mapping[str, str], channel: str = "D01ANNA", at: str = "1795594900.0") -> dict[str, object]:
    """Return a button that was pressed on a message."""
    action = {"type": "button", "action_id": "x#1", "value": json.dumps(value), "action_ts": at}
    container = {"type": "message", "message_ts": "1795594825.000003", "channel_id": channel}
    return {"actions": [action], "container": container, "channel": {"id": channel}}


def at(surface: str) -> dict[str, object]:
    """Return where a button stands that is not on a message: at `home`, or in a `modal`."""
    view = {"id": "V01", "type": surface, "callback_id": "form", "hash": "1.a"}
    return {"container": {"type": "view", "view_id": "V01"}, "view": view, "channel": None}


@asynccontextmanager
async def serving(patience: float = PATIENCE) -> AsyncIterator[House]:
    """Serve a door and a Slack, both over real HTTP."""
    slack, desk, installations = Slack(), FakeDesk(), Installations()
    outside = web.Application()
    outside.add_routes([web.post("/api/{method}", slack.answer), web.post("/hooks/x", slack.answer)])
    async with TestServer(outside) as server:
        slack.base = str(server.make_url("")).rstrip("/")
        door = Door(
            desk,
            LoopbackApi(slack.base),
            VIEWS,
            lifecycle=installations,
            signing_secret=SECRET,
            now=lambda: NOW,
            wall=lambda: NOW,
            standin=f"{slack.base}/api/",
            patience=patience,
        )
        app = web.Application()
        app.add_routes(door.routes())
        async with TestClient(TestServer(app)) as client:
            yield House(desk, slack, installations, door, client)
