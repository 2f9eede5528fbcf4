"""What is kept of people and organisations, on every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from dialogs.people import Consent, Identity, Organisation, Role, Team, TeamId
from dialogs.rhythm.cadence import Cadence, QuietHours, Unit
from storage.errors import BadText
from storage.unit_of_work import UnitOfWork
from tests.contracts.example import (
    ANNA,
    ANNA_ON_THE_WEB,
    BERT,
    ELSEWHERE,
    JOOST,
    NOW,
    ORGANISATION,
    TEAM,
    answer,
    person,
    settle_in,
)

DAY = timedelta(days=1)


def test_people_come_back_as_they_were_saved(uow: UnitOfWork) -> None:
    """Every choice of a person survives, and saving again overwrites."""
    anna = replace(
        person(ANNA),
        language="en",
        timezone="Australia/Lord_Howe",
        consent=Consent.GIVEN,
        centre_may_read=True,
        between=True,
        cadence=Cadence(unit=Unit.QUARTER, every=2, weekday=6, at=time(7, 45), anchor=date(2026, 2, 28)),
        quiet=QuietHours(start=time(22, 30), end=time(7, 15)),
        paused_until=date(2027, 1, 1),
    )
    uow.people.save(person(ANNA))
    uow.people.save(anna)
    uow.people.save(person(ANNA, organisation=ELSEWHERE))
    assert uow.people.get(ORGANISATION, ANNA) == anna
    assert uow.people.get(ORGANISATION, BERT) is None


def test_people_are_found_by_role_and_by_professional(uow: UnitOfWork) -> None:
    """Lists are by id and stay within the organisation."""
    settle_in(uow)
    uow.people.save(person(ANNA, organisation=ELSEWHERE))
    assert [one.id for one in uow.people.all(ORGANISATION)] == ["anna", "bert", "joost"]
    assert [one.id for one in uow.people.all(ORGANISATION, Role.PROFESSIONAL)] == ["joost"]
    assert [one.id for one in uow.people.clients_of(ORGANISATION, JOOST)] == ["anna", "bert"]
    assert uow.people.clients_of(ORGANISATION, ANNA) == []


def test_an_identity_is_one_person(uow: UnitOfWork) -> None:
    """An identity belongs to whoever it was linked to last, and a person's newest identity comes last."""
    settle_in(uow)
    on_slack = Identity(channel="slack", account="T1", user="U1")
    uow.people.link(ORGANISATION, ANNA, on_slack)
    assert uow.people.identities(ORGANISATION, ANNA) == [ANNA_ON_THE_WEB, on_slack]
    uow.people.link(ORGANISATION, ANNA, ANNA_ON_THE_WEB)
    assert uow.people.identities(ORGANISATION, ANNA)[-1] == ANNA_ON_THE_WEB
    uow.people.link(ORGANISATION, BERT, on_slack)
    found = uow.people.by_identity(on_slack)
    assert found is not None
    assert found.id == BERT
    uow.people.unlink(ORGANISATION, ANNA, on_slack)
    assert uow.people.identities(ORGANISATION, BERT) == [on_slack]
    uow.people.unlink(ORGANISATION, BERT, on_slack)
    assert uow.people.by_identity(on_slack) is None


def test_organisations_teams_and_settings_are_kept(uow: UnitOfWork) -> None:
    """What was saved last is what is there."""
    mine = Organisation(id=ORGANISATION, name="Zorg", centre_name="Kantoor", digest_at=time(15, 30), digest_weekday=3)
    uow.organisations.save(Organisation(id=ORGANISATION, name="Oud", centre_name="Oud"))
    uow.organisations.save(mine)
    uow.teams.save(Team(id=TEAM, organisation=ORGANISATION, name="Oost"))
    uow.teams.save(Team(id=TEAM, organisation=ELSEWHERE, name="Ander"))
    uow.settings.put(ORGANISATION, "centre", "web")
    uow.settings.put(ORGANISATION, "centre", "slack:C1")
    assert uow.organisations.get(ORGANISATION) == mine
    assert uow.organisations.all() == [mine]
    assert uow.organisations.get(ELSEWHERE) is None
    assert [team.name for team in uow.teams.all(ORGANISATION)] == ["Oost"]
    assert uow.teams.get(ORGANISATION, TeamId("west")) is None
    assert uow.settings.get(ORGANISATION, "centre") == "slack:C1"
    assert uow.settings.all(ORGANISATION) == {"centre": "slack:C1"}
    assert uow.settings.get(ELSEWHERE, "centre") is None


def test_a_link_is_found_by_its_hash_alone(uow: UnitOfWork) -> None:
    """A link stays known after it was revoked, and revoking the others reaches one person only."""
    for number, who in enumerate((ANNA, ANNA, BERT)):
        uow.links.issue(ORGANISATION, who, f"hash{number}", NOW, NOW + DAY, maker=BERT)
    assert uow.links.revoke_others(ORGANISATION, ANNA, "hash1") == 1
    found = [uow.links.find(f"hash{number}") for number in range(3)]
    assert [link.revoked for link in found if link] == [True, False, False]
    assert found[0] is not None
    assert (found[0].person, found[0].maker, found[0].expires) == (ANNA, BERT, NOW + DAY)
    assert [link.hash for link in uow.links.of(ORGANISATION, ANNA)] == ["hash1"]
    assert uow.links.find("other") is None


def test_a_browser_is_new_to_a_link_once(uow: UnitOfWork) -> None:
    """In which browsers a link was opened is kept once each, per organisation."""
    assert uow.links.opened(ORGANISATION, ANNA, "browser", "hash1", NOW)
    assert not uow.links.opened(ORGANISATION, ANNA, "browser", "hash1", NOW + DAY)
    assert uow.links.opened(ORGANISATION, BERT, "browser", "hash2", NOW)
    assert [(one.link, one.at) for one in uow.links.openings(ORGANISATION, ANNA)] == [("hash1", NOW)]
    assert set(uow.links.opened_in(ORGANISATION, "browser")) == {ANNA, BERT}
    assert uow.links.opened_in(ELSEWHERE, "browser") == []


def test_moments_come_back_in_utc(uow: UnitOfWork) -> None:
    """A moment is the same moment after storage, in UTC, to the microsecond; one without a zone is refused."""
    summer = datetime(2026, 7, 1, 12, 30, 15, 123456, tzinfo=timezone(timedelta(hours=2)))
    uow.due.put(ORGANISATION, "a", "k", summer)
    found = uow.due.next_at()
    assert found == summer
    assert found is not None
    assert found.tzinfo is UTC
    with pytest.raises(StatementError, match="without a zone"):
        uow.due.put(ORGANISATION, "b", "k", summer.replace(tzinfo=None))


@pytest.mark.parametrize("text", ["nul\0", "half \ud83d"])
def test_text_that_cannot_be_stored_is_refused_by_name(uow: UnitOfWork, text: str) -> None:
    """NUL and lone surrogates are refused in words and in plain columns, on every database alike."""
    with pytest.raises(BadText):
        uow.answers.add(answer(value=text if "\0" not in text else "\ud800"))
    with pytest.raises(BadText):
        uow.people.save(replace(person(ANNA), name=text))
    with pytest.raises(StatementError) as refused:
        uow.settings.put(ORGANISATION, "key", text)
    assert isinstance(refused.value.orig, BadText)
