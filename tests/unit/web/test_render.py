"""What stands on the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from itertools import count, pairwise
from pathlib import Path
from typing import TypeVar, cast

import pytest

import adapters.web
from adapters.desk import Visitor
from adapters.web import payloads
from adapters.web.render import PAGES, Pages, marked, tag
from dialogs.conversation import Conversation, Line
from dialogs.messages import Choice, Note, Quote
from dialogs.pages import DigestView, PageName, Preview, View
from dialogs.people import PersonId, Role
from tests.unit.web.fake_desk import TEXTS, FakeDesk
from tests.unit.web.html_page import Element, fields_of, read
from tests.unit.web.sample_pages import ASKED, CHART, NOW, SCRIPT, sample_pages

T = TypeVar("T")
FOLDER = Path(adapters.web.__path__[0])
LANGUAGES = sorted(TEXTS.languages)
HOSTILE = (
    "</p></textarea></title><script>alert(1)</script><a href='javascript:x'>{{ 7*7 }}</a>\"'><img src=x onerror=y>"
)
BY_ROLE = {role: visitor for visitor in FakeDesk().visitors.values() for role in [visitor.role]}
HTML_PAGES = [key for key in sample_pages() if key[1] is not PageName.EXPORT and key[0] in BY_ROLE]


def pages() -> Pages:
    """Return pages whose nonces can be told apart."""
    numbers = count(1)
    return Pages(FakeDesk(), lambda: f"nonce-{next(numbers):04}")


def visitor(role: Role, language: str = "nl") -> Visitor:
    """Return the visitor of a role, reading a language."""
    return replace(BY_ROLE[role], language=language)


def talk(*words: str, asked: int | None = 1) -> Conversation:
    """Return a conversation of these words, in turns, with a question open."""
    lines = tuple(Line(id=f"{at}", mine=bool(at % 2), body=word, at=NOW) for at, word in enumerate(words, 1))
    return Conversation(lines=lines, current=None if asked is None else SCRIPT[asked], role=Role.CLIENT)


def chat(conversation: Conversation, language: str = "nl", draft: Mapping[str, str] | None = None) -> str:
    """Return the chat of a client."""
    return pages().chat(visitor(Role.CLIENT, language), "/me/x", conversation, draft=draft)


def page(role: Role, name: PageName, view: View, language: str = "nl") -> str:
    """Return a page with all that can stand on it: an error, a preview, a notice."""
    preview = Preview(sentence="Je slaapt altijd uit.", leading=("altijd",), problems=("Te kort.",))
    return pages().page(
        visitor(role, language), "/me/x", name, view, errors={"text": "Schrijf iets."}, preview=preview, done="settings"
    )


def hostile(thing: T, *, words: bool = False) -> T:
    """Return the same view with an attack in every string that people write."""
    if isinstance(thing, tuple):
        return cast("T", tuple(hostile(one, words=words) for one in thing))
    if is_dataclass(thing) and not isinstance(thing, type):
        found = {one.name: hostile(getattr(thing, one.name), words=not one.repr) for one in fields(thing)}
        return cast("T", replace(thing, **found))
    return cast("T", f"{thing} {HOSTILE}") if words and isinstance(thing, str) and thing else thing


def everything(language: str) -> Iterator[tuple[str, str]]:
    """Return each page there is, in one language, under its name."""
    for (role, name), view in sample_pages().items():
        if (role, name) in HTML_PAGES:
            yield f"{role} {name}", page(role, name, view, language)
    note = Note(title="Nieuws", blocks=("Dit deden we.", Quote(speaker=PersonId("anna"), words="Fijn.")))
    shown = (note, replace(note, chart=CHART), replace(note, chart=CHART))
    told = tuple(Line(id=f"{at}", mine=False, body=body, at=NOW) for at, body in enumerate(shown, 9))
    rich = replace(talk("Hoi", "Dag"), lines=(*talk("Hoi", "Dag").lines, *told))
    filled = pages().asked(
        visitor(Role.CENTRE, language),
        "/me/x",
        ASKED,
        opened="item.ask_team out-2",
        back="digests/2026-W47",
        choices=(Choice(value="pass_on re-1", label="Geef door"),),
        errors={
            "text": "Schrijf iets.",
            "short": "Te kort.",
            "choice": "Kies.",
            "client": "Kies.",
            "": "Kijk nog eens.",
        },
    )
    yield "asked", filled
    only_read = replace(ASKED, title="", fields=(), submit="")
    yield "read", pages().asked(visitor(Role.CENTRE, language), "/me/x", only_read, opened="read 1", back="")
    yield "chat", chat(rich, language)
    yield "chat with buttons", chat(talk(asked=2), language)
    yield "chat at rest", chat(talk(asked=None), language)
    yield "chat stopped", chat(replace(talk(asked=None), stopped=True), language)
    yield "chat paused", chat(replace(talk(asked=None), paused_until=NOW.date()), language)
    for kind, key in (("unknown", "web.unknown.sentence"), ("odd", "web.error.odd"), ("away", "web.away.look")):
        yield kind, pages().plain(language, kind, key, back="/me/x")
    yield "goodbye", pages().plain(language, "goodbye", "web.goodbye.sentence")
    yield "again", pages().again(language, "/me/x/say", {"text": "Woorden", "nonce": "nonce-0001"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_read_aloud_and_used_by_keyboard(language: str) -> None:
    """Language set, one main heading, labelled fields, buttons with words, no id twice: on every page there is."""
    for name, html in everything(language):
        elements = read(html)
        assert elements[0].attrs["lang"] == language, name
        assert sum(one.tag == "h1" for one in elements) == 1, name
        ids = [one.attrs["id"] for one in elements if "id" in one.attrs]
        assert len(ids) == len(set(ids)), (name, ids)
        labels = {one.attrs["for"] for one in elements if one.tag == "label" and "for" in one.attrs}
        assert labels <= set(ids), name
        for one in elements:
            hidden = one.attrs.get("type") == "hidden"
            if one.tag in {"input", "textarea", "select"} and not hidden:
                inside = any(outer.tag == "label" for outer in one.around)
                assert inside or one.attrs["id"] in labels, (name, one)
            if one.tag in {"button", "a", "summary", "h1", "h2", "h3", "label", "legend"}:
                assert one.text.strip(), (name, one)
            for reference in ("aria-labelledby", "aria-describedby"):
                assert set(one.attrs.get(reference, "").split()) <= set(ids), (name, one)


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_go_one_level_down_at_a_time(language: str) -> None:
    """Whoever walks a page by its headings misses no level: under the main heading come the second ones."""
    for name, html in everything(language):
        levels = [int(one.tag[1]) for one in read(html) if one.tag in {"h1", "h2", "h3", "h4"}]
        assert all(below <= above + 1 for above, below in pairwise(levels)), (name, levels)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_in_another_language_say_so(language: str) -> None:
    """What stands on a page in another language carries it: the names of languages, and a colleague's reply."""
    for name, html in everything(language):
        for one in read(html):
            if one.tag == "option" and any(outer.attrs.get("name") == "language" for outer in one.around):
                assert one.attrs["lang"] == one.attrs["value"], name
    view = sample_pages()[Role.CENTRE, PageName.DIGEST]
    assert isinstance(view, DigestView)
    item = view.items[0]
    frisian = replace(item, replies=(replace(item.replies[0], language="fy"), *item.replies[1:]))
    drawn = page(Role.CENTRE, PageName.DIGEST, replace(view, items=(frisian,)), language)
    assert [one.attrs["lang"] for one in read(drawn) if "lang" in one.attrs and one.tag == "p"] == ["fy"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_needs_what_the_policy_forbids(language: str) -> None:
    """No script or style stands in a page, and nothing is fetched from elsewhere."""
    for name, html in everything(language):
        for one in read(html):
            assert one.tag != "style", name
            assert one.tag != "script" or (one.attrs["src"].startswith("/assets/") and not one.text), name
            assert not any(attr == "style" or attr.startswith("on") for attr in one.attrs), (name, one)
            for attr in ("src", "href", "action", "hx-get", "hx-post"):
                assert re.match(r"/(?!/)|#|$", one.attrs.get(attr, "")), (name, one)


@pytest.mark.parametrize(("role", "name"), HTML_PAGES)
def test_words_never_become_anything_but_words(role: Role, name: PageName) -> None:
    """Whatever people write, a page has the same elements as with harmless words."""
    view = sample_pages()[role, name]
    harmless, attacked = read(page(role, name, view)), read(page(role, name, hostile(view)))
    assert [one.tag for one in attacked] == [one.tag for one in harmless]
    ticked = {"checked", "selected"}
    assert [set(one.attrs) - ticked for one in attacked] == [set(one.attrs) - ticked for one in harmless]


def test_words_in_the_chat_never_become_anything_but_words() -> None:
    """In the chat too: lines, question, buttons, and what was typed before a failure."""
    plain = replace(talk("Hoi", "Dag"), current=SCRIPT[2])
    attacked = read(chat(hostile(replace(plain, lines=hostile(plain.lines, words=True))), draft={"text": HOSTILE}))
    assert [one.tag for one in attacked] == [one.tag for one in read(chat(plain))]
    assert any(one.tag == "textarea" and HOSTILE in one.text for one in attacked)


def test_words_run_in_their_own_direction() -> None:
    """A right-to-left sentence is shown right to left, whoever's page it is on."""
    for html in (
        chat(talk("مرحبا", "שלום")),
        page(Role.CLIENT, PageName.ANSWERS, sample_pages()[Role.CLIENT, PageName.ANSWERS]),
    ):
        words = [
            one for one in read(html) if one.text.strip() in {"مرحبا", "שלום", "Weer eens per week naar de markt."}
        ]
        assert words
        assert any(one.attrs.get("dir") == "auto" for one in words)


def test_the_open_question_stands_once_and_says_who_will_read() -> None:
    """The current question is taken out of the lines and shown by itself, with its readers and progress."""
    conversation = replace(talk(asked=1), lines=(Line(id="1", mine=False, body=SCRIPT[1], at=NOW),))
    elements = read(chat(conversation))
    shown = [one for one in elements if one.tag == "p" and one.text == SCRIPT[1].text]
    assert [one.attrs.get("id") for one in shown] == ["now-text"]
    text = next(one for one in elements if one.attrs.get("id") == "current").text
    assert SCRIPT[1].visibility in text
    assert "2 van 3" in text


def test_an_open_page_gets_only_what_is_new() -> None:
    """A page that saw two lines is sent the third alone, and nothing when there is nothing."""
    before, after = talk("een", "twee"), talk("een", "twee", "drie")
    anna = visitor(Role.CLIENT)
    assert pages().fragment(anna, "/me/x", before, tag(before), answering=False) is None
    new = pages().fragment(anna, "/me/x", after, tag(before), answering=False)
    assert new is not None
    assert _bubbles(new) == ["drie"]
    assert "now-text" not in new, "an unchanged question keeps its place and focus"


def test_a_changed_line_redraws_the_whole_conversation() -> None:
    """When an earlier line is not what it was, such as words taken back, nothing of the old one stays."""
    before, after = talk("een", "twee", "drie"), talk("een", "weg", "drie")
    new = pages().fragment(visitor(Role.CLIENT), "/me/x", after, tag(before), answering=False)
    assert new is not None
    assert _bubbles(new) == ["een", "weg", "drie"]


@pytest.mark.parametrize("seen", ["", "9.x.y", "-1.x", "²", "99999999999999999999.x.y", "1"])
def test_an_odd_mark_gets_everything(seen: str) -> None:
    """A mark nobody gave out is answered with the whole conversation, never with an error."""
    new = pages().fragment(visitor(Role.CLIENT), "/me/x", talk("een", "twee"), seen, answering=False)
    assert new is not None
    assert _bubbles(new) == ["een", "twee"]


def test_an_answer_always_gets_a_fresh_form() -> None:
    """After an answer the question is drawn with a new nonce, so that the same answer given again counts again."""
    conversation, drawing = talk("een", asked=2), pages()
    old = fields_of(drawing.chat(visitor(Role.CLIENT), "/me/x", conversation), "/pick")
    new = drawing.fragment(visitor(Role.CLIENT), "/me/x", conversation, tag(conversation), answering=True)
    assert new is not None
    assert fields_of(new, "/pick")["nonce"] != old["nonce"]


def test_no_control_sets_a_status() -> None:
    """On the page of assumptions nothing can be sent but a new one, a preview or a withdrawal."""
    view = sample_pages()[Role.PROFESSIONAL, PageName.ASSUMPTIONS]
    html = pages().page(visitor(Role.PROFESSIONAL), "/me/x", PageName.ASSUMPTIONS, view)
    names = {
        one.attrs["name"]
        for one in read(html)
        if one.tag in {"input", "select", "textarea", "button"} and "name" in one.attrs
    }
    assert names == {"nonce", "form", "client", "text", "about", "wrong_if", "assumption"}


def test_nothing_is_logged_before_it_was_seen_as_the_client_sees_it() -> None:
    """The button that logs an assumption is there only under a preview without problems."""
    view = sample_pages()[Role.PROFESSIONAL, PageName.ASSUMPTIONS]
    joost = visitor(Role.PROFESSIONAL)
    for preview, there in (
        (None, False),
        (Preview(sentence="Kort.", problems=("Te kort.",)), False),
        (Preview(sentence="Je slaapt graag uit."), True),
    ):
        html = pages().page(joost, "/me/x", PageName.ASSUMPTIONS, view, preview=preview)
        assert any(one.attrs.get("value") == "assumption.log" for one in read(html)) is there


def test_leading_words_are_marked_in_the_exact_sentence() -> None:
    """A mark changes no letter of the sentence, and a sentence cannot mark itself up."""
    html = str(marked("Je wilt <b>natuurlijk</b> altijd uitslapen.", ("natuurlijk", "altijd")))
    elements = read(f"<p>{html}</p>")
    assert elements[0].text == "Je wilt <b>natuurlijk</b> altijd uitslapen."
    assert [one.text for one in elements[1:]] == ["natuurlijk", "altijd"]


def test_every_phrase_a_template_names_is_there() -> None:
    """A key written in a template or in the door exists in every language."""
    files = [*FOLDER.glob("templates/*.html"), *FOLDER.glob("*.py")]
    found = {key for file in files for key in re.findall(r'"(web\.[a-z_.]*[a-z])"(?!\s*~)', file.read_text("utf-8"))}
    named = found - {"web.css"}
    assert named
    for language in LANGUAGES:
        assert named <= set(TEXTS.keys(language)), language


def test_every_form_and_page_has_its_words() -> None:
    """Every page has a name in the menu and every form a sentence for when it is done."""
    silent = {"assumption.preview", "client.link", "erase"}
    for language in LANGUAGES:
        keys = set(TEXTS.keys(language))
        assert {f"web.nav.{name}" for names in PAGES.values() for name in names} <= keys
        assert {f"web.done.{name}" for name in payloads.FORMS if name not in silent} <= keys


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_told_apart(scheme: str) -> None:
    """Text has a contrast of 4.5 to 1 with what it stands on, borders of fields 3 to 1, by day and by night."""
    css = (FOLDER / "static" / "web.css").read_text("utf-8")
    schemes = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
        for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    ]
    light, night = schemes
    colours = {**light, **night} if scheme == "dark" else light
    texts = [
        *((ink, paper) for ink in ("ink", "quiet", "accent", "glow", "bad") for paper in ("paper", "card")),
        ("ink", "soft"),
        ("quiet", "soft"),
        ("bad", "soft"),
        ("glow", "soft"),
        ("mine-ink", "mine"),
        ("accent-ink", "accent"),
        ("bad", "bad-paper"),
        ("good", "good-paper"),
    ]
    for ink, paper in texts:
        assert _contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)
    for edge, paper in (("edge", "card"), ("edge", "paper"), ("focus", "card"), ("focus", "paper")):
        assert _contrast(colours[edge], colours[paper]) >= 3, (edge, paper)


def _bubbles(html: str) -> list[str]:
    def is_words(one: Element) -> bool:
        return one.tag == "p" and any("bubble" in outer.attrs.get("class", "") for outer in one.around)

    return [one.text for one in read(html) if is_words(one)]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
