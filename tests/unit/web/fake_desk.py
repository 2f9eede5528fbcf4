"""A whole house in memory, so that the door can be tried without one: Anna, Joost and Marijke, and all their pages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from adapters.desk import ROOM, Away, Visitor
from bot.texts import Texts
from dialogs.conversation import Conversation, Line
from dialogs.messages import (
    Arrived,
    Command,
    Inbound,
    Note,
    Outcome,
    Page,
    Picked,
    Prompt,
    Receipt,
    Submitted,
    Text,
)
from dialogs.pages import DigestView, PageName, View
from dialogs.people import Identity, OrganisationId, PersonId, Role
from tests.unit.web.sample_documents import OFFER, REPORT
from tests.unit.web.sample_pages import CONTROLS, ERASE, SCRIPT, sample_pages

ANNA: Final = "anna-0123456789abcdef"
JOOST: Final = "joost-0123456789abcdef"
MARIJKE: Final = "marijke-0123456789abcdef"
TEXTS: Final = Texts.load()


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
        self.openings: list[tuple[str, str]] = []
        self.kept: list[str] = []
        self.sights: list[tuple[PersonId, PageName, datetime | None]] = []
        self.answers: dict[str, Receipt] = {}
        forms = {"erase": ERASE, "offer": OFFER, "report": REPORT}
        self.opens = {f"form {name}": Receipt(outcome=Outcome.TAKEN, reply=form) for name, form in forms.items()}
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

    async def opened(self, token: str, browser: str) -> None:
        if self.away or self.read_only:
            raise Away
        self.openings.append((token, browser))

    async def end_other_links(self, token: str) -> None:
        self.kept.append(token)

    async def organisation(self, channel: str, account: str) -> OrganisationId | None:  # noqa: ARG002 - the web has none
        return None

    async def known(self, identity: Identity) -> Visitor | None:
        return next((one for one in self.visitors.values() if one.person == identity.user), None)

    async def take(self, inbound: Inbound) -> Receipt:
        if self.away or self.read_only:
            raise Away
        if any(one.event_id == inbound.event_id for one in self.taken):
            return Receipt(outcome=Outcome.DUPLICATE)
        self.taken.append(inbound)
        talk = self.talks[PersonId(inbound.identity.user)]
        match inbound.content:
            case Command(name=name, argument=argument) if f"{name} {argument}" in self.opens:
                return self.opens[f"{name} {argument}"]
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
        return Conversation(
            lines=tuple(talk.lines),
            current=talk.current,
            role=visitor.role,
            stopped=talk.stopped,
            newest=talk.lines[-1].id if talk.lines else "",
            begins=visitor.role is Role.CLIENT and talk.at < 0,
        )

    async def page(self, visitor: Visitor, name: PageName, argument: str, room: int = ROOM) -> View | None:  # noqa: ARG002 - all is there
        found = self.pages.get((visitor.role, name))
        if isinstance(found, DigestView) and found.week != argument:
            return None
        return found

    async def seen(self, visitor: Visitor, name: PageName, until: datetime | None = None) -> None:
        self.sights.append((visitor.person, name, until))

    def address(self, token: str) -> str:
        return f"https://house.test/me/{token}"

    def language(self, accepted: str) -> str:
        return TEXTS.spoken(accepted)

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
