"""The token our calls carry: who is asked for it, how often, and what happens when there is none."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
import requests

from adapters.teams import connector
from adapters.teams.credentials import KEPT_SECONDS, STANDIN_TOKEN, WAIT_SECONDS, KeptToken, StaticToken
from adapters.teams.settings import TeamsSettings
from adapters.teams.transport import TransportAway, TransportRefused
from adapters.teams.transport_botbuilder import app_token, botbuilder_transport
from bot import courier
from tests.standins.issuer import APP, TENANT

SECRET = "canary-secret"
LOGIN = f"https://login.microsoftonline.com/{TENANT}"


@dataclass(slots=True)
class Answer:
    """What the login service answers."""

    text: str
    status_code: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise requests.HTTPError


@dataclass(slots=True)
class Login:
    """Microsoft's login service, at the outermost wire: it hears what is asked and answers what it is told to."""

    status: int = 200
    body: Mapping[str, object] = field(
        default_factory=lambda: {"access_token": "a token", "expires_in": 3600, "token_type": "Bearer"}
    )
    error: Exception | None = None
    posted: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def get(self, url: str, **_more: object) -> Answer:
        if self.error is not None:
            raise self.error
        found = {
            "authorization_endpoint": f"{LOGIN}/oauth2/v2.0/authorize",
            "token_endpoint": f"{LOGIN}/oauth2/v2.0/token",
            "issuer": f"{LOGIN}/v2.0",
        }
        known = {"metadata": [{"aliases": ["login.microsoftonline.com"]}]}
        return Answer(json.dumps(found if url.startswith(LOGIN) else known))

    def post(self, url: str, *, data: Mapping[str, str], **_more: object) -> Answer:
        self.posted.append((url, data))
        if self.error is not None:
            raise self.error
        return Answer(json.dumps(self.body), self.status)

    def close(self) -> None:
        """Nothing is kept open."""


def test_the_secret_goes_to_the_login_service_of_one_tenant() -> None:
    """The token is asked for the connector, at the tenant of the app, once; after that it is kept."""
    login = Login()
    ask = app_token(APP, SECRET, TENANT, http=login)
    assert [ask(), ask()] == ["a token", "a token"]
    ((url, form),) = login.posted
    assert url == f"{LOGIN}/oauth2/v2.0/token"
    assert (form["client_id"], form["grant_type"]) == (APP, "client_credentials")
    assert form["scope"] == "https://api.botframework.com/.default"


def test_a_wrong_secret_is_a_refusal_without_its_words() -> None:
    """Where the app or its secret is not known, that is said by a word of ours, never by the sentence that came."""
    login = Login(status=401, body={"error": "invalid_client", "error_description": f"AADSTS7000215 {SECRET}"})
    with pytest.raises(TransportRefused) as refused:
        app_token(APP, SECRET, TENANT, http=login)()
    assert (refused.value.status, refused.value.code) == (401, "CredentialsRefused")
    assert SECRET not in repr(refused.value)


@pytest.mark.parametrize("error", [requests.ConnectionError(), requests.Timeout(), OSError(), KeyError()])
def test_a_login_service_that_is_away_is_tried_later(error: Exception) -> None:
    """Where nobody answers, nothing was sent; the next time goes well."""
    login = Login(error=error)
    ask = app_token(APP, SECRET, TENANT, http=login)
    with pytest.raises(TransportAway) as away:
        ask()
    assert not away.value.ambiguous
    login.error = None
    assert ask() == "a token"


async def test_one_thread_asks_and_everybody_has_the_token() -> None:
    """Fifty calls at once ask once, away from the event loop; after a few minutes it is asked for again."""
    asked: list[threading.Thread] = []
    moment = 0.0

    def ask() -> str:
        asked.append(threading.current_thread())
        return f"token {len(asked)}"

    kept = KeptToken(ask, now=lambda: moment)
    assert set(await asyncio.gather(*(kept.token() for _ in range(50)))) == {"token 1"}
    moment = KEPT_SECONDS - 1
    assert await kept.token() == "token 1"
    moment = KEPT_SECONDS
    assert await kept.token() == "token 2"
    assert len(asked) == 2
    assert threading.main_thread() not in asked


async def test_a_message_does_not_wait_long_for_a_token() -> None:
    """While the login service thinks, whoever waits is told that nothing was sent; its token then serves the next."""
    going_on, asked = threading.Event(), 0

    def ask() -> str:
        nonlocal asked
        asked += 1
        going_on.wait(10)
        return "a token"

    kept = KeptToken(ask, patience=0.05)
    for _ in range(3):
        with pytest.raises(TransportAway) as away:
            await kept.token()
        assert not away.value.ambiguous
    going_on.set()
    assert kept._asking is not None
    await kept._asking
    assert await kept.token() == "a token"
    assert asked == 1


def test_the_courier_waits_longer_than_we_do() -> None:
    """Token and sending together take less time than a courier has, so that it hears from us how a send ended."""
    assert WAIT_SECONDS + connector.SEND_SECONDS < courier.SEND_SECONDS


async def test_a_token_that_was_not_given_is_asked_for_again() -> None:
    """A refusal is nobody's token: it reaches whoever asked, and the next one asks anew."""
    answers = iter([TransportAway(ambiguous=False), None])

    def ask() -> str:
        if (error := next(answers)) is not None:
            raise error
        return "a token"

    kept = KeptToken(ask)
    with pytest.raises(TransportAway):
        await kept.token()
    assert await kept.token() == "a token"


async def test_a_stand_in_never_gets_a_real_token() -> None:
    """With a stand-in the app's secret is not used, and no printed object shows it or a token."""
    settings = TeamsSettings(app_id=APP, secret=SECRET, tenant=TENANT, standin_url="http://127.0.0.1:5857")
    transport = botbuilder_transport(settings)
    assert isinstance(transport._connector._credentials, StaticToken)
    assert await transport._connector._credentials.token() == STANDIN_TOKEN
    assert SECRET not in repr(settings)
    assert STANDIN_TOKEN not in repr(StaticToken(STANDIN_TOKEN))
