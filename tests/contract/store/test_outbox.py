"""The outbox: one cause one delivery, and who is first in line."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from core.domain.delivery import DeliveryKind, DeliveryState, Operation
from core.domain.message import (
    Button,
    DeliveryKey,
    FileKind,
    OutgoingFile,
    OutgoingMessage,
    Receipt,
    Span,
    Style,
    Text,
)  # fmt: skip
from core.store import outbox, threads
from core.store.engine import Store
from core.store.outbox import Subject
from core.store.unit import Unit
from tests.contract.store.world import (
    ALL,
    MAIN,
    Person,
    SteppedClock,
    account,
    arrive,
    begin,
    bring,
    chat,
    heads,
    load,
    put,
    rows,
    write,
)  # fmt: skip

LONG = 20.0  # seconds that only a hanging test waits


# --- one cause, one delivery -----------------------------------------------------------------------------------------


def test_one_cause_has_one_delivery(store: Store, epoch: int, url: str) -> None:
    """The second time changes nothing and says so, also after the first was sent."""
    first = write(store, "hello")
    assert store.run_here(put, "hello", words="other words") is None
    arrive(store, first, epoch)

    assert store.run_here(put, "hello", words="other words") is None
    assert rows(url, "SELECT count(*) FROM outbox") == [(1,)]
    assert store.run_here(load, first).message.text.plain == "hello"


async def test_two_transactions_with_one_cause_write_one_delivery(store: Store, epoch: int, url: str) -> None:
    """Two units that meet on one cause: one row, never two.

    On SQLite the second runs after the first and finds the cause. On PostgreSQL the second is refused by the unique key
    at its insert and undone as a whole, so nothing of it stands alone; done again (as the handler does) it finds the
    cause and its other work is there.
    """
    together = threading.Barrier(2)
    meeting = store.is_postgres

    def work(unit: Unit, who: str) -> None:
        if meeting:
            together.wait(LONG)
        put(unit, f"own work of {who}")
        put(unit, "shared")

    first = await asyncio.gather(store.run(work, "one"), store.run(work, "two"), return_exceptions=True)
    faults = [each for each in first if each is not None]
    assert all(isinstance(fault, IntegrityError) for fault in faults)
    assert len(faults) <= (1 if store.is_postgres else 0)
    causes = {cause for (cause,) in rows(url, "SELECT cause FROM outbox")}
    assert "shared" in causes
    assert len(causes) == 3 - len(faults)

    meeting = False
    for who, fault in zip(("one", "two"), first, strict=True):
        if fault is not None:
            await store.run(work, who)

    assert sorted(cause for (cause,) in rows(url, "SELECT cause FROM outbox")) == [
        "own work of one",
        "own work of two",
        "shared",
    ]


def test_a_message_comes_back_as_it_was_written(store: Store, mira: Person) -> None:
    """Styles, buttons, file, quotation and flags survive; a file's bytes are not kept in the row."""
    message = OutgoingMessage(
        Text("naïve 🌊 \u200fمرحبا", (Span(0, 5, Style.BOLD), Span(6, 1, Style.ITALIC))),
        buttons=((Button("Ja", "a.b.c"), Button("No", "a.b.d")), (Button("Später", "x.y.z"),)),
        file=OutgoingFile(FileKind.VOICE, "blob1", "voice.ogg", "audio/ogg", 12, content=b"bytes", picture="blob2"),
        reply_to="77",
        silent=True,
        protected=True,
    )

    def write_it(unit: Unit) -> str | None:
        return outbox.put(
            unit, cause="c", kind=DeliveryKind.FEEDBACK, operation=Operation.SEND, to=chat("701", "9"),
            message=message, is_group=False, subject=Subject(client=mira.client, address=mira.address), title="Heron",
        )  # fmt: skip

    found = store.run_here(load, store.run_here(write_it))

    expected = OutgoingMessage(
        message.text, message.buttons, OutgoingFile(FileKind.VOICE, "blob1", "voice.ogg", "audio/ogg", 12, picture="blob2"), "77",
        silent=True, protected=True,
    )  # fmt: skip
    assert found.message == expected
    assert (found.to, found.title, found.owner) == (chat("701", "9"), "Heron", mira.client)
    assert found.subject == Subject(client=mira.client, address=mira.address)


def test_each_delivery_has_a_nonce_of_its_own_that_stays(store: Store, epoch: int) -> None:
    """At most 25 ASCII characters (Discord), the same over all attempts, another for another delivery."""
    one, two = write(store, "one"), write(store, "two")
    before = store.run_here(load, one).key

    what = begin(store, one, epoch)
    store.run_here(outbox.settle, what, epoch, DeliveryState.PENDING, trouble="not sent")

    assert store.run_here(load, one).key == before == DeliveryKey(one, before.nonce)
    assert before.nonce.isascii()
    assert len(before.nonce) <= 25
    assert store.run_here(load, two).key.nonce != before.nonce


