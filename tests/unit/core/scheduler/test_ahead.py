"""The next times of one step: the same as in the preview of the whole, or the reason why there are none."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.prompts.programme import Programme
from core.prompts.schema import Prompt
from core.scheduler.ahead import Outlook, next_of, why_moved, why_never
from core.scheduler.recurrence import Quiet, preview

START = date(2027, 3, 22)
BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Quiet(time(22), time(8))


def programme(*steps: dict[str, Any]) -> Programme:
    rows = [
        {"id": f"s{number}", **({} if "pool" in step else {"prompt": "a"}), **step} for number, step in enumerate(steps)
    ]
    return Programme.model_validate({"kind": "programme", "id": "p", "text": {"en": {"title": "P"}}, "steps": rows})


def prompt(name: str) -> Prompt:
    return Prompt.model_validate(
        {"kind": "prompt", "id": name, "modality": "drawing", "intensity": 1, "minutes": 5,
         "text": {"en": {"title": name, "body": "…"}}}
    )  # fmt: skip


PROMPTS = {name: prompt(name) for name in ("a", "b", "c")}


def outlook(quiet: Quiet | None = None, zone: ZoneInfo = BERLIN, start: date = START) -> Outlook:
    return Outlook(start=start, zone=zone, seed=b"0", prompts=PROMPTS, quiet=quiet)


WHOLE = programme(
    {"every": "day", "between": ["06:00", "23:00"], "times": 4},
    {"every": {"weeks": 2}, "at": "07:00", "pool": {}},
    {"after": {"step": "s3", "delay": "1d"}, "at": "19:30", "until": {"day": 40}},
    {"after": {"step": "s1", "delay": "90m"}},
    {"cron": "0 9 1 * *", "from": {"day": 30}},
    {"day": [1, 4], "at": "19:30"},
)


@pytest.mark.parametrize("quiet", [None, NIGHT])
@pytest.mark.parametrize("number", range(len(WHOLE.steps)))
def test_one_step_alone_is_due_when_it_is_due_among_others(number: int, quiet: Quiet | None) -> None:
    """A rare step beside a frequent one, a pool's draws, a chain of waiting."""
    step, facts = WHOLE.steps[number], outlook(quiet)
    among = preview(WHOLE, start=START, zone=BERLIN, count=2000, seed=b"0", prompts=PROMPTS, quiet=quiet)
    expected = [(slot.local, slot.index, slot.prompt) for slot in among if slot.step == step.id][:5]

    assert [(slot.local, slot.index, slot.prompt) for slot in next_of(step, WHOLE, facts, count=5)] == expected
    assert expected


@pytest.mark.parametrize(
    ("steps", "quiet", "expected"),
    [
        ([{"date": "2027-03-21", "at": "10:00"}], None, "it is over before day 1"),
        ([{"every": "day", "at": "10:00", "until": "2027-03-21"}], None, "none of its dates lies within its bounds"),
        ([{"day": 3, "at": "10:00", "from": {"day": 4}}], None, "none of its dates lies within its bounds"),
        ([{"every": "day", "at": "03:00"}], NIGHT, "quiet hours leave no room for it"),
        ([{"every": "day", "between": ["23:00", "23:30"]}], NIGHT, "quiet hours leave no room for it"),
        ([{"after": {"step": "s1"}}, {"date": "2027-03-21", "at": "10:00"}], None, "“s1”, which it waits for, never comes"),
        ([{"after": {"step": "s1"}, "until": {"day": 2}}, {"day": 3, "at": "10:00"}], None,
         "none of its dates lies within its bounds"),
        ([{"after": {"step": "s1", "delay": "12h"}}, {"every": "day", "at": "15:00"}], NIGHT, "quiet hours leave no room for it"),
    ],
)  # fmt: skip
def test_why_a_step_never_comes(steps: list[dict[str, Any]], quiet: Quiet | None, expected: str) -> None:
    """Found out by looking again without what may be in its way."""
    whole, facts = programme(*steps), outlook(quiet)

    assert next_of(whole.steps[0], whole, facts, count=5) == []
    assert why_never(whole.steps[0], whole, facts, "en") == expected


def test_a_date_that_never_was_is_said() -> None:
    """Samoa had no 30 December 2011."""
    whole = programme({"date": "2011-12-30", "at": "10:00"})
    facts = outlook(zone=ZoneInfo("Pacific/Apia"), start=date(2011, 12, 1))

    assert next_of(whole.steps[0], whole, facts, count=5) == []
    assert why_never(whole.steps[0], whole, facts, "en") == "the client’s time zone had no such date"


@pytest.mark.parametrize(
    ("step", "quiet", "expected"),
    [
        ({"date": "2027-03-28", "at": "02:30"}, None, "the clock skips 02:30 that day"),
        ({"day": 1, "at": "07:00"}, NIGHT, "moved from 07:00, past quiet hours"),
        ({"day": 1, "at": "10:00"}, NIGHT, ""),
        ({"every": "day", "between": ["10:00", "11:00"]}, None, ""),
    ],
)
def test_why_a_time_is_another_one(step: dict[str, Any], quiet: Quiet | None, expected: str) -> None:
    """A gap of the clock, or quiet hours."""
    whole = programme(step)
    (slot, *_) = next_of(whole.steps[0], whole, outlook(quiet), count=1)

    assert why_moved(slot, whole.steps[0], BERLIN, "en") == expected


def test_a_rare_date_is_found() -> None:
    """29 February on a Monday comes five times, decades apart."""
    whole = programme({"cron": "0 9 29 2 mon"})

    found = next_of(whole.steps[0], whole, outlook(), count=5)

    assert len(found) == 5
    assert {(slot.local.day, slot.local.month, slot.local.weekday()) for slot in found} == {(29, 2, 0)}
