from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.policy.share import Share
from dialogs.policy.words import Names, centre_may_see


@pytest.mark.parametrize(
    ("share", "general_yes", "travels"),
    [
        (Share.ME, False, False),
        (Share.ME, True, False),
        (Share.PROFESSIONAL, False, False),
        (Share.PROFESSIONAL, True, False),
        (Share.TEAM, False, False),
        (Share.TEAM, True, True),
        (Share.CENTRE, False, True),
        (Share.CENTRE, True, True),
    ],
)
def test_words_travel_only_by_the_act_of_their_speaker(share: Share, general_yes: bool, travels: bool) -> None:  # noqa: FBT001
    """A general yes lifts words for the team to the centre; narrower words never travel."""
    assert centre_may_see(share, centre_may_read=general_yes) is travels


def test_names_are_taken_out_whole_and_in_part() -> None:
    """No part of a name is left in words, and ordinary words stay as they were."""
    said = "Joost van Dijk wil dat Anna's zus komt; joostend wil ik niet, en van de zomer ook niet. Dijken!"
    plain = Names(["Joost van Dijk", "Anna"]).without(said, "[naam]")
    assert plain == "[naam] wil dat [naam]'s zus komt; joostend wil ik niet, en van de zomer ook niet. Dijken!"


def test_without_names_to_hide_nothing_changes() -> None:
    """Words stay exactly the same when there is nobody to hide."""
    assert Names([]).without("Ik wil naar buiten", "[naam]") == "Ik wil naar buiten"


_BITS = st.lists(
    st.sampled_from(["Jan", "Anne", "Marie", "de", "Wit", "W.", "'T", "-", " ", ",", "é", "jan", "x"]), max_size=8
)


@given(names=st.lists(_BITS.map("".join), max_size=5), text=_BITS.map("".join))
def test_all_names_are_found_in_one_pass_as_if_each_were_looked_for(names: list[str], text: str) -> None:
    """Where a name stands as a whole word it is taken out, the longest first, and nothing else is."""
    parts = {part for name in names for part in (name, *name.split()) if len(part) > 1 and not part.islower()}
    either = "|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True))
    plain = re.sub(rf"(?<!\w)(?:{either})(?!\w)", "[naam]", text) if parts else text
    assert Names(names).without(text, "[naam]") == plain
