"""What only the client may settle is settled by a whole answer, never by a part of one or by a guess."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dialogs.talk import kinds
from dialogs.talk.definition import DialogueId, Kind, Question, in_language
from dialogs.talk.kinds import Typed, Unclear, read
from dialogs.talk.loader import shipped
from dialogs.talk.understanding import plain
from tests.unit.talk.making import NOW, WORDS

DIALOGUES = shipped()
CLOSED = [
    (dialogue, question)
    for dialogue, definition in sorted(DIALOGUES.items())
    for question in definition.questions
    if kinds.values(question)
]
VERDICT = DIALOGUES[DialogueId("assumption")].questions[0]
AUDIENCE = next(one for one in DIALOGUES[DialogueId("say")].questions if one.records == "audience")


def typed(text: str, language: str, *, numbered: bool = False) -> Typed:
    """Type this in a language."""
    return Typed(text=text, language=language, vocabulary=WORDS[language], today=NOW.date(), numbered=numbered)


def answers(question: Question, language: str) -> dict[str, str]:
    """Return every whole answer to a question, in plain words, and what it stands for."""
    words = WORDS[language]
    whole = {plain(in_language(one.label, language)): one.value for one in question.choices}
    if question.records not in {"audience", "about"}:
        whole |= {plain(value): value for value in kinds.values(question)}
    said = {**dict.fromkeys(words.yes, "yes"), **dict.fromkeys(words.no, "no")}
    return {**{word: value for word, value in said.items() if value in kinds.values(question)}, **whole}


def almost(label: str) -> Iterator[str]:
    """Return every beginning, end and middle of a label, and all that is one slip of the finger away from it."""
    for start in range(len(label)):
        for end in range(start + 1, len(label) + 1):
            yield label[start:end]
    letters = "abcdefghijklmnopqrstuvwxyz "
    for at in range(len(label) + 1):
        for letter in letters:
            yield label[:at] + letter + label[at:]
            yield label[:at] + letter + label[at + 1 :]
        yield label[:at] + label[at + 1 :]
        yield label[:at] + label[at + 1 : at + 2] + label[at : at + 1] + label[at + 2 :]


@pytest.mark.parametrize("language", sorted(WORDS))
@pytest.mark.parametrize(("dialogue", "question"), CLOSED, ids=lambda one: getattr(one, "id", one))
def test_almost_an_answer_settles_nothing(dialogue: DialogueId, question: Question, language: str) -> None:
    """Whatever settles a closed question of any dialogue is one of its whole answers, and settles that one."""
    whole, words = answers(question, language), WORDS[language]
    labels = {in_language(one.label, language) for one in question.choices} | words.yes | words.no
    for text in {each for label in labels for each in almost(label)}:
        found = read(question, typed(text, language))
        if not isinstance(found, Unclear):
            assert whole.get(words.bare(text), whole.get(plain(text))) == found, (dialogue, text)


@pytest.mark.parametrize("language", sorted(WORDS))
def test_no_word_of_one_letter_is_an_answer(language: str) -> None:
    """One letter is a slip of the finger, whatever it begins."""
    words = WORDS[language]
    assert not {word for word in words.yes | words.no if len(word) == 1 and word.isalpha()}


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("nl", ("w", "we", "a", "ga", "da", "ja", "nee", "Nee!", "niet", "mij", "gaat niet", "weet ik", "dat is")),
        ("en", ("no", "No.", "not", "yes", "n", "so what", "part", "I don't", "that is", "diff")),
    ],
)
def test_a_verdict_is_given_in_a_whole_answer(language: str, texts: tuple[str, ...]) -> None:
    """Plain yes and no are no answer to whether it is so or different, and least of all that it is about another."""
    for text in texts:
        assert isinstance(read(VERDICT, typed(text, language)), Unclear), text


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "nl",
            (
                "he?",
                "hé",
                "dankjewel he",
                "mij",
                "mijn",
                "alle",
                "het",
                "hele team",
                "team",
                "ja",
                "2",
                "drie",
                "iedereen",
            ),
        ),
        ("en", ("the", "whole", "my", "contact", "team", "professional", "hey", "3", "two", "yes", "everybody")),
    ],
)
def test_who_may_read_is_never_guessed(language: str, texts: tuple[str, ...]) -> None:
    """A number counts only where the answers were shown with their numbers, a part of a label nowhere."""
    for text in texts:
        assert isinstance(read(AUDIENCE, typed(text, language)), Unclear), text


@pytest.mark.parametrize(("text", "expected"), [("Het hele team, graag!", "team"), ("alleen ik", "me")])
def test_a_whole_label_may_be_polite(text: str, expected: str) -> None:
    """Case, punctuation and politeness around a whole label change nothing."""
    assert read(AUDIENCE, typed(text, "nl")) == expected


@pytest.mark.parametrize("language", sorted(WORDS))
def test_a_number_is_the_button_it_stands_before(language: str) -> None:
    """Where the answers stand with their numbers, 1 at a yes-or-no question is the first of them."""
    consent = DIALOGUES[DialogueId("welcome")].questions[0]
    assert consent.kind is Kind.YESNO
    shown = [read(consent, typed(text, language, numbered=True)) for text in ("1", "2.")]
    assert shown == ["yes", "no"]
    assert all(
        isinstance(read(consent, typed(text, language, numbered=numbered)), Unclear)
        for text, numbered in (("3", True), ("0", True), ("1", False), ("2", False))
    )
