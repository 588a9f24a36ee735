"""What is told beside the panes: the service's doings, faults, the clock, the library, one plain sentence each."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["service", "fault", "clock", "library"]
KEPT = 50


@dataclass(frozen=True, slots=True)
class News:
    """One sentence. n counts up; at: by the calendar."""

    n: int
    at: datetime
    kind: Kind
    text: str


class Board:
    """The newest news, and those who want to know of each change on the page. Never tokens, never what people wrote."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._count = 0
        self._news: deque[News] = deque(maxlen=KEPT)
        self.listeners: list[Callable[[], None]] = []

    def tell(self, kind: Kind, text: str) -> None:
        """Pin up a sentence."""
        self._count += 1
        self._news.append(News(self._count, self._now(), kind, text))
        self.ring()

    def ring(self) -> None:
        """Something the page shows has changed."""
        for listener in self.listeners:
            listener()

    def newest(self) -> list[News]:
        """Oldest first."""
        return list(self._news)
