"""How fast an account may speak: exact sliding windows per account, chat and group, by steady time. Pure state, no clock.

Source of the numbers: Capabilities (Telegram about 30/s, 1/s a chat with short bursts, 20/min a group of which 4 are kept
for alerts, edits and topics counted; Discord by our own count). SPEC 5.3.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from core.domain.delivery import Urgency
from core.domain.message import Capabilities

KEPT_FOR_ALERTS = 4  # of a group's minute
_MINUTE = 60.0
_SECOND = 1.013  # what counts as an account's second: 98.7 % of its rate, and 13 ms for what happens on the way
_CATCH_UP = 0.95  # of the even distance between two calls: what a busy machine lost, it makes good little by little
_RISES, _FALLS = 0.05, 0.5  # how quickly the usual length of a call follows the last one


@dataclass(slots=True)
class Turn:
    """One call's place in the account's second. at: when it is with the platform, as well as we know."""

    at: float


class _Account:
    """At most `room` calls in any second where the platform counts them: there, not here.

    A call that took longer than usual may have been on its way for that long (a connection had to be made), so it is
    taken to have arrived that much later. Calls are nearly even: a platform likes a stream better than a burst.
    """

    def __init__(self, room: int) -> None:
        self._room, self._apart = room, _CATCH_UP / room
        self._turns: deque[Turn] = deque(maxlen=2 * room)
        self._next = 0.0
        self._usual = 0.0

    def free_at(self) -> float:
        if len(self._turns) < self._room:
            return self._next
        return max(self._next, sorted(turn.at for turn in self._turns)[-self._room] + _SECOND)

    def spend(self, at: float) -> Turn:
        self._turns.append(Turn(at))
        self._next = at + self._apart
        return self._turns[-1]

    def landed(self, turn: Turn, began: float, ended: float) -> None:
        length = ended - began
        turn.at = max(turn.at, began) + max(0.0, length - self._usual)
        self._usual += (length - self._usual) * (_RISES if length > self._usual else _FALLS)


@dataclass(slots=True)
class _Window:
    """At most `room` moments within `length` seconds."""

    room: int
    length: float
    moments: deque[float] = field(default_factory=deque[float])

    def free_at(self, now: float, room: int) -> float:
        while self.moments and self.moments[0] + self.length <= now:  # the sum that is told: no rounding between
            self.moments.popleft()
        if len(self.moments) < room:
            return now
        return self.moments[len(self.moments) - room] + self.length


class Pacer:
    """When the next call may go. One per owned account; `now` is steady time in seconds."""

    def __init__(self, capabilities: Capabilities) -> None:
        self._capabilities = capabilities
        self._account = _Account(max(1, int(capabilities.per_account_per_s)))
        self._chats: dict[str, _Window] = {}
        self._held: dict[str, float] = {}
        self._all_held = 0.0

    def account_at(self) -> float:
        """The earliest moment for any call at all."""
        return max(self._all_held, self._account.free_at())

    def ready_at(self, chat: str, *, is_group: bool, urgency: Urgency, now: float) -> float:
        """The earliest moment for a call into this chat; <= now means at once."""
        window = self._window(chat, is_group=is_group)
        kept = KEPT_FOR_ALERTS if is_group and urgency is not Urgency.ALERT else 0
        return max(
            now,
            self.account_at(),
            self._held.get(chat, 0.0),
            window.free_at(now, max(1, window.room - kept)),
        )

    def spend(self, chat: str, *, is_group: bool, now: float) -> Turn:
        """A call goes out now; or at a later moment that `ready_at` named, which is its own from here on."""
        turn = self._account.spend(now)
        self._window(chat, is_group=is_group).moments.append(now)
        if len(self._chats) > 1000:
            self._forget(now)
        return turn

    def landed(self, turn: Turn, *, began: float, ended: float) -> None:
        """The call of this turn has ended, however."""
        self._account.landed(turn, began, ended)

    def hold(self, chat: str | None, until: float) -> None:
        """The platform asked to wait: this chat alone, or (None) the whole account."""
        if chat is None:
            self._all_held = max(self._all_held, until)
        else:
            self._held[chat] = max(self._held.get(chat, 0.0), until)

    def _window(self, chat: str, *, is_group: bool) -> _Window:
        window = self._chats.get(chat)
        if window is None:
            burst = self._capabilities.chat_burst
            window = (
                _Window(self._capabilities.per_group_per_min, _MINUTE)
                if is_group
                else _Window(burst, burst / self._capabilities.per_chat_per_s)
            )
            self._chats[chat] = window
        return window

    def _forget(self, now: float) -> None:
        self._chats = {k: w for k, w in self._chats.items() if w.moments and w.moments[-1] > now - w.length}
        self._held = {k: until for k, until in self._held.items() if until > now}
