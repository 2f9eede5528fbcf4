"""The loop of assumptions, talks and offers: professionals put something, the client alone settles it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot import pointing, quoting, rhythm, rights
from bot.apart import Apart
from bot.judged import judged
from bot.recall import first_name
from bot.rights import NotAllowed
from bot.turn import Turn
from dialogs.evidence.answers import Answer
from dialogs.evidence.assumptions import About, Assumption, AssumptionId, Says, Verdict, VerdictId, standing
from dialogs.evidence.neutral import MOST, NeutralQuestion, neutral
from dialogs.evidence.offers import Offer, OfferId
from dialogs.evidence.one_message import AskBack, parse_assumption
from dialogs.evidence.talks import Confirmation, Report, ReportId
from dialogs.messages import Choice, Purpose, Quote
from dialogs.people import Consent, Person, Role
from dialogs.policy.may import Action
from dialogs.policy.share import Share
from dialogs.source import FromAnswer, FromVerdict
from dialogs.subject import AboutAssumption, AboutClient, AboutVerdict, AboutVerdicts
from dialogs.talk.definition import Records
from dialogs.talk.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """An assumption that was kept, and about when the first client of the author's own is asked."""

    assumption: Assumption
    when: datetime | None


def own_clients(turn: Turn, professional: Person) -> list[Person]:
    """Return the clients a professional may put something to."""
    clients = turn.uow.people.clients_of(professional.organisation, professional.id)
    return [client for client in clients if not client.erased]


def preview(turn: Turn, professional: Person, text: str, client: Person | None) -> NeutralQuestion:
    """Return the sentence exactly as the client would read it, with the words in it that steer an answer."""
    language = client.language if client else professional.language
    return neutral(text, turn.script.wording(language), client=client.name if client else "")


def log_assumption(
    turn: Turn, professional: Person, *, text: str, client: Person | None, about: About, wrong_if: str
) -> Logged:
    """Keep an assumption in the words the client will read, and let it be put to whom it is about."""
    assumption = Assumption(
        id=AssumptionId(turn.uow.new_id()),
        organisation=professional.organisation,
        author=professional.id,
        team=professional.team,
        about=about,
        subject=client.id if client else None,
        text=preview(turn, professional, text, client).sentence,
        wrong_if=wrong_if,
        at=turn.now,
    )
    turn.uow.assumptions.add(assumption)
    turn.gave(professional, "assumption", assumption.id)
    asked = [client] if client else _group(turn, assumption)
    moments = []
    for one in asked:
        with Apart(one.id, "between"):
            moment = rhythm.between(turn, one) if one.consent is Consent.GIVEN else None
            # When the client of a colleague is asked, and whether at all, says what that client chose.
            moments += [moment] if moment is not None and one.professional == professional.id else []
    return Logged(assumption=assumption, when=min(moments, default=None))


def log_in_words(turn: Turn, professional: Person, text: str) -> bool:
    """Log an assumption from one message, or say what is missing; tells whether it was logged."""
    clients = {client.id: client for client in own_clients(turn, professional)}
    if not clients:
        turn.tell(professional, "bot.no_clients")
        return False
    names = {client.id: client.name for client in clients.values()}
    parsed = parse_assumption(text, names, turn.script.wording(professional.language))
    if isinstance(parsed, AskBack):
        turn.tell(professional, parsed.key, names=[first_name(clients[one]) for one in parsed.clients])
        return False
    client = clients[parsed.client]
    question = preview(turn, professional, parsed.text, client)
    if question.leading:
        turn.tell(professional, "bot.assumption_leading", words=question.leading, sentence=question.sentence)
        return False
    if question.problems:
        turn.tell(professional, question.problems[0], most=MOST, name=first_name(client))
        return False
    logged = log_assumption(
        turn, professional, text=parsed.text, client=client, about=parsed.about, wrong_if=parsed.wrong_if
    )
    tell_logged(turn, professional, client, logged)
    return True


