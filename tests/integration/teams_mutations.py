"""Activities as Teams sends them, and what becomes of them in the hands of somebody who means ill."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from typing import Final

from tests.integration.teams_door import message
from tests.standins.issuer import TENANT

CANARY: Final = "kanariepiet"

_VALUES: Final[tuple[object, ...]] = (
    *(None, True, False, 0, -1, 7, 1.5, 2**63, -(2**63), 10**30, "", " ", "x", "\x00", "\ud800", "\udfff\ud800"),
    *([], {}, [[]], [None], {"": None}, {"id": {}}, ["x"] * 50, "x" * 70_000, "\u202e\u2066" * 20, "a\u0300" * 500),
    *("💥" * 100, "<at>x</at>", "{{7*7}}", "../../etc", "' OR 1=1 --", "2026-99-99T99:99:99Z", "NaN", "-0"),
    *("https://evil.example/", "javascript:alert(1)", "19:x@thread.tacv2;messageid=1", ["a", {"b": [1]}]),
)
_NAMES: Final = (
    *("type", "id", "from", "conversation", "channelData", "text", "value", "name", "entities", "replyToId", "action"),
    *("__proto__", "constructor", "", "\x00", "\ud800", "membersAdded", "attachments", "recipient", "locale", "data"),
)
_TYPES: Final = (
    "message",
    "invoke",
    "conversationUpdate",
    "installationUpdate",
    "messageUpdate",
    "messageDelete",
    "event",
)


def activities(service_url: str) -> tuple[dict[str, object], ...]:
    """Return one good activity of each kind, with a canary in every free text."""
    action = {"type": "Action.Execute", "verb": "pick", "data": {"v": 1, "session": "s", "words": CANARY}}
    mention = {"type": "mention", "text": "<at>Samenspraak</at>", "mentioned": {"id": "28:x", "name": CANARY}}
    channel = {"conversationType": "channel", "id": "19:c@thread.tacv2;messageid=1", "tenantId": TENANT}
    people = [{"id": "29:anna", "aadObjectId": "00000000-0000-0000-0000-0000000000a0", "name": CANARY}]
    return (
        message(service_url, text=CANARY),
        message(service_url, text=f"<at>Samenspraak</at> {CANARY}", conversation=channel, entities=[mention]),
        message(service_url, text=None, value={"v": 1, "choice": CANARY}),
        message(service_url, type="invoke", name="adaptiveCard/action", value={"action": action, "trigger": "manual"}),
        message(service_url, type="invoke", name="composeExtension/submitAction", value={"data": {"words": CANARY}}),
        message(service_url, type="conversationUpdate", membersAdded=people, text=None),
        message(service_url, type="installationUpdate", action="add", text=None),
        message(service_url, type="messageUpdate", text=CANARY),
        message(service_url, type="messageDelete", text=None),
        message(service_url, type="messageReaction", reactionsAdded=[{"type": CANARY}]),
    )


def mutated(chance: random.Random, activity: Mapping[str, object]) -> bytes:
    """Return the body of an activity after one to four changes; a few are changed as bytes too."""
    changed = json.loads(json.dumps(activity))
    for _ in range(chance.randint(1, 4)):
        _change(chance, changed)
    body = json.dumps(changed, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    if chance.random() < 0.15:
        body = _bytes_changed(chance, body)
    return body


def _change(chance: random.Random, activity: dict[str, object]) -> None:
    holder = _somewhere(chance, activity)
    names = [name for name in holder if name not in {"serviceUrl", "channelId"} or chance.random() < 0.1]
    match chance.randrange(6):
        case 0 if names:
            del holder[chance.choice(names)]
        case 1 if names:
            name = chance.choice(names)
            holder[name] = [holder[name]] * chance.randint(1, 3)
        case 2:
            holder[chance.choice(_NAMES)] = _value(chance)
        case 3:
            holder[chance.choice(_NAMES)] = _deep(chance.randint(2, 80), _value(chance))
        case 4:
            activity["type"] = chance.choice(_TYPES)
        case _ if names:
            holder[chance.choice(names)] = _value(chance)
        case _:
            holder["more"] = CANARY


def _value(chance: random.Random) -> object:
    value = chance.choice(_VALUES)
    return json.loads(json.dumps(value)) if isinstance(value, list | dict) else value


def _somewhere(chance: random.Random, activity: dict[str, object]) -> dict[str, object]:
    holder = activity
    while chance.random() < 0.6:
        inner = [value for value in holder.values() if isinstance(value, dict)]
        inner += [one for value in holder.values() if isinstance(value, list) for one in value if isinstance(one, dict)]
        if not inner:
            break
        holder = chance.choice(inner)
    return holder


def _deep(depth: int, value: object) -> object:
    for level in range(depth):
        value = [value] if level % 2 else {"x": value}
    return value


def _bytes_changed(chance: random.Random, body: bytes) -> bytes:
    place = chance.randrange(len(body) or 1)
    match chance.randrange(4):
        case 0:
            return body[:place]
        case 1:
            return body[:place] + bytes([chance.randrange(256)]) + body[place + 1 :]
        case 2:
            return (
                body[:place] + chance.choice((b"NaN", b"1e999", b"[", b"\xff", b"\\ud800", b"9" * 5000)) + body[place:]
            )
        case _:
            return b"\xef\xbb\xbf" + body
