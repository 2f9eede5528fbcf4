"""What Teams posts, as files: each one is read as its file says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.origin import Kind
from adapters.teams.payloads import Answer, Happened, Ignored, Read, inbound, read
from dialogs.messages import Content
from dialogs.people import OrganisationId

FOLDER = Path(__file__).with_name("teams")
CASES = sorted(FOLDER.glob("*.json"))
FEWEST = 40
SOURCES = ("learn.microsoft.com/", "github.com/")
NOW = datetime(2026, 11, 24, tzinfo=UTC)
WORDS = ("markt", "dinsdag", "zingen", "ochtend")


def plain(value: object) -> object:
    """Return a value of ours as JSON has it, with the name of its kind where that matters."""
    if is_dataclass(value) and not isinstance(value, type):
        named = {one.name: plain(getattr(value, one.name)) for one in fields(value)}
        if not named.get("once", True):
            del named["once"]  # a form that was drawn before there were keys has none
        return named if type(value).__name__ in {"Identity", "Who", "Where"} else {"is": type(value).__name__, **named}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    return [plain(one) for one in value] if isinstance(value, tuple) else value


def case_of(path: Path) -> dict[str, Any]:
    """Return one case."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def everything() -> dict[str, Read]:
    """Return what comes of every case, by its name."""
    return {path.stem: read(case_of(path)["activity"]) for path in CASES}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_teams_posts_is_read_as_the_file_says(path: Path) -> None:
    """Every value the file expects is there, and nothing of it differs."""
    case = case_of(path)
    found = plain(read(case["activity"]))
    assert isinstance(found, dict)
    assert {name: found.get(name) for name in case["expect"]} == case["expect"]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_file_says_where_it_comes_from(path: Path) -> None:
    """A case names the page it was built from, and holds one activity and what is expected."""
    case = case_of(path)
    assert case["source"].startswith(SOURCES)
    assert set(case) == {"source", "activity", "expect"}
    assert case["expect"]["is"]


def test_there_are_files_enough() -> None:
    """A folder that was lost, or is not found, fails."""
    assert len(CASES) >= FEWEST


def test_every_kind_of_thing_has_a_file() -> None:
    """No kind of reading, of content, of place or of answer is without an example, so a new one is not left untried."""
    found = everything().values()
    assert {type(one) for one in found} == set(get_args(Read))
    happened = [one for one in found if isinstance(one, Happened)]
    assert {type(one.content) for one in happened} == set(get_args(Content))
    assert {one.where.kind for one in happened} == set(Kind)
    assert {one.answer for one in happened} == set(Answer)


def test_two_keys_name_everything_that_happens() -> None:
    """Both keys begin with the channel and the tenant, differ from each other, and tell nothing of the words."""
    for name, one in everything().items():
        if not isinstance(one, Happened):
            continue
        prefix = f"teams:{one.where.tenant}:"
        assert one.event_id.startswith(prefix), name
        assert one.message.startswith(prefix), name
        assert one.event_id != one.message, name
        assert not any(word in f"{one.event_id}{one.message}{one!r}" for word in WORDS), name


def test_the_same_message_in_and_out_of_its_thread_is_one() -> None:
    """A message is the same one whether Teams names its thread or not, and an edit of it names exactly that message."""
    case = case_of(FOLDER / "channel-reply-without-mention.json")["activity"]
    first = read(case)
    conversation = {**case["conversation"], "id": case["conversation"]["id"].partition(";")[0]}
    second = read({**case, "conversation": conversation})
    assert isinstance(first, Happened)
    assert isinstance(second, Happened)
    assert first.message == second.message


def test_what_happens_comes_in_with_where_it_was_said() -> None:
    """What comes in carries both keys, who, the place, the thread, and the tenant in which it was said."""
    happened = read(case_of(FOLDER / "message-from-another-tenant.json")["activity"])
    assert isinstance(happened, Happened)
    identity = happened.who.abroad
    assert identity is not None
    found = inbound(happened, identity, OrganisationId("default"), "place", NOW)
    assert (found.identity.account, found.account) == ("0d9b645f-597b-41f0-a2a3-ef103fbd91bb", happened.where.tenant)
    assert (found.event_id, found.message) == (happened.event_id, happened.message)
    assert (found.place, found.under, found.at) == ("place", "", NOW)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(CASES), st.data())
def test_nothing_that_teams_could_post_surprises_us(path: Path, data: st.DataObject) -> None:
    """Whatever stands in the place of any part of an activity, it is read or ignored, and never raises."""
    activity = case_of(path)["activity"]
    inner: Any = activity
    for _ in range(data.draw(st.integers(1, 4))):
        if not isinstance(inner, dict) or not inner:
            break
        name = data.draw(st.sampled_from(sorted(inner)))
        if data.draw(st.booleans()) or not isinstance(inner[name], dict):
            inner[name] = data.draw(JSON)
            break
        inner = inner[name]
    found = read(activity)
    assert isinstance(found, get_args(Read))
    assert not isinstance(found, Ignored) or found.reason
