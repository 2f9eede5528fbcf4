from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.forms import FormTooLarge, field_errors, modal, reading, submission
from adapters.slack.text import clean
from dialogs.messages import Choice, Form, FormField, Input, Quote, Submitted
from dialogs.people import PersonId
from tests.unit.slack.alphabets import ALPHABETS, text_of
from tests.unit.slack.fake_window import sent
from tests.unit.slack.payload_limits import faults, size
from tests.unit.slack.payload_reader import Json, seen

CLIENTS = (Choice(value="anna", label="Anna"), Choice(value="", label="De hele groep"))
ASSUMPTION = Form(
    name="assumption.preview",
    title="Aanname opschrijven",
    submit="Bekijk",
    blocks=("De klant leest bijna dezelfde woorden.", Quote(speaker=PersonId("anna"), words="Niet om tien uur.")),
    fields=(
        FormField(name="client", label="Over wie?", choices=CLIENTS, value="anna", required=True),
        FormField(name="text", label="Ik denk:", long=True, required=True, hint="Eén zin is genoeg."),
        FormField(name="quiet_start", label="Vanaf", value="21:00"),
        FormField(name="at", label="Hoe laat"),
        FormField(name="day", label="Tot", input=Input.DATE, value="2026-12-01"),
        FormField(name="every", label="Om de", input=Input.NUMBER, value="2"),
    ),
    kept={"answer": "an-1"},
)

