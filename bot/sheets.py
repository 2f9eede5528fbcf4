"""The forms that can be opened: what each asks, in the words of the pages, for whoever may fill it in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot import evidence, naming, own_words, week_reading
from bot.pages.said import as_said
from bot.recall import as_named
from bot.rights import NotAllowed
from bot.turn import Turn
from dialogs.evidence.answers import AnswerId
from dialogs.evidence.assumptions import About
from dialogs.messages import Choice, Form, FormField, Input, OutboxId, Prompt, Quote, SessionId
from dialogs.people import Person
from dialogs.policy.roles import is_client
from dialogs.policy.share import Share
from dialogs.rhythm.cadence import Unit
from dialogs.talk.effects import Ask
from dialogs.talk.progress import progress

MOST_CLIENTS = 99
"""So many clients fit in a list to choose from; the others are named in a message."""


@dataclass(frozen=True, slots=True)
class Blank:
    """Who is filling in, and how the house speaks to them; `words` are what the form begins with."""

    turn: Turn
    person: Person
    argument: str
    words: str

    def t(self, key: str, **values: object) -> str:
        """Return a phrase in the language of whoever fills in."""
        return self.turn.phrase(self.person, key, **values)

    def choices(self, stem: str, values: tuple[str, ...], **filled: object) -> tuple[Choice, ...]:
        """Return the values to choose from, each called by the phrase of that name under the stem."""
        return tuple(Choice(value=value, label=self.t(f"{stem}.{value}", **filled)) for value in values)

    def clients(self, *, group: bool) -> FormField:
        """Return the field in which a client of one's own is chosen, or with `group` all of them together."""
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
        """Return a field for words."""
        return FormField(name=name, label=self.t(stem), value=value, hint=hint, required=True, long=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A form that can be opened under a name; the argument with which it is opened fills the field `argument`."""

    name: str
    build: Callable[[Blank], Form]
    argument: str = ""


def window(turn: Turn, person: Person, session: SessionId, question: str) -> Form | None:
    """Return a question that is open to this person as a form, or None when it is not open any more."""
    found = turn.uow.sessions.get(person.organisation, session)
    if found is None or found.person != person.id or not found.status.is_running or found.at != question:
        return None
    definition = turn.script.definition(turn.uow, found)
    ask = Ask(question=found.at, progress=progress(definition, found, found.at))
    read = replace(found, language=person.language)
    return as_form(turn, person, turn.script.texts.prompt(definition, read, ask))


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


def assumption(blank: Blank) -> Form:
    """What a professional assumes about a client, or about their group; it is looked at before it is put."""
    return Form(
        name="assumption.preview",
        title=blank.t("chat.form_assumption"),
        fields=(
            blank.clients(group=True),
            blank.text("text", "web.assumptions.text", value=blank.words, hint=blank.t("web.assumptions.text_hint")),
            FormField(
                name="about",
                label=blank.t("web.assumptions.about"),
                input=Input.CHOICE,
                value=About.DEMAND,
                choices=blank.choices("web.about", tuple(About)),
            ),
            FormField(
                name="wrong_if",
                label=blank.t("web.assumptions.wrong_if"),
                hint=blank.t("web.assumptions.wrong_if_hint"),
            ),
        ),
        submit=blank.t("chat.look"),
        kept={"step": "preview"},
    )


def report(blank: Blank) -> Form:
    """What a client said face to face."""
    words = blank.text("words", "web.reports.words", value=blank.words, hint=blank.t("web.reports.words_hint"))
    return Form(
        name="report.log",
        title=blank.t("web.reports.title"),
        fields=(blank.clients(group=False), words),
        submit=blank.t("web.reports.send"),
    )


def offer(blank: Blank) -> Form:
    """What is done now for a client, or for the group."""
    text = blank.text("text", "web.offers.text", value=blank.words, hint=blank.t("web.offers.text_hint"))
    return Form(
        name="offer.log",
        title=blank.t("web.offers.title"),
        fields=(blank.clients(group=True), text),
        submit=blank.t("web.offers.send"),
    )


def settings(blank: Blank) -> Form:
    """One's own choices."""
    person, t = blank.person, blank.t
    office = blank.turn.organisation(person.organisation).centre_name
    languages = tuple(Choice(value=code, label=name) for code, name in blank.turn.script.texts.languages.items())
    fields = [_choice("language", t("web.settings.language"), person.language, languages)]
    if is_client(person):
        weekdays = blank.choices("web.weekday", tuple(str(day) for day in range(7)))
        yes_no = tuple(Choice(value=value, label=t(f"answer.{value}")) for value in ("yes", "no"))
        units = blank.choices("web.unit", tuple(Unit))
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


def revise(blank: Blank) -> Form:
    """Other words for an answer of one's own."""
    answer = own_words.own(blank.turn, blank.person, AnswerId(blank.argument))
    if answer is None or answer.records in own_words.CHOICES:
        raise NotAllowed
    question, choices, _ = as_said(blank.turn, blank.person, answer, blank.person.language)
    field = blank.text("text", "web.answers.new", value=str(answer.value))
    if choices:
        field = _choice("text", blank.t("web.answers.choose"), str(answer.value), choices)
    return Form(
        name="answer.revise",
        title=blank.t("web.answers.change"),
        blocks=(question,) if question else (),
        fields=(field,),
        submit=blank.t("chat.keep"),
        kept={"answer": answer.id},
    )


def share(blank: Blank) -> Form:
    """How far an answer of one's own may travel."""
    answer = own_words.own(blank.turn, blank.person, AnswerId(blank.argument))
    if answer is None:
        raise NotAllowed
    turn, person = blank.turn, blank.person
    own = turn.uow.people.get(person.organisation, person.professional) if person.professional else None
    team = turn.uow.teams.get(person.organisation, person.team) if person.team else None
    names = {
        "professional": own.name.split(" ")[0] if own else blank.t("web.share.my_professional"),
        "team": team.name if team else blank.t("web.share.my_team"),
        "office": turn.organisation(person.organisation).centre_name,
    }
    levels = tuple(Share) if is_client(person) else (Share.ME, Share.TEAM, Share.CENTRE)
    circles = blank.choices("web.share", levels, **names)
    return Form(
        name="answer.share",
        title=blank.t("chat.form_share"),
        blocks=(Quote(speaker=person.id, words=str(answer.value)),),
        fields=(_choice("share", blank.t("web.answers.share"), answer.share, circles),),
        submit=blank.t("chat.keep"),
        kept={"answer": answer.id},
    )


def about_item(name: str, title: str, hint: str, *, office: bool) -> Callable[[Blank], Form]:
    """What is said about an item of the week; with `office` by the centre alone, which reads it above."""

    def build(blank: Blank) -> Form:
        item = blank.turn.uow.digests.find_item(blank.person.organisation, OutboxId(blank.argument))
        read = week_reading.note(blank.turn, blank.person, *item) if office and item is not None else None
        return Form(
            name=name,
            title=blank.t(title),
            blocks=read.blocks if read is not None else (),
            fields=(blank.text("text", "chat.words", hint=blank.t(hint) if hint else ""),),
            submit=blank.t("web.chat.send"),
            kept={"item": blank.argument},
        )

    return build


def erase(blank: Blank) -> Form:
    """Whether somebody is sure."""
    sure = (Choice(value="yes", label=blank.t("web.data.erase_sure")),)
    field = FormField(
        name="confirm", label=blank.t("chat.are_you_sure"), input=Input.CHOICE, choices=sure, required=True
    )
    return Form(
        name="erase",
        title=blank.t("web.data.erase"),
        blocks=(blank.t("chat.erase_hint"),),
        fields=(field,),
        submit=blank.t("web.data.erase_yes"),
    )


def say(blank: Blank) -> Form:
    """Something a client wants to say, unasked."""
    if not is_client(blank.person):
        raise NotAllowed
    return Form(
        name="say",
        title=blank.t("chat.form_say"),
        fields=(blank.text("text", "chat.words", value=blank.words),),
        submit=blank.t("web.chat.send"),
    )


def pause(blank: Blank) -> Form:
    """Until when nothing is asked."""
    until = FormField(name="until", label=blank.t("web.settings.pause_until"), input=Input.DATE, required=True)
    return Form(name="pause", title=blank.t("web.settings.pause"), fields=(until,), submit=blank.t("chat.keep"))


def organisation(blank: Blank) -> Form:
    """What a steward sets for the whole organisation."""
    t, now = blank.t, as_named(blank.turn, blank.person)
    weekdays = blank.choices("web.weekday", tuple(str(day) for day in range(7)))
    digest = t("web.organisation.digest")
    countries = tuple(blank.turn.script.countries)
    listed = naming.candidates(blank.turn, now.id)[:MOST_CLIENTS]
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
            _choice("country", t("web.organisation.country"), now.country, blank.choices("web.country", countries)),
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
