"""`check` as whoever sets it up sees it: every fault is named, with what to do, in both languages."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

import bot.__main__ as command_line
from adapters.desk import Away
from adapters.slack.scopes import SCOPES
from bot import checking
from bot.admitting import DEFAULT
from bot.app import build
from bot.settings import load_settings
from bot.texts import Texts
from bot.turn import Turn
from dialogs.messages import Place
from dialogs.people import PersonId
from storage.erasure import erase_person
from storage.rows import Route
from storage.unit_of_work import UnitOfWork
from tests.standins.slack_api import Kind, SlackApi, slack_api
from tests.standins.slack_truth import ANNA, BOT, CENTRE, JOOST, MARIJKE, SAM, TEAM, TOKEN, Truth
from tests.standins.slack_workspace import START

TEXTS: Final = Texts.load()
APP_TOKEN: Final = "xapp-house"
ROSTER: Final = f"""id,name,role,team,professional,slack
joost,Joost Bakker,professional,Oost,,{JOOST}
anna,Anna de Wit,client,Oost,joost,{ANNA}
marijke,Marijke Vos,centre,,,{MARIJKE}
sam,Sam Prins,steward,,,{SAM}
"""


@contextmanager
def slack_aside() -> Iterator[SlackApi]:
    """Run a Slack beside the test, as a command starts a loop of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="slack")
    thread.start()
    truth = Truth(scopes=",".join(SCOPES), tokens={TOKEN: None, APP_TOKEN: None})
    served = slack_api(truth)
    try:
        yield asyncio.run_coroutine_threadsafe(served.__aenter__(), loop).result(10)
    finally:
        asyncio.run_coroutine_threadsafe(served.__aexit__(None, None, None), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@dataclass
class SetUp:
    """A house that is set up in Slack, on a Slack of the test's own."""

    slack: SlackApi
    folder: Path
    patch: pytest.MonkeyPatch

    def run(self, *words: str) -> tuple[int, str]:
        """Run a command and return how it ended and all it said."""
        done = CliRunner().invoke(command_line.app, list(words))
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    def check(self) -> tuple[int, str]:
        """Check."""
        return self.run("check")

    def load(self, roster: str) -> None:
        """Load a roster."""
        (self.folder / "people.csv").write_text(roster, encoding="utf-8")
        assert self.run("people", "import", str(self.folder / "people.csv"))[0] == 0

    def write(self, work: Callable[[UnitOfWork], object]) -> None:
        """Write something into the database."""
        house = build(load_settings())
        try:
            house.ledger.run_now(work)
        finally:
            house.close()


@pytest.fixture(params=["nl", "en"])
def set_up(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SetUp]:
    """Give a house with which all is well."""
    with slack_aside() as slack:
        for name, value in {
            "DATABASE_URL": f"sqlite:///{tmp_path}/house.db",
            "DEFAULT_LANGUAGE": request.param,
            "SLACK_API_URL": slack.url,
            "PUBLIC_URL": "https://talk.example.org",
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "CENTRE_CHANNEL": f"slack:{CENTRE}",
        }.items():
            monkeypatch.setenv(name, value)
        found = SetUp(slack, tmp_path, monkeypatch)
        found.load(ROSTER)
        found.write(_named)
        yield found


def _named(uow: UnitOfWork) -> None:
    house = uow.organisations.get(DEFAULT)
    assert house is not None
    uow.organisations.save(replace(house, name="Zorg Noord", named=PersonId("joost"), fallback=PersonId("marijke")))


def _who(*, named: str = "joost", fallback: str = "marijke") -> Callable[[UnitOfWork], None]:
    """Return what names these two to be told of danger."""

    def name(uow: UnitOfWork) -> None:
        house = uow.organisations.get(DEFAULT)
        assert house is not None
        chosen = [PersonId(one) if one else None for one in (named, fallback)]
        uow.organisations.save(replace(house, named=chosen[0], fallback=chosen[1]))

    return name


def _erased(uow: UnitOfWork) -> None:
    joost = uow.people.get(DEFAULT, PersonId("joost"))
    assert joost is not None
    erase_person(uow, joost)


def _anna_names_kim(uow: UnitOfWork) -> None:
    anna = uow.people.get(DEFAULT, PersonId("anna"))
    assert anna is not None
    uow.people.save(replace(anna, named=PersonId("kim")))


def _lost_joost(uow: UnitOfWork) -> None:
    (route,) = [one for one in uow.routes.of(DEFAULT, PersonId("joost")) if one.place.channel == "slack"]
    uow.routes.trouble(DEFAULT, route.place, "user_gone")


def test_a_house_that_is_well_has_nothing_to_mend(set_up: SetUp) -> None:
    """With all set up the check says one sentence and ends with 0, and nobody was written to."""
    ended, said = set_up.check()
    assert (ended, said.strip()) == (0, TEXTS.phrase(load_settings().default_language, "check.well"))
    assert len(set_up.slack.made("conversations.open")) == 4
    assert set_up.slack.made("chat.postMessage") == []


Plant = Callable[[SetUp], object]
HERE: Final[Mapping[str, object]] = {"workspace": "House"}
THERE: Final[Mapping[str, object]] = {"channel": CENTRE}

FAULTS: list[tuple[str, Plant, str, Mapping[str, object]]] = [
    ("a wrong bot token", lambda it: it.slack.truth.tokens.pop(TOKEN), "slack_token_unknown", {}),
    ("a wrong app token", lambda it: it.slack.truth.tokens.pop(APP_TOKEN), "slack_app_token", {}),
    ("no Slack", lambda it: it.slack.plant("auth.test", Kind.STATUS, number=503), "slack_unreachable", {}),
    ("a busy Slack", lambda it: it.slack.plant("auth.test", Kind.BUSY, "9"), "slack_unreachable", {}),
    (
        "a missing scope",
        lambda it: setattr(it.slack.truth, "scopes", ",".join(one for one in SCOPES if one != "groups:read")),
        "slack_scopes",
        {**HERE, "scopes": "groups:read"},
    ),
    (
        "the bot not in the channel",
        lambda it: it.slack.truth.channels[CENTRE].update(is_member=False),
        "slack_not_in_channel",
        THERE,
    ),
    ("a channel nobody knows", lambda it: it.slack.truth.channels.pop(CENTRE), "slack_channel_unreadable", THERE),
    (
        "a public channel",
        lambda it: it.slack.truth.channels[CENTRE].update(is_private=False),
        "slack_channel_public",
        THERE,
    ),
    (
        "a shared channel",
        lambda it: it.slack.truth.channels[CENTRE].update(is_ext_shared=True),
        "slack_channel_shared",
        THERE,
    ),
    (
        "a guest in the channel",
        lambda it: it.slack.truth.people[MARIJKE].update(is_restricted=True),
        "slack_channel_has_guests",
        THERE,
    ),
    (
        "one person in the channel",
        lambda it: it.slack.truth.channels[CENTRE]["members"].remove(SAM),
        "slack_channel_too_small",
        THERE,
    ),
    ("no bot token", lambda it: it.patch.delenv("SLACK_BOT_TOKEN"), "slack_no_bot_token", {}),
    (
        "no way in",
        lambda it: it.patch.delenv("SLACK_APP_TOKEN"),
        "slack_no_way_in",
        {"names": "SLACK_APP_TOKEN, SLACK_SIGNING_SECRET"},
    ),
    (
        "half a client",
        lambda it: it.patch.setenv("SLACK_CLIENT_ID", "1.2"),
        "slack_half_a_client",
        {"names": "SLACK_CLIENT_ID, SLACK_CLIENT_SECRET"},
    ),
    (
        "no Slack for who is there",
        lambda it: it.patch.delenv("SLACK_BOT_TOKEN"),
        "channel_off",
        {"channel": "Slack", "n": 4, "page": "docs/slack.md"},
    ),
    (
        "no Slack for the week",
        lambda it: it.patch.delenv("SLACK_BOT_TOKEN"),
        "centre_off",
        {"channel": "Slack", "page": "docs/slack.md"},
    ),
    (
        "half of Teams",
        lambda it: it.patch.setenv("TEAMS_APP_ID", "00000000-0000-0000-0000-000000000001"),
        "teams_half",
        {"names": "TEAMS_APP_PASSWORD, TEAMS_TENANT_ID"},
    ),
    ("nobody hears of danger", lambda it: it.write(_who(named="")), "no_named", {}),
    ("nobody else hears of danger", lambda it: it.write(_who(fallback="")), "no_fallback", {}),
    ("whoever hears of danger is not there", lambda it: it.write(_who(named="kim")), "named_gone", {"person": "kim"}),
    ("a client hears of danger", lambda it: it.write(_who(named="anna")), "named_gone", {"person": "anna"}),
    ("whoever hears of danger was erased", lambda it: it.write(_erased), "named_gone", {"person": "joost"}),
    ("nobody to fall back on", lambda it: it.write(_who(fallback="kim")), "fallback_gone", {"person": "kim"}),
    ("the same person twice", lambda it: it.write(_who(fallback="joost")), "fallback_twice", {"person": "joost"}),
    (
        "a fallback in the client's team",
        lambda it: it.write(_who(named="sam", fallback="joost")),
        "fallback_in_team",
        {"person": "joost"},
    ),
    (
        "whoever hears of one client is not there",
        lambda it: it.write(_anna_names_kim),
        "client_named_gone",
        {"person": "kim", "client": "anna"},
    ),
    (
        "nobody can reach who hears of danger",
        lambda it: it.write(_lost_joost),
        "named_unreachable",
        {"person": "joost"},
    ),
]


@pytest.mark.parametrize(("plant", "key", "values"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_a_fault_is_named_with_what_to_do(set_up: SetUp, plant: Plant, key: str, values: Mapping[str, object]) -> None:
    """Each thing that can be wrong in the set-up is one sentence, and the check ends with 1."""
    plant(set_up)
    ended, said = set_up.check()
    assert ended == 1
    assert TEXTS.phrase(load_settings().default_language, f"check.{key}", **values) in said.splitlines()


def test_an_address_that_opens_here_alone_is_a_remark(set_up: SetUp) -> None:
    """In Socket Mode no address is needed but for the personal page: that is said, and is no fault."""
    set_up.patch.delenv("PUBLIC_URL")
    ended, said = set_up.check()
    remark = TEXTS.phrase(load_settings().default_language, "check.only_here", address="http://localhost:8000")
    assert (ended, said.splitlines()[0]) == (0, remark)


def test_whoever_cannot_be_reached_is_named_once(set_up: SetUp) -> None:
    """Somebody whom Slack does not know is named with the reason, also when that was known before."""
    language = load_settings().default_language
    del set_up.slack.truth.people[ANNA]
    way = TEXTS.phrase(language, "bot.way_own", channel="Slack")
    values = {"person": "anna", "way": way, "reason": "slack_user_gone", "page": "docs/slack.md"}
    sentence = TEXTS.phrase(language, "check.way_lost", **values)
    assert set_up.check()[1].splitlines().count(sentence) == 1
    set_up.write(lambda uow: [uow.routes.trouble(DEFAULT, one.place, "slack_user_gone") for one in _routes(uow)])
    assert set_up.check()[1].splitlines().count(sentence) == 1
    set_up.load(ROSTER.replace(ANNA, "U0NEW"))
    set_up.slack.truth.people["U0NEW"] = {"id": "U0NEW"}
    assert set_up.check()[0] == 0


def _routes(uow: UnitOfWork) -> list[Route]:
    return [one for one in uow.routes.of(DEFAULT, PersonId("anna")) if one.place.channel == "slack"]


def test_a_week_that_did_not_reach_its_channel_is_posted_once_it_can(set_up: SetUp) -> None:
    """`digest --post` says when the channel does not take the week, and posts it, once, when that has been mended."""
    language = load_settings().default_language
    post = ("digest", "--week", "2026-W47", "--post")
    set_up.slack.truth.channels[CENTRE]["is_private"] = False
    refused = TEXTS.phrase(language, "command.not_posted", week="2026-W47", reason="channel_public")
    for _ in range(2):
        ended, said = set_up.run(*post)
        assert (ended, said.splitlines()[-1]) == (1, refused)
    set_up.slack.truth.channels[CENTRE]["is_private"] = True
    for key in ("posted", "posted_before"):
        ended, said = set_up.run(*post)
        assert (ended, said.splitlines()[-1]) == (0, TEXTS.phrase(language, f"command.{key}", week="2026-W47"))
    assert len(set_up.slack.truth.lying(CENTRE)) == 1


async def test_one_check_asks_for_so_many_people_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a large house a check ends in time: what it did not look at is told, and is no fault."""
    place = Place(channel="slack", account=TEAM, conversation=ANNA, person=PersonId("anna"))
    many = [checking.Way(person=f"p{n}", place=place, called="") for n in range(checking.MOST_ASKED + 5)]
    asked: list[Place] = []

    async def reach(place: Place) -> str:
        asked.append(place)
        return ""

    async def away(place: Place) -> str:
        if len(asked) == 3:
            raise Away
        return await reach(place)

    async def never(_: Place) -> str:
        await asyncio.Event().wait()
        return ""

    (left,) = await checking.probe(many, reach, "slack")
    assert len(asked) == checking.MOST_ASKED
    assert (left.wrong, left.values) == (False, {"channel": "Slack", "asked": 200, "n": 205})
    asked.clear()
    assert [one.values["asked"] for one in await checking.probe(many, away, "slack")] == [3]
    monkeypatch.setattr(checking, "ASKING_SECONDS", 0.01)
    assert [one.values["asked"] for one in await checking.probe(many[:2], never, "slack")] == [0]


def test_who_is_in_doubt_is_asked_for_first(set_up: SetUp) -> None:
    """Whoever was lost comes first, then whoever was never spoken to: the next check goes on where this one ended."""
    set_up.check()
    set_up.load(ROSTER + f"bas,Bas Bos,client,Oost,joost,{BOT}\n")
    set_up.write(lambda uow: [uow.routes.trouble(DEFAULT, one.place, "slack_user_gone") for one in _routes(uow)])
    house = build(load_settings())
    try:
        ways = house.ledger.read_now(lambda uow: checking.ways(Turn(uow, house.script, START, "check"), "en", "slack"))
    finally:
        house.close()
    assert [way.person for way in ways][:2] == ["anna", "bas"]
    assert len(ways) == 5