NAMES = st.lists(
    st.sampled_from(["text", "words", "client", "a", "b", "c_at", "quiet_end", "d"]), unique=True, max_size=6
)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Draw a form with fields of every kind, each with a value that its kind can hold."""
    fields = []
    for name in draw(NAMES):
        kind = draw(st.sampled_from(["text", "long", "choice", "many", "date", "number"]))
        field = FormField(name=name, label=f"Veld {name}", required=draw(st.booleans()), hint=draw(WORDS))
        if kind in {"text", "long"}:
            field = replace(field, value=draw(WORDS), long=kind == "long")
        elif kind == "date":
            field = replace(field, input=Input.DATE, value=draw(st.sampled_from(["", "2026-11-24"])))
        elif kind == "number":
            field = replace(field, input=Input.NUMBER, value=draw(st.sampled_from(["", "4", "-1.5"])))
        else:
            count = draw(st.integers(1, 8)) if kind == "choice" else draw(st.integers(11, 230))
            values = ["", "=", "=x", *(f"v{n}" for n in range(count))][: max(count, 1)]
            choices = tuple(Choice(value=value, label=f"Keuze {at}") for at, value in enumerate(values))
            field = replace(field, choices=choices, value=draw(st.sampled_from(values)))
        fields.append(field)
    kept = draw(st.dictionaries(st.sampled_from(["k", "l", "m"]), WORDS, max_size=3))
    return Form(
        name=draw(st.sampled_from(["settings", "revise a1"])), title="T", submit="Ga", fields=tuple(fields), kept=kept
    )


@settings(max_examples=200, deadline=None)
@given(forms())
def test_what_stands_in_a_window_comes_back(form: Form) -> None:
    """Sending a window as it was opened gives every field and everything kept, exactly as it was."""
    view = modal(form, close="Sluiten")
    assert faults(view["blocks"], 100) == []
    wanted = {**form.kept, **{field.name: clean(field.value) for field in form.fields}}
    assert submission(sent(view)) == Submitted(form=form.name, fields=wanted)


def test_what_is_typed_and_chosen_comes_back() -> None:
    """Each kind of field gives the value of what somebody chose, not its label."""
    view = modal(ASSUMPTION, close="Sluiten")
    typed = {
        "Over wie?": "De hele groep",
        "Ik denk:": "Je wilt <b>rust</b>",
        "Vanaf": "22:30",
        "Hoe laat": "09:00",
        "Tot": "2027-01-01",
        "Om de": "3",
    }
    fields = {"client": "", "text": "Je wilt <b>rust</b>", "quiet_start": "22:30", "at": "09:00"}
    assert submission(sent(view, typed)) == Submitted(
        form="assumption.preview", fields={"answer": "an-1", "day": "2027-01-01", "every": "3", **fields}
    )


def test_every_field_is_asked_the_way_it_is_easiest_to_answer() -> None:
    """A time is picked, a date is picked, few answers are seen at once, many are searched."""
    kinds = {block["block_id"]: block["element"]["type"] for block in modal(ASSUMPTION, close="x")["blocks"][2:]}
    assert list(kinds.values()) == [
        *("radio_buttons", "plain_text_input", "timepicker", "timepicker", "datepicker", "number_input"),
    ]
    many = tuple(Choice(value=str(n), label=str(n)) for n in range(11))
    (block,) = modal(replace(ASSUMPTION, blocks=(), fields=(FormField(name="x", label="X", choices=many),)), close="x")[
        "blocks"
    ]
    assert block["element"]["type"] == "static_select"


def test_a_value_that_does_not_fit_its_field_leaves_it_open() -> None:
    """A date or a number that is none is not put in, as Slack would refuse the window; a time that is none is text."""
    fields = (
        FormField(name="day", label="D", input=Input.DATE, value="morgen"),
        FormField(name="n", label="N", input=Input.NUMBER, value="veel"),
        FormField(name="at", label="A", value="ochtend"),
    )
    blocks = modal(replace(ASSUMPTION, blocks=(), fields=fields), close="x")["blocks"]
    assert not [block for block in blocks if {"initial_date", "initial_time"} & block["element"].keys()]
    assert [block["element"].get("initial_value") for block in blocks] == [None, None, "ochtend"]


def test_the_window_says_what_it_is() -> None:
    """Title, buttons and the words above the fields are there; a long title stands whole as a heading."""
    view = modal(replace(ASSUMPTION, title="Een titel die langer is dan mag"), close="Niet nu")
    assert size(view["title"]["text"]) <= 24
    assert (view["type"], view["callback_id"], view["submit"]["text"], view["close"]["text"]) == (
        *("modal", "form", "Bekijk", "Niet nu"),
    )
    assert "Een titel die langer is dan mag" in seen(view["blocks"]).text
    assert seen(view["blocks"]).quotes == ["Niet om tien uur."]


def test_a_form_without_a_button_is_only_to_be_read() -> None:
    """Slack takes no inputs without a button to send them, so the values stand as words."""
    view = modal(replace(ASSUMPTION, submit=""), close="Sluiten")
    assert "submit" not in view
    assert not [block for block in view["blocks"] if block["type"] == "input"]
    assert "Anna" in seen(view["blocks"]).text


@pytest.mark.parametrize("alphabet", ALPHABETS)
@pytest.mark.parametrize("length", [2_999, 3_000, 3_001, 20_000, 60_000])
def test_words_longer_than_an_input_come_back_whole(alphabet: str, length: int) -> None:
    """Somebody's answer can be opened in a window and comes back as it was; only a book of emoji is too much."""
    text, _ = text_of(alphabet, length)
    field = FormField(name="text", label="Je nieuwe antwoord", value=text, long=True, required=True)
    form = Form(name="revise", title="Veranderen", submit="Bewaren", fields=(field,), kept={"answer": "an-1"})
    if length == 60_000 and alphabet in {"emoji", "flags"}:
        with pytest.raises(FormTooLarge):
            modal(form, close="Sluiten")
        return
    view = modal(form, close="Sluiten")
    assert faults(view["blocks"], 100) == []
    assert submission(sent(view)).fields == {"answer": "an-1", "text": text}


@pytest.mark.parametrize("length", [0, 2_900, 2_950, 3_000, 3_001, 9_000])
def test_what_is_kept_is_never_lost(length: int) -> None:
    """Kept words that Slack cannot carry unseen are shown, and come back with the rest."""
    kept = {"item": "o-1", "text": "x" * length, "more": "y" * 1_500}
    view = modal(replace(ASSUMPTION, fields=(), kept=kept), close="Sluiten", kept_label="Wat je schreef")
    assert size(view["private_metadata"]) <= 3_000
    assert faults(view["blocks"], 100) == []
    assert submission(sent(view)).fields == kept
    assert ("Wat je schreef" in seen(view["blocks"]).text) is (length > 1_400)


