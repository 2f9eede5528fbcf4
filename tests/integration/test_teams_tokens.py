"""Nobody can speak as Teams: a token is good in every part of it, or it is refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
from collections.abc import Callable, Mapping
from datetime import timedelta

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.integration.teams_door import Served, as_with_microsoft
from tests.standins.issuer import APP, FOREIGN_TENANT, TENANT, claims, key_pair

OTHER = "https://smba.trafficmanager.net/amer/"
ODD_VALUES: tuple[object, ...] = ("", 0, 1.5, True, [], {}, "null", -1, 10**400, "2099-01-01", [1], float("nan"))


def b64(data: object) -> str:
    """Return a part of a token."""
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unsigned(door: Served, header: Mapping[str, object], signature: bytes = b"x" * 256, **other: object) -> str:
    """Return a token with the right claims and whatever signature."""
    return f"{b64(header)}.{b64(claims(door.service_url, door.wall(), **other))}.{b64(signature)}"


def confused(door: Served) -> str:
    """Return a token signed by HMAC with the public key as the secret."""
    public = key_pair(0).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{b64({'alg': 'HS256', 'kid': 'key-0'})}.{b64(claims(door.service_url, door.wall()))}"
    return f"{signed}.{b64(hmac.new(public, signed.encode(), hashlib.sha256).digest())}"


def tampered(door: Served, **other: object) -> str:
    """Return a good token in which the claims were changed after it was signed."""
    head, _, signature = door.token().split(".")
    return f"{head}.{b64(claims(door.service_url, door.wall(), **other))}.{signature}"


def hostile_tokens(door: Served) -> dict[str, str]:
    """Return tokens that are no good, each by what is wrong with it."""
    good, now = door.token(), door.wall()
    whole = claims(door.service_url, now)

    def moment(**shift: float) -> int:
        return int((now + timedelta(**shift)).timestamp())

    sign: Callable[..., str] = door.issuer.sign
    found = {
        "no token": "",
        "garbage": "garbage",
        "dots": "..",
        "one part": good.split(".")[0],
        "two parts": good.rpartition(".")[0],
        "four parts": f"{good}.x",
        "no signature": good.rpartition(".")[0] + ".",
        "cut off": good[:-4],
        "one character else": good[:-6] + ("A" if good[-6] != "A" else "B") + good[-5:],
        "padding": good + "=",
        "huge": "a" * 7000 + "." + "b" * 500 + "." + "c" * 100,
        "deep header": f"{b64(b'[' * 4000)}.{b64(whole)}.{b64(b'x')}",
        "header is a list": f"{b64([])}.{b64(whole)}.{b64(b'x')}",
        "header is no json": f"{b64(b'{')}.{b64(whole)}.{b64(b'x')}",
        "claims are a list": door.issuer.sign_bytes(b"[]"),
        "claims are no json": door.issuer.sign_bytes(b"{"),
        "claims are not utf-8": door.issuer.sign_bytes(b'{"a":"\xff"}'),
        "deep claims": door.issuer.sign_bytes(b"[" * 3000),
        "alg none": unsigned(door, {"alg": "none", "kid": "key-0"}, b""),
        "alg None": unsigned(door, {"alg": "None", "kid": "key-0"}),
        "alg missing": unsigned(door, {"kid": "key-0"}),
        "alg null": unsigned(door, {"alg": None, "kid": "key-0"}),
        "alg list": unsigned(door, {"alg": ["RS256"], "kid": "key-0"}),
        "alg lower case": unsigned(door, {"alg": "rs256", "kid": "key-0"}),
        "public key as secret": confused(door),
        "RS384": sign(whole, algorithm="RS384"),
        "RS512": sign(whole, algorithm="RS512"),
        "PS256": sign(whole, algorithm="PS256"),
        "key id missing": unsigned(door, {"alg": "RS256"}),
        "key id empty": sign(whole, kid="", pair=key_pair(0)),
        "key id unknown": sign(whole, kid="key-9"),
        "key id number": unsigned(door, {"alg": "RS256", "kid": 0}),
        "key id null": unsigned(door, {"alg": "RS256", "kid": None}),
        "key id long": unsigned(door, {"alg": "RS256", "kid": "k" * 300}),
        "key id a path": unsigned(door, {"alg": "RS256", "kid": "../../dev/null"}),
        "key of somebody else": sign(whole, kid="key-0", pair=key_pair(1)),
        "key in the header": sign(whole, kid="key-0", pair=key_pair(1), header={"jwk": door.issuer.public("key-1")}),
        "keys from elsewhere": sign(whole, kid="key-0", pair=key_pair(1), header={"jku": "https://evil.example/keys"}),
        "unknown critical part": sign(whole, header={"crit": ["exp"]}),
        "unencoded payload": unsigned(door, {"alg": "RS256", "kid": "key-0", "b64": False, "crit": ["b64"]}),
        "expired": door.token(exp=moment(minutes=-5)),
        "expired long ago": door.token(exp=moment(days=-400)),
        "not yet valid": door.token(nbf=moment(minutes=5, seconds=2)),
        "issuer of the emulator": door.token(iss="https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"),
        "issuer with a slash": door.token(iss="https://api.botframework.com/"),
        "issuer in capitals": door.token(iss="https://API.botframework.com"),
        "issuer of the government": door.token(iss="https://api.botframework.us"),
        "issuer list": door.token(iss=["https://api.botframework.com"]),
        "another app": door.token(aud=FOREIGN_TENANT),
        "the connector itself": door.token(aud="https://api.botframework.com"),
        "several apps": door.token(aud=[APP, FOREIGN_TENANT]),
        "another service": door.token(serviceurl=OTHER),
        "service without slash": door.token(serviceurl=door.service_url.rstrip("/")),
        "service in capitals": door.token(serviceurl=door.service_url.upper()),
        "service list": door.token(serviceurl=[door.service_url]),
        "claims changed": tampered(door, exp=moment(days=400)),
        "audience changed": tampered(door, aud=FOREIGN_TENANT),
    }
    for name in ("exp", "nbf", "iss", "aud", "serviceurl"):
        found[f"{name} missing"] = door.token(**{name: None})
        found[f"{name} null"] = sign({**whole, name: None})
    for name in ("exp", "nbf"):
        # A whole number that lies in the past is a good beginning, and a bad end.
        found |= {
            f"{name} {str(odd)[:20]!r}": door.token(**{name: odd}) for odd in ODD_VALUES if (name, odd) != ("nbf", 0)
        }
    return found


async def test_a_good_token_is_good() -> None:
    """The token that all the others differ from in one thing is let in, also at the edges of its dates."""
    async with as_with_microsoft() as door:
        edge = door.wall()
        for token in (
            door.token(),
            door.token(exp=int((edge - timedelta(minutes=4, seconds=59)).timestamp())),
            door.token(nbf=int((edge + timedelta(minutes=4, seconds=59)).timestamp())),
            door.token(iat="never", more={"anything": []}),
        ):
            assert await door.knock(door.message(), token) == 200
        assert len(door.listener.heard) == 4


async def test_a_hostile_token_is_refused() -> None:
    """Every one of more than sixty is refused as a stranger's, and nobody behind the door hears of it."""
    async with as_with_microsoft() as door:
        tokens = hostile_tokens(door)
        assert len(tokens) > 60
        found = {name: await door.knock(door.message(), token) for name, token in tokens.items()}
        assert {name: status for name, status in found.items() if status != 401} == {}
        assert door.listener.heard == []


