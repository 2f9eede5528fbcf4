"""Addresses that look like Microsoft's and are not, by the trick they try."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Final

from adapters.teams.addresses import MICROSOFT_HOSTS

_EVIL: Final = (
    *("evil.example", "127.0.0.1", "127.0.0.1:PORT", "localhost:PORT", "[::1]:PORT", "10.0.0.7"),
    *("169.254.169.254", "evil.trafficmanager.net", "xn--80ak6aa92e.com", "evil.example:8443"),
)
_LOOK_ALIKES: Final = {
    "s": "ѕ",
    "m": "ⅿ",
    "b": "Ь",
    "a": "а",
    "t": "т",
    "r": "г",
    "f": "ｆ",
    "i": "і",
    "c": "с",
    "e": "е",
    "n": "ո",
    "g": "ɡ",
    "k": "K",  # the last is the sign for kelvin
}
_SIGNS: Final = tuple(" \t\n\r\x00\x0b\x7f\u00a0\u200b\ufeff\u2028\u202e@:\\?#%[]{}|^`<>\"'*!$&()+,;=~.é💥０\ud800")
_LONG: Final = "a" * 70

TRICKS: Final[Mapping[str, tuple[str, ...]]] = {
    "userinfo": ("https://HOST@EVIL/", "https://HOST:x@EVIL/", "https://HOST%40@EVIL/teams/", "https://HOST:443@EVIL/"),
    "userinfo of ours": ("https://a@HOST/", "https://a:b@HOST/", "https://@HOST/", "https://EVIL@HOST/teams/"),
    "punycode": ("https://xn--HOST/", "https://xn--80ak6aa92e.HOST/", "https://HOST.xn--p1ai/"),
    "subdomain": (
        "https://evil.HOST/",
        "https://a.b.HOST/",
        "https://_.HOST/",
        f"https://{_LONG}.HOST/",
        "https://.HOST/",
    ),
    "neighbour": (
        "https://evil.trafficmanager.net/",
        "https://smba2.trafficmanager.net/",
        "https://xsmba.trafficmanager.net/",
    ),
    "parent": ("https://trafficmanager.net/", "https://teams.microsoft.com/", "https://microsoft.us/", "https://net/"),
    "longer host": (
        "https://HOST./",
        "https://HOST.EVIL/",
        "https://HOST-evil.example/",
        "https://HOSTx/",
        "https://HOST../",
    ),
    "port": ("https://HOST:443/", "https://HOST:80/", "https://HOST:0/", "https://HOST:/", "https://HOST:99999/teams/"),
    "scheme": ("http://HOST/", "ftp://HOST/", "HTTPS://HOST/", "wss://HOST/", "httpss://HOST/", "file://HOST/teams/"),
    "half a scheme": (
        "//HOST/",
        "HOST/teams/",
        "https:HOST/",
        "https:/HOST/",
        "https:///HOST/",
        "https:\\\\HOST/",
        "://HOST",
    ),
    "two schemes": ("https://https://HOST/", "https:https://HOST/", "view-source:https://HOST/", "blob:https://HOST/"),
    "number": (
        "https://127.1/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://[::ffff:127.0.0.1]/",
    ),
    "loopback": ("http://EVIL/", "http://EVIL/_connector", "https://EVIL/teams/", "http://127.0.0.1:PORT"),
    "backslash": ("https://EVIL\\@HOST/", "https://EVIL\\.HOST/", "https://HOST\\@EVIL/", "https://HOST\\EVIL/"),
    "query": ("https://HOST?EVIL", "https://HOST/teams/?u=https://EVIL", "https://EVIL?HOST/", "https://HOST/?@EVIL"),
    "fragment": ("https://EVIL#HOST/", "https://EVIL/#HOST", "https://HOST#@EVIL/", "https://HOST/teams/#"),
    "redirect": ("https://HOST//EVIL/", "https://HOST/%2f%2fEVIL", "https://HOST/to/https://EVIL/", "https://HOST//"),
    "dots": (
        "https://HOST/..",
        "https://HOST/teams/../..",
        "https://HOST/%2e%2e/",
        "https://HOST/./",
        "https://HOST/..;/x",
    ),
    "foreign": ("https://EVIL/", "https://EVIL/HOST", "https://EVIL/.HOST/teams/", "https://EVIL/https://HOST/"),
    "long": (
        f"https://HOST/{_LONG}",
        "https://HOST/a/b/c/d/e/f/g",
        f"https://{_LONG * 4}.HOST/",
        f"https://HOST/{_LONG * 40}",
    ),
    "look-alike": ("https://LOOKALIKE/teams/",),
    "dot": ("https://DOT/teams/",),
    "case": ("https://CASE/teams/",),
    "cut": ("https://CUT/teams/",),
    "sign": ("SIGN",) * 8,
}


def hostile(chance: random.Random, port: int) -> tuple[str, str]:
    """Return the trick, and an address that plays it; `port` is one of loopback on which somebody listens."""
    trick = chance.choice(list(TRICKS))
    host = chance.choice(sorted(MICROSOFT_HOSTS))
    made = chance.choice(TRICKS[trick])
    for name, value in (
        ("LOOKALIKE", _look_alike(chance, host)),
        ("DOT", host.replace(".", chance.choice("。．｡․"), chance.randint(1, 2))),
        ("CASE", _capital(chance, host)),
        ("CUT", host[chance.randint(1, 6) :]),
        ("SIGN", _with_a_sign(chance, f"https://{host}/teams/")),
        *(("HOST", host), ("EVIL", chance.choice(_EVIL)), ("PORT", str(port))),
    ):
        made = made.replace(name, value)
    return trick, made


def _look_alike(chance: random.Random, host: str) -> str:
    place = chance.choice([place for place, letter in enumerate(host) if letter in _LOOK_ALIKES])
    return host[:place] + _LOOK_ALIKES[host[place]] + host[place + 1 :]


def _capital(chance: random.Random, host: str) -> str:
    place = chance.choice([place for place, letter in enumerate(host) if letter.isalpha()])
    return host[:place] + host[place].upper() + host[place + 1 :]


def _with_a_sign(chance: random.Random, url: str) -> str:
    place = chance.randint(0, len(url))
    return url[:place] + chance.choice(_SIGNS) + url[place:]
