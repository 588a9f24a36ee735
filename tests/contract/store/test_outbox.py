"""The outbox: one cause one delivery, who is first in line, what becomes of edits, holds and interrupted calls."""

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
from core.store import addresses, outbox, threads
from core.store.engine import Store
from core.store.outbox import Subject
from core.store.unit import Unit
from tests.contract.store.world import MAIN, Person, SteppedClock, account, chat, load, opened, person, put, rows

LONG = 20.0
ALL = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNCERTAIN,
       DeliveryState.FAILED, DeliveryState.CANCELLED, DeliveryState.HELD)  # fmt: skip


@pytest.fixture
def epoch(store: Store) -> int:
    """The account is ours."""
    return store.run_here(account)


@pytest.fixture
def mira(store: Store, epoch: int) -> Person:
    """A client who has joined."""
    return store.run_here(person)


def heads(store: Store) -> list[str]:
    """What may go now, by words."""
    return [store.run_here(load, head.id).message.text.plain for head in store.run_here(outbox.heads, MAIN)]


def write(store: Store, words: str, **more) -> str:
    """A delivery whose cause and words are the same."""
    delivery = store.run_here(lambda unit: put(unit, words, words=words, **more))
    assert delivery is not None
    return delivery


def begin(store: Store, delivery: str, epoch: int) -> outbox.Delivery:
    what = store.run_here(load, delivery)
    assert store.run_here(outbox.begin, what, epoch)
    return what


def arrive(store: Store, delivery: str, epoch: int, message: str = "500", to: str = "701") -> None:
    assert store.run_here(outbox.sent, begin(store, delivery, epoch), epoch, Receipt(chat(to), message))


def bring(store: Store, delivery: str, epoch: int, state: DeliveryState) -> None:
    """Into a state by the way the product takes."""
    if state is DeliveryState.PENDING:
        return
    if state is DeliveryState.HELD:
        what = store.run_here(load, delivery)
        store.run_here(outbox.drop, what, state, trouble="unreachable")
    elif state is DeliveryState.SENT:
        arrive(store, delivery, epoch)
    else:
        what = begin(store, delivery, epoch)
        if state is not DeliveryState.SENDING:
            assert store.run_here(outbox.settle, what, epoch, state, trouble="told")


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
        file=OutgoingFile(FileKind.VOICE, "blob1", "voice.ogg", "audio/ogg", 12, content=b"bytes"),
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
        message.text, message.buttons, OutgoingFile(FileKind.VOICE, "blob1", "voice.ogg", "audio/ogg", 12), "77",
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


# --- the life of a call ----------------------------------------------------------------------------------------------


def test_a_call_is_begun_once(store: Store, epoch: int) -> None:
    """Two that read the same pending row: the second finds it changed and makes no call."""
    what = store.run_here(load, write(store, "once"))

    assert store.run_here(outbox.begin, what, epoch) is True
    assert store.run_here(outbox.begin, what, epoch) is False
    assert store.run_here(load, what.id).attempts == 1


def test_the_first_try_is_remembered(store: Store, epoch: int, clock: SteppedClock) -> None:
    """Since when history must be asked: the first try, not the latest."""
    delivery, began = write(store, "words"), clock.now()
    what = begin(store, delivery, epoch)
    store.run_here(outbox.settle, what, epoch, DeliveryState.UNCERTAIN, trouble="cut")
    clock.move(minutes=3)
    begin(store, delivery, epoch)

    found = store.run_here(load, delivery)
    assert (found.first_sending_at, found.attempts) == (began, 2)


def test_a_sent_message_is_found_by_its_number(store: Store, mira: Person, epoch: int) -> None:
    """By chat, or by thread where there is one; the same number elsewhere is another message."""
    delivery = write(store, "words", subject=Subject(client=mira.client))
    arrive(store, delivery, epoch, "500")

    found = store.run_here(outbox.by_message, MAIN, "701", "500")
    assert found is not None
    assert found.id == delivery
    assert store.run_here(outbox.by_message, MAIN, "702", "500") is None
    assert store.run_here(outbox.by_message, MAIN, "701", "501") is None
    assert store.run_here(outbox.by_message, "other", "701", "500") is None


