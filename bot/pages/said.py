"""An answer as a person reads it: under the question as it was put, with the label of its button for its value."""

from __future__ import annotations

from bot.turn import Turn
from dialogs.evidence.answers import Answer
from dialogs.messages import Choice
from dialogs.people import Person
from dialogs.talk import kinds
from dialogs.talk.definition import in_language


def as_said(turn: Turn, speaker: Person, answer: Answer, language: str) -> tuple[str, tuple[Choice, ...], str]:
    """Return the question as it was put to the speaker, its buttons, and the answer as a person reads it."""
    session = turn.uow.sessions.get(speaker.organisation, answer.session)
    if session is None:
        return "", (), str(answer.value)
    definition = turn.script.definition(turn.uow, session)
    question = next((one for one in definition.questions if one.id == answer.question), None)
    if question is None:
        return in_language(definition.title, language), (), str(answer.value)
    texts = turn.script.texts
    choices = tuple(
        Choice(value=value, label=texts.label(definition, language, question.id, value))
        for value in kinds.values(question)
    )
    words = texts.label(definition, language, question.id, str(answer.value))
    return texts.question(definition, session, question.id, language), choices, words
