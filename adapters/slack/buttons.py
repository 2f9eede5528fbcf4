"""Buttons and menus, and what they carry: whatever is pressed says in its own value what it means."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from adapters.slack import limits
from adapters.slack.blocks import Json, actions, cost, plain, rows
from adapters.slack.text import clean, label
from dialogs.messages import Choice, Prompt


def picks(prompt: Prompt, choices: Sequence[Choice]) -> list[Json]:
    """Return the rows of a question's buttons; where there are very many, menus, as far as a menu can carry them."""
    if len(choices) > limits.MOST_BUTTONS:
        options = [_option(choice, _picked(prompt, choice)) for choice in choices]
        if all(len(option["value"]) <= limits.OPTION_VALUE for option in options):
            return [
                actions([{"type": "static_select", "action_id": "pick:", "options": part}]) for part in _parts(options)
            ]
    return list(rows(_carried(_button(f"pick:{one.value}", one.label, _picked(prompt, one)) for one in choices)))


def controls(prompt: Prompt) -> list[Json]:
    """Return the rows of the small buttons; the way to a window of its own stands apart where it is the only button.

    Where there are too many for a row, the last go into an overflow menu.
    """
    window = [_button("window", prompt.window, _compact(s=prompt.session, q=prompt.question))] if prompt.window else []
    apart = bool(window) and (not prompt.choices or len(prompt.controls) >= limits.ROW)
    shown, options = list(prompt.controls), list[Json]()
    if len(shown) > limits.ROW:
        options = [_option(choice, _picked(prompt, choice)) for choice in shown[limits.ROW - 1 :]]
        if len(options) <= limits.OVERFLOW_OPTIONS and all(len(one["value"]) <= limits.OPTION_VALUE for one in options):
            shown = shown[: limits.ROW - 1]
        else:
            options = []
    small = _carried(_button(f"pick:{one.value}", one.label, _picked(prompt, one)) for one in shown)
    if options:
        small.append({"type": "overflow", "action_id": "pick:", "options": options})
    return [*rows(window), *rows(small)] if apart else list(rows([*window, *small]))


def commands(choices: Iterable[Choice]) -> list[Json]:
    """Return the rows of the buttons under something told; the value of each is a command and its argument."""
    return list(rows(_carried(do(*_split(choice.value), choice.label) for choice in choices)))


def do(name: str, argument: str, text: str, *, style: str = "", sure: Json | None = None) -> Json:
    """Return a button that asks for something by name; `sure` is the dialog that comes first."""
    button = _button(f"do:{name}", text, told(name, argument))
    if style:
        button["style"] = style
    if sure is not None:
        button["confirm"] = sure
    return button


def menu(name: str, placeholder: str, arguments: Iterable[tuple[str, str]]) -> Json:
    """Return a menu that asks for one thing by name, with an argument to choose: pairs of it and what it says."""
    options = [_option(Choice(value=argument, label=text), told(name, argument)) for argument, text in arguments]
    return {
        "type": "static_select",
        "action_id": f"do:{name}",
        "placeholder": plain(label(placeholder, limits.PLACEHOLDER)),
        "options": options[: limits.SELECT_OPTIONS],
    }


def told(name: str, argument: str) -> str:
    """Return the value of something that asks for a command."""
    return _compact(n=name, a=argument)


def too_long(choices: Iterable[Choice]) -> bool:
    """Tell whether a button would not show the whole of what it says."""
    return any(label(one.label, limits.BUTTON_TEXT) != " ".join(clean(one.label).split()) for one in choices)


def _picked(prompt: Prompt, choice: Choice) -> str:
    return _compact(s=prompt.session, q=prompt.question, c=choice.value)


def _button(action: str, text: str, value: str) -> Json:
    return {"type": "button", "action_id": action, "text": plain(label(text, limits.BUTTON_TEXT)), "value": value}


def _option(choice: Choice, value: str) -> Json:
    return {"text": plain(label(choice.label, limits.OPTION_TEXT)), "value": value}


def _carried(buttons: Iterable[Json]) -> list[Json]:
    """Return the buttons whose value can be carried; with one that cannot, Slack would refuse the whole message."""
    return [one for one in buttons if len(one["value"]) <= limits.BUTTON_VALUE]


def _parts(options: Iterable[Json]) -> list[list[Json]]:
    """Return the options by menu: no more than one holds, and no more than a message has room for."""
    parts: list[list[Json]] = []
    room = 0
    for option in options:
        heavy = cost(option)
        if not parts or len(parts[-1]) == limits.SELECT_OPTIONS or heavy > room:
            parts.append([])
            room = limits.OWN_WEIGHT // 3
        parts[-1].append(option)
        room -= heavy
    return parts


def _split(value: str) -> tuple[str, str]:
    name, _, argument = value.partition(" ")
    return name, argument


def _compact(**values: str) -> str:
    return clean(json.dumps(values, ensure_ascii=False, separators=(",", ":")))
