"""The command line."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn
from zoneinfo import ZoneInfo

import typer

from adapters.teams.package import NoPackage
from bot import commands, log
from bot.admitting import DEFAULT
from bot.app import House, application, build, working
from bot.clock import SetClock, SystemClock
from bot.exporting import Format
from bot.program import program
from bot.rehearsal import NoSuchDialogue
from bot.roster import BrokenRoster
from bot.serving import PortTaken, serve, stopped
from bot.settings import Settings, SettingsError, load_settings
from bot.terminal import language as spoken
from bot.terminal import phrase
from dialogs.people import OrganisationId
from dialogs.rhythm.weeks import IsoWeek
from dialogs.talk.faults import BrokenDialogues
from storage.errors import DatabaseAway, DatabaseBehind, StorageError, WeakSecret, WrongSecret
from storage.migrating import migrate as migrate_tables

TRY_DATABASE = "sqlite:///data/try.db"

_SAID: Mapping[type[Exception], str] = {
    DatabaseAway: "command.database_away",
    DatabaseBehind: "check.behind",
    WeakSecret: "command.weak_secret",
    WrongSecret: "command.wrong_secret",
}
"""What is said, in the language of the command line, of what storage cannot do."""

app = typer.Typer(
    help=phrase("help.app"),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
people = typer.Typer(help=phrase("help.people"), no_args_is_help=True)
app.add_typer(people, name="people")
slack = typer.Typer(help=phrase("help.slack"), no_args_is_help=True)
app.add_typer(slack, name="slack")
teams = typer.Typer(help=phrase("help.teams"), no_args_is_help=True)
app.add_typer(teams, name="teams")

Port = Annotated[int | None, typer.Option(help=phrase("help.port"))]
Organisation = Annotated[str, typer.Option(metavar="ID", help=phrase("help.organisation"))]
Person = Annotated[str, typer.Argument(metavar="PERSON", help=phrase("help.person"))]


@app.command(help=phrase("help.run"))
def run(port: Port = None, host: Annotated[str | None, typer.Option(help=phrase("help.host"))] = None) -> None:
    """Serve people: their web pages, the clock and the sending, in one process."""
    settings = load_settings(host=host, port=port)
    with opened(settings) as house:
        commands.prepare(house)

        def announce(at: int) -> None:
            _say("command.serving", address=f"http://{_shown(settings.host)}:{at}")

        asyncio.run(serve(application(house), settings.host, settings.port, announce))


@app.command(help=phrase("help.worker"))
def worker() -> None:
    """Run the clock and the sending without web pages; with PostgreSQL there may be any number of these."""
    with opened(load_settings()) as house:
        commands.prepare(house)

        async def work() -> None:
            async with working(house):
                await stopped()

        asyncio.run(work())


@app.command(help=phrase("help.migrate"))
def migrate() -> None:
    """Bring the database to the newest tables; safe to repeat."""
    with opened(load_settings()) as house:
        migrate_tables(house.engines)
        _say("command.migrated")


@app.command(help=phrase("help.check"))
def check() -> None:
    """Tell what is wrong and how to mend it; the exit code is 1 if anything is."""
    with opened(load_settings()) as house:
        findings = commands.findings(house)
        for finding in findings:
            _say(finding.key, **finding.values)
        wrong = sum(finding.wrong for finding in findings)
        if wrong:
            _fail(phrase("check.some", n=wrong))
        _say("check.well")


@app.command(name="try", help=phrase("help.try"))
def try_out(
    port: Port = None,
    fresh: Annotated[bool, typer.Option("--fresh", help=phrase("help.fresh"))] = False,
) -> None:
    """Try everything with an example organisation and a clock to move: no account needed, on this machine only."""
    from bot import tryout

    settings = load_settings(host="127.0.0.1", port=port, database_url=TRY_DATABASE)
    settings = replace(settings, default_language=spoken())
    log.configure(level=logging.WARNING)
    exact = port is not None or bool(os.environ.get("PORT"))
    asyncio.run(tryout.serve(settings, fresh=fresh, exact=exact, announce=typer.echo))


@people.command(name="import", help=phrase("help.people_import"))
def import_people(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help=phrase("help.file"))],
    organisation: Organisation = DEFAULT,
) -> None:
    """Let everybody in a roster file in; a file with a fault is refused whole, and loading it twice is harmless."""
    with opened(load_settings()) as house:
        commands.prepare(house)
        try:
            admitted = commands.import_people(house, file.read_bytes(), _organisation(house, organisation))
        except BrokenRoster as broken:
            for fault in broken.faults:
                what = phrase(fault.key, **fault.values)
                key = "roster.at_cell" if fault.column else "roster.at_row"
                _say(key, row=fault.row, column=fault.column, fault=what)
            _fail(phrase("roster.refused", n=len(broken.faults)))
        for person, day in admitted.erased.items():
            _say("roster.erased_on" if day else "roster.erased", person=person, date=day)
        if admitted.erased:
            _say("roster.left_out", n=len(admitted.erased))
        _say("command.imported", n=admitted.new, known=admitted.known)


@people.command(name="list", help=phrase("help.people_list"))
def list_people(organisation: Organisation = DEFAULT) -> None:
    """List everybody, with their role and how they stand."""
    with opened(load_settings()) as house:
        for line in commands.list_people(house, _organisation(house, organisation)):
            typer.echo(line)


@people.command(name="link", help=phrase("help.people_link"))
def link(
    person: Person,
    organisation: Organisation = DEFAULT,
    end_others: Annotated[bool, typer.Option(help=phrase("help.end_others"))] = False,
) -> None:
    """Make a personal web link and show it this once; the person hears of it, and earlier links go on working."""
    with opened(load_settings()) as house:
        token = commands.link(house, person, _organisation(house, organisation), end_others=end_others)
        if token is None:
            _unknown(person)
        typer.echo(f"{house.settings.public_url}/me/{token}")


@slack.command(name="manifest", help=phrase("help.slack_manifest"))
def slack_manifest() -> None:
    """Print the manifest from which Slack makes the app, for the settings as they are; see docs/slack.md."""
    typer.echo(commands.slack_manifest(load_settings()), nl=False)


@teams.command(name="package", help=phrase("help.teams_package"))
def teams_package(
    out: Annotated[Path, typer.Option(metavar="FILE", help=phrase("help.out"))] = Path("samenspraak-teams.zip"),
) -> None:
    """Make the app package that is uploaded in Teams, for the settings as they are; see docs/teams.md."""
    settings = load_settings()
    package = commands.teams_package(settings)
    if package is None:
        _fail(phrase("command.teams_not_set_up"))
    out.write_bytes(package)
    typer.echo(out)


@app.command(help=phrase("help.due"))
def due(
    at: Annotated[str | None, typer.Option(metavar="ISO", help=phrase("help.at"))] = None,
) -> None:
    """Do everything that is due: asking, reminders, digests and sending, until nothing is left; for cron and tests."""
    settings = load_settings()
    with opened(settings, SetClock(_moment(at, settings)) if at else SystemClock()) as house:
        commands.prepare(house)
        done, sent = asyncio.run(commands.due(house))
        _say("command.due", done=done, sent=sent)


@app.command(help=phrase("help.digest"))
def digest(
    week: Annotated[str | None, typer.Option(metavar="WEEK", help=phrase("help.week"))] = None,
    post: Annotated[bool, typer.Option("--post", help=phrase("help.post"))] = False,
    organisation: Organisation = DEFAULT,
) -> None:
    """Print the weekly message, or post it."""
    with opened(load_settings()) as house:
        commands.prepare(house)
        whose = _organisation(house, organisation)
        parsed = _week(house, week, whose)
        if post:
            posted = asyncio.run(commands.post_digest(house, parsed, whose))
            if posted.missing:
                _fail(phrase("command.not_posted", week=parsed, reason=posted.missing))
            _say("command.posted" if posted.new else "command.posted_before", week=parsed)
        else:
            typer.echo(commands.show_digest(house, parsed, whose))


@app.command(help=phrase("help.chat"))
def chat(
    dialogue: Annotated[str, typer.Argument(metavar="DIALOGUE", help=phrase("help.dialogue"))],
    language: Annotated[str | None, typer.Option(help=phrase("help.language"))] = None,
) -> None:
    """Play a dialogue in the terminal as a client would see it; nothing is kept."""
    settings = load_settings()
    try:
        commands.chat(settings, dialogue, language or spoken(), input, typer.echo)
    except NoSuchDialogue as error:
        hint = phrase("command.did_you_mean", name=error.near) if error.near else ""
        unknown = phrase("command.no_dialogue", name=dialogue, known=", ".join(error.known))
        _fail(f"{unknown} {hint}".strip())


@app.command(help=phrase("help.export"))
def export(
    format: Annotated[Format, typer.Option(help=phrase("help.format"))] = Format.CSV,
    person: Annotated[str | None, typer.Option(metavar="PERSON", help=phrase("help.export_person"))] = None,
    organisation: Organisation = DEFAULT,
) -> None:
    """Write all answers and what came of them to standard output, or everything that is kept of one person."""
    with opened(load_settings()) as house:
        found = commands.export(house, format, person, _organisation(house, organisation))
        if found is None:
            _unknown(person or "")
        typer.echo(found.encode(), nl=False)  # bytes, so that no console writes it in a code page of its own


@app.command(help=phrase("help.erase"))
def erase(
    person: Person,
    yes: Annotated[bool, typer.Option("--yes", help=phrase("help.yes"))] = False,
    organisation: Organisation = DEFAULT,
) -> None:
    """Erase one person's words for good, and prove it; the counts of past weeks stay."""
    with opened(load_settings()) as house:
        whose = _organisation(house, organisation)
        sure = phrase("command.sure", person=person)
        if not yes and not typer.confirm(sure):
            raise typer.Exit(1)
        proof = commands.erase(house, person, whose)
        if proof is None:
            _unknown(person)
        if proof.left:
            _fail(phrase("command.erased_not", n=proof.left))
        _say("command.erased", person=person, n=proof.words)
        if proof.waits:
            _say(proof.waits)
        _say("command.erased_backups", person=person)


