"""The command line as an admin uses it: from an empty folder to a practice at work, each command its own process."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bots.sandbox.stage import DISCORD_TOKEN, TELEGRAM_TOKEN, Stage
from tests.flow.play import WALK, asked, find

ROOT = Path(__file__).parents[2]
CLEAN = {key: value for key, value in os.environ.items() if not key.startswith("VIGNETTE_")}


class Command:
    """`vignette ...` on one practice, every call a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told = ""  # all that any of them printed

    async def begin(self, *args: str) -> asyncio.subprocess.Process:
        """Start one."""
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bots", *args,
            cwd=ROOT, env=CLEAN, stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip

    async def end(self, process: asyncio.subprocess.Process) -> tuple[int, str, str]:
        """Its exit code and what it said on stdout and on stderr."""
        async with asyncio.timeout(40):
            out, err = await process.communicate()
        self.told += out.decode() + err.decode()
        assert process.returncode is not None
        return process.returncode, out.decode(), err.decode()

    async def __call__(self, *args: str) -> tuple[int, str, str]:
        """Run one to its end, on the practice."""
        return await self.end(await self.begin(*args, "--practice", str(self.folder)))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """`vignette run`, killed at the end if it is still there."""
        process = await self.begin("run", "--practice", str(self.folder))
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """Both platforms."""
    stage = Stage(lambda: datetime.now(UTC))
    await stage.open()
    yield stage
    await stage.close()


@pytest.fixture
async def vignette(stage: Stage, tmp_path: Path) -> Command:
    """A practice made by `init`, its accounts those of the stage."""
    for name, token in (("tg", TELEGRAM_TOKEN), ("dc", DISCORD_TOKEN)):
        (tmp_path / name).write_text(token)
    command = Command(tmp_path / "studio")
    made, _, err = await command.end(
        await command.begin(
            "init", str(command.folder), "--name", "Riverside Studio", "--country", "DE", "--language", "en",
            "--zone", "Europe/Berlin", "--telegram-token-file", str(tmp_path / "tg"), "--telegram-api", stage.telegram.api,
            "--discord-token-file", str(tmp_path / "dc"), "--discord-rest", stage.discord.rest,
            "--discord-gateway", stage.discord.gateway,
        )
    )  # fmt: skip
    assert made == 0, err
    return command


async def until(happened, process: asyncio.subprocess.Process, what: str, seconds: float = 30) -> None:
    """Wait for the world, as long as the process lives."""
    async with asyncio.timeout(seconds):
        while not happened():
            assert process.returncode is None, (what, (await process.stderr.read()).decode())
            await asyncio.sleep(0.05)


async def line_with(process: asyncio.subprocess.Process, words: str) -> str:
    """The next line on stderr that holds these words."""
    async with asyncio.timeout(30):
        while line := (await process.stderr.readline()).decode():
            if words in line:
                return line
    raise AssertionError(f"it ended without saying {words!r}")


