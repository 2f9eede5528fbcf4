"""What each command does, apart from reading its words and printing its sentences."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from adapters.slack.manifest import manifest
from adapters.teams.package import package
from bot import chat as chatting
from bot import checking, digests, exporting, links, own_words, posting
from bot.admitting import DEFAULT, Admitted, admit, of_others
from bot.app import House, connected, open_house
from bot.checking import Finding
from bot.clock import wall_now
from bot.roster import BrokenRoster, read_roster
from bot.script import Script
from bot.settings import Settings
from bot.terminal import language as spoken
from bot.turn import Turn
from dialogs.messages import Note, Quote
from dialogs.people import Organisation, OrganisationId, PersonId
from dialogs.rhythm.weeks import IsoWeek, week_of_digest
from storage import cleaning
from storage.migrating import at_head, migrate
from storage.outgoing import OutboxState
from storage.unit_of_work import UnitOfWork

A_MOMENT = timedelta(seconds=5)
"""So long a command that ends by itself waits for a message; one that fails comes back later each time, and is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What an erasure looked for afterwards: how many of the person's words, and how many were still there.

    `waits` is the phrase that says where their key may still be on the disk, and until when; empty if it is nowhere.
    """

    words: int
    left: int
    waits: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """Whether anything of a week was posted now, and why something of it is not there yet; empty if all is."""

    new: bool
    missing: str


def prepare(house: House) -> Organisation:
    """Return the organisation; a SQLite file gets its tables by itself, with PostgreSQL `migrate` is a step apart."""
    if house.settings.sqlite_path is not None and not at_head(house.engines):
        migrate(house.engines)
    organisation = open_house(house)
    house.engines.take_statistics()
    return organisation


def organisations(house: House) -> list[OrganisationId]:
    """Return the ids of all organisations, the one that was there first at the beginning."""
    known = house.ledger.read_now(lambda uow: uow.organisations.all())
    return sorted((one.id for one in known), key=lambda id: (id != DEFAULT, id))


def import_people(house: House, content: bytes, organisation: OrganisationId = DEFAULT) -> Admitted:
    """Let everybody in a roster file in; raises BrokenRoster with every fault of the file."""

    def work(uow: UnitOfWork) -> Admitted:
        turn = _turn(house, uow, f"import:{organisation}")
        known = {one.id: one.role for one in uow.people.members(organisation) if not one.erased}
        teams = [team.name for team in uow.teams.all(organisation)]
        roster = read_roster(content, known=known, teams=teams, languages=tuple(house.script.texts.languages))
        faults = list(of_others(turn, organisation, roster))
        if faults:
            raise BrokenRoster(faults)
        return admit(turn, turn.organisation(organisation), roster)

    return house.ledger.run_now(work)


def list_people(house: House, organisation: OrganisationId = DEFAULT) -> list[str]:
    """Return a line for everybody: id, role, team and consent, never their words."""

    def query(uow: UnitOfWork) -> list[str]:
        people = [one for one in uow.people.all(organisation) if not one.erased]
        return [f"{one.id:<20} {one.role:<13} {one.team or '':<20} {one.consent:<9} {one.name}" for one in people]

    return house.ledger.read_now(query)


def link(house: House, person: str, organisation: OrganisationId = DEFAULT, *, end_others: bool = False) -> str | None:
    """Return the token of a new personal link, or None for an unknown person; with `end_others` it is the only one."""

    def work(uow: UnitOfWork) -> str | None:
        found = uow.people.get(organisation, PersonId(person))
        if found is None or found.erased:
            return None
        turn = _turn(house, uow, f"link:{uow.new_id()}")
        token = links.new_link(turn, found, wall_now())
        if end_others:
            links.end_others(turn, found, token)
        return token

    return house.ledger.run_now(work)


def findings(house: House) -> list[Finding]:
    """Return what is wrong; a database without tables is the one thing said of it."""
    if not at_head(house.engines):
        return [*checking.of_settings(house.settings), Finding(key="check.behind")]
    language = spoken()
    found = house.ledger.read_now(
        lambda uow: checking.check(_turn(house, uow, "check"), wall_now(), language, house.platforms.keys())
    )
    seen = asyncio.run(_of_platforms(house, language))
    return [*checking.of_settings(house.settings), *checking.merged(found, seen)]


async def _of_platforms(house: House, language: str) -> list[Finding]:
    found = []
    for name, platform in house.platforms.items():
        found += await platform.check(partial(house.ledger.read, _ways, house, language, name))
    return found


def _ways(uow: UnitOfWork, house: House, language: str, channel: str) -> list[checking.Way]:
    return checking.ways(_turn(house, uow, "check"), language, channel)


def slack_manifest(settings: Settings) -> str:
    """Return the manifest of a Slack app for these settings, as YAML."""
    texts = Script.load(settings.dialogues).texts
    return manifest(
        lambda key: texts.phrase(settings.default_language, key),
        # Slack calls nothing but https; with any other address it is listened to in Socket Mode.
        public_url=settings.public_url if settings.public_url.startswith("https://") else "",
        app_token=bool(settings.slack.app_token),
        oauth=settings.slack.many,
    )


def teams_package(settings: Settings) -> bytes | None:
    """Return the app package for Teams as a zip file, or None where no app is set up."""
    if not settings.teams.app_id:
        return None
    texts = Script.load(settings.dialogues).texts
    first = settings.default_language
    return package(
        app_id=settings.teams.app_id,
        public_url=settings.public_url,
        phrase=texts.phrase,
        languages=(first, *(code for code in texts.languages if code != first)),
    )


async def due(house: House) -> tuple[int, int]:
    """Do everything due at business time until nothing is left; returns (rows done, messages sent)."""
    done = sent = 0
    async with connected(house):
        while True:
            rows = await house.ticker.due(house.clock.now())
            messages = await _send(house)
            done, sent = done + rows, sent + messages
            if not rows and not messages:
                await asyncio.to_thread(cleaning.clean, house.ledger, house.engines)
                return done, sent


def week(house: House, text: str | None, organisation: OrganisationId = DEFAULT) -> IsoWeek:
    """Return the ISO week that was written, or the one it is; raises ValueError that says how to write it."""
    if text:
        return IsoWeek.parse(text)
    one = house.ledger.read_now(lambda uow: _turn(house, uow, "week").organisation(organisation))
    return week_of_digest(house.clock.now(), one.timezone, one.digest_weekday, one.digest_at)


async def post_digest(house: House, week: IsoWeek, organisation: OrganisationId = DEFAULT) -> Posted:
    """Post the digest of a week to the centre, or what never came of one that was posted before."""

    def read(uow: UnitOfWork) -> digests.Ready | None:
        turn = _turn(house, uow, f"digest:{week}")
        return digests.ready(turn, turn.organisation(organisation), week)

    def write(uow: UnitOfWork, found: digests.Ready | None) -> bool:
        turn = _turn(house, uow, f"digest:{week}")
        owner = turn.organisation(organisation)
        return digests.post(turn, owner, week, found) or digests.again(turn, owner, week)

    def why_not(uow: UnitOfWork) -> str:
        turn = _turn(house, uow, "posted")
        known = digests.posted(turn, turn.organisation(organisation), week)
        return next((one.reason or one.state for one in known if one.state is not OutboxState.SENT), "")

    async with connected(house):
        new = await posting.posted(house.ledger, organisation, read, write)
        await _send(house)
    return Posted(new=new, missing=house.ledger.read_now(why_not))


def show_digest(house: House, week: IsoWeek, organisation: OrganisationId = DEFAULT) -> str:
    """Return the digest of a week as text, without posting it."""

    def query(uow: UnitOfWork) -> list[Note]:
        turn = _turn(house, uow, "show")
        return digests.as_notes(turn, turn.organisation(organisation), week)

    return "\n\n".join(_text(note) for note in house.ledger.read_now(query))


def chat(
    settings: Settings, dialogue: str, language: str, read: Callable[[], str], write: Callable[[str], None]
) -> None:
    """Play a dialogue in the terminal; raises NoSuchDialogue."""
    now = datetime.now(UTC).astimezone(ZoneInfo(settings.default_timezone))
    chatting.play(Script.load(settings.dialogues), dialogue, language, read, write, now=now)


def export(
    house: House, format: exporting.Format, person: str | None, organisation: OrganisationId = DEFAULT
) -> str | None:
    """Return the export, or None for an unknown person."""

    def query(uow: UnitOfWork) -> str | None:
        turn = _turn(house, uow, "export")
        if person is None:
            return exporting.everything(turn, organisation, format)
        found = uow.people.get(organisation, PersonId(person))
        return None if found is None else exporting.own_data(turn, found).decode() + "\n"

    return house.ledger.read_now(query)


def erase(house: House, person: str, organisation: OrganisationId = DEFAULT) -> Proof | None:
    """Erase one person's words, and look for them afterwards; None for an unknown person."""

    def work(uow: UnitOfWork) -> tuple[list[str], list[bytes]] | None:
        turn = _turn(house, uow, f"erase:{person}")
        found = uow.people.get(organisation, PersonId(person))
        if found is None or found.erased:
            return None
        words = [str(one.value) for one in uow.answers.of_person(organisation, found.id, current_only=False)]
        pieces = cleaning.traces(uow, found)
        own_words.erase(turn, found)
        return [*words, found.name], pieces

    erased = house.ledger.run_now(work)
    if erased is None:
        return None
    words, pieces = erased
    asyncio.run(_deliver(house))
    open_still = cleaning.clean(house.ledger, house.engines) > 0
    if not open_still and cleaning.lie_in(house.engines.files, pieces):
        house.ledger.run_now(lambda uow: uow.erasures.begin(organisation, PersonId(person), house.clock.now()))
        open_still = True
    waits = f"command.erased_waits_{house.engines.dialect}" if open_still else ""
    return Proof(words=len(words), left=_left(house, person, organisation), waits=waits)


async def _deliver(house: House) -> None:
    async with connected(house):
        await _send(house)


async def _send(house: House) -> int:
    """Send what can be sent now or in a moment, for a platform takes only so much at once; return how many."""
    sent = 0
    while True:
        sent += await house.courier.deliver()
        following = await house.ledger.read(lambda uow: uow.outbox.next_at(wall_now()))
        wait = following - wall_now() if following is not None else None
        if wait is None or wait > A_MOMENT:
            return sent
        await asyncio.sleep(max(wait, timedelta()).total_seconds())


def _left(house: House, person: str, organisation: OrganisationId) -> int:
    """Return how many words of the person can still be read through the product."""

    def query(uow: UnitOfWork) -> int:
        every = uow.answers.of_person(organisation, PersonId(person), current_only=False)
        return sum(one.value != "" for one in every) + uow.lines.count(organisation, person)

    return house.ledger.read_now(query)


def _text(note: Note) -> str:
    blocks = [f"  “{block.words or '…'}”" if isinstance(block, Quote) else block for block in note.blocks]
    return "\n".join([note.title, *blocks])


def _turn(house: House, uow: UnitOfWork, cause: str) -> Turn:
    return Turn(uow, house.script, house.clock.now(), cause)
