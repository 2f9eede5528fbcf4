"""What any chat platform must do: answer where one speaks, close what was answered, follow edits, find another way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.admitting import DEFAULT
from dialogs.evidence.assumptions import Status
from dialogs.messages import (
    Arrived,
    Command,
    Deleted,
    Edited,
    FieldErrors,
    Form,
    Left,
    Note,
    Outcome,
    Page,
    Picked,
    Prompt,
    Quote,
    Refused,
    Submitted,
)
from dialogs.people import Consent, PersonId
from dialogs.talk.definition import Records
from tests.chat_house import CHANNEL, SHARED, ChatHome, chatting, no_way, user
from tests.house import ANNA, JOOST, KEES, MARIJKE, NOW, ROSTER, SAM, YES, plain

DAY = timedelta(days=1)


@pytest.fixture
def chat() -> Iterator[ChatHome]:
    """Give a house on a chat platform."""
    with chatting() as found:
        yield found


async def test_a_newcomer_says_hello_and_is_asked_there(chat: ChatHome) -> None:
    """The first words of a client begin the welcome in their own conversation, with who reads it and with buttons."""
    await chat.say(ANNA, "hallo")
    body = chat.question(ANNA).body
    assert isinstance(body, Prompt)
    assert body.choices
    assert body.visibility
    assert chat.at(CHANNEL) == []


async def test_a_used_button_says_it_is_used(chat: ChatHome) -> None:
    """Once answered, a question shows the answer where its buttons were; pressed again it does nothing."""
    await chat.say(ANNA, "hallo")
    first = chat.question(ANNA)
    receipt = await chat.pick(ANNA, "yes")
    assert isinstance(first.body, Prompt)
    assert "Ja" in first.body.answered
    assert receipt.reply == first.body
    assert chat.question(ANNA).id != first.id


async def test_a_used_button_pressed_again_does_nothing_but_say_what_stands(chat: ChatHome) -> None:
    """Whoever presses a button that was used is shown its question as it stands, also when the talk is over."""
    await chat.say(ANNA, "hallo")
    first = chat.question(ANNA)
    used = first.body
    assert isinstance(used, Prompt)
    press = Picked(session=used.session, question=used.question, choice="yes")
    for question, choice in YES.items():
        assert chat.asked(ANNA) == question
        await chat.pick(ANNA, choice)
        before = [plain(one.body) for one in chat.at(user(ANNA))]
        assert (await chat.take(ANNA, press, under=first.id)).reply == first.body
        assert [plain(one.body) for one in chat.at(user(ANNA))] == before


async def test_another_button_of_a_used_question_changes_what_it_says(chat: ChatHome) -> None:
    """On a screen that did not follow somebody may still choose differently: then the question says that."""
    await chat.say(ANNA, "hallo")
    await chat.pick(ANNA, "yes")
    first = chat.question(ANNA)
    used = first.body
    assert isinstance(used, Prompt)
    await chat.pick(ANNA, "nl")
    press = Picked(session=used.session, question=used.question, choice="en")
    receipt = await chat.take(ANNA, press, under=first.id)
    assert isinstance(first.body, Prompt)
    assert "English" in first.body.answered
    assert "Nederlands" not in first.body.answered
    assert receipt.reply == first.body


async def test_a_typed_answer_closes_its_question_and_tells_no_words_there(chat: ChatHome) -> None:
    """Typed words close the question too; they are not repeated in it, so that taking them back leaves no copy."""
    await chat.welcome(ANNA)
    await chat.take(ANNA, Command(name="wishes"))
    asked = chat.question(ANNA)
    await chat.say(ANNA, "ik zing graag")
    assert isinstance(asked.body, Prompt)
    assert asked.body.answered
    assert "zing" not in asked.body.answered
    assert chat.home.words(ANNA, Records.TALENT) == ["ik zing graag"]


async def test_a_question_opens_in_a_window_and_is_answered_there(chat: ChatHome) -> None:
    """The button beside a question in words opens it as a form; what is sent there is the answer, once."""
    await chat.welcome(ANNA)
    await chat.take(ANNA, Command(name="wishes"))
    prompt = chat.question(ANNA).body
    assert isinstance(prompt, Prompt)
    assert prompt.window
    argument = f"{prompt.session} {prompt.question}"
    form = (await chat.take(ANNA, Command(name="window", argument=argument))).reply
    assert isinstance(form, Form)
    assert prompt.text in form.blocks
    await chat.take(ANNA, Submitted(form=form.name, fields={**form.kept, "text": "brieven schrijven"}), key="sent")
    await chat.take(ANNA, Submitted(form=form.name, fields={**form.kept, "text": "brieven schrijven"}), key="sent")
    assert chat.home.words(ANNA, Records.TALENT) == ["brieven schrijven"]
    closed = (await chat.take(ANNA, Command(name="window", argument=argument))).reply
    assert isinstance(closed, Note)


async def test_somebody_elses_question_opens_for_nobody(chat: ChatHome) -> None:
    """Whoever presses a copied button of somebody else's question learns nothing of it."""
    await chat.say(ANNA, "hallo")
    prompt = chat.question(ANNA).body
    assert isinstance(prompt, Prompt)
    reply = (await chat.take(KEES, Command(name="window", argument=f"{prompt.session} {prompt.question}"))).reply
    assert isinstance(reply, Note)
    assert prompt.text not in plain(reply)


