"""Makes and keeps the secret key beside a SQLite file, where no SECRET_KEY is given."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


class LostSecret(Exception):
    """The database is there, but the secret key that opens its words is not."""


def kept_secret(database: Path) -> str:
    """Return the secret kept beside `database`, made now if the database is new; only its owner can read the file.

    Two processes that start at the same moment get the same one. Raise LostSecret where a database with content has
    no key beside it: a fresh key would open none of its words.
    """
    path = secret_path(database)
    with contextlib.suppress(FileNotFoundError):
        return path.read_text(encoding="ascii").strip()
    if database.exists() and database.stat().st_size:
        raise LostSecret
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        _write(draft, secrets.token_urlsafe(32))
        # A link appears whole or not at all; whoever comes second reads what the first one made.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return path.read_text(encoding="ascii").strip()


def secret_path(database: Path) -> Path:
    """Return where the secret of a database file is kept: beside it, with `.key` behind its name."""
    return database.with_name(f"{database.name}.key")


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
