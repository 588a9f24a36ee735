"""The inbox: committed with its cursor, repeats change nothing, emptied when handled, poison kept for a time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from core.domain.incoming import Cursor, RawUpdate, SourceId
from core.store import inbox
from core.store.engine import Store
from core.store.unit import Unit
from tests.contract.store.world import MAIN, SteppedClock, account, execute, opened, rows, update

UPDATES = SourceId(MAIN, "updates")


@pytest.fixture
def epoch(store: Store) -> int:
    """The account is ours."""
    return store.run_here(account)


def keep(store: Store, epoch: int, *updates: RawUpdate, cursor: str | None = None) -> int:
    """As the mailbox does it; how many were new."""
    return store.run_here(inbox.keep, MAIN, epoch, updates, None if cursor is None else Cursor(UPDATES, cursor))


def waiting(store: Store) -> list[tuple[bytes, int]]:
    """Payload and tries of what waits."""
    return [(one.raw.payload, one.attempts) for one in store.run_here(inbox.next_waiting, MAIN)]


def read_cursor(store: Store) -> str | None:
    found = store.run_here(inbox.cursor, UPDATES)
    return None if found is None else found.value


def test_updates_and_cursor_are_one_commit(store: Store, epoch: int, url: str) -> None:
    """Both are there; or, when the second half of the unit breaks, neither: the platform hands them out again."""
    keep(store, epoch, update("1", b"one"), cursor="2")
    assert (waiting(store), read_cursor(store)) == ([(b"one", 0)], "2")

    def broken(unit: Unit) -> None:
        inbox.keep(unit, MAIN, epoch, [update("2", b"two")], Cursor(UPDATES, "3"))
        raise KeyError

    with pytest.raises(KeyError):
        store.run_here(broken)

    assert (waiting(store), read_cursor(store)) == ([(b"one", 0)], "2")
    assert rows(url, "SELECT count(*) FROM inbox") == [(1,)]


def test_repeats_change_nothing(store: Store, epoch: int) -> None:
    """The same update again, waiting or handled, alone or twice in one batch, is not kept a second time."""
    assert keep(store, epoch, update("1", b"one"), update("1", b"one"), update("2", b"two")) == 2
    first = store.run_here(inbox.next_waiting, MAIN)[0]
    store.run_here(inbox.done, first.seq)

    assert keep(store, epoch, update("2", b"two"), update("1", b"one"), cursor="3") == 0

    assert waiting(store) == [(b"two", 0)]
    assert read_cursor(store) == "3"


def test_a_reused_number_with_other_content_is_kept(store: Store, epoch: int) -> None:
    """A platform that starts its numbers anew loses nothing: the key holds the content too."""
    keep(store, epoch, update("7:aaaa", b"old"))

    assert keep(store, epoch, update("7:bbbb", b"new")) == 1
    assert waiting(store) == [(b"old", 0), (b"new", 0)]


def test_accounts_do_not_share_keys(store: Store, epoch: int) -> None:
    """The same number on another account is another update."""
    other = store.run_here(account, "other")
    keep(store, epoch, update("1", b"main"))

    elsewhere = RawUpdate("other", "1", "701", b"other", store.run_here(lambda unit: unit.now))
    assert store.run_here(inbox.keep, "other", other, [elsewhere], None) == 1
    assert waiting(store) == [(b"main", 0)]


def test_a_cursor_may_jump_back(store: Store, epoch: int) -> None:
    """The cursor is what the platform said last, not the highest (Telegram's ids start anew after a week)."""
    keep(store, epoch, cursor="900000001")
    keep(store, epoch, cursor="12")

    assert read_cursor(store) == "12"


def test_streams_have_their_own_cursors(store: Store, epoch: int) -> None:
    """Each Discord channel is read back from its own place; an unknown one from nowhere."""
    one, two = SourceId(MAIN, "channel:1"), SourceId(MAIN, "channel:2")
    store.run_here(inbox.keep, MAIN, epoch, [], Cursor(one, "10"))

    assert store.run_here(inbox.cursor, one) == Cursor(one, "10")
    assert store.run_here(inbox.cursor, two) is None


def test_updates_come_in_the_order_in_which_they_arrived(store: Store, epoch: int) -> None:
    """Over several batches, whatever their keys are."""
    for number in (5, 3, 9, 1):
        keep(store, epoch, update(str(number), b"a%d" % number), update(f"{number}b", b"b%d" % number))

    expected = [part % number for number in (5, 3, 9, 1) for part in (b"a%d", b"b%d")]
    assert [payload for payload, _ in waiting(store)] == expected
    assert [one.raw.payload for one in store.run_here(inbox.next_waiting, MAIN, limit=3)] == expected[:3]


def test_handling_empties_the_payload(store: Store, epoch: int, url: str) -> None:
    """Done means: nothing waits, and the words are out of the row in the same commit."""
    keep(store, epoch, update("1", b"one"))
    seq = store.run_here(inbox.next_waiting, MAIN)[0].seq
    assert store.run_here(inbox.is_waiting, seq) is True

    store.run_here(inbox.done, seq)

    assert waiting(store) == []
    assert store.run_here(inbox.is_waiting, seq) is False
    assert rows(url, "SELECT state, payload FROM inbox") == [("done", None)]


def test_tries_are_counted(store: Store, epoch: int) -> None:
    """So that a poisonous update ends somewhere, also over restarts."""
    keep(store, epoch, update("1", b"one"))
    seq = store.run_here(inbox.next_waiting, MAIN)[0].seq

    store.run_here(inbox.tried, seq)
    store.run_here(inbox.tried, seq)

    assert waiting(store) == [(b"one", 2)]


def test_poison_is_set_aside_with_its_words_sealed(store: Store, epoch: int, url: str) -> None:
    """Out of everybody's way, under its fault id, still there to be looked at; the journal says so."""
    keep(store, epoch, update("1", b"poison"), update("2", b"two"))
    seq = store.run_here(inbox.next_waiting, MAIN)[0].seq

    store.run_here(inbox.set_aside, seq, "F-1234")

    assert waiting(store) == [(b"two", 0)]
    assert store.run_here(inbox.dead_count) == 1
    ((state, fault, payload),) = rows(url, f"SELECT state, fault, payload FROM inbox WHERE seq = {seq}")
    assert (state, fault) == ("dead", "F-1234")
    assert b"poison" not in bytes(payload)
    assert [action for (action,) in rows(url, "SELECT action FROM journal")] == ["set aside"]


def test_poison_is_emptied_after_fourteen_days(store: Store, epoch: int, url: str, clock: SteppedClock) -> None:
    """Not before; the row that says what happened stays."""
    keep(store, epoch, update("1", b"poison"))
    store.run_here(inbox.set_aside, store.run_here(inbox.next_waiting, MAIN)[0].seq, "F-1234")

    clock.move(days=14)
    assert store.run_here(inbox.purge) == 0
    clock.move(milliseconds=1)
    assert store.run_here(inbox.purge) == 1

    assert store.run_here(inbox.purge) == 0
    assert rows(url, "SELECT state, fault, payload FROM inbox") == [("dead", "F-1234", None)]
    assert store.run_here(inbox.dead_count) == 1


def intake_keys(url: str) -> list[str]:
    return sorted(owner for (owner,) in rows(url, "SELECT owner FROM data_keys WHERE substr(owner, 1, 7) = 'intake:'"))


def test_intake_keys_go_when_nothing_needs_them(store: Store, epoch: int, url: str, clock: SteppedClock) -> None:
    """One key a day; it goes with its last payload, so that old backups of emptied rows open nowhere."""
    keep(store, epoch, update("1", b"waits"))
    clock.move(days=1)
    keep(store, epoch, update("2", b"handled"))
    assert intake_keys(url) == ["intake:2026-11-23", "intake:2026-11-24"]
    clock.move(days=3)
    keep(store, epoch, update("3", b"today"))
    second = store.run_here(inbox.next_waiting, MAIN)[1].seq
    store.run_here(inbox.done, second)

    store.run_here(inbox.purge)

    assert intake_keys(url) == ["intake:2026-11-23", "intake:2026-11-27"]
    assert waiting(store) == [(b"waits", 0), (b"today", 0)]


@pytest.mark.postgres
def test_a_key_in_use_at_midnight_is_not_dropped(_postgres_copy: str, clock: SteppedClock) -> None:
    """While one process seals an update under the old day's key, another, past midnight, purges: the update opens."""
    clock.present = datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC)
    store = opened(_postgres_copy, clock)
    epoch = store.run_here(account)
    keep(store, epoch, update("1", b"one"))
    store.run_here(inbox.done, store.run_here(inbox.next_waiting, MAIN)[0].seq)
    ahead = SteppedClock()
    ahead.present = clock.present + timedelta(minutes=1)
    other = opened(_postgres_copy, ahead)

    def slow(unit: Unit) -> None:
        inbox.keep(unit, MAIN, epoch, [update("2", b"two")], None)
        other.run_here(inbox.purge)

    store.run_here(slow)

    assert waiting(store) == [(b"two", 0)]
    other.close_here()
    store.close_here()


