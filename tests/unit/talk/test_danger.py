"""Danger is recognised in what people type, and ways of speaking are not taken for it."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from random import Random
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.script import Script
from dialogs.talk.danger import Danger, plain_words
from dialogs.talk.danger_file import read_danger
from dialogs.talk.faults import BrokenDialogues, Fault
from dialogs.talk.helplines import read_helplines
from dialogs.talk.loader import danger, helplines
from dialogs.talk.reading import Reader

DATA = Path(__file__).parents[2] / "data/danger"
LOCALES = Path(__file__).parents[3] / "dialogs/locales"
DANGER = danger()
LANGUAGES = ("nl", "en")
KNOWN_MISSED = {"weet je wat, ik hoef niet meer"}
"""Said by people who want to die, and by people who want no second cup of coffee."""

NEUTRAL = [
    *("ik", "kook", "graag", "soep", "voor", "de", "buren", "en", "wandel", "elke", "week", "in", "het", "park", "met"),
    *(
        "mijn",
        "zus",
        "maar",
        "vandaag",
        "regent",
        "lees",
        "een",
        "krant",
        "bij",
        "raam",
        "the",
        "garden",
        "looks",
        "and",
    ),
    *("we", "enjoy", "music", "with", "biscuits", "on", "tuesday", "afternoon", "near", "a", "window", "lovely"),
]
WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyz'’ëé.!?-🙂\u200b\u0301 ", max_size=12)


def lines(kind: str, language: str) -> list[str]:
    """Return the messages of one kind in one language, from all its files."""
    found = []
    for file in sorted(DATA.glob(f"{language}-{kind}*.txt")):
        found += [line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return found


def reader_of(text: str) -> tuple[Danger, list[Fault]]:
    """Return what one file recognises, and what is wrong with it."""
    faults: list[Fault] = []
    return Danger.of([read_danger(text, Reader("xx/danger.toml", faults))]), faults


def file(*danger: str, no_danger: str = "", lists: str = "") -> str:
    """Return a whole file with these phrases."""
    phrases = ", ".join(f'"{phrase}"' for phrase in danger)
    guards = f'"{no_danger}"' if no_danger else ""
    return "\n".join(
        (
            'mistyped = ["gevallen"]',
            'real_words = ["bevallen"]',
            'staff = ["begeleid*"]',
            f"[lists]\n{lists}",
            f"[danger]\na = [{phrases}]",
            f"[no_danger]\nb = [{guards}]\n",
        )
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_is_recognised(language: str) -> None:
    """Every message that was written down as danger is recognised, save those listed."""
    said = lines("danger", language)
    assert len(said) >= 180
    assert {line for line in said if not DANGER.is_in(line)} <= KNOWN_MISSED


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_is_hardly_imagined(language: str) -> None:
    """At most one in a hundred messages with words of danger in them, but without danger, is taken for danger."""
    said = lines("traps", language)
    assert len(said) >= 150
    imagined = [line for line in said if DANGER.is_in(line)]
    assert len(imagined) <= len(said) / 100, imagined


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_it_is_typed_does_not_matter(language: str) -> None:
    """Capitals, accents, quotes, emoji and another language around the words take nothing away."""
    for line in lines("danger", language):
        if DANGER.is_in(line):
            for typed in (
                line.upper(),
                f"«{line}» 😢😢",
                f"hi all, {line} !!!",
                f"goedemorgen. {line}",
                f"😶{line}\n\ndoei",
            ):
                assert DANGER.is_in(typed), typed


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_many_phrases(language: str) -> None:
    """A language has at least 120 phrases, and none of the test's messages is a copy of one."""
    text = (LOCALES / language / "danger.toml").read_text("utf-8")
    phrases = read_danger(text, Reader("", []))
    assert len(phrases.danger) >= 120
    assert not [line for line in lines("danger", language) if f'"{line}"' in text]


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(LANGUAGES))
def test_danger_inside_much_else_is_recognised(random: Random, language: str) -> None:
    """A message of danger in the middle of two thousand neutral words is recognised; without it there is no danger."""
    choose = random.choice
    around = [choose(NEUTRAL) for _ in range(2000)]
    line = choose([line for line in lines("danger", language) if line not in KNOWN_MISSED])
    assert DANGER.is_in(" ".join([*around[:1000], ".", line, ".", *around[1000:]]))


@settings(deadline=None)
@given(st.lists(WORD, max_size=60))
def test_no_text_is_too_odd(words: list[str]) -> None:
    """Whatever is typed can be read."""
    assert DANGER.is_in(" ".join(words)) in {True, False}
    assert plain_words("".join(words)) == plain_words(plain_words("".join(words)))


def steps(text: str) -> int:
    """Return how many calls it takes to look for danger in a text."""
    taken = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal taken
        taken += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        DANGER.is_in(text)
    finally:
        sys.setprofile(None)
    return taken


@pytest.mark.parametrize(
    "text", ["dood moe ", "ik niet ", "he is on the floor haha ", "a", "\u0301", "e\u0301", "val. ", "! "]
)
def test_a_long_text_takes_no_more_than_its_length(text: str) -> None:
    """Four times as much of the same takes at most about four times as long, whatever it is."""
    one, four = ((text * length)[:length] for length in (10_000, 40_000))
    assert steps(four) < 5 * steps(one)


