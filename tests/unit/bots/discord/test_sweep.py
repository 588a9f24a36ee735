"""What the gateway never told is read back from history: all of it, once, in order."""

from __future__ import annotations

import pytest

from bots.discord.connector import DiscordAccount
from bots.sandbox.discord.permissions import BOT_NEEDS, Permission
from bots.sandbox.discord.standin import DiscordStandIn
from bots.sandbox.faults import Fault
from core.domain.address import Place, PlaceKind
from core.domain.incoming import SourceId
from tests.unit.bots.discord.conftest import TOKEN, Practice
from tests.unit.bots.discord.fakes import ACCOUNT, MemoryMailbox, address
from tests.unit.bots.discord.listening import incoming, listening, texts


@pytest.fixture
def mailbox() -> MemoryMailbox:
    return MemoryMailbox()


async def test_what_the_line_never_told_is_read_back(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount, mailbox: MemoryMailbox
) -> None:
    """The session is gone and its events with it: history has them, in the room and in private."""
    standin.dm(practice.mira, TOKEN, "before")
    thread, _ = standin.post(practice.ada, practice.forum, "notes", "opening")
    dm = standin.dm_channel(practice.mira, TOKEN)
    mailbox.places_known = [
        Place(address(dm)),
        Place(address(practice.forum, thread)),
        Place(address(practice.forum)),
    ]
    async with listening(account, mailbox):
        standin.mute_gateway(True)
        lost = standin.dm(practice.mira, TOKEN, "lost in private")
        standin.edit(practice.mira, dm, lost, "found in private")
        standin.write(practice.ada, thread, "lost in the room")
        standin.mute_gateway(False)
        standin.invalidate_sessions()
        standin.drop_gateway(4000)
        await mailbox.until(lambda: {"found in private", "lost in the room"} <= set(texts(account, mailbox)))

    room = next(each for each in incoming(account, mailbox) if getattr(each, "text", "") == "lost in the room")
    assert (address(practice.forum, thread), PlaceKind.ROOM) == (room.address, room.place)
    assert mailbox.reported("history_forbidden") == []


async def test_everything_is_read_page_by_page_and_the_cursor_follows(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount, mailbox: MemoryMailbox
) -> None:
    """More than Discord gives at once, while nobody listened; the next sweep begins where this one ended."""
    ids = [standin.dm(practice.mira, TOKEN, f"line {number}") for number in range(230)]
    dm = standin.dm_channel(practice.mira, TOKEN)
    mailbox.places_known = [Place(address(dm))]
    async with listening(account, mailbox):
        pass

    assert [f"line {number}" for number in range(230)] == texts(account, mailbox)
    assert [100, 100, 30] == [len(each) for each in mailbox.commits]
    assert {SourceId(ACCOUNT, f"channel:{dm}"): ids[-1]} == mailbox.cursors
    assert [230, 0] == [facts["messages"] for facts in mailbox.reported("swept")][:2]


async def test_the_live_line_moves_no_cursor(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount, mailbox: MemoryMailbox
) -> None:
    """It could carry it over a hole."""
    async with listening(account, mailbox):
        standin.dm(practice.mira, TOKEN, "live")
        await mailbox.until(lambda: bool(mailbox.kept))

    assert mailbox.cursors == {}


async def test_one_bad_channel_does_not_stop_the_others(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount, mailbox: MemoryMailbox
) -> None:
    """Deleted, broken, or forbidden: the next one is read; silence is not taken for nothing."""
    hidden, _ = standin.post(practice.ada, practice.forum, "hidden", "x")
    standin.set_bot_permissions(practice.forum, BOT_NEEDS & ~Permission.READ_MESSAGE_HISTORY)
    standin.dm(practice.mira, TOKEN, "read me")
    dm = standin.dm_channel(practice.mira, TOKEN)
    mailbox.places_known = [
        Place(address("1")),
        Place(address("3", "2")),
        Place(address(practice.forum, hidden)),
        Place(address(dm)),
    ]
    async with listening(account, mailbox):
        await mailbox.until(lambda: bool(mailbox.reported("history_forbidden")))

    assert ["read me"] == texts(account, mailbox)
    assert {"channels": 1, "messages": 0, "failed": 2} == mailbox.reported("swept")[-1]
    assert [{"channels": 1}] == mailbox.reported("history_forbidden")


async def test_a_sweep_waits_where_discord_asks_it_to(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount, mailbox: MemoryMailbox
) -> None:
    """A limit is no hole."""
    standin.dm(practice.mira, TOKEN, "patience")
    mailbox.places_known = [Place(address(standin.dm_channel(practice.mira, TOKEN)))]
    standin.faults.add(Fault("GET /channels/{channel_id}/messages", kind="429", retry_after=0.1))
    async with listening(account, mailbox):
        pass

    assert ["patience"] == texts(account, mailbox)
    assert mailbox.reported("swept")[0] == {"channels": 1, "messages": 1}
