"""What a dialogue may recall: who is talking, and what this person said before."""

from __future__ import annotations

from bot.turn import Turn
from dialogs.evidence.answers import profile
from dialogs.people import Person
from dialogs.policy.roles import is_client


def recalled(turn: Turn, person: Person) -> dict[str, str]:
    """Return the values a question may name, such as `name` and `last.wish`; what there is none of is left out."""
    organisation = turn.organisation(person.organisation)
    texts = turn.script.texts
    team = turn.uow.teams.get(person.organisation, person.team) if person.team else None
    professional = turn.uow.people.get(person.organisation, person.professional) if person.professional else None
    values = {
        "name": first_name(person),
        "organisation": organisation.name,
        "office": organisation.centre_name,
        "team": team.name if team else organisation.name,
        "professional": first_name(professional) if professional else (team.name if team else organisation.name),
        "period": texts.phrase(person.language, "bot.period", n=organisation.retention_months),
        "centre_may_read": "yes" if person.centre_may_read else "no",
    }
    if is_client(person):
        told = profile(turn.uow.answers.of_person(person.organisation, person.id, current_only=False))
        for name, words in (("wish", told.wishes), ("talent", told.talents)):
            if words:
                values[f"last.{name}"] = words[0].words
                values[f"last.{name}.date"] = texts.date(person.language, words[0].at.date())
    return values


def first_name(person: Person) -> str:
    """Return what a person is called in a conversation."""
    return person.name.split(" ")[0]
