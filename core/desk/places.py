"""Where people are, by the time of day: likely zones to choose from, and a zone from the name of a city. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from core.domain.hours import zone_of
from core.prompts.labels import simplified

MOST = 6  # zones offered as buttons
_NEAR = timedelta(hours=4)  # from the zone in the invitation: a slip of the thumb, or a journey
# One large city for each time that people live by; the first of an offset is offered.
_CITIES = (
    "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver", "America/Chicago", "America/Mexico_City",
    "America/New_York", "America/Bogota", "America/Santiago", "America/Halifax", "America/Sao_Paulo", "America/St_Johns",
    "America/Argentina/Buenos_Aires", "Atlantic/Azores", "Europe/London", "Africa/Lagos", "Europe/Berlin", "Africa/Cairo",
    "Europe/Athens", "Africa/Johannesburg", "Europe/Istanbul", "Asia/Riyadh", "Africa/Nairobi", "Asia/Tehran", "Asia/Dubai",
    "Asia/Kabul", "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Bangkok", "Asia/Shanghai",
    "Australia/Perth", "Asia/Tokyo", "Australia/Adelaide", "Australia/Sydney", "Pacific/Auckland",
)  # fmt: skip
# How people call cities whose name the zones do not have, or have in English only.
_ALSO = {
    "Europe/Berlin": ("munich", "münchen", "hamburg", "köln", "cologne", "frankfurt", "leipzig", "dresden", "berlín", "برلين"),
    "Europe/Vienna": ("wien", "viena", "graz", "salzburg", "فيينا"),
    "Europe/Zurich": ("zürich", "basel", "bern", "genf", "geneva", "زيورخ"),
    "Europe/Lisbon": ("lissabon", "lisboa", "porto", "لشبونة"),
    "Europe/Rome": ("rom", "roma", "milan", "mailand", "milano", "روما"),
    "Europe/Paris": ("parís", "lyon", "marseille", "باريس"),
    "Europe/Madrid": ("barcelona", "sevilla", "valencia", "bilbao", "مدريد"),
    "Europe/London": ("londres", "edinburgh", "manchester", "glasgow", "لندن"),
    "Europe/Moscow": ("moskau", "moscú", "موسكو"),
    "Europe/Warsaw": ("warschau", "varsovia", "krakow", "وارسو"),
    "Europe/Istanbul": ("ankara", "estambul", "إسطنبول", "اسطنبول"),
    "Europe/Kyiv": ("kiew", "kiev", "كييف"),
    "Africa/Cairo": ("kairo", "el cairo", "alexandria", "القاهرة"),
    "Africa/Casablanca": ("rabat", "الدار البيضاء", "الرباط"),
    "Asia/Baghdad": ("bagdad", "بغداد"), "Asia/Beirut": ("beirut", "بيروت"), "Asia/Damascus": ("damaskus", "damasco", "دمشق"),
    "Asia/Amman": ("ammán", "عمّان"), "Asia/Riyadh": ("riad", "jeddah", "mecca", "الرياض", "جدة"),
    "Asia/Dubai": ("abu dhabi", "دبي", "أبوظبي"), "Asia/Kolkata": ("delhi", "mumbai", "bangalore", "chennai"),
    "Asia/Shanghai": ("beijing", "peking", "pekín"), "Asia/Tokyo": ("tokio", "osaka", "kyoto"),
    "America/New_York": ("nueva york", "boston", "washington", "miami", "philadelphia", "atlanta", "نيويورك"),
    "America/Los_Angeles": ("san francisco", "seattle", "san diego"), "America/Chicago": ("houston", "dallas", "austin"),
    "America/Mexico_City": ("mexico", "ciudad de méxico", "guadalajara"), "America/Bogota": ("bogotá", "medellín", "cali"),
    "America/Argentina/Buenos_Aires": ("buenos aires",), "America/Sao_Paulo": ("são paulo", "rio de janeiro"),
}  # fmt: skip


# Where a language is at home: of several places with the same time these come first.
_AT_HOME = {
    "en": ("Europe/London", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Australia/Sydney"),
    "de": ("Europe/Berlin", "Europe/Vienna", "Europe/Zurich"),
    "es": (
        "Europe/Madrid", "America/Mexico_City", "America/Bogota", "America/Argentina/Buenos_Aires", "America/Santiago", "America/Lima",
        "Atlantic/Canary",
    ),
    "ar": ("Africa/Cairo", "Asia/Riyadh", "Asia/Baghdad", "Asia/Beirut", "Asia/Damascus", "Asia/Dubai", "Africa/Casablanca",
           "Africa/Tunis"),
}  # fmt: skip
_ABOUT_MINUTES = 10  # clocks are read in passing, and messages take their time
_DAY_MINUTES = 24 * 60
_QUARTER = timedelta(days=91)


def likely(now: datetime, zone: str) -> tuple[str, ...]:
    """Zones to offer, one for each time of day near that of `zone`, which is among them; in the order of their clocks."""
    here = _offset(now, zone)
    by_offset = {here: zone}
    for each in _CITIES:
        by_offset.setdefault(_offset(now, each), each)
    near = sorted((abs(offset - here), offset) for offset in by_offset if abs(offset - here) <= _NEAR)
    return tuple(by_offset[offset] for offset in sorted(offset for _, offset in near[:MOST]))


def _offset(now: datetime, zone: str) -> timedelta:
    return now.astimezone(zone_of(zone)).utcoffset() or timedelta(0)


def showing(now: datetime, times: Sequence[time], zone: str, language: str) -> tuple[str, ...]:
    """Zones whose clocks show one of these times now, give or take ten minutes; the likely ones first.

    Likely is where the client is, then where their language is at home; then one of each kind that keeps the same time all
    year, the near ones first.
    """
    home = next((zones for tag, zones in _AT_HOME.items() if language.split("-", maxsplit=1)[0] == tag), ())
    known = dict.fromkeys((zone, *home, *_CITIES, *_ALSO))
    there = [each for each in known if any(_is_about(now, each, at) for at in times)]
    near = zone.partition("/")[0]
    firsts = {_all_year(now, each): each for each in reversed(there)}
    ranks = {
        each: (each != zone, each not in home, firsts[_all_year(now, each)] != each, not each.startswith(f"{near}/"))
        for each in there
    }
    return tuple(sorted(there, key=lambda each: ranks[each]))


def _is_about(now: datetime, zone: str, at: time) -> bool:
    local = now.astimezone(zone_of(zone))
    apart = (local.hour * 60 + local.minute - at.hour * 60 - at.minute) % _DAY_MINUTES
    return min(apart, _DAY_MINUTES - apart) <= _ABOUT_MINUTES


def _all_year(now: datetime, zone: str) -> tuple[timedelta, ...]:
    return tuple(_offset(now + quarter * _QUARTER, zone) for quarter in range(4))


def city(zone: str) -> str:
    """The zone as people say it: `America/New_York` -> New York."""
    return zone.rpartition("/")[2].replace("_", " ")


def zone_called(words: str) -> str | None:
    """The zone of a city or of an IANA name, however it is typed; None: nobody here knows it."""
    wanted = simplified(words)
    if not wanted or len(words) > 40:
        return None
    # Names as the zones have them win over nicknames; of two cities of one name the one with the shorter zone.
    for known in sorted(available_timezones(), key=lambda each: (each.startswith("Etc/"), each.count("/"), each)):
        if wanted in (simplified(known), simplified(city(known))) and ("/" in known or known == "UTC"):
            return known
    return next((zone for zone, names in _ALSO.items() if wanted in map(simplified, names)), None)


def is_zone(name: str) -> bool:
    """Whether there is such a zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
