"""From the text of a Slack message to what somebody typed: no escapes, no markup for mentions and links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from adapters.slack.fields import each, text_of

_TOKEN = re.compile(r"<([^<>]*)>")
_ENTITY = re.compile(r"&(lt|gt|amp);")
_ENTITIES: Final = {"lt": "<", "gt": ">", "amp": "&"}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,30}:\S")
_POINTS = re.compile(r"[0-9a-fA-F]{1,6}(?:-[0-9a-fA-F]{1,6}){0,15}")
_EVERYBODY: Final = frozenset({"channel", "here", "everyone"})
_DEEPEST: Final = 8
_MOST: Final = 500
_LAST_CHARACTER: Final = 0x10FFFF


def typed(text: str, emoji: Mapping[str, str] | None = None) -> str:
    """Return what was typed; `emoji` are characters by the code Slack writes for them, `:wave:`."""
    codes = re.compile("|".join(map(re.escape, sorted(emoji, key=len, reverse=True)))) if emoji else None
    whole, at = [], 0
    for found in _TOKEN.finditer(text):
        whole += [_plain(text[at : found.start()], codes, emoji), _said(found)]
        at = found.end()
    return "".join([*whole, _plain(text[at:], codes, emoji)])


def without_mention(text: str, users: frozenset[str]) -> str:
    """Return a Slack text without a mention of one of these users at its beginning."""
    found = re.match(r"\s*<@([A-Z0-9]+)(?:\|[^<>]*)?>[\s,:]*", text)
    return text[found.end() :] if found and found[1] in users else text


def mentions(text: str, users: frozenset[str]) -> bool:
    """Tell whether a Slack text mentions one of these users."""
    return any(found[1] in users for found in re.finditer(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>", text))


def emoji_of(message: Mapping[str, object]) -> Mapping[str, str]:
    """Return the emoji that a message shows, by the code that stands for each in its text."""
    found: dict[str, str] = {}
    level = list(each(message, "blocks"))[:_MOST]
    for _ in range(_DEEPEST):
        for one in level:
            if text_of(one, "type") == "emoji":
                _note(one, found)
        level = [inner for one in level for inner in each(one, "elements")][:_MOST]
    return found


def _note(element: Mapping[str, object], found: dict[str, str]) -> None:
    name, points = text_of(element, "name"), text_of(element, "unicode")
    numbers = [int(one, 16) for one in points.split("-")] if name and _POINTS.fullmatch(points) else []
    characters = "".join(chr(one) for one in numbers if one <= _LAST_CHARACTER)
    # Half a character, or one that does not exist, would not survive being stored: the code stays as it is.
    if len(characters) == len(numbers) > 0 and characters.encode("utf-8", "ignore").decode() == characters:
        tone = element.get("skin_tone")
        found[f":{name}::skin-tone-{tone}:" if isinstance(tone, int) else f":{name}:"] = characters


def _plain(text: str, codes: re.Pattern[str] | None, emoji: Mapping[str, str] | None) -> str:
    if codes and emoji:
        text = codes.sub(lambda code: emoji[code[0]], text)
    return _ENTITY.sub(lambda name: _ENTITIES[name[1]], text)


def _said(token: re.Match[str]) -> str:
    inside, _, label = token[1].partition("|")
    label = _plain(label, None, None)
    match inside[:1]:
        case "@" | "#":
            return f"{inside[0]}{label.lstrip(inside[0])}" if label else inside
        case "!":
            name = inside[1:].partition("^")
            return f"@{name[0]}" if name[0] in _EVERYBODY else label or f"@{name[2] or name[0]}"
        case _ if _SCHEME.match(inside):
            return label or _plain(inside, None, None).removeprefix("mailto:")
        case _:
            # Slack escapes what people type, so this is no markup of Slack's and may stay.
            return _plain(token[0], None, None)
