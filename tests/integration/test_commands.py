"""The command line as whoever installs the product uses it: what it says, what it does, how it ends."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import bot.__main__ as command_line
from bot.app import build
from bot.settings import load_settings
from dialogs.people import Organisation, OrganisationId

ROSTER = """id;name;role;team;professional
anna;Anna de Wit;client;Noord;joost
joost;Joost Jansen;professional;Noord;
marijke;Marijke Mol;centre;;
"""

Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return a way to run one command after another on the same empty database, in English."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/house.db")
    monkeypatch.setenv("DEFAULT_LANGUAGE", "en")
    (tmp_path / "people.csv").write_text(ROSTER, encoding="utf-8")

    def run(*words: str, stdin: str = "") -> Result:
        return CliRunner().invoke(command_line.app, list(words), input=stdin)

    return run


@pytest.fixture
def settled(command: Command, tmp_path: Path) -> Command:
    """Return the same with three people let in."""
    assert command("people", "import", str(tmp_path / "people.csv")).exit_code == 0
    return command


def test_a_roster_can_be_loaded_twice(settled: Command, tmp_path: Path) -> None:
    """P76: the same file again brings nobody in a second time."""
    again = settled("people", "import", str(tmp_path / "people.csv"))
    listed = settled("people", "list").output
    assert again.exit_code == 0
    assert "0 new, 3 known" in again.output
    assert [line.split()[0] for line in listed.splitlines()] == ["anna", "joost", "marijke"]


def test_a_broken_roster_is_refused_whole(command: Command, tmp_path: Path) -> None:
    """P76: every fault is named by row and column, nobody is let in, and the exit code is 1."""
    (tmp_path / "people.csv").write_text("id,name,role\nanna,,clown\n anna,Anna,client\n", encoding="utf-8")
    refused = command("people", "import", str(tmp_path / "people.csv"))
    assert refused.exit_code == 1
    assert {"Row 2, column name", "Row 2, column role", "Row 3, column id"} <= set(
        re.findall(r"Row \d, column \w+", refused.output)
    )
    assert command("people", "list").output == ""


def test_a_link_is_shown_once_and_only_for_somebody_known(settled: Command) -> None:
    """A link is made new each time; for a stranger there is a sentence and exit code 1."""
    first, second = settled("people", "link", "anna"), settled("people", "link", "anna")
    stranger = settled("people", "link", "nobody")
    assert first.output != second.output
    assert len(first.output.strip().rsplit("/", 1)[1]) >= 43
    assert stranger.exit_code == 1
    assert "nobody" in stranger.output


def test_check_names_each_fault_and_how_to_mend_it(command: Command, tmp_path: Path) -> None:
    """P77: what is missing is said in a sentence with the command that mends it, until nothing is missing."""
    before = command("check")
    assert before.exit_code == 1
    assert "python -m bot migrate" in before.output
    assert command("migrate").exit_code == 0
    assert "people import" in command("check").output
    command("people", "import", str(tmp_path / "people.csv"))
    assert "python -m bot people link anna" in command("check").output
    for person in ("anna", "joost", "marijke"):
        command("people", "link", person)
    left = command("check")
    assert "anna has never opened" in left.output
    assert "people link" not in left.output


def test_a_second_organisation_has_people_of_its_own(settled: Command, tmp_path: Path) -> None:
    """P75: with --organisation a command is about that one alone: the same id is somebody else there."""
    other = OrganisationId("slack-T0TWO")
    house = build(load_settings())
    house.ledger.run_now(lambda uow: uow.organisations.save(Organisation(id=other, name="Two", centre_name="Board")))
    house.close()
    (tmp_path / "two.csv").write_text("id,name,role\nanna,Anna Two,client\ntom,Tom Two,centre\n", encoding="utf-8")
    there = ("--organisation", other)
    assert "2 new, 0 known" in settled("people", "import", str(tmp_path / "two.csv"), *there).output
    assert [line.split()[0] for line in settled("people", "list", *there).output.splitlines()] == ["anna", "tom"]
    assert "Anna de Wit" in settled("people", "list").output
    assert settled("people", "link", "tom").exit_code == 1
    assert settled("people", "link", "tom", *there).exit_code == 0
    assert json.loads(settled("export", "--person", "anna", *there).output)["person"]["name"] == "Anna Two"
    assert settled("digest", "--week", "2026-W47", "--post", *there).exit_code == 0
    assert json.loads(settled("export", "--format", "json").output) == []
    assert f"--organisation {other}" in settled("check").output
    assert settled("erase", "anna", "--yes", *there).exit_code == 0
    assert "Anna de Wit" in settled("people", "list").output


def test_an_unknown_organisation_is_answered_with_those_there_are(settled: Command) -> None:
    """P75: a wrong id of an organisation changes nothing and names the right ones."""
    for words in (("people", "list"), ("people", "link", "anna"), ("digest",), ("export",), ("erase", "anna", "--yes")):
        wrong = settled(*words, "--organisation", "elsewhere")
        assert (wrong.exit_code, "default" in wrong.output) == (1, True), words
    assert "anna" in settled("people", "list").output


def test_nobodys_account_is_taken_by_another_organisation(settled: Command, tmp_path: Path) -> None:
    """P76: an account that is of somebody in one organisation is refused in the file of another, by row and column."""
    rosters = {name: tmp_path / f"{name}.csv" for name in ("one", "two")}
    rosters["one"].write_text("id,name,role,slack\nanna,Anna,client,T0ONE/U0ANNA\n", encoding="utf-8")
    rosters["two"].write_text("id,name,role,slack\neva,Eva,client,T0ONE/U0ANNA\n", encoding="utf-8")
    house = build(load_settings())
    other = Organisation(id=OrganisationId("two"), name="Two", centre_name="Board")
    house.ledger.run_now(lambda uow: uow.organisations.save(other))
    house.close()
    assert settled("people", "import", str(rosters["one"])).exit_code == 0
    refused = settled("people", "import", str(rosters["two"]), "--organisation", "two")
    assert refused.exit_code == 1
    assert "Row 2, column slack" in refused.output
    assert settled("people", "list", "--organisation", "two").output == ""


def test_due_does_what_is_due_and_no_more(settled: Command) -> None:
    """`due` asks and posts what is due at that business time, and a second run finds nothing."""
    later = (datetime.now(UTC) + timedelta(days=15)).isoformat()
    asked, again = settled("due", "--at", later), settled("due", "--at", later)
    assert asked.exit_code == again.exit_code == 0
    assert "Carried out: 0. Sent: 0." not in asked.output
    assert "Carried out: 0. Sent: 0." in again.output


def test_a_digest_is_shown_and_posted_once(settled: Command) -> None:
    """The digest of a week is printed without posting it, and posted once."""
    shown = settled("digest", "--week", "2026-W47")
    assert "fewer than five people" in shown.output
    assert "is with the central organisation" in settled("digest", "--week", "2026-W47", "--post").output
    assert "was there already" in settled("digest", "--week", "2026-W47", "--post").output


@pytest.mark.parametrize("words", [("digest", "--week", "47"), ("due", "--at", "soon"), ("export", "--format", "xml")])
def test_a_wrong_use_ends_with_two(settled: Command, words: tuple[str, ...]) -> None:
    """Words that a command does not know are a wrong use, not a fault of the house."""
    assert settled(*words).exit_code == 2


def test_a_persons_own_data_is_whole_json(settled: Command) -> None:
    """The export of one person is theirs alone, as JSON; of a stranger there is none."""
    own = json.loads(settled("export", "--person", "anna").output)
    assert own["person"]["name"] == "Anna de Wit"
    assert "Joost" not in json.dumps(own)
    assert settled("export", "--person", "nobody").exit_code == 1


def test_the_export_is_a_table_and_the_same_as_json(settled: Command) -> None:
    """CSV and JSON hold the same rows."""
    settled("digest", "--week", "2026-W47", "--post")
    table = list(csv.DictReader(io.StringIO(settled("export").output.removeprefix("\ufeff"))))
    rows = json.loads(settled("export", "--format", "json").output)
    assert [row["id"] for row in table] == [row["id"] for row in rows] == ["2026-W47"]


def test_an_erasure_asks_first_and_proves_itself(settled: Command) -> None:
    """Without a yes nothing is erased; with it the person is gone, and a second time there is nobody to erase."""
    assert settled("erase", "anna", stdin="n\n").exit_code == 1
    assert "anna" in settled("people", "list").output
    erased = settled("erase", "anna", "--yes")
    assert erased.exit_code == 0
    assert "none of" in erased.output
    assert "anna" not in settled("people", "list").output
    assert settled("erase", "anna", "--yes").exit_code == 1


def test_a_dialogue_is_played_in_the_terminal(command: Command) -> None:
    """P78: a dialogue is played as a client would see it, and an unknown one is answered with the nearest name."""
    played = command("chat", "say", "--language", "en", stdin="I want to cook\nonly me\n")
    unknown = command("chat", "wellcome")
    assert "Who may read what you said?" in played.output
    assert (played.exit_code, unknown.exit_code) == (0, 1)
    assert "welcome" in unknown.output


def test_an_app_for_teams_needs_an_address(
    command: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without an app or an https address there is no package, and the last line names the setting and an example."""
    assert "TEAMS_APP_ID" in command("teams", "package").output
    for name in ("TEAMS_APP_ID", "TEAMS_TENANT_ID"):
        monkeypatch.setenv(name, "00000000-0000-0000-0000-000000000001")
    monkeypatch.setattr("sys.argv", ["samenspraak", "teams", "package"])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == 1
    assert "PUBLIC_URL" in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize("words", [("run",), ("people", "import"), ("erase",), ("digest",)])
def test_help_teaches(command: Command, words: tuple[str, ...]) -> None:
    """Every command explains itself without touching the database."""
    helped = command(*words, "--help")
    assert helped.exit_code == 0
    assert "Usage" in helped.output
