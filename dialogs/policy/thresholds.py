"""How numbers of people are told: rounded down, and never below five."""

from __future__ import annotations

from dataclasses import dataclass

MINIMUM = 5


def floor(n: int) -> int:
    """Return `n` people rounded down to a multiple of five; 0 stands for fewer than five, also for none at all."""
    return max(n, 0) // MINIMUM * MINIMUM


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A number of people that may be told: at least `n`, a multiple of five; 0 means fewer than five."""

    n: int

    def __post_init__(self) -> None:
        """Refuse a number that was not rounded, so that no exact count can be told by mistake."""
        if self.n != floor(self.n):
            message = "Tell numbers of people with at_least(), which rounds them down."
            raise ValueError(message)

    def __bool__(self) -> bool:
        """Tell whether there is a number to tell at all."""
        return self.n > 0


def at_least(n: int) -> AtLeast:
    """Return what may be told of a number of `n` people."""
    return AtLeast(floor(n))