def test_a_call_that_failed_for_now_waits_and_goes_again(store: Store, epoch: int, clock: SteppedClock) -> None:
    """Back to pending, not before its time, its trouble in a word."""
    what = begin(store, write(store, "words"), epoch)
    when = clock.now() + timedelta(seconds=30)

    assert store.run_here(outbox.settle, what, epoch, DeliveryState.PENDING, trouble="not sent", not_before=when)

    assert heads(store) == []
    clock.move(seconds=30)
    assert heads(store) == ["words"]


def test_a_judged_call_is_not_judged_again(store: Store, epoch: int) -> None:
    """A second word about one call changes nothing."""
    what = begin(store, write(store, "words"), epoch)
    assert store.run_here(outbox.sent, what, epoch, None) is True

    assert store.run_here(outbox.settle, what, epoch, DeliveryState.FAILED, trouble="x") is False
    assert store.run_here(load, what.id).state is DeliveryState.SENT


def test_a_copy_stays_a_copy(store: Store, epoch: int) -> None:
    """That it may be a copy is kept with the row, so that the next try says so too."""
    from dataclasses import replace

    delivery = write(store, "words")
    what = begin(store, delivery, epoch)
    store.run_here(outbox.settle, what, epoch, DeliveryState.UNCERTAIN, trouble="cut")
    again = replace(store.run_here(load, delivery), is_copy=True)
    assert store.run_here(outbox.begin, again, epoch)
    store.run_here(outbox.settle, again, epoch, DeliveryState.PENDING, trouble="not sent")

    assert store.run_here(load, delivery).is_copy is True


# --- edits -----------------------------------------------------------------------------------------------------------


def test_an_edit_that_has_not_left_is_overtaken(store: Store, epoch: int, url: str) -> None:
    """Only the newest words go out; an edit on its way is left alone and a new one is needed."""
    first = write(store, "first")
    arrive(store, first, epoch)
    target = store.run_here(load, first)
    assert store.run_here(outbox.replace_pending_edit, target, OutgoingMessage(Text("v2"))) is False
    edit = write(store, "v2", operation=Operation.EDIT, target=first)

    assert store.run_here(outbox.replace_pending_edit, target, OutgoingMessage(Text("v3"))) is True
    assert store.run_here(load, edit).message.text.plain == "v3"
    begin(store, edit, epoch)

    assert store.run_here(outbox.replace_pending_edit, target, OutgoingMessage(Text("v4"))) is False
    assert store.run_here(load, edit).message.text.plain == "v3"
    assert rows(url, "SELECT count(*) FROM outbox") == [(2,)]


def test_an_edit_knows_its_message(store: Store, epoch: int) -> None:
    """The receipt of the message that it changes, and whether that was sent at all."""
    first = write(store, "first")
    edit = write(store, "v2", operation=Operation.EDIT, target=first)
    before = store.run_here(load, edit)
    arrive(store, first, epoch, "500")

    after = store.run_here(load, edit)

    assert (before.target, before.target_state) == (None, DeliveryState.PENDING)
    assert (after.target, after.target_state) == (Receipt(chat("701"), "500"), DeliveryState.SENT)


# --- held, released, cancelled ---------------------------------------------------------------------------------------


