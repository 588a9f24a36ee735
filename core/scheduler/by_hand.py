"""A prompt that a therapist sends by hand: may it go to this client at all, and when is the next moment that it may (SPEC 4.3,
4.7)? Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from core.domain.hours import Hours, instant, local_date, next_allowed, zone_of
from core.domain.reasons import Why
from core.prompts.library import Library
from core.prompts.scales import is_readable
from core.prompts.schema import Prompt
from core.scheduler.draw import LATEST_STRONG, STRONG, WEEK, left_out
from core.scheduler.judge import STRONG_APART
from core.store.clients import Limits

WAITS = timedelta(hours=24)  # so far a cap or a pause may move it: over one night, and no old prompt out of the blue
EVENING = time(20, 0)  # where a strong one is offered for another evening
_EVENINGS = 14  # that are looked at
_DAY = timedelta(days=1)


class No(StrEnum):
    """Why it is not even planned."""

    NO_DAY = "no day is allowed"
    LEFT_OUT = "left out"
    LANGUAGE = "no text in the language"
    STRONG_EVENING = "strong, after 21:00"
    STRONG_CLOSE = "strong, within 48 h of another"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for, and what there is around it. at: now or later. got: moments at which the client got or will get the
    same prompt; strong: the same for any strong one.
    """

    prompt: Prompt
    at: datetime
    hours: Hours
    language: str
    limits: Limits
    got: Sequence[datetime] = ()
    strong: Sequence[datetime] = ()


@dataclass(frozen=True, slots=True)
class Goes:
    """It is due at `at`; why: what moved it there, None: nothing did. often: how often the client has it within seven days
    then, where that is more than the library advises; else 0.
    """

    at: datetime
    why: Why | None = None
    often: int = 0


@dataclass(frozen=True, slots=True)
class GoesNot:
    """It does not. what: the tag or need that keeps it out. other: the strong one that is too near. instead: when it may."""

    why: No
    what: str = ""
    other: datetime | None = None
    instead: datetime | None = None


def weigh(library: Library, wish: Wish) -> Goes | GoesNot:
    """The first thing that stands in the way is the reason."""
    prompt = wish.prompt
    if "1" not in wish.hours.days:
        return GoesNot(No.NO_DAY)
    kept_out = left_out(prompt, wish.limits)
    if kept_out is not None:
        return GoesNot(No.LEFT_OUT, what=kept_out)
    if not is_readable(library, prompt, wish.language):
        return GoesNot(No.LANGUAGE)
    at, why = next_allowed(wish.at, wish.hours)
    if prompt.intensity >= STRONG:
        refusal = _too_strong(wish, at)
        if refusal is not None:
            return refusal
    # Seven days that hold it: those before it and those after, whichever is fuller.
    lately = max(sum(at - WEEK < got <= at for got in wish.got), sum(at <= got < at + WEEK for got in wish.got)) + 1
    most = prompt.max_per_week
    return Goes(at, why, lately if most is not None and lately > most else 0)


def _too_strong(wish: Wish, at: datetime) -> GoesNot | None:
    """Strong ones: not after 21:00 of the client's day, and 48 hours apart."""
    zone = zone_of(wish.hours.zone)
    if any(moment.astimezone(zone).hour >= LATEST_STRONG for moment in (wish.at, at)):
        return GoesNot(No.STRONG_EVENING, instead=_evening(wish, local_date(wish.at, wish.hours.zone) + _DAY))
    near = min((other for other in wish.strong if abs(other - at) < STRONG_APART), default=None)
    if near is None:
        return None
    return GoesNot(No.STRONG_CLOSE, other=near, instead=_evening(wish, local_date(at, wish.hours.zone)))


def _evening(wish: Wish, first: date) -> datetime | None:
    """The first evening from that date on on which it may go; None: none is near."""
    zone = zone_of(wish.hours.zone)
    for ahead in range(_EVENINGS):
        at = instant(first + ahead * _DAY, EVENING, zone)
        free = all(abs(other - at) >= STRONG_APART for other in wish.strong)
        if at > wish.at and free and next_allowed(at, wish.hours)[1] is None:
            return at
    return None
