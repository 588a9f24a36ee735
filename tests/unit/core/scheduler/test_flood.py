"""More comes due at once than an account carries: it is spread ahead of time, and goes out as fast as the rate says."""

from __future__ import annotations

import itertools
import statistics
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bots.machine import SystemClock
from bots.telegram.capabilities import TELEGRAM
from core.delivery.pace import Pacer
from core.prompts.library import Library
from core.scheduler import spread as spreading
from core.scheduler.enrol import Wish, enrol_all
from core.scheduler.heartbeat import Heartbeat
from core.scheduler.plan import plan_again, plan_ahead
from core.scheduler.release import release_due
from core.scheduler.spread import Spreading, spread_ahead
from core.store import clients, load, moves, outbox, schedule, tables
from core.store.engine import Store
from core.store.unit import Unit
from tests.bench import practice as filled
from tests.unit.core.scheduler.crowd import MINUTE, NINE, SECOND, Group, books, facts


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return books(tmp_path_factory.mktemp("flood") / "library")


@pytest.fixture
def group(database_url: str, library: Library):
    group = Group(database_url, library)
    yield group
    group.store.close_here()


async def test_a_beat_spreads_what_the_account_cannot_carry(group: Group) -> None:
    """12 fixed and 12 random ones in a minute that carries 4: six minutes for them; what has a moment of its own keeps it."""
    group.join(12)
    drawn = group.due("sometime")

    await group.beat()

    due = group.due()
    assert len(due) == 12
    assert all(NINE <= at < NINE + 6 * MINUTE for at in due.values())
    assert max(due.values()) - min(due.values()) > 2 * MINUTE
    assert len(set(due.values())) == 12
    assert group.due("sometime") == drawn


async def test_looking_again_changes_nothing(group: Group) -> None:
    """Not in the next minute, not after planning again, not by another process; and there is no row about a move."""
    group.join(12)
    await group.beat()
    before = group.due()

    group.clock.move(minutes=1)
    await group.beat()
    client = next(iter(before))
    group.store.run_here(plan_again, group.library, client)
    other = Heartbeat(group.store, group.clock, facts(), lambda: group.library, chores=[], next_times=[])
    await other.beat()

    assert group.due() == before
    assert group.store.run_here(spread_ahead, group.library, {"main": 4}) == []
    assert group.store.run_here(lambda unit: unit.all(sa.select(tables.moves))) == []


