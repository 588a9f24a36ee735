"""A prompt is due: does it go, does it move, is it left out? The client's hours win, and each answer has its reason (SPEC 4.3,
4.5, 4.7). Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.delivery.may_send import ALL_HELD, OVERDUE, PERSONAL
from core.domain.hours import Hours, instant, local_date, midnight, next_allowed, zone_of
from core.domain.reasons import Why
from core.scheduler.draw import FIRST_DAYS, LATEST_STRONG, STRONG
from core.store.past import Went

STRONG_APART = timedelta(hours=48)  # SPEC 4.7
WINDOWS = 7  # local days that a next window is looked for
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Go:
    """It goes out now."""


@dataclass(frozen=True, slots=True)
class MoveTo:
    """It is due at another moment. until: so far it may be moved on from there, None: as far as before."""

    at: datetime
    why: Why
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """It will not go."""

    why: Why


Verdict = Go | MoveTo | Skip


@dataclass(frozen=True, slots=True)
class Due:
    """Everything that decides. went: what the client got in the last days, oldest first.

    gap_at: it was due then, in a gap of ours, and was moved out of it. asked: when there were questions before other prompts.
    is_again: it was there already and comes again at the client's wish. approval: of a strong one. start: day 1 of the
    enrolment, None when sent by hand. own_dates: local dates on which the same step has a slot of its own.
    resting, rest_until: the client's own pause; paused_until: the therapist's; away_until: of the therapist.
    """

    now: datetime
    due_at: datetime
    nominal_at: datetime
    move_until: datetime
    late_at: datetime
    if_late: str
    intensity: int
    hours: Hours
    cap: int
    went: Sequence[Went] = ()
    asked: Sequence[datetime] = ()
    gap_at: datetime | None = None
    is_again: bool = False
    approval: str | None = None
    start: date | None = None
    own_dates: Collection[date] = ()
    halted: bool = False
    resting: bool = False
    rest_until: datetime | None = None
    paused_until: datetime | None = None
    away_until: datetime | None = None
    held_level: int = 0


def judge(due: Due) -> Verdict:
    """The first thing that stands in the way is the reason."""
    if due.halted:
        return Skip(Why.STOPPED)
    if due.resting:
        return _off(due, due.rest_until, Why.RESTING)
    if due.paused_until is not None and due.paused_until > due.now:
        return _off(due, due.paused_until, Why.PAUSED)
    if due.held_level >= ALL_HELD or (due.held_level >= PERSONAL and due.intensity >= PERSONAL):
        return Skip(Why.HELD)
    if due.away_until is not None and due.away_until > due.now:
        return _off(due, due.away_until, Why.AWAY)
    if due.now > due.late_at and due.if_late != "send":
        return _else(due, Why.LATE)
    gap_at = due.gap_at or (due.due_at if due.now - due.due_at > OVERDUE else None)
    if gap_at is not None and any(at >= gap_at for at in (*(went.at for went in due.went), *due.asked)):
        return Skip(Why.ONE_IS_ENOUGH)
    at, why = next_allowed(due.now, due.hours)
    if why is not None:
        return _until(due, at, why)
    if not due.is_again and _today(due) >= due.cap:
        tomorrow = midnight(local_date(due.now, due.hours.zone) + _DAY, due.hours.zone)
        return _until(due, next_allowed(tomorrow, due.hours)[0], Why.CAP)
    return _strong(due) if due.intensity >= STRONG else Go()


def _today(due: Due) -> int:
    """How many prompts the client got on this local date."""
    today = local_date(due.now, due.hours.zone)
    return sum(local_date(went.at, due.hours.zone) == today for went in due.went)


def _strong(due: Due) -> Verdict:
    if due.approval != "yes":
        return Skip(Why.REFUSED if due.approval == "no" else Why.NOT_APPROVED)
    local = due.now.astimezone(zone_of(due.hours.zone))
    if due.start is not None and local.date() < due.start + FIRST_DAYS:
        return Skip(Why.STRONG_EARLY)
    if any(went.intensity >= STRONG and due.now - went.at < STRONG_APART for went in due.went):
        return Skip(Why.STRONG_CLOSE)
    if local.hour < LATEST_STRONG:
        return Go()
    by_rule = due.nominal_at.astimezone(zone_of(due.hours.zone))  # too late every evening: no next window helps
    return Skip(Why.STRONG_EVENING) if by_rule.hour >= LATEST_STRONG else _else(due, Why.STRONG_EVENING)


def _off(due: Due, until: datetime | None, why: Why) -> Verdict:
    """Not before that moment."""
    return Skip(why) if until is None else _until(due, next_allowed(max(until, due.now), due.hours)[0], why)


def _until(due: Due, at: datetime, why: Why) -> Verdict:
    """Then, where its window reaches so far."""
    return MoveTo(at, why) if at <= due.move_until else _else(due, why, since=at)


def _else(due: Due, why: Why, *, since: datetime | None = None) -> Verdict:
    """Its window does not reach: left out, or tried again in the next one. since: before then nothing may come."""
    if due.if_late != "next_window":
        return Skip(why)
    there = zone_of(due.hours.zone)
    at = due.nominal_at.astimezone(there).time().replace(tzinfo=None)
    length = max(due.move_until - due.nominal_at, timedelta(0))
    today = local_date(due.now, due.hours.zone)
    for ahead in range(1, WINDOWS + 1):
        day = today + ahead * _DAY
        begins = instant(day, at, there)
        if day in due.own_dates:
            return Skip(Why.NEXT_COMES if since is None or since <= begins + length else why)
        allowed, _ = next_allowed(begins if since is None else max(begins, since), due.hours)
        if allowed <= begins + length:
            return MoveTo(allowed, Why.NEXT_WINDOW, until=begins + length)
    return Skip(why)
