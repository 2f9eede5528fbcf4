"""What only people in Slack can do, on a server of our own and on the one that others wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from bot.admitting import DEFAULT
from dialogs.evidence.assumptions import Status
from dialogs.messages import Chart, Note
from dialogs.people import PersonId
from storage.unit_of_work import UnitOfWork
from tests.acceptance.kept import kept
from tests.acceptance.platforms.local_slack import local_slack
from tests.acceptance.platforms.settling import settled
from tests.acceptance.platforms.slack import SlackPlatform
from tests.acceptance.platforms.slack_api import slack_api
from tests.acceptance.week import SAID
from tests.house import ANNA, CLIENTS, JOOST, MARIJKE, SAM, Home
from tests.standins.block_kit import Json, texts
from tests.standins.local_slack import CENTRE, SHARED, STRANGER, Workspace, user
from tests.standins.slack_people import SlackPeople
from tests.weeks_lived import live_week

SERVERS: dict[str, Callable[..., AbstractAsyncContextManager[SlackPlatform]]] = {
    "slack_api": slack_api,
    "local_slack": local_slack,
}
THOUGHT, SENTENCE = "Anna wil hulp in de ochtend", SAID["nl"]["sentence"]
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(params=SERVERS)
async def slack(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SlackPlatform]:
    """Give everybody in a workspace on each server in turn."""
    async with SERVERS[request.param]("nl", tmp_path) as found:
        yield found


def assumptions(home: Home) -> list[str]:
    """Return what Joost put forward, as clients are asked it; nobody has judged any of it."""
    found = home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))
    assert all(home.status(one.id) is Status.OPEN for one in found)
    return [one.text for one in found]


# --- ways to log an assumption ----------------------------------------------------------------------------------------


async def look_and_send(slack: SlackPlatform) -> None:
    """Let Joost choose the client in the window that is open, look at the sentence and send it."""
    await slack.fill_in(JOOST, client=ANNA)
    assert SENTENCE in "\n".join(await slack.fill_in(JOOST))
    assert await slack.slack.windows() == []


async def test_a_message_becomes_an_assumption_by_its_shortcut(slack: SlackPlatform) -> None:
    """Chosen at a message, the words of that message stand in the window; only once they were looked at they count."""
    await slack.slack.say(user(JOOST), THOUGHT, channel=SHARED)
    (message,) = await slack.slack.messages(SHARED)
    await slack.slack.shortcut(user(JOOST), message)
    (window,) = await slack.slack.windows()
    assert THOUGHT in str(window["blocks"])
    assert assumptions(slack.home) == []
    await look_and_send(slack)
    assert assumptions(slack.home) == [SENTENCE]
    assert SENTENCE in "\n".join(await slack.conversation(JOOST))
    assert await slack.slack.messages(SHARED) == [message]


async def test_danger_after_a_command_is_answered_on_the_spot(slack: SlackPlatform) -> None:
    """Typed after the command, in a channel that others read, only Anna sees whom to call; Joost is told at once."""
    for words in ("zeg ik ben thuis niet veilig", "ik ben thuis niet veilig"):
        await slack.slack.command(user(ANNA), "/samenspraak", words, channel=SHARED)
        await settled(slack.home)
        assert all(one.get("subtype") == "ephemeral" for one in await slack.slack.messages(SHARED))
        assert "0800-2000" in "\n".join(await slack.conversation(ANNA))
        assert "ik ben thuis niet veilig" in "\n".join(await slack.conversation(JOOST))


async def test_a_command_becomes_an_assumption(slack: SlackPlatform) -> None:
    """`/samenspraak aanname ...` opens the same window, wherever it is typed; nobody else sees anything of it."""
    await slack.slack.command(user(JOOST), "/samenspraak", f"aanname {THOUGHT}", channel=SHARED)
    await look_and_send(slack)
    assert assumptions(slack.home) == [SENTENCE]
    assert await slack.slack.messages(SHARED) == []


# --- strangers --------------------------------------------------------------------------------------------------------


async def test_a_stranger_is_told_once_and_nothing_is_kept(slack: SlackPlatform) -> None:
    """Whoever is not known is told so at their first word and never again, and no word of theirs is written down."""
    await settled(slack.home)  # what is said to everybody at the beginning
    before = kept(slack.home)
    for words in ("hallo", "ik wil graag naar de markt"):
        await slack.say(PersonId(STRANGER), words)
    told = await slack.conversation(PersonId(STRANGER))
    phrase = slack.home.house.script.texts.phrase("nl", "chat.stranger")
    assert [one for one in told if one not in {"hallo", "ik wil graag naar de markt"}] == [phrase]
    assert kept(slack.home) == before


# --- over a socket ----------------------------------------------------------------------------------------------------


async def test_everything_comes_over_the_socket(tmp_path: Path) -> None:
    """Without a public address: hello, a button, Home, a command and a window come over a connection of our own."""
    async with local_slack("nl", tmp_path, socket_mode=True) as slack:
        await slack.arrive(ANNA)
        await slack.pick(ANNA, "yes")
        direct = await slack.slack.direct(user(ANNA))
        stands = (await slack.slack.api("conversations.history", channel=direct))["messages"]
        newest, *earlier = ("\n".join(texts(one.get("blocks"))) or one["text"] for one in stands)
        assert "In welke taal" in newest
        assert any("✓ Je antwoord: Ja" in one for one in earlier)
        assert "hallo" in earlier
        assert any(one.startswith("Dag Anna") for one in await slack.pages(ANNA))
        await slack.slack.command(user(JOOST), "/samenspraak", f"aanname {THOUGHT}")
        await look_and_send(slack)
        assert assumptions(slack.home) == [SENTENCE]
        assert isinstance(slack.slack, Workspace)
        seen = Counter(one["kind"] for one in await slack.slack.log() if one["direction"] == "to_bot")
        assert seen == {"socket": 1, "events_api": 2, "interactive": 3, "slash_commands": 1}


# --- pictures ---------------------------------------------------------------------------------------------------------


async def drawn_weeks(slack: SlackPlatform) -> Chart:
    """Let weeks be lived until there is something to compare, and return the last chart; its clients are on the web."""
    for client in CLIENTS:
        await slack.home.welcome(client)
    *_, week = [await live_week(slack.home, number) for number in range(3)]
    await settled(slack.home)

    def charts(uow: UnitOfWork) -> list[Chart]:
        items = [uow.outbox.get(DEFAULT, one.outbox) for one in uow.digests.items(DEFAULT, week)]
        notes = [one.body for one in items if one is not None and isinstance(one.body, Note)]
        return [one.chart for one in notes if one.chart is not None]

    (chart,) = slack.home.read(charts)
    return chart


async def the_week(slack: SlackPlatform) -> list[Json]:
    """Return the messages of the newest week in the channel of the centre, its head first."""
    messages = await slack.slack.messages(CENTRE)
    *_, head = (one for one in messages if one.get("thread_ts") in {None, one["ts"]})
    return [one for one in messages if one["ts"] == head["ts"] or one.get("thread_ts") == head["ts"]]


def has_chart(messages: list[Json]) -> bool:
    """Tell whether a chart of Slack's own stands in any of these messages."""
    return any(block["type"] == "data_visualization" for one in messages for block in one.get("blocks", ()))


