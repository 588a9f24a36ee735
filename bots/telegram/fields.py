"""One field of Telegram's JSON at a time. What is of another type raises TypeError, whose text holds no content."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from bots.telegram.text import clean

Json = dict[str, Any]

_EARLIEST: Final = 0
_LATEST: Final = 253_370_764_800  # the year 9999: what datetime knows


def as_object(value: Any) -> Json:
    """An object. Raises TypeError."""
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value


def as_text(value: Any) -> str:
    """A string. Raises TypeError."""
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value


def inner(holder: Json, name: str) -> Json:
    """The object of this name; an empty one where there is none."""
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def listed(holder: Json, name: str) -> list[Json]:
    """The objects in the list of this name; what is no object in it is left out."""
    value = holder.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def string(holder: Json, name: str) -> str:
    """The string of this name, fit for a store; "" where there is none."""
    value = holder.get(name)
    return clean(value) if isinstance(value, str) else ""


def count(holder: Json, name: str) -> int | None:
    """The number of this name, from 0 on; None where there is none."""
    value = holder.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def number(holder: Json, name: str) -> str:
    """An id as decimal text. Raises KeyError, TypeError."""
    value = holder[name]
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} is not a number")
    return str(value)


def moment(seconds: Any) -> datetime:
    """Seconds since 1970, in UTC. Raises TypeError; ValueError for an age that no calendar here knows."""
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        raise TypeError("not a date")
    if not _EARLIEST <= seconds <= _LATEST:
        raise ValueError("a date out of all ages")
    return datetime.fromtimestamp(seconds, UTC)
