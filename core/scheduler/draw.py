"""What a pool gives a client: what fits it, less what is left out for them, each with its reason (SPEC 3, 4.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.domain.hours import zone_of
from core.domain.reasons import Why
from core.prompts.library import Library
from core.prompts.programme import Step
from core.prompts.scales import is_readable
from core.prompts.schema import Prompt
from core.scheduler.pools import candidates, has_its_turn, next_prompt
from core.store.clients import Limits
from core.store.past import Went

STRONG = 3
FIRST_DAYS = timedelta(days=14)  # SPEC 4.7: nothing strong in an enrolment's first 14 days
LATEST_STRONG = 21  # o'clock, local
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Draw:
    """What a pool may give at one moment. start: day 1 of the enrolment. went: what the client got in the last week.

    given: what this step's pool gave, in order.
    """

    due_at: datetime
    zone: str
    start: date
    language: str
    limits: Limits
    went: Sequence[Went]
    given: Sequence[str]


def left_out(prompt: Prompt, limits: Limits) -> str | None:
    """What keeps a prompt from this client: a tag, a need, its intensity; None: nothing."""
    tag = next((each for each in prompt.avoid_when if each in limits.avoid), None)
    need = next((each for each in prompt.needs if each in limits.lacks), None)
    return tag or need or (f"intensity {prompt.intensity}" if prompt.intensity > limits.intensity else None)


def exclusions(library: Library, step: Step, what: Draw) -> Mapping[str, str]:
    """Each candidate of the pool that may not be given now, and why."""
    assert step.pool is not None
    return _exclusions(library, candidates(step.pool, library.prompts), what)


def _exclusions(library: Library, names: Sequence[str], what: Draw) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name in names:
        reason = keeps_out(library, library.prompts[name], what)
        if reason is not None:
            found[name] = reason
    return found


def draw(library: Library, step: Step, what: Draw, *, seed: bytes, prefer: str = "") -> str | None:
    """The prompt that the pool gives; None: nothing fits. prefer: what was drawn before, which stays while it fits and
    has its turn.
    """
    assert step.pool is not None
    names = candidates(step.pool, library.prompts)
    without = _exclusions(library, names, what)
    if has_its_turn(names, what.given, prefer, without=without):
        return prefer
    return next_prompt(names, what.given, seed=seed, step=step.id, without=without)


def keeps_out(library: Library, prompt: Prompt, what: Draw) -> str | None:
    """Why it may not be given at this moment; None: it may."""
    kept_out = left_out(prompt, what.limits)
    if kept_out is not None:
        return kept_out
    if not is_readable(library, prompt, what.language):
        return f"no text in {what.language}"
    if prompt.max_per_week is not None:
        lately = sum(went.prompt == prompt.id and went.at > what.due_at - WEEK for went in what.went)
        if lately >= prompt.max_per_week:
            return f"{prompt.max_per_week} a week"
    if prompt.intensity >= STRONG:
        local = what.due_at.astimezone(zone_of(what.zone))
        if local.date() < what.start + FIRST_DAYS:
            return Why.STRONG_EARLY
        if local.hour >= LATEST_STRONG:
            return Why.STRONG_EVENING
    return None