def test_a_phrase_is_found_as_it_is_written() -> None:
    """Gaps, alternatives, what may be left out, lists, beginnings and parts in any order mean what the file says."""
    known, faults = reader_of(
        file(
            "{me} wil ... dood",
            "viel|val (hard) neer",
            "[te veel|teveel] pillen",
            "zelfmoord*",
            "bed & {me} & nat",
            lists='me = ["ik", "mijn man"]',
        )
    )
    assert not faults
    for text in (
        "ik wil dood",
        "Mijn man wil nu echt dood",
        "val neer",
        "viel hard neer",
        "te veel pillen",
        "teveel pillen",
        "zelfmoordgedachten",
        "nat is het bed hier en ik ook",
    ):
        assert known.is_in(text), text
    for text in (
        "wil dood",
        "ik wil een twee drie vier dood",
        "ik wil. Toch dood",
        "viel erg neer",
        "veel pillen",
        "bed nat",
    ):
        assert not known.is_in(text), text


def test_a_typing_error_is_overlooked() -> None:
    """One error in a word that is listed is overlooked, but a real word stays what it is, and two are too many."""
    known, _ = reader_of(file("ben gevallen"))
    for text in ("ben gevalen", "ben gevallne", "ben gevaallen", "ben gevallrn", "ben gevalleeeen"):
        assert known.is_in(text), text
    for text in ("ben bevallen", "ben gevalne", "ben vallen"):
        assert not known.is_in(text), text


def test_a_guard_takes_back_only_what_it_touches() -> None:
    """A way of speaking is no danger, and does not hide the danger beside it."""
    known, _ = reader_of(file("ik ga dood", "gevallen", no_danger="dood ...... lachen"))
    assert not known.is_in("ik ga dood. Van het lachen")
    assert known.is_in("ik ga dood van het lachen maar ben gevallen")
    assert known.is_in("ik lachte, ik ga dood")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (file("... dood"), "xx/danger.toml, line 7: '... dood' is no phrase"),
        (file("(dood)"), "'(dood)' is no phrase"),
        (file("dood; ik"), "'dood; ik' is no phrase"),
        (file("a & b & c & d"), "'a & b & c & d' is no phrase"),
        (file(""), "'' is no phrase"),
        (file("{mee} dood", lists='me = ["ik"]'), "'{mee}' names no list of this file. Did you mean 'me'?"),
        (file("dood", "dood"), "xx/danger.toml, line 7: 'dood' is used twice."),
        (file("dood") + "c = 3", "'c' must be a list."),
        ("[danger]\na = dood", "at line 2"),
        ("danger = 1\nfoo = 2", "'foo' means nothing here."),
    ],
)
def test_every_mistake_is_said_with_its_line(text: str, wrong: str) -> None:
    """A file that cannot be right is refused, and whoever wrote it reads where."""
    _, faults = reader_of(text)
    assert any(wrong in str(fault) for fault in faults), [str(fault) for fault in faults]


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    """All mistakes of all languages are reported together."""
    for language in ("aa", "bb"):
        (tmp_path / language).mkdir()
        (tmp_path / language / "danger.toml").write_text(file("..."))
    with pytest.raises(BrokenDialogues) as broken:
        danger(tmp_path)
    assert [fault.file for fault in broken.value.faults] == ["aa/danger.toml, line 7", "bb/danger.toml, line 7"]


def test_a_language_more_is_data_only(tmp_path: Path) -> None:
    """A folder with a file is enough for another language to be recognised."""
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "danger.toml").write_text(file("ich will sterben"))
    assert danger(tmp_path).is_in("Ich will sterben!")


def test_the_script_knows_danger_and_whom_to_call() -> None:
    """The loaded script answers for all languages at once, and for each country it lists."""
    script = Script.load()
    assert script.in_danger("ik wil dood")
    assert script.in_danger("i want to die")
    assert not script.in_danger("ik wil zwemmen")
    assert {"BE", "NL"} <= set(script.countries)


def test_whom_to_call_is_complete() -> None:
    """Each country has an emergency number, a day to look again, and a sentence per line in every language."""
    numbers = {country: [line.number for line in lines.lines] for country, lines in helplines().items()}
    assert numbers["NL"] == ["113", "0800-2000", ""]
    assert numbers["BE"] == ["1813", "1712", "106", "1733"]
    for lines_of in helplines().values():
        assert lines_of.emergency == "112"
        assert lines_of.look_again > date(2026, 11, 30)
        for line in lines_of.lines:
            assert set(line.text) == {folder.name for folder in LOCALES.iterdir()}
        for language in LANGUAGES:
            for line, sentence in zip(lines_of.lines, lines_of.sentences(language), strict=True):
                assert line.number in sentence
                assert "{" not in sentence


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[NLD]\n", "'NLD' is not one of"),
        ("[NL]\n", "helplines.toml, NL: 'emergency' is missing."),
        ('[NL]\nemergency = "112"\nlook_again = "soon"', "'look_again' must be a date"),
        ('[NL]\nemergency = "112"\n[[NL.lines]]\nen = "x"', "'nl' is missing."),
        ('[NL]\nemergency = "112"\n[[NL.lines]]\nnl = "x"\nnumbre = "1"', "Did you mean 'number'?"),
    ],
)
def test_a_mistake_in_whom_to_call_is_said(text: str, wrong: str) -> None:
    """A file of helplines that cannot be right is refused, with the country."""
    faults: list[Fault] = []
    read_helplines(text, Reader("helplines.toml", faults))
    assert any(wrong in str(fault) for fault in faults), [str(fault) for fault in faults]
