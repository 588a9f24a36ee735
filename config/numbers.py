"""Who to turn to, by country: the practice's own dated file, else the one that comes with Vignette (CN-12)."""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from core.domain.errors import SettingsFault

_OURS = Path(__file__).parent / "starter" / "safety" / "numbers.yaml"


def help_lines(practice: Path, country: str) -> tuple[str, ...]:
    """The lines for a country, most urgent first; what holds anywhere where the country is not listed.

    Raises SettingsFault when the file cannot be used: a card without numbers must never go out.
    """
    own = practice / "safety" / "numbers.yaml"
    file = own if own.is_file() else _OURS
    try:
        told = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
        lines = told["countries"].get(country.upper()) or told["anywhere"]
        found = tuple(str(line).strip() for line in lines)
    except (YAMLError, OSError, UnicodeError, KeyError, TypeError, AttributeError):
        found = ()
    if not found or not all(found):
        raise SettingsFault(
            [
                f"{file}: the numbers for {country} cannot be read; it needs `anywhere:` and `countries:`, each with a list of lines"
            ]
        )
    return found
