"""A therapist's words for time: pause and resume, what is left out for a client, days away; the client's clock first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from core.desk.day_words import tidy
from core.desk.limits import Unknown, limits_in
from core.desk.steering import days_in
from core.store import clients, tables, therapists
from core.store.clients import NO_LIMITS, Limits
from tests.unit.core.desk.bench import FIRST_DUE, MORNING, Bench, Person, Room


def client_of(bench: Bench, person: Person) -> clients.Client:
    """As the store has them."""
    found = bench.store.run_here(clients.client_by_alias, person.alias)
    assert found is not None
    return found


def let_ada(bench: Bench, **values: str) -> None:
    """Her language, her zone."""
    bench.store.run_here(lambda unit: unit.execute(sa.update(tables.therapists).values(**values)))


@pytest.fixture
def noor(bench: Bench, room: Room) -> Person:
    """A German-speaking client in New York, six hours behind Ada in Berlin."""
    return bench.client(room, words="Noor de America/New_York")


def said(room: Room, person: Person, words: str) -> str:
    """The answer in the client's thread."""
    room.write(person.thread, words)
    return room.lines(person.thread)[-1]


def test_a_pause_ends_by_itself_and_both_are_told_by_their_own_clocks(bench: Bench, room: Room, noor: Person) -> None:
    """Until when stands in the client's time with the therapist's beside it; the client hears it once, with no reason."""
    answer = said(room, noor, "/pause 3d")

    assert f"{noor.alias} is paused until Thu 04:00 (theirs), 10:00 (yours)." in answer
    assert noor.texts()[-1] == "Ada hat deine Einladungen bis Do 04:00 angehalten. Schreiben kannst du weiterhin."
    assert client_of(bench, noor).paused_until == MORNING + timedelta(days=3)
    before = len(noor.texts())
    said(room, noor, "/pause bis Freitag")
    said(room, noor, "/pause bis Freitag")
    assert len(noor.texts()) == before + 1


def test_the_therapists_language_is_hers(bench: Bench, room: Room, noor: Person) -> None:
    """Ada reads German, the client's sentence stays in theirs; words of any language are understood."""
    let_ada(bench, language="de")
    noor.say("/settings language en")

    assert "hat Pause bis Mo 30. November 04:00 (dort), 10:00 (bei dir)" in said(room, noor, "/pause una semana")
    assert noor.texts()[-1] == "Ada has paused your prompts until Mon 30 November 04:00. You can still write."
    assert "So: /pause 3 Tage" in said(room, noor, "/pause irgendwann")


def test_a_pause_without_an_end_lasts_until_it_is_ended(bench: Bench, room: Room, mira: Person) -> None:
    """What is due meanwhile is left out with its reason; resumed, the client hears it and prompts come again."""
    said(room, mira, "/enrol first-week today")
    assert "until you send /resume" in said(room, mira, "/pause")
    assert "has paused your prompts. You can still write." in mira.texts()[-1]
    bench.move_to(FIRST_DUE)

    assert bench.reasons() == [("skipped", "paused by the therapist")]
    assert "no longer paused" in said(room, mira, "/resume")
    assert "has ended the pause" in mira.texts()[-1]
    assert said(room, mira, "/resume") == f"{mira.alias} is not paused."
    bench.move_to(FIRST_DUE + timedelta(days=1))
    assert [state for state, _ in bench.reasons()] == ["skipped", "sent"]


@pytest.mark.parametrize("words", ["x", "until yesterday", "0d", "until 2026-01-01", "9999 months", "3"])
def test_what_is_no_time_ahead_changes_nothing(bench: Bench, room: Room, mira: Person, words: str) -> None:
    """In plain words, with examples; and the client hears nothing."""
    before = len(mira.texts())

    assert f"“{words}”" in said(room, mira, f"/pause {words}")
    assert client_of(bench, mira).paused_until is None
    assert len(mira.texts()) == before