def tell_logged(turn: Turn, professional: Person, client: Person | None, logged: Logged) -> None:
    """Show the professional what will be asked, word for word, and about when."""
    texts, when = turn.script.texts, logged.when
    key = "bot.assumption_logged" if client else "bot.assumption_logged_group"
    turn.tell(
        professional,
        key if when is not None else f"{key}_later",
        client=first_name(client) if client else "",
        when=texts.moment(professional.language, when, professional.timezone) if when else "",
        quotes=(Quote(speaker=professional.id, words=logged.assumption.text),),
        choices=(
            Choice(
                value=f"assumption.withdraw {logged.assumption.id}",
                label=turn.phrase(professional, "bot.assumption_withdraw"),
            ),
        ),
        subject=AboutAssumption(logged.assumption.id),
    )


def withdraw_assumption(turn: Turn, author: Person, assumption: Assumption) -> None:
    """Take back an assumption that no client judged yet; what was on its way to the client is held.

    Once the author heard what clients say of it, it stays, and NotAllowed is raised: what was learned is not theirs to
    take away.
    """
    verdicts = turn.uow.verdicts.of_assumption(author.organisation, assumption.id)
    if judged(turn.uow, author, assumption, verdicts).every:
        raise NotAllowed
    turn.uow.assumptions.withdraw(author.organisation, assumption.id, turn.now)
    turn.uow.outbox.cancel_subject(author.organisation, AboutAssumption(assumption.id))


def settle(turn: Turn, client: Person, session: Session, says: str) -> None:
    """Keep the client's verdict as a revision and let the author hear it at once."""
    assumption = turn.uow.assumptions.get(client.organisation, AssumptionId(session.subject))
    if assumption is None or assumption.withdrawn or assumption.subject not in {None, client.id}:
        return
    verdict = Verdict(
        id=VerdictId(turn.uow.new_id()),
        organisation=client.organisation,
        assumption=assumption.id,
        client=client.id,
        revision=turn.uow.verdicts.next_revision(client.organisation, assumption.id, client.id),
        says=Says(says),
        at=turn.now,
        session=session.id,
    )
    turn.uow.verdicts.add(verdict)
    _bring_news(turn, client, assumption, verdict)


def add_words(turn: Turn, client: Person, session: Session, words: str) -> None:
    """Put the client's own words with the verdict they gave in this session."""
    verdict = standing(turn.uow.verdicts.of_session(client.organisation, session.id)).get(client.id)
    assumption = turn.uow.assumptions.get(client.organisation, AssumptionId(session.subject))
    if verdict is None or assumption is None:
        return
    turn.uow.verdicts.set_words(client.organisation, verdict.id, words)
    _bring_news(turn, client, assumption, verdict, words)


def log_report(turn: Turn, professional: Person, client: Person, words: str) -> Report:
    """Keep what a client said face to face; it counts for nothing until the client confirms it (P21)."""
    report = Report(
        id=ReportId(turn.uow.new_id()),
        organisation=client.organisation,
        client=client.id,
        author=professional.id,
        words=words,
        at=turn.now,
    )
    turn.uow.reports.add(report)
    if client.consent is Consent.GIVEN:
        rhythm.between(turn, client)
    return report


def confirm(turn: Turn, client: Person, session: Session, confirmation: Confirmation) -> None:
    """Keep what the client says of a noted talk and tell the professional."""
    report = turn.uow.reports.get(client.organisation, ReportId(session.subject))
    if report is None:
        return
    if not rights.has(client, Action.TALK_CONFIRM, rights.of_person(turn, client, report.client, report)):
        return
    turn.uow.reports.settle(client.organisation, report.id, confirmation, turn.now)
    author = turn.uow.people.get(client.organisation, report.author)
    if author is not None:
        key = f"bot.report_{_REPORT_NEWS[confirmation]}"
        turn.tell(author, key, Purpose.NEWS, client=first_name(client), subject=AboutClient(client.id))


_REPORT_NEWS = {Confirmation.YES: "confirmed", Confirmation.ALMOST: "almost", Confirmation.NO: "denied"}


def log_offer(turn: Turn, professional: Person, client: Person | None, text: str) -> Offer:
    """Keep what is being done now, for one client or for all clients of the team."""
    if professional.team is None:
        raise NotAllowed
    offer = Offer(
        id=OfferId(turn.uow.new_id()),
        organisation=professional.organisation,
        team=professional.team,
        author=professional.id,
        client=client.id if client else None,
        text=text,
        at=turn.now,
    )
    turn.uow.offers.add(offer)
    return offer


