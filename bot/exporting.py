"""Give data out: a person's own, whole; for the steward the answers and the chain, as CSV to read or JSON to keep."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from bot.quoting import shares_of
from bot.turn import Turn
from dialogs.evidence.assumptions import standing, status
from dialogs.messages import Note, Prompt, Quote
from dialogs.people import OrganisationId, Person
from dialogs.policy.share import Share, narrowest

_LIVE = re.compile(r"(^|[,;\n\x0b\x0c\x85\u2028\u2029])(?=[\s\"]*[=+\-@＝＋－＠])")
"""Where a formula would begin (OWASP ASVS 1.2.10), also for a program that takes another character between the cells.

The Dutch Excel reads a file of commas with semicolons, and then begins a cell in the middle of ours.
"""

_BOM = "\ufeff"  # without it Excel takes UTF-8 for the code page of the machine
_ONE_SPACE = str.maketrans({"\t": " ", "\r": "\n", "\0": " "})

ROW = ("kind", "id", "at", "person", "dialogue", "question", "records", "revision", "value", "share", "about", "state")


class Format(StrEnum):
    """How an export is written."""

    CSV = "csv"
    JSON = "json"


def own_data(turn: Turn, person: Person) -> bytes:
    """Return everything that is kept of one person, as JSON in UTF-8."""
    uow, organisation = turn.uow, person.organisation
    every = uow.answers.of_person(organisation, person.id, current_only=False)
    reads = uow.reads.of_answers(organisation, [one.id for one in every])
    told = {
        "person": asdict(person),
        "answers": [{**asdict(one), "seen_by": reads.get(one.id, [])} for one in every],
        "verdicts": [asdict(one) for one in uow.verdicts.of_client(organisation, person.id)],
        # Without who assumed it: a client is asked about a sentence, not about somebody.
        "assumptions_about_me": [
            {name: value for name, value in asdict(one).items() if name != "author"}
            for one in uow.assumptions.about(organisation, person.id)
        ],
        "assumptions_by_me": [asdict(one) for one in uow.assumptions.of_author(organisation, person.id)],
        "talks": [
            {**asdict(report), "confirmation": said} for report, said in uow.reports.of_client(organisation, person.id)
        ],
        "talks_by_me": [
            {**asdict(report), "confirmation": said} for report, said in uow.reports.of_author(organisation, person.id)
        ],
        "offers_by_me": [asdict(one) for one in uow.offers.of_author(organisation, person.id)],
        "replies_by_me": [asdict(one) for one in uow.replies.of_author(organisation, person.id)],
        "links": [
            {"made": one.created, "maker": one.maker, "ends": one.expires}
            for one in uow.links.of(organisation, person.id)
        ],
        "page_first_opened": [one.at for one in uow.links.openings(organisation, person.id)],
        "ways": [
            {"channel": one.place.channel, "heard": one.heard, "trouble": one.trouble}
            for one in uow.routes.of(organisation, person.id)
        ],
        "alarms": [asdict(one) for one in uow.alarms.of_person(organisation, person.id)],
        "occasions": [asdict(one) for one in uow.occasions.of_person(organisation, person.id, 10_000)],
        "conversation": [
            {"at": line.at, "direction": line.direction, "text": _plain(line.body)}
            for line in uow.lines.of(organisation, person.id, 100_000)
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2, default=_written).encode()


def everything(turn: Turn, organisation: OrganisationId, format: Format) -> str:
    """Return all answers and the chain of assumptions, verdicts, talks, offers, digests and replies of an organisation.

    Words that somebody keeps to themselves or to one professional are not the organisation's: their rows have no value.
    """
    rows = list(_rows(turn, organisation))
    if format is Format.JSON:
        return json.dumps(rows, ensure_ascii=False, indent=2, default=_written) + "\n"
    return table(rows)


def table(rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as CSV that every spreadsheet opens and in which none finds a formula, whatever it splits cells by.

    JSON is the faithful export, this is the readable one.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, ROW, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows({name: _cell(row.get(name)) for name in ROW} for row in rows)
    return _BOM + out.getvalue()


def _rows(turn: Turn, organisation: OrganisationId) -> Iterator[dict[str, Any]]:
    uow = turn.uow
    for person in uow.people.all(organisation):
        every = uow.answers.of_person(organisation, person.id, current_only=False)
        shares = {(one.session, one.question): one.share for one in sorted(every, key=lambda one: one.revision)}
        for one in every:
            # What was last chosen for an answer holds for its earlier words too.
            share = narrowest(one.share, shares[one.session, one.question])
            yield {
                "kind": "answer",
                "id": one.id,
                "at": one.at,
                "person": one.person,
                "dialogue": one.dialogue,
                "question": one.question,
                "records": one.records,
                "revision": one.revision,
                "value": one.value if share.reaches(Share.TEAM) else None,
                "share": share,
                "about": one.subject,
                "state": "withdrawn" if one.withdrawn else "",
            }
    for assumption in uow.assumptions.all(organisation):
        verdicts = uow.verdicts.of_assumption(organisation, assumption.id)
        yield {
            "kind": "assumption",
            "id": assumption.id,
            "at": assumption.at,
            "person": assumption.author,
            "value": assumption.text,
            "about": assumption.subject or "group",
            "state": status(assumption, [one for one in verdicts if shares_of(uow, one)[0].reaches(Share.TEAM)]),
        }
        stands = {verdict.id for verdict in standing(verdicts).values()}
        for verdict in verdicts:
            share, of_words = shares_of(uow, verdict)
            yield {
                "kind": "verdict",
                "id": verdict.id,
                "at": verdict.at,
                "person": verdict.client,
                "records": verdict.says if share.reaches(Share.TEAM) else None,
                "revision": verdict.revision,
                "value": verdict.words if of_words.reaches(Share.TEAM) else None,
                "share": share,
                "about": assumption.id,
                "state": "withdrawn" if verdict.withdrawn else "stands" if verdict.id in stands else "",
            }
    for person in uow.people.all(organisation):
        for report, said in uow.reports.of_author(organisation, person.id):
            yield {
                "kind": "talk",
                "id": report.id,
                "at": report.at,
                "person": report.author,
                "value": report.words,
                "about": report.client,
                "state": said or "waiting",
            }
        for offer in uow.offers.of_author(organisation, person.id):
            yield {
                "kind": "offer",
                "id": offer.id,
                "at": offer.at,
                "person": offer.author,
                "value": offer.text,
                "about": offer.client or "group",
                "state": "closed" if offer.closed else "",
            }
    for week, at in uow.digests.all(organisation).items():
        yield {"kind": "digest", "id": week, "at": at}
        for reply in uow.replies.of_week(organisation, week):
            yield {
                "kind": "reply",
                "id": reply.id,
                "at": reply.at,
                "person": reply.author,
                "value": reply.words,
                "about": reply.item,
            }


def _plain(body: object) -> str:
    match body:
        case str():
            return body
        case Prompt():
            return body.text
        case Note():
            blocks = [block.words or "" if isinstance(block, Quote) else block for block in body.blocks]
            return "\n".join(filter(None, [body.title, *blocks]))
        case _:
            return ""


def _cell(value: object) -> str:
    text = "" if value is None else _written(value)
    return _LIVE.sub(r"\1'", text.replace("\r\n", "\n").translate(_ONE_SPACE))


def _written(value: object) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)