async def test_accounts_may_keep_their_first_update_of_a_day_at_once(store: Store, epoch: int) -> None:
    """The day's key is made once, whoever comes first; nobody's intake breaks on it."""
    names = ["a1", "a2", "a3", "a4"]
    epochs = [await store.run(account, name) for name in names]
    now = await store.run(lambda unit: unit.now)

    kept = await asyncio.gather(
        *(
            store.run(inbox.keep, name, each, [RawUpdate(name, "1", "7", b"hello", now)], None)
            for name, each in zip(names, epochs, strict=True)
        )
    )

    assert kept == [1, 1, 1, 1]
    for name in names:
        assert [one.raw.payload for one in await store.run(inbox.next_waiting, name)] == [b"hello"]


def test_a_payload_opens_in_its_own_row_only(store: Store, epoch: int, url: str) -> None:
    """Raw updates are bound to their row like everything else; one that was moved is empty, and the others still come."""
    keep(store, epoch, update("1", b"one"), update("2", b"two"))
    execute(url, "UPDATE inbox SET payload = (SELECT i.payload FROM inbox i WHERE i.seq = 2) WHERE seq = 1")

    waiting = store.run_here(inbox.next_waiting, MAIN)

    assert [one.raw.payload for one in waiting] == [b"", b"two"]


