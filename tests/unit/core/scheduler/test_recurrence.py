"""When steps are due, over all the ways zones jump."""

from __future__ import annotations

import calendar
import itertools
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.prompts.library import load_library
from core.prompts.programme import Programme
from core.prompts.schema import Prompt
from core.scheduler.recurrence import NotYet, Quiet, Slot, preview, slots

STARTER = Path(__file__).parents[3] / "small_library"
BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)
# Gaps and folds of an hour, of half an hour, at midnight, of a whole day, both hemispheres, and none at all.
ZONES = (
    "Europe/Berlin", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Beirut",
    "America/Santiago", "America/Havana", "Atlantic/Azores", "America/Sao_Paulo", "Asia/Tehran", "Africa/Casablanca",
    "Pacific/Apia", "Pacific/Kwajalein", "Pacific/Kiritimati", "Asia/Kathmandu", "Antarctica/Troll", "UTC", "Europe/Dublin",
    "America/Caracas", "Asia/Pyongyang", "America/Nuuk",
)  # fmt: skip
zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(1990, 1, 1), date(2037, 12, 31))
moments = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def programme(*steps: dict[str, Any]) -> Programme:
    rows = [{"id": f"s{number}", "prompt": "a", **step} for number, step in enumerate(steps)]
    return Programme.model_validate({"kind": "programme", "id": "p", "text": {"en": {"title": "P"}}, "steps": rows})


def due(
    step: dict[str, Any], *, start: date, zone: ZoneInfo = BERLIN, first: date | None = None, last: date
) -> list[Slot]:
    return slots(programme(step), start=start, zone=zone, first=first or start, last=last)


def had(day: date, zone: ZoneInfo) -> bool:
    """Independent of the code: whether any minute of UTC fell on this local date."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return any((noon + timedelta(minutes=n)).astimezone(zone).date() == day for n in range(-1620, 1621, 15))


@given(zones, days, moments)
@settings(max_examples=120, deadline=None)
def test_a_daily_step_has_one_instant_per_existing_date(zone: ZoneInfo, start: date, at: time) -> None:
    """Exactly one for every local date that existed, strictly later each day, at the first pass, never at a time that was not."""
    found = due({"every": "day", "at": at.strftime("%H:%M")}, start=start, zone=zone, last=start + 9 * DAY)

    assert [slot.local_date for slot in found] == [d for d in (start + n * DAY for n in range(10)) if had(d, zone)]
    assert all(later.utc > earlier.utc for earlier, later in itertools.pairwise(found))
    for slot in found:
        assert slot.local.astimezone(UTC) == slot.utc and slot.utc.utcoffset() == timedelta(0)
        assert slot.local.replace(tzinfo=None) == slot.utc.astimezone(zone).replace(tzinfo=None)
        wished = datetime.combine(slot.local_date, at)
        shown = slot.local.replace(tzinfo=None)
        before = (slot.utc - timedelta(hours=26)).astimezone(zone).utcoffset()
        after = slot.local.utcoffset()
        assert before is not None and after is not None
        assert slot.local.fold == 0
        assert shown == wished or shown - wished == after - wished.replace(tzinfo=zone).utcoffset()  # type: ignore[operator]


def transitions(zone: ZoneInfo) -> list[tuple[datetime, timedelta]]:
    """Every forward jump of 2024-2027: its instant, and how far the clock went."""
    found: list[tuple[datetime, timedelta]] = []
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    while moment < datetime(2028, 1, 1, tzinfo=UTC):
        step = moment + timedelta(minutes=30)
        jump = (step.astimezone(zone).utcoffset() or timedelta(0)) - (
            moment.astimezone(zone).utcoffset() or timedelta(0)
        )
        if jump > timedelta(0):
            found.append((step, jump))
        moment = step
    return found


@pytest.mark.parametrize(
    "name", ["Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana", "Atlantic/Azores"]
)
def test_a_time_in_a_gap_moves_forward_by_its_length(name: str) -> None:
    """02:30 on the night the clock goes from 2 to 3 is 03:30, and midnight gaps lose no day."""
    zone = ZoneInfo(name)
    jumps = transitions(zone)
    assert jumps

    for instant, length in jumps:
        middle = (instant.astimezone(zone) - length / 2).replace(tzinfo=None)  # wall time inside the gap
        found = due(
            {"every": "day", "at": middle.strftime("%H:%M")}, start=middle.date(), zone=zone, last=middle.date()
        )
        assert [slot.local.replace(tzinfo=None) for slot in found] == [middle + length]


def test_a_repeated_time_is_taken_once_at_its_first_pass() -> None:
    """02:30 on the night the clock goes back is summer time's."""
    found = due({"every": "day", "at": "02:30"}, start=date(2026, 10, 25), last=date(2026, 10, 25))

    assert [slot.local.isoformat() for slot in found] == ["2026-10-25T02:30:00+02:00"]


