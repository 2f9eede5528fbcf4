"""From what a professional typed to the sentence that is put to the client, and what is not neutral about it.

It is humble: where the grammar is not certain the sentence stays as it was typed. The professional always sees the
exact sentence before it goes, and may change it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from dialogs.evidence.wording import Wording, places

MOST = 280
"""The most characters in a sentence for a client."""


class Problem(StrEnum):
    """What is wrong with a sentence; the value is the key of the sentence for people."""

    EMPTY = "assumption.empty"
    TOO_LONG = "assumption.too_long"
    IS_QUESTION = "assumption.is_question"
    NAME_LEFT = "assumption.name_left"
    LEADING = "assumption.leading"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeutralQuestion:
    """The sentence exactly as the client would read it, the words in it that steer, and everything else to look at."""

    sentence: str = field(repr=False)
    leading: tuple[str, ...]
    problems: tuple[Problem, ...]


def neutral(text: str, words: Wording, *, client: str = "") -> NeutralQuestion:
    """Return the sentence for the client called `client`, or for a group when that is empty."""
    tidy = " ".join(text.split())
    body = _closed(_addressed(tidy.rstrip(".! "), words, _called(client)))
    steering = sorted((at[0], phrase) for phrase in words.leading if (at := places(phrase, body)))
    leading = tuple(phrase for _, phrase in steering)
    found = {
        Problem.EMPTY: not body,
        Problem.TOO_LONG: len(body) > MOST,
        Problem.IS_QUESTION: body.endswith("?"),
        Problem.NAME_LEFT: any(places(name, body, exact=True) for name in _called(client)),
        Problem.LEADING: bool(leading),
    }
    return NeutralQuestion(
        sentence=body, leading=leading, problems=tuple(problem for problem, is_so in found.items() if is_so)
    )


def _called(client: str) -> tuple[str, ...]:
    """Return the ways somebody is called, the longest first."""
    parts = client.split()
    return (client, parts[0]) if parts else ()


def _closed(text: str) -> str:
    if not text:
        return ""
    start = text[0].upper() + text[1:]
    return start if start.endswith(("?", "…")) else f"{start}."


def _addressed(text: str, words: Wording, names: tuple[str, ...]) -> str:
    """Return the bare sentence, spoken to the client where that is certain."""
    for opening in words.subordinate:
        rest = _after(opening, text)
        if rest is not None:
            return _from_subordinate(rest, words, names) or text
    for opening in words.inverted:
        rest = _after(opening, text)
        if rest is not None:
            return _from_inverted(rest, words, names) or text
    for opening in words.straight:
        rest = _after(opening, text)
        if rest is not None:
            return _from_straight(rest, words, names) or rest
    return _from_straight(text, words, names) or text


def _after(opening: str, text: str) -> str | None:
    """Return what follows the opening, None if the text does not begin with it or nothing follows."""
    if 0 not in places(opening, text):
        return None
    return text[len(opening) :].lstrip(" ,:-") or None


def _from_straight(text: str, words: Wording, names: tuple[str, ...]) -> str | None:
    """Turn "Anna wil hulp" into "je wilt hulp"."""
    rest = _without_name(text, names)
    if rest is None:
        return None
    verb, _, tail = rest.partition(" ")
    return _spoken(verb, tail, words)


def _from_inverted(text: str, words: Wording, names: tuple[str, ...]) -> str | None:
    """Turn "wil Anna hulp" into "je wilt hulp"."""
    verb, _, rest = text.partition(" ")
    tail = _without_name(rest, names)
    return None if tail is None else _spoken(verb, tail, words)


def _from_subordinate(text: str, words: Wording, names: tuple[str, ...]) -> str | None:
    """Turn "Anna hulp wil" into "je wilt hulp", only when the one verb we know stands at the end."""
    rest = _without_name(text, names)
    if rest is None:
        return None
    *tail, verb = rest.split(" ")
    certain = verb in words.verbs and not any(word.strip(",;:") in words.verbs for word in tail)
    return _spoken(verb, " ".join(tail), words) if certain else None


def _without_name(text: str, names: tuple[str, ...]) -> str | None:
    for name in names:
        if text.startswith(f"{name} "):
            return text[len(name) + 1 :]
    return None


def _spoken(verb: str, tail: str, words: Wording) -> str | None:
    second = _second_person(verb, words)
    rest = [word.strip(",;:.()'\"").lower() for word in tail.split(" ")]
    if rest[-1] in words.harmless_last:
        del rest[-1]
    if second is None or words.third_person.intersection(rest):
        return None
    return f"{words.you} {second} {tail}".rstrip()


def _second_person(verb: str, words: Wording) -> str | None:
    if verb in words.verbs:
        return words.verbs[verb]
    if verb in words.not_verbs or not verb.isalpha():
        return None
    for ending, second in words.endings.items():
        if verb.endswith(ending) and len(verb) > len(ending) + 1:
            return verb.removesuffix(ending) + second
    return None
