"""The update queue of one bot, with the platform's rules of confirming, forgetting and conflict."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bots.sandbox.telegram.refusals import conflict

Json = dict[str, Any]

KEPT_FOR = timedelta(hours=24)  # from the message's own date (Client.cpp:17052)
CALLBACK_KEPT_FOR = timedelta(seconds=150)  # Client.cpp:17155
LONGEST_POLL_S = 50  # LONG_POLL_MAX_TIMEOUT, Client.h
LARGEST_UPDATE = 1 << 16  # bytes; larger ones are dropped (Client.cpp add_update_impl)
AHEAD = 10  # an offset further past the tail is answered from the head (TQueue.cpp:305)
SAME_OFFSET_LIMIT_S, SAME_OFFSET_WAIT_S, CONFLICT_PAUSE_S = 0.5, 3.0, 3.0  # Client.cpp:15714, fail_query_conflict

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KINDS = frozenset({
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
    "edited_business_message", "deleted_business_messages", "message_reaction", "message_reaction_count",
    "inline_query", "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query",
    "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member", "chat_join_request",
    "chat_boost", "removed_chat_boost",
})  # fmt: skip
DEFAULT_KINDS = KINDS - NOT_BY_DEFAULT


@dataclass
class Event:
    """One update in the queue. times: how often it was handed over."""

    update: Json
    expires_at: datetime
    copies: int = 1
    times: int = 0
    confirmed: bool = False

    @property
    def id(self) -> int:
        """The update_id."""
        return int(self.update["update_id"])


class UpdateQueue:
    """What a bot has not yet confirmed. `now` decides what has expired, `monotonic` who asks too often.

    Waiting is by the machine's own clock. paced: too hasty polls are slowed down, as on the platform.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        first_id: int,
        changed: Callable[[], None],
    ) -> None:
        self.allowed = DEFAULT_KINDS
        self.next_id = first_id
        self.events: list[Event] = []
        self.handed: list[Event] = []
        self.paced = True
        self._now = now
        self._monotonic = monotonic
        self._changed = changed
        self._signal = asyncio.Event()
        self._poll = 0
        self._last_ask: tuple[int, float] | None = None
        self._conflict_free_at = 0.0
        self._to_double = 0
        self._to_reorder = 0
        self._held: list[tuple[Json, datetime]] = []

    # --- coming in -------------------------------------------------------------------------------------------------

    def push(self, kind: str, body: Any, *, kept_until: datetime) -> None:
        """Queue one update of this kind, unless the bot did not ask for the kind or it is too large."""
        if kind not in self.allowed or len(json.dumps(body).encode()) > LARGEST_UPDATE:
            return
        if self._to_reorder:
            self._held.append(({kind: body}, kept_until))
            if len(self._held) == self._to_reorder:
                self.reorder_next(0)
            return
        self.insert({kind: body}, kept_until=kept_until)

    def insert(self, update: Json, *, kept_until: datetime) -> None:
        """Queue an update as it is. An `update_id` of its own is kept; else the next number is given."""
        if "update_id" not in update:
            update = {"update_id": self.next_id, **update}
        if not isinstance(update["update_id"], int):
            raise ValueError("an update_id is a number")  # noqa: TRY004 - of the value, as jump() has it
        self.next_id = max(self.next_id, update["update_id"] + 1)
        copies = 2 if self._to_double else 1
        self._to_double -= copies - 1
        self.events.append(Event(update, kept_until, copies))
        self.wake()

    def wake(self) -> None:
        """Let waiting polls look again."""
        self._signal.set()
        self._signal = asyncio.Event()
        self._changed()

    @property
    def to_double(self) -> int:
        """How many of the next updates will be handed over twice."""
        return self._to_double

    # --- mischief --------------------------------------------------------------------------------------------------

    def double_next(self, count: int) -> None:
        """Each of the next `count` updates is handed over twice in a row."""
        self._to_double = count

    def reorder_next(self, count: int) -> None:
        """The next `count` updates are held until all are there, then come the last first. 0: let the held ones go."""
        held, self._held, self._to_reorder = self._held, [], count
        for update, kept_until in reversed(held):
            self.insert(update, kept_until=kept_until)

    def jump(self, to: int) -> None:
        """The next update is numbered `to`, as after a week of silence. ValueError while updates are unconfirmed."""
        if self.pending():
            raise ValueError(f"ids jump only in an empty queue; {self.pending()} updates are not confirmed yet")
        self.next_id = to

    # --- going out -------------------------------------------------------------------------------------------------

    def allow(self, kinds: Sequence[Any]) -> None:
        """Remember which kinds the bot wants. None that exist: back to the default (Client.cpp)."""
        known = frozenset(k.lower() for k in kinds if isinstance(k, str)) & KINDS
        self.allowed = known or DEFAULT_KINDS

    def expire(self) -> None:
        """Forget what is too old by the world's clock."""
        self.events = [event for event in self.events if event.expires_at > self._now()]

    def pending(self) -> int:
        """Updates not yet confirmed and not expired."""
        self.expire()
        return len(self.events)

    def clear(self) -> None:
        """Confirm everything unseen (drop_pending_updates)."""
        self._confirm(self.events)

    async def poll(self, *, offset: int, limit: int, timeout: int) -> list[Event]:  # noqa: ASYNC109 - the parameter of getUpdates
        """`getUpdates`. Raises Refusal 409 when another poll comes while this one waits.

        The platform spares a waiting poll from a later one that need not wait itself; here any later one ends it.
        """
        timeout = max(0, min(timeout, LONGEST_POLL_S))
        limit = max(1, min(limit, 100))
        asked_at = self._monotonic()
        if self.paced and self._last_ask is not None and self._last_ask[0] == offset:
            if asked_at < self._last_ask[1] + SAME_OFFSET_WAIT_S:
                timeout = max(timeout, int(SAME_OFFSET_WAIT_S))
            if asked_at < self._last_ask[1] + SAME_OFFSET_LIMIT_S:
                limit = 1
        self._last_ask = (offset, asked_at)
        self._poll += 1
        mine = self._poll
        self.wake()
        start = self._start(offset)
        end = time.monotonic() + timeout
        while True:
            batch = self._look(start, limit)
            left = end - time.monotonic()
            if batch or left <= 0:
                return batch
            await _wait(self._signal, left)
            if self._poll != mine:
                await self._pause_conflict()
                raise conflict()

    def hand_over(self, batch: list[Event]) -> None:
        """Note that this batch has reached the bot."""
        for event in batch:
            event.times += 1
            if event.times == 1:
                self.handed.append(event)
        self._changed()

    def _start(self, offset: int) -> int:
        self.expire()
        if offset < 0:
            self._confirm(self.events[:offset])
        if offset <= 0:
            return self.events[0].id if self.events else self.next_id
        return offset

    def _look(self, start: int, limit: int) -> list[Event]:
        self.expire()
        if start <= self.next_id + AHEAD:
            self._confirm([event for event in self.events if event.id < start])
        return [event for event in self.events for _ in range(event.copies)][:limit]

    def _confirm(self, events: list[Event]) -> None:
        if not events:
            return
        for event in events:
            event.confirmed = True
        self.events = [event for event in self.events if not event.confirmed]
        self._changed()

    async def _pause_conflict(self) -> None:
        now = self._monotonic()
        if self.paced and now < self._conflict_free_at:
            await asyncio.sleep(CONFLICT_PAUSE_S)
        else:
            self._conflict_free_at = now + CONFLICT_PAUSE_S


async def _wait(signal: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(signal.wait(), seconds)
    except TimeoutError:
        return
