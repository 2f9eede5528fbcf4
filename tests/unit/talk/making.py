"""Short ways to make the small conversations these tests are about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dialogs.messages import QuestionId, SessionId
from dialogs.people import OrganisationId, PersonId, Role
from dialogs.talk.definition import END, Definition, DialogueId, Kind, Option, Question, Records, Rule, Silent
from dialogs.talk.effects import Effect
from dialogs.talk.engine import Step, begin, step
from dialogs.talk.events import Event
from dialogs.talk.loader import vocabularies
from dialogs.talk.session import Session

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)  # a Friday
WORDS = vocabularies()
NL = WORDS["nl"]
EN = WORDS["en"]


def q(name: str, kind: Kind = Kind.TEXT, **rest: object) -> Question:
    """Make a question; `choices` may be given as values alone."""
    values = rest.pop("choices", ())
    choices = tuple(Option(value=str(value), label={"nl": str(value).title()}) for value in values)  # type: ignore[attr-defined]
    return Question(id=QuestionId(name), kind=kind, text={"nl": name}, choices=choices, **rest)  # type: ignore[arg-type]


def dialogue(*questions: Question) -> Definition:
    """Make a conversation with the sentences `sorry` and `bye`."""
    return Definition(
        id=DialogueId("talk"),
        role=Role.CLIENT,
        title={"nl": "Gesprek"},
        thanks={"nl": "Dank je wel."},
        say={"sorry": {"nl": "Jammer."}, "bye": {"nl": "Dag."}},
        questions=questions,
    )


def go_to(name: str) -> QuestionId:
    """Name a question."""
    return QuestionId(name)


BRANCHING = dialogue(
    q("consent", Kind.YESNO, skip=False, records=Records.CONSENT, rules=(Rule(is_="no", go=END, say="bye"),)),
    q("still", Kind.CHOICE, choices=("same", "over"), needs="last.wish", rules=(Rule(is_="over", say="sorry"),)),
    q(
        "mood",
        Kind.SCALE,
        minimum=1,
        maximum=3,
        rules=(Rule(above=2, go=END), Rule(below=2, go=go_to("when"))),
        silent=Silent(after=timedelta(days=3), go=go_to("when")),
    ),
    q("why"),
    q("when", Kind.DATE, silent=Silent(after=timedelta(hours=12), go=END)),
)
"""Every way on: an end with its own sentence, a sentence in passing, two jumps, a need, silence."""


class Talk:
    """One run, with everything it came to; each turn stores it and reads it back."""

    def __init__(self, definition: Definition, **values: str) -> None:
        self.definition = definition
        begun = begin(
            definition,
            id=SessionId("s"),
            person=PersonId("anna"),
            organisation=OrganisationId("o"),
            language="nl",
            values={name.replace("__", "."): value for name, value in values.items()},
            now=NOW,
        )
        self.session, self.effects = begun.session, begun.effects

    def on(self, *events: Event) -> tuple[Effect, ...]:
        """Let something happen and return what the last of it comes to."""
        for event in events:
            taken: Step = step(self.definition, Session.from_json(self.session.to_json()), event, NOW, NL)
            self.session, self.effects = taken.session, taken.effects
        return self.effects