async def test_a_chart_is_drawn_by_slack_itself(tmp_path: Path) -> None:
    """Where the workspace draws charts the picture of the weeks is one of these, with all it shows in words as well."""
    async with slack_api("nl", tmp_path, people=(MARIJKE, SAM)) as slack:
        chart = await drawn_weeks(slack)
        assert isinstance(slack.slack, SlackPeople)
        assert has_chart(await the_week(slack))
        assert chart.alt in "\n".join(texts([one["blocks"] for one in await the_week(slack)]))
        assert slack.slack.truth.uploads == {}


async def test_a_workspace_without_charts_gets_a_picture_in_the_thread(tmp_path: Path) -> None:
    """Where Slack refuses the chart the item stands without it, and a PNG with its words lies in the thread, once."""
    async with slack_api("nl", tmp_path, charts=False, people=(MARIJKE, SAM)) as slack:
        chart = await drawn_weeks(slack)
        week = await the_week(slack)
        assert not has_chart(week)
        assert chart.alt in "\n".join(texts([one["blocks"] for one in week]))
        assert isinstance(slack.slack, SlackPeople)
        (file,) = slack.slack.truth.uploads.values()
        assert file["content"].startswith(PNG)
        assert (file["channel"], file["thread"], file["done"]) == (CENTRE, week[0]["ts"], True)
        assert file["alt"] == chart.alt
        refused = [one for one in slack.slack.slack.made("chat.postMessage") if has_chart([one])]
        assert len(refused) == 1


async def test_the_picture_lies_in_the_thread_of_a_slack_that_others_wrote(tmp_path: Path) -> None:
    """The same file arrives whole, in the thread of the week, on a server that knows nothing of ours."""
    async with local_slack("nl", tmp_path, charts=False, people=(MARIJKE, SAM)) as slack:
        chart = await drawn_weeks(slack)
        week = await the_week(slack)
        assert not has_chart(week)
        assert isinstance(slack.slack, Workspace)
        (file,) = (await slack.slack.api("files.list", channel=CENTRE))["files"]
        assert (file["title"], file["alt_txt"], file["mimetype"]) == (chart.title, chart.alt, "image/png")
        (share,) = file["shares"]["private"][CENTRE]
        assert share["thread_ts"] == week[0]["ts"]
        assert (await slack.slack.file(file["url_private"])).startswith(PNG)
