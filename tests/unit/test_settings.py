"""Settings come from the environment, are checked, and never show a secret."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.secret import kept_secret, secret_path
from bot.settings import Environment, SettingsError, load_settings

CANARY = "kanarie-in-de-kolenmijn-1234"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Begin with nothing set, in an empty folder."""
    for name in Environment.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_with_nothing_set_everything_has_a_value(tmp_path: Path) -> None:
    """An empty environment gives a SQLite file in data/, Dutch, Amsterdam and the web."""
    settings = load_settings()
    assert settings.sqlite_path == Path("data/samenspraak.db")
    assert (settings.port, settings.public_url) == (8000, "http://localhost:8000")
    assert (settings.default_language, settings.default_timezone) == ("nl", "Europe/Amsterdam")
    assert (settings.centre_channel, settings.dialogues) == ("web", None)
    assert secret_path(tmp_path / "data/samenspraak.db").exists()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "data/samenspraak.db"),
        ("DATABASE_URL", "sqlite://data/samenspraak.db"),
        ("DATABASE_URL", "postgresql://"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", f"{CANARY},short"),
        ("PUBLIC_URL", "talk.example.org"),
        ("PUBLIC_URL", "ftp://talk.example.org"),
        ("DEFAULT_LANGUAGE", "xx"),
        ("DEFAULT_TIMEZONE", "Europe/Amsterdm"),
        ("CENTRE_CHANNEL", "telegram:1"),
        ("DIALOGUES", "not/there"),
    ],
)
def test_a_wrong_value_gives_one_sentence(variable: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong value is refused in one sentence that names the variable and gives an example of a right one."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    sentence = str(caught.value)
    assert sentence.startswith(f"{variable} must be ")
    assert f"for example {variable}=" in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize("name", Environment.model_fields)
def test_every_example_is_right(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whoever follows the example of an error message is not refused again."""
    (tmp_path / "my-dialogues").mkdir()
    monkeypatch.setenv("SECRET_KEY", CANARY)
    for example in Environment.model_fields[name].examples or []:
        monkeypatch.setenv(name.upper(), example)
        load_settings()


def test_a_near_miss_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt zone is answered with the nearest right one."""
    monkeypatch.setenv("DEFAULT_TIMEZONE", "Europe/Amsterdm")
    with pytest.raises(SettingsError, match="did you mean Europe/Amsterdam"):
        load_settings()


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """`PORT=` means the default."""
    monkeypatch.setenv("PORT", "")
    assert load_settings().port == 8000


def test_the_command_line_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A port given by hand wins, and is checked just the same."""
    monkeypatch.setenv("PORT", "9000")
    assert load_settings(port=9001).port == 9001
    assert load_settings(host="127.0.0.1").host == "127.0.0.1"
    with pytest.raises(SettingsError, match="PORT"):
        load_settings(port=-1)


def test_the_short_name_of_postgresql_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hosting platforms write postgres://, and that means PostgreSQL."""
    monkeypatch.setenv("SECRET_KEY", CANARY)
    settings = load_settings(database_url="postgres://user@host/name")
    assert (settings.database_url, settings.sqlite_path) == ("postgresql://user@host/name", None)


def test_postgresql_needs_a_secret_key() -> None:
    """Without a SQLite file there is no place to keep a key, so it must be given."""
    with pytest.raises(SettingsError, match="SECRET_KEY must be given"):
        load_settings(database_url="postgresql://user@host/name")


def test_a_key_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    """The key is the same at the next start, and no other user of the machine can read it."""
    first, second = load_settings(), load_settings()
    assert first.secret_keys == second.secret_keys
    assert len(first.secret_keys[0].get_secret_value()) >= 32
    mode = stat.S_IMODE(secret_path(tmp_path / "data/samenspraak.db").stat().st_mode)
    assert mode == 0o600


def test_two_that_start_together_get_one_key(tmp_path: Path) -> None:
    """However many processes start at once, one key is made, and no draft stays behind."""
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(kept_secret, [tmp_path / "one.db"] * 32))
    assert len(made) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["one.db.key"]


def test_a_lost_key_is_not_replaced(tmp_path: Path) -> None:
    """A database with content and no key is refused, for a fresh key would open none of its words."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/samenspraak.db").write_bytes(b"words")
    with pytest.raises(SettingsError, match=r"put samenspraak\.db\.key back"):
        load_settings()
    assert not secret_path(tmp_path / "data/samenspraak.db").exists()


def test_several_keys_are_the_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key is changed by naming the new one before the old one."""
    monkeypatch.setenv("SECRET_KEY", f"{CANARY}-new, {CANARY}-old")
    assert [key.get_secret_value() for key in load_settings().secret_keys] == [f"{CANARY}-new", f"{CANARY}-old"]


def test_secrets_do_not_print(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the secret key nor the password of a database shows in the settings or in an error."""
    monkeypatch.setenv("SECRET_KEY", CANARY)
    settings = load_settings(database_url=f"postgresql://user:{CANARY}@host/name")
    assert CANARY not in repr(settings)
    with pytest.raises(SettingsError) as caught:
        load_settings(database_url=f"mysql://user:{CANARY}@host/name")
    assert CANARY not in str(caught.value)
    monkeypatch.setenv("SECRET_KEY", "kort-geheim")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "kort-geheim" not in str(caught.value)
