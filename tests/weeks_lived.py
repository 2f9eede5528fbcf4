"""Weeks in which everybody answers the one question, so that there is something to count."""

from __future__ import annotations

from tests.house import CLIENTS, FRIDAY, JOOST, WEEK, Home


async def live_week(home: Home, number: int, **says: str) -> str:
    """Let everybody judge what is done, with yes unless told otherwise, and the week be posted; return its name."""
    await home.submit(JOOST, "offer.log", text=f"We komen op dag {number}")
    await home.until(FRIDAY + number * WEEK - WEEK / 14)
    for client in CLIENTS:
        while (current := await home.prompt(client)) is not None:
            await home.pick(client, says.get(client, "yes") if current.question == "helps" else "skip")
    await home.until(FRIDAY + number * WEEK)
    return f"2026-W{48 + number}"
