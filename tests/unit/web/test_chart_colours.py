"""The colours of a chart, for every kind of eyes."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

import adapters.web
from adapters import pictures
from adapters.web.chart import COLOURS, TEXTURES

Colour = tuple[float, float, float]

CSS = (Path(adapters.web.__path__[0]) / "static" / "web.css").read_text("utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
)
SCHEMES = {"light": LIGHT, "dark": {**LIGHT, **DARK}}
EYES: dict[str, tuple[Colour, Colour, Colour]] = {
    "with three kinds of cones": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "without the red": ((0.1523, 1.0526, -0.2049), (0.1145, 0.7863, 0.0992), (-0.0039, -0.0481, 1.0520)),
    "without the green": ((0.3673, 0.8606, -0.2280), (0.2801, 0.6725, 0.0474), (-0.0118, 0.0429, 0.9689)),
    "without the blue": ((1.2555, -0.0767, -0.1788), (-0.0784, 0.9308, 0.1476), (0.0047, 0.6914, 0.3039)),
}
"""What is seen of linear red, green and blue (Machado, Oliveira and Fernandes 2009, at full severity)."""

TO_XYZ: tuple[Colour, Colour, Colour] = (
    (0.4124, 0.3576, 0.1805),
    (0.2126, 0.7152, 0.0722),
    (0.0193, 0.1192, 0.9505),
)
WHITE: Colour = (0.9505, 1.0, 1.089)
FAR_APART = 20
"""In CIELAB; from about 2 on eyes see a difference side by side."""


@pytest.mark.parametrize("scheme", SCHEMES)
def test_bars_stand_out_from_the_page(scheme: str) -> None:
    """Every colour has a contrast of 3 to 1 with the card it is drawn on, and a number in it of 4.5 to 1."""
    card = mixed(TO_XYZ, linear(SCHEMES[scheme]["card"]))[1]
    for at in range(COLOURS):
        bar = mixed(TO_XYZ, linear(SCHEMES[scheme][f"bar-{at}"]))[1]
        contrast = (max(bar, card) + 0.05) / (min(bar, card) + 0.05)
        # A number stands on the colour itself only where the texture is solid, which is the first.
        assert contrast >= (4.5 if at == 0 else 3), at


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_colours_differ_for_every_kind_of_eyes(scheme: str, eyes: str) -> None:
    """Eyes that lack a kind of cone still see colours that are far apart; the textures come on top of that."""
    seen = [lab(mixed(EYES[eyes], linear(SCHEMES[scheme][f"bar-{at}"]))) for at in range(COLOURS)]
    for one, other in combinations(seen, 2):
        assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 >= FAR_APART


def test_a_picture_for_other_platforms_looks_the_same() -> None:
    """What is drawn elsewhere has the colours of the web by day, and as many textures."""
    assert list(pictures.COLOURS) == [LIGHT[f"bar-{at}"] for at in range(COLOURS)]
    assert len(set(pictures.TEXTURES)) == TEXTURES


def linear(colour: str) -> Colour:
    """Return a colour as shares of linear light."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return light(red), light(green), light(blue)


def light(part: float) -> float:
    """Return how much light a share of a colour gives."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def mixed(matrix: tuple[Colour, Colour, Colour], colour: Colour) -> Colour:
    """Return the product of a matrix and a colour, kept between nothing and all light there is."""
    first, second, third = (min(max(sum(a * b for a, b in zip(row, colour, strict=True)), 0.0), 1.1) for row in matrix)
    return first, second, third


def lab(colour: Colour) -> Colour:
    """Return a colour of linear light in CIELAB."""
    parts = (one / white for one, white in zip(mixed(TO_XYZ, colour), WHITE, strict=True))
    x, y, z = (one ** (1 / 3) if one > (6 / 29) ** 3 else one * (29 / 6) ** 2 / 3 + 4 / 29 for one in parts)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
