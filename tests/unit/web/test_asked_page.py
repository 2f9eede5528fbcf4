"""A form that a button opened, as a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count

from adapters.web.render import Pages
from dialogs.messages import Form
from dialogs.pages import DigestView, PageName
from dialogs.people import Role
from tests.unit.web.fake_desk import MARIJKE, FakeDesk
from tests.unit.web.html_page import Element, fields_of, read
from tests.unit.web.sample_pages import ASKED, sample_pages

HOME = "/me/x"
BACK = "digests/2026-W47"


def page(form: Form = ASKED, *, draft: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None) -> str:
    """Return the page of a form that Marijke opened from the week."""
    desk, numbers = FakeDesk(), count(1)
    return Pages(desk, lambda: f"nonce-{next(numbers):04}").asked(
        desk.visitors[MARIJKE], HOME, form, opened="item.ask_team out-2", back=BACK, draft=draft, errors=errors
    )


def named(html: str, name: str) -> list[Element]:
    """Return the fields with a name."""
    return [one for one in read(html) if one.attrs.get("name") == name]


def test_every_kind_of_field_is_there() -> None:
    """Long words, short words, buttons to choose from, a list where there are many, a date and a number."""
    html = page()
    kinds = {
        name: (named(html, name)[0].tag, named(html, name)[0].attrs.get("type", ""))
        for name in ("text", "short", "choice", "client", "until", "every")
    }
    assert kinds == {
        "text": ("textarea", ""),
        "short": ("input", "text"),
        "choice": ("input", "radio"),
        "client": ("select", ""),
        "until": ("input", "date"),
        "every": ("input", "text"),
    }
    assert [one.attrs["value"] for one in named(html, "choice")] == ["yes", "no", ""]


def test_nothing_is_chosen_for_somebody() -> None:
    """Where a choice has to be made, none is made beforehand; where it may stay open, it is open."""
    html = page()
    assert not any("checked" in one.attrs for one in named(html, "choice"))
    assert [one.attrs["value"] for one in named(html, "group") if "checked" in one.attrs] == [""]
    assert fields_of(html, "/asked")["client"] == ""


def test_what_goes_along_unseen_goes_along() -> None:
    """The item, the form's name, how it was opened and where one came from are sent, and none can be seen."""
    sent = fields_of(page(), "/asked")
    expected = {"form": "item.ask_team", "item": "out-2", "open": "item.ask_team out-2", "back": BACK}
    assert sent.items() >= expected.items()
    for name in expected:
        assert [one.attrs["type"] for one in named(page(), name)] == ["hidden"]


def test_what_was_typed_comes_back_with_what_is_wrong() -> None:
    """A form that was not right has every word and choice still in it, and the field is tied to its sentence."""
    typed = {"text": "Lukt dat?\n<b>", "short": "", "choice": "no", "client": "client-3", "until": "", "every": "x"}
    html = page(draft=typed, errors={"text": "Te kort.", "": "Kijk nog eens."})
    assert fields_of(html, "/asked").items() >= typed.items()
    (text,) = named(html, "text")
    assert any(one.startswith("text-") and one.endswith("-error") for one in text.attrs["aria-describedby"].split())
    assert text.attrs["aria-invalid"] == "true"
    (alert,) = (one for one in read(html) if one.attrs.get("role") == "alert")
    assert "Kijk nog eens." in alert.text


def test_somebody_can_always_go_back() -> None:
    """With a form and with something that is only read, there is a way back to where one was."""
    for form in (ASKED, replace(ASKED, submit="", fields=())):
        links = [one.attrs["href"] for one in read(page(form)) if one.attrs.get("class") == "button soft"]
        assert links == [f"{HOME}/{BACK}"]
    assert not any(one.tag == "form" for one in read(page(replace(ASKED, submit="", fields=()))))


def test_words_taken_back_are_not_there() -> None:
    """A quote whose words are gone says so, and stands apart from what was said."""
    gone = [one for one in read(page()) if one.tag == "blockquote" and one.attrs.get("class") == "gone"]
    assert len(gone) == 1


def test_the_week_has_the_buttons_of_its_items() -> None:
    """Every item has what its note offers, by name and once; the reply stays the form it was."""
    view = sample_pages()[Role.CENTRE, PageName.DIGEST]
    assert isinstance(view, DigestView)
    desk = FakeDesk()
    html = Pages(desk, lambda: "nonce-0001").page(desk.visitors[MARIJKE], HOME, PageName.DIGEST, view)
    names = [one.attrs["value"] for one in named(html, "name")]
    assert names == ["item.ask_team out-3", "item.dossier out-3", "item.not_ours out-3"]
    assert [one.attrs["value"] for one in named(html, "form")] == ["reply"] * len(view.items)
    assert {one.attrs["value"] for one in named(html, "back")} == {BACK}
