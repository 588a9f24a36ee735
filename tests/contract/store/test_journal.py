"""The journal: append-only, chained, so that whoever changes it is found; and without a word of anybody."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa

from core.domain.states import ClientState
from core.store import cards, clients, consents, inbox, replies, schedule
from core.store.engine import Store
from core.store.tables import journal, practice
from core.store.unit import Unit, chain
from tests.contract.store.test_sealed_rows import CANARY, NUMBER, everything
from tests.contract.store.world import account, execute, person, rows

LINES = 5


def broken_at(unit: Unit) -> int | str | None:
    """Walk the whole chain: the number of the first line that does not hold, "head" where the end is missing, or None."""
    before, expected = "", 1
    for line in unit.all(sa.select(journal).order_by(journal.c.seq)):
        told = chain(before, line.seq, line.at, line.actor, line.action, line.object, line.facts)
        if line.seq != expected or line.hash != told:
            return expected
        before, expected = line.hash, expected + 1
    head = unit.all(sa.select(practice.c.journal_seq, practice.c.journal_hash))[0]
    return None if tuple(head) == (expected - 1, before) else "head"


@pytest.fixture
def written(store: Store) -> Store:
    """A journal of five lines, each in a commit of its own."""
    for number in range(1, LINES + 1):
        store.run_here(
            lambda unit, n: unit.journal("vignette", f"did {n}", f"thing:{n}", number=n, state="open"), number
        )
    return store


def test_a_journal_that_nobody_touched_verifies(written: Store, url: str) -> None:
    """Numbered without a hole, each line tied to the one before it, the head known."""
    assert [seq for (seq,) in rows(url, "SELECT seq FROM journal ORDER BY seq")] == [1, 2, 3, 4, 5]
    assert written.run_here(broken_at) is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "admin"),
        ("action", "did nothing"),
        ("object", "thing:9"),
        ("facts", '{"number":3,"state":"shut"}'),
        ("at", 1),
        ("hash", "0" * 64),
    ],
)
def test_a_changed_line_is_found(written: Store, url: str, column: str, value: Any) -> None:
    """Whichever of its columns was changed."""
    execute(url, f"UPDATE journal SET {column} = ? WHERE seq = 3", value)

    assert written.run_here(broken_at) == 3


def test_a_changed_line_with_a_hash_made_to_fit_is_found(written: Store, url: str) -> None:
    """Whoever knows how the chain is made can forge one line, but the next one still tells of the old."""

    def forge(unit: Unit) -> str:
        before, third = unit.all(sa.select(journal).where(journal.c.seq.in_((2, 3))).order_by(journal.c.seq))
        return chain(before.hash, 3, third.at, third.actor, "did nothing", third.object, third.facts)

    forged = written.run_here(forge)
    execute(url, "UPDATE journal SET action = 'did nothing', hash = ? WHERE seq = 3", forged)

    assert written.run_here(broken_at) == 4


@pytest.mark.parametrize("seq", range(1, LINES))
def test_a_removed_line_is_found(written: Store, url: str, seq: int) -> None:
    """From the beginning or the middle, also when the rest is renumbered."""
    execute(url, "DELETE FROM journal WHERE seq = ?", seq)
    assert written.run_here(broken_at) == seq

    for later in range(seq + 1, LINES + 1):
        execute(url, "UPDATE journal SET seq = ? WHERE seq = ?", later - 1, later)
    assert written.run_here(broken_at) == seq


def test_a_removed_end_is_found(written: Store, url: str) -> None:
    """The head knows how far the journal went."""
    execute(url, "DELETE FROM journal WHERE seq = ?", LINES)

    assert written.run_here(broken_at) == "head"


def test_two_lines_that_changed_places_are_found(written: Store, url: str) -> None:
    """Order is part of what is recorded."""
    for old, new in ((2, 99), (3, 2), (99, 3)):
        execute(url, "UPDATE journal SET seq = ? WHERE seq = ?", new, old)

    assert written.run_here(broken_at) == 2


def test_a_line_put_in_is_found(written: Store, url: str) -> None:
    """Whoever appends without the chain is seen."""
    execute(
        url, "INSERT INTO journal (seq, at, actor, action, object, facts, hash) VALUES (6, 0, 'admin', 'x', 'y', '{}', ?)",
        "0" * 64,
    )  # fmt: skip

    assert written.run_here(broken_at) == 6


def test_a_unit_that_breaks_leaves_no_line(written: Store) -> None:
    """The journal tells what happened, not what was tried; the next line closes up."""

    def broken(unit: Unit) -> None:
        unit.journal("admin", "never happened", "thing:1")
        raise KeyError

    with pytest.raises(KeyError):
        written.run_here(broken)
    written.run_here(lambda unit: unit.journal("admin", "happened", "thing:1"))

    assert written.run_here(broken_at) is None
    assert written.run_here(lambda unit: unit.all(sa.select(practice.c.journal_seq))[0][0]) == LINES + 1


async def test_units_side_by_side_write_one_chain(store: Store) -> None:
    """Writers that meet get numbers one after the other; no line is lost, none forks off."""
    import asyncio

    await asyncio.gather(*(store.run(lambda unit, n: unit.journal("a", "b", f"t:{n}"), n) for n in range(30)))

    assert await store.read(broken_at) is None
    assert await store.read(lambda unit: unit.all(sa.select(practice.c.journal_seq))[0][0]) == 30


def test_the_journal_holds_ids_and_states_only(store: Store, url: str) -> None:
    """Everything that the product writes down, with a canary in each word that people wrote: none is in the journal."""
    who = store.run_here(everything)
    client = store.run_here(clients.client, who.client)
    store.run_here(clients.move_client, client, ClientState.JOINING, actor=f"client:{client.id}")
    store.run_here(lambda unit: cards.witness(unit, cards.waiting(unit, who.therapist)[0]))
    store.run_here(lambda unit: cards.answered(unit, cards.card_of(unit, replies.growing(unit, who.client)[0].id)))
    store.run_here(lambda unit: cards.change_words(unit, cards.feedback_at(unit, "main", NUMBER, NUMBER), CANARY * 2))
    store.run_here(lambda unit: replies.withdraw_part(unit, replies.part_at(unit, "main", NUMBER, NUMBER)))
    store.run_here(lambda unit: replies.refile(unit, replies.growing(unit, who.client)[0].id, occurrence=None,
                                               evidence=replies.MatchKind.MESSAGE))  # fmt: skip
    store.run_here(consents.withdraw, who.client)
    store.run_here(inbox.set_aside, 1, "F-1")
    store.run_here(schedule.put_in_force, "0123456789abcdef")

    lines = rows(url, "SELECT actor, action, object, facts FROM journal")
    told = repr(lines)
    assert len({action for _, action, _, _ in lines}) >= 12
    assert CANARY not in told
    assert NUMBER not in told
    assert all(set(json.loads(facts)) <= FACTS for *_, facts in lines)
    assert store.run_here(broken_at) is None


# `client` and `occurrence` are row ids.
FACTS = {
    "age", "programme", "start", "version", "purposes", "before", "fault", "reason", "evidence", "scale", "client", "occurrence",
}  # fmt: skip


def test_people_are_named_by_row_ids(store: Store, url: str) -> None:
    """Actors and objects are kinds and ids."""
    import re

    store.run_here(account)
    store.run_here(person)

    for actor, thing in rows(url, "SELECT actor, object FROM journal"):
        assert re.fullmatch(r"(client|therapist):[0-9a-f]{32}|vignette|admin", actor), actor
        assert re.fullmatch(r"[a-z]+:([0-9a-f]{32}|[0-9a-f]{16}|\d+)", thing), thing
