from __future__ import annotations

import json
from dataclasses import replace

import pytest

from adapters.slack.render import Message, render, without_chart
from dialogs.messages import Chart, Choice, Link, Note, OutboxId, Prompt, QuestionId, Quote, Series, SessionId
from dialogs.people import PersonId
from dialogs.policy.share import Share
from tests.unit.slack.payload_limits import faults
from tests.unit.slack.payload_reader import mrkdwn_live, seen

ANNA = PersonId("anna")
ANSWERS = tuple(
    Choice(value=value, label=label) for value, label in (("yes", "Ja"), ("partly", "Deels"), ("no", "Nee"))
)
CONTROLS = tuple(
    Choice(value=value, label=label)
    for value, label in (
        ("skip", "Overslaan"),
        ("back", "Terug"),
        ("later", "Later"),
        ("stop", "Stop"),
        ("help", "Hulp"),
    )
)
QUESTION = Prompt(
    session=SessionId("s-1"),
    question=QuestionId("helps"),
    text="Helpt dit jou?",
    choices=ANSWERS,
    controls=CONTROLS,
    hint="Groot of klein, alles telt.",
    progress=(2, 4),
    visibility="Je antwoord gaat naar team Oost, met je naam.",
    share=Share.TEAM,
)
CHART = Chart(
    title="Helpt dit?",
    alt="Ja: 5. Nee: 2.",
    categories=("week 46", "week 47"),
    series=(Series(name="Ja", values=(3, 5)), Series(name="Nee", values=(4, 2))),
)


def only(messages: list[Message]) -> Message:
    """Return the one message there is, which Slack would take."""
    (message,) = messages
    assert faults(message.blocks, 40) == []
    return message


def names(message: Message) -> list[str]:
    """Return the names of the blocks in order."""
    return [block["block_id"].rpartition("-")[0] for block in message.blocks]


def buttons(message: Message) -> list[str]:
    """Return what can be pressed, by what it says."""
    return [text for _, text, _ in seen(message.blocks).pressed]


# --- a question -------------------------------------------------------------------------------------------------------


def test_a_question_is_read_in_the_order_it_is_answered() -> None:
    """How far, the question, the hint, who reads the answer, and only then the answers and the small buttons."""
    message = only(render(QUESTION))
    assert names(message) == ["progress", "question", "hint", "readers", "choices", "controls"]
    assert seen(message.blocks).of("progress") == "2/4"
    assert seen(message.blocks).of("question") == message.text == "Helpt dit jou?"
    assert "gaat naar team Oost" in seen(message.blocks).of("readers")
    assert buttons(message) == ["Ja", "Deels", "Nee", "Overslaan", "Terug", "Later", "Stop", "Hulp"]


def test_every_answer_is_equally_easy_to_give() -> None:
    """No button of a question has a colour."""
    blocks = only(render(replace(QUESTION, window="In een venster"))).blocks
    assert not [one for block in blocks if block["type"] == "actions" for one in block["elements"] if "style" in one]


def test_what_is_only_for_the_reader_shows_a_lock_and_what_is_shared_does_not() -> None:
    """The sign before the sentence about the readers never says 'closed' where others read along."""
    mine = only(render(replace(QUESTION, share=Share.ME, visibility="Alleen jij leest dit.")))
    assert seen(mine.blocks).of("readers") == "🔒 Alleen jij leest dit."
    assert "🔒" not in seen(only(render(QUESTION)).blocks).text


def test_a_button_says_in_itself_what_it_answers() -> None:
    """Each button carries session, question and choice, and is told apart from the others in its message."""
    pressed = seen(only(render(QUESTION)).blocks).pressed
    carried = [json.loads(value) for _, _, value in pressed]
    assert [one["c"] for one in carried] == [one.value for one in (*ANSWERS, *CONTROLS)]
    assert all((one["s"], one["q"]) == ("s-1", "helps") for one in carried)
    assert [action for action, _, _ in pressed][:2] == ["pick:yes#1", "pick:partly#2"]


