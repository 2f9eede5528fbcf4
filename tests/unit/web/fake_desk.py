"""A whole house in memory, so that the door can be tried without one: Anna, Joost and Marijke, and all their pages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from adapters.web.desk import Away, Visitor
from adapters.web.views import (
    AnswerCard,
    AnswersView,
    AssumptionCard,
    AssumptionsView,
    ClientCard,
    ClientsView,
    Conversation,
    DataView,
    DigestsView,
    DigestView,
    Earlier,
    ExportView,
    GroupCard,
    GroupView,
    Item,
    Kept,
    Line,
    OfferCard,
    OffersView,
    PageName,
    Person,
    Reply,
    ReportCard,
    ReportsView,
    Seen,
    SettingsView,
    Told,
    View,
    Voice,
    WeekRow,
)
from bot.texts import Texts
from dialogs.messages import (
    Arrived,
    Choice,
    Inbound,
    Input,
    Note,
    Outcome,
    Page,
    Picked,
    Prompt,
    QuestionId,
    Quote,
    Receipt,
    SessionId,
    Submitted,
    Text,
)
from dialogs.people import OrganisationId, PersonId, Role
from dialogs.policy.share import Share
from dialogs.rhythm.cadence import Cadence, QuietHours

ANNA: Final = "anna-0123456789abcdef"
JOOST: Final = "joost-0123456789abcdef"
MARIJKE: Final = "marijke-0123456789abcdef"
NOW: Final = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)
TEXTS: Final = Texts.load()

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


@dataclass(kw_only=True)
class Talk:
    """What stands in one conversation."""

    lines: list[Line] = field(default_factory=list)
    at: int = -1
    stopped: bool = False

    @property
    def current(self) -> Prompt | None:
        """The question that is open."""
        return SCRIPT[self.at] if 0 <= self.at < len(SCRIPT) and not self.stopped else None

    def say(self, body: Prompt | Note | str, *, mine: bool, at: datetime) -> None:
        """Add a line."""
        self.lines.append(Line(id=f"{len(self.lines) + 1}", mine=mine, body=body, at=at))

    def next(self, at: datetime) -> None:
        """Ask the next question, or say thanks."""
        self.at += 1
        if self.current:
            self.say(self.current, mine=False, at=at)
        else:
            self.say(Note(blocks=("Dank je wel. Joost leest wat je schreef.",)), mine=False, at=at)


class FakeDesk:
    """The port of the web channel over plain dictionaries; `away` makes it lose its database."""

    def __init__(self) -> None:
        self.away = False
        self.read_only = False
        self.taken: list[Inbound] = []
        self.answers: dict[str, Receipt] = {}
        self.pages: dict[tuple[Role, PageName], View] = sample_pages()
        self.talks = {PersonId(name): Talk() for name in ("anna", "joost", "marijke")}
        self.visitors = {
            ANNA: _visitor("anna", "Anna", Role.CLIENT),
            JOOST: _visitor("joost", "Joost", Role.PROFESSIONAL),
            MARIJKE: _visitor("marijke", "Marijke", Role.CENTRE),
        }

    async def visitor(self, token: str) -> Visitor | None:
        if self.away:
            raise Away
        return self.visitors.get(token)

    async def take(self, inbound: Inbound) -> Receipt:
        if self.away or self.read_only:
            raise Away
        if any(one.event_id == inbound.event_id for one in self.taken):
            return Receipt(outcome=Outcome.DUPLICATE)
        self.taken.append(inbound)
        talk = self.talks[PersonId(inbound.identity.user)]
        match inbound.content:
            case Submitted(form=form) if form in self.answers:
                return self.answers[form]
            case Submitted(form="assumption.preview", fields=fields):
                leading = tuple(word for word in ("natuurlijk", "altijd") if word in fields["text"])
                values = {"sentence": fields["text"], "leading": leading, "problems": ()}
                return Receipt(outcome=Outcome.TAKEN, reply=Page(name="assumption.preview", values=values))
            case Arrived() if inbound.identity.user == "anna" and talk.at < 0:
                talk.next(inbound.at)
            case Text(text=words):
                talk.say(words, mine=True, at=inbound.at)
                talk.next(inbound.at)
            case Picked(choice=choice):
                label = {one.value: one.label for prompt in SCRIPT for one in (*prompt.choices, *CONTROLS)}
                talk.say(label.get(choice, choice), mine=True, at=inbound.at)
                talk.next(inbound.at)
            case _:
                pass
        return Receipt(outcome=Outcome.TAKEN)

    async def settled(self, visitor: Visitor) -> None:
        assert visitor.person in self.talks

    async def conversation(self, visitor: Visitor) -> Conversation:
        if self.away:
            raise Away
        talk = self.talks[visitor.person]
        return Conversation(lines=tuple(talk.lines), current=talk.current, role=visitor.role, stopped=talk.stopped)

    async def page(self, visitor: Visitor, name: PageName, argument: str) -> View | None:
        found = self.pages.get((visitor.role, name))
        if isinstance(found, DigestView) and found.week != argument:
            return None
        return found

    def address(self, token: str) -> str:
        """Return an address of the house in the tests."""
        return f"https://house.test/me/{token}"

    def phrase(self, language: str, key: str, **values: object) -> str:
        return TEXTS.phrase(language, key, **values)

    def moment(self, visitor: Visitor, at: datetime) -> str:
        return TEXTS.moment(visitor.language, at, "Europe/Amsterdam")

    def day(self, visitor: Visitor, day: date) -> str:
        return TEXTS.date(visitor.language, day)

    def contents(self) -> list[object]:
        """Return what came in, but for somebody opening the page."""
        return [one.content for one in self.taken if not isinstance(one.content, Arrived)]

    def speak(self, token: str, language: str) -> None:
        """Let a visitor read another language."""
        self.visitors[token] = replace(self.visitors[token], language=language)


def _visitor(person: str, name: str, role: Role) -> Visitor:
    return Visitor(
        person=PersonId(person),
        organisation=OrganisationId("default"),
        role=role,
        language="nl",
        name=name,
        place=f"web:{person}",
        organisation_name="De Wijkwerkers",
        office="het kantoor",
        team="Team Noord",
        professional="Joost" if role is Role.CLIENT else "",
    )


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
    data = DataView(
        kept=(Kept(kind="answers", count=4), Kept(kind="messages", count=18), Kept(kind="talks", count=1)),
        months=12,
        readers=("Joost", "Fatima", "Piet"),
    )
    export = ExportView(filename="mijn-gegevens.json", content=b'{"answers": []}')
    own = AnswersView(
        talents=(
            AnswerCard(
                id="an-1",
                question="Wat kun je goed, of doe je graag?",
                words="Ik kan goed koken, en ik maak graag een praatje met de buren.",
                value="Ik kan goed koken, en ik maak graag een praatje met de buren.",
                at=NOW - 7 * day,
                revision=2,
                share=Share.TEAM,
                seen=(Seen(name="Joost", at=NOW - 6 * day),),
                earlier=(Earlier(words="Koken.", at=NOW - 8 * day),),
            ),
        ),
        wishes=(
            AnswerCard(
                id="an-2",
                question="Wat zou je graag willen?",
                words="Weer eens per week naar de markt.",
                value="Weer eens per week naar de markt.",
                at=NOW - 7 * day,
                revision=1,
                share=Share.PROFESSIONAL,
            ),
        ),
        others=(
            AnswerCard(
                id="an-3",
                question="Dit doen we nu: Joost komt op dinsdag. Helpt dit jou?",
                words="Deels",
                value="partly",
                choices=SCRIPT[2].choices,
                at=NOW - 2 * day,
                revision=1,
                share=Share.TEAM,
                seen=(Seen(name="Joost", at=NOW - day), Seen(name="Fatima", at=NOW - day)),
            ),
        ),
    )
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
        replies=(Reply(id="re-1", name="Marijke", words="Wat kan het rooster hierin betekenen?", at=NOW),),
    )
    quiet = Item(
        id="out-3",
        body=Note(
            title="Stilte", blocks=("Minstens vijf mensen kregen een vraag. Minder dan vijf antwoordden nog niet.",)
        ),
        at=NOW,
    )
    head = Note(title="Week 47: 16 tot en met 20 november", blocks=("Dit zeiden klanten deze week.",))
    shared: dict[PageName, View] = {PageName.SETTINGS: settings, PageName.DATA: data, PageName.EXPORT: export}
    return {
        **{(role, name): view for role in Role for name, view in shared.items()},
        (Role.CLIENT, PageName.ANSWERS): own,
        (Role.PROFESSIONAL, PageName.ANSWERS): AnswersView(),
        (Role.CENTRE, PageName.ANSWERS): AnswersView(),
        (Role.CLIENT, PageName.GROUP): GroupView(
            assumptions=(
                GroupCard(id="as-3", sentence="Je wilt je vaste team zelf kunnen bellen."),
                GroupCard(id="as-4", sentence="Je eet liever samen.", says="different", words="Soms.", at=NOW),
            )
        ),
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
        (Role.PROFESSIONAL, PageName.REPORTS): ReportsView(
            clients=clients,
            reports=(
                ReportCard(id="rp-1", client="Anna", words="De markt is te ver lopen.", at=NOW - day),
                ReportCard(
                    id="rp-2",
                    client="Bilal",
                    words="Ik wil leren fietsen.",
                    at=NOW - 2 * day,
                    confirmation="almost",
                    answer="Ik wil weer durven fietsen.",
                ),
            ),
        ),
        (Role.PROFESSIONAL, PageName.OFFERS): OffersView(
            clients=clients,
            offers=(
                OfferCard(
                    id="of-1",
                    client="Anna",
                    text="Joost komt op dinsdag na tien uur langs.",
                    at=NOW - 2 * day,
                    voices=(Voice(says="partly", name="Anna", words="Donderdag is beter.", at=NOW),),
                ),
            ),
        ),
        (Role.CENTRE, PageName.DIGESTS): DigestsView(
            weeks=(
                WeekRow(week="2026-W47", title=head.title, at=NOW, items=4, replies=1),
                WeekRow(week="2026-W46", title="Week 46: 9 tot en met 13 november", at=NOW - 7 * day, items=1),
            )
        ),
        (Role.CENTRE, PageName.DIGEST): DigestView(week="2026-W47", head=head, at=NOW, items=(item, quiet)),
    }
