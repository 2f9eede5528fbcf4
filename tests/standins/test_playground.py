from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

import jwt
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from jwt.algorithms import RSAAlgorithm

from tests.house import ANNA, BAS, MARIJKE
from tests.standins.enclosure import HOST, free_port
from tests.standins.microsoft import APP_ID, CONNECTOR, ISSUER, METADATA, Json, Microsoft, microsoft
from tests.standins.playground import CARD, CENTRE, Playground, aad, actions, chat, member, mentioned, playground, texts

QUESTION = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [{"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Is it so?"}]}],
    "actions": [
        {"type": "Action.Execute", "title": "Yes", "verb": "pick", "data": {"choice": "yes"}},
        {"type": "Action.Submit", "title": "No", "data": {"choice": "no"}},
    ],
}
ANSWERED = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "You said yes."}]}


@dataclass
class Echo:
    """A bot that lets in only what Microsoft signed, says words back and asks a question; it keeps what came in."""

    microsoft: str = ""
    refused: int = 0
    came: list[Json] = field(default_factory=list)

    async def call(self, method: str, path: str, body: Json) -> Json:
        url = f"{self.microsoft}{CONNECTOR}/v3/{path}"
        bearer = {"Authorization": "Bearer a token of the bot"}
        async with ClientSession() as session, session.request(method, url, json=body, headers=bearer) as answer:
            found: Json = await answer.json()
            return found

    async def genuine(self, request: web.Request, activity: Json) -> bool:
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        async with ClientSession() as session:
            async with session.get(f"{self.microsoft}{METADATA}") as answer:
                address = (await answer.json())["jwks_uri"]
            async with session.get(address) as answer:
                (key,) = (await answer.json())["keys"]
        assert jwt.get_unverified_header(bearer)["kid"] == key["kid"]
        public = RSAAlgorithm.from_jwk(key)
        claims = jwt.decode(bearer, public, algorithms=["RS256"], audience=APP_ID, issuer=ISSUER)  # type: ignore[arg-type]
        return bool(claims["serviceurl"] == activity["serviceUrl"])

    async def take(self, request: web.Request) -> web.Response:
        activity = await request.json()
        if not await self.genuine(request, activity):
            self.refused += 1
            return web.Response(status=401)
        self.came.append(activity)
        where = quote(activity["conversation"]["id"], safe="")
        match activity:
            case {"type": "message", "text": text}:
                said = {"type": "message", "text": f"echo {text}"}
                await self.call("POST", f"conversations/{where}/activities", said)
            case {"type": "installationUpdate"}:
                asked = {"type": "message", "attachments": [{"contentType": CARD, "content": QUESTION}]}
                await self.call("POST", f"conversations/{where}/activities", asked)
            case {"type": "invoke"}:
                return web.json_response({"statusCode": 200, "type": CARD, "value": ANSWERED})
            case _:
                pass
        return web.Response()


@pytest.fixture(scope="module")
def port() -> int:
    """Give the port at which Microsoft is."""
    return free_port()


@pytest.fixture(scope="module")
def anna(port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    """Start the program of Anna."""
    with playground(ANNA, tmp_path_factory.mktemp("anna"), microsoft=port) as found:
        yield found


@pytest.fixture(scope="module")
def marijke(port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    """Start the program of Marijke, with the channel of the centre."""
    with playground(MARIJKE, tmp_path_factory.mktemp("marijke"), microsoft=port, centre=True) as found:
        yield found


@pytest.fixture
async def echo() -> AsyncIterator[tuple[Echo, str]]:
    """Serve the bot, to which nothing came unsigned."""
    found = Echo()
    app = web.Application()
    app.router.add_post("/api/messages", found.take)
    async with TestServer(app, host=HOST) as server:
        yield found, str(server.make_url("/api/messages"))
    assert found.refused == 0


@pytest.fixture
async def teams(port: int, anna: Playground, marijke: Playground, echo: tuple[Echo, str]) -> AsyncIterator[Microsoft]:
    """Serve Microsoft between the programs and the bot."""
    bot, address = echo
    async with microsoft(port, address) as found:
        found.clients, bot.microsoft = (anna, marijke), found.address
        yield found
    assert found.without_token == 0


async def test_a_talk_arrives_signed_and_is_read_back(
    teams: Microsoft, echo: tuple[Echo, str], anna: Playground
) -> None:
    """Words, a pressed button of each kind, an edit and a deletion arrive signed; the answers stand where they must."""
    await anna.install()
    await anna.say("good morning & <b>hello</b>")
    card, mine, said = await anna.shown(teams.passed[ANNA])
    assert (mine.text, said.text) == ("good morning & <b>hello</b>", "echo good morning & <b>hello</b>")
    assert texts(card.card) == ["Is it so?", "Yes", "No"]
    yes, no = actions(card.card)
    await anna.press(card, no, words="never")
    await anna.press(card, yes)
    card, *_ = await anna.shown(teams.passed[ANNA])
    assert texts(card.card) == ["You said yes."]
    await anna.edit(mine, "good evening")
    await anna.delete(mine)
    assert mine.id not in {one.id for one in await anna.shown(teams.passed[ANNA])}
    bot, _address = echo
    assert {one["type"] for one in bot.came} >= {"message", "invoke", "messageUpdate", "messageDelete"}
    assert {one["from"]["aadObjectId"] for one in bot.came} == {aad(ANNA)}
    (pressed,) = [one["value"] for one in bot.came if one["type"] == "message" and "value" in one]
    assert pressed == {"choice": "no", "words": "never"}


async def test_a_channel_gets_a_post_and_its_thread(
    teams: Microsoft, echo: tuple[Echo, str], marijke: Playground
) -> None:
    """The bot begins a thread in the channel of the centre; who mentions the bot there is heard, and answered there."""
    bot, _address = echo
    post = {"type": "message", "text": "the week"}
    where = {"isGroup": True, "channelData": {"channel": {"id": CENTRE}}}
    begun = await bot.call("POST", "conversations", {**where, "activity": post})
    thread = begun["id"]
    await bot.call("POST", f"conversations/{quote(thread, safe='')}/activities", {"type": "message", "text": "an item"})
    await marijke.say("a reply", thread=thread)
    await marijke.remark("not for the bot", thread=thread)
    shown = await marijke.shown(teams.passed[MARIJKE], conversation=CENTRE)
    reply = mentioned("a reply")
    assert [one.text for one in shown] == ["the week", "an item", reply, f"echo {reply}"]
    assert {one.conversation for one in shown} == {thread}
    for id in (member(ANNA), aad(ANNA)):
        opened = await bot.call("POST", "conversations", {"members": [{"id": id}]})
        assert opened["id"] == chat(ANNA)
    refused = await bot.call("POST", "conversations", {"members": [{"id": aad(BAS)}]})
    assert refused["error"]["code"] == "BotNotInConversationRoster"