def test_a_form_that_is_too_large_says_so() -> None:
    """More fields than a window holds is a mistake that names itself, not a refusal of Slack."""
    fields = tuple(FormField(name=f"f{n}", label="F") for n in range(101))
    with pytest.raises(FormTooLarge, match="101 blocks"):
        modal(replace(ASSUMPTION, fields=fields), close="x")


# --- what is wrong ----------------------------------------------------------------------------------------------------


def test_errors_stand_with_their_fields() -> None:
    """A sentence about a field goes to its block, one about none to the first, and two of them are both said."""
    view = sent(modal(ASSUMPTION, close="x"))
    found = field_errors(view, {"text": "Hier staat nog niets.", "": "Dit kan niet.", "answer": "Weg."})
    assert found == {"field:text": "Hier staat nog niets.", "field:client": "Dit kan niet. Weg."}
    assert field_errors(view, {}) == {}
    assert field_errors(sent(modal(replace(ASSUMPTION, fields=()), close="x")), {"": "Dit kan niet."}) == {}


def test_a_window_drawn_again_shows_what_is_wrong_where_it_is() -> None:
    """The same sentences can be drawn into the window itself: in general on top, the others above their field."""
    blocks = modal(ASSUMPTION, close="x", errors={"text": "Nog leeg.", "": "Dit kan niet."})["blocks"]
    texts = [text for _, text in seen(blocks).texts]
    assert "Dit kan niet." in texts[0]
    assert "Nog leeg." in texts[texts.index("Ik denk:") - 1]
    assert faults(blocks, 100) == []


@pytest.mark.parametrize(
    "view",
    [
        None,
        "x",
        [],
        {},
        {"private_metadata": "{", "state": None, "blocks": 3},
        {"private_metadata": "[1]", "state": {"values": []}, "blocks": [None, {}, {"type": "input", "block_id": 3}]},
        {"private_metadata": '{"form": 3, "kept": {"a": 1}}', "state": {"values": {"field:x": "y", "z": {}}}},
        {"private_metadata": "9" * 5_000},
        {"private_metadata": "[" * 100_000},
    ],
)
def test_an_odd_window_gives_empty_strings(view: object) -> None:
    """Whatever comes back is a form without a name and fields without words, never an exception."""
    found = submission(view)
    assert found.form == ""
    assert set(found.fields.values()) <= {""}
    assert field_errors(view, {"": "x"}) == {}


def test_a_field_without_a_state_is_empty() -> None:
    """A field that Slack says nothing about is there, and is empty."""
    view = {**modal(ASSUMPTION, close="x"), "state": {"values": {"field:text": {"value": {"value": None}}}}}
    fields = submission(view).fields
    assert {name: fields[name] for name in ("client", "text", "at")} == {"client": "", "text": "", "at": ""}


def test_a_page_to_read_holds_long_words_as_far_as_a_window_can() -> None:
    """Words of 60,000 characters are there whole; what could never fit ends with a sign that there is more."""
    quote = Quote(speaker=PersonId("anna"), words="woord " * 10_000)
    view = reading("Wat Anna zei", ["Vorige week:", quote], close="Sluiten")
    assert faults(view["blocks"], 100) == []
    assert "".join(seen(view["blocks"]).quotes) == quote.words
    assert "submit" not in view
    view = reading("x", ["a"] * 300, close="Sluiten")
    assert len(view["blocks"]) == 100
    assert seen(view["blocks"]).text.endswith("…")
    assert faults(reading("x", [], close="Sluiten")["blocks"], 100) == []


def test_the_words_of_a_form_are_in_no_hidden_place() -> None:
    """What goes along unseen holds the name of the form and what was kept, and nothing of the fields."""
    view: Json = modal(replace(ASSUMPTION, fields=(FormField(name="text", label="T", value="geheim"),)), close="x")
    assert json.loads(view["private_metadata"]) == {"form": "assumption.preview", "kept": {"answer": "an-1"}}