# --- who is first ----------------------------------------------------------------------------------------------------


def test_most_urgent_first_then_oldest(store: Store, epoch: int) -> None:
    """Over the lanes: alert, answer, card, then what is left; among equals who came first."""
    write(store, "card", kind=DeliveryKind.CARD, to="1")
    write(store, "answer", kind=DeliveryKind.ANSWER, to="2")
    write(store, "alert", kind=DeliveryKind.SAFETY, to="3")
    write(store, "answer 2", kind=DeliveryKind.ANSWER, to="4")

    assert heads(store) == ["alert", "answer", "answer 2", "card"]


@pytest.mark.parametrize("state", ALL)
def test_the_second_of_a_lane_waits_for_the_first(store: Store, epoch: int, state: DeliveryState) -> None:
    """While the first waits, is on its way or is uncertain, the second does not go; once it has ended or is held, it does."""
    first = write(store, "first")
    write(store, "second")
    bring(store, first, epoch, state)

    expected = {
        DeliveryState.PENDING: ["first"],
        DeliveryState.SENDING: [],
        DeliveryState.UNCERTAIN: ["first"],
    }.get(state, ["second"])
    assert heads(store) == expected


def test_a_first_that_waits_for_its_time_holds_the_second_up(store: Store, epoch: int, clock: SteppedClock) -> None:
    """`not_before` is respected, order too; other chats go on; the next moment is known."""
    write(store, "later", not_before=clock.now() + timedelta(minutes=5))
    write(store, "behind it")
    write(store, "elsewhere", to="702")
    assert heads(store) == ["elsewhere"]

    clock.move(minutes=5, milliseconds=-1)
    assert heads(store) == ["elsewhere"]
    clock.move(milliseconds=1)
    assert heads(store) == ["later", "elsewhere"]


def test_the_next_moment_lies_ahead(store: Store, epoch: int, clock: SteppedClock) -> None:
    """Nothing to wait for but what is on its way: no moment, so that nobody looks again and again meanwhile."""
    assert store.run_here(outbox.next_at, MAIN) is None
    begin(store, write(store, "on its way"), epoch)
    write(store, "behind it")
    assert store.run_here(outbox.next_at, MAIN) is None
    when = clock.now() + timedelta(minutes=5)
    write(store, "later", to="702", not_before=when)
    write(store, "much later", to="703", not_before=when + timedelta(minutes=5))

    assert store.run_here(outbox.next_at, MAIN) == when


def test_an_alert_overtakes_in_a_private_chat(store: Store, epoch: int) -> None:
    """Even a call that waits or is uncertain before it does not hold it up."""
    first = write(store, "first")
    write(store, "alert", kind=DeliveryKind.SAFETY)
    assert heads(store) == ["alert", "first"]

    bring(store, first, epoch, DeliveryState.UNCERTAIN)

    assert heads(store) == ["alert", "first"]


def test_nothing_for_a_thread_goes_before_it_is_open(store: Store, mira: Person, epoch: int) -> None:
    """Not even an alert: it would land in the room where everybody reads; once the thread is open, it goes there."""
    about = Subject(client=mira.client, thread=mira.thread, therapist=mira.therapist)
    opening = write(
        store, "open", kind=DeliveryKind.THREAD, operation=Operation.OPEN_THREAD, to="-100701", subject=about
    )
    write(store, "card", kind=DeliveryKind.CARD, to="-100701", subject=about)
    alert = write(store, "alert", kind=DeliveryKind.SAFETY, to="-100701", subject=about)
    assert heads(store) == ["open"]
    begin(store, opening, epoch)
    assert heads(store) == []

    what = store.run_here(load, opening)
    store.run_here(outbox.sent, what, epoch, Receipt(chat("-100701", "33"), "34"))
    store.run_here(lambda unit: threads.thread_opened(unit, threads.thread_by_id(unit, mira.thread), "33"))

    assert heads(store) == ["card"]
    assert store.run_here(load, alert).to == chat("-100701", "33")


def test_other_accounts_are_left_alone(store: Store, epoch: int) -> None:
    """One account's sender sees its own deliveries only."""
    store.run_here(account, "other")
    write(store, "main")
    write(store, "other", account="other")

    assert heads(store) == ["main"]
    assert [head.id for head in store.run_here(outbox.heads, "other")] != []


def test_chats_that_must_keep_still_do_not_hide_the_others(store: Store, epoch: int) -> None:
    """A page full of one slow room is looked past."""
    for number in range(3):
        write(store, f"slow {number}", kind=DeliveryKind.ANSWER, to="1")
    write(store, "fast", kind=DeliveryKind.CARD, to="2")
    (slow,) = {head.pace for head in store.run_here(outbox.heads, MAIN, limit=1)}

    found = store.run_here(outbox.heads, MAIN, without={slow}, limit=1)

    assert [store.run_here(load, head.id).message.text.plain for head in found] == ["fast"]
