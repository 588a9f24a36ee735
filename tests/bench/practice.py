"""Practices of any size on SQLite: rows are filled in quickly, but sealed with the real keys, as the product seals them."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bots.cli.chance import MachineEntropy
from bots.discord.capabilities import DISCORD
from bots.machine import SystemClock
from bots.telegram.capabilities import TELEGRAM
from core.domain.address import Platform
from core.domain.ids import AccountId
from core.domain.practice import AccountFacts, PracticeFacts
from core.prompts.library import Library, load_library
from core.store import leases, schedule, tables, therapists
from core.store.engine import Store
from core.store.opening import open_store
from core.store.sealing import Cell, DataKey, seal
from core.store.vault import RootKeyVault

ENTROPY = MachineEntropy()
VAULT = RootKeyVault(bytes(range(32)), ENTROPY)
STARTER = Path(__file__).parents[1] / "small_library"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
FAR = NOW + timedelta(days=30)  # when what is not due is due
DAILY = "bench/daily"
PROMPT = "writing/small-things"
MAIN, DEN = AccountId("main"), AccountId("den")
ZONES = (  # awake at NOW; more of them than the standard library keeps at hand
    "Europe/Berlin", "Europe/London", "Africa/Cairo", "Africa/Lagos", "Asia/Dubai", "Asia/Kolkata", "Europe/Madrid", "Europe/Rome",
    "Europe/Athens", "Europe/Istanbul", "Africa/Nairobi", "Africa/Johannesburg", "Asia/Riyadh", "Asia/Karachi", "Europe/Lisbon",
)  # fmt: skip
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PROGRAMME = f"""kind: programme
id: {DAILY}
text:
  en: {{title: Every day, about: One small thing each evening.}}
steps:
  - {{id: evening, prompt: {PROMPT}, every: day, at: "19:30"}}
"""
REAL = ("bench/fixed", "bench/random", "bench/pool")
_REAL = {
    "fixed": f"""kind: programme
id: bench/fixed
text:
  en: {{title: Twice a day}}
steps:
  - {{id: morning, prompt: {PROMPT}, every: day, at: "08:30"}}
  - {{id: evening, prompt: {PROMPT}, every: day, at: "19:30"}}
""",
    "random": f"""kind: programme
id: bench/random
text:
  en: {{title: Now and then}}
steps:
  - {{id: sometimes, prompt: {PROMPT}, every: day, between: ["09:00", "21:00"], times: 3, gap: 90m}}
""",
    "pool": """kind: programme
id: bench/pool
text:
  en: {title: Something else each day}
steps:
  - {id: evening, pool: {intensity: {max: 2}}, every: day, at: "18:00"}
""",
}


class FixedClock(SystemClock):
    """A calendar that stands still where it is put; steady time goes on."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def elapsed(self) -> float:
        """As the calendar has it: it is moved on purpose."""
        return self.now().timestamp()

    def now(self) -> datetime:
        return self.at


@dataclass
class Person:
    """A client as filled in."""

    id: str
    key: DataKey
    address: str
    consent: str
    chat: str
    zone: str


@dataclass
class Filled:
    """A database and who is in it."""

    file: Path
    people: list[Person] = field(default_factory=list)
    therapist: str = ""
    stamp: str = ""  # which library and zone rules its plans follow

    def copy(self, to: Path) -> Filled:
        """The same again, to be changed."""
        for rest in ("", "-wal", "-shm"):
            to.with_name(to.name + rest).unlink(missing_ok=True)
        shutil.copyfile(self.file, to)
        return Filled(to, self.people, self.therapist, self.stamp)


def ms(when: datetime) -> int:
    """As the columns hold it."""
    return int((when - _EPOCH).total_seconds() * 1000)


def library(folder: Path) -> Library:
    """The starter's, a programme of one prompt a day, and those with real rules."""
    shutil.copytree(STARTER, folder)
    for name, words in (("daily", _PROGRAMME), *_REAL.items()):
        (folder / f"{name}.yaml").write_text(words)
    found, faults = load_library(folder)
    assert found is not None, faults
    return found


def facts() -> PracticeFacts:
    """What the core knows of the practice."""
    accounts = {
        MAIN: AccountFacts(MAIN, Platform.TELEGRAM, TELEGRAM, "https://t.me/b?start=", "b"),
        DEN: AccountFacts(DEN, Platform.DISCORD, DISCORD, "", "den"),
    }
    return PracticeFacts("Bench", "DE", ("en",), "Europe/Berlin", "two working days", accounts, ("112 emergency",))


def opened(file: Path, clock: SystemClock) -> Store:
    """The store over a file, as the product opens it."""
    return open_store(f"sqlite:///{file}", clock=clock, entropy=ENTROPY, vault=VAULT)


def sealed(person: Person, table: str, column: str, row: str, words: str) -> bytes:
    """Sealed for one cell under the client's key."""
    return seal(person.key, Cell(table, column, row), words.encode(), ENTROPY)


def raw(file: Path) -> sqlite3.Connection:
    """For filling in quickly: nothing is waited for, nothing checked."""
    connection = sqlite3.connect(file)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000;")
    return connection


