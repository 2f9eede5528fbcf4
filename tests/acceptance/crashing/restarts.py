"""The real server, killed again and again while people answer over HTTP.

Who got a 303 was told that it is kept. What got no answer is sent again as it was, by the same form.
"""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import TypeVar

from aiohttp import ClientError, ClientSession, ClientTimeout
from sqlalchemy import select, update

from bot.admitting import DEFAULT
from bot.clock import wall_now
from bot.links import hash_of
from bot.rhythm import Due
from dialogs.messages import Prompt
from dialogs.people import PersonId
from dialogs.rhythm.zones import local
from storage.engine import open_engines
from storage.ledger import Ledger
from storage.tables import due, outbox
from storage.unit_of_work import UnitOfWork
from storage.vault import Vault
from tests.acceptance.crashing import record
from tests.acceptance.crashing.life import ZONE, let_time_pass
from tests.acceptance.crashing.record import RANDOM, Accepted, Delivery, Record
from tests.unit.web.html_page import fields_of, read

CLIENTS = ("anna", "bram", "carla", "driss", "els")
ROSTER = "\n".join(
    (
        "id,name,role,team,professional",
        "joost,Joost Vos,professional,Noord,",
        *(f"{one},{one.title()} Meer,client,Noord,joost" for one in CLIENTS),
    )
)
LAST_QUESTIONS = frozenset({"unasked", "audience"})
"""After these a talk is over, so that what somebody says next is no answer."""

