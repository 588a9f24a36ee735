"""What was done before is found again: a post by its title, a message by its delivery."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bots.discord.messenger import DiscordMessenger
from bots.discord.rest import Rest
from bots.sandbox.discord.standin import DiscordStandIn
from bots.sandbox.faults import Fault
from core.domain.address import Address
from core.domain.errors import (
    NotSent,
    Rejected,
    Uncertain,
)
from core.domain.message import Receipt, Text, bold
from tests.unit.bots.discord.conftest import TOKEN, Practice, Script
from tests.unit.bots.discord.fakes import TAPS, address, key, message, ours, words

SEND = "POST /channels/{channel_id}/messages"
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"
OPEN = "POST /channels/{channel_id}/threads"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def test_a_post_is_opened_once(standin: DiscordStandIn, messenger: DiscordMessenger, practice: Practice) -> None:
    """Open or archived, the one of exactly this title is found; others' posts of the same title are not ours."""
    room = address(practice.forum)
    standin.post(practice.ada, practice.forum, "Heron-12", "mine")

    first = await messenger.open_thread(room, "Heron-12", bold("Heron-12"), key=key())
    second = await messenger.open_thread(room, "Heron-12", bold("Heron-12"), key=key())
    standin.archive_thread(first.address.thread or "")
    third = await messenger.open_thread(room, "Heron-12", bold("Heron-12"), key=key())
    other = await messenger.open_thread(room, "Heron-1", Text(""), key=key(2))

    assert first == second == third
    assert first.address.chat == practice.forum
    assert [first.message] == [each.message for each in ours(standin, first.address)]
    assert other.address.thread != first.address.thread
    assert sorted(standin.threads(practice.forum).values()) == ["Heron-1", "Heron-12", "Heron-12"]


@pytest.mark.parametrize("kind", ["drop_after", "502", "hang"])
async def test_an_answer_lost_while_a_post_was_opened_makes_no_second_one(
    standin: DiscordStandIn, practice: Practice, kind: Any
) -> None:
    """Posts have no nonce; the list is read before each try."""
    rest = Rest(TOKEN)
    messenger = DiscordMessenger(rest, limit_s=0.5)
    standin.faults.add(Fault(OPEN, kind=kind))

    with pytest.raises(Uncertain):
        await messenger.open_thread(address(practice.forum), "Heron-12", Text("x"), key=key())
    await messenger.open_thread(address(practice.forum), "Heron-12", Text("x"), key=key())
    await rest.close()

    assert len(standin.threads(practice.forum)) == 1


async def test_trouble_before_a_post_was_asked_for_is_surely_not_sent(
    standin: DiscordStandIn, messenger: DiscordMessenger, practice: Practice
) -> None:
    """Reading the list changes nothing."""
    standin.faults.add(Fault("GET /guilds/{guild_id}/threads/active", kind="502"))

    with pytest.raises(NotSent):
        await messenger.open_thread(address(practice.forum), "Heron-12", Text("x"), key=key())


async def test_a_room_that_is_no_forum_is_rejected(
    messenger: DiscordMessenger, practice: Practice, dm: Address
) -> None:
    """A post needs a forum."""
    for channel in (practice.lounge, dm.chat):
        with pytest.raises(Rejected):
            await messenger.open_thread(address(channel), "Heron-12", Text("x"), key=key())


async def test_old_posts_are_found_page_by_page(script: Script, rest: Rest) -> None:
    """The archive comes a hundred at a time."""

    def archived(number: int, name: str) -> dict[str, Any]:
        stamp = f"2026-01-01T00:00:{number:02}+00:00"
        return {
            "id": str(number), "parent_id": "30", "owner_id": "9", "name": name,
            "thread_metadata": {"archive_timestamp": stamp},
        }  # fmt: skip

    script.on("GET /users/@me", {"id": "9"})
    script.on("GET /channels/30", {"id": "30", "type": 15, "guild_id": "3"})
    script.on("GET /guilds/3/threads/active", {"threads": []})
    script.on(
        "GET /channels/30/threads/archived/public",
        {"threads": [archived(50, "Wren-1")], "has_more": True},
        {"threads": [archived(40, "Heron-12")], "has_more": False},
    )

    found = await DiscordMessenger(rest).open_thread(address("30"), "Heron-12", Text("x"), key=key())

    assert found == Receipt(address("30", "40"), "40")
    assert script.made("POST /channels/30/threads") == []


async def test_a_sent_message_is_found_by_its_delivery(
    standin: DiscordStandIn, messenger: DiscordMessenger, practice: Practice, dm: Address
) -> None:
    """The id on its buttons outlives the nonce; far back too."""
    sent = await messenger.send(dm, words(buttons=TAPS), key=key(1))
    for number in range(120):
        standin.dm(practice.mira, TOKEN, f"line {number}")
    late = await messenger.send(dm, words(buttons=TAPS), key=key(2))

    assert sent == await messenger.find(dm, key=key(1), since=LONG_AGO)
    assert late == await messenger.find(dm, key=key(2), since=LONG_AGO)
    assert await messenger.find(dm, key=key(3), since=LONG_AGO) is None
    assert await messenger.find(dm, key=key(1), since=datetime.now(UTC) + timedelta(days=1)) is None


async def test_a_message_without_buttons_is_found_by_its_nonce(script: Script, rest: Rest) -> None:
    """Where history tells it, and only among our own."""
    listed = [
        message(id="1", author={"id": "8"}, nonce="d-1"),
        message(id="2", author={"id": "9"}, nonce="d-2"),
        message(id="3", author={"id": "9"}, nonce="d-1"),
    ]
    script.on("GET /users/@me", {"id": "9"})
    script.on("GET /channels/40/messages", listed)

    found = await DiscordMessenger(rest).find(address("40"), key=key(), since=LONG_AGO)

    assert found == Receipt(address("40"), "3")
