from __future__ import annotations

import pytest

from dialogs.policy.naming import named_in, names


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
        ("wij en De Boer", "De Boer"),
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


@pytest.mark.parametrize("name", ["De Boer", "'t Hart", ""])
def test_a_small_word_before_a_name_is_nobody(name: str) -> None:
    """Whoever is listed under a family name alone is not named by every sentence with *de* or *'t* in it."""
    assert not names("de klok tikt als 't regent", name)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Joost slaat mij", "Joost Bakker"),
        ("JOOST slaat mij", "Joost Bakker"),
        ("ik ben bang voor joosts vuisten", "Joost Bakker"),
        ("that is Joost’s doing", "Joost Bakker"),
        ("meneer Bakker slaat mij", "Joost Bakker"),
        ("Renee doet me pijn", "Renée Smit"),
        ("Renée doet me pijn", "Renee Smit"),
        ("Keesje is het", "Kees Mulder"),
        ("het is Van den Bakker", "Joost van den Bakker"),
    ],
)
def test_a_name_is_found_in_whatever_form(words: str, name: str) -> None:
    """Case, accents, endings and a family name alone make no difference."""
    assert named_in([words], name)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("ik ben samen met mijn broer", "Sam Prins"),
        ("ik val van de trap", "Joost van den Bakker"),
        ("de trap is kapot", "Anna de Wit"),
        ("niemand", "Joost Bakker"),
        ("", "Joost Bakker"),
        ("Joost", ""),
    ],
)
def test_a_word_that_merely_begins_so_is_no_name(words: str, name: str) -> None:
    """Small words between names and longer words are nobody."""
    assert not named_in([words], name)
