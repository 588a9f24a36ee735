"""What is due when, on which account, and how long it took: counted alike on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from core.domain.address import Address, Platform
from core.domain.delivery import DeliveryKind, DeliveryState
from core.domain.errors import Reason
from core.domain.ids import AccountId
from core.domain.states import AddressState, ClientState, OccurrenceState
from core.store import addresses, clients, enrolments, leases, load, moves, schedule, tables, therapists
from core.store.enrolments import NewOccurrence
from core.store.load import Shift, minute_of, moment_of
from core.store.outbox import Subject
from core.store.unit import Unit
from tests.contract.store.world import MAIN, START, Person, person, put

MINUTE = timedelta(minutes=1)
SOON = START + timedelta(hours=1)


def due(unit: Unit, who: Person, at, *, step: str = "write", slot: int = 0, **other) -> str:
    """One occurrence of theirs at a moment; its id."""
    enrolment = schedule.enrolment(unit, who.enrolment)
    new = NewOccurrence(step, "prompt/one", date(2026, 11, 23), slot, at, at + timedelta(hours=2), timedelta(hours=36))
    enrolments.write_slots(unit, [(enrolment.id, enrolment.client, new)])
    row = unit.one(sa.select(tables.occurrences.c.id).where(
        tables.occurrences.c.enrolment == who.enrolment, tables.occurrences.c.step == step, tables.occurrences.c.slot == slot
    ))  # fmt: skip
    if other:
        unit.execute(sa.update(tables.occurrences).where(tables.occurrences.c.id == row.id).values(**other))
    return row.id


def active(unit: Unit, who: Person) -> None:
    """Their therapist has heard the two words."""
    unit.execute(sa.update(tables.clients).where(tables.clients.c.id == who.client).values(state="active"))


def test_a_full_minute_is_found_and_no_other(store, mira) -> None:
    """From now on, up to a moment; planned and put off alike, what is through is not there any more."""

    def fill(unit: Unit) -> None:
        for n in range(4):
            due(unit, mira, SOON + timedelta(seconds=10 * n), slot=n)
        for n in range(3):
            due(unit, mira, SOON + MINUTE, step="few", slot=n)
        for n in range(9):
            due(unit, mira, START - MINUTE, step="past", slot=n)
        for n in range(9):
            due(unit, mira, SOON + 9 * MINUTE, step="through", slot=n, state=OccurrenceState.SKIPPED.value)
        due(unit, mira, SOON + timedelta(seconds=59), step="put off", state=OccurrenceState.SNOOZED.value)

    store.run_here(fill)

    found = store.run_here(load.full_minutes, until=SOON + timedelta(hours=1), more_than=3)
    none = store.run_here(load.full_minutes, until=SOON, more_than=0)

    assert {moment_of(minute): number for minute, number in found.items()} == {SOON: 5}
    assert none == {}


def test_a_clients_account_is_where_they_last_wrote_and_it_is_open(store, mira, clock) -> None:
    """As `best_address` has it: the newest open one, a closed one only where there is no other."""

    def at_den(unit: Unit) -> str:
        leases.register_account(unit, "den", "discord")
        due(unit, mira, SOON)
        return addresses.bind_address(unit, mira.client, Address(Platform.DISCORD, AccountId("den"), "88"), "d88")

    def seen() -> tuple[str | None, str]:
        found = store.run_here(load.waiting, until=SOON + MINUTE)
        best = store.run_here(addresses.best_address, mira.client)
        assert [each.account for each in found] == [found[0].account] * len(found)
        return found[0].account, best.address.account

    clock.move(minutes=5)
    den = store.run_here(at_den)
    newest = seen()
    store.run_here(addresses.set_address_state, den, AddressState.CLOSED, Reason.BLOCKED)
    open_one = seen()
    store.run_here(addresses.set_address_state, mira.address, AddressState.CLOSED, Reason.BLOCKED)
    all_closed = seen()

    assert newest == ("den", "den")
    assert open_one == ("main", "main")
    assert all_closed == ("den", "den")


def test_what_waits_tells_what_its_moment_hangs_on(store, mira) -> None:
    """The client's hours and the programme stand beside it; sent by hand it has no programme."""

    def fill(unit: Unit) -> None:
        clients.set_days(unit, mira.client, "1111100")
        due(unit, mira, SOON, intensity=2)
        moves.send_by_hand(
            unit, client=mira.client, prompt="prompt/one", intensity=1, local_date=date(2026, 11, 23), due_at=SOON + MINUTE,
            late_by=timedelta(hours=2), answer_within=timedelta(hours=36), remind="", sent_by="therapist:x",
        )  # fmt: skip

    store.run_here(fill)

    found = sorted(store.run_here(load.waiting, until=SOON + timedelta(hours=1)), key=lambda each: each.due_at)

    assert [(each.programme, each.enrolment, each.intensity) for each in found] == [
        ("first-week", mira.enrolment, 2),
        (None, None, 1),
    ]
    assert {(each.zone, each.quiet, each.days, each.account) for each in found} == {
        ("Europe/Berlin", "22:00-08:00", "1111100", "main")
    }
    assert found[0].nominal_at == found[0].due_at == SOON
    assert found[0].planned


