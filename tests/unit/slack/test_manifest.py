from __future__ import annotations

from functools import partial
from typing import Any

import pytest
import yaml

from adapters.slack.manifest import EVENTS, manifest
from adapters.slack.scopes import SCOPES
from tests.unit.web.fake_desk import TEXTS

LANGUAGES = sorted(TEXTS.languages)
DUTCH = partial(TEXTS.phrase, "nl")


def made(**settings: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever the manifest takes
    """Return a manifest as Slack reads it."""
    read = yaml.safe_load(manifest(DUTCH, **settings))
    assert isinstance(read, dict)
    return read


def test_the_app_may_do_no_more_than_it_needs() -> None:
    """The scopes are exactly these; whoever adds one has to say here what for."""
    scopes = made()["oauth_config"]["scopes"]
    assert scopes["bot"] == [
        *("channels:read", "chat:write", "commands", "groups:history", "groups:read"),
        *("im:history", "im:write", "users:read"),
    ]
    assert scopes["bot_optional"] == ["files:write"]
    assert all(SCOPES.values())
    assert not {one for one in SCOPES if one.startswith(("admin", "channels:history", "chat:write.", "users:read."))}


def test_every_event_has_the_scope_it_needs() -> None:
    """Slack refuses a manifest with an event that its scopes do not cover."""
    needs = {
        "message.im": "im:history",
        "message.groups": "groups:history",
        "member_joined_channel": "channels:read",
        "channel_shared": "channels:read",
        "channel_unshared": "channels:read",
        "channel_archive": "channels:read",
        "group_archive": "groups:read",
    }
    assert set(needs) | {"app_home_opened", "app_uninstalled", "tokens_revoked"} == set(EVENTS)
    assert set(needs.values()) <= set(SCOPES)
    assert made()["settings"]["event_subscriptions"]["bot_events"] == sorted(EVENTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_fits_where_slack_shows_it(language: str) -> None:
    """Names and descriptions keep to the lengths Slack takes, in every language, and none is cut off."""
    read = yaml.safe_load(manifest(partial(TEXTS.phrase, language), public_url="https://bot.example"))
    shown = read["display_information"]
    assert 0 < len(shown["name"]) <= 35
    assert 0 < len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4_000
    (command,) = read["features"]["slash_commands"]
    assert command["command"] == "/samenspraak"
    assert 0 < len(command["usage_hint"]) <= 1_000
    shortcuts = {one["callback_id"]: one for one in read["features"]["shortcuts"]}
    assert {id_: one["type"] for id_, one in shortcuts.items()} == {
        "log_assumption": "global",
        "message_assumption": "message",
        "message_report": "message",
    }
    assert all(0 < len(one["name"]) <= 24 and 0 < len(one["description"]) <= 150 for one in shortcuts.values())
    assert "…" not in yaml.safe_dump(read, allow_unicode=True)


def test_a_public_address_is_called_and_otherwise_a_socket_listens() -> None:
    """With an address Slack calls it, for everything; with an app token, or without an address, it calls nothing."""
    called = made(public_url="https://bot.example/")
    address = "https://bot.example/slack/events"
    assert called["settings"]["socket_mode_enabled"] is False
    assert called["settings"]["event_subscriptions"]["request_url"] == address
    assert called["settings"]["interactivity"] == {"is_enabled": True, "request_url": address}
    assert called["features"]["slash_commands"][0]["url"] == address
    for settings in ({}, {"app_token": True, "public_url": "https://bot.example"}):
        listening = made(**settings)
        assert listening["settings"]["socket_mode_enabled"] is True
        assert "request_url" not in str(listening)
        assert "url" not in listening["features"]["slash_commands"][0]


def test_tokens_rotate_only_where_other_workspaces_may_add_the_app() -> None:
    """With a client id and secret there is a way back from Slack, and tokens rotate; with one workspace neither."""
    one = made(public_url="https://bot.example")
    assert one["settings"]["token_rotation_enabled"] is False
    assert "redirect_urls" not in one["oauth_config"]
    many = made(public_url="https://bot.example", oauth=True)
    assert many["settings"]["token_rotation_enabled"] is True
    assert many["oauth_config"]["redirect_urls"] == ["https://bot.example/slack/oauth_redirect"]


def test_people_can_type_to_the_bot_and_it_is_no_agent() -> None:
    """Home and messages are open, one can write in them, and the app does not present itself as an agent."""
    features = made()["features"]
    assert features["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert not {"agent_view", "assistant_view"} & features.keys()


def test_a_long_name_is_shortened_and_the_manifest_is_the_same_every_time() -> None:
    """An organisation may give the app its own name; two prints of the same settings do not differ."""
    assert len(made(name="De chatbot van een heel grote organisatie")["display_information"]["name"]) <= 35
    assert manifest(DUTCH, public_url="https://bot.example") == manifest(DUTCH, public_url="https://bot.example")
