"""A small practice in a store: what the contract tests write and read with the product's own functions."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bots.cli.chance import MachineEntropy
from bots.machine import SystemClock
from core.domain.address import Address, Platform
from core.domain.delivery import DeliveryKind, DeliveryState, Operation
from core.domain.ids import AccountId
from core.domain.incoming import RawUpdate
from core.domain.message import OutgoingMessage, Receipt, Text
from core.store import addresses, clients, consents, leases, outbox, schedule, therapists, threads
from core.store.consents import Document
from core.store.engine import Store
from core.store.opening import open_store
from core.store.outbox import Subject
from core.store.schedule import NewOccurrence
from core.store.unit import Unit
from core.store.vault import RootKeyVault

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
MAIN = AccountId("main")
DOCUMENT = Document("joining", "1", "en", "0" * 64)


class SteppedClock(SystemClock):
    """A calendar that stands still until it is moved."""

    def __init__(self) -> None:
        self.present = START

    def elapsed(self) -> float:
        """As the calendar has it: it is moved on purpose."""
        return self.now().timestamp()

    def now(self) -> datetime:
        return self.present

    def move(self, **delta: float) -> None:
        self.present += timedelta(**delta)


def vault(key: bytes = KEY) -> RootKeyVault:
    return RootKeyVault(key, MachineEntropy())


def opened(
    url: str, clock: SteppedClock | None = None, *, key: bytes = KEY, step: Callable[[str], None] | None = None
) -> Store:
    """The store of this URL, as `vignette run` opens it."""
    return open_store(url, clock=clock or SteppedClock(), entropy=MachineEntropy(), vault=vault(key), step=step)


def rows(url: str, statement: str) -> list[tuple[Any, ...]]:
    """What any other program would read: no product code between the test and the bytes."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(parsed.database))) as connection:
            return connection.execute(statement).fetchall()
    engine = sa.create_engine(parsed)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement)]
    finally:
        engine.dispose()


def execute(url: str, statement: str, *values: Any) -> None:
    """What somebody with the database password could do. `?` stands for a value."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(parsed.database))) as connection, connection:
            connection.execute(statement, values)
        return
    engine = sa.create_engine(parsed)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(statement.replace("?", "%s"), values)
    finally:
        engine.dispose()


def database_files(url: str) -> list[Path]:
    """The SQLite file and what lies beside it."""
    file = Path(str(sa.make_url(url).database))
    return sorted(file.parent.glob(f"{file.name}*"))


@dataclass(frozen=True, slots=True)
class Person:
    """A client who has joined, with everything that hangs on them."""

    client: str
    therapist: str
    address: str
    consent: str
    enrolment: str
    occurrence: str
    room: str
    thread: str


def account(unit: Unit, name: str = MAIN, platform: str = "telegram") -> int:
    """An account that this process owns; its epoch."""
    leases.register_account(unit, name, platform)
    epoch = leases.acquire(unit, name, "me", timedelta(hours=1))
    assert epoch is not None
    return epoch


def chat(number: str, thread: str | None = None) -> Address:
    return Address(Platform.TELEGRAM, MAIN, number, thread)


def person(unit: Unit, name: str = "Mira", number: str = "701", alias: str = "Heron-12") -> Person:
    """A client who agreed and is enrolled, with a therapist, a room and a thread that is wanted."""
    therapist = therapists.add_therapist(
        unit, name="Ada", language="en", zone="Europe/Berlin", code=f"code{alias}", code_until=unit.now
    )
    room = therapists.bind_room(unit, therapist, chat(f"-100{number}"), f"9{number}")
    client = clients.invite_client(
        unit, therapist_id=therapist, alias=alias, name=name, language="en", zone="Europe/Berlin",
        code=f"invite{alias}", until=unit.now + timedelta(hours=72), programme=None,
    )  # fmt: skip
    address = addresses.bind_address(unit, client, chat(number), f"u{number}")
    consent = consents.agree(unit, client, DOCUMENT, purposes="prompts", agreed_by="pressed")
    enrolment = schedule.enrol(unit, client, "first-week", date(2026, 11, 23), actor=f"therapist:{therapist}")
    plan_one(unit, enrolment, "one")
    occurrence = schedule.occurrences_of(unit, client)[0].id
    thread = threads.want_thread(unit, room, client)
    return Person(client, therapist, address, consent, enrolment, occurrence, room, thread)


def plan_one(unit: Unit, enrolment: str, step: str, *, slot: int = 0, when: date = date(2026, 11, 23)) -> int:
    """One slot of an enrolment as a row; how many are new."""
    new = NewOccurrence(step, "prompt/one", when, slot, unit.now, unit.now + timedelta(hours=2), timedelta(hours=36))
    return schedule.plan(unit, schedule.enrolment(unit, enrolment), [new], planned_to=when)


def put(
    unit: Unit,
    cause: str,
    *,
    kind: DeliveryKind = DeliveryKind.ANSWER,
    to: str = "701",
    words: str = "words",
    operation: Operation = Operation.SEND,
    subject: Subject | None = None,
    target: str | None = None,
    not_before: datetime | None = None,
    account: str = MAIN,
) -> str | None:
    """One delivery into a private chat, about nobody unless a subject is given."""
    return outbox.put(
        unit,
        cause=cause,
        kind=kind,
        operation=operation,
        to=Address(Platform.TELEGRAM, AccountId(account), to),
        message=OutgoingMessage(Text(words)),
        is_group=False,
        subject=subject or Subject(),
        target=target,
        not_before=not_before,
    )


def load(unit: Unit, delivery: str | None) -> outbox.Delivery:
    """A delivery that must be there."""
    assert delivery is not None
    found = outbox.load(unit, delivery)
    assert found is not None
    return found


def update(key: str, payload: bytes = b"{}", *, lane: str = "701", sender: str = "u701") -> RawUpdate:
    return RawUpdate(MAIN, key, lane, payload, START, sender)


ALL = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNCERTAIN,
       DeliveryState.FAILED, DeliveryState.CANCELLED, DeliveryState.HELD)  # fmt: skip  # every state


def heads(store: Store) -> list[str]:
    """What may go now, by words."""
    return [store.run_here(load, head.id).message.text.plain for head in store.run_here(outbox.heads, MAIN)]


def write(store: Store, words: str, **more) -> str:
    """A delivery whose cause and words are the same."""
    delivery = store.run_here(lambda unit: put(unit, words, words=words, **more))
    assert delivery is not None
    return delivery


def begin(store: Store, delivery: str, epoch: int) -> outbox.Delivery:
    what = store.run_here(load, delivery)
    assert store.run_here(outbox.begin, what, epoch)
    return what


def arrive(store: Store, delivery: str, epoch: int, message: str = "500", to: str = "701") -> None:
    assert store.run_here(outbox.sent, begin(store, delivery, epoch), epoch, Receipt(chat(to), message))


def bring(store: Store, delivery: str, epoch: int, state: DeliveryState) -> None:
    """Into a state by the way the product takes."""
    if state is DeliveryState.PENDING:
        return
    if state is DeliveryState.HELD:
        what = store.run_here(load, delivery)
        store.run_here(outbox.drop, what, state, trouble="unreachable")
    elif state is DeliveryState.SENT:
        arrive(store, delivery, epoch)
    else:
        what = begin(store, delivery, epoch)
        if state is not DeliveryState.SENDING:
            assert store.run_here(outbox.settle, what, epoch, state, trouble="told")
