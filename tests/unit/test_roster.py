"""A roster file is read whole or refused whole, with every fault named by row and column."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.roster import COLUMNS, BrokenRoster, read_roster
from bot.texts import Texts
from dialogs.people import PersonId, Role

CANARY = "Kanarie"
RIGHT = """id,name,role,team,professional,language,timezone,slack,teams,email
joost,Joost,professional,Noord,,nl,Europe/Amsterdam,T024BE7LD/U012AB3CD,,joost@example.org
anna,"de Vries, Anna",client,Noord,joost,en,Europe/Brussels,,,
mo,Mo,client,,,,,,,
"""
TENANT = "11111111-2222-3333-4444-555555555555"
ACCOUNT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"

WRONG: dict[bytes | str, tuple[int, str, str]] = {
    "": (1, "", "empty"),
    " \n\n": (1, "", "empty"),
    "id,name,role\n": (1, "", "nobody"),
    b"PK\x03\x04 a workbook": (1, "", "spreadsheet"),
    RIGHT.encode("utf-16"): (1, "", "encoding"),
    'id,name,role\na,"Anna,client\n': (2, "", "quotes"),
    "id,name,role\na,Ren\xe9e,client\n".encode("cp1252"): (2, "name", "unreadable"),
    "id,name,role\na,An\x00na,client\n": (2, "name", "unreadable"),
    "id,name,role\na,An\ud800na,client\n": (2, "name", "unreadable"),
    'id,name,role\na,"An\nna",client\n': (2, "name", "unreadable"),
    f"id,name,role\na,{'x' * 201},client\n": (2, "name", "long"),
    "id,name\na,Anna\n": (1, "role", "column_missing"),
    "id,name,role,id\na,Anna,client,b\n": (1, "id", "column_twice"),
    "id,name,role,shoe size\na,Anna,client,38\n": (1, "shoe size", "column"),
    "id,name,role,langauge\na,Anna,client,nl\n": (1, "langauge", "column_near"),
    "id,name,role\na,Anna,client,more\n": (2, "4", "no_header"),
    "id,name,role\n,Anna,client\n": (2, "id", "missing"),
    "id,name,role\na,,client\n": (2, "name", "missing"),
    "id,name,role\na,Anna\n": (2, "role", "missing"),
    "id,name,role\nanna de vries,Anna,client\n": (2, "id", "id_shape"),
    "id,name,role\n=1+1,Anna,client\n": (2, "id", "id_shape"),
    "id,name,role\na,Anna,client\nA,Bea,client\n": (3, "id", "id_twice"),
    "id,name,role\na,Anna,klant\n": (2, "role", "role"),
    "id,name,role\na,Anna,cliënt\n": (2, "role", "role_near"),
    "id,name,role,team\na,Anna,client,Noord\nb,Bea,client,noord\n": (3, "team", "team_case"),
    "id,name,role,language\na,Anna,client,fr\n": (2, "language", "language"),
    "id,name,role,timezone\na,Anna,client,Europe/Amsterdm\n": (2, "timezone", "timezone_near"),
    "id,name,role,timezone\na,Anna,client,12345\n": (2, "timezone", "timezone"),
    "id,name,role,professional\na,Anna,client,joost\n": (2, "professional", "professional_unknown"),
    "id,name,role,professional\na,Anna,client,jost\njoost,Joost,professional,\n": (
        2,
        "professional",
        "professional_unknown_near",
    ),
    "id,name,role,professional\na,Anna,client,b\nb,Bea,client,\n": (2, "professional", "professional_role"),
    "id,name,role,professional\na,Anna,centre,b\nb,Bea,professional,\n": (2, "professional", "professional_of_client"),
    "id,name,role,named\na,Anna,client,b\nb,Bea,client,\n": (2, "named", "named_unknown"),
    "id,name,role,named\na,Anna,client,joos\njoost,Joost,centre,\n": (2, "named", "named_unknown_near"),
    "id,name,role,named\na,Anna,centre,b\nb,Bea,centre,\n": (2, "named", "named_of_client"),
    "id,name,role,email\na,Anna,client,anna@home\n": (2, "email", "email"),
    "id,name,role,slack\na,Anna,client,@anna\n": (2, "slack", "slack"),
    "id,name,role,slack\na,Anna,client,U012AB3CD\nb,Bea,client,U012AB3CD\n": (3, "slack", "account_twice"),
    "id,name,role,teams\na,Anna,client,anna\n": (2, "teams", "teams"),
    f"id,name,role,teams\na,Anna,client,{TENANT}/{ACCOUNT}\nb,Bea,client,{TENANT}/{ACCOUNT.upper()}\n": (
        3,
        "teams",
        "account_twice",
    ),
}


def faults(content: bytes | str) -> list[tuple[int, str, str]]:
    """Return the faults of a file as row, column and key, without the `roster.` before it."""
    with pytest.raises(BrokenRoster) as caught:
        read_roster(content)
    return [(fault.row, fault.column, fault.key.removeprefix("roster.")) for fault in caught.value.faults]


def test_a_right_file_gives_its_people() -> None:
    """Everybody in the file is returned in its order, with what stood there and None for what did not."""
    joost, anna, mo = read_roster(RIGHT).rows
    assert (joost.id, joost.role, joost.team, joost.slack) == (
        "joost",
        Role.PROFESSIONAL,
        "Noord",
        "T024BE7LD/U012AB3CD",
    )
    assert (anna.name, anna.professional, anna.language, anna.timezone) == (
        "de Vries, Anna",
        "joost",
        "en",
        "Europe/Brussels",
    )
    assert (mo.row, mo.professional, mo.language, mo.team) == (4, None, None, None)


@pytest.mark.parametrize(
    "content",
    [
        RIGHT.encode(),
        RIGHT.encode("utf-8-sig"),
        RIGHT.replace("\n", "\r\n").encode(),
        RIGHT.replace("\n", "\r").encode(),
        "sep=,\n" + RIGHT,
        RIGHT + ",,,,,,,,,\n\n",
        RIGHT.replace("id,name,role,", "ID, Name ,Role,"),
        RIGHT.replace('"de Vries, Anna"', "'").replace(",", ";").replace("'", '"de Vries, Anna"'),
        RIGHT.replace('"de Vries, Anna"', "'").replace(",", "\t").replace("'", '"de Vries, Anna"'),
    ],
    ids=["utf-8", "byte order mark", "windows", "old mac", "sep line", "empty rows", "capitals", "semicolons", "tabs"],
)
def test_the_ways_programs_write_csv_are_one(content: bytes | str) -> None:
    """However a spreadsheet writes the same table, the same people are read."""
    assert [(row.id, row.name, row.team) for row in read_roster(content).rows] == [
        ("joost", "Joost", "Noord"),
        ("anna", "de Vries, Anna", "Noord"),
        ("mo", "Mo", None),
    ]


def test_columns_may_come_in_any_order_and_may_be_missing() -> None:
    """Only id, name and role are needed, in whatever order."""
    (row,) = read_roster("role;name;id\nsteward;Sam;s1\n").rows
    assert (row.id, row.name, row.role) == ("s1", "Sam", Role.STEWARD)


def test_a_formula_in_a_name_is_text() -> None:
    """What looks like a formula is somebody's name."""
    (row,) = read_roster("id,name,role\na,\"=cmd|' /C calc'!A0\",client\n").rows
    assert row.name == "=cmd|' /C calc'!A0"


