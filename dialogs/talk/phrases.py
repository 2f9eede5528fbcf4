"""The phrases a conversation may need beyond its own texts; every language has each of them."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, frozenset[str]] = {
    "talk.help": frozenset(),
    "talk.later": frozenset(),
    "talk.no_skip": frozenset(),
    "talk.no_back": frozenset(),
    "talk.changed_earlier": frozenset(),
    "talk.closed_question": frozenset(),
    "talk.unclear_text": frozenset(),
    "talk.unclear_choice": frozenset(),
    "talk.unclear_yesno": frozenset(),
    "talk.unclear_scale": frozenset({"minimum", "maximum"}),
    "talk.unclear_number": frozenset(),
    "talk.unclear_number_between": frozenset({"minimum", "maximum"}),
    "talk.unclear_number_least": frozenset({"minimum"}),
    "talk.unclear_number_most": frozenset({"maximum"}),
    "talk.unclear_date": frozenset(),
    "talk.unclear_text_again": frozenset(),
    "talk.unclear_choice_again": frozenset({"answers"}),
    "talk.unclear_yesno_again": frozenset(),
    "talk.unclear_scale_again": frozenset({"minimum", "maximum"}),
    "talk.unclear_number_again": frozenset(),
    "talk.unclear_date_again": frozenset(),
}
"""Phrase key to the names of the values it gets."""