@contextmanager
def opened(settings: Settings, clock: SetClock | SystemClock | None = None) -> Iterator[House]:
    """Build the house for one command and close it afterwards."""
    log.configure()
    house = build(settings, clock)
    try:
        yield house
    finally:
        house.close()


def _say(key: str, **values: object) -> None:
    typer.echo(phrase(key, **values))


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def _unknown(person: str) -> NoReturn:
    _fail(phrase("command.unknown_person", person=person))


def _organisation(house: House, written: str) -> OrganisationId:
    """Return the organisation of this id, or end with a sentence that names those there are."""
    known = commands.organisations(house)
    if written not in known and (known or written != DEFAULT):
        names = ", ".join(known)
        _fail(phrase("command.unknown_organisation", id=written, known=names))
    return OrganisationId(written)


def _shown(host: str) -> str:
    return "localhost" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - only to show an address one can open


def _moment(text: str, settings: Settings) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(phrase("command.unclear_moment")) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(settings.default_timezone))).astimezone(UTC)


def _week(house: House, text: str | None, organisation: OrganisationId) -> IsoWeek:
    try:
        return commands.week(house, text, organisation)
    except ValueError:
        raise typer.BadParameter(phrase("command.unclear_week")) from None


def main() -> None:
    """Run one command; what goes wrong is said in one last human sentence on standard error, with exit code 1."""
    try:
        app(prog_name=program())
    except (SettingsError, StorageError, BrokenDialogues, PortTaken, NoPackage) as error:
        typer.echo(_sentence(error), err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _sentence(error: Exception) -> str:
    if isinstance(error, PortTaken):
        return phrase("command.port_taken", port=error.port)
    return phrase(_SAID[type(error)]) if type(error) in _SAID else str(error)


if __name__ == "__main__":
    main()
