"""*Later*, *Not today* and *How does this work*: by the button of a prompt, or by a word for the newest one (SPEC 2, 4.3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from core.store import moves, schedule, tables
from tests.unit.core.desk.bench import FIRST_DUE, SECOND_DUE, Bench, Person, Room

WRITING, DRAWING = "Three small things", "A calm enough place"
HOUR = timedelta(hours=1)


@pytest.fixture
def both(bench: Bench, room: Room, prompted: Person) -> Person:
    """Mira, to whom two prompts are open."""
    bench.move_to(SECOND_DUE)
    assert any(text.startswith(DRAWING) for text in prompted.texts())
    return prompted


def prompts(person: Person, title: str = WRITING) -> list[str]:
    """Messages of the prompts of this title, oldest first."""
    return [told.message for told in person.told() if told.text.startswith(title) and "Later" in told.buttons]


def what_is(bench: Bench, step: str = "write"):
    """The occurrence of a step that came due."""

    def read(unit):
        (client,) = {each.client for each in schedule.active_enrolments(unit)}
        return next(o for o in schedule.occurrences_of(unit, client) if o.step == step and o.sends)

    return bench.store.run_here(read)


def moved(bench: Bench) -> list[tuple[str, str]]:
    """Reason and actor's kind of every move."""
    rows = bench.store.run_here(lambda unit: unit.all(sa.select(tables.moves).order_by(tables.moves.c.at)))
    return [(row.reason, row.actor.split(":")[0]) for row in rows]


def answers(bench: Bench, person: Person) -> int:
    """How much was said to somebody."""
    return len(person.told())


# --- by the button ----------------------------------------------------------------------------------------------------
def test_a_prompt_has_four_buttons_in_two_rows(bench: Bench, prompted: Person):
    """Later, Not today; I need support, How does this work."""
    assert list(prompted.told()[-1].buttons) == ["Later", "Not today", "I need support", "How does this work"]


def test_in_an_hour_it_comes_again(bench: Bench, room: Room, prompted: Person):
    """At 19:30 asked, in an hour is not quiet yet; the therapist is not bothered; it keeps who moved it and why."""
    lines = len(room.lines(prompted.thread))
    prompted.press("Later")
    assert prompted.texts()[-1].startswith("When suits you?")
    assert list(prompted.told()[-1].buttons) == ["In an hour", "Tomorrow, 19:30"]
    prompted.press("In an hour")
    assert prompted.texts()[-1] == "Good. It comes again today at 20:30."
    assert what_is(bench).state.value == "snoozed"

    bench.move_to(FIRST_DUE + HOUR - timedelta(minutes=2))
    assert len(prompts(prompted)) == 1
    bench.move_to(FIRST_DUE + HOUR)

    assert len(prompts(prompted)) == 2
    assert what_is(bench).state.value == "sent"
    assert moved(bench) == [("later", "client")]
    assert len(room.lines(prompted.thread)) == lines


def test_tomorrow_at_its_usual_time(bench: Bench, prompted: Person):
    """The button says when."""
    prompted.press("Later")
    prompted.press("Tomorrow, 19:30")
    assert prompted.texts()[-1] == "Good. It comes again tomorrow at 19:30."

    bench.move_to(FIRST_DUE + timedelta(hours=23))
    assert len(prompts(prompted)) == 1
    bench.move_to(FIRST_DUE + timedelta(hours=24))

    assert len(prompts(prompted)) == 2


def test_how_late_it_may_be_stays_as_it_was(bench: Bench, prompted: Person):
    """Two hours, as its step says."""
    before = what_is(bench)
    prompted.say("later tomorrow")

    after = what_is(bench)
    assert after.late_at - after.due_at == before.late_at - before.due_at == timedelta(hours=2)


def test_a_double_tap_is_one(bench: Bench, prompted: Person):
    """One confirmation, one move."""
    prompted.press("Later")
    asked = prompted.told()[-1]
    for _ in range(2):
        prompted.press_handle(asked.buttons["In an hour"], asked.message)

    assert prompted.texts().count("Good. It comes again today at 20:30.") == 1
    assert moved(bench) == [("later", "client")]


