"""What a professional may hear of what clients said of an assumption: of their own clients all that is shared.

Over a group the clients of colleagues speak too. Of them only numbers are told, as to the centre: rounded down, and
never fewer than five, so that nobody can be told apart in a small team. Fewer than five look like none at all, also in
what the assumption is worth, in whether it can be taken back and in whether its author gets news.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.quoting import may_read, shares_of
from dialogs.evidence.assumptions import Assumption, Says, Verdict, standing
from dialogs.people import Person
from dialogs.policy.thresholds import AtLeast, at_least, floor
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Verdicts that one reader may hear of: `own` one by one, of `others` no more than how many say the same."""

    own: tuple[Verdict, ...] = ()
    others: tuple[Verdict, ...] = ()

    @property
    def every(self) -> tuple[Verdict, ...]:
        """What the assumption is worth to this reader follows from these."""
        return (*self.own, *self.others)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many of the reader's own clients say what."""
        return _counted(self.own)

    @property
    def of_others(self) -> Mapping[str, AtLeast]:
        """How many of the others say the same, where that may be told."""
        return {says: at_least(n) for says, n in _counted(self.others).items()}


def judged(uow: UnitOfWork, reader: Person, assumption: Assumption, verdicts: Iterable[Verdict]) -> Judged:
    """Return what `reader` may hear of these verdicts on an assumption."""
    own: list[Verdict] = []
    others: dict[Says, list[Verdict]] = {}
    for client, verdict in standing(verdicts).items():
        speaker = uow.people.get(assumption.organisation, client)
        share, of_words = shares_of(uow, verdict)
        if speaker is None or not may_read(reader, speaker, share):
            continue
        if assumption.subject is None and speaker.professional != reader.id:
            others.setdefault(verdict.says, []).append(verdict)
        else:
            own.append(verdict if may_read(reader, speaker, of_words) else replace(verdict, words=""))
    told = [verdict for same in others.values() for verdict in same[: floor(len(same))]]
    return Judged(own=tuple(own), others=tuple(told))


def _counted(verdicts: Iterable[Verdict]) -> Mapping[str, int]:
    said = [verdict.says for verdict in verdicts]
    return {says: said.count(says) for says in Says if says in said}
