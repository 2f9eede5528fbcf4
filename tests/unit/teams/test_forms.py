"""Forms become cards with labelled inputs, and come back as what was filled in."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from adapters.teams import data, forms
from adapters.teams.elements import Element
from adapters.teams.text import BUDGET, weight
from dialogs.messages import (
    Choice,
    Command,
    Form,
    FormField,
    Input,
    Picked,
    QuestionId,
    Quote,
    SessionId,
    Submitted,
    Text,
)
from dialogs.people import PersonId
from tests.unit.teams.card_reading import look
from tests.unit.teams.samples import LANGUAGES, TEXTS, hostile, phrases

S, Q = SessionId("s"), QuestionId("q")
YES_NO = (Choice(value="yes", label="Ja"), Choice(value="no", label="Nee"))
CLIENTS = (Choice(value="anna", label="Anna"), Choice(value="", label="De hele groep"))
FORM = Form(
    name="assumption.preview",
    title="Wat denk je?",
    submit="Bekijk",
    blocks=(
        "Dit leest de klant:",
        Quote(speaker=PersonId("anna"), words="Ik *zing*"),
        Quote(speaker=PersonId("b"), words=None),
    ),
    kept={"step": "preview", "item": "12"},
    fields=(
        FormField(name="client", label="Over wie?", input=Input.CHOICE, choices=CLIENTS),
        FormField(
            name="text", label="Ik denk", long=True, required=True, hint="Eén zin is genoeg.", value="Anna zingt"
        ),
        FormField(name="words", label="Kort"),
        FormField(name="until", label="Tot", input=Input.DATE, required=True),
        FormField(name="every", label="Om de", input=Input.NUMBER, value="2"),
        FormField(name="at", label="Hoe laat", value="10:00"),
        FormField(name="between", label="Mag tussendoor?", input=Input.CHOICE, choices=YES_NO, value="yes"),
        FormField(name="confirm", label="Zeker?", input=Input.CHOICE, choices=YES_NO[:1], required=True),
    ),
)
TYPED = {
    "in.client": "--nothing--",
    "in.text": "Anna zingt graag",
    "in.words": "",
    "in.until": "2026-12-01",
    "in.every": 3,
    "in.at": "11:30",
    "in.between": "no",
    "in.confirm": "--nothing--",
}


def sent(card: Element) -> Element:
    """Return what stands behind the button that sends a form."""
    (button,) = [one for one in look(card).buttons if one["associatedInputs"] == "auto"]
    pressed = button["data"]
    assert isinstance(pressed, dict)
    return pressed


def test_every_field_has_a_label_and_its_own_input() -> None:
    """Each kind of field has the input that fits it, with a label, and the value it began with."""
    inputs = {str(one["id"]): one for one in look(forms.card(phrases("nl"), FORM)).inputs}
    assert {id: one["type"] for id, one in inputs.items()} == {
        "in.client": "Input.ChoiceSet",
        "in.text": "Input.Text",
        "in.words": "Input.Text",
        "in.until": "Input.Date",
        "in.every": "Input.Number",
        "in.at": "Input.Time",
        "in.between": "Input.Toggle",
        "in.confirm": "Input.Toggle",
    }
    assert all(one.get("label") or one["title"] for one in inputs.values())
    assert inputs["in.between"]["title"] == "Mag tussendoor?"
    assert inputs["in.text"]["isMultiline"]
    assert (inputs["in.text"]["value"], inputs["in.between"]["value"]) == ("Anna zingt", "yes")
    assert inputs["in.client"]["value"] == "--nothing--"
    assert inputs["in.confirm"]["value"] == "--nothing--"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_needed_is_said_when_it_is_missing(language: str) -> None:
    """A field that must be filled in says so in the reader's language."""
    inputs = {str(one["id"]): one for one in look(forms.card(phrases(language), FORM)).inputs}
    assert inputs["in.text"]["errorMessage"] == TEXTS.phrase(language, "web.error.empty")
    assert inputs["in.until"]["errorMessage"] == TEXTS.phrase(language, "web.error.date")
    assert "isRequired" not in inputs["in.words"]


def test_what_is_read_stands_above_the_fields() -> None:
    """Title, sentences and quotes come first, and hints stand with their fields."""
    texts = look(forms.card(phrases("nl"), FORM)).texts
    assert texts[:4] == ["Wat denk je?", "Dit leest de klant:", "Ik *zing*", "Deze woorden zijn er niet meer."]
    assert texts.index("Eén zin is genoeg.") == texts.index("Ik denk") + 1


def test_a_form_comes_back_as_it_was_filled_in() -> None:
    """What was typed and what was kept arrive together; an empty choice is empty again, and a number is its digits."""
    pressed = sent(forms.card(phrases("nl"), FORM))
    content = data.read(json.loads(json.dumps({**pressed, **TYPED})))
    assert content == Submitted(
        form="assumption.preview",
        fields={
            "step": "preview",
            "item": "12",
            "client": "",
            "text": "Anna zingt graag",
            "words": "",
            "until": "2026-12-01",
            "every": "3",
            "at": "11:30",
            "between": "no",
            "confirm": "",
        },
    )


