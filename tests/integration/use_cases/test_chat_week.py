"""The week in a channel: numbered items in one thread, replies that find their item, and buttons that carry it on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.admitting import DEFAULT
from dialogs.messages import Command, Deleted, Edited, Form, Note, Outcome, Refused, Submitted, Text
from dialogs.pages import DigestView, PageName
from storage.rows import Reply
from tests.chat_house import CHANNEL, ChatHome, Shown, chatting
from tests.house import ANNA, BAS, FRIDAY, JOOST, MARIJKE, SAM, VERA, plain

WORDS = "liever uitslapen"


@pytest.fixture
def chat() -> Iterator[ChatHome]:
    """Give a house on a chat platform."""
    with chatting() as found:
        yield found


async def week(chat: ChatHome) -> list[Shown]:
    """Let Anna refute what Joost assumed, and return the week as it stands in the channel: the head, then the items."""
    await chat.welcome(ANNA, centre_may_read="yes")
    await chat.say(JOOST, "aanname: Anna wil hulp in de ochtend")
    (assumption,) = chat.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))
    await chat.take(ANNA, Command(name="assumption", argument=assumption.id))
    await chat.pick(ANNA, "different")
    await chat.say(ANNA, WORDS, key="why")
    await chat.home.until(FRIDAY)
    return chat.thread()


def item_of(chat: ChatHome, number: int) -> str:
    """Return our id of an item."""
    (kept,) = chat.home.read(
        lambda uow: [one for one in uow.digests.items(DEFAULT, "2026-W48") if one.ordinal == number]
    )
    return kept.outbox


def replies(chat: ChatHome) -> list[Reply]:
    """Return what was said and done under the week."""
    return chat.home.read(lambda uow: uow.replies.of_week(DEFAULT, "2026-W48"))


def buttons(shown: Shown) -> list[str]:
    """Return the names of the buttons of an item."""
    assert isinstance(shown.body, Note)
    return [choice.value.partition(" ")[0] for choice in shown.body.choices]


async def press(chat: ChatHome, shown: Shown, name: str) -> Form | None:
    """Let Marijke press a button of an item and return the form it opens, if any."""
    assert isinstance(shown.body, Note)
    (value,) = (one.value for one in shown.body.choices if one.value.startswith(f"{name} "))
    content = Command(name=name, argument=value.partition(" ")[2])
    reply = (await chat.take(MARIJKE, content, place=CHANNEL, under=shown.id)).reply
    assert reply is None or isinstance(reply, Form)
    return reply


async def test_the_week_is_one_thread_with_numbers(chat: ChatHome) -> None:
    """The head stands in the channel, every item under it with its number; nobody's name is there."""
    head, *items = await week(chat)
    assert head.thread is None
    assert {one.thread for one in items} == {head.id}
    titles = [one.body.title for one in items if isinstance(one.body, Note)]
    assert [title.partition(".")[0] for title in titles] == [str(n) for n in range(1, len(items) + 1)]
    assert any(WORDS in plain(one.body) for one in items)
    assert not any("Anna" in plain(one.body) for one in (head, *items))
    view = await chat.home.page(MARIJKE, PageName.DIGEST, "2026-W48")
    assert isinstance(view, DigestView)
    assert len(view.items) == len(items)


async def test_a_reply_with_a_number_goes_to_its_item(chat: ChatHome) -> None:
    """`1: ...` stands with item one, is acknowledged there with a way to it, and reaches whom it concerns."""
    head, first, *_ = await week(chat)
    await chat.take(MARIJKE, Text(text="1: dan schuiven we de ronde op"), place=CHANNEL, under=head.id)
    (reply,) = replies(chat)
    assert (reply.item, reply.words) == (item_of(chat, 1), "dan schuiven we de ronde op")
    told = chat.thread()[-1]
    assert told.thread == head.id
    assert told.linked is not None
    assert told.linked[1] == first.id
    assert "schuiven" not in plain(told.body)  # it stands right above
    assert any("dan schuiven we de ronde op" in one for one in chat.told(JOOST))
    assert not any("schuiven" in one for one in chat.told(ANNA))


async def test_a_reply_without_a_number_is_not_guessed(chat: ChatHome) -> None:
    """It stands with the whole week, and the thread says how to name an item; a wrong number is no number."""
    head, *items = await week(chat)
    await chat.take(MARIJKE, Text(text="goed werk"), place=CHANNEL, under=head.id)
    await chat.take(MARIJKE, Text(text=f"{len(items) + 1}: goed werk"), place=CHANNEL, under=head.id)
    assert {reply.item for reply in replies(chat)} == {item_of(chat, 0)}
    assert chat.home.house.script.texts.phrase("nl", "week.kept_week", name="Marijke") in plain(chat.thread()[-1].body)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1-2 weken is te lang", "1-2 weken is te lang"),
        ("1.5 uur is te kort", "1.5 uur is te kort"),
        ("1:30 is een goed moment", "1:30 is een goed moment"),
        ("1-daags is genoeg", "1-daags is genoeg"),
        ("1:meteen", "meteen"),
        ("#1 - 2 keer per week", "2 keer per week"),
        ("1. 3 mensen komen", "3 mensen komen"),
    ],
)
async def test_a_number_in_the_words_is_no_number_of_an_item(chat: ChatHome, typed: str, kept: str) -> None:
    """What somebody wrote is kept as they wrote it, but for the number of the item they put before it."""
    head, *_ = await week(chat)
    await chat.take(MARIJKE, Text(text=typed), place=CHANNEL, under=head.id)
    assert [one.words for one in replies(chat)] == [kept]


