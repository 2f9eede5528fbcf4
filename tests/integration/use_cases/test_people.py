"""Who comes in, by which link, and how they see and set their own rhythm."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot import commands
from bot.admitting import DEFAULT
from bot.clock import wall_now
from bot.links import LINK_LASTS, hash_of, holder
from bot.roster import BrokenRoster
from bot.turn import Turn
from dialogs.messages import FieldErrors, Note, OutboxId, Outcome, Page
from dialogs.pages import PageName, SettingsView
from dialogs.people import PersonId
from dialogs.rhythm.cadence import Unit
from storage.rows import Account
from storage.unit_of_work import UnitOfWork
from tests.house import ANNA, BAS, GIJS, JOOST, MARIJKE, NOW, ROSTER, SAM, VERA, Home


def everybody(uow: UnitOfWork) -> object:
    """Return all that a roster may bring or change."""
    people = uow.people.all(DEFAULT)
    due = [row for one in people for row in uow.due.of_person(DEFAULT, one.id)]
    identities = [uow.people.identities(DEFAULT, one.id) for one in people]
    return people, uow.teams.all(DEFAULT), due, identities


# --- the roster -------------------------------------------------------------------------------------------------------


async def test_a_roster_loaded_twice_changes_nothing(home_anywhere: Home) -> None:
    """P76: the second load finds everybody, doubles nobody, and leaves what people chose for themselves alone."""
    home = home_anywhere
    await home.welcome(ANNA, every="month", language="en", between="yes")
    before = home.read(everybody)
    admitted = commands.import_people(home.house, ROSTER.encode())
    assert (admitted.new, admitted.known) == (0, ROSTER.count("\n") - 1)
    assert home.read(everybody) == before


async def test_a_roster_says_anew_what_is_the_organisations_to_say(home: Home) -> None:
    """P76: a changed name, team or professional is taken over; the client's own choices are not."""
    await home.welcome(ANNA, every="quarter")
    commands.import_people(home.house, b"id,name,role,team,professional\nanna,Anna Jansen,client,West,vera\n")
    anna = home.person(ANNA)
    assert (anna.name, anna.professional, anna.cadence.unit) == ("Anna Jansen", VERA, Unit.QUARTER)


async def test_a_corrected_account_takes_the_place_of_the_wrong_one(home: Home) -> None:
    """P76: where a file named the wrong account, the right one takes its place: no words go on to somebody else."""
    head = "id,name,role,professional,slack,shared\n"
    for anna, bas, shared in (("U0BAS", "U0ANNA", "C0ONE"), ("U0ANNA", "U0BAS", "C0TWO")):
        rows = f"anna,Anna,client,joost,{anna},slack:{shared}\nbas,Bas,client,joost,{bas},\n"
        commands.import_people(home.house, (head + rows).encode())
    assert home.read(lambda uow: _on_slack(uow, ANNA)) == (["U0ANNA", "C0TWO/U0ANNA"], ["U0ANNA"])
    assert home.read(lambda uow: _on_slack(uow, BAS)) == (["U0BAS"], ["U0BAS"])
    commands.import_people(home.house, f"{head}bas,Bas,client,joost,U0ANNA,\n".encode())
    assert home.read(lambda uow: _on_slack(uow, ANNA)) == ([], [])
    assert home.read(lambda uow: _on_slack(uow, BAS)) == (["U0ANNA"], ["U0ANNA"])


async def test_somebody_of_another_tenant_is_not_taken_for_one_of_ours(home: Home) -> None:
    """P63: in Teams somebody of elsewhere is reached in a shared channel of ours, never as if they were one of us."""
    ours, theirs, user = (f"{n}{n}{n}{n}{n}{n}{n}{n}-0000-0000-0000-000000000000" for n in "123")
    account = Account(channel="teams", account=ours, organisation=DEFAULT, name="Zorg", at=NOW)
    home.write(lambda uow: uow.accounts.keep(account))
    rows = f"id,name,role,professional,teams,shared\nanna,Anna,client,joost,{theirs}/{user},teams:19:x@thread.tacv2\n"
    for _ in range(2):
        commands.import_people(home.house, rows.encode())
    ways = home.read(lambda uow: [one.place for one in uow.routes.of(DEFAULT, ANNA) if one.place.channel == "teams"])
    assert [(one.account, one.conversation) for one in ways] == [
        (theirs, user),
        (ours, f"19:x@thread.tacv2/{user}"),
    ]


