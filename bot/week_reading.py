"""A posted week in the language of whoever reads it now; in a place that many share it stands in one language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from bot import trend, week_items
from bot.recall import first_name
from bot.texts import Texts
from bot.turn import Turn
from dialogs.digest.compose import Line, Words
from dialogs.messages import Choice, Note, Quote
from dialogs.people import Person
from dialogs.rhythm.zones import local
from dialogs.source import Source
from storage.rows import DigestItem

_DONE = frozenset({*week_items.WITH_WORDS, *week_items.AT_ONCE})


def told(texts: Texts, language: str, lines: Iterable[Line | Words], words: Mapping[Source, str | None]) -> Note:
    """Return lines of a week as one message in a language; `words` are what their sources hold."""

    def block(line: Line | Words) -> str | Quote:
        if isinstance(line, Words):
            return Quote(speaker=line.source.speaker, words=words.get(line.source))
        return texts.phrase(language, line.key, **line.values)

    first, *rest = map(block, lines)
    return Note(title=str(first), blocks=tuple(rest))


def note(turn: Turn, reader: Person, week: str, item: DigestItem) -> Note | None:
    """Return the head or an item of a posted week as it stands now, for one reader; None while it is on its way.

    What it quotes is what its message quotes: whatever was taken back there is not read here either.
    """
    posted = turn.uow.outbox.get(reader.organisation, item.outbox)
    if posted is None or posted.state.is_unfinished or not isinstance(posted.body, Note):
        return None
    lines, there = week_items.lines_of(item), posted.body
    if not lines:
        return there
    texts, language = turn.script.texts, reader.language
    sources = [line.source for line in lines if isinstance(line, Words)]
    quoted = (block.words for block in there.blocks if isinstance(block, Quote))
    body = told(texts, language, lines, dict(zip(sources, quoted, strict=False)))
    numbered = there.title.startswith(f"{item.ordinal}. ")
    return replace(
        body,
        title=f"{item.ordinal}. {body.title}" if numbered else body.title,
        blocks=(*body.blocks, *_done(turn, reader, item)),
        choices=tuple(_choice(texts, language, one) for one in there.choices),
        chart=trend.of_posted(turn, reader.organisation, week, language) if there.chart else None,
    )


def done(texts: Texts, language: str, kind: str, author: Person, at: datetime) -> str:
    """Return the sentence that stands on an item since somebody of the centre did something with it."""
    day = local(at, author.timezone).date()
    name = first_name(author) or texts.phrase(language, "bot.somebody_gone")
    return texts.phrase(language, f"week.done_{kind}", name=name, date=day)


def _done(turn: Turn, reader: Person, item: DigestItem) -> Iterator[str]:
    for one in turn.uow.replies.of_item(reader.organisation, item.outbox):
        author = turn.uow.people.get(reader.organisation, one.author)
        if one.kind in _DONE and author is not None:
            yield done(turn.script.texts, reader.language, one.kind, author, one.at)


def _choice(texts: Texts, language: str, choice: Choice) -> Choice:
    name = choice.value.split(" ")[0].removeprefix("item.")
    return replace(choice, label=texts.phrase(language, f"week.do_{name}"))
