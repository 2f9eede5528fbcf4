"""What is true in one Slack of a test: who is where, what lies in which thread, and what each method does to that."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Json = dict[str, Any]

TEAM: Final = "T0HOUSE"
BOT: Final = "U0BOT"
TOKEN: Final = "xoxb-house"
CENTRE: Final = "C0CENTRE"
"""A private channel with two people of the house and the bot."""
SHARED: Final = "C0SHARED"
"""A channel shared with another organisation; Anna is in it."""
ANNA, JOOST, MARIJKE, SAM = "U0ANNA", "U0JOOST", "U0MARIJKE", "U0SAM"

BLOCKS_TOGETHER: Final = 13_000
BLOCKS_AT_MOST: Final = 50
SECTION_AT_MOST: Final = 3000
UPDATE_AT_MOST: Final = 4000


class No(Exception):
    """The method says no, with this error."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.answer: Json = {"ok": False, "error": error, **more}


def person(id: str, **more: object) -> Json:
    """Return somebody of the house."""
    return {"id": id, "team_id": TEAM, "name": id.lower(), "deleted": False, "is_bot": False, **more}


def channel(id: str, *members: str, **more: object) -> Json:
    """Return a private channel of the house with the bot in it."""
    facts = {"id": id, "is_private": True, "is_member": True, "is_archived": False, "is_shared": False}
    return {**facts, "is_ext_shared": False, "members": [BOT, *members], **more}


