"""What the stories about faults have in common: where the first prompt stands, and how a chat is named in a fault."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from bots.sandbox.faults import Fault, FaultKind
from core.texts.say import say
from tests.flow.play import Play, count, find

DUE = datetime(2026, 11, 23, 18, 30, 1, tzinfo=UTC)  # the first prompt of first-week, for a start on this Monday
TITLE = "Three small things"
COPY = say("copy", "en").plain.strip()
PLATFORMS = ("telegram", "discord")


def slow(*values: str) -> Any:
    """A case that only `make test-all` plays."""
    return pytest.param(*values, marks=pytest.mark.slow)


SEND = {"telegram": "sendMessage", "discord": "POST /channels/{channel_id}/messages"}


@dataclass
class Scene:
    """A therapist in a room, and a client who follows first-week from today; nothing is due yet."""

    play: Play
    room: Any
    client: Any
    thread: str

    def let_it_come_due(self) -> None:
        """Move the calendar to the first prompt."""
        self.play.clock.move_to(DUE)


async def enrolled(play: Play, client_on: str, room_on: str, name: str = "Mira") -> Scene:
    """Start the practice and bring one client as far as their programme."""
    await play.start()
    room = await play.room(room_on)
    client, thread = await play.client(client_on, room, name)
    await play.enrol(room, thread)
    return Scene(play, room, client, thread)


async def joined(play: Play, room: Any, platform: str, name: str = "Mira") -> Any:
    """A client who agreed, whatever becomes of their thread; returns the seat."""
    room.command(f"/invite {name} en Europe/Berlin")
    await play.until(lambda: find(room.seen(), "It works once"), "invited")
    code = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", find(room.seen(), "It works once").text)[-1]
    seat = play.stage.client(platform, name)
    play.seats.append(seat)
    seat.join(code.replace("-", ""))
    words = await play.agree(seat)
    await play.until(lambda: find(room.seen(), "Which two words"), "asked for the words", 40)
    question = find(room.seen(), "Which two words")
    room.press(question.thread, question.message, words)
    await play.until(lambda: find(seat.seen(), "You are in"), "joined", 40)
    seat.say("/settings pictures yes")
    await play.until(lambda: find(seat.seen(), "see and hear"), "pictures agreed", 40)
    return seat


def world(play: Play, platform: str) -> Any:
    """The stand-in of a platform."""
    return play.stage.telegram if platform == "telegram" else play.stage.discord


def chat_of(seat: Any) -> str:
    """A client's chat as faults name it."""
    return str(seat.person) if seat.platform == "telegram" else seat.channel


def spoil(play: Play, platform: str, kind: FaultKind, *, chat: str | None = None, times: int = 1, **more: Any) -> None:
    """The next `times` messages sent (into `chat`, or anywhere) meet this fault."""
    more.setdefault("method", SEND[platform])
    world(play, platform).faults.add(Fault(chat=chat, kind=kind, times=times, **more))


def fired(play: Play, platform: str) -> int:
    """How many calls met a fault so far."""
    return len(world(play, platform).faults.log)


def sends_to(play: Play, platform: str, chat: str) -> int:
    """How many messages were sent, or tried, into one chat."""
    if platform == "telegram":
        return sum(
            c.method == "sendMessage" and str(c.params.get("chat_id")) == chat for c in play.stage.telegram.calls
        )
    path = f"/channels/{chat}/messages"
    return sum(c.method == "POST" and c.path == path for c in play.stage.discord.calls)


def copies_in_order(client: Any, title: str = TITLE) -> bool:
    """At most one copy, and whatever comes after the first says that it may be one."""
    prompts = [line.text for line in client.seen() if line.by_bot and title in line.text]
    return len(prompts) <= 2 and all(COPY in text for text in prompts[1:])


def once(lines: list, *texts: str) -> bool:
    """Each of these stands in exactly one of the bot's lines."""
    return all(count(lines, text) == 1 for text in texts)
