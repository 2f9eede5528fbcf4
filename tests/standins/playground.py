"""Microsoft 365 Agents Playground 0.2.28: starts it for one person, and does and reads there what that person does."""

from __future__ import annotations

import asyncio
import csv
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from aiohttp import ClientSession
from yarl import URL

from dialogs.people import PersonId
from tests.house import ROSTER, STAFF
from tests.standins.enclosure import HOST, SECONDS, free_port, started
from tests.standins.installed import playground_command
from tests.standins.microsoft import APP_ID, CONNECTOR, MESSAGES, TENANT

Json = dict[str, Any]

BOT: Final = f"28:{APP_ID}"
BOT_NAME: Final = "Samenspraak"
TEAM: Final = "19:team@thread.tacv2"
CENTRE: Final = "19:centre@thread.tacv2"
"""The channel of the centre."""

_NAMES: Final = {row["id"]: row["name"] for row in csv.DictReader(ROSTER.splitlines())}
FROM_BOT: Final = "User Application -> Microsoft 365 Agents Playground"
CARD: Final = "application/vnd.microsoft.card.adaptive"


def aad(person: PersonId | str) -> str:
    """Return the object id of somebody of the house in this tenant."""
    return str(uuid5(NAMESPACE_URL, person))


def member(person: PersonId | str) -> str:
    """Return the id by which Teams names somebody to this bot."""
    return f"29:{person}"


def chat(person: PersonId | str) -> str:
    """Return the id of the personal chat between somebody and the bot."""
    return f"a:{person}"


def mentioned(text: str) -> str:
    """Return words with the bot mentioned before them, as they arrive."""
    return f"<at>{BOT_NAME}</at> {text}"


def config(person: PersonId | str) -> Json:
    """Return the tenant as the Playground of one person reads it; with them are five others, no more and no fewer."""
    staff = [id for id in (*STAFF, "colleague") if id != person][:5]
    return {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": BOT, "name": BOT_NAME},
        "currentUser": _listed(person),
        "users": [_listed(id) for id in staff],
        "personalChat": {"id": chat(person)},
        "groupChat": {"id": "19:group@thread.v2", "name": "Group"},
        "team": {
            "id": TEAM,
            "name": "House",
            "aadGroupId": "00000000-0000-0000-0000-000000007ea0",
            "channels": [{"id": CENTRE, "name": "Centre"}],
        },
    }


def _listed(person: PersonId | str) -> Json:
    name = _NAMES.get(person, "Somebody Else")
    first, _, last = name.partition(" ")
    address = f"{person}@example.test"
    named = {"name": name, "givenName": first, "surname": last}
    return {"id": member(person), "aadObjectId": aad(person), "userPrincipleName": address, "email": address, **named}


