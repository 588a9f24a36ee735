"""What becomes of a prompt whose answer turns out to be for something else (SPEC 6.3)."""

from __future__ import annotations

from datetime import timedelta

from core.store import outbox
from tests.unit.core.desk.bench import FIRST_DUE, Bench, Person, Room

WRITING = "Three small things"


def states(bench: Bench) -> list[str]:
    """Of the occurrences that came due, in order."""
    return [state for state, _ in bench.reasons()]


def test_what_was_put_off_comes_again_all_the_same(bench: Bench, room: Room, prompted: Person):
    """Words in between were for the therapist: the time that the client chose stands."""
    prompted.press("Later")
    prompted.press("In an hour")
    prompted.say("a tram")
    prompted.say("done")

    prompted.press("Not for this one")

    assert states(bench) == ["snoozed"]
    told = len(prompted.told())
    bench.wait(timedelta(hours=1, minutes=1))
    assert [text.split("\n")[0] for text in prompted.texts()[told:]] == [WRITING]
    bench.wait(timedelta(days=2))
    assert states(bench)[0] == "closed"


def test_what_was_put_away_stays_away(bench: Bench, room: Room, prompted: Person):
    """A therapist files words there and takes that back: nobody is asked again for what was not for today."""
    prompted.press("Not today")
    prompted.say("only a thought")
    prompted.say("done")

    room.push(prompted.thread, WRITING)
    assert states(bench) == ["answered"]
    room.push(prompted.thread, "Not for this prompt")

    assert states(bench) == ["closed"]
    prompted.say("/today")
    assert prompted.texts()[-1] == "Nothing is open today."


def test_what_was_answered_before_the_platform_said_so_closes_in_time(bench: Bench, room: Room, mira: Person):
    """However early the words came: it is open no longer than any other prompt."""
    room.write(mira.thread, "/enrol first-week today")
    bench.carrying = False
    bench.move_to(FIRST_DUE)
    (head,) = bench.store.run_here(outbox.heads, "main")
    call = bench.store.run_here(bench.senders["main"]._prepare, head.id)
    mira.say("a tram")
    arrived = bench._arrive(call.what, call.message)
    bench.store.run_here(bench.senders["main"]._took, call.what, arrived)
    bench.carrying = True
    mira.say("done")
    assert "sent Mon 19:30" in room.card(mira.thread, "a tram").text

    mira.press("Not for this one")

    assert states(bench) == ["sent"]
    bench.wait(timedelta(days=2))
    assert states(bench)[0] == "closed"


def test_it_closes_also_where_the_platform_never_said_so(bench: Bench, room: Room, mira: Person):
    """Filed elsewhere while the call is under way."""
    room.write(mira.thread, "/enrol first-week today")
    bench.carrying = False
    bench.move_to(FIRST_DUE)
    (head,) = bench.store.run_here(outbox.heads, "main")
    bench.store.run_here(bench.senders["main"]._prepare, head.id)
    mira.say("a tram")
    mira.say("done")
    bench.carrying = True
    bench.after()

    room.push(mira.thread, "Not for this prompt")

    assert states(bench) == ["sent"]
    bench.wait(timedelta(days=2))
    assert states(bench)[0] == "closed"


def test_words_filed_after_they_left_open_nothing(bench: Bench, room: Room, prompted: Person):
    """A therapist puts the record in order; for the client nothing waits any more."""
    prompted.say("a tram")
    prompted.say("done")
    prompted.say("/stop")

    room.push(prompted.thread, "Not for this prompt")

    assert states(bench)[0] == "closed"
