"""What an eye sees of a page at once: whether things look alike, whether something is cut off, what stands higher."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Locator

_LOOK: Final = """all => all.map(one => {
    const style = getComputedStyle(one)
    return [style.backgroundColor, style.color, style.fontWeight, style.fontSize, style.borderColor,
            one.getBoundingClientRect().height].join(" ")
})"""
_CUT_OFF: Final = """shown => [...shown.querySelectorAll("*")]
    .filter(one => getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1)
    .map(one => one.innerText)"""


def looks(buttons: Locator) -> set[str]:
    """Return how these look, each different look once."""
    return set(buttons.evaluate_all(_LOOK))


def cut_off(shown: Locator) -> list[str]:
    """Return every text in it that does not fit where it stands."""
    found: list[str] = shown.evaluate(_CUT_OFF)
    return found


def top(shown: Locator) -> float:
    """Return how far from the top of the page it stands."""
    box = shown.bounding_box()
    assert box is not None
    return box["y"]
