"""The Slack door over real HTTP: nothing unsigned gets in, and nothing is acknowledged before it is kept."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from adapters.slack.door import BODY_LIMIT, PATH
from adapters.slack.signature import SIGNATURE, TIMESTAMP, sign
from dialogs.messages import Arrived, Command, Deleted, Edited, Picked, SessionId, Submitted, Text
from tests.integration.slack_house import ANNA, JOOST, NOW, SECRET, TEAM, House, pressed, serving, window, wrapped

SAID = {"type": "message", "channel": "D01ANNA", "channel_type": "im", "user": ANNA.user, "text": "Ik kook"}
STAMP = str(int(NOW.timestamp()))
JSON = "application/json"


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A door that is served."""
    async with serving() as found:
        yield found


# --- what is kept -----------------------------------------------------------------------------------------------------


async def test_what_somebody_says_is_taken_in(house: House) -> None:
    """A message becomes one inbound with both keys, the person's own place and the house's clock."""
    answer = await house.says("Ik kook &amp; bak")
    assert (answer.status, await answer.read()) == (200, b"")
    (inbound,) = house.desk.taken
    assert inbound.content == Text(text="Ik kook & bak")
    assert (inbound.identity, inbound.organisation, inbound.at) == (ANNA, "default", NOW)
    assert (inbound.place, inbound.under) == (ANNA.user, "")
    assert (inbound.event_id, inbound.message) == ("slack:T01HOUSE:Ev1", "slack:T01HOUSE:D01ANNA:1795594825.000001")


async def test_nothing_is_acknowledged_before_it_is_kept(house: House) -> None:
    """While the desk is still writing Slack gets no answer, though the door answers others; then it does."""
    house.desk.may_return.clear()
    waiting = asyncio.create_task(house.says("Ik kook"))
    await house.desk.taking.wait()
    probe = {"type": "url_verification", "challenge": "abc"}
    assert (await house.post(json.dumps(probe).encode(), JSON)).status == 200
    assert not waiting.done()
    assert house.desk.log == []
    house.desk.may_return.set()
    answer = await waiting
    house.desk.log.append("acknowledged")
    assert answer.status == 200
    assert house.desk.log == ["kept", "acknowledged"]


async def test_without_a_database_slack_sends_it_again(house: House) -> None:
    """503, nothing kept; the same bytes come in later, and once."""
    house.desk.away = True
    assert (await house.says("Ik kook")).status == 503
    assert house.desk.taken == []
    house.desk.away = False
    assert (await house.says("Ik kook")).status == 200
    assert len(house.desk.taken) == 1


async def test_a_retry_of_slack_counts_once(house: House) -> None:
    """The same event under a new signature is answered with 200 and not taken in again."""
    for number in range(3):
        retry = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": "http_timeout"}
        body = json.dumps(wrapped({**SAID, "ts": "1.1"}) | {"event_time": number}).encode()
        assert (await house.post(body, JSON, **retry)).status == 200
    assert len(house.desk.taken) == 1


