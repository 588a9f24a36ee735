"""What the service did about a fault, in one sentence, from the platforms' own records."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bots.sandbox.page.board import Board
from bots.sandbox.page.record import DISCORD_HISTORY, Did, Record

_LOOK_S = 0.1
_SETTLE_S = 1.5  # a second copy would come within this
_PATIENCE_S = 120.0
_ANSWERED_S = 4.0


@dataclass
class Case:
    """One fault and the calls it hit. seconds: the wait it asked for (429)."""

    platform: str
    kind: str
    record: Record
    seconds: float
    hits: list[int] = field(default_factory=list[int])
    fired_at: list[float] = field(default_factory=list[float])

    def hit(self, number: int) -> None:
        """It fired at this call."""
        self.hits.append(number)
        self.fired_at.append(time.monotonic())

    def again(self, number: int) -> list[Did]:
        """Later calls that did the same thing and were done."""
        (hurt,) = self.record.since(number)[:1] or [None]
        if hurt is None:
            return []
        later = self.record.since(number + 1)
        if not hurt.sends:  # a question, asked again: an answer may take its time (a poll for updates waits for one)
            return [did for did in later if did.method == hurt.method and (did.done or did.waits)]
        return [did for did in later if did.done and did.repeats(hurt)]

    def dealt_with(self) -> bool:
        """Every call it hit was done later."""
        return all(self.again(number) for number in self.hits)

    def looked_up(self) -> bool:
        """After a lost answer: the service read the history of the place instead of sending again."""
        number = self.hits[-1]
        hurt = self.record.since(number)[0]
        later = self.record.since(number + 1)
        return any(did.method == DISCORD_HISTORY and did.chat == hurt.chat and did.done for did in later)

    def copies(self) -> int:
        """How often what was to be sent stands there now, the worst case of all calls it hit."""
        return max((self._copies(number) for number in self.hits), default=0)

    def _copies(self, number: int) -> int:
        hurt = self.record.since(number)[0]
        if not hurt.sends:
            return 0
        every = [did for did in (hurt, *self.again(number)) if did.done or (did is hurt and self._was_done)]
        named = {did.result for did in every if did.result}
        return len(named) if named else len(every)

    @property
    def _was_done(self) -> bool:
        return self.kind in ("drop_after", "kill_mid_flight")

    def referred(self) -> bool:
        """Whether what was sent bears a reference by which the platform could know it again."""
        return self.record.since(self.hits[-1])[0].nonce != ""

    def marked(self) -> bool:
        """Whether what was sent again opens with words of its own (it may be a copy)."""
        hurt = self.record.since(self.hits[-1])[0]
        return any(did.words != hurt.words for did in self.again(self.hits[-1]))


async def follow(case: Case, left: Callable[[], int], board: Board) -> None:
    """Wait until the service has dealt with it, then say how."""
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end and (left() > 0 or not case.dealt_with()):
        await asyncio.sleep(_LOOK_S)
        if left() > 0:
            end = time.monotonic() + _PATIENCE_S
        elif case.kind in ("drop_after", "kill_mid_flight") and case.looked_up():
            break
    took = time.monotonic() - case.fired_at[-1]
    await asyncio.sleep(_SETTLE_S)
    board.tell("fault", sentence(case, took))


def sentence(case: Case, took: float) -> str:
    """What happened and what the service did. took: seconds from the last firing until it was dealt with."""
    name, after = case.platform, f"{took:.0f} s" if took >= 1 else "less than a second"
    arrived = _arrived(case.copies())
    if not case.dealt_with():
        return _unrepeated(case)
    match case.kind:
        case "429":
            return (
                f"{name} answered 429 (wait {case.seconds:.0f} s). The service held that chat for {after}, "
                f"then sent it: {arrived}."
            )
        case "outage":
            times = len(case.hits)
            end = f" What waited was sent: {arrived}." if case.copies() else ""
            return f"{name} was away for {times} calls (503). The service waited and tried again, and went on.{end}"
        case "drop_before":
            return f"The line to {name} broke before anything was done. The service sent it again after {after}: {arrived}."
        case "hang":
            return f"{name} did not answer. The service gave up waiting and sent it again after {after}: {arrived}."
        case "kill_mid_flight":
            return (
                f"{name} had taken a message when the service was killed, and nobody heard the answer. "
                f"{_second_life(case)}"
            )
        case _:
            return f"{name} took a message, and its answer was lost. {_after_silence(case)}"


def _arrived(copies: int) -> str:
    return "it arrived once" if copies == 1 else f"it stands there {_times(copies)}"


def _times(copies: int) -> str:
    return {1: "once", 2: "twice"}.get(copies, f"{copies} times")


def _after_silence(case: Case) -> str:
    if case.copies() == 1:
        return f"The service asked again, and {case.platform} knew it: it stands there once."
    return f"Nobody can know what came of it, so the service sent it {_once_more(case)}."


def _second_life(case: Case) -> str:
    if case.copies() == 1:
        return f"In its next life it asked again, and {case.platform} knew it: it stands there once."
    return f"In its next life it sent it {_once_more(case)}."


def _once_more(case: Case) -> str:
    """How it was sent again, where the platform took it for something new."""
    if case.marked():
        return "once more, with a line that it may be a copy"
    how = "once more, under the same reference" if case.referred() else "once more"
    return f"{how}, so it stands there {_times(case.copies())}"


def _unrepeated(case: Case) -> str:
    if case.kind in ("drop_after", "kill_mid_flight"):
        found = " It found it in the history" if case.looked_up() else " It was not sent again"
        return f"{case.platform} took a message, and its answer was lost.{found}: it stands there once."
    return f"{case.platform} did not take a message, and the service has not sent it since."


async def follow_duplicate(platform: str, record: Record, board: Board) -> None:
    """Something was handed over twice: was anything said twice because of it?"""
    start = len(record)
    await asyncio.sleep(_ANSWERED_S)
    sent = [did for did in record.since(start) if did.sends and did.done]
    twice = any(one.repeats(other) and one.words for n, one in enumerate(sent) for other in sent[:n])
    outcome = "something was said twice" if twice else "it was taken once, and nothing was said twice"
    board.tell("fault", f"{platform} told the service of the same thing twice: {outcome}.")
