"""Hears that somebody wants to stop, also in words that stand in no list, and tells what is sure from what is not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_CLAUSES = re.compile(r"[.!?…;,\n]+")
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")
_LONGEST = 160

Pattern = tuple[tuple[frozenset[str], bool], ...]
"""One sentence, word by word: which words may stand there, and whether one has to."""


class Stop(StrEnum):
    """How sure it is that somebody wants to be asked nothing more."""

    SURE = "sure"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True, kw_only=True)
class StopWords:
    """The sentences of one language that stop the asking, and those after which it is asked whether to.

    Every word is plain (see `understanding.plain`). `before` may stand in front of a sentence, `within` anywhere in it.
    """

    sure: tuple[Pattern, ...] = ()
    doubt: tuple[Pattern, ...] = ()
    before: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()


def pattern(written: str) -> Pattern:
    """Return a sentence as a file has it: `a/b` for one of two words, brackets around one that may be left out."""
    return tuple((frozenset(word.strip("()").split("/")), word.startswith("(")) for word in written.split())


def clauses(text: str) -> list[str]:
    """Return the parts of a message between its punctuation; a long message has none, for it says more than stop."""
    return [part for part in _CLAUSES.split(text) if part.strip()] if len(text) <= _LONGEST else []


def wants_to_stop(said: Iterable[str], words: StopWords) -> Stop | None:
    """Tell whether the clauses of a message, each as plain words, say to stop; None where they say something else.

    Sure is a message of nothing else. A sure clause among other words, or what may also mean less, is a doubt.
    """
    heard = [_heard(tokens, words) for clause in said if set(tokens := _tokens(clause)) - words.before]
    if not heard:
        return None
    if Stop.SURE in heard:
        return Stop.DOUBT if None in heard else Stop.SURE
    return None if None in heard else Stop.DOUBT


def _tokens(clause: str) -> list[str]:
    return [_DRAWN_OUT.sub(r"\1", token) for token in clause.split() if any(sign.isalnum() for sign in token)]


def _heard(tokens: list[str], words: StopWords) -> Stop | None:
    """Return what one clause says: one sentence, or several in one breath; words in front of each may be left out."""
    said: list[set[Stop]] = [set() for _ in range(len(tokens) + 1)]
    begins = {0}
    for at in range(len(tokens)):
        if at not in begins:
            continue
        if tokens[at] in words.before:
            begins.add(at + 1)
            said[at + 1] |= said[at]
        for stop, patterns in ((Stop.SURE, words.sure), (Stop.DOUBT, words.doubt)):
            for end in {end for one in patterns for end in _ends(tokens, at, one, words.within)}:
                begins.add(end)
                said[end] |= said[at] | {stop}
    return next((stop for stop in (Stop.SURE, Stop.DOUBT) if stop in said[-1]), None)


def _ends(tokens: list[str], at: int, rest: Pattern, within: frozenset[str]) -> set[int]:
    """Return the places one may be after a pattern that begins at `at`, with words between that change nothing."""
    found = {at} if all(optional for _, optional in rest) else set()
    if at == len(tokens):
        return found
    if rest:
        allowed, optional = rest[0]
        if tokens[at] in allowed:
            found |= _ends(tokens, at + 1, rest[1:], within)
        if optional:
            found |= _ends(tokens, at, rest[1:], within)
    return found | _ends(tokens, at + 1, rest, within) if tokens[at] in within else found
