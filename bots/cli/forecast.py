"""`vignette forecast`: how much each account will carry, when it is over its rate, and what to do. Counts only."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from config.settings import Settings
    from core.domain.message import Capabilities
    from core.scheduler.forecast import Flood, Forecast, Outlook
    from core.store.load import Delays

_SHOWN = 6  # floods told one by one as text; the JSON has all
_NAMED = 3  # programmes told with one
_MANY_MINUTES = 20  # beyond this no other hour helps enough: another account does
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LEFT_OUT = ("reminders", "steps that wait for another one, until that was sent or answered")
_QUICKER = "To be quicker: let some programmes begin at other times, or use `between`"


def forecast(
    ctx: typer.Context,
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How many days, today included.")] = 14,
    format: Annotated[Literal["text", "json"], typer.Option("--format", help="For people, or for programs.")] = "text",
) -> None:
    """Tell how many prompts each account will carry, when that is more than its rate, and what to do about it.

    It changes nothing, and works while `vignette run` is running.

    Example: vignette forecast --days 28 --practice studio
    """
    import os

    from bots.machine import harden
    from config.settings import load_settings
    from core.desk.access import Act, Actor, Role, Thing
    from core.desk.context import demand

    harden()
    demand(Actor(Role.ADMIN), Act.FORECAST, Thing())
    settings = load_settings(Path(ctx.obj["practice"]), os.environ)
    seen, zone = _seen(settings, days), settings.practice.zone
    platforms = {name: account.platform.value for name, account in settings.accounts.items()}
    if format == "json":
        print(json.dumps(_facts(seen, platforms, zone, days), ensure_ascii=True, indent=2))
    else:
        print("\n".join(_lines(seen, platforms, zone, days)))


def _seen(settings: Settings, days: int) -> Forecast:
    """What lies ahead. Raises BadInput, StoreFault; a database that is not there is not made."""
    from bots import runner
    from bots.cli.chance import MachineEntropy
    from bots.machine import SystemClock
    from core.domain.errors import Refused, SettingsFault
    from core.scheduler.forecast import forecast as look_ahead
    from core.store.opening import schema_of

    if faults := settings.ready_to_open():
        raise SettingsFault(faults)
    schema = schema_of(settings.database_url)
    if schema == "none":
        raise Refused("There is no database yet, so nobody follows a programme. `vignette run` makes it.")
    if schema == "older":
        raise Refused(
            "The database was written by an older Vignette. `vignette run` brings it up to date, with a backup."
        )
    library = runner.library_to_go_by(settings)
    store = runner.open_settings_store(settings, SystemClock(), MachineEntropy())
    try:
        accounts, zone = _accounts(settings), settings.practice.zone
        return asyncio.run(store.read(look_ahead, library, accounts, zone=zone, days=days))
    finally:
        store.close_here()


def _accounts(settings: Settings) -> dict[str, Capabilities]:
    from bots.discord.capabilities import DISCORD
    from bots.telegram.capabilities import TELEGRAM
    from core.domain.address import Platform

    return {
        name: TELEGRAM if account.platform == Platform.TELEGRAM else DISCORD
        for name, account in settings.accounts.items()
    }


# --- for people -------------------------------------------------------------------------------------------------------
def _lines(seen: Forecast, platforms: Mapping[str, str], zone: str, days: int) -> list[str]:
    lines = [
        f"The next {_count(days, 'day')} by the clock of {zone}; {_count(seen.enrolments, 'enrolment')}.",
        f"Left out: {'; '.join(_LEFT_OUT)}.",
    ]
    if seen.nowhere:
        lines.append(f"Not counted: {_count(seen.nowhere, 'enrolment')} of clients whom no account here can write to.")
    if seen.unknown:
        lines.append(
            f"Not counted: {_count(seen.unknown, 'enrolment')} in programmes that are not in the library. "
            "Put the files back and publish them, or those clients get nothing more of them."
        )
    if not seen.accounts:
        return [*lines, "", "There is no account in practice.yaml yet."]
    lines += ["", *_by_day(seen.accounts)]
    for each in seen.accounts:
        lines += ["", *_account(each, platforms[each.account], zone)]
    return lines


def _by_day(accounts: Sequence[Outlook]) -> list[str]:
    """The prompts of each day, a column per account."""
    from bots.cli.wording import columns

    numbers = [[f"{each.days[day]:,}" for day in each.days] for each in accounts]
    widths = [max(len(each.account), *map(len, cells)) for each, cells in zip(accounts, numbers, strict=True)]
    head = ["prompts on", *(each.account.rjust(width) for each, width in zip(accounts, widths, strict=True))]
    dates = [f"{_DAYS[day.weekday()]} {day.day:>2} {_MONTHS[day.month - 1]}" for day in accounts[0].days]
    rows = [
        [day, *(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))]
        for day, cells in zip(dates, zip(*numbers, strict=True), strict=True)
    ]
    return columns([head, *rows])


def _account(each: Outlook, platform: str, zone: str) -> list[str]:
    from bots.cli.wording import plain_line

    rate = f"{each.per_s:g} a second, a fifth of it kept free for answers and cards"
    lines = [f"{plain_line(each.account)} ({platform.capitalize()}) carries {each.carries:,} prompts a minute: {rate}."]
    if each.busiest:
        lines.append("  Busiest: " + "; ".join(f"{_when(at, zone)}, {number:,}" for at, number in each.busiest) + ".")
    lines += ["  " + words for words in (_took(each.took), *_over(each, zone)) if words]
    return lines


def _took(took: Delays | None) -> str:
    if took is None:
        return "Last 7 days: no prompt was sent."
    spread = f" {took.spread:,} of them {'was' if took.spread == 1 else 'were'} spread." if took.spread else ""
    return (
        f"Last 7 days: {_count(took.prompts, 'prompt')}, half of them within {_length(took.half)} of their time, 99 of 100 "
        f"within {_length(took.nearly_all)}, the longest {_length(took.longest)}.{spread}"
    )


def _over(each: Outlook, zone: str) -> list[str]:
    """Each time of day at which it is over its rate, and what to do."""
    if not each.floods:
        return ["Never over its rate."]
    alike: dict[str, list[Flood]] = {}
    for flood in each.floods:
        alike.setdefault(f"{flood.at.astimezone(ZoneInfo(zone)):%H:%M}", []).append(flood)
    worst = sorted(alike.values(), key=lambda some: -max(flood.begins + flood.minutes for flood in some))
    shown = sorted(worst[:_SHOWN], key=lambda some: some[0].at)
    lines = [_flood(some, each, zone) for some in shown]
    if len(worst) > _SHOWN:
        lines.append(f"And {len(worst) - _SHOWN} more times of day; `--format json` lists them all.")
    return [*lines, _advice(each)]


def _flood(some: Sequence[Flood], each: Outlook, zone: str) -> str:
    """One time of day, told by its worst day."""
    from bots.cli.wording import plain_line

    most = max(some, key=lambda flood: (flood.begins + flood.minutes, flood.prompts))
    further = f" (and at this time on {_count(len(some) - 1, 'more day')})" if len(some) > 1 else ""
    after = f", from {_count(most.begins, 'minute')} later on" if most.begins else ""
    words = (
        f"{_when(most.at, zone)}{further}: {most.prompts:,} due on {plain_line(each.account)}, which carries {each.carries:,} "
        f"a minute: spread over {_count(most.minutes, 'minute')}{after}."
    )
    named = [f"{plain_line(name)} {number:,}" for name, number in most.programmes.items() if name][:_NAMED]
    if named:
        words += f" Of {'these' if len(named) == len(most.programmes) else 'them'}: {', '.join(named)}."
    if most.shortest is not None and most.shortest < timedelta(minutes=most.begins + most.minutes):
        words += f" Some may wait no longer than {_length(most.shortest)} (`if_late: up_to`): what comes later than that is late."
    return words


def _advice(each: Outlook) -> str:
    if max(flood.begins + flood.minutes for flood in each.floods) > _MANY_MINUTES:
        return f"{_QUICKER}; for so many a second bot account helps most, for it carries as much again."
    return f"{_QUICKER}."


def _when(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} {local:%H:%M}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _length(length: timedelta) -> str:
    seconds = round(length.total_seconds())
    if seconds < 1:
        return "1 s"
    if seconds < 120:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


# --- for programs -----------------------------------------------------------------------------------------------------
def _facts(seen: Forecast, platforms: Mapping[str, str], zone: str, days: int) -> dict[str, object]:
    return {
        "zone": zone,
        "days": days,
        "from": _utc(seen.since),
        "until": _utc(seen.until),
        "enrolments": seen.enrolments,
        "not_counted": {"no_account": seen.nowhere, "unknown_programme": seen.unknown},
        "left_out": list(_LEFT_OUT),
        "accounts": [_account_facts(each, platforms[each.account], zone) for each in seen.accounts],
    }


def _account_facts(each: Outlook, platform: str, zone: str) -> dict[str, object]:
    return {
        "account": each.account,
        "platform": platform,
        "per_second": each.per_s,
        "carries_per_minute": each.carries,
        "days": [{"date": day.isoformat(), "prompts": number} for day, number in each.days.items()],
        "busiest": [{**_moment(at, zone), "prompts": number} for at, number in each.busiest],
        "over": [_flood_facts(flood, zone) for flood in each.floods],
        "advice": _advice(each) if each.floods else None,
        "last_7_days": None if each.took is None else _took_facts(each.took),
    }


def _flood_facts(flood: Flood, zone: str) -> dict[str, object]:
    return {
        **_moment(flood.at, zone),
        "prompts": flood.prompts,
        "begins_after_minutes": flood.begins,
        "minutes": flood.minutes,
        "programmes": [{"programme": name or None, "prompts": n} for name, n in flood.programmes.items()],
        "shortest_window_s": None if flood.shortest is None else int(flood.shortest.total_seconds()),
    }


def _took_facts(took: Delays) -> dict[str, object]:
    return {
        "prompts": took.prompts,
        "median_s": took.half.total_seconds(),
        "p90_s": took.most.total_seconds(),
        "p99_s": took.nearly_all.total_seconds(),
        "max_s": took.longest.total_seconds(),
        "spread": took.spread,
    }


def _moment(at: datetime, zone: str) -> dict[str, str]:
    return {"local": at.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes"), "utc": _utc(at)}


def _utc(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
