from __future__ import annotations

import pytest

from dialogs.talk.naming import names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("wil ik Joost niet meer zien", "Joost Bakker"),
        ("JOOST!!", "Joost Bakker"),
        ("dat is joosts schuld", "Joost Bakker"),
        ("Joost's auto", "Joost Bakker"),
        ("joost bakker komt te laat", "Joost Bakker"),
        ("met Renee praten", "Renée de Wit"),
        ("Renée's lach", "Renee"),
        ("een gesprek met Anne-Marie", "Anne-Marie Vos"),
        ("ik bel Bakker, Joost", "Joost Bakker"),
        ("lang verhaal " * 40 + "over Joost", "Joost Bakker"),
    ],
)
def test_somebody_is_named(text: str, name: str) -> None:
    """Case, accents, a possessive and the length of the words do not hide a name."""
    assert names(text, name)


@pytest.mark.parametrize("text", ["joostjes", "de bakker komt", "hij komt te laat", "", "🙂"])
def test_others_are_not_named(text: str) -> None:
    """Part of a word, or a word that is only somebody's last name, is nobody's name."""
    assert not names(text, "Joost Bakker")
