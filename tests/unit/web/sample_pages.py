"""One filled page of every kind, to be drawn and looked at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from dialogs.messages import (
    Chart,
    Choice,
    Form,
    FormField,
    Input,
    Note,
    Prompt,
    QuestionId,
    Quote,
    Series,
    SessionId,
)
from dialogs.pages import (
    AssumptionCard,
    AssumptionsView,
    ClientCard,
    ClientsView,
    DigestView,
    ExportView,
    Item,
    PageName,
    Person,
    Reply,
    SettingsView,
    Told,
    View,
    Voice,
)
from dialogs.people import PersonId, Role
from dialogs.policy.share import Share
from dialogs.policy.thresholds import AtLeast
from dialogs.rhythm.cadence import Cadence, QuietHours
from tests.unit.web.sample_documents import documents

NOW: Final = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)

CONTROLS: Final = tuple(
    Choice(value=value, label=label)
    for value, label in (("skip", "Sla over"), ("later", "Later"), ("stop", "Stop"), ("help", "Hulp"))
)


def prompt(
    question: str, text: str, *, choices: tuple[tuple[str, str], ...] = (), hint: str = "", done: int = 1
) -> Prompt:
    """Return a question of Anna's talk."""
    return Prompt(
        session=SessionId("talk-1"),
        question=QuestionId(question),
        text=text,
        input=Input.CHOICE if choices else Input.TEXT,
        choices=tuple(Choice(value=value, label=label) for value, label in choices),
        controls=CONTROLS,
        hint=hint,
        progress=(done, 3),
        visibility="Joost en Team Noord lezen je antwoord.",
        share=Share.TEAM,
    )


SCRIPT: Final = (
    prompt("talent", "Wat kun je goed, of doe je graag?", hint="Groot of klein, alles telt."),
    prompt("wish", "Wat zou je graag willen?", done=2),
    prompt(
        "helps",
        "Dit doen we nu: Joost komt op dinsdag na tien uur langs. Helpt dit jou?",
        choices=(("yes", "Ja"), ("partly", "Deels"), ("no", "Nee"), ("unknown", "Weet ik niet")),
        done=3,
    ),
)


CHART: Final = Chart(
    title="Helpt dit? Minstens zoveel mensen per week",
    alt="Week 46. Ja: minstens tien mensen. Nee: minstens vijf mensen.\nWeek 47. Geen cijfers.\n"
    "Week 48. Ja: minstens vijftien mensen. Nee: minder dan vijf mensen.",
    categories=("Week 46", "Week 47", "Week 48"),
    series=(Series(name="Ja", values=(10, 0, 15)), Series(name="Nee", values=(5, 0, 0))),
)
FEW: Final = tuple(Choice(value=value, label=label) for value, label in (("yes", "Ja"), ("no", "Nee"), ("", "Anders")))
MANY: Final = tuple(Choice(value=f"client-{number}", label=f"Klant {number}") for number in range(9))

ERASE: Final = Form(
    name="erase",
    title="Alles wissen",
    fields=(
        FormField(
            name="confirm",
            label="Weet je het zeker?",
            input=Input.CHOICE,
            choices=(Choice(value="yes", label="Ja, wis alles wat ik heb gezegd."),),
            required=True,
        ),
    ),
    submit="Wis alles",
    blocks=("Al je woorden en je naam gaan weg. Je link werkt dan niet meer. Je kunt dit niet terugdraaien.",),
)

ASKED: Final = Form(
    name="item.ask_team",
    title="Vraag het team",
    blocks=(
        "Hier gaat het over.",
        Quote(speaker=PersonId("anna"), words="Tot tien uur wil ik met rust gelaten worden."),
        Quote(speaker=PersonId("bilal"), words=None),
    ),
    fields=(
        FormField(name="text", label="Je vraag", hint="Kort mag.", required=True, long=True),
        FormField(name="short", label="In één woord", value="rust"),
        FormField(name="choice", label="Mag het?", hint="Kies er een.", input=Input.CHOICE, choices=FEW, required=True),
        FormField(name="group", label="Wie?", input=Input.CHOICE, choices=FEW),
        FormField(name="client", label="Over wie?", input=Input.CHOICE, choices=MANY, required=True),
        FormField(name="until", label="Tot wanneer?", input=Input.DATE, value="2026-12-01"),
        FormField(name="every", label="Hoe vaak?", input=Input.NUMBER, value="2"),
    ),
    submit="Verstuur",
    kept={"item": "out-2"},
)
"""A form with every kind of field there is."""


