"""One fitted message to one channel: as it is seen there, and what is told when it cannot be."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from bots.discord.messenger import DiscordMessenger
from bots.discord.rest import Rest
from bots.sandbox.discord.permissions import BOT_NEEDS, Permission
from bots.sandbox.discord.standin import DiscordStandIn
from bots.sandbox.faults import Fault
from core.domain.address import Address
from core.domain.errors import (
    AccountClosed,
    DeliveryError,
    NotSent,
    RateLimited,
    Reason,
    Rejected,
    Uncertain,
    Unreachable,
)
from core.domain.message import FileKind, OutgoingFile, Receipt, Text, Withdrawal, bold
from tests.unit.bots.discord.conftest import TOKEN, Practice, Script
from tests.unit.bots.discord.fakes import TAPS, address, key, ours, words

SEND = "POST /channels/{channel_id}/messages"
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"
OPEN = "POST /channels/{channel_id}/threads"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
async def post(messenger: DiscordMessenger, practice: Practice) -> Address:
    receipt = await messenger.open_thread(address(practice.forum), "Heron-12", Text("Heron-12"), key=key(99))
    return receipt.address


async def test_a_message_is_seen_as_it_was_meant(
    standin: DiscordStandIn, messenger: DiscordMessenger, practice: Practice, dm: Address
) -> None:
    """Words, styles and buttons; the gateway is not needed."""
    receipt = await messenger.send(dm, words(bold("Mira") + ", *three* things.", buttons=TAPS), key=key())

    (seen,) = ours(standin, dm)
    assert receipt == Receipt(dm, seen.message)
    assert ("**Mira**, \\*three\\* things.", "Mira, *three* things.") == (seen.raw, seen.text)
    assert [["Later", "Not today"], ["I need support"]] == seen.buttons
    assert not seen.silent


async def test_nothing_a_person_wrote_pings_or_unfolds(
    standin: DiscordStandIn, messenger: DiscordMessenger, practice: Practice, post: Address
) -> None:
    """Client text quoted in a room holds names, everyone, links: nobody is notified, no preview is loaded."""
    nasty = f"@everyone @here <@{practice.ada}> [safe](http://evil.example) # loud"

    sent = await messenger.send(post, words(nasty), key=key())
    await messenger.edit(sent, words(nasty + "!"), key=key())
    opened = await messenger.open_thread(address(practice.forum), "Wren-3", Text(nasty), key=key(2))

    for where in (post, opened.address):
        assert [()] * len(ours(standin, where)) == [each.pinged for each in ours(standin, where)]
    assert nasty + "!" == ours(standin, post)[-1].text
    assert all(call.body["flags"] & 4 for call in standin.calls if f"{call.method} {call.route}" in (SEND, EDIT))


async def test_only_what_should_ring_rings(standin: DiscordStandIn, messenger: DiscordMessenger, dm: Address) -> None:
    """Cards come silently."""
    await messenger.send(dm, words(silent=True), key=key())

    assert ours(standin, dm)[0].silent


async def test_a_quoted_message_is_quoted_and_a_lost_one_does_not_matter(
    standin: DiscordStandIn, messenger: DiscordMessenger, practice: Practice, dm: Address
) -> None:
    """The person may have deleted it meanwhile."""
    there = standin.dm(practice.mira, TOKEN, "my answer")
    gone = standin.dm(practice.mira, TOKEN, "oh no")
    standin.delete(practice.mira, dm.chat, gone)

    await messenger.send(dm, words(reply_to=there), key=key(1))
    await messenger.send(dm, words(reply_to=gone), key=key(2))

    assert [there, None] == [each.reply_to for each in ours(standin, dm)]


@pytest.mark.parametrize(
    ("kind", "name", "mime", "media"),
    [
        (FileKind.PHOTO, "photo.webp", "image/webp", "photo"),
        (FileKind.VOICE, "voice.ogg", "audio/ogg", "audio"),
        (FileKind.AUDIO, "sound.mp3", "audio/mpeg", "audio"),
        (FileKind.FILE, "page.pdf", "application/pdf", "file"),
    ],
)
async def test_a_file_arrives_whole_under_our_name(
    standin: DiscordStandIn, messenger: DiscordMessenger, dm: Address, kind: FileKind, name: str, mime: str, media: str
) -> None:
    """Voice goes as a sound file: bots cannot send voice messages with this library."""
    file = OutgoingFile(kind, "blob", name, mime, content=b"\x00\x01bytes")

    await messenger.send(dm, words("Listen", file=file, buttons=TAPS), key=key())

    (seen,) = ours(standin, dm)
    assert (media, name, "Listen") == (seen.media, seen.file_name, seen.text)
    assert len(seen.buttons) == 2


async def test_a_sound_brings_its_wave(standin: DiscordStandIn, messenger: DiscordMessenger, dm: Address) -> None:
    """Both in one message; taking it back takes both."""
    file = OutgoingFile(
        FileKind.VOICE, "b", "voice.mp3", "audio/mpeg", content=b"sound", picture="p", picture_content=b"wave"
    )

    sent = await messenger.send(dm, words("Heron-12", file=file), key=key())

    channel = standin.world.channels[dm.chat]
    (message,) = [each for each in channel.messages.values() if each.id == sent.message]
    assert [(each.name, each.data) for each in message.attachments] == [("voice.mp3", b"sound"), ("wave.png", b"wave")]


async def test_the_same_call_again_is_the_same_message(
    standin: DiscordStandIn, messenger: DiscordMessenger, dm: Address
) -> None:
    """The answer was lost; the nonce keeps the second call from doubling, with a file as well."""
    file = OutgoingFile(FileKind.PHOTO, "blob", "photo.webp", "image/webp", content=b"x")
    for outgoing in (words(), words(file=file)):
        number = key(1 if outgoing.file is None else 2)
        standin.faults.add(Fault(SEND, kind="drop_after"))
        with pytest.raises(Uncertain):
            await messenger.send(dm, outgoing, key=number)
        again = await messenger.send(dm, outgoing, key=number)
        assert again.message == ours(standin, dm)[-1].message

    assert len(ours(standin, dm)) == 2


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(kind="500"), Uncertain),
        (Fault(kind="502"), Uncertain),
        (Fault(kind="503"), Uncertain),
        (Fault(kind="drop_before"), Uncertain),
        (Fault(kind="403"), Unreachable),
        (Fault(kind="401"), AccountClosed),
        (Fault(kind="429", retry_after=0.5), RateLimited),
    ],
)
async def test_a_call_is_made_once(
    standin: DiscordStandIn, messenger: DiscordMessenger, dm: Address, fault: Fault, error: type[DeliveryError]
) -> None:
    """The outbox decides what comes next; nothing is repeated or waited for in here."""
    standin.faults.add(fault)
    before = len(standin.calls)

    with pytest.raises(error):
        await messenger.send(dm, words(), key=key())

    assert len(standin.calls) == before + 1


async def test_a_limit_says_how_long_and_whom_it_holds(
    standin: DiscordStandIn, messenger: DiscordMessenger, dm: Address
) -> None:
    """One chat, or the whole account."""
    standin.faults.add(Fault(SEND, kind="429", retry_after=7))
    standin.faults.add(Fault(SEND, kind="429", retry_after=9, is_global=True))

    with pytest.raises(RateLimited) as one:
        await messenger.send(dm, words(), key=key())
    with pytest.raises(RateLimited) as all_:
        await messenger.send(dm, words(), key=key())

    assert ("chat", timedelta(seconds=7)) == (one.value.scope, one.value.retry_after)
    assert ("account", timedelta(seconds=9)) == (all_.value.scope, all_.value.retry_after)


async def test_a_call_that_hangs_is_given_up(standin: DiscordStandIn, dm: Address) -> None:
    """Nobody knows what became of it."""
    rest = Rest(TOKEN)
    standin.faults.add(Fault(SEND, kind="hang"))

    with pytest.raises(Uncertain):
        await DiscordMessenger(rest, limit_s=0.1).send(dm, words(), key=key())
    await rest.close()


async def test_where_nobody_listens_nothing_was_sent(
    standin: DiscordStandIn, messenger: DiscordMessenger, dm: Address
) -> None:
    """No line: surely not delivered."""
    await standin.close()

    with pytest.raises(NotSent):
        await messenger.send(dm, words(), key=key())


async def test_a_closed_door_has_a_name(
    standin: DiscordStandIn, messenger: DiscordMessenger, practice: Practice, dm: Address, post: Address
) -> None:
    """Private messages closed, server left, post deleted, locked, rights taken."""

    async def reason(to: Address) -> Reason:
        with pytest.raises(Unreachable) as told:
            await messenger.send(to, words(), key=key())
        return told.value.reason

    standin.close_dms(practice.mira)
    assert await reason(dm) is Reason.DMS_CLOSED
    standin.open_dms(practice.mira)
    standin.leave_guild(practice.mira, practice.guild)
    assert await reason(dm) is Reason.NO_SHARED_SERVER
    standin.set_bot_permissions(practice.forum, Permission.VIEW_CHANNEL)
    assert await reason(post) is Reason.RIGHTS_LOST
    standin.set_bot_permissions(practice.forum, 0)
    assert await reason(post) is Reason.RIGHTS_LOST
    standin.set_bot_permissions(practice.forum, BOT_NEEDS & ~Permission.MANAGE_THREADS)
    standin.archive_thread(post.thread or "", locked=True)
    assert await reason(post) is Reason.THREAD_CLOSED
    standin.delete_thread(post.thread or "")
    assert await reason(post) is Reason.THREAD_GONE
    assert await reason(address("1")) is Reason.CHAT_GONE


@pytest.mark.parametrize("text", ["x" * 2001, "", " \n "])
async def test_what_discord_will_never_take_is_rejected(messenger: DiscordMessenger, dm: Address, text: str) -> None:
    """Our mistake: it is set aside, not tried again."""
    with pytest.raises(Rejected):
        await messenger.send(dm, words(text), key=key())


async def test_an_address_that_is_none_of_discords_is_rejected(messenger: DiscordMessenger) -> None:
    """Nothing goes into a path that did not come from Discord."""
    with pytest.raises(Rejected):
        await messenger.send(address("../users"), words(), key=key())


async def test_an_edit_replaces_words_and_buttons(
    standin: DiscordStandIn, messenger: DiscordMessenger, dm: Address
) -> None:
    """Twice the same is as good as once."""
    receipt = await messenger.send(dm, words(buttons=TAPS), key=key())

    for _ in range(2):
        await messenger.edit(receipt, words("Kept."), key=key())

    (seen,) = ours(standin, dm)
    assert ("Kept.", []) == (seen.text, seen.buttons)


async def test_an_edit_keeps_the_file(standin: DiscordStandIn, messenger: DiscordMessenger, dm: Address) -> None:
    """A card with a picture grows by its caption."""
    file = OutgoingFile(FileKind.PHOTO, "blob", "photo.webp", "image/webp", content=b"x")
    receipt = await messenger.send(dm, words(file=file), key=key())

    await messenger.edit(receipt, words("more", buttons=TAPS), key=key())

    assert (ours(standin, dm)[0].media, ours(standin, dm)[0].text) == ("photo", "more")


async def test_what_is_taken_back_is_deleted(
    standin: DiscordStandIn, messenger: DiscordMessenger, dm: Address, post: Address
) -> None:
    """Twice is as good as once, also in a sleeping post; a post that is gone has nothing left to delete."""
    file = OutgoingFile(FileKind.PHOTO, "blob", "photo.webp", "image/webp", content=b"x")
    here, there = [await messenger.send(to, words(file=file), key=key(n)) for n, to in enumerate((dm, post))]
    last = await messenger.send(post, words(), key=key(2))
    standin.archive_thread(post.thread or "")

    became = [await messenger.withdraw(receipt, words("withdrawn")) for receipt in (here, here, there)]
    left = [each.message for each in ours(standin, post)]
    standin.delete_thread(post.thread or "")
    became.append(await messenger.withdraw(last, words("withdrawn")))

    assert became == [Withdrawal.GONE] * 4
    assert ours(standin, dm) == []
    assert (there.message in left, last.message in left) == (False, True)


async def test_a_sleeping_post_that_lets_nothing_be_deleted_is_opened(script: Script, rest: Rest) -> None:
    """The page on threads says that deleting works there, the list of errors leaves it open."""
    script.on("DELETE /channels/9/messages/77", (400, {"code": 50083}), (204, {}))
    script.on("PATCH /channels/9", {"id": "9"})

    became = await DiscordMessenger(rest).withdraw(Receipt(address("40", "9"), "77"), words())

    assert became is Withdrawal.GONE
    assert script.made("PATCH /channels/9") == [{"archived": False}]


async def test_a_card_in_a_post_that_went_to_sleep_can_be_edited(
    standin: DiscordStandIn, messenger: DiscordMessenger, post: Address
) -> None:
    """Discord archives quiet posts; one of ours is opened again. A locked one is somebody's decision."""
    receipt = await messenger.send(post, words(), key=key())
    standin.archive_thread(post.thread or "")

    await messenger.edit(receipt, words("witnessed"), key=key())
    standin.archive_thread(post.thread or "", locked=True)
    standin.set_bot_permissions(receipt.address.chat, BOT_NEEDS & ~Permission.MANAGE_THREADS)

    assert ours(standin, post)[-1].text == "witnessed"
    with pytest.raises(Unreachable) as told:
        await messenger.edit(receipt, words("again"), key=key())
    assert told.value.reason is Reason.THREAD_CLOSED


