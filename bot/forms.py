"""What is sent as a form: settings, one's own answers, what a professional logs, a reply of the centre."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, time

from bot import (
    consent,
    evidence,
    item_actions,
    links,
    naming,
    own_words,
    pointing,
    quoting,
    replies,
    rhythm,
    sheets,
    week_items,
)
from bot.clock import wall_now
from bot.recall import first_name
from bot.turn import Turn
from dialogs.evidence.answers import AnswerId
from dialogs.evidence.assumptions import About, AssumptionId
from dialogs.evidence.neutral import MOST, NeutralQuestion, Problem
from dialogs.messages import FieldErrors, OutboxId, Outcome, Page, Receipt, Submitted
from dialogs.people import Person, PersonId, Relation, Role
from dialogs.policy.may import Action, Actor, Thing, may
from dialogs.policy.ruling import Denied
from dialogs.policy.share import Share
from dialogs.rhythm.cadence import QuietHours, Unit
from dialogs.rhythm.hours import read_hour

_TAKEN = Receipt(outcome=Outcome.TAKEN)
_MOST_EVERY = 12
_MOST_MONTHS = 120
_MOST_DIGITS = 3


class Unclear(Exception):
    """A field holds what nothing can be made of; `key` is the phrase that says how to write it."""

    def __init__(self, field: str, key: str) -> None:
        """Remember where it stands and what to say of it."""
        super().__init__(key)
        self.field, self.key = field, key


Fields = Mapping[str, str]
Handler = Callable[[Turn, Person, Fields], Receipt]


def submit(turn: Turn, person: Person, submitted: Submitted, thread: OutboxId | None) -> Receipt:
    """Do what a form asks for; a form or a field that is not right is told with the form, and nothing is changed."""
    fields = dict(submitted.fields)
    if submitted.form == "reply" and thread is not None:
        fields.setdefault("item", thread)
    handler = _FORMS.get(submitted.form)
    if handler is None:
        return _refused(turn, person)
    try:
        return handler(turn, person, fields)
    except evidence.NotAllowed:
        return _refused(turn, person)
    except Unclear as unclear:
        return _wrong(turn, person, unclear.field, unclear.key)


def _refused(turn: Turn, person: Person) -> Receipt:
    return _wrong(turn, person, "", "bot.not_allowed", outcome=Outcome.REFUSED)


def _wrong(
    turn: Turn, person: Person, field: str, key: str, *, outcome: Outcome = Outcome.TAKEN, **values: object
) -> Receipt:
    return Receipt(outcome=outcome, reply=FieldErrors(errors={field: turn.phrase(person, key, **values)}))


def _hour(fields: Fields, name: str, now: time) -> time:
    """Return the wall time in a field, or `now` where the form has no such field. Raises Unclear."""
    found = read_hour(fields[name]) if name in fields else now
    if found is None:
        raise Unclear(name, "bot.hour_unclear")
    return found


def _whole(fields: Fields, name: str, now: int, allowed: range) -> int:
    """Return the whole number in a field, or `now` where the form has no such field. Raises Unclear."""
    text = fields.get(name, str(now)).strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS and int(text) in allowed):
        raise Unclear(name, "bot.settings_unclear")
    return int(text)


# --- one's own --------------------------------------------------------------------------------------------------------


def _settings(turn: Turn, person: Person, fields: Fields) -> Receipt:
    unit = fields.get("unit", person.cadence.unit)
    if unit not in set(Unit):
        raise Unclear("unit", "bot.settings_unclear")
    cadence = replace(
        person.cadence,
        unit=Unit(unit),
        every=_whole(fields, "every", person.cadence.every, range(1, _MOST_EVERY + 1)),
        weekday=_whole(fields, "weekday", person.cadence.weekday, range(7)),
        at=_hour(fields, "at", person.cadence.at),
    )
    quiet = QuietHours(
        start=_hour(fields, "quiet_start", person.quiet.start), end=_hour(fields, "quiet_end", person.quiet.end)
    )
    if cadence != person.cadence:
        cadence = replace(cadence, anchor=turn.today(person))
    language = fields.get("language", person.language)
    if fields.get("centre_may_read") == "no" and person.centre_may_read:
        person = quoting.narrow_all(turn, person)
    changed = replace(
        person,
        cadence=cadence,
        quiet=quiet,
        language=language if language in turn.script.texts.languages else person.language,
        between=fields.get("between", "yes" if person.between else "no") == "yes",
        centre_may_read=fields.get("centre_may_read", "yes" if person.centre_may_read else "no") == "yes",
    )
    turn.uow.people.save(changed)
    rhythm.schedule(turn, changed)
    turn.tell(changed, "bot.settings_saved")
    return _TAKEN


def _revise(turn: Turn, person: Person, fields: Fields) -> Receipt:
    problem = own_words.revise(turn, person, AnswerId(fields.get("answer", "")), fields.get("text", ""))
    return _wrong(turn, person, "text", problem, minimum="", maximum="") if problem else _TAKEN


def _withdraw(turn: Turn, person: Person, fields: Fields) -> Receipt:
    problem = own_words.withdraw(turn, person, AnswerId(fields.get("answer", "")))
    return _wrong(turn, person, "answer", problem) if problem else _TAKEN


def _share(turn: Turn, person: Person, fields: Fields) -> Receipt:
    try:
        level = Share(fields.get("share", ""))
    except ValueError:
        return _refused(turn, person)
    problem = own_words.share(turn, person, AnswerId(fields.get("answer", "")), level)
    return _wrong(turn, person, "share", problem) if problem else _TAKEN


def _erase(turn: Turn, person: Person, fields: Fields) -> Receipt:
    if fields.get("confirm") != "yes":
        return _wrong(turn, person, "confirm", "bot.erase_confirm")
    own_words.erase(turn, person)
    return _TAKEN


# --- the professional -------------------------------------------------------------------------------------------------


def _client(turn: Turn, person: Person, fields: Fields, action: Action) -> Person | None:
    """Return the client the form is about; None means the whole group of the professional's team."""
    if person.role is not Role.PROFESSIONAL:
        raise evidence.NotAllowed
    client = fields.get("client", "")
    if client:
        return evidence.client_of(turn, person, PersonId(client), action)
    if person.team is None:
        raise evidence.NotAllowed
    return None