async def test_another_scheme_is_refused() -> None:
    """Only a bearer token counts, written as it is always written, and only one."""
    async with as_with_microsoft() as door:
        token = door.token()
        for header in (
            *("", "Bearer", "Bearer ", f"Bearer  {token}", f"bearer {token}", f"Basic {token}", token),
            *(f"Bearer {token}, Bearer {token}", f"Bearer\t{token}", f"Bearer {token} x", f"Bearer {'é' * 10}"),
        ):
            assert await door.knock(door.message(), "", headers={"Authorization": header}) == 401, header
        assert door.listener.heard == []


async def test_a_token_is_good_until_it_is_old() -> None:
    """The same token comes with many activities, and is refused from five minutes after its end."""
    async with as_with_microsoft() as door:
        token = door.token()
        assert [await door.knock(door.message(), token) for _ in range(3)] == [200] * 3
        door.wall.pass_by(timedelta(hours=1, minutes=4, seconds=59))
        assert await door.knock(door.message(), token) == 200
        door.wall.pass_by(timedelta(seconds=1))
        assert await door.knock(door.message(), token) == 401


async def test_a_key_that_is_another_one_now_opens_nothing() -> None:
    """A token that was good is looked at again when another key has the id of the one that signed it."""
    async with as_with_microsoft() as door:
        token = door.token()
        assert await door.knock(door.message(), token) == 200
        door.issuer.pairs["key-0"] = key_pair(1)
        assert await door.knock(door.message(), token) == 401
        assert await door.knock(door.message()) == 200


