"""The kinds of value a setting can have; each refuses with a whole sentence that says what to write instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Annotated, Any, Literal, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import BeforeValidator, SecretStr

from config.faults import nearest
from core.domain.address import Platform

ACCOUNT_NAME = re.compile(r"[a-z][a-z0-9_-]*", re.ASCII)
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)  # the shape of BCP 47, as in `de` or `pt-BR`
MINUTES_A_DAY = 24 * 60

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PROMISE = re.compile(r"(\d{1,3}) (working )?(hour|day|week)s?", re.ASCII)
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})", re.ASCII)
_PERIOD = re.compile(r"(\d{1,5})\s*([dw])", re.ASCII)
_NAME_LIMIT = 80  # characters; it stands in the first line a client reads
_HIDDEN = {"Cc", "Cf", "Zl", "Zp"}  # control, direction and line characters do not belong in a name
_JOINERS = {"\u200c", "\u200d"}  # but Persian and Hindi names are spelt with these two


@dataclass(frozen=True, slots=True)
class Promise:
    """The stated answer time. working: counted in working hours only."""

    count: int
    unit: Literal["hour", "day", "week"]
    working: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Working time on one day, in minutes after local midnight, end exclusive (1440 is midnight)."""

    start: int
    end: int


def _text(value: Any) -> str:
    if isinstance(value, str) and value.strip() and "\0" not in value:
        return value.strip()
    raise ValueError("must be text that is not empty; put it in quotes")


def check_name(value: Any) -> str:
    """A name people read. Raises ValueError with the mend, like all of its kind below."""
    name = unicodedata.normalize("NFC", _text(value))
    if len(name) > _NAME_LIMIT:
        raise ValueError(f"is longer than {_NAME_LIMIT} characters; people read it on a small screen")
    if any(unicodedata.category(sign) in _HIDDEN and sign not in _JOINERS for sign in name):
        raise ValueError("holds invisible control characters; type it again by hand")
    return name


def check_country(value: Any) -> str:
    """`de` -> `DE`."""
    code = value.strip() if isinstance(value, str) else ""
    if not re.fullmatch(r"[A-Za-z]{2}", code):
        raise ValueError("must be the two letters of a country, like DE; it chooses the emergency numbers")
    return code.upper()


def check_language(value: Any) -> str:
    """One language tag."""
    tag = value.strip() if isinstance(value, str) else ""
    if not LANGUAGE_TAG.fullmatch(tag):
        raise ValueError("must be a language tag like en, de or pt-BR")
    return tag


def check_languages(value: Any) -> Any:
    """A list that names something and nothing twice; its items are not judged here."""
    tags: list[Any] = cast("list[Any]", value) if isinstance(value, list) else []
    if not tags:
        raise ValueError("must be a list like [en, de]; the first is the base language")
    folded = [tag.strip().casefold() for tag in tags if isinstance(tag, str)]
    if len(set(folded)) < len(folded):
        raise ValueError("names a language twice; keep one of them")
    return tags


def check_zone(value: Any) -> str:
    """The name of an IANA time zone."""
    name = value.strip() if isinstance(value, str) else ""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = nearest(name, available_timezones()) if name else ""
        question = f"; {near}" if near.startswith("did") else ""
        raise ValueError(f"must be a time zone like Europe/Berlin{question}") from None
    return name


def _web_address(value: Any, schemes: tuple[str, ...], example: str) -> str:
    address = value.strip() if isinstance(value, str) else ""
    try:
        parts = urlsplit(address)
        sound = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise ValueError(f"must be an address like {example}") from None
    if not sound or re.search(r"\s", address):
        raise ValueError(f"must be an address like {example}")
    if parts.username is not None or parts.password is not None:
        raise ValueError("must not hold a user name or password; settings are not the place for secrets")
    if parts.query or parts.fragment:
        raise ValueError(f"must be an address without ? and #, like {example}")
    return address.rstrip("/")


def check_api(value: Any) -> str:
    """A Bot-API server's address, without the last slash."""
    return _web_address(value, ("https", "http"), "https://api.telegram.org")


def check_rest(value: Any) -> str:
    """Discord's REST address, without the last slash."""
    return _web_address(value, ("https", "http"), "https://discord.com/api/v10")


def check_gateway(value: Any) -> str:
    """Discord's gateway address, without the last slash."""
    return _web_address(value, ("wss", "ws"), "wss://gateway.discord.gg")


def _server_id(value: Any) -> str:
    digits = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[1-9][0-9]{0,19}", digits):
        raise ValueError("must be a Discord server id, a number of 17 to 20 digits; doctor shows where to find it")
    return digits


