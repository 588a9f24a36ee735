"""A database that takes no writes for a while: nothing is confirmed that is not kept, and everything goes on afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import resource
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bots.sandbox.stage import DISCORD_TOKEN, TELEGRAM_TOKEN
from core.store import engine
from core.store.blobs import FileBlobs
from tests.faults.company import company
from tests.faults.pace import unpaced
from tests.faults.scenes import COPY, TITLE, chat_of, enrolled, fired, once, slow, spoil
from tests.flow.play import count, find, jpeg, playing

BUSY_MS = 200
FULL_BYTES = 4096  # no file may be longer than this: the disk is as good as full


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Somebody else writes into the database and does not end."""
    other = sqlite3.connect(folder / "data" / "vignette.db", isolation_level=None, timeout=30)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store waits for a lock for a fifth of a second only."""
    monkeypatch.setattr(engine, "_BUSY_MS", BUSY_MS)


async def test_telegram_keeps_what_the_store_did_not_take(tmp_path, sqlite_url, monkeypatch, impatient):
    """While the store refuses, the update stays unconfirmed at Telegram; afterwards it is handled once."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, "telegram", "telegram")
        await play.until(lambda: play.stage.telegram.pending(TELEGRAM_TOKEN) == 0, "everything is confirmed")
        with locked(tmp_path):
            scene.client.say("written to a full house")
            await play.until(lambda: _handed(play, "written to a full house") >= 2, "handed over again and again")
            assert play.stage.telegram.pending(TELEGRAM_TOKEN) == 1

        await play.until(lambda: find(scene.room.seen(scene.thread), "written to a full house"), "card", 30)
        await play.until(lambda: play.stage.telegram.pending(TELEGRAM_TOKEN) == 0, "confirmed", 30)

        assert count(scene.room.seen(scene.thread), "written to a full house") == 1


def _handed(play, words: str) -> int:
    return max(
        (
            told["times"]
            for told in play.stage.telegram.handed_over()
            if told["update"].get("message", {}).get("text") == words
        ),
        default=0,
    )


async def test_discord_loses_nothing_that_the_store_did_not_take(tmp_path, sqlite_url, monkeypatch, impatient):
    """The event waits in memory, and a press is not acknowledged before it is kept."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        play.stage.discord.first_answer_s = 1.0
        scene = await enrolled(play, "discord", "discord")
        scene.client.say("before")
        await play.until(lambda: find(scene.room.seen(scene.thread), "before"), "card")
        card = find(scene.room.seen(scene.thread), "before")
        with locked(tmp_path):
            pressed = scene.room.press(scene.thread, card.message, "Witnessed")
            scene.client.say("written to a full house")
            await play.until(lambda: play.stage.discord.interactions[pressed] != "pending", "the press was not taken")
            assert play.stage.discord.interactions[pressed] == "failed"

        await play.until(lambda: find(scene.room.seen(scene.thread), "written to a full house"), "card", 30)
        await play.until(lambda: find(scene.client.seen(), "has spent time with this"), "the press took effect", 30)

        text = find(scene.room.seen(scene.thread), "written to a full house").text
        assert text.count("written to a full house") == 1
        assert count(scene.client.seen(), "has spent time with this") == 1


@pytest.mark.parametrize("platform", ["telegram", slow("discord")])
async def test_a_receipt_that_could_not_be_written_down_holds_up_no_chat(
    tmp_path, sqlite_url, monkeypatch, impatient, platform
):
    """The message went out, but the store would not note it: it is noted later, sent once, and the chat goes on."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, platform, platform)
        spoil(play, platform, "slow", chat=chat_of(scene.client), seconds=0.5)
        scene.let_it_come_due()
        await play.until(lambda: fired(play, platform), "the prompt is under way")
        with locked(tmp_path):
            await play.until(lambda: find(scene.client.seen(), TITLE), "the prompt is there")
            await asyncio.sleep(0.5 + 3 * BUSY_MS / 1000)

        scene.client.say("/sos")
        await play.until(lambda: find(scene.client.seen(), "If it is hard"), "the chat goes on", 30)

        assert once(scene.client.seen(), "name three small things")
        assert count(scene.client.seen(), COPY) == 0


