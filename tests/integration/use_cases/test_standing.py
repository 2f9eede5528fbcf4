"""A question that is looked at again says how it stands, and looking changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.admitting import DEFAULT
from dialogs.messages import Arrived, Command, Prompt, Submitted
from tests.chat_house import ChatHome, chatting, user
from tests.house import ANNA, BAS, JOOST, KEES


@pytest.fixture
def chat() -> Iterator[ChatHome]:
    """Give a house on a chat platform."""
    with chatting() as found:
        yield found


async def looked(chat: ChatHome, prompt: Prompt, *, who: str = ANNA, under: str = "") -> Prompt | None:
    """Let somebody look at a question again, and return how it stands."""
    content = Command(name="refresh", argument=f"{prompt.session} {prompt.question}")
    reply = (await chat.take(ANNA if who == ANNA else KEES, content, under=under)).reply
    assert reply is None or isinstance(reply, Prompt)
    return reply


async def test_an_open_question_stays_open(chat: ChatHome) -> None:
    """While it can be answered it stands as it was put, and nothing is said or asked."""
    await chat.say(ANNA, "hallo")
    shown = chat.question(ANNA)
    assert isinstance(shown.body, Prompt)
    before = chat.record.sent
    assert await looked(chat, shown.body, under=shown.id) == shown.body
    assert chat.record.sent == before
    assert chat.open(ANNA) == [shown]


async def test_an_answered_question_is_closed_wherever_it_is_seen(chat: ChatHome) -> None:
    """Once answered it says what was answered, also on a message of which nobody knew that it had arrived."""
    await chat.say(ANNA, "hallo")
    shown = chat.question(ANNA)
    asked = shown.body
    assert isinstance(asked, Prompt)
    await chat.say(ANNA, "ja")
    before = chat.record.sent
    for under in (shown.id, "", "unknown"):
        found = await looked(chat, asked, under=under)
        assert found is not None
        assert found.answered
    assert chat.record.sent == before


async def test_what_a_group_is_asked_stands_for_each_as_they_answered(chat: ChatHome) -> None:
    """Of a question that is put to a whole group each one's own closes with their own answer, and is put once."""
    for client in (ANNA, BAS):
        await chat.welcome(client)
    await chat.take(JOOST, Submitted(form="assumption.log", fields={"text": "Jullie willen vroeg eten", "client": ""}))
    (assumption,) = chat.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))
    await chat.take(ANNA, Command(name="assumption", argument=assumption.id))
    asked = chat.question(ANNA)
    await chat.home.arrive(BAS)
    await chat.home.command(BAS, "assumption", assumption.id)
    before = len(chat.at(user(ANNA)))
    await chat.take(ANNA, Arrived())
    assert len(chat.at(user(ANNA))) == before
    await chat.say(ANNA, "klopt")
    assert isinstance(asked.body, Prompt)
    assert asked.body.answered


async def test_nobody_sees_how_somebody_elses_question_stands(chat: ChatHome) -> None:
    """Somebody else learns nothing of a question, and neither does whoever asks after one that never was."""
    await chat.say(ANNA, "hallo")
    shown = chat.question(ANNA)
    asked = shown.body
    assert isinstance(asked, Prompt)
    assert await looked(chat, asked, who=KEES, under=shown.id) is None
    content = Command(name="refresh", argument=f"{asked.session} nonsense")
    assert (await chat.take(ANNA, content)).reply is None
