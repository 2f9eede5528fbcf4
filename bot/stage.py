"""What stands behind the page of the try-out: the clock that is moved, the people who live on, and how far one is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final

from adapters.web.tryout import Pane, TryView
from bot.admitting import DEFAULT
from bot.app import House, open_house
from bot.cast import Cast
from bot.clock import MovableClock, wall_now
from bot.example import Example, Now, Player
from bot.log import get_logger
from dialogs.people import PersonId, Role
from dialogs.policy.roles import is_centre
from dialogs.rhythm.zones import local, resolve
from storage.unit_of_work import UnitOfWork

WEEKS_BEFORE: Final = timedelta(weeks=2)
MORNING: Final = time(9, 0)
_FRIDAY: Final = 4
_BEFORE_THE_VISITOR: Final = timedelta(minutes=1)
_LANGUAGE: Final = "try.language"
_VISITED: Final = "try.visited"
_SINCE: Final = "try.since"
_STOPPED: Final = "try.stopped"
_OFFSET: Final = "try.offset"
_PAGES: Final = {Role.CLIENT: "", Role.PROFESSIONAL: "/assumptions", Role.CENTRE: "/digests"}

logger = get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the try-out remembers between two runs; `stopped` is its time when it was stopped in good order."""

    language: str
    visited: bool
    since: datetime
    offset: timedelta
    stopped: datetime | None

    @property
    def now_offset(self) -> timedelta:
        """How far to set the clock: time stands still while the try-out is off, unless it was cut off."""
        return self.offset if self.stopped is None else self.stopped - wall_now()


class TryStage:
    """The try-out of one house."""

    def __init__(
        self,
        house: House,
        clock: MovableClock,
        example: Example,
        language: str,
        begin_again: Callable[[], object],
        *,
        visited: bool,
    ) -> None:
        """Play the example in this house; `begin_again` throws it away and starts all over.

        The first visitor, where none `visited` before, gets the language their browser asks for.
        """
        self._house = house
        self._clock = clock
        self._example = example
        self.language = language if language in example.languages else example.languages[0]
        self._begin_again = begin_again
        self._visited = visited
        self._over = False
        self._cast = Cast(house, example)
        self._tokens: dict[PersonId, str] = {}
        self._since: datetime | None = None
        self._span: tuple[datetime, datetime] | None = None
        self._moves = 0
        self._task: asyncio.Task[None] | None = None

    # --- from the first moment to the last ----------------------------------------------------------------------------

    async def go_on(self, kept: Kept) -> None:
        """Go on where an earlier run stopped."""
        self._tokens = await self._cast.open_links()
        await self._keep({_STOPPED: "", _OFFSET: str(kept.now_offset.total_seconds())})
        self._since = kept.since

    def start(self) -> None:
        """Begin to live through the weeks before the visitor, while the page tells how far it is."""
        zone = self._house.settings.default_timezone
        today = local(wall_now(), zone).date()
        since = resolve(today - timedelta(days=today.weekday()), MORNING, zone)
        self._clock.offset = since - WEEKS_BEFORE - wall_now()
        self._travel(since, self._live_until_the_visitor(since))

    async def stop(self) -> None:
        """Stop where it is, and remember what time it is."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._since is not None:
            await self._keep({_STOPPED: self._clock.now().isoformat()})

    async def settled(self) -> None:
        """Return once the clock stands still."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _live_until_the_visitor(self, since: datetime) -> None:
        names = self._example.names[self.language]
        await asyncio.to_thread(open_house, self._house, names.name, names.centre)
        await self._cast.let_in(self.language, newcomers=False)
        zone = self._house.settings.default_timezone
        first = local(since - WEEKS_BEFORE, zone).date()
        for act in sorted(self._example.acts, key=lambda one: (one.day, one.at)):
            await self._live_until(resolve(first + timedelta(days=act.day), act.at, zone))
            await self._cast.act(act, self.language)
        await self._live_until(since - _BEFORE_THE_VISITOR)
        await self._cast.let_in(self.language, newcomers=True)
        await self._live_until(since)
        self._tokens = await self._cast.open_links()
        self._since = since
        await self._keep({_SINCE: since.isoformat(), _LANGUAGE: self.language, _VISITED: str(self._visited)})

    async def _live_until(self, target: datetime) -> None:
        async def lived() -> None:
            await self._cast.live(self.language, visited=self._since is not None)

        await self._house.ticker.until(target, self._clock, lived)

    def _travel(self, target: datetime, work: Coroutine[None, None, None]) -> None:
        async def travel() -> None:
            try:
                await work
                await self._keep({_OFFSET: str(self._clock.offset.total_seconds())})
            except Exception:
                logger.exception("tryout.failed")
            finally:
                self._span = None
                self._moves += 1

        self._span = (self._clock.now(), target)
        self._task = asyncio.create_task(travel())

    async def _keep(self, values: dict[str, str]) -> None:
        await self._house.ledger.run(_keep, values)

    # --- what the page asks for ---------------------------------------------------------------------------------------

    def move(self, leap: str, seen: str = "") -> None:
        """Set the clock on its way; one that is on its way already goes on, and a page of before moves nothing."""
        if seen and seen != str(self._moves):
            return
        if self._span is None and self._since is not None and not self._over:
            target = aim(leap, self._clock.now(), self._house.settings.default_timezone)
            self._travel(target, self._live_until(target))

    async def arrive(self, accepted: str) -> None:
        """Let a visitor in; the first one finds the example in a language that the browser asks for."""
        if not accepted or self._visited or self._over:
            return
        self._visited = True
        if self._since is not None:
            await self._keep({_VISITED: str(True)})
        self.speak(self._house.script.texts.spoken(accepted))

    def speak(self, language: str) -> None:
        """Begin again in another language, so that nobody speaks the one before; an unknown one changes nothing."""
        if language in self._example.languages and language != self.language:
            self.language = language
            self.begin_again()

    def begin_again(self) -> None:
        """Forget everything and begin again with an untouched example; until then there is nothing more to see here."""
        self._over = True
        self._begin_again()

    def phrase(self, key: str, **values: object) -> str:
        """Return a phrase in the language of the page."""
        return self._house.script.texts.phrase(self.language, key, **values)

    async def view(self, client: str) -> TryView:
        """Return how it stands; `client` is the one to show, an unknown one is the first."""
        texts, now = self._house.script.texts, self._clock.now()
        ready = self._since is not None and not self._over
        view = TryView(
            language=self.language,
            languages={code: texts.languages[code] for code in self._example.languages},
            moment=texts.moment(self.language, now, self._house.settings.default_timezone),
            moving=_percent(self._span, now) if self._span else 0 if self._over else None,
            ready=ready,
            version=str(self._moves),
        )
        return await self._house.ledger.read(self._shown, view, client) if ready else view

    def _shown(self, uow: UnitOfWork, view: TryView, client: str) -> TryView:
        clients = tuple(self._pane(one) for one in self._example.clients)
        shown = next((one for one in clients if one.id == client), clients[0])
        professional, centre = (self._pane(self._example.of_role(role)) for role in (Role.PROFESSIONAL, Role.CENTRE))
        # Whole: while the clock runs its items are still on their way.
        if self._span is None and (week := self._week(uow)):
            centre = replace(centre, address=f"{centre.address}/{week}")
        return replace(
            view,
            panes=(shown, professional, centre),
            clients=clients,
            steps=self._steps(uow),
            begun=self._begun(uow),
        )

    def _pane(self, player: Player) -> Pane:
        address = f"/me/{self._tokens[player.id]}{_PAGES[player.role]}"
        return Pane(role=player.role, id=player.id, name=player.name.split()[0], address=address)

    def _steps(self, uow: UnitOfWork) -> tuple[bool, ...]:
        """Return of each step of the guide whether it happened, whoever did it and however: what is kept tells it."""
        since = self._since or self._clock.now()
        thoughts = {one.id for one in uow.assumptions.all(DEFAULT) if one.at > since and not one.withdrawn}
        verdicts = uow.verdicts.between(DEFAULT, since, self._clock.now())
        centre = {one.id for one in uow.people.all(DEFAULT) if is_centre(one)}
        replies = [one for person in centre for one in uow.replies.of_author(DEFAULT, person)]
        return (
            bool(thoughts),
            any(one.assumption in thoughts for one in verdicts),
            self._week(uow) is not None,
            any(one.at > since for one in replies),
        )

    def _week(self, uow: UnitOfWork) -> str | None:
        """Return the newest week that was posted since the visitor came, or None."""
        weeks = [week for week, at in uow.digests.all(DEFAULT).items() if self._since is not None and at > self._since]
        return max(weeks, default=None)

    def _begun(self, uow: UnitOfWork) -> bool:
        """Tell whether the visitor did anything that would be gone."""
        newcomers = [one.id for one in self._example.players if one.now is Now.NEWCOMER]
        return any(self._steps(uow)) or any(uow.answers.of_person(DEFAULT, one) for one in newcomers)


