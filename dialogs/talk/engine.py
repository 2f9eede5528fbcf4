"""Takes a run one step on: (definition, session, event, now) -> (session, effects), and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import assert_never

from dialogs.messages import QuestionId, SessionId
from dialogs.people import OrganisationId, PersonId
from dialogs.talk import kinds
from dialogs.talk.definition import END, Definition, Question, Records, Value
from dialogs.talk.dialogue_file import THANKS
from dialogs.talk.effects import Ask, Effect, Finish, OfferCall, Postpone, Record, Say, SayOwn, Stop
from dialogs.talk.events import Chose, Control, ControlName, Event, Reminded, Resumed, Said, Silence, Started
from dialogs.talk.progress import can_be_asked, progress
from dialogs.talk.session import Session, Starter, Status
from dialogs.talk.understanding import Vocabulary, intent


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The run after an event, and what is to be done, in order."""

    session: Session
    effects: tuple[Effect, ...] = ()


def begin(
    definition: Definition,
    *,
    id: SessionId,
    person: PersonId,
    organisation: OrganisationId,
    language: str,
    values: Mapping[str, str],
    now: datetime,
    subject: str = "",
    started_by: Starter = Starter.BOT,
) -> Step:
    """Begin a run and ask its first question; without any question that can be asked it is finished at once."""
    session = Session(
        id=id,
        person=person,
        organisation=organisation,
        dialogue=definition.id,
        definition_hash=definition.hash,
        language=language,
        values=values,
        subject=subject,
        started_by=started_by,
        version=1,
    )
    return _Run(definition, session, now).on_to(0)


def step(definition: Definition, session: Session, event: Event, now: datetime, vocabulary: Vocabulary) -> Step:
    """Return the run after the event; its version is one higher, whatever happened.

    `now` is aware and in the person's own zone, since "tomorrow" depends on it. Raises ValueError when the session was
    begun with another definition; nothing a person can say raises.
    """
    if session.definition_hash != definition.hash:
        raise ValueError("This session was begun with another definition: load the one of its hash.")
    run = _Run(definition, replace(session, version=session.version + 1), now)
    match event:
        case Said() | Chose() | Control() if not session.status.is_running:
            return _afterwards(run, event, vocabulary)
        case Said():
            return _said(run.reopened(), event, vocabulary)
        case Chose():
            return _chose(run.reopened(), event)
        case Control():
            return _control(run.reopened(), event)
        case Started():
            return run.on_to(0) if session.at is None else run.ask_again()
        case Resumed():
            return run.reopened().ask_again() if session.status.is_running else run.stay()
        case Reminded():
            return run.remind()
        case Silence():
            return run.fall_silent(event.question)
        case _:
            assert_never(event)


@dataclass(frozen=True, slots=True)
class _Run:
    """A run on its way through one step."""

    definition: Definition
    session: Session
    now: datetime
    effects: tuple[Effect, ...] = ()

    @property
    def current(self) -> Question:
        if self.session.at is None:
            raise ValueError("This session was never begun: use begin().")
        return self.definition.question(self.session.at)

    def reopened(self) -> _Run:
        return replace(self, session=replace(self.session, status=Status.OPEN))

    def and_then(self, *effects: Effect) -> _Run:
        return replace(self, effects=(*self.effects, *effects))

    def stay(self) -> Step:
        return Step(session=self.session, effects=self.effects)

    def ask_again(self) -> Step:
        return self.put(self.current.id, again=True)

    def put(self, question: QuestionId, *, again: bool = False) -> Step:
        """Put a question; only another question than the current one may be reminded of and misunderstood anew."""
        reminded, unclear = again and self.session.reminded, self.session.unclear if again else 0
        asked_at = self.now.astimezone(UTC)
        session = replace(self.session, at=question, asked_at=asked_at, reminded=reminded, unclear=unclear)
        ask = Ask(question=question, progress=progress(self.definition, session, question), again=again)
        return Step(session=session, effects=(*self.effects, ask))

    def not_understood(self, question: Question, unclear: kinds.Unclear) -> Step:
        """Say what would be an answer, in other words each time, and then offer that somebody calls."""
        times = self.session.unclear + 1
        effect: Effect = Say(key=unclear.key, values=unclear.values)
        if times % 2 == 0:
            key = f"talk.unclear_{question.kind}_again"
            effect = Say(key=key, values=kinds.understood(question, self.session.language))
        elif times > 1:
            effect = OfferCall()
        return replace(self, session=replace(self.session, unclear=times)).and_then(effect).ask_again()

    def passed(self) -> _Run:
        """Leave the current question behind."""
        return replace(self, session=replace(self.session, path=(*self.session.path, self.current.id)))

    def on_to(self, place: int, *, ending: tuple[Effect, ...] = (), status: Status = Status.FINISHED) -> Step:
        """Ask the first question from `place` on that can be asked; if there is none, say `ending` and finish."""
        for question in self.definition.questions[place:]:
            if can_be_asked(question, self.session):
                return self.put(question.id)
        session = replace(self.session, at=None, status=status)
        return Step(session=session, effects=(*self.effects, *ending, Finish()))

    def keep(self, question: Question, value: Value) -> _Run:
        """Record an answer, unless it says what was said before."""
        if self.session.answers.get(question.id) == value:
            return self
        session = replace(self.session, answers={**self.session.answers, question.id: value})
        if question.records is Records.LANGUAGE:
            session = replace(session, language=str(value))
        record = Record(question=question.id, records=question.records, value=value, share=question.share)
        return replace(self, session=session).and_then(record)

    def answer(self, question: Question, value: Value) -> Step:
        """Take an answer, to the current question or to an earlier one."""
        if question.id != self.session.at:
            return self.change_earlier(question, value)
        if question.records is Records.STOP and value == "yes":
            return self.stop()
        rule = question.rule_for(value)
        run = self.keep(question, value).passed()
        onward = rule.go if rule and rule.go else None
        if rule and rule.say:
            run = run.and_then(SayOwn(name=rule.say))
        ending = () if rule and rule.say and onward == END else (SayOwn(name=THANKS),)
        place = self.definition.place(question.id) + 1 if onward is None else self.definition.place(onward)
        return run.on_to(place, ending=ending)

    def change_earlier(self, question: Question, value: Value) -> Step:
        """Take another answer to an earlier question; where that ends the conversation, it ends now."""
        run = self.keep(question, value)
        if run is self:
            return self.ask_again()
        rule = question.rule_for(value)
        if rule and rule.go == END:
            return run.on_to(self.definition.place(END), ending=(SayOwn(name=rule.say or THANKS),))
        return run.and_then(Say(key="talk.changed_earlier")).ask_again()

    def stop(self) -> Step:
        return Step(session=replace(self.session, status=Status.STOPPED), effects=(Stop(),))

    def remind(self) -> Step:
        if self.session.status is not Status.OPEN or self.session.reminded:
            return self.stay()
        at = self.current.id
        ask = Ask(question=at, progress=progress(self.definition, self.session, at), again=True, reminder=True)
        return Step(session=replace(self.session, reminded=True), effects=(ask,))

    def fall_silent(self, question: QuestionId) -> Step:
        if self.session.status is not Status.OPEN or self.session.at != question or self.current.silent is None:
            return self.stay()
        return self.passed().on_to(self.definition.place(self.current.silent.go), status=Status.LAPSED)

    def asked(self, question: QuestionId | None) -> Question | None:
        """Return the question an answer belongs to: the current one, or one that was put before; otherwise None."""
        if question is None or question == self.session.at:
            return self.current
        if question in self.session.path or question in self.session.answers:
            return self.definition.question(question)
        return None


