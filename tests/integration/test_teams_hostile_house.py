"""The whole house behind the door of Teams, and somebody in the tenant who means ill."""

from __future__ import annotations

import json
import logging
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests import payloads
from tests.fake_teams import TENANT, chat_of, user_of
from tests.house import ANNA, JOOST
from tests.integration.teams_door import MICROSOFT, as_with_microsoft
from tests.integration.teams_mutations import CANARY, mutated
from tests.teams_house import on_teams

CASES = sorted((Path(payloads.__file__).parent / "teams").glob("*.json"))
MUTATED = 2_000


def activity(path: Path, sender: str, id: str) -> dict[str, object]:
    """Return what Teams posts in a case, said by somebody of the house, with a canary in its words."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["activity"]
    found |= {"id": id, "serviceUrl": MICROSOFT}
    if isinstance(found.get("text"), str):
        found["text"] += f" {CANARY}"
    if isinstance(found.get("from"), dict):
        found["from"] |= {"aadObjectId": user_of(sender), "name": CANARY}
    conversation = found.get("conversation")
    if isinstance(conversation, dict) and conversation.get("conversationType") == "personal":
        conversation["id"] = chat_of(user_of(sender))
    return found


async def test_no_activity_breaks_the_house(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Two thousand mutated activities of every kind get 2xx or 4xx, none is logged, and the house goes on."""
    caplog.set_level(logging.DEBUG)
    chance = random.Random(4)
    found: Counter[int] = Counter()
    with on_teams() as home:
        async with as_with_microsoft(home.reception, TENANT) as door:
            token = door.token()
            for number in range(MUTATED):
                case = activity(CASES[number % len(CASES)], chance.choice((ANNA, JOOST)), f"17{number:011}")
                status, _ = await door.send(mutated(chance, case), token)
                found[status] += 1
        written = capfd.readouterr()
        await home.say(ANNA, "hallo")
        assert home.told(ANNA)
    assert {status // 100 for status in found} == {2, 4}
    assert found[200] > MUTATED / 2
    assert CANARY not in caplog.text + written.out + written.err
