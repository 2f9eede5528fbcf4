"""From a form to a window of Slack, and from what is sent from it to `Submitted`: no I/O, and total on the way back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any, Final

from adapters.slack import blocks as b
from adapters.slack import limits
from adapters.slack.blocks import Json
from adapters.slack.text import MORE, clean, label, pieces, shorten, weight
from dialogs.messages import Choice, Form, FormField, Input, Quote, Submitted

CALLBACK: Final = "form"
_ACTION: Final = "value"
_BLOCK: Final = re.compile(r"field:(?P<name>.*?)(?:~(?P<part>[0-9]{1,3}))?", re.DOTALL)
_HOUR: Final = re.compile(r"(?:.*_)?at|quiet_.*")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_WRONG: Final = "⚠️"


class FormTooLarge(ValueError):
    """This form holds more than a window of Slack can; ask for it in parts, or in the conversation."""


def modal(form: Form, *, close: str, errors: Mapping[str, str] | None = None, kept_label: str = MORE) -> Json:
    """Return the window of a form; `errors` are said where they belong, by the name of a field or in general by "".

    What is kept goes along unseen as far as Slack carries it. The longest of it that does not fit is shown instead, as
    a field of its own under `kept_label`, and comes back all the same. Raises FormTooLarge.
    """
    wrong = dict(errors or {})
    kept, visible = _carried(form)
    every = [*form.fields, *(_as_field(name, value, kept_label) for name, value in visible.items())]
    fields: list[Json] = []
    for one in every:
        if one.name in wrong:
            fields.append(_error(f"error:{one.name}", wrong.pop(one.name)))
        fields += _inputs(one) if form.submit else _to_read(one)
    general = [_error(f"error:{name}", sentence) for name, sentence in wrong.items()]
    above = list(_told(form.blocks, limits.VIEW_BLOCKS - len(fields) - len(general)))
    shown = [*general, *above, *fields]
    if len(shown) > limits.VIEW_BLOCKS:
        raise FormTooLarge(f"{len(shown)} blocks")
    view = _view(form.title, shown, close)
    view["private_metadata"] = _metadata(form, kept)
    if form.submit:
        view["submit"] = b.plain(label(form.submit, limits.VIEW_TITLE))
    return view


def reading(title: str, blocks: Sequence[str | Quote], *, close: str) -> Json:
    """Return a window that is only to be read."""
    return _view(title, list(_told(blocks, limits.VIEW_BLOCKS)), close)


def submission(view: object) -> Submitted:
    """Return the form that was sent; whatever is odd about it becomes an empty string."""
    form, kept, once = _read_metadata(view)
    values: dict[str, dict[int, str]] = {}
    state = _inner(view, "state", "values")
    found = [*_input_blocks(view), *(state if isinstance(state, Mapping) else ())]
    for block in dict.fromkeys(found):
        name, part = _name(block)
        if name is not None:
            values.setdefault(name, {})[part] = _value(_inner(state, block, _ACTION))
    fields = {name: "".join(parts[at] for at in sorted(parts)) for name, parts in values.items()}
    return Submitted(form=form, fields={**kept, **fields}, once=once)


def field_errors(view: object, errors: Mapping[str, str]) -> dict[str, str]:
    """Return the sentences by the blocks of the window; one about no field that is there goes to the first field.

    Empty for a window without fields: then the sentences have to be said elsewhere.
    """
    blocks = _input_blocks(view)
    first: dict[str, str] = {}
    for block in blocks:
        name, _ = _name(block)
        if name is not None:
            first.setdefault(name, block)
    placed: dict[str, list[str]] = {}
    for name, sentence in errors.items():
        at = first.get(name) or next(iter(first.values()), None)
        if at is not None:
            placed.setdefault(at, []).append(sentence)
    return {block: " ".join(sentences) for block, sentences in placed.items()}


# --- fields -----------------------------------------------------------------------------------------------------------


def _inputs(field: FormField) -> list[Json]:
    """Return the inputs of a field: one, or for words longer than an input holds as many as hold them all."""
    if field.input is not Input.TEXT or field.choices:
        return [_input(field, _element(field))]
    value = clean(field.value)
    if _HOUR.fullmatch(field.name) and (not value or _is_time(value)):
        return [_input(field, _with({"type": "timepicker"}, "initial_time", value))]
    parts = pieces(value, limits.INPUT_TEXT) or [""]
    long = field.long or len(parts) > 1 or "\n" in value
    return [
        _input(
            field,
            _with(
                {"type": "plain_text_input", "multiline": long, "max_length": limits.INPUT_TEXT},
                "initial_value",
                part,
            ),
            part=at,
            parts=len(parts),
        )
        for at, part in enumerate(parts, start=1)
    ]


def _input(field: FormField, element: Json, *, part: int = 1, parts: int = 1) -> Json:
    name = f"field:{field.name}" if part == 1 else f"field:{field.name}~{part}"
    text = label(field.label, limits.INPUT_LABEL - 10)
    found = {
        "type": "input",
        "block_id": name[: limits.ID],
        "label": b.plain(text if parts == 1 else f"{text} ({part}/{parts})"),
        "element": {**element, "action_id": _ACTION},
        "optional": not field.required or part > 1,
    }
    if field.hint and part == 1:
        found["hint"] = b.plain(label(field.hint, limits.INPUT_HINT))
    return found


def _element(field: FormField) -> Json:
    if field.choices:
        return _choice(field)
    match field.input:
        case Input.DATE:
            return _with({"type": "datepicker"}, "initial_date", field.value if _is_date(field.value) else "")
        case Input.NUMBER:
            value = field.value.strip().replace(",", ".")
            element = {"type": "number_input", "is_decimal_allowed": True}
            return _with(element, "initial_value", value if _NUMBER.fullmatch(value) else "")
        case Input.TEXT | Input.CHOICE | Input.NONE:
            return _with({"type": "plain_text_input", "max_length": limits.INPUT_TEXT}, "initial_value", field.value)


def _choice(field: FormField) -> Json:
    options = [_option(one) for one in field.choices]
    chosen = next(
        (one for one, choice in zip(options, field.choices, strict=True) if choice.value == field.value), None
    )
    if len(options) <= limits.RADIO_OPTIONS:
        element: Json = {"type": "radio_buttons", "options": options}
    elif len(options) <= limits.SELECT_OPTIONS:
        element = {"type": "static_select", "options": options}
    else:
        groups = [options[at : at + limits.SELECT_OPTIONS] for at in range(0, len(options), limits.SELECT_OPTIONS)]
        labels = [label(f"{one[0]['text']['text']} {MORE}", limits.OPTION_TEXT) for one in groups]
        element = {
            "type": "static_select",
            "option_groups": [
                {"label": b.plain(text), "options": one} for text, one in zip(labels, groups, strict=True)
            ],
        }
    return element if chosen is None else {**element, "initial_option": chosen}


def _option(choice: Choice) -> Json:
    # Slack refuses an empty value, which here stands for "nobody in particular"; so that one travels as "=".
    value = f"={choice.value}" if not choice.value or choice.value.startswith("=") else choice.value
    return {"text": b.plain(label(choice.label, limits.OPTION_TEXT)), "value": value[: limits.OPTION_VALUE]}


def _to_read(field: FormField) -> Iterator[Json]:
    """Give a field of a form that cannot be sent: Slack takes no inputs then."""
    chosen = next((one.label for one in field.choices if one.value == field.value), field.value)
    yield b.rich(
        b.words(label(field.label, limits.INPUT_LABEL), bold=True), b.words(shorten(clean(chosen), limits.TEXT))
    )


def _error(block: str, sentence: str) -> Json:
    return {**b.context(f"{_WRONG} {label(sentence, limits.TEXT - 10)}"), "block_id": block[: limits.ID]}


def _with(element: Json, key: str, value: str) -> Json:
    return {**element, key: value} if value else element


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_time(value: str) -> bool:
    try:
        return f"{time.fromisoformat(value):%H:%M}" == value
    except ValueError:
        return False


# --- the window -------------------------------------------------------------------------------------------------------


def _view(title: str, shown: list[Json], close: str) -> Json:
    whole = " ".join(clean(title).split())
    if weight(whole) > limits.VIEW_TITLE and len(shown) < limits.VIEW_BLOCKS:
        shown = [b.header(whole), *shown]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": b.plain(label(title, limits.VIEW_TITLE)),
        "close": b.plain(label(close, limits.VIEW_TITLE)),
        "blocks": shown or [b.context(MORE)],
    }


def _told(blocks: Iterable[str | Quote], most: int) -> Iterator[Json]:
    """Give what is read above the fields, as far as there is room."""
    parts = [(block, piece) for block in blocks if block != "" for piece in pieces(_words(block), limits.TEXT)]
    shown = parts if len(parts) <= most else parts[: max(most - 1, 0)]
    for block, piece in shown:
        yield b.rich(b.quoted(piece) if isinstance(block, Quote) else b.words(piece))
    if len(shown) < len(parts) and most > 0:
        yield b.context(MORE)


def _words(block: str | Quote) -> str:
    return clean(block.words or MORE) if isinstance(block, Quote) else clean(block)


def _carried(form: Form) -> tuple[dict[str, str], dict[str, str]]:
    """Return what of the kept fields goes along unseen, and what has to be shown: the longest first."""
    seen = {field.name for field in form.fields} if form.submit else set[str]()
    kept = {name: clean(value) for name, value in form.kept.items() if name not in seen}
    visible: dict[str, str] = {}
    while kept and weight(_metadata(form, kept)) > limits.PRIVATE_METADATA:
        longest = max(kept, key=lambda name: weight(kept[name]))
        visible[longest] = kept.pop(longest)
    return kept, visible if form.submit else {}


def _as_field(name: str, value: str, text: str) -> FormField:
    return FormField(name=name, label=text, value=value, long=True)


def _metadata(form: Form, kept: Mapping[str, str]) -> str:
    found = {"form": form.name, "kept": kept, **({"once": form.once} if form.once else {})}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


# --- what comes back --------------------------------------------------------------------------------------------------


def _read_metadata(view: object) -> tuple[str, dict[str, str], str]:
    raw = _inner(view, "private_metadata")
    try:
        read = json.loads(raw) if isinstance(raw, str) else None
    except (ValueError, RecursionError):
        read = None
    form, kept, once = _inner(read, "form"), _inner(read, "kept"), _inner(read, "once")
    pairs = kept.items() if isinstance(kept, Mapping) else ()
    found = {name: one for name, one in pairs if isinstance(one, str)}
    return form if isinstance(form, str) else "", found, once if isinstance(once, str) else ""


def _input_blocks(view: object) -> list[str]:
    blocks = _inner(view, "blocks")
    found = []
    for block in blocks if isinstance(blocks, list) else ():
        id_ = _inner(block, "block_id")
        if _inner(block, "type") == "input" and isinstance(id_, str):
            found.append(id_)
    return found


def _name(block: object) -> tuple[str | None, int]:
    found = _BLOCK.fullmatch(block) if isinstance(block, str) else None
    return (None, 0) if found is None else (found["name"], int(found["part"] or 1))


def _value(element: object) -> str:
    """Return what an input holds, whatever kind of input it is."""
    for key in ("value", "selected_date", "selected_time"):
        value = _inner(element, key)
        if isinstance(value, str):
            return value
    option = _inner(element, "selected_option", "value")
    return option.removeprefix("=") if isinstance(option, str) else ""


def _inner(value: object, *path: Any) -> object:  # noqa: ANN401 - a key of whatever came in
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
