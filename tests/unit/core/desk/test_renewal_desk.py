"""A newer version of the consent document, with a moved clock: announced, or asked for again (CN-05)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from core.desk.renewal import Renewals
from core.prompts.consent import Consents
from core.safety.consent import archive_all, shown
from core.store import tables
from tests.unit.core.desk.bench import CONSENTS, Bench, Person, Room

HOLDS = date(2026, 12, 1)  # a Tuesday
NEW = "New from today: files are kept for a year."


def publish(bench: Bench, *, material: bool, version: int = 2) -> None:
    """A newer version in every language, and a start of the service."""
    newer = [
        each.model_copy(update={"version": version, "material": material, "changed": NEW, "effective_from": HOLDS})
        for each in CONSENTS.documents
    ]
    bench.consents = Consents((*CONSENTS.documents, *newer))
    bench.store.run_here(archive_all, bench.consents)
    bench.renewals = Renewals(bench.desk)


def day(bench: Bench, number: int) -> None:
    """Noon of the number-th day of the new version."""
    bench.move_to(bench.clock.at.replace(year=2026, month=12, day=1, hour=11) + timedelta(days=number))


def said(person: Person, words: str) -> int:
    """How often."""
    return len([text for text in person.texts() if words in text])


@pytest.fixture
def daily(bench: Bench, room: Room, mira: Person) -> Person:
    """A client who gets a prompt on most days."""
    room.write(mira.thread, "/enrol first-week 2026-12-12")
    return mira


def test_a_material_version_asks_once_with_what_changed_first(bench: Bench, room: Room, daily):
    """Not before it holds, not at night, and not again at each beat."""
    publish(bench, material=True)
    day(bench, -1)
    assert said(daily, NEW) == 0
    bench.move_to(bench.clock.at.replace(month=12, day=1, hour=2))  # 3 in the night
    assert said(daily, NEW) == 0

    day(bench, 0)
    bench.wait(timedelta(hours=2))

    assert said(daily, NEW) == 1
    assert daily.texts()[-1] == NEW


def test_agreeing_anew_replaces_the_consent_and_keeps_what_was_decided_later(bench: Bench, room: Room, daily):
    """Pictures and voice were agreed to before, and stay so; the therapist is told."""
    publish(bench, material=True)
    day(bench, 0)

    daily.agree_in_taps()

    assert "goes on as before" in daily.texts()[-1]
    rows = bench.store.run_here(lambda unit: unit.all(sa.select(tables.consents).order_by(tables.consents.c.version)))
    assert [(row.version, row.withdrawn_at is None) for row in rows] == [("1", False), ("2", True)]
    assert rows[1].purposes == "prompts,screening,media"
    assert any("agreed to the new version" in line for line in room.lines(daily.thread))


def test_without_an_answer_there_is_one_reminder_and_prompts_pause_after_the_grace(bench: Bench, room: Room, daily):
    """Fourteen days: until the 15th prompts come, from the 16th on they do not, and say why."""
    publish(bench, material=True)
    day(bench, 0)
    for number in range(1, 19):
        for hour in (12, 18, 19):  # soon after each of the week's times
            bench.move_to(bench.clock.at.replace(day=1 + number, hour=hour))

    assert said(daily, "One thing is still open") == 1
    last = bench.clock.at.replace(day=16, hour=0)
    due = tables.occurrences
    rows = bench.store.run_here(lambda unit: unit.all(sa.select(due.c.due_at, due.c.state, due.c.reason)))
    late = [(row.state, row.reason) for row in rows if last <= row.due_at <= bench.clock.at]
    assert ("skipped", "consent is out of date") in late
    assert {state for state, _ in late} == {"skipped"}
    assert "consent is out of date" not in {row.reason for row in rows if row.due_at < last}
    assert "closed" in {row.state for row in rows if row.due_at < last}


def test_prompts_come_again_after_agreeing_late(bench: Bench, room: Room, mira):
    """The pause ends with the agreement."""
    publish(bench, material=True)
    day(bench, 0)
    day(bench, 20)
    room.write(mira.thread, "/enrol first-week today")
    mira.agree_in_taps()

    bench.move_to(bench.clock.at.replace(hour=18, minute=30, second=1))

    assert said(mira, "Three small things") == 1


def test_a_version_that_is_not_material_is_only_announced(bench: Bench, room: Room, daily):
    """Nobody has to do anything, and nothing pauses."""
    publish(bench, material=False)
    day(bench, 0)
    day(bench, 1)
    for number in range(2, 19):
        day(bench, number)
        bench.move_to(bench.clock.at.replace(hour=20))

    assert said(daily, NEW) == 1
    assert "need not do anything" in next(text for text in daily.texts() if NEW in text)
    assert said(daily, "One thing is still open") == 0
    assert ("skipped", "consent is out of date") not in bench.reasons()


def test_words_for_the_therapist_are_not_swallowed_while_it_is_open(bench: Bench, room: Room, daily):
    """Only a word that leads on is one for the dialogue."""
    publish(bench, material=True)
    day(bench, 0)

    daily.say("the tram waited for me")
    daily.say("go on")

    assert any("the tram waited" in told.text for told in room.seen(daily.thread))
    assert said(daily, "A few short screens first") >= 1


def test_what_was_shown_is_shown_again_word_for_word_after_the_file_changed(bench: Bench, room: Room):
    """From the archive and what stood in the gaps (CN-02)."""
    noor = bench.client(room, words="Noor en Europe/Berlin")
    row = bench.store.run_here(lambda unit: unit.one(sa.select(tables.consents)))
    seen = [told.text for told in noor.told() if told.buttons]
    publish(bench, material=True)
    bench.consents = Consents(tuple(each for each in bench.consents.documents if each.version == 2))

    again = bench.store.run_here(shown, row.id)

    assert len(seen) == 10
    assert [text for text in seen if text not in again] == []
    assert [text for text in again if "Noor" in text] == [seen[0]]
