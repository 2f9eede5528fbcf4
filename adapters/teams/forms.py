"""From a form to one Adaptive Card with labelled inputs, and back with what was not right about it; no I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from adapters.teams import cards, data, elements
from adapters.teams.elements import Element, Phrases
from adapters.teams.text import BUDGET, excerpt, weight
from dialogs.messages import Form, FormField, Input, Quote

_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_YES_NO: Final = frozenset({"yes", "no"})
_FIRST_EXCERPT: Final = 1_500
_SHORTEST: Final = 60
_SPARE: Final = 1_000
_LONGEST_LINE: Final = 500


def card(
    phrases: Phrases, form: Form, *, errors: Mapping[str, str] | None = None, dialog: bool = False, home: bool = False
) -> Element:
    """Return a form as one card that fits a message.

    `errors` (a field's name, or empty for all, to a sentence) stand above the inputs. In a `dialog` the buttons are of
    the kind that a dialog knows; `home` offers the way back. What is too long to be shown is shown in part; words too
    long to be changed here are left out of their box, and the card says so.
    """
    longest = _FIRST_EXCERPT
    shown, definition = form, True
    left_out: set[str] = set()
    while True:
        found = _card(phrases, shown, errors or {}, longest, left_out, definition=definition, dialog=dialog, home=home)
        if weight(found) <= BUDGET - _SPARE:
            return found
        heaviest = max(shown.fields, key=lambda one: weight(one.value), default=None)
        if longest > _SHORTEST:
            longest //= 2
        elif definition:
            definition = False
        elif heaviest is not None and heaviest.value:
            left_out.add(heaviest.name)
            shown = replace(
                shown,
                fields=tuple(replace(one, value="") if one.name == heaviest.name else one for one in shown.fields),
            )
        else:
            return cards.done(phrases, phrases("teams.too_long"), home=home)


def filled(form: Form, typed: Mapping[str, str]) -> Form:
    """Return the form with what was typed in its fields."""
    return replace(form, fields=tuple(replace(one, value=typed.get(one.name, one.value)) for one in form.fields))


def dialog(title: str, found: Element) -> Element:
    """Return the answer to a dialog that asks what to show: this card, under a title."""
    value = {"title": excerpt(title, 60), "height": "large", "width": "medium", "card": elements.attached(found)}
    return {"task": {"type": "continue", "value": value}}


def _card(
    phrases: Phrases,
    form: Form,
    errors: Mapping[str, str],
    longest: int,
    left_out: set[str],
    *,
    definition: bool,
    dialog: bool,
    home: bool,
) -> Element:
    body: list[Element] = [elements.line(form.title, heading=True)] if form.title else []
    body += _trouble(phrases, form, errors)
    for block in form.blocks:
        match block:
            case Quote(words=str() as words):
                body += cards.blocks(phrases, replace(block, words=excerpt(words, longest)))
            case Quote():
                body += cards.blocks(phrases, block)
            case _:
                body += cards.blocks(phrases, excerpt(block, longest))
    for field in form.fields:
        body += _field(phrases, field, left_out)
    actions = []
    if form.submit:
        pressed = data.fill(form, definition=definition)
        actions.append(elements.button(form.submit, pressed, inputs=True, dialog=dialog))
    if home and not dialog:
        actions.append(elements.button(phrases("web.back"), data.at_home("home")))
    return elements.card(phrases, [*body, *elements.rows(actions)])


def _trouble(phrases: Phrases, form: Form, errors: Mapping[str, str]) -> list[Element]:
    if not errors:
        return []
    labels = {one.name: one.label for one in form.fields}
    said = [f"{labels[name]}: {sentence}" if name in labels else sentence for name, sentence in errors.items()]
    items = [elements.line(phrases("web.error.fields")), *(elements.line(excerpt(one, _LONGEST_LINE)) for one in said)]
    return [{"type": "Container", "style": "attention", "items": items}]


def _field(phrases: Phrases, field: FormField, left_out: set[str]) -> Sequence[Element]:
    found = [_input(phrases, field)] if field.input is not Input.NONE else []
    below = (field.hint, phrases("teams.too_long_to_change") if field.name in left_out else "")
    return [*found, *(elements.line(excerpt(one, _LONGEST_LINE), subtle=True) for one in below if one)]


def _input(phrases: Phrases, field: FormField) -> Element:
    name, label, value = field.name, field.label, field.value
    needed = phrases("web.error.empty") if field.required else ""
    offered = {one.value: one.label for one in field.choices}
    if set(offered) == _YES_NO:
        return elements.toggle(name, label, on="yes", off="no", value=value or "no")
    if set(offered) == {"yes"}:
        return elements.toggle(name, label, on="yes", off="", value=value)
    if field.choices:
        return elements.dropdown(
            name, label, field.choices, value=value, needed=phrases("teams.choose") if needed else ""
        )
    match field.input:
        case Input.DATE:
            return elements.picker("Date", name, label, value=value, needed=phrases("web.error.date") if needed else "")
        case Input.NUMBER:
            return elements.picker("Number", name, label, value=value, needed=needed)
        case Input.TEXT | Input.CHOICE | Input.NONE:
            if not field.long and _TIME.fullmatch(value):
                return elements.picker("Time", name, label, value=value, needed=needed)
            return elements.box(name, label, value=value, long=field.long, needed=needed)
