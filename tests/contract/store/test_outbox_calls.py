"""The life of a call: begun once, judged once; edits that are overtaken; what is held, released, cancelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.delivery import DeliveryKind, DeliveryState, Operation
from core.domain.errors import Reason
from core.domain.message import (
    OutgoingMessage,
    Receipt,
    Text,
)  # fmt: skip
from core.domain.states import AddressState
from core.store import addresses, consents, last_check, outbox
from core.store.engine import Store
from core.store.outbox import Subject
from tests.contract.store.world import (
    ALL,
    MAIN,
    Person,
    SteppedClock,
    arrive,
    begin,
    bring,
    chat,
    heads,
    load,
    opened,
    person,
    rows,
    write,
)  # fmt: skip

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
    before = store.run_here(lambda unit: last_check.facts(unit, load(unit, delivery)))
    store.run_here(consents.withdraw, mira.client)
    store.run_here(addresses.set_address_state, mira.address, AddressState.CLOSED, Reason.BLOCKED)
    after = store.run_here(lambda unit: last_check.facts(unit, load(unit, delivery)))

    assert before.active_consents == 1
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
