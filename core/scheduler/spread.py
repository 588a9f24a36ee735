"""Where more is due in a minute than an account carries, it is spread over the next ones, by seed: the same every time it is
reckoned, another order every day, so that nobody is always last. Never out of the window in which it may be moved.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache

from core.domain.hours import Hours, instant, local_date, midnight, next_allowed, zone_of
from core.domain.message import Capabilities
from core.domain.practice import PracticeFacts
from core.ports.clock import Clock
from core.prompts.library import Library
from core.scheduler.draw import LATEST_STRONG, STRONG
from core.scheduler.planner import seed_of
from core.scheduler.windows import digest
from core.store import load
from core.store.engine import Store
from core.store.load import MINUTE, Ahead, Shift, minute_of, moment_of
from core.store.unit import Unit

RESERVE = 0.2  # of an account's rate: answers to people, cards, receipts and reminders want to get through meanwhile
AHEAD = timedelta(hours=1)  # how far ahead a minute is looked at; long before that nobody knows who else comes into it
_LATEST = timedelta(minutes=1)  # before the end of its window a prompt is due at the latest
_AFTER = timedelta(hours=1)  # so far behind what is looked at lies what it was spread to
_SLICE = 500  # occurrences per transaction: <= 50 ms of the writer
_DAY = timedelta(days=1)
_MS = timedelta(milliseconds=1)
_TWO_64 = 2**64


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is due in one minute is spread over these: from `begins` to `ends`, in minutes after it began."""

    begins: int
    ends: int


def carried(able: Capabilities) -> int:
    """How many prompts an account carries in a minute, with the reserve left free."""
    return max(1, int(able.per_account_per_s * 60 * (1 - RESERVE)))


def stretches(due: Mapping[int, float], carry: int) -> dict[int, Stretch]:
    """Which minutes hold more than is carried, and over which ones after it each is spread. due: minute -> how many, on one
    account.

    As few minutes as have room for them, from the first that has room for half a minute's worth. A few among those of a
    flood before them stay where they are, for the reserve carries them.
    """
    reserve = carry * RESERVE / (1 - RESERVE)
    placed: dict[int, float] = {}
    found: dict[int, Stretch] = {}

    def room(minute: int) -> float:
        return max(0.0, carry - placed.get(minute, 0.0))

    for minute, number in sorted(due.items()):
        begins, length = 0, 1
        if number > min(carry, room(minute) + reserve):
            while room(minute + begins) < carry / 2:
                begins += 1
            free = room(minute + begins)
            while free < number:
                free += room(minute + begins + length)
                length += 1
            found[minute] = Stretch(begins, begins + length)
        for after in range(begins, begins + length):
            placed[minute + after] = placed.get(minute + after, 0.0) + number / length
    return found


def share(seed: bytes, what: Ahead) -> float:
    """Where in its stretch an occurrence lies, from 0 to below 1: by its enrolment's seed and its own identity alone."""
    word = digest(seed, f"spread|{what.step}|{what.local_date}|{what.slot}")[:8]
    return int.from_bytes(word, "big") / _TWO_64


