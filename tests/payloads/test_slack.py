"""What Slack posts, as files: each one is read as its file says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from adapters.slack import envelope
from adapters.slack.heard import Change, Heard, Ignored, Lifecycle, Odd, Payload, Surface, View, Why
from adapters.slack.payloads import read

FOLDER = Path(__file__).with_name("slack")
CASES = sorted(FOLDER.glob("*.json"))
FEWEST = 60
SOURCES = ("docs.slack.dev/", "local-slack ")


def plain(value: object) -> object:
    """Return a value of ours as JSON has it, with the name of its kind."""
    if isinstance(value, View):
        return {"is": "View"}
    if is_dataclass(value) and not isinstance(value, type):
        named = {one.name: plain(getattr(value, one.name)) for one in fields(value)}
        if not named.get("once", True):
            del named["once"]  # only what is drawn on a page that can be drawn anew carries a key
        return named if type(value).__name__ == "Identity" else {"is": type(value).__name__, **named}
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def posted(case: Mapping[str, Any]) -> Payload:
    """Return what comes of a case, from the bytes on."""
    if "form" in case:
        form = {name: json.dumps(one) if isinstance(one, dict) else one for name, one in case["form"].items()}
        body = envelope.unpack(envelope.FORM, urlencode(form).encode())
    else:
        body = envelope.unpack(envelope.JSON, json.dumps(case["body"]).encode())
    assert not isinstance(body, Odd)
    return read(body, salt=b"salt")


def case_of(path: Path) -> dict[str, Any]:
    """Return one case."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_slack_posts_is_read_as_the_file_says(path: Path) -> None:
    """Every value the file expects is there, and nothing of it differs."""
    case = case_of(path)
    expected = dict(case["expect"])
    payload = posted(case)
    found = plain(payload)
    assert isinstance(found, dict)
    if "values" in expected:
        assert isinstance(payload, Heard)
        assert isinstance(payload.content, View)
        state = payload.content.sent.get("state", {})
        assert isinstance(state, dict)
        assert state.get("values") == expected.pop("values")
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_file_says_where_it_comes_from(path: Path) -> None:
    """A case names its source and its kind, and holds one body or one form."""
    case = case_of(path)
    assert case["source"].startswith(SOURCES)
    assert case["kind"] in {"event", "interaction", "command"}
    assert ("body" in case) != ("form" in case)


def test_there_are_files_enough() -> None:
    """A folder that was lost, or is not found, fails."""
    assert len(CASES) >= FEWEST


def test_every_kind_of_thing_has_a_file() -> None:
    """No reason, surface, change or kind is without an example, so a new one does not stay untried."""
    found = [posted(case_of(path)) for path in CASES]
    assert {one.reason for one in found if isinstance(one, Ignored)} == set(Why)
    assert {one.surface for one in found if isinstance(one, Heard)} == set(Surface)
    kinds = {kind for union in (Payload, Lifecycle) for kind in union.__args__}
    assert {type(one) for one in found} == kinds
    changes = {getattr(one, "change", None) for one in found} - {None}
    assert changes >= set(Change) - {Change.UNARCHIVED, Change.DELETED}


def test_two_keys_name_everything_that_is_heard() -> None:
    """Both keys begin with the channel and the workspace, and neither tells anything of the words."""
    for path in CASES:
        case = case_of(path)
        payload = posted(case)
        if isinstance(payload, Heard):
            prefix = f"slack:{payload.accounts[0]}:"
            assert payload.event_id.startswith(prefix), path.stem
            assert payload.message.startswith(prefix), path.stem
            assert "kook" not in payload.event_id + payload.message
            assert "kook" not in repr(payload)


def test_a_form_sent_again_with_other_values_is_another_message() -> None:
    """The values decide whether a window counts as sent twice, and without the salt nobody can guess them."""
    case = case_of(FOLDER / "window-text.json")
    body = case["form"]["payload"]

    def key(value: str, salt: bytes = b"salt") -> str:
        body["view"]["state"]["values"]["text"]["v"]["value"] = value
        heard = read(body, salt=salt)
        assert isinstance(heard, Heard)
        return heard.message

    assert key("ja") == key("ja")
    assert key("ja") != key("nee")
    assert key("ja") != key("ja", b"pepper")