def test_who_rests_or_said_stop_is_not_disturbed(bench: Bench, room: Room, mira: Person) -> None:
    """After "stop" nothing comes before they chose; their own rest is theirs to end."""
    mira.say("stop")
    before = len(mira.texts())
    assert "is told once" not in said(room, mira, "/pause 3d")
    assert len(mira.texts()) == before

    mira.press("Rest")
    assert "only they can end that" in said(room, mira, "/resume")
    assert client_of(bench, mira).paused_until is None


def test_who_is_not_there_cannot_be_paused(bench: Bench, room: Room, mira: Person) -> None:
    """Nobody behind the alias yet, or nobody any more."""
    alias, _ = room.invite("Ben en Europe/Berlin")
    for command in ("pause", "resume", "send small things"):
        room.command(f"/{command.split()[0]} {alias} {' '.join(command.split()[1:])}")
        assert room.texts()[-1] == f"{alias} has not joined yet, so nothing can be sent."
    mira.say("/stop")
    assert "is not with you now" in said(room, mira, "/pause")


def test_in_the_room_the_alias_stands_with_it(bench: Bench, room: Room, mira: Person, noor: Person) -> None:
    """First or last; in a thread it is not needed, and another client's is refused; somebody else's is unknown."""
    for words in (f"/pause {mira.alias} 3d", f"/pause 3d {mira.alias.lower()}"):
        room.command(words)
        assert room.texts()[-1].startswith(f"{mira.alias} is paused until Thu 10:00.")
    room.command("/pause 3d")
    assert "or here with the alias: /pause " in room.texts()[-1]
    assert "is paused" in said(room, mira, f"/pause {mira.alias} 3d")
    assert said(room, mira, f"/pause {noor.alias} 3d").startswith(f"This is the thread of {mira.alias}.")
    assert client_of(bench, noor).paused_until is None

    other = bench.room("discord", "Ben")
    other.command(f"/pause {mira.alias} 1d")
    unknown = other.texts()[-1]
    other.command("/pause Nobody-99 1d")
    assert unknown == other.texts()[-1]
    assert client_of(bench, mira).paused_until == MORNING + timedelta(days=3)


# --- what is left out -------------------------------------------------------------------------------------------------
def test_limits_are_shown_set_and_ended(bench: Bench, room: Room, mira: Person) -> None:
    """Each part that is named is set anew; how many prompts that leaves out is told."""
    assert "Nothing is left out" in said(room, mira, "/limit")
    told = said(room, mira, "/limit avoid dissociation lacks paper")
    assert f"Left out for {mira.alias}: 2 of 4 prompts" in told
    assert "· tags: dissociation\n· what they lack: paper\n" in told
    assert client_of(bench, mira).limits == Limits(("dissociation",), ("paper",), 3)

    assert "I do not know “disociation”" in said(room, mira, "/limit avoid disociation")
    said(room, mira, "/limit stärke 2")
    assert client_of(bench, mira).limits == Limits(("dissociation",), ("paper",), 2)
    assert "Nothing is left out" in said(room, mira, "/limit none")
    assert client_of(bench, mira).limits == NO_LIMITS


def test_what_is_left_out_does_not_go(bench: Bench, room: Room, mira: Person) -> None:
    """A programme's step is skipped with its reason, and sending by hand is refused with it."""
    said(room, mira, "/enrol first-week today")
    said(room, mira, "/limit lacks private_space")
    bench.move_to(FIRST_DUE)
    bench.move_to(datetime(2026, 11, 24, 17, 0, 1, tzinfo=UTC))

    assert bench.reasons()[-1] == ("skipped", "left out for this client")
    answer = said(room, mira, "/send safe-place")
    assert (
        answer == f"“A calm enough place” is left out for {mira.alias}: private_space. /limit shows and changes that."
    )


TAGS = ["dissociation", "grief"]
SOME = Limits(("grief",), ("paper",), 2)


