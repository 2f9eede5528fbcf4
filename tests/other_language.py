"""Find what is said in a language that is not its reader's, by the product's own phrases and dialogues."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping

from bot.script import Script
from dialogs.messages import Quote, Series
from dialogs.page import Words
from dialogs.talk.definition import Localised

_FIELD = re.compile(r"\{[^{}]*\}")
_LEAST_LETTERS = 6
_SAME = frozenset({"language.name", "language.locale"})
"""What a language calls itself, which stands on every page where one chooses a language."""

_UNSEEN = frozenset({"name", "argument", "kept"})
"""Fields that only the product itself reads; of a chart `name` is shown."""


class OtherLanguage:
    """Every sentence of every language, and which of them do not belong before a reader."""

    def __init__(self, script: Script) -> None:
        """Know all that a script can say."""
        said = {language: set(_said(script, language)) for language in script.texts.languages}
        self._pieces: dict[str, set[str]] = {}
        self._whole: dict[str, list[re.Pattern[str]]] = {}
        for language, sentences in said.items():
            own = "\n".join(sentences)
            others = [one for other, texts in said.items() if other != language for one in texts]
            pieces = {piece for one in others for piece in _pieces(one)}
            self._pieces[language] = {piece for piece in pieces if piece not in own}
            own_shapes = {_shape(one) for one in sentences}
            shapes = {_shape(one) for one in others if _letters(one) >= _LEAST_LETTERS} - own_shapes
            self._whole[language] = [re.compile(one) for one in shapes]

    def found(self, texts: Iterable[str], language: str) -> list[str]:
        """Return the lines that stand in another language than this one."""
        lines = {line.strip() for one in texts for line in one.splitlines() if _letters(line) >= _LEAST_LETTERS}
        return sorted(line for line in lines if self._is_foreign(line, language))

    def _is_foreign(self, line: str, language: str) -> bool:
        return any(piece in line for piece in self._pieces[language]) or any(
            shape.fullmatch(line) for shape in self._whole[language]
        )


def read_by_somebody(shown: object) -> Iterator[str]:
    """Return every text of ours in what is shown: a message, a page, a form; people's own words stay out."""
    match shown:
        case str():
            yield shown
        case Quote() | Words():
            return
        case Mapping():
            for value in shown.values():
                yield from read_by_somebody(value)
        case tuple() | list():
            for one in shown:
                yield from read_by_somebody(one)
        case _ if dataclasses.is_dataclass(shown):
            unseen = _UNSEEN - {"name"} if isinstance(shown, Series) else _UNSEEN
            for field in (one for one in dataclasses.fields(shown) if one.name not in unseen):
                yield from read_by_somebody(getattr(shown, field.name))
        case _:
            return


def _said(script: Script, language: str) -> Iterator[str]:
    for key, phrase in script.texts.keys(language).items():
        if key not in _SAME:
            forms = [phrase] if isinstance(phrase, str) else phrase.values()
            yield from (line.strip() for form in forms for line in form.splitlines() if line.strip())
    for definition in script.dialogues.values():
        for text in _localised(definition):
            yield from (line.strip() for line in text.get(language, "").splitlines() if line.strip())


def _localised(thing: object) -> Iterator[Localised]:
    match thing:
        case Mapping() if "nl" in thing:
            yield thing
        case Mapping():
            for value in thing.values():
                yield from _localised(value)
        case tuple() | list():
            for one in thing:
                yield from _localised(one)
        case _ if dataclasses.is_dataclass(thing):
            for field in dataclasses.fields(thing):
                yield from _localised(getattr(thing, field.name))
        case _:
            return


def _pieces(sentence: str) -> Iterator[str]:
    """Return what stands between the fields of a sentence, where that is enough to know it by."""
    for piece in _FIELD.split(sentence):
        words = piece.strip()
        if len(words.split()) > 2 and _letters(words) > 2 * _LEAST_LETTERS:
            yield words


def _shape(sentence: str) -> str:
    return ".+?".join(map(re.escape, _FIELD.split(sentence)))


def _letters(text: str) -> int:
    return sum(letter.isalpha() for letter in _FIELD.sub("", text))
