"""From an event that Slack tells us about to our own values: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adapters.slack.fields import each, id_of, ids_of, name_of, part, stamp_of, text_of
from adapters.slack.heard import (
    CHANNEL,
    Change,
    Heard,
    HomeOpened,
    Ignored,
    Odd,
    Payload,
    PersonChanged,
    PlaceChanged,
    Revoked,
    Surface,
    Uninstalled,
    Why,
    Wordless,
)
from adapters.slack.typed import emoji_of, mentions, typed, without_mention
from adapters.slack.whose import author, installed, robots
from dialogs.messages import Arrived, Command, Content, Deleted, Edited, Text
from dialogs.people import Identity

_CHANGES: Final[Mapping[str, Change]] = {
    "member_joined_channel": Change.JOINED,
    "member_left_channel": Change.LEFT,
    **{f"{kind}_archive": Change.ARCHIVED for kind in ("channel", "group")},
    **{f"{kind}_unarchive": Change.UNARCHIVED for kind in ("channel", "group")},
    **{f"{kind}_deleted": Change.DELETED for kind in ("channel", "group")},
    **{f"{kind}_rename": Change.RENAMED for kind in ("channel", "group")},
    "channel_left": Change.LEFT,
    "group_left": Change.LEFT,
    "channel_shared": Change.SHARED,
    "channel_unshared": Change.UNSHARED,
}
_SAID: Final = frozenset({"", "file_share", "thread_broadcast"})
_PERSONAL: Final = frozenset({"im", "app_home"})
_SLACK_ITSELF: Final = "USLACKBOT"
_GONE: Final = "tombstone"

_Given = Mapping[str, object]


def read_event(body: _Given) -> Payload:
    """Return what an event means; what is not on our list is ignored with its reason."""
    event, accounts = part(body, "event"), installed(body)
    kind = text_of(event, "type")
    if not kind or not accounts:
        return Odd(status=400, reason="event")
    match kind:
        case "message" | "app_mention":
            return _message(body, event, accounts)
        case "app_home_opened":
            return _home(body, event, accounts)
        case "app_uninstalled":
            return Uninstalled(accounts=accounts)
        case "tokens_revoked":
            tokens = part(event, "tokens")
            return Revoked(accounts=accounts, users=(*ids_of(tokens, "oauth"), *ids_of(tokens, "bot")))
        case "user_change":
            return _person(event, accounts)
        case _ if kind in _CHANGES:
            return _place(event, accounts, _CHANGES[kind])
        case _:
            return Ignored(reason=Why.EVENT)


# --- messages ---------------------------------------------------------------------------------------------------------


def _message(body: _Given, event: _Given, accounts: tuple[str, ...]) -> Payload:
    channel, event_id = id_of(event, "channel"), name_of(body, "event_id")
    if not channel or not event_id:
        return Odd(status=400, reason="message")
    subtype = event.get("subtype")
    if subtype == "message_changed":
        changed = part(event, "message")
        if text_of(changed, "subtype") == _GONE:
            return _taken_back(body, event, accounts)
        return _edited(body, event, changed, accounts)
    if subtype == "message_deleted":
        return _taken_back(body, event, accounts)
    if subtype is not None and not (isinstance(subtype, str) and subtype in _SAID):
        return Ignored(reason=Why.BOT if subtype == "bot_message" else Why.SUBTYPE)
    return _said(body, event, accounts)


def _said(body: _Given, event: _Given, accounts: tuple[str, ...]) -> Payload:
    ignored = _not_a_person(body, event) or _not_to_us(body, event, event)
    if ignored or event.get("hidden") is True:
        return Ignored(reason=ignored or Why.HIDDEN)
    stamp = stamp_of(event, "ts")
    identity = author(body, event, id_of(event, "user"))
    if not stamp:
        return Odd(status=400, reason="stamp")
    if identity is None:
        return Ignored(reason=Why.HOME_UNKNOWN)
    words = text_of(event, "text")
    said = typed(without_mention(words, robots(body)), emoji_of(event))
    files = bool(each(event, "files"))
    key = _key(accounts, id_of(event, "channel"), stamp)
    if said.strip():
        return _heard(body, event, accounts, identity, key, Text(text=said), files=files)
    if files:
        return Wordless(
            accounts=accounts,
            identity=identity,
            message=key,
            channel=id_of(event, "channel"),
            personal=_personal(event),
            under=_root(event),
        )
    if words.strip():
        # Only our name: somebody calls, and may want to know what one can say.
        return _heard(body, event, accounts, identity, key, Command(name="help"))
    return Ignored(reason=Why.NO_WORDS)


def _edited(body: _Given, event: _Given, changed: _Given, accounts: tuple[str, ...]) -> Payload:
    before, edit = part(event, "previous_message"), part(changed, "edited")
    stamp = stamp_of(changed, "ts") or stamp_of(before, "ts")
    ignored = _not_a_person(body, changed) or _not_to_us(body, event, changed, before)
    if ignored:
        return Ignored(reason=ignored)
    # Slack also tells of a change when it adds a preview of a link or finds out the language.
    if not edit or ("text" in before and text_of(before, "text") == text_of(changed, "text")):
        return Ignored(reason=Why.SAME_WORDS)
    user = id_of(changed, "user")
    if id_of(edit, "user") not in {"", user}:
        return Ignored(reason=Why.BY_ANOTHER)
    if text_of(changed, "subtype") not in _SAID:
        return Ignored(reason=Why.SUBTYPE)
    if not stamp:
        return Odd(status=400, reason="stamp")
    identity = author(body, changed, user)
    if identity is None:
        return Ignored(reason=Why.HOME_UNKNOWN)
    said = typed(without_mention(text_of(changed, "text"), robots(body)), emoji_of(changed))
    key = _key(accounts, id_of(event, "channel"), stamp)
    at = stamp_of(edit, "ts") or stamp_of(event, "event_ts") or name_of(body, "event_id")
    content: Content = Edited(message=key, text=said) if said.strip() else Deleted(message=key)
    return _heard(body, event, accounts, identity, f"{key}:edited:{at}", content, root=_root(changed))


def _taken_back(body: _Given, event: _Given, accounts: tuple[str, ...]) -> Payload:
    """A message is gone; the first of a thread with replies stays behind as an empty place instead."""
    before = part(event, "previous_message")
    stamp = stamp_of(event, "deleted_ts") or stamp_of(before, "ts") or stamp_of(part(event, "message"), "ts")
    ignored = _not_a_person(body, before) or _not_to_us(body, event, before)
    if ignored:
        return Ignored(reason=ignored)
    if not stamp:
        return Odd(status=400, reason="stamp")
    identity = author(body, before, id_of(before, "user"))
    if identity is None:
        return Ignored(reason=Why.HOME_UNKNOWN)
    key = _key(accounts, id_of(event, "channel"), stamp)
    return _heard(body, event, accounts, identity, f"{key}:deleted", Deleted(message=key), root=_root(before))


def _not_a_person(body: _Given, message: _Given) -> Why | None:
    user = id_of(message, "user")
    if any(message.get(key) for key in ("bot_id", "bot_profile", "app_id")):
        return Why.OWN if user and user in robots(body) else Why.BOT
    if not user:
        return Why.NO_USER
    if user in robots(body):
        return Why.OWN
    return Why.BOT if user == _SLACK_ITSELF else None


def _not_to_us(body: _Given, event: _Given, *messages: _Given) -> Why | None:
    """Where others talk among themselves, only a thread under us or a mention of us is meant for us."""
    ours = robots(body)
    if _personal(event) or text_of(event, "type") == "app_mention":
        return None
    if any(mentions(text_of(one, "text"), ours) for one in messages):
        return None
    parents = {id_of(one, "parent_user_id") for one in messages} - {""}
    if any(_root(one) for one in messages) and (not ours or parents <= ours):
        return None
    return Why.NOT_ADDRESSED


def _heard(
    body: _Given,
    event: _Given,
    accounts: tuple[str, ...],
    identity: Identity,
    message: str,
    content: Content,
    *,
    files: bool = False,
    root: str | None = None,
) -> Heard:
    return Heard(
        accounts=accounts,
        identity=identity,
        event_id=f"{CHANNEL}:{accounts[0]}:{name_of(body, 'event_id')}",
        message=message,
        content=content,
        surface=Surface.TYPED,
        channel=id_of(event, "channel"),
        personal=_personal(event),
        under=_root(event) if root is None else root,
        files=files,
    )


def _key(accounts: tuple[str, ...], channel: str, stamp: str) -> str:
    return f"{CHANNEL}:{accounts[0]}:{channel}:{stamp}"


def _root(message: _Given) -> str:
    """Return the first message of the thread this one is a reply in; a thread's first message is no reply."""
    root = stamp_of(message, "thread_ts")
    return "" if root == stamp_of(message, "ts") else root


