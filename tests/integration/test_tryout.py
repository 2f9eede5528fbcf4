"""The try-out as a house: who may knock, what stands after a restart, and which port it takes."""

from __future__ import annotations

import asyncio
import socket
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from pydantic import SecretStr

from adapters.teams.settings import TeamsSettings
from adapters.web.tryout import is_stranger
from bot.admitting import DEFAULT
from bot.app import application, build, open_house
from bot.serving import PortTaken
from bot.settings import Settings, SettingsError, SlackSettings
from bot.stage import TryStage
from bot.tryout import listening, opened, serve
from dialogs.messages import Prompt
from dialogs.people import PersonId
from storage.migrating import migrate
from storage.rows import Line
from storage.unit_of_work import UnitOfWork
from tests.unit.web.html_page import fields_of

SECONDS = 30
LOOPBACK = "127.0.0.1"


def settings_in(folder: Path, host: str = LOOPBACK) -> Settings:
    """Return settings for a try-out in a folder."""
    return Settings(
        database_url=f"sqlite:///{folder}/try.db", secret_keys=(SecretStr("only for this test"),), host=host
    )


def nothing() -> None:
    """Begin nothing again."""


async def lived(stage: TryStage) -> None:
    """Wait until the clock stands still."""
    await asyncio.wait_for(stage.settled(), SECONDS)


