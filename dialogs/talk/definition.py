"""What a guided conversation is: its questions, their kinds, rules and texts in every language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, NewType

from dialogs.messages import QuestionId
from dialogs.people import Role
from dialogs.policy.share import Share

DialogueId = NewType("DialogueId", str)
Value = str | int
"""An answer as it is kept: words, an option's value, `yes` or `no`, a whole number, `2.5`, or an ISO date."""

Localised = Mapping[str, str]
"""A text per language; `nl` is always there."""

BASE_LANGUAGE = "nl"
END = QuestionId("end")
"""Where a rule goes to end the conversation; no question has this name."""


class Kind(StrEnum):
    """What sort of answer a question wants."""

    TEXT = "text"
    CHOICE = "choice"
    YESNO = "yesno"
    SCALE = "scale"
    NUMBER = "number"
    DATE = "date"


class Records(StrEnum):
    """What an answer stands for, beyond being an answer."""

    CONSENT = "consent"
    CENTRE_MAY_READ = "centre_may_read"
    EVERY = "every"
    WEEKDAY = "weekday"
    PART_OF_DAY = "part_of_day"
    BETWEEN = "between"
    LANGUAGE = "language"
    TALENT = "talent"
    WISH = "wish"
    OWN_PART = "own_part"
    MORE = "more"
    STILL = "still"
    UNASKED = "unasked"
    CHANGED = "changed"
    HELPS = "helps"
    WHY = "why"
    CHANGE = "change"
    VERDICT = "verdict"
    VERDICT_WORDS = "verdict_words"
    REPORTED = "reported"
    REPORTED_WORDS = "reported_words"
    SAID = "said"
    AUDIENCE = "audience"
    ACTED_ON = "acted_on"
    HUNCH = "hunch"
    NEED = "need"
    CENTRE_ANSWER = "centre_answer"
    STOP = "stop"
    PAUSE = "pause"
    CALL = "call"
    ABOUT = "about"


def in_language(text: Localised, language: str) -> str:
    """Return the text in a language, or the Dutch one where that language does not have it."""
    return text.get(language) or text[BASE_LANGUAGE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to choose: what is kept and what is shown."""

    value: str
    label: Localised


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What follows from one comparison with the answer just given.

    Exactly one of `is_`, `is_not`, `below`, `above` is set. `go` is a later question, END, or None for the next one;
    `say` names a sentence of the dialogue, or is empty.
    """

    is_: Value | None = None
    is_not: Value | None = None
    below: int | None = None
    above: int | None = None
    go: QuestionId | None = None
    say: str = ""

    def holds(self, value: Value) -> bool:
        """Tell whether the rule applies to an answer."""
        if self.is_ is not None:
            return value == self.is_
        if self.is_not is not None:
            return value != self.is_not
        if self.below is not None:
            return Decimal(value) < self.below
        return self.above is not None and Decimal(value) > self.above


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """What happens when nothing comes for so long: on to a later question, or to END."""

    after: timedelta
    go: QuestionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; it is asked only when the value `needs` names is there, and `share` is who may read the answer."""

    id: QuestionId
    kind: Kind
    text: Localised
    hint: Localised | None = None
    choices: tuple[Option, ...] = ()
    share: Share = Share.ME
    records: Records | None = None
    needs: str = ""
    skip: bool = True
    rules: tuple[Rule, ...] = ()
    silent: Silent | None = None
    minimum: int | None = None
    maximum: int | None = None

    def rule_for(self, value: Value) -> Rule | None:
        """Return the first rule that applies to an answer, or None."""
        return next((rule for rule in self.rules if rule.holds(value)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One guided conversation; `hash` follows from everything in it, so a running talk can keep its own questions."""

    id: DialogueId
    role: Role
    title: Localised
    thanks: Localised
    questions: tuple[Question, ...]
    say: Mapping[str, Localised] = field(default_factory=dict)
    closed: bool = False
    hash: str = field(init=False)

    def __post_init__(self) -> None:
        """Derive the hash from the canonical text."""
        object.__setattr__(self, "hash", hashlib.sha256(self.to_json().encode()).hexdigest())

    def question(self, name: QuestionId) -> Question:
        """Return the question of that name; raises KeyError when there is none."""
        return self.questions[self.place(name)]

    def place(self, name: QuestionId) -> int:
        """Return how many questions stand before this one, END after all; raises KeyError for no such question."""
        if name == END:
            return len(self.questions)
        for place, question in enumerate(self.questions):
            if question.id == name:
                return place
        raise KeyError(name)

    def to_json(self) -> str:
        """Return the canonical text of the definition: equal definitions have equal texts."""
        plain = {
            "id": self.id,
            "role": self.role,
            "title": dict(self.title),
            "thanks": dict(self.thanks),
            "say": {name: dict(text) for name, text in self.say.items()},
            "closed": self.closed,
            "questions": [_plain(question) for question in self.questions],
        }
        return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Definition:
        """Return the definition that `to_json` wrote."""
        plain = json.loads(text)
        plain["role"] = Role(plain["role"])
        plain["questions"] = tuple(_question(each) for each in plain["questions"])
        return cls(**plain)


def _plain(question: Question) -> dict[str, Any]:
    silent = question.silent
    return {
        "id": question.id,
        "kind": question.kind,
        "text": dict(question.text),
        "hint": None if question.hint is None else dict(question.hint),
        "choices": [{"value": option.value, "label": dict(option.label)} for option in question.choices],
        "share": question.share,
        "records": question.records,
        "needs": question.needs,
        "skip": question.skip,
        "rules": [
            {name: value for name in Rule.__slots__ if (value := getattr(rule, name)) is not None}
            for rule in question.rules
        ],
        "silent": silent and {"seconds": int(silent.after.total_seconds()), "go": silent.go},
        "minimum": question.minimum,
        "maximum": question.maximum,
    }


def _question(plain: dict[str, Any]) -> Question:
    silent = plain["silent"]
    return Question(
        **{
            **plain,
            "kind": Kind(plain["kind"]),
            "share": Share(plain["share"]),
            "records": plain["records"] and Records(plain["records"]),
            "choices": tuple(Option(**option) for option in plain["choices"]),
            "rules": tuple(Rule(**rule) for rule in plain["rules"]),
            "silent": silent and Silent(after=timedelta(seconds=silent["seconds"]), go=silent["go"]),
        }
    )
