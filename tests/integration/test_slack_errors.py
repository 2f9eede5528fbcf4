"""Every error that Slack documents, planted once where it can happen: a state, an audience, and nothing thrown."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.desk import Away
from adapters.slack.api import SlackAway, SlackRefused
from adapters.slack.errors import Audience, Fate, audience_of, known, reasons
from dialogs.messages import Ambiguous, Chart, Link, OutboxId, Refused, SendResult, Sent, Series, TryLater
from tests.standins.slack_api import Kind
from tests.standins.slack_truth import ANNA, CENTRE, TEAM
from tests.standins.slack_workspace import TO_ANNA, TO_CENTRE, Workspace, message, note, workspace

DATA = tomllib.loads((Path(__file__).parents[1] / "data/slack_errors.toml").read_text("utf-8"))
DOCUMENTED: Mapping[str, list[str]] = {
    method: sorted({*errors, *DATA["every"]}) for method, errors in DATA["methods"].items()
}
ALL = sorted({error for errors in DOCUMENTED.values() for error in errors})
SECRET = "mijn geheime woorden"
CHART = Chart(title="t", alt="a", categories=("1",), series=(Series(name="n", values=(3,)),))


@pytest.fixture
async def there() -> AsyncIterator[Workspace]:
    """Give the channel in a Slack where all is well."""
    async with workspace() as found:
        yield found


def expected(error: str) -> type[SendResult]:
    """Return what becomes of a message by the table."""
    match known(error).fate:
        case Fate.REFUSED | Fate.BUG:
            return Refused
        case Fate.LATER | Fate.TOKEN:
            return TryLater
        case Fate.AMBIGUOUS:
            return Ambiguous


def test_the_list_is_the_whole_list() -> None:
    """The walk finds the methods we call and their errors."""
    assert len(DOCUMENTED) == 19
    assert len(ALL) == 147
    assert {"is_archived", "token_revoked", "fatal_error", "invalid_refresh_token"} <= set(ALL)


@pytest.mark.parametrize("error", ALL)
def test_every_documented_error_has_one_meaning(error: str) -> None:
    """No documented error is unknown to us, and each has a reason that tells exactly one audience, or nobody."""
    meaning = known(error)
    assert meaning.reason != "slack_unknown"
    assert audience_of(meaning.reason) is meaning.told
    assert (meaning.fate is Fate.LATER) == (meaning.after is not None)
    assert not meaning.unreachable or meaning.fate is Fate.REFUSED


@pytest.mark.parametrize("error", ["user_not_found", "user_disabled", "account_inactive", "messages_tab_disabled"])
async def test_a_way_that_does_not_work_is_told_as_such(there: Workspace, error: str) -> None:
    """Where nothing can ever arrive the refusal says so, and another way to somebody can be taken."""
    there.slack.plant("conversations.open", Kind.ERROR, error)
    result = await there.channel.send(message(note("een")))
    assert isinstance(result, Refused)
    assert result.unreachable
    there.slack.plant("chat.postMessage", Kind.ERROR, "invalid_blocks")
    result = await there.channel.send(message(note("een")))
    assert result == Refused(reason="slack_rejected"), "one message that is wrong says nothing about the way"


def test_a_reason_is_a_short_name_and_the_table_is_closed() -> None:
    """Reasons are few, can stand in a log, and whoever asks after another one is told that nobody is to hear of it."""
    assert 20 <= len(reasons()) <= 50
    assert all(reason.replace("_", "").isalnum() and reason.islower() for reason in reasons())
    assert audience_of("no such reason") is Audience.NOBODY


def test_every_reason_is_in_the_manual() -> None:
    """Whoever finds a reason in the log finds in the manual what it means, and no reason stands there that is none."""
    manual = (Path(__file__).parents[2] / "docs/slack.md").read_text("utf-8").partition("## When a message")[2]
    listed = {
        one for row in re.findall(r"^\| (`[^|]+) \|", manual, re.MULTILINE) for one in re.findall(r"`(\w+)`", row)
    }
    assert listed == reasons() | {"paced", "settling", "half_sent", "house_away"}


async def test_every_error_of_posting_leaves_a_state(there: Workspace) -> None:
    """Whatever Slack answers to a message, the message has a state by the table, is not there, and is not logged."""
    await there.channel.send(message(note("begin")))
    with capture_logs() as logs:
        for error in DOCUMENTED["chat.postMessage"]:
            times = 2 if error in {"channel_not_found", "token_expired", "invalid_auth"} else 1
            for _ in range(times):
                there.slack.plant("chat.postMessage", Kind.ERROR, error)
            result = await there.channel.send(message(note(SECRET), id=f"o {error}"))
            assert isinstance(result, expected(error)), (error, result)
            assert not isinstance(result, Sent)
            assert result.reason in reasons(), (error, result)
            there.slack._faults.clear()
            there.time.on(3600)
    assert there.words(f"D{ANNA}") == ["begin"]
    assert SECRET not in repr(logs)
    assert isinstance(await there.channel.send(message(note("daarna"), id="o2")), Sent)


async def test_every_error_of_opening_leaves_a_state(there: Workspace) -> None:
    """When no conversation can be opened nothing can be there: the message is refused or waits, never ambiguous."""
    for error in DOCUMENTED["conversations.open"]:
        there.slack.plant("conversations.open", Kind.ERROR, error)
        result = await there.channel.send(message(note("een"), id=f"o {error}"))
        assert isinstance(result, Refused | TryLater), (error, result)
        assert isinstance(result, Refused) == (known(error).fate in {Fate.REFUSED, Fate.BUG}), (error, result)
        there.time.on(3600)
    assert there.slack.made("chat.postMessage") == []


async def test_every_error_of_changing_leaves_a_state(there: Workspace) -> None:
    """When a message cannot be changed it stays as it was, and that has a reason."""
    first = await there.channel.send(message(note("oud")))
    assert isinstance(first, Sent)
    for error in DOCUMENTED["chat.update"]:
        there.slack.plant("chat.update", Kind.ERROR, error)
        changed = message(note("nieuw"), id=f"o {error}", replaces=first.external_id)
        result = await there.channel.send(changed)
        assert isinstance(result, Refused | TryLater), (error, result)
        assert there.words(f"D{ANNA}") == ["oud"]
        there.time.on(3600)


async def test_every_error_of_looking_up_is_no_message(there: Workspace) -> None:
    """A look-up that Slack refuses finds nothing or says that it cannot tell; it never finds what is not there."""
    head = await there.channel.send(message(note("kop"), TO_CENTRE))
    await there.channel.send(message(note("begin")))
    assert isinstance(head, Sent)
    for method, outbound in (
        ("conversations.history", message(note("een"), id="o2")),
        ("conversations.replies", message(note("een"), TO_CENTRE, id="o2", thread_of=head.external_id)),
    ):
        for error in DOCUMENTED[method]:
            there.slack.plant(method, Kind.ERROR, error)
            try:
                found = await there.channel.look_up(outbound)
            except Away:
                assert known(error).fate is not Fate.REFUSED, error
            else:
                assert (found, known(error).fate) == (None, Fate.REFUSED), error
            there.time.on(3600)


async def test_every_error_of_asking_who_reads_along_is_a_no(there: Workspace) -> None:
    """No error opens a channel for the week: there is a reason, or no answer now."""
    for method in ("conversations.info", "conversations.members", "users.info"):
        for error in DOCUMENTED[method]:
            there.slack.plant(method, Kind.ERROR, error)
            try:
                reason = await there.channel.audience(TO_CENTRE)
            except Away:
                assert known(error).fate in {Fate.LATER, Fate.TOKEN, Fate.AMBIGUOUS}, error
            else:
                assert reason in reasons(), (method, error)
            there.time.on(3600)
    assert await there.channel.audience(TO_CENTRE) == ""


async def test_every_error_of_a_token_is_told_by_the_check(there: Workspace) -> None:
    """The check says of every error of a token how to mend it."""
    for error in DOCUMENTED["auth.test"]:
        there.slack.plant("auth.test", Kind.ERROR, error)
        assert len(await there.channel.check()) == 1, error


async def test_every_error_of_renewing_keeps_the_message() -> None:
    """A token that cannot be renewed makes messages wait or refuses them, and none is lost without a reason."""
    for error in DOCUMENTED["oauth.v2.access"]:
        async with workspace(rotating=True) as there:
            there.time.on(12 * 3600 + 1)
            there.slack.plant("oauth.v2.access", Kind.ERROR, error)
            result = await there.channel.send(message(note("een")))
            assert isinstance(result, Refused | TryLater), (error, result)
            assert result.reason in reasons(), (error, result)


async def test_every_error_of_what_comes_with_a_message_leaves_the_message(there: Workspace) -> None:
    """A picture or a link that fails leaves the message as it is, once."""
    there.truth.charts = False
    await there.channel.send(message(note("cijfers", chart=CHART), TO_CENTRE))
    body = note("Hier:", link=Link(to=OutboxId("o1"), label="daar"))
    for error in DOCUMENTED["chat.getPermalink"]:
        there.slack.plant("chat.getPermalink", Kind.ERROR, error)
        outbound = message(body, id=f"l {error}", linked=(TO_CENTRE, there.truth.lying(CENTRE)[0]["ts"]))
        assert isinstance(await there.channel.send(outbound), Sent), error
        there.time.on(3600)


async def test_every_error_of_a_picture_leaves_the_message() -> None:
    """A picture that Slack does not take leaves the message as it is, once."""
    for method in ("files.getUploadURLExternal", "files.completeUploadExternal"):
        async with workspace(picture=lambda _: b"png") as there:
            there.truth.charts = False
            for error in DOCUMENTED[method]:
                there.slack.plant(method, Kind.ERROR, error)
                outbound = message(note("cijfers", chart=CHART), TO_CENTRE, id=f"o {error}")
                assert isinstance(await there.channel.send(outbound), Sent), error
                there.time.on(3600)
            counts = Counter(there.truth.label(one)["id"] for one in there.truth.lying(CENTRE))
            assert set(counts.values()) == {1}


async def test_every_error_of_taking_away_is_survived(there: Workspace) -> None:
    """When even what went astray cannot be removed, that is logged without a word of it."""
    head = await there.channel.send(message(note("kop"), TO_CENTRE))
    assert isinstance(head, Sent)
    with capture_logs() as logs:
        for error in DOCUMENTED["chat.delete"]:
            there.slack.plant("chat.postMessage", Kind.NO_THREAD)
            there.slack.plant("chat.delete", Kind.ERROR, error)
            item = message(note(SECRET), TO_CENTRE, id=f"o {error}", thread_of=head.external_id)
            assert await there.channel.send(item) == Refused(reason="thread_lost")
            there.time.on(3600)
    assert SECRET not in repr(logs)
    assert {one["event"] for one in logs} >= {"slack.stray_message_stays"}


CALLS: dict[str, dict[str, Any]] = {
    "views.open": {"trigger_id": "1.2.a", "view": {"type": "modal"}},
    "views.push": {"trigger_id": "1.2.a", "view": {"type": "modal"}},
    "views.update": {"view_id": "V1", "view": {"type": "modal"}},
    "views.publish": {"user_id": ANNA, "view": {"type": "home"}},
    "chat.postEphemeral": {"channel": CENTRE, "user": ANNA, "text": "kort"},
}


@pytest.mark.parametrize("method", CALLS)
async def test_every_error_of_a_window_is_one_of_two_kinds(there: Workspace, method: str) -> None:
    """Whoever calls Slack meets a refusal with Slack's own word, or silence, and nothing of the library."""
    there.truth.triggers.add("1.2.a")
    there.truth.windows.append({"id": "V1"})
    for error in DOCUMENTED[method]:
        there.slack.plant(method, Kind.ERROR, error)
        with pytest.raises((SlackRefused, SlackAway)) as found:
            await there.api.call(TEAM, method, **CALLS[method])
        if isinstance(found.value, SlackRefused):
            assert found.value.error == ("ratelimited" if error == "rate_limited" else error)
        else:
            assert known(error).fate is Fate.AMBIGUOUS
        assert found.value.__cause__ is None
        assert found.value.__suppress_context__
        there.time.on(3600)
    assert (await there.api.call(TEAM, method, **CALLS[method]))["ok"] is True


