"""What a person may do with their own words at any time: change them, take them back, share them, erase them."""

from __future__ import annotations

from dataclasses import replace

from bot import evidence, pointing, quoting, recording
from bot.turn import Turn
from dialogs.evidence.answers import Answer, AnswerId
from dialogs.evidence.talks import Confirmation
from dialogs.people import Person
from dialogs.policy.share import Share
from dialogs.source import FromAssumption, FromReply
from dialogs.subject import AboutAlarm, AboutAssumption, AboutClient, AboutVerdict, Subject
from dialogs.talk.definition import Records
from dialogs.talk.kinds import Typed, Unclear, pick, read
from dialogs.talk.session import Session
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
    value = taken_anew(turn, person, session, answer, text)
    if isinstance(value, Unclear):
        return value.key
    if not value:
        return "talk.unclear_text"
    if value != answer.value:
        quoting.forget(turn, person, answer, None)
        records = Records(answer.records) if answer.records else None
        share = answer.share
        if share is not Share.ME and recording.names_own_professional(turn, person, records, str(value)):
            share = Share.ME
            turn.tell(person, "bot.about_professional")
        recording.keep(turn, person, session, answer.question, records, value, share)
        _follow(turn, person, session, replace(answer, value=value, share=share))
    turn.tell(person, "bot.changed", link=pointing.to_question(turn, person, answer))
    return ""


def taken_anew(turn: Turn, person: Person, session: Session, answer: Answer, text: str) -> str | int | Unclear:
    """Return what a text answers to the question of an earlier answer."""
    questions = turn.script.definition(turn.uow, session).questions
    question = next((one for one in questions if one.id == answer.question), None)
    if question is None:
        return text.strip()
    typed = Typed(
        text=text,
        language=person.language,
        vocabulary=turn.script.vocabulary(person.language),
        today=turn.today(person),
    )
    return pick(question, text) or read(question, typed)


def _follow(turn: Turn, person: Person, session: Session, changed: Answer) -> None:
    """Let a changed answer do what it stands for."""
    value = str(changed.value)
    match changed.records:
        case Records.VERDICT:
            evidence.settle(turn, person, session, value)
        case Records.VERDICT_WORDS if changed.share.reaches(Share.PROFESSIONAL):
            evidence.add_words(turn, person, session, value)
        case Records.REPORTED:
            recording.confirm(turn, person, session, Confirmation(value), changed.share)
        case Records.AUDIENCE:
            _let_travel(turn, person, changed, Share(value))
            evidence.pass_on(turn, person, session, Share(value))
        case _:
            pass


def withdraw(turn: Turn, person: Person, id: AnswerId) -> str:
    """Take back one's own answer in all its revisions, and let it disappear wherever it was quoted."""
    answer = own(turn, person, id)
    if answer is None or answer.records in CHOICES:
        return "bot.not_allowed"
    quoting.forget(turn, person, answer, None)
    turn.uow.answers.withdraw(person.organisation, answer.session, answer.question, turn.now)
    match answer.records:
        case Records.VERDICT | Records.VERDICT_WORDS:
            evidence.take_back(turn, person, answer)
        case Records.REPORTED:
            recording.unconfirm(turn, person, answer)
        case Records.REPORTED_WORDS if answer.question == recording.NOTED:
            recording.unconfirm(turn, person, answer)
        case Records.AUDIENCE:
            _let_travel(turn, person, answer, Share.ME)
        case _:
            pass
    turn.tell(person, "bot.withdrawn", link=pointing.to_question(turn, person, answer))
    return ""


def share(turn: Turn, person: Person, id: AnswerId, level: Share) -> str:
    """Let one's own answer travel as far as `level`; where it may no longer be read its quotes disappear."""
    answer = own(turn, person, id)
    if answer is None:
        return "bot.not_allowed"
    _travels(turn, person, answer, level)
    turn.tell(person, "bot.share_changed", link=pointing.to_question(turn, person, answer))
    return ""


def erase(turn: Turn, person: Person) -> None:
    """Erase everything of the person; what was decided with their words keeps its place without them."""
    for answer in turn.uow.answers.of_person(person.organisation, person.id):
        quoting.forget(turn, person, answer, None)
    uow, organisation = turn.uow, person.organisation
    for reply in uow.replies.of_author(organisation, person.id):
        quoting.forget_source(turn, person, FromReply(id=reply.id, speaker=person.id))
    for assumed in uow.assumptions.of_author(organisation, person.id):
        quoting.forget_source(turn, person, FromAssumption(id=assumed.id, speaker=person.id))
    about = [AboutAssumption(one.id) for one in uow.assumptions.about(organisation, person.id)]
    news = [AboutVerdict(one.id) for one in uow.verdicts.of_client(organisation, person.id)]
    alarms = [AboutAlarm(one.id) for one in uow.alarms.of_person(organisation, person.id)]
    subjects: list[Subject] = [AboutClient(person.id), *about, *news, *alarms]
    for subject in subjects:
        quoting.take_away(turn, person, subject)
    erase_person(uow, person, subjects)
    uow.erasures.begin(organisation, person.id, turn.now)


def own(turn: Turn, person: Person, id: AnswerId) -> Answer | None:
    """Return the answer if it is the person's own and still stands."""
    answer = turn.uow.answers.get(person.organisation, id)
    return answer if answer is not None and answer.person == person.id and not answer.withdrawn else None


def _travels(turn: Turn, person: Person, answer: Answer, level: Share) -> None:
    if level.width < answer.share.width:
        quoting.forget(turn, person, answer, level)
    turn.uow.answers.set_share(person.organisation, answer.id, level)


def _let_travel(turn: Turn, person: Person, audience: Answer, level: Share) -> None:
    """Let what was said travel as far as was chosen anew."""
    for said in turn.uow.answers.of_session(person.organisation, audience.session):
        if said.records == Records.SAID:
            _travels(turn, person, said, level)
