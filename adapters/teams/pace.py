"""How fast Teams may be spoken to: in each conversation, and in a tenant as a whole."""

from __future__ import annotations

import bisect
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

Limits = tuple[tuple[int, float], ...]

CONVERSATION: Final[Limits] = ((7, 1.0), (8, 2.0), (60, 30.0), (1_800, 3_600.0))
TENANT: Final[Limits] = ((30, 1.0),)
"""Messages, and the seconds within which no more of them may go.

The limits of a bot in one conversation; and below the 50 a second of an app in a tenant, which were 30 before:
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
"""
LONGEST_WAIT: Final = 1.5
"""So many seconds a message waits for its turn here; one that would wait longer comes back later."""
MOST_CONVERSATIONS: Final = 20_000
_HAIR: Final = 0.001


@dataclass(slots=True)
class _Window:
    """When messages went or will go, oldest first; `held` is until when nobody may go, because Teams said so."""

    times: list[float] = field(default_factory=list)
    held: float = 0.0

    def earliest(self, at: float, limits: Limits) -> float:
        """Return the first moment from `at` on at which one more message may go."""
        at = max(at, self.held)
        while (later := max(self._pushed(at, most, seconds) for most, seconds in limits)) > at:
            at = later
        return at

    def take(self, at: float) -> None:
        """Let a message go at this moment."""
        bisect.insort(self.times, at)

    def forget(self, before: float) -> None:
        """Forget what went before a moment."""
        del self.times[: bisect.bisect_right(self.times, before)]

    def _pushed(self, at: float, most: int, seconds: float) -> float:
        """Return `at`, or a later moment where one more at `at` would make too many within so many seconds."""
        place = bisect.bisect_right(self.times, at)
        # Each row of `most` that went or will go, with this one among or around them.
        for first in range(max(0, place - most), min(place, len(self.times) - most) + 1):
            last = first + most - 1
            begins = min(at, self.times[first])
            if max(at, self.times[last]) - begins < seconds:
                return self.times[first] + seconds + _HAIR
        return at


class Pace:
    """Gives every message its turn. What it remembers is bounded: a conversation that is long silent is forgotten."""

    def __init__(
        self,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        conversation: Limits = CONVERSATION,
        tenant: Limits = TENANT,
        most: int = MOST_CONVERSATIONS,
    ) -> None:
        """Keep to these limits, the longest window last; `monotonic` is in seconds and never goes back."""
        self._now = monotonic
        self._limits = (conversation, tenant)
        self._most = most
        self._conversations: OrderedDict[str, _Window] = OrderedDict()
        self._tenants: OrderedDict[str, _Window] = OrderedDict()

    def turn(self, tenant: str, conversation: str) -> tuple[bool, float]:
        """Return whether a message may go, and in how many seconds.

        With True the turn is taken: the message must go after so many seconds, `LONGEST_WAIT` at most. With False
        nothing is taken, and it is of no use to ask again earlier.
        """
        now = self._now()
        windows = (self._window(self._conversations, conversation), self._window(self._tenants, tenant))
        at = 0.0
        later = now
        while later > at:
            at = later
            for window, limits in zip(windows, self._limits, strict=True):
                window.forget(now - limits[-1][1])
                later = window.earliest(later, limits)
        if at - now > LONGEST_WAIT:
            return False, at - now
        for window in windows:
            window.take(at)
        return True, at - now

    def hold(self, conversation: str, seconds: float) -> None:
        """Let nobody speak in a conversation for a while: Teams asked for patience."""
        window = self._window(self._conversations, conversation)
        window.held = max(window.held, self._now() + seconds)

    def remembered(self) -> int:
        """Return how many moments are remembered in all."""
        return sum(len(one.times) for kept in (self._conversations, self._tenants) for one in kept.values())

    def _window(self, kept: OrderedDict[str, _Window], key: str) -> _Window:
        window = kept.setdefault(key, _Window())
        kept.move_to_end(key)
        if len(kept) > self._most:
            kept.popitem(last=False)
        return window
