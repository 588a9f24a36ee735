"""Two processes on one database and one token: one owner at a time, taken over when it dies, fenced when it wakes up late."""

from __future__ import annotations

import asyncio
import signal
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bots.cli.chance import MachineEntropy
from bots.machine import SystemClock
from bots.sandbox.stage import DISCORD_TOKEN, TELEGRAM_TOKEN
from core.delivery.ownership import Ownership
from core.desk.context import Desk
from core.desk.loop import Handler
from core.desk.mailbox import StoreMailbox
from core.domain.address import Address, Platform
from core.domain.delivery import DeliveryKind, DeliveryState, Operation
from core.domain.errors import Fenced, StoreFault
from core.domain.ids import AccountId
from core.domain.incoming import Cursor, RawUpdate, SourceId
from core.domain.message import OutgoingMessage, Text
from core.store import engine, inbox, leases, outbox, tables
from core.store.opening import open_store
from core.store.outbox import Subject
from core.store.vault import RootKeyVault
from tests.faults.company import company
from tests.faults.scenes import COPY, DUE, TITLE, Scene, chat_of, copies_in_order, fired, sends_to, spoil
from tests.flow.play import count, find, playing

LEASE_S = 3.0
MAIN = AccountId("main")
TAKEN_OVER_S = LEASE_S + 25  # the lease, and a slow machine


async def enrolled_without(play, client_on: str, room_on: str) -> Scene:
    """As `enrolled`, for a practice that runs in other processes."""
    room = await play.room(room_on)
    client, thread = await play.client(client_on, room)
    await play.enrol(room, thread)
    return Scene(play, room, client, thread)


def polls_refused(play) -> int:
    """How often Telegram saw a second poll while another was open."""
    return sum(call.status == 409 for call in play.stage.telegram.calls)


@pytest.mark.slow
@pytest.mark.parametrize("client_on", ["telegram", "discord"])
async def test_one_of_two_works_and_the_other_takes_over_when_it_is_killed(tmp_path, story_database_url, client_on):
    """Never two polls at once; within the lease's time after kill -9 the other goes on; nothing lost, nothing doubled."""
    async with playing(tmp_path, story_database_url) as play:
        with company(play, lease_s=LEASE_S) as both:
            first, _ = await both.at_work()
            scene = await enrolled_without(play, client_on, "telegram")
            scene.client.say("before the fall")
            await play.until(lambda: find(scene.room.seen(scene.thread), "before the fall"), "card")
            # The echo stands behind the card in the same lane: what it shows is that the card's sending was noted down.
            scene.room.say(scene.thread, "a note before the fall")
            await play.until(lambda: find(scene.room.seen(scene.thread), "Kept as a note"), "the card is noted as sent")
            assert polls_refused(play) == 0
            assert play.stage.discord.connected(DISCORD_TOKEN) == 1

            first.send(signal.SIGKILL)
            scene.client.say("into the gap")
            both.move_to(DUE)
            await play.until(lambda: both.owner_of("main") is not first, "taken over on Telegram", TAKEN_OVER_S)
            await play.until(lambda: both.owner_of("den") is not first, "taken over on Discord", TAKEN_OVER_S)
            await play.until(lambda: find(scene.room.seen(scene.thread), "into the gap"), "card", 30)
            await play.until(lambda: find(scene.client.seen(), TITLE), "prompt", 30)
            scene.client.say("after the fall")
            await play.until(lambda: find(scene.room.seen(scene.thread), "after the fall"), "card", 30)

            cards = "\n".join(line.text for line in scene.room.seen(scene.thread) if line.by_bot)
            assert [cards.count(words) for words in ("before the fall", "into the gap", "after the fall")] == [1, 1, 1]
            assert count(scene.client.seen(), TITLE) == 1
            assert polls_refused(play) == 0


@pytest.mark.slow
@pytest.mark.parametrize("client_on", ["telegram", "discord"])
async def test_a_frozen_owner_that_wakes_up_late_is_fenced(tmp_path, story_database_url, client_on):
    """Frozen in the middle of sending: the other takes over; awake again it writes nothing, sends nothing, and waits."""
    account = "main" if client_on == "telegram" else "den"
    async with playing(tmp_path, story_database_url) as play:
        with company(play, lease_s=LEASE_S) as both:
            frozen, _ = await both.at_work()
            scene = await enrolled_without(play, client_on, client_on)
            chat = chat_of(scene.client)
            spoil(play, client_on, "slow", chat=chat, seconds=6.0)
            both.move_to(DUE)
            await play.until(lambda: fired(play, client_on), "the prompt is under way")
            both.freeze(frozen)  # the platform has the prompt, its answer finds nobody

            scene.client.say("while the owner slept")
            await play.until(lambda: both.owner_of(account) is not frozen, "taken over", TAKEN_OVER_S)
            await play.until(lambda: find(scene.room.seen(scene.thread), "while the owner slept"), "card", 30)
            sent = sends_to(play, client_on, chat)
            frozen.send(signal.SIGCONT)
            await play.until(lambda: _gave_up(frozen, account), "the late one sees that it is", 30)
            scene.client.say("after it woke up")
            await play.until(lambda: find(scene.room.seen(scene.thread), "after it woke up"), "card", 30)
            scene.client.say("done")
            await play.until(lambda: find(scene.client.seen(), "Before you go"), "receipt", 30)

            cards = "\n".join(line.text for line in scene.room.seen(scene.thread) if line.by_bot)
            assert [cards.count(words) for words in ("while the owner slept", "after it woke up")] == [1, 1]
            assert copies_in_order(scene.client)
            assert count(scene.client.seen(), COPY) == (1 if client_on == "telegram" else 0)
            assert count(scene.client.seen(), TITLE) == (2 if client_on == "telegram" else 1)
            assert sends_to(play, client_on, chat) == sent + 1  # the receipt, by the new owner
            assert both.owner_of(account) is not frozen
            assert frozen.process.poll() is None


