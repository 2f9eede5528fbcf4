"""From a button, a window or a shortcut in Slack to our own values: no I/O, no clock."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from adapters.slack.fields import each, id_of, name_of, part, stamp_of, text_of
from adapters.slack.heard import CHANNEL, Heard, Ignored, Odd, Payload, Surface, View, Why
from adapters.slack.response_urls import usable
from adapters.slack.typed import emoji_of, typed
from adapters.slack.whose import installed_for, presser
from dialogs.messages import Command, Content, Picked, QuestionId, SessionId
from dialogs.people import Identity

FORM: Final = "form"
SHORTCUTS: Final[Mapping[str, str]] = {
    "log_assumption": "assumption",
    "message_assumption": "form.assumption",
    "message_report": "form.report",
}
_VALUE_LIMIT: Final = 2_000
_PLAIN = re.compile(r"[\x21-\x7e]{1,200}")
_COMMAND = re.compile(r"[a-z][a-z0-9_.]{0,59}")

_Given = Mapping[str, object]


def read_interaction(body: _Given, *, salt: bytes, standin: str) -> Payload:
    """Return what an interaction means; what is not ours is ignored with its reason."""
    kind = text_of(body, "type")
    if kind not in {"block_actions", "view_submission", "view_closed", "shortcut", "message_action"}:
        return Ignored(reason=Why.KIND)
    if kind == "view_closed":
        return Ignored(reason=Why.CLOSED)
    identity, accounts = presser(body), installed_for(body)
    if identity is None or not accounts:
        return Odd(status=400, reason="presser")
    match kind:
        case "block_actions":
            return _pressed(body, accounts, identity, standin)
        case "view_submission":
            return _submitted(body, accounts, identity, salt)
        case _:
            return _shortcut(body, accounts, identity, standin)


# --- buttons ----------------------------------------------------------------------------------------------------------


def meaning(value: str) -> Content | None:
    """Return what the value of a button of ours stands for, or None where it is not one of ours."""
    if len(value) > _VALUE_LIMIT:
        return None
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    name, session, question = text_of(found, "n"), text_of(found, "s"), text_of(found, "q")
    if "n" in found:
        return Command(name=name, argument=text_of(found, "a")) if _COMMAND.fullmatch(name) else None
    if not (_PLAIN.fullmatch(session) and _PLAIN.fullmatch(question)):
        return None
    if "c" not in found:
        return Command(name="window", argument=f"{session} {question}")
    choice = text_of(found, "c")
    picked = Picked(session=SessionId(session), question=QuestionId(question), choice=choice)
    return picked if choice else None


def _pressed(body: _Given, accounts: tuple[str, ...], identity: Identity, standin: str) -> Payload:
    action = next(iter(each(body, "actions")), {})
    content = meaning(text_of(action, "value") or text_of(part(action, "selected_option"), "value"))
    if content is None:
        return Ignored(reason=Why.ACTION)
    view, container = part(body, "view"), part(body, "container")
    stamp = stamp_of(container, "message_ts") or stamp_of(part(body, "message"), "ts")
    channel = id_of(body, "channel") or id_of(container, "channel_id")
    at = stamp_of(action, "action_ts") or name_of(body, "trigger_id")
    view_id = name_of(view, "id") or name_of(container, "view_id")
    where = f"{channel}:{stamp}" if stamp else view_id
    if not where or not at:
        return Odd(status=400, reason="action")
    message = f"{CHANNEL}:{accounts[0]}:{where}:{at}:{identity.user}"
    if stamp:
        return Heard(
            accounts=accounts,
            identity=identity,
            event_id=_event_id(body, accounts, message),
            message=message,
            content=content,
            surface=Surface.BUTTON,
            channel=channel,
            personal=channel.startswith("D") or not channel,
            under=stamp,
            trigger=name_of(body, "trigger_id"),
            response_url=usable(text_of(body, "response_url"), standin),
        )
    version = name_of(view, "hash")
    if isinstance(content, Command) and version:
        content = replace(content, once=f"{view_id}:{version}")  # each time it is drawn it is another version
    return Heard(
        accounts=accounts,
        identity=identity,
        event_id=_event_id(body, accounts, message),
        message=message,
        content=content,
        surface=Surface.HOME if text_of(view, "type") == "home" else Surface.WINDOW,
        trigger=name_of(body, "trigger_id"),
        view=view,
    )


# --- windows ----------------------------------------------------------------------------------------------------------


def _submitted(body: _Given, accounts: tuple[str, ...], identity: Identity, salt: bytes) -> Payload:
    view = part(body, "view")
    view_id, version = name_of(view, "id"), name_of(view, "hash")
    if text_of(view, "callback_id") != FORM:
        return Ignored(reason=Why.CALLBACK)
    if not view_id:
        return Odd(status=400, reason="view")
    # After "this field is empty" the same version of the window is sent again, with other values: that is another
    # message. The digest of the values keeps a double click one message, and the salt keeps the values from being
    # guessed from it.
    message = f"{CHANNEL}:{accounts[0]}:{view_id}:{version}:{_digest(view, salt)}:{identity.user}"
    return Heard(
        accounts=accounts,
        identity=identity,
        event_id=_event_id(body, accounts, message),
        message=message,
        content=View(sent=view),
        surface=Surface.SUBMITTED,
        trigger=name_of(body, "trigger_id"),
        view=view,
    )


def _digest(view: _Given, salt: bytes) -> str:
    values = json.dumps([part(view, "state"), text_of(view, "private_metadata")], sort_keys=True)
    return hashlib.blake2b(values.encode(), key=salt[:64], digest_size=16).hexdigest()


# --- shortcuts --------------------------------------------------------------------------------------------------------


def _shortcut(body: _Given, accounts: tuple[str, ...], identity: Identity, standin: str) -> Payload:
    name = SHORTCUTS.get(text_of(body, "callback_id"))
    on_message = text_of(body, "type") == "message_action"
    if name is None or on_message != name.startswith(f"{FORM}."):
        return Ignored(reason=Why.CALLBACK)
    at, trigger = stamp_of(body, "action_ts"), name_of(body, "trigger_id")
    if not (at or trigger):
        return Odd(status=400, reason="shortcut")
    about = part(body, "message")
    words = typed(text_of(about, "text"), emoji_of(about))
    message = f"{CHANNEL}:{accounts[0]}:shortcut:{at or trigger}:{identity.user}"
    return Heard(
        accounts=accounts,
        identity=identity,
        event_id=_event_id(body, accounts, message),
        message=message,
        content=Command(name=name, argument=words) if on_message else Command(name=FORM, argument=name),
        surface=Surface.SHORTCUT,
        trigger=trigger,
        response_url=usable(text_of(body, "response_url"), standin),
    )


def _event_id(body: _Given, accounts: tuple[str, ...], message: str) -> str:
    trigger = name_of(body, "trigger_id")
    return f"{CHANNEL}:{accounts[0]}:trigger:{trigger}" if trigger else message