@pytest.mark.parametrize("error", ["brand_new_error", "Zeg het maar: mijn geheime woorden", "", "x" * 500, "\x00"])
async def test_an_error_that_nobody_knows_is_refused_and_logged_by_its_name(there: Workspace, error: str) -> None:
    """An unknown error refuses the message; the log has its name if it looks like one, and nothing else."""
    await there.channel.send(message(note("begin")))
    there.slack.plant("chat.postMessage", Kind.ERROR, error)
    with capture_logs() as logs:
        result = await there.channel.send(message(note(SECRET), id="o2"))
    if not error:
        assert isinstance(result, Ambiguous)
        return
    assert result == Refused(reason="slack_unknown")
    (line,) = logs
    assert line["error"] == (error if error == "brand_new_error" else "unreadable")
    assert SECRET not in repr(logs)


@pytest.mark.parametrize("status", [301, 400, 403, 404, 500, 502, 503, 504])
@pytest.mark.parametrize("method", ["chat.postMessage", "conversations.open"])
async def test_a_page_instead_of_an_answer_says_nothing(there: Workspace, method: str, status: int) -> None:
    """A status with a page of somebody in between is no refusal: of a message its end is unknown, of the rest not."""
    there.slack.plant(method, Kind.STATUS, number=status)
    result = await there.channel.send(message(note("een")))
    assert isinstance(result, Ambiguous if method == "chat.postMessage" else TryLater)


ODD = [
    ("application/json", ""),
    ("application/json", "[]"),
    ("application/json", "null"),
    ("application/json", '{"ok": true'),
    ("application/json", '{"ok": true, "ts": 5}'),
    ("application/json", "[" * 100_000),
    ("text/html", "<html>welkom op dit netwerk</html>"),
    ("text/plain", "ok"),
    ("application/gzip", "zip"),
]


@pytest.mark.parametrize(("content_type", "body"), ODD)
async def test_an_answer_that_cannot_be_read_says_nothing(there: Workspace, content_type: str, body: str) -> None:
    """Whatever stands in the place of an answer, the message may be there, and it is found there."""
    there.slack.plant("chat.postMessage", Kind.DONE_BODY, body, content_type=content_type)
    outbound = message(note("een"), TO_ANNA)
    assert isinstance(await there.channel.send(outbound), Ambiguous)
    assert await there.channel.look_up(outbound) == there.truth.lying(f"D{ANNA}")[0]["ts"]
