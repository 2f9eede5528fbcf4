"""Named moments at which a test may stop the program, to prove that nothing is lost there; free when nobody does."""

from __future__ import annotations

from collections.abc import Callable

CRASH_POINTS = (
    "intake.after_keys",
    "intake.after_step",
    "intake.before_return",
    "ledger.before_begin",
    "ledger.in_savepoint",
    "ledger.before_commit",
    "ledger.after_commit",
    "courier.after_claim",
    "courier.before_send",
    "courier.after_send",
    "courier.after_mark",
)

Hook = Callable[[str], None]


def _nothing(_name: str) -> None:
    """Go on."""


_hook: Hook = _nothing


def install(hook: Hook | None) -> None:
    """Let `hook` be called with the name of every point that is reached; None takes it away again."""
    global _hook  # noqa: PLW0603 - one switch for the whole process is the point of it
    _hook = hook or _nothing


def reach(name: str) -> None:
    """Say that the point `name`, one of `CRASH_POINTS`, is reached."""
    _hook(name)
