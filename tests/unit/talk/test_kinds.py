from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.talk import kinds
from dialogs.talk.definition import Kind, Option, Question, Value
from dialogs.talk.kinds import Typed, Unclear, is_exact, pick, read
from dialogs.talk.phrases import PHRASES
from dialogs.talk.understanding import Vocabulary
from tests.unit.talk.making import EN, NL, NOW, q

TODAY = NOW.date()
LABELS = {
    "week": ("Elke week", "Every week"),
    "month": ("Elke maand", "Every month"),
    "no": ("Nee, nooit", "No, never"),
}
OFTEN = replace(
    q("often", Kind.CHOICE),
    choices=tuple(Option(value=value, label={"nl": nl, "en": en}) for value, (nl, en) in LABELS.items()),
)
MARK = q("mark", Kind.SCALE, minimum=1, maximum=5)
AMOUNT = q("amount", Kind.NUMBER)
WHEN = q("when", Kind.DATE)

CASES: dict[Kind, list[tuple[Question, Vocabulary, str, Value | str | None]]] = {
    Kind.TEXT: [
        (q("t"), NL, "  Ik wil koken. \n", "Ik wil koken."),
        (q("t"), NL, "👍🏽", "👍🏽"),
        (q("t"), NL, "ש\u200fלום", "ש\u200fלום"),
        (q("t"), NL, "a\x00b\ud800", "a\ufffdb\ufffd"),
        (q("t"), NL, "x" * 60_000, "x" * 60_000),
        (q("t"), NL, " \n\u200b\u200d\ufe0f\x00 ", None),
        (q("t"), NL, "", None),
    ],
    Kind.CHOICE: [
        (OFTEN, NL, "elke WEEK!", "week"),
        (OFTEN, EN, "every month, please", "month"),
        (OFTEN, NL, "week", "week"),
        (OFTEN, NL, "2", "month"),
        (OFTEN, NL, "drie", "no"),
        (OFTEN, NL, "elke m", None),
        (OFTEN, NL, "nee hoor", "no"),
        (OFTEN, NL, "elke", None),
        (OFTEN, NL, "4", None),
        (OFTEN, NL, "0", None),
        (OFTEN, NL, "ja", None),
        (OFTEN, NL, "", None),
        (OFTEN, NL, "!", None),
        (OFTEN, NL, "elke week " * 50, None),
    ],
    Kind.YESNO: [
        (q("y", Kind.YESNO), NL, "Ja, graag!", "yes"),
        (q("y", Kind.YESNO), NL, "jazeker", "yes"),
        (q("y", Kind.YESNO), NL, "liever niet", "no"),
        (q("y", Kind.YESNO), EN, "No thanks", "no"),
        (q("y", Kind.YESNO), EN, "👍🏽", "yes"),
        (q("y", Kind.YESNO), NL, "ja en nee", None),
        (q("y", Kind.YESNO), NL, "", None),
    ],
    Kind.SCALE: [
        (MARK, NL, "vier", 4),
        (MARK, EN, "Four.", 4),
        (MARK, NL, " 5! ", 5),
        (MARK, NL, "3,0", 3),
        (MARK, NL, "٣", 3),
        (MARK, NL, "6", None),
        (MARK, NL, "0", None),
        (MARK, NL, "-3", None),
        (MARK, NL, "3,5", None),
        (MARK, NL, "3 of 4", None),
        (MARK, NL, "9" * 5000, None),
    ],
    Kind.NUMBER: [
        (AMOUNT, NL, "2,5", "2.5"),
        (AMOUNT, EN, "2.50", "2.5"),
        (AMOUNT, EN, "2,5", "2.5"),
        (AMOUNT, NL, "1.000", 1000),
        (AMOUNT, NL, "1.000.000", 1_000_000),
        (AMOUNT, EN, "1,000", 1000),
        (AMOUNT, EN, "1.000", 1),
        (AMOUNT, NL, "-4", -4),
        (AMOUNT, NL, "twintig", 20),
        (AMOUNT, NL, "veel", None),
        (AMOUNT, NL, "1e9", None),
        (AMOUNT, NL, "nan", None),
        (q("n", Kind.NUMBER, minimum=0, maximum=10), NL, "11", "talk.unclear_number_between"),
        (q("n", Kind.NUMBER, minimum=0), NL, "-1", "talk.unclear_number_least"),
        (q("n", Kind.NUMBER, maximum=10), NL, "10,5", "talk.unclear_number_most"),
        (q("n", Kind.NUMBER, maximum=10), NL, "10", 10),
    ],
    Kind.DATE: [
        (WHEN, NL, "1-9-2027", "2027-09-01"),
        (WHEN, NL, "morgen, graag", (TODAY + timedelta(days=1)).isoformat()),
        (WHEN, EN, "next Friday", (TODAY + timedelta(days=7)).isoformat()),
        (WHEN, NL, "ooit", None),
        (WHEN, NL, "31-2-2027", None),
    ],
}
"""What is kept per kind of question; None stands for unclear, a phrase key for that very sentence."""


