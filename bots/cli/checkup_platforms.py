"""What `doctor` asks the platforms: tokens, rights, rooms, and what time it is there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import parsedate_to_datetime

import httpx

from bots import runner
from bots.cli import wording
from bots.cli.checkup import Inside
from bots.cli.findings import Row, fault, not_looked, ok, warning
from bots.discord.connector import DiscordAccount
from bots.discord.door import RIGHTS
from bots.discord.rooms import install_link
from bots.telegram.connector import TelegramAccount
from bots.telegram.rooms import group_link
from config.settings import Settings
from core.domain.address import Platform
from core.domain.errors import AccountClosed, DeliveryError, Unreachable
from core.domain.rooms import RoomFault, RoomLook, RoomTrouble
from core.ports.clock import Clock
from core.prompts.faults import plain_line
from core.store.overview import TherapistSeen

_PATIENCE_S = 15.0  # for one question
_HALF_A_SECOND = timedelta(seconds=0.5)  # the Date header has whole seconds, rounded down
_NEW_TOKEN = {
    Platform.TELEGRAM: "@BotFather: /mybots, the bot, API Token",
    Platform.DISCORD: "developer portal: the application, Bot, Reset Token",
}


@dataclass(frozen=True, slots=True)
class _Heard:
    """What one account said of itself: `facts`, or the `fault` that came instead."""

    adapter: runner.Account
    facts: Mapping[str, str] | None = None
    fault: Exception | None = None


async def ask_platforms(
    settings: Settings, inside: Inside | None, clock: Clock, *, discord: bool
) -> tuple[list[Row], dict[str, timedelta]]:
    """Checks 5 to 8; and how far each platform's clock is ahead of ours. discord: its addresses can be used."""
    able = {
        name: account
        for name, account in settings.accounts.items()
        if account.token is not None and (discord or account.platform is not Platform.DISCORD)
    }
    adapters = runner.make_accounts(replace(settings, accounts=able), clock, runner.Tuning())
    addresses = {name: _address(settings, name) for name in able}
    try:
        distinct = sorted(set(addresses.values()))
        async with httpx.AsyncClient(trust_env=False, timeout=_PATIENCE_S) as line:
            told = await asyncio.gather(*(_ring(line, each, clock) for each in distinct))
        rung = dict(zip(distinct, told, strict=True))
        answers = await asyncio.gather(*(_who(adapter) for adapter in adapters.values()))
        heard = dict(zip(adapters, answers, strict=True))
        rows = [
            _account(settings, name, heard.get(name), rung.get(addresses.get(name, ""))) for name in settings.accounts
        ]
        rows += await _groups(settings, inside, heard)
        rows += _intents(settings, heard)
        rows += await _forums(settings, inside, heard)
    finally:
        for adapter in adapters.values():
            await adapter.close()
    clocks = {
        settings.accounts[name].platform.value.capitalize(): ahead
        for name, address in addresses.items()
        if isinstance(ahead := rung[address], timedelta)
    }
    return rows or [not_looked(5, "there is no account yet")], clocks


def _address(settings: Settings, name: str) -> str:
    account = settings.accounts[name]
    return account.api if account.platform is Platform.TELEGRAM else f"{settings.discord.rest}/gateway"


async def _ring(line: httpx.AsyncClient, address: str, clock: Clock) -> timedelta | str | None:
    """How far the clock there is ahead of ours; None where it is not told; a short word where nobody answers."""
    try:
        asked = clock.now()
        answer = await line.get(address)
        heard = clock.now()
        told = parsedate_to_datetime(answer.headers["Date"])
        return told + _HALF_A_SECOND - (asked + (heard - asked) / 2)
    except (KeyError, TypeError, ValueError):
        return None
    except Exception as error:  # noqa: BLE001 - whatever it was, nobody answered
        return type(error).__name__


async def _who(adapter: runner.Account) -> _Heard:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return _Heard(adapter, facts=await adapter.identity())
    except (DeliveryError, TimeoutError) as error:
        return _Heard(adapter, fault=error)


