from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import dialogs
from dialogs.digest.compose import COUNTED, compose
from dialogs.digest.week import Helps, LearnedOfClient, LearnedOfGroup, Need, WeekEvidence
from dialogs.evidence.answers import AnswerId
from dialogs.evidence.assumptions import AssumptionId, Says, Status
from dialogs.evidence.neutral import Problem
from dialogs.people import PersonId
from dialogs.policy.ruling import Reason
from dialogs.source import FromAnswer, FromAssumption
from tests.unit.digest.weeks import JOOST, NOBODY, covered, lines, people, talent, voices, wish

LANGUAGES = sorted((Path(dialogs.__file__).parent / "locales").glob("*/phrases.toml"))
CLIENTS = sorted(people(8))


def everything() -> WeekEvidence:
    """Return a week in which every kind of line is told."""
    source = FromAssumption(id=AssumptionId("a"), speaker=JOOST)
    statuses = (Status.REFUTED, Status.NUANCED, Status.NOT_CONCERNED)
    return WeekEvidence(
        coverage=covered(answered=9),
        voices=tuple(voice for says in Helps for voice in voices(says, 8, shared=1)),
        learned=(
            *(
                LearnedOfClient(assumption=source, client=client, status=status, shared=shared, informed=True)
                for shared in (True, False)
                for client in CLIENTS
                for status in statuses
            ),
            LearnedOfGroup(assumption=source, said={Says.DIFFERENT: people(6)}, informed=True),
        ),
        told=tuple(
            make(client, f"{make.__name__}-{client}", shared=True) for make in (wish, talent) for client in CLIENTS
        ),
        needs=(Need(team="Noord", source=FromAnswer(id=AnswerId("n"), speaker=PersonId("joost"))),),
    )


def keys() -> set[str]:
    """Return every key that a digest, its picture, a ruling or a preview can carry."""
    full, quiet = compose("2026-W47", everything()), compose("2026-W47", WeekEvidence(coverage=NOBODY))
    said = {line.key for line in (*full.head, *quiet.head, *lines(full.items))}
    trend = {f"digest.trend_{part}" for part in ("title", "label", "week", "no_number", "few", *COUNTED)}
    return said | trend | set(Reason) | set(Problem) | {"assumption.which_client", "assumption.no_text"}


@pytest.mark.parametrize("file", LANGUAGES, ids=lambda file: file.parent.name)
def test_every_key_has_a_phrase(file: Path) -> None:
    """Whatever the digest, the policy or the preview says can be said in every language."""
    phrases = tomllib.loads(file.read_text(encoding="utf-8"))
    missing = [key for key in keys() if key.split(".", 1)[1] not in phrases.get(key.split(".", 1)[0], {})]
    assert missing == []
    told = {key.removeprefix("digest.") for key in keys() if key.startswith("digest.")}
    assert set(phrases["digest"]) - told <= {"period", "at_least", "fewer"}
