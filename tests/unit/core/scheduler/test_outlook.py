"""What the calendar's page is told: the next prompt even before it is planned, and what became of those that were due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.domain.states import OccurrenceState
from core.prompts.library import Library
from core.scheduler.enrol import Wish
from core.scheduler.outlook import outlook
from core.scheduler.plan import plan_ahead
from core.store import schedule
from core.store.engine import Store
from tests.unit.core.scheduler.conftest import MORNING, Standing
from tests.unit.core.scheduler.test_enrol import WEEK, people, wish


def test_nobody_follows_a_programme(store: Store, library: Library):
    found = store.run_here(outlook, library)

    assert (found.next_at, found.following, list(found.lately)) == (None, False, [])


def test_the_next_prompt_is_told_before_it_is_planned_and_when_none_is_left(
    store: Store, library: Library, clock: Standing
):
    (mira,) = store.run_here(people, 1)
    start = MORNING.date() + timedelta(days=1)
    store.run_here(wish, library, [Wish(mira, WEEK, start)])
    due: list[datetime] = []

    while (found := store.run_here(outlook, library)).next_at is not None:
        due.append(found.next_at)
        clock.at = found.next_at
        store.run_here(plan_ahead, library)
        for each in store.run_here(schedule.claim_due, limit=10):
            store.run_here(schedule.skip, each, "quiet hours")

    programme = library.programmes[WEEK]
    assert len(due) >= len(programme.steps)
    assert due == sorted(set(due))
    assert found.following
    assert {(each.state, each.reason) for each in found.lately} == {(OccurrenceState.SKIPPED, "quiet hours")}
    assert [each.due_at for each in found.lately] == due
    assert due[-1] == datetime(2027, 3, 28, 1, 30, tzinfo=UTC), "four months after the one before"
