"""From what a page shows to HTML: no I/O but reading our own templates; people's words are always escaped."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple
from datetime import timedelta
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from adapters.desk import Visitor
from adapters.web import page as pressing
from adapters.web.chart import drawing
from adapters.web.desk import Desk
from dialogs.conversation import Conversation, Line
from dialogs.messages import Choice, Form, Prompt
from dialogs.page import Page, Tone
from dialogs.pages import NewLink, OrganisationView, PageName, Preview, SettingsView, View
from dialogs.people import Role
from dialogs.rhythm.cadence import Unit

PAGES: Final[Mapping[Role, tuple[PageName, ...]]] = {
    Role.CLIENT: (PageName.ANSWERS, PageName.GROUP, PageName.SETTINGS, PageName.DATA),
    Role.PROFESSIONAL: (
        PageName.CLIENTS,
        PageName.ASSUMPTIONS,
        PageName.REPORTS,
        PageName.OFFERS,
        PageName.ANSWERS,
        PageName.SETTINGS,
        PageName.DATA,
    ),
    Role.CENTRE: (PageName.DIGESTS, PageName.ANSWERS, PageName.SETTINGS, PageName.DATA),
    Role.STEWARD: (PageName.ORGANISATION, PageName.SETTINGS, PageName.DATA),
}
TYPED: Final = frozenset({"text", "words", "wrong_if"})
_LOOKS: Final[Mapping[Tone, str]] = {Tone.PLAIN: "", Tone.STRONG: "words", Tone.ASKED: "asked", Tone.QUIET: "small"}
"""How a sentence on a page looks, by the name of a class of the style sheet."""

_WHILE: Final = timedelta(minutes=10)
_MOST_RADIOS: Final = 7
_COUNT: Final = re.compile(r"[0-9]{1,8}")

# Everything htmx could do with a string of script or style is off; a refused form is shown like any other answer.
_HTMX = json.dumps(
    {
        "includeIndicatorStyles": False,
        "allowEval": False,
        "allowScriptTags": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
        "attributesToSettle": ["class"],
        "timeout": 20_000,
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "[45]..", "swap": True, "error": True},
        ],
    }
)


class Pages:
    """The pages of the web channel."""

    def __init__(self, desk: Desk, nonce: Callable[[], str]) -> None:
        """Draw with the phrases of this desk; `nonce` marks each rendered form."""
        self._desk = desk
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).with_name("templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals.update(nonce=nonce, htmx_config=_HTMX, marked=marked, drawing=drawing)
        self._environment.globals.update(
            leads=pressing.leads, rest=pressing.rest, back=pressing.back, talks=pressing.TALKS, looks=_LOOKS
        )
        self._environment.filters["kind"] = lambda block: type(block).__name__

    def chat(
        self,
        visitor: Visitor,
        home: str,
        conversation: Conversation,
        *,
        draft: Mapping[str, str] | None = None,
        trouble: str = "",
    ) -> str:
        """Return the whole chat page; `draft` goes back into the box, `trouble` is said above it."""
        return self._draw(
            "chat.html",
            visitor,
            home,
            "chat",
            conversation=conversation,
            current=conversation.current,
            lines=_timed(past(conversation)),
            tag=tag(conversation),
            draft=draft or {},
            trouble=trouble,
            drawn="",
            oob=False,
        )

    def fragment(
        self, visitor: Visitor, home: str, conversation: Conversation, seen: str, *, answering: bool, trouble: str = ""
    ) -> str | None:
        """Return what changed since the page that carries `seen`, or None; `answering` always redraws the question."""
        lines = past(conversation)
        start = _start(lines, seen)
        newest = tag(conversation)
        if newest == seen and not answering and not trouble:
            return None
        turned = answering or newest.rpartition(".")[2] != seen.rpartition(".")[2]
        return self._draw(
            "fragment.html",
            visitor,
            home,
            "chat",
            conversation=conversation,
            current=conversation.current,
            lines=_timed(lines)[start:],
            whole=start == 0,
            turned=turned,
            tag=newest,
            trouble=trouble,
            oob=True,
        )

    def page(
        self,
        visitor: Visitor,
        home: str,
        name: PageName,
        view: View,
        *,
        draft: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
        preview: Preview | None = None,
        link: NewLink | None = None,
        done: str = "",
        trouble: str = "",
        drawn: str = "",
    ) -> str:
        """Return a page with its view; `draft` and `errors` bring a refused form back as it was typed.

        `drawn` is the moment at which the view was asked for: what the page tells of what it showed goes so far.
        """
        if isinstance(view, Page):
            return self._document(visitor, home, view, done=done, trouble=trouble, drawn=drawn)
        lists = self._lists(visitor.language, view)
        return self._draw(
            f"{name}.html",
            visitor,
            home,
            name.value,
            view=view,
            draft=draft or {},
            errors=errors or {},
            preview=preview,
            link=link,
            done=done,
            trouble=trouble,
            drawn=drawn,
            **lists,
        )

    def _document(self, visitor: Visitor, home: str, page: Page, **values: str) -> str:
        name = page.name.partition(" ")[0]
        return self._draw("page.html", visitor, home, name, page=page, errors={}, draft={}, **values)

    def asked(
        self,
        visitor: Visitor,
        home: str,
        form: Form,
        *,
        opened: str,
        back: str,
        choices: tuple[Choice, ...] = (),
        draft: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
        trouble: str = "",
    ) -> str:
        """Return a form that a button opened as a page; `opened` opens it anew, `back` is the page before it."""
        return self._draw(
            "asked.html",
            visitor,
            home,
            "asked",
            form=form,
            opened=opened,
            back=back,
            choices=choices,
            draft=draft or {},
            errors=errors or {},
            trouble=trouble,
            done="",
            drawn="",
            most=_MOST_RADIOS,
        )

    def plain(self, language: str, kind: str, key: str, *, back: str = "") -> str:
        """Return a page with one sentence, for somebody we may not know."""
        t = self._phrases(language)
        return self._template("plain.html", language=language, t=t, kind=kind, sentence=t(key), back=back)

    def front(self, language: str) -> str:
        """Return the first page, for whoever comes without a personal link: it names nobody."""
        return self._template("front.html", language=language, t=self._phrases(language))

    def again(self, language: str, action: str, fields: Mapping[str, str]) -> str:
        """Return the page that keeps what was typed while nothing could be kept, ready to be sent once more."""
        t = self._phrases(language)
        typed = [(name, value) for name, value in fields.items() if name in TYPED]
        hidden = [(name, value) for name, value in fields.items() if name not in TYPED]
        sentence = t("web.away.sentence")
        return self._template(
            "again.html", language=language, t=t, sentence=sentence, action=action, typed=typed, hidden=hidden
        )

    def notice(self, trouble: str) -> str:
        """Return only the sentence above the box, for a page that is open already."""
        return self._template("notice.html", trouble=trouble, oob=True)

    def _draw(self, template: str, visitor: Visitor, home: str, here: str, **values: object) -> str:
        names = [PageName.DIGESTS if here == PageName.DIGEST else here]
        navigation = [{"name": "chat", "path": "", "here": here == "chat"}]
        navigation += [{"name": name.value, "path": f"/{name}", "here": name in names} for name in PAGES[visitor.role]]
        return self._template(
            template,
            visitor=visitor,
            language=visitor.language,
            home=home,
            name=here,
            navigation=navigation,
            t=self._phrases(visitor.language),
            moment=lambda at: self._desk.moment(visitor, at),
            day=lambda day: self._desk.day(visitor, day),
            **values,
        )

    def _template(self, template: str, **values: object) -> str:
        return self._environment.get_template(template).render(**values)

    def _phrases(self, language: str) -> Callable[..., str]:
        return lambda key, **values: self._desk.phrase(language, key, **values)

    def _lists(self, language: str, view: View) -> Mapping[str, object]:
        t = self._phrases(language)
        weekdays = [(str(day), t(f"web.weekday.{day}")) for day in range(7)]
        match view:
            case OrganisationView():
                countries = [(code, t(f"web.country.{code}")) for code in view.countries]
                staff = [("", t("web.organisation.nobody")), *view.staff]
                return {"weekdays": weekdays, "countries": countries, "staff": staff}
            case SettingsView():
                units = [(unit.value, t(f"web.unit.{unit}")) for unit in Unit]
                languages = [(choice.value, choice.label) for choice in view.languages]
                return {"weekdays": weekdays, "units": units, "languages": languages}
            case _:
                return {}


def past(conversation: Conversation) -> tuple[Line, ...]:
    """Return the lines without the open question, which stands by itself."""
    current = conversation.current
    if current is None:
        return conversation.lines
    for index in range(len(conversation.lines) - 1, -1, -1):
        body = conversation.lines[index].body
        if isinstance(body, Prompt) and (body.session, body.question) == (current.session, current.question):
            return conversation.lines[:index] + conversation.lines[index + 1 :]
    return conversation.lines


def tag(conversation: Conversation) -> str:
    """Return what a page has seen: how many lines, a digest of them, and a digest of what is open."""
    lines = past(conversation)
    head = (conversation.stopped, conversation.paused_until, conversation.role)
    opened = () if conversation.current is None else astuple(conversation.current)
    return f"{len(lines)}.{_digest(lines)}.{_hash([repr((head, opened))])}"


def _timed(lines: tuple[Line, ...]) -> list[tuple[Line, bool]]:
    """Return each line with whether its time is shown: at the start, and after a while of silence."""
    earlier = (None, *(line.at for line in lines))
    return [(line, at is None or line.at - at >= _WHILE) for line, at in zip(lines, earlier, strict=False)]


def _start(lines: tuple[Line, ...], seen: str) -> int:
    """Return the first line to add, which is the very first where an earlier line is not what it was."""
    count, _, rest = seen.partition(".")
    number = int(count) if _COUNT.fullmatch(count) else -1
    if 0 <= number <= len(lines) and _digest(lines[:number]) == rest.partition(".")[0]:
        return number
    return 0


def _digest(lines: Iterable[Line]) -> str:
    return _hash(repr(astuple(line)) for line in lines)


def _hash(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def marked(sentence: str, leading: Iterable[str]) -> Markup:
    """Return a sentence in which the words that steer an answer are marked."""
    words = sorted({word for word in leading if word}, key=len, reverse=True)
    if not words:
        return escape(sentence)
    pattern = re.compile("(" + "|".join(re.escape(word) for word in words) + ")", re.IGNORECASE)
    parts = pattern.split(sentence)
    return Markup("").join(Markup("<mark>{}</mark>").format(part) if at % 2 else part for at, part in enumerate(parts))
