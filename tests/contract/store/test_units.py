"""Units of work: whole or not at all, not torn by a cancelled caller, readers beside the writer."""

from __future__ import annotations

import asyncio
import threading

import pytest
import sqlalchemy as sa

from core.store import outbox
from core.store.engine import Store
from core.store.tables import accounts, practice
from core.store.tables import outbox as outbox_table
from core.store.unit import Unit
from tests.contract.store.world import MAIN, account, load, opened, put, rows

LONG = 20.0  # seconds that only a hanging test waits


def count(unit: Unit) -> int:
    return int(unit.all(sa.select(sa.func.count()).select_from(outbox_table))[0][0])


class Broken(Exception):
    """Something in the middle of a unit."""


async def test_a_unit_that_breaks_leaves_nothing(store: Store) -> None:
    """What it wrote before it broke is gone with it, journal line and all; the error reaches the caller."""
    await store.run(account)

    def half(unit: Unit) -> None:
        put(unit, "a")
        unit.journal("admin", "tried", "thing")
        raise Broken

    with pytest.raises(Broken):
        await store.run(half)

    assert await store.read(count) == 0
    assert await store.read(lambda unit: unit.one(sa.select(practice.c.journal_seq))[0]) == 0


async def test_a_cancelled_caller_does_not_tear_a_unit(store: Store, url: str) -> None:
    """The caller stops waiting at once; the unit goes on to its commit."""
    await store.run(account)
    begun, go_on = threading.Event(), threading.Event()

    def slow(unit: Unit) -> None:
        put(unit, "first")
        begun.set()
        assert go_on.wait(LONG)
        put(unit, "second")

    caller = asyncio.create_task(store.run(slow))
    assert await asyncio.to_thread(begun.wait, LONG)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert rows(url, "SELECT cause FROM outbox") == []
    go_on.set()
    await store.close()

    assert sorted(rows(url, "SELECT cause FROM outbox")) == [("first",), ("second",)]


async def test_a_unit_whose_caller_gave_up_while_it_waited_is_done(store: Store, url: str) -> None:
    """What was asked for happens, also when the caller is cancelled before a writer was free."""
    await store.run(account)
    writers = 4 if store.is_postgres else 1
    begun, go_on = threading.Semaphore(0), threading.Event()

    def slow(unit: Unit) -> None:
        begun.release()
        assert go_on.wait(LONG)

    holding = [asyncio.create_task(store.run(slow)) for _ in range(writers)]
    for _ in range(writers):
        assert await asyncio.to_thread(begun.acquire, timeout=LONG)
    caller = asyncio.create_task(store.run(put, "asked for"))
    await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    go_on.set()
    await asyncio.gather(*holding)
    await store.close()

    assert rows(url, "SELECT cause FROM outbox") == [("asked for",)]


async def test_readers_do_not_wait_for_the_writer(store: Store) -> None:
    """While a unit holds the writer, reads end, and see what was committed before it."""
    await store.run(account)
    await store.run(put, "before")
    begun, go_on = threading.Event(), threading.Event()

    def slow(unit: Unit) -> None:
        put(unit, "during")
        begun.set()
        assert go_on.wait(LONG)

    writing = asyncio.create_task(store.run(slow))
    assert await asyncio.to_thread(begun.wait, LONG)
    try:
        seen = await asyncio.wait_for(asyncio.gather(*(store.read(count) for _ in range(20))), LONG)
    finally:
        go_on.set()
    await writing

    assert seen == [1] * 20
    assert await store.read(count) == 2


async def test_the_writer_does_not_wait_for_readers(store: Store) -> None:
    """Reads that are still open do not lock a unit out."""
    await store.run(account)
    both, go_on = threading.Barrier(3), threading.Event()

    def slow(unit: Unit) -> int:
        before = count(unit)
        both.wait(LONG)
        assert go_on.wait(LONG)
        return before

    reading = [asyncio.create_task(store.read(slow)) for _ in range(2)]
    await asyncio.to_thread(both.wait, LONG)
    try:
        for number in range(10):
            await asyncio.wait_for(store.run(put, f"cause {number}"), LONG)
    finally:
        go_on.set()

    assert await asyncio.gather(*reading) == [0, 0]
    assert await store.read(count) == 10


