"""The forms that can be opened: what each asks, in the words of the pages, for whoever may fill it in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot import evidence, naming, own_words, week_reading
from bot.client_pages import asked
from bot.turn import Turn
from dialogs.evidence.answers import AnswerId
from dialogs.evidence.assumptions import About
from dialogs.messages import Choice, Form, FormField, Input, OutboxId, Prompt, Quote, SessionId
from dialogs.people import Person, Relation, Role
from dialogs.policy.may import Action, Actor, Thing, may
from dialogs.policy.ruling import Allowed
from dialogs.policy.share import Share
from dialogs.rhythm.cadence import Unit
from dialogs.talk.effects import Ask
from dialogs.talk.progress import progress

MOST_CLIENTS = 99
"""So many clients fit in a list to choose from; the others are named in a message."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Who is filling in, and how the house speaks to them."""

    turn: Turn
    person: Person
    argument: str
    words: str

    def t(self, key: str, **values: object) -> str:
        return self.turn.phrase(self.person, key, **values)

    def choices(self, stem: str, values: tuple[str, ...], **filled: object) -> tuple[Choice, ...]:
        return tuple(Choice(value=value, label=self.t(f"{stem}.{value}", **filled)) for value in values)

    def clients(self, *, group: bool) -> FormField:
        own = sorted(evidence.own_clients(self.turn, self.person), key=lambda one: one.name)[:MOST_CLIENTS]
        listed = tuple(Choice(value=one.id, label=one.name) for one in own)
        together = (Choice(value="", label=self.t("web.client.group")),) if group else ()
        return FormField(
            name="client",
            label=self.t("web.client.label"),
            input=Input.CHOICE,
            choices=(*listed, *together),
            required=not group,
        )

    def text(self, name: str, stem: str, *, value: str = "", hint: str = "") -> FormField:
        return FormField(name=name, label=self.t(stem), value=value, hint=hint, required=True, long=True)


def sheet(turn: Turn, person: Person, name: str, argument: str = "", words: str = "") -> Form:
    """Return the form of this name for this person; `words` are what it begins with. Raises NotAllowed."""
    build = _SHEETS.get(name)
    if build is None:
        raise evidence.NotAllowed
    return build(_Sheet(turn, person, argument, words))


def window(turn: Turn, person: Person, session: SessionId, question: str) -> Form | None:
    """Return a question that is open to this person as a form, or None when it is not open any more."""
    found = turn.uow.sessions.get(person.organisation, session)
    if found is None or found.person != person.id or not found.status.is_running or found.at != question:
        return None
    definition = turn.script.definition(turn.uow, found)
    ask = Ask(question=found.at, progress=progress(definition, found, found.at))
    return as_form(turn, person, turn.script.texts.prompt(definition, found, ask))


def as_form(turn: Turn, person: Person, prompt: Prompt) -> Form:
    """Return a question as a form that is answered with `answer`."""
    label = turn.phrase(person, "chat.your_answer")
    field = FormField(name="text", label=label, hint=prompt.hint, required=True, long=True)
    if prompt.choices:
        field = FormField(name="choice", label=label, input=Input.CHOICE, choices=prompt.choices, required=True)
    return Form(
        name="answer",
        title=turn.phrase(person, "chat.question"),
        blocks=tuple(block for block in (prompt.text, prompt.visibility) if block),
        fields=(field,),
        submit=turn.phrase(person, "web.chat.send"),
        kept={"session": prompt.session, "question": prompt.question},
    )


def confirm_assumption(turn: Turn, person: Person, fields: Mapping[str, str], sentence: str, leading: str) -> Form:
    """Return the second step of an assumption: the sentence exactly as the client will read it."""
    blocks: list[str | Quote] = [
        turn.phrase(person, "web.assumptions.preview"),
        Quote(speaker=person.id, words=sentence),
        turn.phrase(person, "web.assumptions.preview_hint"),
    ]
    if leading:
        blocks.append(turn.phrase(person, "web.assumptions.leading", words=leading))
    kept = {name: fields.get(name, "") for name in ("client", "text", "about", "wrong_if")}
    return Form(
        name="assumption.log",
        title=turn.phrase(person, "chat.form_assumption"),
        blocks=tuple(blocks),
        fields=(),
        submit=turn.phrase(person, "web.assumptions.send"),
        kept=kept,
    )


def _assumption(sheet: _Sheet) -> Form:
    _only(sheet, Role.PROFESSIONAL)
    return Form(
        name="assumption.preview",
        title=sheet.t("chat.form_assumption"),
        fields=(
            sheet.clients(group=True),
            sheet.text("text", "web.assumptions.text", value=sheet.words, hint=sheet.t("web.assumptions.text_hint")),
            FormField(
                name="about",
                label=sheet.t("web.assumptions.about"),
                input=Input.CHOICE,
                value=About.DEMAND,
                choices=sheet.choices("web.about", tuple(About)),
            ),
            FormField(
                name="wrong_if",
                label=sheet.t("web.assumptions.wrong_if"),
                hint=sheet.t("web.assumptions.wrong_if_hint"),
            ),
        ),
        submit=sheet.t("chat.look"),
        kept={"step": "preview"},
    )


