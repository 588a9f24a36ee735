"""What the database itself forbids, whatever the code above does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.domain.address import PlaceKind
from core.domain.delivery import DeliveryKind
from core.domain.incoming import MessageIn, PartKind, Sender
from core.domain.states import MatchKind
from core.store import cards, consents, outbox, replies, schedule, threads
from core.store import tables as t
from core.store.engine import Store
from core.store.outbox import Subject
from core.store.unit import Unit
from tests.contract.store.world import DOCUMENT, MAIN, START, Person, account, chat, person, plan_one, put, rows


@pytest.fixture
def mira(store: Store) -> Person:
    """A client who has joined."""
    store.run_here(account)
    return store.run_here(person)


@pytest.fixture
def noor(store: Store, mira: Person) -> Person:
    """Another client, of another therapist."""
    return store.run_here(person, "Noor", "702", "Otter-2")


def refused(store: Store, work: Callable[[Unit], object]) -> str:
    """The database refuses this unit, and nothing of it stands; which rule, in its own words."""
    with pytest.raises(IntegrityError) as caught:
        store.run_here(work)
    return str(caught.value.orig)


def prompt(unit: Unit, who: Person, **change: str | None) -> str | None:
    """A prompt to this client under their consent, or with something changed."""
    subject = Subject(who.client, who.address, occurrence=who.occurrence, consent=who.consent)
    return put(unit, "prompt", kind=DeliveryKind.PROMPT, subject=replace(subject, **change))


def test_a_prompt_under_the_clients_consent_is_taken(store: Store, mira: Person) -> None:
    """The same row that the refusals below change in one place."""
    assert store.run_here(prompt, mira) is not None


def test_a_prompt_without_consent_is_refused(store: Store, mira: Person, url: str) -> None:
    """No consent, no prompt (SPEC 8.1)."""
    assert "prompt_needs_consent" in refused(store, lambda unit: prompt(unit, mira, consent=None))
    assert rows(url, "SELECT * FROM outbox") == []


def test_a_prompt_that_loses_its_consent_is_refused(store: Store, mira: Person) -> None:
    """Not by a later change of the row either."""
    store.run_here(prompt, mira)

    refused(store, lambda unit: unit.execute(sa.update(t.outbox).values(consent=None)))


def test_a_prompt_without_an_occurrence_is_refused(store: Store, mira: Person) -> None:
    """A prompt is always one step due to one client."""
    assert "prompt_has_occurrence" in refused(store, lambda unit: prompt(unit, mira, occurrence=None))


def test_another_clients_consent_is_refused(store: Store, mira: Person, noor: Person) -> None:
    """A consent counts for the one who gave it."""
    refused(store, lambda unit: prompt(unit, mira, consent=noor.consent))
    refused(store, lambda unit: prompt(unit, mira, consent="f" * 32))


def test_a_consent_without_its_client_is_refused(store: Store, mira: Person) -> None:
    """A prompt cannot slip past by naming no client at all."""
    refused(store, lambda unit: prompt(unit, mira, client=None))


def test_a_second_active_consent_is_refused(store: Store, mira: Person) -> None:
    """One at a time; after it was taken back the next is taken, and the old one stays on record."""

    def agree(unit: Unit) -> object:
        return consents.agree(unit, mira.client, DOCUMENT, purposes="prompts", agreed_by="typed")

    refused(store, agree)

    store.run_here(consents.withdraw, mira.client)
    second = store.run_here(agree)
    assert store.run_here(consents.active, mira.client) == second
    assert store.run_here(lambda unit: len(unit.all(sa.select(t.consents.c.id)))) == 2


def test_a_second_occurrence_of_one_slot_is_refused(store: Store, mira: Person, url: str) -> None:
    """Planning again changes nothing; a row that is put in past the planner is refused by its key."""
    assert store.run_here(plan_one, mira.enrolment, "one") == 0
    assert store.run_here(plan_one, mira.enrolment, "one", slot=1) == 1
    assert store.run_here(plan_one, mira.enrolment, "two") == 1
    assert store.run_here(plan_one, mira.enrolment, "one", when=date(2026, 11, 24)) == 1

    def again(unit: Unit) -> object:
        row = unit.all(sa.select(t.occurrences).where(t.occurrences.c.id == mira.occurrence))[0]._mapping
        return unit.execute(sa.insert(t.occurrences).values({**row, "id": "f" * 32, "state": "planned"}))

    refused(store, again)
    assert rows(url, "SELECT count(*) FROM occurrences") == [(4,)]


def test_a_second_enrolment_in_one_programme_is_refused(store: Store, mira: Person) -> None:
    """While the first runs; after it has ended the client may start again."""

    def enrol(unit: Unit) -> object:
        return schedule.enrol(unit, mira.client, "first-week", date(2026, 12, 1), actor="admin")

    refused(store, enrol)

    store.run_here(lambda unit: schedule.end_enrolments(unit, mira.client, reason="ended"))
    assert store.run_here(enrol) != mira.enrolment


def reply_with(unit: Unit, who: Person, message: str, chat_id: str = "701") -> str:
    reply = replies.open_reply(unit, who.client, who.address, occurrence=None, evidence=MatchKind.MESSAGE)
    written = MessageIn(
        chat(chat_id), PlaceKind.PRIVATE, Sender("u"), message, START, PartKind.TEXT, "words"
    )  # fmt: skip
    replies.add_part(unit, replies.reply(unit, reply), written)
    return reply


def test_a_second_part_of_one_message_is_refused(store: Store, mira: Person, url: str) -> None:
    """One message of a chat is one part of one reply; the reply that was opened for it is undone with it."""
    store.run_here(reply_with, mira, "500")

    refused(store, lambda unit: reply_with(unit, mira, "500"))

    store.run_here(reply_with, mira, "501")
    store.run_here(reply_with, mira, "500", "702")
    assert rows(url, "SELECT count(*) FROM replies") == [(3,)]


def test_a_second_card_of_one_reply_is_refused(store: Store, mira: Person) -> None:
    """A therapist sees each reply once."""

    def card(unit: Unit, reply: str) -> object:
        return cards.open_card(unit, reply=reply, client=mira.client, therapist=mira.therapist, thread=mira.thread)

    reply = store.run_here(reply_with, mira, "500")
    store.run_here(card, reply)

    refused(store, lambda unit: card(unit, reply))


def test_a_therapists_message_is_kept_once(store: Store, mira: Person) -> None:
    """The same message again is known and kept no second time: the same words cannot go twice."""

    def write(unit: Unit) -> object:
        return cards.write_down(
            unit, client=mira.client, therapist=mira.therapist, card=None, account=MAIN, chat="-100701", message="9",
            is_note=True, text="words",
        )  # fmt: skip

    assert store.run_here(write) is not None
    assert store.run_here(write) is None


def test_a_second_thread_of_one_client_in_one_room_is_refused(store: Store, mira: Person) -> None:
    """A client has one thread in a room."""
    refused(store, lambda unit: threads.want_thread(unit, mira.room, mira.client))


def test_what_points_to_nothing_is_refused(store: Store, mira: Person) -> None:
    """Foreign keys hold on both databases."""
    nobody = Subject(client=mira.client, address="f" * 32)

    refused(store, lambda unit: put(unit, "a", subject=nobody))
    refused(store, lambda unit: unit.execute(sa.delete(t.clients).where(t.clients.c.id == mira.client)))
    refused(store, lambda unit: put(unit, "b", target="f" * 32))


def test_a_second_cause_is_refused_past_the_door(store: Store, mira: Person) -> None:
    """A row that is put in without looking first is refused by its key."""
    delivery = store.run_here(put, "cause")
    assert delivery is not None

    def again(unit: Unit) -> object:
        found = dict(unit.all(sa.select(t.outbox))[0]._mapping)
        found.pop("seq")
        return unit.execute(sa.insert(t.outbox).values({**found, "id": "f" * 32, "nonce": "other"}))

    refused(store, again)
    assert store.run_here(outbox.load, "f" * 32) is None
