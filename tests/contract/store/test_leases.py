"""One account, one owner: leases with an epoch, by the database's clock; a stale owner writes nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from core.delivery.ownership import take_over
from core.domain.delivery import DeliveryState
from core.domain.errors import Fenced
from core.domain.incoming import Cursor, SourceId
from core.store import inbox, leases, outbox
from core.store.engine import Store
from core.store.unit import Unit
from tests.contract.store.world import MAIN, SteppedClock, account, load, opened, put, rows, update

LONG = timedelta(hours=1)
SHORT = timedelta(milliseconds=30)


def until(predicate: Callable[[], bool]) -> None:
    """Wait for the database's clock; only a broken lease lets this run to its end."""
    for _ in range(500):
        if predicate():
            return
        time.sleep(0.01)
    raise AssertionError("never happened")


@pytest.fixture
def registered(store: Store) -> Store:
    """A store that knows the account; nobody owns it."""
    store.run_here(leases.register_account, MAIN, "telegram")
    return store


def test_only_one_of_two_gets_the_lease(registered: Store) -> None:
    """While one holds it, the other gets nothing; the holder may take it anew, under a higher epoch."""
    first = registered.run_here(leases.acquire, MAIN, "one", LONG)
    second = registered.run_here(leases.acquire, MAIN, "two", LONG)
    again = registered.run_here(leases.acquire, MAIN, "one", LONG)

    assert (first, second, again) == (1, None, 2)


def test_an_expired_lease_goes_to_whoever_asks(registered: Store) -> None:
    """After its time another owner takes it under the next epoch, and the first cannot renew any more."""
    first = registered.run_here(leases.acquire, MAIN, "one", SHORT)
    assert first == 1
    taken: list[int] = []

    def take() -> bool:
        epoch = registered.run_here(leases.acquire, MAIN, "two", LONG)
        taken.extend([] if epoch is None else [epoch])
        return bool(taken)

    until(take)

    assert taken == [2]
    assert registered.run_here(leases.renew, MAIN, "one", 1, LONG) is False
    assert registered.run_here(leases.renew, MAIN, "two", 2, LONG) is True


def test_a_renewed_lease_does_not_expire(registered: Store) -> None:
    """Renewing prolongs from now on."""
    registered.run_here(leases.acquire, MAIN, "one", SHORT)
    assert registered.run_here(leases.renew, MAIN, "one", 1, LONG) is True
    time.sleep(SHORT.total_seconds() * 2)

    assert registered.run_here(leases.acquire, MAIN, "two", LONG) is None


def test_a_released_lease_is_free_at_once(registered: Store) -> None:
    """A clean stop lets the next owner in without waiting; releasing what is not ours does nothing."""
    registered.run_here(leases.acquire, MAIN, "one", LONG)
    registered.run_here(leases.release, MAIN, "two", 1)
    registered.run_here(leases.release, MAIN, "one", 7)
    assert registered.run_here(leases.acquire, MAIN, "two", LONG) is None

    registered.run_here(leases.release, MAIN, "one", 1)

    assert registered.run_here(leases.acquire, MAIN, "two", LONG) == 2


def test_the_practice_calendar_has_nothing_to_do_with_leases(registered: Store, clock: SteppedClock) -> None:
    """A calendar moved by years, forth or back, neither ends a lease nor prolongs one."""
    registered.run_here(leases.acquire, MAIN, "one", LONG)
    clock.move(days=4000)
    assert registered.run_here(leases.acquire, MAIN, "two", LONG) is None

    clock.move(days=-8000)
    registered.run_here(leases.renew, MAIN, "one", 1, SHORT)

    until(lambda: registered.run_here(leases.acquire, MAIN, "two", LONG) == 2)


