"""Tokens end and are renewed: in time, once, by one of many, without anybody writing to the bot."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.conversations import KnownConversation
from adapters.slack import connect
from adapters.slack.api import Api, SlackAway, SlackRefused
from adapters.slack.channel import SlackChannel
from adapters.slack.installations import Installation
from dialogs.messages import OutboxId, Place, Refused, Sent, TryLater
from dialogs.people import PersonId
from tests.standins.slack_api import Kind
from tests.standins.slack_truth import ANNA, BOT, TEAM, TOKEN, Truth
from tests.standins.slack_workspace import HOUSE, message, new_api, note, plain, workspace

DM = f"D{ANNA}"


def test_an_installation_is_the_same_after_it_was_kept() -> None:
    """What is kept as text comes back whole, and a token shows in no repr."""
    full = replace(HOUSE, refresh_token="xoxe-secret", expires_at=None, scopes=("chat:write", "im:write"))
    assert Installation.from_text(full.to_text()) == full
    assert TOKEN not in repr(full)
    assert "xoxe-secret" not in repr(full)
    for odd in ("", "[]", "{}", "null", '{"account": 1}'):
        with pytest.raises(ValueError, match=r"installation|Expecting"):
            Installation.from_text(odd)


async def test_a_month_without_a_word_from_anybody() -> None:
    """Sending now and then for thirty days never meets a token that has ended, and spends each refresh token once."""
    async with workspace(rotating=True) as there:
        for hour in range(0, 30 * 24, 5):
            sent = await there.channel.send(message(note(f"uur {hour}"), id=f"o{hour}"))
            assert isinstance(sent, Sent), hour
            there.time.on(5 * 3600)
        assert len(there.words(DM)) == 144
        assert 30 * 24 / 15 - 1 <= there.truth.renewals <= 30 * 24 / 10
        assert there.truth.renewals == len(there.slack.made("oauth.v2.access"))


async def test_a_token_that_ended_long_ago_is_renewed_first() -> None:
    """After a week of silence the first message goes with a new token."""
    async with workspace(rotating=True) as there:
        there.time.on(7 * 24 * 3600)
        assert isinstance(await there.channel.send(message(note("een"))), Sent)
        assert there.truth.renewals == 1


@pytest.mark.parametrize("ended", [False, True])
@pytest.mark.parametrize("at_once", [1, 25])
async def test_four_senders_renew_once(*, ended: bool, at_once: int) -> None:
    """Four processes that all find the token at its end spend the refresh token once, and all of them send."""
    async with workspace(rotating=True) as there:
        await there.conversations.keep(KnownConversation(channel="slack", account=TEAM, user=ANNA, id=DM))
        there.truth.do("conversations.open", {"users": ANNA}, there.installations.kept[TEAM].bot_token)
        there.time.on(12 * 3600 + 1 if ended else 12 * 3600 - 300)

        async def moment(seconds: float) -> None:
            there.time.on(seconds)
            await asyncio.sleep(0.02)

        apis = [new_api(there.slack, there.installations, there.time, sleep=moment) for _ in range(4)]
        channels = [SlackChannel(api, there.conversations, render=plain) for api in apis]
        there.slack.plant("oauth.v2.access", Kind.SLOW, number=0.1)
        sends = [
            channel.send(message(note("een"), id=f"o{number}-{turn}"))
            for number, channel in enumerate(channels)
            for turn in range(at_once)
        ]
        results = await asyncio.gather(*sends)
        assert len(there.slack.made("oauth.v2.access")) == there.truth.renewals == 1
        assert {type(one) for one in results} == {Sent}
        for api in apis:
            await api.close()


async def test_a_sender_that_is_stopped_half_way_loses_no_token() -> None:
    """When a send is given up while the token is renewed, the new token is kept all the same."""
    async with workspace(rotating=True) as there:
        there.time.on(12 * 3600)
        there.slack.plant("oauth.v2.access", Kind.SLOW, number=0.1)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.03):
                await there.channel.send(message(note("een")))
        await there.api._tokens.close()
        assert there.installations.kept[TEAM].refresh_token == there.truth.refresh
        assert isinstance(await there.channel.send(message(note("een"), id="o2")), Sent)
        assert there.truth.renewals == 1


async def test_a_token_that_another_renewed_is_picked_up() -> None:
    """Slack's refusal of a token that was renewed elsewhere costs nothing: the new one is read and used."""
    async with workspace(rotating=True) as there:
        await there.channel.send(message(note("een")))
        used = there.installations.kept[TEAM]
        given = there.truth.grant()
        del there.truth.tokens[used.bot_token]
        newer = replace(used, bot_token=given["access_token"], refresh_token=given["refresh_token"])
        await there.installations.keep(newer)
        assert isinstance(await there.channel.send(message(note("twee"), id="o2")), Sent)
        assert there.words(DM) == ["een", "twee"]


