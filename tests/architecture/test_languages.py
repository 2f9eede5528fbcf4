"""Every language has every file that the first one has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.repository import ROOT

LOCALES = ROOT / "dialogs/locales"
CONTENT = ROOT / "dialogs/content"
LANGUAGES = sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir())


def names(folder: Path) -> set[str]:
    """Return the names of the TOML files in a folder."""
    return {path.name for path in folder.glob("*.toml")}


def test_dutch_and_english_are_there() -> None:
    """The product speaks at least Dutch and English."""
    assert {"nl", "en"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_file(language: str) -> None:
    """A language has the same files of phrases and words as Dutch."""
    assert names(LOCALES / language) == names(LOCALES / "nl")


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "nl"])
def test_a_language_has_every_dialogue(language: str) -> None:
    """Each shipped dialogue, Dutch inside, has an overlay in every other language, and no overlay is left over."""
    assert names(CONTENT)
    assert names(LOCALES / language / "dialogues") == names(CONTENT)