async def test_an_edited_message_is_a_revision_of_its_answer(chat: ChatHome) -> None:
    """Changing a message changes the answer it gave, also a second time; the earlier words stay as a revision."""
    await chat.welcome(ANNA)
    await chat.take(ANNA, Command(name="wishes"))
    await chat.say(ANNA, "ik zing", key="song")
    await chat.take(ANNA, Edited(message="message of song", text="ik zing in een koor"))
    await chat.take(ANNA, Edited(message="message of song", text="ik dirigeer"))
    assert chat.home.words(ANNA, Records.TALENT) == ["ik dirigeer"]
    every = chat.home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA, current_only=False))
    assert [one.value for one in every if one.records == Records.TALENT] == [
        "ik zing",
        "ik zing in een koor",
        "ik dirigeer",
    ]


async def test_a_removed_message_takes_its_answer_back(chat: ChatHome) -> None:
    """Removing a message withdraws the answer it gave, and nobody reads it any more."""
    await chat.welcome(ANNA)
    await chat.take(ANNA, Command(name="wishes"))
    await chat.say(ANNA, "ik zing", key="song")
    await chat.take(ANNA, Deleted(message="message of song"))
    assert chat.home.words(ANNA, Records.TALENT) == []


async def test_nobody_changes_what_somebody_else_said(chat: ChatHome) -> None:
    """An edit or removal of a message counts only for whoever sent it."""
    await chat.welcome(ANNA)
    await chat.take(ANNA, Command(name="wishes"))
    await chat.say(ANNA, "ik zing", key="song")
    await chat.take(KEES, Edited(message="message of song", text="ik zing niet"))
    await chat.take(KEES, Deleted(message="message of song"))
    assert chat.home.words(ANNA, Records.TALENT) == ["ik zing"]


async def test_an_edited_assumption_is_put_anew_until_a_client_judged_it(chat: ChatHome) -> None:
    """A professional may rewrite a message while nobody answered it; after that what was learned stays."""
    await chat.welcome(ANNA)
    await chat.say(JOOST, "aanname: Anna wil hulp in de ochtend", key="guess")
    await chat.take(JOOST, Edited(message="message of guess", text="aanname: Anna wil hulp in de avond"))
    first, second = chat.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))
    assert (first.withdrawn, second.withdrawn) == (True, False)
    assert "avond" in second.text
    await chat.take(ANNA, Command(name="assumption", argument=second.id))
    await chat.pick(ANNA, "different")
    await chat.take(JOOST, Deleted(message="message of guess"))
    assert chat.home.status(second.id) is Status.REFUTED


