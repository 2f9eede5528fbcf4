"""Whatever could come in from Teams, a whole house takes it or leaves it, and answers in a way Teams understands."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

from tests.fake_teams import user_of
from tests.house import ANNA, JOOST, MARIJKE, SAM
from tests.payloads.test_teams import CASES, case_of
from tests.teams_house import on_teams

TIMES = 800
JUNK: tuple[object, ...] = (
    *(None, True, 0, -1, 1e300, "", "x" * 5_000, "\u0000", "\ud83d", "<at>x</at>", [], {}, [[]], {"v": 1}),
    {"v": 1, "k": "do", "n": "home", "a": "digest x y"},
    {"v": 1, "k": "do", "n": "home", "a": "answers 99999999"},
    {"v": 1, "k": "do", "n": "home", "a": "withdraw nothing"},
    {"v": 1, "k": "do", "n": "form", "a": "revise nothing"},
    {"v": 1, "k": "do", "n": "window", "a": "a b"},
    {"v": 1, "k": "do", "n": "refresh", "a": "a b"},
    {"v": 1, "k": "do", "n": "pass_on", "a": "1"},
    {"v": 1, "k": "say", "s": "s", "q": "q", "in.text": 5},
    {"v": 1, "k": "form", "f": "settings", "d": {"fields": [{"n": "every", "i": "number"}]}, "in.every": "x"},
)


def mutated(chance: random.Random, activity: dict[str, Any]) -> dict[str, Any]:
    """Return an activity of somebody of the house in which a few parts are something else."""
    written = json.dumps(activity).lower() if chance.random() < 0.1 else json.dumps(activity)
    who = user_of(chance.choice((ANNA, JOOST, MARIJKE, SAM)))
    known = "7faf8ab2-3d56-4244-b585-20c8a42ed2b8"
    changed: dict[str, Any] = json.loads(written.replace(known, who).replace(known.upper(), who))
    if chance.random() < 0.7:
        changed["id"] = str(chance.random())
    for _ in range(chance.randint(0, 3)):
        inner: Any = changed
        for _ in range(5):
            if not isinstance(inner, dict) or not inner:
                break
            name = chance.choice(sorted(inner))
            if isinstance(inner[name], dict) and chance.random() < 0.7:
                inner = inner[name]
                continue
            inner[name] = copy.deepcopy(chance.choice(JUNK))
            break
    return changed


async def test_nothing_that_comes_in_breaks_the_house() -> None:
    """Of what could come in, distorted in hundreds of ways, each thing is taken or left, and the house goes on."""
    chance = random.Random(11)
    activities = [case_of(path)["activity"] for path in CASES]
    with on_teams() as teams:

        async def anywhere(*_: object) -> str:
            return "1"

        teams.transport.post = teams.transport.update = anywhere  # type: ignore[method-assign, assignment]
        for _ in range(TIMES):
            reply = await teams.reception.handle(mutated(chance, chance.choice(activities)))
            assert reply is None or reply.status in {200, 404}
            assert reply is None or reply.body is None or json.loads(json.dumps(reply.body))
        await teams.say(ANNA, "hallo")
        assert teams.home.person(ANNA) is not None
