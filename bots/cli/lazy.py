"""Commands that are imported when they are called, so that `vignette --help` answers at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar, cast

import typer
import typer.main
from typer._click import Command, Context  # pyright: ignore[reportPrivateUsage] - typer offers no public name for them
from typer.core import TyperCommand, TyperGroup

PRACTICE_OPTION = "--practice"


@dataclass(frozen=True, slots=True)
class Mount:
    """Where a command lives (`bots.cli.run:run`: a function, or a `typer.Typer`) and its line in the list."""

    target: str
    help: str

    def load(self, name: str) -> Command:
        """Import the command and make it ready to be called."""
        module, _, attribute = self.target.partition(":")
        found = getattr(import_module(module), attribute)
        if isinstance(found, typer.Typer):
            found.rich_markup_mode = None  # one look for every help page
            command: Command = typer.main.get_group(found)
        else:
            alone = typer.Typer(add_completion=False, rich_markup_mode=None)
            alone.command(name)(cast("Callable[..., Any]", found))
            command = typer.main.get_command(alone)
        command.name = name
        return command


class LazyGroup(TyperGroup):
    """A group that lists its mounts without importing them, and takes --practice before or after a command's name."""

    mounts: ClassVar[Mapping[str, Mount]] = {}

    def list_commands(self, ctx: Context) -> list[str]:
        """The names, in the order of the table."""
        return [*self.mounts, *super().list_commands(ctx)]

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """The line of the list; the command itself comes with `resolve_command`."""
        mount = self.mounts.get(cmd_name)
        if mount is None:
            return super().get_command(ctx, cmd_name)
        return TyperCommand(cmd_name, help=mount.help, rich_markup_mode=None)

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """Import what was asked for."""
        self.commands = {**{name: TyperCommand(name) for name in self.mounts}, **self.commands}  # for `did you mean`
        name, command, rest = super().resolve_command(ctx, args)
        mount = self.mounts.get(name or "")
        return name, mount.load(str(name)) if mount else command, rest

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Bring --practice to the front, wherever it was written."""
        return super().parse_args(ctx, practice_first(args))


def practice_first(args: list[str]) -> list[str]:
    """The same arguments with every `--practice DIR` before all others; what follows `--` is left alone."""
    front: list[str] = []
    rest: list[str] = []
    index = 0
    while index < len(args):
        word = args[index]
        if word == "--":
            rest += args[index:]
            break
        if word == PRACTICE_OPTION:
            if index + 1 == len(args):
                raise typer.BadParameter("needs the practice's folder after it", param_hint=PRACTICE_OPTION)
            front += args[index : index + 2]
            index += 2
            continue
        (front if word.startswith(f"{PRACTICE_OPTION}=") else rest).append(word)
        index += 1
    return [*front, *rest]
