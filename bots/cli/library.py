"""`vignette library ...`: what an author needs to write prompts. No key, no database, no practice; what is about the living
practice (publish, diff) is in release.py.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Annotated, Literal

import typer

from bots.cli import scene
from bots.cli.authoring import (
    FOUND_FAULTS,
    USAGE,
    FallbackOption,
    LibraryOption,
    PracticeOption,
    as_mira_reads,
    languages_named,
    place,
    promise_of,
    say,
    sound_library,
    stop,
    summary,
)
from bots.cli.propose import propose_command
from bots.cli.release import diff_command, publish_command
from core.domain.errors import LibraryFault
from core.prompts.faults import as_github, as_json, as_text, nearest_id
from core.prompts.fields import canonical_tag
from core.prompts.library import Library, load_with_sources
from core.prompts.playing import PlayedScript, render_script
from core.prompts.schema import Prompt, json_schema_text
from core.prompts.template import ADDRESSES, GENDERS
from core.prompts.text_check import tag_chain

__all__ = [
    "FOUND_FAULTS",
    "USAGE",
    "FallbackOption",
    "LibraryOption",
    "PracticeOption",
    "app",
    "place",
    "say",
    "sound_library",
    "stop",
]

LanguageOption = Annotated[str | None, typer.Option("--language", help="Language tag; default: the base language.")]
FormatOption = Annotated[Literal["text", "json"], typer.Option("--format", help="For people, or for programs.")]
JsonOption = Annotated[bool, typer.Option("--json", help="The same as --format json.")]

app = typer.Typer(
    help="Check and read the prompt library.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command("propose")(propose_command)


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
    say(summary(loaded, faults), to_stderr=True)
    raise typer.Exit(FOUND_FAULTS if loaded is None else 0)


@app.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of library files, for editors.

    Example: vignette library schema > library.schema.json
    """
    say(json_schema_text().rstrip("\n"))


@app.command("preview")
def preview_command(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(help="The prompt's id, e.g. writing/small-things.")],
    library: LibraryOption = None,
    language: LanguageOption = None,
    platform: Annotated[
        Literal["telegram", "discord"] | None, typer.Option("--platform", help="Default: both, told once where alike.")
    ] = None,
    address: Annotated[
        Literal["familiar", "formal"], typer.Option("--address", help="How the client is addressed.")
    ] = ADDRESSES[0],  # pyright: ignore[reportArgumentType]
    gender: Annotated[
        Literal["she", "he", "neutral"], typer.Option("--gender", help="Which forms the client asked for.")
    ] = GENDERS[-1],  # pyright: ignore[reportArgumentType]
    fallback: FallbackOption = None,
    practice: PracticeOption = None,
) -> None:
    """Show a prompt as a client called Mira gets it: in as many messages as it takes, with its buttons; of a scene every turn.

    Example: vignette library preview drawing/safe-place --language de --platform discord --address formal
    """
    from bots.cli.preview import PLATFORMS, Reader, previewed

    folder, base = place(ctx, practice, library, fallback)
    loaded = sound_library(folder, base)
    tag = _told_in(_known(loaded, id), canonical_tag(language or base))
    values = as_mira_reads(tag, address=address, gender=gender)
    platforms = [platform] if platform else list(PLATFORMS)
    try:
        say(previewed(loaded, id, Reader(tag, platforms, values, promise_of(ctx, practice))))
    except LibraryFault as error:
        stop(f"{id} cannot be shown: {error}.", FOUND_FAULTS)


@app.command("graph")
def graph_command(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(help="The scene's id, e.g. roleplay/kind-visitor.")],
    library: LibraryOption = None,
    language: LanguageOption = None,
    fallback: FallbackOption = None,
    practice: PracticeOption = None,
) -> None:
    """Print a scene as a Mermaid flowchart: turns, choices, ways out of the role.

    Example: vignette library graph roleplay/kind-visitor > visitor.mmd
    """
    from core.prompts.mermaid import mermaid

    folder, base = place(ctx, practice, library, fallback)
    loaded = sound_library(folder, base)
    say(mermaid(_played(loaded, id, canonical_tag(language or base))))


@app.command("coverage")
def coverage_command(
    ctx: typer.Context,
    library: LibraryOption = None,
    language: Annotated[
        list[str] | None,
        typer.Option("--language", help="Give it again for more; default: the practice's, else all there are."),
    ] = None,
    format: FormatOption = "text",
    json_too: JsonOption = False,
    fallback: FallbackOption = None,
    practice: PracticeOption = None,
) -> None:
    """Tell which prompts, programmes and scales are there in which language: yes, in part, not at all (-).

    Whether somebody read a text again is not known here.

    Example: vignette library coverage --language en --language ar
    """
    from bots.cli import covering
    from core.prompts.coverage import coverage, languages_of

    folder, base = place(ctx, practice, library, fallback)
    loaded = sound_library(folder, base)
    tags = [canonical_tag(each) for each in language or languages_named(ctx, practice) or languages_of(loaded)]
    rows = coverage(loaded, list(dict.fromkeys(tags)))
    tags = list(rows[0].cells) if rows else tags
    if format == "json" or json_too:
        say(json.dumps(covering.facts(rows, tags), ensure_ascii=True, indent=2))
        return
    for line in covering.table(rows, tags):
        say(line)
    if partly := covering.holes(rows):
        say("\n".join(["", "In part:", *(f"  {line}" for line in partly)]))


app.command("publish")(publish_command)
app.command("diff")(diff_command)


@app.command("play")
def play_command(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(help="The scene's id, e.g. roleplay/kind-visitor.")],
    library: LibraryOption = None,
    language: LanguageOption = None,
    fallback: FallbackOption = None,
    practice: PracticeOption = None,
) -> None:
    """Play a scene here as a client called Mira would: a line is a number, words, or "stop". Nothing is kept.

    Example: vignette library play roleplay/kind-visitor --language de
    """
    folder, base = place(ctx, practice, library, fallback)
    loaded = sound_library(folder, base)
    script = _played(loaded, id, canonical_tag(language or base))
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    scene.play(script, sys.stdin, say)


def _told_in(prompt: Prompt, tag: str) -> str:
    """The tag itself where the prompt has words for it; else the sentence that says in which languages it has some."""
    if not any(each in prompt.text for each in tag_chain(tag)):
        there = ", ".join(prompt.text)
        stop(f"{prompt.id} has no text in {tag[:40]!r}; it has {there}. Name one with --language.", FOUND_FAULTS)
    return tag


def _known(library: Library, id: str) -> Prompt:
    found = library.prompts.get(id)
    if found is None:
        near = nearest_id(id, library.prompts)
        if id in library.programmes:
            stop(f"{id} is a programme; `vignette programme preview {id}` shows it.", FOUND_FAULTS)
        stop(f"There is no prompt {id!r} in this library.{f' Did you mean {near!r}?' if near else ''}", FOUND_FAULTS)
    return found


def _played(library: Library, id: str, tag: str) -> PlayedScript:
    """A scene as Mira plays it; or the sentence that says why not."""
    prompt = _known(library, id)
    if prompt.script is None:
        stop(f"{id} is no scene; `library preview` shows it.", FOUND_FAULTS)
    _told_in(prompt, tag)
    try:
        return render_script(library, id, language=tag, values=as_mira_reads(tag))
    except LibraryFault as error:
        stop(f"{id} cannot be played: {error}.", FOUND_FAULTS)