_RUN = ("run", "--host", "127.0.0.1", "--port", "0")
_OVERTAKEN = 0.15
_STARTING_SECONDS = 1.0
_SERVING_SECONDS = (0.05, 0.9)
_SECONDS = 30.0
_MOST_LINES = 10_000

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A form somebody sends, and keeps sending until somebody answers."""

    path: str
    fields: Mapping[str, str]
    delivery: Delivery


class Restarts:
    """A server that is killed and started again, and the people who do not notice more than a short wait."""

    def __init__(self, folder: Path, environment: Mapping[str, str], dice: Random) -> None:
        """Work in this environment, in which are the database and the secret; `folder` holds the log."""
        self.record = Record()
        self._database, self._secret = environment["DATABASE_URL"], environment["SECRET_KEY"]
        self._environment = environment
        self._folder = folder
        self._dice = dice
        self._names = count(1)
        self._address = ""
        self._over = False

    async def happen(self, times: int) -> None:
        """Kill the server that many times; in the end let everybody get their answer, and stop it in order."""
        roster = self._folder / "people.csv"
        roster.write_text(ROSTER, encoding="utf-8")
        await self._ends_well(await self._start("people", "import", str(roster)))
        tokens = {one: f"token-of-{one}-{self._dice.getrandbits(64):x}" for one in CLIENTS}
        self._on_the_ledger(lambda uow: _open_links(uow, tokens))
        async with ClientSession(timeout=ClientTimeout(total=5.0)) as http:
            people = [asyncio.create_task(self._talk(http, person, token)) for person, token in tokens.items()]
            for _ in range(times):
                await self._live_and_die()
            last = await self._start(*_RUN)
            await self._listening(last)
            self._over = True
            await asyncio.wait_for(asyncio.gather(*people), _SECONDS)
            last.terminate()
            await self._ends_well(last)
        await self._ends_well(await self._start("due"))
        self._on_the_ledger(self._harvest)

    # --- the server ---------------------------------------------------------------------------------------------------

    async def _live_and_die(self) -> None:
        process = await self._start(*_RUN)
        if self._dice.random() < _OVERTAKEN:
            await asyncio.sleep(self._dice.uniform(0.0, _STARTING_SECONDS))
        else:
            await self._listening(process)
            await asyncio.sleep(self._dice.uniform(*_SERVING_SECONDS))
        self._address = ""
        process.kill()
        await process.communicate()
        if process.returncode == -signal.SIGKILL:
            self.record.note(record.killed(RANDOM))
        else:
            self.record.note(record.trouble(f"the server ended by itself with {process.returncode}"))

    async def _ends_well(self, process: Process) -> None:
        await asyncio.wait_for(process.communicate(), _SECONDS)
        if process.returncode:
            self.record.note(record.trouble(f"a process ended with {process.returncode}"))

    async def _start(self, *arguments: str) -> Process:
        if self._over or arguments == _RUN:
            self._let_time_pass()
        with (self._folder / "log").open("ab") as log:
            command = (sys.executable, "-m", "bot", *arguments)
            return await asyncio.create_subprocess_exec(*command, env=self._environment, stdout=PIPE, stderr=log)

    async def _listening(self, process: Process) -> None:
        assert process.stdout is not None
        said = await asyncio.wait_for(process.stdout.readline(), _SECONDS)
        port = re.search(rb":(\d+)", said)
        assert port, "the server ended before it told its address"
        self._address = f"http://127.0.0.1:{port[1].decode()}"

    def _let_time_pass(self) -> None:
        """Let the leases of the dead server be over, and the welcome of whoever was not welcomed be due."""
        engines = open_engines(self._database)
        let_time_pass(engines)
        with engines.write.begin() as connection:
            past = wall_now() - timedelta(minutes=1)
            connection.execute(update(due).where(due.c.kind == Due.WELCOME).values(at=past))
        engines.close()

    def _on_the_ledger(self, work: Callable[[UnitOfWork], R]) -> R:
        engines = open_engines(self._database)
        ledger = Ledger(engines, Vault(self._secret))
        try:
            return ledger.run_now(work)
        finally:
            ledger.close()
            engines.close()

    def _harvest(self, uow: UnitOfWork) -> None:
        """Take down what stands on everybody's page: on the web that is what the platform has."""
        purposes = {row.id: row.purpose for row in uow.connection.execute(select(outbox.c.id, outbox.c.purpose))}
        for person in (*CLIENTS, "joost"):
            for line in uow.lines.of(DEFAULT, person, _MOST_LINES):
                if line.direction == "out" and line.outbox:
                    asks = line.body if isinstance(line.body, Prompt) else None
                    message = Accepted(
                        outbox=line.outbox,
                        person=person,
                        purpose=purposes[line.outbox],
                        day=local(line.at, ZONE).date().isoformat(),
                        session=asks.session if asks else "",
                        question=asks.question if asks else "",
                    )
                    self.record.note(record.accepted(message))

    # --- the people ---------------------------------------------------------------------------------------------------

    async def _talk(self, http: ClientSession, person: str, token: str) -> None:
        """Open the page, answer what it asks, and send again whatever got no answer."""
        waiting: list[Post] = []
        last = ""
        while waiting or not self._over:
            mine = f"{self._address}/me/{token}"
            with suppress(ClientError, TimeoutError):
                if not self._address:
                    pass
                elif not waiting:
                    waiting = self._next(person, last, await self._page(http, mine))
                    for post in waiting:
                        self.record.note(record.tried(post.delivery))
                elif await self._sent(http, mine + waiting[0].path, waiting[0].fields):
                    done = waiting.pop().delivery
                    self.record.note(record.told(done.event))
                    last = done.question
            await asyncio.sleep(0.02)

    async def _page(self, http: ClientSession, address: str) -> str:
        async with http.get(address) as answer:
            if answer.status != 200:
                self.record.note(record.trouble(f"the page answered {answer.status}"))
            return await answer.text()

    async def _sent(self, http: ClientSession, address: str, fields: Mapping[str, str]) -> bool:
        async with http.post(address, data=dict(fields), allow_redirects=False) as answer:
            if answer.status not in {303, 503}:
                self.record.note(record.trouble(f"a form was answered with {answer.status}"))
            return answer.status != 503

    def _next(self, person: str, last: str, html: str) -> list[Post]:
        """Return the one thing the person would send now, or nothing while there is nothing to be answered or said."""
        buttons = [one.attrs for one in read(html) if one.tag == "button" and one.attrs.get("name") == "choice"]
        choices = [one["value"] for one in buttons if one["class"] == "choice"]
        choice = "yes" if "yes" in choices else self._dice.choice(choices) if choices else ""
        number = next(self._names)
        words = "" if choice else f"kiem {number}"
        fields = fields_of(html, "/pick", choice) if choice else fields_of(html, "/say") | {"text": words}
        session, question = fields.get("session", ""), fields.get("question", "")
        if not session and last not in LAST_QUESTIONS:
            return []
        delivery = Delivery(
            event=f"h{number}", person=person, session=session, question=question, words=words, choice=choice
        )
        return [Post(path="/pick" if choice else "/say", fields=fields, delivery=delivery)]


def _open_links(uow: UnitOfWork, tokens: Mapping[str, str]) -> None:
    now = wall_now()
    for person, token in tokens.items():
        uow.links.issue(DEFAULT, PersonId(person), hash_of(token), now, now + timedelta(days=1))
