"""Where messages are pushed they stay where they are: what is erased has to be taken away there too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.admitting import DEFAULT
from dialogs.messages import Command, Note, Submitted, Text
from dialogs.people import Consent, PersonId
from tests.chat_house import CHANNEL, ChatHome, chatting, user
from tests.house import ANNA, JOOST, MARIJKE, plain
from tests.integration.use_cases.test_chat_week import press, week


@pytest.fixture
def chat() -> Iterator[ChatHome]:
    """Give a house on a chat platform."""
    with chatting() as found:
        yield found


def seen_by_others(chat: ChatHome, erased: PersonId) -> str:
    """Return everything that stands on the platform where others read it."""
    shown = [plain(one.body) for one in chat.record.shown if one.place.conversation != user(erased)]
    return "\n".join(shown)


async def erase(chat: ChatHome, person: PersonId) -> None:
    """Let somebody erase everything."""
    await chat.take(person, Submitted(form="erase", fields={"confirm": "yes"}))
    await chat.courier.deliver()


async def test_nothing_of_an_erased_client_stays_where_others_read(chat: ChatHome) -> None:
    """Neither their words, nor what was assumed of them, nor their name is left in anybody's conversation."""
    await week(chat)
    await chat.say(JOOST, "aanname: Anna wil liever thee")
    assert "Anna" in seen_by_others(chat, ANNA)
    await erase(chat, ANNA)
    left = seen_by_others(chat, ANNA)
    assert [word for word in ("Anna", "uitslapen", "ochtend", "thee") if word in left] == []


async def test_nothing_of_an_erased_reply_stays_where_others_read(chat: ChatHome) -> None:
    """Somebody of the centre who is erased has their replies gone from the thread, the team and the client."""
    _, first, *_ = await week(chat)
    head = chat.thread()[0]
    form = await press(chat, first, "item.answer_client")
    assert form is not None
    await chat.take(MARIJKE, Submitted(form=form.name, fields={**form.kept, "text": "voortaan om tien uur"}))
    (told,) = (one for one in chat.record.shown if "voortaan" in plain(one.body))
    assert isinstance(told.body, Note)
    await chat.take(JOOST, Command(name="pass_on", argument=told.body.choices[0].value.partition(" ")[2]))
    await chat.take(MARIJKE, Text(text="1: we halen koffie"), place=CHANNEL, under=head.id)
    await chat.take(MARIJKE, Submitted(form="reply", fields={"item": _item(chat), "text": "en een stoel"}))
    before = seen_by_others(chat, MARIJKE)
    assert [word for word in ("tien uur", "koffie", "stoel") if word in before] == ["tien uur", "koffie", "stoel"]
    await erase(chat, MARIJKE)
    left = seen_by_others(chat, MARIJKE)
    assert [word for word in ("tien uur", "koffie", "stoel") if word in left] == []


async def test_who_was_not_told_is_not_said_to_be_told(chat: ChatHome) -> None:
    """A client who stopped hears nothing, and the professional is not told that they did."""
    _, first, *_ = await week(chat)
    form = await press(chat, first, "item.answer_client")
    assert form is not None
    await chat.take(MARIJKE, Submitted(form=form.name, fields={**form.kept, "text": "voortaan om tien uur"}))
    (told,) = (one for one in chat.record.shown if "voortaan" in plain(one.body))
    assert isinstance(told.body, Note)
    stopped = replace(chat.home.person(ANNA), consent=Consent.STOPPED)
    chat.home.write(lambda uow: uow.people.save(stopped))
    await chat.take(JOOST, Command(name="pass_on", argument=told.body.choices[0].value.partition(" ")[2]))
    assert not any("tien uur" in one for one in chat.told(ANNA))
    passed_on = chat.home.house.script.texts.phrase("nl", "bot.passed_on", clients=["Anna"])
    assert passed_on not in chat.told(JOOST)


def _item(chat: ChatHome) -> str:
    return chat.home.read(lambda uow: uow.digests.items(DEFAULT, "2026-W48"))[1].outbox