async def test_a_spreading_that_was_broken_off_ends_as_it_would_have(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between two slices: the rest comes to lie where it would have been."""
    group.join(12)
    while group.store.run_here(plan_ahead, group.library):
        pass
    whole = {each.id: each.after for each in group.store.run_here(spread_ahead, group.library, {"main": 4})}
    monkeypatch.setattr(spreading, "_SLICE", 5)
    first = Spreading(group.store, group.clock, facts(), lambda: group.library)
    done = await first.go_on()

    second = Spreading(group.store, group.clock, facts(), lambda: group.library)
    while more := await second.go_on():
        done += more

    found = group.store.run_here(load.waiting, until=NINE + timedelta(hours=1))
    assert done == 12
    assert {each.id: each.due_at for each in found if each.id in whole} == whole


async def test_who_comes_later_does_not_move_the_others(group: Group) -> None:
    """Their share of the minutes that are needed now is their own."""
    group.join(6)
    await group.beat()
    before = group.due()
    group.join(6, first=6)
    group.clock.move(minutes=5)

    await group.beat()

    after = group.due()
    assert {who: after[who] for who in before} == before
    assert len(set(after.values())) == 12


async def test_what_a_person_chose_keeps_its_moment(group: Group) -> None:
    """Sent by hand, or put off by the client, among a flood: on time."""
    group.join(12)
    one = next(iter(group.due()))

    def choose(unit: Unit) -> str:
        return moves.send_by_hand(
            unit, client=one, prompt="writing/small-things", intensity=1, local_date=NINE.date(), due_at=NINE,
            late_by=timedelta(hours=2), answer_within=timedelta(hours=36), remind="", sent_by="therapist:x",
        )  # fmt: skip

    by_hand = group.store.run_here(choose)
    await group.beat()

    assert group.store.run_here(schedule.occurrence, by_hand).due_at == NINE


async def test_quiet_hours_and_windows_are_kept(group: Group) -> None:
    """Whose quiet hours begin at 09:02 is due before them, whatever the others need."""
    group.join(40)
    some = list(group.due())[:10]
    for each in some:
        group.store.run_here(clients.set_quiet, each, "09:02-10:00")

    await group.beat()

    due = group.due()
    assert max(due.values()) > NINE + 10 * MINUTE
    assert all(NINE <= due[each] < NINE + 2 * MINUTE for each in some)


async def test_a_minute_that_is_not_full_stays(group: Group) -> None:
    """Two and two a minute: nothing moves, and nobody is read one by one."""
    group.join(2)

    await group.beat()

    assert set(group.due().values()) == {NINE}


async def test_what_lies_further_ahead_waits_until_it_is_known_who_shares_it(group: Group) -> None:
    """Tomorrow's minute is spread tomorrow."""
    group.join(12)
    await group.beat()
    early = set(group.due(day="2026-12-01").values())
    group.clock.move(days=1)

    await group.beat()

    assert early == {NINE + timedelta(days=1)}
    assert len(set(group.due(day="2026-12-01").values())) == 12


# --- the way out ------------------------------------------------------------------------------------------------------
PEOPLE = 2000


class Morning(SystemClock):
    """A calendar that stands where it is put."""

    present = NINE - timedelta(hours=4)

    def now(self) -> datetime:
        return self.present


@pytest.fixture
def crowd(tmp_path: Path, library: Library) -> tuple[Store, Morning]:
    """2,000 people on one Telegram account, each with a prompt at 09:00 UTC every day."""
    clock = Morning()
    there = filled.begin(tmp_path / "crowd.db", clock, library)
    filled.add_people(there, PEOPLE)
    store = filled.opened(there.file, clock)
    store.run_here(lambda unit: unit.execute(sa.update(tables.clients).values(zone="UTC")))
    new = [Wish(each.id, "nine", date(2026, 11, 30)) for each in there.people]
    for start in range(0, PEOPLE, 400):
        store.run_here(enrol_all, library, new[start : start + 400], actor="therapist:x", language="en")
    return store, clock


def send(
    store: Store, clock: Morning, library: Library, begins: datetime, step: timedelta = SECOND / 2
) -> dict[str, datetime]:
    """Release and send as the heartbeat and the dispatcher do, in steps; by client, when theirs went out."""
    pacer, sent, now = Pacer(TELEGRAM), dict[str, datetime](), begins
    while len(sent) < PEOPLE and now < begins + 10 * MINUTE:
        clock.present = now
        while store.run_here(release_due, facts(TELEGRAM), library):
            pass
        waiting: Callable[[Unit], list] = lambda unit: outbox.heads(unit, "main", limit=64)  # noqa: E731
        gone: list[str] = []
        for head in store.run_here(waiting):
            at = pacer.ready_at(head.pace, is_group=False, urgency=head.urgency, now=(now - begins) / SECOND)
            if at >= (now + step - begins) / SECOND:
                break
            pacer.spend(head.pace, is_group=False, now=at)
            gone.append(head.id)
            sent[head.id] = begins + at * SECOND
        mark = sa.update(tables.outbox).where(tables.outbox.c.id.in_(gone)).values(state="sent")
        store.run_here(lambda unit, mark=mark: unit.execute(mark))
        now += step
    c = tables.outbox.c
    whose = {row.id: row.client for row in store.run_here(lambda unit: unit.all(sa.select(c.id, c.client)))}
    return {whose[delivery]: at for delivery, at in sent.items()}


def busiest(moments: list[datetime]) -> int:
    """The most in any second."""
    inside, most = 0, 0
    ordered = sorted(moments)
    for n, at in enumerate(ordered):
        while ordered[inside] <= at - SECOND:
            inside += 1
        most = max(most, n - inside + 1)
    return most


@pytest.mark.slow
async def test_a_flood_takes_what_the_rate_says_and_everybody_waits_differently_each_day(
    crowd: tuple[Store, Morning], library: Library
) -> None:
    """2,000 at 09:00 at 30 a second: spread over two minutes, no second beyond the rate, and who is last is another one daily."""
    store, clock = crowd
    delays: list[dict[str, float]] = []
    for day in (0, 1):
        nine = NINE + timedelta(days=day)
        clock.present = nine - timedelta(minutes=20)
        spread = Spreading(store, clock, facts(TELEGRAM), lambda: library)
        while await spread.go_on():
            pass
        sent = send(store, clock, library, nine)
        assert len(sent) == PEOPLE
        assert max(sent.values()) - nine < 2 * MINUTE + 2 * SECOND
        assert max(sent.values()) - min(sent.values()) > 110 * SECOND
        assert busiest(list(sent.values())) <= 30
        minutes = Counter((at - nine) // MINUTE for at in sent.values())
        assert all(number <= 1440 for number in minutes.values())
        delays.append({who: (at - nine) / SECOND for who, at in sent.items()})
    first, second = delays
    people = list(first)
    assert abs(statistics.correlation([first[who] for who in people], [second[who] for who in people])) < 0.1
    assert statistics.mean(abs(first[who] - second[who]) for who in people) > 30
    last = [set(sorted(people, key=day.__getitem__)[-100:]) for day in delays]
    assert len(last[0] & last[1]) < 20
    store.close_here()


def test_what_was_not_spread_goes_in_order_as_fast_as_the_account_may(
    crowd: tuple[Store, Morning], library: Library
) -> None:
    """After an outage over its minute: 2,000 in 67 seconds at 30 a second, in the order in which they were due."""
    store, clock = crowd

    sent = send(store, clock, library, NINE + 5 * MINUTE)

    took = (max(sent.values()) - min(sent.values())) / SECOND
    assert len(sent) == PEOPLE
    assert 2000 / 30 - 1 < took < 2000 / 30 * 1.03
    assert busiest(list(sent.values())) <= 30
    rows = store.run_here(lambda unit: unit.all(
        sa.select(tables.outbox.c.client, tables.occurrences.c.due_at)
        .join(tables.occurrences, tables.occurrences.c.id == tables.outbox.c.occurrence)
        .order_by(tables.outbox.c.seq)
    ))  # fmt: skip
    assert all(before.due_at <= after.due_at for before, after in itertools.pairwise(rows))
    assert [sent[row.client] for row in rows] == sorted(sent.values())
    store.close_here()
