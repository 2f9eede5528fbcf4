"""Installing by the browser: one browser, one time, ten minutes, and a page that says what came of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientResponse, ClientSession, CookieJar, web
from aiohttp.test_utils import TestServer

from adapters.desk import Away
from adapters.slack.installations import Installation
from adapters.slack.oauth import INSTALL, REDIRECT, OAuth
from adapters.slack.scopes import OPTIONAL, SCOPES
from bot.texts import Texts
from dialogs.messages import Sent
from tests.integration.slack_house import FakeDesk
from tests.standins.slack_api import Kind
from tests.standins.slack_truth import BOT, TEAM
from tests.standins.slack_workspace import Workspace, message, note, workspace

TEXTS = Texts.load()
DUTCH = {"Accept-Language": "nl-NL,nl;q=0.9"}


@dataclass
class Browser:
    """Somebody's browser in front of our two addresses."""

    client: ClientSession
    there: Workspace
    admitted: list[Installation]
    refuses: bool = False

    async def begin(self) -> str:
        """Open the first address and return the state that Slack is given."""
        response = await self.client.get(INSTALL, allow_redirects=False)
        assert response.status == 302
        asked = parse_qs(urlsplit(response.headers["Location"]).query)
        assert asked["scope"] == [",".join([*SCOPES, *OPTIONAL])]
        assert asked["redirect_uri"] == [f"https://samenspraak.example{REDIRECT}"]
        return asked["state"][0]

    async def back(self, state: str, **more: str) -> ClientResponse:
        """Come back from Slack."""
        return await self.client.get(REDIRECT, params={"state": state, **more}, headers=DUTCH)

    async def done(self, state: str, code: str = "code-1") -> ClientResponse:
        """Come back from Slack with a code that is good."""
        self.there.truth.code = "code-1"
        return await self.back(state, code=code)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Give a browser, and a house that is in no workspace yet."""
    async with workspace() as there:
        there.installations.kept.clear()
        there.truth.scopes = ",".join(SCOPES)
        found: list[Browser] = []

        async def admits(installation: Installation) -> bool:
            found[0].admitted.append(installation)
            return not found[0].refuses

        oauth = OAuth(
            there.api,
            there.installations,
            FakeDesk(),
            client_id="app",
            public_url="https://samenspraak.example/",
            secret=b"only for the tests",
            wall=there.time.wall,
            admits=admits,
        )
        app = web.Application()
        app.add_routes(oauth.routes())
        # The cookie is for https alone, which a browser of the test does not speak.
        async with TestServer(app, host="127.0.0.1") as server:
            jar = CookieJar(unsafe=True, treat_as_secure_origin=server.make_url("/").origin())
            async with ClientSession(server.make_url("/"), cookie_jar=jar) as client:
                found.append(Browser(client, there, []))
                yield found[0]


def says(key: str, **values: object) -> str:
    """Return a phrase as a Dutch browser gets it."""
    return TEXTS.phrase("nl", f"slack.install.{key}", **values)


async def test_whoever_comes_back_has_the_bot_in_their_workspace(browser: Browser) -> None:
    """After going out and in the workspace is kept with what it takes to speak there for months."""
    response = await browser.done(await browser.begin())
    page = await response.text()
    assert response.status == 200
    assert says("done", workspace="House") in page
    assert 'lang="nl"' in page
    kept = browser.there.installations.kept[TEAM]
    assert (kept.name, kept.bot_user, kept.url, kept.app_id) == ("House", BOT, "https://house.slack.com/", "A0APP")
    assert kept.scopes == tuple(SCOPES)
    assert kept.expires_at == browser.there.time.at + timedelta(hours=12)
    assert kept.bot_token not in page
    browser.there.time.on(36 * 3600)
    assert isinstance(await browser.there.channel.send(message(note("een"))), Sent)


async def test_a_browser_that_reads_english_gets_english(browser: Browser) -> None:
    """The page speaks the language that the browser asks for first."""
    response = await browser.client.get(REDIRECT, headers={"Accept-Language": "de, en-GB;q=0.8, nl;q=0.5"})
    assert TEXTS.phrase("en", "slack.install.expired") in await response.text()


async def test_a_state_works_once(browser: Browser) -> None:
    """The same address opened again installs nothing."""
    state = await browser.begin()
    cookies = {one.key: one.value for one in browser.client.cookie_jar}
    assert (await browser.done(state)).status == 200
    browser.there.installations.kept.clear()
    browser.client.cookie_jar.update_cookies(cookies)
    assert (await browser.done(state)).status == 400
    assert browser.there.installations.kept == {}


async def test_a_state_is_of_one_browser(browser: Browser) -> None:
    """An address that was begun in another browser installs nothing."""
    state = await browser.begin()
    browser.client.cookie_jar.clear()
    response = await browser.done(state)
    assert response.status == 400
    assert says("expired") in await response.text()
    mine, theirs = await browser.begin(), state
    assert (await browser.done(theirs)).status == 400
    assert mine != theirs
    assert browser.there.slack.made("oauth.v2.access") == []


async def test_a_state_is_good_for_ten_minutes(browser: Browser) -> None:
    """After ten minutes it is too late."""
    state = await browser.begin()
    browser.there.time.on(600)
    assert (await browser.done(state)).status == 400
    assert browser.there.installations.kept == {}


@pytest.mark.parametrize("change", ["nonce", "until", "signature", "empty", "odd", "far", "unicode"])
async def test_a_state_cannot_be_made_by_others(browser: Browser, change: str) -> None:
    """Whatever is changed in a state, nothing is installed and nothing breaks."""
    nonce, until, signature = (await browser.begin()).rsplit(".", 2)
    state = {
        "nonce": f"{nonce}x.{until}.{signature}",
        "until": f"{nonce}.{int(until) + 60}.{signature}",
        "signature": f"{nonce}.{until}.{signature[:-1]}{'0' if signature[-1] != '0' else '1'}",
        "empty": "",
        "odd": "..",
        "far": f"{nonce}.99999999999999999999.{signature}",
        "unicode": f"{nonce}.²³.{signature}é",
    }[change]
    assert (await browser.done(state)).status == 400
    assert browser.there.installations.kept == {}


async def test_whoever_stops_is_told_that_nothing_changed(browser: Browser) -> None:
    """Saying no in Slack leaves everything as it was."""
    response = await browser.back(await browser.begin(), error="access_denied")
    assert says("stopped") in await response.text()
    assert browser.there.installations.kept == {}


async def test_a_code_that_slack_does_not_take_is_told(browser: Browser) -> None:
    """A wrong code gives a page with what to do, and no error of the server."""
    response = await browser.done(await browser.begin(), code="made-up")
    assert response.status == 400
    assert says("failed") in await response.text()


@pytest.mark.parametrize("kind", [Kind.STATUS, Kind.RESET, Kind.DONE_STATUS])
async def test_slack_that_is_away_is_told(browser: Browser, kind: Kind) -> None:
    """When Slack does not answer the page says so."""
    browser.there.slack.plant("oauth.v2.access", kind, number=503)
    response = await browser.done(await browser.begin())
    assert response.status == 503
    assert says("away") in await response.text()


async def test_a_house_that_can_keep_nothing_is_told(browser: Browser) -> None:
    """When the workspace cannot be kept the page says so."""

    async def away(_: Installation) -> None:
        raise Away

    browser.there.installations.keep = away  # type: ignore[method-assign,assignment]
    assert (await browser.done(await browser.begin())).status == 503


@pytest.mark.parametrize(
    ("body", "status", "key"),
    [
        ('{"ok": true, "is_enterprise_install": true, "team": null, "access_token": "x"}', 400, "whole_organisation"),
        (
            '{"ok": true, "team": {"id": "T1"}, "token_type": "user", "access_token": "x", "bot_user_id": "U"}',
            503,
            "away",
        ),
        (
            '{"ok": true, "team": {"id": "T1"}, "token_type": "bot", "access_token": "", "bot_user_id": "U"}',
            503,
            "away",
        ),
        ('{"ok": true}', 400, "whole_organisation"),
    ],
)
async def test_what_is_no_workspace_is_not_kept(browser: Browser, body: str, status: int, key: str) -> None:
    """A whole organisation, a user's token and half an answer install nothing."""
    browser.there.slack.plant("oauth.v2.access", Kind.DONE_BODY, body)
    response = await browser.done(await browser.begin())
    assert (response.status, says(key) in await response.text()) == (status, True)
    assert browser.there.installations.kept == {}