async def test_sqlite_has_one_writer_and_postgresql_several(store: Store) -> None:
    """On SQLite a second unit begins when the first has ended; on PostgreSQL they run side by side."""
    inside, most, lock = 0, 0, threading.Lock()
    meet = threading.Barrier(2)

    def work(unit: Unit) -> None:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        unit.execute(sa.update(practice).values(id=1).where(practice.c.id == 0))
        if store.is_postgres:
            meet.wait(LONG)
        with lock:
            inside -= 1

    await asyncio.gather(*(store.run(work) for _ in range(4)))

    assert most == 1 if not store.is_postgres else most >= 2


async def test_two_processes_write_into_one_store(store: Store, url: str) -> None:
    """Two stores over one database: every unit of both is there, none was told that the database is locked."""
    await store.run(account)
    other = opened(url)

    await asyncio.gather(
        *(store.run(put, f"one {n}") for n in range(25)),
        *(other.run(put, f"two {n}") for n in range(25)),
        *(other.read(count) for _ in range(10)),
    )
    await other.close()

    assert await store.read(count) == 50


async def test_waking_follows_the_commit(store: Store) -> None:
    """Whoever works for the account is told after a commit that has something for it, not after one that broke."""
    await store.run(account)
    woken: list[str] = []
    told = asyncio.Event()

    def listen(name: str) -> None:
        woken.append(name)
        told.set()

    store.on_wake(listen)

    def broken(unit: Unit) -> None:
        put(unit, "broken")
        raise Broken

    with pytest.raises(Broken):
        await store.run(broken)
    await store.read(count)
    await asyncio.sleep(0)
    assert woken == []

    await store.run(put, "whole")
    await asyncio.wait_for(told.wait(), LONG)
    assert woken == [MAIN]


async def test_durable_steps_are_named_around_each_commit(url: str) -> None:
    """What fault tests die at: before and after each commit that wrote something; reads have no such step."""
    from bots.cli.chance import MachineEntropy
    from core.store.opening import open_store
    from tests.contract.store.world import SteppedClock, vault

    steps: list[str] = []
    store = open_store(url, clock=SteppedClock(), entropy=MachineEntropy(), vault=vault(), step=steps.append)
    steps.clear()

    await store.run(account)
    await store.run(count)
    await store.read(count)
    await store.close()

    assert steps == ["before commit account", "after commit account"]


@pytest.mark.postgres
async def test_units_that_lock_crosswise_both_end(_postgres_copy: str) -> None:
    """PostgreSQL breaks a circle of locks by undoing one unit; it is done again, and both are there in the end."""
    store = opened(_postgres_copy)
    await store.run(account)
    await store.run(lambda unit: account(unit, "other"))
    meet, tries = threading.Barrier(2), []

    def cross(unit: Unit, who: str, first: str, second: str) -> None:
        tries.append(who)
        if len(tries) > 2:
            first, second = sorted((first, second))  # once more, without meeting again
        unit.execute(sa.update(accounts).where(accounts.c.id == first).values(last_intake_at=unit.now))
        if len(tries) <= 2:
            meet.wait(LONG)
        unit.execute(sa.update(accounts).where(accounts.c.id == second).values(last_intake_at=unit.now))
        put(unit, who)

    try:
        await asyncio.gather(store.run(cross, "one", MAIN, "other"), store.run(cross, "two", "other", MAIN))
        assert len(tries) > 2, "the test made no circle"
        assert await store.read(count) == 2
    finally:
        await store.close()


async def test_writing_the_journal_and_fencing_do_not_block_each_other(store: Store) -> None:
    """A unit that fences (the handler) and one that journals first and then writes for the same account (the heartbeat)
    cannot hold each other up: neither is undone."""
    epoch = await store.run(account)
    if not store.is_postgres:
        return  # one writer: there is nothing to interleave
    from core.store.leases import fence

    meet, tries = threading.Barrier(2), []

    def handler(unit: Unit) -> None:
        tries.append("handler")
        fence(unit, MAIN, epoch)
        if len(tries) <= 2:
            meet.wait(LONG)
        unit.journal("client:1", "agreed", "client:1")

    def heartbeat(unit: Unit) -> None:
        tries.append("heartbeat")
        unit.journal("vignette", "skipped", "occurrence:1")
        if len(tries) <= 2:
            meet.wait(LONG)
        put(unit, "prompt")

    await asyncio.gather(store.run(handler), store.run(heartbeat))

    assert sorted(tries) == ["handler", "heartbeat"]
    assert load_state(await store.read(lambda unit: load(unit, outbox.by_cause(unit, "prompt").id))) == "pending"


def load_state(what: outbox.Delivery) -> str:
    return what.state.value
