"""Pacing: never more than a platform allows in any window, alerts always have room, a hold stays where it belongs."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.delivery.pace import KEPT_FOR_ALERTS, Pacer
from core.domain.delivery import Urgency
from core.domain.message import Capabilities

ABLE = Capabilities(
    text_limit=1, caption_limit=1, unit="utf16", per_account_per_s=6.0, per_chat_per_s=1.0, per_group_per_min=10
)
TINY = 1e-6  # seconds: what floating point may be off by
CHATS = ("a", "b", "c")
GROUPS = ("g1", "g2")


@dataclass
class Spoken:
    """What went out: when, where, how urgent."""

    pacer: Pacer = field(default_factory=lambda: Pacer(ABLE))
    calls: list[tuple[float, str, Urgency]] = field(default_factory=list)

    def ask(self, chat: str, urgency: Urgency, now: float) -> float:
        return self.pacer.ready_at(chat, is_group=chat in GROUPS, urgency=urgency, now=now)

    def speak(self, chat: str, urgency: Urgency, now: float) -> bool:
        """As the dispatcher does: ask, and go if it may."""
        if self.ask(chat, urgency, now) > now:
            return False
        self.pacer.spend(chat, is_group=chat in GROUPS, now=now)
        self.calls.append((now, chat, urgency))
        return True

    def busiest(self, window: float, where: set[str], urgencies: set[Urgency] | None = None) -> int:
        """The most calls in any window of this length."""
        times = [at for at, chat, urgency in self.calls if chat in where and urgency in (urgencies or set(Urgency))]
        return max((sum(start - TINY < at < start + window - TINY for at in times) for start in times), default=0)


urgent = st.sampled_from(Urgency)
moves = st.lists(
    st.tuples(st.sampled_from(CHATS + GROUPS), urgent, st.sampled_from([0.0, 0.0, 0.0, 0.05, 0.3, 1.0, 4.0, 20.0])),
    min_size=20,
    max_size=150,
)


@settings(max_examples=80, deadline=None)
@given(moves=moves, start=st.floats(0, 1e6))
def test_no_window_is_ever_overfull(moves: list[tuple[str, Urgency, float]], start: float) -> None:
    """Whatever is asked for and when: in any second of the account, any stretch of a chat, any minute of a group."""
    spoken, now = Spoken(), start
    for chat, urgency, pause in moves:
        now += pause
        spoken.speak(chat, urgency, now)

    assert spoken.busiest(1.0, {*CHATS, *GROUPS}) <= 6
    for chat in CHATS:
        assert spoken.busiest(ABLE.chat_burst / ABLE.per_chat_per_s, {chat}) <= ABLE.chat_burst
    for group in GROUPS:
        assert spoken.busiest(60.0, {group}) <= 10


@settings(max_examples=60, deadline=None)
@given(moves=moves)
def test_waiting_until_told_is_always_enough(moves: list[tuple[str, Urgency, float]]) -> None:
    """The moment that is named is the right one: then it may go, and a moment earlier it might not."""
    spoken, now = Spoken(), 100.0
    for chat, urgency, pause in moves:
        now += pause
        ready = spoken.ask(chat, urgency, now)
        if ready > now:
            middle = (now + ready) / 2
            assert middle >= ready or not spoken.speak(chat, urgency, middle)  # neighbouring floats have no middle
            now = ready
        assert spoken.speak(chat, urgency, now)


def test_a_group_keeps_room_for_alerts() -> None:
    """Of a minute's ten, cards may use six; the last four are there for alerts, and for no more of them."""
    spoken = Spoken()
    times = [0.5 * n for n in range(20)]

    cards = [spoken.speak("g1", Urgency.CARD, at) for at in times]
    alerts = [spoken.speak("g1", Urgency.ALERT, 10.0 + at) for at in times]

    assert KEPT_FOR_ALERTS == 4
    assert (sum(cards), sum(alerts)) == (6, 4)
    assert spoken.speak("g2", Urgency.CARD, 20.0)


def test_a_private_chat_keeps_nothing_back() -> None:
    """The reserve is a group's: in a chat every kind may use all there is."""
    spoken = Spoken()

    sent = [spoken.speak("a", Urgency.PROMPT, 0.3 * n) for n in range(ABLE.chat_burst)]

    assert all(sent)


