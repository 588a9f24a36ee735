"""`vignette doctor`: eleven checks, each with what is wrong and how to mend it. It changes nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bots.cli.findings import Row
    from core.ports.clock import Clock
    from core.ports.entropy import Entropy

_FOUND_FAULTS = 1
_NAME_WIDTH = 9
_STATE_WIDTH = 7


def doctor(
    ctx: typer.Context,
    format: Annotated[Literal["text", "json"], typer.Option("--format", help="For people, or for programs.")] = "text",
    offline: Annotated[bool, typer.Option("--offline", help="Ask no platform (checks 5 to 8).")] = False,
    links: Annotated[
        bool, typer.Option("--links", help="Show the links that add the bots, also while there are faults.")
    ] = False,
) -> None:
    """Say what is wrong and how to mend it: settings, database, library, numbers, bots and their rights, rooms, machine.

    It changes nothing and may be called while `vignette run` is running. Exit 0 without faults (warnings allowed), 1 with.

    Example: vignette doctor --practice studio
    """
    import os
    from pathlib import Path

    from bots.cli.chance import MachineEntropy
    from bots.cli.findings import State
    from bots.machine import SystemClock, harden

    harden()
    rows = examine(Path(ctx.obj["practice"]), os.environ, SystemClock(), MachineEntropy(), offline=offline)
    sound = all(row.state is not State.FAULT for row in rows)
    if format == "json":
        print(json.dumps([_facts(row) for row in rows], ensure_ascii=True, indent=2))
    else:
        print("\n".join(_text(rows, links=links or sound)))
    raise typer.Exit(0 if sound else _FOUND_FAULTS)


def examine(folder: Path, environ: Mapping[str, str], clock: Clock, entropy: Entropy, *, offline: bool) -> list[Row]:
    """Every check in order, each with at least one row; a check that fails keeps none of the others from being made."""
    import asyncio

    from bots.cli import checkup
    from bots.cli.checkup_platforms import ask_platforms
    from bots.cli.findings import not_looked
    from bots.cli.ground import lay_ground
    from config.logging import configure_logging

    ground = lay_ground(folder, environ)
    settings = ground.settings
    configure_logging([] if settings is None else settings.secrets(), level="CRITICAL")
    inside, of_database = checkup.check_database(settings, clock, entropy)
    clocks = None
    if settings is None or offline:
        because = "--offline" if offline else "the settings cannot be used"
        of_platforms = [not_looked(check, because) for check in (5, 6, 7, 8)]
    else:
        asking = ask_platforms(settings, inside, clock, discord=ground.discord_usable)
        of_platforms, clocks = asyncio.run(asking)
    return [
        *checkup.check_settings(folder, ground),
        *of_database,
        *checkup.check_library(ground),
        *checkup.check_numbers(ground, clock.now().date()),
        *of_platforms,
        *checkup.check_people(settings, inside, clock.now()),
        *checkup.check_machine(folder, settings, clocks),
        *checkup.check_consent(ground, inside),
    ]


def _facts(row: Row) -> dict[str, object]:
    return {
        "check": row.check,
        "name": row.name,
        "state": row.state.value,
        "what": row.what,
        "mend": row.mend or None,
        "link": row.link or None,
        "door_link": row.door_link or None,
    }


def _text(rows: Sequence[Row], *, links: bool) -> list[str]:
    from bots.cli.findings import State
    from core.prompts.faults import plain_line

    lines: list[str] = []
    before = 0
    for row in rows:
        head = f"{row.check:2}  {row.name:{_NAME_WIDTH}}" if row.check != before else " " * (_NAME_WIDTH + 4)
        lines.append(f"{head}  {row.state.value:{_STATE_WIDTH}}  {plain_line(row.what)}")
        if row.mend:
            lines.append(" " * (_NAME_WIDTH + _STATE_WIDTH + 8) + plain_line(row.mend))
        before = row.check
    counts = [
        f"{number} {state.value}{'' if number == 1 else 's'}"
        for state in (State.FAULT, State.WARNING)
        if (number := sum(row.state is state for row in rows))
    ]
    lines += ["", f"{', '.join(counts)}." if counts else "All is well."]
    shown = [row for row in rows if row.link]
    if links and shown:
        lines += ["", "To add the bots, with exactly the rights they need:"]
        lines += [line for row in shown for line in _links(row)]
    return lines


def _links(row: Row) -> list[str]:
    """One line for each link of an account: Discord's bot needs other rights at the door than in the rooms."""
    account = row.what.partition(":")[0]
    if not row.door_link:
        return [f"  {account}  {row.link}"]
    return [f"  {account}, the rooms' server  {row.link}", f"  {account}, the door server  {row.door_link}"]
