"""A draft of a therapist's own prompt while people are in a hurry: replies to any answer, slips, edits, a hand-over, a race."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from core.domain.own import OwnState
from core.store import own_prompts, tables
from core.store.unit import Unit
from tests.unit.core.desk.bench import FIRST_DUE, Bench, Person, Room
from tests.unit.core.desk.test_own_desk import TRAM, answer, drafts, new
from tests.unit.core.desk.test_steering_desk import client_of, noor

__all__ = ["noor"]


# --- after a hand-over, and beside one another -----------------------------------------------------------------------
def test_a_draft_that_was_changed_at_its_last_moment_is_not_over(bench: Bench, room: Room, mira: Person) -> None:
    """Whoever ends it has read that its day is over; meanwhile it got other words, and another day."""
    new(room, mira)
    bench.clock.at += timedelta(hours=24, seconds=1)

    def race(unit: Unit) -> bool:
        (read_before,) = own_prompts.over(unit)
        own_prompts.stand(unit, read_before, OwnState.READY)
        return own_prompts.expire(unit, read_before)

    assert not bench.store.run_here(race)
    assert drafts(bench)[0].content.body == TRAM


def test_one_that_does_not_open_holds_up_nobody_elses_prompt(bench: Bench, room: Room, mira: Person) -> None:
    """A damaged row costs its own client one prompt, with a reason; the others' days go on."""
    other = bench.client(room, words="Noor en Europe/Berlin")
    for each in (mira, other):
        new(room, each, f"# Here\nDraw, {each.alias}.")
        answer(room, each.thread, "Draft for", "19:30")
    hers = client_of(bench, mira).id
    t = tables.own_prompts
    bench.store.run_here(lambda unit: unit.execute(sa.update(t).where(t.c.client == hers).values(content=b"x" * 60)))
    bench.move_to(FIRST_DUE)

    assert f"Draw, {other.alias}." in other.texts()[-1]
    assert not any("Draw, " in text for text in mira.texts())
    assert ("skipped", "not rendered") in bench.reasons()