def test_the_last_intake_is_known(store: Store, epoch: int, clock: SteppedClock) -> None:
    """When something was committed last; by it a gap of over a day is told."""
    assert store.run_here(inbox.last_intake, MAIN) is None
    clock.move(hours=1)

    keep(store, epoch, cursor="1")

    assert store.run_here(inbox.last_intake, MAIN) == clock.now()


def test_nobody_waits_behind_a_flood(store: Store, epoch: int) -> None:
    """A few of it, then whoever else has come; each lane in its own order."""
    flood = [update(f"f{number}", f"f{number}".encode(), lane="flood") for number in range(200)]
    keep(store, epoch, *flood, update("a", b"a", lane="quiet"), update("b", b"b", lane="quiet"))

    found = [payload for payload, _ in waiting(store)]

    assert found == [*(f"f{number}".encode() for number in range(10)), b"a", b"b"]


@pytest.mark.postgres
def test_what_is_done_is_not_read_for_a_look_at_what_waits(postgres_url: str) -> None:
    """Emptied rows lie there for a month: a look must cost the same however many they are."""
    made = opened(postgres_url)
    try:
        epoch = made.run_here(account)
        keep(made, epoch, update("1", b"one"))
        lain = sa.text(
            "INSERT INTO inbox (account, update_index, lane_index, key_owner, state, received_at, attempts) "
            "SELECT 'main', 'd' || n, 'lane', '', 'done', 0, 0 FROM generate_series(1, 20000) AS n"
        )
        made.run_here(lambda unit: unit.execute(lain))
        made.run_here(lambda unit: unit.execute(sa.text("ANALYZE inbox")))
        asked = inbox._IN_TURN.params(account=MAIN).limit(50)
        words = asked.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})

        plan = made.run_here(lambda unit: unit.all(sa.text(f"EXPLAIN {words}")))

        scans = [line for (line,) in plan if "Scan" in line and "Subquery" not in line]
        assert len(scans) >= 2
        assert all("ix_inbox_new" in line for line in scans), plan
    finally:
        made.close_here()
