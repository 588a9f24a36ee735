"""After a gap, what the line tells waits for what history tells."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from bots.discord import gap as gaps
from bots.discord.connector import DiscordAccount
from bots.discord.gap import Gap
from bots.sandbox.discord.standin import DiscordStandIn
from core.domain.address import Place
from tests.unit.bots.discord.conftest import TOKEN, Practice
from tests.unit.bots.discord.fakes import MemoryMailbox, address
from tests.unit.bots.discord.listening import listening, texts


@dataclass(frozen=True)
class Told:
    lane: str
    words: str


async def test_a_channel_waits_until_it_was_read() -> None:
    """Its own events in order; another channel's pass when theirs is read, or at once where nothing is read back."""
    passed: list[Told] = []
    gap: Gap[Told] = Gap(passed.append)
    gap.take(Told("a", "before any gap"))
    gap.begin()
    for told in (one := Told("a", "1"), two := Told("b", "2"), three := Told("a", "3"), four := Told("c", "4")):
        gap.take(told)
    assert [told.words for told in passed] == ["before any gap"]

    gap.over(["a", "b"])
    assert passed[1:] == [four]
    assert set(gap.urgent()) == {"a", "b"}
    gap.read("a", gap.number)
    assert passed[2:] == [one, three]
    gap.take(five := Told("a", "5"))
    gap.end(gap.number)
    assert passed[4:] == [five, two]


async def test_a_reading_that_began_before_the_gap_frees_nothing() -> None:
    """It may have ended before what the gap holds was written."""
    passed: list[Told] = []
    gap: Gap[Told] = Gap(passed.append)
    gap.begin()
    early = gap.number
    gap.begin()
    gap.take(Told("a", "1"))
    gap.read("a", early)
    gap.end(early)
    assert passed == []
    gap.read("a", gap.number)
    assert len(passed) == 1


async def test_nothing_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """History that never comes holds up nobody's words."""
    monkeypatch.setattr(gaps, "LIMIT_S", 0.05)
    passed: list[Told] = []
    gap: Gap[Told] = Gap(passed.append)
    gap.begin()
    gap.take(Told("a", "help"))
    assert passed == []
    await asyncio.sleep(0.2)
    assert len(passed) == 1


async def test_words_written_while_nobody_listened_come_before_those_after(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount
) -> None:
    """The first live word after the restart is kept behind what history holds."""
    standin.dm(practice.mira, TOKEN, "hello")
    dm = standin.dm_channel(practice.mira, TOKEN)
    mailbox = MemoryMailbox([Place(address(str(number))) for number in range(1, 4)] + [Place(address(dm))])
    for number in range(3):
        standin.dm(practice.mira, TOKEN, f"while away {number}")
    mailbox.gate.clear()
    task = asyncio.create_task(_listen_until(account, mailbox, 5))
    while not standin.connected(TOKEN):
        await asyncio.sleep(0.005)
    standin.dm(practice.mira, TOKEN, "done")
    mailbox.gate.set()
    await task
    assert texts(account, mailbox) == ["hello", "while away 0", "while away 1", "while away 2", "done"]


async def _listen_until(account: DiscordAccount, mailbox: MemoryMailbox, messages: int) -> None:
    async with listening(account, mailbox):
        await mailbox.until(lambda: len(mailbox.kept) >= messages)
