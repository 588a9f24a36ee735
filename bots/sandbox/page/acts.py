"""What the page may be told to do: each verb with its fields, read out of untrusted JSON."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from bots.sandbox.page.people import Refused

Json = dict[str, Any]

_LONGEST = 40_000  # characters of one field; the platforms' own limits are narrower and say so in their own words
_MOST_PICTURES = 10
_NEEDED = object()


@dataclass(frozen=True, slots=True)
class Field:
    """How a field is read, and what stands there where nothing was given."""

    read: Callable[[object], object]
    default: object = _NEEDED


def words(value: object) -> str:
    """Text, or a number as text. Raises ValueError, and Refused where it is too long."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("text")  # noqa: TRY004 - one kind of error for all readers
    text = str(value)
    if len(text) > _LONGEST:
        raise Refused(f"That is too long: {len(text)} characters, and this page takes {_LONGEST} at once.")
    return text


def data(value: object) -> bytes:
    """Bytes out of base64. Raises ValueError."""
    if not isinstance(value, str):
        raise ValueError("base64")  # noqa: TRY004
    try:
        return base64.b64decode(value.rpartition(",")[2] if value.startswith("data:") else value, validate=True)
    except binascii.Error:
        raise ValueError("base64") from None


def yes_or_no(value: object) -> bool:
    """A boolean. Raises ValueError."""
    if not isinstance(value, bool):
        raise ValueError("true or false")  # noqa: TRY004
    return value


def seconds(value: object) -> float:
    """0 to an hour. Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 3600:
        raise ValueError("a number of seconds")
    return float(value)


def pictures(value: object) -> list[bytes]:
    """Several files of one album: [{"data": base64}]. Raises ValueError."""
    if not isinstance(value, list):
        raise ValueError("a list")  # noqa: TRY004
    listed = cast("list[object]", value)
    if not 2 <= len(listed) <= _MOST_PICTURES:
        raise ValueError("2 to 10 pictures")
    return [data(cast("Json", item).get("data") if isinstance(item, dict) else item) for item in listed]


def degrees(value: object) -> float:
    """A number of degrees. Raises ValueError; whether there is such a place, the platform knows."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -180 <= value <= 180:
        raise ValueError("a number of degrees")
    return float(value)


def choices(value: object) -> list[str]:
    """Some lines of words. Raises ValueError, and Refused where one is too long."""
    if not isinstance(value, list) or not value:
        raise ValueError("a list of words")
    return [words(each) for each in cast("list[object]", value)]


def mapping(value: object) -> Json:
    """An object of plain values. Raises ValueError."""
    if not isinstance(value, dict):
        raise ValueError("an object")  # noqa: TRY004
    return {str(key): inner for key, inner in cast("Json", value).items() if inner is not None}


_TEXT, _REPLY, _CAPTION = Field(words), Field(words, ""), Field(words, "")
_MESSAGE, _ON = Field(words), Field(yes_or_no, True)
_SERVER = Field(words, "")

VERBS: Mapping[str, Mapping[str, Field]] = {
    "write": {"text": _TEXT, "reply_to": _REPLY},
    "photo": {"data": Field(data), "caption": _CAPTION, "reply_to": _REPLY},
    "file": {
        "data": Field(data),
        "name": Field(words),
        "mime": Field(words, ""),
        "caption": _CAPTION,
        "reply_to": _REPLY,
    },
    "album": {"items": Field(pictures), "caption": _CAPTION, "reply_to": _REPLY},
    "voice": {
        "data": Field(data),
        "mime": Field(words, "audio/ogg"),
        "duration_s": Field(seconds, 1.0),
        "reply_to": _REPLY,
    },
    "sticker": {"data": Field(data, b""), "emoji": Field(words, "\N{SLIGHTLY SMILING FACE}")},
    "place": {
        "latitude": Field(degrees),
        "longitude": Field(degrees),
        "title": Field(words, ""),
        "address": Field(words, ""),
    },
    "contact": {"name": Field(words), "phone": Field(words)},
    "poll": {"question": Field(words), "options": Field(choices)},
    "press": {"message": _MESSAGE, "label": Field(words)},
    "edit": {"message": _MESSAGE, "text": _TEXT},
    "delete": {"message": _MESSAGE},
    "react": {"message": _MESSAGE, "emoji": Field(words)},
    "block": {"on": _ON},
    "close_dms": {"on": _ON},
    "join_server": {"server": _SERVER},
    "leave_server": {"server": _SERVER},
    "accept_invite": {"code": Field(words)},
    "offline": {"on": _ON},
    "read": {},
    "start": {"payload": Field(words, "")},
    "post": {"title": Field(words), "text": _TEXT},
    "command": {"name": Field(words), "options": Field(mapping, {})},
    "autocomplete": {
        "name": Field(words),
        "option": Field(words),
        "value": Field(words, ""),
        "options": Field(mapping, {}),
    },
    "modal": {"interaction": Field(words), "values": Field(mapping)},
    "close_modal": {"interaction": Field(words)},
    "delete_thread": {},
    "archive_thread": {"on": _ON},
}


def read_act(body: Json) -> tuple[str, Json]:
    """The verb and its checked fields. Raises Refused."""
    verb = str(body.get("verb", ""))
    if verb not in VERBS:
        raise Refused(f"The page knows no “{verb[:40]}”.")
    said: Json = {}
    for name, field in VERBS[verb].items():
        given = body.get(name)
        if given is None:
            if field.default is _NEEDED:
                raise Refused(f"“{verb}” needs “{name}”.")
            said[name] = field.default
            continue
        try:
            said[name] = field.read(given)
        except ValueError as wrong:
            raise Refused(f"“{name}” must be {wrong}.") from None
    return verb, said
