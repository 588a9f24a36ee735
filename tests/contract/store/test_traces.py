"""What became of prompts, on both databases: the last and the next, one local date, what moved and what was carried."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core.domain.delivery import DeliveryKind
from core.domain.message import OutgoingMessage, Text
from core.domain.states import ClientState, OccurrenceState
from core.store import clients, moves, outbox, schedule, traces
from core.store.engine import Store
from core.store.outbox import Subject
from core.store.unit import Unit
from tests.contract.store.world import START, account, chat, execute, person

HOUR = timedelta(hours=1)


def by_hand(unit: Unit, client: str, at: datetime, prompt: str = "writing/small-things") -> str:
    return moves.send_by_hand(
        unit, client=client, prompt=prompt, intensity=1, local_date=(at + HOUR).date(), due_at=at, late_by=HOUR,
        answer_within=timedelta(hours=36), remind="20h", sent_by="therapist:t",
    )  # fmt: skip


def test_the_last_and_the_next_in_order(store: Store) -> None:
    """So many of each, oldest first; another client's are not among them."""

    def told(unit: Unit) -> list[datetime]:
        account(unit)
        mine, other = person(unit), person(unit, "Noor", "702", "Otter-3")
        for hours in range(-4, 5):
            by_hand(unit, mine.client, START + hours * HOUR)
            by_hand(unit, other.client, START + hours * HOUR)
        found = traces.around(unit, mine.client, last=3, ahead=2)
        return [each.due_at for each in found]

    found = store.run_here(told)
    assert found == sorted(found)
    assert len(found) == 5
    assert sum(each <= START for each in found) == 3


def test_one_date_holds_what_was_due_moved_or_nominal_then(store: Store) -> None:
    """By its rule, after its moves, from programmes and by hand."""
    day = date(2026, 11, 24)
    begins = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)

    def told(unit: Unit) -> dict[str, tuple[str, str | None, int]]:
        account(unit)
        mine = person(unit)
        for name, at in (("a", begins), ("b", begins - HOUR), ("c", begins + 24 * HOUR), ("d", begins - HOUR)):
            by_hand(unit, mine.client, at, prompt=name)
        moved = next(each for each in schedule.occurrences_of(unit, mine.client) if each.prompt == "b")
        moves.move_due(unit, moved, begins + 9 * HOUR, reason="quiet hours", until=begins + 20 * HOUR)
        found = traces.on_date(unit, mine.client, day, begins=begins, ends=begins + 24 * HOUR)
        return {each.prompt: (each.state.value, each.programme, len(each.moves)) for each in found}

    assert store.run_here(told) == {"a": ("planned", None, 0), "b": ("planned", None, 1)}


def test_a_trace_has_its_calls_and_opens_nothing(store: Store, url: str) -> None:
    """The prompt's and its reminder's; with a client whose sealed values do not open any more all the same."""

    def begin(unit: Unit) -> tuple[str, str]:
        account(unit)
        mine = person(unit)
        what = by_hand(unit, mine.client, START)
        for kind in (DeliveryKind.PROMPT, DeliveryKind.REMINDER, DeliveryKind.ANSWER):
            outbox.put(
                unit, cause=f"{kind.value}:{what}", kind=kind, operation=outbox.Operation.SEND, to=chat("701"),
                message=OutgoingMessage(Text("x")), is_group=False,
                subject=Subject(client=mine.client, address=mine.address, occurrence=what, consent=mine.consent),
            )  # fmt: skip
        return mine.client, what

    client, what = store.run_here(begin)
    execute(url, "DELETE FROM data_keys WHERE owner = ?", client)

    found = store.run_here(traces.around, client, last=9, ahead=9)
    (trace,) = [each for each in found if each.id == what]
    assert [each.kind for each in trace.calls] == [DeliveryKind.PROMPT, DeliveryKind.REMINDER]
    assert trace.state is OccurrenceState.PLANNED
    person_ = store.run_here(traces.person_called, "heron-12")
    assert person_ is not None
    assert (person_.id, person_.alias, person_.away_until) == (client, "Heron-12", None)
    assert store.run_here(traces.person, client) == person_
    with pytest.raises(LookupError):
        store.run_here(traces.person, "nobody")


def test_how_a_client_stands_and_what_they_follow(store: Store) -> None:
    """Paused, held, their therapist away; programmes under way and ended."""
    until = START + 24 * HOUR

    def begin(unit: Unit) -> tuple[traces.Person, list[traces.Followed]]:
        from core.store import therapists

        account(unit)
        mine = person(unit)
        clients.pause(unit, mine.client, until, actor="test")
        clients.set_held_level(unit, mine.client, 2, actor="test")
        therapists.set_away(unit, mine.therapist, (START - HOUR, until))
        schedule.end_enrolments(unit, mine.client, reason="left")
        schedule.enrol(unit, mine.client, "later", date(2026, 12, 1), actor="test")
        return traces.person(unit, mine.client), traces.followed(unit, mine.client)

    who, courses = store.run_here(begin)
    assert (who.paused_until, who.held_level, who.away_until) == (until, 2, until)
    assert who.state in ClientState
    assert [(each.programme, each.is_active) for each in courses] == [("first-week", False), ("later", True)]
