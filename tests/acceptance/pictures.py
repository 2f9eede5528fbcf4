"""Pictures for the documents, kept by the tests that play what is on them where PICTURES=1 asks for it."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import FloatRect, Locator, Page

PICTURES = Path(__file__).parents[2] / "docs/pictures" if os.environ.get("PICTURES") else None
_MARGIN = 12


def picture_of(shown: Page | Locator, name: str) -> None:
    """Keep a picture of a page, or of a part of one, under this name."""
    if PICTURES is not None:
        shown.screenshot(path=PICTURES / f"{name}.png")


def picture_around(page: Page, name: str, *parts: Locator) -> None:
    """Keep a picture of the part of a page in which these are, with a little room around them."""
    if PICTURES is None:
        return
    boxes = [box for box in (part.bounding_box() for part in parts) if box is not None]
    left = min(box["x"] for box in boxes) - _MARGIN
    top = min(box["y"] for box in boxes) - _MARGIN
    width = max(box["x"] + box["width"] for box in boxes) + _MARGIN - left
    height = max(box["y"] + box["height"] for box in boxes) + _MARGIN - top
    page.screenshot(path=PICTURES / f"{name}.png", clip=FloatRect(x=left, y=top, width=width, height=height))
