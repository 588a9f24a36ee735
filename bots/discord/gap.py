"""After a gap, history goes first: what the gateway tells of a channel waits until that channel was read back.

Else "done", written just after a restart, would be handled before the words that were written while nobody listened.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import Generic, Protocol, TypeVar

# No history after so long: what was told must not wait for it. The help somebody asks for may be in it.
LIMIT_S = 15.0


class _InLane(Protocol):
    @property
    def lane(self) -> str:
        """The channel."""
        ...


T = TypeVar("T", bound=_InLane)


class Gap(Generic[T]):
    """What waits, by channel. pass_on: takes what need not wait any more, in order, per channel."""

    def __init__(self, pass_on: Callable[[T], None]) -> None:
        self._pass_on = pass_on
        self._waiting: dict[str, list[T]] = {}
        self._places: Collection[str] | None = None  # None: not known yet
        self._read: set[str] = set()
        self._open = False
        self._limit: asyncio.TimerHandle | None = None
        self.number = 0

    def begin(self) -> None:
        """A new session stands: whatever happened before it is in history alone."""
        self.number += 1
        self._open, self._places = True, None
        self._read.clear()
        if self._limit is not None:
            self._limit.cancel()
        self._limit = asyncio.get_running_loop().call_later(LIMIT_S, self.end)

    def take(self, event: T) -> None:
        """Pass on, or keep waiting where its channel is still to be read."""
        lane = event.lane
        known = self._places is None or lane in self._places
        if self._open and known and lane not in self._read:
            self._waiting.setdefault(lane, []).append(event)
        else:
            self._pass_on(event)

    def urgent(self) -> Collection[str]:
        """Channels in which something waits: to be read first."""
        return self._waiting.keys()

    def over(self, places: Collection[str]) -> None:
        """These are all the channels that are read back; in any other nothing needs to wait."""
        self._places = places
        for lane in [lane for lane in self._waiting if lane not in places]:
            self._let_go(lane)

    def read(self, lane: str, number: int) -> None:
        """A channel was read to its end, begun after gap `number` began (or cannot be read: then nothing may wait)."""
        if number == self.number:
            self._read.add(lane)
            self._let_go(lane)

    def end(self, number: int | None = None) -> None:
        """Everything was read, or will not be in time."""
        if number is not None and number != self.number:
            return
        self._open = False
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None
        for lane in list(self._waiting):
            self._let_go(lane)

    def _let_go(self, lane: str) -> None:
        for event in self._waiting.pop(lane, []):
            self._pass_on(event)
