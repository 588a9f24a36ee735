"""What to offer while a therapist types a command: programmes, languages, zones, nights, days. Read-only; nothing for others."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from core.desk import called_off
from core.desk.access import Act, Thing, can
from core.desk.context import Desk, therapist_actor
from core.desk.limits import limits_offered
from core.desk.settings import NIGHTS, tongue
from core.domain.address import Address
from core.domain.menu import Choice
from core.domain.states import TherapistState
from core.prompts.titles import titles
from core.scheduler.enrol import title_of
from core.store import clients, therapists
from core.store.therapists import Therapist
from core.store.unit import Unit
from core.texts.counting import Unit as Unit_
from core.texts.counting import counted
from core.texts.say import plain
from core.texts.typed import named_in

MOST: Final = 25  # Discord shows no more
_LABEL: Final = 100  # characters
_STARTS: Final = {"today": "today", "tomorrow": "next_day"}
_TIMES: Final = ("09:00", "12:00", "18:00", "19:30")
_LENGTHS: Final[tuple[tuple[int, Unit_], ...]] = ((1, "day"), (3, "day"), (1, "week"), (2, "week"), (4, "week"))
_IN_ENGLISH: Final = {"de": "German", "es": "Spanish", "ar": "Arabic"}
_NO_PLACES: Final = ("Etc/", "SystemV/", "US/", "posix/", "right/")  # zones that are no town, or another's old name


def suggest(
    unit: Unit, desk: Desk, at: Address, sender: str, command: str, option: str, typed: str
) -> tuple[Choice, ...]:
    """At most 25 choices for an option of a command, the likely first; nothing for anybody but the room's therapist."""
    room = therapists.room_at(unit, at.account, at.chat)
    if room is None or room.member_index != unit.index("user", sender):
        return ()
    therapist = therapists.therapist(unit, room.therapist)
    may = can(therapist_actor(room), Act.INVITE, Thing(therapist=room.therapist))
    if therapist.state is not TherapistState.ACTIVE or not may:
        return ()
    match command, option:
        case ("invite" | "enrol", "programme"):
            found = _programmes(desk, therapist)
        case ("invite", "language"):
            readable = desk.consents()  # nobody is invited in a language that the consent does not exist in
            found = [_tongue(tag) for tag in desk.practice.languages if readable.language_of(tag) is not None]
        case ("invite", "zone"):
            found = [Choice(zone, zone) for zone in _zones(unit, desk, therapist)]
        case ("invite", "quiet"):
            found = [
                *(Choice(night, night) for night in NIGHTS),
                Choice(plain("quiet_none", therapist.language), "none"),
            ]
        case ("uninvite", "alias"):
            found = [Choice(each.alias, each.alias) for each in called_off.open_invitations(unit, therapist.id)]
        case ("enrol", "start"):
            found = [Choice(plain(f"offer_{said}", therapist.language), day) for day, said in _STARTS.items()]
        case ("propose", "answer"):
            found = [Choice(plain("own_offer_yes", therapist.language), "yes")]
        case (_, "client"):
            found = [Choice(each.alias, each.alias) for each in clients.list_clients(unit, therapist.id)]
        case ("send" | "unsend" | "adapt", "prompt"):
            found = _prompts(desk, therapist)
        case ("send", "when") | ("pause", "until") | ("limit", "what") | ("away", "from") | ("why", "date"):
            found = _words(desk, therapist.language, command)
        case _:
            found = []
    return tuple(_matching(found, typed))[:MOST]


def _tongue(tag: str) -> Choice:
    """Found by the tag, by its English name and by its own."""
    names = [name for name in (_IN_ENGLISH.get(tag, ""), tongue(tag)) if name and name != tag]
    return Choice(" · ".join([tag, ", ".join(names)]) if names else tag, tag)


def _programmes(desk: Desk, therapist: Therapist) -> list[Choice]:
    library = desk.library()
    return [
        Choice(f"{programme} · {title_of(library, programme, therapist.language)}"[:_LABEL], programme)
        for programme in sorted(library.programmes)
    ]


def _prompts(desk: Desk, therapist: Therapist) -> list[Choice]:
    """All that there are."""
    library = desk.library()
    named = titles(library, [therapist.language])
    return [Choice(f"{name} · {named[name]}"[:_LABEL], name) for name in sorted(library.prompts)]


def _words(desk: Desk, language: str, command: str) -> list[Choice]:
    """Words of time, as they read in the therapist's language; what they stand for is understood in any."""
    match command:
        case "send":
            tomorrow = [(plain("offer_tomorrow", language, time=at), f"tomorrow {at}") for at in _TIMES]
            near = [(plain("offer_now", language), "now"), (plain("offer_in_an_hour", language), "in 1h")]
            offered = [*near, *((at, at) for at in _TIMES), *tomorrow]
        case "pause":
            offered = [(counted(number, unit, language), f"{number}{unit[0]}") for number, unit in _LENGTHS]
        case "limit":
            offered = [(each, each) for each in limits_offered(desk.library(), language)]
        case "why":
            offered = [(plain(f"offer_{day}", language), day) for day in ("yesterday", "today")]
        case _:
            offered = [(named_in("away", "off", language), "off")]
    return [Choice(label[:_LABEL], value) for label, value in offered]


def _zones(unit: Unit, desk: Desk, therapist: Therapist) -> Iterable[str]:
    """Where the therapist, the practice and the other clients are comes first."""
    near = [therapist.zone, desk.practice.zone, *(each.zone for each in clients.list_clients(unit, therapist.id))]
    return dict.fromkeys([*near, *_towns()])


@cache  # the names do not change while the process lives, and reading them takes a while
def _towns() -> tuple[str, ...]:
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(_NO_PLACES)))


def _matching(found: Iterable[Choice], typed: str) -> Iterable[Choice]:
    """What begins so comes before what only holds it; spaces stand for underscores."""
    wanted = typed.strip().casefold().replace(" ", "_")
    if not wanted:
        return found
    folded = [(choice, choice.label.casefold().replace(" ", "_")) for choice in found]
    begins = [choice for choice, label in folded if _begins(label, wanted)]
    return [*begins, *(choice for choice, label in folded if wanted in label and not _begins(label, wanted))]


def _begins(label: str, wanted: str) -> bool:
    return any(piece.startswith(wanted) for piece in (label, label.rpartition("/")[2]))