async def test_an_assumption_is_logged_from_a_form_in_two_steps(chat: ChatHome) -> None:
    """The form shows the sentence exactly as the client will read it before it is put; a bad one says what is wrong."""
    await chat.welcome(ANNA)
    form = (await chat.take(JOOST, Command(name="form", argument="assumption"))).reply
    assert isinstance(form, Form)
    assert ANNA in [choice.value for choice in form.fields[0].choices]
    fields = {**form.kept, "client": ANNA, "text": "Anna wil hulp in de ochtend", "about": "demand", "wrong_if": ""}
    empty = (await chat.take(JOOST, Submitted(form=form.name, fields={**fields, "text": ""}))).reply
    assert isinstance(empty, FieldErrors)
    step = (await chat.take(JOOST, Submitted(form=form.name, fields=fields))).reply
    assert isinstance(step, Form)
    assert any(isinstance(block, Quote) and block.words == "Je wilt hulp in de ochtend." for block in step.blocks)
    assert chat.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST)) == []
    await chat.take(JOOST, Submitted(form=step.name, fields=dict(step.kept)))
    (logged,) = chat.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))
    assert logged.text == "Je wilt hulp in de ochtend."


async def test_every_form_opens_for_whoever_may_fill_it_in(chat: ChatHome) -> None:
    """Settings, talk, offer, pause and erasure open as forms; nobody has a form of another role."""
    for person, name in ((ANNA, "settings"), (ANNA, "pause"), (ANNA, "erase"), (ANNA, "say"), (MARIJKE, "settings")):
        reply = (await chat.take(person, Command(name="form", argument=name))).reply
        assert isinstance(reply, Form), name
    assert isinstance((await chat.take(SAM, Command(name="form", argument="organisation"))).reply, Form)
    for person in (ANNA, JOOST, MARIJKE):
        assert (await chat.take(person, Command(name="form", argument="organisation"))).outcome is Outcome.REFUSED
    for name in ("assumption", "report", "offer"):
        assert isinstance((await chat.take(JOOST, Command(name="form", argument=name))).reply, Form)
        receipt = await chat.take(ANNA, Command(name="form", argument=name))
        assert (receipt.outcome, receipt.reply) == (Outcome.REFUSED, None)


async def test_settings_in_a_form_are_the_persons_own(chat: ChatHome) -> None:
    """What is chosen in the form is how the person is asked from then on."""
    await chat.welcome(ANNA)
    form = (await chat.take(ANNA, Command(name="form", argument="settings"))).reply
    assert isinstance(form, Form)
    fields = {one.name: one.value for one in form.fields} | {"unit": "month", "at": "16:30"}
    await chat.take(ANNA, Submitted(form="settings", fields=fields))
    cadence = chat.home.person(ANNA).cadence
    assert (cadence.unit, f"{cadence.at:%H:%M}") == ("month", "16:30")


async def test_whoever_takes_us_away_hears_nothing_more_there(chat: ChatHome) -> None:
    """Removing the bot means stop: nothing is sent to that conversation, not even a goodbye."""
    await chat.welcome(ANNA)
    before = chat.told(ANNA)
    await chat.take(ANNA, Left())
    await chat.home.until(NOW + 9 * DAY)
    assert chat.home.person(ANNA).consent is Consent.STOPPED
    assert chat.told(ANNA) == before


async def test_an_answer_on_the_page_is_answered_on_the_page(chat: ChatHome) -> None:
    """Who has both is asked where they are pushed, and answered where they speak; the question shows there too."""
    await chat.welcome(ANNA)
    await chat.take(ANNA, Command(name="wishes"))
    before = len(chat.at(user(ANNA)))
    await chat.home.arrive(ANNA)
    open_there = await chat.home.prompt(ANNA)
    assert open_there is not None
    await chat.home.say(ANNA, "ik zing graag")
    await chat.courier.deliver()
    assert chat.home.words(ANNA, Records.TALENT) == ["ik zing graag"]
    following = await chat.home.prompt(ANNA)
    assert following is not None
    assert following.question != open_there.question
    assert len(chat.at(user(ANNA))) == before


async def test_a_confirmation_leads_to_what_it_is_about(chat: ChatHome) -> None:
    """What was changed leads to its question, and news of an assumption to where it was kept."""
    await chat.welcome(ANNA)
    await chat.take(ANNA, Command(name="wishes"))
    asked = chat.question(ANNA)
    await chat.say(ANNA, "ik zing", key="song")
    await chat.take(ANNA, Edited(message="message of song", text="ik dirigeer"))
    (changed,) = (one for one in chat.at(user(ANNA)) if plain(one.body) == chat.phrase("bot.changed"))
    assert changed.linked == (asked.place, asked.id)
    await chat.say(JOOST, "aanname: Anna wil hulp in de ochtend")
    (kept,) = (one for one in chat.at(user(JOOST)) if "Je wilt hulp in de ochtend." in plain(one.body))
    (assumption,) = chat.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))
    await chat.take(ANNA, Command(name="assumption", argument=assumption.id))
    await chat.pick(ANNA, "different")
    assert chat.at(user(JOOST))[-1].linked == (kept.place, kept.id)


