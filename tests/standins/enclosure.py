"""Runs a program of others where only one test can reach it: in a network of its own, with two doors in its wall.

Such a program listens on every interface and cannot be told otherwise. So it gets a network in which nothing else is;
connections cross the wall through two sockets in a folder. Through one the test reaches the program, through the other
the program reaches the bot. It reaches nothing else, and nobody else reaches it. Where the machine allows no network of
one's own the program runs as it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

HOST = "127.0.0.1"
SECONDS = 30
"""How long a program may take to answer for the first time, and to end."""

_UP, _SET_FLAGS = 0x1, 0x8914
_CHUNK = 64 * 1024


# --- what a test uses -------------------------------------------------------------------------------------------------


def free_port() -> int:
    """Return a port of this machine at which nobody listens now."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def started(
    command: Sequence[str], *, port: int, bot: int, ready: str, folder: Path, environment: Mapping[str, str]
) -> Iterator[str]:
    """Start a program and give its address once it answers; at the end it is stopped, and all that it started.

    It listens at `port`, calls the bot at `bot`, answers at the path `ready` when it is there, and works in `folder`,
    where what it prints is kept.
    """
    printed = folder / "printed.log"
    doors = tempfile.mkdtemp(prefix="doors-")  # not in the folder of the test: such an address must be short
    outside, inside = ([sys.executable, __file__, side, doors, str(port), str(bot)] for side in ("outside", "inside"))
    walled = [*outside, *own_network(), *inside] if own_network() else []
    try:
        with printed.open("w") as output:
            process = subprocess.Popen(
                [*walled, *command],
                cwd=folder,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        with process:
            try:
                address = f"http://{HOST}:{port}"
                _wait(f"{address}{ready}", process, printed)
                yield address
            finally:
                _stop(process)
    finally:
        shutil.rmtree(doors, ignore_errors=True)


@cache
def own_network() -> tuple[str, ...]:
    """Return how a command is given a network of its own here; empty where that is not allowed."""
    ways = [("unshare", "--net"), ("unshare", "--map-root-user", "--net")]
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return ()
    trying = [sys.executable, __file__, "try"]
    allowed = (way for way in ways if subprocess.run([*way, *trying], check=False, capture_output=True).returncode == 0)
    return next(allowed, ())


def _wait(url: str, process: subprocess.Popen[bytes], printed: Path) -> None:
    until = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            with urlopen(url, timeout=SECONDS):  # noqa: S310 - an address of our own making
                return
        except (URLError, OSError):
            time.sleep(0.02)  # a program of others tells nobody when it listens; a moment between two looks
    ending = f"ended with {process.returncode}" if process.returncode is not None else "does not answer"
    raise AssertionError(f"{url} {ending}; it printed: {printed.read_text(errors='replace')[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        pass
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


# --- the wall: two processes, one at each side ------------------------------------------------------------------------

Open = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


async def _outside(doors: Path, port: int, bot: int, command: Sequence[str]) -> int:
    """Let the test in to the program, and the program out to the bot, until it ends."""
    await asyncio.start_server(_through(lambda: asyncio.open_unix_connection(doors / "in")), HOST, port)
    await asyncio.start_unix_server(_through(lambda: asyncio.open_connection(HOST, bot)), doors / "out")
    return await _lives(*command)


async def _inside(doors: Path, port: int, bot: int, command: Sequence[str]) -> int:
    """Run the program in a network where nothing is but itself and the way to the bot."""
    _loopback()
    await asyncio.start_unix_server(_through(lambda: asyncio.open_connection(HOST, port)), doors / "in")
    await asyncio.start_server(_through(lambda: asyncio.open_unix_connection(doors / "out")), HOST, bot)
    return await _lives(*command)


async def _lives(*command: str) -> int:
    # The signal that ends all of this goes to the program too: stay until it is gone.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: None)
    process = await asyncio.create_subprocess_exec(*command)
    return await process.wait()


def _through(open_other: Open) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            other_reader, other_writer = await open_other()
        except OSError:
            writer.close()
            return
        # All of it ends when the program does.
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(_pour(reader, other_writer), _pour(other_reader, writer))
        other_writer.close()
        writer.close()

    return carry


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    """Carry bytes one way; an end on one side is an end on the other, and what still comes back is waited for."""
    with contextlib.suppress(OSError):
        while chunk := await source.read(_CHUNK):
            target.write(chunk)
            await target.drain()
    with contextlib.suppress(OSError):
        target.write_eof()


def _loopback() -> None:
    """Put up the loopback of a new network, which begins as down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sH14x", b"lo", _UP))


def _main(side: str, *arguments: str) -> int:
    if side == "try":
        _loopback()
        return 0
    doors, port, bot, *command = arguments
    run = _outside if side == "outside" else _inside
    return asyncio.run(run(Path(doors), int(port), int(bot), command))


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
