"""The whole adapter against the strict stand-in of the Bot API: what people do arrives, what is sent is seen."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bots.sandbox.faults import Fault
from bots.sandbox.telegram import TelegramStandIn
from bots.telegram.connector import TelegramAccount
from core.domain.address import PlaceKind
from core.domain.errors import (
    Conflict,
    MediaTooLarge,
    NotSent,
    RateLimited,
    Reason,
    TokenRefused,
    Uncertain,
    Unreachable,
)
from core.domain.incoming import Incoming, MessageIn, PartKind, Press, Reachability, Unhandled
from core.domain.message import Button, FileKind, OutgoingFile, OutgoingMessage, Text, bold

from .scripted import ACCOUNT, KEY, NOW, TOKEN, Inbox, QuickClock, address

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da6364f8cf500f0003860180"
    "5a34c7a10000000049454e44ae426082"
)
VOICE = b"OggS" + bytes(22) + b"\x01\x13OpusHead" + bytes(200)


@dataclass
class Bench:
    """One bot, a client and a therapist, and the adapter in between."""

    tg: TelegramStandIn
    account: TelegramAccount
    inbox: Inbox
    bot: int
    ann: int
    ben: int

    async def arrived(self, count: int) -> list[Incoming | Unhandled]:
        """What the first `count` kept updates mean, once they are there."""
        async with asyncio.timeout(5):
            while len(self.inbox.kept) < count:
                await asyncio.sleep(0.01)
        kept = list(self.inbox.kept.values())[:count]
        return [found for raw in kept for found in self.account.translator.translate(raw)]

    async def to_ann(self, words: str | Text, **more: Any) -> int:
        text = Text(words) if isinstance(words, str) else words
        receipt = await self.account.messenger.send(address(str(self.ann)), OutgoingMessage(text, **more), key=KEY)
        return int(receipt.message)


@pytest.fixture
async def bench(clock: QuickClock) -> AsyncIterator[Bench]:
    tg = TelegramStandIn(now=lambda: NOW)
    tg.limits = False
    await tg.start()
    bot = tg.add_bot(TOKEN, "quiet_bot")
    account = TelegramAccount(ACCOUNT, TOKEN, api=tg.api, clock=clock)
    inbox = Inbox()
    yield Bench(tg, account, inbox, bot, tg.add_person("Ann", language="ar"), tg.add_person("Ben"))
    await account.close()
    await tg.close()


@contextlib.asynccontextmanager
async def listening(bench: Bench) -> AsyncIterator[None]:
    task = asyncio.create_task(bench.account.gateway.run(bench.inbox))
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_a_start_link_brings_its_code(bench: Bench) -> None:
    """Who follows the invite link arrives as a private message with the code and their app's language."""
    link = bench.account.invite_link("Ab-9_z", await bench.account.identity())
    assert link == "https://t.me/quiet_bot?start=Ab-9_z"

    async with listening(bench):
        bench.tg.start_bot(bench.ann, TOKEN, "Ab-9_z")
        (found,) = await bench.arrived(1)

    assert isinstance(found, MessageIn)
    assert (found.text, found.place, found.sender.language) == ("/start Ab-9_z", PlaceKind.PRIVATE, "ar")
    assert found.address == address(str(bench.ann))


async def test_a_message_is_seen_as_it_was_meant(bench: Bench) -> None:
    """Styles at the right characters, buttons in rows, silent and protected, quoting what was asked."""
    first = bench.tg.start_bot(bench.ann, TOKEN)

    await bench.to_ann(
        Text("🌊 <b>& ") + bold("هنا 🐚"),
        buttons=((Button("Later", "h1"), Button("Not today", "h2")),),
        reply_to=str(first),
        silent=True,
        protected=True,
    )

    seen = bench.tg.seen(bench.ann, bot=TOKEN)[-1]
    (entity,) = seen.entities
    units = seen.text.encode("utf-16-le")[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])]
    assert (seen.text, entity["type"], units.decode("utf-16-le")) == ("🌊 <b>& هنا 🐚", "bold", "هنا 🐚")
    assert (seen.buttons, seen.reply_to, seen.silent, seen.protected) == ([["Later", "Not today"]], first, True, True)


