"""Moving the calendar so that nothing is leapt over: on the way it stops wherever a prompt is due, as the days would have."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bots.sandbox.page import calendar
from bots.sandbox.page.backstage import Backstage, CameDue
from bots.sandbox.page.board import Board

Json = dict[str, Any]

MOST_STOPS = 24
_SETTLE_S = 4.0  # for the service to see to what is due
_LOOK_S = 0.03
_FATES = {"delivered": "delivered", "waiting": "held back until it can be delivered"}


@dataclass
class _Way:
    """What was met. postponed: stops at which nothing came, for it was put off."""

    came: dict[str, CameDue] = field(default_factory=dict[str, CameDue])
    postponed: int = 0

    def told(self) -> str:
        """One sentence; "" where nothing was met."""
        fates = Counter(
            f"skipped ({each.reason})" if each.fate == "skipped" else _FATES[each.fate] for each in self.came.values()
        )
        if self.postponed:
            fates["put off until the quiet hours are over"] = self.postponed
        parts = [f"{'one prompt was' if n == 1 else f'{n} prompts were'} {fate}" for fate, n in fates.items()]
        if not parts:
            return ""
        words = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
        return f"{words[0].upper()}{words[1:]}."


class Walker:
    """One way at a time. `moving`: where the clock is going and what came so far, for the page; None while it rests."""

    def __init__(self, backstage: Backstage, board: Board) -> None:
        self._backstage, self._board = backstage, board
        self._busy = asyncio.Lock()
        self._known: dict[str, CameDue] = {}
        self.moving: Json | None = None

    @property
    def busy(self) -> asyncio.Lock:
        """Held on the way."""
        return self._busy

    async def go(self, when: datetime) -> str:
        """Put the calendar to a moment; hold `busy`. Returns what was met on the way, "" for nothing."""
        before, way, stops = self._backstage.now(), _Way(), 0
        self._known = {each.id: each for each in self._backstage.came_due()}
        try:
            while (due := self._on_the_way(when)) is not None and stops < MOST_STOPS:
                stops += 1
                self._show(when, way)
                met = (await self._stop(due, way)).told()
                if met:
                    self._board.tell("clock", met)
            self._show(when, way)
            await self._stop(when, way)
        finally:
            self.moving = None
        met = way.told()
        if stops == MOST_STOPS:
            met += f" After {MOST_STOPS} stops the clock went straight on."
        moved = calendar.told(before, when, ZoneInfo(self._backstage.zone))
        self._board.tell("clock", f"{moved} {met}".strip())
        return met.strip()

    def _on_the_way(self, when: datetime) -> datetime | None:
        """The next moment before `when` at which a prompt is due; None: none, or nobody is there to see to it."""
        due = self._backstage.next_prompt()
        if due is None or not self._backstage.now() < due < when or self._backstage.service().state != "running":
            return None
        return due

    async def _stop(self, at: datetime, way: _Way) -> _Way:
        """Be there, and let the service see to what is due. Returns what was met here; it is added to the way."""
        due, met = self._backstage.next_prompt(), _Way()
        if at > self._backstage.now():  # time goes by on the way, too
            self._backstage.move_to(at)
        self._board.ring()
        if due is None or due > at or self._backstage.service().state != "running":
            return met
        settled = await self._settled()
        met.came = {each.id: each for each in self._changed()}
        met.postponed = int(settled and not met.came)
        self._known |= met.came
        way.came |= met.came
        way.postponed += met.postponed
        return met

    async def _settled(self) -> bool:
        """Wait until nothing is due or on its way any more. False where that did not come about."""
        end = asyncio.get_running_loop().time() + _SETTLE_S
        while asyncio.get_running_loop().time() < end:
            due = self._backstage.next_prompt()
            if (due is None or due > self._backstage.now()) and all(each.fate != "waiting" for each in self._changed()):
                return True
            await asyncio.sleep(_LOOK_S)
        return False

    def _changed(self) -> list[CameDue]:
        """Prompts that are not known as they are now."""
        return [each for each in self._backstage.came_due() if self._known.get(each.id) != each]

    def _show(self, when: datetime, way: _Way) -> None:
        self.moving = {"to": when.isoformat(), "prompts": len(way.came)}
        self._board.ring()
