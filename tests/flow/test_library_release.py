"""A library is published while the practice works: through the whole house, on both platforms and both databases."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.domain.errors import SettingsFault
from tests.contract.store.world import rows
from tests.flow.play import FIRST_PROMPT, ROOT_KEY, Play, begun, count, fence, find, playing

pytestmark = pytest.mark.slow  # minutes of the whole; what it holds is held more narrowly elsewhere

ROOT = Path(__file__).parents[2]
SECOND_PROMPT = datetime(2026, 11, 24, 17, 0, 1, tzinfo=UTC)  # day 2, 18:00 in Berlin
FOURTH_DAY = datetime(2026, 11, 26, 18, 30, 1, tzinfo=UTC)
OLD, NEW = "name three small things", "name three tiny things"


async def vignette(play: Play, *args: str) -> tuple[int, str]:
    """`vignette library ...` beside the running practice, a process of its own; its code and all it said."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("VIGNETTE_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bots", "library", *args, "--practice", str(play.folder),
        cwd=ROOT, env={**clean, **play.stage.secrets(), "VIGNETTE_ROOT_KEY": ROOT_KEY},
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    async with asyncio.timeout(60):
        told, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, told.decode()


def edit(play: Play, old: str, new: str) -> None:
    path = play.folder / "library" / "small-things.yaml"
    path.write_text(path.read_text().replace(old, new))


def in_force(play: Play) -> str:
    return rows(play.database, "SELECT revision FROM practice")[0][0]


@pytest.mark.slow
@pytest.mark.parametrize("client_on", ["telegram", "discord"])
async def test_publish_break_restart_and_go_back(tmp_path, story_database_url, client_on):
    """Edited alone, nothing changes, not even by a restart; published, the next prompt has the new words; broken, all
    goes on; and what was in force before can be had again. Nobody gets anything twice.
    """
    async with playing(tmp_path, story_database_url) as play:
        room, mira, thread = await begun(play, client_on, "discord", programme="first-week")
        first = in_force(play)
        alias = room.threads()[thread]

        edit(play, OLD, NEW)
        await play.restart()
        assert in_force(play) == first
        code, told = await vignette(play, "publish", "--yes")
        assert (code, alias in told, "Mira" in told) == (0, True, False), told
        second = in_force(play)
        assert second != first
        play.clock.move_to(FIRST_PROMPT)
        await play.until(lambda: find(mira.seen(), NEW), "the new words")

        edit(play, "kind: prompt", "kind: promt")
        code, told = await vignette(play, "publish", "--yes")
        assert (code, "small-things.yaml:1:7: error" in told) == (1, True), told
        await play.restart()
        assert in_force(play) == second
        play.clock.move_to(SECOND_PROMPT)
        await play.until(lambda: find(mira.seen(), "A calm enough place"), "the next prompt, with a broken folder")

        shutil.rmtree(play.folder / "library")
        await play.restart()
        code, told = await vignette(play, "publish", "--revision", first[:8], "--yes")
        assert code == 0, told
        play.clock.move_to(FOURTH_DAY)
        await play.until(lambda: find(mira.seen(), OLD), "the old words")
        await fence(play, mira)
        assert (count(mira.seen(), NEW), count(mira.seen(), OLD), count(mira.seen(), "A calm enough place")) == (
            1,
            1,
            1,
        )
        pinned = "SELECT revision FROM occurrences WHERE prompt = 'writing/small-things' AND released_at IS NOT NULL"
        assert [row[0] for row in rows(play.database, f"{pinned} ORDER BY released_at")] == [second, first]


async def test_the_first_start_needs_a_sound_folder(tmp_path, sqlite_url):
    """Nothing is in force yet, so there is nothing to go by; with nothing kept, nothing is begun."""
    async with playing(tmp_path, sqlite_url) as play:
        edit(play, "kind: prompt", "kind: promt")
        with pytest.raises(SettingsFault, match=r"small-things\.yaml:1:7: error"):
            await play.start()
        assert rows_or_none(sqlite_url) is None
        edit(play, "kind: promt", "kind: prompt")
        await play.start()
        await play.until(lambda: rows_or_none(sqlite_url), "in force")


def rows_or_none(url: str) -> str | None:
    try:
        return rows(url, "SELECT revision FROM practice")[0][0]
    except (sqlite3.OperationalError, IndexError):
        return None