async def test_an_edit_of_a_message_that_is_gone_is_rejected(
    standin: DiscordStandIn, messenger: DiscordMessenger, dm: Address
) -> None:
    """It cannot come back."""
    with pytest.raises(Rejected):
        await messenger.edit(Receipt(dm, "77"), words(), key=key())


@pytest.mark.parametrize("answer", [{}, {"id": None}, b"<html>", b"", []])
async def test_an_answer_that_is_no_message_leaves_it_open(script: Script, rest: Rest, answer: Any) -> None:
    """Something took the message; what, nobody knows."""
    script.on("POST /channels/40/messages", answer)

    with pytest.raises(Uncertain):
        await DiscordMessenger(rest).send(address("40"), words(), key=key())


@pytest.mark.parametrize(
    ("answer", "scope"),
    [
        ({"retry_after": "soon"}, "chat"),
        ({}, "chat"),
        ({"message": "Try again later", "code": 30046}, "chat"),
        ({"retry_after": 1e30}, "chat"),
        ({"global": True}, "account"),
        ([], "account"),
        (None, "account"),
        ("<html>banned</html>", "account"),
    ],
)
async def test_a_limit_without_a_number_holds_its_own_chat_unless_it_is_everybodys(
    script: Script, rest: Rest, answer: Any, scope: str
) -> None:
    """Discord's own limits are about one place; Cloudflare's refusals, pages of HTML, are about the account."""
    page = isinstance(answer, str)
    script.on("POST /channels/40/messages", web.Response(status=429, text=answer) if page else (429, answer))

    with pytest.raises(RateLimited) as told:
        await DiscordMessenger(rest).send(address("40"), words(), key=key())

    assert scope == told.value.scope
    assert timedelta(seconds=1) < told.value.retry_after <= timedelta(days=1)