async def test_a_workspace_that_is_not_wanted_does_not_come_in(browser: Browser) -> None:
    """Whoever runs the house decides which workspaces may come in by this door."""
    browser.refuses = True
    response = await browser.done(await browser.begin())
    assert response.status == 403
    assert says("not_here", workspace="House") in await response.text()
    assert [one.account for one in browser.admitted] == [TEAM]
    assert browser.there.installations.kept == {}


async def test_a_name_cannot_act_in_the_page(browser: Browser) -> None:
    """A workspace may be called what it likes: on the page it is a name."""
    hostile = '{"ok": true, "team": {"id": "T1", "name": "<script>alert(1)</script>"}, "token_type": "bot", '
    hostile += '"access_token": "xoxb-1", "bot_user_id": "U1"}'
    browser.there.slack.plant("oauth.v2.access", Kind.DONE_BODY, hostile)
    response = await browser.done(await browser.begin())
    assert "<script>" not in await response.text()
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"


async def test_installing_again_takes_the_place_of_the_old_token(browser: Browser) -> None:
    """A second installation is spoken with at once, also by a process that knew the first."""
    await browser.done(await browser.begin())
    assert isinstance(await browser.there.channel.send(message(note("een"))), Sent)
    old = browser.there.installations.kept[TEAM]
    del browser.there.truth.tokens[old.bot_token]
    await browser.done(await browser.begin())
    assert isinstance(await browser.there.channel.send(replace(message(note("twee")), attempt=1)), Sent)
    assert browser.there.slack.calls[-1].token == browser.there.installations.kept[TEAM].bot_token
