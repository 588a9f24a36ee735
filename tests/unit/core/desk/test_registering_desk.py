"""A therapist's code makes a place their room, once, and only a place that can be one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.domain.address import PlaceKind
from tests.unit.core.desk.bench import Bench, Room


def test_a_code_binds_the_room_and_has_it_looked_at(bench: Bench, platform):
    """On both platforms; dashes and case do not matter."""
    code = bench.therapist_code("Ada")
    room = Room(bench, platform)
    shown = "-".join(code[at : at + 4] for at in range(0, 16, 4)).lower()

    room.command(f"/register {shown}")

    assert "your room now, Ada" in room.texts()[0]
    assert bench.looked_for == [(room.address, room.user)]
    assert bench.rows("rooms") == 1


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("/register", "/register CODE"),
        ("/register please", "/register CODE"),
        ("/register AAAA-BBBB-CCCC-DDDD", "do not know this code"),
    ],
    ids=["no code", "no code but words", "wrong code"],
)
def test_what_is_no_code_is_answered_with_what_to_do(bench: Bench, platform, words, answer):
    """And binds nothing."""
    room = Room(bench, platform)

    room.command(words)

    assert answer in room.texts()[-1]
    assert bench.rows("rooms") == 0


def test_a_used_code_is_like_one_that_never_was(bench: Bench):
    """Also for the therapist in a second group."""
    code = bench.therapist_code()
    first, second = Room(bench, "telegram"), Room(bench, "discord")
    first.command(f"/register {code}")

    second.command(f"/register {code}")

    assert "do not know this code" in second.texts()[-1]
    assert bench.rows("rooms") == 1


def test_an_old_code_is_like_one_that_never_was(bench: Bench):
    """It has its time."""
    code = bench.therapist_code(lasts=timedelta(hours=1))
    room = Room(bench, "telegram")
    bench.wait(timedelta(hours=1, seconds=1))

    room.command(f"/register {code}")

    assert "do not know this code" in room.texts()[-1]
    assert bench.rows("rooms") == 0


def test_a_place_without_threads_cannot_be_a_room_and_the_code_stays_good(bench: Bench, platform):
    """A plain group, a text channel: what is needed is said for both platforms."""
    code = bench.therapist_code()
    place = Room(bench, platform)
    place.place_kind = PlaceKind.OTHER

    place.command(f"/register {code}")

    assert "cannot be a room" in place.texts()[-1]
    place.place_kind = PlaceKind.ROOM
    place.command(f"/register {code}")
    assert "your room" in place.texts()[-2]


def test_a_taken_room_stays_with_its_therapist(bench: Bench, room: Room):
    """A colleague with a good code of their own is told to take another place; the code stays good."""
    code = bench.therapist_code("Ben")

    room.command(f"/register {code}", by="4711")

    assert "somebody already" in room.texts()[-1]
    own = Room(bench, "telegram")
    own.command(f"/register {code}")
    assert "your room now, Ben" in own.texts()[0]


def test_registering_twice_is_said_and_changes_nothing(bench: Bench, room: Room):
    """The therapist types it again."""
    room.command("/register AAAA-BBBB-CCCC-DDDD")

    assert "You have a room already" in room.texts()[-1]
    assert bench.rows("rooms") == 1


def test_in_a_private_chat_register_binds_nothing(bench: Bench, platform):
    """A private chat is no room."""
    code = bench.therapist_code()
    somebody = bench.person(platform)

    somebody.say(f"/register {code}")

    assert "in your room" in somebody.texts()[-1]
    assert bench.rows("rooms") == 0


def test_an_invitation_code_registers_no_room(bench: Bench, room: Room):
    """Two kinds of codes, two doors."""
    _, code = room.invite("Mira")
    place = Room(bench, "telegram")

    place.command(f"/register {code}")

    assert "do not know this code" in place.texts()[-1]
    assert bench.rows("rooms") == 1


def test_anything_else_in_an_unknown_group_is_not_answered(bench: Bench, platform):
    """The bot is quiet where it has no business."""
    place = Room(bench, platform)

    for words in ("hello", "/invite", "/sos", "/start"):
        place.command(words)

    assert place.texts() == []
    assert bench.rows("strangers") == 0


def test_an_edited_register_is_not_run(bench: Bench):
    """An edit is no command."""
    code = bench.therapist_code()
    place = Room(bench, "telegram")
    first = place.command("hello")

    place._write(place.address, f"/register {code}", kind="text", message=first, edited_at=bench.clock.now())

    assert bench.rows("rooms") == 0
