"""The bytes of a request become one object, or a status; nothing else happens."""

from __future__ import annotations

import json
import time
from urllib.parse import urlencode

import pytest

from adapters.slack.envelope import DEEPEST, FORM, JSON, depth, unpack
from adapters.slack.heard import Odd
from adapters.slack.response_urls import usable


def nested(levels: int) -> bytes:
    """Return an object with lists in lists in it."""
    return b'{"a":' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"7",
        b'{"a":}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":' + b"9" * 5_000 + b"}",
        b'{"a":"\xff"}',
        b'\xef\xbb\xbf{"a":1}',
        "{}".encode("utf-16"),
        nested(DEEPEST + 1),
        nested(100_000),
        b'{"a":' * 100_000,
        b'{"' + b'\\"' * 200_000,
    ],
    ids=range(15),
)
def test_what_is_no_object_is_a_status(body: bytes) -> None:
    """Broken, too deep, in another encoding, no object: 400, at once and without an error."""
    start = time.perf_counter()
    for content_type, sent in ((JSON, body), (FORM, urlencode({"payload": body}).encode())):
        found = unpack(content_type, sent)
        assert isinstance(found, Odd)
        assert found.status == 400
    assert time.perf_counter() - start < 5


def test_objects_come_through_whole() -> None:
    """Doubled keys keep the last, half characters and deep objects within the limit stay as they are."""
    assert unpack(JSON, b'{"a":1,"a":2,"b":"\\ud800"}') == {"a": 2, "b": "\ud800"}
    assert not isinstance(unpack(JSON, nested(DEEPEST)), Odd)
    assert depth('{"a":"[[[[{{{{\\"[[["}') == 1


def test_forms_come_through_whole() -> None:
    """A command is its fields, also with the word payload in what was typed; a button is the JSON in `payload`."""
    command = {"command": "/samenspraak", "text": "mijn payload = é & zo"}
    assert unpack(FORM, urlencode(command).encode()) == command
    assert unpack(FORM, urlencode({"payload": json.dumps({"type": "shortcut"})}).encode()) == {"type": "shortcut"}


def test_forms_that_are_none_are_a_status() -> None:
    """Too many fields, half bytes and other content types are refused."""
    assert unpack(FORM, "&".join(f"f{n}=1" for n in range(100)).encode()) == Odd(status=400, reason="form")
    assert unpack(FORM, b"text=%ff") == Odd(status=400, reason="form")
    assert unpack("text/plain", b"{}") == Odd(status=415, reason="content_type")


STANDIN = "http://127.0.0.1:5830/api/"


@pytest.mark.parametrize(
    ("url", "passes"),
    [
        ("https://hooks.slack.com/actions/T1/2/x", True),
        ("https://hooks.slack.com:443/actions/T1/2/x", True),
        ("https://HOOKS.slack.com/actions/T1/2/x", True),
        ("https://hooks.slack.com:8443/x", False),
        ("http://hooks.slack.com/x", False),
        ("https://evil.hooks.slack.com/x", False),
        ("https://hooks.slack.com.evil.example/x", False),
        ("https://hooks.slack.com@evil.example/x", False),
        ("https://user:pass@hooks.slack.com/x", False),
        ("https://evil.example\\@hooks.slack.com/x", False),
        ("https://hooks.slack.com\t.evil.example/x", False),
        ("https://hooks.slack.com:99999999/x", False),
        ("https://[::1/x", False),
        ("https://hooks.slack.cоm/x", False),
        ("//hooks.slack.com/x", False),
        ("", False),
        ("http://localhost:5830/_hooks/response/x", False),
    ],
)
def test_only_slack_is_answered(url: str, passes: bool) -> None:  # noqa: FBT001 - the expectation
    """Exactly one host counts, over TLS, whatever else an address may look like."""
    assert usable(url) == (url if passes else "")


@pytest.mark.parametrize(
    ("url", "passes"),
    [
        ("http://localhost:5830/_hooks/response/x", True),
        ("http://127.0.0.1:5830/x", True),
        ("http://127.0.0.1:5831/x", False),
        ("https://127.0.0.1:5830/x", False),
        ("http://10.0.0.1:5830/x", False),
        ("http://127.0.0.1@evil.example:5830/x", False),
        ("https://hooks.slack.com/x", True),
    ],
)
def test_a_standin_on_this_machine_is_answered_too(url: str, passes: bool) -> None:  # noqa: FBT001 - the expectation
    """Where one is configured, its port on this machine counts as well; a stand-in elsewhere never does."""
    assert usable(url, STANDIN) == (url if passes else "")
    assert usable("http://10.0.0.1:5830/x", "http://10.0.0.1:5830/api/") == ""
