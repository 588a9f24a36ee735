"""Some people on an account that carries next to nothing, so that a few are a flood."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bots.telegram.capabilities import TELEGRAM
from core.domain.practice import PracticeFacts
from core.prompts.library import Library
from core.scheduler.enrol import Enrolled, Wish, enrol_all
from core.scheduler.heartbeat import Heartbeat
from core.store import tables
from core.store.unit import Unit
from tests.bench import practice as filled
from tests.contract.store.world import SteppedClock, account, opened, person

NINE = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)  # a Monday
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
MORNING = """kind: programme
id: morning
text:
  en: {title: Every morning}
steps:
  - {id: write, prompt: writing/small-things, every: day, at: "09:00"}
  - {id: sometime, prompt: writing/small-things, every: day, between: ["09:00", "09:01"]}
"""
EVERY_NINE = """kind: programme
id: nine
text:
  en: {title: Every morning}
steps:
  - {id: write, prompt: writing/small-things, every: day, at: "09:00"}
"""
BRIEF = """kind: programme
id: brief
text:
  en: {title: At once or never}
steps:
  - {id: write, prompt: writing/small-things, every: day, at: "09:00", if_late: {up_to: 30m}}
"""
DRAWN = """kind: programme
id: drawn
text:
  en: {title: Now and then}
steps:
  - {id: sometime, prompt: writing/small-things, every: day, between: ["10:00", "20:00"], times: 3, gap: 30m}
"""
SLOW = replace(TELEGRAM, per_account_per_s=0.1)  # carries 4 a minute


def facts(able=SLOW) -> PracticeFacts:
    whole = filled.facts()
    accounts = {name: replace(one, capabilities=able) for name, one in whole.accounts.items()}
    return replace(whole, accounts=accounts)


def books(folder: Path) -> Library:
    """The starter's library, and programmes at nine in the morning."""
    filled.library(folder)
    for name, words in (("morning", MORNING), ("nine", EVERY_NINE), ("brief", BRIEF), ("drawn", DRAWN)):
        (folder / f"{name}.yaml").write_text(words)
    found, faults = filled.load_library(folder)
    assert found is not None, faults
    return found


class Group:
    """Some people who follow the same programme, at half past eight."""

    def __init__(self, url: str, library: Library) -> None:
        self.clock = SteppedClock()
        self.clock.present = NINE - timedelta(minutes=30)
        self.store, self.library = opened(url, self.clock), library
        self.heart = Heartbeat(self.store, self.clock, facts(), lambda: library, chores=[], next_times=[])
        self.store.run_here(account)

    def join(
        self, number: int, first: int = 0, *, programme: str = "morning", zone: str = "UTC", **values
    ) -> list[str]:
        """So many more, who follow a programme from the first day on; values: of their rows. Their ids."""

        def work(unit: Unit) -> list[str]:
            new = [person(unit, f"Client {n}", f"7{n:03}", f"Wren-{n}").client for n in range(first, first + number)]
            c, e, o = tables.clients, tables.enrolments, tables.occurrences
            unit.execute(sa.update(o).where(o.c.step == "one").values(state="skipped"))  # of the helper's own programme
            unit.execute(sa.update(e).where(e.c.programme == "first-week").values(state="ended"))
            told = {"state": "active", "zone": zone, **values}
            unit.execute(sa.update(c).where(c.c.id.in_(new)).values(**told))
            wishes = [Wish(each, programme, NINE.date()) for each in new]
            done = enrol_all(unit, self.library, wishes, actor="x", language="en")
            assert all(isinstance(each, Enrolled) for each in done), done
            return new

        return self.store.run_here(work)

    def due(self, step: str = "write", day: str = "2026-11-30") -> dict[str, datetime]:
        """When each client is due on that day."""
        c = tables.occurrences.c
        query = sa.select(c.client, c.due_at).where(c.step == step, c.local_date == day, c.state == "planned")
        return {row.client: row.due_at for row in self.store.run_here(lambda unit: unit.all(query))}

    async def beat(self) -> None:
        await self.heart.beat()
