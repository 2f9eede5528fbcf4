from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.talk.understanding import Intent, IntentName, Vocabulary, canonical, intent, is_blank, plain, safe_quote
from tests.unit.talk.making import EN, NL, NOW, WORDS

TODAY = NOW.date()


def meant(text: str, vocabulary: Vocabulary = NL) -> IntentName | None:
    """Return what a message asks for."""
    found = intent(text, vocabulary, TODAY)
    return found.name if found else None


@pytest.mark.parametrize(
    "text", ["stop", "STOP!!", " Stóp. ", "stop alsjeblieft", "Hoi, stop a.u.b.", "stop stop stop"]
)
def test_stop_is_understood_however_it_is_written(text: str) -> None:
    """Case, accents, punctuation, politeness and repetition do not keep a stop from being one."""
    assert meant(text) is IntentName.STOP


@pytest.mark.parametrize(
    "text",
    [
        *("stop maar even", "ik wil stoppen met roken", "niet stoppen", "stop niet", "stoplicht", "de bus stopt hier"),
        *("ik wil niet meer", "ik wil stoppen", "laat me met rust", "stop of ga door?", "help me stoppen", ""),
    ],
)
def test_nothing_but_a_whole_phrase_is_a_stop(text: str) -> None:
    """Words about stopping are somebody's words; a false stop would silence a person."""
    assert meant(text) is not IntentName.STOP


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stop maar even", IntentName.LATER),
        ("???", IntentName.HELP),
        ("Ik ben er weer!", IntentName.RESUME),
        ("mijn profiel", IntentName.PROFILE),
        ("mijn gegevens, graag", IntentName.MY_DATA),
        ("Instellingen", IntentName.SETTINGS),
        ("Ik wil iets zeggen...", IntentName.SAY),
        ("Engels alstublieft", IntentName.LANGUAGE_EN),
        ("nederlands", IntentName.LANGUAGE_NL),
        ("alsjeblieft", None),
        ("geen tijd", None),
        ("hulp", IntentName.HELP),
    ],
)
def test_whole_messages_mean_something_everywhere(text: str, expected: IntentName | None) -> None:
    """Only what stands in the list is meant; the rest is an answer."""
    assert meant(text) is expected


@pytest.mark.parametrize("language", sorted(WORDS))
def test_every_language_can_say_everything(language: str) -> None:
    """No language misses a word for something a person can ask for, and each phrase is understood as listed."""
    words = WORDS[language]
    assert set(words.intents.values()) == set(IntentName)
    assert {phrase: intent(phrase, words, TODAY) for phrase in words.intents} == {
        phrase: Intent(name=name) for phrase, name in words.intents.items()
    }
    assert not words.yes & words.no


@pytest.mark.parametrize(
    ("text", "vocabulary", "until"),
    [
        ("pauze", NL, None),
        ("pauze tot 1 september", NL, date(2027, 9, 1)),
        ("Pauze t/m 1-12-2026, graag.", NL, date(2026, 12, 1)),
        ("pauze van twee weken", NL, date(2026, 12, 11)),
        ("even pauze tot volgende week", NL, date(2026, 11, 30)),
        ("pause until 1 Sept", EN, date(2027, 9, 1)),
        ("please pause for 3 months", EN, date(2027, 2, 27)),
        ("pause tomorrow", EN, date(2026, 11, 28)),
    ],
)
def test_a_pause_may_name_its_end(text: str, vocabulary: Vocabulary, until: date | None) -> None:
    """A pause ends on the day that was named, or has no end yet."""
    assert intent(text, vocabulary, TODAY) == Intent(name=IntentName.PAUSE, until=until)


@pytest.mark.parametrize(
    "text",
    [
        *("pauze tot ik terug ben", "pauze tot vandaag", "pauze tot 1-1-2020", "pauze tot 30 februari", "pauze tot"),
        *("vakantie tot 30 februari", "ik ben weg tot het beter gaat", "pauze t/m ooit 🙂"),
    ],
)
def test_a_pause_without_a_day_to_come_is_asked_after(text: str) -> None:
    """What is not a day ahead is not guessed at, and is no answer to a question either."""
    assert intent(text, NL, TODAY) == Intent(name=IntentName.PAUSE, until=None)


