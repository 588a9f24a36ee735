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


# --- after a no -------------------------------------------------------------------------------------------------------
@pytest.fixture
def declined(bench: Bench, room: Room, daily: Person) -> Person:
    """Asked on the first day, and said no."""
    publish(bench, material=True)
    day(bench, 0)
    while "I agree" not in daily.told()[-1].buttons:
        daily.press_handle(*daily.way_on())
    daily.press("No, thank you")
    assert "/agree" in daily.texts()[-1]
    assert bench.rows("dialogues") == 0
    return daily


def versions(bench: Bench) -> list[str]:
    """Of the consents that hold."""
    what = tables.consents
    rows = bench.store.run_here(lambda unit: unit.all(sa.select(what.c.version).where(what.c.withdrawn_at.is_(None))))
    return [row.version for row in rows]


@pytest.mark.parametrize("word", ["/agree", "/start", "I agree", "i agree.", "Ich stimme zu"])
def test_after_a_no_a_word_opens_it_again(bench: Bench, room: Room, declined, word: str):
    """From its beginning; the therapist's room hears nothing of the words, and once agreed to all goes on."""
    day(bench, 3)
    before = len(room.seen(declined.thread))

    declined.say(word)

    assert declined.texts()[-1] == NEW
    assert len(room.seen(declined.thread)) == before
    declined.agree_in_taps()
    assert versions(bench) == ["2"]
    assert "goes on as before" in declined.texts()[-1]


def test_after_a_no_an_old_button_opens_it_again(bench: Bench, room: Room, declined):
    """The very *I agree* that was not pressed: it agrees to nothing by itself."""
    asked = next(told for told in reversed(declined.told()) if "I agree" in told.buttons)
    bench.wait(timedelta(minutes=5))

    declined.press_handle(asked.buttons["I agree"], asked.message)

    assert declined.texts()[-1] == NEW
    assert versions(bench) == ["1"]


def test_after_a_no_the_reminder_opens_it_again(bench: Bench, room: Room, declined):
    """With something to press."""
    day(bench, 6)
    assert said(declined, "One thing is still open") == 0

    day(bench, 7)

    assert "After 2026-12-15" in declined.texts()[-2]
    assert declined.texts()[-1] == NEW
    declined.agree_in_taps()
    assert versions(bench) == ["2"]


def test_after_a_no_other_words_are_for_the_therapist(bench: Bench, room: Room, declined):
    """Also "yes", which is said to people."""
    declined.say("yes")

    assert any("yes" in told.text for told in room.seen(declined.thread)[-2:])
    assert bench.rows("dialogues") == 0


def test_who_is_up_to_date_is_in_already(bench: Bench, room: Room, daily):
    """The same words, with nothing open: an answer to a command, and the therapist's to words."""
    daily.say("/agree")
    daily.say("I agree")

    assert "in already" in daily.texts()[-1]
    assert any("I agree" in told.text for told in room.seen(daily.thread))


def test_a_word_shows_the_step_where_it_stands(bench: Bench, room: Room, daily):
    """Scrolled away by other messages: /agree and the phrase show it again, and nothing begins anew."""
    publish(bench, material=True)
    day(bench, 0)
    daily.press("Go on")
    daily.press("Go on")
    step = daily.texts()[-1]
    daily.say("/today")

    daily.say("I agree")
    first = daily.texts()[-1]
    daily.say("/today")
    daily.say("/start")

    assert [first, daily.texts()[-1]] == [step, step]


def test_a_no_in_the_middle_says_nothing_untrue(bench: Bench, room: Room, daily):
    """What an active client sends is kept all the while."""
    publish(bench, material=True)
    day(bench, 0)

    daily.say("no")

    assert "Nothing is decided yet" in daily.texts()[-1]
    assert "nothing that you send is kept" not in daily.texts()[-1]


def test_screening_refused_anew_is_told_to_the_therapist(bench: Bench, room: Room, daily):
    """In the sentence that they know from joining."""
    publish(bench, material=True)
    day(bench, 0)
    while "No, please not" not in daily.told()[-1].buttons:
        daily.press_handle(*daily.way_on())

    daily.press("No, please not")

    line = next(line for line in room.lines(daily.thread) if "agreed to the new version" in line)
    assert "not screened" in line


def test_a_yes_sent_twice_agrees_to_one_thing(bench: Bench, room: Room, daily):
    """And the second reaches nobody as a message."""
    publish(bench, material=True)
    day(bench, 0)
    while "I agree" not in daily.told()[-1].buttons:
        daily.press_handle(*daily.way_on())
    bench.wait(timedelta(seconds=5))
    before = len(room.seen(daily.thread))

    daily.say("yes")
    bench.wait(timedelta(seconds=1))
    daily.say("yes")

    assert versions(bench) == ["1"]
    assert len(room.seen(daily.thread)) == before


# --- late -------------------------------------------------------------------------------------------------------------
def test_back_after_the_grace_says_what_is_open_and_is_reminded_a_week_later(bench: Bench, room: Room, daily):
    """Resting all the while: no "as before", no date in the past, and not twice in one breath."""
    daily.say("stop")
    daily.press("Rest")
    publish(bench, material=True)
    day(bench, 20)
    before = len(daily.texts())

    daily.say("back")
    bench.wait(timedelta(hours=3))

    answer, step = daily.texts()[before:]
    assert "No invitations come until you have chosen" in answer
    assert step == NEW
    day(bench, 26)
    assert said(daily, "One thing is still open") == 0
    day(bench, 27)
    day(bench, 28)
    assert said(daily, "One thing is still open") == 1
    assert not any("After 2026" in text for text in daily.texts())


def test_who_is_first_asked_after_the_grace_is_reminded_a_week_later(bench: Bench, room: Room, daily):
    """The service was away for a month."""
    publish(bench, material=True)
    day(bench, 30)
    bench.wait(timedelta(hours=3))
    assert said(daily, "One thing is still open") == 0

    day(bench, 37)
    bench.wait(timedelta(hours=2))

    assert said(daily, "No invitations come until you have chosen") == 1


def test_enrolling_says_that_nothing_is_sent_yet(bench: Bench, room: Room, mira):
    """The therapist hears it at once, and not in a week from an empty thread."""
    publish(bench, material=True)
    day(bench, 20)

    room.write(mira.thread, "/enrol first-week today")

    assert "follows" in room.lines(mira.thread)[-1]
    assert "no prompts are sent until they do" in room.lines(mira.thread)[-1]


def test_a_language_changed_meanwhile_goes_on_in_it(bench: Bench, room: Room, daily):
    """The same version, the same step; agreed to as it was read in the end."""
    publish(bench, material=True)
    day(bench, 0)
    daily.press("Go on")
    daily.press("Go on")
    assert daily.texts()[-1].startswith("Who reads it?")

    daily.say("/language de")

    assert daily.texts()[-1].startswith("Wer liest mit?")
    bench.wait(timedelta(seconds=5))
    daily.say("weiter")
    assert daily.texts()[-1].startswith("Was ist an einer Chat-App")
    daily.agree_in_taps()
    (row,) = bench.store.run_here(
        lambda unit: unit.all(sa.select(tables.consents.c.language).where(tables.consents.c.withdrawn_at.is_(None)))
    )
    assert row.language == "de"


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
