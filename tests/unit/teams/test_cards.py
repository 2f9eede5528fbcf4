"""Questions and notes become cards that say all there is to say, and nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import islice

import pytest

from adapters.teams import cards
from adapters.teams.elements import SCHEMA, Element
from adapters.teams.text import BUDGET, weight
from dialogs.messages import (
    Chart,
    Choice,
    Input,
    Link,
    Note,
    OutboxId,
    Prompt,
    Purpose,
    QuestionId,
    Quote,
    Series,
    SessionId,
)
from dialogs.people import PersonId
from tests.unit.teams.card_reading import look, shown
from tests.unit.teams.samples import LANGUAGES, TEXTS, hostile, phrases

ANNA = PersonId("anna")
CONTROLS = tuple(Choice(value=name, label=name.title()) for name in ("skip", "back", "later", "stop", "help"))
ASKED = Prompt(
    session=SessionId("s1"),
    question=QuestionId("helps"),
    text="Helpt dit jou?",
    input=Input.CHOICE,
    choices=tuple(Choice(value=value, label=value.title()) for value in ("yes", "partly", "no", "unknown")),
    controls=CONTROLS,
    hint="Alles mag.",
    progress=(2, 4),
    visibility="Joost leest je antwoord.",
)
CHART = Chart(
    title="Helpt dit?",
    alt="Week 46: vijf ja. Week 47: zes ja.",
    categories=("Week 46", "Week 47"),
    series=(Series(name="Ja", values=(5, 6)), Series(name="Nee", values=(0, 5))),
)


def data_of(action: Element) -> Element:
    """Return what stands behind a button."""
    data = action["data"]
    assert isinstance(data, dict)
    return data


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_says_how_far_it_is_and_who_reads_it(language: str) -> None:
    """Progress, question, hint and who reads it are there, and that comes before the buttons."""
    (card,) = cards.question(phrases(language), ASKED)
    sight = look(card)
    assert sight.texts == [
        TEXTS.phrase(language, "web.chat.progress", done=2, all=4),
        "Helpt dit jou?",
        "Alles mag.",
        "Joost leest je antwoord.",
    ]
    body = card["body"]
    assert isinstance(body, list)
    kinds = [part["type"] for part in body]
    assert kinds.index("ActionSet") == len(kinds) - 2
    assert card["lang"] == language
    assert card["version"] == "1.5"


def test_every_answer_is_as_easy_to_give() -> None:
    """The answers stand in one row, in their order, none in another style, and old clients can give them too."""
    (card,) = cards.question(phrases("nl"), ASKED)
    answers = [one for one in look(card).buttons if one["title"] in {"Yes", "Partly", "No", "Unknown"}]
    assert [data_of(one)["c"] for one in answers] == ["yes", "partly", "no", "unknown"]
    assert len({tuple(sorted(one)) for one in answers}) == 1
    for one in answers:
        assert one["type"] == "Action.Execute"
        fallback = one["fallback"]
        assert isinstance(fallback, dict)
        assert (fallback["type"], fallback["data"]) == ("Action.Submit", one["data"])


def test_the_small_buttons_are_there_and_the_last_behind_the_dots() -> None:
    """Every control is a button of the question; what does not fit in the row stands behind the three dots."""
    (card,) = cards.question(phrases("nl"), ASKED)
    found = {str(data_of(one)["c"]): one for one in look(card).buttons if data_of(one)["c"] in {"skip", "stop", "help"}}
    assert set(found) == {"skip", "stop", "help"}
    assert "mode" not in found["stop"]
    assert found["help"]["mode"] == "secondary"


def test_seven_answers_are_buttons_in_two_rows() -> None:
    """The days of a week are one press away: four in one row, three in the next, and the controls in a row apart."""
    choices = tuple(Choice(value=str(number), label=f"Antwoord {number}") for number in range(7))
    (card,) = cards.question(phrases("nl"), replace(ASKED, choices=choices))
    body = card["body"]
    assert isinstance(body, list)
    rows = [part for part in body if part["type"] == "ActionSet"]
    assert [len(row["actions"]) for row in rows] == [4, 3, 5]
    assert [row.get("separator", False) for row in rows] == [False, False, True]


def test_a_long_question_does_not_shout() -> None:
    """A short question is bold; a long one is as large and not bold."""
    for text, weighs in (("Helpt dit jou?", "Bolder"), ("Helpt dit jou? " * 20, None)):
        (card,) = cards.question(phrases("nl"), replace(ASKED, text=text, progress=None))
        body = card["body"]
        assert isinstance(body, list)
        (run,) = body[0]["inlines"]
        assert (run["size"], run.get("weight")) == ("Medium", weighs)


def test_a_card_follows_the_theme() -> None:
    """No card names a colour of its own, so that it can be read in the light, in the dark and in high contrast."""
    told = Note(title="Nieuws", blocks=("Anna zei:", Quote(speaker=ANNA, words="Ik zing.")), chart=CHART)
    for card in (*cards.question(phrases("nl"), ASKED), *cards.note(phrases("nl"), told)):
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|backgroundImage", json.dumps(card).replace(SCHEMA, ""))


def test_more_than_eight_answers_are_a_list() -> None:
    """Nine answers drop down from one list, with one button under it."""
    choices = tuple(Choice(value=str(number), label=f"Antwoord {number}") for number in range(9))
    (card,) = cards.question(phrases("nl"), replace(ASKED, choices=choices))
    (choice,) = look(card).inputs
    assert choice["type"] == "Input.ChoiceSet"
    assert choice["label"]
    assert choice["isRequired"]
    offered = choice["choices"]
    assert isinstance(offered, list)
    assert [one["value"] for one in offered] == [str(number) for number in range(9)]
    send = next(one for one in look(card).buttons if one["associatedInputs"] == "auto")
    assert data_of(send) == {"v": 1, "k": "pick", "s": "s1", "q": "helps"}


@pytest.mark.parametrize(("kind", "shows"), [("text", "Input.Text"), ("number", "Input.Text"), ("date", "Input.Date")])
def test_an_answer_in_words_has_a_box(kind: str, shows: str) -> None:
    """What is answered in words can be written in the card, and passing it asks for no words."""
    asked = replace(ASKED, choices=(), input=Input(kind))
    (card,) = cards.question(phrases("nl"), asked)
    (box,) = look(card).inputs
    assert (box["type"], box["id"]) == (shows, "in.text")
    assert box["errorMessage"]
    sending = [data_of(one)["k"] for one in look(card).buttons if one["associatedInputs"] == "auto"]
    assert sending == ["say"]
    assert all(one["associatedInputs"] == "none" for one in look(card).buttons if data_of(one)["k"] == "pick")


def test_what_is_only_told_has_no_box() -> None:
    """A question that cannot be answered has nothing to fill in."""
    (card,) = cards.question(phrases("nl"), replace(ASKED, choices=(), input=Input.NONE))
    assert look(card).inputs == []


def test_a_window_is_a_button() -> None:
    """A question that can be opened in a window says so and names itself; one with a box in its card needs none."""
    (card,) = cards.question(phrases("nl"), replace(ASKED, window="Antwoord in een venster"))
    (opens,) = [one for one in look(card).buttons if one["title"] == "Antwoord in een venster"]
    assert data_of(opens) == {"v": 1, "k": "do", "n": "window", "a": "s1 helps"}
    boxed = replace(ASKED, window="Antwoord in een venster", choices=(), input=Input.TEXT)
    assert "Antwoord in een venster" not in look(cards.question(phrases("nl"), boxed)[0]).titles()


def test_an_answered_question_has_no_buttons() -> None:
    """Once answered, the question and what was answered remain, and nothing to press or to ask anew."""
    (card,) = cards.question(phrases("nl"), replace(ASKED, answered="Je antwoord: Ja"), watched=True)
    sight = look(card)
    assert sight.texts == ["Helpt dit jou?", "Je antwoord: Ja"]
    assert (sight.buttons, sight.inputs) == ([], [])
    assert "refresh" not in card


def test_an_open_question_asks_whether_it_still_holds() -> None:
    """A card that is watched asks anew when it is seen: for everybody in a chat, elsewhere for at most sixty people."""
    (card,) = cards.question(phrases("nl"), ASKED, watched=True)
    refresh = card["refresh"]
    assert isinstance(refresh, dict)
    assert refresh["action"]["verb"] == "refresh"
    assert refresh["action"]["data"]["a"] == "s1 helps"
    assert "userIds" not in refresh
    many = [f"29:{number}" for number in range(100)]
    (card,) = cards.question(phrases("nl"), ASKED, watched=True, watchers=many)
    refresh = card["refresh"]
    assert isinstance(refresh, dict)
    assert refresh["userIds"] == many[:60]


def test_a_note_has_its_heading_words_and_buttons() -> None:
    """A note shows its heading, paragraphs and quotes in order, and each button names its command."""
    told = Note(
        title="Nieuws",
        blocks=("Anna zei:", Quote(speaker=ANNA, words="Ik zing *graag*.")),
        choices=(Choice(value="item.reply 12", label="Reageren"), Choice(value="stop", label="Stoppen")),
    )
    (card,) = cards.note(phrases("nl"), told)
    sight = look(card)
    assert sight.texts == ["Nieuws", "Anna zei:", "Ik zing *graag*."]
    assert [data_of(one) for one in sight.buttons] == [
        {"v": 1, "k": "do", "n": "item.reply", "a": "12"},
        {"v": 1, "k": "do", "n": "stop", "a": ""},
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_were_taken_back_are_gone(language: str) -> None:
    """In the place of withdrawn words the product says that they are gone."""
    (card,) = cards.note(phrases(language), Note(blocks=("Gezegd:", Quote(speaker=ANNA, words=None))))
    assert look(card).texts == ["Gezegd:", TEXTS.phrase(language, "web.chat.gone")]


def test_a_link_leads_to_a_message_in_its_channel() -> None:
    """A link is a button to the message in Teams; without an address there is none."""
    told = Note(blocks=("Zie:",), link=Link(to=OutboxId("o1"), label="Naar het weekbericht"))
    address = cards.address_of_message("19:abc@thread.tacv2", "1700", "tenant")
    assert address == "https://teams.microsoft.com/l/message/19%3Aabc%40thread.tacv2/1700?tenantId=tenant"
    (card,) = cards.note(phrases("nl"), told, leads_to=address)
    (button,) = look(card).buttons
    assert (button["type"], button["url"]) == ("Action.OpenUrl", address)
    (card,) = cards.note(phrases("nl"), told)
    assert look(card).buttons == []


def test_a_chart_can_be_read_without_being_seen() -> None:
    """A chart holds its numbers, and whoever cannot see it reads the words that say the same."""
    (card,) = cards.note(phrases("nl"), Note(blocks=("Cijfers:",), chart=CHART), wide=True)
    assert CHART.alt in look(card).text
    assert CHART.alt in str(card["speak"])
    assert card["msteams"] == {"width": "Full"}
    title, drawn = cards.chart(CHART)
    assert title["text"] == CHART.title
    series = drawn["data"]
    assert isinstance(series, list)
    assert [one["legend"] for one in series] == ["Ja", "Nee"]
    assert [value["y"] for value in series[1]["values"]] == [0, 5]
    assert len({one["color"] for one in series}) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notification_says_nothing_of_what_was_said(language: str) -> None:
    """What a telephone shows on its lock screen depends on why we write, and on nobody's words."""
    for purpose in Purpose:
        summary = cards.summary(phrases(language), purpose)
        (card,) = cards.note(phrases(language), Note(blocks=("geheim",)))
        activity = cards.activity(card, summary)
        assert summary
        assert "geheim" not in summary
        assert "text" not in activity
        assert "geheim" not in str(card["fallbackText"])


