"""`vignette consent check`: the documents that people read before they join. No key, no database, no practice."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from bots.cli.library import FOUND_FAULTS, USAGE, PracticeOption, say, stop
from config.settings import CONSENT_FOLDER, STARTER
from core.prompts.consent import Consents
from core.prompts.consent_check import load_consents
from core.prompts.faults import Fault, as_github, as_json, as_text, errors

app = typer.Typer(
    help="Check the consent documents.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def consent() -> None:
    """Check the consent documents."""


@app.command("check")
def check_command(
    ctx: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", help="Folder of the documents; default: the practice's, else the starter's."),
    ] = None,
    format: Annotated[
        Literal["text", "json", "github"], typer.Option("--format", help="How faults are listed.")
    ] = "text",
    practice: PracticeOption = None,
) -> None:
    """List every fault of every document. Exit 0 without errors, 1 with.

    It sees files only: whether a version says today what it said when it came into force, `vignette doctor` finds out.

    Example: vignette consent check --folder consent --format json
    """
    place = folder or _usual(ctx, practice)
    if not place.is_dir():
        stop(f"There is no folder of consent documents at {str(place)!r}; name one with --folder.", USAGE)
    loaded, faults, sources = load_consents(place)
    if format == "json":
        say(json.dumps([as_json(fault) for fault in faults], ensure_ascii=True, indent=2))
    elif format == "github":
        for fault in faults:
            say(as_github(fault, folder=place.as_posix()))
    else:
        for fault in faults:
            say(as_text(fault, sources))
    say(_summary(loaded, faults), to_stderr=True)
    raise typer.Exit(FOUND_FAULTS if loaded is None else 0)


def _usual(ctx: typer.Context, practice: Path | None) -> Path:
    from_above = (ctx.obj or {}).get("practice") if isinstance(ctx.obj, dict) else None
    home = Path(practice or from_above or os.environ.get("VIGNETTE_PRACTICE") or ".")
    own = home / CONSENT_FOLDER
    return own if own.is_dir() else STARTER / CONSENT_FOLDER


def _summary(loaded: Consents | None, faults: list[Fault]) -> str:
    wrong = errors(faults)
    counts = f"{wrong} {'error' if wrong == 1 else 'errors'}, {len(faults) - wrong} warnings"
    if loaded is None:
        return f"{counts}."
    told = [f"{each.id} {each.version} {each.language} ({each.sha256[:8]})" for each in loaded.documents]
    return f"{counts}; {', '.join(told)}."