def _said(run: _Run, event: Said, vocabulary: Vocabulary) -> Step:
    question = run.asked(event.question)
    typed = _typed(run, event, vocabulary)
    name = _control_in(event.text, run.now, vocabulary)
    if name is not None and (name is ControlName.STOP or not kinds.is_exact(question or run.current, typed)):
        return _control(run, Control(name=name))
    if question is None:
        return run.and_then(Say(key="talk.closed_question")).ask_again()
    value = kinds.read(question, typed)
    if isinstance(value, kinds.Unclear):
        return run.not_understood(question, value)
    return run.answer(question, value)


def _chose(run: _Run, event: Chose) -> Step:
    if event.choice in set(ControlName):
        return _control(run, Control(name=ControlName(event.choice), question=event.question))
    question = run.asked(event.question)
    value = kinds.pick(question, event.choice) if question else None
    if question is None or value is None:
        return run.and_then(Say(key="talk.closed_question")).ask_again()
    return run.answer(question, value)


def _control(run: _Run, event: Control) -> Step:
    match event.name:
        case ControlName.STOP:
            return run.stop()
        case ControlName.LATER:
            postponed = replace(run.session, status=Status.POSTPONED)
            return Step(session=postponed, effects=(Postpone(days=1), Say(key="talk.later")))
        case ControlName.HELP:
            return run.and_then(Say(key="talk.help")).ask_again()
        case ControlName.SKIP | ControlName.BACK if event.question not in {None, run.session.at}:
            return run.ask_again()  # a button of an earlier message moves nothing now
        case ControlName.SKIP:
            if not run.current.skip:
                return run.and_then(Say(key="talk.no_skip")).ask_again()
            place = run.definition.place(run.current.id) + 1
            return run.passed().on_to(place, ending=(SayOwn(name=THANKS),))
        case ControlName.BACK:
            if not run.session.path:
                return run.and_then(Say(key="talk.no_back")).ask_again()
            *path, previous = run.session.path
            return replace(run, session=replace(run.session, path=tuple(path))).put(previous)
        case _:
            assert_never(event.name)


def _afterwards(run: _Run, event: Said | Chose | Control, vocabulary: Vocabulary) -> Step:
    """Answer somebody whose run is over: a stop still stops everything, nothing else is taken here."""
    match event:
        case Said():
            name: str | None = _control_in(event.text, run.now, vocabulary)
        case Chose():
            name = event.choice
        case Control():
            name = event.name
        case _:
            assert_never(event)
    if name == ControlName.STOP:
        return run.and_then(Stop()).stay()
    return run.and_then(Say(key="talk.help" if name == ControlName.HELP else "talk.closed_question")).stay()


def _typed(run: _Run, said: Said, vocabulary: Vocabulary) -> kinds.Typed:
    return kinds.Typed(
        text=said.text,
        language=run.session.language,
        vocabulary=vocabulary,
        today=run.now.date(),
        numbered=said.numbered,
    )


def _control_in(text: str, now: datetime, vocabulary: Vocabulary) -> ControlName | None:
    found = intent(text, vocabulary, now.date())
    return ControlName(found.name) if found and found.name.value in set(ControlName) else None
