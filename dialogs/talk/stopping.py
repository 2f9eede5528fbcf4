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
    """Return what one clause says, with none, some or all of the words in front of it left out."""
    front = next((at for at, token in enumerate(tokens) if token not in words.before), 0)
    for stop, patterns in ((Stop.SURE, words.sure), (Stop.DOUBT, words.doubt)):
        if any(_fits(tokens, at, one, words.within) for one in patterns for at in range(front + 1)):
            return stop
    return None


def _fits(tokens: list[str], at: int, rest: Pattern, within: frozenset[str]) -> bool:
    """Tell whether the tokens from `at` on are the rest of a pattern, with words in between that change nothing."""
    if at == len(tokens):
        return all(optional for _, optional in rest)
    if rest:
        allowed, optional = rest[0]
        if tokens[at] in allowed and _fits(tokens, at + 1, rest[1:], within):
            return True
        if optional and _fits(tokens, at, rest[1:], within):
            return True
    return tokens[at] in within and _fits(tokens, at + 1, rest, within)
