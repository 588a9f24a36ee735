"""The commands that there are, in every language the practice speaks: what platforms show in their menus."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final, Literal

from core.domain.menu import Command, Menu, Option
from core.texts.say import languages, plain

# The first six are what a menu shows that is opened on a phone (SPEC 2); the others are typed, or found after a slash.
_SHORT: Final = 6
_CLIENT: Final = ("today", "works", "pause", "settings", "sos", "stop", "done", "help", "back")
_THERAPIST: Final = (
    "queue", "invite", "clients", "send", "enrol", "more", "uninvite", "pause", "resume", "why", "limit", "away", "unsend", "adapt",
    "new", "propose", "help", "register",
)  # fmt: skip
# Of each command its options: name, whether it must be there, whether there are values to offer.
_OPTIONS: Final = {
    "invite": (
        ("name", False, False),
        ("language", False, True),
        ("zone", False, True),
        ("quiet", False, True),
        ("programme", False, True),
    ),
    "uninvite": (("alias", True, True),),
    "enrol": (("programme", True, True), ("start", False, True)),
    "register": (("code", True, False),),
    "pause": (("until", False, True),),
    "resume": (("client", False, True),),
    "send": (("prompt", False, True), ("when", False, True), ("client", False, True)),
    "unsend": (("prompt", False, True), ("client", False, True)),
    "limit": (("what", False, True), ("client", False, True)),
    "away": (("from", False, True), ("until", False, False)),
    "adapt": (("prompt", True, True), ("text", False, False)),
    "new": (("text", False, False),),
    "propose": (("answer", False, True),),
    "why": (("date", False, True), ("client", False, True)),
}
_SAID: Final = {("pause", "therapist"): "room_pause"}  # a command that means something else in a room than to a client


def menus(spoken: Sequence[str]) -> tuple[Menu, ...]:
    """One menu a language. The first is the practice's base; of the others those that texts exist in."""
    base, *others = spoken
    known = languages()
    kept = [tag for tag in others if tag in known or tag.split("-", maxsplit=1)[0] in known]
    return tuple(_menu(tag) for tag in (base, *kept))


def fingerprint(offered: Sequence[Menu]) -> str:
    """What tells one offer from another (64 hex digits)."""
    told = json.dumps([asdict(menu) for menu in offered], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _menu(language: str) -> Menu:
    clients = [_command(name, "client", language, rare=at >= _SHORT) for at, name in enumerate(_CLIENT)]
    therapists = [_command(name, "therapist", language, rare=at >= _SHORT) for at, name in enumerate(_THERAPIST)]
    return Menu(language, (*clients, *therapists))


def _command(name: str, for_: Literal["client", "therapist"], language: str, *, rare: bool) -> Command:
    said = _SAID.get((name, for_), name)
    options = tuple(
        Option(option, plain(f"menu_{said}_{option}", language), required=required, suggests=suggests)
        for option, required, suggests in _OPTIONS.get(name, ())
        if for_ == "therapist"
    )
    return Command(name, plain(f"menu_{said}", language), for_, options, rare=rare)