class Peer(asyncio.Transport):
    """A connection that comes from an address."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as the base class says it
        return (self._address, 40_000) if name == "peername" else default


@pytest.mark.parametrize(
    ("peer", "host", "stranger"),
    [
        ("127.0.0.1", "127.0.0.1:8000", False),
        ("127.0.0.1", "localhost:8000", False),
        ("::1", "localhost", False),
        ("192.0.2.7", "localhost:8000", True),
        ("127.0.0.1", "evil.example:8000", True),
        ("127.0.0.1", "127.0.0.1.evil.example", True),
        ("127.0.0.1", "localhost@evil.example", True),
        ("127.0.0.1", "", True),
    ],
)
def test_only_this_machine_may_look(peer: str, host: str, stranger: bool) -> None:  # noqa: FBT001 - a row of the table
    """A peer elsewhere is turned away, and so is another name that leads to this machine."""
    request = make_mocked_request("GET", "/try", headers={"Host": host}, transport=Peer(peer))
    assert is_stranger(request) is stranger


async def test_only_our_own_page_may_send_something(tmp_path: Path) -> None:
    """A form from another site, or from nowhere, moves no clock and throws nothing away."""
    again: list[bool] = []
    async with (
        opened(settings_in(tmp_path), fresh=True, begin_again=lambda: again.append(True)) as (_, app),
        TestClient(TestServer(app)) as client,
    ):
        own = f"http://{client.host}:{client.port}"
        for headers in (
            {},
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Referer": "http://evil.example/"},
        ):
            refused = await client.post("/try/again", headers=headers, allow_redirects=False)
            assert refused.status == 403
        assert again == []
        for headers in ({"Origin": own}, {"Referer": f"{own}/try"}):
            taken = await client.post("/try/again", headers=headers, allow_redirects=False)
            assert taken.status == 303
        assert again == [True, True]


async def test_the_pages_keep_to_themselves(tmp_path: Path) -> None:
    """The page frames only our own pages and nobody frames it; a personal page is framed only by ours."""
    async with (
        opened(settings_in(tmp_path), fresh=True, begin_again=nothing) as (_, app),
        TestClient(TestServer(app)) as client,
    ):
        page = (await client.get("/try")).headers["Content-Security-Policy"]
        assert {"default-src 'none'", "frame-src 'self'", "frame-ancestors 'none'"} <= set(page.split("; "))
        personal = (await client.get("/me/nobody-0123456789abcdef")).headers["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in personal


async def test_there_is_no_try_out_where_people_are_served(tmp_path: Path) -> None:
    """The application that serves real people has nothing under /try."""
    house = build(settings_in(tmp_path))
    try:
        paths = {resource.canonical for resource in application(house).router.resources()}
    finally:
        house.close()
    assert any(path.startswith("/me/") for path in paths)
    assert not any(path.startswith("/try") for path in paths)


async def test_an_example_is_told_to_nobody_outside(tmp_path: Path) -> None:
    """Whoever has Slack and Teams set up and tries the product out sends nothing to their own people and channels."""
    real = replace(
        settings_in(tmp_path),
        centre_channel="slack:C012AB3CD",
        slack=SlackSettings(bot_token="xoxb-1", signing_secret="secret"),
        teams=TeamsSettings(app_id="a", secret="secret", tenant="t"),
    )
    async with opened(real, fresh=True, begin_again=nothing) as (stage, app):
        await lived(stage)
        assert stage._house.platforms == {}
        assert stage._house.settings.centre_channel == "web"
        paths = {resource.canonical for resource in app.router.resources()}
    assert paths.isdisjoint({"/slack/events", "/api/messages"})


async def test_the_clock_moves_once_for_each_page(tmp_path: Path) -> None:
    """A second press, or back and resend, moves no clock that has moved since; the page that shows it now does."""
    async with (
        opened(settings_in(tmp_path), fresh=True, begin_again=nothing) as (stage, app),
        TestClient(TestServer(app)) as client,
    ):
        await lived(stage)
        own = {"Origin": f"http://{client.host}:{client.port}"}

        async def press(seen: str) -> str:
            fields = {"to": "hour", "seen": seen}
            assert (await client.post("/try/clock", data=fields, headers=own, allow_redirects=False)).status == 303
            await lived(stage)
            return (await stage.view("")).moment

        page = fields_of(await (await client.get("/try")).text(), "/try/clock")
        begun = (await stage.view("")).moment
        moved = await press(page["seen"])
        assert moved != begun
        assert await press(page["seen"]) == moved
        assert await press((await stage.view("")).version) != moved


async def test_a_restart_goes_on_where_it_was(tmp_path: Path) -> None:
    """Time stands still while it is off, its language stays, and a page that was open keeps working."""
    settings = settings_in(tmp_path)
    async with opened(settings, fresh=True, begin_again=nothing) as (stage, _):
        await lived(stage)
        stage.move("tomorrow")
        await lived(stage)
        before = await stage.view("bas")
    async with opened(settings, fresh=False, begin_again=nothing) as (stage, app):
        after = await stage.view("bas")
        assert after.ready
        assert (after.moment, after.language, after.steps) == (before.moment, before.language, before.steps)
        async with TestClient(TestServer(app)) as client:
            for pane in (*before.panes, *after.panes):
                assert (await client.get(pane.address)).status == 200


@pytest.mark.parametrize(
    ("asked", "spoken"), [("en-US,en;q=0.9", ["en"]), ("nl-NL", []), ("de", []), ("de, en;q=0.4", ["en"]), ("", [])]
)
async def test_the_first_visitor_finds_it_in_their_language(tmp_path: Path, asked: str, spoken: list[str]) -> None:
    """A browser that asks for another language of ours gets the example anew in it, and only the first one."""
    begun: list[str] = []
    async with (
        opened(settings_in(tmp_path), fresh=True, begin_again=lambda: begun.append(stage.language)) as (stage, app),
        TestClient(TestServer(app)) as client,
    ):
        await lived(stage)
        page = await (await client.get("/try", headers={"Accept-Language": asked})).text()
        assert begun == spoken
        assert f'<html lang="{"".join(spoken) or "nl"}">' in page
        walked = await (await client.get("/try/rehearsal", headers={"Accept-Language": asked})).text()
        assert f'<html lang="{"".join(spoken) or "nl"}">' in walked
        if asked:
            await client.get("/try", headers={"Accept-Language": "nl" if spoken else "en"})
        assert begun == spoken


async def test_a_chosen_language_is_not_changed_by_a_browser(tmp_path: Path) -> None:
    """Begun again in English everybody speaks English, and a Dutch browser that looks later changes nothing."""
    english = replace(settings_in(tmp_path), default_language="en")
    begun: list[str] = []
    again = lambda: begun.append("again")  # noqa: E731 - both times the same
    async with opened(english, fresh=True, visited=True, begin_again=again) as (stage, app):
        await lived(stage)
        async with TestClient(TestServer(app)) as client:
            await client.get("/try", headers={"Accept-Language": "nl"})
    async with (
        opened(settings_in(tmp_path), fresh=False, begin_again=again) as (stage, app),
        TestClient(TestServer(app)) as client,
    ):
        page = await (await client.get("/try", headers={"Accept-Language": "nl"})).text()
        told = "".join([await (await client.get(pane.address)).text() for pane in (await stage.view("")).panes])
    assert begun == []
    assert '<html lang="en">' in page
    assert '<html lang="nl">' not in told


async def test_what_was_cut_off_while_it_prepared_is_prepared_anew(tmp_path: Path) -> None:
    """Half an example is no example: the next run lives through the weeks again from the beginning."""
    settings = settings_in(tmp_path)
    house = build(settings)
    migrate(house.engines)
    open_house(house)
    house.close()
    async with opened(settings, fresh=False, begin_again=nothing) as (stage, _):
        assert not (await stage.view("")).ready
        await lived(stage)
        view = await stage.view("")
        assert view.ready
        assert view.steps == (False,) * 4


async def test_an_answer_stands_under_its_question(tmp_path: Path) -> None:
    """In every conversation of the example what somebody says follows on what they were asked, in the order it went."""
    async with opened(settings_in(tmp_path), fresh=True, begin_again=nothing) as (stage, _):
        await lived(stage)
        people = await stage._house.ledger.read(lambda uow: [one.id for one in uow.people.all(DEFAULT)])
        said = 0
        for person in people:
            for before, line in pairwise(await stage._house.ledger.read(_lines, person)):
                if line.direction == "in":
                    said += 1
                    assert isinstance(before.body, Prompt), person
                assert before.at <= line.at
        assert said > 50


def _lines(uow: UnitOfWork, person: PersonId) -> list[Line]:
    return uow.lines.of(DEFAULT, person, 200)


def test_a_busy_port_gives_way_unless_it_was_asked_for() -> None:
    """The next free port is taken; a port that was asked for is not exchanged for another."""
    with closing(listening(LOOPBACK, 0, exact=False)) as busy:
        port = busy.getsockname()[1]
        with closing(listening(LOOPBACK, port, exact=False)) as other:
            assert port < other.getsockname()[1] < port + 50
            assert other.family is socket.AF_INET
        with pytest.raises(PortTaken):
            listening(LOOPBACK, port, exact=True)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7"])  # noqa: S104 - it is refused
def test_it_is_served_on_this_machine_only(tmp_path: Path, host: str) -> None:
    """Asked to listen elsewhere it says no, before it opens or makes anything."""
    said: list[str] = []
    with pytest.raises(SettingsError):
        asyncio.run(serve(settings_in(tmp_path, host), announce=said.append))
    assert said == []
    assert list(tmp_path.iterdir()) == []
