"""Reads the phrases of danger in one language, from its `danger.toml`.

In a phrase `...` is a place for up to three other words of the same sentence, `......` for up to eight, also past its
end; `a|b` is one of both, `[a b|c]` one of more words, `(a)` may be left out, `begin*` may go on, `{list}` is one of
a list in the same file. The parts of `a & b & c` may stand in any order, up to five other words of the sentence apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import permutations

from dialogs.talk.danger import Gap, Phrase, Phrases, Words, plain_words
from dialogs.talk.faults import Problem
from dialogs.talk.reading import Reader, Table

_GAPS = {"...": Gap(most=3), "......": Gap(most=8, crosses=True)}
_NEAR = Gap(most=5)
_MOST_PARTS = 3
_PART = re.compile(r"\.{6}|\.{3}|\([^()]+\)|(?:\[[^\[\]]+\]|[^\s\[\]])+")
_WORD = re.compile(r"[^\W_]+\*?")
_KEYS = ("mistyped", "real_words", "staff", "lists", "danger", "no_danger")

Lists = Mapping[str, tuple[tuple[str, ...], ...]]


def read_danger(text: str, reader: Reader) -> Phrases:
    """Return what a `danger.toml` says; its mistakes go to the reader, each with the line it stands in."""
    table = reader.parse(text) or {}
    reader.only(table, _KEYS)
    file = _File(reader, text.splitlines())
    lists: dict[str, tuple[tuple[str, ...], ...]] = {}
    for name, entries in file.groups(table, "lists"):
        lists[name] = tuple(option for entry in entries for option in file.options(entry, lists, entry))
    return Phrases(
        danger=file.phrases(table, "danger", lists),
        no_danger=file.phrases(table, "no_danger", lists),
        mistyped=_words(reader.texts(table, "mistyped")),
        real_words=_words(reader.texts(table, "real_words")),
        staff=_words(reader.texts(table, "staff")),
    )


class _File:
    """One file while it is read, to name the line of a mistake."""

    def __init__(self, reader: Reader, lines: Sequence[str]) -> None:
        self._reader = reader
        self._lines = lines

    def groups(self, table: Table, key: str) -> list[tuple[str, tuple[str, ...]]]:
        """Return the lists of texts under a key, by the name each was given."""
        inner = self._reader.table(table, key)
        return [(name, self._reader.texts(inner, name)) for name in inner]

    def phrases(self, table: Table, key: str, lists: Lists) -> tuple[Phrase, ...]:
        """Return all phrases under a key, none of them twice."""
        read: dict[str, tuple[Phrase, ...]] = {}
        for _, entries in self.groups(table, key):
            for entry in entries:
                if entry in read:
                    self.fault(Problem.TWICE, entry)
                read[entry] = self.orders(entry, lists)
        return tuple(phrase for phrases in read.values() for phrase in phrases)

    def orders(self, entry: str, lists: Lists) -> tuple[Phrase, ...]:
        """Return a phrase once for every order in which its parts may stand; nothing where it is no phrase."""
        parts = [self.phrase(part, lists, entry) for part in entry.split("&")]
        found = [part for part in parts if part is not None]
        if len(found) < len(parts) or len(parts) > _MOST_PARTS:
            self.fault(Problem.BAD_PHRASE, entry)
            return ()
        return tuple(_joined(order) for order in permutations(found))

    def phrase(self, text: str, lists: Lists, entry: str) -> Phrase | None:
        """Return one part of a phrase, or None when it is none or would be found everywhere."""
        parts: list[Gap | Words] = []
        for part in _PART.findall(text):
            if part in _GAPS:
                parts.append(_GAPS[part])
            else:
                optional = part.startswith("(")
                options = self.options(re.sub(r"[\[\]()]", "", part), lists, entry)
                parts.append(Words(options, optional))
        fixed = [part for part in parts if isinstance(part, Words) and part.options and not part.optional]
        if not fixed or isinstance(parts[0], Gap) or isinstance(parts[-1], Gap):
            return None
        return tuple(parts)

    def options(self, part: str, lists: Lists, entry: str) -> tuple[tuple[str, ...], ...]:
        """Return what may stand in one place."""
        found: list[tuple[str, ...]] = []
        for one in part.split("|"):
            name = one.strip()
            if name.startswith("{") and name.endswith("}"):
                if name[1:-1] not in lists:
                    self.fault(Problem.UNKNOWN_LIST, name[1:-1], entry, lists)
                found.extend(lists.get(name[1:-1], ()))
            else:
                words = tuple(plain_words(word) for word in name.split())
                if not words or not all(_WORD.fullmatch(word) for word in words):
                    self.fault(Problem.BAD_PHRASE, entry)
                else:
                    found.append(words)
        return tuple(dict.fromkeys(found))

    def fault(self, problem: Problem, name: str, entry: str = "", among: Mapping[str, object] | None = None) -> None:
        """Note a mistake, with the line of the last place where the phrase stands."""
        at = [number for number, line in enumerate(self._lines, start=1) if f'"{entry or name}"' in line]
        where = f"{self._reader.file}, line {at[-1]}" if at else self._reader.file
        before = len(self._reader.faults)
        Reader(where, self._reader.faults).fault(problem, name, among or ())
        if self._reader.faults[-1] in self._reader.faults[:before]:
            self._reader.faults.pop()


def _joined(parts: Sequence[Phrase]) -> Phrase:
    first, *others = parts
    return (*first, *(place for part in others for place in (_NEAR, *part)))


def _words(entries: tuple[str, ...]) -> frozenset[str]:
    return frozenset(plain_words(word) for entry in entries for word in entry.split())
