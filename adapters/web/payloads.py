"""From the fields of a form to `Inbound`: no I/O, no clock; what is odd comes back as a value."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import parse_qsl, quote
from zoneinfo import ZoneInfo

from adapters.desk import Visitor
from dialogs.messages import (
    Arrived,
    Command,
    Content,
    Inbound,
    OutboxId,
    Picked,
    QuestionId,
    SessionId,
    Submitted,
    Text,
)
from dialogs.pages import PageName
from dialogs.people import Identity

CHANNEL: Final = "web"
TEXT_LIMIT: Final = 64_000
FIELD_LIMIT: Final = 60
COMMANDS: Final = frozenset(
    {
        *("stop", "start", "pause", "resume", "later", "help", "say", "wishes", "language", "profile"),
        *("assumption", "assumption.withdraw", "answer.change", "answer.withdraw", "answer.first"),
        *("pass_on", "item.dossier", "item.not_ours", "alarm.seen", "alarm.lift"),
    }
)
OPENS: Final = frozenset({"form", "window", "read", "item.reply", "item.answer_client", "item.ask_team"})
"""Commands that change nothing: they open a form to fill in, or something to read."""

_NONCE = re.compile(r"[A-Za-z0-9_-]{8,64}")
_BACK = re.compile("|".join({*PageName} - {PageName.DIGEST, PageName.EXPORT}) + r"|digests/\d{4}-W\d{2}", re.ASCII)
_LONGEST: Final = 200
"""So many characters may name what is opened: an address has to hold it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """Fields nothing can be made of: the HTTP status and the phrase that says what to do."""

    status: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Where a form stands, or None for one that is only opened, and which fields it has."""

    page: PageName | None = None
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


FORMS: Final[Mapping[str, Shape]] = {
    "settings": Shape(
        page=PageName.SETTINGS,
        required=("language",),
        optional=("unit", "every", "weekday", "at", "quiet_start", "quiet_end", "between", "centre_may_read"),
    ),
    "organisation": Shape(
        page=PageName.ORGANISATION,
        required=("name", "centre_name", "digest_weekday", "digest_at"),
        # The months are of a page that was opened under an earlier version.
        optional=("retention_months", "country", "named", "fallback"),
    ),
    "answer.revise": Shape(required=("answer", "text")),
    "answer.withdraw": Shape(required=("answer",)),
    "answer.share": Shape(required=("answer", "share")),
    "assumption.preview": Shape(
        page=PageName.ASSUMPTIONS, required=("text",), optional=("client", "about", "wrong_if")
    ),
    "assumption.log": Shape(page=PageName.ASSUMPTIONS, required=("text",), optional=("client", "about", "wrong_if")),
    "assumption.withdraw": Shape(page=PageName.ASSUMPTIONS, required=("assumption",)),
    "report.log": Shape(required=("client", "words")),
    "client.link": Shape(page=PageName.CLIENTS, required=("client",)),
    "offer.log": Shape(required=("text",), optional=("client",)),
    "reply": Shape(page=PageName.DIGEST, required=("item", "text")),
    "erase": Shape(required=("confirm",)),
}
ASKED: Final[Mapping[str, Shape]] = {
    **{
        name: FORMS[name]
        for name in ("settings", "answer.revise", "answer.share", "assumption.log", "report.log", "offer.log")
    },
    "reply": FORMS["reply"],
    "erase": FORMS["erase"],
    "assumption.preview": Shape(required=("text", "step"), optional=("client", "about", "wrong_if")),
    "item.answer_client": Shape(required=("item", "text")),
    "item.ask_team": Shape(required=("item", "text")),
    "answer": Shape(required=("session", "question"), optional=("text", "choice")),
    "say": Shape(required=("text",)),
    "pause": Shape(required=("until",)),
}
"""The forms that a button can open as a page of its own."""


def read_fields(body: bytes) -> Mapping[str, str] | Odd:
    """Return the fields of a urlencoded body; of a repeated field the last one counts, line ends become one newline."""
    text = body.decode("ascii", "replace")
    try:
        pairs = _pairs(text, "surrogatepass")
    except UnicodeDecodeError:
        pairs = _pairs(text, "replace")
    except ValueError:
        return Odd(status=400, key="web.error.odd")
    fields = {name: value.replace("\r\n", "\n") for name, value in pairs}
    if any(len(value) > TEXT_LIMIT for value in fields.values()):
        return Odd(status=413, key="web.error.long")
    return fields


def _pairs(text: str, errors: str) -> list[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors=errors, max_num_fields=FIELD_LIMIT)


def arrived(visitor: Visitor, shown: str, now: datetime) -> Inbound:
    """Return that the visitor saw the conversation up to the line `shown`, which counts once."""
    return _inbound(visitor, Arrived(), "arrived", shown, now, shown=shown)


def moment(written: str) -> datetime | None:
    """Return the moment at which a page was drawn, as the page tells it, or None for what is no moment."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo else None


def say(visitor: Visitor, fields: Mapping[str, str], now: datetime) -> Inbound | Odd:
    """Return typed words, bound to the question they were typed under."""
    words = fields.get("text")
    if words is None or not _fresh(fields):
        return Odd(status=400, key="web.error.odd")
    if not words.strip():
        return Odd(status=400, key="web.error.empty")
    session, question = fields.get("session", ""), fields.get("question", "")
    content = Text(
        text=words,
        session=SessionId(session) if session and question else None,
        question=QuestionId(question) if session and question else None,
    )
    return _inbound(
        visitor, content, fields["nonce"], f"say\0{session}\0{question}\0{words}", now, shown=_shown(fields)
    )