def test_a_date_that_never_was_has_no_slot() -> None:
    """Samoa went from 29 to 31 December 2011."""
    found = due(
        {"every": "day", "at": "10:00"}, start=date(2011, 12, 28), zone=ZoneInfo("Pacific/Apia"), last=date(2012, 1, 1)
    )

    assert [slot.local_date.day for slot in found] == [28, 29, 31, 1]


@given(zones, days, st.integers(1, 40), st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=80, deadline=None)
def test_every_few_days_keep_their_phase(zone: ZoneInfo, start: date, stride: int, skip: int, length: int) -> None:
    """Counted from day 1, whichever stretch is asked for and wherever `from` cuts in."""
    first = start + skip * DAY
    last = first + length * DAY
    step = {"every": {"days": stride}, "at": "09:00"}

    found = due(step, start=start, zone=zone, first=first, last=last)
    bounded = due({**step, "from": {"day": skip + 1}}, start=start, zone=zone, last=last)

    wanted = [
        d for n in range(skip + length + 1) if n % stride == 0 and first <= (d := start + n * DAY) and had(d, zone)
    ]
    assert [slot.local_date for slot in found] == wanted
    assert [slot.local_date for slot in bounded] == wanted


@given(days, st.integers(1, 8))
@settings(max_examples=60, deadline=None)
def test_every_week_is_the_weekday_of_day_one(start: date, weeks: int) -> None:
    """{weeks: N} counts from day 1."""
    found = due({"every": {"weeks": weeks}, "at": "09:00"}, start=start, last=start + 200 * DAY)

    assert [(slot.local_date - start).days for slot in found] == list(range(0, 201, 7 * weeks))


@given(days)
@settings(max_examples=80, deadline=None)
def test_monthly_is_the_same_day_or_the_last(start: date) -> None:
    """From the 31st: 28 or 29 February, 31 March, 30 April."""
    found = due({"every": "month", "at": "09:00"}, start=start, last=start + 800 * DAY)

    for number, slot in enumerate(found):
        year, month = divmod(start.year * 12 + start.month - 1 + number, 12)
        assert slot.local_date == date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
    assert len(found) >= 26


@given(days, days, st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_any_stretch_is_a_part_of_the_whole(start: date, first: date, length: int) -> None:
    """Asking day by day gives the same slots as asking at once: re-planning is idempotent."""
    plan = programme(
        {"every": "weekday", "at": ["08:00", "20:00"]},
        {"every": {"days": 3}, "at": "08:00"},
        {"cron": "30 7,19 * * mon-fri"},
    )
    last = first + length * DAY

    whole = slots(plan, start=start, zone=BERLIN, first=first, last=last)
    pieces = [
        s
        for n in range(length + 1)
        for s in slots(plan, start=start, zone=BERLIN, first=first + n * DAY, last=first + n * DAY)
    ]

    assert pieces == whole
    assert len({(slot.step, slot.local_date, slot.index) for slot in whole}) == len(whole)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ({"day": [1, 4], "at": "09:00"}, [22, 25]),
        ({"date": "2027-03-24", "at": "09:00"}, [24]),
        ({"date": "2027-03-20", "at": "09:00"}, []),
        ({"every": "weekend", "at": "09:00"}, [27, 28]),
        ({"every": "weekday", "at": "09:00"}, [22, 23, 24, 25, 26]),
        ({"every": ["thu", "mon"], "at": "09:00"}, [22, 25]),
        ({"every": "day", "at": "09:00", "from": {"day": 6}, "until": {"day": 7}}, [27, 28]),
        ({"every": "day", "at": "09:00", "from": "2027-03-27", "until": {"date": "2027-03-27"}}, [27]),
        ({"cron": "0 9 24 3 *"}, [24]),
        ({"cron": "0 9 24 3 mon"}, []),  # day of month and weekday must both match
        ({"cron": "0 9 20-25 * tue,thu"}, [23, 25]),
        ({"cron": "0 9 */2 * *"}, [23, 25, 27]),
    ],
)
def test_which_dates_of_one_week(step: dict[str, Any], expected: list[int]) -> None:
    """Monday 22 to Sunday 28 March 2027, day 1 on the Monday."""
    found = due(step, start=date(2027, 3, 22), last=date(2027, 3, 28))

    assert [slot.local_date.day for slot in found] == expected


