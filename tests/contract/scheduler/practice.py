"""A practice without platforms: the product's own use cases on a real store, beat by beat, and whoever is written to has it."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bots.telegram.capabilities import TELEGRAM
from core.domain.address import Address, Platform
from core.domain.errors import Refused
from core.domain.ids import AccountId
from core.domain.practice import AccountFacts, PracticeFacts
from core.domain.reasons import Why
from core.domain.states import ClientState, OccurrenceState
from core.prompts.library import Library, build_library
from core.prompts.schema import Programme, Prompt
from core.scheduler import follow, remind
from core.scheduler.enrol import Enrolled, Wish, enrol_all
from core.scheduler.plan import must_plan, plan_again, plan_ahead
from core.scheduler.release import release_due
from core.store import addresses, clients, consents, leases, moves, reminders, schedule, tables, therapists
from core.store.consents import Document
from core.store.engine import Store, make_engine
from core.store.moves import Move
from core.store.schedule import Occurrence
from core.store.unit import Unit
from core.store.vault import RootKeyVault
from tests.contract.store.world import KEY, START, SteppedClock

MAIN = AccountId("main")
FACTS = PracticeFacts(
    "Riverside Studio", "DE", ("en",), "Europe/Berlin", "two working days",
    {MAIN: AccountFacts(MAIN, Platform.TELEGRAM, TELEGRAM)},
)  # fmt: skip
DOCUMENT = Document("joining", "1", "en", "0" * 64)
_OPEN = sa.literal_column("occurrences.state IN ('released', 'sent', 'snoozed')")  # as an index has it
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def utc(text: str) -> datetime:
    """2026-11-23 09:00 as that moment."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def prompt(name: str, **more: Any) -> Prompt:
    """A gentle prompt in English."""
    told = {"kind": "prompt", "id": name, "modality": "writing", "intensity": 1, "minutes": 5}
    return Prompt.model_validate(told | {"text": {"en": {"title": f"Title {name}", "body": "Words."}}} | more)


def programme(name: str, *steps: dict[str, Any], **more: Any) -> Programme:
    """Steps without a prompt or a pool send the prompt "a"; without an id they are called s0, s1 and so on."""
    rows = [
        {"id": f"s{number}"} | ({} if "pool" in step else {"prompt": "a"}) | step for number, step in enumerate(steps)
    ]
    told = {"kind": "programme", "id": name, "text": {"en": {"title": name}}, "steps": rows}
    return Programme.model_validate(told | more)


def library(*programmes: Programme, prompts: Sequence[Prompt] = ()) -> Library:
    """A library with the prompt "a" and these."""
    mine = {each.id: each for each in (prompt("a"), *prompts)}
    return build_library([*mine.values(), *programmes])


class Counted:
    """The Entropy port: other bytes each time, and in the next run the same."""

    def __init__(self, salt: int = 0) -> None:
        self._salt, self._number = salt, itertools.count()

    def token(self, size: int) -> bytes:
        """See the port."""
        return hashlib.shake_256(f"{self._salt}|{next(self._number)}".encode()).digest(size)

    def id(self) -> str:
        """See the port."""
        return self.token(16).hex()


@dataclass(frozen=True, slots=True)
class Sent:
    """One prompt that a client has got. again: it had come before and was wanted later."""

    at: datetime
    what: Occurrence
    again: bool


