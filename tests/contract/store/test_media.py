"""A file's way on both databases: wanted, here, ready; each step once, whoever is late, and nothing of it readable outside."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.domain.address import PlaceKind
from core.domain.incoming import IncomingFile, MediaRef, MessageIn, PartKind, Sender
from core.domain.message import FileKind
from core.domain.shown import NotShown
from core.domain.states import MatchKind, MediaState
from core.ports.blobs import Kept
from core.store import media, replies, tables
from core.store.engine import Store
from core.store.media import Media, Shown
from core.store.unit import Unit
from tests.contract.store.world import MAIN, START, SteppedClock, chat, person

SHA = "ab" * 32


@pytest.fixture
def reply(store: Store, epoch: int) -> str:
    """One message of Mira's with three files."""
    del epoch
    return store.run_here(sent, "Mira", "701", "Heron-12", 3)


def sent(unit: Unit, name: str, number: str, alias: str, count: int) -> str:
    """One message with so many files; its reply."""
    who = person(unit, name, number, alias)
    files = tuple(IncomingFile(MediaRef(MAIN, {"file_id": str(n)}), PartKind.VIDEO) for n in range(count))
    sender = Sender(f"u{number}")
    message = MessageIn(chat(number), PlaceKind.PRIVATE, sender, number, START, PartKind.VIDEO, "", files)
    opened = replies.open_reply(unit, who.client, who.address, occurrence=None, evidence=MatchKind.MESSAGE)
    part = replies.add_part(unit, replies.reply(unit, opened), message)
    media.want(unit, who.client, files, part=part)
    return opened


def files(store: Store, reply: str) -> list[Media]:
    """In the message's order."""
    return store.run_here(lambda unit: [w for p in replies.parts_of(unit, reply) for w in media.of_part(unit, p.id)])


def fetch(store: Store, what: Media, *, quick: bool = False, size: int = 4711) -> bool:
    return store.run_here(media.fetched, what, Kept(what.id, size, SHA), quick=quick)


def next_of(store: Store, *, quick: bool = False, accounts: tuple[str, ...] = (MAIN,)) -> str | None:
    found = store.run_here(media.to_develop, accounts, quick=quick)
    return None if found is None else found.id


def test_what_lies_here_is_not_fetched_again(store: Store, reply: str) -> None:
    """It waits for the other half, with its exact size and its hash; whoever fetched it a second time is told that they were late."""
    first, second, third = files(store, reply)

    assert fetch(store, first)
    assert not fetch(store, first, size=1)

    wanted = [what.id for what in store.run_here(media.wanted, MAIN)]
    assert sorted(wanted) == sorted([second.id, third.id])
    found = store.run_here(media.one, first.id)
    assert (found.state, found.original, found.size_kb) == (MediaState.WANTED, Kept(first.id, 4711, SHA), 5)


def test_a_row_that_does_not_open_holds_up_no_other_file(store: Store, reply: str) -> None:
    """Neither one that is to be fetched nor one that is to be made ready."""
    first, second, third = files(store, reply)
    spoilt = sa.update(tables.media).where(tables.media.c.id == first.id).values(claims=b"\x01damaged")
    store.run_here(lambda unit: unit.execute(spoilt))
    assert sorted(what.id for what in store.run_here(media.wanted, MAIN)) == sorted([second.id, third.id])

    here = sa.update(tables.media).where(tables.media.c.id == first.id).values(blob=first.id)
    store.run_here(lambda unit: unit.execute(here))
    fetch(store, second)
    assert next_of(store) == second.id
    assert [what.id for what in store.run_here(media.wanted, MAIN)] == [third.id]


def test_what_lies_here_cannot_be_lost(store: Store, reply: str) -> None:
    """A second process that found the platform's copy gone is late."""
    first, *_ = files(store, reply)
    fetch(store, first)

    assert store.run_here(media.failed, first, MediaState.LOST) is False
    assert store.run_here(media.failed, first, MediaState.TOO_LARGE) is False

    assert files(store, reply)[0].original is not None


def test_a_message_s_files_have_their_turn_in_its_order(store: Store, reply: str) -> None:
    """However they arrived; what is quick has a turn of its own."""
    first, second, third = files(store, reply)
    for what in (third, first):
        fetch(store, what)
    fetch(store, second, quick=True)

    assert (next_of(store), next_of(store, quick=True)) == (first.id, second.id)
    store.run_here(media.kept, first, Kept(first.id, 4711, SHA), None, NotShown.CODEC)
    assert next_of(store) == third.id
    assert (next_of(store, accounts=("other",)), next_of(store, accounts=())) == (None, None)


