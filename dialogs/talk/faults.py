"""What can be wrong with a file of words, said to whoever wrote it; every such sentence stands here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum


class Problem(StrEnum):
    """What is wrong in one place of a file."""

    NOT_TOML = "not_toml"
    BAD_ID = "bad_id"
    UNKNOWN_KEY = "unknown_key"
    MISSING = "missing"
    NOT_TEXT = "not_text"
    NOT_FLAG = "not_flag"
    NOT_WHOLE = "not_whole"
    NOT_TABLE = "not_table"
    NOT_LIST = "not_list"
    UNKNOWN_VALUE = "unknown_value"
    TWICE = "twice"
    RESERVED = "reserved"
    TOO_FEW_CHOICES = "too_few_choices"
    NO_CHOICES_HERE = "no_choices_here"
    NO_BOUNDS_HERE = "no_bounds_here"
    BAD_BOUNDS = "bad_bounds"
    ONE_COMPARISON = "one_comparison"
    BAD_COMPARISON = "bad_comparison"
    EMPTY_RULE = "empty_rule"
    UNKNOWN_GO = "unknown_go"
    BACKWARD_GO = "backward_go"
    UNKNOWN_SAY = "unknown_say"
    UNKNOWN_RECALL = "unknown_recall"
    STRAY_BRACE = "stray_brace"
    BAD_DURATION = "bad_duration"
    UNTRANSLATED = "untranslated"
    NO_SUCH_DIALOGUE = "no_such_dialogue"
    BAD_PHRASE = "bad_phrase"
    UNKNOWN_LIST = "unknown_list"
    NO_DATE = "no_date"


SENTENCES: Mapping[Problem, str] = {
    Problem.NOT_TOML: "this is not TOML: {name}.",
    Problem.BAD_ID: "the name '{name}' is not one word of small letters, digits and dashes that starts with a letter.",
    Problem.UNKNOWN_KEY: "'{name}' means nothing here.",
    Problem.MISSING: "'{name}' is missing.",
    Problem.NOT_TEXT: "'{name}' must be a text between quotes.",
    Problem.NOT_FLAG: "'{name}' must be true or false.",
    Problem.NOT_WHOLE: "'{name}' must be a whole number.",
    Problem.NOT_TABLE: "'{name}' must be a table.",
    Problem.NOT_LIST: "'{name}' must be a list.",
    Problem.UNKNOWN_VALUE: "'{name}' is not one of the possible values.",
    Problem.TWICE: "'{name}' is used twice.",
    Problem.RESERVED: "the name '{name}' already has a meaning of its own; choose another.",
    Problem.TOO_FEW_CHOICES: "a choice needs at least two 'choices'.",
    Problem.NO_CHOICES_HERE: "only a question of kind 'choice' has 'choices'.",
    Problem.NO_BOUNDS_HERE: "only a question of kind 'scale' or 'number' has '{name}'.",
    Problem.BAD_BOUNDS: "'minimum' must be less than 'maximum', and a scale has both, at most 10 apart.",
    Problem.ONE_COMPARISON: "a rule has exactly one of 'is', 'is_not', 'below' and 'above'.",
    Problem.BAD_COMPARISON: "the answer to this question can never be compared with '{name}'.",
    Problem.EMPTY_RULE: "a rule says where to 'go', what to 'say', or both.",
    Problem.UNKNOWN_GO: "'go' names '{name}', and there is no such question.",
    Problem.BACKWARD_GO: "'go' names '{name}', and a conversation only goes to a later question or to 'end'.",
    Problem.UNKNOWN_SAY: "'say' names '{name}', and [say] has no such sentence.",
    Problem.UNKNOWN_RECALL: "'{{{name}}}' cannot be recalled here.",
    Problem.STRAY_BRACE: "'{name}' has a brace that belongs to no name.",
    Problem.BAD_DURATION: "'{name}' is not a time such as '3d' (days) or '12h' (hours).",
    Problem.UNTRANSLATED: "'{name}' has no text in this language.",
    Problem.NO_SUCH_DIALOGUE: "there is no dialogue '{name}' to translate.",
    Problem.BAD_PHRASE: "'{name}' is no phrase: use words, '...' between them, 'a|b', '[a b|c]', '(a)' and 'begin*'.",
    Problem.UNKNOWN_LIST: "'{{{name}}}' names no list of this file.",
    Problem.NO_DATE: "'{name}' must be a date such as 2027-06-01.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One mistake: in which file, at which question (or nowhere in particular), and the nearest right name, if any."""

    file: str
    question: str = ""
    problem: Problem
    name: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        """Say it on one line."""
        place = f"{self.file}, question '{self.question}'" if self.question else self.file
        hint = f" Did you mean '{self.nearest}'?" if self.nearest else ""
        return f"{place}: {SENTENCES[self.problem].format(name=self.name)}{hint}"


class BrokenDialogues(Exception):
    """The files of words hold mistakes; mend them all, none of the files was taken."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def nearest(name: str, among: Iterable[str]) -> str:
    """Return the name most like the given one, or nothing when none is near."""
    return next(iter(get_close_matches(name, list(among), n=1)), "")