@contextmanager
def playground(person: PersonId | str, folder: Path, *, microsoft: int, centre: bool = False) -> Iterator[Playground]:
    """Start the program of one person, behind Microsoft at this port; with `centre` its channel is in it too."""
    port = free_port()
    # JSON is YAML too.
    (folder / ".m365agentsplayground.yml").write_text(json.dumps(config(person)))
    bot, service = f"http://{HOST}:{microsoft}/{person}{MESSAGES}", f"http://{HOST}:{microsoft}{CONNECTOR}"
    ways = ("--service-url", service, "--disable-telemetry", "--er")
    command = (*playground_command(), "-e", bot, "-c", "msteams", "-p", str(port), *ways)
    recorded = folder / "events.log"
    environment = {
        "TEAMSAPPTESTER_BROWSER": "none",
        "M365_AGENTS_PLAYGROUND_RECORDING_FILE": str(recorded),
        "M365_AGENTS_PLAYGROUND_LOGFILE": str(folder / "playground.log"),
    }
    ready = "/_debug/ping"
    with started(command, port=port, bot=microsoft, ready=ready, folder=folder, environment=environment) as address:
        yield Playground(str(person), address, recorded, centre)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One message as it stands in a conversation; `card` is the content of its card, if it has one."""

    id: str
    conversation: str
    mine: bool
    text: str = field(repr=False)
    card: Json | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Playground:
    """What one person does in Teams, and what they see there; a `conversation` is their chat unless it is named."""

    person: str
    address: str
    recorded: Path
    centre: bool = False

    @property
    def object_id(self) -> str:
        """Who the person is in the tenant."""
        return aad(self.person)

    @property
    def member_id(self) -> str:
        """Who the person is to the bot."""
        return member(self.person)

    # --- what the person does: each returns when the bot has answered -------------------------------------------------

    async def install(self) -> None:
        """Add the bot."""
        # Two things reach the bot: that it was installed, and who is in the conversation.
        await self._post(f"/_debug/conversation/{quote(chat(self.person), safe='')}/installation", {}, heard=2)

    async def say(self, text: str, *, thread: str = "") -> None:
        """Write a message to the bot, in one's chat or, mentioning it, in a thread of the channel."""
        if thread:
            named = {"mentioned": {"id": BOT, "name": BOT_NAME}, "text": mentioned("").strip()}
            await self._write(thread, mentioned(text), mentions=[named])
        else:
            await self._write(chat(self.person), text)

    async def remark(self, text: str, *, thread: str) -> None:
        """Write a message in a thread of the channel that does not mention the bot, which does not hear it."""
        await self._write(thread, text, heard=0)

    async def edit(self, message: Shown, text: str) -> None:
        """Change a message of one's own. The program cannot, so the activity of Teams is sent through it."""
        await self._as_teams(message, {"type": "messageUpdate", "text": text}, "editMessage")

    async def delete(self, message: Shown) -> None:
        """Remove a message of one's own, in the same way."""
        await self._as_teams(message, {"type": "messageDelete"}, "softDeleteMessage")

    async def press(self, message: Shown, action: Json, **inputs: str) -> Json:
        """Press a button of a card, with what was filled in on it, and return what the bot answers at once."""
        data = {**action.get("data", {}), **inputs}
        about = {"conversation": {"id": message.conversation}, "from": self._me(), "replyToId": message.id}
        if action["type"] == "Action.Submit":
            return await self._post("/_conversation/v1/submit", {**about, "value": data})
        value = {"action": {"type": action["type"], "verb": action.get("verb"), "data": data}, "trigger": "manual"}
        return await self._post("/_conversation/v1/invoke", {**about, "name": "adaptiveCard/action", "value": value})

    async def invoke(self, name: str, value: Json) -> Json:
        """Send an invoke of another name, such as that of a message extension, and return what the bot answers."""
        about = {"conversation": {"id": chat(self.person)}, "from": self._me()}
        return await self._post("/_conversation/v1/invoke", {**about, "name": name, "value": value})

    async def choose_message(self, text: str) -> Json:
        """Choose "log an assumption" at a message with this text, and return the dialog that opens."""
        message = {"id": "1700000000000", "body": {"contentType": "html", "content": escape(text, quote=False)}}
        chosen = {"commandId": "assumption", "commandContext": "message", "messagePayload": message}
        return await self.invoke("composeExtension/fetchTask", chosen)

    async def send_dialog(self, data: Json) -> Json:
        """Send the dialog that is open, with all that its button and its fields hold, and return what comes back."""
        sent = {"commandId": "assumption", "commandContext": "message", "data": data}
        return await self.invoke("composeExtension/submitAction", sent)

    # --- what the person sees -----------------------------------------------------------------------------------------

    def has(self, conversation: str) -> bool:
        """Tell whether this conversation, or the one with this person, is in this program."""
        own = {chat(self.person), self.member_id, self.object_id}
        return conversation in (own | {CENTRE, TEAM} if self.centre else own)

    async def shown(self, passed: int, *, conversation: str = "") -> list[Shown]:
        """Return the messages as they stand, oldest first, once this many requests are in the record.

        A conversation is named with or without its threads: a channel shows all that stands in it.
        """
        where = conversation or chat(self.person)
        found = _fold(await self.record(passed))
        return [one for one in found.values() if where in {one.conversation, one.conversation.partition(";")[0]}]

    async def record(self, passed: int) -> list[Json]:
        """Return what the program recorded of every request, to the bot and from it, once there are this many."""
        return sorted(await self._recorded(passed, lambda _one: True), key=_began)

    # --- how ----------------------------------------------------------------------------------------------------------

    def _documents(self) -> list[Json]:
        if not self.recorded.exists():
            return []
        # What comes after the last mark may still be being written.
        *whole, _rest = self.recorded.read_text(encoding="utf-8").split("\n---\n")
        return [json.loads(one) for one in whole]

    async def _recorded(self, count: int, counts: Callable[[Json], bool]) -> list[Json]:
        until = time.monotonic() + SECONDS
        # It is another process that writes.
        while sum(map(counts, found := self._documents())) < count and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert sum(map(counts, found)) >= count, f"{count} requests passed, and not so many were recorded"
        return found

    def _me(self) -> Json:
        return {"id": self.member_id, "aadObjectId": self.object_id}

    async def _write(self, conversation: str, text: str, *, mentions: Sequence[Json] = (), heard: int = 1) -> None:
        words = {"type": "text", "text": text, "textFormat": "plain", "mentions": list(mentions), "from": self._me()}
        where = quote(conversation, safe="")
        await self._post(f"/_conversation/v1/conversations/{where}/messages", words, heard=heard)

    async def _as_teams(self, message: Shown, what: Json, event: str) -> None:
        conversation = {"id": message.conversation, "conversationType": "personal", "tenantId": TENANT}
        service = next(one["request"]["body"]["serviceUrl"] for one in self._documents() if _to_bot(one))
        about = {"id": message.id, "channelId": "msteams", "serviceUrl": service, "recipient": {"id": BOT}}
        data = {"eventType": event, "tenant": {"id": TENANT}}
        moment = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        when = {"timestamp": moment, "localTimestamp": moment}
        activity = {**what, **about, **when, "from": self._me(), "conversation": conversation, "channelData": data}
        await self._post("/_internal/v1/customActivities", activity)

    async def _post(self, path: str, body: Mapping[str, object], *, heard: int = 1) -> Json:
        before = sum(map(_to_bot, self._documents()))
        url = URL(f"{self.address}{path}", encoded=True)  # what is in the path is quoted already
        async with ClientSession() as session, session.post(url, json=body) as answer:
            assert answer.ok, f"{path}: {answer.status} {await answer.text()}"
            found = await answer.text()
        # Some answer before the bot did; what it was sent is recorded once it answered.
        await self._recorded(before + heard, _to_bot)
        read: Json = json.loads(found) if found.startswith("{") else {}
        return read


