"""The demo as a visitor has it: the real service in a process of its own, killed and back, and nothing left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

ROOT = Path(__file__).parents[3]
PATIENCE_S = 60
OURS = {"X-Vignette": "page"}


class Demo:
    """A running `vignette demo`, and its page."""

    def __init__(self, process: asyncio.subprocess.Process, address: str, folder: Path) -> None:
        self.process, self.address, self.folder = process, address, folder
        self.http = aiohttp.ClientSession()

    async def world(self) -> dict[str, Any]:
        async with self.http.get(self.address + "api/world") as answer:
            return await answer.json()

    async def post(self, path: str, **body: object) -> dict[str, Any]:
        async with self.http.post(self.address + path, json=body, headers=OURS) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def until(self, holds: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_S):
            while not holds(world := await self.world()):
                await asyncio.sleep(0.1)
        return world

    def children(self) -> list[int]:
        """Every process below this one."""
        found, looked = [self.process.pid], 0
        while looked < len(found):
            path = Path(f"/proc/{found[looked]}/task/{found[looked]}/children")
            found += [int(each) for each in path.read_text().split()] if path.exists() else []
            looked += 1
        return found[1:]


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    environ = {"PATH": os.environ.get("PATH", ""), "TMPDIR": str(tmp_path)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bots", "demo", "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=ROOT,
        env=environ,
    )
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE_S):
        line = (await process.stdout.readline()).decode()
    assert line.startswith("The practice room is open: http://127.0.0.1:"), line
    running = Demo(process, line.rpartition(" ")[2].strip(), tmp_path)
    try:
        yield running
    finally:
        await running.http.close()
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.slow
async def test_the_service_is_killed_comes_back_and_leaves_nothing_behind(demo: Demo) -> None:
    world = await demo.until(lambda world: world["service"]["state"] == "running")
    assert world["service"]["lives"] == 1
    await demo.until(lambda world: all(_said(world, pane, "your room") for pane in ("ada", "ben")))

    await demo.post("api/service", do="kill")
    world = await demo.until(lambda world: world["service"]["state"] == "running")

    assert world["service"]["lives"] == 2
    assert any("kill -9" in news["text"] for news in world["service"]["news"])
    assert any("back after" in news["text"] for news in world["service"]["news"])
    children = demo.children()
    assert len(children) == 2
    demo.process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(PATIENCE_S):
        assert await demo.process.wait() == 0
    assert not [pid for pid in children if _alive(pid)]
    assert list(demo.folder.iterdir()) == []


@pytest.mark.slow
async def test_the_service_follows_the_calendar_of_the_page(demo: Demo) -> None:
    await demo.until(lambda world: world["service"]["state"] == "running")

    await demo.post("api/clock", to="2027-04-10T09:00")
    await demo.post("api/act", pane="ben", place="general", verb="write", text="/invite Mira en Europe/Berlin")

    await demo.until(lambda world: _said(world, "ben", "Tue 13 April"))  # an invitation lasts 72 hours


@pytest.mark.slow
async def test_the_library_edited_at_the_page_is_in_force_and_a_broken_one_is_not(demo: Demo) -> None:
    world = await demo.until(lambda world: world["service"]["state"] == "running" and world["library"]["revision"])
    before = world["library"]["revision"]
    async with demo.http.get(demo.address + "api/library") as answer:
        path = next(
            each["path"] for each in (await answer.json())["files"] if each["path"] == "writing/small-things.yaml"
        )
    async with demo.http.get(demo.address + "api/library/file", params={"path": path}) as answer:
        text = (await answer.json())["text"]

    await _put(demo, path, text.replace("Three small things", "Three tiny things"))
    world = await demo.until(lambda world: world["library"]["revision"] not in ("", before))
    after = world["library"]["revision"]
    await _put(demo, path, text.replace("kind: prompt", "kind: nonsense"))
    world = await demo.until(lambda world: world["library"]["faults"])

    assert world["library"]["revision"] == after
    assert any(path in fault for fault in world["library"]["faults"])


@pytest.mark.slow
async def test_whoever_kills_the_demo_kills_the_service_with_it(demo: Demo) -> None:
    await demo.until(lambda world: world["service"]["state"] == "running")
    children = demo.children()

    demo.process.kill()
    await demo.process.wait()

    async with asyncio.timeout(PATIENCE_S):
        while any(_alive(pid) for pid in children):
            await asyncio.sleep(0.1)
        while list(demo.folder.iterdir()):
            await asyncio.sleep(0.1)


async def _put(demo: Demo, path: str, text: str) -> None:
    body = {"path": path, "text": text}
    async with demo.http.put(demo.address + "api/library/file", json=body, headers=OURS) as answer:
        assert answer.status == 200


def _said(world: dict[str, Any], name: str, words: str) -> bool:
    """Whether the bot said so to this person."""
    pane = next(pane for pane in world["panes"] if pane["id"] == name)
    return any(words in m["text"] for place in pane["places"] for m in place["messages"] if m["by"] == "bot")


def _alive(pid: int) -> bool:
    """Whether a process still runs: one that only waits to be buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][:1]
    except FileNotFoundError:
        return False
    return state != "Z"