def test_a_form_that_is_not_right_keeps_what_was_typed() -> None:
    """What is wrong stands above the fields, with the name of the field, and everything typed is still there."""
    pressed = {**sent(forms.card(phrases("nl"), FORM)), **TYPED}
    form, content = data.read_form(pressed), data.read(pressed)
    assert form is not None
    assert isinstance(content, Submitted)
    errors = {"text": "Dit stuurt het antwoord.", "": "Kijk het nog eens na."}
    card = forms.card(phrases("nl"), forms.filled(form, content.fields), errors=errors)
    sight = look(card)
    assert sight.texts[:4] == [
        "Wat denk je?",
        "Kijk nog even naar het volgende:",
        "Ik denk: Dit stuurt het antwoord.",
        "Kijk het nog eens na.",
    ]
    values = {str(one["id"]): one.get("value", "") for one in sight.inputs}
    assert values == {**TYPED, "in.every": "3"}
    assert sent(card)["kept"] == FORM.kept


def test_a_form_to_be_read_has_nothing_to_send() -> None:
    """Without a word for its button a form cannot be sent."""
    assert look(forms.card(phrases("nl"), replace(FORM, submit=""))).buttons == []


def test_a_dialog_has_buttons_of_its_own_kind() -> None:
    """In a dialog only the one kind of button works that Teams knows there, and it has a title and a card."""
    card = forms.card(phrases("nl"), FORM, dialog=True, home=True)
    assert [one["type"] for one in look(card).buttons] == ["Action.Submit"]
    answer = forms.dialog("Wat denk je?", card)
    task = answer["task"]
    assert isinstance(task, dict)
    assert task["type"] == "continue"
    assert task["value"]["card"]["content"] == card


@pytest.mark.parametrize("letter", ["a", "é", "👍", "{", '"'])
@pytest.mark.parametrize("size", [0, 1, 3_000, 8_000, 20_001, 60_000])
def test_a_form_always_fits(letter: str, size: int) -> None:
    """A form with texts of any length fits one message; words that do not fit their box are left out and said to be."""
    long = letter * size
    fields = (FormField(name="text", label="Nieuw", long=True, required=True, value=long, hint=long), FORM.fields[0])
    form = replace(FORM, blocks=(long, Quote(speaker=PersonId("anna"), words=long)), fields=fields)
    card = forms.card(phrases("nl"), form, errors={"text": long, "": long}, home=True)
    assert weight(card) <= BUDGET
    sight = look(card)
    assert sight.live == []
    (box,) = [one for one in sight.inputs if one["id"] == "in.text"]
    left_out = TEXTS.phrase("nl", "teams.too_long_to_change") in sight.texts
    assert box.get("value", "") == ("" if left_out else long)
    assert left_out == (weight(long) > 12_000)


def test_hostile_words_in_a_form_are_words() -> None:
    """Whatever is put in a form, nothing of it is live."""
    for words in hostile(500, seed=3):
        form = replace(FORM, title=words, blocks=(words, Quote(speaker=PersonId("anna"), words=words)))
        assert look(forms.card(phrases("nl"), form, errors={"text": words})).live == []


@pytest.mark.parametrize(
    ("value", "content"),
    [
        (data.pick(S, Q, "yes"), Picked(session=S, question=Q, choice="yes")),
        ({**data.choose(S, Q), "in.c": "3"}, Picked(session=S, question=Q, choice="3")),
        ({**data.say(S, Q), "in.text": "zee"}, Text(text="zee", session=S, question=Q)),
        (data.command("item.reply 12"), Command(name="item.reply", argument="12")),
        (data.command("stop"), Command(name="stop")),
        ({**data.do("pause"), "in.a": "2026-12-01"}, Command(name="pause", argument="2026-12-01")),
    ],
)
def test_a_button_means_what_it_meant(value: object, content: object) -> None:
    """What was written behind a button is read back as the same."""
    assert data.read(json.loads(json.dumps(value))) == content


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "pick",
        {},
        {"v": 2, "k": "pick", "s": "s", "q": "q", "c": "c"},
        {"v": 1, "k": "other"},
        {"v": 1, "k": "pick", "s": "s", "q": "q"},
        {"v": 1, "k": "pick", "s": 3, "q": "q", "c": "c"},
        {"v": 1, "k": "pick", "s": "s p", "q": "q", "c": "c"},
        {"v": 1, "k": "say", "s": "s"},
        {"v": 1, "k": "do", "n": "Drop Table"},
        {"v": 1, "k": "do"},
        {"v": 1, "k": "form", "f": "../x"},
        {"v": 1, "k": "form", "f": "x", **{f"in.{number}": "" for number in range(100)}},
    ],
)
def test_what_is_not_ours_means_nothing(value: object) -> None:
    """Data that is not ours, of another version, or not whole, is no button of ours."""
    assert data.read(value) is None


@pytest.mark.parametrize(
    "definition", [None, [], {}, {"fields": 3}, {"fields": [1, {}, {"n": 1}, {"n": "a", "i": "x"}]}]
)
def test_a_form_that_lost_its_shape_is_no_form(definition: object) -> None:
    """What comes back with a form is read with care: what is odd is left out."""
    form = data.read_form({"v": 1, "k": "form", "f": "say", "kept": {"a": 1, "b": "c"}, "d": definition})
    assert form is None or (form.fields == () and form.kept == {"b": "c"})
