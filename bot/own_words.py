"""What a person may do with their own words at any time: change them, take them back, share them, erase them."""

from __future__ import annotations

from dataclasses import replace

from bot import digests, evidence, recording
from bot.turn import Turn
from dialogs.digest.week import SourceKind
from dialogs.evidence.answers import Answer, AnswerId
from dialogs.people import Person
from dialogs.policy.share import Share
from dialogs.talk.definition import Records
from dialogs.talk.kinds import Typed, Unclear, pick, read
from storage.erasure import erase_person

FIXED = {Records.CONSENT, Records.CENTRE_MAY_READ, Records.EVERY, Records.WEEKDAY, Records.PART_OF_DAY}
CHOICES = FIXED | {Records.BETWEEN, Records.LANGUAGE}
"""Answers that are choices about the dialogue; they are changed on the settings page, not as words."""


def revise(turn: Turn, person: Person, id: AnswerId, text: str) -> str:
    """Change one's own answer; the old words stay as an earlier revision. Return the key of what is wrong, or empty."""
    answer = own(turn, person, id)
    session = turn.uow.sessions.get(person.organisation, answer.session) if answer else None
    if answer is None or session is None or answer.records in CHOICES:
        return "bot.not_allowed"
    question = next(
        (one for one in turn.script.definition(turn.uow, session).questions if one.id == answer.question), None
    )
    value: str | int = text.strip()
    if question is not None:
        typed = Typed(
            text=text,
            language=person.language,
            vocabulary=turn.script.vocabulary(person.language),
            today=turn.today(person),
        )
        taken = pick(question, text) or read(question, typed)
        if isinstance(taken, Unclear):
            return taken.key
        value = taken
    if not value:
        return "talk.unclear_text"
    if value != answer.value:
        _forget_quotes(turn, person, answer)
        records = Records(answer.records) if answer.records else None
        recording.keep(turn, person, session, answer.question, records, value, answer.share)
        if records is Records.VERDICT:
            evidence.settle(turn, person, session, str(value))
        elif records is Records.VERDICT_WORDS:
            evidence.add_words(turn, person, session, str(value))
    turn.tell(person, "bot.changed")
    return ""


def withdraw(turn: Turn, person: Person, id: AnswerId) -> str:
    """Take back one's own answer in all its revisions, and let it disappear wherever it was quoted."""
    answer = own(turn, person, id)
    if answer is None or answer.records in CHOICES:
        return "bot.not_allowed"
    _forget_quotes(turn, person, answer)
    turn.uow.answers.withdraw(person.organisation, answer.session, answer.question, turn.now)
    if answer.records in {Records.VERDICT, Records.VERDICT_WORDS}:
        evidence.take_back(turn, person, answer)
    turn.tell(person, "bot.withdrawn")
    return ""


def share(turn: Turn, person: Person, id: AnswerId, level: Share) -> str:
    """Let one's own answer travel as far as `level`; where it may no longer be read its quotes disappear."""
    answer = own(turn, person, id)
    if answer is None:
        return "bot.not_allowed"
    if level.width < answer.share.width:
        _forget_quotes(turn, person, answer)
    turn.uow.answers.set_share(person.organisation, id, level)
    turn.tell(person, "bot.share_changed")
    return ""


def erase(turn: Turn, person: Person) -> None:
    """Erase everything of the person; what was decided with their words keeps its place without them."""
    for answer in turn.uow.answers.of_person(person.organisation, person.id):
        _forget_quotes(turn, person, answer)
    uow, organisation = turn.uow, person.organisation
    about = [f"assumption:{one.id}" for one in uow.assumptions.about(organisation, person.id)]
    news = [f"news:{one.id}" for one in uow.verdicts.of_client(organisation, person.id)]
    erase_person(uow, person, [f"client:{person.id}", *about, *news])


def own(turn: Turn, person: Person, id: AnswerId) -> Answer | None:
    """Return the answer if it is the person's own and still stands."""
    answer = turn.uow.answers.get(person.organisation, id)
    return answer if answer is not None and answer.person == person.id and not answer.withdrawn else None


def _forget_quotes(turn: Turn, person: Person, answer: Answer) -> None:
    digests.take_away(turn, person.organisation, SourceKind.ANSWER, answer.id)
    if answer.records in {Records.VERDICT, Records.VERDICT_WORDS}:
        for verdict in turn.uow.verdicts.of_session(person.organisation, answer.session):
            digests.take_away(turn, person.organisation, SourceKind.VERDICT, verdict.id)


def narrow_all(turn: Turn, person: Person) -> Person:
    """The centre may no longer read along: whatever it was shown of this person's words disappears there."""
    for answer in turn.uow.answers.of_person(person.organisation, person.id):
        if answer.share is not Share.CENTRE:
            _forget_quotes(turn, person, answer)
    narrowed = replace(person, centre_may_read=False)
    turn.uow.people.save(narrowed)
    return narrowed