async def test_an_edit_of_an_old_message_waits_for_its_limit(script: Script, rest: Rest) -> None:
    """A card is edited for days; past Discord's limit (30046, which names no wait) the edit waits, for its own chat only."""
    script.on("PATCH /channels/40/messages/77", (429, {"message": "Try again later", "code": 30046}))

    with pytest.raises(RateLimited) as told:
        await DiscordMessenger(rest).edit(Receipt(address("40"), "77"), words("new"), key=key())

    assert (timedelta(minutes=1), "chat") == (told.value.retry_after, told.value.scope)


async def test_leaving_while_a_call_is_under_way_is_no_error_of_delivery(
    standin: DiscordStandIn, messenger: DiscordMessenger, dm: Address
) -> None:
    """Cancelling is the caller's own wish."""
    standin.faults.add(Fault(SEND, kind="hang"))
    sending = asyncio.create_task(messenger.send(dm, words(), key=key()))
    await standin.wait_for(lambda: standin.faults.log)
    sending.cancel()

    with pytest.raises(asyncio.CancelledError):
        await sending


async def test_after_closing_nothing_is_sent(messenger: DiscordMessenger, dm: Address) -> None:
    """Shutting down is no riddle."""
    await messenger.close()

    with pytest.raises(NotSent):
        await messenger.send(dm, words(), key=key())
