"""Where an activity came from and who did it, read with care: anything may be missing or of another kind; no I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from adapters.teams.transport import Activity
from dialogs.people import Identity

CHANNEL: Final = "teams"
AN_ID: Final = re.compile(r"[\x21-\x7e]{1,400}")
"""What an id of Teams looks like."""

_GUID: Final = re.compile(r"[0-9a-f][0-9a-f-]{7,63}")
_LANGUAGE: Final = re.compile(r"[a-z]{2}")
_ROOT: Final = ";messageid="


class Kind(StrEnum):
    """Where something happened: in a chat of one person with us, in a channel of a team, or Teams does not say."""

    PERSONAL = "personal"
    CHANNEL = "channel"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A conversation: `id` without the thread, whose root is `root` or empty; `bot` is our own id there."""

    tenant: str
    id: str
    kind: Kind
    root: str = ""
    service_url: str
    bot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who did it: nobody we could know where `identity` is None; `teams_id` is what Teams calls them here.

    `abroad` is who they are in their own tenant, where Teams says that it is another one.
    """

    identity: Identity | None
    abroad: Identity | None = None
    teams_id: str = ""
    language: str = ""


class Elsewhere(Exception):
    """This is no conversation of ours; the message is one short word that says why."""


def where(activity: Activity) -> Where:
    """Return where an activity came from; raises Elsewhere."""
    if text_at(activity, "channelId") not in {"msteams", ""}:
        raise Elsewhere("other_channel")
    named = (text_at(activity, "channelData", "tenant", "id"), text_at(activity, "conversation", "tenantId"))
    tenants = {one.lower() for one in named if one}
    if len(tenants) != 1:
        raise Elsewhere("two_tenants" if tenants else "no_tenant")
    (tenant,) = tenants
    whole, service_url = text_at(activity, "conversation", "id"), text_at(activity, "serviceUrl")
    id, _, root = whole.partition(_ROOT)
    if not _GUID.fullmatch(tenant) or (whole and not AN_ID.fullmatch(whole)) or not AN_ID.fullmatch(service_url):
        raise Elsewhere("odd_conversation")
    return Where(
        tenant=tenant,
        id=id,
        kind=_kind(activity, id),
        root=root,
        service_url=service_url,
        bot=text_at(activity, "recipient", "id"),
    )


def who(activity: Activity, where: Where) -> Who:
    """Return who did it, as this tenant knows them, which is how a guest is known too."""
    language = text_at(activity, "locale").lower()[:2]
    person = text_at(activity, "from", "aadObjectId").lower()
    home = text_at(activity, "from", "tenantId").lower()
    known = _GUID.fullmatch(person) is not None
    abroad = known and home != where.tenant and _GUID.fullmatch(home) is not None
    return Who(
        identity=Identity(channel=CHANNEL, account=where.tenant, user=person) if known else None,
        abroad=Identity(channel=CHANNEL, account=home, user=person) if abroad else None,
        teams_id=text_at(activity, "from", "id"),
        language=language if _LANGUAGE.fullmatch(language) else "",
    )


def text_at(value: Mapping[str, object], *path: str) -> str:
    """Return the text at a path, or an empty one."""
    found: object = value
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""


def parts_at(value: Mapping[str, object], *path: str) -> list[Mapping[str, object]]:
    """Return the objects in the list at a path."""
    found: object = value
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _kind(activity: Activity, id: str) -> Kind:
    told = text_at(activity, "conversation", "conversationType")
    invoke, name = activity.get("type") == "invoke", text_at(activity, "name")
    if invoke and name.startswith("composeExtension/"):
        return Kind.UNTOLD  # a box to write in: also one in the chat of two others, which Teams calls personal too
    if told == "personal" and _may_be_ours(id, text_at(activity, "recipient", "id")):
        return Kind.PERSONAL
    if told == "channel" and id:
        return Kind.CHANNEL
    # A dialog opened from a box to write in tells little of where that is; its answer goes to one person alone.
    if invoke and not (name.startswith("adaptiveCard/") and told):
        return Kind.UNTOLD
    raise Elsewhere("chat_of_a_few")


def _may_be_ours(id: str, bot: str) -> bool:
    """Tell whether a conversation of this id can be one of somebody with us alone, and not one of two others."""
    if not id.startswith("19:"):
        return True
    ours = bot.partition(":")[2].lower()
    members = id.removeprefix("19:").partition("@")[0].lower().split("_")
    return id.endswith("@unq.gbl.spaces") and bool(ours) and ours in members
