"""An issuer of tokens that stands in for Microsoft's: real RSA keys, which can be rotated, and tokens of any making."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://api.botframework.com"
APP = "00000000-0000-0000-0000-00000000a99a"
TENANT = "00000000-0000-0000-0000-000000000001"
FOREIGN_TENANT = "00000000-0000-0000-0000-0000000000ff"


@cache
def key_pair(number: int, bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return the same key for the same number; making one takes a while, so a rotation takes the next of a few."""
    del number
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@dataclass(slots=True)
class Issuer:
    """The issuer: `published` are the ids of the keys it tells of, the newest last."""

    published: list[str] = field(default_factory=lambda: ["key-0"])
    endorsements: tuple[str, ...] = ("msteams", "webchat")
    pairs: dict[str, rsa.RSAPrivateKey] = field(default_factory=dict)
    rotations: int = 0

    def rotate(self, *, keep: int = 1) -> None:
        """Sign with a new key from now on, and go on telling of the last `keep` old ones."""
        self.rotations += 1
        old = self.published[-keep:] if keep else []
        self.published = [*old, f"key-{self.rotations}"]

    def sign(
        self,
        claims: Mapping[str, object],
        *,
        kid: str | None = None,
        pair: rsa.RSAPrivateKey | None = None,
        algorithm: str = "RS256",
        header: Mapping[str, object] | None = None,
    ) -> str:
        """Return a token with these claims, good or not, signed with the newest key unless told otherwise."""
        return self.sign_bytes(json.dumps(claims).encode(), kid=kid, pair=pair, algorithm=algorithm, header=header)

    def sign_bytes(
        self,
        payload: bytes,
        *,
        kid: str | None = None,
        pair: rsa.RSAPrivateKey | None = None,
        algorithm: str = "RS256",
        header: Mapping[str, object] | None = None,
    ) -> str:
        """Return a token around any bytes at all."""
        name = self.published[-1] if kid is None else kid
        return jwt.PyJWS().encode(payload, pair or self._pair(name), algorithm, {"kid": name, **(header or {})})

    def documents(self, url: str) -> Mapping[str, Mapping[str, object]]:
        """Return what stands under the metadata address and the address of the keys."""
        return {
            "/v1/.well-known/openidconfiguration": {
                "issuer": ISSUER,
                "jwks_uri": f"{url}/v1/.well-known/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
            },
            "/v1/.well-known/keys": {"keys": [self.public(kid) for kid in self.published]},
        }

    def public(self, kid: str) -> dict[str, object]:
        """Return a key as it is published."""
        document = RSAAlgorithm.to_jwk(self._pair(kid).public_key())
        return {**json.loads(document), "kid": kid, "use": "sig", "endorsements": list(self.endorsements)}

    def _pair(self, kid: str) -> rsa.RSAPrivateKey:
        return self.pairs.setdefault(kid, key_pair(int(kid.rpartition("-")[2]) % 3))


def claims(service_url: str, now: datetime, **other: object) -> dict[str, object]:
    """Return the claims of a good token; a claim that is set to None is left out."""
    good: dict[str, object] = {
        "iss": ISSUER,
        "aud": APP,
        "nbf": int((now - timedelta(minutes=1)).timestamp()),
        "exp": int((now + timedelta(hours=1)).timestamp()),
        "serviceurl": service_url,
        **other,
    }
    return {name: value for name, value in good.items() if value is not None}