def offset(what: Ahead, stretch: Stretch, at: float) -> timedelta:
    """How long after its nominal moment an occurrence is due. at: its share.

    Not into quiet hours, another day, the last minute of its window, or for a strong one the late evening: where less is
    left than its stretch wants, it is spread over what is left, and over nothing where it may not come at all.
    """
    latest = min(what.move_until - _LATEST, _free_until(what.nominal_at, Hours(what.zone, what.quiet, what.days)))
    if what.intensity >= STRONG:
        day = local_date(what.nominal_at, what.zone)
        latest = min(latest, instant(day, time(LATEST_STRONG), zone_of(what.zone)))
    left = max(0, (latest - what.nominal_at) // _MS)
    begins, ends = (minutes * MINUTE // _MS for minutes in (stretch.begins, stretch.ends))
    if left < ends:
        begins, ends = 0, left
    return (begins + int(at * (ends - begins))) * _MS


@lru_cache(maxsize=1024)
def _free_until(moment: datetime, hours: Hours) -> datetime:
    """Until when prompts may come without a break, on the same local date; the moment itself where they may not come then."""
    if next_allowed(moment, hours)[1] is not None:
        return moment
    day = local_date(moment, hours.zone)
    ends = [midnight(day + _DAY, hours.zone)]
    if hours.quiet:
        begins = instant(day, time.fromisoformat(hours.quiet.split("-")[0]), zone_of(hours.zone))
        ends += [begins] if begins > moment else []
    return min(ends)


# --- the doer ---------------------------------------------------------------------------------------------------------
class Spreading:
    """Looks an hour ahead once a minute, by reading alone, and writes what it finds slice by slice.

    What it remembers only spares it from looking twice: forgotten, it finds the same again.
    """

    def __init__(self, store: Store, clock: Clock, practice: PracticeFacts, library: Callable[[], Library]) -> None:
        self._store, self._clock, self._library = store, clock, library
        self._carry: dict[str, int] = {
            account: carried(facts.capabilities) for account, facts in practice.accounts.items()
        }
        self._left: list[Shift] = []
        self._looked = -1  # the minute in which it looked last
        self._settled: Mapping[int, int] = {}  # minutes that are full and stay so: all that may be spread is

    async def go_on(self) -> int:
        """One slice. Returns how many occurrences got another moment; 0: there is nothing to do in this minute."""
        now = minute_of(self._clock.now())
        if not self._left and now != self._looked:
            self._left = await self._store.read(self._look)
            self._looked = now
        some = self._left[:_SLICE]
        if some:
            await self._store.run(load.shift_all, some)
            del self._left[: len(some)]
        return len(some)

    def _look(self, unit: Unit) -> list[Shift]:
        if not self._carry:
            return []
        full = load.full_minutes(unit, until=unit.now + AHEAD, more_than=min(self._carry.values()))
        if not full or full.items() <= self._settled.items():
            self._settled = full
            return []
        found = spread_ahead(unit, self._library(), self._carry)
        self._settled = {} if found else full
        return found


def spread_ahead(unit: Unit, library: Library, carry: Mapping[str, int]) -> list[Shift]:
    """What is to be due a little later than its rule says, for it would be too much at once. Reads only.

    carry: by account, how many prompts it carries in a minute. Once they are written there is nothing to be found any more.
    """
    waits = load.waiting(unit, until=unit.now + AHEAD + _AFTER)
    groups: dict[str, dict[int, list[Ahead]]] = {}
    for what in waits:
        if what.account is not None and what.account in carry:
            minute = minute_of(what.nominal_at if _counts_where_it_began(unit, what) else what.due_at)
            groups.setdefault(what.account, {}).setdefault(minute, []).append(what)
    shifts: list[Shift] = []
    for account, minutes in groups.items():
        numbers = {minute: float(len(some)) for minute, some in minutes.items()}
        for minute, stretch in stretches(numbers, carry[account]).items():
            if unit.now < moment_of(minute) <= unit.now + AHEAD:
                shifts += _spread(unit, minutes[minute], stretch, _random_steps(library, minutes[minute]))
    return shifts


def _counts_where_it_began(unit: Unit, what: Ahead) -> bool:
    """What is still to come by its rule is where the rule has it, or was spread from there: in a spreading that was broken off,
    the rest comes to lie as it would have. What the rule had before now was moved for a reason.
    """
    return what.planned and what.nominal_at > unit.now


def _spread(
    unit: Unit, some: Sequence[Ahead], stretch: Stretch, random: Collection[tuple[str | None, str]]
) -> list[Shift]:
    shifts: list[Shift] = []
    for what in some:
        stays = what.due_at != what.nominal_at or not what.planned or (what.programme, what.step) in random
        if stays or what.enrolment is None:  # what people chose themselves, and what was drawn, has its own moment
            continue
        later = what.nominal_at + offset(what, stretch, share(seed_of(unit, what.enrolment), what))
        if later != what.due_at:
            shifts.append(Shift(what.id, what.due_at, later))
    return shifts


def _random_steps(library: Library, some: Sequence[Ahead]) -> set[tuple[str | None, str]]:
    """(programme, step) of those whose times are drawn: they are spread already."""
    programmes = {what.programme for what in some if what.programme in library.programmes}
    return {
        (name, step.id)
        for name in programmes
        if name is not None
        for step in library.programmes[name].steps
        if step.between is not None
    }
