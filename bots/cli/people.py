"""`vignette therapist ...` and `vignette client ...`: who is here; never what anybody wrote, never a client's name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bots.cli.practicestore import opened

if TYPE_CHECKING:
    from datetime import datetime

    from config.settings import Settings
    from core.store.engine import Store
    from core.store.overview import ClientSeen, TherapistSeen
    from core.store.therapists import Therapist

NAME_LIMIT = 60  # characters: with a few words around it, it still fits on a button (80 on Discord)
_SHORT_ID = 8
_LEAST_OF_ID = 4  # characters that are taken for the beginning of an id
_IN_WORDS = {
    "telegram": "in their private group with Topics on, where the bot is an administrator who may manage topics",
    "discord": "as the first message of a new post in the forum that only they and the bot can see",
}

therapist = typer.Typer(
    help="Add therapists and list them.", no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None
)
client = typer.Typer(
    help="List clients, by alias.", no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None
)
FormatOption = Annotated[Literal["text", "json"], typer.Option("--format", help="For people, or for programs.")]


@therapist.callback()
def _therapist() -> None:
    """Add therapists and list them."""


@client.callback()
def _client() -> None:
    """List clients, by alias."""


@therapist.command("add")
def add_command(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="What clients and the room call them, e.g. Ada.")],
    zone: Annotated[str, typer.Option("--zone", metavar="ZONE", help="Like Europe/Berlin.")],
    language: Annotated[str, typer.Option("--language", metavar="TAG", help="One of the practice's, like en.")],
    format: FormatOption = "text",
) -> None:
    """Add a therapist and print the one-time code with which they register their room.

    It works while `vignette run` is running.

    Example: vignette therapist add Ada --zone Europe/Berlin --language en --practice studio
    """
    from bots.cli.chance import MachineEntropy
    from bots.machine import SystemClock
    from core.desk.access import Act, Actor, Role, Thing
    from core.desk.codes import REGISTRATION_LASTS, new_code
    from core.desk.context import demand
    from core.domain.errors import Refused
    from core.store import therapists

    name, zone = _name(name), _zone(zone)
    with opened(ctx) as (settings, store):
        tag = _language(language, settings.practice.languages)
        demand(Actor(Role.ADMIN), Act.ADD_THERAPIST, Thing())
        code = new_code(MachineEntropy())
        until = SystemClock().now() + REGISTRATION_LASTS
        namesake = next((each for each in _here(store) if each.name == name), None)
        if namesake is not None:
            raise Refused(
                f"There is a therapist of this name already ({namesake.id[:_SHORT_ID]}), and everybody would take one for "
                f"the other. A new code for them: vignette therapist code {namesake.id[:_SHORT_ID]}. "
                "Somebody else of this name needs a name that tells the two apart."
            )
        store.run_here(
            therapists.add_therapist, name=name, language=tag, zone=zone, code=code, code_until=until
        )  # the code itself is kept as a keyed hash only
    _tell_code(name, zone, code, until, settings, as_json=format == "json")


@therapist.command("code")
def code_command(
    ctx: typer.Context,
    who: Annotated[str, typer.Argument(metavar="NAME|ID", help="As `vignette therapist list` shows them.")],
    format: FormatOption = "text",
) -> None:
    """Give a therapist who has no room yet a new one-time code; the old one stops working.

    Example: vignette therapist code Ada --practice studio
    """
    from bots.cli.chance import MachineEntropy
    from bots.machine import SystemClock
    from core.desk.access import Act, Actor, Role, Thing
    from core.desk.codes import REGISTRATION_LASTS, new_code
    from core.desk.context import demand
    from core.domain.errors import Refused
    from core.domain.states import TherapistState
    from core.store import therapists

    wanted = who.strip()
    with opened(ctx) as (settings, store):
        demand(Actor(Role.ADMIN), Act.RENEW_CODE, Thing())
        here = _here(store)
        found = [each for each in here if each.name == wanted]
        found = found or [each for each in here if len(wanted) >= _LEAST_OF_ID and each.id.startswith(wanted.lower())]
        if not found:
            raise Refused(f"There is no therapist “{wanted}”; `vignette therapist list` shows who is there.")
        if len(found) > 1:
            ids = ", ".join(each.id[:_SHORT_ID] for each in found)
            raise Refused(f"There are {len(found)} of them; say which one by its id: {ids}")
        one = found[0]
        if one.state is not TherapistState.INVITED:
            raise Refused(f"{one.name} has a room already; a code would open nothing.")
        code = new_code(MachineEntropy())
        until = SystemClock().now() + REGISTRATION_LASTS
        store.run_here(therapists.renew_code, one.id, code=code, code_until=until)
    _tell_code(one.name, one.zone, code, until, settings, as_json=format == "json")


@therapist.command("list")
def list_therapists(ctx: typer.Context, format: FormatOption = "text") -> None:
    """List the therapists: their state, their room, how many clients they have.

    Example: vignette therapist list --practice studio
    """
    from bots.cli.wording import columns
    from core.desk.access import Act, Actor, Role, Thing
    from core.desk.context import demand
    from core.store import overview

    with opened(ctx) as (_, store):
        demand(Actor(Role.ADMIN), Act.LIST_THERAPISTS, Thing())
        found = store.run_here(overview.therapists_seen)
    if format == "json":
        print(json.dumps([_therapist_facts(each) for each in found], ensure_ascii=True, indent=2))
    elif not found:
        print("No therapists yet. The first: vignette therapist add NAME --zone Europe/Berlin --language en")
    else:
        head = ("id", "name", "state", "zone", "language", "clients", "room")
        print("\n".join(columns([head, *(_therapist_row(each) for each in found)])))


@client.command("list")
def list_clients(ctx: typer.Context, format: FormatOption = "text") -> None:
    """List the clients by alias: their state, whether they can be reached, what they follow.

    Example: vignette client list --format json --practice studio
    """
    from bots.cli.wording import columns
    from core.desk.access import Act, Actor, Role, Thing
    from core.desk.context import demand
    from core.store import overview, therapists

    with opened(ctx) as (_, store):
        demand(Actor(Role.ADMIN), Act.LIST_CLIENTS, Thing())
        found = store.run_here(overview.clients_seen)
        names: dict[str, str] = {each.id: each.name for each in store.run_here(therapists.list_therapists)}
    if format == "json":
        facts = [_client_facts(each, names[each.therapist]) for each in found]
        print(json.dumps(facts, ensure_ascii=True, indent=2))
    elif not found:
        print("No clients yet. A therapist invites each one: /invite in their room.")
    else:
        head = ("alias", "state", "therapist", "zone", "language", "reached on", "follows")
        print("\n".join(columns([head, *(_client_row(each, names[each.therapist]) for each in found)])))


def _here(store: Store) -> list[Therapist]:
    """Everybody who has not left."""
    from core.domain.states import TherapistState
    from core.store import therapists

    return [each for each in store.run_here(therapists.list_therapists) if each.state is not TherapistState.LEFT]


def _tell_code(name: str, zone: str, code: str, until: datetime, settings: Settings, *, as_json: bool) -> None:
    from core.desk.codes import shown
    from core.queue.when import date_and_time

    if as_json:
        facts = {"therapist": name, "code": shown(code), "until": until.isoformat(timespec="seconds")}
        print(json.dumps(facts, ensure_ascii=True, indent=2))
        return
    platforms = {each.platform.value for each in settings.accounts.values()}
    ways = "; ".join(f"on {key.capitalize()} {words}" for key, words in _IN_WORDS.items() if key in platforms)
    print(shown(code))
    print(
        f"Valid once, until {date_and_time(until, zone)} ({zone}). While `vignette run` is running, {name} sends "
        f"`/register {shown(code)}` in the room that is to be theirs{f': {ways}' if ways else ''}."
    )


def _name(words: str) -> str:
    from config.fields import check_name

    if len(words.strip().splitlines()) > 1:
        raise typer.BadParameter("must stand on one line", param_hint="NAME")
    try:
        name = check_name(words)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="NAME") from None
    if len(name) > NAME_LIMIT:
        raise typer.BadParameter(
            f"is longer than {NAME_LIMIT} characters; it stands on buttons and small screens", param_hint="NAME"
        )
    return name


def _zone(name: str) -> str:
    from zoneinfo import available_timezones

    from config.faults import nearest

    zone, known = name.strip(), available_timezones()
    if zone not in known:
        near = nearest(zone, known) if zone else ""
        hint = f"; {near}" if near.startswith("did") else ""
        raise typer.BadParameter(f"must be a time zone like Europe/Berlin{hint}", param_hint="--zone")
    return zone


def _language(tag: str, known: tuple[str, ...]) -> str:
    from config.faults import nearest

    for each in known:
        if each.casefold() == tag.strip().casefold():
            return each
    raise typer.BadParameter(
        f"must be one of the practice's languages in practice.yaml; {nearest(tag.strip(), known)}",
        param_hint="--language",
    )


def _therapist_facts(seen: TherapistSeen) -> dict[str, object]:
    room = seen.room
    return {
        "id": seen.therapist.id[:_SHORT_ID],
        "name": seen.therapist.name,
        "state": seen.therapist.state.value,
        "zone": seen.therapist.zone,
        "language": seen.therapist.language,
        "room": None
        if room is None
        else {
            "platform": room.address.platform.value,
            "account": room.address.account,
            "trouble": None if seen.trouble is None else seen.trouble.value,
        },
        "code_until": None if seen.code_until is None else seen.code_until.isoformat(timespec="seconds"),
        "clients": seen.clients,
    }


def _therapist_row(seen: TherapistSeen) -> tuple[str, ...]:
    from bots.cli.wording import place, why
    from bots.machine import SystemClock
    from core.queue.when import date_and_time

    who = seen.therapist
    room = "none"
    if seen.room is not None:
        room = place(seen.room.address.platform, seen.room.address.account)
        room += "" if seen.trouble is None else f", takes no messages: {why(seen.trouble)}"
    elif seen.code_until is not None:
        over = seen.code_until <= SystemClock().now()
        room = (
            f"none yet; code {'ran out' if over else 'until'} {date_and_time(seen.code_until, who.zone)} ({who.zone})"
        )
    return (who.id[:_SHORT_ID], who.name, who.state.value, who.zone, who.language, str(seen.clients), room)


def _client_facts(seen: ClientSeen, therapist_name: str) -> dict[str, object]:
    from core.domain.states import ClientState

    gone = seen.state is ClientState.LEFT
    return {
        "alias": seen.alias,
        "state": seen.state.value,
        "therapist": therapist_name,
        "zone": seen.zone,
        "language": seen.language,
        "platforms": [
            {
                "platform": way.platform.value,
                "account": way.account,
                "reachable": way.open and not gone,
                "reason": "left" if gone else None if way.open else way.trouble.value if way.trouble else "closed",
            }
            for way in seen.ways
        ],
        "programmes": [{"programme": each, "start": start.isoformat()} for each, start in seen.programmes],
    }


def _client_row(seen: ClientSeen, therapist_name: str) -> tuple[str, ...]:
    from core.domain.states import ClientState

    follows = ", ".join(f"{each} from {start.isoformat()}" for each, start in seen.programmes) or "-"
    # Somebody who left may still be named as following: nothing is sent, and they can come back.
    shown = "-" if seen.state is ClientState.LEFT else follows
    return (seen.alias, seen.state.value, therapist_name, seen.zone, seen.language, _reached(seen), shown)


def _reached(seen: ClientSeen) -> str:
    """The platforms they can be written to on, or why there is none."""
    from bots.cli.wording import place, why
    from bots.machine import SystemClock
    from core.domain.states import ClientState

    if seen.state is ClientState.LEFT:
        return "left, nothing is sent"
    if seen.state is ClientState.INVITED:
        over = seen.invited_until is not None and seen.invited_until <= SystemClock().now()
        return "code ran out unused" if over else "code not used yet"
    return (
        ", ".join(
            place(way.platform, way.account)
            + ("" if way.open else f" closed: {why(way.trouble) if way.trouble else '-'}")
            for way in seen.ways
        )
        or "no address"
    )