def _report(sheet: _Sheet) -> Form:
    _only(sheet, Role.PROFESSIONAL)
    words = sheet.text("words", "web.reports.words", value=sheet.words, hint=sheet.t("web.reports.words_hint"))
    return Form(
        name="report.log",
        title=sheet.t("web.reports.title"),
        fields=(sheet.clients(group=False), words),
        submit=sheet.t("web.reports.send"),
    )


def _offer(sheet: _Sheet) -> Form:
    _only(sheet, Role.PROFESSIONAL)
    text = sheet.text("text", "web.offers.text", value=sheet.words, hint=sheet.t("web.offers.text_hint"))
    return Form(
        name="offer.log",
        title=sheet.t("web.offers.title"),
        fields=(sheet.clients(group=True), text),
        submit=sheet.t("web.offers.send"),
    )


def _settings(sheet: _Sheet) -> Form:
    person, t = sheet.person, sheet.t
    office = sheet.turn.organisation(person.organisation).centre_name
    languages = tuple(Choice(value=code, label=name) for code, name in sheet.turn.script.texts.languages.items())
    fields = [_choice("language", t("web.settings.language"), person.language, languages)]
    if person.role is Role.CLIENT:
        weekdays = sheet.choices("web.weekday", tuple(str(day) for day in range(7)))
        yes_no = tuple(Choice(value=value, label=t(f"answer.{value}")) for value in ("yes", "no"))
        units = sheet.choices("web.unit", tuple(Unit))
        fields += [
            FormField(name="every", label=t("chat.often"), input=Input.NUMBER, value=str(person.cadence.every)),
            _choice("unit", t("web.settings.unit"), person.cadence.unit, units),
            _choice("weekday", t("web.settings.weekday"), str(person.cadence.weekday), weekdays),
            FormField(name="at", label=t("web.settings.at"), value=f"{person.cadence.at:%H:%M}"),
            FormField(name="quiet_start", label=t("chat.quiet_start"), value=f"{person.quiet.start:%H:%M}"),
            FormField(name="quiet_end", label=t("chat.quiet_end"), value=f"{person.quiet.end:%H:%M}"),
            _choice("between", t("web.settings.between"), "yes" if person.between else "no", yes_no),
            _choice(
                "centre_may_read",
                t("web.settings.centre", office=office),
                "yes" if person.centre_may_read else "no",
                yes_no,
            ),
        ]
    return Form(name="settings", title=t("web.settings.title"), fields=tuple(fields), submit=t("chat.keep"))


def _choice(name: str, label: str, value: str, choices: tuple[Choice, ...]) -> FormField:
    return FormField(name=name, label=label, input=Input.CHOICE, value=value, choices=choices, required=True)


def _revise(sheet: _Sheet) -> Form:
    answer = own_words.own(sheet.turn, sheet.person, AnswerId(sheet.argument))
    if answer is None or answer.records in own_words.CHOICES:
        raise evidence.NotAllowed
    question, choices, _ = asked(sheet.turn, sheet.person, answer, sheet.person.language)
    field = sheet.text("text", "web.answers.new", value=str(answer.value))
    if choices:
        field = _choice("text", sheet.t("web.answers.choose"), str(answer.value), choices)
    return Form(
        name="answer.revise",
        title=sheet.t("web.answers.change"),
        blocks=(question,) if question else (),
        fields=(field,),
        submit=sheet.t("chat.keep"),
        kept={"answer": answer.id},
    )


def _share(sheet: _Sheet) -> Form:
    answer = own_words.own(sheet.turn, sheet.person, AnswerId(sheet.argument))
    if answer is None:
        raise evidence.NotAllowed
    turn, person = sheet.turn, sheet.person
    own = turn.uow.people.get(person.organisation, person.professional) if person.professional else None
    team = turn.uow.teams.get(person.organisation, person.team) if person.team else None
    names = {
        "professional": own.name.split(" ")[0] if own else sheet.t("web.share.my_professional"),
        "team": team.name if team else sheet.t("web.share.my_team"),
        "office": turn.organisation(person.organisation).centre_name,
    }
    levels = tuple(Share) if person.role is Role.CLIENT else (Share.ME, Share.TEAM, Share.CENTRE)
    circles = sheet.choices("web.share", levels, **names)
    return Form(
        name="answer.share",
        title=sheet.t("chat.form_share"),
        blocks=(Quote(speaker=person.id, words=str(answer.value)),),
        fields=(_choice("share", sheet.t("web.answers.share"), answer.share, circles),),
        submit=sheet.t("chat.keep"),
        kept={"answer": answer.id},
    )


