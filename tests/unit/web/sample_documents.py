"""A filled page of every kind that is a document, to be drawn and looked at."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.page import Action, Bullets, Card, Emphasis, Page, Section, Text, Tone, Words
from dialogs.pages import PageName
from dialogs.people import Role


def documents() -> Mapping[tuple[Role, PageName], Page]:
    """Return the pages of Anna, Joost and Marijke that are documents."""
    return {**{(role, PageName.DATA): _data() for role in Role}, (Role.CLIENT, PageName.GROUP): _group()}


def _data() -> Page:
    kept = ("4 antwoorden", "18 berichten in het gesprek", "1 keer schreef iemand op wat je zei")
    erase = "Al je woorden en je naam gaan weg. Je link werkt dan niet meer. Je kunt dit niet terugdraaien."
    sure = Action(name="form", argument="erase", label="Ik wil alles wissen", emphasis=Emphasis.DANGER)
    return Page(
        name=PageName.DATA,
        title="Mijn gegevens",
        lead="Dit bewaren we van jou, en dit kun je ermee doen.",
        sections=(
            Section(
                name="data",
                cards=(
                    Card(
                        id="kept",
                        title="Wat we bewaren",
                        blocks=(
                            Bullets(items=kept),
                            Text(text="We bewaren je woorden 12 maanden."),
                            Text(text="Wie kan lezen wat jij deelt: Joost, Fatima, Piet."),
                        ),
                    ),
                    Card(
                        id="take",
                        title="Meenemen",
                        blocks=(Text(text="Alles wat we van je bewaren, in één bestand."),),
                        actions=(Action(name="export", label="Download mijn gegevens"),),
                    ),
                    Card(id="erase", title="Alles wissen", blocks=(Text(text=erase),), actions=(sure,)),
                ),
            ),
        ),
    )


def _group() -> Page:
    return Page(
        name=PageName.GROUP,
        title="Wat het team denkt",
        lead="Dit denkt het team over jou, of over jullie als groep. Is het zo voor jou, of anders?",
        sections=(
            Section(
                name="group",
                cards=(
                    Card(
                        id="as-3",
                        blocks=(Text(text="Je wilt je vaste team zelf kunnen bellen.", tone=Tone.STRONG),),
                        actions=(Action(name="assumption", argument="as-3", label="Hierop antwoorden"),),
                    ),
                    Card(
                        id="as-4",
                        blocks=(
                            Text(text="Je eet liever samen.", tone=Tone.STRONG),
                            Words(quoted="Soms.", by="Jij zei: Anders · 24 november 2026 om 10:05"),
                        ),
                        actions=(Action(name="assumption", argument="as-4", label="Mijn antwoord veranderen"),),
                    ),
                ),
                empty="Er is nu niets om op te reageren.",
            ),
        ),
    )
