"""Loads the guided conversations and the words people may type, and reports every mistake at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib.resources import files as packaged
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from dialogs.talk.danger import Danger
from dialogs.talk.danger_file import read_danger
from dialogs.talk.definition import BASE_LANGUAGE, Definition, DialogueId
from dialogs.talk.dialogue_file import DialogueFile
from dialogs.talk.faults import BrokenDialogues, Fault, Problem
from dialogs.talk.helplines import Helplines, read_helplines
from dialogs.talk.reading import Reader, Table
from dialogs.talk.understanding import Vocabulary
from dialogs.talk.words_file import read_words

KNOWN_VALUES = frozenset(
    {
        *("name", "organisation", "team", "professional", "office", "period", "offer", "sentence", "words", "date"),
        *("last.wish", "last.wish.date", "last.talent", "last.talent.date"),
    }
)
"""What a text may recall besides the answers given earlier in the same conversation."""

_SUFFIX = ".toml"
_Read = TypeVar("_Read")


def load(
    files: Mapping[str, str],
    overlays: Mapping[str, Mapping[str, str]],
    known_values: frozenset[str] = KNOWN_VALUES,
) -> Mapping[DialogueId, Definition]:
    """Return the conversations by name.

    `files` holds the TOML text per file name, `overlays` the same per language other than Dutch; a language that is
    there at all has to translate every conversation. Raises BrokenDialogues with all mistakes.
    """
    faults: list[Fault] = []
    translations = {
        language: {_name(file): (file, text) for file, text in by_file.items()}
        for language, by_file in overlays.items()
    }
    definitions: dict[DialogueId, Definition] = {}
    for file, text in sorted(files.items()):
        name, base = _name(file), Reader(file, faults)
        table = base.parse(text)
        if table is not None:
            translated = dict(_translated(name, translations, faults))
            definition = DialogueFile(name, (base, table), translated, known_values).read()
            if definition is not None:
                definitions[definition.id] = definition
    names = {_name(file) for file in files}
    for language, by_name in translations.items():
        for name in sorted(by_name.keys() - names):
            Reader(f"{language}/{by_name[name][0]}", faults).fault(Problem.NO_SUCH_DIALOGUE, name, names)
    if faults:
        raise BrokenDialogues(faults)
    return definitions


def read_folder(folder: Path) -> Mapping[DialogueId, Definition]:
    """Load an organisation's own conversations: `*.toml`, with each other language in a folder named after it.

    Raises BrokenDialogues with all mistakes, also for a file that is not UTF-8, and OSError when a file cannot be read.
    """
    overlays = {inner.name: _texts(inner) for inner in sorted(folder.iterdir()) if inner.is_dir()}
    return load(_texts(folder), {language: texts for language, texts in overlays.items() if texts})


def shipped() -> Mapping[DialogueId, Definition]:
    """Load the conversations that come with the product."""
    overlays = {
        language.name: _texts(language / "dialogues")
        for language in _languages(_locales())
        if language.name != BASE_LANGUAGE
    }
    return load(_texts(packaged("dialogs") / "content"), overlays)


def vocabularies(locales: Traversable | None = None) -> Mapping[str, Vocabulary]:
    """Load the words people may type, by default those of the product, per language that has them.

    Each knows the others. Raises BrokenDialogues with all mistakes.
    """
    read = _read_each(locales or _locales(), "words.toml", read_words)
    return {
        language: replace(words, others=tuple(other for code, other in read.items() if code != language))
        for language, words in read.items()
    }


def danger(locales: Traversable | None = None) -> Danger:
    """Load by which words danger is known, those of all languages together, by default those of the product.

    Raises BrokenDialogues with all mistakes.
    """
    read = _read_each(locales or _locales(), "danger.toml", lambda _, text, reader: read_danger(text, reader))
    return Danger.of(read.values())


def helplines(file: Traversable | None = None) -> Mapping[str, Helplines]:
    """Load whom to call in danger by the code of the country, by default those of the product.

    Raises BrokenDialogues with all mistakes.
    """
    file = file or packaged("dialogs") / "helplines.toml"
    faults: list[Fault] = []
    read = read_helplines(file.read_text("utf-8"), Reader(file.name, faults))
    if faults:
        raise BrokenDialogues(faults)
    return read


def _read_each(locales: Traversable, file: str, read: Callable[[str, str, Reader], _Read]) -> dict[str, _Read]:
    """Read one file of every language that has it, and raise all mistakes together."""
    faults: list[Fault] = []
    found = {
        language.name: read(
            language.name, (language / file).read_text("utf-8"), Reader(f"{language.name}/{file}", faults)
        )
        for language in _languages(locales)
        if (language / file).is_file()
    }
    if faults:
        raise BrokenDialogues(faults)
    return found


def _locales() -> Traversable:
    return packaged("dialogs") / "locales"


def _languages(locales: Traversable) -> list[Traversable]:
    return sorted((each for each in locales.iterdir() if each.is_dir()), key=lambda each: each.name)


def _texts(folder: Traversable) -> dict[str, str]:
    if not folder.is_dir():
        return {}
    found = sorted((each for each in folder.iterdir() if each.name.endswith(_SUFFIX)), key=lambda each: each.name)
    texts = {}
    for file in found:
        try:
            texts[file.name] = file.read_text("utf-8")
        except UnicodeDecodeError as error:
            fault = Fault(file=file.name, problem=Problem.NOT_TOML, name=f"not UTF-8 at byte {error.start}")
            raise BrokenDialogues([fault]) from error
    return texts


def _translated(
    name: str, translations: Mapping[str, Mapping[str, tuple[str, str]]], faults: list[Fault]
) -> Iterator[tuple[str, tuple[Reader, Table]]]:
    """Yield the overlay of one conversation per language that has one which can be read."""
    for language, by_name in translations.items():
        file, text = by_name.get(name, (f"{name}{_SUFFIX}", None))
        reader = Reader(f"{language}/{file}", faults)
        if text is None:
            reader.fault(Problem.UNTRANSLATED, name)
        elif (table := reader.parse(text)) is not None:
            yield language, (reader, table)


def _name(file: str) -> str:
    return file.removesuffix(_SUFFIX)