async def test_what_waits_for_a_wrong_account_is_not_said_there(home: Home) -> None:
    """A question that still waited for the account of somebody else does not go there after the file was put right."""
    head = "id,name,role,professional,slack\n"
    commands.import_people(home.house, f"{head}anna,Anna,client,joost,T0ONE/U0BAS\n".encode())

    def said(uow: UnitOfWork) -> OutboxId | None:
        turn = Turn(uow, home.house.script, NOW, f"said {uow.new_id()}")
        return turn.send(turn.person(DEFAULT, ANNA), Note(blocks=("hallo",)))

    wrong = home.write(said)
    commands.import_people(home.house, f"{head}anna,Anna,client,joost,T0ONE/U0ANNA\n".encode())
    right = home.write(said)
    assert await home.house.courier.deliver() == 0
    assert wrong
    assert right
    found = home.read(lambda uow: [uow.outbox.get(DEFAULT, id) for id in (wrong, right)])
    assert [one.reason for one in found if one] == ["may_not_be_said", "channel_off"]


def _on_slack(uow: UnitOfWork, person: PersonId) -> tuple[list[str], list[str]]:
    ways = [one.place.conversation for one in uow.routes.of(DEFAULT, person) if one.place.channel == "slack"]
    return ways, [one.user for one in uow.people.identities(DEFAULT, person) if one.channel == "slack"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"id,name\nx,X\n",
        b"id,name,role\nx,X,boss\ny,Y,client\n",
        b"id,name,role\nx,X,client\nx,Y,client\n",
        b"id,name,role,professional\nx,X,client,nobody\n",
        b"id,name,role,timezone\nx,X,client,Mars/Base\n",
        b"id,name,role\nx,\xff\xfe,client\n",
        b'id,name,role\nx,"X,client\n',
    ],
)
async def test_a_broken_roster_is_refused_whole(home: Home, content: bytes) -> None:
    """P76: one fault keeps everybody out, and every fault says where it is and what to do."""
    before = home.read(everybody)
    with pytest.raises(BrokenRoster) as broken:
        commands.import_people(home.house, content)
    assert broken.value.faults
    texts = home.house.script.texts
    assert all(
        texts.phrase(language, fault.key, **fault.values) for fault in broken.value.faults for language in ("nl", "en")
    )
    assert home.read(everybody) == before


# --- the link ---------------------------------------------------------------------------------------------------------


async def test_a_new_link_ends_no_other(home: Home) -> None:
    """A personal link opens its own person's pages for a year, whatever other links are made meanwhile."""
    old, new = home.link(ANNA).removeprefix("/me/"), home.link(ANNA).removeprefix("/me/")
    for token in (old, new):
        found = await home.desk.visitor(token)
        assert found is not None
        assert found.person == ANNA
    last = wall_now() + LINK_LASTS
    assert home.read(lambda uow: holder(uow, new, last - timedelta(hours=1))) is not None
    assert home.read(lambda uow: holder(uow, new, last + timedelta(seconds=1))) is None


async def test_other_links_end_where_that_is_asked(home: Home) -> None:
    """The person themselves, or the command with --end-others, ends every link of that person but one."""
    tokens = [home.link(ANNA).removeprefix("/me/") for _ in range(3)]
    other = home.link(BAS).removeprefix("/me/")
    await home.desk.end_other_links(tokens[1])
    assert [await home.desk.visitor(token) is not None for token in tokens] == [False, True, False]
    only = commands.link(home.house, ANNA, end_others=True)
    assert only is not None
    assert await home.desk.visitor(tokens[1]) is None
    assert await home.desk.visitor(only) is not None
    assert await home.desk.visitor(other) is not None


async def test_a_link_lies_nowhere_as_it_is(home: Home) -> None:
    """Who reads the database cannot open anybody's page: only the hash of a link is kept."""
    token = home.link(ANNA).removeprefix("/me/")
    assert home.read(lambda uow: uow.links.find(token)) is None
    assert home.read(lambda uow: uow.links.find(hash_of(token))) is not None


@pytest.mark.parametrize("giver", [JOOST, VERA, MARIJKE, SAM, BAS])
async def test_a_link_is_handed_over_by_ones_own_professional(home: Home, giver: PersonId) -> None:
    """A client's new link is shown, once, to the client's own professional and to nobody else."""
    receipt = await home.submit(giver, "client.link", client=ANNA)
    if giver != JOOST:
        assert receipt.outcome is Outcome.REFUSED
        return
    assert isinstance(receipt.reply, Page)
    visitor = await home.desk.visitor(str(receipt.reply.values["token"]))
    assert visitor is not None
    assert visitor.person == ANNA
    assert not [line for line in await home.lines(giver) if str(receipt.reply.values["token"]) in line]