def test_the_way_to_a_window_carries_its_question() -> None:
    """The button that opens a window stands by itself where one types, and with the small ones otherwise."""
    typed = only(render(replace(QUESTION, choices=(), window="In een venster")))
    assert names(typed)[-2:] == ["controls", "controls"]
    action, text, value = seen(typed.blocks).pressed[0]
    assert (action, text) == ("window#1", "In een venster")
    assert json.loads(value) == {"s": "s-1", "q": "helps"}
    short = only(render(replace(QUESTION, window="In een venster", controls=CONTROLS[:3])))
    assert names(short)[-1:] == ["controls"]
    assert names(short).count("controls") == 1
    assert buttons(short) == ["Ja", "Deels", "Nee", "In een venster", "Overslaan", "Terug", "Later"]


def test_answered_stands_where_the_buttons_were() -> None:
    """Once answered the question stands with the sentence that says so, and nothing else."""
    message = only(render(replace(QUESTION, answered="Je koos: Ja", window="In een venster")))
    assert buttons(message) == []
    assert names(message) == ["question", "answered"]
    assert "Je koos: Ja" in seen(message.blocks).of("answered")


def test_many_answers_become_a_menu_that_carries_the_same() -> None:
    """More than ten answers are a menu; one whose values are too long for a menu stays with buttons."""
    choices = tuple(Choice(value=str(n), label=f"{n} uur") for n in range(12))
    message = only(render(replace(QUESTION, choices=choices)))
    (menu,) = message.blocks[4]["elements"]
    assert menu["type"] == "static_select"
    assert [json.loads(one["value"])["c"] for one in menu["options"]] == [one.value for one in choices]
    long = replace(QUESTION, choices=choices, session=SessionId("s" * 140))
    assert {one["type"] for block in only(render(long)).blocks[4:] for one in block["elements"]} == {"button"}


def test_more_small_buttons_than_a_row_holds_go_into_a_menu() -> None:
    """The last of six small buttons stand behind the dots, and can still be pressed."""
    more = (*CONTROLS, Choice(value="more", label="Meer lezen"))
    message = only(render(replace(QUESTION, controls=more)))
    last = message.blocks[-1]["elements"]
    assert [one["type"] for one in last] == ["button"] * 4 + ["overflow"]
    assert buttons(message)[-2:] == ["Hulp", "Meer lezen"]


def test_a_message_is_the_same_every_time() -> None:
    """Nothing in a payload is chance: what is shown anew takes the place of what stood there."""
    assert render(QUESTION) == render(QUESTION)


# --- something told ---------------------------------------------------------------------------------------------------


def test_something_told_keeps_its_order() -> None:
    """Title, paragraphs and quotes stand as they were written, the buttons at the end."""
    note = Note(
        title="Geleerd",
        blocks=("Een team dacht iets.", Quote(speaker=ANNA, words="Niet om tien uur."), "Tot zover."),
        choices=(Choice(value="assumption.withdraw a 1", label="Weghalen"), Choice(value="help", label="Hulp")),
    )
    message = only(render(note))
    assert names(message) == ["title", "told", "quote", "told", "choices"]
    assert seen(message.blocks).quotes == ["Niet om tien uur."]
    assert message.text == "Geleerd\nEen team dacht iets.\nTot zover."
    first, second = (json.loads(value) for _, _, value in seen(message.blocks).pressed)
    assert first == {"n": "assumption.withdraw", "a": "a 1"}
    assert second == {"n": "help", "a": ""}


def test_words_that_were_taken_back_are_an_empty_place() -> None:
    """A quote without words shows that something was there, and nothing more."""
    for blocks in ((Quote(speaker=ANNA, words=None),), (Quote(speaker=ANNA, words=""),)):
        message = only(render(Note(blocks=blocks)))
        assert seen(message.blocks).quotes == ["…"]
        assert message.text == "…"


def test_a_long_title_is_a_paragraph() -> None:
    """What does not fit in a heading is told whole all the same."""
    title = "Een heel lange titel. " * 10
    message = only(render(Note(title=title, blocks=("Hoi",))))
    assert message.blocks[0]["type"] == "rich_text"
    assert seen(message.blocks).of("title") == title


