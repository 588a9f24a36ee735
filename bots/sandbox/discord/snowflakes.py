"""Discord's ids and instants: born from the movable clock, never twice and never backwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)  # reference "Snowflakes": the first second of 2015
TIME_SHIFT = 22  # bits below the millisecond


def milliseconds(instant: datetime) -> int:
    """Whole milliseconds since Discord's epoch."""
    return (instant - EPOCH) // timedelta(milliseconds=1)


class Snowflakes:
    """Makes ids and edit stamps. A clock that stands or goes back still gives growing values."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._last_id = 0
        self._last_instant = EPOCH

    def take(self) -> str:
        """The next id, decimal text."""
        self._last_id = max(milliseconds(self._now()) << TIME_SHIFT, self._last_id + 1)
        return str(self._last_id)

    def instant(self) -> datetime:
        """Now, but later than every instant given before: two edits under a frozen clock are two versions."""
        self._last_instant = max(self._now().astimezone(UTC), self._last_instant + timedelta(microseconds=1))
        return self._last_instant


def born_at(snowflake: str) -> datetime:
    """When the thing with this id was made."""
    return EPOCH + timedelta(milliseconds=int(snowflake) >> TIME_SHIFT)


def iso(instant: datetime) -> str:
    """ISO 8601 with microseconds and offset, as Discord writes instants."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