async def test_the_key_must_sign_for_teams() -> None:
    """A genuine key that may not sign for Teams opens nothing, and an activity of another channel neither."""
    async with as_with_microsoft() as door:
        for channel in ("webchat", "emulator", "MSTEAMS", "", None, ["msteams"]):
            assert await door.knock(door.message(channelId=channel)) == 401, channel
        door.issuer.endorsements = ("webchat",)
        assert await door.knock(door.message()) == 401
        assert await door.knock(door.message(channelId="webchat")) == 401
        assert door.listener.heard == []


async def test_a_foreign_tenant_stays_outside() -> None:
    """Wherever the tenant is named it is ours, and it is named somewhere; capitals are the same."""
    async with as_with_microsoft() as door:
        ours, foreign = {"id": TENANT}, {"id": FOREIGN_TENANT}
        good: tuple[tuple[object, object], ...] = (
            ({"tenant": ours}, {"id": "a:1"}),
            (None, {"id": "a:1", "tenantId": TENANT}),
            ({"tenant": {"id": TENANT.upper()}}, {"tenantId": TENANT}),
        )
        bad: tuple[tuple[object, object], ...] = (
            *(({"tenant": foreign}, {"tenantId": TENANT}), ({"tenant": ours}, {"tenantId": FOREIGN_TENANT})),
            *(({"tenant": foreign}, None), (None, None), ({}, {}), ({"tenant": TENANT}, None), ([ours], None)),
            *((None, {"tenantId": [TENANT]}), ({"tenant": {"id": 7}}, {"tenantId": TENANT}), ("x", "y")),
            *((None, {"tenantId": ""}), (None, {"tenantId": f"{TENANT} "})),
        )
        for data, conversation in good:
            assert await door.knock(door.message(channelData=data, conversation=conversation)) == 200, (
                data,
                conversation,
            )
        for data, conversation in bad:
            assert await door.knock(door.message(channelData=data, conversation=conversation)) == 403, (
                data,
                conversation,
            )
        assert len(door.listener.heard) == len(good)


async def test_the_token_was_made_for_this_service() -> None:
    """An activity that names another service than its token, or none, is refused, however genuine both are."""
    async with as_with_microsoft() as door:
        for service in (OTHER, None, "", 7, [door.service_url], door.service_url + "/", door.service_url.upper()):
            assert await door.knock(door.message(serviceUrl=service), door.token()) == 401, service
        assert await door.knock(door.message(serviceUrl=OTHER), door.token(serviceurl=OTHER)) == 200


async def test_changed_tokens_are_refused() -> None:
    """A good token with any one character of it changed is refused: 400 of them."""
    async with as_with_microsoft() as door:
        chance, good, alphabet = random.Random(4), door.token(), "abcXYZ019-_.=/ "
        for _ in range(400):
            place = chance.randrange(len(good))
            changed = good[:place] + chance.choice(alphabet.replace(good[place], "")) + good[place + 1 :]
            assert await door.knock(door.message(), changed) == 401, place
        assert door.listener.heard == []
