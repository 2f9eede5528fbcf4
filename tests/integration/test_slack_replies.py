"""How somebody is answered in Slack, once what they did is kept: where they are, and so that nobody else sees it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.slack.reception import PATIENCE
from adapters.slack.replying import Reply
from dialogs.messages import (
    Command,
    FieldErrors,
    Form,
    FormField,
    Note,
    Outcome,
    Page,
    Prompt,
    QuestionId,
    Quote,
    Receipt,
    SessionId,
    Submitted,
)
from dialogs.people import PersonId
from tests.integration.slack_house import ANNA, TEXTS, House, at, serving, window

SAY = Form(name="say", title="Zeg iets", fields=(FormField(name="text", label="Wat wil je zeggen?"),), submit="Ga")
NOTE = Note(blocks=("Dit is er gezegd:", Quote(speaker=PersonId("bas"), words="<!channel> *nee*")), title="Kijk")
SHARED = {"channel": "C01KLANT", "channel_type": "channel", "thread_ts": "1.1", "parent_user_id": "U0BOT"}


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A door that is served."""
    async with serving() as found:
        yield found


def phrase(key: str, language: str = "nl") -> str:
    """Return a phrase."""
    return TEXTS.phrase(language, key)


def taken(reply: Reply) -> Receipt:
    """Return a receipt with this reply."""
    return Receipt(outcome=Outcome.TAKEN, reply=reply)


# --- windows ----------------------------------------------------------------------------------------------------------


async def test_a_form_opens_as_a_window(house: House) -> None:
    """A button that asks for a form opens a window with the trigger of that very press."""
    house.desk.answers["form"] = taken(SAY)
    await house.presses({"n": "form", "a": "say"})
    assert house.desk.taken[0].content == Command(name="form", argument="say")
    (opened,) = house.slack.of("views.open")
    assert opened["trigger_id"].startswith("1.2.")
    assert opened["view"]["title"] == "Zeg iets"
    assert opened["view"]["close"] == phrase("chat.close")


async def test_what_was_sent_in_a_window_closes_it(house: House) -> None:
    """Values and what was kept come in together, and an empty answer closes the window."""
    answer = await house.sends("revise", {"answer": "a1"}, text="Ik bak & <b>")
    assert (answer.status, await answer.read()) == (200, b"")
    assert house.desk.taken[0].content == Submitted(form="revise", fields={"answer": "a1", "text": "Ik bak & <b>"})
    assert house.desk.taken[0].place == ANNA.user


async def test_errors_stand_at_their_fields(house: House) -> None:
    """What is wrong is told at the field, a general sentence at the first one, and a second try is taken in."""
    house.desk.answers["say"] = taken(FieldErrors(errors={"text": "Hier staat nog niets."}))
    answer = await house.sends("say", text="")
    assert await answer.json() == {"response_action": "errors", "errors": {"text": "Hier staat nog niets."}}
    house.desk.answers["say"] = taken(FieldErrors(errors={"": "Dit mag niet."}))
    answer = await house.sends("say", text="Iets")
    assert await answer.json() == {"response_action": "errors", "errors": {"text": "Dit mag niet."}}
    assert len(house.desk.taken) == 2
    assert house.slack.of("views.publish") == []


async def test_errors_without_a_field_are_read(house: House) -> None:
    """Where there is no field to put them at, they take the place of the window."""
    house.desk.answers["erase"] = taken(FieldErrors(errors={"": "Zeg eerst dat je het zeker weet."}))
    answer = await (await house.sends("erase")).json()
    assert answer["response_action"] == "update"
    assert answer["view"]["blocks"] == ["Zeg eerst dat je het zeker weet."]


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        (NOTE, ["Dit is er gezegd:", "<!channel> *nee*"]),
        (Page(name="assumption.preview", values={"sentence": "Klopt dit?", "problems": ("Te lang.",)}), None),
        (Prompt(session=SessionId("s"), question=QuestionId("q"), text="Helpt dit?", visibility="Joost leest."), None),
    ],
)
async def test_an_answer_takes_the_place_of_the_window(house: House, reply: Reply, shown: list[str] | None) -> None:
    """A note, a page or a question is read in the window that was sent."""
    house.desk.answers["say"] = taken(reply)
    answer = await (await house.sends("say", text="Iets")).json()
    assert answer["response_action"] == "update"
    assert answer["view"]["type"] == "modal"
    assert answer["view"]["blocks"] == (shown or answer["view"]["blocks"])
    assert len(answer["view"]["blocks"]) == 2


