"""Reads a card as Teams does, by rules of its own: what a person sees of it, and what in it would be live."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from adapters.teams.elements import Element

_STARTS = ("#", ">", "- ", "+ ", "=", "--", "|", "    ", "\t")
_MACRO = re.compile(r"\{\{\s*(DATE|TIME)\s*\(", re.IGNORECASE)
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,31});")
_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


@dataclass
class Sight:
    """What is seen of a card, in order, and what in it is live: markup, a tag, a macro, speech markup."""

    texts: list[str] = field(default_factory=list)
    live: list[str] = field(default_factory=list)
    buttons: list[Element] = field(default_factory=list)
    inputs: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that can be read, one block a line."""
        return "\n".join(self.texts)

    def titles(self) -> list[str]:
        """Return what the buttons say."""
        return [str(one["title"]) for one in self.buttons]


def look(card: Element) -> Sight:
    """Return what is seen of a card."""
    sight = Sight()
    for part in _items(card, "body"):
        _read(part, sight)
    for action in _items(card, "actions"):
        sight.buttons.append(action)
    spoken = card.get("speak")
    if isinstance(spoken, str) and list(ET.fromstring(f"<speak>{_storable(spoken)}</speak>")):  # noqa: S314 - ours
        sight.live.append(spoken)
    settings = card.get("msteams")
    if isinstance(settings, dict) and settings.get("entities"):
        sight.live.append("mention")
    return sight


def shown(cards: list[Element]) -> str:
    """Return all that can be read on some cards, with nothing between the parts of one text."""
    return "".join(run for card in cards for run in _runs(card))


def _runs(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if part.get("type") == "TextRun":
            yield str(part["text"])
        for name, inner in part.items():
            if name not in {"fallback", "speak"}:
                yield from _runs(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _runs(inner)


def _read(part: Element, sight: Sight) -> None:
    kind = str(part["type"])
    if kind == "TextBlock":
        sight.texts.append(_markdown(str(part["text"]), sight))
    elif kind == "RichTextBlock":
        texts = [str(run["text"]) for run in _items(part, "inlines")]
        sight.live += [text for text in texts if _MACRO.search(text)]
        sight.texts.append("".join(texts))
    elif kind == "Container":
        for inner in _items(part, "items"):
            _read(inner, sight)
    elif kind == "ActionSet":
        for action in _items(part, "actions"):
            _press(action, sight)
    elif kind.startswith("Input."):
        sight.inputs.append(part)
        sight.texts.append(str(part.get("label") or part["title"]))
    elif kind.startswith("Chart."):
        fallback = part["fallback"]
        assert isinstance(fallback, dict)
        _read(fallback, sight)
    else:
        raise AssertionError(kind)


def _press(action: Element, sight: Sight) -> None:
    """Note a button; of one that unfolds something, what that shows and what can be pressed there."""
    if action["type"] != "Action.ShowCard":
        sight.buttons.append(action)
        return
    sight.texts.append(str(action["title"]))
    inner = action["card"]
    assert isinstance(inner, dict)
    for part in _items(inner, "body"):
        _read(part, sight)


def _markdown(text: str, sight: Sight) -> str:
    """Return what markdown shows of a text, noting all that is more than plain words; a blank line is a new line."""
    shown = []
    for line in text.split("\n\n"):
        if line.startswith(_STARTS) or re.match(r"\d{1,9}[.)](\s|$)", line):
            sight.live.append(line)
        shown.append(_inline(line, sight))
    if _MACRO.search(text):
        sight.live.append(text)
    return "\n".join(shown)


def _inline(line: str, sight: Sight) -> str:
    out, at = [], 0
    while at < len(line):
        character = line[at]
        if character == "\\" and at + 1 < len(line) and line[at + 1] in _PUNCTUATION:
            out.append(line[at + 1])
            at += 2
            continue
        if character in "*_`~[<" or _ENTITY.match(line, at):
            sight.live.append(line)
        out.append(character)
        at += 1
    return "".join(out)


def _items(part: Element, name: str) -> list[Element]:
    found = part.get(name, [])
    assert isinstance(found, list)
    return found


def _storable(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "", text)
