"""How messages to a chat platform are sent: patiently, and at most twice where nobody can look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import commands
from dialogs.messages import (
    Ambiguous,
    SendResult,
    Text,
    TryLater,
)
from tests.chat_house import ChatHome, chatting, user
from tests.house import ANNA, NOW

DAY = timedelta(days=1)


@pytest.fixture
def chat() -> Iterator[ChatHome]:
    """Give a house on a chat platform."""
    with chatting() as found:
        yield found


async def test_patience_is_no_failed_attempt(chat: ChatHome) -> None:
    """However often a platform asks for patience, the message is sent in the end, and once."""
    left = iter(range(40))
    chat.record.refuse = lambda _: TryLater(after=timedelta(), counts=False) if next(left, None) is not None else None
    await chat.take(ANNA, Text(text="hallo"))
    for _ in range(50):
        await chat.courier.deliver()
    assert len(chat.at(user(ANNA))) == 1


async def test_an_unknown_end_is_repeated_once_with_a_word_that_says_so() -> None:
    """Where nothing can be looked up a message is sent at most twice, the second time marked."""
    with chatting(looks_up=False) as chat:
        chat.record.refuse = lambda _: Ambiguous(reason="silence")
        await chat.take(ANNA, Text(text="hallo"))
        await settle(chat)
        first, second = chat.told(ANNA)
        assert second == f"{chat.home.house.script.texts.phrase('nl', 'bot.sent_again')}\n{first}"


async def test_patience_does_not_make_a_doubtful_message_a_new_one() -> None:
    """A message that may be there stays one that may be there when the platform asks for patience in between."""
    with chatting(looks_up=False) as chat:
        answers: Iterator[SendResult] = iter([Ambiguous(reason="silence"), TryLater(after=timedelta(), counts=False)])
        chat.record.refuse = lambda _: next(answers, None)
        await chat.take(ANNA, Text(text="hallo"))
        await settle(chat)
        first, second = chat.told(ANNA)
        assert second == f"{chat.home.house.script.texts.phrase('nl', 'bot.sent_again')}\n{first}"


async def test_a_run_that_ends_by_itself_waits_a_moment_for_its_turn(chat: ChatHome) -> None:
    """`due` sends everything, also where a platform takes one message at a time; what must wait long, waits."""
    await chat.home.until(NOW)
    before = len(chat.at(user(ANNA)))
    waits = [timedelta(milliseconds=20)] * 3 + [DAY]
    left: Iterator[SendResult] = iter([TryLater(after=wait, counts=False) for wait in waits])
    chat.record.refuse = lambda outbound: next(left, None) if outbound.to.person == ANNA else None
    await chat.desk.take(chat.inbound(ANNA, Text(text="hallo")))
    await commands.due(replace(chat.home.house, courier=chat.courier))
    assert list(left) == []
    assert len(chat.at(user(ANNA))) == before
    chat.home.write(lambda uow: uow.connection.exec_driver_sql("UPDATE outbox SET not_before = NULL"))
    await commands.due(replace(chat.home.house, courier=chat.courier))
    assert len(chat.at(user(ANNA))) > before


async def settle(chat: ChatHome) -> None:
    """Let every message be tried as often as it will be, without waiting for its time."""
    for _ in range(10):
        chat.home.write(lambda uow: uow.connection.exec_driver_sql("UPDATE outbox SET not_before = NULL, lease = NULL"))
        await chat.courier.deliver()