def test_several_times_a_day_are_numbered() -> None:
    """The index is the position of the time within the step's day, earliest first."""
    found = due({"day": 1, "at": ["19:30", "08:00"]}, start=date(2027, 3, 22), last=date(2027, 3, 22))

    assert [(slot.index, slot.local.hour) for slot in found] == [(0, 8), (1, 19)]


def test_the_first_week_to_the_second() -> None:
    """The starter's programme in Berlin over the night of the clock change."""
    library, _ = load_library(STARTER)
    assert library is not None
    plan = library.programmes["first-week"]

    found = slots(plan, start=date(2027, 3, 22), zone=BERLIN, first=date(2027, 3, 22), last=date(2027, 4, 30))

    assert [(slot.step, slot.local.isoformat(), slot.utc.strftime("%dT%H:%MZ")) for slot in found] == [
        ("write", "2027-03-22T19:30:00+01:00", "22T18:30Z"),
        ("draw", "2027-03-23T18:00:00+01:00", "23T17:00Z"),
        ("speak", "2027-03-24T12:15:00+01:00", "24T11:15Z"),
        ("every2", "2027-03-24T20:00:00+01:00", "24T19:00Z"),
        ("write", "2027-03-25T19:30:00+01:00", "25T18:30Z"),
        ("every2", "2027-03-26T20:00:00+01:00", "26T19:00Z"),
        ("speak", "2027-03-27T12:15:00+01:00", "27T11:15Z"),
        ("last", "2027-03-28T03:30:00+02:00", "28T01:30Z"),
        ("every2", "2027-03-28T20:00:00+02:00", "28T18:00Z"),
    ]
    assert found[7].local_date == date(2027, 3, 28)
    assert preview(plan, start=date(2027, 3, 22), zone=BERLIN, count=20, seed=b"0", prompts=library.prompts) == found


@pytest.mark.parametrize("step", [{"every": "day", "between": ["10:00", "12:00"]}])
def test_what_has_no_fixed_time_is_said_by_name(step: dict[str, Any]) -> None:
    """The planner of fixed rhythms refuses the others with the step's name."""
    with pytest.raises(NotYet) as caught:
        due(step, start=date(2027, 1, 1), last=date(2027, 1, 2))

    assert caught.value.step == "s0"


def look(*steps: dict[str, Any], start: date = date(2027, 3, 20), count: int = 60, **more: Any) -> list[Slot]:
    made = {"zone": BERLIN, "seed": b"0", "prompts": {}, **more}
    return preview(programme(*steps), start=start, count=count, **made)


@given(
    zones, days, st.integers(1, 6), st.integers(0, 90), st.sampled_from(["anywhere", "blocks"]), st.binary(max_size=4),
    st.sampled_from([None, Quiet(time(22), time(11)), Quiet(time(13), time(14, 30))]),
)  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_random_times_keep_window_and_gap(
    zone: ZoneInfo, start: date, times: int, gap: int, spread: str, seed: bytes, quiet: Quiet | None
) -> None:
    """Inside the window, outside quiet hours, apart by real minutes, numbered in order, the same every time."""
    step = {
        "every": "day", "between": ["10:00", "20:00"], "times": times, "gap": f"{gap}m", "spread": spread, "until": {"day": 4},
    }  # fmt: skip

    found = look(step, start=start, zone=zone, seed=seed, quiet=quiet)

    assert found == look(step, start=start, zone=zone, seed=seed, quiet=quiet)
    for day in {slot.local_date for slot in found}:
        drawn = [slot for slot in found if slot.local_date == day]
        assert [slot.index for slot in drawn] == list(range(times))
        assert all(time(10) <= slot.local.time().replace(microsecond=0) <= time(20) for slot in drawn)
        assert all(b.utc - a.utc >= timedelta(minutes=gap) for a, b in itertools.pairwise(drawn))
        if quiet is not None and quiet.start < quiet.end:
            assert not any(quiet.start <= slot.local.time() < quiet.end for slot in drawn)
    assert len({slot.local_date for slot in found}) == len([n for n in range(4) if had(start + n * DAY, zone)])