def _personal(event: _Given) -> bool:
    kind = text_of(event, "channel_type")
    return kind in _PERSONAL if kind else id_of(event, "channel").startswith("D")


# --- what else happens ------------------------------------------------------------------------------------------------


def _home(body: _Given, event: _Given, accounts: tuple[str, ...]) -> Payload:
    user, channel = id_of(event, "user"), id_of(event, "channel")
    identity = author(body, event, user) if user else None
    event_id = name_of(body, "event_id")
    if identity is None or not event_id:
        return Odd(status=400, reason="home")
    if text_of(event, "tab") != "messages":
        return HomeOpened(accounts=accounts, identity=identity)
    # One key for every time: only the first time somebody comes is an arrival.
    return Heard(
        accounts=accounts,
        identity=identity,
        event_id=f"{CHANNEL}:{accounts[0]}:{event_id}",
        message=f"{CHANNEL}:{accounts[0]}:{channel or user}:arrived",
        content=Arrived(),
        surface=Surface.TYPED,
        channel=channel,
    )


def _place(event: _Given, accounts: tuple[str, ...], change: Change) -> Payload:
    channel = id_of(event, "channel")
    if not channel:
        return Odd(status=400, reason="channel")
    return PlaceChanged(accounts=accounts, channel=channel, change=change, user=id_of(event, "user"))


def _person(event: _Given, accounts: tuple[str, ...]) -> Payload:
    user = part(event, "user")
    id, team = id_of(user, "id"), id_of(user, "team_id")
    if not id:
        return Odd(status=400, reason="user")
    home = team if team.startswith("T") else accounts[0]
    identity = Identity(channel=CHANNEL, account=home, user=id)
    return PersonChanged(accounts=accounts, identity=identity, gone=user.get("deleted") is True)
