"""The shape of programmes: steps, their rhythms and what bounds them (SPEC 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StrictInt, Tag

from core.prompts.fields import (
    Day,
    Delay,
    Id,
    Intensity,
    LanguageTag,
    Length,
    Line,
    ProgrammeDay,
    ProgrammeDays,
    Shape,
    TimeOfDay,
    Times,
    Weekday,
    Words,
)

REMIND: tuple[Delay, ...] = (Delay(elapsed=timedelta(hours=20)),)  # SPEC 4.4
ANSWER_WITHIN = Delay(elapsed=timedelta(hours=36))  # SPEC 4.4
LATE_BY = Delay(elapsed=timedelta(hours=2))  # SPEC 4.5


class EveryFew(Shape):
    """Every so many days or weeks, counted from day 1. Exactly one of the two."""

    days: Annotated[StrictInt, Field(ge=1, le=3660)] | None = Field(None, description="Every N days.", examples=[2])
    weeks: Annotated[StrictInt, Field(ge=1, le=520)] | None = Field(None, description="Every N weeks.", examples=[1])


class Bound(Shape):
    """A programme day or a date, included. Exactly one of the two."""

    day: ProgrammeDay | None = Field(None, description="Programme day; day 1 is the start date.", examples=[7])
    date: Day | None = Field(None, description="A date.", examples=["2027-03-28"])


class After(Shape):
    """Some time after another step was sent or answered."""

    step: Id = Field(description="The other step.", examples=["e1"])
    event: Literal["answered", "sent"] = Field("answered", description="What is waited for.", examples=["answered"])
    delay: Length = Field(
        default=Delay(), description="d and w count days of the calendar, h and m elapsed time.", examples=["1d"]
    )


class AtLeastAtMost(Shape):
    """A range of whole numbers, both ends included."""

    min: Annotated[StrictInt, Field(ge=1, le=240)] | None = Field(None, description="At least.", examples=[1])
    max: Annotated[StrictInt, Field(ge=1, le=240)] | None = Field(None, description="At most.", examples=[2])


class IntensityRange(Shape):
    """A range of intensities, both ends included."""

    min: Intensity | None = Field(None, description="At least.", examples=[1])
    max: Intensity | None = Field(None, description="At most.", examples=[2])


class Pool(Shape):
    """Which prompts a step draws from, without repeats until all were drawn."""

    modality: tuple[Literal["writing", "drawing", "voice", "roleplay", "talk"], ...] = Field(
        (), description="Any of these; left out: all.", examples=[["drawing"]]
    )
    intensity: IntensityRange | None = Field(None, description="How strong.", examples=[{"max": 2}])
    minutes: AtLeastAtMost | None = Field(None, description="How long.", examples=[{"max": 15}])
    prompts: tuple[Id, ...] = Field((), description="Only these.", examples=[["drawing/safe-place"]])


class Lateness(Shape):
    """What happens to a prompt that could not go out in time."""

    up_to: Length = Field(default=LATE_BY, description="So late it may still be sent.", examples=["2h"])
    then: Literal["send", "skip", "next_window"] = Field(
        default="skip", description="What becomes of it after that.", examples=["skip"]
    )


class Defaults(Shape):
    """For every step that says nothing else."""

    remind: tuple[Length, ...] = Field(
        default=REMIND, max_length=3, description="Reminders, counted from sending.", examples=[["20h"]]
    )
    answer_within: Length = Field(default=ANSWER_WITHIN, description="When it closes.", examples=["36h"])
    if_late: Lateness = Field(
        default=Lateness(),
        description="When sending was not possible in time.",
        examples=[{"up_to": "2h", "then": "skip"}],
    )


def _every_form(value: Any) -> str:
    if isinstance(value, dict | EveryFew):
        return "~few"
    return "~list" if isinstance(value, list | tuple) else "~word"


def _bound_form(value: Any) -> str:
    return "~map" if isinstance(value, dict | Bound) else "~date"


Every = Annotated[
    Annotated[Literal["day", "weekday", "weekend", "month"], Tag("~word")]
    | Annotated[tuple[Weekday, ...], Tag("~list"), Field(min_length=1, max_length=7)]
    | Annotated[EveryFew, Tag("~few")],
    Discriminator(_every_form),
]
Limit = Annotated[Annotated[Bound, Tag("~map")] | Annotated[Day, Tag("~date")], Discriminator(_bound_form)]


class Step(Shape):
    """One item of a programme: a prompt or a pool, one rhythm, one way to say the time."""

    id: Id = Field(description="Unique in its programme; what was sent is known by it.", examples=["write"])
    prompt: Id | None = Field(None, description="The prompt.", examples=["writing/small-things"])
    pool: Pool | None = Field(None, description="Or what to draw it from.", examples=[{"modality": ["drawing"]}])
    day: ProgrammeDays | None = Field(None, description="Programme days; day 1 is the start date.", examples=[[1, 4]])
    date: Day | None = Field(None, description="One date.", examples=["2027-03-28"])
    after: After | None = Field(
        None, description="After another step.", examples=[{"step": "e1", "event": "answered", "delay": "1d"}]
    )
    every: Every | None = Field(
        None,
        description="day, weekday, weekend, month, a list of weekdays, {days: N} or {weeks: N}.",
        examples=[["wed", "sat"]],
    )
    cron: str | None = Field(
        None, max_length=120, description="Five fields, names for weekdays; has no `at`.", examples=["0 18 * * sat"]
    )
    at: Times | None = Field(None, description="Time of day in the client's zone, or several.", examples=["19:30"])
    between: tuple[TimeOfDay, TimeOfDay] | None = Field(
        None, description="A window for random times.", examples=[["10:00", "20:00"]]
    )
    times: Annotated[StrictInt, Field(ge=1, le=24)] | None = Field(
        None, description="How often inside the window; 1 where left out.", examples=[3]
    )
    gap: Length | None = Field(None, description="At least so much between two of them.", examples=["90m"])
    spread: Literal["anywhere", "blocks"] | None = Field(
        None, description="anywhere in the window, or one per equal block (the default).", examples=["anywhere"]
    )
    starts: Limit | None = Field(None, alias="from", description="Nothing before this.", examples=[{"day": 3}])
    until: Limit | None = Field(None, description="Nothing after this.", examples=[{"day": 7}])
    remind: tuple[Length, ...] | None = Field(None, max_length=3, description="As in defaults.", examples=[["20h"]])
    answer_within: Length | None = Field(None, description="As in defaults.", examples=["36h"])
    if_late: Lateness | None = Field(None, description="As in defaults.", examples=[{"up_to": "2h", "then": "skip"}])


class ProgrammeText(Shape):
    """A programme in one language."""

    title: Line = Field(description="Its name.", examples=["First week"])
    about: Words | None = Field(None, description="What it is, in a sentence.", examples=["A gentle first week."])


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for one step after its programme's defaults."""

    remind: tuple[Delay, ...]
    answer_within: Delay
    late_by: Delay
    if_later: Literal["send", "skip", "next_window"]


class Programme(Shape):
    """A reusable series of prompts."""

    kind: Literal["programme"] = Field(description="What this file holds.", examples=["programme"])
    id: Id = Field(description="Unique among programmes.", examples=["first-week"])
    text: dict[LanguageTag, ProgrammeText] = Field(
        min_length=1, description="The words, by language.", examples=[{"en": {"title": "First week"}}]
    )
    steps: tuple[Step, ...] = Field(
        min_length=1,
        max_length=400,
        description="In the order they are listed to people.",
        examples=[[{"id": "write"}]],
    )
    defaults: Defaults = Field(
        default=Defaults(),
        description="Reminders, closing and lateness, where a step says nothing.",
        examples=[{"remind": ["20h"]}],
    )

    def terms(self, step: Step) -> Terms:
        """Reminders, closing and lateness of one of its steps."""
        late = step.if_late or self.defaults.if_late
        return Terms(
            remind=self.defaults.remind if step.remind is None else step.remind,
            answer_within=step.answer_within or self.defaults.answer_within,
            late_by=late.up_to,
            if_later=late.then,
        )
