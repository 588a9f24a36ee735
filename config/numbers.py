"""Who to turn to, by country: the practice's own dated file, else the one that comes with Vignette (CN-12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from core.domain.errors import SettingsFault

_OURS = Path(__file__).parent / "starter" / "safety" / "numbers.yaml"


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a country's card shows. listed: the country has lines of its own. checked_on: None where no date can be read."""

    file: Path
    lines: tuple[str, ...]
    listed: bool
    checked_on: date | None


def help_lines(practice: Path, country: str) -> tuple[str, ...]:
    """The lines for a country, most urgent first; what holds anywhere where the country is not listed.

    Raises SettingsFault when the file cannot be used: a card without numbers must never go out.
    """
    return read_numbers(practice, country).lines


def read_numbers(practice: Path, country: str) -> Numbers:
    """The same with where it stands and when a person last compared it with its sources. Raises SettingsFault."""
    own = practice / "safety" / "numbers.yaml"
    file = own if own.is_file() else _OURS
    told: Any = {}
    try:
        told = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
        own_lines = told["countries"].get(country.upper())
        lines = own_lines or told["anywhere"]
        found = tuple(str(line).strip() for line in lines) if isinstance(lines, list) else ()
    except (YAMLError, OSError, UnicodeError, LookupError, TypeError, ValueError, AttributeError):
        found, own_lines = (), None
    if not found or not all(found):
        raise SettingsFault(
            [
                f"{file}: the numbers for {country} cannot be read; it needs `anywhere:` and `countries:`, each with a list of lines"
            ]
        )
    return Numbers(file, found, bool(own_lines), _day(told.get("checked_on")))


def _day(written: object) -> date | None:
    if isinstance(written, date):
        return date(written.year, written.month, written.day)
    try:
        return date.fromisoformat(str(written).strip())
    except ValueError:
        return None