def _to_bot(document: Json) -> bool:
    return bool(document["direction"] != FROM_BOT)


def _began(document: Json) -> float:
    """Return when it began, in seconds: what went to the bot is recorded only once that has answered."""
    said = (document["request"].get("body") or {}).get("timestamp", "")
    return datetime.fromisoformat(said).timestamp() if said else int(document["timestamp"]) / 1000


def _fold(documents: list[Json]) -> dict[str, Shown]:
    """Return what stands after all of this, in the order in which it was first said."""
    shown: dict[str, Shown] = {}
    for one in documents:
        body, answer = one["request"].get("body") or {}, one.get("response") or {}
        if _to_bot(one):
            _from_person(shown, body, answer)
        else:
            _from_bot(shown, one["request"], body, answer)
    return shown


def _from_bot(shown: dict[str, Shown], request: Json, body: Json, answer: Json) -> None:
    path = [unquote(part) for part in urlsplit(request["url"]).path.removeprefix(CONNECTOR).split("/")[1:]]
    match request["method"], path, answer.get("statusCode"):
        case "POST", ["v3", "conversations"], 201 if "activity" in body:
            id, where, said = answer["body"]["activityId"], answer["body"]["id"], body["activity"]
        case "POST", ["v3", "conversations", where, "activities", *_], 201 if body.get("type") == "message":
            id, said = answer["body"]["id"], body
        case "PUT", ["v3", "conversations", _, "activities", id], 200 if id in shown:
            where, said = shown[id].conversation, body  # it stays where it is, however the conversation was written
        case _:
            return
    cards = [part["content"] for part in said.get("attachments") or () if part["contentType"] == CARD]
    card = cards[0] if cards else None
    shown[id] = Shown(id=id, conversation=where, mine=False, text=said.get("text") or "", card=card)


def _from_person(shown: dict[str, Shown], body: Json, answer: Json) -> None:
    match body:
        case {"type": "message" | "messageUpdate", "id": id, "text": text, "conversation": {"id": where}}:
            shown[id] = Shown(id=id, conversation=where, mine=True, text=text)
        case {"type": "messageDelete", "id": id}:
            shown.pop(id, None)
        case {"type": "invoke", "replyToId": id} if id in shown:
            card = answer.get("body") or {}
            if card.get("type") == CARD:
                shown[id] = replace(shown[id], text="", card=card["value"])
        case _:
            pass


def texts(card: object) -> list[str]:
    """Return everything that can be read on a card, in order."""
    match card:
        case {"type": "RichTextBlock", "inlines": inlines}:
            return ["".join(one if isinstance(one, str) else one.get("text", "") for one in inlines)]
        case dict():
            words = [card[key] for key in ("title", "label", "text", "altText", "placeholder") if key in card]
            inside = (card.get(key) for key in ("body", "items", "columns", "facts", "choices", "actions", "card"))
            return [*(one for one in words if isinstance(one, str)), *(text for part in inside for text in texts(part))]
        case list():
            return [text for part in card for text in texts(part)]
        case _:
            return []


def actions(card: object) -> list[Json]:
    """Return every button of a card that sends something."""
    match card:
        case dict() if card.get("type") in {"Action.Execute", "Action.Submit"}:
            return [card]
        case dict():
            inside = (card.get(key) for key in ("body", "items", "columns", "actions", "card", "selectAction"))
            return [action for part in inside for action in actions(part)]
        case list():
            return [action for part in card for action in actions(part)]
        case _:
            return []


def inputs(card: object) -> Json:
    """Return the inputs of a card by their ids."""
    match card:
        case dict() if str(card.get("type")).startswith("Input."):
            return {card["id"]: card}
        case dict():
            parts = (card.get(key) for key in ("body", "items", "columns", "card"))
            return {id: found for part in parts for id, found in inputs(part).items()}
        case list():
            return {id: found for part in card for id, found in inputs(part).items()}
        case _:
            return {}
