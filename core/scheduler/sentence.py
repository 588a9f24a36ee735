"""A step as one sentence that a therapist reads once: when it comes, what it sends, what becomes of it (SPEC 4.2).

Words come from the catalogues of `core.texts`, one key for each form of a rhythm; a fragment is put into the next one,
so that each language keeps its own order. Nothing is computed here but how to say it; when it is due, `recurrence` says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from itertools import pairwise

from core.prompts.cron import BadCron, parse_cron
from core.prompts.fields import Delay
from core.prompts.programme import Bound, EveryFew, Pool, Programme, Step, Terms
from core.scheduler.cron_words import cron_dates, weekdays_in_words
from core.scheduler.recurrence import times
from core.texts.calendar import clock, dated, weekday_name
from core.texts.counting import counted, every, listed, runs
from core.texts.say import composed, plain

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONDAY_TO_FRIDAY = frozenset(range(5))
_WHOLE_WEEK = frozenset(range(7))
_FEWEST_EVEN = 5  # so many times at one distance are said by first, last and distance
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_WEEK = 7  # days
_STRENGTHS = (1, 3)  # the gentlest and the strongest intensity: bounds at these ends bound nothing


def sentence(step: Step, programme: Programme, language: str, *, titles: Mapping[str, str] | None = None) -> str:
    """When the step comes, what it sends, its reminders, closing and lateness; exact, in plain words.

    language: one of `core.texts.say.languages()`, or a variant of one; any other is told in English. titles: what prompts
    are called, by id; one that is not listed is called by its id. The step is one that the checker found sound.
    """
    return f"{coming(step, language, titles=titles)} {terms_told(programme.terms(step), language)}"


def coming(step: Step, language: str, *, titles: Mapping[str, str] | None = None) -> str:
    """The first half of it: when the step comes and what it sends."""
    when = _when(step, language)
    if step.starts is not None or step.until is not None:
        when = composed("rhythm_bounded", language, when=when, bounds=_bounds(step, language))
    whole = when[:1].upper() + when[1:]
    return composed("rhythm_sentence", language, when=whole, what=_what(step, language, titles or {}))


def terms_told(terms: Terms, language: str) -> str:
    """The second half: reminders, closing and lateness."""
    late = composed(
        f"rhythm_{'late' if terms.late_by.length else 'never_late'}_{terms.if_later}",
        language,
        **({"span": span(terms.late_by, language)} if terms.late_by.length else {}),
    )
    return composed(
        "rhythm_terms",
        language,
        remind=_reminders(terms.remind, language),
        closes=composed("rhythm_closes", language, span=span(terms.answer_within, language)),
        late=late,
    )


def span(delay: Delay, language: str) -> str:
    """A length of time in words: calendar days and weeks, or elapsed hours and minutes."""
    if delay.days:
        if delay.days % _WEEK == 0:
            return counted(delay.days // _WEEK, "week", language)
        return counted(delay.days, "day", language)
    if delay.elapsed % _HOUR:
        return counted(delay.elapsed // _MINUTE, "minute", language)
    return counted(delay.elapsed // _HOUR, "hour", language)


# --- when ----------------------------------------------------------------------------------------------------------


def _when(step: Step, language: str) -> str:
    if step.after is not None:
        return _after(step, language)
    dates = _dates(step, language)
    if step.between is not None:
        return _random(step, dates, language)
    if step.cron is not None and dates is None:
        return plain("rhythm_cron", language, cron=" ".join(step.cron.split()))
    return _timed(dates or "", times(step), language)


def _dates(step: Step, language: str) -> str | None:
    """The dates of a rhythm in words; None for a cron line that has none."""
    if step.day is not None:
        key = "rhythm_days" if len(set(step.day)) > 1 else "rhythm_day"
        return composed(key, language, days=listed(runs(step.day, language), language))
    if step.date is not None:
        day = weekday_name(step.date.weekday(), language)
        return composed("rhythm_date", language, weekday=day, date=dated(step.date, language))
    if step.cron is not None:
        try:
            return cron_dates(parse_cron(step.cron), language)
        except BadCron:
            return None
    if step.every == "month":
        return composed("rhythm_monthly", language)
    if isinstance(step.every, EveryFew):
        return _few(step.every, language)
    return weekdays_in_words(_weekdays(step.every or "day"), language)


def _weekdays(word: str | Sequence[str]) -> frozenset[int]:
    named = {"day": _WHOLE_WEEK, "weekday": _MONDAY_TO_FRIDAY, "weekend": _WHOLE_WEEK - _MONDAY_TO_FRIDAY}
    return named[word] if isinstance(word, str) else frozenset(_WEEKDAYS.index(name) for name in word)


def _few(few: EveryFew, language: str) -> str:
    if few.weeks is None:
        told = every(few.days or 1, "day", language)
        return told if few.days == 1 else composed("rhythm_stride", language, every=told)
    return composed(f"rhythm_week{'' if few.weeks == 1 else 's'}", language, every=every(few.weeks, "week", language))


def _timed(dates: str, at: Sequence[time], language: str) -> str:
    even = _evenly(at)
    if even is not None:
        return composed(
            "rhythm_at_every",
            language,
            dates=dates.rstrip(",،"),  # another comma follows
            every=every(even // _MINUTE, "minute", language)
            if even % _HOUR
            else every(even // _HOUR, "hour", language),
            first=clock(at[0], language),
            last=clock(at[-1], language),
        )
    return composed(
        "rhythm_at", language, dates=dates, times=listed([clock(moment, language) for moment in at], language)
    )


def _evenly(at: Sequence[time]) -> timedelta | None:
    """The distance of times of day that all lie equally far apart, where there are enough of them."""
    since = [timedelta(hours=moment.hour, minutes=moment.minute) for moment in at]
    distances = {later - earlier for earlier, later in pairwise(since)}
    return distances.pop() if len(at) >= _FEWEST_EVEN and len(distances) == 1 else None


def _random(step: Step, dates: str | None, language: str) -> str:
    begins, ends = step.between or (time(0), time(0))
    number = step.times or 1
    window = {"dates": dates or "", "first": clock(begins, language), "last": clock(ends, language)}
    if number == 1:
        return composed("rhythm_random_once", language, **window)
    window["times"] = counted(number, "random time", language)
    if step.spread == "anywhere":
        told = composed("rhythm_random_anywhere", language, **window)
    else:
        told = composed("rhythm_random_blocks", language, **window, parts=counted(number, "equal part", language))
    if step.gap is None or not step.gap.length:
        return told
    return composed("rhythm_gap", language, when=told, span=span(step.gap, language))


def _after(step: Step, language: str) -> str:
    if step.after is None:
        return ""
    key, other, delay = f"rhythm_after_{step.after.event}", step.after.step, step.after.delay
    if delay.length:
        told = plain(key, language, step=other, span=span(delay, language))
    else:
        told = plain(f"{key}_{'then' if step.at else 'now'}", language, step=other)
    if step.at:
        listing = listed([clock(moment, language) for moment in times(step)], language, by="or")
        return composed("rhythm_first_time", language, when=told, times=listing)
    return composed("rhythm_same_time", language, when=told) if delay.days else told


def _bounds(step: Step, language: str) -> str:
    told: list[str] = []
    for key, limit in (("from", step.starts), ("until", step.until)):
        day = (limit.date if limit.day is None else limit.day) if isinstance(limit, Bound) else limit
        if isinstance(day, date):
            told.append(composed(f"rhythm_{key}_date", language, date=dated(day, language)))
        elif day is not None:
            told.append(composed(f"rhythm_{key}_day", language, day=str(day)))
    return " ".join(told)


# --- what, and what becomes of it ----------------------------------------------------------------------------------


def _what(step: Step, language: str, titles: Mapping[str, str]) -> str:
    if step.pool is None:
        return _title(step.prompt or "", language, titles)
    pool = step.pool
    names = [_title(name, language, titles) for name in pool.prompts]
    if len(names) == 1:
        return names[0]
    which = listed([*_strength(pool, language), *_length(pool, language)], language)
    if pool.modality:
        kinds = listed([composed(f"rhythm_kind_{kind}", language) for kind in pool.modality], language, by="or")
        told = composed("rhythm_one_kind", language, kinds=kinds)
    elif which:
        told = composed("rhythm_one", language)
    elif names:
        told = composed("rhythm_one_named", language, titles=listed(names, language))
    else:
        told = composed("rhythm_any", language)
    if which:
        told = composed("rhythm_which", language, prompts=told, which=which)
    if names and (which or pool.modality):
        told = composed("rhythm_out_of", language, prompts=told, titles=listed(names, language))
    return composed("rhythm_drawn", language, prompts=told)


def _title(prompt: str, language: str, titles: Mapping[str, str]) -> str:
    return plain("rhythm_title", language, title=titles.get(prompt, prompt))


def _strength(pool: Pool, language: str) -> list[str]:
    gentlest, strongest = _STRENGTHS
    low = (pool.intensity.min if pool.intensity else None) or gentlest
    high = (pool.intensity.max if pool.intensity else None) or strongest
    if (low, high) == _STRENGTHS:
        return []
    if low == high:
        return [composed("rhythm_intensity_one", language, low=str(low))]
    if low == gentlest:
        return [composed("rhythm_intensity_max", language, high=str(high))]
    if high == strongest:
        return [composed("rhythm_intensity_min", language, low=str(low))]
    return [composed("rhythm_intensity_range", language, low=str(low), high=str(high))]


def _length(pool: Pool, language: str) -> list[str]:
    low, high = (pool.minutes.min, pool.minutes.max) if pool.minutes else (None, None)
    if low is not None and high is not None and low != high:
        return [composed("rhythm_minutes_range", language, low=str(low), span=counted(high, "minute", language))]
    if low is not None:
        key = "rhythm_minutes_one" if low == high else "rhythm_minutes_min"
        return [composed(key, language, span=counted(low, "minute", language))]
    if high is not None:
        return [composed("rhythm_minutes_max", language, span=counted(high, "minute", language))]
    return []


def _reminders(remind: Sequence[Delay], language: str) -> str:
    if not remind:
        return composed("rhythm_remind_none", language)
    key = "rhythm_remind_one" if len(remind) == 1 else "rhythm_remind_many"
    spans = listed([span(delay, language) for delay in sorted(remind, key=lambda each: each.length)], language)
    return composed(key, language, spans=spans)
