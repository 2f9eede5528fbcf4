"""What a dialogue may recall: who is talking, and what this person said before."""

from __future__ import annotations

from dataclasses import replace

from bot.turn import Turn
from dialogs.evidence.answers import profile
from dialogs.people import Organisation, Person
from dialogs.policy.roles import is_client


def recalled(turn: Turn, person: Person) -> dict[str, str]:
    """Return the values a question may name, such as `name` and `last.wish`; what there is none of is left out.

    They are kept with the session and read in whatever language it is in by then: dates are ISO, `period` is in months.
    """
    organisation = turn.organisation(person.organisation)
    team = turn.uow.teams.get(person.organisation, person.team) if person.team else None
    professional = turn.uow.people.get(person.organisation, person.professional) if person.professional else None
    values = {
        "name": first_name(person),
        "team": team.name if team else organisation.name,
        "professional": first_name(professional) if professional else (team.name if team else organisation.name),
        **of_the_house(organisation),
        "centre_may_read": "yes" if person.centre_may_read else "no",
    }
    if is_client(person):
        told = profile(turn.uow.answers.of_person(person.organisation, person.id, current_only=False))
        for name, words in (("wish", told.wishes), ("talent", told.talents)):
            if words:
                values[f"last.{name}"] = words[0].words
                values[f"last.{name}.date"] = words[0].at.date().isoformat()
    return values


def of_the_house(organisation: Organisation) -> dict[str, str]:
    """Return those of the values that the organisation sets, and may set anew while somebody is in a talk."""
    return {
        "organisation": organisation.name,
        "office": organisation.centre_name,
        "period": str(organisation.retention_months),
    }


def as_named(turn: Turn, reader: Person) -> Organisation:
    """Return the reader's organisation with its names as they are read in the reader's language."""
    own, texts = turn.organisation(reader.organisation), turn.script.texts
    name, centre_name = (texts.named(reader.language, one) for one in (own.name, own.centre_name))
    return replace(own, name=name, centre_name=centre_name)


def first_name(person: Person) -> str:
    """Return what a person is called in a conversation."""
    return person.name.split(" ")[0]