def sample_pages() -> dict[tuple[Role, PageName], View]:
    """Return one filled page of every kind."""
    day = timedelta(days=1)
    clients = (Person(id="anna", name="Anna"), Person(id="bilal", name="Bilal"))
    refuted = AssumptionCard(
        id="as-1",
        text="Anna wil graag hulp in de ochtend.",
        about="demand",
        status="refuted",
        at=NOW - 3 * day,
        client="Anna",
        wrong_if="ze liever uitslaapt",
        voices=(Voice(says="different", name="Anna", words="Tot tien uur wil ik met rust gelaten worden.", at=NOW),),
    )
    waiting = AssumptionCard(
        id="as-2",
        text="Bilal kookt graag voor anderen.",
        about="demand",
        status="open",
        at=NOW - day,
        client="Bilal",
        may_withdraw=True,
    )
    group = AssumptionCard(
        id="as-3",
        text="Bewoners willen hun vaste team zelf kunnen bellen.",
        about="supply",
        status="nuanced",
        at=NOW - 9 * day,
        counts={"so": 5, "partly": 3, "different": 2},
        of_others={"so": AtLeast(10)},
    )
    settings = SettingsView(
        language="nl",
        languages=(Choice(value="nl", label="Nederlands"), Choice(value="en", label="English")),
        cadence=Cadence(),
        quiet=QuietHours(),
        today=NOW.date(),
        between=True,
        upcoming=tuple(f"dinsdag {day} om 10:00" for day in ("1 december", "8 december", "15 december")),
    )
    export = ExportView(filename="mijn-gegevens.json", content=b'{"answers": []}')
    told = Told(question="Wat kun je goed?", words="Ik kan goed koken.", at=NOW - 7 * day)
    wish = Told(question="Wat zou je willen?", words="Weer eens per week naar de markt.", at=NOW - 7 * day)
    item = Item(
        id="out-2",
        body=Note(
            title="Geleerd deze week",
            blocks=(
                "Wat een team dacht, was voor een klant anders.",
                Quote(speaker=PersonId("anna"), words="Tot tien uur wil ik met rust gelaten worden."),
                Quote(speaker=PersonId("bilal"), words=None),
            ),
        ),
        at=NOW,
        replies=(
            Reply(id="re-1", name="Marijke", words="Wat kan het rooster hierin betekenen?", at=NOW, kind="ask_team"),
            Reply(id="re-2", name="Joost", words="De ronde kan later beginnen.", at=NOW),
        ),
    )
    quiet = Item(
        id="out-3",
        body=Note(
            title="Stilte",
            blocks=("Minstens vijf mensen kregen een vraag. Minder dan vijf antwoordden nog niet.",),
            choices=tuple(
                Choice(value=f"item.{act} out-3", label=label)
                for act, label in (
                    ("reply", "Reageren"),
                    ("ask_team", "Vraag het team"),
                    ("dossier", "Naar het dossier"),
                    ("not_ours", "Niet van ons"),
                )
            ),
        ),
        at=NOW,
    )
    helps = Item(
        id="out-4",
        body=Note(title="Helpt dit?", blocks=("Ja: minstens vijftien mensen.",), chart=CHART),
        at=NOW,
    )
    head = Note(title="Week 47: 16 tot en met 20 november", blocks=("Dit zeiden klanten deze week.",))
    shared: dict[PageName, View] = {PageName.SETTINGS: settings, PageName.EXPORT: export}
    return {
        **documents(),
        **{(role, name): view for role in Role for name, view in shared.items()},
        (Role.PROFESSIONAL, PageName.CLIENTS): ClientsView(
            clients=(
                ClientCard(
                    id="anna",
                    name="Anna",
                    reached="Via een persoonlijke link. Laatst geopend op dinsdag 24 november.",
                    talents=(told,),
                    wishes=(wish,),
                    answers=(told,),
                    assumptions=(refuted,),
                    offer="Joost komt op dinsdag na tien uur langs.",
                ),
                ClientCard(id="bilal", name="Bilal", reached="Via een persoonlijke link. Nog niet geopend."),
            )
        ),
        (Role.PROFESSIONAL, PageName.ASSUMPTIONS): AssumptionsView(
            clients=clients, assumptions=(waiting, refuted, group)
        ),
        (Role.CENTRE, PageName.DIGEST): DigestView(week="2026-W47", head=head, at=NOW, items=(item, helps, quiet)),
    }