async def test_ones_own_data_comes_as_a_file_to_oneself(chat: ChatHome) -> None:
    """All that is kept comes as a file into one's own conversation; where that fails the own page has it."""
    await chat.welcome(ANNA)
    await chat.take(ANNA, Command(name="wishes"))
    await chat.say(ANNA, "ik zing graag")
    await chat.take(ANNA, Command(name="export"))
    (page,) = (one.body for one in chat.at(user(ANNA)) if isinstance(one.body, Page))
    assert "ik zing graag" in str(page.values["content"])
    kept = chat.home.read(lambda uow: uow.outbox.of_person(DEFAULT, ANNA))
    assert not any(isinstance(one.body, Page) for one in kept)
    chat.record.refuse = lambda outbound: Refused(reason="no") if isinstance(outbound.body, Page) else None
    await chat.take(ANNA, Command(name="export"))
    told = chat.at(user(ANNA))[-1].body
    assert isinstance(told, Note)
    assert [choice.value for choice in told.choices] == ["page"]
    await chat.take(ANNA, Command(name="page"))
    assert "/me/" in chat.told(ANNA)[-1]


# --- another way ------------------------------------------------------------------------------------------------------


def shared_roster() -> str:
    """Return the people of the house, Anna with a channel she shares with the organisation."""
    ways = {ANNA: f"{user(ANNA)},slack:{SHARED}", JOOST: f"{user(JOOST)},"}
    head, *rows = ROSTER.splitlines()
    found = [f"{row},{ways.get(PersonId(row.partition(',')[0]), ',')}" for row in rows]
    return "\n".join([f"{head},slack,shared", *found]) + "\n"


async def test_without_an_own_conversation_an_invitation_goes_to_the_shared_channel() -> None:
    """Without an own conversation only an invitation stands among others; the question opens in a window."""
    with chatting(roster=shared_roster()) as chat:
        chat.record.refuse = no_way(lambda outbound: outbound.to.conversation == user(ANNA))
        await chat.home.until(NOW + DAY)
        await chat.courier.deliver()
        (invitation,) = chat.at(f"{SHARED}/{user(ANNA)}")
        assert isinstance(invitation.body, Note)
        (choice,) = invitation.body.choices
        name, _, argument = choice.value.partition(" ")
        reply = (await chat.take(ANNA, Command(name=name, argument=argument), place=f"{SHARED}/{user(ANNA)}")).reply
        assert isinstance(reply, Form)
        assert not any(str(block) in plain(invitation.body) for block in reply.blocks)
        assert any("Anna" in told and "kanaal" in told for told in chat.told(JOOST))


async def test_without_any_way_there_the_own_page_has_it_and_the_professional_is_told_once() -> None:
    """The last way is the own page; the professional hears which way it is, once however often it is tried."""
    with chatting(roster=shared_roster()) as chat:
        chat.record.refuse = no_way(lambda outbound: "ANNA" in outbound.to.conversation)
        await chat.home.until(NOW + DAY)
        assert await chat.home.prompt(ANNA) is not None
        await chat.home.until(NOW + 9 * DAY)
        about = [told for told in chat.told(JOOST) if "Anna" in told]
        assert len(about) == 2  # first the shared channel, then the own page
        assert "link" in about[-1]


async def test_whoever_writes_again_is_reached_there_again() -> None:
    """A way that failed works again as soon as somebody speaks to us there."""
    with chatting(roster=shared_roster()) as chat:
        chat.record.refuse = no_way(lambda outbound: outbound.to.conversation == user(ANNA))
        await chat.home.until(NOW + DAY)
        chat.record.refuse = lambda _: None
        await chat.take(ANNA, Arrived())
        ways = chat.home.read(lambda uow: uow.routes.of(DEFAULT, ANNA))
        assert (ways[0].place.conversation, ways[0].trouble) == (user(ANNA), "")