def test_another_time_can_be_chosen_again(bench: Bench, prompted: Person):
    """The last one counts, and it comes once."""
    prompted.press("Later")
    prompted.press("In an hour")
    bench.wait(timedelta(minutes=5))
    prompted.press("Later", message=prompts(prompted)[0])
    prompted.press("Tomorrow, 19:30")

    bench.move_to(FIRST_DUE + 2 * HOUR)
    assert len(prompts(prompted)) == 1
    bench.move_to(FIRST_DUE + 25 * HOUR)

    assert len(prompts(prompted)) == 2
    assert moved(bench) == [("later", "client"), ("later", "client")]


def test_what_is_answered_meanwhile_does_not_come_again(bench: Bench, room: Room, prompted: Person):
    """It is open all the while, and the words are matched to it."""
    prompted.press("Later")
    prompted.press("In an hour")
    prompted.say("The tram waited for me.")

    bench.move_to(FIRST_DUE + 3 * HOUR)

    assert len(prompts(prompted)) == 1
    assert WRITING in room.card(prompted.thread, "tram").text
    assert what_is(bench).state.value == "answered"


def test_later_for_one_that_was_answered_says_so(bench: Bench, prompted: Person):
    """Kindly; and the moments that were offered before it was answered change nothing either."""
    prompted.press("Later")
    asked = prompted.told()[-1]
    prompted.say("The tram waited for me.")
    bench.wait(timedelta(minutes=5))
    prompted.press("Later", message=prompts(prompted)[0])
    assert prompted.texts()[-1].startswith("Something from you is there for it already")
    prompted.press_handle(asked.buttons["In an hour"], asked.message)

    assert prompted.texts()[-1].startswith("Something from you is there for it already")
    assert moved(bench) == []


@pytest.mark.parametrize("months", [False, True])
def test_later_for_one_that_is_closed_says_so(bench: Bench, prompted: Person, months):
    """Also months later; nothing is sent again."""
    message = prompts(prompted)[0]
    bench.move_to(FIRST_DUE + timedelta(hours=40))
    bench.clock.at += timedelta(days=120 if months else 0)
    prompted.press("Later", message=message)

    assert prompted.texts()[-1].startswith("This one is closed and does not come again.")
    assert what_is(bench).state.value == "closed"


def test_an_old_moment_that_is_over_is_asked_anew(bench: Bench, room: Room, prompted: Person):
    """ "This evening" of a question of days ago is not this evening."""
    bench.move_to(FIRST_DUE + timedelta(hours=16))  # Tuesday, 11:30
    prompted.press("Later")
    asked = prompted.told()[-1]
    assert list(asked.buttons) == ["In an hour", "This evening, 20:00", "Tomorrow, 19:30"]
    bench.clock.at += timedelta(hours=9)  # 20:30
    prompted.press_handle(asked.buttons["This evening, 20:00"], asked.message)

    assert prompted.texts()[-1].startswith("That moment is over.")
    assert list(prompted.told()[-1].buttons) == ["In an hour", "Tomorrow, 19:30"]
    assert moved(bench) == []


def test_quiet_hours_that_were_set_since_are_kept(bench: Bench, prompted: Person):
    """What was offered before them does not suit any more."""
    prompted.press("Later")
    asked = prompted.told()[-1]
    prompted.say("/settings quiet 20-8")
    prompted.press_handle(asked.buttons["In an hour"], asked.message)

    assert prompted.texts()[-1].startswith("It is quiet for you then")
    assert list(prompted.told()[-1].buttons) == ["Tomorrow, 19:30"]


def test_a_moment_of_somebody_elses_prompt_cannot_be_chosen(bench: Bench, room: Room, prompted: Person):
    """A handle is bound to its chat."""
    prompted.press("Later")
    asked = prompted.told()[-1]
    noor = bench.client(room, words="Noor en Europe/Berlin")
    noor.press_handle(asked.buttons["In an hour"], asked.message)

    assert moved(bench) == []


