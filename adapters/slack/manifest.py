"""The description of the app with which Slack makes it: for the settings at hand, with the least it may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import yaml

from adapters.slack import limits
from adapters.slack.blocks import Json
from adapters.slack.scopes import OPTIONAL, SCOPES
from adapters.slack.text import label, shorten

NAME: Final = "Samenspraak"
COMMAND: Final = "/samenspraak"
EVENTS_PATH: Final = "/slack/events"
REDIRECT_PATH: Final = "/slack/oauth_redirect"
EVENTS: Final = (
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "channel_shared",
    "channel_unshared",
    "group_archive",
    "member_joined_channel",
    "message.groups",
    "message.im",
    "tokens_revoked",
)
SHORTCUTS: Final = (("log_assumption", "global"), ("message_assumption", "message"), ("message_report", "message"))
_COLOUR: Final = "#2f5d50"


def manifest(
    say: Callable[[str], str], *, name: str = NAME, public_url: str = "", app_token: bool = False, oauth: bool = False
) -> str:
    """Return the manifest as YAML, the same every time for the same settings; `say` gives a phrase by its key.

    With an app token, or without a public address, Slack is listened to through a socket; otherwise it calls
    `public_url`. With `oauth` (a client id and secret are set) other workspaces may add the app, and tokens rotate.
    """
    address = public_url.rstrip("/")
    socket = app_token or not address
    called = {} if socket else {"request_url": address + EVENTS_PATH}
    name = label(name, limits.APP_NAME)
    command = {
        "command": COMMAND,
        "description": say("slack.app.command"),
        "usage_hint": say("slack.app.hint"),
        "should_escape": False,
        **({} if socket else {"url": address + EVENTS_PATH}),
    }
    oauth_config: Json = {"scopes": {"bot": sorted(SCOPES), "bot_optional": sorted(OPTIONAL)}}
    if oauth and address:
        oauth_config["redirect_urls"] = [address + REDIRECT_PATH]
    described: Json = {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": name,
            "description": label(say("slack.app.description"), limits.APP_DESCRIPTION),
            "long_description": shorten(say("slack.app.long_description"), limits.APP_LONG_MOST),
            "background_color": _COLOUR,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "slash_commands": [command],
            "shortcuts": [_shortcut(say, id_, kind) for id_, kind in SHORTCUTS],
        },
        "oauth_config": oauth_config,
        "settings": {
            "event_subscriptions": {**called, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **called},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": oauth,
        },
    }
    return yaml.safe_dump(described, sort_keys=True, allow_unicode=True, width=1_000)


def _shortcut(say: Callable[[str], str], id_: str, kind: str) -> Mapping[str, str]:
    return {
        "name": label(say(f"slack.app.{id_}"), limits.SHORTCUT_NAME),
        "type": kind,
        "callback_id": id_,
        "description": label(say(f"slack.app.{id_}_what"), limits.SHORTCUT_DESCRIPTION),
    }
