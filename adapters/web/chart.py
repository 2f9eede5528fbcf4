"""From a chart to the pieces of a drawing: pure sums, no markup and no words of our own.

Across, everything is a share of the width, and down it is pixels; so the letters keep their size on a phone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dialogs.messages import Chart

COLOURS: Final = 3
TEXTURES: Final = 4
"""Each series has its own pair of a colour and a texture; the two have no factor in common, so twelve pairs differ."""

_TOP: Final = 8
_TALLEST: Final = 150
_LOWEST: Final = 3
_GAP: Final = 2
_LETTERS: Final = 17
"""A piece is marked with its number from this height on."""

_LINE: Final = 17
_FEWEST: Final = 6
_LOW: Final = 15
"""The scale goes up to this number at least, so that five people do not look like a crowd."""

_BAR: Final = 0.62


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a series is told from the others, by colour and, without any colour, by texture."""

    name: str
    colour: int
    texture: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One part of a bar; `x`, `width` and `middle` are percentages, `y` and `height` pixels; `look` counts from 0."""

    look: int
    x: float
    width: float
    middle: float
    y: int
    height: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What stands under a bar, in lines; `middle` is a percentage."""

    middle: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart, measured: `floor` is where the bars stand, `line` the height of a line of letters, all in pixels."""

    looks: tuple[Look, ...]
    pieces: tuple[Piece, ...]
    labels: tuple[Label, ...]
    floor: int
    height: int
    line: int = _LINE


def drawing(chart: Chart) -> Drawing:
    """Return a chart as stacked bars, the first series at the bottom; a number that is 0 is not drawn."""
    bars = len(chart.categories)
    slot = 100 / max(bars, _FEWEST)
    middles = [round((at + 0.5) * slot, 2) for at in range(bars)]
    stacks = _heights([[one.values[at] for one in chart.series] for at in range(bars)])
    floor = _TOP + max([sum(height + _GAP for height in stack.values()) for stack in stacks], default=0)
    labels = [Label(middle=middle, lines=_lines(name)) for middle, name in zip(middles, chart.categories, strict=True)]
    below = max([len(label.lines) for label in labels], default=0) * _LINE
    return Drawing(
        looks=tuple(
            Look(name=one.name, colour=at % COLOURS, texture=at % TEXTURES) for at, one in enumerate(chart.series)
        ),
        pieces=tuple(
            piece
            for at, (middle, stack) in enumerate(zip(middles, stacks, strict=True))
            for piece in _pieces(chart, at, middle, slot * _BAR, stack, floor)
        ),
        labels=tuple(labels),
        floor=floor,
        height=floor + below + _LINE // 2,
    )


def _heights(stacks: list[list[int]]) -> list[dict[int, int]]:
    """Return for each bar how high each of its series is; even the smallest can be seen."""
    most = max([_LOW, *(sum(stack) for stack in stacks)])
    return [
        {look: max(_LOWEST, round(_TALLEST * value / most) - _GAP) for look, value in enumerate(stack) if value > 0}
        for stack in stacks
    ]


def _pieces(chart: Chart, at: int, middle: float, width: float, stack: dict[int, int], floor: int) -> Iterator[Piece]:
    under = floor
    for look, height in stack.items():
        under -= height
        yield Piece(
            look=look,
            x=round(middle - width / 2, 2),
            width=round(width, 2),
            middle=middle,
            y=under,
            height=height,
            label=str(chart.series[look].values[at]) if height >= _LETTERS else "",
        )
        under -= _GAP


def _lines(name: str) -> tuple[str, ...]:
    first, _, last = name.rpartition(" ")
    return (first, last) if first else (last,)