async def test_a_renewal_that_fails_is_not_tried_at_every_message() -> None:
    """While the old token is good it is used; once it ended messages wait for somebody to mend it."""
    async with workspace(rotating=True) as there:
        there.truth.refresh = "another"
        there.time.on(12 * 3600 - 60)
        for number in range(5):
            assert isinstance(await there.channel.send(message(note("een"), id=f"o{number}")), Sent)
        assert len(there.slack.made("oauth.v2.access")) == 1
        there.time.on(121)
        for number in range(5, 10):
            later = await there.channel.send(message(note("een"), id=f"o{number}"))
            assert later == TryLater(after=timedelta(hours=1), reason="slack_token")
        assert len(there.slack.made("oauth.v2.access")) == 2
        await there.installations.keep(replace(there.installations.kept[TEAM], refresh_token="another"))
        there.api.forget(TEAM)
        assert isinstance(await there.channel.send(message(note("een"), id="o10")), Sent)


@pytest.mark.parametrize("kind", [Kind.STATUS, Kind.RESET, Kind.BUSY])
async def test_a_renewal_that_hits_trouble_comes_right(kind: Kind) -> None:
    """A renewal that Slack did not hear is done a little later, before anybody notices."""
    async with workspace(rotating=True) as there:
        there.time.on(12 * 3600 - 300)
        there.slack.plant("oauth.v2.access", kind, number=503)
        assert isinstance(await there.channel.send(message(note("een"))), Sent)
        there.time.on(70)
        assert isinstance(await there.channel.send(message(note("twee"), id="o2")), Sent)
        assert there.truth.renewals == 1


async def test_a_store_that_falters_does_not_cost_the_workspace() -> None:
    """A new token that cannot be kept at once is kept a moment later, for the old one is spent."""
    async with workspace(rotating=True) as there:
        keep, falters = there.installations.keep, iter([True, True])

        async def sometimes(installation: Installation) -> None:
            if next(falters, False):
                raise ConnectionError
            await keep(installation)

        there.installations.keep = sometimes  # type: ignore[method-assign]
        there.time.on(12 * 3600)
        assert isinstance(await there.channel.send(message(note("een"))), Sent)
        assert there.installations.kept[TEAM].refresh_token == there.truth.refresh


async def test_who_takes_the_bot_out_hears_nothing_more() -> None:
    """Once a workspace removed the bot nothing is sent there, also not what was waiting."""
    async with workspace() as there:
        assert isinstance(await there.channel.send(message(note("een"))), Sent)
        assert not await connect.revoked(there.api, there.installations, TEAM, ["U0OTHER"])
        assert isinstance(await there.channel.send(message(note("twee"), id="o2")), Sent)
        assert await connect.revoked(there.api, there.installations, TEAM, ["U0OTHER", BOT])
        calls = len(there.slack.calls)
        assert await there.channel.send(message(note("drie"), id="o3")) == Refused(
            reason="slack_not_installed", unreachable=True
        )
        await connect.uninstalled(there.api, there.installations, TEAM)
        assert not await connect.revoked(there.api, there.installations, TEAM, [BOT])
        assert len(there.slack.calls) == calls


async def test_a_token_from_the_settings_says_whose_it_is() -> None:
    """One workspace is connected with nothing but its token."""
    async with workspace(Truth(scopes="chat:write,im:write")) as there:
        found = await connect.connect(there.api, TOKEN)
        assert found == replace(HOUSE, app_id="", scopes=("chat:write", "im:write"))
        with pytest.raises(SlackRefused, match="invalid_auth"):
            await connect.connect(there.api, "xoxb-wrong")
        there.slack.plant("auth.test", Kind.STATUS, number=500)
        with pytest.raises(SlackAway):
            await connect.connect(there.api, TOKEN)


async def test_our_token_goes_to_nobody_else() -> None:
    """Only Slack, or this machine, is called; a redirect is not followed and an upload goes to Slack's own host."""
    async with workspace() as there, workspace() as elsewhere:
        for odd in (
            "http://slack.com/api/",
            "https://slack.com.evil.example/api/",
            "https://slack.com:8443/api/",
            "https://user@slack.com/api/",
            "https://evil.example/slack.com/api/",
            "http://10.0.0.1/api/",
            "ftp://slack.com/api/",
        ):
            with pytest.raises(ValueError, match=r"slack\.com"):
                Api(there.installations, wall=there.time.wall, base_url=odd)
        there.slack.plant("chat.postMessage", Kind.ELSEWHERE, f"{elsewhere.slack.url}chat.postMessage")
        assert not isinstance(await there.channel.send(message(note("een"))), Sent)
        assert elsewhere.slack.calls == []
        for url in ("https://files.slack.com.evil.example/x", "http://files.slack.com/x", elsewhere.slack.url):
            with pytest.raises(SlackAway):
                await there.api._wire.upload(url, b"png")
        assert elsewhere.truth.uploads == {}


async def test_one_workspace_does_not_use_the_token_of_another() -> None:
    """Each workspace is spoken to with its own token."""
    async with workspace() as there:
        other = replace(HOUSE, account="T0OTHER", bot_token="xoxb-other")
        await there.installations.keep(other)
        there.truth.tokens["xoxb-other"] = None
        place = Place(channel="slack", account="T0OTHER", conversation=ANNA, person=PersonId("anna"))
        await there.channel.send(message(note("een")))
        await there.channel.send(replace(message(note("twee"), place), id=OutboxId("o2")))
        posts = [one.token for one in there.slack.calls if one.method == "chat.postMessage"]
        assert posts == [TOKEN, "xoxb-other"]