def _preview(turn: Turn, person: Person, fields: Fields) -> Receipt:
    client = _client(turn, person, fields, Action.ASSUMPTION_LOG)
    question = evidence.preview(turn, person, fields.get("text", ""), client)
    if fields.get("step") == "preview":
        return _second_step(turn, person, fields, question, client)
    values = {
        "sentence": question.sentence,
        "leading": question.leading,
        "problems": tuple(
            turn.phrase(person, problem, most=MOST, name=client.name if client else "", words=question.leading)
            for problem in question.problems
            if problem is not Problem.LEADING
        ),
    }
    return Receipt(outcome=Outcome.TAKEN, reply=Page(name="assumption.preview", values=values))


def _second_step(
    turn: Turn, person: Person, fields: Fields, question: NeutralQuestion, client: Person | None
) -> Receipt:
    """Show the sentence in the same window, to be put to the client as it is or to be written anew."""
    problems = [problem for problem in question.problems if problem is not Problem.LEADING]
    if problems:
        return _wrong(turn, person, "text", problems[0], most=MOST, name=client.name if client else "")
    leading = turn.script.texts.list(person.language, list(question.leading))
    form = sheets.confirm_assumption(turn, person, fields, question.sentence, leading)
    return Receipt(outcome=Outcome.TAKEN, reply=form)


def _log_assumption(turn: Turn, person: Person, fields: Fields) -> Receipt:
    client = _client(turn, person, fields, Action.ASSUMPTION_LOG)
    question = evidence.preview(turn, person, fields.get("text", ""), client)
    problems = [problem for problem in question.problems if problem is not Problem.LEADING]
    if problems:
        return _wrong(turn, person, "text", problems[0], most=MOST, name=client.name if client else "")
    logged = evidence.log_assumption(
        turn,
        person,
        text=fields.get("text", ""),
        client=client,
        about=About.SUPPLY if fields.get("about") == About.SUPPLY else About.DEMAND,
        wrong_if=fields.get("wrong_if", "").strip(),
    )
    evidence.tell_logged(turn, person, client, logged)
    return _TAKEN


def _withdraw_assumption(turn: Turn, person: Person, fields: Fields) -> Receipt:
    withdraw_assumption(turn, person, fields.get("assumption", ""))
    return _TAKEN


def _log_report(turn: Turn, person: Person, fields: Fields) -> Receipt:
    client = _client(turn, person, fields, Action.TALK_LOG)
    words = fields.get("words", "").strip()
    if client is None or not words:
        return _wrong(turn, person, "words" if client else "client", "bot.form_empty")
    evidence.log_report(turn, person, client, words)
    turn.tell(person, "bot.report_logged", client=first_name(client), subject=f"client:{client.id}")
    return _TAKEN


def _log_offer(turn: Turn, person: Person, fields: Fields) -> Receipt:
    client = _client(turn, person, fields, Action.OFFER_LOG)
    text = fields.get("text", "").strip()
    if not text:
        return _wrong(turn, person, "text", "bot.form_empty")
    evidence.log_offer(turn, person, client, text)
    key = "bot.offer_logged" if client else "bot.offer_logged_group"
    turn.tell(person, key, client=first_name(client) if client else "", subject=f"client:{client.id}" if client else "")
    return _TAKEN


