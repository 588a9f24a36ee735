"""Two transactions about one client at the same moment, as PostgreSQL has them; SQLite has one writer."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaits
from contextlib import suppress

import pytest

from core.desk.reactions import react
from core.domain.events import MediaSettled
from core.domain.incoming import PartKind
from core.domain.message import FileKind
from core.ports.blobs import Kept
from core.prompts.library import Library
from core.queue import card
from core.store import media
from core.store.media import Shown
from core.store.unit import Unit
from tests.unit.core.desk.bench import Bench

pytestmark = pytest.mark.postgres


@pytest.fixture
def shared(postgres_url: str, starter_library: Library) -> Iterator[Bench]:
    """A bench on PostgreSQL."""
    made = Bench(postgres_url, starter_library)
    yield made
    made.store.close_here()


def test_a_picture_that_is_taken_back_while_it_arrives_is_not_left_in_the_thread(
    shared: Bench, monkeypatch: pytest.MonkeyPatch
):
    """Whichever comes first: it is not shown, or it leaves again."""
    room = shared.room()
    noor = shared.client(room, "discord", "Noor en Europe/Berlin")
    number = noor.say("", kind=PartKind.PHOTO)
    shared.carrying = False
    grow = card.grow
    taken: list[Future[None]] = []

    def grow_while_it_is_taken_back(*told, **more):
        taken.append(others.submit(noor.delete, number))
        with suppress(StillWaits):
            taken[0].result(timeout=0.5)
        grow(*told, **more)

    def settle(unit: Unit) -> None:
        (what,) = media.wanted(unit, "den")
        assert media.kept(unit, what, Kept(what.id, 2000, "0" * 64), Shown(f"{what.id}s", FileKind.PHOTO))
        react(unit, shared.desk, [MediaSettled(what.id)])

    monkeypatch.setattr(card, "grow", grow_while_it_is_taken_back)
    with ThreadPoolExecutor(max_workers=1) as others:
        shared.store.run_here(settle)
        taken[0].result(timeout=10)
    shared.carrying, shared.woken = True, {"main", "den"}
    shared.after()
    shared.woken = {"main", "den"}
    shared.after()

    assert "withdrawn by" in room.card(noor.thread).text
    assert [told.file for told in room.seen(noor.thread) if told.file] == []
