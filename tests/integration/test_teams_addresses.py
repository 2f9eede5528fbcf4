"""Our token goes to Microsoft's own addresses, spelled exactly so, and to nobody else's."""

from __future__ import annotations

import random
from collections import Counter
from urllib.parse import urlsplit

import pytest

from adapters.teams.addresses import MICROSOFT_HOSTS, BadAddress, ServiceAddresses, service_addresses, standin_origin
from adapters.teams.connector import Connector
from adapters.teams.transport import Address, TransportRefused
from adapters.teams.transport_botbuilder import BotbuilderTransport
from tests.contracts.transports import CountedToken
from tests.integration.hostile_addresses import TRICKS, hostile
from tests.integration.teams_door import Served, as_with_microsoft, standing_in
from tests.standins.connector import connector
from tests.standins.issuer import APP, TENANT

HOSTILE = 5_000
HOST = "smba.trafficmanager.net"
GOOD = (
    *(
        f"https://{HOST}/teams/",
        f"https://{HOST}/teams",
        f"https://{HOST}/",
        f"https://{HOST}",
        f"https://{HOST}/emea/",
    ),
    f"https://{HOST}/emea/00000000-0000-0000-0000-000000000001/",
    *(f"https://{host}/teams" for host in sorted(MICROSOFT_HOSTS)),
)


@pytest.mark.parametrize("url", GOOD)
def test_microsoft_is_spoken_to(url: str) -> None:
    """The addresses that Teams really has are accepted, so that the list is not good for nothing."""
    assert service_addresses().accepts(url)
    assert service_addresses().may_ask(
        f"{url.rstrip('/')}/v3/conversations/19%3Ax%40thread.tacv2%3Bmessageid%3D1/activities"
    )
    assert urlsplit(url).hostname in MICROSOFT_HOSTS


async def test_five_thousand_hostile_addresses_get_no_token() -> None:
    """Rightly signed or not, an address that is not on the list is refused at the door and again before sending."""
    chance, token = random.Random(17), CountedToken("secret")
    found: Counter[int] = Counter()
    kinds: set[str] = set()
    with connector() as everywhere:
        async with as_with_microsoft() as door:
            transport = BotbuilderTransport(app_id=APP, credentials=token, addresses=service_addresses())
            port = int(everywhere.url.rpartition(":")[2])
            for _ in range(HOSTILE):
                kind, url = hostile(chance, port)
                kinds.add(kind)
                assert not service_addresses().accepts(url), (kind, url)
                found[await _knock(door, url)] += 1
                await _try_to_send(transport, url)
            await transport.close()
            assert door.listener.heard == []
        assert everywhere.asked == []
    assert set(found) == {
        401,
        403,
    }  # 401 where half a character became a whole one, so that it is not the token's address
    assert found[403] > HOSTILE * 0.9
    assert token.asked == 0
    assert kinds == set(TRICKS)


async def test_with_a_stand_in_nobody_else_is_spoken_to() -> None:
    """With a stand-in one loopback address counts: no other port, name, number or scheme, and not Microsoft either."""
    chance = random.Random(18)
    with connector() as standin, connector() as other:
        port = int(standin.url.rpartition(":")[2])
        addresses = service_addresses(standin_url=standin.url)
        urls = [
            *(hostile(chance, port)[1] for _ in range(500)),
            *(
                *GOOD,
                other.url,
                f"{standin.url}0",
                standin.url[:-1],
                f"{standin.url}@evil.example",
                f"{standin.url}?x",
                "",
            ),
            *(
                f"http://{name}:{port}/"
                for name in ("localhost", "127.1", "127.0.0.01", "[::1]", "0", "a@127.0.0.1", "0x7f.1")
            ),
            *(
                f"https://127.0.0.1:{port}/",
                f"http://127.0.0.1:{port}#/",
                f"http://127.0.0.1:{port}/..",
                f" {standin.url}",
            ),
        ]
        token = CountedToken(standin.token)
        transport = BotbuilderTransport(app_id=APP, credentials=token, addresses=addresses)
        async with standing_in(standin) as door:
            for url in set(urls) - {standin.url, f"{standin.url}/", f"{standin.url}/_connector"}:
                assert await _knock(door, url) in {401, 403}, url
                await _try_to_send(transport, url)
            assert door.listener.heard == []
            assert await _knock(door, f"{standin.url}/_connector") == 200
        await transport.close()
        assert (token.asked, standin.asked, other.asked) == (0, [], [])


