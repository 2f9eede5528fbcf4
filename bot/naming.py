"""Who is named to be told of danger: whom a steward can name, and what is wrong with who was named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.turn import Turn
from dialogs.people import Organisation, OrganisationId, PersonId, Role
from dialogs.policy.roles import works_here


@dataclass(frozen=True, slots=True, kw_only=True)
class Misnamed:
    """What is wrong with one of the two who are named; `key` is the phrase that says how to mend it."""

    field: str
    key: str
    who: str = ""


def candidates(turn: Turn, organisation: OrganisationId) -> list[tuple[PersonId, str]]:
    """Return everybody who works here, by name: ids and names."""
    staff = [one for one in turn.uow.people.all(organisation) if works_here(one)]
    return sorted(((one.id, one.name) for one in staff), key=lambda one: (one[1].casefold(), one[0]))


def faults(turn: Turn, organisation: Organisation) -> Iterator[Misnamed]:
    """Tell what is wrong with whom the organisation names: nobody, gone, the same twice, or inside a client's team."""
    for name, id in (("named", organisation.named), ("fallback", organisation.fallback)):
        if id is None:
            yield Misnamed(field=name, key=f"check.no_{name}")
        elif not works_here(turn.uow.people.get(organisation.id, id)):
            yield Misnamed(field=name, key=f"check.{name}_gone", who=id)
    fallback = turn.uow.people.get(organisation.id, organisation.fallback) if organisation.fallback else None
    if fallback is None or not works_here(fallback):
        return
    if fallback.id == organisation.named:
        yield Misnamed(field="fallback", key="check.fallback_twice", who=fallback.id)
    clients = turn.uow.people.all(organisation.id, Role.CLIENT) if fallback.team else []
    if any(one.team == fallback.team and not one.erased for one in clients):
        yield Misnamed(field="fallback", key="check.fallback_in_team", who=fallback.id)
