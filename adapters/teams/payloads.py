"""From one activity to what it means in our words: no I/O, no clock; what is none of ours comes back as a value.

Whoever calls has verified the token. Everything in an activity may be missing or be of another kind than expected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from html import unescape
from typing import Final

from adapters.teams import data, origin
from adapters.teams.origin import AN_ID, CHANNEL, Kind, Where, Who, parts_at, text_at, who
from adapters.teams.transport import Activity
from dialogs.messages import (
    Arrived,
    Command,
    Content,
    Deleted,
    Edited,
    Form,
    Inbound,
    Left,
    Picked,
    Submitted,
    Text,
)
from dialogs.people import Identity, OrganisationId

ASSUMPTION: Final = "assumption"
"""The command of the message extension."""

_TAG: Final = re.compile(r"<[^>]*>")
_BREAK: Final = re.compile(r"(?i)<br\s*/?>|</(?:p|div|li)>\s*")
_NOT_FILES: Final = ("text/html", "text/plain", "messagereference", "application/vnd.microsoft.card.")


class Answer(StrEnum):
    """How what came is answered: by a message or not at all, by a card in place of the used one, or by a dialog."""

    MESSAGE = "message"
    CARD = "card"
    DIALOG = "dialog"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Somebody did something.

    `unread` counts the files that came along, `form` is the form a button sent, `at_home` says that the button stood on
    one's own page. `to_us` says that it was done in the conversation itself, which shows where somebody speaks with us:
    what is pressed may be pressed elsewhere too.
    """

    who: Who
    where: Where
    content: Content
    event_id: str
    message: str
    under: str = ""
    answer: Answer = Answer.MESSAGE
    mentioned: bool = False
    unread: int = 0
    at_home: bool = False
    form: Form | None = field(default=None, repr=False)
    to_us: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The bot was added to a team, so that its channels can be spoken in."""

    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """The bot was removed from a team."""

    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A channel began to be shared with people of another organisation, or that ended."""

    where: Where
    outside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """Nothing for us; `reason` is one short word."""

    reason: str


Read = Happened | Joined | Removed | Shared | Ignored


def read(activity: Activity) -> Read:
    """Return what an activity means."""
    try:
        where = origin.where(activity)
    except origin.Elsewhere as elsewhere:
        return Ignored(reason=str(elsewhere))
    match activity.get("type"):
        case "message":
            return _message(activity, where)
        case "messageUpdate":
            return _changed(activity, where)
        case "messageDelete":
            return _deleted(activity, where)
        case "invoke":
            return _invoke(activity, where)
        case "installationUpdate":
            return _installation(activity, where)
        case "conversationUpdate":
            return _conversation(activity, where)
        case str() as other:
            return Ignored(reason=other if re.fullmatch(r"[a-zA-Z]{1,40}", other) else "odd_type")
        case _:
            return Ignored(reason="odd_type")


def inbound(happened: Happened, identity: Identity, organisation: OrganisationId, place: str, now: datetime) -> Inbound:
    """Return what happened as it comes in at the desk."""
    return Inbound(
        organisation=organisation,
        identity=identity,
        event_id=happened.event_id,
        message=happened.message,
        place=place,
        content=happened.content,
        at=now,
        under=happened.under,
        account=happened.where.tenant,
    )


# --- messages ---------------------------------------------------------------------------------------------------------


def _message(activity: Activity, where: Where) -> Read:
    key = _key(activity, where)
    if key is None:
        return Ignored(reason="odd_id")
    if _is_bot(activity):
        return Ignored(reason="bot")
    value = activity.get("value")
    if isinstance(value, Mapping):
        return _pressed(activity, where, key, value, Answer.MESSAGE)
    said, mentioned = _without_mention(activity, where)
    files = _files(activity)
    if not said.strip() and not files:
        return Ignored(reason="empty")
    return Happened(
        who=who(activity, where),
        where=where,
        content=Text(text=said),
        event_id=f"{key}:message",
        message=key,
        under=_thread(activity, where),
        mentioned=mentioned,
        unread=files,
    )


