"""What becomes of what waits when a room moves or a thread is closed (SPEC 5.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.domain.address import Address
from core.domain.delivery import DeliveryState, Operation
from core.domain.errors import Reason, Unreachable
from core.domain.message import Receipt, Withdrawal
from core.store import outbox
from core.store import tables as t
from tests.unit.core.desk.bench import Bench, Person, Room

MINUTE = timedelta(minutes=1, seconds=1)


def test_a_room_with_a_new_number_is_followed(bench: Bench, room: Room, mira: Person):
    """A group that became a supergroup: what waited goes there, and what is written there is heard."""
    old, new = room.address.chat, "-100424242"
    bench.refusing = lambda to: Unreachable(Reason.MIGRATED, moved_to=new) if to.chat == old else None

    mira.say("on the way")
    bench.wait(timedelta(seconds=2))

    moved = Room(bench, room.platform)
    moved.user, moved.address = room.user, type(room.address)(room.address.platform, room.address.account, new)
    assert "on the way" in moved.card(mira.thread).text
    moved.write(mira.thread, "I read it.", reply_to=moved.card(mira.thread).message)
    assert any("I read it." in text for text in mira.texts())


def test_a_closed_thread_is_told_once_and_waits(bench: Bench, room: Room, mira: Person):
    """Outside of it, where there is such a place; when it is open again everything comes."""
    bench.refusing = lambda to: Unreachable(Reason.THREAD_CLOSED) if to.thread == mira.thread else None
    mira.say("behind a door")
    for _ in range(3):
        bench.wait(MINUTE)
    told = [text for text in room.texts() if "is closed, and I may not write in it" in text]
    assert len(told) == 1

    bench.refusing = lambda _: None
    bench.wait(MINUTE)

    assert "behind a door" in room.card(mira.thread).text


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        (Reason.RIGHTS_LOST, "a right was missing"),
        (Reason.REMOVED, "I had been removed"),
        (Reason.CHAT_GONE, "the room did not take messages"),
    ],
)
def test_a_room_that_takes_messages_again_says_why_they_are_late(bench: Bench, room: Room, mira: Person, reason, why):
    """One line, however many waited."""
    bench.refusing = lambda to: Unreachable(reason) if to.chat == room.address.chat else None
    mira.say("one")
    mira.say("done")
    mira.say("two")
    mira.say("done")
    bench.wait(MINUTE)

    bench.refusing = lambda _: None
    bench.wait(MINUTE)

    assert "one" in room.card(mira.thread, "“one”").text
    assert "two" in room.card(mira.thread, "“two”").text
    said = [text for text in room.lines(mira.thread) + room.texts() if text.startswith("For a while")]
    assert said == [f"For a while I could write nothing here: {why}. What waited comes now; nothing is lost."]


def test_a_cards_deleted_message_is_said_anew_whole(bench: Bench, room: Room, mira: Person):
    """The change of it is refused, once; the next one goes to the new message."""
    mira.say("a first line")
    first = room.card(mira.thread, "a first line").message
    bench.refusing_edits = True
    mira.say("a second line")
    bench.refusing_edits = False

    anew = room.card(mira.thread, "a second line")
    assert anew.message != first
    assert "a first line" in anew.text
    mira.say("a third line")
    assert "a third line" in room.card(mira.thread, "a second line").text


def test_a_call_into_the_old_thread_that_ends_late_opens_no_third(bench: Bench, room: Room, mira: Person):
    """A line that stood there is changed, or a call took long: the new thread is as good as it was."""
    mira.say("a first line")
    first = room.card(mira.thread, "a first line").message
    sent = bench.store.run_here(outbox.by_message, room.address.account, mira.thread, first)
    bench.refusing = lambda to: Unreachable(Reason.THREAD_GONE) if to.thread == mira.thread else None
    mira.say("a second line")
    bench.refusing = lambda _: None
    assert len(room.threads()) == 2
    change = replace(sent, operation=Operation.EDIT, target=Receipt(sent.to, first), to=room.into(room.threads()[-1]))
    held = sa.update(t.outbox).where(t.outbox.c.id == sent.id).values(state=DeliveryState.HELD.value)

    for late in (change, sent):
        bench.store.run_here(lambda unit: unit.execute(held))
        bench.store.run_here(bench.effects.room_trouble, late, Reason.THREAD_GONE)
        bench.after()

    assert len(room.threads()) == 2
    assert (
        bench.store.run_here(outbox.load, sent.id).state is DeliveryState.SENT
    )  # what came too late for there goes here


def test_a_deletion_in_a_lost_thread_does_not_pass_for_a_thread_that_is_there(bench: Bench, room: Room, mira: Person):
    """On Discord what is to be deleted in a deleted post counts as gone; the waiting cards come all the same."""
    mira.say("a first line")
    first = room.card(mira.thread, "a first line").message
    sent = bench.store.run_here(outbox.by_message, room.address.account, mira.thread, first)
    deletion = replace(sent, operation=Operation.WITHDRAW, target=Receipt(sent.to, first))

    def refusing(to: Address) -> Unreachable | None:
        if to.chat == room.address.chat and to.thread is None:  # the new one is just being opened
            bench.store.run_here(bench.effects.sent, deletion, Withdrawal.GONE)
        return Unreachable(Reason.THREAD_GONE) if to.thread == mira.thread else None

    bench.refusing = refusing
    mira.say("a second line")

    anew = room.threads()[-1]
    assert anew != mira.thread
    assert "a second line" in room.card(anew, "a first line").text


def test_old_words_that_cannot_go_are_nothing_that_the_client_took_back(bench: Bench, room: Room, mira: Person):
    """The platform lets a card be neither changed nor deleted: the new one comes, and nobody is said to have done anything."""
    bench.deletes, bench.refusing_edits = Withdrawal.STAYS, True
    mira.say("a first line")

    mira.say("a second line")

    assert "a first line" in room.card(mira.thread, "a second line").text
    assert not any("took this back" in text for text in room.lines(mira.thread))
