"""Shows a message as lines in a terminal."""

from __future__ import annotations

from dialogs.messages import Note, Prompt, Quote

_INDENT = "  "


def render(body: Prompt | Note) -> tuple[str, ...]:
    """Return the message line by line; the answers to choose from are numbered, and the number can be typed."""
    if isinstance(body, Note):
        title = (body.title,) if body.title else ()
        return (*title, *(line for block in body.blocks for line in _block(block)), "")
    numbered = [f"{_INDENT}{number}. {choice.label}" for number, choice in enumerate(body.choices, 1)]
    if all(choice.label == str(number) for number, choice in enumerate(body.choices, 1)):
        numbered = [_INDENT + " ".join(choice.label for choice in body.choices)] if body.choices else []
    below = [body.visibility, " · ".join(choice.label for choice in body.controls)]
    if body.progress:
        below.insert(0, "{}/{}".format(*body.progress))
    small = [f"{_INDENT}({line})" for line in below if line]
    return (*body.text.splitlines(), *(f"{_INDENT}{line}" for line in body.hint.splitlines()), *numbered, *small)


def _block(block: str | Quote) -> list[str]:
    if isinstance(block, Quote):
        return [f"{_INDENT}> {line}" for line in (block.words or "").splitlines()]
    return block.splitlines()
