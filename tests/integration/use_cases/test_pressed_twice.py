"""A form or a button that is pressed twice makes nothing twice, whatever brings the second press."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot import intake, once, use_cases
from bot.admitting import DEFAULT
from bot.retention import keep_promise
from bot.turn import Turn
from dialogs.evidence.answers import AnswerId
from dialogs.messages import Command, FieldErrors, Form, Note, Outcome, Picked, Prompt, Quote, Receipt, Submitted
from dialogs.people import PersonId
from storage import tables
from storage.unit_of_work import UnitOfWork
from tests.chat_house import CHANNEL, ChatHome, chatting
from tests.house import ANNA, BAS, FRIDAY, JOOST, MARIJKE, SAM, Home, opened

NOTED = frozenset({"inbox", "presses"})
"""Tables that hold what came in, rather than what came of it."""

WORDS = "Anna wil hulp in de ochtend"

FORMS: Mapping[str, tuple[PersonId, Mapping[str, str]]] = {
    "settings": (ANNA, {"language": "nl", "every": "2"}),
    "organisation": (
        SAM,
        {
            "name": "Zorg",
            "centre_name": "kantoor",
            "digest_weekday": "4",
            "digest_at": "16:00",
            "retention_months": "12",
        },
    ),
    "answer.revise": (ANNA, {"answer": "{answer}", "text": "vissen"}),
    "answer.withdraw": (ANNA, {"answer": "{answer}"}),
    "answer.share": (ANNA, {"answer": "{answer}", "share": "team"}),
    "erase": (ANNA, {"confirm": "yes"}),
    "assumption.log": (JOOST, {"client": ANNA, "text": WORDS}),
    "assumption.withdraw": (JOOST, {"assumption": "{assumption}"}),
    "report.log": (JOOST, {"client": ANNA, "words": "Ze wil naar buiten"}),
    "client.link": (JOOST, {"client": ANNA}),
    "offer.log": (JOOST, {"client": ANNA, "text": "We komen om negen uur"}),
    "reply": (MARIJKE, {"item": "{item}", "text": "Dat doen we"}),
    "item.answer_client": (MARIJKE, {"item": "{item}", "text": "Dat doen we"}),
    "item.ask_team": (MARIJKE, {"item": "{item}", "text": "Lukt dat?"}),
    "pause": (ANNA, {"until": "2026-12-24"}),
    "say": (ANNA, {"text": "Ik wil iets kwijt"}),
    "answer": (ANNA, {"session": "{session}", "question": "{question}", "text": "koken"}),
}
"""Every form that makes or changes something: who sends it, and with what."""

COMMANDS: Mapping[str, tuple[PersonId, str]] = {
    "assumption": (ANNA, "{assumption}"),
    "assumption.withdraw": (JOOST, "{assumption}"),
    "answer.change": (ANNA, "{answer}"),
    "answer.withdraw": (ANNA, "{answer}"),
    "answer.first": (ANNA, "{answer}"),
    "item.dossier": (MARIJKE, "{item}"),
    "item.not_ours": (MARIJKE, "{item}"),
    "pass_on": (JOOST, "{reply}"),
    "pause": (ANNA, "2026-12-24"),
    "language": (ANNA, "en"),
}
"""What a button asks for about something; what is not here asks for it without an argument, and Anna presses it."""


@pytest.fixture
def chat() -> Iterator[ChatHome]:
    """Give a house on a chat platform."""
    with chatting() as found:
        yield found


def rows(chat: ChatHome) -> Mapping[str, list[tuple[object, ...]]]:
    """Return everything that is kept, but for the note of what came in."""
    with chat.home.house.engines.read.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in tables.metadata.sorted_tables
            if table.name not in NOTED
        }


async def lived(chat: ChatHome) -> Mapping[str, str]:
    """Let a week go by with something of everything, and return the ids of it."""
    await chat.welcome(ANNA, centre_may_read="yes")
    await chat.say(JOOST, f"aanname: {WORDS}")
    (judged,) = chat.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))
    await chat.take(ANNA, Command(name="assumption", argument=judged.id))
    await chat.pick(ANNA, "different")
    await chat.say(ANNA, "liever uitslapen")
    await chat.home.until(FRIDAY)
    item = chat.home.read(lambda uow: uow.digests.items(DEFAULT, "2026-W48"))[1].outbox
    await chat.take(MARIJKE, Submitted(form="item.answer_client", fields={"item": item, "text": "Goed"}))
    await chat.say(JOOST, "aanname: Anna wil vaker naar de markt")
    await chat.take(ANNA, Command(name="wishes"))
    await chat.say(ANNA, "zingen")
    session = chat.home.read(lambda uow: uow.sessions.active(DEFAULT, ANNA))
    assert session is not None
    assert session.at is not None
    answers = chat.home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA))
    return {
        "assumption": chat.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))[-1].id,
        "item": item,
        "reply": chat.home.read(lambda uow: uow.replies.of_week(DEFAULT, "2026-W48"))[-1].id,
        "answer": next(one.id for one in answers if one.value == "zingen"),
        "session": session.id,
        "question": session.at,
    }


def filled(name: str, ids: Mapping[str, str], once: str = "key", **changed: str) -> tuple[PersonId, Submitted]:
    """Return a form as it is sent, and who sends it."""
    person, fields = FORMS[name]
    return person, Submitted(form=name, fields={n: v.format(**ids) for n, v in fields.items()} | changed, once=once)


def test_every_form_is_pressed_twice_here() -> None:
    """A new form is not forgotten: all that a form can be are in the table, or only look."""
    assert set(FORMS) | once.LOOKS == set(use_cases.FORMS)
    assert set(FORMS) >= once.SETS


@pytest.mark.parametrize("name", sorted(FORMS))
async def test_a_form_sent_twice_counts_once(chat: ChatHome, name: str) -> None:
    """Every form, sent again with its key under another event, makes nothing more and is answered the same."""
    person, form = filled(name, await lived(chat))
    before = rows(chat)
    first = await chat.take(person, form)
    assert first.outcome is Outcome.TAKEN, first
    assert not isinstance(first.reply, FieldErrors), first
    after = rows(chat)
    assert after != before
    second = await chat.take(person, form)
    assert rows(chat) == after
    assert second == (Receipt(outcome=Outcome.UNKNOWN) if name == "erase" else first)


@pytest.mark.parametrize("name", sorted(set(FORMS) - once.SETS - {"erase"}))
async def test_a_form_that_makes_something_makes_it_once_whatever_is_changed(chat: ChatHome, name: str) -> None:
    """Back, another word, and sent again: nothing is made, and it is said that it was sent already, with the words."""
    ids = await lived(chat)
    person, form = filled(name, ids)
    await chat.take(person, form)
    after = rows(chat)
    words = {"words": "anders"} if "words" in form.fields else {"text": "anders"}
    second = await chat.take(person, filled(name, ids, **words)[1])
    assert rows(chat) == after
    assert second.outcome is Outcome.REFUSED
    assert isinstance(second.reply, Note)
    assert second.reply.blocks[0] == chat.phrase("bot.sent_already")
    assert Quote(speaker=person, words="anders") in second.reply.blocks
    third = await chat.take(person, filled(name, ids, once="another key", **words)[1])
    assert third.outcome is Outcome.TAKEN
    assert rows(chat) != after


async def test_a_form_that_sets_something_may_set_it_otherwise(chat: ChatHome) -> None:
    """Back to the settings, another choice, sent again: that is kept, and so is the first one, sent once more."""
    await lived(chat)
    for every in ("3", "2", "3", "2"):
        for _ in range(2):
            await chat.take(ANNA, Submitted(form="settings", fields={"every": every, "language": "nl"}, once="key"))
        assert chat.home.person(ANNA).cadence.every == int(every)


async def test_what_may_travel_no_further_stays_at_home_whatever_was_sent_before(chat: ChatHome) -> None:
    """Only me, my team, and only me again, from a page that was gone back to: only me."""
    ids = await lived(chat)
    answer = AnswerId(ids["answer"])
    for share in ("me", "team", "me"):
        await chat.take(*filled("answer.share", ids, share=share))
        given = chat.home.read(lambda uow: uow.answers.get(DEFAULT, answer))
        assert given is not None
        assert given.share == share


async def test_a_refused_form_does_not_use_up_its_key(chat: ChatHome) -> None:
    """What was not right is refused as often as it is sent; corrected, it counts, with the key it had."""
    await chat.welcome(ANNA)
    for event in ("one", "one", "two"):
        receipt = await chat.take(JOOST, filled("assumption.log", {}, text="")[1], key=event)
        assert isinstance(receipt.reply, FieldErrors)
    assert chat.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST)) == []
    for event in ("three", "four"):
        assert (await chat.take(JOOST, filled("assumption.log", {})[1], key=event)).reply is None
    assert len(chat.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))) == 1


async def test_a_form_from_before_there_were_keys_is_taken(chat: ChatHome) -> None:
    """A window that was open during an update can still be sent; its own event counts once."""
    await chat.welcome(ANNA)
    person, form = filled("assumption.log", {}, once="")
    for event in ("one", "one"):
        await chat.take(person, form, key=event)
    assert len(chat.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))) == 1


async def test_a_form_that_was_open_for_a_month_is_taken_as_new(chat: ChatHome) -> None:
    """A key counts thirty days, whether or not somebody cleaned up in between."""
    await chat.welcome(ANNA)
    person, form = filled("assumption.log", {})
    await chat.take(person, form)
    for days, many in ((29, 1), (2, 2)):
        chat.home.clock.move_to(chat.home.clock.now() + timedelta(days=days))
        await chat.take(person, form)
        assert len(chat.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))) == many


async def test_keys_go_when_their_time_is_over_and_with_their_person(chat: ChatHome) -> None:
    """Cleaning up removes what is older than thirty days; erasing somebody removes all of theirs."""

    def kept() -> list[str]:
        with chat.home.house.engines.read.connect() as connection:
            return [row.person for row in connection.execute(select(tables.presses).order_by(tables.presses.c.person))]

    await lived(chat)
    await chat.take(*filled("assumption.log", {}))
    await chat.take(ANNA, Submitted(form="say", fields={"text": "Ik wil iets kwijt"}, once="other"))
    assert kept() == [ANNA, JOOST]
    await chat.take(ANNA, Submitted(form="erase", fields={"confirm": "yes"}, once="third"))
    assert kept() == [JOOST]
    now = chat.home.clock.now()
    for days, left in ((29, [JOOST]), (31, [])):
        moment = now + timedelta(days=days)
        chat.home.write(partial(_clean_up, chat, moment))
        assert kept() == left


def _clean_up(chat: ChatHome, moment: datetime, uow: UnitOfWork) -> None:
    keep_promise(Turn(uow, chat.home.house.script, moment, f"{moment}"), DEFAULT)


# --- what is opened ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(use_cases.SHEETS))
async def test_every_form_that_is_opened_has_a_key_of_its_own(chat: ChatHome, name: str) -> None:
    """Opened twice it has two keys, so that what is meant twice is made twice."""
    ids = await lived(chat)
    who = {"organisation": SAM, "assumption": JOOST, "report": JOOST, "offer": JOOST}
    person = MARIJKE if name == "reply" or name.startswith("item.") else who.get(name, ANNA)
    argument = ids["item"] if person is MARIJKE else ids["answer"] if name in {"revise", "share"} else ""
    keys = []
    for _ in range(2):
        opened = (await chat.take(person, Command(name="form", argument=f"{name} {argument}".strip()))).reply
        assert isinstance(opened, Form)
        keys.append(opened.once)
    assert all(keys)
    assert len(set(keys)) == 2


async def test_a_question_in_a_window_has_a_key(chat: ChatHome) -> None:
    """The window of a question is a form like any other."""
    ids = await lived(chat)
    opened = (await chat.take(ANNA, Command(name="window", argument=f"{ids['session']} {ids['question']}"))).reply
    assert isinstance(opened, Form)
    assert opened.once


async def test_the_second_step_goes_on_with_the_key_of_the_first(chat: ChatHome) -> None:
    """Looked at twice and put to the client twice from either look, it is one assumption."""
    await chat.welcome(ANNA)
    opened = (await chat.take(JOOST, Command(name="form", argument="assumption"))).reply
    assert isinstance(opened, Form)
    fields = {"client": ANNA, "text": WORDS, "about": "demand", **opened.kept}
    for _ in range(2):
        second = (await chat.take(JOOST, Submitted(form=opened.name, fields=fields, once=opened.once))).reply
        assert isinstance(second, Form)
        assert second.once == opened.once
        sent = await chat.take(JOOST, Submitted(form=second.name, fields=second.kept, once=second.once))
        assert sent == Receipt(outcome=Outcome.TAKEN)
    assert len(chat.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))) == 1


# --- buttons ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(use_cases.COMMANDS) - {"window", "refresh", "read"}))
async def test_a_button_pressed_twice_counts_once(chat: ChatHome, name: str) -> None:
    """Every button of a message or of a page, pressed again at once under another event, does nothing more."""
    ids = await lived(chat)
    person, argument = COMMANDS.get(name, (ANNA, ""))
    if name.startswith("alarm."):
        await chat.say(BAS, "Ik wil niet meer leven")
        (alarm,) = chat.home.read(lambda uow: uow.alarms.of_person(DEFAULT, BAS))
        person, argument = alarm.told[0], alarm.id
    command = Command(name=name, argument=argument.format(**ids))
    place = CHANNEL if person is MARIJKE else ""
    under = chat.record.shown[-1].id
    assert (await chat.take(person, command, place=place, under=under)).outcome is Outcome.TAKEN
    after = rows(chat)
    await chat.take(person, command, place=place, under=under)
    assert rows(chat) == after


async def test_a_button_that_stands_for_months_can_be_pressed_anew(chat: ChatHome) -> None:
    """Later the same button does it again; on another page, or typed, at once."""
    await chat.welcome(ANNA)
    begun = 0
    for seconds, command in (
        (0, Command(name="say", once="page")),
        (61, Command(name="say", once="page")),
        (0, Command(name="say", once="page drawn anew")),
        (0, Command(name="say")),
    ):
        chat.home.clock.move_to(chat.home.clock.now() + timedelta(seconds=seconds))
        before = rows(chat)["sessions"]
        await chat.take(ANNA, command)
        begun += rows(chat)["sessions"] != before
    assert begun == 4


async def test_stop_is_never_left_undone(chat: ChatHome) -> None:
    """Who stops, starts again and presses the same *stop* at once is left alone."""
    await chat.welcome(ANNA)
    stop = Command(name="stop", once="page")
    await chat.take(ANNA, stop)
    await chat.take(ANNA, Command(name="start", once="page"))
    assert chat.home.person(ANNA).consent != "stopped"
    await chat.take(ANNA, stop)
    assert chat.home.person(ANNA).consent == "stopped"


async def test_a_button_counts_again_after_the_one_that_undid_it(chat: ChatHome) -> None:
    """Pause, on again and pause once more, under one message and at once, is a pause; a language likewise."""
    await chat.welcome(ANNA)
    for name, argument in (("pause", "2026-12-24"), ("resume", ""), ("pause", "2026-12-24")):
        await chat.take(ANNA, Command(name=name, argument=argument), under="page")
        assert (chat.home.person(ANNA).paused_until is not None) is (name == "pause")
    for code in ("en", "nl", "en"):
        await chat.take(ANNA, Command(name="language", argument=code), under="page")
        assert chat.home.person(ANNA).language == code


async def test_a_button_of_a_question_counts_once(chat: ChatHome) -> None:
    """A question that was answered is closed, so its buttons do nothing more."""
    await chat.welcome(ANNA)
    await chat.say(JOOST, f"aanname: {WORDS}")
    (assumption,) = chat.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))
    await chat.take(ANNA, Command(name="assumption", argument=assumption.id))
    shown = chat.question(ANNA)
    assert isinstance(shown.body, Prompt)
    picked = Picked(session=shown.body.session, question=shown.body.question, choice="different")
    for _ in range(2):
        await chat.take(ANNA, picked, under=shown.id)
    assert len(chat.home.read(lambda uow: uow.verdicts.of_assumption(DEFAULT, assumption.id))) == 1


@pytest.mark.parametrize("control", ["skip", "back"])
async def test_leaving_a_question_twice_leaves_it_once(chat: ChatHome, control: str) -> None:
    """A second press on *skip* or *back* of the same question puts nothing again, also when it was the last one."""
    await chat.welcome(ANNA)
    await chat.take(ANNA, Command(name="wishes"))
    await chat.pick(ANNA, "skip")
    while chat.asked(ANNA):
        shown = chat.question(ANNA)
        assert isinstance(shown.body, Prompt)
        pressed = Picked(session=shown.body.session, question=shown.body.question, choice=control)
        told = [(await chat.take(ANNA, pressed, under=shown.id), chat.told(ANNA))[1] for _ in range(3)]
        assert told[0] == told[1] == told[2]
        control = "skip"


# --- two at once ------------------------------------------------------------------------------------------------------


async def test_two_writers_that_take_the_same_form_at_once_make_it_once(home_anywhere: Home) -> None:
    """On PostgreSQL the writers of two processes meet at the key: one makes it, the other answers as that one did."""
    home = home_anywhere
    if home.house.engines.dialect == "postgresql":
        with opened(home.house.settings, home.clock.now()) as other:
            await _race(home, [home, other])
    else:
        await _race(home, [home])


async def _race(home: Home, homes: list[Home]) -> None:
    await home.welcome(ANNA)
    for number in range(8):
        fields = {"client": ANNA, "text": f"{WORDS} {number}"}
        sent = Submitted(form="assumption.log", fields=fields, once=f"key {number}")
        # Each in a lane of its own, as from two channels, so that nothing but the key keeps them apart.
        pressed = [
            at.house.ledger.run(intake.take, at.house.script, home.inbound(JOOST, sent), home.clock.now(), lane=f"{n}")
            for n, at in enumerate(homes * 4)
        ]
        receipts = await asyncio.gather(*pressed)
        assert set(map(repr, receipts)) == {repr(Receipt(outcome=Outcome.TAKEN))}
        assert len(home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))) == number + 1