def test_what_was_held_goes_on_when_the_address_opens(
    store: Store, mira: Person, epoch: int, clock: SteppedClock
) -> None:
    """In its old order, at once; what was not held, or goes elsewhere, is not touched."""
    to_her = Subject(client=mira.client, address=mira.address)
    for words in ("one", "two"):
        bring(store, write(store, words, subject=to_her), epoch, DeliveryState.HELD)
    failed = write(store, "failed", subject=to_her)
    bring(store, failed, epoch, DeliveryState.FAILED)
    elsewhere = write(store, "elsewhere", to="702")
    bring(store, elsewhere, epoch, DeliveryState.HELD)
    clock.move(days=3)
    write(store, "three", subject=to_her)

    assert store.run_here(outbox.release_held, mira.address) == 2

    assert heads(store) == ["one"]
    assert store.run_here(load, failed).state is DeliveryState.FAILED
    assert store.run_here(load, elsewhere).state is DeliveryState.HELD
    assert store.run_here(outbox.release_held, mira.address) == 0


@pytest.mark.parametrize("state", ALL)
def test_cancelling_takes_back_what_has_not_left(store: Store, mira: Person, epoch: int, state: DeliveryState) -> None:
    """Pending, held and uncertain ones will not go; what is on its way or has ended stays what it is."""
    delivery = write(store, "receipt", kind=DeliveryKind.RECEIPT, subject=Subject(mira.client, mira.address))
    bring(store, delivery, epoch, state)

    store.run_here(outbox.cancel, mira.client, [DeliveryKind.RECEIPT, DeliveryKind.PROMPT], reason="left")

    back = state in (DeliveryState.PENDING, DeliveryState.HELD, DeliveryState.UNCERTAIN)
    assert store.run_here(load, delivery).state is (DeliveryState.CANCELLED if back else state)


def test_cancelling_touches_this_client_these_kinds_and_what_goes_to_them(
    store: Store, mira: Person, epoch: int
) -> None:
    """Another client's, another kind, and what the therapist is to see of this client all stay."""
    noor = store.run_here(person, "Noor", "702", "Otter-2")
    mine = write(store, "mine", kind=DeliveryKind.RECEIPT, subject=Subject(mira.client, mira.address))
    kept = [
        write(store, "theirs", kind=DeliveryKind.RECEIPT, subject=Subject(noor.client, noor.address)),
        write(store, "goodbye", kind=DeliveryKind.ANSWER, subject=Subject(mira.client, mira.address)),
        write(store, "card", kind=DeliveryKind.RECEIPT, subject=Subject(mira.client, thread=mira.thread)),
    ]

    store.run_here(outbox.cancel, mira.client, [DeliveryKind.RECEIPT], reason="left")

    assert store.run_here(load, mine).state is DeliveryState.CANCELLED
    assert {store.run_here(load, each).state for each in kept} == {DeliveryState.PENDING}


def test_the_last_check_sees_what_is_true_now(store: Store, mira: Person, epoch: int) -> None:
    """One query tells of the client, the consent, the address and the room as they are when it is asked."""
    delivery = write(store, "words", subject=Subject(mira.client, mira.address, mira.thread, mira.therapist))
    before = store.run_here(lambda unit: tuple(outbox.facts(unit, load(unit, delivery))))
    from core.domain.errors import Reason
    from core.domain.states import AddressState
    from core.store import consents

    store.run_here(consents.withdraw, mira.client)
    store.run_here(addresses.set_address_state, mira.address, AddressState.CLOSED, Reason.BLOCKED)
    after = store.run_here(lambda unit: outbox.facts(unit, load(unit, delivery)))

    assert before[6] == 1
    assert (after.active_consents, after.address_state, after.client_state) == (0, "closed", "invited")
    assert (after.assigned, after.room_therapist, after.address_client) == (
        mira.therapist, mira.therapist, mira.client,
    )  # fmt: skip


def test_two_processes_see_one_outbox(store: Store, epoch: int, url: str) -> None:
    """What one process wrote, another that takes the account over may send."""
    write(store, "words")
    other = opened(url)

    assert [other.run_here(load, head.id).message.text.plain for head in other.run_here(outbox.heads, MAIN)] == [
        "words"
    ]
    other.close_here()