async def test_what_people_say_among_themselves_is_theirs(chat: ChatHome) -> None:
    """What is typed in the channel outside our thread is neither kept nor answered."""
    await week(chat)
    before = len(chat.record.shown)
    for under in ("", "999.0"):
        await chat.take(MARIJKE, Text(text="koffie?"), place=CHANNEL, under=under)
    assert len(chat.record.shown) == before
    assert replies(chat) == []


async def test_a_reply_is_changed_and_taken_back_with_its_message(chat: ChatHome) -> None:
    """Editing the message changes the reply, removing it takes the words away, also where they were told."""
    head, *_ = await week(chat)
    await chat.take(MARIJKE, Text(text="1: meteen"), place=CHANNEL, under=head.id, key="said")
    await chat.take(MARIJKE, Edited(message="message of said", text="morgen pas"), place=CHANNEL, under=head.id)
    assert [one.words for one in replies(chat)] == ["morgen pas"]
    assert not any("meteen" in one for one in chat.told(JOOST))
    await chat.take(MARIJKE, Deleted(message="message of said"), place=CHANNEL, under=head.id)
    assert [one.words for one in replies(chat)] == [None]
    assert not any("morgen pas" in one for one in chat.told(JOOST))


async def test_only_the_items_of_somebody_have_somebody_to_ask(chat: ChatHome) -> None:
    """Every item can be replied to, kept for a dossier or put aside; asking goes only where somebody is concerned."""
    _, first, *others = await week(chat)
    assert buttons(first) == ["item.reply", "item.answer_client", "item.ask_team", "item.dossier", "item.not_ours"]
    silent = [one for one in others if WORDS not in plain(one.body) and "Verteld" not in plain(one.body)]
    assert all({"item.reply", "item.dossier", "item.not_ours"} <= set(buttons(one)) for one in silent)


async def test_an_answer_to_a_client_goes_by_the_professional(chat: ChatHome) -> None:
    """The centre answers, the professional reads it first, and one press lets the client read it, once."""
    _, first, *_ = await week(chat)
    form = await press(chat, first, "item.answer_client")
    assert form is not None
    fields = {**form.kept, "text": "De ronde begint voortaan om tien uur"}
    await chat.take(MARIJKE, Submitted(form=form.name, fields=fields))
    assert not any("voortaan" in one for one in chat.told(ANNA))
    (told,) = (one for one in chat.record.shown if "voortaan" in plain(one.body))
    assert isinstance(told.body, Note)
    name, _, reply = told.body.choices[0].value.partition(" ")
    assert (await chat.take(VERA, Command(name=name, argument=reply))).outcome is Outcome.REFUSED
    for _ in range(2):
        await chat.take(JOOST, Command(name=name, argument=reply))
    assert sum("voortaan om tien uur" in one for one in chat.told(ANNA)) == 1
    assert sum("voortaan om tien uur" in one for one in chat.told(BAS)) == 0
    assert "item.answer_client" not in buttons(first)
    assert "Marijke" in plain(first.body)


async def test_a_question_to_the_team_is_answered_under_the_item(chat: ChatHome) -> None:
    """Whoever is concerned gets the question with a button, and the answer stands under the item for the centre."""
    _, first, *_ = await week(chat)
    form = await press(chat, first, "item.ask_team")
    assert form is not None
    await chat.take(MARIJKE, Submitted(form=form.name, fields={**form.kept, "text": "Lukt dat met de planning?"}))
    (asked,) = (one for one in chat.record.shown if "Lukt dat" in plain(one.body))
    assert isinstance(asked.body, Note)
    name, _, argument = asked.body.choices[0].value.partition(" ")
    answering = (await chat.take(JOOST, Command(name=name, argument=argument))).reply
    assert isinstance(answering, Form)
    await chat.take(JOOST, Submitted(form=answering.name, fields={**answering.kept, "text": "Ja, vanaf maandag"}))
    assert ("reply", "Ja, vanaf maandag") in [(one.kind, one.words) for one in replies(chat)]
    assert any("Ja, vanaf maandag" in plain(one.body) for one in chat.thread())


async def test_what_is_kept_or_put_aside_says_so_once(chat: ChatHome) -> None:
    """A button that was used stands no more and the item says who used it; two who press it do it once."""
    _, first, *_ = await week(chat)
    assert isinstance(first.body, Note)
    (dossier,) = (one.value for one in first.body.choices if one.value.startswith("item.dossier"))
    name, _, item = dossier.partition(" ")
    for _ in range(2):
        await chat.take(MARIJKE, Command(name=name, argument=item), place=CHANNEL, under=first.id)
    assert [one.kind for one in replies(chat)] == ["dossier"]
    assert "item.dossier" not in buttons(first)
    assert plain(first.body).count("dossier") == 1
    assert (await chat.take(JOOST, Command(name=name, argument=item))).outcome is Outcome.REFUSED


async def test_words_taken_back_go_from_an_item_that_was_acted_on(chat: ChatHome) -> None:
    """Also after somebody acted on an item, the words in it disappear when the client takes them back."""
    _, first, *_ = await week(chat)
    await press(chat, first, "item.dossier")
    await chat.take(ANNA, Deleted(message="message of why"))
    assert WORDS not in plain(first.body)
    assert "dossier" in plain(first.body)


async def test_a_week_that_cannot_be_posted_is_told_to_the_steward_once(chat: ChatHome) -> None:
    """When the channel may not have it nothing stands there; the steward hears why, and the page has the week."""
    chat.record.refuse = lambda outbound: Refused(reason="channel_public") if outbound.to.person is None else None
    assert await week(chat) == []
    assert sum("channel_public" in told for told in chat.told(SAM)) == 1
    view = await chat.home.page(MARIJKE, PageName.DIGEST, "2026-W48")
    assert isinstance(view, DigestView)
    assert any(WORDS in plain(item.body) for item in view.items)
