"""Reads a page back as its elements, so that tests speak of what stands on it and not of its layout."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "input", "img", "br", "path", "circle"})


@dataclass
class Element:
    """One element with its attributes, its own text and the elements around it, outermost first."""

    tag: str
    attrs: dict[str, str]
    around: tuple[Element, ...] = field(repr=False)
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self.open))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


def read(html: str) -> list[Element]:
    """Return every element of a page or fragment in order; raises where tags do not match."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open, f"left open: {[element.tag for element in reader.open]}"
    return reader.elements


def fields_of(html: str, action: str, button: str = "") -> dict[str, str]:
    """Return what a browser would send for the first form with this action, all as it stands.

    With `button` the first form that has that button, by its value, and the button's own field with it.
    """
    elements = read(html)
    for form in (one for one in elements if one.tag == "form" and one.attrs["action"].endswith(action)):
        inside = [one for one in elements if form in one.around]
        pressed = [one for one in inside if one.tag == "button" and button and one.attrs.get("value") == button]
        if button and not pressed:
            continue
        sent = {one.attrs["name"]: one.attrs["value"] for one in pressed}
        for one in inside:
            kind = one.attrs.get("type", "")
            if "name" not in one.attrs or one.tag == "button":
                continue
            if one.tag == "textarea":
                sent[one.attrs["name"]] = one.text.removeprefix("\n")
            elif one.tag == "input" and (kind not in {"radio", "checkbox"} or "checked" in one.attrs):
                sent[one.attrs["name"]] = one.attrs.get("value", "")
            elif one.tag == "select":
                options = [option for option in inside if option.tag == "option" and one in option.around]
                chosen = [option for option in options if "selected" in option.attrs] or options[:1]
                sent[one.attrs["name"]] = chosen[0].attrs["value"]
        return sent
    raise AssertionError(f"no form for {action} {button}")
