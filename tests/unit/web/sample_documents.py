"""A filled page of every kind that is a document, to be drawn and looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from dialogs.messages import Choice, Form, FormField, Input
from dialogs.page import Action, Bullets, Card, Confirm, Emphasis, Facts, Folded, Page, Section, Text, Tone, Words
from dialogs.pages import PageName
from dialogs.people import Role

_ANSWERS: Final = "Mijn antwoorden"


def documents() -> Mapping[tuple[Role, PageName], Page]:
    """Return the pages of Anna, Joost and Marijke that are documents."""
    nothing = Page(name=PageName.ANSWERS, title=_ANSWERS, sections=(Section(name="others", empty="Nog niets."),))
    return {
        **{(role, PageName.DATA): _data() for role in Role},
        (Role.CLIENT, PageName.ANSWERS): _answers(),
        (Role.PROFESSIONAL, PageName.ANSWERS): nothing,
        (Role.CENTRE, PageName.ANSWERS): nothing,
        (Role.CLIENT, PageName.GROUP): _group(),
        (Role.CENTRE, PageName.DIGESTS): _weeks(),
        (Role.PROFESSIONAL, PageName.OFFERS): _offers(),
        (Role.PROFESSIONAL, PageName.REPORTS): _reports(),
    }


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


def answer(
    id: str,
    question: str,
    words: str,
    *about: str,
    circle: str = "Ik en Team Noord",
    earlier: str = "",
    may_lead: bool = False,
) -> Card:
    """Return one answer, as it stands on the page of whoever gave it."""
    sure = Confirm(text="Je woorden gaan weg. Niemand kan ze dan nog lezen.", yes="Ja, haal weg", no="Nee, laat staan")
    before = (Folded(label="Wat ik eerder zei", blocks=(Words(quoted=earlier, by="16 november"),)),) if earlier else ()
    lead = (Action(name="answer.first", argument=id, label="Vooraan zetten"),) if may_lead else ()
    return Card(
        id=id,
        blocks=(
            Text(text=question, tone=Tone.ASKED),
            Words(quoted=words),
            *(Text(text=one, tone=Tone.QUIET) for one in about),
            Facts(rows=(("Wie leest dit:", circle),)),
            *before,
        ),
        actions=(
            Action(name="form", argument=f"revise {id}", label="Veranderen"),
            Action(name="form", argument=f"share {id}", label="Wie mag dit lezen?"),
            *lead,
            Action(name="answer.withdraw", argument=id, label="Weghalen", confirm=sure),
        ),
    )


def _answers() -> Page:
    talent = answer(
        "an-1",
        "Wat kun je goed, of doe je graag?",
        "Ik kan goed koken, en ik maak graag een praatje met de buren.",
        "dinsdag 17 november om 10:05 · 2e versie",
        "Gezien door Joost op woensdag 18 november om 10:05",
        earlier="Koken.",
    )
    wish = answer(
        "an-2",
        "Wat zou je graag willen?",
        "Weer eens per week naar de markt.",
        "dinsdag 17 november om 10:05",
        "Ontvangen",
        circle="Ik en Joost",
    )
    helps = answer(
        "an-3",
        "Dit doen we nu: Joost komt op dinsdag. Helpt dit jou?",
        "Deels",
        "zondag 22 november om 10:05",
        "Gezien door Joost op maandag 23 november om 10:05 · Gezien door Fatima op maandag 23 november om 10:05",
    )
    tell = Action(name="wishes", label="Vertel over je talenten en wensen", emphasis=Emphasis.MAIN)
    return Page(
        name=PageName.ANSWERS,
        title=_ANSWERS,
        lead="Dit heb jij gezegd. Je kunt alles veranderen of weghalen, ook later.",
        actions=(tell,),
        sections=(
            Section(name="talents", title="Wat ik kan", cards=(talent,)),
            Section(name="wishes", title="Wat ik wil", cards=(wish,)),
            Section(name="others", title="Wat ik nog meer zei", cards=(helps,)),
        ),
    )


def _log(name: str, title: str, label: str, field: FormField, submit: str) -> Form:
    people = (Choice(value="anna", label="Anna"), Choice(value="bilal", label="Bilal"))
    client = FormField(name="client", label="Over wie?", input=Input.CHOICE, choices=people, required=True)
    return Form(name=name, title=title, fields=(client, field), submit=submit, blocks=(label,))


OFFER: Final = _log(
    "offer.log",
    "Wat we doen",
    "Dit doen we nu",
    FormField(name="text", label="Wat doen we?", hint="Begin met 'We'.", required=True, long=True),
    "Bewaren en vragen",
)
REPORT: Final = _log(
    "report.log",
    "Wat een klant zei",
    "Dit zei een klant",
    FormField(name="words", label="Wat zei de klant?", hint="In de woorden van de klant.", required=True, long=True),
    "Vraag het de klant",
)


def _offers() -> Page:
    log = Action(name="form", argument="offer", label="Dit doen we nu", emphasis=Emphasis.MAIN, form=OFFER)
    waits = Card(
        id="of-1",
        about="Anna · zondag 22 november om 10:05",
        blocks=(
            Text(text="Joost komt op dinsdag na tien uur langs.", tone=Tone.STRONG),
            Text(text="Helpt het?", tone=Tone.QUIET),
            Words(quoted="Donderdag is beter.", by="Deels · Anna · dinsdag 24 november om 10:05"),
        ),
    )
    return Page(
        name=PageName.OFFERS,
        title="Wat we doen",
        lead="Wat doe je nu voor een klant? We vragen de klant of het helpt.",
        actions=(log,),
        sections=(
            Section(name="waits", title="Helpt nog niet helemaal", lead="Wat kan er anders?", cards=(waits,)),
            Section(name="offers", title="Wat we doen en of het helpt", cards=(replace(waits, id="of-2"),)),
        ),
    )


def _reports() -> Page:
    log = Action(name="form", argument="report", label="Dit zei een klant", emphasis=Emphasis.MAIN, form=REPORT)
    waiting = Card(
        id="rp-1",
        status=("waiting", "Wacht op de klant"),
        about="Anna · maandag 23 november om 10:05",
        blocks=(Words(quoted="De markt is te ver lopen."),),
    )
    almost = Card(
        id="rp-2",
        status=("almost", "Klopt bijna"),
        about="Bilal · zondag 22 november om 10:05",
        blocks=(
            Words(quoted="Ik wil leren fietsen."),
            Words(quoted="Ik wil weer durven fietsen.", by="De klant zegt zelf:"),
        ),
    )
    return Page(
        name=PageName.REPORTS,
        title="Wat een klant zei",
        lead="Sprak je een klant? Schrijf op wat die zei. Het telt pas mee als de klant zegt dat het klopt.",
        actions=(log,),
        sections=(Section(name="reports", title="Eerder opgeschreven", cards=(waiting, almost)),),
    )


def _weeks() -> Page:
    def week(id: str, title: str, about: str) -> Card:
        return Card(id=id, about=about, actions=(Action(name="page", argument=f"digest {id}", label=title),))

    return Page(
        name=PageName.DIGESTS,
        title="Weekberichten",
        lead="Elke week wat klanten zeiden, en wat teams nodig hebben.",
        sections=(
            Section(
                name="weeks",
                cards=(
                    week("2026-W47", "Week 47: 16 tot en met 20 november", "4 onderdelen · 1 reactie"),
                    week("2026-W46", "Week 46: 9 tot en met 13 november", "1 onderdeel"),
                ),
            ),
        ),
    )
