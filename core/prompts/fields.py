"""The small words of the library: ids, times, dates, delays, language tags, and how each is read from YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictInt,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from core.prompts.meant import date_meant, id_meant, time_meant

EARLIEST = date(1970, 1, 1)
LATEST = date(2199, 12, 31)
LONGEST_DELAY = timedelta(days=3660)
LONGEST_ID = 80
LONGEST_TEXT = 20_000  # characters of one text in the YAML, tags included

_ID = re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+)*")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DELAY = re.compile(r"([0-9]{1,5})([mhdw])")


@dataclass(frozen=True, slots=True)
class Delay:
    """A length of time: calendar days (`d`, `w`) or elapsed time (`h`, `m`), as the author wrote it."""

    days: int = 0
    elapsed: timedelta = timedelta(0)

    @property
    def length(self) -> timedelta:
        """The same as one length, a day taken as 24 hours; for comparing only."""
        return timedelta(days=self.days) + self.elapsed


class Shape(BaseModel):
    """A mapping of the library. Unknown keys are faults; nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_id(value: str) -> str:
    """An id: lower-case letters, digits, hyphens, parts divided by slashes."""
    if len(value) > LONGEST_ID or not _ID.fullmatch(value):
        raise PydanticCustomError(
            "bad-id",
            "an id is made of a-z, 0-9 and hyphens, in parts divided by slashes",
            {"suggestion": id_meant(value, longest=LONGEST_ID)},
        )
    return value


def _read_name(value: str) -> str:
    if len(value) > LONGEST_ID or not _NAME.fullmatch(value):
        raise PydanticCustomError("bad-id", "a name is made of a-z, 0-9, hyphens and underscores")
    return value


def _read_word(value: str) -> str:
    if len(value) > LONGEST_ID or not _WORD.fullmatch(value):
        raise PydanticCustomError("bad-id", "a word's key is made of letters, digits and underscores, a letter first")
    return value


def _read_words(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("empty-text", "there are no words here")
    return value


def read_line(value: str) -> str:
    """One line; a block scalar's last line end is taken off."""
    line = _read_words(value).strip()
    if "\n" in line:
        raise PydanticCustomError("several-lines", "this is one line; it is shown on a button or as a title")
    return line


def read_tag(value: str) -> str:
    """A language tag such as en, pt-BR, zh-Hant-TW, in the usual capitals."""
    if _TAG.fullmatch(value):
        return value
    meant = canonical_tag(value)
    hint = meant if _TAG.fullmatch(meant) and meant != value else ""
    raise PydanticCustomError("bad-language", "a language is a tag such as en, de or pt-BR", {"suggestion": hint})


def canonical_tag(value: str) -> str:
    """`EN` -> `en`, `pt_br` -> `pt-BR`, `ZH-hant` -> `zh-Hant`; anything else comes back changed as little."""
    first, *rest = value.replace("_", "-").split("-")
    return "-".join([first.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])


def read_time(value: Any) -> time:
    """Read "19:30" as that time. Twenty-four hours, two digits each."""
    if isinstance(value, time):
        return value
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise PydanticCustomError(
            "bad-time", 'a time is written "HH:MM", 00:00 to 23:59', {"suggestion": time_meant(value)}
        )
    return time(int(found[1]), int(found[2]))


def read_date(value: Any) -> date:
    """Read "2027-03-28" as that day."""
    if isinstance(value, date):
        return value
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and _DATE.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise PydanticCustomError(
            "bad-date",
            "a date is written YYYY-MM-DD and exists, between 1970 and 2199",
            {"suggestion": date_meant(value)},
        )
    return day


def read_delay(value: Any) -> Delay:
    """Read "90m", "20h", "1d", "2w"; at most ten years."""
    if isinstance(value, Delay):
        return value
    found = _DELAY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise PydanticCustomError("bad-delay", "a length of time is a number and m, h, d or w: 90m, 20h, 1d, 2w")
    number, unit = int(found[1]), found[2]
    if unit in "dw":
        delay = Delay(days=number * (7 if unit == "w" else 1))
    else:
        delay = Delay(elapsed=timedelta(hours=number) if unit == "h" else timedelta(minutes=number))
    if delay.length > LONGEST_DELAY:
        raise PydanticCustomError("out-of-range", "a length of time is at most ten years")
    return delay


def write_delay(delay: Delay) -> str:
    """The shortest way to write a delay: "1d", "36h", "90m"."""
    if delay.days:
        return f"{delay.days}d"
    minutes = int(delay.elapsed.total_seconds()) // 60
    return f"{minutes}m" if minutes % 60 else f"{minutes // 60}h"


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


_TIME_SCHEMA = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["19:30"]}
_DATE_SCHEMA = {"type": "string", "format": "date", "examples": ["2027-03-28"]}
_DELAY_SCHEMA = {"type": "string", "pattern": "^[0-9]{1,5}[mhdw]$", "examples": ["90m", "20h", "1d", "2w"]}


def _one_or_more(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "array", "items": schema, "minItems": 1}]}


Id = Annotated[str, AfterValidator(read_id), Field(json_schema_extra={"pattern": f"^{_ID.pattern}$"})]
Name = Annotated[str, AfterValidator(_read_name)]
WordKey = Annotated[str, AfterValidator(_read_word)]
LanguageTag = Annotated[str, AfterValidator(read_tag)]
Words = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT), AfterValidator(_read_words)]
Piece = Annotated[str, Field(min_length=1, max_length=2_000), AfterValidator(_read_words)]
Line = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(read_line)]
Label = Annotated[
    str, Field(min_length=1, max_length=64), AfterValidator(read_line)
]  # what a button can carry on both platforms
TimeOfDay = Annotated[time, BeforeValidator(read_time), WithJsonSchema(_TIME_SCHEMA)]
Day = Annotated[date, BeforeValidator(read_date), WithJsonSchema(_DATE_SCHEMA)]
Length = Annotated[
    Delay,
    BeforeValidator(read_delay),
    PlainSerializer(write_delay, return_type=str, when_used="json"),
    WithJsonSchema(_DELAY_SCHEMA),
]
Times = Annotated[
    tuple[TimeOfDay, ...],
    BeforeValidator(_as_list),
    Field(min_length=1, max_length=48),
    WithJsonSchema(_one_or_more(_TIME_SCHEMA)),
]
ProgrammeDay = Annotated[StrictInt, Field(ge=1, le=3660)]  # ten years
ProgrammeDays = Annotated[
    tuple[ProgrammeDay, ...],
    BeforeValidator(_as_list),
    Field(min_length=1, max_length=400),
    WithJsonSchema(_one_or_more({"type": "integer", "minimum": 1, "maximum": 3660})),
]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Content = Literal["text", "photo", "voice", "video", "file"]
Intensity = Annotated[StrictInt, Field(ge=1, le=3)]