def aim(leap: str, now: datetime, zone: str) -> datetime:
    """Return where a leap of the clock leads to: an hour on, tomorrow at ten, the next Friday at four, a week on."""
    here = local(now, zone)
    match leap:
        case "hour":
            return now + timedelta(hours=1)
        case "tomorrow":
            return resolve(here.date() + timedelta(days=1), time(10, 0), zone)
        case "friday":
            friday = here.date() + timedelta(days=(_FRIDAY - here.weekday()) % 7)
            at = resolve(friday, time(16, 0), zone)
            return at if at > now else resolve(friday + timedelta(days=7), time(16, 0), zone)
        case _:
            return resolve(here.date() + timedelta(days=7), here.time().replace(second=0, microsecond=0), zone)


def recall(uow: UnitOfWork) -> Kept | None:
    """Return what an earlier run remembers, or None where the visitor was never let in."""
    kept = uow.settings.all(DEFAULT)
    if _SINCE not in kept:
        return None
    stopped = kept.get(_STOPPED, "")
    return Kept(
        language=kept[_LANGUAGE],
        visited=kept.get(_VISITED) == str(True),
        since=datetime.fromisoformat(kept[_SINCE]),
        offset=timedelta(seconds=float(kept.get(_OFFSET, "0"))),
        stopped=datetime.fromisoformat(stopped) if stopped else None,
    )


def _keep(uow: UnitOfWork, values: dict[str, str]) -> None:
    for key, value in values.items():
        uow.settings.put(DEFAULT, key, value)


def _percent(span: tuple[datetime, datetime], now: datetime) -> int:
    begin, target = span
    return max(0, min(100, round(100 * ((now - begin) / (target - begin))))) if target > begin else 100
