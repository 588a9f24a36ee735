"""Listening while a platform misbehaves: events twice, out of order, poisonous; sessions lost; somebody else listening."""

from __future__ import annotations

import asyncio
import contextlib
import re

import httpx
import pytest
import sqlalchemy as sa

from bots.sandbox.stage import DISCORD_TOKEN, TELEGRAM_TOKEN
from bots.telegram import gateway
from bots.telegram.gateway import TelegramGateway
from core.store import inbox, tables
from tests.faults.pace import unpaced
from tests.faults.scenes import enrolled, fired, slow, spoil
from tests.flow.play import Play, count, find, playing

WORDS = ["first of three", "second of three", "third of three"]


def card_of(scene, words: str):
    """The card that holds these words, or None."""
    return find(scene.room.seen(scene.thread), words)


async def set_aside(play: Play) -> int:
    """How many updates lie set aside."""
    return await play.practice._store.read(inbox.dead_count)


async def fault_of_the_dead(play: Play) -> str:
    """The id under which the one dead update is found in the log."""
    row = await play.practice._store.read(
        lambda unit: unit.one(sa.select(tables.inbox).where(tables.inbox.c.state == "dead"))
    )
    return row.fault


def misbehave(play: Play, platform: str, how: str, times: int) -> None:
    """The next events come twice, or the last first."""
    if platform == "telegram":
        getattr(play.stage.telegram, f"{how}_next_updates")(times)
    else:
        getattr(play.stage.discord, f"{how}_next_events")(times)


@pytest.mark.parametrize(
    ("platform", "how"),
    [("telegram", "reorder"), ("discord", "duplicate"), slow("telegram", "duplicate"), slow("discord", "reorder")],
)
async def test_events_that_come_twice_or_backwards_are_taken_once_and_in_order(
    tmp_path, sqlite_url, monkeypatch, platform, how
):
    """Three messages, each delivered twice or the last first: one card with each of them once, in the order of writing."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, platform, platform)
        misbehave(play, platform, how, len(WORDS))

        for words in WORDS:
            scene.client.say(words)
        await play.until(lambda: all(card_of(scene, words) for words in WORDS), "all three are here")
        text = find(scene.room.seen(scene.thread), WORDS[0]).text

        assert [text.count(words) for words in WORDS] == [1, 1, 1]
        assert sorted(WORDS, key=text.index) == WORDS
        assert count(scene.room.seen(scene.thread), "of three") == 1
        assert await set_aside(play) == 0


async def test_a_command_that_comes_twice_is_obeyed_once(tmp_path, sqlite_url, monkeypatch):
    """The same update of a therapist's /invite makes one invitation, not two."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        await play.start()
        room = await play.room("telegram")
        play.stage.telegram.duplicate_next_updates(1)

        room.command("/invite Mira")
        await play.until(lambda: find(room.seen(), "It works once"), "invited")
        room.command("/clients")
        await play.until(lambda: find(room.seen(), "Your clients"), "listed")

        assert count(room.seen(), "It works once") == 1
        assert find(room.seen(), "Your clients").text.count("invited") == 1


async def test_a_poisonous_telegram_update_is_set_aside_with_a_fault_id(tmp_path, sqlite_url, monkeypatch, caplog):
    """What nobody can read stays sealed under a fault id; what came before and after it is handled."""
    secret = "words-inside-the-poison"
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, "telegram", "telegram")
        who = {"id": scene.client.person, "is_bot": False, "first_name": "Mira"}
        poison = {"message_id": "seven", "date": [], "from": who, "chat": {"id": scene.client.person}, "text": secret}

        scene.client.say("before the poison")
        play.stage.telegram.inject_raw(TELEGRAM_TOKEN, {"message": poison})
        scene.client.say("after the poison")
        await play.until(lambda: card_of(scene, "before the poison"), "the one before")
        await play.until(lambda: card_of(scene, "after the poison"), "the one after")

        assert await set_aside(play) == 1
        assert re.fullmatch(r"[2-9B-Z]{5}", await fault_of_the_dead(play))
        assert secret not in caplog.text
        assert play.stage.telegram.pending(TELEGRAM_TOKEN) == 0


async def test_a_payload_that_kills_the_discord_client_costs_nothing(tmp_path, sqlite_url, monkeypatch):
    """The library dies of it, the supervisor makes a new client, and what was written meanwhile is read back."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, "discord", "discord")
        before = play.stage.discord.identifies

        play.stage.discord.inject_event("MESSAGE_CREATE", {"id": "1", "guild_id": None})
        scene.client.say("written while the client was dead")
        await play.until(lambda: play.stage.discord.identifies > before, "a new client")
        scene.client.say("written to the new one")
        await play.until(lambda: card_of(scene, "while the client was dead"), "the first")
        await play.until(lambda: card_of(scene, "to the new one"), "the second")

        text = card_of(scene, "to the new one").text
        assert text.count("while the client was dead") == 1
        assert text.count("to the new one") == 1


async def test_update_ids_that_jump_back_lose_nothing(tmp_path, sqlite_url, monkeypatch):
    """After a quiet week Telegram counts from anywhere, also lower: everything is heard and confirmed, once."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, "telegram", "telegram")
        used = play.stage.telegram.handed_over()[0]["update_id"]
        await play.until(lambda: play.stage.telegram.pending(TELEGRAM_TOKEN) == 0, "everything is confirmed")

        play.stage.telegram.jump_update_ids(TELEGRAM_TOKEN, 41)
        for words in WORDS:
            scene.client.say(words)
        await play.until(lambda: all(card_of(scene, words) for words in WORDS), "heard under low numbers")
        await play.until(lambda: play.stage.telegram.pending(TELEGRAM_TOKEN) == 0, "confirmed")
        play.stage.telegram.jump_update_ids(TELEGRAM_TOKEN, used)
        scene.client.say("an old number with new words")
        await play.until(lambda: card_of(scene, "an old number with new words"), "heard under a number used before")

        text = card_of(scene, "an old number with new words").text
        assert [text.count(words) for words in (*WORDS, "an old number with new words")] == [1, 1, 1, 1]


