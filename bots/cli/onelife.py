"""One life of the demo's service: bots.runner's practice, which follows the calendar and tells what it does.

It tells kinds, never content, as JSON lines on standard output: {"did": kind, "account"} for a record of its log,
{"next": ISO or null, "following": bool} when the next prompt is due and whether anybody follows a programme,
{"came": [[id, ISO, fate, reason], ...]} what became of prompts whose time came, {"library": revision, "faults": [...],
"changed": bool}.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bots.machine import MovableClock, SystemClock

if TYPE_CHECKING:  # imported late: a life that is forked has them already
    from core.scheduler.outlook import Outlook
    from core.store.schedule import CameDue

_LOOK_EVERY_S = 0.2
_AT_ONCE = 12  # prompts told in one line
_LIBRARY_EVERY_S = 1.0
_FAULTS, _FAULT_LENGTH = 12, 300  # what is told stays within one write of a pipe
_ROOMS = frozenset({"bots", "core"})

# Records of our own rooms that are worth a word at the page; the parent knows the words.
KINDS = {
    "account owned": "owned",
    "waiting for an account that another process owns": "waiting",
    "the platform does not accept the token; the queue is kept": "token",
    "somebody else listens with this token": "conflict",
    "a task broke off": "broke",
    "lease lost": "lease",
    "nothing was heard for over 24 hours: messages may be lost": "gap",
    "an update broke off, once more": "again",
    "a press that is out of date": "stale",
    "a beat broke off": "beat",
    "discord.life_ended": "line",
}

Json = dict[str, Any]


def say(**facts: object) -> None:
    """One line to whoever started us, in one write: lives and stagehand share the pipe. Nobody listening: no matter."""
    try:
        os.write(1, json.dumps(facts).encode() + b"\n")
    except OSError:
        return


class FollowedClock(MovableClock):
    """A calendar that is so many seconds ahead of the machine's clock."""

    def __init__(self, offset: float) -> None:
        super().__init__(SystemClock().now() + timedelta(seconds=offset))

    def follow(self, offset: float) -> None:
        """Put it where the page has put it."""
        self.move_to(SystemClock().now() + timedelta(seconds=offset))


class Teller(logging.Handler):
    """Tells the kind of a record, and the account it is about."""

    def emit(self, record: logging.LogRecord) -> None:
        """Of our own rooms, and only what has a kind."""
        if record.name.partition(".")[0] not in _ROOMS:
            return
        event: object = record.msg
        if isinstance(event, dict):  # structlog's
            event = event.get("event")
        kind = KINDS.get(event) if isinstance(event, str) else None
        if kind is not None:
            say(did=kind, account=str(vars(record).get("account", "")))


def live(folder: Path, environ: dict[str, str], offset: float, line: int) -> None:
    """Run until SIGTERM, or until the line with the calendar ends. line: the reading end of that pipe."""
    from config.logging import configure_logging

    configure_logging([], level="INFO", stream=sys.stderr)
    logging.getLogger().addHandler(Teller(logging.INFO))
    asyncio.run(_live(folder, environ, FollowedClock(offset), line))


async def _live(folder: Path, environ: dict[str, str], clock: FollowedClock, line: int) -> None:
    from bots import runner
    from bots.cli.chance import MachineEntropy
    from config.settings import load_settings
    from core.bootstrap import Timing

    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    _hear(loop, line, clock, stop)
    # Only what would keep a visitor waiting is shorter than in earnest: leases, sweeps, coming back.
    timing = Timing(lease=timedelta(seconds=2), renew_every_s=0.4, look_again_s=0.2)
    tuning = runner.Tuning(timing=timing, sweep_every_s=2, reconnect_after_s=0.2)
    settings = load_settings(folder, environ)
    async with runner.opened(settings, clock=clock, entropy=MachineEntropy(), tuning=tuning) as practice:
        works: list[Coroutine[Any, Any, object]] = [
            practice.run(),
            _tell_prompts(practice.outlook),
            _watch_library(
                settings.library, settings.practice.languages[0], practice.library.revision, practice.use_library
            ),
            stop.wait(),
        ]
        tasks = [asyncio.create_task(work) for work in works]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()


def _hear(loop: asyncio.AbstractEventLoop, line: int, clock: FollowedClock, stop: asyncio.Event) -> None:
    os.set_blocking(line, False)
    half = b""

    def hear() -> None:
        nonlocal half
        told = os.read(line, 65536)
        if not told:
            loop.remove_reader(line)
            stop.set()
            return
        *lines, half = (half + told).split(b"\n")
        for each in lines:
            clock.follow(float(json.loads(each)["offset"]))

    loop.add_reader(line, hear)


async def _tell_prompts(ask: Callable[[], Coroutine[Any, Any, Outlook]]) -> None:
    """When the next prompt is due and what became of those that were, as often as it changes: the latter always first."""
    from core.domain.errors import StoreFault

    told_next: object = ()
    told: dict[str, list[str]] = {}
    while True:
        with suppress(StoreFault):
            now = await ask()
            came = {
                str(each.id): [str(each.id), each.due_at.isoformat(), _fate(each), each.reason] for each in now.lately
            }
            fresh = [line for number, line in came.items() if told.get(number) != line]
            for at in range(0, len(fresh), _AT_ONCE):
                say(came=fresh[at : at + _AT_ONCE])
            told = dict(came)
            if told_next != (now.next_at, now.following):
                told_next = (now.next_at, now.following)
                say(next=None if now.next_at is None else now.next_at.isoformat(), following=now.following)
        await asyncio.sleep(_LOOK_EVERY_S)


def _fate(prompt: CameDue) -> str:
    """What the page is told: waiting (on its way), skipped, or delivered, whatever came of it then."""
    from core.domain.states import OccurrenceState

    words = {OccurrenceState.RELEASED: "waiting", OccurrenceState.SKIPPED: "skipped"}
    return words.get(prompt.state, "delivered")


async def _watch_library(folder: Path, base: str, told: str, use: Callable[[Any], None]) -> None:
    """Put in force what is whole, as soon as it changes; a broken library leaves the old one in force (SPEC 3.5).

    told: the revision in force at the start; the folder may have changed while nobody watched.
    """
    from core.prompts.faults import as_text
    from core.prompts.library import load_library

    known, first = _fingerprint(folder), True
    while True:
        library, faults = await asyncio.to_thread(load_library, folder, fallback=base)
        words = [as_text(fault)[:_FAULT_LENGTH] for fault in faults[:_FAULTS]]
        if library is not None:
            if library.revision != told:
                use(library)
            told = library.revision
        say(library=told, faults=words, changed=not first, broken=library is None)
        first = False
        while (now := await asyncio.to_thread(_fingerprint, folder)) == known:  # noqa: ASYNC110
            await asyncio.sleep(_LIBRARY_EVERY_S)  # a folder has no event to wait for
        known = now


def _fingerprint(folder: Path) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    for path in sorted(folder.rglob("*")):
        try:
            facts = path.stat()
        except OSError:
            continue
        found.append((str(path), facts.st_mtime_ns, facts.st_size))
    return found