def _gave_up(member, account: str) -> bool:
    """It said, after it was woken, that the account is somebody else's now."""
    told = [record for record in member.records() if record.get("account") == account]
    return any("another process owns" in record["event"] for record in told)


@pytest.mark.slow
async def test_a_clean_stop_hands_over_at_once(tmp_path, sqlite_url):
    """SIGTERM gives the lease back: the next owner need not wait for it to run out."""
    async with playing(tmp_path, sqlite_url) as play:
        with company(play, lease_s=120) as both:
            first, second = await both.at_work()

            first.send(signal.SIGTERM)
            await play.until(lambda: both.owner_of("main") is second and both.owner_of("den") is second, "handed over")

            assert first.process.wait(10) == 0
            await play.until(lambda: play.stage.discord.connected(DISCORD_TOKEN) == 1, "one listener")
            assert play.stage.telegram.pending(TELEGRAM_TOKEN) == 0


def _store(url: str):
    entropy = MachineEntropy()
    return open_store(url, clock=SystemClock(), entropy=entropy, vault=RootKeyVault(bytes(32), entropy))


def _raw(number: int) -> RawUpdate:
    return RawUpdate(MAIN, f"{number}:x", "lane", b"{}", SystemClock().now())


def _waiting_message(unit) -> str:
    to = Address(Platform.TELEGRAM, MAIN, "5")
    delivery = outbox.put(
        unit,
        cause="test",
        kind=DeliveryKind.ANSWER,
        operation=Operation.SEND,
        to=to,
        message=OutgoingMessage(Text("hello")),
        is_group=False,
        subject=Subject(),
    )
    assert delivery is not None
    return delivery


async def test_a_late_owner_is_refused_by_the_database_itself(database_url):
    """Whatever it believes: no update kept or handled, no cursor moved, no call begun or judged, no lease renewed."""
    store, clock = _store(database_url), SystemClock()
    late = Ownership(store, MAIN, "late", clock, lease=timedelta(seconds=0.05))
    new = Ownership(store, MAIN, "new", clock, lease=timedelta(seconds=60))
    await store.run(leases.register_account, MAIN, "telegram")
    delivery = await store.run(_waiting_message)
    assert await late.acquire()
    what = await store.read(outbox.load, delivery)
    assert await store.run(outbox.begin, what, late.epoch)
    await clock.sleep(0.1)
    assert await new.acquire()
    stream = SourceId(MAIN, "updates")

    with pytest.raises(Fenced):
        await StoreMailbox(store, late, None).keep([_raw(1)], Cursor(stream, "2"))
    taken_over = await store.read(outbox.load, delivery)
    with pytest.raises(Fenced):
        await store.run(outbox.begin, taken_over, late.epoch)
    assert await store.run(outbox.begin, taken_over, new.epoch)  # the new owner sends it; then the late one's call ends
    judged = await store.run(outbox.settle, what, late.epoch, DeliveryState.PENDING, trouble="late")
    noted = await store.run(outbox.sent, what, late.epoch, None)
    renewed = await store.run(leases.renew, MAIN, "late", late.epoch, timedelta(seconds=60))

    assert taken_over.state is DeliveryState.UNCERTAIN
    assert (judged, noted, renewed) == (False, False, False)
    assert await store.read(inbox.next_waiting, MAIN) == []
    assert await store.read(inbox.cursor, stream) is None
    await StoreMailbox(store, new, None).keep([_raw(1)], Cursor(stream, "2"))
    waiting = await store.read(inbox.next_waiting, MAIN)
    handler = Handler(store, Desk(None, None, None), None, late, clock, str)
    with pytest.raises(Fenced):
        await store.run(handler._work, waiting[0].seq, [])

    assert len(await store.read(inbox.next_waiting, MAIN)) == 1
    await store.close()


async def test_a_lease_that_is_held_is_not_given_away(database_url):
    """The second asker waits as long as the first renews."""
    store, clock = _store(database_url), SystemClock()
    first = Ownership(store, MAIN, "first", clock, lease=timedelta(seconds=60))
    second = Ownership(store, MAIN, "second", clock, lease=timedelta(seconds=60))
    await store.run(leases.register_account, MAIN, "telegram")

    assert await first.acquire()
    assert not await second.acquire()
    await first.release()
    assert await second.acquire()

    assert second.epoch > first.epoch
    await store.close()


@pytest.mark.postgres
async def test_an_owner_frozen_inside_a_write_holds_nobody_up(postgres_url, monkeypatch):
    """It keeps its row lock while it is frozen; PostgreSQL ends its session after a while, and the account moves on."""
    monkeypatch.setattr(engine, "_BUSY_MS", 300)
    store, clock, frozen = _store(postgres_url), SystemClock(), threading.Event()
    await store.run(leases.register_account, MAIN, "telegram")
    late = Ownership(store, MAIN, "late", clock, lease=timedelta(seconds=0.05))
    new = Ownership(store, MAIN, "new", clock, lease=timedelta(seconds=60))
    assert await late.acquire()

    def freeze(unit) -> None:
        leases.fence(unit, MAIN, late.epoch)
        frozen.wait(20)
        unit.execute(sa.update(tables.accounts).values(last_intake_at=unit.now))

    freezing = asyncio.create_task(store.run(freeze))
    await clock.sleep(0.1)
    try:
        async with asyncio.timeout(10):
            assert await new.acquire()
    finally:
        frozen.set()

    with pytest.raises(StoreFault):
        await freezing
    assert await store.read(inbox.last_intake, MAIN) is None
    await store.close()