@pytest.mark.slow
@pytest.mark.postgres
async def test_postgresql_that_cuts_every_connection_is_asked_again(tmp_path, postgres_url, monkeypatch):
    """The server ends all sessions, as when it restarts: the practice goes on by itself."""
    async with playing(tmp_path, postgres_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, "telegram", "discord")
        admin = sa.create_engine(postgres_url, isolation_level="AUTOCOMMIT")
        cut = sa.text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        with admin.connect() as connection:
            for number in range(3):
                connection.execute(cut)
                scene.client.say(f"word {number}")
        admin.dispose()

        await play.until(
            lambda: all(find(scene.room.seen(scene.thread), f"word {number}") for number in range(3)), "all", 30
        )
        text = find(scene.room.seen(scene.thread), "word 2").text

        assert [text.count(f"word {number}") for number in range(3)] == [1, 1, 1]


@pytest.mark.slow
async def test_a_full_disk_loses_nothing(tmp_path, sqlite_url, monkeypatch):
    """No file may grow any more: words and a picture stay with the platforms; with room again they are there, once."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        with company(play, lease_s=15) as together:
            member = together.hire("ann")
            await play.until(lambda: play.stage.discord.connected(DISCORD_TOKEN), "at work", 30)
            room = await play.room("telegram")
            client, thread = await play.client("telegram", room)
            other, other_thread = await play.client("discord", room, "Noor")
            await play.until(lambda: play.stage.telegram.pending(TELEGRAM_TOKEN) == 0, "everything is confirmed")
            before = resource.prlimit(member.process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(member.process.pid, resource.RLIMIT_FSIZE, (FULL_BYTES, before[1]))

            client.say("written to a full disk")
            client.photo(jpeg(), "drawn on a full disk")
            other.say("written elsewhere to a full disk")
            await play.until(lambda: _handed(play, "written to a full disk") >= 2, "handed over again and again", 30)
            assert play.stage.telegram.pending(TELEGRAM_TOKEN) == 2
            assert member.process.poll() is None
            resource.prlimit(member.process.pid, resource.RLIMIT_FSIZE, before)
            await play.until(lambda: find(room.seen(thread), "written to a full disk"), "card", 60)
            await play.until(lambda: find(room.seen(other_thread), "elsewhere to a full disk"), "the other card", 60)
            await play.until(lambda: any(m.media for m in room.seen(thread) if m.by_bot), "picture", 60)

            assert find(room.seen(thread), "drawn on a full disk").text.count("on a full disk") == 1
            assert count(room.seen(thread), "written to a full disk") == 1
            assert count(room.seen(other_thread), "elsewhere to a full disk") == 1
            assert member.process.poll() is None


@pytest.mark.slow
async def test_a_disk_that_fills_while_a_picture_is_written(tmp_path, sqlite_url, monkeypatch):
    """The file cannot be kept whole: nothing half stands for it, it is fetched again, and everything else goes on."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, "telegram", "telegram")
        full = [OSError(errno.ENOSPC, "No space left on device")] * 2
        finish = FileBlobs._finish

        def sometimes_full(*args) -> None:
            if full:
                raise full.pop()
            finish(*args)

        monkeypatch.setattr(FileBlobs, "_finish", staticmethod(sometimes_full))
        scene.client.photo(jpeg(), "a picture for a full disk")
        scene.client.say("words beside it")
        await play.until(lambda: find(scene.room.seen(scene.thread), "words beside it"), "the words go on")
        await play.until(lambda: any(m.media for m in scene.room.seen(scene.thread) if m.by_bot), "picture", 40)

        assert full == []
        assert len([m for m in scene.room.seen(scene.thread) if m.by_bot and m.media]) == 1
        assert list((tmp_path / "data" / "media").glob("*.partial")) == []
