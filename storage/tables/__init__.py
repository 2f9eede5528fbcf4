"""The tables. Whatever a person said is in a sealed column; every key begins with the organisation."""

from storage.tables.alarms import alarms
from storage.tables.base import inserting, metadata
from storage.tables.conversation import (
    answers,
    definitions,
    given,
    inbox,
    lines,
    outbox,
    presses,
    quotes,
    reads,
    sessions,
)
from storage.tables.evidence import assumptions, offers, reports, verdicts
from storage.tables.people import (
    accounts,
    conversations,
    erasures,
    identities,
    keys,
    links,
    openings,
    organisations,
    people,
    routes,
    settings,
    teams,
)
from storage.tables.rhythm import contacts, due, occasions
from storage.tables.week import digest_items, digests, replies

__all__ = [
    "accounts",
    "alarms",
    "answers",
    "assumptions",
    "contacts",
    "conversations",
    "definitions",
    "digest_items",
    "digests",
    "due",
    "erasures",
    "given",
    "identities",
    "inbox",
    "inserting",
    "keys",
    "lines",
    "links",
    "metadata",
    "occasions",
    "offers",
    "openings",
    "organisations",
    "outbox",
    "people",
    "presses",
    "quotes",
    "reads",
    "replies",
    "reports",
    "routes",
    "sessions",
    "settings",
    "teams",
    "verdicts",
]
