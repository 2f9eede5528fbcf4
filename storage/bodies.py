"""Message bodies as JSON and back; a quote goes through a seal of its own, so that it dies with its speaker's key."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, assert_never

from dialogs.messages import (
    Body,
    Chart,
    Choice,
    Form,
    FormField,
    Input,
    Link,
    Note,
    OutboxId,
    Page,
    Prompt,
    QuestionId,
    Quote,
    Series,
    SessionId,
)
from dialogs.people import PersonId
from dialogs.policy.share import Share

Seal = Callable[[PersonId, str], str | None]
Open = Callable[[PersonId, str], str | None]
Plain = dict[str, Any]


def to_json(body: Body | str, seal: Seal) -> str:
    """Return `body` as JSON, each quote's words as `seal(speaker, words)` gives them."""
    return json.dumps(_plain(body, seal), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str, unseal: Open) -> Body | str:
    """Return the body that `to_json` wrote, each quote's words as `unseal(speaker, sealed)` gives them."""
    found = json.loads(text)
    match found["is"]:
        case "text":
            return str(found["text"])
        case "prompt":
            return _prompt(found)
        case "note":
            return _note(found, unseal)
        case "form":
            return _form(found, unseal)
        case "page":
            return Page(name=found["name"], values=found["values"])
        case other:
            raise ValueError(other)


def _plain(body: Body | str, seal: Seal) -> Plain:
    match body:
        case str():
            return {"is": "text", "text": body}
        case Prompt():
            return _plain_prompt(body)
        case Note():
            return {
                "is": "note",
                "title": body.title,
                "blocks": [_plain_block(block, seal) for block in body.blocks],
                "choices": _plain_choices(body.choices),
                **({"chart": _plain_chart(body.chart)} if body.chart else {}),
                **({"link": [body.link.to, body.link.label]} if body.link else {}),
            }
        case Form():
            return {
                "is": "form",
                "name": body.name,
                "title": body.title,
                "fields": [_plain_field(one) for one in body.fields],
                "submit": body.submit,
                "blocks": [_plain_block(block, seal) for block in body.blocks],
                "kept": dict(body.kept),
                "once": body.once,
            }
        case Page():
            return {"is": "page", "name": body.name, "values": dict(body.values)}
        case _:
            assert_never(body)


def _plain_prompt(prompt: Prompt) -> Plain:
    return {
        "is": "prompt",
        "session": prompt.session,
        "question": prompt.question,
        "text": prompt.text,
        "input": prompt.input,
        "choices": _plain_choices(prompt.choices),
        "controls": _plain_choices(prompt.controls),
        "hint": prompt.hint,
        "progress": prompt.progress,
        "visibility": prompt.visibility,
        "share": prompt.share,
        "window": prompt.window,
        "answered": prompt.answered,
    }


def _prompt(found: Mapping[str, Any]) -> Prompt:
    return Prompt(
        session=SessionId(found["session"]),
        question=QuestionId(found["question"]),
        text=found["text"],
        input=Input(found["input"]),
        choices=_choices(found["choices"]),
        controls=_choices(found["controls"]),
        hint=found["hint"],
        progress=(found["progress"][0], found["progress"][1]) if found["progress"] else None,
        visibility=found["visibility"],
        share=Share(found["share"]),
        window=found.get("window", ""),
        answered=found.get("answered", ""),
    )


def _plain_block(block: str | Quote, seal: Seal) -> str | Plain:
    if isinstance(block, str):
        return block
    sealed = None if block.words is None else seal(block.speaker, block.words)
    return {"speaker": block.speaker, "sealed": sealed}


def _note(found: Mapping[str, Any], unseal: Open) -> Note:
    blocks = tuple(block if isinstance(block, str) else _quote(block, unseal) for block in found["blocks"])
    chart, link = found.get("chart"), found.get("link")
    return Note(
        title=found["title"],
        blocks=blocks,
        choices=_choices(found["choices"]),
        chart=_chart(chart) if chart else None,
        link=Link(to=OutboxId(link[0]), label=link[1]) if link else None,
    )


def _plain_chart(chart: Chart) -> Plain:
    series = [[one.name, list(one.values)] for one in chart.series]
    return {"title": chart.title, "alt": chart.alt, "categories": list(chart.categories), "series": series}


def _chart(found: Mapping[str, Any]) -> Chart:
    series = tuple(Series(name=name, values=tuple(values)) for name, values in found["series"])
    return Chart(title=found["title"], alt=found["alt"], categories=tuple(found["categories"]), series=series)


def _quote(found: Mapping[str, Any], unseal: Open) -> Quote:
    speaker = PersonId(found["speaker"])
    return Quote(speaker=speaker, words=unseal(speaker, found["sealed"]) if found["sealed"] else None)


def _plain_choices(choices: Iterable[Choice]) -> list[list[str]]:
    return [[choice.value, choice.label] for choice in choices]


def _choices(found: Iterable[list[str]]) -> tuple[Choice, ...]:
    return tuple(Choice(value=value, label=label) for value, label in found)


def _plain_field(one: FormField) -> Plain:
    return {
        "name": one.name,
        "label": one.label,
        "input": one.input,
        "value": one.value,
        "choices": _plain_choices(one.choices),
        "hint": one.hint,
        "required": one.required,
        "long": one.long,
    }


def _form(found: Mapping[str, Any], unseal: Open) -> Form:
    blocks = tuple(block if isinstance(block, str) else _quote(block, unseal) for block in found["blocks"])
    fields = tuple(
        FormField(**{**one, "input": Input(one["input"]), "choices": _choices(one["choices"])})
        for one in found["fields"]
    )
    return Form(
        name=found["name"],
        title=found["title"],
        fields=fields,
        submit=found["submit"],
        blocks=blocks,
        kept=found["kept"],
        once=found.get("once", ""),
    )
