"""What `doctor` can find out on this machine: settings, database, library, numbers, people, the machine itself."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from shlex import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from bots import runner
from bots.cli import wording
from bots.cli.findings import Row, fault, not_looked, ok, warning
from bots.cli.ground import Ground, library_counts
from config.database import sqlite_file
from config.settings import KEY_FOLDER, Settings
from core.domain.delivery import DeliveryState
from core.domain.errors import SettingsFault, StoreFault
from core.domain.states import TherapistState
from core.ports.clock import Clock
from core.ports.entropy import Entropy
from core.prompts.consent import LONGEST_NAME, Consents
from core.queue.when import date_and_time
from core.store import therapists
from core.store.consents import Document, documents
from core.store.opening import schema_of
from core.store.overview import Backlog, TherapistSeen, backlog, therapists_seen

NUMBERS_LAST = timedelta(days=183)  # half a year: helplines change their numbers (CN-12)
DISK_WANTED = 1_000_000_000  # bytes
CLOCK_MAY_DIFFER = timedelta(seconds=30)
_OTHERS = 0o077  # permission bits of everybody but the owner


@dataclass(frozen=True, slots=True)
class Inside:
    """What the database tells. members: by room, the account there that is its therapist's; documents: consent documents
    that were ever in force.
    """

    therapists: tuple[TherapistSeen, ...] = ()
    waiting: Backlog = field(default_factory=lambda: Backlog({}, 0))
    members: Mapping[str, str] = field(default_factory=dict[str, str])
    documents: tuple[Document, ...] = ()


def check_settings(folder: Path, ground: Ground) -> list[Row]:
    """(1) Settings and secrets, and who else can get at the keys."""
    rows = [fault(1, *_split(each)) for each in ground.settings_faults]
    settings = ground.settings
    if settings is not None:
        rows += [warning(1, *_split(each)) for each in settings.warnings]
    keys = folder / KEY_FOLDER
    if keys.is_dir() and keys.stat().st_mode & _OTHERS:
        rows.append(warning(1, f"{keys} is open to others on this machine", f"Run: chmod 700 {quote(str(keys))}"))
    if rows or settings is None:
        return rows
    number = len(settings.accounts)
    held = f"{number} {'account' if number == 1 else 'accounts'}, every secret there and closed to others"
    return [ok(1, f"practice.yaml and environment: {held}")]


def _split(sentence: str) -> tuple[str, str]:
    """What is wrong, and the mend that follows the first semicolon."""
    what, _, mend = sentence.partition("; ")
    return what, mend[:1].upper() + mend[1:]


def check_database(settings: Settings | None, clock: Clock, entropy: Entropy) -> tuple[Inside | None, list[Row]]:
    """(2) The database can be reached, its schema is ours, the root key opens it. None: nothing is known of its inside."""
    if settings is None:
        return None, [not_looked(2, "the settings cannot be used")]
    kind = "PostgreSQL" if sqlite_file(settings.database_url) is None else "SQLite"
    try:
        schema = schema_of(settings.database_url)
        if schema == "newer":
            mend = "Install that version again, or restore a backup. Nothing was changed."
            return None, [fault(2, "the database was written by a newer Vignette", mend)]
        if schema == "older":
            mend = "The next start of `vignette run` brings it up to date and keeps a backup beside it."
            return None, [warning(2, f"{kind}: written by an older Vignette, so its inside was not looked at", mend)]
        if schema == "none":
            waits = "" if settings.root_key is not None else ", and needs a root key then"
            return Inside(), [ok(2, f"{kind}: nothing in it yet; it is made at the first start{waits}")]
        store = runner.open_settings_store(settings, clock, entropy)
    except SettingsFault:
        return None, [fault(2, "without the root key it stays closed", "Check 1 says where the key belongs.")]
    except StoreFault as error:
        return None, [fault(2, str(error))]
    except ImportError:
        mend = "Install Vignette with its PostgreSQL driver: vignette-care[postgres]."
        return None, [fault(2, "the driver for PostgreSQL is not installed", mend)]
    except OSError as error:
        mend = "It must belong to the user who runs vignette."
        return None, [fault(2, f"{kind}: a file cannot be used ({error.strerror})", mend)]
    try:
        seen = tuple(store.run_here(therapists_seen))
        rooms: list[str] = [each.room.id for each in seen if each.room is not None]
        members = {room: store.run_here(therapists.member_of, room) for room in rooms}
        inside = Inside(seen, store.run_here(backlog), members, tuple(store.run_here(documents)))
    except StoreFault as error:
        return None, [fault(2, f"what is sealed in it does not open: {error}", "Restore a backup.")]
    finally:
        store.close_here()
    return inside, [ok(2, f"{kind}: reachable, schema up to date, the root key opens it")]


def check_library(ground: Ground) -> list[Row]:
    """(3) The library in force can be read, and the folder would come into force."""
    if ground.in_force_fault:
        return [fault(3, *_split(ground.in_force_fault))]
    if ground.in_force is not None:
        rows = [ok(3, f"in force: {library_counts(ground.in_force)}")]
        rows += [warning(3, each) for each in ground.library_faults]  # nobody gets anything of it
        return [*rows, *([warning(3, ground.differs)] if ground.differs else []), *_warnings(ground)]
    rows = [*(fault(3, each) for each in ground.library_faults), *_warnings(ground)]
    found = ground.library
    if found is None:
        return rows or [not_looked(3, "the practice's folder is not known")]
    return [ok(3, library_counts(found)), *rows]


def _warnings(ground: Ground) -> list[Row]:
    if not ground.library_warnings:
        return []
    number = f"{ground.library_warnings} {'warning' if ground.library_warnings == 1 else 'warnings'}"
    return [warning(3, f"{number} in the library", "vignette library check lists them.")]


def check_consent(ground: Ground, inside: Inside | None) -> list[Row]:
    """(11) The documents that people read before they join are sound, there in every language of the practice, and say what
    they said when they came into force.
    """
    rows = [fault(11, each) for each in ground.consent_faults]
    mend = "Write that document, or take the language out of `practice.languages`."
    rows += [warning(11, each, mend) for each in ground.consent_warnings]
    if ground.consents is None:
        return rows or [not_looked(11, "the settings cannot be used")]
    rows += _other_words(ground.consents, inside)
    name = "" if ground.settings is None else ground.settings.practice.name
    if len(name) > LONGEST_NAME:
        words = f"the practice's name has {len(name)} characters; people who join read {LONGEST_NAME} of them"
        rows.append(warning(11, words, "Shorten `practice.name` in practice.yaml."))
    newest = max(each.version for each in ground.consents.documents)
    return [ok(11, f"version {newest} in {', '.join(ground.consents.languages)}"), *rows]


def _other_words(consents: Consents, inside: Inside | None) -> list[Row]:
    """Newest versions whose words are not those that came into force under the same number."""
    mend = (
        "Raise `version` in every language and say in `changed` what is different; "
        "or, where only a slip was mended, leave it: both texts stay on record."
    )
    rows: list[Row] = []
    for said in consents.documents:
        newer = [each for each in consents.documents if each.language == said.language and each.version > said.version]
        mine = (said.id, str(said.version), said.language)
        known = [
            each for each in (inside.documents if inside else ()) if (each.name, each.version, each.language) == mine
        ]
        if not newer and any(each.sha256 != said.sha256 for each in known):
            words = f"version {said.version} in {said.language} has other words than when it came into force; nobody is told"
            rows.append(warning(11, words, mend))
    return rows


def check_numbers(ground: Ground, today: date) -> list[Row]:
    """(4) The card for hard moments has lines for the country, and a person compared them lately."""
    if ground.numbers is None:
        return [fault(4, each) for each in ground.numbers_faults] or [
            not_looked(4, "the practice's folder is not known")
        ]
    numbers, rows = ground.numbers, list[Row]()
    country = ground.settings.practice.country if ground.settings else "the country"
    if not numbers.listed:
        mend = f"Add {country} under `countries:` in safety/numbers.yaml, most urgent first."
        rows.append(warning(4, f"{country} is not in {numbers.file}; the card shows what holds anywhere", mend))
    mend = "Have a clinician compare every line with its source, then write today's date: checked_on in safety/numbers.yaml."
    checked = numbers.checked_on
    if checked is None or checked > today + timedelta(days=1):
        rows.append(warning(4, f"{numbers.file} does not say when somebody checked it last", mend))
    elif today - checked > NUMBERS_LAST:
        rows.append(warning(4, f"checked last on {checked}, over six months ago", mend))
    return rows or [ok(4, f"{country}: {len(numbers.lines)} lines, checked on {checked}")]


def check_people(settings: Settings | None, inside: Inside | None, now: datetime) -> list[Row]:
    """(9) Every therapist has a room that takes messages; nothing lies about."""
    if inside is None or settings is None:
        return [not_looked(9, "the database is closed")]
    rows: list[Row] = []
    for seen in inside.therapists:
        rows += _therapist(seen, settings, now)
    if not inside.therapists:
        mend = "vignette therapist add NAME --zone Europe/Berlin --language en"
        rows.append(warning(9, "no therapist yet", mend))
    rows += _backlog(inside.waiting)
    if rows:
        return rows
    rooms, waits = len(inside.therapists), inside.waiting.deliveries.get(DeliveryState.PENDING, 0)
    return [
        ok(9, f"{rooms} {'therapist has a room' if rooms == 1 else 'therapists have rooms'}; {waits} deliveries wait")
    ]


def _therapist(seen: TherapistSeen, settings: Settings, now: datetime) -> list[Row]:
    who = seen.therapist
    if who.state is TherapistState.LEFT:
        return []
    if seen.room is None and who.state is not TherapistState.INVITED:
        return [fault(9, f"{who.name} is active and has no room", "Add them anew; the new code binds a room.")]
    if seen.room is None:
        if seen.code_until is not None and seen.code_until > now:
            until = f"{date_and_time(seen.code_until, who.zone)} {who.zone}"
            return [warning(9, f"{who.name} has no room yet", f"They send /register CODE in it, until {until}.")]
        mend = f"vignette therapist code {quote(who.name)} makes a new one."
        return [warning(9, f"{who.name} has no room, and the code ran out", mend)]
    if who.state is TherapistState.WAITING and seen.trouble is None and seen.room.address.account in settings.accounts:
        mend = "They press Acknowledge under the test alert in it; /help there shows it again."
        return [warning(9, f"{who.name} has not acknowledged the test alert in their room yet", mend)]
    where = wording.place(seen.room.address.platform, seen.room.address.account)
    if seen.room.address.account not in settings.accounts:
        mend = "Put the account back into practice.yaml, with its token."
        return [fault(9, f"{who.name}'s room is on {where}, which practice.yaml does not have", mend)]
    if seen.trouble is not None:
        words = f"{who.name}'s room on {where} took no message when last tried: {wording.why(seen.trouble)}"
        return [fault(9, words, wording.mend_room(seen.trouble))]
    return []


def _backlog(waiting: Backlog) -> list[Row]:
    said = {
        DeliveryState.HELD: (
            "held until their client or thread can be reached again",
            "`vignette client list` says who cannot be reached; they come back by writing to the bot.",
        ),
        DeliveryState.FAILED: (
            "refused by the platform, and not tried again",
            "The log says when and with which code; that is a mistake of ours, please report it.",
        ),
        DeliveryState.UNCERTAIN: (
            "cut between request and answer",
            "`vignette run` settles them by itself; leave it running for a minute.",
        ),
    }
    rows = [
        warning(9, f"{number} {'delivery' if number == 1 else 'deliveries'} {words}", mend)
        for state, (words, mend) in said.items()
        if (number := waiting.deliveries.get(state, 0))
    ]
    if waiting.dead_updates:
        number = waiting.dead_updates
        words = f"{number} incoming {'event' if number == 1 else 'events'} could not be handled and lie set aside"
        rows.append(warning(9, words, "The log has each under its fault id; they are emptied after 14 days."))
    return rows


def check_machine(folder: Path, settings: Settings | None, clocks: Mapping[str, timedelta] | None) -> list[Row]:
    """(10) A private folder with room in it, a right clock, time zones. clocks: how far each platform's clock is ahead of
    ours; None: they were not asked.
    """
    rows: list[Row] = []
    data = settings.data_dir if settings is not None else folder / "data"
    there = next(each for each in (data, *data.parents) if each.is_dir())
    if there == data and data.stat().st_mode & _OTHERS:
        rows.append(fault(10, f"{data} is open to others on this machine", f"Run: chmod 700 {quote(str(data))}"))
    if not os.access(there, os.W_OK | os.X_OK):
        rows.append(fault(10, f"{there} cannot be written", "It must belong to the user who runs vignette."))
    free = shutil.disk_usage(there).free
    if free < DISK_WANTED:
        mend = "Make room: what clients send is kept there."
        rows.append(warning(10, f"{free // 1_000_000} MB are free where the data lies", mend))
    rows += [
        warning(
            10,
            f"the clock is {abs(ahead).total_seconds():.0f} s {'behind' if ahead > timedelta(0) else 'ahead of'} {name}",
            "Let the machine set its clock by the network (NTP).",
        )
        for name, ahead in (clocks or {}).items()
        if abs(ahead) > CLOCK_MAY_DIFFER
    ]
    if not _has_zones(settings):
        rows.append(fault(10, "the time zones are missing", "Install Python's tzdata package, or the system's."))
    if rows:
        return rows
    compared = "clock agrees with the platforms" if clocks else "clock not compared"
    return [ok(10, f"data folder private, {free // 1_000_000_000} GB free, {compared}, time zones there")]


def _has_zones(settings: Settings | None) -> bool:
    try:
        ZoneInfo(settings.practice.zone if settings is not None else "Europe/Berlin")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(available_timezones())
