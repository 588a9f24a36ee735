"""How often a growing card is brought up to date: a flood is folded into a few calls (SPEC 5.3, 7.1).

Held in memory by steady time: after a restart each card may speak at once. What waits stands in the database.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import timedelta

CALLS = 4  # of one card in any minute; a group takes 20 for all its cards, and 4 of them are kept for alerts
_MINUTE = 60.0
_MOST = 1000  # cards that are remembered before those with nothing to wait for are forgotten


class Folding:
    """One per process. monotonic: seconds of a steady clock."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._calls: dict[str, deque[float]] = {}

    def wait(self, card: str) -> timedelta:
        """How long until one more call for this card fits; zero: now."""
        calls, now = self._calls.get(card), self._monotonic()
        if calls is None or len(calls) < CALLS:
            return timedelta()
        return timedelta(seconds=max(0.0, calls[0] + _MINUTE - now))

    def spend(self, card: str, calls: int) -> None:
        """So many are on their way. More at once than fit in a minute count as that minute's."""
        if not calls:
            return
        now = self._monotonic()
        if len(self._calls) > _MOST:
            self._calls = {key: past for key, past in self._calls.items() if past[-1] + _MINUTE > now}
        past = self._calls.setdefault(card, deque(maxlen=CALLS))
        past.extend([now] * calls)
