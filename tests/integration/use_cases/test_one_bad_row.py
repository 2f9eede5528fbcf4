"""What is wrong with one person's rhythm stays with that person."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import update

from bot import checking, commands
from bot.admitting import DEFAULT
from bot.turn import Turn
from dialogs.messages import FieldErrors
from dialogs.pages import OrganisationView, PageName
from dialogs.rhythm.cadence import Cadence, QuietHours
from storage import tables
from storage.unit_of_work import UnitOfWork
from tests.house import ANNA, BAS, FRIDAY, JOOST, NOW, ROSTER, SAM, Home

HOURS = ("20:00+05:00", "20:00Z", "24:00", "25:99", "8 uur", "２０：００")
ORGANISATION = {"name": "De Linde", "centre_name": "het kantoor", "digest_weekday": "4"}


def stored(home: Home, column: str, value: str) -> None:
    """Put into Anna's row what an earlier version, or somebody with a database client, left there."""

    def work(uow: UnitOfWork) -> None:
        uow.connection.execute(update(tables.people).where(tables.people.c.id == ANNA).values({column: value}))

    home.write(work)


def findings(home: Home) -> set[tuple[str, object]]:
    """Return what the check says, and of whom."""

    def query(uow: UnitOfWork) -> list[checking.Finding]:
        return checking.check(Turn(uow, home.house.script, home.clock.now(), "test"), NOW, "nl", ())

    return {(one.key, one.values.get("person")) for one in home.read(query)}


@pytest.mark.parametrize("hour", HOURS)
@pytest.mark.parametrize("field", ["at", "quiet_start", "quiet_end"])
async def test_an_hour_is_refused_where_it_was_typed(home: Home, field: str, hour: str) -> None:
    """What is no plain hour is refused with one sentence at its own field, and nothing of the form is kept."""
    await home.welcome(ANNA)
    before = home.person(ANNA)
    receipt = await home.submit(ANNA, "settings", **{field: hour})
    assert receipt.reply == FieldErrors(errors={field: "Schrijf een uur als 8:30 of 20:00."})
    assert home.person(ANNA) == before


@pytest.mark.parametrize("hour", HOURS)
async def test_the_hour_of_the_digest_is_refused_where_it_was_typed(home: Home, hour: str) -> None:
    """The same holds for the hour of the weekly message; one with a full stop is understood."""
    receipt = await home.submit(SAM, "organisation", **ORGANISATION, digest_at=hour)
    assert receipt.reply == FieldErrors(errors={"digest_at": "Schrijf een uur als 8:30 of 20:00."})
    assert (await home.submit(SAM, "organisation", **ORGANISATION, digest_at="9.30")).reply is None
    view = await home.page(SAM, PageName.ORGANISATION)
    assert isinstance(view, OrganisationView)
    assert f"{view.organisation.digest_at:%H:%M}" == "09:30"


@pytest.mark.parametrize("number", ["３", "1_0", "+1", "99999999999999999999", "-1", "1.0"])
async def test_a_number_is_a_plain_number(home: Home, number: str) -> None:
    """Only ordinary digits are a number, and it is said at the field that was filled in."""
    await home.welcome(ANNA)
    for field in ("every", "weekday"):
        receipt = await home.submit(ANNA, "settings", **{field: number})
        assert isinstance(receipt.reply, FieldErrors)
        assert set(receipt.reply.errors) == {field}


async def test_an_hour_with_a_zone_that_is_stored_is_read_without_it(home_anywhere: Home) -> None:
    """What an earlier version let in is the hour that was meant: the person is asked, and so is everybody else."""
    home = home_anywhere
    await home.welcome(ANNA)
    stored(home, "quiet", json.dumps(["20:00:00+05:00", "08:00:00"]))

    def digest(uow: UnitOfWork) -> None:
        uow.connection.execute(update(tables.organisations).values(digest_at="16:00:00+01:00"))

    home.write(digest)
    assert home.person(ANNA).quiet == QuietHours(start=QuietHours().start.replace(hour=20))
    await home.assume("De mensen hier slapen graag uit")
    await home.until(FRIDAY + timedelta(hours=1))
    assert "talent" in {question for _, question in await home.asked(ANNA)}
    assert home.centre()


@pytest.mark.parametrize(("column", "value"), [("quiet", '["laat", "vroeg"]'), ("cadence", "{}"), ("cadence", "?")])
async def test_a_rhythm_that_cannot_be_read_is_named(home: Home, column: str, value: str) -> None:
    """The ordinary rhythm stands in its place, the check names whose it is, and saving the settings mends it."""
    await home.welcome(ANNA)
    stored(home, column, value)
    assert home.person(ANNA).quiet == QuietHours()
    assert home.person(ANNA).cadence == Cadence() or column == "quiet"
    assert ("check.hours_unreadable", ANNA) in findings(home)
    await home.submit(ANNA, "settings", at="9:00", quiet_start="21:00", quiet_end="8:00")
    assert ("check.hours_unreadable", ANNA) not in findings(home)


async def test_a_zone_nobody_knows_stops_nobody_else(home: Home) -> None:
    """Others of the group are asked, their messages are sent and the week is told; who it is stands in the log."""
    for client in (ANNA, BAS):
        await home.welcome(client, between="yes")
    stored(home, "timezone", "Mars/Olympus")
    with structlog.testing.capture_logs() as logged:
        assumption = await home.assume("De mensen hier slapen graag uit")
        await home.until(FRIDAY + timedelta(hours=1))
    assert {(one["person"], one["log_level"]) for one in logged if one["event"] == "person.failed"} == {(ANNA, "error")}
    assert "slapen" not in str(logged)
    assert home.read(lambda uow: uow.sessions.subjects(DEFAULT, BAS, "assumption")) == {assumption}
    assert home.centre()
    assert ("check.zone_unknown", ANNA) in findings(home)
    zoned = ROSTER.replace("professional\n", "professional,timezone\n", 1).replace(
        "joost\n", "joost,Europe/Brussels\n", 1
    )
    commands.import_people(home.house, zoned.encode())
    assert home.person(ANNA).timezone == "Europe/Brussels"
    assert home.person(JOOST).timezone == "Europe/Amsterdam"
    assert ("check.zone_unknown", ANNA) not in findings(home)
