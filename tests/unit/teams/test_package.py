"""The app package opens, fits what Teams takes, and is the same every time."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from typing import Any

import pytest

from adapters.teams import icons
from adapters.teams.package import COMMANDS, NoPackage, package
from adapters.teams.payloads import ASSUMPTION
from dialogs.talk.loader import vocabularies
from dialogs.talk.understanding import plain
from tests.unit.teams.samples import LANGUAGES, TEXTS

APP = "C9E8C047-2A74-40A2-B28A-B162D5F5327C"
LIMITS = {
    ("name", "short"): 30,
    ("name", "full"): 100,
    ("description", "short"): 80,
    ("description", "full"): 4_000,
    ("developer", "name"): 32,
}


def phrase(language: str, key: str) -> str:
    """Return a phrase."""
    return TEXTS.phrase(language, key)


def made(**more: Any) -> bytes:  # noqa: ANN401 - whatever a test wants to change
    """Return a package."""
    given = {"app_id": APP, "public_url": "https://talk.example.org/samenspraak", "phrase": phrase, **more}
    return package(**given)


def opened(content: bytes) -> dict[str, Any]:
    """Return the files of a package, JSON read."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    return {name: json.loads(file) if name.endswith(".json") else file for name, file in files.items()}


def test_a_package_holds_what_teams_asks_for() -> None:
    """Manifest, both icons and every language but the first are there, all at the top."""
    assert set(opened(made())) == {"manifest.json", "color.png", "outline.png", "en.json"}


def test_the_same_settings_make_the_same_bytes() -> None:
    """A package made twice is the same package, and has nothing of the moment in it."""
    assert made() == made()


def test_the_manifest_stays_within_its_limits() -> None:
    """No text is longer than Teams shows, and none that must differ is the same."""
    manifest = opened(made())["manifest.json"]
    for (part, name), most in LIMITS.items():
        assert 0 < len(manifest[part][name]) <= most
    assert manifest["name"]["short"] != manifest["name"]["full"]
    assert manifest["description"]["short"] != manifest["description"]["full"]
    (bot,) = manifest["bots"]
    for listed in bot["commandLists"]:
        assert len(listed["commands"]) <= 10
        for command in listed["commands"]:
            assert 0 < len(command["title"]) <= 32
            assert 0 < len(command["description"]) <= 128


def test_the_manifest_names_this_app_and_this_address() -> None:
    """The ids are those of the app, in small letters; the only address is the one people know."""
    manifest = opened(made())["manifest.json"]
    assert manifest["id"] == manifest["bots"][0]["botId"] == APP.lower()
    assert manifest["composeExtensions"][0]["botId"] == APP.lower()
    assert manifest["validDomains"] == ["talk.example.org"]
    assert manifest["bots"][0]["scopes"] == ["personal", "team"]
    assert manifest["manifestVersion"] in manifest["$schema"]


def test_every_language_says_everything() -> None:
    """Each text of the manifest has its place in the file of the other language."""
    files = opened(made())
    manifest, english = files["manifest.json"], files["en.json"]
    assert manifest["localizationInfo"]["defaultLanguageTag"] == "nl"
    assert manifest["localizationInfo"]["additionalLanguages"] == [{"languageTag": "en", "file": "en.json"}]
    commands = manifest["bots"][0]["commandLists"][0]["commands"]
    for at in range(len(commands)):
        for part in ("title", "description"):
            assert english[f"bots[0].commandLists[0].commands[{at}].{part}"]
    assert english["name.short"]
    assert english["composeExtensions[0].commands[0].title"] == TEXTS.phrase("en", "teams.app.assumption")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_understood(language: str) -> None:
    """What Teams offers to type is a word the product understands in that language."""
    known = vocabularies()[language]
    home = {word.strip() for word in TEXTS.phrase(language, "teams.home_words").split(",")}
    for name in COMMANDS:
        typed = TEXTS.phrase(language, f"teams.command.{name}")
        assert typed in home or known.bare(plain(typed)) in known.intents, typed


def test_the_extension_asks_the_bot_what_to_show() -> None:
    """The command that logs an assumption is the one we listen to, and it opens what the bot gives."""
    (command,) = opened(made())["manifest.json"]["composeExtensions"][0]["commands"]
    assert (command["id"], command["type"], command["fetchTask"]) == (ASSUMPTION, "action", True)
    assert set(command["context"]) == {"compose", "commandBox", "message"}


def test_reading_replies_is_asked_for_only_when_wanted() -> None:
    """The right to read a team's channels is in no package unless the steward chose it."""
    assert "authorization" not in opened(made())["manifest.json"]
    wanted = opened(made(reads_replies=True))["manifest.json"]
    (right,) = wanted["authorization"]["permissions"]["resourceSpecific"]
    assert right == {"name": "ChannelMessage.Read.Group", "type": "Application"}
    assert wanted["webApplicationInfo"]["id"] == APP.lower()


@pytest.mark.parametrize("changed", [{"app_id": "abc"}, {"public_url": "http://localhost:8000"}, {"public_url": "x"}])
def test_a_package_that_cannot_work_is_not_made(changed: dict[str, str]) -> None:
    """A setting Teams would refuse is named before anything is uploaded."""
    with pytest.raises(NoPackage, match=r"TEAMS_APP_ID|PUBLIC_URL"):
        made(**changed)


def read_png(content: bytes) -> tuple[int, int, list[bytes]]:
    """Return width, height and the rows of a picture of eight-bit RGBA; every checksum must be right."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    at, chunks = 8, {}
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        name, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        assert struct.unpack(">I", content[at + 8 + length : at + 12 + length]) == (zlib.crc32(name + body),)
        chunks[name] = body
        at += 12 + length
    width, height, depth, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (depth, kind) == (8, 6)
    raw = zlib.decompress(chunks[b"IDAT"])
    line = width * 4 + 1
    assert len(raw) == line * height
    rows = [raw[row * line : (row + 1) * line] for row in range(height)]
    assert all(row[0] == 0 for row in rows)
    return width, height, [row[1:] for row in rows]


def test_the_colour_icon_has_no_holes() -> None:
    """It is 192 by 192, and nothing of it can be seen through."""
    width, height, rows = read_png(icons.color())
    assert (width, height) == (192, 192)
    assert all(alpha == 255 for row in rows for alpha in row[3::4])
    assert len({row[at : at + 3] for row in rows for at in range(0, len(row), 4)}) > 3


def test_the_outline_icon_is_white_on_nothing() -> None:
    """It is 32 by 32, white alone, and most of it is nothing."""
    width, height, rows = read_png(icons.outline())
    assert (width, height) == (32, 32)
    pixels = [row[at : at + 4] for row in rows for at in range(0, len(row), 4)]
    assert {pixel[:3] for pixel in pixels if pixel[3]} == {b"\xff\xff\xff"}
    assert 0 < sum(1 for pixel in pixels if pixel[3]) < len(pixels) / 2
