"""The next times of one step, by the planner's own arithmetic, with the reason where it has none or was moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.prompts.programme import Bound, Programme, Step
from core.prompts.schema import Prompt
from core.scheduler.recurrence import Quiet, Slot, dates, instant, preview, times
from core.texts.say import plain

_LAST_YEAR = 2399
_YEARS = 50  # a rhythm that quiet hours swallow whole for so long is not looked for any further
_FASTER = 4  # how much further each look goes than the one before


@dataclass(frozen=True, slots=True)
class Outlook:
    """From where one looks ahead: day 1, the zone, the seed of what is drawn, quiet hours, the library's prompts."""

    start: date
    zone: ZoneInfo
    seed: bytes
    prompts: Mapping[str, Prompt]
    quiet: Quiet | None = None


def next_of(step: Step, programme: Programme, outlook: Outlook, *, count: int) -> list[Slot]:
    """The first `count` slots of this step, as the preview of the whole programme has them; fewer where it ends.

    The others are left out but for those it waits for, so that a rare step beside a frequent one costs nothing. Raises
    NotYet for steps that wait for each other in a circle.
    """
    alone = programme.model_copy(update={"steps": _chain(step, programme, outlook)})
    wanted = count
    while True:
        found = preview(
            alone,
            start=outlook.start,
            zone=outlook.zone,
            count=wanted,
            seed=outlook.seed,
            prompts=outlook.prompts,
            quiet=outlook.quiet,
        )
        mine = [slot for slot in found if slot.step == step.id]
        if len(mine) >= count or len(found) < wanted:
            return mine[:count]
        wanted *= _FASTER


def why_never(step: Step, programme: Programme, outlook: Outlook, language: str) -> str:
    """Why a step without slots has none, in words."""
    if step.date is not None and step.date < outlook.start:
        return plain("rhythm_never_over", language)
    waited = _waited_for(step, programme)
    if waited is not None and not next_of(waited, programme, outlook, count=1):
        return plain("rhythm_never_waits", language, step=waited.id)
    if outlook.quiet is not None and next_of(step, programme, replace(outlook, quiet=None), count=1):
        return plain("rhythm_never_quiet", language)
    if next(dates(step, start=outlook.start, first=outlook.start, last=date(_LAST_YEAR, 12, 31)), None) is not None:
        return plain("rhythm_never_zone", language)
    return plain("rhythm_never_bounds", language)


def why_moved(slot: Slot, step: Step, zone: ZoneInfo, language: str) -> str:
    """Why a slot of fixed times stands at another time than its step says; empty where it does not."""
    if step.after is not None or step.between is not None:
        return ""
    named = datetime.combine(slot.local_date, times(step)[slot.index])
    if instant(named.date(), named.time(), zone).astimezone(zone).replace(tzinfo=None) != named:
        return plain("rhythm_moved_gap", language, time=f"{named:%H:%M}")
    if slot.local.replace(tzinfo=None) != named:
        return plain("rhythm_moved_quiet", language, time=f"{named:%H:%M}")
    return ""


def _chain(step: Step, programme: Programme, outlook: Outlook) -> tuple[Step, ...]:
    """The step and what it waits for, in the order of the file; what is waited for need not go on for longer."""
    found = {step.id: step}
    last, waited = step, _waited_for(step, programme)
    while waited is not None and waited.id not in found:
        if waited.until is None and last.until is not None:
            waited = waited.model_copy(update={"until": last.until})
        found[waited.id] = last = waited
        waited = _waited_for(waited, programme)
    if outlook.quiet is not None and last.until is None and (last.every is not None or last.cron is not None):
        found[last.id] = last.model_copy(update={"until": _far(last, outlook.start)})
    return tuple(found[each.id] for each in programme.steps if each.id in found)


def _far(step: Step, start: date) -> date:
    begins = step.starts.date if isinstance(step.starts, Bound) else step.starts
    return date(min(max(begins or start, start).year + _YEARS, _LAST_YEAR), 12, 31)


def _waited_for(step: Step, programme: Programme) -> Step | None:
    if step.after is None:
        return None
    return next((each for each in programme.steps if each.id == step.after.step), None)
