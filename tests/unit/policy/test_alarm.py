from __future__ import annotations

from dataclasses import replace

from dialogs.people import Organisation, OrganisationId, Person, PersonId, Role, TeamId
from dialogs.policy.alarm import whom

ZORG = OrganisationId("zorg")
EAST, WEST = TeamId("east"), TeamId("west")
HOUSE = Organisation(id=ZORG, name="Zorg", centre_name="kantoor")


def somebody(id: str, name: str, role: Role, team: TeamId | None = None) -> Person:
    """Return one person."""
    return Person(id=PersonId(id), organisation=ZORG, name=name, role=role, team=team)


JOOST = somebody("joost", "Joost van den Bakker", Role.PROFESSIONAL, EAST)
KEES = somebody("kees", "Kees Mulder", Role.PROFESSIONAL, EAST)
VERA = somebody("vera", "Vera Postma", Role.PROFESSIONAL, WEST)
MARIJKE = somebody("marijke", "Marijke Vos", Role.CENTRE)
SAM = somebody("sam", "Sam Prins", Role.STEWARD)
BAS = somebody("bas", "Bas Vermeer", Role.CLIENT, EAST)
ANNA = replace(somebody("anna", "Anna de Wit", Role.CLIENT, EAST), professional=JOOST.id)
EVERYBODY = (JOOST, KEES, VERA, MARIJKE, SAM, BAS, ANNA)


def order(speaker: Person, house: Organisation, *words: str) -> list[str]:
    """Return everybody who would be told, one after the other."""
    told: list[PersonId] = []
    while (found := whom(speaker, house, EVERYBODY, words, told)) is not None:
        told.append(found.id)
    return list(told)


def test_the_named_person_is_first_and_the_fallback_is_outside_the_team() -> None:
    """A client's own named person goes before the organisation's; the rest of the team is the very last."""
    house = replace(HOUSE, named=KEES.id, fallback=MARIJKE.id)
    assert order(ANNA, house)[:2] == ["kees", "marijke"]
    own = order(replace(ANNA, named=VERA.id), house)
    assert own[:2] == ["vera", "marijke"]
    assert order(ANNA, replace(house, fallback=JOOST.id))[:2] == ["kees", "sam"]
    assert sorted(own) == ["joost", "kees", "marijke", "sam", "vera"]
    assert set(own[-2:]) == {"joost", "kees"}


def test_without_a_named_person_somebody_is_told_all_the_same() -> None:
    """Then it is the client's own professional, the fallback, and whoever else works here; never a client."""
    assert order(ANNA, HOUSE)[:2] == ["joost", "sam"]
    assert order(replace(ANNA, professional=None), HOUSE)[0] == "sam"
    assert "bas" not in order(ANNA, HOUSE)


def test_nobody_hears_it_who_is_named_in_it() -> None:
    """Not the first, not the fallback, not as the very last; the next one does."""
    house = replace(HOUSE, named=JOOST.id, fallback=MARIJKE.id)
    assert order(ANNA, house, "Joost slaat me")[0] == "marijke"
    assert order(ANNA, house, "Joost slaat me en Marijke weet het")[0] == "sam"
    assert "joost" not in order(ANNA, house, "Joost slaat me")
    assert order(ANNA, house, "Joost Kees Vera Marijke Sam") == []


def test_whoever_works_here_is_never_told_of_themselves() -> None:
    """A professional in danger is told of to whom the organisation names, or to somebody else."""
    house = replace(HOUSE, named=JOOST.id, fallback=MARIJKE.id)
    assert order(JOOST, house)[0] == "marijke"
    assert order(KEES, house)[:2] == ["joost", "marijke"]


def test_whoever_was_erased_is_not_told() -> None:
    """A stub has no name and no way to be reached."""
    house = replace(HOUSE, named=JOOST.id, fallback=MARIJKE.id)
    people = (replace(JOOST, erased=True), MARIJKE)
    found = whom(ANNA, house, people, [], [])
    assert found is not None
    assert found.id == "marijke"
    left = whom(replace(ANNA, named=PersonId("gone")), replace(HOUSE, named=KEES.id), EVERYBODY, [], [])
    assert left == KEES


def test_where_staff_is_meant_the_own_professional_is_never_told_and_the_team_last() -> None:
    """Words such as "my carer hits me" name nobody, so whoever may be meant does not hear it."""
    told: list[PersonId] = []
    while (found := whom(ANNA, HOUSE, EVERYBODY, ["my carer hits me"], told, means_staff=True)) is not None:
        told.append(found.id)
    assert JOOST.id not in told
    assert told[-1] == KEES.id
    named = replace(HOUSE, named=MARIJKE.id, fallback=SAM.id)
    assert whom(ANNA, named, EVERYBODY, ["my carer hits me"], [], means_staff=True) == MARIJKE
    in_team = replace(HOUSE, named=KEES.id, fallback=SAM.id)
    assert whom(ANNA, in_team, EVERYBODY, ["my carer hits me"], [], means_staff=True) == SAM
