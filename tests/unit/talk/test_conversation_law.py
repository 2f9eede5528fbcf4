from __future__ import annotations

import string
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.messages import QuestionId
from dialogs.talk import kinds
from dialogs.talk.definition import END, Definition, Kind, Question, Rule, Silent
from dialogs.talk.effects import Ask, Finish, Record
from dialogs.talk.events import Chose, Control, ControlName, Event, Reminded, Resumed, Said, Silence
from dialogs.talk.session import Status
from tests.unit.talk.making import Talk, dialogue, q

WORDS = ["ja", "nee", "1", "drie", "morgen", "stop", "terug", "overslaan", "later", "help", "\x00", "\ud800", "👍", ""]


@st.composite
def questions(draw: st.DrawFn, place: int, names: list[str]) -> Question:
    """Draw a question whose every way leads on."""
    onward = st.sampled_from([QuestionId(name) for name in names[place + 1 :]] + [END])
    kind = draw(st.sampled_from(Kind))
    bounds = {"minimum": 1, "maximum": 4} if kind is Kind.SCALE else {}
    choices = ("a", "b", "c") if kind is Kind.CHOICE else ()
    made = q(names[place], kind, choices=choices, skip=draw(st.booleans()), **bounds)
    values = [kinds.pick(made, value) for value in kinds.values(made)]
    rules = [
        Rule(is_=value, go=draw(onward), say=draw(st.sampled_from(["", "sorry"])))
        for value in values
        if draw(st.booleans())
    ]
    if kind is Kind.TEXT and draw(st.booleans()):
        rules.append(Rule(is_not="", go=draw(onward)))
    silent = Silent(after=timedelta(days=1), go=draw(onward)) if draw(st.booleans()) else None
    needs = draw(st.sampled_from(["", "", "last.wish", *(f"answer.{name}" for name in names[:place])]))
    return q(
        names[place], kind, choices=choices, skip=made.skip, rules=tuple(rules), silent=silent, needs=needs, **bounds
    )


@st.composite
def dialogues(draw: st.DrawFn) -> Definition:
    """Draw a conversation of one to six questions."""
    names = list(string.ascii_lowercase[: draw(st.integers(1, 6))])
    return dialogue(*(draw(questions(place, names)) for place in range(len(names))))


@st.composite
def anything(draw: st.DrawFn, definition: Definition) -> Event:
    """Draw whatever can happen, sense or nonsense."""
    question = draw(st.sampled_from([each.id for each in definition.questions]))
    text = draw(st.sampled_from(WORDS) | st.text(st.characters(), max_size=20))
    happenings: list[Event] = [
        Said(text=text),
        Said(text=text, question=question),
        Chose(question=question, choice=text),
        *(Chose(question=question, choice=value) for value in kinds.values(definition.question(question))),
        *(Control(name=name) for name in ControlName),
        Silence(question=question),
        Reminded(),
        Resumed(),
    ]
    return draw(st.sampled_from(happenings))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_happens_there_is_one_question_or_an_end(data: st.DataObject) -> None:
    """After any event the run is over or waits at one question; progress stays sane and versions count."""
    definition = data.draw(dialogues())
    talk = Talk(definition, **data.draw(st.sampled_from([{}, {"last__wish": "koken"}])))
    for turn in range(data.draw(st.integers(0, 12))):
        assert talk.session.version == turn + 1
        event = data.draw(anything(definition))
        over = not talk.session.status.is_running
        effects = talk.on(event)
        asked = [effect for effect in effects if isinstance(effect, Ask)]
        assert len(asked) <= 1
        assert (Finish() in effects) == (talk.session.at is None and not over)
        for ask in asked:
            assert ask.question == talk.session.at
            assert 1 <= ask.progress[0] <= ask.progress[1] <= len(definition.questions)
        if over:
            assert not [each for each in effects if isinstance(each, Ask | Record | Finish)]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_who_goes_on_is_asked_nothing_twice_and_comes_to_the_end(data: st.DataObject) -> None:
    """Answering or skipping asks each question at most once, counts on steadily, and ends."""
    definition = data.draw(dialogues())
    talk = Talk(definition)
    asked: list[Ask] = []
    while talk.session.at is not None:
        ask = talk.effects[-1]
        assert isinstance(ask, Ask)
        assert ask.question not in {each.question for each in asked}
        assert not asked or (ask.progress[0] == asked[-1].progress[0] + 1 and ask.progress[1] <= asked[-1].progress[1])
        asked.append(ask)
        question = definition.question(talk.session.at)
        buttons = [Chose(question=question.id, choice=value) for value in kinds.values(question)]
        ways: list[Event] = [*buttons, *([Control(name=ControlName.SKIP)] if question.skip else [])]
        words = {Kind.TEXT: "iets", Kind.NUMBER: "7", Kind.DATE: "morgen"}
        if question.kind in words:
            ways.append(Said(text=words[question.kind]))
        talk.on(data.draw(st.sampled_from(ways)))
    assert talk.session.status is Status.FINISHED
    assert not asked or asked[-1].progress[0] <= len(definition.questions)