def test_a_shift_moves_what_still_stands_there_and_nothing_else(store, mira) -> None:
    """Who was moved, sent or skipped meanwhile keeps what they have."""
    names = ("still", "moved", "skipped")
    ids = [store.run_here(due, mira, SOON, step=name) for name in names]
    store.run_here(lambda unit: moves.move_due(unit, schedule.occurrence(unit, ids[1]), SOON + MINUTE, reason="later"))
    store.run_here(lambda unit: schedule.skip(unit, schedule.occurrence(unit, ids[2]), "left"))
    later = SOON + timedelta(milliseconds=41_123)

    store.run_here(load.shift_all, [Shift(each, SOON, later) for each in ids])
    store.run_here(load.shift_all, [])

    found = [store.run_here(schedule.occurrence, each) for each in ids]
    assert [each.due_at for each in found] == [later, SOON + MINUTE, SOON]
    assert [each.nominal_at for each in found] == [SOON] * 3
    assert len(store.run_here(moves.moves_of, ids)) == 1  # spreading needs no reason row: due after nominal tells it


def test_followers_are_counted_by_what_their_times_hang_on(store, mira) -> None:
    """One group for those alike; who has left, stopped, or not agreed is not there; a pause stands beside the group."""

    def more(unit: Unit) -> None:
        active(unit, mira)
        people = [person(unit, f"Client {n}", f"72{n}", f"Wren-{n}") for n in range(6)]
        for each in people:
            active(unit, each)
        unit.execute(sa.update(tables.clients).where(tables.clients.c.id == people[1].client).values(quiet=""))
        for n, state in ((2, ClientState.LEFT), (3, ClientState.HALTED), (4, ClientState.RESTING)):
            unit.execute(
                sa.update(tables.clients).where(tables.clients.c.id == people[n].client).values(state=state.value)
            )
        unit.execute(
            sa.update(tables.consents).where(tables.consents.c.client == people[5].client).values(withdrawn_at=unit.now)
        )

    store.run_here(more)
    alike = store.run_here(load.followers)

    assert sorted((each.quiet, each.number, each.account, each.off) for each in alike) == [
        ("", 1, "main", ()),
        ("22:00-08:00", 2, "main", ()),
    ]
    assert {(each.programme, each.start, each.zone, each.days) for each in alike} == {
        ("first-week", date(2026, 11, 23), "Europe/Berlin", "1111111")
    }


def test_pauses_of_either_side_stand_beside_their_followers(store, mira) -> None:
    """The client's rest, the therapist's pause, the therapist's holiday: from when until when nothing goes."""
    days = [START + timedelta(days=n) for n in range(4)]

    def pause(unit: Unit) -> None:
        values = {"state": ClientState.RESTING.value, "rest_until": days[1], "paused_until": days[2]}
        unit.execute(sa.update(tables.clients).where(tables.clients.c.id == mira.client).values(**values))
        therapists.set_away(unit, mira.therapist, (days[2], days[3]))

    store.run_here(active, mira)
    store.run_here(pause)

    assert store.run_here(load.followers)[0].off == ((START, days[1]), (START, days[2]), (days[2], days[3]))