def _changed(activity: Activity, where: Where) -> Read:
    if text_at(activity, "channelData", "eventType") not in {"editMessage", "undeleteMessage"}:
        return Ignored(reason="other_update")
    key, moment = _key(activity, where), text_at(activity, "timestamp")
    if key is None or not AN_ID.fullmatch(moment):
        return Ignored(reason="odd_id")
    said, mentioned = _without_mention(activity, where)
    if not said.strip():
        return Ignored(reason="empty")
    return Happened(
        who=who(activity, where),
        where=where,
        content=Edited(message=key, text=said),
        event_id=f"{key}:update:{moment}",
        message=f"{key}:edited:{moment}",
        under=_thread(activity, where),
        mentioned=mentioned,
    )


def _deleted(activity: Activity, where: Where) -> Read:
    key, moment = _key(activity, where), text_at(activity, "timestamp")
    if key is None or not AN_ID.fullmatch(moment):
        return Ignored(reason="odd_id")
    return Happened(
        who=who(activity, where),
        where=where,
        content=Deleted(message=key),
        event_id=f"{key}:delete:{moment}",
        message=f"{key}:deleted:{moment}",
        under=_thread(activity, where),
    )


def _thread(activity: Activity, where: Where) -> str:
    """Return the root of the thread a message stands in, or nothing for a message that begins one itself."""
    if where.kind is Kind.PERSONAL or where.root == text_at(activity, "id"):
        return ""
    return where.root


def _without_mention(activity: Activity, where: Where) -> tuple[str, bool]:
    """Return the words as they were typed but for the mention that called us, and whether there was one.

    Each mention is an entity with the text by which it stands in the message: that one place goes, not every place
    where our name stands.
    """
    said = text_at(activity, "text")
    mentioned = False
    for entity in parts_at(activity, "entities"):
        if entity.get("type") != "mention":
            continue
        ours = text_at(entity, "mentioned", "id") == where.bot != ""
        written = text_at(entity, "text")
        mentioned = mentioned or ours
        at = said.find(written) if ours and written else -1
        if at >= 0:
            before, after = said[:at], said[at + len(written) :]
            said = f"{before}{after.lstrip()}" if not before.strip() else f"{before}{after}"
    return said, mentioned


def _files(activity: Activity) -> int:
    kinds = [text_at(one, "contentType") for one in parts_at(activity, "attachments")]
    return sum(1 for kind in kinds if kind and not kind.lower().startswith(_NOT_FILES))


def _is_bot(activity: Activity) -> bool:
    return text_at(activity, "from", "role") == "bot" or text_at(activity, "from", "id").startswith("28:")


# --- buttons and dialogs ----------------------------------------------------------------------------------------------


def _invoke(activity: Activity, where: Where) -> Read:
    key, value = _key(activity, where), activity.get("value")
    if key is None:
        return Ignored(reason="odd_id")
    if not isinstance(value, Mapping):
        return Ignored(reason="odd_invoke")
    match activity.get("name"):
        case "adaptiveCard/action":
            pressed = value.get("action")
            found = pressed.get("data") if isinstance(pressed, Mapping) else None
            return _pressed(activity, where, key, found, Answer.CARD)
        case "composeExtension/fetchTask":
            return _extension(activity, where, key, value)
        case "composeExtension/submitAction" | "task/submit" | "task/fetch":
            return _pressed(activity, where, key, value.get("data"), Answer.DIALOG)
        case _:
            return Ignored(reason="other_invoke")


def _pressed(activity: Activity, where: Where, key: str, value: object, answer: Answer) -> Read:
    content: Picked | Text | Command | Submitted | None = data.read(value)
    if content is None:
        return Ignored(reason="odd_button")
    card = text_at(activity, "replyToId")
    return Happened(
        who=who(activity, where),
        where=where,
        content=content,
        event_id=f"{key}:pressed",
        message=key,
        under=card if AN_ID.fullmatch(card) else "",
        answer=answer,
        mentioned=True,
        at_home=data.is_at_home(value),
        form=data.read_form(value) if isinstance(content, Submitted) else None,
        to_us=False,
    )


