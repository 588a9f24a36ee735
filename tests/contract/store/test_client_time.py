"""What a client says about time, as rows keep it: put off, put off once more, a pause with its end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.domain.states import ClientState
from core.store import clients, moves, schedule
from core.store.engine import Store
from core.store.schedule import Occurrence
from core.store.unit import Unit
from tests.contract.store.world import START, Person, SteppedClock

HOUR = timedelta(hours=1)


def sent(unit: Unit, mira: Person) -> Occurrence:
    """Her prompt, that has reached her."""
    what = schedule.occurrence(unit, mira.occurrence)
    schedule.released(unit, what, revision="r", title="One", aftercare="")
    schedule.sent(unit, what.id)
    return schedule.occurrence(unit, what.id)


def test_put_off_twice(store: Store, clock: SteppedClock, mira: Person):
    """It waits at the second moment, is due once, and both moves are kept."""

    def put_off(unit: Unit, until) -> None:
        what = schedule.occurrence(unit, mira.occurrence)
        moves.snooze(unit, what, until, late_by=2 * HOUR, actor=f"client:{mira.client}")

    store.run_here(sent, mira)
    store.run_here(put_off, START + HOUR)
    store.run_here(put_off, START + 3 * HOUR)

    assert store.run_here(schedule.next_due) == START + 3 * HOUR
    clock.move(hours=2)
    assert store.run_here(schedule.claim_due, limit=9) == []
    assert [each.id for each in store.run_here(schedule.open_occurrences, mira.client)] == [mira.occurrence]
    clock.move(hours=1)
    (due,) = store.run_here(schedule.claim_due, limit=9)
    assert due.late_at == START + 5 * HOUR
    told = store.run_here(moves.moves_of, [mira.occurrence])[mira.occurrence]
    assert [(each.before, each.after, each.reason) for each in told] == [
        (due.nominal_at, START + HOUR, "later"),
        (START + HOUR, START + 3 * HOUR, "later"),
    ]


def test_what_was_put_away_is_not_put_off(store: Store, mira: Person):
    """There is no such move."""
    store.run_here(sent, mira)
    store.run_here(schedule.decline, mira.occurrence)

    def put_off(unit: Unit) -> None:
        what = schedule.occurrence(unit, mira.occurrence)
        moves.snooze(unit, what, START + HOUR, late_by=HOUR, actor="client")

    with pytest.raises(ValueError, match="cannot go from declined to snoozed"):
        store.run_here(put_off)


def test_a_pause_is_over_when_its_end_has_come(store: Store, clock: SteppedClock, mira: Person):
    """The next one is known by reading; who has no end is never among them."""

    def pause(unit: Unit) -> None:
        clients.move_client(unit, clients.client(unit, mira.client), ClientState.JOINING, actor="t")
        clients.set_rest_until(unit, mira.client, unit.now + HOUR)

    assert store.run_here(clients.next_rested) is None
    store.run_here(pause)

    assert store.run_here(clients.next_rested) == START + HOUR
    assert store.run_here(clients.rested) == []
    clock.move(hours=1)
    assert [each.id for each in store.run_here(clients.rested)] == [mira.client]
    store.run_here(clients.set_rest_until, mira.client, None)
    assert store.run_here(clients.rested) == []
    assert store.run_here(clients.next_rested) is None