def _platform(value: Any) -> str:
    word = value.strip() if isinstance(value, str) else str(value)
    if word not in set(Platform):
        near = nearest(word, Platform)
        question = f"; {near}" if near.startswith("did") else ""
        raise ValueError(f"must be telegram or discord{question}")
    return word


def _account_name(value: Any) -> str:
    if not isinstance(value, str) or not ACCOUNT_NAME.fullmatch(value):
        raise ValueError("is not a name for an account; use small letters, digits, _ and -, and begin with a letter")
    return value


def check_secret(value: Any) -> str:
    """A token without blanks."""
    secret = str(value).strip()
    if not secret or re.search(r"\s", secret):
        raise ValueError("must be one token, as the platform showed it, without spaces")
    return secret


def _period(value: Any) -> timedelta:
    found = _PERIOD.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or int(found[1]) == 0:
        raise ValueError("must be a number of days or weeks like 365d or 52w")
    return timedelta(days=int(found[1]) * (7 if found[2] == "w" else 1))


def read_promise(value: Any) -> Promise:
    """`1 working day` -> Promise. Raises ValueError with the mend."""
    found = _PROMISE.fullmatch(" ".join(value.split())) if isinstance(value, str) else None
    if found is None or int(found[1]) == 0:
        raise ValueError("must be a time like `1 working day`, `2 days` or `4 working hours`")
    return Promise(int(found[1]), cast('Literal["hour", "day", "week"]', found[3]), working=bool(found[2]))


def read_working(value: Any) -> Mapping[int, tuple[Span, ...]]:
    """`{mon-fri: "09:00-17:00"}` -> weekday (0 is Monday) to its spans in order. Raises ValueError with the mend.

    A value may also be a list of spans; a span that ends before it begins is refused, for it would cross midnight.
    """
    if not isinstance(value, dict) or not value:
        raise ValueError('must be days and hours like {mon-fri: "09:00-17:00"}')
    week: dict[int, tuple[Span, ...]] = {}
    for days, spans in cast("dict[str, Any]", value).items():
        parts = cast("list[Any]", spans) if isinstance(spans, list) else [spans]
        ordered = tuple(sorted((_span(part) for part in parts), key=lambda span: span.start))
        if any(later.start < earlier.end for earlier, later in pairwise(ordered)):
            raise ValueError(f"has hours that overlap under `{days}`")
        for day in _days(days):
            if day in week:
                raise ValueError(f"names {_WEEKDAYS[day]} twice; each day has its hours once")
            week[day] = ordered
    return dict(sorted(week.items()))


def _promise(value: Any) -> Any:
    read_promise(value)
    return value


def _working(value: Any) -> Any:
    read_working(value)
    return value


def _days(words: str) -> list[int]:
    first, dash, last = words.strip().casefold().partition("-")
    ends = [first.strip(), last.strip() if dash else first.strip()]
    for word in ends:
        if word not in _WEEKDAYS:
            raise ValueError(f"has days written as `{words}`; write mon or mon-fri ({nearest(word, _WEEKDAYS)})")
    start, end = (_WEEKDAYS.index(word) for word in ends)
    return [(start + step) % 7 for step in range((end - start) % 7 + 1)]


def _span(value: Any) -> Span:
    found = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError('has hours that cannot be read; write them like "09:00-17:00", in quotes')
    start_h, start_m, end_h, end_m = (int(part) for part in found.groups())
    start, end = start_h * 60 + start_m, end_h * 60 + end_m
    if start_m > 59 or end_m > 59 or end > MINUTES_A_DAY or start >= end:
        raise ValueError('has hours that do not fit in a day; write them like "09:00-17:00", the earlier first')
    return Span(start, end)


Name = Annotated[str, BeforeValidator(check_name)]
Country = Annotated[str, BeforeValidator(check_country)]
Language = Annotated[str, BeforeValidator(check_language)]
Languages = Annotated[tuple[Language, ...], BeforeValidator(check_languages)]
Zone = Annotated[str, BeforeValidator(check_zone)]
Api = Annotated[str, BeforeValidator(check_api)]
Rest = Annotated[str, BeforeValidator(check_rest)]
GatewayAddress = Annotated[str, BeforeValidator(check_gateway)]
ServerId = Annotated[str, BeforeValidator(_server_id)]
OnPlatform = Annotated[Platform, BeforeValidator(_platform)]
AccountName = Annotated[str, BeforeValidator(_account_name)]
Token = Annotated[SecretStr, BeforeValidator(check_secret)]
PromiseText = Annotated[str, BeforeValidator(_promise)]
Working = Annotated[dict[str, str | list[str]], BeforeValidator(_working)]
Text = Annotated[str, BeforeValidator(_text)]
Period = Annotated[timedelta, BeforeValidator(_period)]
