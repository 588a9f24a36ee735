"""`vignette demo`: where the page is served, what a taken port says, and the transcript without a page."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from bots.cli import app as cli
from bots.cli import demo, opening
from bots.cli.chance import MachineEntropy


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens."""
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


class Stopped(Exception):
    """The room was opened; the test has seen enough."""


@pytest.fixture
def briefly(monkeypatch: pytest.MonkeyPatch, studio: object) -> None:
    """A room whose service is not started: the page listens, and then the demo ends."""

    async def set_up(_self: object) -> None:
        raise Stopped

    monkeypatch.setattr(opening.PracticeRoom, "set_up", set_up)


def test_a_port_that_was_asked_for_and_is_taken_is_told_in_one_line(
    taken: int, briefly: None, capsys: pytest.CaptureFixture[str]
) -> None:
    code = cli.call(["demo", "--port", str(taken)], entropy=MachineEntropy())

    told = capsys.readouterr()
    assert code == 1
    assert told.out == ""
    assert told.err == f"Port {taken} is taken. Choose another: vignette demo --port 0 takes any free one.\n"


def test_without_a_wish_the_next_free_port_is_taken(
    taken: int, briefly: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "PORT", taken)

    cli.call(["demo"], entropy=MachineEntropy())

    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("The practice room is open: http://127.0.0.1:")
    port = int(line.rpartition(":")[2].strip("/"))
    assert taken < port <= taken + 20


def test_headless_prints_the_transcript_and_opens_no_page(
    monkeypatch: pytest.MonkeyPatch, studio: object, capsys: pytest.CaptureFixture[str]
) -> None:
    played: list[str] = []

    class Played:
        def __init__(self, *_: object) -> None:
            self.clients: list[Any] = []
            self.rooms: list[Any] = []

        async def play(self) -> None:
            played.append("once")

    monkeypatch.setattr("bots.cli.rehearsal.Rehearsal", Played)

    code = cli.call(["demo", "--headless"], entropy=MachineEntropy())

    told = capsys.readouterr()
    assert (code, played) == (0, ["once"])
    assert "Telegram\n========" in told.out
    assert "http://" not in told.out
    assert "nothing leaves it" in told.err
