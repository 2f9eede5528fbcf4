"""Slack for the contract of channels: the channel in front of a Slack of our own, which runs in a thread of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass

from adapters.slack.api import Api
from adapters.slack.channel import SlackChannel
from bot.ports import Channel
from dialogs.messages import Place
from tests.contracts.across import Across, Thread
from tests.standins.slack_truth import TEAM
from tests.standins.slack_workspace import TO_ANNA, TO_CENTRE, Workspace, as_in_the_house, texts, workspace

NOWHERE = "http://127.0.0.1:9/api/"
"""Where nobody listens."""

_ELSEWHERE = Place(channel="slack", account=TEAM, conversation="C0ELSEWHERE")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackBench:
    """The Slack channel; its platform is a Slack of our own."""

    there: Workspace
    thread: Thread
    channel: Channel
    place: Place = TO_ANNA
    shared: Place = TO_CENTRE
    elsewhere: Place = _ELSEWHERE

    def shown(self, place: Place) -> list[tuple[str, str, str]]:
        """Return the messages of a conversation, each with its words as they lie in its blocks."""
        conversation = place.conversation if place.person is None else f"D{place.conversation}"
        return [
            (
                one["ts"],
                "\n".join(text for block in one["blocks"] for text in texts(block)),
                "" if one.get("thread_ts") in {None, one["ts"]} else one["thread_ts"],
            )
            for one in self.there.truth.lying(conversation)
        ]

    @contextmanager
    def away(self) -> Iterator[Channel]:
        """Give the channel with nobody at the other end."""
        api = Api(self.there.installations, wall=self.there.time.wall, base_url=NOWHERE)
        yield Across(SlackChannel(api, self.there.conversations, render=as_in_the_house), self.thread)
        self.thread.wait(api.close())


@contextmanager
def slack() -> Iterator[SlackBench]:
    """Give the Slack channel in a workspace of its own."""
    thread, stack = Thread(), AsyncExitStack()
    try:
        there = thread.wait(stack.enter_async_context(workspace(render=as_in_the_house)))
        try:
            yield SlackBench(there=there, thread=thread, channel=Across(there.channel, thread))
        finally:
            thread.wait(stack.aclose())
    finally:
        thread.end()
