"""Check-ins in the database: once before each sending, never without a consent, the first answer kept and sealed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.domain.check_in import Answer, Chosen
from core.domain.delivery import DeliveryKind
from core.domain.errors import StoreFault
from core.domain.message import Receipt
from core.store import check_ins, last_check, moves, outbox, schedule
from core.store.check_ins import CheckIn
from core.store.engine import Store
from core.store.outbox import Subject
from core.store.unit import Unit
from tests.contract.store.world import START, Person, account, chat, load, person, plan_one, put

UNTIL = START + timedelta(hours=2)


def joined(unit: Unit) -> Person:
    account(unit)
    return person(unit)


def ask(unit: Unit, who: Person, *, consent: str | None = None, until=UNTIL) -> CheckIn:
    what = schedule.occurrence(unit, who.occurrence)
    given = who.consent if consent is None else consent
    return check_ins.ask(unit, what, consent=given, scale="distress", ends=(0, 10), revision="r1", until=until)


def test_nothing_is_asked_twice_before_the_same_sending(store: Store) -> None:
    """The database refuses it; before the next sending it is another question."""
    who = store.run_here(joined)
    first = store.run_here(ask, who)

    with pytest.raises((StoreFault, sa.exc.IntegrityError)):
        store.run_here(ask, who)
    store.run_here(
        lambda unit: schedule.released(
            unit, schedule.occurrence(unit, who.occurrence), revision="r", title="", aftercare=""
        )
    )
    second = store.run_here(ask, who)

    assert (first.sending, second.sending) == (0, 1)
    assert store.run_here(check_ins.before, [who.occurrence]) == {who.occurrence: second}


def test_no_question_without_a_consent_of_theirs(store: Store) -> None:
    """Neither a made-up one nor somebody else's."""
    who = store.run_here(joined)
    other = store.run_here(person, "Noor", "702", "Otter-2")

    for consent in ("", "0" * 32, other.consent):
        with pytest.raises((StoreFault, sa.exc.IntegrityError)):
            store.run_here(lambda unit, consent=consent: ask(unit, who, consent=consent))


def test_the_first_answer_is_kept(store: Store) -> None:
    """With the ends of its scale and what the value is called."""
    who = store.run_here(joined)
    asked = store.run_here(ask, who)
    for value in (4, 9):
        store.run_here(check_ins.answer, asked, Answer(value, 0, 10, "schwer"))
    store.run_here(check_ins.choose, asked, Chosen.GROUNDING)
    store.run_here(check_ins.forget, asked)

    found = store.run_here(check_ins.one, asked.id)
    assert (found.answer, found.chosen, found.answered_at) == (Answer(4, 0, 10, "schwer"), Chosen.GROUNDING, START)


def test_what_never_arrived_is_forgotten(store: Store) -> None:
    """And can be asked."""
    who = store.run_here(joined)
    asked = store.run_here(ask, who)
    store.run_here(check_ins.forget, asked)

    assert store.run_here(check_ins.find, asked.id) is None
    assert store.run_here(check_ins.before, [who.occurrence]) == {}
    assert store.run_here(ask, who).sending == 0


def test_what_is_under_way_is_the_clients_own_and_not_over(store: Store) -> None:
    """To the very moment."""
    who = store.run_here(joined)
    other = store.run_here(person, "Noor", "702", "Otter-2")
    asked, over = store.run_here(ask, who), store.run_here(ask, other, until=START)

    assert store.run_here(check_ins.under_way, who.client) == [asked]
    assert store.run_here(check_ins.under_way, other.client) == []
    since = store.run_here(check_ins.asked_since, [who.client, other.client], START)
    assert {client: [each.occurrence for each in found] for client, found in since.items()} == {
        who.client: [asked.occurrence],
        other.client: [over.occurrence],
    }


def test_one_prompt_goes_in_the_place_of_another(store: Store) -> None:
    """Once; it belongs to no enrolment, and says because of which it is there."""
    who = store.run_here(joined)

    def instead(unit: Unit) -> str:
        what = schedule.occurrence(unit, who.occurrence)
        day, hours = what.local_date, timedelta(hours=2)
        return moves.send_instead(
            unit, what, prompt="p", intensity=1, local_date=day, late_by=hours, answer_within=hours
        )

    made = store.run_here(schedule.occurrence, store.run_here(instead))
    with pytest.raises((StoreFault, sa.exc.IntegrityError)):
        store.run_here(instead)

    assert (made.enrolment, made.because, made.step, made.due_at) == (None, who.occurrence, "instead", START)


@pytest.mark.parametrize("kind", [DeliveryKind.PROMPT, DeliveryKind.CHECK_IN])
def test_the_last_check_knows_of_questions_that_have_arrived_since(store: Store, kind: DeliveryKind) -> None:
    """Of another prompt, once it is there; not of its own."""

    def begin(unit: Unit) -> tuple[Person, int, str, str]:
        epoch = account(unit)
        who = person(unit)
        plan_one(unit, who.enrolment, "one")
        plan_one(unit, who.enrolment, "two")
        mine = next(each.id for each in schedule.occurrences_of(unit, who.client) if each.id != who.occurrence)
        subject = Subject(who.client, who.address, occurrence=mine, consent=who.consent)
        return who, epoch, mine, put(unit, "mine", kind=kind, subject=subject) or ""

    who, epoch, mine, delivery = store.run_here(begin)

    def got_one() -> bool:
        return bool(store.run_here(lambda unit: last_check.facts(unit, load(unit, delivery))).got_one_since)

    def arrives(unit: Unit, occurrence: str) -> None:
        what = schedule.occurrence(unit, occurrence)
        check_ins.ask(unit, what, consent=who.consent, scale="s", ends=(0, 10), revision="r", until=UNTIL)
        subject = Subject(who.client, who.address, occurrence=occurrence, consent=who.consent)
        question = put(unit, f"ask:{occurrence}", kind=DeliveryKind.CHECK_IN, subject=subject)
        outbox.begin(unit, load(unit, question), epoch)
        outbox.sent(unit, load(unit, question), epoch, Receipt(chat("701"), "1"))

    store.run_here(arrives, mine)
    assert not got_one()
    store.run_here(arrives, who.occurrence)
    assert got_one()
