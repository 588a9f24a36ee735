"""Why: each sending, each move and each thing that was not sent, from what is stored; for a date also why it has none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.store import clients
from tests.unit.core.desk.bench import FIRST_DUE, SECOND_DUE, Bench, Person, Room
from tests.unit.core.desk.test_steering_desk import client_of, let_ada, noor, said

__all__ = ["noor"]


def test_nothing_yet_says_what_would_begin_something(bench: Bench, room: Room, mira: Person) -> None:
    """No programme, nothing by hand."""
    assert said(room, mira, "/why").splitlines() == [
        f"{mira.alias}, by their clock (Europe/Berlin):",
        "Nothing has been planned or sent yet.",
        f"· {mira.alias} follows no programme. /enrol begins one.",
    ]


def test_a_life_in_order(bench: Bench, room: Room, prompted: Person) -> None:
    """Sent, reminded, answered; the next ones below; the newest last."""
    bench.move_to(SECOND_DUE)
    prompted.say("The tram waited for me.", reply_to=prompted.told()[-1].message)

    lines = said(room, prompted, "/why").splitlines()
    assert lines[1] == "· Mon 23 November 19:30 · “Three small things”: sent 19:30; open until Wed 25 November 07:30"
    assert lines[2] == "· Tue 24 November 18:00 · “A calm enough place”: sent 18:00; answered 18:00"
    assert "Wed 25 November 12:15 · “Two minutes aloud”: planned" in lines[3]


def test_a_move_and_what_was_left_out_bear_their_reasons(bench: Bench, room: Room, noor: Person) -> None:
    """On both clocks; the therapist's language; whatever became of it since."""
    said(room, noor, "/send small things 23:30")
    said(room, noor, "/send two minutes 18:00")
    said(room, noor, "/unsend two minutes")
    let_ada(bench, language="de")
    bench.move_to(datetime(2026, 11, 24, 13, 0, 1, tzinfo=UTC))

    lines = said(room, noor, "/why").splitlines()
    assert lines[0] == f"{noor.alias}, Ortszeit (America/New_York), in Klammern deine:"
    assert lines[1] == (
        "· Mo 23. November 18:00 [Di 00:00] · „Zwei Minuten laut“: von Hand gesendet; "
        "ausgelassen: von therapeutischer Seite zurückgenommen"
    )
    assert lines[2] == (
        "· Di 24. November 08:00 [14:00] · „Drei kleine Dinge“: von Hand gesendet; von Mo 23. November 23:30 auf 08:00 "
        "verschoben (Ruhezeit); gesendet 08:00; offen bis Mi 25. November 20:00"
    )


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("2026-11-22", "First week: begins on 23 November 2026."),
        ("yesterday", "First week: begins on 23 November 2026."),
        ("2026-12-24", "First week: no step has that date. The next one: 28 March 2027."),
        ("2027-03-28", "First week: “last” has that date by its rhythm; rows are made two days ahead."),
        ("2028-01-01", "First week: over; no step has that date or a later one."),
    ],
)
def test_a_date_without_anything_says_why(bench: Bench, room: Room, mira: Person, word: str, line: str) -> None:
    """Before it, after it, between its dates, further ahead than is planned."""
    said(room, mira, "/enrol first-week today")

    told = said(room, mira, f"/why {word}").splitlines()
    assert told[1:] == ["Nothing was planned on that date.", f"· {line}"]


def test_a_date_is_told_with_its_steps(bench: Bench, room: Room, mira: Person) -> None:
    """The programme's day and step stand with it; what was skipped too."""
    said(room, mira, "/enrol first-week today")
    said(room, mira, "/pause 1d")
    bench.move_to(FIRST_DUE)

    told = said(room, mira, "/why 2026-11-23")
    assert "step “write” of First week, day 1; left out: paused by the therapist" in told
    assert told.splitlines()[-1] == "In the way now: paused by the therapist, until Tue 10:00"


def test_a_date_that_was_not(bench: Bench, room: Room) -> None:
    """Samoa had no 30 December 2011; a question about it has an answer."""
    sina = bench.client(room, words="Sina en Pacific/Apia")

    assert "Like this: /why" in said(room, sina, "/why 2011-12-30")  # further back than is kept
    assert "Like this: /why" in said(room, sina, "/why someday")
    assert "Like this: /why" in said(room, sina, "/why 9999-12-31")
    assert "Like this: /why" in said(room, sina, "/why 0001-01-01")


def test_a_closed_chat_is_said(bench: Bench, room: Room, mira: Person) -> None:
    """Released, and held because nobody can be reached there."""
    mira.block()
    said(room, mira, "/send small things")
    bench.beat()

    assert said(room, mira, "/why").splitlines()[1].endswith("sent by hand; held: the chat is closed")


def test_who_left_has_an_answer_too(bench: Bench, room: Room, prompted: Person) -> None:
    """Their programme is no longer followed; what was, stays told."""
    prompted.say("/stop")
    assert "sent 19:30" in said(room, prompted, "/why")
    assert said(room, prompted, "/why 2026-12-24").endswith("· the client has left")


def test_the_alert_and_the_cap_are_told(bench: Bench, room: Room, mira: Person) -> None:
    """What holds everything back now, and what held one back."""
    who = client_of(bench, mira).id
    bench.store.run_here(clients.set_cap, who, 1)
    said(room, mira, "/send small things")
    said(room, mira, "/send two minutes 18:00")
    bench.beat()
    bench.move_to(datetime(2026, 11, 23, 17, 0, 1, tzinfo=UTC))
    assert "moved from Mon 23 November 18:00 to 08:00 (daily cap); planned" in said(room, mira, "/why")

    bench.store.run_here(clients.set_held_level, who, 3, actor="test")
    assert said(room, mira, "/why").splitlines()[-1] == "In the way now: held by an alert"
    bench.wait(timedelta(days=1))
    assert "left out: held by an alert" in said(room, mira, "/why")