def test_nothing_to_tell_is_still_a_message() -> None:
    """Slack refuses a message without blocks."""
    assert only(render(Note(blocks=()))).text == "…"
    assert only(render(Note(blocks=("",), title=" "))).text == "…"


def test_nothing_is_unfolded_or_looked_up() -> None:
    """The arguments of the call never ask Slack to find names or links in a text."""
    arguments = only(render(QUESTION)).arguments
    assert arguments["unfurl_links"] is arguments["unfurl_media"] is False
    assert set(arguments) == {"text", "blocks", "unfurl_links", "unfurl_media"}


def test_an_invitation_calls_one_person_and_nothing_else_is_alive() -> None:
    """In a shared channel the mention is the only thing that does something by being read."""
    note = Note(blocks=("Hoi <!channel>, er staat een vraag voor je klaar.",), choices=ANSWERS)
    message = only(render(note, mention="U012AB3CD"))
    assert seen(message.blocks).live == ["user U012AB3CD"]
    assert mrkdwn_live(message.text) == ["<@U012AB3CD>"]
    assert message.text.startswith("<@U012AB3CD> Hoi")


@pytest.mark.parametrize("mention", ["channel", "!here", "U1> <!channel", "u1", "", "S123"])
def test_only_a_user_can_be_called(mention: str) -> None:
    """Anything that is no user's id calls nobody."""
    message = only(render(Note(blocks=("Hoi",)), mention=mention))
    assert seen(message.blocks).live == []
    assert mrkdwn_live(message.text) == []


def test_a_link_leads_only_where_an_address_is_given() -> None:
    """The way to what is meant is a link with its label; without an address it is not there."""
    note = Note(blocks=("Bewaard.",), link=Link(to=OutboxId("o"), label="Bekijk het"))
    message = only(render(note, link_url="https://x.slack.com/archives/C1/p1"))
    assert seen(message.blocks).live == ["link https://x.slack.com/archives/C1/p1"]
    for url in ("", "javascript:alert(1)", "https://x.example/a b", "x"):
        assert seen(only(render(note, link_url=url)).blocks).live == []


# --- charts -----------------------------------------------------------------------------------------------------------


def test_a_chart_is_drawn_by_slack_and_said_in_words() -> None:
    """The numbers stand in the block of a chart, and in words below it for who cannot see it."""
    message = only(render(Note(title="Week 47", blocks=("Hoi",), chart=CHART)))
    assert message.chart
    chart = next(block for block in message.blocks if block["type"] == "data_visualization")
    assert chart["chart"]["series"][0]["data"] == [{"label": "week 46", "value": 3}, {"label": "week 47", "value": 5}]
    assert seen(message.blocks).of("alt") == "Ja: 5. Nee: 2."


def test_a_workspace_that_draws_no_charts_gets_the_words() -> None:
    """Without the block of the chart all the rest stands, and it is said that no chart is drawn."""
    message = only(render(Note(blocks=("Hoi",), chart=CHART)))
    plain = without_chart(message)
    assert not plain.chart
    assert [block for block in message.blocks if block["type"] != "data_visualization"] == plain.blocks
    assert "Ja: 5. Nee: 2." in seen(plain.blocks).text


@pytest.mark.parametrize(
    "chart",
    [
        replace(CHART, categories=tuple(str(n) for n in range(21)), series=(Series(name="x", values=(1,) * 21),)),
        replace(CHART, series=tuple(Series(name=str(n), values=(1, 2)) for n in range(7))),
        replace(CHART, series=(CHART.series[0], CHART.series[0])),
        replace(CHART, categories=("zeer lange naam voor a", "zeer lange naam voor b")),
        replace(CHART, categories=(), series=()),
        replace(CHART, series=(Series(name="x", values=(1,)),)),
    ],
)
def test_a_chart_that_slack_would_refuse_is_only_said(chart: Chart) -> None:
    """Too many rows or names that would read the same are told in words; the message is delivered."""
    message = only(render(Note(blocks=("Hoi",), chart=chart)))
    assert not message.chart
    assert "Ja: 5. Nee: 2." in seen(message.blocks).text
