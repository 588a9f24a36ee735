"""Faults on demand, the same words for both stand-ins: refusals, outages, cut and silent connections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

FaultKind = Literal["429", "500", "502", "503", "403", "401", "409", "drop_before", "drop_after", "hang", "slow"]


@dataclass
class Fault:
    """One fault to come. It fires for the next `times` matching calls (-1: until cleared).

    method: a Bot API method ("sendMessage"), for Discord verb and path template ("POST /channels/{id}/messages"),
        several with "|" between them, "*" for every call. Telegram's "*" includes getUpdates: name the method where the
        poll is to be spared.
    chat: only calls that name this chat or channel id (decimal text); None: any call.
    kind: an HTTP status to answer, or
        drop_before: the connection is cut and nothing was done;
        drop_after: it was done, then the connection is cut without an answer;
        hang: nothing is done and no answer comes until the caller leaves;
        slow: it is done at once, the answer comes `seconds` later.
    retry_after: seconds, for 429. is_global: a 429 for the whole account (Discord says so in its answer; on Telegram
        it looks the same, leave `chat` empty).
    told: called with method and chat at the moment it fires, before anything is done.
    """

    method: str = "*"
    chat: str | None = None
    kind: FaultKind = "500"
    times: int = 1
    retry_after: float = 1.0
    is_global: bool = False
    seconds: float = 0
    told: Callable[[str, str | None], None] | None = None

    def fits(self, method: str, chat: str | None) -> bool:
        """Would this fault hit such a call?"""
        if self.times == 0 or (self.chat is not None and self.chat != chat):
            return False
        return self.method == "*" or method.lower() in self.method.lower().split("|")


@dataclass(frozen=True)
class Fired:
    """A fault that hit a call."""

    method: str
    chat: str | None
    kind: FaultKind


class Faults:
    """The faults to come, first in first out, and what has fired."""

    def __init__(self) -> None:
        self.log: list[Fired] = []
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Let `fault` wait for its calls. The object is copied: the caller's stays as it is. Returns the one that waits."""
        waiting = Fault(**vars(fault))
        self._waiting.append(waiting)
        return waiting

    def drop(self, fault: Fault) -> None:
        """Forget one that waits (as `add` returned it); nothing where it waits no more."""
        self._waiting = [each for each in self._waiting if each is not fault]

    def clear(self) -> None:
        """Forget every fault to come. The log stays."""
        self._waiting.clear()

    def take(self, method: str, chat: str | None) -> Fault | None:
        """The first waiting fault that fits this call, used up by one; None: the call is spared."""
        for fault in self._waiting:
            if fault.fits(method, chat):
                fault.times -= 1 if fault.times > 0 else 0
                if fault.times == 0:
                    self._waiting.remove(fault)
                self.log.append(Fired(method, chat, fault.kind))
                if fault.told is not None:
                    fault.told(method, chat)
                return fault
        return None