async def test_something_unforeseen_is_a_500_without_words(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """A bug behind the door tells the log where it is, not what somebody said, and Slack sends it again."""
    house.desk.broken = "Ik kook graag pannenkoeken"
    with caplog.at_level(logging.DEBUG):
        answer = await house.says("Ik kook graag pannenkoeken")
    assert answer.status == 500
    assert "ValueError" in caplog.text
    assert "pannenkoeken" not in caplog.text + await answer.text()
    house.desk.broken = ""
    assert (await house.says("Ik kook graag pannenkoeken")).status == 200
    assert len(house.desk.taken) == 1


async def test_edits_and_deletions_name_the_message(house: House) -> None:
    """A changed and a removed message come in under keys of their own and name the first one."""
    await house.says("Ik kook")
    new = {"user": ANNA.user, "text": "Ik bak", "ts": "1795594825.000001", "edited": {"user": ANNA.user, "ts": "9.9"}}
    old = {"user": ANNA.user, "text": "Ik kook", "ts": "1795594825.000001"}
    base = {"type": "message", "channel": "D01ANNA", "channel_type": "im"}
    changed = {**base, "subtype": "message_changed", "message": new, "previous_message": old}
    await house.event(changed, event_id="Ev2")
    gone = {**base, "subtype": "message_deleted", "deleted_ts": "1795594825.000001", "previous_message": old}
    await house.event(gone, event_id="Ev3")
    first = house.desk.taken[0].message
    assert [one.content for one in house.desk.taken[1:]] == [
        Edited(message=first, text="Ik bak"),
        Deleted(message=first),
    ]
    assert len({one.message for one in house.desk.taken}) == 3


async def test_a_client_among_others_has_a_corner_of_their_own(house: House) -> None:
    """In a shared channel a client's words are at channel/user, a professional's at the channel."""
    shared = {"channel": "C01KLANT", "channel_type": "channel", "thread_ts": "1.1", "parent_user_id": "U0BOT"}
    await house.says("Ik kook", 1, **shared)
    await house.says("Goed idee", 2, **shared, user=JOOST.user)
    assert [one.place for one in house.desk.taken] == ["C01KLANT/U01ANNA", "C01KLANT"]
    assert {one.under for one in house.desk.taken} == {"1.1"}


async def test_a_button_comes_in_with_the_message_it_stands_on(house: House) -> None:
    """A pressed button is a choice under its message."""
    assert (await house.presses({"s": "s1", "q": "q1", "c": "yes"})).status == 200
    (inbound,) = house.desk.taken
    assert inbound.content == Picked(session=SessionId("s1"), question="q1", choice="yes")  # type: ignore[arg-type]
    assert inbound.under == "1795594825.000003"


async def test_a_command_with_the_word_payload_is_read(house: House) -> None:
    """What somebody types after a command is never taken for a button."""
    assert (await house.command("zeg mijn payload=zwaar")).status == 200
    assert house.desk.taken[0].content == Text(text="mijn payload=zwaar", unasked=True)


async def test_what_bolt_trips_over_is_kept_all_the_same(house: House) -> None:
    """Fields that only Bolt reads decide nothing: an enterprise that is a number, a window without its type."""
    answer = await house.event({**SAID, "ts": "1.1"}, enterprise=7)
    view = {name: value for name, value in window("say", text="Iets").items() if name != "type"}
    second = await house.interaction({"type": "view_submission", "view": view})
    assert (answer.status, second.status) == (200, 200)
    assert [one.content for one in house.desk.taken] == [
        Text(text="Ik kook"),
        Submitted(form="say", fields={"text": "Iets"}),
    ]


async def test_the_first_look_at_the_messages_is_an_arrival(house: House) -> None:
    """Only the first time counts, under one key."""
    for number in range(2):
        opened = {"type": "app_home_opened", "user": ANNA.user, "channel": "D01ANNA", "tab": "messages"}
        assert (await house.event(opened, event_id=f"Ev{number}")).status == 200
    assert [one.content for one in house.desk.taken] == [Arrived()]


async def test_another_workspace_is_nobodys(house: House) -> None:
    """Events of a workspace that nobody connected are acknowledged and lead to nothing."""
    robot = [{"team_id": "T07LEEG", "user_id": "U0BOT", "is_bot": True}]
    answer = await house.event({**SAID, "ts": "1.1"}, team_id="T07LEEG", authorizations=robot)
    assert answer.status == 200
    assert (house.desk.taken, house.slack.calls) == ([], [])


# --- what does not get in ---------------------------------------------------------------------------------------------


def signed(body: bytes, **changed: str | None) -> dict[str, str]:
    """Return the headers of Slack, changed or left out."""
    headers = {TIMESTAMP: STAMP, SIGNATURE: sign(SECRET, STAMP, body), "Content-Type": JSON}
    headers.update({name.replace("_", "-"): value for name, value in changed.items() if value is not None})
    return {name: value for name, value in headers.items() if changed.get(name.replace("-", "_"), "") is not None}


BODY = json.dumps(wrapped({**SAID, "ts": "1.1"})).encode()
OLD = str(int(STAMP) - 301)


@pytest.mark.parametrize(
    "headers",
    [
        signed(BODY, X_Slack_Signature=None),
        signed(BODY, X_Slack_Request_Timestamp=None),
        signed(BODY, X_Slack_Signature=sign("another", STAMP, BODY)),
        signed(BODY, X_Slack_Signature=sign(SECRET, STAMP, BODY + b" ")),
        signed(BODY, X_Slack_Signature=sign(SECRET, STAMP, BODY).removeprefix("v0=")),
        signed(BODY, X_Slack_Signature=sign(SECRET, STAMP, BODY).upper()),
        signed(BODY, X_Slack_Signature="v0="),
        signed(BODY, X_Slack_Signature="v0=é"),
        signed(BODY, X_Slack_Request_Timestamp=OLD, X_Slack_Signature=sign(SECRET, OLD, BODY)),
        signed(BODY, X_Slack_Request_Timestamp="gisteren"),
        signed(BODY, X_Slack_Request_Timestamp="1" * 1_000),
        signed(BODY, X_Slack_Request_Timestamp=f"{STAMP}.0"),
    ],
    ids=range(12),
)
async def test_a_bad_signature_is_refused(house: House, headers: dict[str, str]) -> None:
    """401 without a word, nothing is taken in, and Slack may try again once a secret was mended."""
    answer = await house.client.post(PATH, data=BODY, headers=headers)
    assert (answer.status, await answer.read()) == (401, b"")
    assert "X-Slack-No-Retry" not in answer.headers
    assert house.desk.taken == []


async def test_a_wrong_secret_is_told_in_the_log_now_and_then(house: House) -> None:
    """Whoever filled in the wrong secret finds one line in the log, and not one for each request; no words in it."""
    with capture_logs() as logs:
        for secret in (SECRET, *("another",) * 5):
            headers = {SIGNATURE: sign(secret, STAMP, BODY), TIMESTAMP: STAMP, "Content-Type": JSON}
            await house.client.post(PATH, data=BODY, headers=headers)
    complaints = [one for one in logs if one["event"].startswith("slack.signature")]
    assert complaints == [{"event": "slack.signature_wrong", "log_level": "warning"}]


async def test_two_signatures_are_none(house: House) -> None:
    """A header that comes twice cannot smuggle a good signature along with a bad one."""
    headers = [*signed(BODY).items(), (SIGNATURE, sign("another", STAMP, BODY))]
    assert (await house.client.post(PATH, data=BODY, headers=headers)).status == 401


async def test_a_replay_is_refused(house: House) -> None:
    """The same signed bytes a second time get nowhere, whatever they hold."""
    assert (await house.says("Ik kook")).status == 200
    assert (await house.says("Ik kook")).status == 401
    assert (await house.command("stop")).status == 200
    assert (await house.command("stop")).status == 401
    assert len(house.desk.taken) == 2


async def test_what_is_too_large_is_refused(house: House) -> None:
    """More than a megabyte is 413, announced or not."""
    large = b'{"a":"' + b"x" * BODY_LIMIT + b'"}'
    for body in (io.BytesIO(large), _pieces(large)):
        answer = await house.client.post(PATH, data=body, headers=signed(large))
        assert answer.status == 413


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(body), 65_536):
        yield body[at : at + 65_536]


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": "application/json; charset=nonsense"},
        {"Content-Type": ""},
        {"Content-Encoding": "gzip"},
        {"Content-Encoding": "deflate"},
    ],
    ids=range(7),
)
async def test_other_bodies_are_refused(house: House, headers: dict[str, str]) -> None:
    """Only JSON and forms in UTF-8, not compressed, are read; anything else is 415 or a broken request."""
    answer = await house.client.post(PATH, data=BODY, headers={**signed(BODY), **headers})
    assert answer.status in {400, 415}
    assert house.desk.taken == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"a":' + b"[" * 70 + b"]" * 70 + b"}", b"{}"])
