"""What a professional does with what they think, heard and do: put to a client of their own, or to their group."""

from __future__ import annotations

from typing import Any

from bot import evidence, links, pointing, rights, sheets
from bot.clock import wall_now
from bot.recall import first_name
from bot.rights import NotAllowed, Resource
from bot.sheets import Sheet
from bot.turn import Turn
from bot.use_case import Fields, Reply, Unclear, UseCase
from dialogs.evidence.assumptions import About, Assumption, AssumptionId
from dialogs.evidence.neutral import MOST, NeutralQuestion, Problem
from dialogs.messages import Form, Page
from dialogs.people import Person, PersonId, Relation
from dialogs.policy.may import Action
from dialogs.subject import AboutClient, Plain


def client_or_group(turn: Turn, person: Person, fields: Fields) -> Resource[Person | None]:
    """About the client that is named; about the whole group of one's team where none is, and then nobody is found."""
    named = fields.get("client", "")
    if not named:
        group = rights.of_team(person)
        return Resource(thing=group.thing, relation=group.relation, found=None)
    return rights.of_client(turn, person, PersonId(named))


def own_client(turn: Turn, person: Person, fields: Fields) -> Resource[Person]:
    """About a client of one's own, who is named; whoever runs this gives a link on the command line."""
    about = rights.of_client(turn, person, PersonId(fields.get("client", "")))
    if about.relation is not Relation.ASSIGNED:
        raise NotAllowed
    return about


def any_client(_turn: Turn, person: Person, _fields: Fields) -> Resource[None]:
    """About some client of one's own, who is chosen later."""
    return rights.of_any_client(person)


def _assumption(turn: Turn, person: Person, fields: Fields) -> Resource[Assumption]:
    found = turn.uow.assumptions.get(person.organisation, AssumptionId(fields.get("assumption", "")))
    if found is None:
        raise NotAllowed
    return rights.of_person(turn, person, found.author, found)


def _preview(turn: Turn, person: Person, fields: Fields, client: Person | None) -> Reply:
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
    return Page(name="assumption.preview", values=values)


def _second_step(turn: Turn, person: Person, fields: Fields, question: NeutralQuestion, client: Person | None) -> Form:
    """Show the sentence in the same window, to be put to the client as it is or to be written anew."""
    _without_problems(question, client)
    leading = turn.script.texts.list(person.language, list(question.leading))
    return sheets.confirm_assumption(turn, person, fields, question.sentence, leading)


def _without_problems(question: NeutralQuestion, client: Person | None) -> None:
    problems = [problem for problem in question.problems if problem is not Problem.LEADING]
    if problems:
        raise Unclear("text", problems[0], most=MOST, name=client.name if client else "")


def _in_words(turn: Turn, person: Person, fields: Fields, _: None) -> None:
    """Log what was typed as it stands: that is an assumption, in one message."""
    evidence.log_in_words(turn, person, fields.get("text", ""))


def _log_assumption(turn: Turn, person: Person, fields: Fields, client: Person | None) -> None:
    _without_problems(evidence.preview(turn, person, fields.get("text", ""), client), client)
    logged = evidence.log_assumption(
        turn,
        person,
        text=fields.get("text", ""),
        client=client,
        about=About.SUPPLY if fields.get("about") == About.SUPPLY else About.DEMAND,
        wrong_if=fields.get("wrong_if", "").strip(),
    )
    evidence.tell_logged(turn, person, client, logged)


def _take_back(turn: Turn, person: Person, _fields: Fields, assumption: Assumption) -> None:
    evidence.withdraw_assumption(turn, person, assumption)


def _withdraw_assumption(turn: Turn, person: Person, _fields: Fields, assumption: Assumption) -> None:
    evidence.withdraw_assumption(turn, person, assumption)
    turn.tell(person, "bot.assumption_withdrawn", link=pointing.to_assumption(turn, person, assumption.id))


def _log_report(turn: Turn, person: Person, fields: Fields, client: Person | None) -> None:
    words = fields.get("words", "").strip()
    if client is None or not words:
        raise Unclear("words" if client else "client", "bot.form_empty")
    evidence.log_report(turn, person, client, words)
    turn.tell(person, "bot.report_logged", client=first_name(client), subject=AboutClient(client.id))


def _log_offer(turn: Turn, person: Person, fields: Fields, client: Person | None) -> None:
    text = fields.get("text", "").strip()
    if not text:
        raise Unclear("text", "bot.form_empty")
    evidence.log_offer(turn, person, client, text)
    key = "bot.offer_logged" if client else "bot.offer_logged_group"
    subject = AboutClient(client.id) if client else Plain.NOTHING
    turn.tell(person, key, client=first_name(client) if client else "", subject=subject)


def _give_link(turn: Turn, person: Person, _fields: Fields, client: Person) -> Page:
    """Make a new personal link for one's own client, to be handed over; it is shown this once."""
    token = links.new_link(turn, client, wall_now(), person)
    return Page(name="client.link", values={"name": client.name, "token": token})


IN_WORDS = UseCase(name="assumption.say", right=Action.ASSUMPTION_LOG, about=any_client, run=_in_words)
"""What a professional types of their own accord."""

TAKE_BACK = UseCase(name="assumption.take_back", right=Action.ASSUMPTION_WITHDRAW, about=_assumption, run=_take_back)
"""An assumption whose message was changed or removed."""

WORK: tuple[UseCase[Any], ...] = (
    IN_WORDS,
    TAKE_BACK,
    UseCase(
        name="assumption.preview",
        right=Action.ASSUMPTION_PUT,
        about=client_or_group,
        form="assumption.preview",
        sheet=Sheet(name="assumption", build=sheets.assumption),
        opened=any_client,
        run=_preview,
        looks=True,
    ),
    UseCase(
        name="assumption.log",
        right=Action.ASSUMPTION_PUT,
        about=client_or_group,
        form="assumption.log",
        run=_log_assumption,
    ),
    UseCase(
        name="assumption.withdraw",
        right=Action.ASSUMPTION_WITHDRAW,
        about=_assumption,
        form="assumption.withdraw",
        command="assumption.withdraw",
        argument="assumption",
        run=_withdraw_assumption,
        sets=True,
    ),
    UseCase(
        name="talk.log",
        right=Action.TALK_LOG,
        about=client_or_group,
        form="report.log",
        sheet=Sheet(name="report", build=sheets.report),
        opened=any_client,
        run=_log_report,
    ),
    UseCase(
        name="offer.log",
        right=Action.OFFER_LOG,
        about=client_or_group,
        form="offer.log",
        sheet=Sheet(name="offer", build=sheets.offer),
        opened=any_client,
        run=_log_offer,
    ),
    UseCase(name="link.give", right=Action.LINK_GIVE, about=own_client, form="client.link", run=_give_link, sets=True),
)
