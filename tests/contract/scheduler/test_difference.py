"""Who would receive what differently: what is told beforehand is what then happens, and telling it writes nothing."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from core.domain.states import OccurrenceState
from core.prompts.compare import as_read
from core.prompts.library import Library, build_library
from core.prompts.schema import Glossary
from core.scheduler.difference import Difference, difference
from core.store import clients, moves, schedule, tables
from core.store.clients import Limits
from tests.contract.scheduler.practice import DAY, Practice, library, programme, prompt, utc

MONDAY = date(2026, 11, 23)
EVENING = {"every": "day", "at": "19:30", "until": {"day": 10}}
B = prompt("b")


def told(practice: Practice, after: Library, *, days: timedelta = 14 * DAY) -> Difference:
    before = practice.everything()
    found = practice.run(difference, practice.library, after, days=days)
    assert practice.everything() == before
    return found


def counts(found: Difference) -> dict[str, tuple[int, ...]]:
    """words, replaced, moved, gone, new, by client."""
    return {
        one.alias: (len(one.words), len(one.replaced), len(one.moved), len(one.gone), len(one.new))
        for one in found.people
    }


def alias(practice: Practice, client: str) -> str:
    return practice.look(client).alias


def test_nothing_is_different_for_nobody(begin) -> None:
    """The same library; and one in which only something else changed."""
    practice = begin(programme("p", EVENING))
    practice.enrol(practice.client(), "p", MONDAY)
    practice.beat()

    other = library(programme("p", EVENING), programme("q", EVENING), prompts=[B])
    assert told(practice, practice.library).people == []
    assert told(practice, other).people == []
    assert told(practice, other).enrolments == 1


def test_changed_words_are_counted_by_who_reads_them(begin) -> None:
    """Of what is still ahead only, in the language of the client, also where only the glossary changed."""
    practice = begin(programme("p", EVENING), at=utc("2026-11-22 09:00"))
    client = practice.client()
    practice.enrol(client, "p", MONDAY)
    practice.move_to(utc("2026-11-24 21:00"))  # two days of ten are over

    text = {"en": {"title": "Title a", "body": "Other words."}}
    assert counts(told(practice, library(programme("p", EVENING), prompts=[prompt("a", text=text)]))) == {
        alias(practice, client): (8, 0, 0, 0, 0)
    }
    german = {"en": {"title": "Title a", "body": "Words."}, "de": {"title": "A", "body": "Worte."}}
    assert told(practice, library(programme("p", EVENING), prompts=[prompt("a", text=german)])).people == []


def test_the_glossary_counts_where_it_is_used() -> None:
    """And no further."""

    def shelf(breath: str, other: str) -> Library:
        words = {"kind": "glossary", "id": "w", "text": {"en": {"breath": breath, "other": other}}}
        text = {"en": {"title": "A", "body": "{{ words.breath }}"}}
        return build_library([prompt("a", text=text), Glossary.model_validate(words)])

    assert as_read(shelf("One.", "x"), "a", "en") == as_read(shelf("One.", "y"), "a", "en")
    assert as_read(shelf("One.", "x"), "a", "en") != as_read(shelf("Two.", "x"), "a", "en")


def test_slots_that_move_go_and_come(begin) -> None:
    """By their key: the same day at another hour has moved; a step that is gone, one that is new."""
    practice = begin(
        programme("p", {"id": "m"} | EVENING, {"id": "g", "day": [2, 5], "at": "12:00"}), at=utc("2026-11-22 09:00")
    )
    client = practice.client()
    practice.enrol(client, "p", MONDAY)
    practice.beat()

    steps = ({"id": "m", **EVENING, "at": "20:00"}, {"id": "n", "day": 3, "at": "19:30"})
    found = told(practice, library(programme("p", *steps)))

    (one,) = found.people
    assert counts(found) == {alias(practice, client): (0, 0, 10, 2, 1)}
    assert one.new[0].at == utc("2026-11-25 18:30")
    assert (one.moved[0][0].at, one.moved[0][1].at) == (utc("2026-11-23 18:30"), utc("2026-11-23 19:00"))


def test_a_prompt_that_somebody_needs_is_told_when_it_goes(begin) -> None:
    """With of how many it was ahead, and what stands in its place; the same where it goes out of a pool."""
    practice = begin(programme("p", {"prompt": "b"} | EVENING), prompts=(B,), at=utc("2026-11-22 09:00"))
    client = practice.client()
    practice.enrol(client, "p", MONDAY)
    practice.beat()

    found = told(practice, library(programme("p", {"prompt": "a"} | EVENING)))

    assert counts(found) == {alias(practice, client): (0, 10, 0, 0, 0)}
    assert found.losing == {"b": 1}


def test_a_programme_that_is_followed_and_goes(begin) -> None:
    """Everything ahead goes with it, and it is said by how many it is followed."""
    practice = begin(programme("p", EVENING), programme("q", EVENING), at=utc("2026-11-22 09:00"))
    for _ in range(2):
        practice.enrol(practice.client(), "p", MONDAY)
    practice.beat()

    found = told(practice, library(programme("q", EVENING)))

    assert found.without == {"p": 2}
    assert [len(one.gone) for one in found.people] == [10, 10]


def test_what_a_client_would_not_get_anyway_is_not_counted(begin) -> None:
    """A tag that their therapist set keeps it from them before and after; newly set on the prompt, it goes."""
    practice = begin(programme("p", EVENING), at=utc("2026-11-22 09:00"))
    kept, free = practice.client(), practice.client()
    for each in (kept, free):
        practice.enrol(each, "p", MONDAY)
    practice.run(lambda unit: clients.set_limits(unit, kept, Limits(avoid=("tender",)), actor="test"))
    practice.beat()

    tagged = library(programme("p", EVENING), prompts=[prompt("a", avoid_when=["tender"])])
    assert counts(told(practice, tagged)) == {alias(practice, kept): (0, 0, 0, 10, 0)}
    practice.use(tagged)
    text = {"en": {"title": "Title a", "body": "Other words."}}
    again = library(programme("p", EVENING), prompts=[prompt("a", avoid_when=["tender"], text=text)])
    assert counts(told(practice, again)) == {alias(practice, free): (10, 0, 0, 0, 0)}


def test_what_was_sent_by_hand_for_later_is_told_too(begin) -> None:
    """Its prompt is gone: it will be left out."""
    practice = begin(programme("p", EVENING), prompts=(B,), at=utc("2026-11-23 09:00"))
    client = practice.client()
    practice.run(
        lambda unit: moves.send_by_hand(
            unit, client=client, prompt="b", intensity=1, local_date=MONDAY, due_at=utc("2026-11-23 15:00"),
            late_by=2 * (DAY / 24), answer_within=DAY, remind="", sent_by="therapist:ada",
        )
    )  # fmt: skip

    found = told(practice, library(programme("p", EVENING)))

    assert counts(found) == {alias(practice, client): (0, 0, 0, 1, 0)}
    assert found.losing == {"b": 1}


BEFORE = (
    {"id": "fixed", "every": "day", "at": "12:00"},
    {"id": "pool", "pool": {"prompts": ["a", "b", "c"]}, "every": "day", "at": "15:00"},
    {"id": "random", "every": "day", "between": ["16:00", "20:00"], "times": 2, "gap": "30m"},
    {"id": "waits", "after": {"step": "fixed", "event": "sent", "delay": "1h"}},
)
AFTERS = {
    "another hour": ({**BEFORE[0], "at": "13:00"}, *BEFORE[1:]),
    "a smaller pool": (BEFORE[0], {**BEFORE[1], "pool": {"prompts": ["a", "c"]}}, *BEFORE[2:]),
    "another window": (*BEFORE[:2], {**BEFORE[2], "between": ["17:00", "21:00"]}, BEFORE[3]),
    "a step less": BEFORE[1:3],
    "a step more": (*BEFORE, {"id": "new", "every": "day", "at": "10:00"}),
    "twice a day": ({**BEFORE[0], "at": ["12:00", "14:00"]}, *BEFORE[1:]),
}


@pytest.mark.parametrize("name", AFTERS)
def test_what_is_told_is_what_planning_then_writes(begin, name: str) -> None:
    """For every kind of step: rows that change, go and come within the horizon are those that were told."""
    prompts = (prompt("b"), prompt("c"))
    practice = begin(programme("p", *BEFORE), prompts=prompts, at=utc("2026-11-22 09:00"))
    for zone in ("Europe/Berlin", "America/New_York"):
        practice.enrol(practice.client(zone), "p", MONDAY)
    practice.move_to(utc("2026-11-25 09:30"))
    practice.run(schedule.plan_everything_again)
    practice.beat()  # as far as planning reaches now, so that what comes is new by the rules, not by the calendar
    after = library(programme("p", *AFTERS[name]), prompts=prompts)
    found = told(practice, after)
    before = _ahead(practice)

    practice.use(after)

    now = _ahead(practice)
    last = max(at for _, at in before.values())
    expected: Counter[str] = Counter()
    for key in before.keys() | now.keys():
        was, will = before.get(key), now.get(key)
        if was is None or will is None:
            expected["gone" if will is None else "new"] += 1
        elif was[1] != will[1]:
            expected["moved"] += 1
        if was is not None and will is not None and was[0] != will[0]:
            expected["replaced"] += 1
    mine: Counter[str] = Counter()
    for one in found.people:
        mine["gone"] += sum(each.at <= last for each in one.gone)
        mine["new"] += sum(_is_planned(practice, each.at) for each in one.new)
        mine["moved"] += sum(pair[0].at <= last for pair in one.moved)
        mine["replaced"] += sum(pair[0].at <= last for pair in one.replaced)
    assert +mine == +expected != Counter()


def _ahead(practice: Practice) -> dict[tuple[str, str, str, int], tuple[str, object]]:
    c = tables.occurrences.c
    query = sa.select(c.enrolment, c.step, c.local_date, c.slot, c.prompt, c.due_at)
    planned = query.where(c.state == OccurrenceState.PLANNED.value)
    return practice.run(lambda unit: {tuple(row[:4]): (row.prompt, row.due_at) for row in unit.all(planned)})


def _is_planned(practice: Practice, at: object) -> bool:
    return any(due == at for _, due in _ahead(practice).values())
