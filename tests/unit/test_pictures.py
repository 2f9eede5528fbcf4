"""A chart as a PNG."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import pytest

from adapters import pictures
from dialogs.messages import Chart, Series

WEEKS = Chart(
    title="Helpt dit? Minstens zoveel mensen per week",
    alt="",
    categories=tuple(f"Week {week}" for week in range(40, 48)),
    series=tuple(
        Series(name=name, values=values)
        for name, values in (
            ("Ja", (10, 15, 15, 0, 20, 20, 25, 25)),
            ("Deels", (5, 5, 10, 0, 5, 10, 0, 5)),
            ("Nee", (0, 5, 5, 0, 10, 5, 5, 0)),
        )
    ),
)
ODD = Chart(
    title=r"$\undefined{ $ 漢字 🙂 " * 9,
    alt="",
    categories=("_x", "$", "a\nb", ""),
    series=tuple(Series(name=f"_{at} ${{", values=(5, 0, 100_000, 5)) for at in range(12)),
)
EMPTY = Chart(title="", alt="", categories=(), series=())
HEAVIEST = 100_000


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Return the kind and content of each chunk of a PNG; every one must be whole."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at = 8
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        kind, content = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", png, at + 8 + length) == (zlib.crc32(kind + content),)
        yield kind, content
        at += 12 + length


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Return the width, the height and all the rows of a PNG with eight bits for each colour."""
    found = list(chunks(png))
    width, height, depth = struct.unpack_from(">IIB", found[0][1])
    assert (found[0][0], depth, found[-1][0]) == (b"IHDR", 8, b"IEND")
    return width, height, zlib.decompress(b"".join(content for kind, content in found if kind == b"IDAT"))


def test_a_picture_can_be_made_here() -> None:
    """The tests have what it takes."""
    assert pictures.available()


@pytest.mark.parametrize("chart", [WEEKS, ODD, EMPTY], ids=["weeks", "odd", "empty"])
def test_a_picture_opens_and_is_small(chart: Chart) -> None:
    """Whatever it has to show: a whole PNG of its own size, of at most a hundred kilobytes, without a warning."""
    made = pictures.png(chart)
    width, height, rows = pixels(made)
    assert (width, height) == (pictures.WIDTH, pictures.HEIGHT)
    assert len(rows) == height * (width * 4 + 1)
    assert len(made) <= HEAVIEST


def test_the_same_chart_gives_the_same_picture() -> None:
    """Not a byte differs, and nothing is in it but the picture: no date and no name of a program."""
    made = pictures.png(WEEKS)
    assert made == pictures.png(WEEKS)
    assert {kind for kind, _ in chunks(made)} <= {b"IHDR", b"pHYs", b"IDAT", b"IEND"}


def test_another_number_gives_another_picture() -> None:
    """A picture shows its numbers: one that differs can be seen."""
    more = Chart(
        title=WEEKS.title,
        alt=WEEKS.alt,
        categories=WEEKS.categories,
        series=(Series(name="Ja", values=(15, *WEEKS.series[0].values[1:])), *WEEKS.series[1:]),
    )
    assert pixels(pictures.png(more)) != pixels(pictures.png(WEEKS))
