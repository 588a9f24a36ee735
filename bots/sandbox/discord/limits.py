"""Rate limits: a bucket per route and channel, and 50 calls a second per bot over all (topics/rate-limits)."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

GLOBAL_PER_SECOND = 50
DEFAULT = (10, 5.0)
"""Calls and seconds of a bucket nobody named. Discord publishes no figures and says they change: read the headers."""


@dataclass(slots=True)
class Window:
    """A fixed window: `left` calls until `ends_at` (steady seconds)."""

    left: int
    ends_at: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a call may pass, and the headers that tell the caller how the bucket stands."""

    passes: bool
    headers: dict[str, str]
    retry_after: float = 0.0
    is_global: bool = False


class Limits:
    """Counts by steady time, so that a moved clock frees nobody."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.buckets: dict[str, tuple[int, float]] = {
            "POST /channels/{channel_id}/messages": (5, 5.0),
            "PATCH /channels/{channel_id}/messages/{message_id}": (5, 5.0),
            "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me": (4, 1.0),
        }
        self._windows: dict[tuple[str, ...], Window] = {}
        self._global: dict[str, Window] = {}

    def count(self, bot: str, method: str, major: str, *, counts_globally: bool) -> Verdict:
        """One call of `method` (verb and template) on `major` (channel, guild or webhook id)."""
        steady = time.monotonic()
        if counts_globally:
            overall = self._global.get(bot)
            if overall is None or overall.ends_at <= steady:
                overall = self._global[bot] = Window(GLOBAL_PER_SECOND, steady + 1.0)
            if overall.left <= 0:
                wait = overall.ends_at - steady
                return Verdict(False, refused(wait, is_global=True), wait, is_global=True)
            overall.left -= 1
        size, seconds = self.buckets.get(method, DEFAULT)
        key = (bot, method, major)
        window = self._windows.get(key)
        if window is None or window.ends_at <= steady:
            window = self._windows[key] = Window(size, steady + seconds)
        wait = window.ends_at - steady
        passes = window.left > 0
        window.left -= passes
        headers = {
            "X-RateLimit-Limit": str(size),
            "X-RateLimit-Remaining": str(window.left),
            "X-RateLimit-Reset": f"{self._now().timestamp() + wait:.3f}",
            "X-RateLimit-Reset-After": f"{wait:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(method.encode()).hexdigest()[:32],
        }
        return Verdict(passes, headers if passes else headers | refused(wait, is_global=False), wait)


def refused(retry_after: float, *, is_global: bool) -> dict[str, str]:
    """Headers of a 429. Without `Via` discord.py takes it for a ban by the proxy in front of Discord."""
    headers = {"Via": "1.1 google", "Retry-After": str(int(retry_after) + 1)}
    scope = (
        {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"} if is_global else {"X-RateLimit-Scope": "user"}
    )
    return headers | scope