async def test_a_press_arrives_and_its_waiting_mark_goes(bench: Bench) -> None:
    """The press names handle and message; the answer to Telegram has no words."""
    bench.tg.start_bot(bench.ann, TOKEN)
    message = await bench.to_ann("How is it?", buttons=((Button("Later", "h1"),),))

    async with listening(bench):
        query = bench.tg.press(bench.ann, bench.bot, message, "Later")
        found = (await bench.arrived(2))[-1]
        await bench.tg.wait_for(lambda: bench.tg.toast(query) == "")

    assert isinstance(found, Press)
    assert (found.handle, found.message, found.address) == ("h1", str(message), address(str(bench.ann)))


async def test_a_picture_and_a_voice_come_in_whole(bench: Bench) -> None:
    """The bytes behind the references are those the person sent, also for an account made later."""
    bench.tg.start_bot(bench.ann, TOKEN)
    bench.tg.send_photo(bench.ann, bench.bot, PICTURE, caption="my room")
    bench.tg.send_voice(bench.ann, bench.bot, VOICE, duration=3)

    async with listening(bench):
        _, picture, voice = await bench.arrived(3)

    assert isinstance(picture, MessageIn) and isinstance(voice, MessageIn)
    assert (picture.kind, picture.text, voice.kind, voice.files[0].duration_s) == (
        PartKind.PHOTO,
        "my room",
        PartKind.VOICE,
        3,
    )
    later = TelegramAccount(ACCOUNT, TOKEN, api=bench.tg.api, clock=QuickClock())
    for message, content in ((picture, PICTURE), (voice, VOICE)):
        assert b"".join([chunk async for chunk in later.media.open(message.files[0].ref)]) == content
    await later.close()


async def test_a_file_over_20_mb_is_named_too_large(bench: Bench) -> None:
    """Telegram gives bots no more; the core can say so in plain words."""
    bench.tg.start_bot(bench.ann, TOKEN)
    bench.tg.send_document(bench.ann, bench.bot, bytes(20 * 1024 * 1024 + 1), name="big.mov", mime="video/quicktime")
    async with listening(bench):
        found = (await bench.arrived(2))[-1]
    assert isinstance(found, MessageIn)

    with pytest.raises(MediaTooLarge):
        async for _ in bench.account.media.open(found.files[0].ref):
            pass


@pytest.mark.parametrize(
    ("kind", "name", "mime", "content", "media"),
    [
        (FileKind.PHOTO, "picture.png", "image/png", PICTURE, "photo"),
        (FileKind.VOICE, "voice.ogg", "audio/ogg", VOICE, "voice"),
        (FileKind.FILE, "work.png", "image/png", PICTURE, "document"),
    ],
)
async def test_a_file_is_shown_by_its_kind_and_its_caption_can_change(
    bench: Bench, kind: FileKind, name: str, mime: str, content: bytes, media: str
) -> None:
    """A picture as a picture, a voice as a voice; an edit leaves the file and changes the words."""
    bench.tg.start_bot(bench.ann, TOKEN)
    file = OutgoingFile(kind, "blob", name, mime, 2 if kind is FileKind.VOICE else None, content)
    message = OutgoingMessage(Text("before"), file=file)

    receipt = await bench.account.messenger.send(address(str(bench.ann)), message, key=KEY)
    await bench.account.messenger.edit(receipt, OutgoingMessage(bold("after"), file=file), key=KEY)
    await bench.account.messenger.edit(receipt, OutgoingMessage(bold("after"), file=file), key=KEY)

    seen = bench.tg.seen(bench.ann, bot=TOKEN)[-1]
    assert (seen.media, seen.text, seen.edited) == (media, "after", True)


