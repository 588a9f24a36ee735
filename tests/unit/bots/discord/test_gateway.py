"""The real discord.py against the stand-in: what people do is in the mailbox, whatever the line does."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bots.discord.connector import DiscordAccount
from bots.sandbox.discord.standin import DiscordStandIn
from core.domain.address import Place, PlaceKind
from core.domain.errors import TokenRefused
from core.domain.incoming import MessageGone, MessageIn, Press
from core.domain.message import Button, DeliveryKey, OutgoingMessage, Text
from tests.unit.bots.discord.conftest import TOKEN, Practice, Script
from tests.unit.bots.discord.fakes import ACCOUNT, MemoryMailbox, WallClock, address
from tests.unit.bots.discord.listening import incoming, listening, texts

APPLICATION = {
    "id": "9", "name": "vignette", "description": "", "icon": None, "bot_public": True, "verify_key": "",
    "bot_require_code_grant": False, "owner": {"id": "1", "username": "admin", "discriminator": "0", "avatar": None},
}  # fmt: skip


@pytest.fixture
def mailbox() -> MemoryMailbox:
    return MemoryMailbox()


async def test_what_people_do_comes_in(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount, mailbox: MemoryMailbox
) -> None:
    """A direct message, its edit, its deletion; a post, a line in it, and one elsewhere."""
    async with listening(account, mailbox):
        first = standin.dm(practice.mira, TOKEN, "hello")
        dm = standin.dm_channel(practice.mira, TOKEN)
        standin.edit(practice.mira, dm, first, "hello you")
        standin.unfurl(dm, first)
        standin.delete(practice.mira, dm, first)
        thread, _ = standin.post(practice.ada, practice.forum, "notes", "opening")
        standin.write(practice.ada, thread, "/queue")
        standin.write(practice.mira, practice.lounge, "hi all")
        await mailbox.until(lambda: len(mailbox.kept) == 6)

    told = incoming(account, mailbox)
    by_text = {each.text: each for each in told if isinstance(each, MessageIn)}
    assert {"hello", "hello you", "opening", "/queue", "hi all"} == set(by_text)
    assert (address(dm), PlaceKind.PRIVATE, practice.mira) == (
        by_text["hello"].address, by_text["hello"].place, by_text["hello"].sender.id
    )  # fmt: skip
    assert by_text["hello you"].edited_at is not None
    assert [MessageGone(address(dm), first)] == [each for each in told if isinstance(each, MessageGone)]
    assert {by_text["opening"].address, by_text["/queue"].address} == {address(practice.forum, thread)}
    assert by_text["/queue"].place is PlaceKind.ROOM
    assert by_text["hi all"].place is PlaceKind.OTHER


async def test_our_own_messages_do_not_come_back(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount, mailbox: MemoryMailbox
) -> None:
    """Neither over the line nor out of history."""
    standin.dm(practice.mira, TOKEN, "one")
    dm = address(standin.dm_channel(practice.mira, TOKEN))
    mailbox.places_known = [Place(dm)]
    async with listening(account, mailbox):
        await account.messenger.send(dm, OutgoingMessage(Text("ours")), key=DeliveryKey("0" * 32, "n1"))
        standin.dm(practice.mira, TOKEN, "two")
        await mailbox.until(lambda: len(mailbox.kept) == 2)
    async with listening(account, mailbox):
        pass

    assert ["one", "two"] == texts(account, mailbox)


async def test_a_press_is_kept_and_confirmed(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount, mailbox: MemoryMailbox
) -> None:
    """In a private chat and in a room; the person sees no failure."""
    standin.dm(practice.mira, TOKEN, "hello")
    dm = address(standin.dm_channel(practice.mira, TOKEN))
    taps = ((Button("Later", "p:later"),),)
    async with listening(account, mailbox):
        sent = await account.messenger.send(dm, OutgoingMessage(Text("x"), taps), key=DeliveryKey("a" * 32, "n1"))
        room = await account.messenger.open_thread(
            address(practice.forum), "Heron-12", Text("x"), key=DeliveryKey("b" * 32, "n2")
        )
        card = await account.messenger.send(
            room.address, OutgoingMessage(Text("card"), taps), key=DeliveryKey("c" * 32, "n3")
        )
        presses = [
            standin.press(practice.mira, dm.chat, sent.message, "Later"),
            standin.press(practice.ada, room.address.thread or "", card.message, "Later"),
        ]
        await standin.wait_for(lambda: all(standin.interactions[each] == "deferred" for each in presses))

    told = [each for each in incoming(account, mailbox) if isinstance(each, Press)]
    assert [(dm, PlaceKind.PRIVATE), (room.address, PlaceKind.ROOM)] == [(each.address, each.place) for each in told]
    assert [("p:later", sent.message, practice.mira), ("p:later", card.message, practice.ada)] == [
        (each.handle, each.message, each.sender.id) for each in told
    ]


async def test_a_broken_line_is_resumed(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount, mailbox: MemoryMailbox
) -> None:
    """Presses and deletions of a short gap come too; a sweep follows."""
    async with listening(account, mailbox):
        swept = len(mailbox.reported("swept"))
        standin.drop_gateway(4000)
        standin.dm(practice.mira, TOKEN, "in between")
        await mailbox.until(lambda: "in between" in texts(account, mailbox))
        await mailbox.until(lambda: len(mailbox.reported("swept")) > swept)

    assert standin.identifies == 1


@pytest.mark.parametrize(
    "poison",
    [
        {"id": "77", "channel_id": "5", "guild_id": None, "content": "x", "author": {"id": "7"}, "type": 0},
        {"id": "77", "content": "no channel"},
    ],
)
async def test_a_payload_that_kills_the_library_is_kept_and_listening_goes_on(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount, mailbox: MemoryMailbox, poison: dict[str, Any]
) -> None:
    """It is in the mailbox before discord.py reads it; a new client takes the old one's place."""
    async with listening(account, mailbox):
        standin.inject_event("MESSAGE_CREATE", poison)
        await standin.wait_for(lambda: standin.identifies == 2)
        await mailbox.until(lambda: bool(mailbox.reported("recovered")))
        standin.dm(practice.mira, TOKEN, "after")
        await mailbox.until(lambda: any(each["d"].get("content") == "after" for each in mailbox.payloads()))

    assert "m:77:0" in mailbox.kept
    assert [("stalled", {}), ("recovered", {})] == [each for each in mailbox.reports if each[0] != "swept"]