async def test_signed_nonsense_is_refused(house: House, body: bytes) -> None:
    """What cannot be read now cannot be read later: 400, and Slack need not try again."""
    answer = await house.post(body, JSON)
    assert answer.status == 400
    assert answer.headers["X-Slack-No-Retry"] == "1"


async def test_slack_may_ask_whether_this_is_our_address(house: House) -> None:
    """The challenge comes back as it was, for a signed question only."""
    probe = json.dumps({"token": "t", "challenge": "3eZbrw1aBm2rZgRNFdxV", "type": "url_verification"}).encode()
    answer = await house.post(probe, JSON)
    assert (answer.status, await answer.json()) == (200, {"challenge": "3eZbrw1aBm2rZgRNFdxV"})
    assert (await house.client.post(PATH, data=probe, headers={"Content-Type": JSON})).status == 401


async def test_only_posts_are_answered(house: House) -> None:
    """There is nothing to look at."""
    assert (await house.client.get(PATH)).status == 405


# --- what is passed on ------------------------------------------------------------------------------------------------


async def test_changes_on_slacks_side_are_passed_on(house: House) -> None:
    """Whoever keeps installations hears of a removal, lost tokens, other readers and changed people."""
    events: list[dict[str, object]] = [
        {"type": "app_uninstalled"},
        {"type": "tokens_revoked", "tokens": {"oauth": ["U02BOB"], "bot": ["U0BOT"]}},
        {"type": "member_joined_channel", "channel": "C01KLANT", "user": "U02BOB"},
        {"type": "channel_shared", "channel": "C01KLANT"},
        {"type": "user_change", "user": {"id": ANNA.user, "team_id": TEAM}},
    ]
    for number, event in enumerate(events):
        assert (await house.event(event, event_id=f"Ev{number}")).status == 200
    assert house.installations.told == [
        ("uninstalled", TEAM),
        ("revoked", TEAM, ("U02BOB", "U0BOT")),
        ("place", TEAM, "C01KLANT"),
        ("place", TEAM, "C01KLANT"),
        ("person", TEAM, ANNA.user),
    ]
    assert house.desk.taken == []


async def test_a_change_that_could_not_be_kept_comes_again(house: House) -> None:
    """503 while the house cannot write."""
    house.installations.away = True
    assert (await house.event({"type": "app_uninstalled"})).status == 503


async def test_the_door_does_not_depend_on_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings that Bolt would pick up by itself change nothing: they are the house's to read."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(name, "from-outside")
    async with serving() as house:
        assert (await house.says("Ik kook")).status == 200
        assert (await house.presses({"n": "help"}, **pressed({"n": "help"}, "C01KLANT"))).status == 200
        assert [one.content for one in house.desk.taken] == [Text(text="Ik kook"), Command(name="help")]
