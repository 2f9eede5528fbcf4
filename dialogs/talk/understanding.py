"""Takes what people type as it is, and knows the few whole messages that mean something everywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dialogs.talk.days import DayWords, read_day, read_span
from dialogs.talk.stopping import Stop, StopWords, clauses, wants_to_stop

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ZERO_WIDTH_RUN = re.compile("([\u200b-\u200d\u2060\ufeff])[\u200b-\u200d\u2060\ufeff]+")
_MOST_MARKS = 4
_MOST_MARKS_COMPOSED = 30
_LONGEST_PHRASE = 120
_LONGEST_DAY = 5


class IntentName(StrEnum):
    """What a whole message can mean outside the question it was typed under."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    SKIP = "skip"
    BACK = "back"
    LATER = "later"
    PAUSE = "pause"
    RESUME = "resume"
    PROFILE = "profile"
    MY_DATA = "my_data"
    SETTINGS = "settings"
    SAY = "say"
    LANGUAGE_NL = "language_nl"
    LANGUAGE_EN = "language_en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What somebody asked for; `until` is the day a pause ends, if one was named that is to come."""

    name: IntentName
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words of one language that can be typed; every phrase is plain (see `plain`).

    `decimal` is the decimal mark, `polite` what may stand around any of the phrases, `away` what is a pause once it is
    said until when. `others` are the other languages: whoever wants to stop is heard in each of them.
    """

    language: str
    intents: Mapping[str, IntentName]
    polite: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    numbers: Mapping[str, int]
    decimal: str
    days: DayWords
    away: frozenset[str] = frozenset()
    stop: StopWords = field(default_factory=StopWords)
    others: tuple[Vocabulary, ...] = ()

    def bare(self, text: str) -> str:
        """Return typed text as a plain phrase without the politeness around it; empty when it is too long for one."""
        tokens = plain(text).split()
        if len(tokens) > 1 and len(set(tokens)) == 1:
            tokens = tokens[:1]
        while len(tokens) > 1:
            shorter = _without_edge(tokens, self.polite)
            if len(shorter) == len(tokens):
                break
            tokens = shorter
        return " ".join(tokens)


def canonical(text: str) -> str:
    """Return text as it is kept: composed (NFC), with NUL and lone surrogates replaced; nothing else is lost.

    Very long runs of combining marks stay uncomposed, since composing them takes time that grows with their square.
    """
    text = _UNSTORABLE.sub(_REPLACEMENT, text)
    composable = _longest_run_of_marks(text) <= _MOST_MARKS_COMPOSED
    return unicodedata.normalize("NFC", text) if composable else text


def safe_quote(text: str) -> str:
    """Return somebody's words as they can stand inside a message without disturbing the words around them."""
    text = _ZERO_WIDTH_RUN.sub(r"\1", _BIDI_CONTROLS.sub("", text))
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def is_blank(text: str) -> bool:
    """Tell whether a text shows nothing at all."""
    return all(character == _REPLACEMENT or unicodedata.category(character)[0] in "CZM" for character in text)


def plain(text: str) -> str:
    """Return a short text without case, accents and punctuation, save between digits; a long one becomes empty."""
    if len(text) > _LONGEST_PHRASE:
        return ""
    characters = unicodedata.normalize("NFKD", text).casefold()
    kept = []
    for place, character in enumerate(characters):
        category = unicodedata.category(character)
        if category[0] == "P" and character not in "'’":
            kept.append(character if _between_digits(characters, place) else " ")
        elif category[0] not in "MCP" and category != "Sk":
            kept.append(character)
        elif category == "Cc":
            kept.append(" ")
    return " ".join("".join(kept).split()) or text.strip()


def intent(text: str, vocabulary: Vocabulary, today: date) -> Intent | None:
    """Return what a whole message asks for, or None: it is then an answer. `today` is the person's own day."""
    phrase = vocabulary.bare(text)
    if phrase in vocabulary.intents:
        return Intent(name=vocabulary.intents[phrase])
    if any(_stop(text, words) is Stop.SURE for words in (vocabulary, *vocabulary.others)):
        return Intent(name=IntentName.STOP)
    return _pause(phrase, vocabulary, today) or next(
        (found for words in vocabulary.others if (found := _pause(phrase, words, today)) and found.until), None
    )


def said_by_name(text: str, vocabulary: Vocabulary) -> str:
    """Return what stands behind `I want to say something:`, the person's own words whatever is open; else nothing."""
    name, colon, words = text.partition(":")
    return words.strip() if colon and vocabulary.intents.get(vocabulary.bare(name)) is IntentName.SAY else ""


def day_to_come(text: str, vocabulary: Vocabulary, today: date) -> date | None:
    """Return the day after `today` until which something lasts, as a whole message says it, or None."""
    return _until(vocabulary.bare(text), vocabulary.days, today)


def may_want_to_stop(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a whole message may mean that somebody wants to stop, so that they are to be asked."""
    return any(_stop(text, words) is not None for words in (vocabulary, *vocabulary.others))


def _stop(text: str, vocabulary: Vocabulary) -> Stop | None:
    return wants_to_stop([plain(clause) for clause in clauses(text)], vocabulary.stop)


def _pause(phrase: str, vocabulary: Vocabulary, today: date) -> Intent | None:
    """Read a pause that says until when; one whose day is not understood, or is over, has no end and is asked after."""
    tokens = [token for token in phrase.split() if any(sign.isalnum() for sign in token)]
    for length in range(len(tokens) - 1, 0, -1):
        begin, rest = " ".join(tokens[:length]), " ".join(tokens[length:])
        named = vocabulary.intents.get(begin) is IntentName.PAUSE
        until_when = any(f"{rest} ".startswith(f"{lead} ") for lead in vocabulary.days.until)
        if not named and not (until_when and begin in vocabulary.away):
            continue
        until = _until(rest, vocabulary.days, today)
        if until or (until_when and (named or len(tokens) - length <= _LONGEST_DAY)):
            return Intent(name=IntentName.PAUSE, until=until)
    return None


def _until(rest: str, words: DayWords, today: date) -> date | None:
    """Read `until 1 september`, `for two weeks` or the same without its first word."""
    leads = sorted((lead for lead in words.until | words.lasting if rest.startswith(f"{lead} ")), key=len)
    for text in (*(rest[len(lead) + 1 :] for lead in reversed(leads)), rest):
        found = read_day(text, words, today) or read_span(text, words, today)
        if found is not None and found > today:
            return found
    return None


def _without_edge(tokens: list[str], polite: Iterable[str]) -> list[str]:
    for words in (phrase.split() for phrase in polite):
        if len(words) < len(tokens):
            if tokens[: len(words)] == words:
                return tokens[len(words) :]
            if tokens[-len(words) :] == words:
                return tokens[: -len(words)]
    return tokens


def _between_digits(text: str, place: int) -> bool:
    return 0 < place < len(text) - 1 and text[place - 1].isdecimal() and text[place + 1].isdecimal()


def _longest_run_of_marks(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        longest = max(longest, run)
    return longest