@pytest.mark.parametrize(
    "text",
    [
        *("pauzes zijn fijn", "vakantie", "een vakantie in Spanje", "vakantie voor mijn dochter", "pauze met Joost"),
        *("ik ben weg van haar muziek", "vakantie tot rust komen en veel lezen met mijn zus", "weg", "rust in huis"),
    ],
)
def test_words_about_a_pause_are_an_answer(text: str) -> None:
    """Somebody may wish for a holiday without wanting one from us."""
    assert meant(text) is None


@pytest.mark.parametrize(
    ("text", "vocabulary", "until"),
    [
        ("pauze tot kerst", NL, date(2026, 12, 25)),
        ("Pauze tot kerst! 🎄", NL, date(2026, 12, 25)),
        ("vakantie tot 1 maart", NL, date(2027, 3, 1)),
        ("pause until 2027-03-01", NL, date(2027, 3, 1)),
        ("pause until 2027-03-01", EN, date(2027, 3, 1)),
        ("pauze tot 1 maart", EN, date(2027, 3, 1)),
        ("holiday until after Christmas", EN, date(2026, 12, 27)),
        ("stop tot 1 maart", NL, date(2027, 3, 1)),
        ("no questions until January 5th please", EN, date(2027, 1, 5)),
    ],
)
def test_a_pause_is_heard_in_other_forms(text: str, vocabulary: Vocabulary, until: date) -> None:
    """A feast is a day, being away until then is a pause, and the language it is said in does not matter."""
    assert intent(text, vocabulary, TODAY) == Intent(name=IntentName.PAUSE, until=until)


def test_canonical_text_can_be_stored_and_loses_nothing() -> None:
    """NUL and lone surrogates are replaced, letters composed; emoji, joiners and direction stay."""
    assert canonical("a\x00\ud83d b") == "a\ufffd\ufffd b"
    assert canonical("e\u0301") == "\u00e9"
    kept = "👩‍👩‍👧 \u202eabc\u200f <!channel> @everyone =1+1 "
    assert canonical(kept) == kept


@given(st.text(st.characters(), max_size=100))
def test_canonical_text_is_stable_and_always_utf8(text: str) -> None:
    """Doing it twice changes nothing, and the result can be written."""
    once = canonical(text)
    assert canonical(once) == once
    assert "\x00" not in once
    once.encode()


def test_a_flood_of_marks_is_kept_as_it_is() -> None:
    """Composing sixty thousand marks in the wrong order would take seconds; they are left alone instead."""
    flood = "a" + "\u0316\u0301" * 30_000
    assert canonical(flood) == flood


def test_a_quote_cannot_disturb_the_words_around_it() -> None:
    """Direction controls go, piled marks are capped, runs of invisible signs shrink; ordinary text stays."""
    assert safe_quote("a\u202eb\u2066c\u200fd") == "abcd"
    assert safe_quote("a" + "\u0301" * 50 + "b") == "a" + "\u0301" * 4 + "b"
    assert safe_quote("a" + "\u200b" * 9 + "b") == "a\u200bb"
    assert safe_quote("👩‍👩‍👧 שלום <b>{name}</b>") == "👩‍👩‍👧 שלום <b>{name}</b>"


def test_blank_is_what_shows_nothing() -> None:
    """Spaces, invisible signs and replaced bytes are nothing; a single emoji is something."""
    assert is_blank("")
    assert is_blank(" \n\u200b\ufe0f\ufffd")
    assert not is_blank("👍")


@given(st.text(max_size=130))
def test_plain_text_is_plain(text: str) -> None:
    """No capitals, marks or double spaces are left, so that phrases compare."""
    phrase = plain(text)
    if phrase != text.strip():
        assert phrase == " ".join(phrase.split())
        assert not [
            each for each in phrase if unicodedata.category(each) in {"Mn", "Cc", "Lu"} and each.lower() != each
        ]


def test_plain_text_is_short() -> None:
    """A long message is no phrase, however it begins."""
    assert plain("stop " * 100) == ""
    assert meant("stop " * 100) is None