@pytest.mark.parametrize("urgency", Urgency)
def test_a_hold_of_one_chat_holds_no_other(urgency: Urgency) -> None:
    """A 429 of one chat leaves the others as they were; the held one waits to the end, alerts too: the platform said so."""
    spoken = Spoken()
    spoken.pacer.hold("a", 50.0)

    assert spoken.ask("a", urgency, 10.0) == 50.0
    assert spoken.ask("b", urgency, 10.0) == 10.0
    assert spoken.ask("g1", urgency, 10.0) == 10.0
    assert spoken.ask("a", urgency, 50.0) == 50.0


def test_a_hold_of_the_account_holds_all_and_ends() -> None:
    """A global 429: nobody speaks until then; afterwards everybody may."""
    spoken = Spoken()
    spoken.pacer.hold(None, 50.0)

    assert {spoken.ask(chat, Urgency.ALERT, 10.0) for chat in CHATS + GROUPS} == {50.0}
    assert {spoken.ask(chat, Urgency.DIGEST, 51.0) for chat in CHATS + GROUPS} == {51.0}


def test_a_shorter_hold_does_not_end_a_longer_one() -> None:
    """The latest moment that was ever asked for counts."""
    spoken = Spoken()
    for until in (50.0, 20.0):
        spoken.pacer.hold("a", until)
        spoken.pacer.hold(None, until - 10)

    assert spoken.ask("a", Urgency.ANSWER, 10.0) == 50.0
    assert spoken.ask("b", Urgency.ANSWER, 10.0) == 40.0


def test_thousands_of_chats_do_not_pile_up() -> None:
    """Quiet chats are forgotten; those that spoke just now, and holds that still last, are not."""
    pacer = Pacer(ABLE)
    pacer.hold("held", 1e9)
    for number in range(5000):
        pacer.spend(f"chat {number}", is_group=False, now=float(number))
    for _ in range(ABLE.chat_burst):
        pacer.spend("busy", is_group=False, now=5000.0)

    assert len(pacer._chats) <= 1001
    assert pacer.ready_at("held", is_group=False, urgency=Urgency.ALERT, now=5000.0) == 1e9
    assert pacer.ready_at("busy", is_group=False, urgency=Urgency.ALERT, now=5000.0) > 5000.0


@pytest.mark.parametrize("length", [0.004, 0.08, 0.6])
def test_an_account_that_never_rests_keeps_its_rate(length: float) -> None:
    """However long a call takes, as long as several are under way: 98 % of what is allowed, and no second holds more."""
    able = Capabilities(text_limit=1, caption_limit=1, unit="utf16", per_account_per_s=30.0)
    pacer, now, starts, under_way = Pacer(able), 100.0, [], []
    while now < 125.0:
        for began, turn in [each for each in under_way if each[0] + length <= now]:
            pacer.landed(turn, began=began, ended=began + length)
            under_way.remove((began, turn))
        now = max(now + 0.0005, pacer.account_at())
        under_way.append((now, pacer.spend(f"chat {len(starts)}", is_group=False, now=now)))
        starts.append(now)

    steady = [at for at in starts if at >= 103.0]  # at first nobody knows how long a call takes
    assert (len(steady) - 1) / (steady[-1] - steady[0]) >= 0.98 * 30
    assert max(sum(start <= at < start + 1.0 for at in starts) for start in starts) <= 30


def test_a_call_that_was_long_on_its_way_counts_from_its_arrival() -> None:
    """The first calls of a burst have to make their connections: those after them wait until a second after the arrival."""
    pacer = Pacer(ABLE)
    turns = [pacer.spend(f"chat {n}", is_group=False, now=10.0 + 0.16 * n) for n in range(6)]
    early = pacer.account_at()

    for n, turn in enumerate(turns):
        pacer.landed(turn, began=turn.at, ended=turn.at + (0.3 if n == 0 else 0.0))

    assert early == pytest.approx(11.0, abs=0.02)
    assert pacer.account_at() == pytest.approx(11.16, abs=0.02)  # the second call is the oldest of the six now