async def test_a_room_has_threads_and_replies_in_them(bench: Bench) -> None:
    """A topic is opened, written into and answered in; only a true reply quotes."""
    room = bench.tg.add_forum("Room", [bench.ben], bot=TOKEN)
    topic = await bench.account.messenger.open_thread(address(str(room)), "Heron-12", Text(""), key=KEY)
    assert topic.address.thread is not None
    thread = int(topic.address.thread)
    card = await bench.account.messenger.send(topic.address, OutgoingMessage(Text("the work")), key=KEY)

    async with listening(bench):
        bench.tg.write(bench.ben, room, "thank you", thread=thread, reply_to=int(card.message))
        bench.tg.write(bench.ben, room, "a note", thread=thread)
        bench.tg.write(bench.ben, room, "/queue@quiet_bot")
        await bench.tg.wait_for(lambda: bench.tg.pending(TOKEN) == 0)
        found = [one for one in await bench.arrived(len(bench.inbox.kept)) if isinstance(one, MessageIn)]

    assert bench.tg.topics(room)[thread] == "Heron-12"
    assert bench.tg.seen(room, bot=TOKEN, thread=thread)[0].text == "the work"
    assert [(one.text, one.reply_to, one.address.thread) for one in found] == [
        ("thank you", card.message, str(thread)),
        ("a note", None, str(thread)),
        ("/queue", None, None),
    ]
    assert {one.place for one in found} == {PlaceKind.ROOM}


async def test_a_deleted_topic_and_a_lost_room_are_named(bench: Bench) -> None:
    """A topic that is gone, rights that are gone, a bot that was put out: three different states."""
    room = bench.tg.add_forum("Room", [bench.ben], bot=TOKEN)
    topic = await bench.account.messenger.open_thread(address(str(room)), "Heron-12", Text(""), key=KEY)
    assert topic.address.thread is not None

    async def reason(call: Any) -> Reason:
        with pytest.raises(Unreachable) as caught:
            await call
        return caught.value.reason

    bench.tg.delete_topic(room, int(topic.address.thread))
    gone = await reason(bench.account.messenger.send(topic.address, OutgoingMessage(Text("a")), key=KEY))
    bench.tg.set_rights(room, TOKEN, ())
    rights = await reason(bench.account.messenger.open_thread(address(str(room)), "B", Text(""), key=KEY))
    bench.tg.kick_bot(room, TOKEN)
    removed = await reason(bench.account.messenger.send(address(str(room)), OutgoingMessage(Text("a")), key=KEY))

    assert (gone, rights, removed) == (Reason.THREAD_GONE, Reason.RIGHTS_LOST, Reason.REMOVED)


async def test_a_block_is_told_and_met_when_sending(bench: Bench) -> None:
    """The client's door closes and opens, and each way of a closed door has its reason."""
    bench.tg.start_bot(bench.ann, TOKEN)
    async with listening(bench):
        bench.tg.block(bench.ann, TOKEN)
        closed = (await bench.arrived(2))[-1]
        with pytest.raises(Unreachable) as blocked:
            await bench.to_ann("hello")
        bench.tg.unblock(bench.ann, TOKEN)
        opened = (await bench.arrived(3))[-1]
    bench.tg.deactivate(bench.ann)
    with pytest.raises(Unreachable) as deactivated:
        await bench.to_ann("hello")

    assert [one.open for one in (closed, opened) if isinstance(one, Reachability)] == [False, True]
    assert (blocked.value.reason, deactivated.value.reason) == (Reason.BLOCKED, Reason.DEACTIVATED)


async def test_who_never_started_the_bot_cannot_be_written_to(bench: Bench) -> None:
    """Telegram lets nobody be approached by a bot."""
    with pytest.raises(Unreachable) as caught:
        await bench.to_ann("hello")

    assert caught.value.reason in {Reason.NEVER_STARTED, Reason.CHAT_GONE}