@dataclass
class Truth:
    """One workspace as it is, whoever says what about it."""

    now: Callable[[], float] = lambda: 1_700_000_000.0
    charts: bool = True
    shows_after: float = 0.0
    """Seconds before a message is seen by who reads a conversation back."""

    tokens: dict[str, float | None] = field(default_factory=lambda: {TOKEN: None})
    """Until when a token is good; None is for ever."""

    scopes: str = ""
    refresh: str = ""
    code: str = ""
    people: dict[str, Json] = field(
        default_factory=lambda: (
            {one: person(one) for one in (ANNA, JOOST, MARIJKE, SAM)} | {BOT: person(BOT, is_bot=True)}
        )
    )
    channels: dict[str, Json] = field(
        default_factory=lambda: {
            CENTRE: channel(CENTRE, MARIJKE, SAM),
            SHARED: channel(SHARED, ANNA, JOOST, is_private=False, is_shared=True, is_ext_shared=True),
        }
    )
    messages: dict[str, list[Json]] = field(default_factory=dict)
    windows: list[Json] = field(default_factory=list)
    """The windows that are open, the topmost last."""

    triggers: set[str] = field(default_factory=set)
    """The keys that open one window each, until they are used."""

    homes: dict[str, Json] = field(default_factory=dict)
    whispers: list[Json] = field(default_factory=list)
    """What was said to one person alone where others are."""

    uploads: dict[str, Json] = field(default_factory=dict)
    renewals: int = 0
    _count: int = 0

    # --- what a test reads --------------------------------------------------------------------------------------------

    def lying(self, channel: str) -> list[Json]:
        """Return the messages of a conversation, oldest first."""
        return self.messages.get(channel, [])

    def label(self, message: Json) -> Json:
        """Return our own id as it lies on a message."""
        payload: Json = message.get("metadata", {}).get("event_payload", {})
        return payload

    # --- what people do -----------------------------------------------------------------------------------------------

    def said(self, id: str, user: str, text: str, thread: str = "") -> Json:
        """Let somebody write in a conversation, under a message or not; return the message as it lies there."""
        message = {"type": "message", "user": user, "team": TEAM, "text": text, "ts": self.stamp(), "at": self.now()}
        return self._laid(id, message, thread)

    def stamp(self) -> str:
        """Return a moment that nothing else has."""
        self._count += 1
        return f"{1_700_000_000 + self._count}.000100"

    def trigger(self) -> str:
        """Return a key that opens one window."""
        trigger = f"{self.stamp()}.trigger"
        self.triggers.add(trigger)
        return trigger

    def looked_at(self, view: Json) -> Json:
        """Return a view as Slack keeps it."""
        return {"id": f"V{self.stamp()}", "team_id": TEAM, "hash": self.stamp(), "state": {"values": {}}, **view}

    # --- what a method does -------------------------------------------------------------------------------------------

    def do(self, method: str, args: Json, token: str | None) -> Json:
        """Do what a method does and return its answer; raise `No` where Slack says no."""
        if method == "oauth.v2.access":
            return self._access(args)
        if token not in self.tokens:
            raise No("not_authed" if not token else "invalid_auth")
        until = self.tokens[token]
        if until is not None and until <= self.now():
            raise No("token_expired")
        found = getattr(self, f"_{method.replace('.', '_')}", None)
        if found is None:
            raise No("unknown_method")
        answer: Json = found(args)
        return answer

    def _auth_test(self, _: Json) -> Json:
        return {"url": "https://house.slack.com/", "team": "House", "team_id": TEAM, "user_id": BOT, "bot_id": "B0BOT"}

    def _apps_connections_open(self, _: Json) -> Json:
        return {"url": "wss://127.0.0.1/nowhere"}

    def _access(self, args: Json) -> Json:
        if (args.get("client_id"), args.get("client_secret")) != ("app", "hush"):
            raise No("bad_client_secret")
        if args.get("grant_type") == "refresh_token":
            if not self.refresh or args.get("refresh_token") != self.refresh:
                raise No("invalid_refresh_token")
            self.renewals += 1
        elif not self.code or args.get("code") != self.code:
            raise No("invalid_code")
        else:
            self.code = ""
        return self.grant()

    def grant(self) -> Json:
        """Return a new token that is good for twelve hours, with a refresh token that works once."""
        self._count += 1
        token, self.refresh = f"xoxe.xoxb-{self._count}", f"xoxe-1-{self._count}"
        self.tokens[token] = self.now() + 43_200
        return {
            "access_token": token,
            "token_type": "bot",
            "scope": self.scopes,
            "bot_user_id": BOT,
            "app_id": "A0APP",
            "expires_in": 43_200,
            "refresh_token": self.refresh,
            "team": {"id": TEAM, "name": "House"},
            "is_enterprise_install": False,
        }

    def _conversations_open(self, args: Json) -> Json:
        user = str(args.get("users", ""))
        if user not in self.people:
            raise No("user_not_found")
        id = f"D{user}"
        self.channels.setdefault(id, {"id": id, "is_im": True, "user": user, "members": [user, BOT]})
        return {"channel": {"id": id, "is_im": True, "user": user}}

    def _conversations_info(self, args: Json) -> Json:
        facts = self._channel(args)
        return {"channel": {name: value for name, value in facts.items() if name != "members"}}

    def _conversations_members(self, args: Json) -> Json:
        members = self._channel(args)["members"]
        return _pages(members, "members", args)

    def _users_info(self, args: Json) -> Json:
        if args.get("user") not in self.people:
            raise No("user_not_found")
        return {"user": self.people[args["user"]]}

    def _chat_postMessage(self, args: Json) -> Json:  # noqa: N802 - as Slack writes it
        facts = self._channel(args)
        if facts.get("is_archived"):
            raise No("is_archived")
        if BOT not in facts["members"]:
            raise No("not_in_channel")
        self._judge(args)
        id, ts = facts["id"], self.stamp()
        message: Json = {"type": "message", "user": BOT, "app_id": "A0APP", "ts": ts, "at": self.now()}
        message |= {name: args[name] for name in ("text", "blocks", "metadata", "unfurl_links") if name in args}
        self._laid(id, message, str(args.get("thread_ts") or ""))
        return {"channel": id, "ts": ts, "message": _without(message, "metadata")}

    def _chat_update(self, args: Json) -> Json:
        message = self._message(args, "ts")
        if len(str(args.get("text", ""))) > UPDATE_AT_MOST:
            raise No("msg_too_long")
        self._judge(args)
        message |= {name: args[name] for name in ("text", "blocks", "metadata") if name in args}
        return {"channel": args["channel"], "ts": message["ts"], "text": message["text"]}

    def _chat_delete(self, args: Json) -> Json:
        message = self._message(args, "ts")
        self.messages[args["channel"]].remove(message)
        return {"channel": args["channel"], "ts": message["ts"]}

    def _chat_postEphemeral(self, args: Json) -> Json:  # noqa: N802 - as Slack writes it
        self._channel(args)
        self.whispers.append(args)
        return {"message_ts": "1.0"}

    def _chat_getPermalink(self, args: Json) -> Json:  # noqa: N802 - as Slack writes it
        message = self._message(args, "message_ts")
        place = f"{args['channel']}/p{message['ts'].replace('.', '')}"
        return {"channel": args["channel"], "permalink": f"https://house.slack.com/archives/{place}"}

    def _conversations_history(self, args: Json) -> Json:
        self._channel(args)
        shown = [one for one in self._shown(args) if one.get("thread_ts") in {None, one["ts"]}]
        return _pages(shown[::-1], "messages", args)

    def _conversations_replies(self, args: Json) -> Json:
        self._channel(args)
        root = args.get("ts")
        shown = [one for one in self._shown(args) if root in (one["ts"], one.get("thread_ts"))]
        if not shown:
            raise No("thread_not_found")
        return _pages(shown, "messages", args)

    def _views_open(self, args: Json) -> Json:
        self._spend(args)
        self.windows[:] = [self.looked_at(_parsed(args["view"]))]
        return {"view": self.windows[-1]}

    def _views_push(self, args: Json) -> Json:
        self._spend(args)
        self.windows.append(self.looked_at(_parsed(args["view"])))
        return {"view": self.windows[-1]}

    def _views_update(self, args: Json) -> Json:
        for number, one in enumerate(self.windows):
            if one["id"] == args.get("view_id"):
                self.windows[number] = {**self.looked_at(_parsed(args["view"])), "id": one["id"]}
                return {"view": self.windows[number]}
        raise No("not_found")

    def _views_publish(self, args: Json) -> Json:
        self.homes[args["user_id"]] = self.looked_at(_parsed(args["view"]))
        return {"view": self.homes[args["user_id"]]}

    def _files_getUploadURLExternal(self, args: Json) -> Json:  # noqa: N802 - as Slack writes it
        self._count += 1
        file = f"F{self._count}"
        self.uploads[file] = {"name": args["filename"], "length": int(args["length"]), "alt": args.get("alt_txt", "")}
        return {"upload_url": f"{{here}}/upload/{file}", "file_id": file}

    def _files_completeUploadExternal(self, args: Json) -> Json:  # noqa: N802 - as Slack writes it
        self._channel({"channel": args["channel_id"]})
        for one in _parsed(args["files"]):
            self.uploads[one["id"]] |= {"channel": args["channel_id"], "thread": args.get("thread_ts"), "done": True}
        return {"files": []}

    # --- what stands behind it ----------------------------------------------------------------------------------------

    def _channel(self, args: Json) -> Json:
        found = self.channels.get(str(args.get("channel")))
        if found is None:
            raise No("channel_not_found")
        return found

    def _laid(self, id: str, message: Json, root: str) -> Json:
        """Lay a message down; under one that is gone Slack posts all the same, in the open channel."""
        head = next((one for one in self.lying(id) if one["ts"] == root), None)
        if head is not None and head.get("thread_ts") in {None, root}:
            message["thread_ts"] = head["thread_ts"] = root
        self.messages.setdefault(id, []).append(message)
        return message

    def _spend(self, args: Json) -> None:
        trigger = args.get("trigger_id")
        if trigger not in self.triggers:
            raise No("invalid_trigger_id")
        self.triggers.remove(trigger)

    def _message(self, args: Json, name: str) -> Json:
        self._channel(args)
        found = next((one for one in self.lying(args["channel"]) if one["ts"] == args.get(name)), None)
        if found is None:
            raise No("message_not_found")
        return found

    def _shown(self, args: Json) -> list[Json]:
        labelled = str(args.get("include_all_metadata", "")).lower() in {"true", "1"}
        seen = [one for one in self.lying(args["channel"]) if one["at"] + self.shows_after <= self.now()]
        return seen if labelled else [_without(one, "metadata") for one in seen]

    def _judge(self, args: Json) -> None:
        """Say no to what Slack would not take."""
        text, blocks = str(args.get("text", "")), _parsed(args.get("blocks") or [])
        if not text and not blocks:
            raise No("no_text")
        if len(text) > 40_000:
            raise No("msg_too_long")
        if len(blocks) > BLOCKS_AT_MOST or any(_too_long(one) for one in blocks):
            raise No("invalid_blocks")
        if not self.charts and any(one["type"] == "data_visualization" for one in blocks):
            raise No("invalid_blocks")
        if len(json.dumps(blocks, ensure_ascii=False)) > BLOCKS_TOGETHER:
            raise No("msg_blocks_too_long")


def _too_long(block: Json) -> bool:
    text = block.get("text")
    return isinstance(text, dict) and not 0 < len(text.get("text", "")) <= SECTION_AT_MOST


def _parsed(value: Any) -> Any:  # noqa: ANN401 - JSON is what it is
    return json.loads(value) if isinstance(value, str) else value


def _without(message: Mapping[str, Any], name: str) -> Json:
    return {key: value for key, value in message.items() if key != name}


def _pages(found: list[Any], name: str, args: Json) -> Json:
    start, limit = int(args.get("cursor") or 0), int(args.get("limit") or 100)
    after = str(start + limit) if start + limit < len(found) else ""
    page = {name: found[start : start + limit], "response_metadata": {"next_cursor": after}}
    return {**page, "has_more": bool(after)}
