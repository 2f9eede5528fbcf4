"""What stands behind a button of a card: our own few words, written here and read back here; no I/O.

A card goes to somebody's screen and its data comes back from there, so whatever is read is checked again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from adapters.teams.text import excerpt
from dialogs.messages import Choice, Command, Form, FormField, Input, Picked, QuestionId, SessionId, Submitted, Text

VERSION: Final = 1
REFRESH: Final = "refresh"
"""The verb of the action by which an open card asks whether its question is still open."""
INPUT: Final = "in."
"""What the id of every input begins with, so that none can take the place of our own words."""
NOTHING: Final = "--nothing--"
"""Stands for an empty choice, because an empty value counts as not chosen."""
TEXT_LIMIT: Final = 64_000

_ID: Final = re.compile(r"[\x21-\x7e]{1,200}")
_NAME: Final = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
_FIELDS: Final = 60
_LONGEST_LABEL: Final = 300

Data = dict[str, object]


def pick(session: SessionId, question: QuestionId, choice: str) -> Data:
    """Return the data of a button that answers a question."""
    return {"v": VERSION, "k": "pick", "s": session, "q": question, "c": choice}


def choose(session: SessionId, question: QuestionId) -> Data:
    """Return the data of the button under a list to choose an answer from; the choice is the input `c`."""
    return {"v": VERSION, "k": "pick", "s": session, "q": question}


def say(session: SessionId, question: QuestionId) -> Data:
    """Return the data of the button under a box to write an answer in; the words are the input `text`."""
    return {"v": VERSION, "k": "say", "s": session, "q": question}


def do(name: str, argument: str = "") -> Data:
    """Return the data of a button that asks for something by name; an input `a` may bring the argument."""
    return {"v": VERSION, "k": "do", "n": name, "a": argument}


def at_home(name: str, argument: str = "") -> Data:
    """Return the data of a button of one's own page: once it is done, that page is shown anew."""
    return {**do(name, argument), "h": True}


def is_at_home(value: object) -> bool:
    """Tell whether a button stood on one's own page."""
    return isinstance(value, Mapping) and value.get("h") is True


def command(value: str) -> Data:
    """Return the data of a button of a note, whose value is a name and perhaps an argument."""
    name, _, argument = value.partition(" ")
    return do(name, argument)


def fill(form: Form, *, definition: bool) -> Data:
    """Return the data of the button that sends a form; `definition` lets it be shown anew when a field is not right."""
    data: Data = {"v": VERSION, "k": "form", "f": form.name, "kept": dict(form.kept)}
    if form.once:
        data["o"] = form.once
    if definition:
        data["d"] = _definition(form)
    return data


def read(value: object) -> Picked | Text | Command | Submitted | None:
    """Return what pressing a button meant, or None where it is none of ours or not whole."""
    if not isinstance(value, Mapping) or value.get("v") != VERSION:
        return None
    match value.get("k"):
        case "pick":
            return _picked(value)
        case "say":
            return _said(value)
        case "do":
            return _command(value)
        case "form":
            return _submitted(value)
        case _:
            return None


def read_form(value: object) -> Form | None:
    """Return the form that a button sent, without its texts above the fields, or None where it did not go along."""
    if not isinstance(value, Mapping) or not isinstance(value.get("d"), Mapping):
        return None
    definition, submitted = value["d"], _submitted(value)
    fields = definition.get("fields")
    if submitted is None or not isinstance(fields, list):
        return None
    found = [_field(one) for one in fields[:_FIELDS]]
    return Form(
        name=submitted.form,
        title=_text(definition, "title"),
        submit=_text(definition, "submit"),
        fields=tuple(one for one in found if one is not None),
        kept=_strings(value.get("kept")),
        once=submitted.once,
    )


def _picked(value: Mapping[str, object]) -> Picked | None:
    asked = _asked(value)
    choice = _text(value, "c") or _text(value, f"{INPUT}c")
    if asked is None or not choice:
        return None
    return Picked(session=asked[0], question=asked[1], choice=choice)


def _said(value: Mapping[str, object]) -> Text | None:
    asked = _asked(value)
    if asked is None:
        return None
    return Text(text=_text(value, f"{INPUT}text"), session=asked[0], question=asked[1])


def _asked(value: Mapping[str, object]) -> tuple[SessionId, QuestionId] | None:
    session, question = value.get("s"), value.get("q")
    if not isinstance(session, str) or not isinstance(question, str):
        return None
    if not _ID.fullmatch(session) or not _ID.fullmatch(question):
        return None
    return SessionId(session), QuestionId(question)


def _command(value: Mapping[str, object]) -> Command | None:
    name = value.get("n")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return None
    return Command(name=name, argument=_text(value, "a") or _text(value, f"{INPUT}a"))


def _submitted(value: Mapping[str, object]) -> Submitted | None:
    name = value.get("f")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return None
    typed = {key.removeprefix(INPUT): _typed(found) for key, found in value.items() if key.startswith(INPUT)}
    fields = {**_strings(value.get("kept")), **typed}
    once = value.get("o")
    key = once if isinstance(once, str) and _ID.fullmatch(once) else ""
    return Submitted(form=name, fields=fields, once=key) if len(fields) <= _FIELDS else None


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value) if isinstance(value, str | int | float) else ""
    return "" if text == NOTHING else text[:TEXT_LIMIT]


def _strings(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping):
        return {}
    return {key: found[:TEXT_LIMIT] for key, found in value.items() if isinstance(key, str) and isinstance(found, str)}


def _text(value: Mapping[str, object], key: str) -> str:
    found = value.get(key, "")
    return _typed(found)


def _definition(form: Form) -> Data:
    return {
        "title": form.title,
        "submit": form.submit,
        "fields": [
            {
                "n": one.name,
                "l": excerpt(one.label, _LONGEST_LABEL),
                "i": one.input.value,
                "h": excerpt(one.hint, _LONGEST_LABEL),
                "r": one.required,
                "g": one.long,
                "o": [[choice.value, choice.label] for choice in one.choices],
            }
            for one in form.fields
        ],
    }


def _field(value: object) -> FormField | None:
    if not isinstance(value, Mapping) or not isinstance(value.get("n"), str):
        return None
    offered = value.get("o")
    try:
        kind = Input(_text(value, "i"))
    except ValueError:
        return None
    return FormField(
        name=_text(value, "n"),
        label=_text(value, "l"),
        input=kind,
        hint=_text(value, "h"),
        required=value.get("r") is True,
        long=value.get("g") is True,
        choices=tuple(_choices(offered)) if isinstance(offered, list) else (),
    )


def _choices(offered: list[object]) -> list[Choice]:
    pairs = [one for one in offered if isinstance(one, list) and len(one) == 2]  # noqa: PLR2004 - value and label
    return [
        Choice(value=value, label=label) for value, label in pairs if isinstance(value, str) and isinstance(label, str)
    ]
