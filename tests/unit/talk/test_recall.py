from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dialogs.talk.recall import fill, has_stray_brace, names


def test_names_are_filled_in_and_absent_ones_leave_nothing() -> None:
    """A name is replaced wherever it stands, with or without space in its braces."""
    assert names("{a} en { last.wish }") == ("a", "last.wish")
    assert fill("{a} en { last.wish }{b}.", {"a": "x", "last.wish": "y"}) == "x en y."


@given(st.text(), st.text())
def test_a_value_is_never_read_as_a_template(first: str, second: str) -> None:
    """Braces and backslashes in somebody's words stay as they are."""
    assert fill("{a}|{b}", {"a": first, "b": second}) == f"{first}|{second}"


def test_a_brace_of_no_name_is_noticed() -> None:
    """A brace that was forgotten shows."""
    assert has_stray_brace("{a")
    assert has_stray_brace("a}")
    assert not has_stray_brace("{a} b")
