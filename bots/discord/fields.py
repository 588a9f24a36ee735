"""One field of Discord's JSON at a time. What is of another type raises; the text of what is raised holds no content."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]


def as_object(value: object) -> Json:
    """An object. Raises TypeError."""
    if not isinstance(value, dict):
        raise TypeError("object expected")
    return value


def as_text(value: object) -> str:
    """Text that can be stored: halves of characters, which JSON can carry, become the replacement character."""
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def inner(holder: Json, name: str) -> Json:
    """The object of this name; an empty one where there is none."""
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def listed(holder: Json, name: str) -> list[Json]:
    """The objects in the list of this name; what is no object in it is left out."""
    value = holder.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def string(holder: Json, name: str) -> str:
    """The text of this name, fit for a store; "" where there is none."""
    value = holder.get(name)
    return as_text(value) if isinstance(value, str) else ""


def whole(holder: Json, name: str) -> int | None:
    """The number of this name, from 0 on; None where there is none."""
    value = holder.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def number(value: object) -> str:
    """A snowflake as decimal text. Raises TypeError, ValueError."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError("an id is neither text nor a number")
    text = str(value)
    if not (text.isascii() and text.isdecimal()):
        raise ValueError("an id is not decimal")
    return text


def moment(value: object) -> datetime:
    """An ISO 8601 timestamp: aware, UTC. Raises TypeError, and what datetime raises."""
    told = datetime.fromisoformat(as_text(value))
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