def insert(connection: sqlite3.Connection, table: sa.Table, rows: Iterable[dict[str, object]]) -> None:
    """Many rows of the same columns."""
    several = iter(rows)
    first = next(several, None)
    if first is None:
        return
    names = ", ".join(f'"{name}"' for name in first)
    marks = ", ".join(f":{name}" for name in first)
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'
    connection.execute(statement, first)
    connection.executemany(statement, several)


def begin(file: Path, clock: SystemClock, library: Library) -> Filled:
    """A practice with one therapist and both accounts, this library in force, and nobody else."""
    store = opened(file, clock)
    for account, platform in ((MAIN, "telegram"), (DEN, "discord")):
        store.run_here(leases.register_account, account, platform)
    until = clock.now() + timedelta(hours=72)
    therapist = store.run_here(
        therapists.add_therapist, name="Ada", language="en", zone="Europe/Berlin", code="c0de", code_until=until
    )
    store.run_here(schedule.put_in_force, library.revision)
    stamp = store.run_here(schedule.plan_stamp, library.revision)
    store.close_here()
    return Filled(file, [], therapist, stamp or "")


def add_people(filled: Filled, number: int, *, account: AccountId = MAIN, chats: list[str] | None = None) -> None:
    """Clients who joined and agreed, each with a key of their own, an address and a consent."""
    platform = "telegram" if account == MAIN else "discord"
    told = len(filled.people)
    new: list[Person] = []
    for n in range(told, told + number):
        one = ENTROPY.id()
        key = DataKey(one, 1, ENTROPY.token(32))
        chat = str(10_000_000 + n) if chats is None else chats[n - told]
        new.append(Person(one, key, ENTROPY.id(), ENTROPY.id(), chat, ZONES[n % len(ZONES)]))
    new.sort(key=lambda person: person.id)
    filled.people += new
    at = ms(NOW)
    with closing(raw(filled.file)) as connection:
        insert(
            connection,
            tables.data_keys,
            (
                {"owner": p.id, "version": 1, "created_at": at,
                 "wrapped": VAULT.wrap(p.key.key, bound_to=f"data-key:{p.id}:1")}
                for p in new
            ),
        )  # fmt: skip
        insert(
            connection,
            tables.clients,
            (
                {"id": p.id, "therapist": filled.therapist, "alias": f"Bird-{told + n}", "language": "en",
                 "name": sealed(p, "clients", "name", p.id, "Mira"), "zone": p.zone, "state": "active",
                 "daily_cap": 9, "created_at": at}
                for n, p in enumerate(new)
            ),
        )  # fmt: skip
        insert(
            connection,
            tables.addresses,
            (
                {"id": p.address, "client": p.id, "account": account, "platform": platform,
                 "user_index": VAULT.index("user", p.chat), "chat_index": VAULT.index("chat", p.chat),
                 "chat": sealed(p, "addresses", "chat", p.address, p.chat), "state": "open", "wrote_at": at}
                for p in new
            ),
        )  # fmt: skip
        insert(
            connection,
            tables.consents,
            (
                {"id": p.consent, "client": p.id, "document": "care", "version": "1", "language": "en",
                 "sha256": "0" * 64, "purposes": "prompts", "agreed_at": at,
                 "agreed_by": sealed(p, "consents", "agreed_by", p.consent, "pressed")}
                for p in new
            ),
        )  # fmt: skip
        connection.commit()


def add_occurrences(filled: Filled, each: int, due: set[int], *, due_at: datetime = NOW) -> None:
    """`each` planned occurrences per client; those whose number is in `due` are due at `due_at`, the others next month."""
    planned_to = (NOW + timedelta(days=400)).date().isoformat()
    enrolments = sorted(ENTROPY.id() for _ in filled.people)
    with closing(raw(filled.file)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        insert(
            connection,
            tables.enrolments,
            (
                {"id": one, "client": p.id, "programme": DAILY, "start": "2026-11-01", "state": "active",
                 "planned_to": planned_to, "planned_by": filled.stamp, "created_at": ms(NOW)}
                for one, p in zip(enrolments, filled.people, strict=True)
            ),
        )  # fmt: skip
        made_again = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'ix_occurrences_due'").fetchone()[0]
        connection.execute("DROP INDEX ix_occurrences_due")  # made again below: quicker than row by row
        insert(connection, tables.occurrences, _occurrences(filled, enrolments, each, due, due_at))
        connection.execute(made_again)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _occurrences(
    filled: Filled, enrolments: list[str], each: int, due: set[int], due_at: datetime
) -> Iterator[dict[str, object]]:
    far, soon, hours = ms(FAR), ms(due_at), 2 * 3_600_000
    number = 0
    for one, person in zip(enrolments, filled.people, strict=True):
        for place in range(each):
            at = soon if number in due else far + number * 10
            day = date(2026, 12, 1) + timedelta(days=place)
            yield {
                "id": f"{number:08x}{ENTROPY.token(12).hex()}", "enrolment": one, "client": person.id,
                "step": "evening", "local_date": day.isoformat(), "slot": 0, "prompt": PROMPT, "state": "planned",
                "nominal_at": at, "due_at": at, "move_until": at + hours, "late_at": at + hours, "answer_within_s": 129_600,
            }  # fmt: skip
            number += 1


def counted(file: Path, query: str) -> int:
    """One number out of the database."""
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute(query).fetchone()[0])
