"""The app package for Teams: a zip of the manifest, its languages and the icons; the same bytes every time."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import urlsplit

from adapters.teams import icons
from adapters.teams.payloads import ASSUMPTION

MANIFEST_VERSION: Final = "1.19"
"""The lowest version that all of this is in."""
COMMANDS: Final = ("home", "say", "profile", "settings", "my_data", "pause", "help", "stop")
READ_REPLIES: Final = "ChannelMessage.Read.Group"

_SCHEMA: Final = "https://developer.microsoft.com/json-schemas/teams/v{version}/MicrosoftTeams{part}.schema.json"
_GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)

Phrase = Callable[[str, str], str]
"""A phrase of the product by language and key."""


class NoPackage(Exception):
    """No package can be made; the message says which setting is wrong and gives an example."""


def package(
    *,
    app_id: str,
    public_url: str,
    phrase: Phrase,
    languages: Sequence[str] = ("nl", "en"),
    version: str = "1.0.0",
    reads_replies: bool = False,
) -> bytes:
    """Return the package of the app of `app_id`, in these languages, the first of which is the one to fall back on.

    With `reads_replies` the app asks whoever adds it to a team to let it read that team's channels, so that a reply in
    the thread of a week needs no mention. Raises NoPackage.
    """
    if not _GUID.fullmatch(app_id):
        raise NoPackage(
            "TEAMS_APP_ID must be the application id from Azure, such as 00000000-0000-0000-0000-000000000001."
        )
    host = _host(public_url)
    manifest = _manifest(app_id.lower(), host, phrase, languages, version, reads_replies=reads_replies)
    files = {
        "manifest.json": _json(manifest),
        "color.png": icons.color(),
        "outline.png": icons.outline(),
        **{f"{language}.json": _json(_localised(phrase, language)) for language in languages[1:]},
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, compresslevel=9)
    return written.getvalue()


def _host(public_url: str) -> str:
    parts = urlsplit(public_url)
    if parts.scheme != "https" or not parts.hostname:
        raise NoPackage("PUBLIC_URL must be the https address of this server, such as https://talk.example.org.")
    return parts.hostname


def _manifest(
    app_id: str, host: str, phrase: Phrase, languages: Sequence[str], version: str, *, reads_replies: bool
) -> dict[str, object]:
    first, *others = languages
    site = f"https://{host}"
    found: dict[str, object] = {
        "$schema": _SCHEMA.format(version=MANIFEST_VERSION, part=""),
        "manifestVersion": MANIFEST_VERSION,
        "version": version,
        "id": app_id,
        "developer": {"name": "Samenspraak", "websiteUrl": site, "privacyUrl": site, "termsOfUseUrl": site},
        "localizationInfo": {
            "defaultLanguageTag": first,
            "additionalLanguages": [{"languageTag": one, "file": f"{one}.json"} for one in others],
        },
        "name": {"short": phrase(first, "chat.title"), "full": _full_name(phrase, first)},
        "description": {"short": phrase(first, "teams.app.short"), "full": phrase(first, "teams.app.full")},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#2F6B5B",
        "bots": [
            {
                "botId": app_id,
                "scopes": ["personal", "team"],
                "isNotificationOnly": False,
                "supportsFiles": False,
                "commandLists": [{"scopes": ["personal"], "commands": _commands(phrase, first)}],
            }
        ],
        "composeExtensions": [{"botId": app_id, "commands": [_assumption(phrase, first)]}],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [host],
    }
    if reads_replies:
        found["webApplicationInfo"] = {"id": app_id, "resource": f"{site}/"}
        permission = {"name": READ_REPLIES, "type": "Application"}
        found["authorization"] = {"permissions": {"resourceSpecific": [permission]}}
    return found


def _full_name(phrase: Phrase, language: str) -> str:
    return f"{phrase(language, 'chat.title')}: {phrase(language, 'teams.app.short')}"


def _commands(phrase: Phrase, language: str) -> list[dict[str, object]]:
    return [
        {
            "title": phrase(language, f"teams.command.{name}"),
            "description": phrase(language, f"teams.command.{name}_what"),
        }
        for name in COMMANDS
    ]


def _assumption(phrase: Phrase, language: str) -> dict[str, object]:
    # What is asked comes from the form the bot opens; the one parameter is there because the schema wants one.
    return {
        "id": ASSUMPTION,
        "type": "action",
        "context": ["compose", "commandBox", "message"],
        "title": phrase(language, "teams.app.assumption"),
        "description": phrase(language, "teams.app.assumption_what"),
        "fetchTask": True,
        "parameters": [{"name": "message", "title": phrase(language, "teams.app.message")}],
    }


def _localised(phrase: Phrase, language: str) -> dict[str, object]:
    """Return what the manifest says in another language, by the path of each text."""
    found: dict[str, object] = {
        "$schema": _SCHEMA.format(version=MANIFEST_VERSION, part=".Localization"),
        "name.short": phrase(language, "chat.title"),
        "name.full": _full_name(phrase, language),
        "description.short": phrase(language, "teams.app.short"),
        "description.full": phrase(language, "teams.app.full"),
    }
    for at, command in enumerate(_commands(phrase, language)):
        for part, said in command.items():
            found[f"bots[0].commandLists[0].commands[{at}].{part}"] = said
    extension = _assumption(phrase, language)
    for part in ("title", "description"):
        found[f"composeExtensions[0].commands[0].{part}"] = extension[part]
    found["composeExtensions[0].commands[0].parameters[0].title"] = phrase(language, "teams.app.message")
    return found


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