def _about_item(name: str, title: str, hint: str, *, office: bool) -> Callable[[_Sheet], Form]:
    """What is said about an item of the week; with `office` by the centre alone, which reads it above."""

    def build(sheet: _Sheet) -> Form:
        organisation = sheet.person.organisation
        item = sheet.turn.uow.digests.find_item(organisation, OutboxId(sheet.argument))
        shared = Thing(owner=None, organisation=organisation)
        allowed = may(Actor.of(sheet.person), Action.DIGEST_REPLY, shared, Relation.NONE)
        if item is None or not isinstance(allowed, Allowed) or (office and sheet.person.role is not Role.CENTRE):
            raise evidence.NotAllowed  # now, and not after somebody wrote it all down
        read = week_reading.note(sheet.turn, sheet.person, *item) if office else None
        return Form(
            name=name,
            title=sheet.t(title),
            blocks=read.blocks if read is not None else (),
            fields=(sheet.text("text", "chat.words", hint=sheet.t(hint) if hint else ""),),
            submit=sheet.t("web.chat.send"),
            kept={"item": sheet.argument},
        )

    return build


def _erase(sheet: _Sheet) -> Form:
    sure = (Choice(value="yes", label=sheet.t("web.data.erase_sure")),)
    field = FormField(
        name="confirm", label=sheet.t("chat.are_you_sure"), input=Input.CHOICE, choices=sure, required=True
    )
    return Form(
        name="erase",
        title=sheet.t("web.data.erase"),
        blocks=(sheet.t("chat.erase_hint"),),
        fields=(field,),
        submit=sheet.t("web.data.erase_yes"),
    )


def _say(sheet: _Sheet) -> Form:
    _only(sheet, Role.CLIENT)
    return Form(
        name="say",
        title=sheet.t("chat.form_say"),
        fields=(sheet.text("text", "chat.words", value=sheet.words),),
        submit=sheet.t("web.chat.send"),
    )


def _pause(sheet: _Sheet) -> Form:
    until = FormField(name="until", label=sheet.t("web.settings.pause_until"), input=Input.DATE, required=True)
    return Form(name="pause", title=sheet.t("web.settings.pause"), fields=(until,), submit=sheet.t("chat.keep"))


def _organisation(sheet: _Sheet) -> Form:
    _only(sheet, Role.STEWARD)
    t, now = sheet.t, sheet.turn.organisation(sheet.person.organisation)
    weekdays = sheet.choices("web.weekday", tuple(str(day) for day in range(7)))
    digest = t("web.organisation.digest")
    countries = tuple(sheet.turn.script.countries)
    listed = naming.candidates(sheet.turn, now.id)[:MOST_CLIENTS]
    staff = (
        Choice(value="", label=t("web.organisation.nobody")),
        *(Choice(value=id, label=name) for id, name in listed),
    )
    return Form(
        name="organisation",
        title=t("web.organisation.title"),
        blocks=(t("web.organisation.lead"), t("web.organisation.months_fixed", n=now.retention_months)),
        fields=(
            FormField(name="name", label=t("web.organisation.name"), value=now.name, required=True),
            FormField(
                name="centre_name",
                label=t("web.organisation.centre_name"),
                hint=t("web.organisation.centre_hint"),
                value=now.centre_name,
                required=True,
            ),
            _choice("digest_weekday", f"{digest}: {t('web.settings.weekday')}", str(now.digest_weekday), weekdays),
            FormField(
                name="digest_at",
                label=f"{digest}: {t('web.settings.at')}",
                value=f"{now.digest_at:%H:%M}",
                required=True,
            ),
            _choice("country", t("web.organisation.country"), now.country, sheet.choices("web.country", countries)),
            *(
                FormField(
                    name=name,
                    label=t(f"web.organisation.{name}"),
                    hint=t(f"web.organisation.{name}_hint"),
                    input=Input.CHOICE,
                    value=chosen or "",
                    choices=staff,
                )
                for name, chosen in (("named", now.named), ("fallback", now.fallback))
            ),
        ),
        submit=t("chat.keep"),
    )


def _only(sheet: _Sheet, role: Role) -> None:
    if sheet.person.role is not role:
        raise evidence.NotAllowed


_SHEETS: Mapping[str, Callable[[_Sheet], Form]] = {
    "assumption": _assumption,
    "report": _report,
    "offer": _offer,
    "settings": _settings,
    "revise": _revise,
    "share": _share,
    "reply": _about_item("reply", "web.digest.reply", "", office=False),
    "item.answer_client": _about_item(
        "item.answer_client", "week.do_answer_client", "week.hint_answer_client", office=True
    ),
    "item.ask_team": _about_item("item.ask_team", "week.do_ask_team", "week.hint_ask_team", office=True),
    "erase": _erase,
    "say": _say,
    "organisation": _organisation,
    "pause": _pause,
}
