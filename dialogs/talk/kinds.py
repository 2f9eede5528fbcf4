"""What each kind of question can read; adding a kind means adding it here, with its test."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from dialogs.talk.days import read_day
from dialogs.talk.definition import Kind, Question, Records, Value, in_language
from dialogs.talk.understanding import Vocabulary, canonical, is_blank, plain

_YESNO = ("yes", "no")
_WHO_READS = frozenset({Records.AUDIENCE, Records.ABOUT})
_NUMBER = re.compile(r"([+-]?)(\d{1,12})(?:[.,](\d{1,12}))?")
_THOUSANDS = {",": re.compile(r"[+-]?\d{1,3}(\.\d{3})+"), ".": re.compile(r"[+-]?\d{1,3}(,\d{3})+")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """The text is no answer to the question; a phrase says what would be one."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed, with all that is needed to read it.

    `today` is the person's own day; `numbered` tells whether the answers to choose from were shown with their numbers.
    """

    text: str = field(repr=False)
    language: str
    vocabulary: Vocabulary
    today: date
    numbered: bool = False


def read(question: Question, typed: Typed) -> Value | Unclear:
    """Return what is kept of an answer, or what to do instead."""
    return _READERS[question.kind](question, typed)


def values(question: Question) -> tuple[str, ...]:
    """Return what the buttons of a question stand for, in order; a question without buttons has none."""
    if question.kind is Kind.YESNO:
        return _YESNO
    if question.kind is Kind.SCALE and question.minimum is not None and question.maximum is not None:
        return tuple(str(number) for number in range(question.minimum, question.maximum + 1))
    return tuple(option.value for option in question.choices)


def pick(question: Question, choice: str) -> Value | None:
    """Return what is kept when a button was pressed, or None when the question has no such button."""
    if choice not in values(question):
        return None
    return int(choice) if question.kind is Kind.SCALE else choice


def understood(question: Question, language: str) -> Mapping[str, str]:
    """Return what would be an answer, to be filled in where the question is explained once more."""
    if question.kind is Kind.CHOICE:
        return {"answers": " · ".join(in_language(option.label, language) for option in question.choices)}
    return _bounds(question) if question.kind is Kind.SCALE else {}


def is_exact(question: Question, typed: Typed) -> bool:
    """Tell whether the text is literally one of the answers that can be pressed, so that it is nothing else."""
    if question.kind is Kind.YESNO:
        return typed.vocabulary.bare(typed.text) in typed.vocabulary.yes | typed.vocabulary.no
    return plain(typed.text) in _labels(question, typed.language)


def _text(_question: Question, typed: Typed) -> Value | Unclear:
    return Unclear(key="talk.unclear_text") if is_blank(typed.text) else canonical(typed.text).strip()


def _choice(question: Question, typed: Typed) -> Value | Unclear:
    """Read a whole label, a value, a number of the list, or a yes or no where those are among the values.

    A part of a label is not enough: a guess would settle what only the person can settle. Who may read something is
    not told by its value either, which may be such a part.
    """
    labels, phrase = _labels(question, typed.language), typed.vocabulary.bare(typed.text)
    by_value = {plain(option.value): option.value for option in question.choices}
    named = None if question.records in _WHO_READS else by_value.get(phrase)
    for found in (labels.get(plain(typed.text)), labels.get(phrase), named):
        if found is not None:
            return found
    said = _numbered(question, typed) or _yes_or_no(phrase, typed.vocabulary)
    return said if said is not None and said in by_value.values() else Unclear(key="talk.unclear_choice")


def _yesno(question: Question, typed: Typed) -> Value | Unclear:
    said = _yes_or_no(typed.vocabulary.bare(typed.text), typed.vocabulary) or _numbered(question, typed)
    return said or Unclear(key="talk.unclear_yesno")


def _numbered(question: Question, typed: Typed) -> str | None:
    """Return the answer with the number that was typed, where the answers were shown with their numbers."""
    number, offered = _number_of(typed.text, typed), values(question)
    if not typed.numbered or number is None or number not in range(1, len(offered) + 1):
        return None
    return offered[int(number) - 1]


def _scale(question: Question, typed: Typed) -> Value | Unclear:
    number = _number_of(typed.text, typed)
    if number is None or not _inside(question, number) or number != int(number):
        return Unclear(key="talk.unclear_scale", values=_bounds(question))
    return int(number)


def _number(question: Question, typed: Typed) -> Value | Unclear:
    number = _number_of(typed.text, typed)
    if number is not None and _inside(question, number):
        return int(number) if number == int(number) else f"{number.normalize():f}"
    bounds = _bounds(question)
    match sorted(bounds):
        case ["maximum", "minimum"]:
            return Unclear(key="talk.unclear_number_between", values=bounds)
        case ["minimum"]:
            return Unclear(key="talk.unclear_number_least", values=bounds)
        case ["maximum"]:
            return Unclear(key="talk.unclear_number_most", values=bounds)
        case _:
            return Unclear(key="talk.unclear_number")


def _date(_question: Question, typed: Typed) -> Value | Unclear:
    found = read_day(typed.vocabulary.bare(typed.text), typed.vocabulary.days, typed.today)
    return found.isoformat() if found else Unclear(key="talk.unclear_date")


def _labels(question: Question, language: str) -> dict[str, str]:
    return {plain(in_language(option.label, language)): option.value for option in question.choices}


def _yes_or_no(phrase: str, vocabulary: Vocabulary) -> str | None:
    if phrase in vocabulary.yes:
        return "yes"
    return "no" if phrase in vocabulary.no else None


def _number_of(text: str, typed: Typed) -> Decimal | None:
    """Read digits, with either decimal mark, or a number word."""
    word = typed.vocabulary.bare(text)
    if word in typed.vocabulary.numbers:
        return Decimal(typed.vocabulary.numbers[word])
    digits = text.strip().rstrip("!.,")
    if _THOUSANDS[typed.vocabulary.decimal].fullmatch(digits):
        return Decimal(re.sub(r"[.,]", "", digits))
    found = _NUMBER.fullmatch(digits) or _NUMBER.fullmatch(word)
    return Decimal(f"{found[1]}{found[2]}.{found[3] or 0}") if found else None


def _inside(question: Question, number: Decimal) -> bool:
    above = question.minimum is None or number >= question.minimum
    return above and (question.maximum is None or number <= question.maximum)


def _bounds(question: Question) -> dict[str, str]:
    bounds = {"minimum": question.minimum, "maximum": question.maximum}
    return {name: str(bound) for name, bound in bounds.items() if bound is not None}


_READERS: Mapping[Kind, Callable[[Question, Typed], Value | Unclear]] = {
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.YESNO: _yesno,
    Kind.SCALE: _scale,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
}
"""Every kind and how it is read."""