def _link(turn: Turn, person: Person, fields: Fields) -> Receipt:
    """Make a new personal link for one's own client, to be handed over; it is shown this once."""
    client = _client(turn, person, fields, Action.LINK_GIVE)
    if client is None:
        raise evidence.NotAllowed
    token = links.new_link(turn, client, wall_now(), person)
    return Receipt(outcome=Outcome.TAKEN, reply=Page(name="client.link", values={"name": client.name, "token": token}))


def assumption_in_words(turn: Turn, professional: Person, words: str) -> None:
    """A professional typed something on their own account: that is an assumption, in one message."""
    evidence.log_in_words(turn, professional, words)


def withdraw_assumption(turn: Turn, professional: Person, assumption: str) -> None:
    """Take back one's own assumption and say so; raises NotAllowed for anybody else's."""
    evidence.withdraw_assumption(turn, professional, AssumptionId(assumption))
    link = pointing.to_assumption(turn, professional, AssumptionId(assumption))
    turn.tell(professional, "bot.assumption_withdrawn", link=link)


# --- the centre -------------------------------------------------------------------------------------------------------


def _reply(turn: Turn, person: Person, fields: Fields) -> Receipt:
    if not fields.get("text", "").strip():
        return _wrong(turn, person, "text", "bot.form_empty")
    replies.reply(turn, person, OutboxId(fields.get("item", "")), fields["text"].strip())
    return _TAKEN


def _item(name: str) -> Handler:
    def handle(turn: Turn, person: Person, fields: Fields) -> Receipt:
        words = fields.get("text", "").strip()
        if not words:
            return _wrong(turn, person, "text", "bot.form_empty")
        item_actions.act(turn, person, name, OutboxId(fields.get("item", "")), words)
        return _TAKEN

    return handle


# --- the steward ------------------------------------------------------------------------------------------------------


def _organisation(turn: Turn, person: Person, fields: Fields) -> Receipt:
    if person.role is not Role.STEWARD:
        raise evidence.NotAllowed
    now = turn.organisation(person.organisation)
    changed = replace(
        now,
        name=fields.get("name", "").strip(),
        centre_name=fields.get("centre_name", "").strip(),
        digest_weekday=_whole(fields, "digest_weekday", now.digest_weekday, range(7)),
        digest_at=_hour(fields, "digest_at", now.digest_at),
        retention_months=_whole(fields, "retention_months", now.retention_months, range(1, _MOST_MONTHS + 1)),
        country=fields.get("country", now.country),
        named=PersonId(fields.get("named", now.named or "")) or None,
        fallback=PersonId(fields.get("fallback", now.fallback or "")) or None,
    )
    for field in ("name", "centre_name"):
        if not getattr(changed, field):
            raise Unclear(field, "bot.form_empty")
    if changed.country not in turn.script.countries:
        raise Unclear("country", "bot.settings_unclear")
    for fault in naming.faults(turn, changed):
        if fields.get(fault.field):  # nobody may be named as yet; `check` asks for it
            sentence = turn.script.texts.phrase(person.language, fault.key, person=fault.who)
            return Receipt(outcome=Outcome.TAKEN, reply=FieldErrors(errors={fault.field: sentence}))
    shared = Thing(owner=None, organisation=now.id)
    longer = may(Actor.of(person), Action.RETENTION_SET, shared, Relation.NONE)
    if changed.retention_months != now.retention_months and isinstance(longer, Denied):
        raise Unclear("retention_months", "bot.retention_two_people")
    turn.uow.organisations.save(changed)
    rhythm.digest(turn, changed.id)
    return _TAKEN


# --- told in the conversation -----------------------------------------------------------------------------------------


def _pause(turn: Turn, person: Person, fields: Fields) -> Receipt:
    try:
        consent.pause(turn, person, date.fromisoformat(fields.get("until", "")))
    except ValueError:
        return _wrong(turn, person, "until", "talk.unclear_date")
    return _TAKEN


def pause_until(turn: Turn, person: Person, text: str) -> None:
    """Pause until an ISO date; anything else is asked again."""
    try:
        consent.pause(turn, person, date.fromisoformat(text))
    except ValueError:
        turn.tell(person, "talk.unclear_date")


_FORMS: Mapping[str, Handler] = {
    "settings": _settings,
    "organisation": _organisation,
    "answer.revise": _revise,
    "answer.withdraw": _withdraw,
    "answer.share": _share,
    "erase": _erase,
    "assumption.preview": _preview,
    "assumption.log": _log_assumption,
    "assumption.withdraw": _withdraw_assumption,
    "report.log": _log_report,
    "client.link": _link,
    "offer.log": _log_offer,
    "reply": _reply,
    **{f"item.{name}": _item(name) for name in week_items.WITH_WORDS},
    "pause": _pause,
}
