"""Which addresses may see a token of ours: an exact list of Microsoft's hosts, or one loopback stand-in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

MICROSOFT_HOSTS: Final = frozenset(
    {
        "smba.trafficmanager.net",  # everybody; anyone may register another name under trafficmanager.net
        "smba.infra.gcc.teams.microsoft.com",  # the government clouds, as Microsoft documents them
        "smba.infra.gov.teams.microsoft.us",
        "smba.infra.dod.teams.microsoft.us",
    }
)
_PATH = r"(?:/[A-Za-z0-9_-]{1,64}){0,6}/?"
_ADDRESS: Final = re.compile(rf"https://([a-z0-9.-]{{1,253}}){_PATH}", re.ASCII)
_BELOW: Final = re.compile(r"(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._~!$&'()*+,;=:@%-]{1,2048}){1,12}", re.ASCII)
_LOOPBACK: Final = re.compile(rf"(http://(?:127\.0\.0\.1|localhost):[1-9][0-9]{{0,4}}){_PATH}", re.ASCII)
_HOST: Final = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.ASCII)


class BadAddress(Exception):
    """Not an address to trust. Give a host as `smba.example.org` and a stand-in as `http://127.0.0.1:5857`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAddresses:
    """The addresses at which Teams is spoken to.

    Without a stand-in those are `hosts`, by https, on the usual port, spelled exactly so. With a stand-in it is that
    loopback address and no other one. Nothing is taken apart or mended: what does not look exactly so is refused.
    """

    hosts: frozenset[str] = MICROSOFT_HOSTS
    standin: str = ""

    def accepts(self, service_url: object) -> bool:
        """Tell whether this is the address of a service, as an activity names it."""
        if not isinstance(service_url, str):
            return False
        if self.standin:
            found = _LOOPBACK.fullmatch(service_url)
            return found is not None and found[1] == self.standin
        found = _ADDRESS.fullmatch(service_url)
        return found is not None and found[1] in self.hosts

    def may_ask(self, url: str) -> bool:
        """Tell whether a request with our token may go to this URL, spelled as it will be sent."""
        origins = (self.standin,) if self.standin else tuple(f"https://{host}" for host in self.hosts)
        return any(
            url.startswith(f"{origin}/") and _BELOW.fullmatch(url, len(origin)) is not None for origin in origins
        )


def service_addresses(*, more_hosts: Iterable[str] = (), standin_url: str = "") -> ServiceAddresses:
    """Return the addresses to trust; `more_hosts` are added to Microsoft's, `standin_url` takes the place of them all.

    Raises BadAddress for a host that is no plain name, and for a stand-in that is not on loopback.
    """
    if standin_url:
        return ServiceAddresses(standin=standin_origin(standin_url))
    added = frozenset(more_hosts)
    if any(_HOST.fullmatch(host) is None for host in added):
        raise BadAddress
    return ServiceAddresses(hosts=MICROSOFT_HOSTS | added)


def standin_origin(standin_url: str) -> str:
    """Return scheme, host and port of a stand-in. Raises BadAddress where it is not on loopback."""
    found = _LOOPBACK.fullmatch(standin_url)
    if found is None:
        raise BadAddress
    return found[1]
