"""Who may read what: decided by what Slack tells of a channel and of everybody in it, and no where it does not tell."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.desk import Away
from adapters.slack.scopes import SCOPES
from dialogs.messages import Place
from tests.standins.slack_api import Kind
from tests.standins.slack_truth import ANNA, BOT, CENTRE, JOOST, MARIJKE, SAM, SHARED, TEAM, Json, Truth, person
from tests.standins.slack_workspace import TO_ANNA_AMONG_OTHERS, TO_CENTRE, Workspace, workspace


@pytest.fixture
async def there() -> AsyncIterator[Workspace]:
    """Give the channel in a Slack where all is well."""
    async with workspace(Truth(scopes=",".join(SCOPES)), centre=CENTRE) as found:
        yield found


async def test_a_private_channel_of_ones_own_people_is_fine(there: Workspace) -> None:
    """The centre's channel may get the week when only people of the house are in it."""
    assert await there.channel.audience(TO_CENTRE) == ""


CHANNELS: list[tuple[Json, str]] = [
    ({"is_private": False}, "channel_public"),
    ({"is_private": None}, "channel_public"),
    ({"is_archived": True}, "channel_archived"),
    ({"is_member": False}, "not_in_channel"),
    ({"is_member": None}, "not_in_channel"),
    ({"is_ext_shared": True}, "channel_shared"),
    ({"is_shared": True}, "channel_shared"),
    ({"is_pending_ext_shared": True}, "channel_shared"),
    ({"pending_shared": ["T0OTHER"]}, "channel_shared"),
    ({"pending_connected_team_ids": ["T0OTHER"]}, "channel_shared"),
    ({"is_shared": True, "is_org_shared": True, "is_ext_shared": True}, "channel_shared"),
    ({"is_mpim": True}, "channel_unreadable"),
    ({"is_im": True}, "channel_unreadable"),
    ({"members": [BOT, MARIJKE]}, "channel_too_small"),
    ({"members": [BOT]}, "channel_too_small"),
    ({"members": []}, "channel_too_small"),
    ({"members": [BOT, MARIJKE, "U0GONE"]}, "channel_unreadable"),
    ({"members": [BOT, *(f"U{n}" for n in range(300))]}, "channel_too_large"),
]


@pytest.mark.parametrize(("facts", "reason"), CHANNELS)
async def test_a_channel_that_is_not_private_to_the_house_gets_nothing(
    there: Workspace, facts: Json, reason: str
) -> None:
    """Public, shared, archived, too small or not to be read: each has its reason."""
    there.truth.channels[CENTRE] |= facts
    assert await there.channel.audience(TO_CENTRE) == reason


PEOPLE: list[tuple[Json, str]] = [
    ({"is_restricted": True}, "channel_has_guests"),
    ({"is_ultra_restricted": True}, "channel_has_guests"),
    ({"is_stranger": True}, "channel_has_strangers"),
    ({"team_id": "T0OTHER"}, "channel_has_strangers"),
    ({"team_id": "T0OTHER", "enterprise_user": {"teams": ["T0THIRD"]}}, "channel_has_strangers"),
    ({"team_id": "T0OTHER", "enterprise_user": {"teams": ["T0THIRD", TEAM]}}, ""),
    ({"team_id": None}, "channel_has_strangers"),
    ({"is_bot": True}, ""),
    ({"deleted": True}, ""),
]


@pytest.mark.parametrize(("facts", "reason"), PEOPLE)
async def test_one_person_of_elsewhere_is_enough(there: Workspace, facts: Json, reason: str) -> None:
    """A guest or a stranger among a hundred is enough for no."""
    crowd = {f"U{n}": person(f"U{n}") for n in range(40)}
    there.truth.people |= crowd | {"U0ODD": person("U0ODD") | facts}
    there.truth.channels[CENTRE]["members"] += [*crowd, "U0ODD"]
    assert await there.channel.audience(TO_CENTRE) == reason


@pytest.mark.parametrize("facts", [{"is_bot": True}, {"deleted": True}])
async def test_who_is_no_person_does_not_count(there: Workspace, facts: Json) -> None:
    """A bot, and somebody who left, do not make a place shared by two."""
    there.truth.people[SAM] |= facts
    assert await there.channel.audience(TO_CENTRE) == "channel_too_small"


async def test_a_channel_nobody_knows_is_not_written_to(there: Workspace) -> None:
    """A channel that Slack does not show is refused, and one of another workspace too."""
    assert await there.channel.audience(Place(channel="slack", account=TEAM, conversation="C0NONE")) != ""
    assert await there.channel.audience(Place(channel="slack", account="T0OTHER", conversation=CENTRE)) != ""