@pytest.mark.slow
async def test_from_an_empty_folder_to_a_practice_at_work(stage: Stage, vignette: Command) -> None:
    """init, doctor, therapist add, run, register, invite, the lists, doctor again, and a clean stop."""
    healthy, first_look, _ = await vignette("doctor")
    added, code_words, _ = await vignette("therapist", "add", "Ada", "--zone", "Europe/Berlin", "--language", "en")
    code = code_words.splitlines()[0]

    async with vignette.running() as running:
        await until(lambda: stage.discord.connected(DISCORD_TOKEN), running, "listening")
        room = stage.room("discord", "Ada")
        room.command(f"/register {code}")
        await until(lambda: find(room.seen(), "This is a test"), running, "registered")
        alert = find(room.seen(), "This is a test")
        room.press(alert.thread, alert.message, "Acknowledge")
        await until(lambda: find(room.seen(), "Thank you: alerts"), running, "acknowledged")
        room.command("/invite Mirabell en Europe/Berlin")
        await until(lambda: find(room.seen(), "It works once"), running, "invited")
        invitation = find(room.seen(), "It works once").text
        alias = invitation.split(" ")[0]
        client = stage.client("telegram", "Mirabell")
        client.join(re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", invitation)[-1].replace("-", ""))
        before = ""
        for label in WALK:
            await until(lambda b=before: asked(client) and asked(client).message != b, running, f"asked, for {label}")
            before = asked(client).message
            client.press(before, label)
        await until(lambda: find(client.seen(), "these two words"), running, "agreed")
        await until(lambda: find(room.seen(), "Which two words"), running, "asked for the words")
        question = find(room.seen(), "Which two words")
        words = find(client.seen(), "these two words").text.split("\n")[1]
        room.press(question.thread, question.message, words)
        await until(lambda: find(client.seen(), "You are in"), running, "joined")
        (_, clients, _), (_, therapists, _), (still_healthy, second_look, _) = await asyncio.gather(
            vignette("client", "list", "--format", "json"),
            vignette("therapist", "list", "--format", "json"),
            vignette("doctor", "--format", "json"),
        )
        running.send_signal(signal.SIGTERM)
        stopped, nothing, log = await vignette.end(running)

    assert (healthy, added, still_healthy) == (0, 0, 0), first_look + second_look
    assert f"/register {code}" in code_words
    assert "permissions=" in first_look
    assert json.loads(clients) == [
        {
            "alias": alias,
            "state": "active",
            "therapist": "Ada",
            "zone": "Europe/Berlin",
            "language": "en",
            "platforms": [{"platform": "telegram", "account": "main", "reachable": True, "reason": None}],
            "programmes": [],
        }
    ]
    assert [(row["name"], row["state"], row["clients"]) for row in json.loads(therapists)] == [("Ada", "active", 1)]
    assert json.loads(therapists)[0]["room"] == {"platform": "discord", "account": "den", "trouble": None}
    assert {row["check"] for row in json.loads(second_look)} == set(range(1, 12))
    assert {row["state"] for row in json.loads(second_look)} == {"ok"}
    assert (stopped, nothing) == (0, "")
    prompts = sum("kind: prompt\n" in file.read_text("utf-8") for file in vignette.folder.glob("library/**/*.yaml"))
    assert prompts >= 4
    assert f"Starting Riverside Studio: main (Telegram), den (Discord); {prompts} prompts" in log
    for secret in ("Mirabell", TELEGRAM_TOKEN, DISCORD_TOKEN, "Traceback"):
        assert secret not in vignette.told


@pytest.mark.slow
async def test_a_second_run_waits_for_the_first(stage: Stage, vignette: Command) -> None:
    """Two on one database never listen with one token; the second says that it waits, and goes on when the first stops."""
    async with vignette.running() as first:
        await line_with(first, "account owned")
        await line_with(first, "account owned")
        async with vignette.running() as second:
            await line_with(second, "waiting for an account that another process owns")
            first.send_signal(signal.SIGINT)
            ended, _, _ = await vignette.end(first)
            await line_with(second, "account owned")
            second.send_signal(signal.SIGTERM)
            taken_over, _, _ = await vignette.end(second)

    assert (ended, taken_over) == (0, 0)


async def test_every_fault_is_told_before_anything_starts(stage: Stage, vignette: Command) -> None:
    """Settings, library and numbers at once, each on its line with its place; nobody was listened to."""
    practice = vignette.folder / "practice.yaml"
    practice.write_text(practice.read_text().replace("country: ", "contry: "))
    (vignette.folder / "keys" / "main.token").chmod(0o644)
    (vignette.folder / "library" / "bad.yaml").write_text("kind: promt\n")
    (vignette.folder / "safety" / "numbers.yaml").write_text("anywhere: 112\n")

    code, out, err = await vignette("run")

    assert (code, out) == (1, "")
    for words in (
        "`practice.contry` is not a key",
        "chmod 600",
        "library/bad.yaml:1:7: error:",
        "numbers.yaml: the numbers",
    ):
        assert [line for line in err.splitlines() if words in line], err
    assert "Traceback" not in err
    assert stage.telegram.calls == []


@pytest.mark.slow
async def test_a_folder_that_was_edited_is_noted_and_not_begun_with(stage: Stage, vignette: Command) -> None:
    """The second start goes by what is in force, whatever became of the folder, and says in one line what to do."""
    small = vignette.folder / "library" / "writing" / "small-things.yaml"
    async with vignette.running() as first:
        await line_with(first, "account owned")
        first.send_signal(signal.SIGTERM)
        ended, _, log = await vignette.end(first)
    assert (ended, "Note:" in log) == (0, False)

    for text, note in (
        (
            small.read_text().replace("three small things", "three tiny things"),
            "`vignette library publish` puts it in force",
        ),
        ("kind: [", "stays in force (vignette library check)"),
    ):
        small.write_text(text)
        async with vignette.running() as again:
            await line_with(again, f"{note}.")
            await line_with(again, "account owned")
            again.send_signal(signal.SIGTERM)
            ended, _, _ = await vignette.end(again)
        assert ended == 0
    assert "Traceback" not in vignette.told
