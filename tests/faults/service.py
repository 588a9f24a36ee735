"""The service as its judge holds it: start, stop, kill, an order to die at a step, and the trail of what it did."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.strings import ORDER, TRAIL, write_order

ROOT = Path(__file__).parents[2]
KILLED = -9
_CALL_ENDED = ("._took", "._settle", " sent", " settle")  # the last two: what is written where the first two break
_STILL_S = 0.35  # nothing happened for so long
_BY_ITSELF = ("renew", "swept", "cursor", "take_over")  # goes on for ever


@dataclass(frozen=True, order=True)
class Point:
    """A durable step, and which occurrence of it."""

    step: str
    nth: int

    def __str__(self) -> str:
        return f"{self.step} #{self.nth}"


@dataclass
class Life:
    """What one process did until it ended."""

    pid: int
    steps: list[str] = field(default_factory=list)
    ended: int | None = None

    def in_flight(self) -> int:
        """Calls that were begun and whose end was not committed, as it stands now."""
        return self._in_flight(self.steps)

    def cut(self) -> int:
        """Calls whose end nobody knew: under way when it was killed, or when it lost a lease on a machine too slow."""
        given_back = [at for at, step in enumerate(self.steps) if step == "after commit release"]
        lost = sum(self._in_flight(self.steps[:at]) for at in given_back if self.steps[at:].count("after lease taken"))
        return lost + (self.in_flight() if self.ended == KILLED else 0)

    @staticmethod
    def _in_flight(steps: Sequence[str]) -> int:
        calls = ("send", "edit", "withdraw", "open_thread", "look_at_room", "open_door", "close_door", "open_private")
        begun = sum(s.startswith(("before telegram ", "before discord ")) and s.split()[2] in calls for s in steps)
        ended = sum(s.startswith("after commit ") and s.endswith(_CALL_ENDED) for s in steps)
        return max(0, begun - ended)

    def at_work(self) -> bool:
        """Both accounts are owned, and Discord's history was read since."""
        return self.steps.count("after lease taken") >= 2 and "swept" in self.steps


class Service:
    """One practice's process."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder, self._environ = folder, environ
        self.lives: list[Life] = []
        self.born = 0
        self._by_pid: dict[int, Life] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._listening: asyncio.Task[None] | None = None
        self._read_to = 0
        self._half = b""
        self._changed_at = time.monotonic()

    async def start(self) -> None:
        """Let it live."""
        environ = {"PATH": os.environ.get("PATH", ""), "PYTHONWARNINGS": "ignore", **self._environ}
        with (self.folder / "child.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.faults.child",
                str(self.folder),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                cwd=ROOT,
                env=environ,
            )
        self._listening = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """Stop it cleanly."""
        if self._process is None:
            return
        self._tell("stop")
        try:
            async with asyncio.timeout(10):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        assert self._listening is not None
        await self._listening
        self._process = None

    def kill(self) -> None:
        """kill -9, now."""
        self._tell("kill")

    def order(self, points: Sequence[Point]) -> None:
        """Die at these steps, a life each; from now on their occurrences count."""
        write_order(self.folder / ORDER, "\n".join(f"{point.step}\t{point.nth}" for point in points))

    def pardon(self) -> bool:
        """Take an order back. Returns whether it had been carried out."""
        try:
            (self.folder / ORDER).unlink()
        except FileNotFoundError:
            return True
        return False

    def read_trail(self) -> None:
        """Take in what was done since."""
        path = self.folder / TRAIL
        if not path.exists():
            return
        with path.open("rb") as trail:
            trail.seek(self._read_to)
            fresh = trail.read()
        self._read_to += len(fresh)
        *lines, self._half = (self._half + fresh).split(b"\n")
        for line in lines:
            pid, _, step = line.decode().split("\t")
            self._life(int(pid)).steps.append(step)
            if not any(word in step for word in _BY_ITSELF):
                self._changed_at = time.monotonic()

    def steps(self) -> Counter[str]:
        """How often each step was done so far."""
        self.read_trail()
        return Counter(step for life in self.lives for step in life.steps)

    def at_rest(self) -> bool:
        """Alive, at work, and nothing has happened for a while."""
        self.read_trail()
        if not self.lives or self.lives[-1].ended is not None:
            return False
        life = self.lives[-1]
        return life.at_work() and life.in_flight() == 0 and time.monotonic() - self._changed_at > _STILL_S

    def calling(self) -> bool:
        """A call is under way."""
        self.read_trail()
        return bool(self.lives) and self.lives[-1].ended is None and self.lives[-1].in_flight() > 0

    def log(self) -> str:
        """The end of what it complained about."""
        return (self.folder / "child.log").read_text(errors="replace")[-4000:]

    def _tell(self, word: str) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n".encode())

    def _life(self, pid: int) -> Life:
        if pid not in self._by_pid:
            self._by_pid[pid] = Life(pid)
            self.lives.append(self._by_pid[pid])
        return self._by_pid[pid]

    async def _listen(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            word, pid, *rest = line.split()
            life = self._life(int(pid))
            self._changed_at = time.monotonic()
            self.born += word == b"born"
            if word == b"died":
                life.ended = int(rest[0])
