"""`vignette programme ...`: when the steps of a programme would be due, by the planner's own arithmetic."""

from __future__ import annotations

import json
from datetime import date, time
from difflib import get_close_matches
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

import typer

from bots.cli import lookahead
from bots.cli.library import (
    FOUND_FAULTS,
    USAGE,
    FallbackOption,
    LibraryOption,
    PracticeOption,
    place,
    say,
    sound_library,
    stop,
)
from core.prompts.fields import canonical_tag, read_date, read_tag, read_time
from core.prompts.programme import Programme
from core.scheduler.ahead import Outlook
from core.scheduler.recurrence import NotYet, Quiet, Slot, preview

app = typer.Typer(
    help="Look ahead into programmes.", no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None
)


@app.callback()
def programme() -> None:
    """Look ahead into programmes."""


@app.command("preview")
def preview_command(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(help="The programme's id, e.g. first-week.")],
    start: Annotated[str, typer.Option("--start", help="Day 1, as YYYY-MM-DD.")],
    zone: Annotated[str, typer.Option("--zone", help="The client's time zone, e.g. Europe/Berlin.")],
    library: LibraryOption = None,
    count: Annotated[int, typer.Option("--count", min=1, max=10_000, help="How many to list.")] = 20,
    seed: Annotated[str, typer.Option("--seed", help="Seed of random times and pools.")] = "0",
    quiet: Annotated[str, typer.Option("--quiet", help="Hours without messages, e.g. 22:00-08:00, or none.")] = "none",
    format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="For people, step by step, or for programs.")
    ] = "json",
    language: Annotated[
        str | None, typer.Option("--language", help="Language of the sentences; default: the base language.")
    ] = None,
    fallback: FallbackOption = None,
    practice: PracticeOption = None,
) -> None:
    """List what a client would get and when, as JSON, earliest first; each step in a sentence on stderr.

    As text: each step in the order of the file, with its sentence and its next five local times.

    Example: vignette programme preview first-week --start 2027-03-22 --zone Europe/Berlin --format text
    """
    day_one, where, hours = _start(start), _zone(zone), _quiet(quiet)
    folder, base = place(ctx, practice, library, fallback)
    tag = _language(language or base)
    loaded = sound_library(folder, base)
    chosen = loaded.programmes.get(id)
    if chosen is None:
        near = get_close_matches(id, loaded.programmes, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        stop(f"There is no programme {id!r} in this library.{hint}", FOUND_FAULTS)
    outlook = Outlook(day_one, where, seed.encode(), loaded.prompts, hours)
    try:
        if format == "json":
            say(json.dumps([_row(slot) for slot in _first(chosen, outlook, count)], indent=2))
        say(lookahead.told(chosen, loaded, outlook, languages=(tag, base)), to_stderr=format == "json")
    except NotYet as error:
        stop(f"This programme cannot be looked ahead into: {error}.", FOUND_FAULTS)


def _first(programme: Programme, outlook: Outlook, count: int) -> list[Slot]:
    return preview(
        programme,
        start=outlook.start,
        zone=outlook.zone,
        count=count,
        seed=outlook.seed,
        prompts=outlook.prompts,
        quiet=outlook.quiet,
    )


def _row(slot: Slot) -> dict[str, str]:
    return {
        "step": slot.step,
        "prompt": slot.prompt,
        "local": slot.local.isoformat(),
        "utc": slot.utc.isoformat().replace("+00:00", "Z"),
    }


def _start(words: str) -> date:
    try:
        return read_date(words)
    except ValueError:
        stop(f"--start {words!r} is no date; write an existing one as YYYY-MM-DD, between 1970 and 2199.", USAGE)


def _zone(name: str) -> ZoneInfo:
    names = available_timezones()
    if name not in names:
        near = get_close_matches(name, sorted(names), n=1, cutoff=0.7)
        hint = f" Did you mean {near[0]}?" if near else ""
        stop(f"--zone {name!r} is no time zone; write one such as Europe/Berlin.{hint}", USAGE)
    return ZoneInfo(name)


def _language(words: str) -> str:
    tag = canonical_tag(words)
    try:
        return read_tag(tag)
    except ValueError:
        stop(f"--language {words!r} is no language tag; write one such as en, de or pt-BR.", USAGE)


def _quiet(words: str) -> Quiet | None:
    if words == "none":
        return None
    begins, _, ends = words.partition("-")
    try:
        hours: tuple[time, time] = (read_time(begins.strip()), read_time(ends.strip()))
    except ValueError:
        hours = (time(0), time(0))
    if hours[0] == hours[1]:
        stop(f"--quiet {words!r} cannot be read; write hours such as 22:00-08:00, or none.", USAGE)
    return Quiet(*hours)
