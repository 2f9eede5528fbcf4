"""From a finished message to Block Kit: no I/O; people's words are never markup, and nothing that was said is left out.

What does not fit in one message goes on in others, which the channel posts in the thread of the first. Buttons stand in
the first, as that is the message which is shown anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, assert_never

from adapters.slack import blocks as b
from adapters.slack import limits
from adapters.slack.blocks import Json
from adapters.slack.buttons import commands, controls, picks, too_long
from adapters.slack.charts import drawn
from adapters.slack.text import MORE, clean, cut, escape, is_boundary, shorten, weight
from dialogs.messages import Choice, Note, Prompt, Quote
from dialogs.policy.share import Share

_USER: Final = re.compile(r"[UW][A-Z0-9]{1,30}")
_HTTP: Final = re.compile(r"https?://[^\s<>|\"]+")
_MINE: Final = "🔒"
_SHARED: Final = "👥"
_DONE: Final = "✓"
_OVERHEAD: Final = 80
_LEAST: Final = 400
"""Less room than this is left empty rather than filled with a scrap of a paragraph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as Slack takes it; `text` is read where blocks are not, and never holds quoted words.

    `chart` says that a chart is drawn in it, which some workspaces refuse as `invalid_blocks`.
    """

    text: str = field(repr=False)
    blocks: list[Json] = field(repr=False)
    chart: bool = False

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments of the call that posts it: nothing in it is unfolded, and nothing is looked for in it."""
        return {"text": self.text, "blocks": self.blocks, "unfurl_links": False, "unfurl_media": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A text that may go on in the next message; `said` are the words beside the blocks for it."""

    name: str
    text: str = field(repr=False)
    build: Callable[[str], Json]
    said: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fixed:
    """A block that stays whole."""

    name: str
    block: Json = field(repr=False)


@dataclass(slots=True, kw_only=True)
class _Sheet:
    """One message while it is filled."""

    placed: list[_Fixed] = field(default_factory=list, repr=False)
    said: list[str] = field(default_factory=list, repr=False)
    room: int = limits.OWN_WEIGHT
    slots: int = limits.OWN_BLOCKS

    def put(self, *fixed: _Fixed) -> None:
        self.placed += fixed
        self.take(fixed)

    def take(self, fixed: Iterable[_Fixed]) -> None:
        for one in fixed:
            self.room -= b.cost(one.block)
            self.slots -= 1


def render(body: Prompt | Note, *, mention: str = "", link_url: str = "") -> list[Message]:
    """Return the message and what it goes on in; `mention` is a user to call, `link_url` where its link leads."""
    head = []
    called = _USER.fullmatch(mention) is not None
    if called:
        head.append(_Fixed(name="to", block=b.mention(mention)))
    match body:
        case Prompt():
            parts, tail = _prompt(body)
            head += _progress(body)
        case Note():
            parts, tail = _note(body, link_url if _HTTP.fullmatch(link_url) and len(link_url) <= limits.URL else "")
            head += _title(body)
            parts = [*_long_title(body), *parts]
        case _:
            assert_never(body)
    sheets = _filled(head, parts, tail)
    title = clean(body.title) if isinstance(body, Note) and _title(body) else ""
    return [
        _finished(sheet, said=[title] if at == 0 else [], called=mention if called and at == 0 else "")
        for at, sheet in enumerate(sheets)
    ]


def without_chart(message: Message) -> Message:
    """Return the message for a workspace that draws no charts yet; what the chart shows still stands in it in words."""
    kept = [block for block in message.blocks if block["type"] != "data_visualization"]
    return Message(text=message.text, blocks=kept)


# --- a question -------------------------------------------------------------------------------------------------------


def _progress(prompt: Prompt) -> list[_Fixed]:
    if prompt.progress is None or prompt.answered:
        return []
    done, every = prompt.progress
    return [_Fixed(name="progress", block=b.context(f"{done}/{every}"))]


def _prompt(prompt: Prompt) -> tuple[list[_Part], list[_Fixed]]:
    parts = [_Part(name="question", text=prompt.text or MORE, build=b.section)]
    if prompt.answered:
        answered = shorten(f"{_DONE} {clean(prompt.answered)}", limits.TEXT)
        return parts, [_Fixed(name="answered", block=b.context(answered))]
    parts += _whole_labels(prompt.choices)
    parts += _small("hint", prompt.hint)
    readers = ""
    if prompt.visibility:
        readers = f"{_MINE if prompt.share is Share.ME else _SHARED} {clean(prompt.visibility)}"
    tail = []
    # Who reads the answer stands before the buttons, so that it is read first; with the question if it is very long.
    if weight(readers) > limits.TEXT:
        parts += _small("readers", readers)
    elif readers:
        tail.append(_Fixed(name="readers", block=b.context(readers)))
    tail += [_Fixed(name="choices", block=block) for block in picks(prompt, prompt.choices)]
    tail += [_Fixed(name="controls", block=block) for block in controls(prompt)]
    return parts, tail


def _whole_labels(choices: tuple[Choice, ...]) -> Iterator[_Part]:
    """Give what the buttons say in full, where a button cannot."""
    if too_long(choices):
        yield from (_Part(name="choice", text=f"• {choice.label}", build=b.section, said=False) for choice in choices)


def _small(name: str, text: str) -> list[_Part]:
    return [_Part(name=name, text=text, build=b.context, said=False)] if text else []


# --- something told ---------------------------------------------------------------------------------------------------


def _title(note: Note) -> list[_Fixed]:
    fits = note.title.strip() and weight(clean(note.title)) <= limits.HEADER
    return [_Fixed(name="title", block=b.header(note.title))] if fits else []


def _long_title(note: Note) -> list[_Part]:
    if not note.title.strip() or _title(note):
        return []
    return [_Part(name="title", text=note.title, build=lambda text: b.rich(b.words(text, bold=True)))]


def _note(note: Note, link_url: str) -> tuple[list[_Part], list[_Fixed]]:
    parts = [_block(block) for block in note.blocks if block != ""]
    parts += _whole_labels(note.choices)
    tail = []
    if note.chart is not None:
        chart = drawn(note.chart)
        if chart is not None:
            tail.append(_Fixed(name="chart", block=chart))
        alt = clean(note.chart.alt)
        if chart is None or weight(alt) > limits.TEXT:
            parts += _small("alt", alt)
        elif alt:
            tail.append(_Fixed(name="alt", block=b.context(alt)))
    if link_url and note.link is not None:
        label = shorten(clean(note.link.label), limits.TEXT // 2) or MORE
        tail.append(_Fixed(name="link", block=b.link(link_url, label)))
    tail += [_Fixed(name="choices", block=block) for block in commands(note.choices)]
    if not parts and not note.title.strip() and not tail:
        parts = [_block(MORE)]
    return parts, tail


def _block(block: str | Quote) -> _Part:
    match block:
        case str():
            return _Part(name="told", text=block, build=lambda text: b.rich(b.words(text)))
        case Quote():
            return _Part(name="quote", text=block.words or MORE, build=lambda text: b.rich(b.quoted(text)), said=False)
        case _:
            assert_never(block)


# --- into messages ----------------------------------------------------------------------------------------------------


def _filled(head: list[_Fixed], parts: Iterable[_Part], tail: list[_Fixed]) -> list[_Sheet]:
    """Return the messages: the head, as much text as fits and the buttons in the first, the rest behind it."""
    first = _Sheet()
    first.put(*head)
    kept, late = _kept(tail)
    first.take(kept)
    sheets = [first]
    for part in parts:
        for block, said in _placed(part, sheets):
            sheets[-1].put(_Fixed(name=part.name, block=block))
            if said:
                sheets[-1].said.append(said)
    first.placed += kept
    for row in late:
        if sheets[-1] is first or sheets[-1].room < b.cost(row.block) or not sheets[-1].slots:
            sheets.append(_Sheet())
        sheets[-1].put(row)
    return sheets


def _kept(tail: list[_Fixed]) -> tuple[list[_Fixed], list[_Fixed]]:
    """Return what stays in the first message, which is all but in odd cases, and what must go on behind it."""
    weights = 0
    for at, one in enumerate(tail):
        weights += b.cost(one.block)
        if at >= limits.OWN_BLOCKS // 2 or weights > limits.OWN_WEIGHT * 2 // 3:
            return tail[:at], tail[at:]
    return tail, []


def _placed(part: _Part, sheets: list[_Sheet]) -> Iterator[tuple[Json, str]]:
    """Give the blocks of a text one by one, with the words beside them, opening a new message where one is full."""
    text = clean(part.text)
    start = 0
    while start < len(text):
        sheet = sheets[-1]
        room = sheet.room - _OVERHEAD
        if sheet.slots <= 0 or (room < _LEAST and weight(text[start : start + _LEAST]) > room):
            sheets.append(_Sheet())
            continue
        end = cut(text, min(limits.TEXT, room), start)
        if room < limits.TEXT and not is_boundary(text, end, start):
            sheets.append(_Sheet())
            continue
        piece = text[start:end]
        start = end
        yield part.build(piece), piece if part.said else ""


def _finished(sheet: _Sheet, *, said: list[str], called: str) -> Message:
    told = escape(shorten("\n".join([*filter(None, said), *sheet.said]).strip(), limits.FALLBACK)) or MORE
    return Message(
        text=f"<@{called}> {told}" if called else told,
        blocks=b.numbered((one.block for one in sheet.placed), (one.name for one in sheet.placed)),
        chart=any(one.block["type"] == "data_visualization" for one in sheet.placed),
    )