def test_one_client_s_many_files_let_another_s_go_first(store: Store, reply: str, clock: SteppedClock) -> None:
    """Who had a turn just now waits for one of somebody else's, and for no longer."""
    first, *_ = files(store, reply)
    clock.move(minutes=1)
    (other,) = files(store, store.run_here(sent, "Noor", "702", "Otter-3", 1))
    for what in (*files(store, reply), other):
        fetch(store, what)

    def turn(after: str) -> str | None:
        found = store.run_here(media.to_develop, [MAIN], quick=False, rather_not=after)
        return None if found is None else found.id

    assert [turn(""), turn(first.client), turn(other.client)] == [first.id, other.id, first.id]
    store.run_here(media.kept, other, Kept(other.id, 4711, SHA), None, NotShown.CODEC)
    assert turn(first.client) == first.id


def test_ready_once(store: Store, reply: str) -> None:
    """The second who says so changes nothing."""
    first, *_ = files(store, reply)
    fetch(store, first)
    shown, other = (Shown(f"{first.id}{end}", FileKind.VIDEO, "video/mp4", 9) for end in "sa")

    assert store.run_here(media.kept, first, Kept(first.id, 4711, SHA), shown) is True
    assert store.run_here(media.kept, first, Kept(first.id, 4711, SHA), other) is False
    assert store.run_here(media.kept, first, Kept(first.id, 4711, SHA), None, NotShown.FAULT) is False

    found = files(store, reply)[0]
    assert (found.state, found.shown, found.why, found.original) == (MediaState.KEPT, shown.blob, None, None)
    assert next_of(store) is None


def test_what_is_to_be_tried_later_waits(store: Store, reply: str, clock: SteppedClock) -> None:
    """Tries of the first half do not count for the second."""
    first, *_ = files(store, reply)
    store.run_here(media.try_later, first, timedelta())
    fetch(store, first)
    assert files(store, reply)[0].attempts == 0

    store.run_here(media.try_later, first, timedelta(minutes=2))
    assert next_of(store) is None
    clock.move(minutes=3)
    assert next_of(store) == first.id


@pytest.mark.parametrize("why", list(NotShown))
def test_another_try_where_it_may_help(store: Store, reply: str, why: NotShown) -> None:
    """What was lost is fetched, what could not be made ready here is made ready; asked for twice it is done once."""
    first, second, third = files(store, reply)
    fetch(store, first)
    store.run_here(media.kept, first, Kept(first.id, 4711, SHA), None, why)
    fetch(store, third)
    helps = why in (NotShown.EFFORT, NotShown.FAULT)
    assert store.run_here(media.can_try_again, reply) is helps
    store.run_here(media.failed, second, MediaState.LOST)

    assert store.run_here(media.can_try_again, reply) is True
    assert store.run_here(media.want_again, reply) == 1 + helps
    assert store.run_here(media.want_again, reply) == 0

    assert store.run_here(media.can_try_again, reply) is False
    assert [what.id for what in store.run_here(media.wanted, MAIN)] == [second.id]
    assert (files(store, reply)[0].original is not None) is helps


def test_a_file_from_before_its_size_was_noted_can_be_made_ready_again(store: Store, reply: str) -> None:
    """Kept in one step, as it was once: its size is known to the kibibyte."""
    first, *_ = files(store, reply)
    store.run_here(media.kept, first, Kept(first.id, 4711, SHA), None, NotShown.FAULT)

    store.run_here(media.want_again, reply)

    assert files(store, reply)[0].original == Kept(first.id, 5 * 1024, SHA)


def test_hash_and_size_are_sealed(store: Store, reply: str) -> None:
    """As everything of a file is."""
    first, *_ = files(store, reply)
    fetch(store, first)

    cells = [cell for row in store.run_here(lambda unit: unit.all(tables.media.select())) for cell in row]
    sealed = b"".join(bytes(cell) for cell in cells if isinstance(cell, bytes | memoryview))
    assert len(sealed) > 100
    assert SHA not in str(cells)
    assert b"4711" not in sealed
