"""What the authors' commands share: which folder and language are meant, the library in it, and how things are said."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import typer

from core.prompts.faults import Fault, as_text, errors
from core.prompts.fields import read_tag
from core.prompts.library import Library, load_with_sources
from core.prompts.loader import compose
from core.prompts.source import LARGEST_FILE, decode
from core.prompts.template import Values

FOUND_FAULTS = 1
USAGE = 2
_PROMISE = "1 working day"  # as a practice's settings have it where they say nothing
_MOMENTS = {
    "en": ("Wednesday", "evening"),
    "de": ("Mittwoch", "Abend"),
    "es": ("miércoles", "noche"),
    "ar": ("الأربعاء", "المساء"),
}

PracticeOption = Annotated[
    Path | None, typer.Option("--practice", help="Practice folder (or VIGNETTE_PRACTICE); default .")
]
LibraryOption = Annotated[Path | None, typer.Option("--library", help="Library folder; default: the practice's.")]
FallbackOption = Annotated[
    str | None, typer.Option("--fallback", help="Base language; default: the practice's first, else en.")
]


def as_mira_reads(
    tag: str,
    *,
    address: Literal["familiar", "formal"] = "familiar",
    gender: Literal["she", "he", "neutral"] = "neutral",
) -> Values:
    """What is filled in for Mira, whose therapist is Ada, on a Wednesday evening."""
    weekday, part_of_day = _MOMENTS.get(tag.split("-", maxsplit=1)[0], _MOMENTS["en"])
    return Values("Mira", address, gender, "Ada", weekday=weekday, part_of_day=part_of_day)


def home_of(ctx: typer.Context, practice: Path | None) -> Path:
    """The practice's folder, named before the command, behind it, or by the environment."""
    from_above = (ctx.obj or {}).get("practice") if isinstance(ctx.obj, dict) else None
    return Path(practice or from_above or os.environ.get("VIGNETTE_PRACTICE") or ".")


def promise_of(ctx: typer.Context, practice: Path | None) -> str:
    """How soon the practice answers, as its settings have it, as far as they can be read."""
    hours = _practice_settings(home_of(ctx, practice)).get("hours")
    written = hours.get("answer_within") if isinstance(hours, dict) else None
    return written if isinstance(written, str) and written.strip() else _PROMISE


def languages_named(ctx: typer.Context, practice: Path | None) -> list[str]:
    """The practice's languages, as far as its settings can be read."""
    told = _practice_settings(home_of(ctx, practice)).get("practice")
    named = told.get("languages") if isinstance(told, dict) else None
    return [each for each in named if isinstance(each, str)] if isinstance(named, list) else []


def place(ctx: typer.Context, practice: Path | None, library: Path | None, fallback: str | None) -> tuple[Path, str]:
    """The library folder and the base language. Says so and exits with 2 where there is no such folder or language."""
    home = home_of(ctx, practice)
    settings = _practice_settings(home)
    folder = library or home / str(settings.get("library") or "library")
    base = fallback or _first_language(settings) or "en"
    try:
        read_tag(base)
    except ValueError:
        stop(f"{base!r} is no language tag; write one such as en, de or pt-BR.", USAGE)
    if not folder.is_dir():
        stop(f"There is no library folder at {str(folder)!r}; name one with --library.", USAGE)
    return folder, base


def sound_library(folder: Path, fallback: str, otherwise: str = "") -> Library:
    """The library, or its errors on stderr and exit 1. otherwise: a sentence for that case."""
    loaded, faults, sources = load_with_sources(folder, fallback=fallback)
    if loaded is None:
        for fault in faults:
            say(as_text(fault, sources), to_stderr=True)
        stop(" ".join(each for each in (summary(loaded, faults), otherwise) if each), FOUND_FAULTS)
    return loaded


def say(words: str, *, to_stderr: bool = False) -> None:
    """Print; a character the terminal's encoding lacks is escaped instead of ending in a traceback."""
    stream = sys.stderr if to_stderr else sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    typer.echo(words, err=to_stderr)


def stop(sentence: str, code: int) -> NoReturn:
    """One sentence on stderr, and out."""
    say(sentence, to_stderr=True)
    raise typer.Exit(code)


def counted(number: int, what: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def summary(library: Library | None, faults: list[Fault]) -> str:
    """How a check ended, in a line."""
    wrong = errors(faults)
    counts = f"{counted(wrong, 'error')}, {counted(len(faults) - wrong, 'warning')}"
    if library is None:
        return f"{counts}."
    held = f"{counted(len(library.prompts), 'prompt')}, {counted(len(library.programmes), 'programme')}"
    return f"{counts}; {held}; revision {library.revision}."


def _practice_settings(home: Path) -> dict[str, Any]:
    """practice.yaml as plain values where it can be read; its own faults are `doctor`'s and `run`'s to tell."""
    try:
        with (home / "practice.yaml").open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError:
        return {}
    document, _ = compose(decode("practice.yaml", content))
    return {} if document is None else document.data


def _first_language(settings: dict[str, Any]) -> str | None:
    practice = settings.get("practice")
    languages = practice.get("languages") if isinstance(practice, dict) else None
    if isinstance(languages, list) and languages and isinstance(languages[0], str):
        return languages[0]
    return None
