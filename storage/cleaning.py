"""Takes the keys of erased people off the disk, and says until when they may still be there.

SQLite overwrites what is deleted (`secure_delete`), but its log keeps the old pages until a checkpoint may empty it,
which an open reader prevents. PostgreSQL keeps a log of its own: a key is gone once the files of that time are used
again and were written over, for they keep their bytes under a new name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from mmap import ACCESS_READ, mmap
from pathlib import Path

from sqlalchemy import Connection, select, text

from dialogs.people import Person
from storage import tables
from storage.engine import Engines
from storage.ledger import Ledger
from storage.rows import Erasure
from storage.unit_of_work import UnitOfWork

_PIECE = slice(8, 72)  # the beginning is alike in all that was sealed; so much of the rest tells one from another
_MOST_TRACES = 50
_MAY_LOOK = text("SELECT has_function_privilege('pg_ls_waldir()', 'execute')")
_WRITTEN = text("SELECT pg_current_wal_insert_lsn()::text")
_FILES = text("SELECT name FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'")
_FILE_OF = text("SELECT pg_walfile_name(CAST(:lsn AS pg_lsn))")
_FILE_NOW = text("SELECT pg_walfile_name(pg_current_wal_insert_lsn())")


def clean(ledger: Ledger, engines: Engines) -> int:
    """Take the keys of everybody erased off the disk; return of how many that could not be done yet.

    Blocks for as long as a reader is in the way, at most some seconds: an event loop calls it in a thread.
    """
    waiting = ledger.read_now(lambda uow: uow.erasures.open())
    if not waiting:
        return 0
    if any(one.wal is None for one in waiting) and not engines.checkpoint():
        return len(waiting)
    ledger.run_now(_move_on, waiting, engines.dialect)
    return len(ledger.read_now(lambda uow: uow.erasures.open()))


def traces(uow: UnitOfWork, person: Person) -> list[bytes]:
    """Return pieces by which a person's key and the newest of their sealed words can be recognised in a file."""
    key = (tables.keys.c.organisation == person.organisation, tables.keys.c.owner == person.id)
    said = (tables.answers.c.organisation == person.organisation, tables.answers.c.person == person.id)
    newest = select(tables.answers.c.value).where(*said).order_by(tables.answers.c.number.desc()).limit(_MOST_TRACES)
    found = [*uow.connection.scalars(select(tables.keys.c.wrapped).where(*key)), *uow.connection.scalars(newest)]
    return [token.encode()[_PIECE] for token in found if token]


def lie_in(files: Iterable[Path], pieces: Sequence[bytes]) -> bool:
    """Tell whether any of the files holds one of the pieces."""
    return any(_holds(file, pieces) for file in files if file.exists() and file.stat().st_size)


def _holds(file: Path, pieces: Sequence[bytes]) -> bool:
    with file.open("rb") as opened, mmap(opened.fileno(), 0, access=ACCESS_READ) as content:
        return any(content.find(piece) >= 0 for piece in pieces)


def _move_on(uow: UnitOfWork, waiting: Sequence[Erasure], dialect: str) -> None:
    for one in waiting:
        if dialect != "postgresql":
            uow.erasures.move_on(one, clean=True)
        elif one.wal is None:
            uow.erasures.move_on(one, wal=uow.connection.scalar(_WRITTEN), clean=False)
        elif uow.connection.scalar(_MAY_LOOK):
            reused = one.reused or _reused(uow.connection, one.wal)
            passed = reused is not None and uow.connection.scalars(_FILE_NOW).one() > reused
            uow.erasures.move_on(one, wal=one.wal, reused=reused, clean=passed)


def _reused(connection: Connection, wal: str) -> str | None:
    """Return the file that must be written over once no file of that time is left under its own name; else None."""
    files = connection.scalars(_FILES).all()
    return None if min(files) <= connection.scalars(_FILE_OF, {"lsn": wal}).one() else max(files)
