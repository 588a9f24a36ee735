"""Every zone there is, around each change of its clocks from 2024 to 2030: the law of SPEC 4.1 and 4.2, and random windows."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise, product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.scheduler.recurrence import Quiet, slots
from tests.oracle.beside import look, plain, programme
from tests.oracle.rhythm import Due, due, most, window
from tests.oracle.zone import Jump, Zone, read_zone

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
SINCE, TILL = date(2024, 1, 1), date(2030, 12, 31)
PARTS = 4  # of all zones, for as many processors
NAMES = sorted(zoneinfo.available_timezones())
# An hour, half of one, two, at midnight, at the evening's end, around Ramadan, southern, and none.
SOME = (
    "Europe/Berlin", "Australia/Lord_Howe", "Antarctica/Troll", "Africa/Cairo", "Asia/Beirut", "America/Santiago",
    "America/Havana", "America/Nuuk", "Africa/Casablanca", "Asia/Kolkata",
)  # fmt: skip
SAMPLING = ((1, None), (3, "90m"), (4, "30m"), (6, "1h"), (8, "10m"), (2, "15m"))
QUIET = (
    None,
    Quiet(time(22), time(8)),
    Quiet(time(2, 30), time(3, 15)),
    Quiet(time(12), time(13)),
    Quiet(time(0, 30), time(0, 10)),
)


def distinct(names: Sequence[str]) -> list[Zone]:
    """One zone of all whose clocks do the same in these years."""
    same: dict[object, Zone] = {}
    for zone in map(read_zone, names):
        jumps = tuple((jump.at, jump.before, jump.after) for jump in zone.between(SINCE - 70 * DAY, TILL + 10 * DAY))
        same.setdefault(jumps or zone.offset(1_735_689_600), zone)  # 2025-01-01
    return list(same.values())


def changes(zone: Zone) -> list[Jump]:
    """Its jumps in these years; for a zone without one, a moment at which nothing happens."""
    still = zone.offset(1_774_746_000)  # 2026-03-29T01:00Z
    return zone.between(SINCE, TILL) or [Jump(1_774_746_000, still, still)]


def walls(jump: Jump) -> list[datetime]:
    """Wall times just before, in and just after what is left out or repeated, to the minute."""
    begin, end = sorted((jump.stand, jump.stand + jump.length))
    return sorted({begin - MINUTE, begin, begin + (end - begin) / 2, end - MINUTE, end, end + 31 * MINUTE})


def clock(moment: datetime | time) -> str:
    return moment.strftime("%H:%M")


# --- One instant for each date ---


def keep_the_law(zone: Zone, jump: Jump) -> None:
    """A daily time around one jump, by what the words say, and no way to reckon it but what clocks show."""
    start = jump.stand.date() - 3 * DAY
    dates = [day for day in (start + n * DAY for n in range(7)) if zone.had(day)]
    for at in {wall.time() for wall in walls(jump)} | {time(0), time(9), time(23, 59)}:
        plan = programme({"every": "day", "at": clock(at)})
        found = [
            plain(each)
            for each in slots(plan, start=start, zone=ZoneInfo(zone.name), first=start, last=start + 6 * DAY)
        ]

        assert [each.local_date for each in found] == dates, (zone.name, at)
        assert all(later.utc > earlier.utc for earlier, later in pairwise(found)), (zone.name, at)
        for each in found:
            nominal = datetime.combine(each.local_date, at)
            left_out = jump.stand <= nominal < jump.stand + jump.length
            assert each.shown == zone.shown(each.utc) == nominal + (jump.length if left_out else timedelta()), (
                zone.name,
                at,
            )
            if jump.length < timedelta() and jump.stand + jump.length <= nominal < jump.stand:
                assert (each.utc.replace(tzinfo=None) - datetime(1970, 1, 1)).total_seconds() < jump.at, (zone.name, at)


# --- All rhythms ---


def agree(zone: Zone, jump: Jump) -> None:
    """Every fixed rhythm around one jump, counted from two months before, and what waits for one."""
    day = jump.stand.date()
    start = day - relativedelta(months=2)
    at = sorted({clock(wall) for wall in walls(jump)})
    nights = sorted({wall.hour for wall in walls(jump)})
    plan = programme(
        {"every": "day", "at": [*at, "18:00"] if "18:00" not in at else at},
        *({"every": {"days": stride}, "at": at[:2]} for stride in (2, 3, 5)),
        *({"every": {"weeks": stride}, "at": at[-2:]} for stride in (1, 2)),
        {"every": "month", "at": at},
        {"every": "weekday", "at": at[0]},
        {"every": ["sun", "sat"], "at": at[1:3], "from": {"day": 10}, "until": (day + DAY).isoformat()},
        {"cron": f"0,30 {','.join(map(str, nights))} * * fri-sun"},
        {"day": [(day - start).days + n for n in (0, 1, 2)], "at": at},
        {"date": day.isoformat(), "at": at},
    )

    found = slots(plan, start=start, zone=ZoneInfo(zone.name), first=day - 3 * DAY, last=day + 3 * DAY)

    assert [plain(each) for each in found] == due(plan, start=start, zone=zone, first=day - 3 * DAY, last=day + 3 * DAY)


def wait(zone: Zone, jump: Jump) -> None:
    """What waits for a step, from two days before one jump to some hours after."""
    start = jump.stand.date() - 2 * DAY
    at = sorted({clock(wall) for wall in walls(jump)})
    rows: list[dict[str, Any]] = [{"every": "day", "at": at[:3], "until": {"day": 3}}]
    for delay, then in (("1d", None), ("24h", None), ("2d", at[1:4]), ("23h", at), ("45m", None), ("90m", at[2:])):
        rows.append({"after": {"step": "s0", "delay": delay}, **({"at": then} if then else {})})
    plan = programme(*rows, {"after": {"step": "s2", "delay": "1w"}})

    found = look(plan, start=start, zone=zone.name, count=200)

    expected = due(plan, start=start, zone=zone, first=start, last=start + 30 * DAY)
    assert {(each.step, each.utc, each.shown) for each in found} == {
        (each.step, each.utc, each.shown) for each in expected
    }
    assert len({(each.step, each.local_date, each.index) for each in found}) == len(found)


# --- Random windows ---


def draw_well(zone: Zone, start: date, days: int, row: dict[str, Any], *, seed: bytes, quiet: Quiet | None) -> None:
    """Inside what quiet hours leave of the window, apart by elapsed time, as many as asked or as can be, the same again."""
    plan = programme({"every": "day", "until": {"day": days}, **row})
    step = plan.steps[0]
    hours = (quiet.start, quiet.end) if quiet else None
    found = look(plan, start=start, zone=zone.name, count=1000, seed=seed, quiet=quiet)
    said = (zone.name, start, row, seed, quiet)

    assert found == look(plan, start=start, zone=zone.name, count=1000, seed=seed, quiet=quiet), said
    assert {each.local_date for each in found} <= {start + n * DAY for n in range(days)}, said
    for day in (start + n * DAY for n in range(days)):
        drawn = sorted((each for each in found if each.local_date == day), key=lambda each: each.index)
        pieces = window(step, day, zone=zone, quiet=hours)
        gap = step.gap.elapsed if step.gap else timedelta()
        assert [each.index for each in drawn] == list(range(len(drawn))), said
        assert all(any(low <= each.utc < high for low, high in pieces) for each in drawn), said
        assert all(later.utc - earlier.utc >= max(gap, timedelta(seconds=1)) for earlier, later in pairwise(drawn)), (
            said
        )
        assert all(each.shown == zone.shown(each.utc) for each in drawn), said
        _as_many(step.times or 1, drawn, pieces, max(gap, timedelta(seconds=1)), said, blocks=step.spread != "anywhere")


def _as_many(
    times: int, drawn: list[Due], pieces: list[tuple[datetime, datetime]], gap: timedelta, said: object, *, blocks: bool
) -> None:
    room = sum((high - low for low, high in pieces), timedelta())
    assert len(drawn) <= min(times, most(pieces, gap)), said
    # Quiet hours in the middle are cut out, so what is left counts as one stretch; equal blocks are of whole seconds.
    least = room - timedelta(seconds=times if blocks else 0)
    assert len(drawn) >= min(times, most([(datetime.min, datetime.min + max(least, timedelta()))], gap)), said
    if blocks and drawn:
        block = room // timedelta(seconds=1) // len(drawn)
        for each in drawn:
            before = sum((max(min(high, each.utc) - low, timedelta()) for low, high in pieces), timedelta())
            assert before // timedelta(seconds=1) // block == each.index, said


def draws(jump: Jump) -> Iterator[tuple[dict[str, Any], Quiet | None]]:
    """Windows before, around, in and after one jump, with all that can be asked of them, in an order that mixes them."""
    hour = timedelta(hours=1)
    begin, end = sorted((jump.stand, jump.stand + jump.length))
    edges = [
        (begin - hour, end + hour), (begin, end), (begin + (end - begin) / 4, begin + (end - begin) * 3 / 4),
        (begin + (end - begin) / 2, end + 15 * MINUTE), (begin - hour, begin + (end - begin) / 2), (begin, end + 2 * hour),
    ]  # fmt: skip
    between = [(clock(low), clock(high)) for low, high in edges] + [
        ("00:00", "23:59"),
        ("10:00", "20:00"),
        ("20:00", "23:00"),
    ]
    fair = [pair for pair in between if pair[0] < pair[1]]
    every = list(product(fair, SAMPLING, ("anywhere", "blocks"), QUIET))
    for number in range(len(every)):
        pair, (times, gap), spread, quiet = every[(number * 197 + jump.at // 3600) % len(every)]
        yield {"between": pair, "times": times, "spread": spread, **({"gap": gap} if gap else {})}, quiet


def draw_around(zone: Zone, jump: Jump, how_many: int) -> None:
    for number, (row, quiet) in enumerate(islice(draws(jump), how_many)):
        draw_well(zone, jump.stand.date() - DAY, 3, row, seed=number.to_bytes(2, "big"), quiet=quiet)


# --- The tests ---


@pytest.mark.parametrize("name", SOME)
def test_a_zone_with_clocks_of_its_own(name: str) -> None:
    """What holds for all zones, in those that do it differently; two years of each."""
    zone = read_zone(name)
    for jump in changes(zone)[4:8] or changes(zone):
        keep_the_law(zone, jump)
        agree(zone, jump)
        wait(zone, jump)
        draw_around(zone, jump, 6)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_a_daily_time_comes_once_each_date_in_every_zone(part: int) -> None:
    """Once for each date that is; later each day; never at a time that is not; forward out of a gap; at the first pass."""
    for zone in distinct(NAMES)[part::PARTS]:
        for jump in changes(zone):
            keep_the_law(zone, jump)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_rhythm_agrees_with_the_oracle_in_every_zone(part: int) -> None:
    """The same dates, numbers and instants around each change of the clocks, whatever the rhythm."""
    for zone in distinct(NAMES)[part::PARTS]:
        for jump in changes(zone):
            agree(zone, jump)
            wait(zone, jump)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_random_windows_hold_in_every_zone(part: int) -> None:
    """Inside the window, outside quiet hours, apart by real minutes, however long the night is."""
    for zone in distinct(NAMES)[part::PARTS]:
        for jump in changes(zone):
            draw_around(zone, jump, 24)


@pytest.mark.slow
def test_every_name_is_read_as_it_was_written() -> None:
    """At each second before and at which clocks change from 1970 on, the zones show what their files say; one name at a time."""
    for name in NAMES:
        zone = read_zone(name)
        for jump in zone.between(date(1970, 1, 1), date(2199, 12, 31)):
            for second, offset in ((jump.at - 1, jump.before), (jump.at, jump.after)):
                shown = datetime.fromtimestamp(second, ZoneInfo(name))
                assert shown.utcoffset() == timedelta(seconds=offset), (name, jump)


moments = st.builds(time, st.integers(0, 23), st.sampled_from([0, 10, 30, 45, 59]))


@given(
    st.sampled_from((*SOME, "Pacific/Apia", "Pacific/Kwajalein", "Africa/Monrovia", "America/St_Johns")), st.data(),
    st.tuples(moments, moments), st.integers(1, 24), st.integers(0, 300), st.sampled_from(["anywhere", "blocks", None]),
    st.binary(max_size=8), st.none() | st.builds(Quiet, moments, moments),
)  # fmt: skip
@settings(max_examples=120, deadline=None)
def test_random_windows_anywhere_at_any_time(
    name: str,
    data: st.DataObject,
    between: tuple[time, time],
    times: int,
    gap: int,
    spread: str | None,
    seed: bytes,
    quiet: Quiet | None,
) -> None:
    """More than a window holds, gaps longer than its blocks, quiet hours across it, nights that are short or long."""
    assume(between[0] != between[1])
    zone = read_zone(name)
    jumps = [jump.stand.date() - DAY for jump in zone.between(date(1971, 1, 1), date(2040, 1, 1))]
    start = data.draw(st.sampled_from(jumps) if jumps else st.just(SINCE))
    row = {"between": [clock(each) for each in sorted(between)], "times": times, "gap": f"{gap}m"}

    draw_well(zone, start, 3, row | ({"spread": spread} if spread else {}), seed=seed, quiet=quiet)


@pytest.mark.parametrize("spread", ["anywhere", "blocks"])
@pytest.mark.parametrize(
    ("name", "start", "between", "quiet"),
    [
        ("Europe/Berlin", date(2027, 3, 28), ("01:00", "05:00"), Quiet(time(2, 30), time(3, 15))),  # no quiet hours that night
        ("Europe/Berlin", date(2027, 3, 28), ("20:00", "23:00"), Quiet(time(22), time(8))),  # ends where quiet hours begin
        ("Europe/Berlin", date(2027, 3, 28), ("02:15", "02:45"), None),  # half an hour later
        ("Europe/Berlin", date(2027, 3, 28), ("02:30", "03:15"), None),  # 03:30 to 03:15: there is none
        ("Europe/Berlin", date(2026, 10, 25), ("02:00", "03:00"), None),  # two hours
        ("Pacific/Apia", date(2011, 12, 29), ("00:00", "23:00"), Quiet(time(22), time(8))),  # a night over a date that was not
    ],
)  # fmt: skip
def test_windows_on_odd_nights(
    spread: str, name: str, start: date, between: tuple[str, str], quiet: Quiet | None
) -> None:
    """The same law where window and quiet hours meet what the clocks do."""
    for times, gap in ((3, "1h"), (24, "20m"), (1, "0m")):
        row = {"between": between, "times": times, "gap": gap, "spread": spread}
        for seed in (b"a", b"b", b"c"):
            draw_well(read_zone(name), start, 3, row, seed=seed, quiet=quiet)