def _account(settings: Settings, name: str, heard: _Heard | None, rung: timedelta | str | None) -> Row:
    """(5) The token is accepted."""
    account = settings.accounts[name]
    where = f"{name} ({account.platform.value.capitalize()})"
    if heard is None:
        return not_looked(5, f"{where} has no token or no address that can be used")
    if heard.facts is not None:
        bot = plain_line(heard.facts.get("name", ""))
        if account.platform is Platform.TELEGRAM:
            return ok(5, f"{where}: the token is @{bot}'s", link=group_link(bot))
        application = heard.facts["id"]
        links = install_link(application), install_link(application, RIGHTS)
        return ok(5, f"{where}: the token is {bot}'s", link=links[0], door_link=links[1])
    if isinstance(heard.fault, AccountClosed):
        mend = f"Get a new one ({_NEW_TOKEN[account.platform]}) and put it where the old one is."
        return fault(5, f"{where}: the token is not accepted", mend)
    key = "api" if account.platform is Platform.TELEGRAM else "discord.rest"
    if isinstance(rung, str):
        mend = f"Look at the network, and at `{key}` in practice.yaml."
        return fault(5, f"{where}: {_address(settings, name)} does not answer ({rung})", mend)
    mend = f"Try again in a minute; if it stays, look at `{key}` in practice.yaml."
    return fault(5, f"{where}: it answers, but does not say who the bot is ({type(heard.fault).__name__})", mend)


def _asked(settings: Settings, platform: Platform, heard: Mapping[str, _Heard]) -> tuple[list[str], list[str]]:
    """The accounts of a platform: those that said who they are, and those that did not."""
    names = [name for name, account in settings.accounts.items() if account.platform is platform]
    known = [name for name in names if name in heard and heard[name].facts is not None]
    return known, [name for name in names if name not in known]


def _on(inside: Inside, name: str) -> list[TherapistSeen]:
    return [each for each in inside.therapists if each.room is not None and each.room.address.account == name]


async def _groups(settings: Settings, inside: Inside | None, heard: Mapping[str, _Heard]) -> list[Row]:
    """(6) Telegram: the bot reads the rooms and may manage their topics."""
    known, silent = _asked(settings, Platform.TELEGRAM, heard)
    if not known and not silent:
        return [ok(6, "no account on Telegram")]
    rows = [not_looked(6, f"{name} could not be asked") for name in silent]
    if inside is None:
        rows.append(not_looked(6, "which groups are rooms is in the database"))
    looked = 0
    for name in known:
        if (heard[name].facts or {}).get("joins_groups") == "off":
            mend = "@BotFather: /setjoingroups, the bot, Enable."
            rows.append(warning(6, f"{name} cannot be added to groups", mend))
        adapter = heard[name].adapter
        assert isinstance(adapter, TelegramAccount)
        if inside is None:
            continue
        for seen in _on(inside, name):
            looked += 1
            rows += await _group(adapter, seen, inside)
    return rows or [ok(6, _counted(looked, "group", "topics on, the bot reads it and may manage topics"))]


async def _group(adapter: TelegramAccount, seen: TherapistSeen, inside: Inside) -> list[Row]:
    assert seen.room is not None
    room = f"{seen.therapist.name}'s group"
    return _found(6, room, await _look(adapter, seen, inside), Platform.TELEGRAM)


async def _look(adapter: runner.Account, seen: TherapistSeen, inside: Inside) -> RoomLook | Exception:
    assert seen.room is not None
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return await adapter.messenger.look_at_room(seen.room.address, member=inside.members.get(seen.room.id, ""))
    except (DeliveryError, TimeoutError) as error:
        return error


def _found(check: int, room: str, look: RoomLook | Exception, platform: Platform) -> list[Row]:
    if isinstance(look, Exception):
        return [_unasked(check, room, look)]
    rows: list[Row] = []
    for trouble in look.troubles:
        what, mend = wording.room_fault(platform, trouble)
        told = warning if trouble.fault is RoomFault.OTHERS_INSIDE else fault
        rows.append(told(check, f"{room}: {plain_line(what)}", mend))
    return rows