def pick(visitor: Visitor, fields: Mapping[str, str], now: datetime) -> Inbound | Odd:
    """Return a button that was pressed, a choice or one of the small controls."""
    session, question, choice = (fields.get(name, "") for name in ("session", "question", "choice"))
    if not (session and question and choice and _fresh(fields)):
        return Odd(status=400, key="web.error.odd")
    content = Picked(session=SessionId(session), question=QuestionId(question), choice=choice)
    about = f"pick\0{session}\0{question}\0{choice}"
    return _inbound(visitor, content, fields["nonce"], about, now, shown=_shown(fields))


def command(visitor: Visitor, fields: Mapping[str, str], now: datetime) -> Inbound | Odd:
    """Return something asked for by name; a button may carry its argument after the name: `assumption 12`."""
    name, _, inline = fields.get("name", "").partition(" ")
    argument = inline or fields.get("argument", "")
    if name not in COMMANDS | OPENS or (name in OPENS and len(argument) > _LONGEST) or not _fresh(fields):
        return Odd(status=400, key="web.error.odd")
    if name == "pause" and not _to_come(argument, visitor, now):
        return Odd(status=400, key="web.error.later_day")
    nonce = fields["nonce"]
    content = Command(name=name, argument=argument, once="" if name in OPENS else nonce)
    about = f"do\0{name}\0{argument}\0{now.isoformat()}"
    return _inbound(visitor, content, nonce, about, now, shown=_shown(fields))


def _to_come(day: str, visitor: Visitor, now: datetime) -> bool:
    """Tell whether this is a date after the visitor's own today: a pause until today would be none."""
    try:
        return date.fromisoformat(day) > now.astimezone(ZoneInfo(visitor.timezone)).date()
    except ValueError:
        return False


def form(visitor: Visitor, page: PageName, fields: Mapping[str, str], now: datetime) -> Inbound | Odd:
    """Return the form that was sent from `page`, with the fields it may have and no others."""
    name = fields.get("form", "")
    shape = FORMS.get(name)
    if shape is None or shape.page is not page or not _fresh(fields):
        return Odd(status=400, key="web.error.odd")
    if any(field not in fields for field in shape.required):
        return Odd(status=400, key="web.error.odd")
    if any(not fields[field].strip() for field in shape.required):
        return Odd(status=400, key="web.error.empty")
    return _submitted(visitor, name, shape, fields, now)


def opening(visitor: Visitor, opened: str, nonce: str, now: datetime) -> Inbound | Odd:
    """Return that a button was pressed that opens something; nothing else can be asked for in an address."""
    if opened.partition(" ")[0] not in OPENS:
        return Odd(status=400, key="web.error.odd")
    return command(visitor, {"name": opened, "nonce": nonce}, now)


def asked(visitor: Visitor, fields: Mapping[str, str], now: datetime) -> Inbound | Odd:
    """Return the form that was sent from a page that a button opened; a button nobody chose is not there at all."""
    name = fields.get("form", "")
    shape = ASKED.get(name)
    if shape is None or not _fresh(fields):
        return Odd(status=400, key="web.error.odd")
    given = {field for field in (*shape.required, *shape.optional) if fields.get(field, "").strip()}
    if not given.issuperset(shape.required) or (name == "answer" and not given & set(shape.optional)):
        return Odd(status=400, key="web.error.empty")
    return _submitted(visitor, name, shape, fields, now)


def back(fields: Mapping[str, str]) -> str:
    """Return the page that somebody came from and goes back to, or nothing for the conversation."""
    found = fields.get("back", "")
    return found if _BACK.fullmatch(found) else ""


def done(home: str, name: str, item: str, page: str) -> str:
    """Return where somebody comes after something was done: the page they came from, at the item it was about."""
    if not page:
        return f"{home}#end"
    anchor = f"#item-{quote(item, errors='replace')}" if item and page.startswith("digests/") else ""
    return f"{home}/{page}?done={name}{anchor}"


def _submitted(visitor: Visitor, name: str, shape: Shape, fields: Mapping[str, str], now: datetime) -> Inbound:
    kept = {field: fields[field] for field in (*shape.required, *shape.optional) if field in fields}
    about = "\0".join(f"{field}={value}" for field, value in kept.items())
    thread = OutboxId(kept["item"]) if name == "reply" else None
    content = Submitted(form=name, fields=kept, once=fields["nonce"])
    return _inbound(visitor, content, fields["nonce"], f"form\0{name}\0{about}\0{now.isoformat()}", now, thread=thread)


def _fresh(fields: Mapping[str, str]) -> bool:
    return _NONCE.fullmatch(fields.get("nonce", "")) is not None


def _shown(fields: Mapping[str, str]) -> str | None:
    """Return the newest line that the page of this form showed, or None for a page that shows no conversation."""
    return fields.get("shown") or None


def _inbound(
    visitor: Visitor,
    content: Content,
    nonce: str,
    about: str,
    now: datetime,
    *,
    thread: OutboxId | None = None,
    shown: str | None = None,
) -> Inbound:
    # The same words sent twice are one event; other words from the same page (the browser's back button) are another.
    # A form or a button is a new event each time: whether it counts again says its key. The nonce is kept nowhere, so
    # the digest tells nothing of the words.
    digest = hashlib.sha256(f"{visitor.person}\0{nonce}\0{about}".encode("utf-8", "surrogatepass")).hexdigest()
    return Inbound(
        organisation=visitor.organisation,
        identity=Identity(channel=CHANNEL, account=visitor.organisation, user=visitor.person),
        event_id=digest,
        message=digest,
        place=visitor.place,
        content=content,
        at=now,
        thread=thread,
        shown=shown,
    )