def typed(text: str, vocabulary: Vocabulary = NL) -> Typed:
    """Type this on the Friday of these tests."""
    return Typed(text=text, language=vocabulary.language, vocabulary=vocabulary, today=TODAY, numbered=True)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_read(kind: Kind) -> None:
    """A kind without examples of an answer and of something else is not finished."""
    outcomes = {expected is None for _, _, _, expected in CASES[kind]}
    assert outcomes == {True, False}


@pytest.mark.parametrize(
    ("question", "vocabulary", "text", "expected"),
    [case for cases in CASES.values() for case in cases],
    ids=lambda part: part[:20].encode("unicode_escape").decode() if isinstance(part, str) else "",
)
def test_what_is_typed_is_read_as_people_mean_it(
    question: Question, vocabulary: Vocabulary, text: str, expected: Value | str | None
) -> None:
    """Each way of writing an answer comes to the same kept value, and everything else to a sentence of help."""
    found = read(question, typed(text, vocabulary))
    if isinstance(found, Unclear):
        assert found.values.keys() == PHRASES[found.key]
        assert expected in {None, found.key}
    else:
        assert (found, type(found)) == (expected, type(expected))


@given(st.text(st.characters(), max_size=200), st.sampled_from([*CASES]))
def test_nothing_that_can_be_typed_breaks_a_kind(text: str, kind: Kind) -> None:
    """Any text at all is an answer or unclear, in every kind."""
    question = CASES[kind][0][0]
    found = read(question, typed(text))
    assert isinstance(found, str | int | Unclear)
    if isinstance(found, str | int):
        str(found).encode()


def test_buttons_stand_for_what_is_kept() -> None:
    """Pressing keeps the value itself, a number for a scale, and only what the question has."""
    assert kinds.values(MARK) == ("1", "2", "3", "4", "5")
    assert [pick(MARK, "3"), pick(MARK, "6"), pick(MARK, "x")] == [3, None, None]
    assert pick(q("y", Kind.YESNO), "yes") == "yes"
    assert [pick(OFTEN, "month"), pick(OFTEN, "Elke maand")] == ["month", None]
    assert kinds.values(q("t")) == kinds.values(WHEN) == kinds.values(AMOUNT) == ()


def test_only_a_literal_answer_is_exact() -> None:
    """Exact is a whole label, or a yes or a no; a first part or words of one's own are not."""
    assert is_exact(OFTEN, typed("Elke week."))
    assert not is_exact(OFTEN, typed("elke w"))
    assert is_exact(q("y", Kind.YESNO), typed("liever niet"))
    assert not is_exact(q("t"), typed("later"))


def test_what_was_typed_is_in_no_repr() -> None:
    """A log of what was being read shows no words."""
    assert "geheim" not in repr(typed("geheim"))
