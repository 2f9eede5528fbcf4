"""Every message body survives storage, on every database."""

from __future__ import annotations

from typing import get_args

import pytest

from dialogs.messages import (
    Body,
    Chart,
    Choice,
    Form,
    FormField,
    Input,
    Link,
    Note,
    OutboxId,
    Page,
    Prompt,
    QuestionId,
    Quote,
    Series,
    SessionId,
)
from dialogs.policy.share import Share
from storage.unit_of_work import UnitOfWork
from tests.contracts.example import ANNA, JOOST, NOW, ORGANISATION, message

YES_NO = (Choice(value="yes", label="Ja"), Choice(value="no", label="Nee 🙂"))
BODIES: tuple[Body, ...] = (
    Prompt(session=SessionId("s1"), question=QuestionId("wish"), text="Wat zou je graag willen?"),
    Prompt(
        session=SessionId("s1"),
        question=QuestionId("helps"),
        text="Helpt dit jou?",
        input=Input.CHOICE,
        choices=YES_NO,
        controls=(Choice(value="skip", label="Sla over"),),
        hint="Kies er een.",
        progress=(2, 4),
        visibility="Je team leest dit.",
        share=Share.CENTRE,
    ),
    Note(blocks=("Hoi",)),
    Note(
        title="Nieuws",
        blocks=("Anna zei:", Quote(speaker=ANNA, words='"nee" שלום\n'), Quote(speaker=JOOST, words=None)),
        choices=YES_NO,
    ),
    Note(
        title="Helpt dit?",
        blocks=("Ja: minstens vijf mensen.", Quote(speaker=ANNA, words="want dan slaap ik")),
        chart=Chart(
            title="Per week 📊",
            alt="Week 1. Ja: minstens vijf.\nWeek 2. Geen cijfers.",
            categories=("Week 1", "Week 2"),
            series=(Series(name="Ja", values=(5, 0)), Series(name="Nee", values=(0, 0))),
        ),
        link=Link(to=OutboxId("m0"), label="Bekijk het"),
    ),
    Note(blocks=("Leeg plaatje",), chart=Chart(title="", alt="", categories=(), series=())),
    Form(
        name="assumption",
        title="Wat denk je?",
        submit="Vraag het",
        fields=(
            FormField(name="text", label="Aanname", value="x", required=True, long=True, hint="kort"),
            FormField(name="about", label="Over", input=Input.CHOICE, choices=YES_NO),
        ),
    ),
    Page(name="answers", values={"count": 2, "names": ["a", "b"], "none": None, "deep": {"ok": True}}),
)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: type(body).__name__)
def test_a_body_comes_back_as_it_was(uow: UnitOfWork, body: Body) -> None:
    """What is handed out to be sent, and what stands in the conversation, equals what was put."""
    uow.outbox.put(message("m1", body=body))
    kept = uow.outbox.get(ORGANISATION, OutboxId("m1"))
    assert kept is not None
    assert kept.body == body
    uow.lines.put(
        organisation=ORGANISATION, conversation="anna", direction="out", owner=ANNA, outbox=None, body=body, at=NOW
    )
    assert [line.body for line in uow.lines.of(ORGANISATION, "anna", 1)] == [body]


def test_every_kind_of_body_has_an_example() -> None:
    """A new kind of body without an example above is not stored untested."""
    assert {type(body) for body in BODIES} == set(get_args(Body))
