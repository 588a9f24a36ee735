"""Order per lane, whatever happens: calls fail, are cut, held and released, owners change, alerts come in between."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.delivery.ownership import take_over
from core.domain.delivery import DeliveryKind, DeliveryState
from core.store import leases, outbox
from core.store.engine import Store
from core.store.outbox import Subject
from core.store.tables import outbox as table
from core.store.unit import Unit
from tests.contract.store.world import MAIN, SteppedClock, account, load, person, put

LANES = ("701", "702", "thread")
WAITS = {DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNCERTAIN}
NAMES = itertools.count()

put_step = st.tuples(
    st.just("put"), st.sampled_from(LANES), st.sampled_from(["alert", "answer", "later"]),
)  # fmt: skip
send_step = st.tuples(st.just("send"), st.integers(0, 7), st.just(""))
end_step = st.tuples(
    st.sampled_from(["sent", "later", "failed", "uncertain", "held"]), st.integers(0, 7), st.just("")
)  # fmt: skip
world_step = st.tuples(st.sampled_from(["takeover", "tick", "cancel", "release"]), st.just(0), st.just(""))
steps = st.lists(
    st.one_of(put_step, put_step, send_step, send_step, send_step, end_step, end_step, world_step), max_size=40
)


@dataclass
class Sender:
    """What the dispatcher does with the outbox, step by step, with a memory of what must be true."""

    name: str
    epoch: int
    lane_of: dict[str, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)  # as written
    alerts: set[str] = field(default_factory=set)
    flying: dict[str, outbox.Delivery] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)
    clients: list[str] = field(default_factory=list)

    def states(self, unit: Unit) -> dict[str, DeliveryState]:
        found = unit.all(sa.select(table.c.id, table.c.state).where(table.c.account == self.name))
        return {row.id: DeliveryState(row.state) for row in found}

    def put(self, unit: Unit, lane: str, kind: str, subject: Subject, clock: SteppedClock) -> None:
        delivery = put(
            unit,
            f"{self.name}/{next(NAMES)}",
            kind=DeliveryKind.SAFETY if kind == "alert" else DeliveryKind.ANSWER,
            to=lane if lane != "thread" else "-100",
            subject=subject,
            account=self.name,
            not_before=clock.now() + timedelta(seconds=30) if kind == "later" else None,
        )
        assert delivery is not None
        self.order.append(delivery)
        self.lane_of[delivery] = lane
        if kind == "alert":
            self.alerts.add(delivery)

    def send(self, unit: Unit, which: int) -> None:
        """Begin one of the heads, as the dispatcher does: a lane with a call under way is left alone."""
        offered = outbox.heads(unit, self.name)
        assert len({head.id for head in offered}) == len(offered)
        busy = {self.lane_of[each] for each in self.flying}
        free = [head for head in offered if self.lane_of[head.id] not in busy]
        if not free:
            return
        before = self.states(unit)
        for head in free:
            self.judge(head.id, before)
        head = free[which % len(free)]
        what = load(unit, head.id)
        assert outbox.begin(unit, what, self.epoch)
        self.flying[head.id] = what

    def judge(self, chosen: str, states: dict[str, DeliveryState]) -> None:
        """The rule: nothing of a lane goes while another of it is on its way, nor before an earlier one that waits;
        an alert may pass what waits, but not where a thread is concerned."""
        lane = self.lane_of[chosen]
        assert states[chosen] in (DeliveryState.PENDING, DeliveryState.UNCERTAIN)
        assert [i for i, s in states.items() if s is DeliveryState.SENDING and self.lane_of[i] == lane] == []
        earlier = self.order[: self.order.index(chosen)]
        passed = [each for each in earlier if self.lane_of[each] == lane and states[each] in WAITS]
        if chosen not in self.alerts or lane == "thread":
            assert passed == []

    def end(self, unit: Unit, how: str, which: int, clock: SteppedClock) -> None:
        if not self.flying:
            return
        delivery = list(self.flying)[which % len(self.flying)]
        what = self.flying.pop(delivery)
        if how == "sent":
            assert outbox.sent(unit, what, self.epoch, None)
            return
        state = {
            "later": DeliveryState.PENDING, "failed": DeliveryState.FAILED, "uncertain": DeliveryState.UNCERTAIN,
            "held": DeliveryState.HELD,
        }[how]  # fmt: skip
        when = clock.now() + timedelta(seconds=10) if how in ("later", "uncertain") else None
        assert outbox.settle(unit, what, self.epoch, state, trouble=how, not_before=when)


def step(unit: Unit, sender: Sender, what: tuple, subjects: dict[str, Subject], clock: SteppedClock) -> None:
    name, first, second = what
    match name:
        case "put":
            sender.put(unit, first, second, subjects[first], clock)
        case "send":
            sender.send(unit, first)
        case "takeover":
            sender.flying.clear()
            leases.release(unit, sender.name, "me", sender.epoch)
            epoch = take_over(unit, sender.name, "me", timedelta(hours=1))
            assert epoch == sender.epoch + 1
            sender.epoch = epoch
            assert DeliveryState.SENDING not in sender.states(unit).values()
        case "tick":
            clock.move(seconds=15)
        case "cancel":
            outbox.cancel(unit, sender.clients[0], [DeliveryKind.ANSWER], reason="left")
        case "release":
            outbox.release_held(unit, sender.addresses[0])
        case _:
            sender.end(unit, name, first, clock)


class Undo(Exception):
    """Each example ends with nothing written."""


def play(unit: Unit, story: list[tuple], clock: SteppedClock) -> None:
    """One example in one transaction; the moment moves with the calendar."""
    sender = Sender(MAIN, account(unit))
    who = person(unit)
    sender.clients.append(who.client)
    sender.addresses.append(who.address)
    subjects = {
        "701": Subject(who.client, who.address),
        "702": Subject(),
        "thread": Subject(who.client, thread=who.thread),
    }
    for what in story:
        step(unit, sender, what, subjects, clock)
        unit.now = clock.now()
    while sender.flying:
        sender.end(unit, "sent", 0, clock)
    clock.move(minutes=5)
    unit.now = clock.now()
    for _ in range(len(sender.order)):
        sender.send(unit, 0)
        sender.end(unit, "sent", 0, clock)
    assert WAITS.isdisjoint(sender.states(unit).values())
    raise Undo


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=steps)
def test_no_lane_is_ever_out_of_order(store: Store, clock: SteppedClock, story: list[tuple]) -> None:
    """Never two of a lane on their way, never a later one before an earlier one that waits; alerts pass only where no
    thread is concerned; in the end, when nothing fails any more, everything that waited has gone."""
    with pytest.raises(Undo):
        store.run_here(play, story, clock)
