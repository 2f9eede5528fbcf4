"""How far a run is, and how far it can still go."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.messages import QuestionId
from dialogs.talk import kinds
from dialogs.talk.definition import Definition, Question
from dialogs.talk.session import Session


def can_be_asked(question: Question, session: Session) -> bool:
    """Tell whether what the question needs is there."""
    return not question.needs or session.has(question.needs)


def progress(definition: Definition, session: Session, at: QuestionId) -> tuple[int, int]:
    """Return (this question, of how many at most) with the run at a question: the longest way answers can still take.

    Going on, the first number only grows and the second only shrinks.
    """
    here = definition.place(at)
    last = len(definition.questions)
    left = [0] * last
    for place in range(last - 1, here - 1, -1):
        ways = (way for target in _targets(definition, place) for way in _possible(definition, session, here, target))
        left[place] = max((1 + left[way] for way in ways), default=0)
    this = len(session.path) + 1
    return this, this + left[here]


def _targets(definition: Definition, place: int) -> set[int]:
    """Return the places where the answers to a question, a skip or silence can lead."""
    question = definition.questions[place]
    onward = place + 1
    targets = {onward} if question.skip else set()
    if question.silent:
        targets.add(definition.place(question.silent.go))
    picked = [value for choice in kinds.values(question) if (value := kinds.pick(question, choice)) is not None]
    if picked:
        rules = [question.rule_for(value) for value in picked]
        return targets | {definition.place(rule.go) if rule and rule.go else onward for rule in rules}
    for rule in question.rules:
        targets.add(definition.place(rule.go) if rule.go else onward)
        if rule.is_not == "":  # every answer is more than nothing
            return targets
    return targets | {onward}


def _possible(definition: Definition, session: Session, here: int, start: int) -> Iterator[int]:
    """Yield the places from `start` on where a question may be the next: more than one while an answer is to come."""
    for place in range(start, len(definition.questions)):
        question = definition.questions[place]
        if can_be_asked(question, session):
            yield place
            return
        if question.needs in {f"answer.{each.id}" for each in definition.questions[here:place]}:
            yield place