def test_what_no_rule_has_is_counted_by_itself(store, mira) -> None:
    """By hand, put off, after another step, moved: each at the minute at which it is due now."""

    def fill(unit: Unit) -> None:
        due(unit, mira, SOON, step="by rule")
        first = due(unit, mira, START - MINUTE, step="moved", due_at=SOON)
        due(unit, mira, SOON, step="after", because=first)
        due(unit, mira, SOON, step="put off", state=OccurrenceState.SNOOZED.value)
        moves.send_by_hand(
            unit, client=mira.client, prompt="prompt/one", intensity=1, local_date=date(2026, 11, 23), due_at=SOON + MINUTE,
            late_by=timedelta(hours=2), answer_within=timedelta(hours=36), remind="", sent_by="therapist:x",
        )  # fmt: skip

    store.run_here(fill)

    assert store.run_here(load.beside_rules, until=SOON + timedelta(hours=1)) == {
        ("main", minute_of(SOON)): 3,
        ("main", minute_of(SOON) + 1): 1,
    }


def sent(unit: Unit, who: Person, number: int, took: timedelta, **other) -> None:
    """One that went out so long after its moment."""
    one = due(
        unit, who, START, step=f"sent {number}", state=OccurrenceState.SENT.value, released_at=START,
        **{"sent_at": START + took, **other},
    )  # fmt: skip
    subject = Subject(client=who.client, address=who.address, occurrence=one, consent=who.consent)
    delivery = put(unit, f"prompt:{one}", kind=DeliveryKind.PROMPT, subject=subject)
    unit.execute(sa.update(tables.outbox).where(tables.outbox.c.id == delivery).values(state=DeliveryState.SENT.value))


def test_delays_are_told_by_their_ranks(store, mira) -> None:
    """Of 200: the 100th, the 180th, the 198th and the last, from shortest to longest."""

    def fill(unit: Unit) -> None:
        for n in range(200):
            sent(unit, mira, n, timedelta(seconds=(n * 7) % 200 + 1))

    store.run_here(fill)
    found = store.run_here(load.delays, since=START - timedelta(days=7))

    told = found[MAIN]
    assert list(found) == [MAIN]
    assert (told.prompts, told.spread) == (200, 0)
    assert [each.total_seconds() for each in (told.half, told.most, told.nearly_all, told.longest)] == [
        100,
        180,
        198,
        200,
    ]


def test_a_spread_counts_as_delay_and_a_move_with_a_reason_does_not(store, mira) -> None:
    """Spread by 30 s and sent 2 s later: 32 s. Moved an hour for quiet hours and sent 2 s later: 2 s."""

    def fill(unit: Unit) -> None:
        sent(unit, mira, 1, timedelta(seconds=32), due_at=START + timedelta(seconds=30))
        one = due(unit, mira, START, step="sent 2")
        moves.move_due(unit, schedule.occurrence(unit, one), SOON, reason="quiet hours")
        values = {"state": OccurrenceState.SENT.value, "released_at": SOON, "sent_at": SOON + timedelta(seconds=2)}
        unit.execute(sa.update(tables.occurrences).where(tables.occurrences.c.id == one).values(**values))
        subject = Subject(client=mira.client, address=mira.address, occurrence=one, consent=mira.consent)
        delivery = put(unit, f"prompt:{one}", kind=DeliveryKind.PROMPT, subject=subject)
        unit.execute(sa.update(tables.outbox).where(tables.outbox.c.id == delivery).values(state="sent"))

    store.run_here(fill)
    told = store.run_here(load.delays, since=START - timedelta(days=7))[MAIN]

    assert (told.prompts, told.spread) == (2, 1)
    assert (told.half.total_seconds(), told.longest.total_seconds()) == (2, 32)


def test_without_sendings_there_is_no_delay(store, mira) -> None:
    """Nor with those that are older than asked for, or have not left."""
    store.run_here(sent, mira, 1, timedelta(seconds=1))
    store.run_here(lambda unit: due(unit, mira, START, step="on its way", state="released", released_at=START))

    assert store.run_here(load.delays, since=START + MINUTE) == {}


@pytest.mark.parametrize("moment", [START, SOON, START + timedelta(seconds=59, milliseconds=999)])
def test_a_minute_holds_its_moments(moment) -> None:
    """Counted since 1970, in UTC."""
    assert moment_of(minute_of(moment)) <= moment < moment_of(minute_of(moment) + 1)
