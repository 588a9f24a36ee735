"""A flood of one client is folded into a few calls; nobody else waits behind it (SPEC 5.3, 7.1)."""

from __future__ import annotations

from datetime import timedelta

from core.queue.folding import CALLS
from tests.unit.core.desk.bench import Bench, Person, Room


def test_five_hundred_messages_a_minute_are_four_calls(bench: Bench, room: Room, prompted: Person):
    """In its own room, as the issue asks; every word is there when the client has ended."""
    before = calls(room, prompted)
    for number in range(500):
        if number % 9 == 8:
            bench.wait(timedelta(seconds=1))
        prompted.say(f"w{number:03d}")

    assert calls(room, prompted) - before == 4
    prompted.say("done")

    shown = " ".join(told.text for told in room.seen(prompted.thread))
    assert all(f"“w{number:03d}”" in shown for number in range(500))
    assert bench.rows("cards") == 1
    assert bench.rows("parts") == 500


def test_what_waits_is_shown_when_its_turn_comes(bench: Bench, room: Room, prompted: Person):
    """By the clock, although nothing more comes; also in a process that has started since."""
    for number in range(8):
        prompted.say(f"word {number}")
    assert "word 7" not in room.card(prompted.thread).text

    bench.wait(timedelta(minutes=1))

    assert "word 7" in room.card(prompted.thread).text
    assert "still arriving" in room.card(prompted.thread).text


def test_a_handful_is_shown_at_once(bench: Bench, room: Room, prompted: Person):
    """Four changes within a minute stand there as they come."""
    for number in range(CALLS):
        prompted.say(f"word {number}")
        assert f"word {number}" in room.card(prompted.thread).text


def calls(room: Room, person: Person) -> int:
    """Sends and edits in a client's thread."""
    return sum(1 + told.edits for told in room.seen(person.thread))
