"""Which moment a client means, and which of them suit: later on, or the end of a pause, in their own calendar. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from core.desk.time_words import EVENING, Said
from core.domain.hours import Hours, instant, local_date, midnight, next_allowed, zone_of
from core.domain.reasons import Why
from core.prompts.fields import Delay
from core.scheduler.draw import LATEST_STRONG

HOUR = timedelta(hours=1)
LATEST_AHEAD = timedelta(days=14)  # that something is put off
LONGEST_PAUSE = timedelta(days=366)  # with an end
_DAY = timedelta(days=1)
_LOOK_AHEAD = 8  # local days: with one allowed weekday the next one is within seven


class Named(StrEnum):
    """The moments that have a button."""

    HOUR = "hour"
    EVENING = "evening"
    NEXT = "next"  # the usual time on the next day on which it may come


class Unfit(StrEnum):
    """Why a moment does not suit."""

    OVER = "over"
    FAR = "far"
    QUIET = "quiet"
    DAY = "day"
    STRONG = "strong"  # a strong prompt does not come late in the evening (SPEC 4.7)


@dataclass(frozen=True, slots=True)
class Offer:
    """One moment that suits."""

    name: Named
    at: datetime


def offers(now: datetime, usual: time, hours: Hours, *, strong: bool = False) -> Sequence[Offer]:
    """What is offered after *Later*: nothing that lies in the client's quiet hours or on a day that they left out."""
    there, today = zone_of(hours.zone), local_date(now, hours.zone)
    found = [Offer(Named.HOUR, _to_the_minute(now + HOUR))]
    evening = instant(today, EVENING, there)
    if evening >= now + HOUR and evening != found[0].at:
        found.append(Offer(Named.EVENING, evening))
    found = [each for each in found if unfit(each.at, now, hours, strong=strong) is None]
    after = _next_usual(today + _DAY, usual, hours, strong=strong)
    return [*found, Offer(Named.NEXT, after)]


def _next_usual(first: date, usual: time, hours: Hours, *, strong: bool) -> datetime:
    """The usual time on the first day from this one on that takes it; else the evening, else the first moment there is."""
    there = zone_of(hours.zone)
    for clock in (usual, EVENING):
        for ahead in range(_LOOK_AHEAD):
            at = instant(first + ahead * _DAY, clock, there)
            if next_allowed(at, hours)[1] is None and not (strong and _is_late(at, hours.zone)):
                return at
    return next_allowed(midnight(first, hours.zone), hours)[0]


def unfit(at: datetime, now: datetime, hours: Hours, *, strong: bool = False) -> Unfit | None:
    """Why nothing can come at that moment; None: it can."""
    if at <= now:
        return Unfit.OVER
    if at > now + LATEST_AHEAD:
        return Unfit.FAR
    why = next_allowed(at, hours)[1]
    if why is not None:
        return Unfit.QUIET if why is Why.QUIET else Unfit.DAY
    return Unfit.STRONG if strong and _is_late(at, hours.zone) else None


def _is_late(at: datetime, zone: str) -> bool:
    return at.astimezone(zone_of(zone)).hour >= LATEST_STRONG


def meant(said: Said, now: datetime, zone: str, *, usual: time) -> Sequence[datetime]:
    """The moments that can be meant, the likeliest first: a time alone is the next such time, a day alone has the usual one.

    Never empty; what is over already comes only where nothing else can be meant.
    """
    if said.length is not None:
        return [_to_the_minute(after(now, said.length, zone))]
    there, today = zone_of(zone), local_date(now, zone)
    times = said.at or ((EVENING,) if said.evening else (usual,))
    days = (today, today + _DAY) if said.day is None else (said.day,)
    found = sorted(instant(day, at, there) for day in days for at in times)
    return [each for each in found if each > now] or found[-1:]


def pause_end(said: Said, now: datetime, zone: str) -> datetime:
    """When a pause is over: after a length in the client's calendar, or as the day begins that they named."""
    return meant(said, now, zone, usual=time(0, 0))[0]


def after(now: datetime, length: Delay, zone: str) -> datetime:
    """Days count by the calendar: the same local time so many days on. Hours and minutes are elapsed time."""
    if not length.days:
        return now + length.elapsed
    local = now.astimezone(zone_of(zone))
    then = instant(local.date() + timedelta(days=length.days), local.time().replace(tzinfo=None), zone_of(zone))
    return then + length.elapsed


def _to_the_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