# --- one's own rhythm -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "nl",
            [
                "vrijdag 4 december om 19:00",
                "vrijdag 1 januari om 19:00",
                "vrijdag 5 februari om 19:00",
                "vrijdag 5 maart om 19:00",
                "vrijdag 2 april om 19:00",
            ],
        ),
        (
            "en",
            [
                "Friday 4 December at 19:00",
                "Friday 1 January at 19:00",
                "Friday 5 February at 19:00",
                "Friday 5 March at 19:00",
                "Friday 2 April at 19:00",
            ],
        ),
    ],
)
async def test_the_next_five_moments_stand_there_in_words(home: Home, language: str, expected: list[str]) -> None:
    """P78: the settings show when the next five questions come, in the client's language."""
    await home.welcome(ANNA, language=language, every="month", weekday="friday", part_of_day="evening")
    view = await home.page(ANNA, PageName.SETTINGS)
    assert isinstance(view, SettingsView)
    assert list(view.upcoming) == expected


async def test_the_moments_in_words_are_the_moments_that_come(home: Home) -> None:
    """P78: what the settings announce is what then happens, after a pause too."""
    await home.welcome(ANNA)
    await home.command(ANNA, "pause", "2026-12-10")
    view = await home.page(ANNA, PageName.SETTINGS)
    assert isinstance(view, SettingsView)
    await home.until(NOW + timedelta(weeks=5))
    rows = home.read(lambda uow: uow.occasions.of_person(DEFAULT, ANNA, 100))
    asked = [row.at for row in reversed(rows) if row.outcome == "asked"]
    in_words = [home.house.script.texts.moment("nl", at, "Europe/Amsterdam") for at in asked]
    assert in_words
    assert list(view.upcoming[: len(in_words)]) == in_words


async def test_who_begins_by_themselves_is_never_asked(home: Home) -> None:
    """P3: a client who chose to begin themselves gets no occasion, and can say something at any moment (P4)."""
    await home.welcome(GIJS, every="self")
    before = await home.lines(GIJS)
    await home.until(NOW + timedelta(weeks=20))
    assert await home.lines(GIJS) == before
    view = await home.page(GIJS, PageName.SETTINGS)
    assert isinstance(view, SettingsView)
    assert view.upcoming == ()
    await home.say(GIJS, "Ik heb een plan voor de tuin")
    await home.pick(GIJS, "professional")
    assert "Ik heb een plan voor de tuin" in (await home.told(VERA))[-1]
    assert home.words(GIJS, "said") == ["Ik heb een plan voor de tuin"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("every", "0"),
        ("every", "13"),
        ("every", "vaak"),
        ("weekday", "7"),
        ("at", "25:00"),
        ("unit", "minute"),
        ("quiet_end", "x"),
    ],
)
async def test_settings_that_cannot_be_kept_change_nothing(home: Home, name: str, value: str) -> None:
    """P3: a rhythm that makes no sense is told with the form, and the old one stands."""
    await home.welcome(ANNA)
    before = home.person(ANNA)
    receipt = await home.submit(ANNA, "settings", language="nl", **{name: value})
    assert isinstance(receipt.reply, FieldErrors)
    assert home.person(ANNA) == before


async def test_settings_sent_in_part_keep_the_rest(home: Home) -> None:
    """P3: a form that leaves something out does not set that to anything else, and never to more often."""
    await home.welcome(ANNA, between="yes", centre_may_read="yes")
    await home.submit(ANNA, "settings", language="nl", unit="week", every="3", weekday="2", at="11:30")
    before = home.person(ANNA)
    assert before.cadence.every == 3
    await home.submit(ANNA, "settings", language="en")
    after = home.person(ANNA)
    assert after.language == "en"
    assert (after.cadence, after.quiet, after.between, after.centre_may_read) == (
        before.cadence,
        before.quiet,
        before.between,
        before.centre_may_read,
    )


async def test_the_next_moment_follows_a_changed_rhythm_at_once(home: Home) -> None:
    """P3: the rhythm a client chooses holds from the next moment on."""
    await home.welcome(ANNA)
    await home.submit(ANNA, "settings", language="nl", unit="week", every="1", weekday="4", at="15:30")
    (row,) = (one for one in home.read(lambda uow: uow.due.of_person(DEFAULT, ANNA)) if one.kind == "occasion")
    assert row.at == datetime.fromisoformat("2026-11-27T14:30+00:00")
