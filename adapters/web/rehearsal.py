"""A page to walk through a dialogue before anybody is asked: the answers stand in the address, nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.web.security import headers
from dialogs.messages import Choice, Note, Prompt

MOST_ANSWERS: Final = 60
LONGEST_ANSWER: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalView:
    """How far a walk has come.

    `told` is what was said in order, a string being the reader's own answer; `current` is the question that is open.
    `faults` are the mistakes in one's own files, a sentence each; there is then nothing else.
    """

    dialogue: str
    language: str
    dialogues: tuple[Choice, ...] = ()
    languages: tuple[Choice, ...] = ()
    told: tuple[Prompt | Note | str, ...] = ()
    current: Prompt | None = None
    faults: tuple[str, ...] = field(default=())


class Rehearser(Protocol):
    """What stands behind the page."""

    def walk(self, dialogue: str, language: str, answers: Sequence[str]) -> RehearsalView:
        """Return how a dialogue goes with these answers, its files read anew; an unknown name is the first there is."""
        ...


class RehearsalPage:
    """The page `/try/rehearsal`."""

    def __init__(self, rehearser: Rehearser, phrase: Callable[..., str], language: Callable[[], str]) -> None:
        """Show what `rehearser` walks; `phrase(language, key)` gives the words of the page.

        `language` is the one of a walk that does not say which.
        """
        self._rehearser = rehearser
        self._language = language
        self._phrase = phrase
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).with_name("templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def add_to(self, app: web.Application) -> None:
        """Add the page to an application."""
        app.router.add_get("/try/rehearsal", self._page)

    async def _page(self, request: web.Request) -> web.Response:
        answers = [one[:LONGEST_ANSWER] for one in request.query.getall("a", [])[:MOST_ANSWERS]]
        view = self._rehearser.walk(
            request.query.get("dialogue", ""), request.query.get("language") or self._language(), answers
        )
        html = self._environment.get_template("rehearsal.html").render(
            view=view, answers=answers, t=lambda key, **values: self._phrase(view.language, key, **values)
        )
        return web.Response(text=html, content_type="text/html", headers=headers(framed=False))