def test_it_survives_a_restart(bench: Bench, room: Room, prompted: Person, starter_library, tmp_path):
    """Everything is in rows: another process asks, moves and sends."""
    prompted.press("Later")
    again = Bench(str(bench.store._engine.url), starter_library)
    again.places, again.clock.at = bench.places, bench.clock.at
    mira = prompted.on(again)
    mira.press("In an hour")
    third = Bench(str(bench.store._engine.url), starter_library)
    third.places, third.clock.at = bench.places, bench.clock.at
    third.move_to(FIRST_DUE + HOUR)

    assert len(prompts(prompted.on(third))) == 2
    for each in (again, third):
        each.store.close_here()


def test_a_press_before_the_platform_has_confirmed_the_prompt(bench: Bench, room: Room, mira: Person):
    """The press shows that it is there; what waits of it does not go."""
    room.write(mira.thread, "/enrol first-week today")
    bench.carrying = False
    bench.move_to(FIRST_DUE)
    one = bench.store.run_here(
        lambda unit: unit.one(sa.select(tables.occurrences.c.id).where(tables.occurrences.c.state == "released"))
    )
    from core.delivery.handles import Action, button

    made = bench.store.run_here(lambda unit: button(unit, "x", Action.LATER, one.id, mira.address))
    mira.press_handle(made.handle, "1")
    bench.carrying = True
    bench.beat()
    mira.press("In an hour")

    assert what_is(bench).state.value == "snoozed"
    bench.move_to(FIRST_DUE + HOUR)
    assert what_is(bench).state.value == "sent"


# --- by a word --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("later 20:30", "today at 20:30"), ("later in 2h", "today at 21:30"), ("/later tomorrow", "tomorrow at 19:30"),
        ("later tomorrow 9:15", "tomorrow at 09:15"), ("später morgen", "tomorrow at 19:30"), ("later 7", "tomorrow at 19:00"),
        ("más tarde mañana a las 10:30", "tomorrow at 10:30"), ("لاحقًا غدًا", "tomorrow at 19:30"), ("later wednesday", "on Wednesday, 25 November, at 19:30"),
    ],
)  # fmt: skip
def test_a_word_with_a_time_is_enough(bench: Bench, prompted: Person, words, told):
    """At 19:30; in every language, whatever the client's own is. "7" is quiet in the morning, so it is the evening."""
    prompted.say(words)

    assert prompted.texts()[-1] == f"Good. It comes again {told}."
    assert bench.rows("parts") == 0


@pytest.mark.parametrize("answer", ["1", "In an hour", "in an hour.", "in 1h", "20:30", "١"])
def test_the_word_asks_and_words_answer(bench: Bench, prompted: Person, answer):
    """A number is the button's place; a label, a length or a time are as good."""
    prompted.say("Later")
    prompted.say(answer)

    assert prompted.texts()[-1] == "Good. It comes again today at 20:30."
    assert bench.rows("parts") == 0


@pytest.mark.parametrize("words", ["tomorrow", "in 2h", "1", "20:30"])
def test_a_time_alone_is_part_of_the_work_where_nobody_asked(bench: Bench, room: Room, prompted: Person, words):
    """Words are taken for a wish only behind "later", or after the question."""
    prompted.say(words)

    assert bench.rows("parts") == 1
    assert moved(bench) == []


def test_other_words_after_the_question_are_an_answer_to_the_prompt(bench: Bench, room: Room, prompted: Person):
    """Nobody is held to choose."""
    prompted.press("Later")
    prompted.say("The tram waited for me.")

    assert WRITING in room.card(prompted.thread, "tram").text


def test_an_hour_after_the_question_a_time_is_no_choice(bench: Bench, prompted: Person):
    """By then it may be meant for somebody."""
    prompted.press("Later")
    bench.clock.at += timedelta(minutes=61)
    prompted.say("tomorrow")

    assert bench.rows("parts") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("later 22:30", "It is quiet for you then"),
        ("later in 4 weeks", "That is far ahead"),
        ("/later sometime", "I do not understand “sometime”."),
        ("later today 8 am", "That moment is over."),
    ],
)
def test_what_does_not_suit_is_said_and_asked_again(bench: Bench, prompted: Person, words, told):
    """With moments that do."""
    prompted.say(words)

    assert prompted.texts()[-1].startswith(told)
    assert "Tomorrow, 19:30" in prompted.told()[-1].buttons
    assert moved(bench) == []