async def test_the_next_form_takes_the_place_of_the_window(house: House) -> None:
    """A form in two steps goes on in the same window."""
    house.desk.answers["assumption"] = taken(SAY)
    answer = await (await house.sends("assumption", text="Anna wil hulp")).json()
    assert (answer["response_action"], answer["view"]["title"]) == ("update", "Zeg iets")


async def test_a_button_in_a_window_is_answered_there(house: House) -> None:
    """A form is put on top of the window, anything else takes its place."""
    house.desk.answers |= {"form": taken(SAY), "help": taken(NOTE)}
    await house.presses({"n": "form", "a": "say"}, **at("modal"))
    await house.presses({"n": "help"}, **at("modal"))
    assert [one["view"]["title"] for one in house.slack.of("views.push")] == ["Zeg iets"]
    assert [(one["view_id"], one["view"]["title"]) for one in house.slack.of("views.update")] == [("V01", "Kijk")]


async def test_a_window_that_does_not_open_is_told(house: House) -> None:
    """Whoever pressed learns so, privately; the press itself is kept and acknowledged."""
    house.desk.answers["form"] = taken(SAY)
    house.slack.refuses = {"views.open"}
    assert (await house.presses({"n": "form", "a": "say"})).status == 200
    (told,) = house.slack.of("chat.postMessage")
    assert told["text"] == phrase("chat.window_failed")
    assert len(house.desk.taken) == 1


