from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.policy.thresholds import MINIMUM, AtLeast, at_least, floor


@given(st.integers(min_value=0, max_value=10**6))
def test_a_number_is_never_told_too_high_and_at_most_four_too_low(n: int) -> None:
    """A told number is a multiple of five, not above the real one, and less than five below it."""
    told = floor(n)
    assert told % MINIMUM == 0
    assert 0 <= n - told < MINIMUM


def test_nobody_and_a_few_people_look_the_same() -> None:
    """From none up to four people, what is told is one and the same."""
    assert {at_least(n) for n in range(5)} == {AtLeast(0)}
    assert not at_least(4)
    assert at_least(5)


@pytest.mark.parametrize("exact", [1, 4, 6, 14, -5])
def test_an_exact_number_cannot_be_told(exact: int) -> None:
    """A number that was not rounded down is refused when it is made."""
    with pytest.raises(ValueError, match="at_least"):
        AtLeast(exact)
