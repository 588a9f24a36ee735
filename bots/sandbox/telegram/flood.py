"""Flood control: how many calls a bot may make to all, to one group, to one person."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable

from bots.sandbox.telegram.refusals import flood

OVERALL: tuple[int, float] = (30, 1.0)  # messages, seconds
GROUP: tuple[int, float] = (20, 60.0)  # shared by all topics; edits and topic creation count
PRIVATE_BURST, PRIVATE_PER_S = 20, 1.0  # "short bursts tolerated": generous on purpose


class Flood:
    """Counts per bot and chat by the machine's own clock; the world's clock may stand still or jump."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self.on = True
        self._clock = monotonic
        self._overall: defaultdict[int, deque[float]] = defaultdict(deque)
        self._groups: defaultdict[tuple[int, int], deque[float]] = defaultdict(deque)
        self._private: dict[tuple[int, int], tuple[float, float]] = {}

    def spend(self, bot: int, chat: int, *, cost: int = 1) -> None:
        """Take `cost` messages out of the budgets. Raises Refusal 429 with nothing spent where one is used up."""
        if not self.on:
            return
        now = self._clock()
        windows = [(self._overall[bot], OVERALL)]
        if chat < 0:
            windows.append((self._groups[bot, chat], GROUP))
        for stamps, (most, seconds) in windows:
            while stamps and stamps[0] <= now - seconds:
                stamps.popleft()
            if len(stamps) + cost > most:
                raise flood(stamps[min(cost, len(stamps)) - 1] + seconds - now)
        if chat > 0:
            tokens, at = self._private.get((bot, chat), (float(PRIVATE_BURST), now))
            tokens = min(float(PRIVATE_BURST), tokens + (now - at) * PRIVATE_PER_S)
            if tokens < cost:
                raise flood((cost - tokens) / PRIVATE_PER_S)
            self._private[bot, chat] = (tokens - cost, now)
        for stamps, _ in windows:
            stamps.extend([now] * cost)
