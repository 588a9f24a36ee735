"""Libraries kept in the database: put in force by all or nothing, and kept as long as something points to them."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.domain.errors import Refused
from core.domain.own import Content, OwnState
from core.domain.states import MatchKind
from core.store import check_ins, clients, own_prompts, replies, revisions, scenes, schedule
from core.store.engine import Store
from core.store.own_prompts import NewOwn
from core.store.revisions import ANSWERED_LATE
from core.store.tables import library_revisions
from core.store.unit import Unit
from tests.contract.store.world import Person, SteppedClock, account, opened, person


class Died(Exception):
    """The process, as a test has it die."""


def publish(store: Store, *names: str) -> None:
    """One after the other; what is kept of each is its name."""
    for name in names:
        store.run_here(revisions.publish, name, name.encode(), how="published")


def names(store: Store) -> list[str]:
    return [each.revision for each in store.run_here(revisions.kept)]


def prune(store: Store) -> list[str]:
    """Let go of what nobody needs; what is left, newest in force first."""
    store.run_here(revisions.let_go, store.run_here(revisions.unneeded))
    return names(store)


def test_a_library_is_kept_and_in_force_by_one_step(store: Store) -> None:
    """With a line in the journal; the same once more changes nothing."""
    assert store.run_here(revisions.publish, "r1", b"one", how="published")
    assert not store.run_here(revisions.publish, "r1", b"one", how="published")

    assert store.run_here(revisions.in_force) == "r1"
    assert store.run_here(revisions.packed, "r1") == b"one"
    (kept,) = store.run_here(revisions.kept)
    assert (kept.turn, kept.how, kept.kept_by) == (1, "published", "admin")


def test_a_kill_in_between_leaves_the_old_one(url: str) -> None:
    """Killed before the commit, nothing of the new one is there; killed after it, all of it."""
    first = opened(url)
    publish(first, "r1")
    first.close_here()

    for moment, expected in (("before commit publish", "r1"), ("after commit publish", "r2")):

        def die(step: str, moment: str = moment) -> None:
            if step == moment:
                raise Died

        dying = opened(url, step=die)
        with pytest.raises(Died):
            publish(dying, "r2")
        dying.close_here()
        after = opened(url)
        assert after.run_here(revisions.in_force) == expected
        assert (after.run_here(revisions.packed, "r2") is None) == (expected == "r1")
        after.close_here()


def test_what_was_shown_must_still_be_true(store: Store) -> None:
    """Two admins look at one difference: the second is refused, and nothing of theirs is kept."""
    publish(store, "r1", "r2")

    with pytest.raises(Refused, match="meanwhile"):
        store.run_here(revisions.publish, "r3", b"three", how="published", instead_of="r1")
    store.run_here(revisions.publish, "r4", b"four", how="published", instead_of="r2")

    assert names(store) == ["r4", "r2", "r1"]


def test_the_first_start_puts_in_force_and_later_ones_do_not(store: Store) -> None:
    """Whatever folder a process began with: what is in force and kept stays so."""
    store.run_here(revisions.begin_with, "r1", b"one")
    store.run_here(revisions.begin_with, "r2", b"two")

    assert store.run_here(revisions.in_force) == "r1"
    assert names(store) == ["r1"]


def test_a_practice_from_before_libraries_were_kept_keeps_its_own(store: Store) -> None:
    """In force under a revision of which nothing is kept: the same is kept now, another one takes its place."""
    store.run_here(schedule.put_in_force, "r1")

    store.run_here(revisions.begin_with, "r1", b"one")
    assert (store.run_here(revisions.in_force), store.run_here(revisions.packed, "r1")) == ("r1", b"one")

    store.run_here(schedule.put_in_force, "lost")
    store.run_here(revisions.begin_with, "r2", b"two")
    assert store.run_here(revisions.in_force) == "r2"


def test_a_start_says_whose_place_its_library_takes(store: Store) -> None:
    """After an upgrade, with a folder that differs from what was in force: nobody finds it out by its effects alone."""
    assert store.run_here(revisions.begin_with, "r1", b"one") is None  # nothing was in force
    assert store.run_here(revisions.begin_with, "r1", b"one") is None
    assert store.run_here(revisions.begin_with, "r2", b"two") is None  # r1 stays

    store.run_here(schedule.put_in_force, "lost")
    assert store.run_here(revisions.begin_with, "r2", b"two") == "lost"
    assert store.run_here(revisions.begin_with, "r2", b"two") is None


def test_a_start_puts_nothing_back_that_is_published_at_that_moment(url: str) -> None:
    """The publication is not committed yet when the start looks: it waits, and then goes by what was published."""
    admin, service = opened(url), opened(url)
    publish(admin, "r1")
    put, commit = threading.Event(), threading.Event()

    def publishing(unit: Unit) -> None:
        revisions.publish(unit, "r2", b"two", how="published")
        put.set()
        assert commit.wait(10)

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(admin.run_here, publishing)
        assert put.wait(10)
        second = threads.submit(service.run_here, revisions.begin_with, "r1", b"one")
        time.sleep(0.3)  # it has looked by now, or waits
        commit.set()
        first.result(10)
        second.result(10)
    in_force = admin.run_here(revisions.in_force)
    admin.close_here()
    service.close_here()

    assert in_force == "r2"


def test_damaged_content_is_mended_by_publishing_again(store: Store) -> None:
    """What was checked just now is whole."""
    publish(store, "r1")
    store.run_here(lambda unit: unit.execute(sa.update(library_revisions).values(packed=b"damaged")))

    publish(store, "r1")

    assert store.run_here(revisions.packed, "r1") == b"r1"


def test_the_one_in_force_and_the_one_before_always_stay(store: Store) -> None:
    """For going back; which one was before is told by turns, not by age."""
    publish(store, "r1", "r2", "r3")
    assert prune(store) == ["r3", "r2"]

    publish(store, "r2")
    assert prune(store) == ["r2", "r3"]
    publish(store, "r4")
    assert prune(store) == ["r4", "r2"]


def test_letting_go_asks_again_what_is_in_force(store: Store) -> None:
    """Put in force again between the look and the letting go, it stays."""
    publish(store, "r1", "r2", "r3")
    gone = store.run_here(revisions.unneeded)
    publish(store, "r1")

    assert gone == ["r1"]
    assert store.run_here(revisions.let_go, gone) == 0
    assert "r1" in names(store)


# --- pointers ---------------------------------------------------------------------------------------------------------
def release(unit: Unit, who: Person) -> None:
    what = schedule.occurrence(unit, who.occurrence)
    schedule.released(unit, what, revision="old", title="Title", aftercare="")


def sent(unit: Unit, who: Person) -> None:
    release(unit, who)
    schedule.sent(unit, who.occurrence)


def over(unit: Unit, who: Person) -> None:
    sent(unit, who)
    schedule.decline(unit, who.occurrence)


def answered(unit: Unit, who: Person) -> None:
    over(unit, who)
    made = replies.open_reply(unit, who.client, who.address, occurrence=who.occurrence, evidence=MatchKind.ONLY_OPEN)
    replies.close_reply(unit, made)


def played(unit: Unit, who: Person) -> None:
    over(unit, who)
    scenes.prepare(unit, client=who.client, occurrence=who.occurrence, address=who.address, turn="t", script="{}")


def asked(unit: Unit, who: Person) -> None:
    what = schedule.occurrence(unit, who.occurrence)
    until = unit.now + timedelta(hours=2)
    check_ins.ask(unit, what, consent=who.consent, scale="distress", ends=(0, 10), revision="old", until=until)


def adapted(unit: Unit, who: Person, source: str | None = "writing/one", state: OwnState = OwnState.ASKED) -> None:
    what = own_prompts.begin(
        unit,
        NewOwn(
            client=who.client,
            therapist=clients.client(unit, who.client).therapist,
            source=source,
            revision="old",
            language="en",
            modality="writing",
            intensity=1,
            minutes=5,
            content=Content("Title", "Words."),
            asked=unit.id(),
        ),
    )
    if state is not OwnState.ASKED:
        own_prompts.end(unit, own_prompts.one(unit, what), state)


def new(unit: Unit, who: Person) -> None:
    adapted(unit, who, source=None)


def dropped(unit: Unit, who: Person) -> None:
    adapted(unit, who, state=OwnState.DROPPED)


@pytest.fixture
def mira(store: Store) -> Person:
    return store.run_here(lambda unit: (account(unit), person(unit))[1])


def in_the_end(store: Store, clock: SteppedClock) -> list[str]:
    """Long after, with two newer ones."""
    publish(store, "new", "newer")
    clock.move(days=ANSWERED_LATE.days + 1)
    return prune(store)


@pytest.mark.parametrize("pointer", [release, sent, answered, played, asked, adapted])
def test_it_is_kept_while_something_points_to_it(store: Store, clock: SteppedClock, mira: Person, pointer) -> None:
    """On its way, open, what somebody made for it (and with that its card), a scene, a question with its words, a
    therapist's own prompt that was made of one of its.
    """
    publish(store, "old")
    store.run_here(pointer, mira)

    assert in_the_end(store, clock) == ["newer", "new", "old"]


def test_it_goes_when_nothing_points_to_it_any_more(store: Store, clock: SteppedClock, mira: Person) -> None:
    """Put away and long over: an answer would have come by now."""
    publish(store, "old")
    store.run_here(over, mira)
    publish(store, "new", "newer")
    clock.move(days=ANSWERED_LATE.days - 1)
    assert prune(store) == ["newer", "new", "old"]

    assert in_the_end(store, clock) == ["newer", "new"]
    assert store.run_here(revisions.packed, "old") is None
    assert store.run_here(schedule.occurrence, mira.occurrence).title == "Title"  # what was sent stays as it was


@pytest.mark.parametrize("pointer", [new, dropped])
def test_a_draft_that_is_made_of_nothing_of_it_points_to_none(
    store: Store, clock: SteppedClock, mira: Person, pointer
) -> None:
    """One of new words, and one whose words are not kept."""
    publish(store, "old")
    store.run_here(pointer, mira)

    assert in_the_end(store, clock) == ["newer", "new"]


def test_what_is_only_planned_points_to_none(store: Store, clock: SteppedClock, mira: Person) -> None:
    """Future slots follow the library in force."""
    publish(store, "old")

    assert in_the_end(store, clock) == ["newer", "new"]
