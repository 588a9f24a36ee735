"""Behind the practice page: the service as a process, its calendar, its library, and what it tells of itself."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bots.machine import MovableClock, SystemClock
from bots.sandbox.page.backstage import CameDue, LibraryNow, ServiceNow, State
from bots.sandbox.page.board import Board

Json = dict[str, Any]

_ROOT = Path(__file__).parents[2]
_ACCOUNTS = 2
AGAIN_AFTER_S = 2.0  # after a kill, or an end of its own
_QUICK_DEATHS = 3  # in a row without having run: it will not get better by itself
_LANDING_S = 12.0
_LOOK_S = 0.05

_TOLD = {
    "waiting": "The service waits until its dead predecessor's claim on {account} runs out.",
    "token": "{account} does not accept the service's token.",
    "conflict": "Somebody else listens with {account}'s token; the service steps back and looks again.",
    "broke": "A part of the service broke off and was started anew.",
    "lease": "The service lost its claim on {account} for a moment and takes it again.",
    "gap": "The service was away for over 24 hours. Telegram keeps messages no longer, so it said in the room that some may be lost.",
    "again": "Something could not be handled at once; the service tries it once more.",
    "stale": "A button was pressed twice, or late; it changed nothing.",
    "beat": "A beat of the service broke off; the next one tries again.",
    "line": "The line to Discord broke; the service opens it again.",
}


class PracticeProcess:
    """Backstage of one practice room. `launch`, then `close`. on_change is the board's bell."""

    def __init__(self, folder: Path, board: Board, clock: MovableClock, *, zone: str, names: Mapping[str, str]) -> None:
        self.zone = zone
        self._folder, self._board, self._clock = folder, board, clock
        self._names = names  # account -> what the visitor calls it
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._state: State = "starting"
        self._lives = self._pid = self._deaths = 0
        self._owned: set[str] = set()
        self._died_at: float | None = None
        self._again: asyncio.TimerHandle | None = None
        self._stay = self._closing = self._opened = False
        self._fault = ""
        self._next: datetime | None = None
        self._following = False
        self._came: dict[str, CameDue] = {}
        self._library = LibraryNow("")
        self._codes: asyncio.Future[dict[str, str]] | None = None
        self.on_birth: Callable[[], None] = lambda: None
        self.connected: Callable[[], bool] = lambda: True  # whether both platforms hear from the newest life

    # --- the page's port -------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """See the port."""
        return self._clock.now()

    def move_to(self, when: datetime) -> None:
        """See the port."""
        self._clock.move_to(when)
        self._tell(offset=self._offset())

    def next_prompt(self) -> datetime | None:
        """See the port."""
        return self._next

    def following(self) -> bool:
        """See the port."""
        return self._following

    def came_due(self) -> Sequence[CameDue]:
        """See the port."""
        return sorted(self._came.values(), key=lambda each: each.due_at)

    def service(self) -> ServiceNow:
        """See the port."""
        state = "starting" if self._state == "running" and not self._opened else self._state
        return ServiceNow(state, self._lives)

    def kill(self, *, stay: bool) -> None:
        """See the port."""
        if not self._pid:
            raise ValueError("The service is not running.")
        self._stay = stay
        self._become("killed")
        self._died_at = time.monotonic()
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        self._board.tell("service", "The service was killed in the middle of its work (kill -9).")

    def start(self) -> None:
        """See the port."""
        if self._pid or self._process is None:
            raise ValueError("The service is running, or about to.")
        if self._again is not None:
            self._again.cancel()
            self._again = None
        self._stay, self._deaths = False, 0
        self._live()

    def library(self) -> LibraryNow:
        """See the port."""
        return self._library

    def library_folder(self) -> Path | None:
        """See the port."""
        folder = self._folder / "library"
        return folder if folder.is_dir() else None

    # --- its life --------------------------------------------------------------------------------------------------

    async def launch(self, secrets: Mapping[str, str]) -> None:
        """Start the stagehand. secrets: the practice's environment."""
        plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        with (self._folder / "service.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bots.cli.stagehand",
                str(self._folder),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                cwd=_ROOT,
                env={**plain, **secrets},
                start_new_session=True,  # Ctrl+C is ours alone; the service is then stopped in order
            )
        self._reading = asyncio.create_task(self._listen(self._process))
        self._tell(offset=self._offset())

    async def found(self, therapists: list[str]) -> dict[str, str]:
        """Make the practice's store. Returns each therapist's code. Raises RuntimeError where the process ended."""
        self._codes = asyncio.get_running_loop().create_future()
        self._tell(do="found", therapists=therapists)
        return await self._codes

    def begin(self) -> None:
        """The first life."""
        self._live()

    def at_work(self) -> bool:
        """Both accounts are owned, and both platforms hear from it."""
        return self._state == "running"

    def opened(self) -> None:
        """The rooms are ready for the visitor; until now the service counted as starting."""
        self._opened = True
        self._board.tell("service", "The service is at work on both platforms, and both therapists have their rooms.")

    async def close(self) -> None:
        """Stop the service cleanly, and whoever runs it."""
        self._closing = True
        if self._again is not None:
            self._again.cancel()
        if self._process is None:
            return
        if self._process.stdin is not None:
            self._tell(do="stop")
            self._process.stdin.close()
        try:
            async with asyncio.timeout(_LANDING_S):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        if self._reading is not None:
            await self._reading

    def _live(self) -> None:
        self._again = None
        self._owned.clear()
        self._become("starting")
        self._tell(do="live")

    def _tell(self, **order: object) -> None:
        if self._process is None or self._process.stdin is None or self._process.stdin.is_closing():
            return
        with suppress(ConnectionError):
            self._process.stdin.write(json.dumps(order).encode() + b"\n")

    def _offset(self) -> float:
        return (self._clock.now() - SystemClock().now()) / timedelta(seconds=1)

    def _become(self, state: State) -> None:
        self._state = state
        self._board.ring()

    # --- what it tells ---------------------------------------------------------------------------------------------

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            self._take_in(json.loads(line))
        if self._codes is not None and not self._codes.done():
            self._codes.set_exception(RuntimeError("the service's process ended"))
        if not self._closing:
            self._pid = 0
            self._become("stopped")
            self._board.tell("service", "The service's process is gone. End the demo and start it anew.")

    def _take_in(self, fact: Json) -> None:
        match fact:
            case {"codes": codes} if self._codes is not None and not self._codes.done():
                self._codes.set_result(codes)
            case {"born": pid}:
                self._pid = pid
                self._lives += 1
                self.on_birth()
                self._board.ring()
            case {"died": _, "status": status}:
                self._bury(self._fault or f"status {status}")
                self._fault = ""
            case {"fault": name}:
                self._fault = name
            case {"came": prompts}:
                for number, due, fate, reason in prompts:
                    self._came[number] = CameDue(number, datetime.fromisoformat(due), fate, reason)
            case {"next": when, "following": following}:
                self._next = None if when is None else datetime.fromisoformat(when)
                self._following = following
                self._board.ring()
            case {"library": revision, "faults": faults}:
                self._shelve(revision, tuple(faults), fact)
            case {"did": "owned", "account": account}:
                self._owned.add(account)
                if len(self._owned) == _ACCOUNTS and self._state == "starting":
                    asyncio.get_running_loop().call_later(_LOOK_S, self._ready)
            case {"did": kind, "account": account} if kind in _TOLD:
                name = self._names.get(account, "one account")
                self._board.tell("service", _TOLD[kind].format(account=name))
            case _:
                pass

    def _ready(self) -> None:
        """Both accounts are owned; it runs as soon as both platforms hear from it."""
        if self._state != "starting" or self._closing or len(self._owned) < _ACCOUNTS:
            return
        if not self.connected():
            asyncio.get_running_loop().call_later(_LOOK_S, self._ready)
            return
        self._deaths = 0
        self._become("running")
        if self._died_at is None:
            return
        away = time.monotonic() - self._died_at
        self._died_at = None
        self._board.tell(
            "service",
            f"The service is back after {away:.1f} s. It goes on from what it had written down, and asks both platforms "
            "what it missed.",
        )

    def _bury(self, why: str) -> None:
        self._pid = 0
        self._owned.clear()
        if self._closing:
            return
        if self._state != "killed":
            self._died_at = self._died_at or time.monotonic()
            self._deaths += self._state == "starting"
            self._board.tell("service", f"The service ended by itself ({why}).")
        if self._deaths >= _QUICK_DEATHS:
            self._become("stopped")
            return
        self._become("killed")
        if not self._stay:
            self._again = asyncio.get_running_loop().call_later(AGAIN_AFTER_S, self._live)

    def _shelve(self, revision: str, faults: tuple[str, ...], fact: Json) -> None:
        before, self._library = self._library, LibraryNow(revision, faults)
        if fact.get("broken"):
            self._board.tell("library", "The library has faults, so the one before stays in force.")
        elif fact.get("changed") and revision != before.revision:
            self._board.tell("library", "The library was read anew and is in force for whatever is sent from now on.")
        elif before.faults and not faults:
            self._board.tell("library", "The library is whole again.")
        else:
            self._board.ring()
