"""`vignette library publish` and `vignette library diff`: which library is in force, and what another one would change.

Only here the authors' commands look into the practice: its database, its clients' aliases, its calendar.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bots.cli.authoring import (
    FOUND_FAULTS,
    USAGE,
    FallbackOption,
    LibraryOption,
    PracticeOption,
    home_of,
    place,
    say,
    sound_library,
    stop,
)

if TYPE_CHECKING:
    from config.settings import Settings
    from core.prompts.compare import Changes
    from core.prompts.library import Library
    from core.scheduler.difference import Difference
    from core.store.engine import Store
    from core.store.revisions import Kept

_LEAST_HEX = 4  # digits by which a revision can be named


@dataclass(frozen=True, slots=True)
class _Before:
    """What is in force. library: None where nothing is, or where it cannot be read."""

    revision: str | None
    library: Library | None


def publish_command(
    ctx: typer.Context,
    library: LibraryOption = None,
    revision: Annotated[
        str | None, typer.Option("--revision", metavar="HEX", help="Go back to a kept one, by its first digits.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    fallback: FallbackOption = None,
    practice: PracticeOption = None,
) -> None:
    """Check the folder, show what would change for whom, and put it in force: all of it or nothing, without a restart.

    With errors nothing happens, and what is in force stays. A running service goes by the new one with its next beat.

    Example: vignette library publish --yes
    """
    if revision is not None and library is not None:
        raise typer.BadParameter("takes no --library: a kept one is not in a folder", param_hint="--revision")
    wanted = None
    if revision is None:
        folder, base = place(ctx, practice, library, fallback)
        wanted = sound_library(folder, base, "Nothing was changed: what is in force stays in force.")
    with _practice(ctx, practice, begins=revision is None, mends=not dry_run) as (settings, store):
        before = _in_force(store)
        if wanted is None:
            wanted = _kept(settings, store, revision or "")
        if wanted.revision == before.revision and before.library is not None:
            say(f"Revision {wanted.revision} is in force already; nothing was changed.")
            return
        _show(settings, store, before, wanted)
        if dry_run:
            say("Nothing was changed.", to_stderr=True)
            return
        _agree(yes=yes)
        _put_in_force(store, before, wanted, back=revision is not None)
        say(f"Revision {wanted.revision} is in force. A running service goes by it within half a minute.")
        if before.library is not None:
            say(f"Back again: vignette library publish --revision {before.revision}")
        if revision is not None:
            say("The folder is as it was: what is wrong in it comes back with the next publish.", to_stderr=True)


def diff_command(
    ctx: typer.Context,
    old: Annotated[
        Path | None, typer.Argument(metavar="[OLD_DIR]", help="With NEW_DIR: two folders, without any practice.")
    ] = None,
    new: Annotated[Path | None, typer.Argument(metavar="[NEW_DIR]")] = None,
    library: LibraryOption = None,
    format: Annotated[Literal["text", "json"], typer.Option("--format", help="For people, or for programs.")] = "text",
    json_too: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    fallback: FallbackOption = None,
    practice: PracticeOption = None,
) -> None:
    """Tell what is different between the library in force and the folder, and who would receive what differently.

    Nothing is changed. Clients are called by their aliases. Two folders can be compared as well: OLD_DIR NEW_DIR.

    Example: vignette library diff --format json
    """
    as_json = json_too or format == "json"
    if old is not None:
        _folders(ctx, old, new, practice, fallback, as_json=as_json)
        return
    folder, base = place(ctx, practice, library, fallback)
    wanted = sound_library(folder, base)
    with _practice(ctx, practice, begins=False) as (settings, store):
        before = _in_force(store)
        if as_json:
            changes, found = _compared(store, before, wanted)
            say(json.dumps(_facts(before.revision, wanted.revision, changes, found), ensure_ascii=True, indent=2))
        elif wanted.revision == before.revision:
            say(f"The folder is what is in force: revision {before.revision}.")
        else:
            _show(settings, store, before, wanted)


def _folders(
    ctx: typer.Context, old: Path, new: Path | None, practice: Path | None, fallback: str | None, *, as_json: bool
) -> None:
    from bots.cli import beside
    from core.prompts.compare import compare

    if new is None:
        raise typer.BadParameter("is missing: OLD_DIR alone compares nothing", param_hint="NEW_DIR")
    before, after = (sound_library(*place(ctx, practice, folder, fallback)) for folder in (old, new))
    changes = compare(before, after)
    if as_json:
        say(json.dumps(_facts(before.revision, after.revision, changes, None), ensure_ascii=True, indent=2))
    else:
        say("\n".join(beside.entries(changes)) if not changes.nothing else "The two say the same.")


# --- the practice -----------------------------------------------------------------------------------------------------
@contextmanager
def _practice(
    ctx: typer.Context, practice: Path | None, *, begins: bool, mends: bool = False
) -> Generator[tuple[Settings, Store]]:
    """Settings and store. begins: a database that is not there yet is made. mends: an older one is brought up to date here
    where `vignette run` refuses to start because of what is in force. Raises BadInput, StoreFault.
    """
    from bots import runner
    from bots.cli.chance import MachineEntropy
    from bots.machine import SystemClock, harden
    from config.settings import load_settings
    from core.desk.access import Act, Actor, Role, Thing
    from core.desk.context import demand
    from core.domain.errors import Refused, SettingsFault
    from core.store.opening import schema_of

    harden()
    demand(Actor(Role.ADMIN), Act.EDIT_LIBRARY, Thing())
    settings = load_settings(home_of(ctx, practice), os.environ)
    if faults := settings.ready_to_open():
        raise SettingsFault(faults)
    schema = schema_of(settings.database_url)
    if schema == "none" and not begins:
        raise Refused(
            "Nothing is in force yet: the first `vignette library publish` or `vignette run` puts the folder in."
        )
    if schema == "older" and not (mends and _stops_a_start(settings)):
        raise Refused(
            "The database was written by an older Vignette. `vignette run` brings it up to date, with a backup."
        )
    store = runner.open_settings_store(settings, SystemClock(), MachineEntropy())
    try:
        yield settings, store
    finally:
        store.close_here()


def _stops_a_start(settings: Settings) -> bool:
    from bots import runner
    from core.domain.errors import LibraryFault

    try:
        runner.library_in_force(settings)
    except LibraryFault:
        return True
    return False


def _in_force(store: Store) -> _Before:
    from core.domain.errors import LibraryFault
    from core.prompts.packed import unpack_library
    from core.store import revisions

    revision = store.run_here(revisions.in_force)
    content = None if revision is None else store.run_here(revisions.packed, revision)
    if revision is None or content is None:
        return _Before(revision, None)
    try:
        return _Before(revision, unpack_library(content, revision))
    except LibraryFault as fault:
        say(f"What is in force cannot be compared: {fault}.", to_stderr=True)
        return _Before(revision, None)


def _kept(settings: Settings, store: Store, digits: str) -> Library:
    """A kept library by its first digits; or the sentence that says which there are. Raises LibraryFault."""
    from core.prompts.packed import unpack_library
    from core.store import revisions

    there = store.run_here(revisions.kept)
    found = [each for each in there if each.revision.startswith(digits.lower())]
    if len(digits) < _LEAST_HEX or len(found) != 1:
        shown = "\n".join(f"  {_line(each, settings, 'in force last since')}" for each in there) or "  none"
        stop(
            f"--revision {digits[:40]!r} names no kept library (four digits or more). Kept are:\n{shown}", FOUND_FAULTS
        )
    content = store.run_here(revisions.packed, found[0].revision)
    assert content is not None
    return unpack_library(content, found[0].revision)


def _line(each: Kept, settings: Settings, words: str) -> str:
    from zoneinfo import ZoneInfo

    at = each.in_force_at or each.kept_at
    local = at.astimezone(ZoneInfo(settings.practice.zone))
    return f"{each.revision}  {words} {local:%Y-%m-%d %H:%M}"


def _compared(store: Store, before: _Before, wanted: Library) -> tuple[Changes, Difference | None]:
    from core.prompts.compare import compare
    from core.prompts.library import build_library
    from core.scheduler.difference import difference

    old = before.library or build_library([])
    found = None if before.library is None else asyncio.run(store.read(difference, old, wanted))
    return compare(old, wanted), found


def _show(settings: Settings, store: Store, before: _Before, wanted: Library) -> None:
    from bots.cli import beside
    from bots.machine import SystemClock
    from core.scheduler.difference import DAYS
    from core.store import revisions

    if before.library is None:
        say(f"In its place: {wanted.revision}, {len(wanted.prompts)} prompts, {len(wanted.programmes)} programmes.")
        return
    line = next(
        (_line(each, settings, "since") for each in store.run_here(revisions.kept) if each.revision == before.revision),
        "",
    )
    changes, found = _compared(store, before, wanted)
    say(f"In force: {line}\nInstead:  {wanted.revision}\n")
    say("\n".join(beside.entries(changes)))
    if found is not None:
        say("\n" + "\n".join(beside.people(found, SystemClock().now(), days=DAYS.days)))


def _facts(before: str | None, after: str, changes: Changes, found: Difference | None) -> dict[str, object]:
    from bots.cli import beside
    from core.scheduler.difference import DAYS

    told: dict[str, object] = {"before": before, "after": after, **beside.entry_facts(changes)}
    return told if found is None else {**told, "days": DAYS.days, **beside.people_facts(found)}


def _agree(*, yes: bool) -> None:
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        stop("Nothing was changed: say --yes to put it in force.", USAGE)
    if not typer.confirm("Put it in force?", default=False, err=True):
        stop("Nothing was changed.", FOUND_FAULTS)


def _put_in_force(store: Store, before: _Before, wanted: Library, *, back: bool) -> None:
    """Keep it and put it in force in one transaction, if what was shown is still true; then let go of what nobody needs."""
    from core.prompts.packed import pack_library, unpack_library
    from core.store import revisions

    content = pack_library(wanted)
    unpack_library(content, wanted.revision)  # what cannot be read back never comes into force
    how = "gone back to" if back else "published"
    store.run_here(revisions.publish, wanted.revision, content, how=how, instead_of=before.revision)
    if gone := asyncio.run(store.read(revisions.unneeded)):
        store.run_here(revisions.let_go, gone)