@pytest.mark.parametrize(
    ("fault", "expected", "seen"),
    [
        (Fault(method="sendMessage", kind="429", retry_after=7), RateLimited, 0),
        (Fault(method="sendMessage", kind="500"), Uncertain, 0),
        (Fault(method="sendMessage", kind="drop_before"), Uncertain, 0),
        (Fault(method="sendMessage", kind="drop_after"), Uncertain, 1),
    ],
)
async def test_faults_are_told_apart_by_what_may_have_arrived(
    bench: Bench, fault: Fault, expected: type[Exception], seen: int
) -> None:
    """After a cut line nobody pretends to know; a refusal for being too fast is surely nothing sent."""
    bench.tg.start_bot(bench.ann, TOKEN)
    bench.tg.faults.add(fault)

    with pytest.raises(expected) as caught:
        await bench.to_ann("hello")

    assert len([one for one in bench.tg.seen(bench.ann, bot=TOKEN) if one.by == "bot"]) == seen
    if isinstance(caught.value, RateLimited):
        assert caught.value.retry_after == timedelta(seconds=7)


async def test_no_server_is_surely_not_sent(bench: Bench) -> None:
    """While Telegram is away nothing leaves; afterwards the same account goes on."""
    bench.tg.start_bot(bench.ann, TOKEN)
    port = int(bench.tg.api.rpartition(":")[2])
    await bench.tg.close()
    with pytest.raises(NotSent):
        await bench.to_ann("hello")
    await bench.tg.start(port)

    await bench.to_ann("hello again")

    assert [one.text for one in bench.tg.seen(bench.ann, bot=TOKEN) if one.by == "bot"] == ["hello again"]


async def test_poison_doubles_and_jumps_lose_nothing(bench: Bench) -> None:
    """Between poisonous, doubled and renumbered updates every message of a person arrives once."""
    bench.tg.start_bot(bench.ann, TOKEN)
    async with listening(bench):
        await bench.arrived(1)
        await bench.tg.wait_for(lambda: bench.tg.pending(TOKEN) == 0)
        bench.tg.inject_raw(TOKEN, {"message": {"chat": {"id": "?"}}})
        bench.tg.duplicate_next_updates(2)
        bench.tg.write(bench.ann, bench.bot, "one")
        bench.tg.write(bench.ann, bench.bot, "two")
        await bench.arrived(4)
        await bench.tg.wait_for(lambda: bench.tg.pending(TOKEN) == 0)
        bench.tg.jump_update_ids(TOKEN, 40)
        bench.tg.write(bench.ann, bench.bot, "three")
        await bench.arrived(5)
        await bench.tg.wait_for(lambda: bench.tg.pending(TOKEN) == 0)

    words = []
    for raw in bench.inbox.kept.values():
        with contextlib.suppress(ValueError, KeyError, TypeError):
            words += [one.text for one in bench.account.translator.translate(raw) if isinstance(one, MessageIn)]
    assert words == ["/start", "one", "two", "three"]


async def test_two_listeners_never_share_a_token(bench: Bench) -> None:
    """The one that is put out is told Conflict, and ends."""
    second = TelegramAccount(ACCOUNT, TOKEN, api=bench.tg.api, clock=QuickClock())
    first = asyncio.create_task(bench.account.gateway.run(bench.inbox))
    await bench.tg.wait_for(lambda: any(call.method == "getUpdates" for call in bench.tg.calls))
    other = asyncio.create_task(second.gateway.run(Inbox()))

    done, listens = await asyncio.wait({first, other}, return_when=asyncio.FIRST_COMPLETED, timeout=5)

    assert [type(task.exception()) for task in done] == [Conflict]
    for task in listens:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    await second.close()


async def test_a_refused_token_ends_listening(bench: Bench) -> None:
    """A token that BotFather revoked is not asked about again."""
    stranger = TelegramAccount(ACCOUNT, "1:nobody", api=bench.tg.api, clock=QuickClock())

    with pytest.raises(TokenRefused):
        await stranger.gateway.run(bench.inbox)

    await stranger.close()
