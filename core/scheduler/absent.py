"""Why a local date has nothing: by the programmes that a client follows and their rhythms (SPEC 4.8). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.domain.hours import zone_of
from core.domain.message import Text
from core.prompts.library import Library
from core.prompts.programme import Programme, Step
from core.scheduler.dates import dates, exists
from core.store.traces import Followed
from core.texts.calendar import dated
from core.texts.say import plain, say

_AHEAD = timedelta(days=400)  # further on a next date is not looked for: the rhythm is as good as over
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Absence:
    """Of which date and by whose calendar; today: theirs. programmes: titles by id. courses: what the client follows."""

    day: date
    today: date
    zone: str
    alias: str
    courses: Sequence[Followed]
    programmes: dict[str, str]


def absent(library: Library, what: Absence, language: str) -> list[Text]:
    """One sentence for each programme under way, or the one that makes them needless."""
    if not exists(what.day, zone_of(what.zone)):
        return [say("why_date_missing", language, zone=what.zone)]
    if not what.courses:
        return [say("why_no_programme", language, alias=what.alias)]
    return [each for course in what.courses for each in _of_course(library, what, course, language)]


def _of_course(library: Library, what: Absence, course: Followed, language: str) -> list[Text]:
    title = what.programmes.get(course.programme, course.programme)
    programme = library.programmes.get(course.programme)
    if not course.is_active:
        return [say("why_ended", language, programme=title)]
    if programme is None:
        return [say("why_no_programme_there", language, programme=title)]
    if what.day < course.start:
        return [say("why_not_begun", language, programme=title, start=dated(course.start, language))]
    return [_rhythm(what, course, programme, title, language), *_waiting(programme, title, language)]


def _rhythm(what: Absence, course: Followed, programme: Programme, title: str, language: str) -> Text:
    """What its rhythm says about the date."""
    theirs = [step.id for step in programme.steps if _next(step, course.start, what.day, what.day) is not None]
    if theirs:
        ahead = what.day > (course.planned_to or what.today)
        key = "why_not_yet" if ahead else "why_too_early"
        return say(key, language, programme=title, steps=", ".join(f"“{step}”" for step in theirs))
    later = (_next(step, course.start, what.day + _DAY, what.day + _AHEAD) for step in programme.steps)
    following = min((each for each in later if each is not None), default=None)
    if following is None:
        return say("why_over", language, programme=title)
    return say("why_not_in_rhythm", language, programme=title, next=dated(following, language))


def _next(step: Step, start: date, first: date, last: date) -> date | None:
    try:
        return next(dates(step, start=start, first=first, last=last), None)
    except OverflowError:  # a date at the end of all calendars
        return None


def _waiting(programme: Programme, title: str, language: str) -> list[Text]:
    return [
        Text(plain("why_waits_for", language, programme=title, step=step.id, waited=step.after.step))
        for step in programme.steps
        if step.after is not None
    ]