def test_many_ask_at_once_and_one_gets_it(registered: Store, url: str) -> None:
    """Processes that race for a free account: one epoch, one owner."""
    others = [opened(url) for _ in range(3)]
    got: list[int | None] = []
    together = threading.Barrier(len(others))

    def ask(store: Store, name: str) -> None:
        together.wait(20)
        got.append(store.run_here(leases.acquire, MAIN, name, LONG))

    asking = [threading.Thread(target=ask, args=(store, f"p{n}")) for n, store in enumerate(others)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(30)
    for store in others:
        store.close_here()

    assert sorted(got, key=str) == [1, None, None]


def test_registering_again_keeps_the_owner(registered: Store) -> None:
    """A second process that starts does not reset the account's row."""
    registered.run_here(leases.acquire, MAIN, "one", LONG)

    registered.run_here(leases.register_account, MAIN, "telegram")

    assert registered.run_here(leases.renew, MAIN, "one", 1, LONG) is True


def stale(unit: Unit) -> int:
    """The account has gone to another owner; the epoch of the first."""
    old = account(unit)
    leases.release(unit, MAIN, "me", old)
    assert leases.acquire(unit, MAIN, "other", LONG) == old + 1
    return old


def test_a_stale_owner_keeps_nothing_in_the_inbox(store: Store, url: str) -> None:
    """Neither updates nor the cursor; so the platform hands them to the new owner."""
    old = store.run_here(stale)

    with pytest.raises(Fenced):
        store.run_here(inbox.keep, MAIN, old, [update("1")], Cursor(SourceId(MAIN, "updates"), "2"))

    assert rows(url, "SELECT * FROM inbox") == []
    assert rows(url, "SELECT * FROM cursors") == []
    assert store.run_here(inbox.keep, MAIN, old + 1, [update("1")], None) == 1


def test_a_stale_owner_begins_no_call(store: Store) -> None:
    """The delivery stays as it was for the new owner."""
    old = store.run_here(stale)
    what = store.run_here(lambda unit: load(unit, put(unit, "a")))

    with pytest.raises(Fenced):
        store.run_here(outbox.begin, what, old)

    assert store.run_here(load, what.id).state is DeliveryState.PENDING
    assert store.run_here(outbox.begin, what, old + 1) is True


def test_a_stale_owner_handles_nothing(store: Store, url: str) -> None:
    """A unit that fences first leaves no trace when the epoch is old, whatever else it wrote before or after."""
    old = store.run_here(stale)

    def handle(unit: Unit) -> None:
        put(unit, "an answer")
        leases.fence(unit, MAIN, old)

    with pytest.raises(Fenced):
        store.run_here(handle)

    assert rows(url, "SELECT * FROM outbox") == []


def test_nobody_fences_an_account_that_is_not_there(store: Store) -> None:
    """An unknown account has no owner."""
    with pytest.raises(Fenced):
        store.run_here(leases.fence, "nobody", 0)


def test_a_stale_owner_does_not_judge_a_call_of_the_new_one(store: Store) -> None:
    """Its receipt comes late: the row is the new owner's now and stays on its way."""
    old = store.run_here(account)
    what = store.run_here(lambda unit: load(unit, put(unit, "a")))
    store.run_here(outbox.begin, what, old)
    store.run_here(leases.release, MAIN, "me", old)
    new = store.run_here(take_over, MAIN, "other", LONG)
    assert new is not None
    uncertain = store.run_here(load, what.id)
    assert uncertain.state is DeliveryState.UNCERTAIN
    store.run_here(outbox.begin, uncertain, new)

    assert store.run_here(outbox.sent, what, old, None) is False
    assert store.run_here(outbox.settle, what, old, DeliveryState.FAILED, trouble="x") is False

    assert store.run_here(load, what.id).state is DeliveryState.SENDING
    assert store.run_here(outbox.sent, uncertain, new, None) is True


def test_only_calls_of_earlier_owners_become_uncertain(store: Store) -> None:
    """Taking over judges what was on its way before, on this account only; what this owner sends is left alone."""

    def begin(unit: Unit, cause: str, name: str, epoch: int) -> str:
        what = load(unit, put(unit, cause, account=name))
        assert outbox.begin(unit, what, epoch)
        return what.id

    first = store.run_here(account)
    other = store.run_here(account, "other")
    left, elsewhere = store.run_here(begin, "left", MAIN, first), store.run_here(begin, "elsewhere", "other", other)
    waiting = store.run_here(put, "waiting")
    second = store.run_here(take_over, MAIN, "me", LONG)
    assert second == first + 1
    mine = store.run_here(begin, "mine", MAIN, second)

    found = store.run_here(outbox.find_uncertain, MAIN, second)

    assert found == 0
    states = {name: store.run_here(load, id).state for name, id in
              {"left": left, "elsewhere": elsewhere, "waiting": waiting, "mine": mine}.items()}  # fmt: skip
    assert states == {
        "left": DeliveryState.UNCERTAIN,
        "elsewhere": DeliveryState.SENDING,
        "waiting": DeliveryState.PENDING,
        "mine": DeliveryState.SENDING,
    }