async def _knock(door: Served, url: str) -> int:
    return await door.knock(door.message(serviceUrl=url), door.token(serviceurl=url))


async def _try_to_send(transport: BotbuilderTransport, url: str) -> None:
    address = Address(service_url=url, conversation_id="a:1", bot_id=f"28:{APP}", tenant=TENANT)
    for call in (transport.post(address, {"text": "x"}), transport.open_dm(url, TENANT, "anna")):
        with pytest.raises(TransportRefused) as refused:
            await call
        assert (refused.value.status, refused.value.code) == (0, "ForeignAddress")


@pytest.mark.parametrize(
    "url",
    [
        *(
            "https://evil.example/teams/v3/x",
            f"https://{HOST}",
            f"https://{HOST}x/v3",
            f"https://{HOST}@evil.example/v3",
        ),
        *(f"https://{HOST}/teams/../v3", f"https://{HOST}/./v3", f"https://{HOST}/v3?x=1", f"https://{HOST}/v3#x"),
        *(
            f"https://{HOST}:443/v3",
            f"http://{HOST}/v3",
            f"https://{HOST}//v3",
            f"https://{HOST}/v3\n",
            f"https://{HOST}\\v3",
        ),
    ],
)
def test_the_last_look_is_as_sharp(url: str) -> None:
    """Just before the token is added the whole URL is looked at once more, whoever made it."""
    assert not service_addresses().may_ask(url)


async def test_the_last_look_is_taken_before_the_token_is_asked_for() -> None:
    """Whatever a library makes of an address, the call itself refuses to leave for anywhere else."""
    token = CountedToken("secret")
    way_out = Connector(token, service_addresses(), user_agent="x")
    with pytest.raises(TransportRefused):
        await way_out.ask("POST", "https://evil.example/v3/conversations", "{}")
    assert token.asked == 0


def test_a_host_can_be_added() -> None:
    """Another host counts once it is named, and Microsoft's own stay."""
    more = service_addresses(more_hosts=["smba.example.org"])
    assert more.accepts("https://smba.example.org/teams/")
    assert more.accepts(GOOD[0])
    assert not service_addresses().accepts("https://smba.example.org/teams/")


@pytest.mark.parametrize(
    "host",
    [
        "",
        "localhost",
        "*.example.org",
        "https://x.nl",
        "x.nl/",
        "x.nl:443",
        "a@x.nl",
        "127.0.0.1",
        "X.nl",
        "x..nl",
        "é.nl",
        "x.nl\n",
    ],
)
def test_a_host_that_is_none_cannot_be_added(host: str) -> None:
    """What is added is one plain name, or a mistake."""
    with pytest.raises(BadAddress):
        service_addresses(more_hosts=[host])


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://evil.example:80",
            "http://127.0.0.1",
            "http://127.0.0.1:0",
            "https://127.0.0.1:1",
            "http://0.0.0.0:1",
        ),
        *(
            "http://127.0.0.1:1@evil.example:1",
            "http://localhost.evil.example:1",
            "http://127.0.0.1:123456",
            "http://127.0.0.1:1/..",
        ),
    ],
)
def test_a_stand_in_is_on_loopback(url: str) -> None:
    """A stand-in has a loopback address with a port, and a path at most."""
    with pytest.raises(BadAddress):
        standin_origin(url)
    assert ServiceAddresses(standin=standin_origin("http://localhost:5857/_connector")).accepts(
        "http://localhost:5857/x"
    )