def test_another_seed_draws_other_times() -> None:
    """The seed is what makes the times unguessable."""
    step = {"every": "day", "between": ["10:00", "20:00"], "times": 2, "until": {"day": 7}}

    assert look(step, seed=b"0") != look(step, seed=b"1")


def test_blocks_put_one_in_each_part() -> None:
    """Four times from 10 to 18: one in every two hours."""
    found = look({"every": "day", "between": ["10:00", "18:00"], "times": 4, "gap": "30m", "until": {"day": 20}})

    assert {(slot.index, (slot.local.hour - 10) // 2) for slot in found} == {(0, 0), (1, 1), (2, 2), (3, 3)}


def test_a_short_night_takes_fewer() -> None:
    """From 01:00 to 05:00 the spring night has three hours, so four times an hour apart become as many as fit."""
    found = look({"date": "2027-03-28", "between": ["01:00", "05:00"], "times": 4, "gap": "1h", "spread": "blocks"})

    assert len(found) == 3
    assert all(b.utc - a.utc >= timedelta(hours=1) for a, b in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (
            {"after": {"step": "s0", "delay": "1d"}},
            "2027-03-28T03:30:00+02:00",
        ),  # the same wall time, moved out of the gap
        ({"after": {"step": "s0", "delay": "24h"}}, "2027-03-28T03:30:00+02:00"),
        ({"after": {"step": "s0", "delay": "1w"}}, "2027-04-03T02:30:00+02:00"),
        ({"after": {"step": "s0", "delay": "90m"}}, "2027-03-27T04:00:00+01:00"),
        ({"after": {"step": "s0", "delay": "1h"}, "at": "02:30"}, "2027-03-28T03:30:00+02:00"),
        ({"after": {"step": "s0"}, "at": "02:30"}, "2027-03-27T02:30:00+01:00"),
        ({"after": {"step": "s0"}, "at": ["01:00", "18:00"]}, "2027-03-27T18:00:00+01:00"),
        ({"after": {"step": "s0", "delay": "2d"}, "until": {"day": 2}}, None),
    ],
)
def test_waiting_for_another_step(after: dict[str, Any], expected: str | None) -> None:
    """Days and weeks are the calendar's, hours and minutes elapsed; with `at` the first such time from then on."""
    found = look({"date": "2027-03-27", "at": "02:30"}, after, start=date(2027, 3, 27))

    assert [slot.local.isoformat() for slot in found if slot.step == "s1"] == ([expected] if expected else [])


def test_quiet_hours_move_or_drop() -> None:
    """A time in quiet hours waits for their end while that is within its lateness; else it is not sent."""
    hours = Quiet(time(22), time(8))

    moved = look({"day": 1, "at": "07:00"}, quiet=hours)
    dropped = look({"day": 1, "at": "05:00"}, quiet=hours)
    patient = look({"day": 1, "at": "05:00", "if_late": {"up_to": "4h", "then": "skip"}}, quiet=hours)

    assert [slot.local.time() for slot in moved] == [time(8)]
    assert dropped == []
    assert [slot.local.time() for slot in patient] == [time(8)]


def prompt(name: str, modality: str = "writing", intensity: int = 1) -> Prompt:
    text = {"en": {"title": "T", "body": "B"}}
    row = {"kind": "prompt", "id": name, "modality": modality, "intensity": intensity, "minutes": 5, "text": text}
    return Prompt.model_validate(row)


def test_a_pool_repeats_nothing_until_all_were_drawn() -> None:
    """Each round holds every fitting prompt once, and no prompt comes twice in a row."""
    prompts = {name: prompt(name) for name in "abcde"} | {"x": prompt("x", "voice"), "y": prompt("y", intensity=3)}
    step = {"prompt": None, "pool": {"modality": ["writing"], "intensity": {"max": 2}}, "every": "day", "at": "10:00"}

    drawn = [slot.prompt for slot in look(step, count=50, prompts=prompts)]

    assert len(drawn) == 50
    assert all(sorted(drawn[n : n + 5]) == list("abcde") for n in range(0, 50, 5))
    assert all(a != b for a, b in itertools.pairwise(drawn))


def test_a_preview_ends_where_the_programme_ends() -> None:
    """Asking for more than there is gives what there is; a rare rule is followed for centuries."""
    assert len(look({"day": [1, 2, 3000], "at": "10:00"})) == 3
    assert [slot.local_date.year for slot in look({"cron": "0 9 29 2 mon"}, count=3)] == [2044, 2072, 2112]
    assert look({"date": "2026-01-01", "at": "10:00"}) == []