def _extension(activity: Activity, where: Where, key: str, value: Mapping[str, object]) -> Read:
    if text_at(value, "commandId") != ASSUMPTION:
        return Ignored(reason="other_command")
    return Happened(
        who=who(activity, where),
        where=where,
        content=Command(name="form.assumption", argument=_chosen_message(value)),
        event_id=f"{key}:pressed",
        message=key,
        answer=Answer.DIALOG,
        mentioned=True,
        to_us=False,
    )


def _chosen_message(value: Mapping[str, object]) -> str:
    """Return the words of the message that a dialog was opened from, or nothing; they come as HTML."""
    written = text_at(value, "messagePayload", "body", "content")
    if text_at(value, "messagePayload", "body", "contentType") == "html":
        written = unescape(_TAG.sub("", _BREAK.sub("\n", written))).replace("\xa0", " ")
    return written.strip()[: data.TEXT_LIMIT]


# --- coming and going -------------------------------------------------------------------------------------------------


def _installation(activity: Activity, where: Where) -> Read:
    match activity.get("action"):
        case "add":
            return _arrived(activity, where) if where.kind is Kind.PERSONAL else Joined(where=_team(activity, where))
        case "remove":
            return _left(activity, where) if where.kind is Kind.PERSONAL else Removed(where=_team(activity, where))
        case _:
            # Among them a new version: that removes and adds the app, but nobody came or left.
            return Ignored(reason="other_installation")


def _conversation(activity: Activity, where: Where) -> Read:
    event = text_at(activity, "channelData", "eventType")
    if event in {"channelShared", "channelUnshared"}:
        return _sharing(activity, where, event)
    if event == "teamMemberRemoved" or parts_at(activity, "membersRemoved"):
        ours = where.bot in _members(activity, "membersRemoved")
        if not ours:
            return Ignored(reason="other_member")
        return _left(activity, where) if where.kind is Kind.PERSONAL else Removed(where=_team(activity, where))
    if parts_at(activity, "membersAdded"):
        ours = where.bot in _members(activity, "membersAdded")
        if where.kind is Kind.PERSONAL:
            return _arrived(activity, where)
        return Joined(where=_team(activity, where)) if ours else Ignored(reason="other_member")
    return Ignored(reason="other_conversation_update")


def _arrived(activity: Activity, where: Where) -> Read:
    return _coming(activity, where, Arrived(), "arrived")


def _left(activity: Activity, where: Where) -> Read:
    return _coming(activity, where, Left(), "left")


def _coming(activity: Activity, where: Where, content: Arrived | Left, event: str) -> Read:
    key = _key(activity, where) or _key({"id": activity.get("timestamp")}, where)
    if key is None:
        return Ignored(reason="odd_id")
    return Happened(
        who=who(activity, where), where=where, content=content, event_id=f"{key}:{event}", message=f"{key}:{event}:one"
    )


def _sharing(activity: Activity, where: Where, event: str) -> Read:
    added = {"channelShared": "sharedWithTeams", "channelUnshared": "unsharedFromTeams"}[event]
    teams = parts_at(activity, "channelData", added)
    others = [one for one in teams if text_at(one, "tenantId").lower() not in {"", where.tenant}]
    if not others:
        return Ignored(reason="shared_inside")
    return Shared(where=_team(activity, where), outside=event == "channelShared")


def _team(activity: Activity, where: Where) -> Where:
    """Return the channel an event of a team is about; that of the team itself is its general channel."""
    channel = text_at(activity, "channelData", "channel", "id")
    if not channel or not AN_ID.fullmatch(channel):
        return where
    return replace(where, id=channel, root="")


def _members(activity: Activity, key: str) -> set[str]:
    return {text_at(one, "id") for one in parts_at(activity, key)} - {""}


# --- parts ------------------------------------------------------------------------------------------------------------


def _key(activity: Mapping[str, object], where: Where) -> str | None:
    """Return what identifies a message or a press in its conversation, in any thread of it."""
    id = text_at(activity, "id")
    return f"{CHANNEL}:{where.tenant}:{where.id}:{id}" if AN_ID.fullmatch(id) else None
