"""What the product promises everybody: words go in time, what was learned stays, a link is somebody's own."""

from __future__ import annotations

import json
from datetime import timedelta

from bot import retention
from bot.admitting import DEFAULT
from bot.turn import Turn
from dialogs.evidence.assumptions import Status
from dialogs.messages import FieldErrors, Form, Outcome, Page
from dialogs.pages import AssumptionsView, ExportView, OrganisationView, PageName
from tests.house import ANNA, FRIDAY, GIJS, JOOST, KEES, MARIJKE, NOW, SAM, Home
from tests.page_reading import cards

YEAR = timedelta(days=366)
ORGANISATION = {
    "name": "De Linde",
    "centre_name": "het kantoor",
    "digest_weekday": "3",
    "digest_at": "09:30",
}


async def test_words_go_when_their_time_is_over(home_anywhere: Home) -> None:
    """What somebody said is kept for as long as the welcome says and no longer; it then counts for nothing."""
    home = home_anywhere
    await home.welcome(ANNA)
    await home.tell(ANNA, wish="leren zwemmen")
    assumption = await home.assume("Anna wil hulp", ANNA)
    await home.judge(ANNA, assumption, "different", "liever niet")

    def let_go(later: timedelta) -> int:
        turn_at = NOW + later
        return home.write(lambda uow: retention.keep_promise(Turn(uow, home.house.script, turn_at, "test"), DEFAULT))

    assert let_go(timedelta(days=360)) == 0
    assert home.words(ANNA, "wish") == ["leren zwemmen"]
    assert let_go(YEAR) > 0
    assert home.words(ANNA, "wish") == []
    assert home.status(assumption) is Status.WITHDRAWN
    assert not any("zwemmen" in line for line in await home.lines(ANNA))


async def test_what_a_client_judged_cannot_be_taken_back(home: Home) -> None:
    """A professional takes back a sentence until the client said something of it; what was learned then stays."""
    await home.welcome(ANNA)
    assumption = await home.assume("Anna wil hulp in de ochtend", ANNA)
    other = await home.assume("Anna kookt graag", ANNA)
    await home.judge(ANNA, assumption, "different")
    refused = await home.submit(JOOST, "assumption.withdraw", assumption=assumption)
    taken = await home.submit(JOOST, "assumption.withdraw", assumption=other)
    view = await home.page(JOOST, PageName.ASSUMPTIONS)
    assert (refused.outcome, taken.outcome) == (Outcome.REFUSED, Outcome.TAKEN)
    assert home.status(assumption) is Status.REFUTED
    assert isinstance(view, AssumptionsView)
    assert [(card.id, card.may_withdraw) for card in view.assumptions] == [(assumption, False)]


async def test_a_new_link_ends_no_other(home: Home) -> None:
    """The client's own professional may make a new link, which is shown once; the old one goes on working."""
    old = home.link(ANNA)
    made = await home.submit(JOOST, "client.link", client=ANNA)
    assert isinstance(made.reply, Page)
    assert await home.desk.visitor(old.removeprefix("/me/")) is not None
    visitor = await home.desk.visitor(str(made.reply.values["token"]))
    assert visitor is not None
    assert visitor.person == ANNA


async def test_nobody_else_makes_a_link(home: Home) -> None:
    """A colleague, another team, the centre and a client themselves cannot make a link for a client."""
    tries = [(KEES, ANNA), (JOOST, GIJS), (MARIJKE, ANNA), (ANNA, ANNA)]
    outcomes = {(await home.submit(who, "client.link", client=client)).outcome for who, client in tries}
    assert outcomes == {Outcome.REFUSED}


async def test_the_steward_sets_the_hour_of_the_digest(home: Home) -> None:
    """The week is posted at the organisation's own hour; nobody but the steward sets it."""
    for somebody in (ANNA, JOOST, MARIJKE):
        assert (await home.submit(somebody, "organisation", **ORGANISATION)).outcome is Outcome.REFUSED
    assert (await home.submit(SAM, "organisation", **ORGANISATION)).outcome is Outcome.TAKEN
    view = await home.page(SAM, PageName.ORGANISATION)
    assert isinstance(view, OrganisationView)
    assert view.organisation.centre_name == "het kantoor"
    await home.until(FRIDAY - timedelta(days=1))
    weeks = await home.page(MARIJKE, PageName.DIGESTS)
    assert [one.id for one in cards(weeks)] == ["2026-W48"]


async def test_one_steward_cannot_change_how_long_words_are_kept(home: Home) -> None:
    """It was promised to clients, so it takes a second person; the rest of the form is left alone, and it says why."""
    shorter = await home.submit(SAM, "organisation", **ORGANISATION, retention_months="1")
    assert isinstance(shorter.reply, FieldErrors)
    assert set(shorter.reply.errors) == {"retention_months"}
    assert "tweede persoon" in shorter.reply.errors["retention_months"]
    view = await home.page(SAM, PageName.ORGANISATION)
    assert isinstance(view, OrganisationView)
    assert (view.organisation.centre_name, view.organisation.retention_months) == ("de centrale organisatie", 12)
    opened = await home.command(SAM, "form", "organisation")
    assert isinstance(opened.reply, Form)
    assert "retention_months" not in {field.name for field in opened.reply.fields}
    assert any("12 maanden" in block for block in opened.reply.blocks if isinstance(block, str))
    assert (await home.submit(SAM, "organisation", **ORGANISATION, retention_months="12")).reply is None


async def test_odd_settings_of_the_organisation_change_nothing(home: Home) -> None:
    """A field that makes no sense is named, and the rest is not half taken."""
    before = await home.page(SAM, PageName.ORGANISATION)
    for field, value in (("digest_at", "25:00"), ("digest_weekday", "7"), ("retention_months", "0"), ("name", " ")):
        receipt = await home.submit(SAM, "organisation", **{**ORGANISATION, field: value})
        assert isinstance(receipt.reply, FieldErrors)
        assert field in receipt.reply.errors
    assert await home.page(SAM, PageName.ORGANISATION) == before


async def test_a_clients_own_data_names_nobody_else(home: Home) -> None:
    """What a client takes along holds everything assumed about them, and not who assumed it."""
    await home.welcome(ANNA)
    await home.assume("Anna wil hulp in de ochtend", ANNA)
    view = await home.page(ANNA, PageName.EXPORT)
    assert isinstance(view, ExportView)
    taken = json.loads(view.content)
    assert [one["text"] for one in taken["assumptions_about_me"]] == ["Je wilt hulp in de ochtend."]
    assert "author" not in json.dumps(taken["assumptions_about_me"])
