"""A practice without platforms: a real store, a clock that is moved by hand, and a post office that keeps what was sent."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from bots.cli.chance import MachineEntropy
from bots.discord.capabilities import DISCORD
from bots.telegram.capabilities import TELEGRAM
from core.delivery.dispatcher import Dispatcher, Outcome
from core.delivery.fit import lay_out
from core.delivery.ownership import take_over
from core.delivery.retry import decide
from core.desk import own_draft
from core.desk.codes import new_code
from core.desk.context import Desk
from core.desk.effects import DeskEffects
from core.desk.pausing import end_pauses
from core.desk.reactions import end_growing, react
from core.desk.reception import receive
from core.desk.renewal import Renewals
from core.domain.address import Address, Platform
from core.domain.delivery import Operation
from core.domain.errors import DeliveryError, Rejected
from core.domain.ids import AccountId
from core.domain.incoming import (
    Incoming,
)
from core.domain.message import OutgoingMessage, Receipt, Withdrawal
from core.domain.practice import AccountFacts, PracticeFacts
from core.domain.rooms import RoomLook
from core.prompts.consent import NO_CONSENTS
from core.prompts.consent_check import load_consents
from core.prompts.library import Library
from core.queue import approval, card
from core.queue.folding import Folding
from core.replies import ingest, scenes
from core.scheduler.plan import plan_ahead
from core.scheduler.release import release_due
from core.scheduler.remind import remind_due
from core.store import leases, outbox, schedule, tables, therapists
from core.store.engine import Store
from core.store.opening import open_store
from core.store.unit import Unit
from core.store.vault import RootKeyVault
from tests.unit.core.desk.people import ACCOUNTS, NUMBERS, Person, Place, Room, Told

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday; 10:00 in Berlin
FIRST_DUE = datetime(2026, 11, 23, 18, 30, 1, tzinfo=UTC)  # first-week's day 1 at 19:30 in Berlin
SECOND_DUE = datetime(2026, 11, 24, 17, 0, 1, tzinfo=UTC)  # day 2 at 18:00
STARTER = Path(__file__).parents[3] / "small_library"
CONSENTS = load_consents(Path(__file__).parents[4] / "config" / "starter" / "consent")[0] or NO_CONSENTS
HELP = ("112 emergency", "116 123 TelefonSeelsorge")


class HandClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = MORNING

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    async def sleep_until(self, when: datetime, *, at_most: timedelta) -> None:
        raise AssertionError("nobody sleeps on the bench")

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nobody sleeps on the bench")


@dataclass(frozen=True)
class Beginning:
    """How a bench stood. room, mira: who was there then."""

    file: Path
    places: dict[tuple[str, str], Place]
    at: datetime
    room: Room | None = None
    mira: Person | None = None


class Bench:
    """Everything one test needs; `carry` runs after each event, unless `carrying` is False."""

    def __init__(self, url: str, library: Library, *, languages: tuple[str, ...] = ("en", "de")) -> None:
        entropy = MachineEntropy()
        self.clock, self.library, self.carrying = HandClock(), library, True
        self.store: Store = open_store(url, clock=self.clock, entropy=entropy, vault=RootKeyVault(bytes(32), entropy))
        self.woken: set[str] = set()
        self.store._wake = self.woken.add
        self.store._engine.dispose()
        if url.startswith("sqlite"):
            # No power is cut on the bench: without waiting for the disk a test takes a tenth of the time.
            sa.event.listen(self.store._engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF").close())
        accounts = {
            AccountId("main"): AccountFacts(
                AccountId("main"), Platform.TELEGRAM, TELEGRAM, "https://t.me/b?start=", "b"
            ),
            AccountId("den"): AccountFacts(AccountId("den"), Platform.DISCORD, DISCORD, "", "den-bot"),
        }
        self.facts = PracticeFacts(
            "Riverside Studio", "DE", languages, "Europe/Berlin", "two working days", accounts, HELP
        )
        self.consents = CONSENTS
        self.desk = Desk(self.facts, lambda: self.library, Folding(self.clock.monotonic), lambda: self.consents)
        self.renewals = Renewals(self.desk)
        self.effects = DeskEffects(self.desk)
        self.places: dict[tuple[str, str], Place] = {}
        self.room_is, self.looked_for = RoomLook(), list[tuple[Address, str]]()
        self.deletes = Withdrawal.GONE  # how the platform takes it when something is to be deleted
        self.refusing: Callable[[Address], DeliveryError | None] = lambda _: None
        self.refusing_edits = False  # as where the message that is edited was deleted
        self.senders: dict[str, Dispatcher] = {}
        for platform, account in ACCOUNTS.items():
            self.store.run_here(leases.register_account, account, platform)
            epoch = self.store.run_here(take_over, account, "bench", timedelta(hours=1))
            ownership = type("Owner", (), {"account": AccountId(account), "epoch": epoch})()
            carrier = type("Carrier", (), {"capabilities": accounts[AccountId(account)].capabilities})()
            self.senders[account] = Dispatcher(self.store, carrier, ownership, self.clock, self.effects, None)

    # --- what happens ---------------------------------------------------------------------------------------------
    def handle(self, event: Incoming) -> None:
        """One event, in one transaction; then what it caused goes out."""
        self.store.run_here(receive, self.desk, event)
        self.after()

    def after(self) -> None:
        """Send, unless the test holds the post back."""
        if self.carrying:
            self.carry()

    def move_to(self, when: datetime) -> None:
        """The calendar moves, and what is due then happens."""
        self.clock.at = when
        self.beat()

    def wait(self, length: timedelta) -> None:
        """Time passes."""
        self.move_to(self.clock.at + length)

    def beat(self) -> None:
        """One beat of the practice's heart, as core/scheduler/heartbeat.py has it."""
        self.store.run_here(self._beat)
        self.woken |= set(ACCOUNTS.values())
        self.after()

    def _beat(self, unit: Unit) -> None:
        plan_ahead(unit, self.library)
        schedule.put_in_force(unit, self.library.revision)
        end_pauses(unit, self.desk)
        release_due(unit, self.facts, self.library, before=partial(end_growing, self.desk))
        remind_due(unit, self.facts)
        approval.ask_ahead(unit, self.facts, self.library)
        own_draft.expire(unit, self.desk)
        schedule.close_unanswered(unit)
        react(unit, self.desk, ingest.close_quiet(unit))
        card.show_due(unit, self.facts, self.desk.folding)
        while self.renewals(unit):
            pass
        react(unit, self.desk, scenes.close_old(unit, self.facts))

    def carry(self) -> None:
        """Everything that may go out now goes out, in order."""
        while self.woken:
            account = self.woken.pop()
            for head in self.store.run_here(outbox.heads, account):
                call = self.store.run_here(self.senders[account]._prepare, head.id)
                if call is not None:
                    self._call(self.senders[account], call)

    def _call(self, sender: Dispatcher, call) -> None:
        what = call.what
        fault = self.refusing(what.to)
        if self.refusing_edits and what.operation is Operation.EDIT:
            fault = Rejected("deleted")
        if lay_out(call.message.buttons, self.facts.account(what.to.account).capabilities) != call.message.buttons:
            fault = Rejected("buttons")  # more rows, or longer labels, than this platform shows
        if fault is not None:
            decision = decide(fault, attempts=what.attempts + 1, to_client=what.subject.address is not None)
            self.store.run_here(sender._settle, what, decision)
            return
        receipt = self._arrive(what, call.message)
        self.store.run_here(sender._took, what, receipt)

    def _arrive(self, what, message: OutgoingMessage) -> Outcome:
        number = str(next(NUMBERS))
        if what.operation is Operation.LOOK_AT_ROOM:
            self.looked_for.append((what.to, what.title))
            return self.room_is
        if what.operation is Operation.OPEN_THREAD:
            opened = Address(what.to.platform, what.to.account, what.to.chat, number)
            self.place(opened)
            return Receipt(opened, "")
        place = self.place(what.to if what.target is None else what.target.address)
        buttons = {b.label: b.handle for row in message.buttons for b in row}
        told = Told(
            number,
            message.text.plain,
            buttons,
            None if message.file is None else message.file.kind.value,
            message.reply_to,
            message.silent,
        )
        if what.operation is Operation.WITHDRAW:
            return self._take_away(place, what.target.message, message)
        if what.operation is Operation.EDIT:
            old = next(t for t in place.told if t.message == what.target.message)
            old.text, old.buttons, old.edits = told.text, told.buttons, old.edits + 1
            return None
        place.told.append(told)
        return Receipt(what.to, number)

    def _take_away(self, place: Place, number: str, instead: OutgoingMessage) -> Withdrawal:
        old = next((told for told in place.told if told.message == number), None)
        if self.deletes is Withdrawal.GONE or old is None:
            place.told[:] = [told for told in place.told if told is not old]
            return Withdrawal.GONE
        old.text, old.edits = instead.text.plain, old.edits + 1
        if self.deletes is Withdrawal.COVERED:
            old.file = "neutral"
        return self.deletes

    # --- who is there ---------------------------------------------------------------------------------------------
    def place(self, address: Address) -> Place:
        """A chat or thread, empty where nothing was said yet."""
        return self.places.setdefault((address.chat, address.thread or ""), Place(address))

    def person(self, platform: str = "telegram", *, language: str = "en") -> Person:
        """Somebody in private with the bot."""
        return Person(self, platform, language)

    def room(self, platform: str = "telegram", name: str = "Ada") -> Room:
        """A therapist whose room is registered."""
        code = self.therapist_code(name)
        room = Room(self, platform)
        room.command(f"/register {code}")
        assert "your room" in room.texts()[-2]
        room.press("Acknowledge")
        return room

    def therapist_code(self, name: str = "Ada", *, lasts: timedelta = timedelta(hours=72), language: str = "en") -> str:
        """As `vignette therapist add` gives it."""
        code = new_code(MachineEntropy())
        self.store.run_here(
            therapists.add_therapist,
            name=name,
            language=language,
            zone="Europe/Berlin",
            code=code,
            code_until=self.clock.now() + lasts,
        )
        return code

    def client(
        self, room: Room, platform: str = "telegram", words: str = "Mira en Europe/Berlin", *, media: bool = True
    ) -> Person:
        """Somebody who was invited and agreed, also to pictures and voice; `.thread` is theirs in the room."""
        person = self.person(platform)
        person.alias, code = room.invite(words)
        person.say(code)
        person.agree()
        room.confirm(person)
        assert person.told()[-1].text.startswith(("Good. You are in", "Gut. Du bist dabei"))
        if media:
            person.say("/settings pictures yes")
        return person

    # --- the same beginning for many tests ------------------------------------------------------------------------
    def keep(self, file: Path) -> Beginning:
        """Close, and remember how it stood."""
        self.store.close_here()
        return Beginning(file, self.places, self.clock.at)

    def resume(self, beginning: Beginning) -> None:
        """Go on from there; the database is a copy of that one's."""
        self.places, self.clock.at = copy.deepcopy(beginning.places), beginning.at

    # --- what is in the store -------------------------------------------------------------------------------------
    def rows(self, table: str) -> int:
        """How many."""
        return self.store.run_here(
            lambda unit: unit.one(sa.select(sa.func.count()).select_from(tables.metadata.tables[table]))
        )[0]

    def reasons(self) -> list[tuple[str, str | None]]:
        """State and reason of every occurrence that came due or was skipped, by due time."""
        what = tables.occurrences
        rows = self.store.run_here(
            lambda unit: unit.all(sa.select(what.c.state, what.c.reason).order_by(what.c.due_at))
        )
        return [(row.state, row.reason) for row in rows if row.state != "planned"]

    def state(self, person: Person) -> str:
        """A client's state."""
        found = self.store.run_here(
            lambda unit: unit.one(sa.select(tables.clients.c.state).where(tables.clients.c.alias == person.alias))
        )
        return str(found.state)

    def waiting(self, person: Person) -> list[str]:
        """Kinds of what waits to be sent into this person's private chat."""
        what = tables.outbox
        rows = self.store.run_here(
            lambda unit: unit.all(
                sa.select(what.c.kind, what.c.state)
                .where(what.c.state.in_(["pending", "held", "sending", "uncertain"]))
                .where(what.c.pace_index == unit.index("chat", person.address.chat))
            )
        )
        return [row.kind for row in rows]