@pytest.mark.parametrize(
    ("words", "after"),
    [
        ("avoid dissociation grief", Limits(("dissociation", "grief"), ("paper",), 2)),
        ("avoid Dissociation, grief", Limits(("dissociation", "grief"), ("paper",), 2)),
        ("meiden grief ohne private-space", Limits(("grief",), ("private_space",), 2)),
        ("evitar grief sin paper mirror intensidad 1", Limits(("grief",), ("paper", "mirror"), 1)),
        ("الشدة ١", Limits(("grief",), ("paper",), 1)),
        ("avoid none", Limits((), ("paper",), 2)),
        ("intensity none", Limits(("grief",), ("paper",), 3)),
        ("none", NO_LIMITS),
        ("لا شيء", NO_LIMITS),
        ("avoid paper", None),
        ("lacks grief", None),
        ("intensity 4", None),
        ("grief", None),
    ],
)  # fmt: skip
def test_limits_are_read_in_every_language(words: str, after: Limits | None) -> None:
    """What is not known is said, with what there is, the nearest first; nothing is guessed."""
    found = limits_in(words, SOME, TAGS)
    assert isinstance(found, Unknown) if after is None else found == after


# --- away -------------------------------------------------------------------------------------------------------------
def test_what_holds_for_every_step_is_read_back_once(bench: Bench, room: Room, mira: Person) -> None:
    """Each step says when and what; reminders, closing and lateness stand below, for they are alike."""
    lines = said(room, mira, "/enrol first-week today").split("\n")

    assert lines[2] == "· On day 2 at 18:00: “A calm enough place”."
    assert lines[-1].startswith("For each: a reminder after 20 hours; it closes after 36 hours; ")


def test_days_away_hold_every_clients_prompts(bench: Bench, room: Room, mira: Person) -> None:
    """Both days included, by the therapist's calendar; back again, things come."""
    room.command("/away")
    assert "You are not away" in room.texts()[-1]
    said(room, mira, "/enrol first-week today")
    room.command("/away 2026-11-23 2026-11-24")
    assert "away from 23 November 2026 to 24 November 2026" in room.texts()[-1]
    bench.move_to(FIRST_DUE)
    assert bench.reasons() == [("skipped", "therapist away")]

    (ada,) = bench.store.run_here(therapists.list_therapists)
    assert ada.away_until == datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    room.command("/away off")
    assert "no longer away" in room.texts()[-1]
    bench.move_to(datetime(2026, 11, 24, 17, 0, 1, tzinfo=UTC))
    assert bench.reasons()[-1][0] == "sent"


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("2026-12-24 2027-01-02", (date(2026, 12, 24), date(2027, 1, 2))),
        ("24.12. bis 2.1.", (date(2026, 12, 24), date(2027, 1, 2))),
        ("vom 24.12. bis zum 2.1.", (date(2026, 12, 24), date(2027, 1, 2))),
        ("until friday", None),
        ("24 December to 2 January", (date(2026, 12, 24), date(2027, 1, 2))),
        ("del 24 de diciembre al 2 de enero", (date(2026, 12, 24), date(2027, 1, 2))),
        ("من ٢٤ ديسمبر إلى ٢ يناير", (date(2026, 12, 24), date(2027, 1, 2))),
        ("tomorrow", (date(2026, 11, 24), date(2026, 11, 24))),
        ("today friday", (date(2026, 11, 23), date(2026, 11, 27))),
        ("2027-01-02 2026-12-24", None),
        ("2026-11-01 2026-11-02", None),
        ("2026-12-24 2028-12-24", None),
        ("2026-12-24", (date(2026, 12, 24), date(2026, 12, 24))),
        ("soon", None),
        ("9999-12-31", None),
        ("2026-12-24 9:00", None),
    ],
)  # fmt: skip
def test_two_dates_are_read_in_every_language(words: str, days: tuple[date, date] | None) -> None:
    """The last is not over, and they are a year apart at most."""
    assert days_in(words, MORNING, "Europe/Berlin") == days


def test_the_words_of_the_tables_stand_as_they_are_looked_up() -> None:
    """As for times."""
    assert tidy("Zurück") == "zuruck"
