"""What must be known to speak with Microsoft Teams."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

_NAMES: Final = ("TEAMS_APP_ID", "TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsSettings:
    """One registered app in one tenant.

    `more_tenants` are other tenants it is installed in, `more_hosts` other hosts that speak for Teams. `standin_url` is
    the loopback address of a stand-in, which then takes the place of Microsoft altogether: its keys and its service
    address count, and no secret of ours leaves.
    """

    app_id: str = ""
    secret: str = field(default="", repr=False)
    tenant: str = ""
    more_tenants: frozenset[str] = frozenset()
    more_hosts: frozenset[str] = frozenset()
    standin_url: str = ""

    @property
    def complete(self) -> bool:
        """Whether app, secret and tenant are all there; otherwise there is no Teams."""
        return not self.lacking

    @property
    def begun(self) -> bool:
        """Whether anything of the three is there, so that Teams is meant to be."""
        return len(self.lacking) < len(_NAMES)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The names of the settings that are still to be given."""
        given = (self.app_id, self.secret, self.tenant)
        return tuple(name for name, part in zip(_NAMES, given, strict=True) if not part.strip())

    @property
    def tenants(self) -> frozenset[str]:
        """The tenants whose people are let in, in lower case."""
        return frozenset(tenant.strip().lower() for tenant in (self.tenant, *self.more_tenants) if tenant.strip())