def _intents(settings: Settings, heard: Mapping[str, _Heard]) -> list[Row]:
    """(7) Discord: what people write in rooms is not empty for the bot."""
    known, silent = _asked(settings, Platform.DISCORD, heard)
    if not known and not silent:
        return [ok(7, "no account on Discord")]
    rows = [not_looked(7, f"{name} could not be asked") for name in silent]
    mend = "Developer portal: the application, Bot, switch on Message Content Intent. Without it nothing comes in."
    rows += [
        fault(7, f"{name}: the Message Content Intent is off", mend)
        for name in known
        if (heard[name].facts or {}).get("message_content") != "on"
    ]
    return rows or [ok(7, "the Message Content Intent is on")]


async def _forums(settings: Settings, inside: Inside | None, heard: Mapping[str, _Heard]) -> list[Row]:
    """(8) Discord: the bot may work in the rooms, and nobody else can look in."""
    known, silent = _asked(settings, Platform.DISCORD, heard)
    if not known and not silent:
        return [ok(8, "no account on Discord")]
    rows = [not_looked(8, f"{name} could not be asked") for name in silent]
    if inside is None:
        rows.append(not_looked(8, "which forums are rooms is in the database"))
    looked = 0
    for name in known:
        adapter = heard[name].adapter
        assert isinstance(adapter, DiscordAccount)
        rows += await _servers(settings, name, adapter)
        if inside is None:
            continue
        for seen in _on(inside, name):
            looked += 1
            rows += await _forum(settings, name, adapter, seen, inside)
    return rows or [ok(8, _counted(looked, "forum", "private, with every right the bot needs"))]


async def _servers(settings: Settings, name: str, adapter: DiscordAccount) -> list[Row]:
    account = settings.accounts[name]
    wanted = {key: server for key, server in (("rooms", account.rooms), ("door", account.door)) if server is not None}
    if not wanted:
        return []
    try:
        async with asyncio.timeout(_PATIENCE_S):
            joined = await adapter.servers()
    except (DeliveryError, TimeoutError) as error:
        return [_unasked(8, f"{name}'s servers", error)]
    mend = "Open the account's link for that server, below, and add the bot there; or mend the id in practice.yaml."
    rows = [
        fault(8, f"{name} is not in the server that `{key}` names", mend)
        for key, server in wanted.items()
        if server not in joined
    ]
    if account.door is not None and account.door in joined:
        rows += await _door(name, adapter, account.door)
    return rows


async def _door(name: str, adapter: DiscordAccount, server: str) -> list[Row]:
    """May the bot make a newcomer's place at the door, and do members see nobody there?"""
    about = f"{name}'s door server"
    try:
        async with asyncio.timeout(_PATIENCE_S):
            found = await adapter.look_at_door(server)
    except (DeliveryError, TimeoutError) as error:
        return [_unasked(8, about, error)]
    return [fault(8, f"{about}: {plain_line(what)}", mend) for what, mend in found]


async def _forum(
    settings: Settings, name: str, adapter: DiscordAccount, seen: TherapistSeen, inside: Inside
) -> list[Row]:
    assert seen.room is not None
    room, account = f"{seen.therapist.name}'s forum", settings.accounts[name]
    look = await _look(adapter, seen, inside)
    if isinstance(look, Exception):
        return [_unasked(8, room, look)]
    if account.door is not None and look.server == account.door:
        look = replace(look, troubles=(*look.troubles, RoomTrouble(RoomFault.IN_DOOR_SERVER)))
    rows = _found(8, room, look, Platform.DISCORD)
    if account.rooms is not None and look.server not in (account.rooms, account.door):
        rows.append(
            warning(8, f"{room}: it lies in another server than `rooms` names", "Mend the id in practice.yaml.")
        )
    return rows


def _unasked(check: int, about: str, error: Exception) -> Row:
    if isinstance(error, Unreachable):
        missing = f" ({error.missing})" if error.missing else ""
        return fault(check, f"{about}: {wording.why(error.reason)}{missing}", wording.mend_room(error.reason))
    return warning(check, f"{about}: could not be looked at ({type(error).__name__})", "Try again in a minute.")


def _counted(number: int, thing: str, words: str) -> str:
    if number == 0:
        return f"no {thing} is registered as a room yet"
    return f"{number} {thing if number == 1 else f'{thing}s'}: {words}"
