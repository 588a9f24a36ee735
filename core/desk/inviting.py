"""`/invite`: from a therapist's words to a client, a code and the ways in (SPEC 8.2, 8.3)."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.desk import called_off, door
from core.desk.access import Act, Thing
from core.desk.codes import INVITATION_LASTS, new_alias, new_code, shown
from core.desk.context import Desk, demand, therapist_actor
from core.desk.quiet import hours_in, told_quiet
from core.domain.hours import zone_of
from core.domain.incoming import MessageIn
from core.domain.message import Text
from core.scheduler.enrol import title_of
from core.store import clients
from core.store.clients import QUIET_BY_DEFAULT
from core.store.therapists import Room, Therapist
from core.store.unit import Unit
from core.texts.say import plain, say

_NAME_WORDS = 3
_NAME_LENGTH = 40
_TAG = re.compile(r"[a-z]{2}|[A-Za-z]{2}[-_][A-Za-z]{2}|[a-z]{2}-[0-9]{3}")  # how a language is written, not a name
_NO_QUIET = "none"


def invite(unit: Unit, desk: Desk, room: Room, therapist: Therapist, message: MessageIn, rest: str) -> Text:
    """Name, language, zone, quiet hours and programme in any order, each of which can be left out; or what is wrong there.

    Whoever invites states with it that they have seen that the client is of age; the answer says so, the journal keeps it.
    """
    demand(therapist_actor(room), Act.INVITE, Thing(therapist=room.therapist))
    name, language, zone, programme = "", therapist.language, therapist.zone, None
    library = desk.library()
    tags = {tag.lower(): tag for tag in desk.practice.languages}
    quiet, rest = hours_in(rest)
    for word in rest.split():
        if "/" in word and not _is_zone(word):
            return say("invite_bad", therapist.language, word=word)
        if _is_zone(word):
            zone = word
        elif word in library.programmes:
            programme = word
        elif word == _NO_QUIET:
            quiet = ""
        elif word.lower() in tags and not word.istitle():  # "De" can be part of a name
            language = tags[word.lower()]
        elif _TAG.fullmatch(word) and not word.istitle():  # a language that the practice does not speak
            return say("invite_language", therapist.language, word=word, tongues=", ".join(tags.values()))
        elif _could_be_a_name(word) and len(name.split()) < _NAME_WORDS:
            name = f"{name} {word}".strip()
        else:
            return say("invite_bad", therapist.language, word=word)
    if desk.consents().language_of(language) is None:  # CN-06: nobody is shown a text that they cannot read
        there = ", ".join(desk.consents().languages) or "-"
        return say("invite_no_consent", therapist.language, tongue=language, tongues=there)
    quiet = QUIET_BY_DEFAULT if quiet is None else quiet
    alias = new_alias(unit.entropy, clients.aliases(unit))
    code = new_code(unit.entropy)
    until = unit.now + INVITATION_LASTS
    client = clients.invite_client(
        unit,
        therapist_id=room.therapist,
        alias=alias,
        name=name or alias.split("-")[0],
        language=language,
        zone=zone,
        quiet=quiet,
        code=code,
        until=until,
        programme=programme,
    )
    words = say(
        "invited",
        therapist.language,
        alias=alias,
        tongue=language,
        zone=zone,
        quiet=told_quiet(quiet, therapist.language),
        until=until.astimezone(zone_of(therapist.zone)),
        way=_ways(desk, therapist.language, code),
    )
    if programme is not None:
        title = title_of(library, programme, therapist.language)
        words = words + "\n" + say("invited_programme", therapist.language, programme=title)
    words = words + "\n" + say("invited_age", therapist.language)
    door.ask(unit, desk, client, message)
    called_off.clear_away(unit, desk)
    return words


def _could_be_a_name(word: str) -> bool:
    """Not a misspelt programme: ids are lower case with hyphens, names are not."""
    if word.islower() and "-" in word:
        return False
    return len(word) <= _NAME_LENGTH and all(character.isalpha() or character in "'’.-" for character in word)


def _is_zone(word: str) -> bool:
    if "/" not in word and word != "UTC":
        return False
    try:
        ZoneInfo(word)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _ways(desk: Desk, language: str, code: str) -> str:
    ways: list[str] = []
    at_door = door.account_with_door(desk)
    for account in desk.practice.accounts.values():
        if account is at_door:
            ways.append(f"{account.platform.value.capitalize()}: {door.way(account, language, shown(code))}")
        elif account.link:
            ways.append(
                f"{account.platform.value.capitalize()}: "
                + plain("invite_way_link", language, link=account.link + code, code=shown(code))
            )
        else:
            bot = f" ({account.name})" if account.name else ""
            ways.append(
                f"{account.platform.value.capitalize()}{bot}: " + plain("invite_way_code", language, code=shown(code))
            )
    return "\n".join(ways)