async def test_a_form_that_no_window_can_hold_is_told(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever asked for it reads that it did not work, and the log holds none of it."""
    house.desk.answers["form"] = taken(replace(SAY, title="pannenkoeken", fields=SAY.fields * 101))
    await house.presses({"n": "form", "a": "say"})
    assert house.slack.of("views.open")[0]["view"]["blocks"] == [phrase("chat.window_failed")]
    assert "pannenkoeken" not in caplog.text


async def test_a_window_nobody_can_read_is_not_taken(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """A window with broken insides is 400 and logged without its words, so that it stays open as it is."""
    view = window("say", text="pannenkoeken") | {"private_metadata": "pannenkoeken"}
    assert (await house.interaction({"type": "view_submission", "view": view})).status == 400
    assert house.desk.taken == []
    assert "pannenkoeken" not in caplog.text


# --- commands and shortcuts -------------------------------------------------------------------------------------------


async def test_a_command_is_answered_only_to_whoever_typed_it(house: House) -> None:
    """In a shared channel the answer is for one pair of eyes, as JSON, and holds nothing of what was typed."""
    answer = await house.command("zeg Ik wil rust")
    assert answer.content_type == "application/json"
    found = await answer.json()
    assert (found["response_type"], found["text"]) == ("ephemeral", phrase("chat.answered_in_dm"))
    assert "rust" not in await answer.text()
    assert house.slack.calls == []
    assert house.desk.taken[0].place == ANNA.user


async def test_a_command_may_open_a_window(house: House) -> None:
    """With a window there is nothing more to say."""
    house.desk.answers["form"] = taken(SAY)
    answer = await house.command("instellingen")
    assert (answer.status, await answer.read()) == (200, b"")
    assert house.slack.of("views.open")[0]["trigger_id"] == "1.2.cmd"


async def test_quoted_words_are_never_markup(house: House) -> None:
    """In an answer of the door itself words stand in elements that Slack shows as they are."""
    house.desk.answers["help"] = taken(NOTE)
    found = await (await house.command("help")).json()
    assert found["text"] == "Kijk Dit is er gezegd:"
    quotes = [one for one in found["blocks"] if one["type"] == "rich_text"]
    assert quotes[0]["elements"][0]["elements"] == [{"type": "text", "text": "<!channel> *nee*"}]
    assert all(one["text"]["type"] == "plain_text" for one in found["blocks"] if one["type"] == "section")


async def test_a_shortcut_opens_its_form(house: House) -> None:
    """Log an assumption from anywhere, or from a message, with its words."""
    house.desk.answers |= {"form": taken(SAY), "form.report": taken(SAY)}
    await house.interaction({"type": "shortcut", "callback_id": "log_assumption", "action_ts": "1.1"})
    message = {"type": "message", "text": "Ik &amp; jij", "user": "U03CAS", "ts": "1.0"}
    about = {"callback_id": "message_report", "message": message, "action_ts": "1.2"}
    await house.interaction({"type": "message_action", **about})
    contents = [one.content for one in house.desk.taken]
    assert contents == [Command(name="form", argument="assumption"), Command(name="form.report", argument="Ik & jij")]
    assert len(house.slack.of("views.open")) == 2


# --- Home -------------------------------------------------------------------------------------------------------------


async def test_home_is_shown_when_somebody_looks(house: House) -> None:
    """Opening the tab shows one's own page, and takes nothing in."""
    opened = {"type": "app_home_opened", "user": ANNA.user, "channel": "D01ANNA", "tab": "home"}
    assert (await house.event(opened)).status == 200
    (shown,) = house.slack.of("views.publish")
    assert (shown["user_id"], shown["view"]["blocks"]) == (ANNA.user, ["anna", "Samenspraak"])
    assert house.desk.taken == []


async def test_home_is_shown_anew_after_a_button_there(house: House) -> None:
    """What was pressed at Home may have changed it."""
    await house.presses({"n": "answer.withdraw", "a": "a1"}, **at("home"))
    assert len(house.desk.taken) == 1
    assert [one["user_id"] for one in house.slack.of("views.publish")] == [ANNA.user]


async def test_home_is_shown_anew_after_a_form(house: House) -> None:
    """So may a form, which is often opened from there; after an erasure nothing of the person is left on it."""
    await house.sends("settings", language="en")
    assert house.slack.of("views.publish")[-1]["view"]["blocks"][0] == "anna"
    house.desk.forgets = {"erase"}
    await house.sends("erase", confirm="yes")
    shown = json.dumps(house.slack.of("views.publish")[-1]["view"])
    assert "anna" not in shown
    assert phrase("chat.stranger") in shown


# --- strangers and refusals -------------------------------------------------------------------------------------------


async def test_a_stranger_is_told_once_and_privately(house: House) -> None:
    """In a channel only they see it, and not at every word."""
    for number in range(3):
        await house.says("hallo", number, **SHARED, user="U09VREEMD")
    (told,) = house.slack.of("chat.postEphemeral")
    assert (told["channel"], told["user"], told["thread_ts"]) == ("C01KLANT", "U09VREEMD", "1.1")
    assert told["text"] == phrase("chat.stranger")
    assert len(house.slack.calls) == 1
    assert house.desk.taken == []


async def test_a_stranger_in_danger_is_answered_every_time(house: House) -> None:
    """Whom to call is said at each message, also to whoever was told once that they are not known."""
    house.desk.answers["Text"] = Receipt(outcome=Outcome.UNKNOWN, reply=NOTE)
    for number in range(3):
        await house.says("ik wil dood", number)
    assert len(house.slack.of("chat.postMessage")) == 3


async def test_danger_is_answered_where_it_was_said_and_once(house: House) -> None:
    """A command and a window are answered on the spot; what was typed stands in the conversation itself."""
    house.desk.answers |= dict.fromkeys(("Text", "say"), taken(NOTE))
    await house.says("ik wil dood")
    assert house.slack.calls == []
    answer = await (await house.command("ik wil dood")).json()
    assert answer["response_type"] == "ephemeral"
    assert "gezegd" in str(answer)
    assert "gezegd" in await (await house.command("zeg ik wil dood", trigger_id="1.2.say")).text()
    window = await (await house.sends("say", text="ik wil dood")).json()
    assert window["response_action"] == "update"
    await house.says("ik wil dood", 2, **SHARED)
    assert len(house.slack.of("chat.postEphemeral")) == 1


async def test_somebody_of_another_company_is_not_one_of_ours(house: House) -> None:
    """The same user id from another workspace is another person."""
    await house.says("hallo", 1, **SHARED, user_team="T09ELDERS", source_team="T09ELDERS")
    assert house.desk.taken == []
    assert len(house.slack.of("chat.postEphemeral")) == 1


async def test_a_stranger_sees_only_a_sentence_at_home(house: House) -> None:
    """Home says what to do, and nothing else."""
    await house.event({"type": "app_home_opened", "user": "U09VREEMD", "channel": "D09", "tab": "home"})
    (shown,) = house.slack.of("views.publish")
    assert [one["text"]["text"] for one in shown["view"]["blocks"]] == [phrase("chat.stranger")]


@pytest.mark.parametrize(
    ("outcome", "key"),
    [(Outcome.REFUSED, "chat.refused"), (Outcome.FAILED, "chat.kept"), (Outcome.UNKNOWN, "chat.stranger")],
)
async def test_what_did_not_work_is_said_where_it_was_tried(house: House, outcome: Outcome, key: str) -> None:
    """A command, a window, a button and Home each say so in their own place."""
    house.desk.answers |= dict.fromkeys(("stop", "say", "help"), Receipt(outcome=outcome))
    assert (await (await house.command("stop")).json())["text"] == phrase(key)
    answer = await (await house.sends("say", text="Iets")).json()
    assert answer["view"]["blocks"] == [phrase(key)]
    hook = f"{house.slack.base}/hooks/x"
    await house.presses({"n": "help"}, response_url=hook)
    (told,) = house.slack.of("response_url")
    assert (told["text"], told["response_type"], told["replace_original"]) == (phrase(key), "ephemeral", False)
    await house.presses({"n": "stop"}, **at("home"))
    assert house.slack.of("views.open")[-1]["view"]["blocks"] == [phrase(key)]


async def test_a_response_url_elsewhere_is_never_called(house: House) -> None:
    """Not even when Slack's signature is on it: the answer goes by Slack's own call instead."""
    house.desk.answers["help"] = taken(NOTE)
    await house.presses({"n": "help"}, response_url="http://127.0.0.1:9/hooks/x")
    assert [name for name, _ in house.slack.calls] == ["chat.postMessage"]


async def test_files_are_said_not_to_be_read(house: House) -> None:
    """With words the words are kept; without them there is only something to say, once."""
    file = {"subtype": "file_share", "files": [{"id": "F01"}]}
    await house.says("Kijk", 1, **file)
    await house.says("", 2, **file)
    body = {"event_time": 7}
    await house.event(
        {"type": "message", "channel": "D01ANNA", "user": ANNA.user, "ts": "1795594825.000002", "text": "", **file},
        event_id="Ev3",
        **body,
    )
    told = [one["text"] for one in house.slack.of("chat.postMessage")]
    assert told == [phrase("chat.file_too"), phrase("chat.file_only")]
    assert len(house.desk.taken) == 1


async def test_a_form_asked_for_in_words_names_the_way(house: House) -> None:
    """Without something pressed no window can open, so the command is named."""
    house.desk.answers["Text"] = taken(SAY)
    await house.says("instellingen")
    (told,) = house.slack.of("chat.postMessage")
    assert told["text"] == phrase("chat.no_window")


# --- Slack itself in trouble ------------------------------------------------------------------------------------------


async def test_an_answer_that_does_not_get_through_changes_nothing(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """What came in is kept and acknowledged, whatever Slack says to the answer; the log holds no words."""
    house.slack.refuses = {"views.open", "views.publish", "chat.postMessage", "chat.postEphemeral"}
    house.desk.answers["help"] = taken(NOTE)
    with caplog.at_level(logging.DEBUG, logger="adapters.slack"):
        assert (await house.presses({"n": "help"}, **at("home"))).status == 200
    assert len(house.desk.taken) == 1
    assert "Refused" in caplog.text
    assert "gezegd" not in caplog.text


async def test_a_home_that_cannot_be_drawn_holds_nothing_up(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """The answer to a window gets through although Home stays as it was, and the log tells where, not what."""
    house.desk.home_fails = "pannenkoeken"
    house.desk.answers["say"] = taken(NOTE)
    answer = await (await house.sends("say", text="Iets")).json()
    assert answer["view"]["title"] == "Kijk"
    assert "ValueError" in caplog.text
    assert "pannenkoeken" not in caplog.text


async def test_a_slack_that_does_not_answer_does_not_hold_up_the_acknowledgement() -> None:
    """Slack waits for three seconds, so the door gives up its own calls before that."""
    assert PATIENCE < 3
    async with serving(patience=0.2) as house, asyncio.timeout(5):
        house.slack.holds = {"views.publish"}
        assert (await house.presses({"n": "help"}, **at("home"))).status == 200
        assert len(house.desk.taken) == 1