async def test_a_gateway_that_refuses_is_tried_again(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount, mailbox: MemoryMailbox
) -> None:
    """The library's own loop dies of a refused first connection; ours does not."""
    standin.refuse_gateway(2)
    async with listening(account, mailbox, up=False):
        await standin.wait_for(lambda: standin.connected(TOKEN))
        standin.dm(practice.mira, TOKEN, "at last")
        await mailbox.until(lambda: "at last" in texts(account, mailbox))

    assert len(mailbox.reported("stalled")) == 1


async def test_a_line_that_never_stands_is_not_tried_without_pause(
    account: DiscordAccount, mailbox: MemoryMailbox, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closed right after hello, again and again: the library would hammer on. So would one that stays silent."""
    monkeypatch.setattr("bots.discord.supervisor._RISE_LIMIT_S", 0.3)
    script.on("GET /users/@me", {"id": "9", "username": "vignette", "discriminator": "0", "avatar": None})
    script.on("GET /oauth2/applications/@me", APPLICATION)
    script.hellos = ["close", "close", "close", "close", "silent", "close"]
    async with listening(account, mailbox, up=False) as running:
        await mailbox.until(lambda: script.hellos == [])

        assert not running.done()
    assert [{}] == mailbox.reported("stalled")


async def test_a_gateway_that_is_not_there_is_waited_for(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount, mailbox: MemoryMailbox
) -> None:
    """Nobody answers at all; nothing ends."""
    await standin.close()
    async with listening(account, mailbox, up=False) as running:
        await mailbox.until(lambda: bool(mailbox.reported("stalled")))

        assert not running.done()


async def test_a_refused_token_ends_it(standin: DiscordStandIn, mailbox: MemoryMailbox) -> None:
    """Trying on would get the address banned."""
    standin.add_bot("somebody's", "vignette")
    account = DiscordAccount(ACCOUNT, "nobody's", clock=WallClock(), first_delay_s=0.1)

    with pytest.raises(TokenRefused):
        await account.gateway.run(mailbox)
    await account.close()


async def test_a_token_refused_by_the_open_line_ends_it(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount, mailbox: MemoryMailbox
) -> None:
    """4004: the token was taken back while we listened."""
    async with listening(account, mailbox) as running:
        standin.drop_gateway(4004)

        with pytest.raises(TokenRefused):
            await running


async def test_a_missing_intent_is_reported_and_waited_out(standin: DiscordStandIn, mailbox: MemoryMailbox) -> None:
    """The admin switches it on in the portal; nothing needs a restart."""
    standin.add_bot("other", "other", message_content=False)
    account = DiscordAccount(ACCOUNT, "other", clock=WallClock(), first_delay_s=0.05)
    async with listening(account, mailbox, up=False) as running:
        await standin.wait_for(lambda: standin.identifies >= 0 and mailbox.reported("intent_missing"))

        assert not running.done()
    await account.close()


async def test_who_does_not_own_the_account_stops_listening(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount, mailbox: MemoryMailbox
) -> None:
    """Two that listen would both answer. The line is closed, and the account can be taken up again."""
    async with listening(account, mailbox) as running:
        mailbox.owner = False
        await asyncio.wait_for(running, 5)
        await standin.wait_for(lambda: standin.connected(TOKEN) == 0)
    mailbox.owner = True
    async with listening(account, mailbox):
        standin.dm(practice.mira, TOKEN, "again ours")
        await mailbox.until(lambda: "again ours" in texts(account, mailbox))


async def test_who_is_fenced_stops_listening(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount, mailbox: MemoryMailbox
) -> None:
    """The store says so before the lease does."""
    async with listening(account, mailbox) as running:
        mailbox.fenced = True
        standin.dm(practice.mira, TOKEN, "somebody else's")
        await asyncio.wait_for(running, 5)

    assert mailbox.kept == {}


async def test_a_file_comes_back_as_it_was_sent(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount, mailbox: MemoryMailbox
) -> None:
    """A drawing and a voice message, from the mailbox to the bytes."""
    async with listening(account, mailbox):
        standin.dm(practice.mira, TOKEN, "", files=[("d.png", b"drawing", "image/png"), ("e.png", b"two", "image/png")])
        await mailbox.until(lambda: bool(mailbox.kept))
        (told,) = incoming(account, mailbox)
        content = [b"".join([chunk async for chunk in account.media.open(file.ref)]) for file in told.files]

    assert [b"drawing", b"two"] == content