def test_no_words_of_anybody_are_ever_live() -> None:
    """Of twenty thousand hostile texts each is read as it was written; none is markup, a tag, a mention or a date."""
    texts = hostile(20_000, seed=2)
    while batch := list(islice(texts, 20)):
        quotes = tuple(Quote(speaker=ANNA, words=one) for one in batch)
        told = Note(title=batch[0], blocks=(batch[1], *quotes), choices=(Choice(value="help", label=batch[2]),))
        found = cards.note(phrases("nl"), told)
        for card in found:
            assert look(card).live == []
        assert shown(found) == batch[1] + "".join(batch)
        asked = replace(
            ASKED, text=batch[3], hint=batch[4], visibility=batch[5], answered=batch[6] if len(batch) % 2 else ""
        )
        for card in cards.question(phrases("en"), asked):
            assert look(card).live == []
        assert batch[3] in shown(cards.question(phrases("en"), asked))


@pytest.mark.parametrize("letter", ["a", "é", "漢", "👍", '"', "\u0007", "{", "{{DATE(", "\n", "שׁ", "👩‍👩‍👧‍👧"])
@pytest.mark.parametrize("size", [0, 1, 2_999, 3_000, 3_001, 5_999, 6_000, 6_001, 19_999, 20_001, 60_000])
def test_every_length_is_delivered_whole(letter: str, size: int) -> None:
    """Words of any length stand in as many messages as it takes, each within what Teams takes, and nothing is lost."""
    words = (letter * (size // len(letter) + 1))[: size - size % len(letter)]
    told = Note(blocks=("Gezegd:", Quote(speaker=ANNA, words=words)), choices=ASKED.controls)
    asked = replace(ASKED, text=words)
    for found in (cards.note(phrases("nl"), told), cards.question(phrases("nl"), asked)):
        assert all(weight(card) <= BUDGET for card in found)
        assert all(len(json.dumps(card, ensure_ascii=False).encode()) <= 20_000 for card in found)
        assert all(len(json.dumps(card)) <= 27_000 for card in found)
        assert words in shown(found)
        assert [bool(look(card).buttons) for card in found] == [False] * (len(found) - 1) + [True]


def test_long_labels_do_not_break_a_card() -> None:
    """However long the labels and however many the buttons, every message stays within what Teams takes."""
    for letter in ("a", "👍"):
        many = tuple(Choice(value=f"{number}", label=letter * 5_000) for number in range(30))
        for choices in (many[:6], many):
            found = cards.question(phrases("nl"), replace(ASKED, choices=choices, controls=many[:6]))
            assert all(weight(card) <= BUDGET for card in found)
            told = cards.note(phrases("nl"), Note(blocks=("x",), choices=choices))
            assert all(weight(card) <= BUDGET for card in told)
