"""Faults at the visitor's word: set up here, and told of when they have fired and the service has dealt with them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bots.sandbox.faults import Fault, FaultKind, Faults
from bots.sandbox.page.backstage import Backstage
from bots.sandbox.page.board import Board
from bots.sandbox.page.follow import Case, follow, follow_duplicate
from bots.sandbox.page.people import Refused
from bots.sandbox.page.record import SENDS, Record
from bots.sandbox.stage import TELEGRAM_TOKEN, Stage

Json = dict[str, Any]

PLATFORMS: Mapping[str, str] = {"telegram": "Telegram", "discord": "Discord"}
KINDS: Mapping[str, FaultKind] = {
    "429": "429",
    "outage": "503",
    "drop_before": "drop_before",
    "drop_after": "drop_after",
    "hang": "hang",
}
_ANNOUNCED = {
    "429": "{name} will answer the next message with 429: too many requests.",
    "outage": "{name} will be away for its next {times} calls.",
    "drop_before": "The line to {name} will break before the next message is taken.",
    "drop_after": "{name} will take the next message, and its answer will be lost.",
    "hang": "{name} will keep the next message waiting without an answer.",
    "duplicate": "{name} will report the next event twice.",
    "kill_mid_flight": "The service will be killed at the next message it sends: done, and never confirmed.",
}
_MOST_TIMES, _MOST_SECONDS = 50, 60.0
_LOOK_S = 0.1


@dataclass
class _Set:
    """One fault as it was set. faults: where it waits in the stand-ins; doubles: how many duplicates are left."""

    id: str
    platform: str
    kind: str
    faults: list[tuple[Faults, Fault]] = field(default_factory=list[tuple[Faults, Fault]])
    doubles: int = 0
    case: Case | None = None

    @property
    def left(self) -> int:
        return max((fault.times for _, fault in self.faults), default=self.doubles)


class Switchboard:
    """The page's faults. `run` looks after duplicates, until cancelled."""

    def __init__(self, stage: Stage, board: Board, backstage: Backstage) -> None:
        self._stage, self._board, self._backstage = stage, board, backstage
        self._records = {name: Record(stage, name) for name in PLATFORMS}
        self._set: list[_Set] = []
        self._numbers = count(1)
        self._following: set[asyncio.Task[None]] = set()

    def offered(self) -> Json:
        """Kinds by platform; what is the service's own stands under "service"."""
        kinds = [*KINDS, "duplicate"]
        return {"telegram": kinds, "discord": kinds, "service": ["kill", "kill_mid_flight"]}

    def waiting(self) -> list[Json]:
        """What has not fired yet."""
        return [
            {"id": each.id, "platform": each.platform, "kind": each.kind, "left": each.left}
            for each in self._set
            if each.left > 0
        ]

    def add(self, platform: str, kind: str, *, times: int, seconds: float) -> str:
        """Set one up. Returns its id. Raises Refused."""
        if not 1 <= times <= _MOST_TIMES or not 0 < seconds <= _MOST_SECONDS:
            raise Refused(f"1 to {_MOST_TIMES} times, up to {_MOST_SECONDS:.0f} seconds.")
        if kind == "kill_mid_flight":
            return self.kill_mid_flight()
        if platform not in PLATFORMS:
            raise Refused("Faults are Telegram's or Discord's.")
        made = _Set(f"f{next(self._numbers)}", platform, kind)
        if kind == "duplicate":
            self._double(made, times)
        elif kind in KINDS:
            methods = "*" if kind == "outage" else "|".join(SENDS[platform])
            self._wait(made, platform, methods, KINDS[kind], times=times, seconds=seconds)
        else:
            raise Refused(f"There is no fault “{kind[:40]}”.")
        self._keep(made, times)
        return made.id

    def kill_mid_flight(self) -> str:
        """SIGKILL at the next call that sends something: the deed is done, nobody hears of it. Returns its id."""
        made = _Set(f"f{next(self._numbers)}", "service", "kill_mid_flight")
        for platform in PLATFORMS:
            self._wait(made, platform, "|".join(SENDS[platform]), "drop_after", times=1, seconds=1)
        self._keep(made, 1)
        return made.id

    def clear(self) -> None:
        """Take every fault back that has not fired."""
        for each in self._set:
            for faults, fault in each.faults:
                faults.drop(fault)
        self._set.clear()
        self._stage.telegram.duplicate_next_updates(0)
        self._stage.discord.duplicate_next_events(0)
        self._board.ring()

    async def run(self) -> None:
        """Notice what the stand-ins do not tell: duplicates handed out."""
        try:
            while True:
                for each in self._set:
                    if each.kind == "duplicate" and self._doubles_left(each.platform) < each.doubles:
                        each.doubles = self._doubles_left(each.platform)
                        record = self._records[each.platform]
                        self._start(follow_duplicate(PLATFORMS[each.platform], record, self._board))
                self._set = [each for each in self._set if each.left > 0]
                await asyncio.sleep(_LOOK_S)
        finally:
            for task in self._following:
                task.cancel()

    # --- inside ----------------------------------------------------------------------------------------------------

    def _keep(self, made: _Set, times: int) -> None:
        self._set.append(made)
        name = PLATFORMS.get(made.platform, "The platform")
        self._board.tell("fault", _ANNOUNCED[made.kind].format(name=name, times=times))

    def _wait(self, made: _Set, platform: str, methods: str, kind: FaultKind, *, times: int, seconds: float) -> None:
        faults = self._stage.telegram.faults if platform == "telegram" else self._stage.discord.faults

        def told(method: str, chat: str | None) -> None:
            self._fired(made, platform, method, chat, seconds)

        fault = Fault(method=methods, kind=kind, times=times, retry_after=seconds, told=told)
        made.faults.append((faults, faults.add(fault)))

    def _fired(self, made: _Set, platform: str, method: str, chat: str | None, seconds: float) -> None:
        """A fault hits a call that is under way: called by the stand-in, before anything of it is done."""
        if made.kind == "kill_mid_flight":
            for faults, fault in made.faults:
                fault.times = 0
                faults.drop(fault)
            self._backstage.kill(stay=False)
        record = self._records[platform]
        if made.case is None:
            made.case = Case(PLATFORMS[platform], made.kind, record, seconds)
            self._start(follow(made.case, lambda: made.left, self._board))
        made.case.hit(record.last(method, chat))
        self._board.ring()

    def _double(self, made: _Set, times: int) -> None:
        made.doubles = times
        if made.platform == "telegram":
            self._stage.telegram.duplicate_next_updates(times)
        else:
            self._stage.discord.duplicate_next_events(times)

    def _doubles_left(self, platform: str) -> int:
        if platform == "telegram":
            return self._stage.telegram.world.bots[TELEGRAM_TOKEN].queue.to_double
        return self._stage.discord.duplicates_left

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._following.add(task)
        task.add_done_callback(self._following.discard)
