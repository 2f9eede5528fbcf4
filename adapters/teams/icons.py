"""The two icons of the app, drawn when they are needed: two speech balloons, written as PNG by hand; no I/O."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from functools import cache
from typing import Final

COLOR_SIZE: Final = 192
OUTLINE_SIZE: Final = 32

_GREEN, _ORANGE, _PAPER = (0x2F, 0x6B, 0x5B), (0xD9, 0x8A, 0x5B), (0xFB, 0xF7, 0xF0)
_WHITE: Final = (0xFF, 0xFF, 0xFF)
_SAMPLES: Final = 4
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_RGBA: Final = 6

Colour = tuple[int, int, int]
Ink = Callable[[float, float], Colour | None]
"""Which colour, if any, stands at a point of a square from 0 to 48."""


@cache
def color() -> bytes:
    """Return the icon in colour, 192 by 192, without any part to see through."""
    return _png(COLOR_SIZE, _in_colour, background=_PAPER)


@cache
def outline() -> bytes:
    """Return the icon in white lines, 32 by 32, on nothing."""
    return _png(OUTLINE_SIZE, _in_lines, background=None)


def _in_colour(x: float, y: float) -> Colour | None:
    if _second(x, y):
        return _ORANGE
    # A narrow rim keeps the two apart.
    return _GREEN if _first(x, y) and not _second(x, y, rim=1.6) else None


def _in_lines(x: float, y: float) -> Colour | None:
    second = _second(x, y) and not _second(x, y, rim=-3.0)
    first = _first(x, y) and not _first(x, y, rim=-3.0) and not _second(x, y, rim=1.5)
    return _WHITE if first or second else None


def _first(x: float, y: float, rim: float = 0.0) -> bool:
    tail = ((9.0, 27.0), (7.0, 42.0), (19.0, 34.0))
    return _ellipse(x, y, 20.5, 21.0, 17.0 + rim, 14.5 + rim) or (rim >= 0 and _triangle(x, y, tail))


def _second(x: float, y: float, rim: float = 0.0) -> bool:
    tail = ((34.0, 32.0), (43.5, 39.5), (42.0, 27.0))
    return _ellipse(x, y, 33.0, 23.5, 12.5 + rim, 11.0 + rim) or (rim >= 0 and _triangle(x, y, tail))


def _ellipse(x: float, y: float, left: float, top: float, width: float, height: float) -> bool:
    return ((x - left) / width) ** 2 + ((y - top) / height) ** 2 <= 1.0


def _triangle(x: float, y: float, corners: tuple[tuple[float, float], ...]) -> bool:
    sides = [
        (x - fx) * (ty - fy) - (y - fy) * (tx - fx)
        for (fx, fy), (tx, ty) in zip(corners, (*corners[1:], corners[0]), strict=True)
    ]
    return all(side <= 0 for side in sides) or all(side >= 0 for side in sides)


def _png(size: int, ink: Ink, background: Colour | None) -> bytes:
    scale = 48 / size
    corners = [[ink(column * scale, row * scale) for column in range(size + 1)] for row in range(size + 1)]

    def pixel(column: int, row: int) -> bytes:
        around = {corners[row + down][column + across] for down in (0, 1) for across in (0, 1)}
        # Only where something ends is it worth while to look more closely.
        return _mean(column, row, scale, ink, background) if len(around) > 1 else _solid(around.pop() or background)

    rows = b"".join(b"\0" + b"".join(pixel(column, row) for column in range(size)) for row in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, _RGBA, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(name, body) for name, body in chunks)


def _solid(colour: Colour | None) -> bytes:
    return bytes((*colour, 255)) if colour else b"\0\0\0\0"


def _mean(column: int, row: int, scale: float, ink: Ink, background: Colour | None) -> bytes:
    """Return one pixel: the mean of what stands at a few points in it."""
    found: list[Colour] = []
    for across in range(_SAMPLES):
        for down in range(_SAMPLES):
            x, y = ((at + (part + 0.5) / _SAMPLES) * scale for at, part in ((column, across), (row, down)))
            seen = ink(x, y) or background
            if seen is not None:
                found.append(seen)
    if not found:
        return _solid(None)
    red, green, blue = (sum(part) // len(found) for part in zip(*found, strict=True))
    return bytes((red, green, blue, 255 * len(found) // _SAMPLES**2))


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
