"""`vignette why`: what became of a client's prompts, and why; times, states, reasons and the library's own titles."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bots.cli.practicestore import opened

if TYPE_CHECKING:
    from config.settings import Settings
    from core.domain.message import Text
    from core.prompts.library import Library
    from core.store.traces import Person, Trace
    from core.store.unit import Unit

FormatOption = Annotated[Literal["text", "json"], typer.Option("--format", help="For people, or for programs.")]


def why(
    ctx: typer.Context,
    alias: Annotated[str, typer.Argument(metavar="ALIAS", help="The client, as `vignette client list` shows them.")],
    day: Annotated[
        str | None,
        typer.Option("--date", metavar="YYYY-MM-DD", help="A date by the client's calendar; else the last ones."),
    ] = None,
    format: FormatOption = "text",
) -> None:
    """Tell what became of a client's prompts: each sending, each move, each reason; for a date also why it has none.

    Example: vignette why Heron-12 --date 2026-12-01 --practice studio
    """
    from core.desk.access import Act, Actor, Role, Thing
    from core.desk.context import demand

    wanted = None if day is None else _date(day)
    with opened(ctx) as (settings, store):
        demand(Actor(Role.ADMIN), Act.SEE_SCHEDULE, Thing())
        library = _library(settings)
        client = store.run_here(_client, alias.strip())
        if format == "text":
            print(store.run_here(_told, library, client, wanted, settings.practice.languages[0]).plain)
            return
        found, absences = store.run_here(_facts, library, client, wanted)
    print(json.dumps([_row(each, client) for each in found], ensure_ascii=True, indent=2))
    for words in absences:
        print(words.plain, file=sys.stderr)


def _client(unit: Unit, alias: str) -> Person:
    """Raises Refused."""
    from difflib import get_close_matches

    from core.domain.errors import Refused
    from core.store import traces

    found = traces.person_called(unit, alias)
    if found is None:
        near = get_close_matches(alias.capitalize(), traces.aliases(unit), n=1, cutoff=0.6)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise Refused(f"There is no client “{alias[:60]}”; `vignette client list` shows who is there.{hint}")
    return found


def _told(unit: Unit, library: Library, client: Person, day: date | None, language: str) -> Text:
    from core.desk import telling

    _within_reach(unit, client, day)
    return telling.told(unit, library, telling.Asked(client, language, client.zone, day))


def _facts(unit: Unit, library: Library, client: Person, day: date | None) -> tuple[list[Trace], list[Text]]:
    from core.desk import telling

    _within_reach(unit, client, day)
    found = telling.found_for(unit, client, day)
    absences = [] if found or day is None else telling.reasons_of_absence(unit, library, client, day, "en")
    return found, absences


def _within_reach(unit: Unit, client: Person, day: date | None) -> None:
    from core.desk import telling

    if day is not None and not telling.within_reach(day, unit.now, client.zone):
        years = telling.FURTHEST.days // 366
        raise typer.BadParameter(f"must lie within {years} years of today", param_hint="--date")


def _library(settings: Settings) -> Library:
    """The library in force; where none is kept yet, the folder as it is now: one with errors is none, and prompts are
    called by their ids.
    """
    from bots import runner
    from core.domain.errors import LibraryFault
    from core.prompts.library import build_library

    try:
        return runner.library_to_go_by(settings)
    except LibraryFault:
        print("The library has errors, so prompts are called by their ids: vignette library check", file=sys.stderr)
    return build_library([])


def _date(words: str) -> date:
    from core.prompts.fields import read_date

    try:
        return read_date(words.strip())
    except ValueError:
        raise typer.BadParameter("must be a date like 2026-12-01", param_hint="--date") from None


def _row(trace: Trace, client: Person) -> dict[str, object]:
    """One occurrence: stable words, moments in UTC, local ones with their offset."""
    from zoneinfo import ZoneInfo

    from core.domain.delivery import DeliveryKind, DeliveryState

    zone = ZoneInfo(client.zone)
    reminders = [
        each.at for each in trace.calls if each.kind is DeliveryKind.REMINDER and each.state is DeliveryState.SENT
    ]
    return {
        "occurrence": trace.id,
        "programme": trace.programme,
        "step": None if trace.programme is None else trace.step,
        "date": trace.local_date.isoformat(),
        "slot": trace.slot,
        "prompt": trace.prompt or None,
        "local": trace.due_at.astimezone(zone).isoformat(timespec="seconds"),
        "utc": _utc(trace.due_at),
        "by_rule": _utc(trace.nominal_at),
        "state": trace.state.value,
        "reason": trace.reason,
        "approval": trace.approval,
        "by": None if trace.sent_by is None else _role(trace.sent_by),
        "moves": [
            {
                "at": _utc(move.at),
                "from": _utc(move.before),
                "to": _utc(move.after),
                "reason": move.reason,
                "by": _role(move.actor),
            }
            for move in trace.moves
        ],
        "sent": _utc(trace.sent_at),
        "answered": _utc(trace.answered_at),
        "closes": _utc(trace.closes_at),
        "reminders": [_utc(each) for each in reminders],
        "deliveries": [
            {"kind": each.kind.value, "state": each.state.value, "copy": each.is_copy, "at": _utc(each.at)}
            for each in trace.calls
        ],
    }


def _utc(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _role(actor: str) -> str:
    """Who, without their id: client, therapist, vignette."""
    return actor.partition(":")[0]
