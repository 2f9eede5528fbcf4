"""How fast may be spoken: per channel, per workspace and per method, inside what Slack publishes.

No task and no timer: a few numbers, dropped as soon as they say nothing any more. Moments are monotonic, in seconds.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from enum import Enum
from typing import Final

PER_MINUTE: Final = 230.0
"""What a workspace is known to take; Slack says "several hundred" without a number."""

WORKSPACE_BURST: Final = 10
CHANNEL_BURST: Final = 3
MOST: Final = 20_000

# https://docs.slack.dev/apis/web-api/rate-limits: tier 3 is fifty a minute, tier 4 a hundred. Only what is called in
# bulk is paced; whoever presses a button is never kept waiting.
TIERS: Final[Mapping[str, float]] = {
    "conversations.open": 50.0,
    "conversations.info": 50.0,
    "conversations.history": 50.0,
    "conversations.replies": 50.0,
    "chat.update": 50.0,
    "chat.delete": 50.0,
    "conversations.members": 100.0,
    "users.info": 100.0,
    "files.getUploadURLExternal": 100.0,
    "files.completeUploadExternal": 100.0,
}


class Urgency(Enum):
    """How long a message may stand waiting inside one send, in seconds."""

    SCHEDULED = 0.5
    """Nobody is looking: when it is busy it comes back at a moment of its own, so that replies find room."""

    REPLY = 1.5
    """Somebody is looking."""

    REST = 15.0
    """The rest of a message that stands there half."""


class Pace:
    """The pace of everything this process says in Slack."""

    def __init__(self, *, per_minute: float = PER_MINUTE, most: int = MOST) -> None:
        """Send so many messages a minute in one workspace; remember at most so many channels and methods."""
        self._between = 60.0 / per_minute
        self._most = most
        # Of each lane: the moment at which everything that was let through is paid for.
        self._paid: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._queue: dict[str, float] = {}
        self._held: dict[tuple[str, str], float] = {}

    def reserve(self, account: str, channel: str, now: float, urgency: Urgency = Urgency.REPLY) -> float:
        """Return the seconds to wait before a message is posted; only what `urgency` may wait for is reserved."""
        workspace = {(account, ""): (self._between, WORKSPACE_BURST)}
        lanes = workspace | {(account, channel): (1.0, CHANNEL_BURST)}
        crowd = max(self._wait(workspace, now), self.held(account, "chat.postMessage", now))
        wait = max(self._wait(lanes, now), crowd)
        if wait <= urgency.value:
            self._take(lanes, now)
            return wait
        if urgency is not Urgency.SCHEDULED or crowd <= urgency.value:
            return wait
        # Each gets a moment of its own to come back at; all at one moment would only push each other away again.
        turn = max(self._queue.get(account, 0.0), now + crowd)
        self._queue[account] = turn + self._between
        return max(turn - now, wait)

    def reserve_method(self, account: str, method: str, now: float, patience: float) -> float:
        """Return the seconds to wait before a method is called; what is longer than `patience` is not reserved."""
        held = self.held(account, method, now)
        tier = TIERS.get(method)
        if tier is None:
            return held
        lanes = {(account, f" {method}"): (60.0 / tier, int(tier / 2))}
        wait = max(self._wait(lanes, now), held)
        if wait <= patience:
            self._take(lanes, now)
        return wait

    def hold(self, account: str, method: str, seconds: float, now: float) -> None:
        """Let a method rest in a workspace: Slack asked for it."""
        lane = (account, method)
        self._held[lane] = max(self._held.get(lane, 0.0), now + seconds)
        if len(self._held) > self._most:
            self._held = {lane: until for lane, until in self._held.items() if until > now}

    def held(self, account: str, method: str, now: float) -> float:
        """Return the seconds that a method still has to rest in a workspace."""
        return max(self._held.get((account, method), 0.0) - now, 0.0)

    @property
    def remembered(self) -> int:
        """How many channels and methods there is something to remember of."""
        return len(self._paid)

    def _wait(self, lanes: Mapping[tuple[str, str], tuple[float, int]], now: float) -> float:
        """A lane lets through so many at once, and after that one in each interval."""
        return max(
            max(self._paid.get(lane, 0.0) - (burst - 1) * between - now, 0.0)
            for lane, (between, burst) in lanes.items()
        )

    def _take(self, lanes: Mapping[tuple[str, str], tuple[float, int]], now: float) -> None:
        for lane, (between, _) in lanes.items():
            self._paid[lane] = max(self._paid.get(lane, 0.0), now) + between
            self._paid.move_to_end(lane)
        while self._paid and (len(self._paid) > self._most or next(iter(self._paid.values())) <= now):
            self._paid.popitem(last=False)
