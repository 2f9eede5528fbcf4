"""A chart as a PNG, for a platform that cannot draw it itself; the extra `charts` brings what draws it."""

from __future__ import annotations

import io
import textwrap
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from dialogs.messages import Chart, Series

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH: Final = 1000
HEIGHT: Final = 500
"""In pixels."""

COLOURS: Final = ("#28604f", "#b2701a", "#6a4fa0")
TEXTURES: Final = ("", "///", "..", "xx")
"""Each series has its own pair of the two; the first texture is solid."""

_PAPER: Final = "#fffdf9"
_INK: Final = "#2c2622"
_QUIET: Final = "#655b52"
_FONT: Final = "DejaVu Sans"
"""Comes with matplotlib, so that a picture looks the same on every machine."""

_NO_LETTER: Final = "\N{WHITE SQUARE}"
_DOTS_PER_INCH: Final = 100
_PLOT: Final = (0.03, 0.14, 0.94, 0.62)
"""Left, bottom, width and height of the bars, as shares of the picture; above them are the title and the names."""

_EDGE: Final = 0.03
_BAR: Final = 0.62
_HATCH: Final = 2.5
_FEWEST: Final = 6
_ROOM: Final = 1.03
_LOW: Final = 15
"""The scale goes up to this number at least, so that five people do not look like a crowd."""

_SMALLEST_MARKED: Final = 0.06
"""A part of a bar is marked with its number when it takes more than this share of the tallest bar."""

_TITLE_LETTERS: Final = 70
_MOST_IN_A_ROW: Final = 6


def available() -> bool:
    """Tell whether a picture can be made here."""
    return find_spec("matplotlib") is not None


def png(chart: Chart) -> bytes:
    """Return a chart as stacked bars in a PNG; the same chart gives the same bytes.

    It takes about a tenth of a second, and the first time two: call it in a thread of its own.
    """
    # Loading matplotlib takes long; only whoever wants a picture waits for it.
    from matplotlib.figure import Figure  # noqa: PLC0415

    size = (WIDTH / _DOTS_PER_INCH, HEIGHT / _DOTS_PER_INCH)
    figure = Figure(figsize=size)
    axes = figure.add_axes(_PLOT)
    looks = [(one, COLOURS[at % len(COLOURS)], TEXTURES[at % len(TEXTURES)]) for at, one in enumerate(chart.series)]
    _bars(axes, len(chart.categories), looks)
    _frame(axes, chart)
    _legend(axes, looks)
    written = io.BytesIO()
    figure.savefig(written, format="png", dpi=_DOTS_PER_INCH, facecolor=_PAPER, metadata={"Software": None})
    return written.getvalue()


def _bars(axes: Axes, bars: int, looks: list[tuple[Series, str, str]]) -> None:
    under = [0] * bars
    most = max([_LOW, *(sum(one.values[at] for one, _, _ in looks) for at in range(bars))])
    for series, colour, texture in looks:
        drawn = [at for at in range(bars) if series.values[at] > 0]
        axes.bar(
            drawn,
            [series.values[at] for at in drawn],
            _BAR,
            bottom=[under[at] for at in drawn],
            facecolor=_PAPER if texture else colour,
            edgecolor=colour,
            hatch=texture,
            hatch_linewidth=_HATCH,
            linewidth=2,
        )
        for at in drawn:
            value, low = series.values[at], under[at]
            under[at] += value
            if value > most * _SMALLEST_MARKED:
                look = {
                    "fontfamily": _FONT,
                    "fontsize": 14,
                    "fontweight": "bold",
                    "ha": "center",
                    "va": "center_baseline",
                }
                label = axes.text(at, low + value / 2, str(value), look, color=_INK if texture else _PAPER)
                if texture:
                    label.set_bbox({"facecolor": _PAPER, "edgecolor": "none", "boxstyle": "round,pad=0.15"})
    axes.set_xlim(-0.5, max(bars, _FEWEST) - 0.5)
    axes.set_ylim(0, most * _ROOM)


def _frame(axes: Axes, chart: Chart) -> None:
    look = {"fontfamily": _FONT, "fontsize": 17, "fontweight": "bold", "color": _INK, "va": "top"}
    title = textwrap.shorten(_drawable(chart.title), _TITLE_LETTERS, placeholder=" …")
    axes.figure.text(_EDGE, 1 - 2 * _EDGE, title, look, parse_math=False)
    names = ["\n".join(_drawable(name).rsplit(" ", 1)) for name in chart.categories]
    axes.set_xticks(range(len(names)), names, fontfamily=_FONT, fontsize=13, color=_QUIET, parse_math=False)
    axes.set_yticks([])
    axes.tick_params(length=0, pad=8)
    axes.spines[["top", "left", "right"]].set_visible(False)
    axes.spines["bottom"].set_color(_QUIET)
    axes.set_facecolor(_PAPER)


def _legend(axes: Axes, looks: list[tuple[Series, str, str]]) -> None:
    from matplotlib.patches import Patch  # noqa: PLC0415

    keys = [
        Patch(facecolor=_PAPER if texture else colour, edgecolor=colour, hatch=texture) for _, colour, texture in looks
    ]
    legend = axes.legend(
        keys,
        ["" for _ in keys],
        loc="upper left",
        bbox_to_anchor=(_EDGE, 1 - 4 * _EDGE),
        bbox_transform=axes.figure.transSubfigure,
        ncols=min(max(len(keys), 1), _MOST_IN_A_ROW),
        frameon=False,
        prop={"family": _FONT, "size": 14},
        labelcolor=_INK,
        borderaxespad=0.2,
        borderpad=0.2,
        handleheight=1.1,
    )
    for shown, text, (series, _, _) in zip(legend.legend_handles, legend.get_texts(), looks, strict=True):
        if isinstance(shown, Patch):
            shown.set_hatch_linewidth(_HATCH)
        text.set_parse_math(False)
        text.set_text(_drawable(series.name))


def _drawable(text: str) -> str:
    """Return a text with a square for each character that the font does not have."""
    from matplotlib.font_manager import findfont, get_font  # noqa: PLC0415

    known = get_font(findfont(_FONT)).get_charmap()
    return "".join(letter if ord(letter) in known or letter.isspace() else _NO_LETTER for letter in text)