class Practice:
    """Everything one test needs. `told` is called for each occurrence as soon as it has arrived, `looked` after each beat."""

    def __init__(
        self, url: str, shelf: Library, *, fast: bool = False, salt: int = 0, clock: SteppedClock | None = None
    ) -> None:
        self.url, self.clock, self.library = url, clock or SteppedClock(), shelf
        self.sent: list[Sent] = []
        self.told: Callable[[Unit, str], None] = self.remember
        self.looked: Callable[[], None] = lambda: None
        self._fast, self._entropy, self._in_force = fast, Counted(salt), ""
        self.store = self._open()
        self.therapist = self.store.run_here(self._begin)

    # --- the house ------------------------------------------------------------------------------------------------
    def _open(self) -> Store:
        engine = make_engine(self.url)
        if self._fast and engine.dialect.name == "sqlite":  # no power is cut here
            sa.event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF").close())
        return Store(engine, clock=self.clock, entropy=self._entropy, vault=RootKeyVault(KEY, self._entropy))

    def _begin(self, unit: Unit) -> str:
        if unit.row(tables.accounts, MAIN) is None:
            leases.register_account(unit, MAIN, "telegram")
        schedule.put_in_force(unit, self.library.revision)
        return therapists.add_therapist(
            unit, name="Ada", language="en", zone="Europe/Berlin", code=unit.id(), code_until=unit.now
        )

    def restart(self) -> None:
        """Everything in memory is gone."""
        self.store.close_here()
        self.store = self._open()

    def close(self) -> None:
        """Let go of the database."""
        self.store.close_here()

    def run(self, work: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """One unit of work of the product."""
        return self.store.run_here(work, *args, **more)

    # --- people ---------------------------------------------------------------------------------------------------
    def client(self, zone: str = "Europe/Berlin", *, quiet: str = "22:00-08:00", therapist: str = "") -> str:
        """Somebody who has joined."""
        return self.run(self._join, zone, quiet, therapist or self.therapist)

    def _join(self, unit: Unit, zone: str, quiet: str, therapist: str) -> str:
        name = unit.id()
        client = clients.invite_client(
            unit, therapist_id=therapist, alias=name, name="Mira", language="en", zone=zone, code=name, until=unit.now,
            programme=None,
        )  # fmt: skip
        addresses.bind_address(unit, client, Address(Platform.TELEGRAM, MAIN, name[:9]), name)
        consents.agree(unit, client, DOCUMENT, purposes="prompts", agreed_by="pressed")
        for state in (ClientState.JOINING, ClientState.AGREED, ClientState.ACTIVE):
            clients.move_client(unit, clients.client(unit, client), state, actor="test")
        clients.set_quiet(unit, client, quiet)
        return client

    def enrol(self, client: str, name: str, start: date | None = None) -> str:
        """Enrolled, as by the therapist; the enrolment's id."""
        (told,) = self.run(enrol_all, self.library, [Wish(client, name, start)], actor="therapist:ada", language="en")
        assert isinstance(told, Enrolled), str(told) if isinstance(told, Refused) else told
        return next(e.id for e in self.run(schedule.active_enrolments, client=client) if e.programme == name)

    def look(self, client: str) -> clients.Client:
        """How the client stands."""
        return self.run(clients.client, client)

    def travel(self, client: str, zone: str) -> None:
        """The client's zone changes, and what is planned follows."""
        self.run(lambda unit: (clients.set_zone(unit, client, zone), plan_again(unit, self.library, client)))

    def set_quiet(self, client: str, quiet: str) -> None:
        """The client's quiet hours change, and what is planned follows."""
        self.run(
            lambda unit: (clients.set_quiet(unit, client, quiet), plan_again(unit, self.library, client, why=Why.QUIET))
        )

    def rest(self, client: str, until: datetime | None) -> None:
        """The client pauses."""

        def rest(unit: Unit) -> None:
            clients.move_client(unit, clients.client(unit, client), ClientState.RESTING, actor=f"client:{client}")
            clients.set_rest_until(unit, client, until)

        self.run(rest)

    def come_back(self, client: str) -> None:
        """The client ends their own pause."""
        self.run(_come_back, client)

    def use(self, shelf: Library) -> None:
        """Another library is in force, and the heart is woken for it."""
        self.library = shelf
        self.beat()

    # --- time -----------------------------------------------------------------------------------------------------
    def beat(self) -> None:
        """One beat, as core/scheduler/heartbeat.py has it; then everything that was released arrives."""
        released, planned = 1, 1
        while released or planned:
            released = self.run(self.work)
            planned = self.run(plan_ahead, self.library) if self.run(must_plan, self.library) else 0
        self.looked()

    def work(self, unit: Unit) -> int:
        """One slice of everything that is due; returns how much was done."""
        if self.library.revision != self._in_force:
            schedule.put_in_force(unit, self.library.revision)
            self._in_force = self.library.revision
        over = clients.rested(unit)
        for client in over:
            _come_back(unit, client.id)
        done = len(over) + release_due(unit, FACTS, self.library) + remind.remind_due(unit, FACTS)
        schedule.close_unanswered(unit)
        self.arrive(unit)
        return done

    def arrive(self, unit: Unit) -> None:
        """Every prompt on its way has arrived: what DeskEffects.sent does for it."""
        c = tables.occurrences.c
        waited = {each.after.step for plan in self.library.programmes.values() for each in plan.steps if each.after}
        released = sa.select(c.id, c.step, c.remind, c.sends).where(_OPEN, c.state == OccurrenceState.RELEASED.value)
        for row in unit.all(released.order_by(c.due_at)):
            schedule.sent(unit, row.id)
            if row.remind:
                remind.started(unit, row.id)
            if row.step in waited:
                follow.follow(unit, self.library, row.id, "sent")
            self.told(unit, row.id)

    def remember(self, unit: Unit, occurrence: str) -> None:
        """It has arrived."""
        what = schedule.occurrence(unit, occurrence)
        self.sent.append(Sent(unit.now, what, again=what.sends > 1))

    def move_to(self, when: datetime) -> None:
        """Time passes without a gap: a beat at every moment at which something is due, and twice a day besides."""
        if (due := self.run(_next_due)) is not None and due <= self.clock.present:
            self.beat()
        while True:
            following = self.clock.present.replace(minute=0, second=0, microsecond=0) + HOUR
            following += (-following.hour % 12) * HOUR
            due = self.run(_next_due)
            at = min(following, due if due is not None and due > self.clock.present else following)
            if at > when:
                break
            self.clock.present = at
            self.beat()
        self.clock.present = when
        self.beat()

    def wait(self, length: timedelta) -> None:
        """So long, without a gap."""
        self.move_to(self.clock.present + length)

    def stand_still(self, length: timedelta) -> None:
        """An outage: the calendar goes on, nothing beats; then one beat."""
        self.clock.present += length
        self.beat()

    # --- what people do -------------------------------------------------------------------------------------------
    def answer(self, occurrence: str) -> None:
        """The client's reply to it opens; the same as core/replies and core/desk/reactions.py do."""

        def answer(unit: Unit) -> None:
            schedule.move(unit, schedule.occurrence(unit, occurrence), OccurrenceState.ANSWERED)
            follow.follow(unit, self.library, occurrence, "answered")

        self.run(answer)

    def later(self, occurrence: str, until: datetime, *, late_by: timedelta = 2 * HOUR) -> None:
        """The client wants it later."""
        what = self.occurrence(occurrence)
        self.run(moves.snooze, what, until, late_by=late_by, actor=f"client:{what.client}")

    # --- what is in the store -------------------------------------------------------------------------------------
    def occurrence(self, occurrence: str) -> Occurrence:
        """One of them as it is now."""
        return self.run(schedule.occurrence, occurrence)

    def rows(self, client: str) -> list[Occurrence]:
        """Everything of a client, by due time."""
        return self.run(schedule.occurrences_of, client)

    def told_of(self, client: str) -> list[str]:
        """The same, a line each: step, date, time by their clock, what became of it."""
        zone = self.look(client).zone
        return [line(each, zone) for each in self.rows(client)]

    def moves(self, occurrence: str) -> list[Move]:
        """Where it was moved, oldest first."""
        return self.run(moves.moves_of, [occurrence]).get(occurrence, [])

    def reminders(self, client: str) -> int:
        """How many were written to a client."""
        c = tables.outbox.c
        wanted = sa.select(sa.func.count()).where(c.client == client, c.kind == "reminder")
        return self.run(lambda unit: unit.one(wanted)[0])

    def everything(self) -> list[tuple[Any, ...]]:
        """Every occurrence and move, to see that nothing changes."""
        o, m = tables.occurrences.c, tables.moves.c
        told = (
            o.id,
            o.state,
            o.reason,
            o.prompt,
            o.nominal_at,
            o.due_at,
            o.move_until,
            o.late_at,
            o.if_late,
            o.approval,
        )
        return self.run(
            lambda unit: (
                [tuple(row) for row in unit.all(sa.select(*told).order_by(o.id))]
                + [tuple(row) for row in unit.all(sa.select(m.id, m.due_after).order_by(m.id))]
            )
        )


def line(what: Occurrence, zone: str) -> str:
    """An occurrence in a line: step, date, time by the client's clock (and date, where it is another), state, reason."""
    local = what.due_at.astimezone(ZoneInfo(zone))
    shown = f"{local:%H:%M}" if local.date() == what.local_date else f"{local:%d. %H:%M}"
    return f"{what.step} {what.local_date:%m-%d} {shown} {what.state}" + (f": {what.reason}" if what.reason else "")


def _come_back(unit: Unit, client: str) -> None:
    clients.move_client(unit, clients.client(unit, client), ClientState.ACTIVE, actor="test")
    clients.set_rest_until(unit, client, None)


def _next_due(unit: Unit) -> datetime | None:
    known = (schedule.next_due(unit), schedule.next_close(unit), reminders.next_at(unit), clients.next_rested(unit))
    return min((each for each in known if each is not None), default=None)


def begun(
    url: str, *programmes: Programme, prompts: Sequence[Prompt] = (), at: datetime = START, salt: int = 0
) -> Practice:
    """A practice with these programmes, at a moment. salt: of its ids; one after another in one store needs another one."""
    practice = Practice(url, library(*programmes, prompts=prompts), salt=salt)
    practice.clock.present = at
    return practice


def changed(shelf: Library, *programmes: Programme, prompts: Sequence[Prompt] = ()) -> Library:
    """The library with these in the place of those of the same id."""
    kept = {each.id: each for each in (*shelf.programmes.values(), *programmes)}
    words = {each.id: each for each in (*shelf.prompts.values(), *prompts)}
    return build_library([*words.values(), *kept.values()])


def without(shelf: Library, name: str, step: str) -> Library:
    """The library with one step less."""
    known = shelf.programmes[name]
    return changed(shelf, known.model_copy(update={"steps": tuple(s for s in known.steps if s.id != step)}))