async def test_what_changes_is_seen_in_time(there: Workspace) -> None:
    """Sharing a channel is seen within seconds, and a newcomer within five minutes or as soon as we are told."""
    assert await there.channel.audience(TO_CENTRE) == ""
    there.truth.channels[CENTRE]["is_ext_shared"] = True
    there.time.on(5)
    assert await there.channel.audience(TO_CENTRE) == "channel_shared"
    there.truth.channels[CENTRE]["is_ext_shared"] = False
    there.time.on(5)
    there.truth.people[ANNA]["is_restricted"] = True
    there.truth.channels[CENTRE]["members"].append(ANNA)
    assert await there.channel.audience(TO_CENTRE) == ""
    there.channel.changed(TEAM, CENTRE)
    assert await there.channel.audience(TO_CENTRE) == "channel_has_guests"
    there.truth.channels[CENTRE]["members"].remove(ANNA)
    there.time.on(300)
    assert await there.channel.audience(TO_CENTRE) == ""


async def test_a_week_of_items_asks_slack_a_few_times(there: Workspace) -> None:
    """Twenty items a second apart do not ask anew who everybody is."""
    for _ in range(20):
        assert await there.channel.audience(TO_CENTRE) == ""
        there.time.on(1)
    assert len(there.slack.made("users.info")) == 3
    assert len(there.slack.made("conversations.members")) == 1


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members", "users.info"])
@pytest.mark.parametrize("kind", [Kind.STATUS, Kind.BUSY, Kind.RESET])
async def test_what_cannot_be_told_now_is_no_answer(there: Workspace, method: str, kind: Kind) -> None:
    """While Slack does not say who reads along the channel says neither yes nor no, and afterwards it does."""
    for _ in range(6):
        there.slack.plant(method, kind, number=503)
    with pytest.raises(Away):
        await there.channel.audience(TO_CENTRE)
    there.slack._faults.clear()
    there.time.on(31)
    assert await there.channel.audience(TO_CENTRE) == ""


@pytest.mark.parametrize("body", ["{}", "[]", '"x"', '{"ok": true}', '{"ok": true, "channel": "C"}', "nonsense"])
async def test_an_odd_answer_is_never_a_yes(there: Workspace, body: str) -> None:
    """Whatever Slack answers, only what can be understood lets the week through."""
    there.slack.plant("conversations.info", Kind.DONE_BODY, body)
    try:
        reason = await there.channel.audience(TO_CENTRE)
    except Away:
        return
    assert reason == "channel_unreadable"


# --- one person among others ------------------------------------------------------------------------------------------


async def test_somebody_is_invited_only_where_they_are(there: Workspace) -> None:
    """An invitation goes into a channel in which the bot and that person both are."""
    assert await there.channel.audience(TO_ANNA_AMONG_OTHERS) == ""
    there.truth.channels[SHARED]["members"].remove(ANNA)
    there.channel.changed(TEAM, SHARED)
    assert await there.channel.audience(TO_ANNA_AMONG_OTHERS) == "user_not_in_channel"
    there.truth.channels[SHARED]["is_member"] = False
    there.channel.changed(TEAM, SHARED)
    assert await there.channel.audience(TO_ANNA_AMONG_OTHERS) == "not_in_channel"


# --- checking the set-up ----------------------------------------------------------------------------------------------


async def test_a_set_up_that_is_well_has_nothing_to_mend(there: Workspace) -> None:
    """With a token, every scope and a private channel there is nothing to say."""
    assert await there.channel.check() == []


async def test_missing_scopes_are_named(there: Workspace) -> None:
    """What the token lacks is told by name, and only that."""
    there.truth.scopes = ",".join(scope for scope in SCOPES if scope not in {"im:write", "groups:read"})
    ((key, values),) = await there.channel.check()
    assert key == "check.slack_scopes"
    assert values == {"workspace": "House", "scopes": "im:write, groups:read"}


@pytest.mark.parametrize(
    ("error", "key"),
    [
        ("invalid_auth", "check.slack_token"),
        ("token_revoked", "check.slack_not_installed"),
        ("accesslimited", "check.slack_barred"),
        ("something_new", "check.slack_token"),
    ],
)
async def test_a_token_that_is_refused_is_told(there: Workspace, error: str, key: str) -> None:
    """Each way in which a token can be wrong says how to mend it."""
    there.slack.plant("auth.test", Kind.ERROR, error)
    assert await there.channel.check() == [(key, {"workspace": "House"})]


async def test_the_centre_channel_is_checked_as_it_is_before_sending(there: Workspace) -> None:
    """What would stop the week on Friday is told today."""
    there.truth.people[JOOST]["is_restricted"] = True
    there.truth.channels[CENTRE]["members"].append(JOOST)
    assert await there.channel.check() == [("check.slack_channel_has_guests", {"channel": CENTRE})]


async def test_no_workspace_and_no_network_are_told(there: Workspace) -> None:
    """Without a workspace, and without a way to Slack, the check says so instead of failing."""
    there.slack.plant("auth.test", Kind.STATUS, number=503)
    assert await there.channel.check() == [("check.slack_away", {"workspace": "House"})]
    there.installations.kept.clear()
    assert await there.channel.check() == [("check.slack_no_workspace", {})]