async def test_the_same_message_under_another_update_id_changes_nothing(tmp_path, sqlite_url, monkeypatch):
    """Telegram hands a message over again under a new number: it is the same message."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, "telegram", "telegram")
        scene.client.say("only once")
        await play.until(lambda: card_of(scene, "only once"), "card")
        update = next(
            told["update"]
            for told in reversed(play.stage.telegram.handed_over())
            if told["update"].get("message", {}).get("text") == "only once"
        )

        again = {name: value for name, value in update.items() if name != "update_id"}
        play.stage.telegram.inject_raw(TELEGRAM_TOKEN, again)
        scene.client.say("the next")
        await play.until(lambda: card_of(scene, "the next"), "the next one")

        assert card_of(scene, "the next").text.count("only once") == 1
        assert count(scene.room.seen(scene.thread), "only once") == 1


@pytest.mark.parametrize("how", ["session lost", slow("line broken"), slow("asked to reconnect"), slow("muted")])
async def test_a_gateway_that_forgets_loses_no_message(tmp_path, sqlite_url, monkeypatch, how):
    """Op 9, a broken line, op 7, an outage of events: what was written meanwhile is swept from history, once."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, "discord", "discord")
        discord = play.stage.discord
        if how == "muted":
            discord.mute_gateway(True)
        elif how == "asked to reconnect":
            discord.ask_to_reconnect()
        else:
            if how == "session lost":
                discord.invalidate_sessions()
            discord.drop_gateway()

        scene.client.say("written into the gap")
        scene.room.say(scene.thread, "a note into the gap")
        discord.mute_gateway(False)
        await play.until(lambda: card_of(scene, "written into the gap"), "read back")
        await play.until(lambda: find(scene.room.seen(scene.thread), "Kept as a note"), "the note read back")
        await play.until(lambda: discord.connected(DISCORD_TOKEN) == 1, "listening again")
        scene.client.say("heard again")
        await play.until(lambda: card_of(scene, "heard again"), "heard live")

        assert card_of(scene, "heard again").text.count("written into the gap") == 1
        assert count(scene.room.seen(scene.thread), "Kept as a note") == 1


@pytest.mark.slow
async def test_a_gateway_that_refuses_at_first_is_tried_again(tmp_path, sqlite_url, monkeypatch):
    """No server is to be had at the first connects: the practice starts all the same and hears when there is one."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        play.stage.discord.refuse_gateway(3)

        scene = await enrolled(play, "discord", "discord")
        scene.client.say("heard in the end")
        await play.until(lambda: card_of(scene, "heard in the end"), "card")

        assert play.stage.discord.identifies == 1


@pytest.mark.slow
async def test_a_second_poller_takes_nothing_away(tmp_path, sqlite_url, monkeypatch, caplog):
    """Somebody else polls with our token (409): we stop, look again, and every message is handled once."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, "telegram", "telegram")
        url = f"{play.stage.telegram.api}/bot{TELEGRAM_TOKEN}/getUpdates"

        async def rival() -> None:
            async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
                while True:
                    await client.post(url, json={"timeout": 5})
                    await asyncio.sleep(0.02)

        polling = asyncio.create_task(rival())
        try:
            await play.until(lambda: "somebody else listens" in caplog.text, "the conflict is noticed")
            for words in WORDS:
                scene.client.say(words)
            await asyncio.sleep(0.3)  # let them fight for a while
        finally:
            polling.cancel()
            with contextlib.suppress(asyncio.CancelledError, httpx.HTTPError):
                await polling
        await play.until(lambda: all(card_of(scene, words) for words in WORDS), "all handled")

        text = card_of(scene, WORDS[0]).text
        assert [text.count(words) for words in WORDS] == [1, 1, 1]
        assert any(call.status == 409 for call in play.stage.telegram.calls)


@pytest.mark.parametrize(
    "kind", [slow("500"), slow("502"), slow("drop_before"), "drop_after", slow("429"), slow("hang")]
)
async def test_a_poll_that_fails_confirms_nothing(tmp_path, sqlite_url, monkeypatch, kind):
    """getUpdates refused, broken, cut or without an end: it is asked again from the same place."""
    monkeypatch.setitem(TelegramGateway.__init__.__kwdefaults__, "poll_s", 2)
    monkeypatch.setattr(gateway, "_POLL_OVERHANG_S", 0.5)
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, "telegram", "telegram")
        spoil(play, "telegram", kind, method="getUpdates", times=2, retry_after=0.2)

        scene.client.say(WORDS[0])  # ends the poll that is under way
        await play.until(lambda: fired(play, "telegram") >= 1, "the first failure")
        scene.client.say(WORDS[1])
        await play.until(lambda: fired(play, "telegram") == 2, "the second failure")
        scene.client.say(WORDS[2])
        await play.until(lambda: all(card_of(scene, words) for words in WORDS), "heard afterwards")

        text = card_of(scene, WORDS[0]).text
        assert [text.count(words) for words in WORDS] == [1, 1, 1]
