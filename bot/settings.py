"""The settings: read from the environment, checked, and refused with one sentence that says how to mend them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

import dialogs
from adapters.teams.settings import TeamsSettings
from bot.secret import LostSecret, kept_secret, secret_path
from dialogs.talk.loader import helplines

_LOCALES = Path(dialogs.__file__).parent / "locales"
_SHORTEST_SECRET = 16
_CENTRE = re.compile(r"slack:([TE][A-Z0-9]{2,}/)?[CG][A-Z0-9]{2,}|teams:19:[^\s/]+")
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_EVERYWHERE = "0.0.0.0"  # noqa: S104 - `run` serves people elsewhere; the try-out asks for loopback itself


class SettingsError(Exception):
    """An environment variable is missing or wrong; the message is one sentence that names it and gives an example."""


@cache
def languages() -> frozenset[str]:
    """Return the languages the product speaks: a folder each in `dialogs/locales`."""
    return frozenset(folder.name for folder in _LOCALES.iterdir() if folder.is_dir() and folder.name[0].isalpha())


@cache
def countries() -> frozenset[str]:
    """Return the countries whose helplines are known, by their codes of two letters."""
    return frozenset(helplines())


def _database(value: str) -> str:
    scheme, separator, rest = value.partition("://")
    if not separator or scheme not in {"sqlite", "postgresql", "postgres"} or (scheme != "sqlite" and not rest):
        raise ValueError
    if scheme == "sqlite" and rest and not rest.startswith("/"):
        raise ValueError
    return value if scheme == "sqlite" else f"postgresql://{rest}"


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError
    return value.rstrip("/")


def _one_of(known: frozenset[str] | set[str], value: str) -> str:
    if value in known:
        return value
    nearest = difflib.get_close_matches(value, known, n=1)
    raise ValueError(f"did you mean {nearest[0]}?" if nearest else "")


def _folder(value: Path) -> Path:
    if not value.is_dir():
        raise ValueError("there is no such folder")
    return value


def _centre(value: str) -> str:
    if value == "web" or _CENTRE.fullmatch(value):
        return value
    raise ValueError


def _guid(value: str) -> str:
    if value and not _GUID.fullmatch(value):
        raise ValueError
    return value.lower()


def _loopback(value: str) -> str:
    if urlsplit(_address(value)).hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise ValueError("only an address of this machine")
    return value


def _begins(*prefixes: str) -> Callable[[SecretStr], SecretStr]:
    def check(value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith(prefixes):
            raise ValueError
        return value

    return check


def _plain(value: SecretStr | None) -> str:
    return value.get_secret_value().strip() if value is not None else ""


def _secret(value: SecretStr) -> SecretStr:
    if any(len(part.strip()) < _SHORTEST_SECRET for part in value.get_secret_value().split(",")):
        raise ValueError
    return value


class Environment(BaseSettings):
    """The variables as they stand in the environment; each says what it must be and gives an example."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    database_url: Annotated[str, AfterValidator(_database)] = Field(
        default="sqlite:///data/samenspraak.db",
        description="a SQLite file or a PostgreSQL address",
        examples=["sqlite:///data/samenspraak.db", "postgresql://user@host/name"],
    )
    port: int = Field(default=8000, ge=0, le=65535, description="a number from 0 to 65535", examples=["8000"])
    secret_key: Annotated[SecretStr, AfterValidator(_secret)] | None = Field(
        default=None,
        description=f"at least {_SHORTEST_SECRET} characters (several keys with commas between them, the newest first)",
        examples=["the outcome of: openssl rand -base64 32"],
    )
    public_url: Annotated[str, AfterValidator(_address)] | None = Field(
        default=None,
        description="the http or https address at which people reach this server",
        examples=["https://talk.example.org"],
    )
    default_language: Annotated[str, AfterValidator(lambda value: _one_of(languages(), value))] = Field(
        default="nl", description="a language that has a folder in dialogs/locales", examples=["nl"]
    )
    default_timezone: Annotated[str, AfterValidator(lambda value: _one_of(available_timezones(), value))] = Field(
        default="Europe/Amsterdam", description="the name of a time zone", examples=["Europe/Amsterdam"]
    )
    default_country: Annotated[str, AfterValidator(lambda value: _one_of(countries(), value))] = Field(
        default="NL", description="a country that has helplines in dialogs/helplines.toml", examples=["NL"]
    )
    centre_channel: Annotated[str, AfterValidator(_centre)] = Field(
        default="web",
        description="where the central organisation reads: web, slack: and a channel's id, or teams: and one",
        examples=["slack:C012AB3CD", "web"],
    )
    dialogues: Annotated[Path, AfterValidator(_folder)] | None = Field(
        default=None, description="a folder with dialogues of your own", examples=["my-dialogues"]
    )
    slack_bot_token: Annotated[SecretStr, AfterValidator(_begins("xoxb-", "xoxe.xoxb-"))] | None = Field(
        default=None, description="the bot token of your Slack app", examples=["xoxb-..."]
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None, description="the signing secret of your Slack app", examples=["8f7428..."]
    )
    slack_app_token: Annotated[SecretStr, AfterValidator(_begins("xapp-"))] | None = Field(
        default=None, description="the app-level token of your Slack app, for Socket Mode", examples=["xapp-..."]
    )
    slack_client_id: str = Field(default="", description="the client id of your Slack app", examples=["123.456"])
    slack_client_secret: SecretStr | None = Field(
        default=None, description="the client secret of your Slack app", examples=["8f7428..."]
    )
    slack_api_url: Annotated[str, AfterValidator(_loopback)] | None = Field(
        default=None,
        description="the address of a stand-in for Slack on this machine",
        examples=["http://127.0.0.1:5830/api/"],
    )
    teams_app_id: Annotated[str, AfterValidator(_guid)] = Field(
        default="", description="the id of your app registration", examples=["00000000-0000-0000-0000-000000000001"]
    )
    teams_app_password: SecretStr | None = Field(
        default=None, description="the client secret of your app registration", examples=["8f7428..."]
    )
    teams_tenant_id: Annotated[str, AfterValidator(_guid)] = Field(
        default="", description="the id of your tenant", examples=["00000000-0000-0000-0000-000000000002"]
    )
    teams_standin_url: Annotated[str, AfterValidator(_loopback)] | None = Field(
        default=None,
        description="the address of a stand-in for Teams on this machine",
        examples=["http://127.0.0.1:5857"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """What must be known to speak with Slack: one workspace by its token, or many by OAuth; HTTP or Socket Mode."""

    bot_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    api_url: str = ""

    @property
    def complete(self) -> bool:
        """Whether there is a way in and a way out; otherwise there is no Slack."""
        return bool((self.signing_secret or self.app_token) and (self.bot_token or self.many))

    @property
    def begun(self) -> bool:
        """Whether anything of Slack is given, so that it is meant to be there."""
        given = (self.bot_token, self.signing_secret, self.app_token, self.client_id, self.client_secret)
        return any(given)

    @property
    def many(self) -> bool:
        """Whether workspaces install the app themselves."""
        return bool(self.client_id and self.client_secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that is set from outside; `secret_keys` are the newest first, the older ones only open."""

    database_url: str = field(repr=False)
    secret_keys: tuple[SecretStr, ...]
    port: int = 8000
    host: str = _EVERYWHERE
    public_url: str = "http://localhost:8000"
    default_language: str = "nl"
    default_country: str = "NL"
    default_timezone: str = "Europe/Amsterdam"
    centre_channel: str = "web"
    dialogues: Path | None = None
    slack: SlackSettings = field(default_factory=SlackSettings)
    teams: TeamsSettings = field(default_factory=TeamsSettings)

    @property
    def sqlite_path(self) -> Path | None:
        """Return the database file, or None with PostgreSQL and in memory."""
        return _sqlite_path(self.database_url)


def load_settings(*, host: str | None = None, port: int | None = None, database_url: str | None = None) -> Settings:
    """Read the settings, those of the command line before those of the environment.

    Raise SettingsError at the first fault. The secret key is made and kept beside a SQLite file that is new; with
    PostgreSQL it must be given.
    """
    given = {"port": port, "database_url": database_url}
    try:
        # Read from the environment by name: the type checker cannot see where the values come from.
        found = Environment(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None
    return Settings(
        database_url=found.database_url,
        secret_keys=_secrets(found),
        port=found.port,
        host=host or _EVERYWHERE,
        public_url=found.public_url or f"http://localhost:{found.port}",
        default_language=found.default_language,
        default_country=found.default_country,
        default_timezone=found.default_timezone,
        centre_channel=found.centre_channel,
        dialogues=found.dialogues,
        slack=SlackSettings(
            bot_token=_plain(found.slack_bot_token),
            signing_secret=_plain(found.slack_signing_secret),
            app_token=_plain(found.slack_app_token),
            client_id=found.slack_client_id,
            client_secret=_plain(found.slack_client_secret),
            api_url=f"{found.slack_api_url.rstrip('/')}/" if found.slack_api_url else "",
        ),
        teams=TeamsSettings(
            app_id=found.teams_app_id,
            secret=_plain(found.teams_app_password),
            tenant=found.teams_tenant_id,
            standin_url=found.teams_standin_url or "",
        ),
    )


def _sqlite_path(url: str) -> Path | None:
    if not url.startswith("sqlite:///"):
        return None
    path = url.removeprefix("sqlite:///").partition("?")[0]
    return None if path in {"", ":memory:"} else Path(path)


def _secrets(found: Environment) -> tuple[SecretStr, ...]:
    if found.secret_key is not None:
        return tuple(SecretStr(part.strip()) for part in found.secret_key.get_secret_value().split(","))
    example = Environment.model_fields["secret_key"].examples
    hint = f"for example SECRET_KEY={example[0] if example else ''}"
    path = _sqlite_path(found.database_url)
    if path is None:
        raise SettingsError(f"SECRET_KEY must be given when the database is not a SQLite file; {hint}.")
    try:
        return (SecretStr(kept_secret(path)),)
    except LostSecret:
        raise SettingsError(
            f"SECRET_KEY is missing: the words in {path} open only with the key they were sealed under, so put"
            f" {secret_path(path).name} back beside that file or set SECRET_KEY to that key; {hint}."
        ) from None
    except OSError as error:
        raise SettingsError(
            f"SECRET_KEY cannot be kept in {secret_path(path)} ({error.strerror}), so make that folder writable or set"
            f" SECRET_KEY yourself; {hint}."
        ) from None


def _sentence(error: ValidationError) -> str:
    """Say the first fault in one sentence, never with the value of a secret in it."""
    fault = error.errors(include_url=False)[0]
    name = str(fault["loc"][0])
    variable, about = name.upper(), Environment.model_fields[name]
    hidden = name in {"secret_key", "database_url"} or name.endswith(("_token", "_secret", "_password"))
    value = "" if hidden else f", not {str(fault['input'])!r}"
    hint = str(fault.get("ctx", {}).get("error", ""))
    aside = f" ({hint})" if hint else ""
    example = (about.examples or [""])[0]
    return f"{variable} must be {about.description}{value}{aside}; for example {variable}={example}."
