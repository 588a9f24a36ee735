"""The `vignette` command: its options, its table of commands, and its last line of defence."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, ClassVar

import typer
import typer.main

from bots.cli.chance import MachineEntropy
from bots.cli.errors import tell
from bots.cli.lazy import LazyGroup, Mount
from core.ports.entropy import Entropy

VERSION = "0.1.0"  # the one in pyproject.toml; a test holds the two together


class Commands(LazyGroup):
    """Every command, with the module it is imported from when it is called."""

    mounts: ClassVar[Mapping[str, Mount]] = {
        "init": Mount("bots.cli.init:init", "Make a practice folder (a wizard, or flags)."),
        "doctor": Mount("bots.cli.doctor:doctor", "What is wrong and how to mend it."),
        "run": Mount("bots.cli.run:run", "Run the practice."),
        "demo": Mount("bots.cli.demo:demo", "Open a practice room in the browser, without any account."),
        "library": Mount("bots.cli.library:app", "Check the prompts and programmes."),
        "media": Mount("bots.cli.media:app", "What others would see of a file."),
        "consent": Mount("bots.cli.consent:app", "Check what people are told before they join."),
        "programme": Mount("bots.cli.programme:app", "When a programme would send what."),
        "therapist": Mount("bots.cli.people:therapist", "Add therapists and list them."),
        "client": Mount("bots.cli.people:client", "List clients, by alias."),
        "why": Mount("bots.cli.why:why", "What became of a client's prompts, and why."),
        "texts": Mount("bots.cli.texts:texts", "What Vignette itself says: how far each language is."),
        "forecast": Mount("bots.cli.forecast:forecast", "When an account will be over its rate, and what to do."),
    }


app = typer.Typer(
    cls=Commands,
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"vignette {VERSION}")
        raise typer.Exit


@app.callback(
    epilog="Example: vignette init studio; vignette doctor --practice studio\n\n"
    "Not a crisis service; have your use of it reviewed by a licensed clinician."
)
def vignette(
    ctx: typer.Context,
    practice: Annotated[
        Path,
        typer.Option(
            "--practice",
            metavar="DIR",
            envvar="VIGNETTE_PRACTICE",
            show_envvar=True,
            help="The practice's folder; before or after the command.",
        ),
    ] = Path(),
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Expressive-therapy prompts inside Telegram and Discord, and the replies back to each client's own therapist."""
    del version  # answered before anything else
    ctx.ensure_object(dict)
    ctx.obj["practice"] = practice


def call(args: Sequence[str], *, entropy: Entropy) -> int:
    """Run one command line and return its exit code: 0 done, 1 found faults or refused, 2 usage (SPEC 9.2)."""
    try:
        typer.main.get_command(app).main(args=args, prog_name="vignette")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(done.code is not None)
    except Exception as error:  # noqa: BLE001 - nobody sees a traceback: this is the last door
        return tell(error, entropy)
    return 0


def main() -> None:
    """The console script's entry point."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without Arabic must not end the command
    sys.exit(call(sys.argv[1:], entropy=MachineEntropy()))