def test_a_day_on_which_nothing_comes_is_not_offered(bench: Bench, prompted: Person):
    """Mondays and Thursdays only: the next one is Thursday's."""
    prompted.say("/settings days mon thu")
    prompted.say("later tomorrow")
    assert prompted.texts()[-1].startswith("That is a day on which nothing comes")
    assert list(prompted.told()[-1].buttons) == ["In an hour", "Thursday, 19:30"]
    prompted.press("Thursday, 19:30")

    assert prompted.texts()[-1] == "Good. It comes again on Thursday, 26 November, at 19:30."


def test_of_two_the_word_means_the_newest_and_says_which(bench: Bench, both: Person):
    """The button of the older one means that one; what was put off already comes last."""
    both.say("later")
    assert both.texts()[-1].startswith(f"When suits you for “{DRAWING}”?")
    both.say("1")
    assert both.texts()[-1] == f"Good. “{DRAWING}” comes again today at 19:00."
    both.say("later tomorrow")
    assert both.texts()[-1] == f"Good. “{WRITING}” comes again tomorrow at 19:30."
    both.press("Later", message=prompts(both, DRAWING)[0])
    both.press("Tomorrow, 18:00")

    assert both.texts()[-1] == f"Good. “{DRAWING}” comes again tomorrow at 18:00."


@pytest.mark.parametrize("word", ["later", "/later", "später", "más tarde", "لاحقًا", "later 18:30"])
def test_with_nothing_open_the_word_has_a_kind_answer(bench: Bench, mira: Person, word):
    """And is nobody's work."""
    mira.say(word)

    assert mira.texts()[-1] == "Nothing is open right now, so there is nothing to put off."
    assert bench.rows("parts") == 0


def test_who_rests_need_not_choose_a_time(bench: Bench, prompted: Person):
    """Nothing comes anyway."""
    message = prompts(prompted)[0]
    prompted.say("/rest")
    prompted.press("Later", message=message)

    assert prompted.texts()[-1].startswith("Nothing comes at the moment anyway.")
    assert moved(bench) == []


@pytest.mark.parametrize(
    ("language", "asked", "first", "done"),
    [
        ("de", "Wann passt es dir?", "In einer Stunde", "Gut. Es kommt heute um 20:30 Uhr noch einmal."),
        ("es", "¿Cuándo te viene bien?", "Dentro de una hora", "Bien. Vuelve a llegar hoy a las 20:30."),
        ("ar", "متى يناسبك؟", "بعد ساعة", "حسنًا. يصلك مرة أخرى اليوم الساعة 20:30."),
    ],
)
def test_in_the_clients_language(bench: Bench, prompted: Person, language, asked, first, done):
    """Question, buttons and confirmation; the label typed is as good as pressed."""
    bench.store.run_here(lambda unit: unit.execute(sa.update(tables.clients).values(language=language)))
    prompted.press("Later")
    assert prompted.texts()[-1].startswith(asked)
    prompted.say(first)

    assert prompted.texts()[-1].replace("\u2068", "").replace("\u2069", "") == done


def test_in_another_zone_it_is_the_time_there(bench: Bench, room: Room):
    """19:30 in New York is 00:30 UTC."""
    noor = bench.client(room, words="Noor en America/New_York")
    room.write(noor.thread, "/enrol first-week today")
    bench.move_to(datetime(2026, 11, 24, 0, 30, 1, tzinfo=UTC))
    noor.say("later 20:45")
    assert noor.texts()[-1] == "Good. It comes again today at 20:45."

    assert what_is(bench).due_at == datetime(2026, 11, 24, 1, 45, tzinfo=UTC)


