"""Several processes of one practice, as a test holds them: who owns what, by their own logs."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bots.sandbox.stage import DISCORD_TOKEN
from tests.faults.strings import SharedCalendar
from tests.flow.play import ROOT_KEY, Play

ROOT = Path(__file__).parents[2]


@dataclass
class Member:
    """One process. Its log is a file of JSON lines."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def records(self) -> list[dict[str, Any]]:
        """What it has logged so far; a half-written last line waits."""
        lines = self.log.read_text(encoding="utf-8").split("\n")[:-1]
        return [json.loads(line) for line in lines if line.startswith("{")]

    def epoch_of(self, account: str) -> int:
        """The last epoch under which it took this account; 0 for never."""
        owned = [r["epoch"] for r in self.records() if r["event"] == "account owned" and r["account"] == account]
        return max(owned, default=0)

    def send(self, number: signal.Signals) -> None:
        """A signal to this very process."""
        self.process.send_signal(number)


@dataclass
class Company:
    """The processes of one practice folder."""

    play: Play
    lease_s: float = 2.0
    level: str = "INFO"
    members: list[Member] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.calendar = SharedCalendar(self.play.folder)
        self.calendar.move_to(self.play.clock.now())

    def hire(self, name: str, *, environ: dict[str, str] | None = None) -> Member:
        """Start one more process."""
        log = self.play.folder / f"{name}.log"
        command = [
            sys.executable,
            "-m",
            "tests.faults.owner_child",
            str(self.play.folder),
            str(self.lease_s),
            self.level,
        ]
        secrets = {**self.play.stage.secrets(), "VIGNETTE_ROOT_KEY": ROOT_KEY} if environ is None else environ
        with log.open("wb") as out:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**_clean_environment(), **secrets},
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
            )
        member = Member(name, process, log)
        self.members.append(member)
        return member

    def owner_of(self, account: str) -> Member | None:
        """Who took the account last."""
        taken = [member for member in self.members if member.epoch_of(account)]
        return max(taken, key=lambda member: member.epoch_of(account), default=None)

    async def at_work(self) -> tuple[Member, Member]:
        """Two processes, hired together: the one that owns both accounts and listens, and the one that waits."""
        self.hire("ann")
        self.hire("bob")
        until, discord = self.play.until, self.play.stage.discord
        await until(lambda: self.owner_of("main") and self.owner_of("den"), "both accounts have an owner", 30)
        await until(lambda: discord.connected(DISCORD_TOKEN), "listening on Discord", 30)
        await until(lambda: all(member.records() for member in self.members), "both are awake", 30)
        first = self.owner_of("main")
        assert first is not None
        if self.owner_of("den") is not first:  # they shared; let one have both
            other = self.owner_of("den")
            assert other is not None
            self.retire(other)
            self.hire("cat")
            await until(lambda: self.owner_of("den") is first, "one owns both", 30)
        second = next(member for member in self.members if member is not first)
        await until(lambda: _waits(second), "the other waits", 30)
        await until(lambda: discord.connected(DISCORD_TOKEN) == 1, "listening on Discord", 30)
        return first, second

    def retire(self, member: Member) -> None:
        """End one cleanly and forget it."""
        member.send(signal.SIGTERM)
        member.process.wait(15)
        self.members.remove(member)

    def freeze(self, member: Member) -> None:
        """Stop a process where it stands, but not inside a write: SQLite's lock would be frozen with it."""
        while True:
            member.send(signal.SIGSTOP)
            if self._writable():
                return
            member.send(signal.SIGCONT)
            time.sleep(0.02)

    def _writable(self) -> bool:
        if not self.play.database.startswith("sqlite"):
            return True
        other = sqlite3.connect(self.play.folder / "data" / "vignette.db", isolation_level=None, timeout=0.1)
        try:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return False
        finally:
            other.close()
        return True

    def move_to(self, when: datetime) -> None:
        """Move everybody's calendar."""
        self.play.clock.move_to(when)
        self.calendar.move_to(when)

    def dismiss(self) -> None:
        """End whoever is left, also the frozen."""
        for member in self.members:
            if member.process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    member.process.kill()
                member.process.wait(10)


def _waits(member: Member) -> bool:
    told = [record for record in member.records() if "another process owns" in record["event"]]
    return {record["account"] for record in told} == {"main", "den"}


def _clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("VIGNETTE_")}


@contextlib.contextmanager
def company(play: Play, *, lease_s: float = 2.0, level: str = "INFO") -> Iterator[Company]:
    """Processes that are surely gone afterwards."""
    together = Company(play, lease_s, level)
    try:
        yield together
    finally:
        together.dismiss()
