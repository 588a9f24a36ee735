"""`vignette library ...`: what an author needs to write prompts. No key, no database, no practice."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import typer

from bots.cli import scene
from bots.cli.propose import propose_command
from core.domain.errors import LibraryFault
from core.prompts.faults import Fault, as_github, as_json, as_text, errors
from core.prompts.fields import canonical_tag, read_tag
from core.prompts.library import Library, load_with_sources, render_prompt
from core.prompts.loader import compose
from core.prompts.playing import render_script
from core.prompts.schema import json_schema
from core.prompts.source import LARGEST_FILE, decode
from core.prompts.template import Values

FOUND_FAULTS = 1
USAGE = 2
_MOMENTS = {
    "en": ("Wednesday", "evening"),
    "de": ("Mittwoch", "Abend"),
    "es": ("miércoles", "noche"),
    "ar": ("الأربعاء", "المساء"),
}

app = typer.Typer(
    help="Check and read the prompt library.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command("propose")(propose_command)

PracticeOption = Annotated[
    Path | None, typer.Option("--practice", help="Practice folder (or VIGNETTE_PRACTICE); default .")
]
LibraryOption = Annotated[Path | None, typer.Option("--library", help="Library folder; default: the practice's.")]
FallbackOption = Annotated[
    str | None, typer.Option("--fallback", help="Base language; default: the practice's first, else en.")
]


@app.command("check")
def check_command(
    ctx: typer.Context,
    library: LibraryOption = None,
    fallback: FallbackOption = None,
    format: Annotated[
        Literal["text", "json", "github"], typer.Option("--format", help="How faults are listed.")
    ] = "text",
    practice: PracticeOption = None,
) -> None:
    """List every fault of every file. Exit 0 without errors, 1 with.

    Example: vignette library check --library library --format json
    """
    folder, base = place(ctx, practice, library, fallback)
    loaded, faults, sources = load_with_sources(folder, fallback=base)
    if format == "json":
        say(json.dumps([as_json(fault) for fault in faults], ensure_ascii=True, indent=2))
    elif format == "github":
        for fault in faults:
            say(as_github(fault, folder=folder.as_posix()))
    else:
        for fault in faults:
            say(as_text(fault, sources))
    say(_summary(loaded, faults), to_stderr=True)
    raise typer.Exit(FOUND_FAULTS if loaded is None else 0)


@app.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of library files, for editors.

    Example: vignette library schema > library.schema.json
    """
    say(json.dumps(json_schema(), ensure_ascii=True, indent=2))


@app.command("preview")
def preview_command(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(help="The prompt's id, e.g. writing/small-things.")],
    library: LibraryOption = None,
    language: Annotated[
        str | None, typer.Option("--language", help="Language tag; default: the base language.")
    ] = None,
    fallback: FallbackOption = None,
    practice: PracticeOption = None,
) -> None:
    """Show a prompt as a client called Mira would read it.

    Example: vignette library preview drawing/safe-place --language de
    """
    folder, base = place(ctx, practice, library, fallback)
    loaded = sound_library(folder, base)
    if id not in loaded.prompts:
        stop(f"There is no prompt {id!r} in this library.", FOUND_FAULTS)
    tag = canonical_tag(language or base)
    values = _as_mira_reads(tag)
    try:
        if loaded.prompts[id].script is not None:
            say(scene.whole(render_script(loaded, id, language=tag, values=values)))
            return
        rendered = render_prompt(loaded, id, language=tag, values=values)
    except LibraryFault as error:
        stop(f"{id} cannot be shown: {error}.", FOUND_FAULTS)
    parts = [rendered.title, rendered.body, *([rendered.aftercare] if rendered.aftercare else [])]
    say("\n\n".join(parts))


@app.command("play")
def play_command(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(help="The scene's id, e.g. roleplay/kind-visitor.")],
    library: LibraryOption = None,
    language: Annotated[
        str | None, typer.Option("--language", help="Language tag; default: the base language.")
    ] = None,
    fallback: FallbackOption = None,
    practice: PracticeOption = None,
) -> None:
    """Play a scene here as a client called Mira would: a line is a number, words, or "stop". Nothing is kept.

    Example: vignette library play roleplay/kind-visitor --language de
    """
    folder, base = place(ctx, practice, library, fallback)
    loaded = sound_library(folder, base)
    if id not in loaded.prompts:
        stop(f"There is no prompt {id!r} in this library.", FOUND_FAULTS)
    if loaded.prompts[id].script is None:
        stop(f"{id} is no scene; `library preview` shows it.", FOUND_FAULTS)
    tag = canonical_tag(language or base)
    try:
        script = render_script(loaded, id, language=tag, values=_as_mira_reads(tag))
    except LibraryFault as error:
        stop(f"{id} cannot be played: {error}.", FOUND_FAULTS)
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    scene.play(script, sys.stdin, say)


def _as_mira_reads(tag: str) -> Values:
    weekday, part_of_day = _MOMENTS.get(tag.split("-", maxsplit=1)[0], _MOMENTS["en"])
    return Values(client_name="Mira", therapist_name="Ada", weekday=weekday, part_of_day=part_of_day)


def place(ctx: typer.Context, practice: Path | None, library: Path | None, fallback: str | None) -> tuple[Path, str]:
    """The library folder and the base language. Says so and exits with 2 where there is no such folder or language."""
    from_above = (ctx.obj or {}).get("practice") if isinstance(ctx.obj, dict) else None
    home = Path(practice or from_above or os.environ.get("VIGNETTE_PRACTICE") or ".")
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


def sound_library(folder: Path, fallback: str) -> Library:
    """The library, or its errors on stderr and exit 1."""
    loaded, faults, sources = load_with_sources(folder, fallback=fallback)
    if loaded is None:
        for fault in faults:
            say(as_text(fault, sources), to_stderr=True)
        stop(_summary(loaded, faults), FOUND_FAULTS)
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


def _summary(library: Library | None, faults: list[Fault]) -> str:
    wrong = errors(faults)
    counts = f"{wrong} {'error' if wrong == 1 else 'errors'}, {len(faults) - wrong} warnings"
    if library is None:
        return f"{counts}."
    held = f"{len(library.prompts)} prompts, {len(library.programmes)} programmes"
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