# --- in scenes --------------------------------------------------------------------------------------------------------
def test_in_a_scene_the_word_is_a_line(bench: Bench, room: Room, mira: Person):
    """But with a slash it is what it always is; and a scene's prompt can be put off before it begins."""
    room.write(mira.thread, "/enrol gentle-scenes today")
    bench.move_to(FIRST_DUE - HOUR)
    prompt = mira.told()[-1]
    mira.press("Later", message=prompt.message)
    mira.press(next(iter(mira.told()[-1].buttons)))
    assert mira.texts()[-1].startswith("Good. It comes again")
    mira.press(next(iter(prompt.buttons)), message=prompt.message)  # begun all the same
    mira.say("later")

    assert not mira.texts()[-1].startswith(("When suits you", "Nothing is open"))
    mira.say("/later")
    assert mira.texts()[-1] == "Nothing is open right now, so there is nothing to put off."


# --- not today --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("word", ["not today", "Not today.", "heute nicht", "hoy no", "ليس اليوم", "/skip", "skip"])
def test_not_today_by_word(bench: Bench, prompted: Person, word):
    """The newest open one is put away; it is not asked for again, and it is no part of a work."""
    prompted.say(word)

    assert prompted.texts()[-1] == "That is fine. This one is put away."
    assert what_is(bench).state.value == "declined"
    assert bench.rows("parts") == 0


def test_of_two_not_today_means_the_newest_and_says_which(bench: Bench, both: Person):
    """Then the other."""
    both.say("not today")
    assert both.texts()[-1] == f"That is fine. “{DRAWING}” will not be asked for again."
    both.say("not today")
    assert what_is(bench).state.value == "declined"
    both.say("not today")

    assert both.texts()[-1] == "Nothing is waiting for you."


def test_what_was_put_off_can_be_put_away(bench: Bench, prompted: Person):
    """By its old button, too; then it does not come again."""
    message = prompts(prompted)[0]
    prompted.say("later 20:30")
    prompted.press("Not today", message=message)

    bench.move_to(FIRST_DUE + 2 * HOUR)
    assert len(prompts(prompted)) == 1
    assert what_is(bench).state.value == "declined"


def test_a_reminders_not_today_puts_the_prompt_away(bench: Bench, prompted: Person):
    """The reminder comes after twenty hours, and none after it."""
    bench.move_to(FIRST_DUE + timedelta(hours=20))
    reminder = prompted.told()[-1]
    assert "is still here, if you like" in reminder.text
    prompted.press("Not today", message=reminder.message)

    assert what_is(bench).state.value == "declined"
    assert prompted.texts()[-1] == "That is fine. This one is put away."


# --- what else --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "by", ["button", "how does this work?", "/how", "wie geht das", "¿Cómo funciona?", "كيف يعمل هذا؟"]
)
def test_how_this_works(bench: Bench, prompted: Person, by):
    """Who reads, that anything begins it, and what else can be said."""
    if by == "button":
        prompted.press("How does this work")
    else:
        prompted.say(by)

    told = prompted.texts()[-1]
    for fact in ("Anything you send begins it", "Ada", "within two working days", "later", "not today", "stop", "/sos"):
        assert fact in told
    assert bench.rows("parts") == 0


@pytest.mark.parametrize("words", ["I need support", "Ich brauche Unterstützung", "Necesito apoyo", "أحتاج إلى دعم"])
def test_the_label_of_the_support_button_works_when_it_is_typed(bench: Bench, room: Room, prompted: Person, words):
    """No button is the only way."""
    prompted.say(words)

    assert "112" in prompted.texts()[-1]


def test_today_tells_when_it_comes_again(bench: Bench, both: Person):
    """Beside what is simply open."""
    both.say("later 19:30")
    both.say("/today")

    assert f"· {DRAWING} · comes again today at 19:30" in both.texts()[-1]
    assert f"· {WRITING}\n" in both.texts()[-1]


def test_why_it_moved_is_kept(bench: Bench, prompted: Person):
    """From when to when, by whom."""
    prompted.say("later 20:30")
    what = what_is(bench)
    (move,) = bench.store.run_here(moves.moves_of, [what.id])[what.id]

    assert (move.before, move.after, move.reason) == (what.nominal_at, what.due_at, "later")
    assert move.actor == f"client:{what.client}"
