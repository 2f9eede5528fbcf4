"""Only what Slack signed a moment ago, and only once, is genuine; whatever else comes is a no and never an error."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.signature import OLDEST, Once, is_genuine, sign

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
BODY = b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J"


def test_the_signature_is_the_one_slack_documents() -> None:
    """The example of Slack's page on verifying requests comes out the same."""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&"
        b"channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&"
        b"response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&"
        b"trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    signature = sign("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body)
    assert signature == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


def test_what_was_signed_is_genuine() -> None:
    """The right secret, body and time stamp pass."""
    assert is_genuine(SECRET, STAMP, sign(SECRET, STAMP, BODY), BODY, NOW)


@pytest.mark.parametrize(("seconds", "passes"), [(-301, False), (-300, True), (0, True), (300, True), (301, False)])
def test_a_signature_is_good_for_five_minutes(seconds: int, passes: bool) -> None:  # noqa: FBT001 - the expectation
    """Older, or from further ahead, is refused however well it is signed."""
    stamp = str(int(NOW.timestamp()) + seconds)
    assert is_genuine(SECRET, stamp, sign(SECRET, stamp, BODY), BODY, NOW) is passes


def test_another_body_secret_or_stamp_is_refused() -> None:
    """Each of the three is under the signature."""
    signature = sign(SECRET, STAMP, BODY)
    assert not is_genuine(SECRET, STAMP, signature, BODY + b" ", NOW)
    assert not is_genuine("another", STAMP, signature, BODY, NOW)
    assert not is_genuine(SECRET, str(int(STAMP) + 1), signature, BODY, NOW)


def test_without_a_secret_nothing_is_genuine() -> None:
    """An empty secret signs for everybody, so it is none."""
    empty = "v0=" + hmac.new(b"", f"v0:{STAMP}:".encode() + BODY, hashlib.sha256).hexdigest()
    assert not is_genuine("", STAMP, empty, BODY, NOW)


HOSTILE = [
    "",
    "0",
    "-1",
    "1e9",
    "NaN",
    "٣٤٥",
    "1" * 400,
    STAMP + "\n",
    " " + STAMP,
    "\udcff",
    "\x00",
    "v0=",
    "v0=" + "g" * 64,
]


@pytest.mark.parametrize("stamp", HOSTILE)
@pytest.mark.parametrize("signature", [*HOSTILE, "v0=" + "A" * 64, "v1=" + "a" * 64, "v0=" + "é" * 64])
def test_hostile_headers_are_a_no(stamp: str, signature: str) -> None:
    """Nothing that can stand in a header raises."""
    assert not is_genuine(SECRET, stamp, signature, BODY, NOW)


@given(st.text(), st.text(), st.binary())
def test_whatever_comes_is_a_no(stamp: str, signature: str, body: bytes) -> None:
    """Any text in any header, over any body, is refused without an error."""
    assert not is_genuine(SECRET, stamp, signature, body, NOW)


def test_a_signature_counts_once_for_as_long_as_it_is_good() -> None:
    """Ten minutes later its time stamp is too old, and it need not be remembered any more."""
    once = Once()
    assert once.first("v0=a", NOW)
    assert not once.first("v0=a", NOW + timedelta(seconds=2 * OLDEST - 1))
    assert once.first("v0=a", NOW + timedelta(seconds=2 * OLDEST))


def test_what_came_to_nothing_may_come_again() -> None:
    """A signature that was forgotten is new, and forgetting an unknown one does nothing."""
    once = Once()
    once.first("v0=a", NOW)
    once.forget("v0=a")
    once.forget("v0=b")
    assert once.first("v0=a", NOW)


def test_the_memory_has_a_bound() -> None:
    """However many come, no more than the bound are remembered, and the newest among them."""
    once = Once(most=100)
    for number in range(1_000):
        once.first(f"v0={number}", NOW)
    assert len(once) == 100
    assert not once.first("v0=999", NOW)