def test_a_professional_may_be_there_already() -> None:
    """A client can be given a professional of an earlier file; and a row of this file goes before what was known."""
    text = "id,name,role,professional\nanna,Anna,client,joost\n"
    assert read_roster(text, known={PersonId("joost"): Role.PROFESSIONAL}).rows[0].professional == "joost"
    with pytest.raises(BrokenRoster):
        read_roster(text + "joost,Joost,centre,\n", known={PersonId("joost"): Role.PROFESSIONAL})


@pytest.mark.parametrize(("content", "expected"), WRONG.items())
def test_a_fault_is_named_by_row_and_column(content: bytes | str, expected: tuple[int, str, str]) -> None:
    """One fault in a file gives exactly that fault, at its row and column."""
    assert faults(content) == [expected]


def test_every_fault_is_named_at_once() -> None:
    """A file with many faults names them all, in the order of its rows, and takes nobody."""
    text = "id;name;rol;timezone;professional\n1;;client;Mars;x\n1;Bea;client;;\n2;Cees;client;;;;boo\n"
    assert faults(text) == [
        (1, "rol", "column_near"),
        (1, "role", "column_missing"),
        (2, "name", "missing"),
        (2, "timezone", "timezone"),
        (2, "professional", "professional_unknown"),
        (3, "id", "id_twice"),
        (4, "7", "no_header"),
    ]


def test_rows_count_as_in_a_spreadsheet() -> None:
    """A cell of two lines and an empty line are each one row."""
    text = 'id,name,role,team\na,Anna,client,"two\nlines"\n\nb,Bea,klant,\n'
    assert faults(text) == [(2, "team", "unreadable"), (4, "role", "role")]


def test_a_wrong_role_does_not_blame_the_client() -> None:
    """A client whose professional has a misspelt role is right: the one fault is the role."""
    text = "id,name,role,professional\njoost,Joost,profesional,\nanna,Anna,client,joost\n"
    assert faults(text) == [(2, "role", "role_near")]


def test_names_and_addresses_do_not_print() -> None:
    """Neither a row nor a fault shows who somebody is in its representation."""
    row = read_roster(f"id,name,role,email\na,{CANARY},client,{CANARY}@example.org\n").rows[0]
    assert CANARY not in repr(row)
    with pytest.raises(BrokenRoster) as caught:
        read_roster(f"id,name,role,email\na,{CANARY},client,{CANARY}@home\n")
    assert CANARY not in repr(caught.value.faults) + str(caught.value)


@given(st.binary(max_size=200) | st.text(alphabet=string.printable + 'é"\x00\ud800', max_size=200))
def test_anything_is_read_or_refused(content: bytes | str) -> None:
    """Whatever is in the file, it is read or refused with at least one fault that has a row."""
    try:
        found = [row.row for row in read_roster(content).rows]
    except BrokenRoster as error:
        found = [fault.row for fault in error.faults]
    assert found
    assert min(found) >= 1


@given(st.permutations(COLUMNS))
def test_the_order_of_columns_changes_nothing(order: list[str]) -> None:
    """The same people are read whatever the order of the columns."""
    cells = {"id": "a", "name": "Anna", "role": "client", "timezone": "Europe/Paris", "email": "a@example.org"}
    text = ",".join(order) + "\n" + ",".join(cells.get(column, "") for column in order)
    (row,) = read_roster(text).rows
    assert (row.id, row.name, row.role, row.timezone, row.email) == tuple(cells.values())


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("content", WRONG)
def test_every_fault_can_be_said(content: bytes | str, language: str) -> None:
    """Each fault has a sentence in each language, and its values fill it."""
    texts = Texts.load()
    with pytest.raises(BrokenRoster) as caught:
        read_roster(content)
    for fault in caught.value.faults:
        sentence = texts.phrase(language, fault.key, **fault.values)
        assert texts.phrase(language, "roster.at_cell", row=fault.row, column=fault.column, fault=sentence)
        assert "{" not in sentence
