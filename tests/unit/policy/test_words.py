from __future__ import annotations

import pytest

from dialogs.policy.share import Share
from dialogs.policy.words import centre_may_see, without_names


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
    plain = without_names(said, ["Joost van Dijk", "Anna"], "[naam]")
    assert plain == "[naam] wil dat [naam]'s zus komt; joostend wil ik niet, en van de zomer ook niet. Dijken!"


def test_without_names_to_hide_nothing_changes() -> None:
    """Words stay exactly the same when there is nobody to hide."""
    assert without_names("Ik wil naar buiten", [], "[naam]") == "Ik wil naar buiten"
