"""Checks of a programme: what its steps refer to, and whether each rhythm can be lived (SPEC 3.2, 4.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from core.prompts.cron import BadCron, parse_cron
from core.prompts.faults import Fault, Severity, nearest, nearest_id, quoted
from core.prompts.loader import Document, Loc
from core.prompts.phrase_check import check_phrases
from core.prompts.programme import Bound, EveryFew, Pool, Programme, Step
from core.prompts.schema import Prompt
from core.prompts.text_check import check_plain

RHYTHMS = ("day", "date", "after", "every", "cron")


def check_programme(
    document: Document, programme: Programme, *, ids: frozenset[str], prompts: Mapping[str, Prompt]
) -> list[Fault]:
    """Every fault of one programme. ids: prompts that exist, sound or not; prompts: the sound ones."""
    faults: list[Fault] = []
    for language, text in programme.text.items():
        faults += check_plain(document, ("text", language, "title"), text.title)
        faults += check_phrases(document, ("text", language, "title"), text.title, language)
        if text.about is not None:
            faults += check_phrases(document, ("text", language, "about"), text.about, language)
    names = [step.id for step in programme.steps]
    for number, step in enumerate(programme.steps):
        loc: Loc = ("steps", number)
        if step.id in names[:number]:
            message = f"there is a step {quoted(step.id)} already"
            faults.append(document.fault((*loc, "id"), "duplicate-step", message))
        faults += _content(document, loc, step, ids, prompts)
        faults += _rhythm(document, loc, step, names)
        faults += _bounds(document, loc, step)
        faults += _reminders(document, loc, programme, step)
    faults += _rounds(document, programme)
    return faults


def fits(pool: Pool, prompt: Prompt) -> bool:
    """Whether a pool may draw a prompt."""
    if pool.prompts and prompt.id not in pool.prompts:
        return False
    if pool.modality and prompt.modality not in pool.modality:
        return False
    return _within(prompt.intensity, pool.intensity) and _within(prompt.minutes, pool.minutes)


def _within(value: int, bounds: Any) -> bool:
    if bounds is None:
        return True
    return (bounds.min is None or value >= bounds.min) and (bounds.max is None or value <= bounds.max)


def _content(
    document: Document, loc: Loc, step: Step, ids: frozenset[str], prompts: Mapping[str, Prompt]
) -> Iterator[Fault]:
    if (step.prompt is None) == (step.pool is None):
        message = "a step has a prompt or a pool, one of the two"
        yield document.fault(loc, "prompt-or-pool", message)
    if step.prompt is not None and step.prompt not in ids:
        message = f"there is no prompt {quoted(step.prompt)}"
        yield document.fault((*loc, "prompt"), "unknown-prompt", message, suggestion=nearest_id(step.prompt, ids))
    if step.pool is not None:
        unknown = False
        for number, name in enumerate(step.pool.prompts):
            if name not in ids:
                unknown = True
                message = f"there is no prompt {quoted(name)}"
                where: Loc = (*loc, "pool", "prompts", number)
                yield document.fault(where, "unknown-prompt", message, suggestion=nearest_id(name, ids))
        pool = step.pool
        if not unknown and len(prompts) == len(ids) and not any(fits(pool, prompt) for prompt in prompts.values()):
            yield document.fault((*loc, "pool"), "empty-pool", "no prompt of the library fits this pool")


def _rhythm(document: Document, loc: Loc, step: Step, names: Sequence[str]) -> Iterator[Fault]:
    given = [name for name in RHYTHMS if getattr(step, name) is not None]
    if len(given) != 1:
        message = f"a step has exactly one of {', '.join(RHYTHMS)}; here are {' and '.join(given) or 'none'}"
        yield document.fault((*loc, given[1]) if len(given) > 1 else loc, "one-rhythm", message, key=True)
    if step.cron is not None:
        try:
            parse_cron(step.cron)
        except BadCron as error:
            yield document.fault((*loc, "cron"), "bad-cron", str(error))
    if (
        step.every is not None
        and isinstance(step.every, EveryFew)
        and (step.every.days is None) == (step.every.weeks is None)
    ):
        message = "every takes {days: N} or {weeks: N}, one of the two"
        yield document.fault((*loc, "every"), "one-rhythm", message)
    if step.after is not None and step.after.step not in names:
        hint = nearest(step.after.step, names)
        message = f"this programme has no step {quoted(step.after.step)}"
        yield document.fault((*loc, "after", "step"), "unknown-step", message, suggestion=hint)
    for key, values in (
        ("day", step.day),
        ("at", step.at),
        ("every", step.every if isinstance(step.every, tuple) else None),
    ):
        if values and len(set(values)) < len(values):
            yield document.fault((*loc, key), "listed-twice", "one of these is listed twice", key=True)
    yield from _time(document, loc, step)


def _time(document: Document, loc: Loc, step: Step) -> Iterator[Fault]:
    if step.cron is not None:
        for key in ("at", "between"):
            if getattr(step, key) is not None:
                message = f"cron says the time itself, so it has no {quoted(key)} beside it"
                yield document.fault((*loc, key), "cron-with-time", message, key=True)
    elif step.at is not None and step.between is not None:
        yield document.fault((*loc, "between"), "one-time", "a step has at or between, not both", key=True)
    elif step.after is not None and step.between is not None:
        message = "after goes with at, or alone; a random window needs dates of its own"
        yield document.fault((*loc, "between"), "one-time", message, key=True)
    elif step.at is None and step.between is None and step.after is None:
        yield document.fault(loc, "missing-time", 'the time of day is missing: at: "HH:MM", or between: [.., ..]')
    if step.between is None:
        for key in ("times", "gap", "spread"):
            if getattr(step, key) is not None:
                yield document.fault((*loc, key), "no-window", f"{quoted(key)} belongs to a window (between)", key=True)
    else:
        yield from _window(document, loc, step, step.between)


def _window(document: Document, loc: Loc, step: Step, between: tuple[Any, Any]) -> Iterator[Fault]:
    first, last = (datetime.combine(date(2000, 1, 1), moment) for moment in between)
    length = last - first
    if length <= timedelta(0):
        yield document.fault((*loc, "between"), "impossible-window", "the window ends before it begins")
        return
    gap = step.gap
    if gap is None:
        return
    if gap.days:
        yield document.fault((*loc, "gap"), "impossible-window", "a gap inside a day is written in h or m")
        return
    needed = (step.times or 1) * gap.elapsed
    if (step.times or 1) > 1 and needed > length:
        message = (
            f"{step.times} times {_hours(gap.elapsed)} apart need {_hours(needed)}; the window has {_hours(length)}"
        )
        yield document.fault((*loc, "gap"), "impossible-window", message)


def _hours(length: timedelta) -> str:
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return (
        " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)
        or "0 min"
    )


def _bounds(document: Document, loc: Loc, step: Step) -> Iterator[Fault]:
    for key, limit in (("from", step.starts), ("until", step.until)):
        if isinstance(limit, Bound) and (limit.day is None) == (limit.date is None):
            message = f"{quoted(key)} takes {{day: N}} or a date, one of the two"
            yield document.fault((*loc, key), "bad-bound", message)
    low_day, low_date = _limit(step.starts)
    high_day, high_date = _limit(step.until)
    if (low_day and high_day and low_day > high_day) or (low_date and high_date and low_date > high_date):
        yield document.fault((*loc, "until"), "never-due", "this ends before it begins")
        return
    if step.day and not any((not low_day or d >= low_day) and (not high_day or d <= high_day) for d in step.day):
        message = "none of these days lies between from and until"
        yield document.fault((*loc, "day"), "never-due", message, key=True, severity=Severity.WARNING)
    if step.date and ((low_date and step.date < low_date) or (high_date and step.date > high_date)):
        message = "this date does not lie between from and until"
        yield document.fault((*loc, "date"), "never-due", message, key=True, severity=Severity.WARNING)


def _limit(limit: Bound | date | None) -> tuple[int | None, date | None]:
    if isinstance(limit, Bound):
        return limit.day, limit.date
    return None, limit


def _reminders(document: Document, loc: Loc, programme: Programme, step: Step) -> Iterator[Fault]:
    if step.remind is None and step.answer_within is None:
        return
    terms = programme.terms(step)
    if any(reminder.length >= terms.answer_within.length for reminder in terms.remind):
        key = "remind" if step.remind is not None else "answer_within"
        message = "a reminder would come only after the prompt has closed"
        yield document.fault((*loc, key), "late-reminder", message, key=True, severity=Severity.WARNING)


def _rounds(document: Document, programme: Programme) -> Iterator[Fault]:
    """Steps that wait for each other in a circle."""
    waits = {step.id: step.after.step for step in programme.steps if step.after is not None}
    for number, step in enumerate(programme.steps):
        seen: list[str] = []
        name: str | None = step.id
        while name is not None and name not in seen:
            seen.append(name)
            name = waits.get(name)
        if name == step.id:
            message = f"these steps wait for each other: {', '.join(seen)}"
            yield document.fault(("steps", number, "after", "step"), "waits-for-itself", message)