def pass_on(turn: Turn, client: Person, session: Session, level: Share) -> None:
    """Let what the client came to say travel as far as they chose, and let their professional hear it if they may."""
    said = [one for one in turn.uow.answers.of_session(client.organisation, session.id) if one.records == Records.SAID]
    for one in said:
        turn.uow.answers.set_share(client.organisation, one.id, level)
    sources = [FromAnswer(id=one.id, speaker=client.id) for one in said]
    professional = turn.uow.people.get(client.organisation, client.professional) if client.professional else None
    if not level.reaches(Share.PROFESSIONAL) or professional is None:
        turn.tell(client, "bot.said_kept")
        return
    team = turn.uow.teams.get(client.organisation, client.team) if client.team and level is Share.TEAM else None
    turn.tell(client, "bot.said_received", professional=team.name if team else first_name(professional))
    quotes = tuple(Quote(speaker=client.id, words=str(one.value)) for one in said)
    subject = AboutClient(client.id)
    if any(turn.uow.quotes.of_source(client.organisation, one) for one in sources):
        return  # heard already; a wider or narrower circle is no news to them
    told = turn.tell(
        professional, "bot.client_said", Purpose.NEWS, client=first_name(client), quotes=quotes, subject=subject
    )
    quoting.note(turn, client.organisation, told, sources)


def take_back(turn: Turn, client: Person, answer: Answer) -> None:
    """Take back the verdict of which this answer is a part; its author hears that it no longer stands."""
    assumption = turn.uow.assumptions.get(client.organisation, AssumptionId(answer.subject))
    if assumption is None:
        return
    if answer.records == Records.VERDICT_WORDS:
        for verdict in turn.uow.verdicts.of_session(client.organisation, answer.session):
            turn.uow.verdicts.set_words(client.organisation, verdict.id, "")
        return
    turn.uow.verdicts.withdraw(client.organisation, assumption.id, client.id, turn.now)
    author = turn.uow.people.get(client.organisation, assumption.author)
    if author is not None and assumption.subject is not None:
        quotes = (Quote(speaker=assumption.author, words=assumption.text),)
        turn.tell(
            author,
            "bot.assumption_news_withdrawn",
            Purpose.NEWS,
            client=first_name(client),
            quotes=quotes,
            subject=AboutAssumption(assumption.id),
        )


def _bring_news(turn: Turn, client: Person, assumption: Assumption, verdict: Verdict, words: str = "") -> None:
    author = turn.uow.people.get(assumption.organisation, assumption.author)
    if author is None:
        return
    if assumption.subject is None:
        _bring_group_news(turn, author, assumption, verdict)
        return
    key = f"bot.assumption_news_{verdict.says}"
    quotes: tuple[Quote, ...] = (Quote(speaker=assumption.author, words=assumption.text),)
    if words:
        quotes = (*quotes, Quote(speaker=client.id, words=words))
    about = AboutVerdict(verdict.id)
    earlier = turn.uow.outbox.latest_of_subject(assumption.organisation, about) if words else None
    told = turn.tell(
        author,
        key,
        Purpose.NEWS,
        client=first_name(client),
        quotes=quotes,
        subject=about,
        replaces=earlier,
        link=pointing.to_assumption(turn, author, assumption.id),
    )
    if words:
        quoting.note(
            turn,
            client.organisation,
            told,
            (None, FromVerdict(id=verdict.id, speaker=client.id)),
        )


def _bring_group_news(turn: Turn, author: Person, assumption: Assumption, newest: Verdict) -> None:
    """Tell the author once a day that there is something new to hear; what it is stands on the page, without names."""
    verdicts = turn.uow.verdicts.of_assumption(assumption.organisation, assumption.id)
    before = judged(turn.uow, author, assumption, [one for one in verdicts if one.id != newest.id])
    now = judged(turn.uow, author, assumption, verdicts)
    if (now.own, now.of_others) == (before.own, before.of_others):
        return
    subject = AboutVerdicts(assumption.id, turn.today(author))
    if turn.uow.outbox.latest_of_subject(author.organisation, subject) is None:
        quotes = (Quote(speaker=assumption.author, words=assumption.text),)
        turn.tell(author, "bot.assumption_news_group", Purpose.NEWS, quotes=quotes, subject=subject)


def _group(turn: Turn, assumption: Assumption) -> list[Person]:
    people = turn.uow.people.of_team(assumption.organisation, assumption.team, Role.CLIENT)
    return [one for one in people if not one.erased]
