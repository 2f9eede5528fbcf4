"""Tells whether typed words say that somebody is in danger now, by phrases that are data (see `danger_file`).

A phrase is found anywhere in a text, in whole words, whatever the case, accents, punctuation and emoji around it. In
the gravest words one typing error is overlooked. A phrase that touches what a guard finds is no danger: "dead tired".
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

_TOKEN = re.compile(r"[^\W_]+|(?<!\.)\.(?=\s|$)|[!?]+")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_APOSTROPHES = "'’‘`´ʼ′"
_LONGEST_MISTYPED = 24
_STRETCH, _AROUND = 160, 40
"""A text is searched in stretches of so many words, with as many around each as a phrase or a guard may need."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where up to `most` other words may stand; only one that `crosses` goes past the end of a sentence."""

    most: int
    crosses: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A place where one of these stands, each of one or more words; or nothing when it is `optional`."""

    options: tuple[tuple[str, ...], ...]
    optional: bool = False


Phrase = tuple[Gap | Words, ...]
"""What stands one after the other; at least one place is not optional. A word that ends on `*` may go on."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """What one file says: phrases of danger, and guards that take them back.

    In the words of `mistyped` one typing error is overlooked, unless that makes one of the `real_words`. By one of the
    words of `staff` somebody is meant who works here, without a name; a word that ends on `*` may go on.
    """

    danger: tuple[Phrase, ...] = ()
    no_danger: tuple[Phrase, ...] = ()
    mistyped: frozenset[str] = frozenset()
    real_words: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Text:
    """The words of a text by what each may mean, and the places before which a sentence begins."""

    meanings: Sequence[frozenset[str]]
    begins: frozenset[int]

    def part(self, start: int, end: int) -> _Text:
        """Return the words from `start` up to `end`."""
        return _Text(
            self.meanings[start:end], frozenset(place - start for place in self.begins if start <= place < end)
        )

    def says(self, place: int, option: tuple[str, ...], way: int) -> bool:
        """Tell whether the words stand there, read forwards (1) or backwards (-1)."""
        words = option if way == 1 else option[::-1]
        last = place + way * (len(words) - 1)
        if place < 0 or last < 0 or max(place, last) >= len(self.meanings):
            return False
        return all(word in self.meanings[place + way * number] for number, word in enumerate(words))

    def reach(self, place: int, gap: Gap, way: int) -> Iterator[int]:
        """Yield where one may be after a gap."""
        yield place
        for _ in range(gap.most):
            at_border = (place + 1 if way == -1 else place) in self.begins
            if (at_border and not gap.crosses) or not 0 <= place < len(self.meanings):
                return
            place += way
            yield place


@dataclass(frozen=True, slots=True)
class _Search:
    """A phrase split at the word by which it is looked for, its rarest."""

    before: Phrase
    key: tuple[tuple[str, ...], ...]
    after: Phrase

    def may_be_in(self, words: Container[str]) -> bool:
        """Tell whether of every place that is not optional one of its words is there at all."""
        return all(
            any(option[0] in words for option in part.options)
            for part in (*self.before, *self.after)
            if isinstance(part, Words) and not part.optional
        )

    def spans(self, text: _Text, places: Mapping[str, Sequence[int]]) -> Iterator[tuple[int, int]]:
        """Yield where the phrase stands: its first word, and the place after its last."""
        for option in self.key:
            for place in places.get(option[0], ()):
                if text.says(place, option, 1):
                    ends = _walk(text, {place + len(option)}, self.after, 1)
                    starts = _walk(text, {place - 1}, self.before, -1) if ends else ends
                    if starts:
                        yield max(starts) + 1, min(ends)


@dataclass(frozen=True, slots=True)
class Danger:
    """The phrases of all languages together, since people mix languages."""

    searches: Mapping[str, Sequence[_Search]] = field(repr=False)
    guards: Mapping[str, Sequence[_Search]] = field(repr=False)
    words: frozenset[str] = field(repr=False)
    beginnings: tuple[str, ...] = field(repr=False)
    mistyped: Mapping[str, Sequence[str]] = field(repr=False)
    real_words: frozenset[str] = field(repr=False)
    staff: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, files: Iterable[Phrases]) -> Danger:
        """Prepare the phrases of all files for looking."""
        files = tuple(files)
        danger = [phrase for file in files for phrase in file.danger]
        no_danger = [phrase for file in files for phrase in file.no_danger]
        words = frozenset(word for phrase in (*danger, *no_danger) for word in _words_of(phrase))
        mistyped: dict[str, list[str]] = {}
        for word in sorted(frozenset[str]().union(*(file.mistyped for file in files))):
            for shorter in {word.removesuffix("*"), *_one_letter_less(word.removesuffix("*"))}:
                mistyped.setdefault(shorter, []).append(word)
        return cls(
            searches=_by_key(danger),
            guards=_by_key(no_danger),
            words=words,
            beginnings=tuple(sorted(word[:-1] for word in words if word.endswith("*"))),
            mistyped=mistyped,
            real_words=frozenset().union(*(file.real_words for file in files)),
            staff=frozenset().union(*(file.staff for file in files)),
        )

    def means_staff(self, text: str) -> bool:
        """Tell whether the words mean somebody who works here, without a name: "my carer"."""
        begins = tuple(word[:-1] for word in self.staff if word.endswith("*"))
        tokens = {found[0] for found in _TOKEN.finditer(plain_words(text))}
        return any(token in self.staff or token.startswith(begins) for token in tokens)

    def is_in(self, text: str) -> bool:
        """Tell whether the words say that somebody is in danger; takes time in proportion to the length of the text."""
        tokens = [(found[0], found.start()) for found in _TOKEN.finditer(plain_words(text))]
        meaning = {token: self._meanings(token) for token in {token for token, _ in tokens}}
        if not any(word in self.searches for words in meaning.values() for word in words):
            return False
        read = _read([token for token, _ in tokens], meaning)
        return any(self._begins_in(read, start) for start in range(0, len(read.meanings), _STRETCH))

    def _begins_in(self, text: _Text, start: int) -> bool:
        """Tell whether danger begins in one stretch of the text, seen with what stands around it."""
        begin = max(start - _AROUND, 0)
        seen = text.part(begin, start + _STRETCH + _AROUND)
        places: dict[str, list[int]] = {}
        for place, words in enumerate(seen.meanings):
            for word in words:
                places.setdefault(word, []).append(place)
        here = range(start - begin, start - begin + _STRETCH)
        found = (span for span in _spans(self.searches, seen, places) if span[0] in here)
        first = next(found, None)
        if first is None:
            return False
        harmless = {place for span in _spans(self.guards, seen, places) for place in range(*span)}
        return any(harmless.isdisjoint(range(*span)) for span in (first, *found))

    def _meanings(self, token: str) -> frozenset[str]:
        """Return the words of phrases that a typed word may stand for."""
        found = {f"{begin}*" for begin in self.beginnings if token.startswith(begin)}
        spellings = {token, _DRAWN_OUT.sub(r"\1\1", token), _DRAWN_OUT.sub(r"\1", token)}
        found |= spellings & self.words
        if not found and token not in self.real_words and len(token) <= _LONGEST_MISTYPED:
            near = {word for shorter in (token, *_one_letter_less(token)) for word in self.mistyped.get(shorter, ())}
            found |= {word for word in near if _one_error(token, word.removesuffix("*"))}
        return frozenset(found)


def plain_words(text: str) -> str:
    """Return text without case, accents, apostrophes and what cannot be seen, in time that grows with its length."""
    folded = text.casefold()
    return folded if folded.isascii() and "'" not in folded and "`" not in folded else folded.translate(_plain(folded))


def _plain(text: str) -> dict[int, str]:
    return {ord(character): _letters(character) for character in set(text) if character in "'`" or character > "\x7f"}


def _letters(character: str) -> str:
    if character in _APOSTROPHES or unicodedata.category(character) == "Cf":
        return ""
    plain = unicodedata.normalize("NFKD", character).casefold()
    return "".join(one for one in plain if unicodedata.category(one)[0] != "M")


def _read(tokens: Sequence[str], meaning: Mapping[str, frozenset[str]]) -> _Text:
    meanings: list[frozenset[str]] = []
    begins = set()
    for token in tokens:
        if token[0] in ".!?":
            begins.add(len(meanings))
        else:
            meanings.append(meaning[token])
    return _Text(meanings, frozenset(begins))


def _spans(
    searches: Mapping[str, Sequence[_Search]], text: _Text, places: Mapping[str, Sequence[int]]
) -> Iterator[tuple[int, int]]:
    """Yield where any of the phrases stands; each is looked for only where its key is."""
    active = {id(search): search for word in places for search in searches.get(word, ())}
    for search in active.values():
        if search.may_be_in(places):
            yield from search.spans(text, places)


def _walk(text: _Text, places: set[int], phrase: Phrase, way: int) -> set[int]:
    """Return the places one may be after the phrase, empty when it is not there."""
    for part in phrase if way == 1 else phrase[::-1]:
        if isinstance(part, Gap):
            places = {reached for place in places for reached in text.reach(place, part, way)}
        else:
            after = {
                place + way * len(option)
                for place in places
                for option in part.options
                if text.says(place, option, way)
            }
            places = places | after if part.optional else after
        if not places:
            break
    return places


def _words_of(phrase: Phrase) -> Iterator[str]:
    for part in phrase:
        if isinstance(part, Words):
            for option in part.options:
                yield from option


def _by_key(phrases: Sequence[Phrase]) -> Mapping[str, Sequence[_Search]]:
    """Split each phrase at the place whose words are in the fewest phrases."""
    common = Counter(word for phrase in phrases for word in set(_words_of(phrase)))

    def rare(place: tuple[int, Words]) -> int:
        return sum(common[option[0]] for option in place[1].options)

    searches: dict[str, list[_Search]] = {}
    for phrase in phrases:
        fixed = [(at, part) for at, part in enumerate(phrase) if isinstance(part, Words) and not part.optional]
        at, part = min(fixed, key=rare)
        search = _Search(phrase[:at], part.options, phrase[at + 1 :])
        for word in {option[0] for option in part.options}:
            searches.setdefault(word, []).append(search)
    return searches


def _one_letter_less(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _one_error(typed: str, word: str) -> bool:
    """Tell whether the words differ by one letter too many, too few or other, or by two that changed places."""
    if typed[0] != word[0]:
        return False
    if len(typed) != len(word):
        short, long = sorted((typed, word), key=len)
        return short in set(_one_letter_less(long))
    differ = [at for at, (one, other) in enumerate(zip(typed, word, strict=True)) if one != other]
    if len(differ) == 2:  # noqa: PLR2004 - two letters that changed places
        first, second = differ
        return second == first + 1 and typed[first] == word[second] and typed[second] == word[first]
    return len(differ) == 1
