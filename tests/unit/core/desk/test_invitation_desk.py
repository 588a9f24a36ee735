"""An invitation's own life: a newer one instead, a text that is gone, time that has run out, a version that changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from core.prompts.consent import Consents
from core.safety.consent import archive_all
from core.store import tables
from tests.unit.core.desk.bench import CONSENTS, Bench, Person, Room

ASKED = "A few short screens first"


def invited(bench: Bench, room: Room, words: str = "Mira") -> tuple[Person, str]:
    """Somebody with a code."""
    mira = bench.person()
    mira.alias, code = room.invite(words)
    return mira, code


def states(bench: Bench) -> dict[str, str]:
    """Every client's, by alias."""
    rows = bench.store.run_here(lambda unit: unit.all(sa.select(tables.clients.c.alias, tables.clients.c.state)))
    return {row.alias: row.state for row in rows}


def active_consents(bench: Bench) -> int:
    """How many hold."""
    what = tables.consents
    return len(bench.store.run_here(lambda unit: unit.all(sa.select(what.c.id).where(what.c.withdrawn_at.is_(None)))))


def newer_version(bench: Bench, *, material: bool = True) -> None:
    """A second version in every language holds from today on."""
    newer = [
        each.model_copy(
            update={
                "version": 2,
                "material": material,
                "changed": "New: a year.",
                "effective_from": date(2026, 11, 23),
                "screens": (each.screens[0].model_copy(update={"say": "The second version."}), *each.screens[1:]),
            }
        )
        for each in CONSENTS.documents
    ]
    bench.consents = Consents((*CONSENTS.documents, *newer))
    bench.store.run_here(archive_all, bench.consents)


# --- a newer code -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("spoken", [str, lambda code: f"/start {code.replace('-', '')}"], ids=["code", "link"])
def test_the_code_of_a_newer_invitation_is_used_while_joining(bench: Bench, room: Room, spoken):
    """The first was in the wrong language: the second begins at once; of the first nothing is left but its code."""
    mira, code = invited(bench, room, "Mira de")
    first = mira.alias
    mira.say(code)
    mira.press("Weiter")

    mira.alias, newer = room.invite("Mira en")
    mira.say(spoken(newer))

    assert ASKED in mira.texts()[-1]
    assert states(bench) == {first: "invited", mira.alias: "joining"}
    assert bench.rows("dialogues") == 1
    assert room.threads() == []
    mira.agree()
    room.confirm(mira)
    assert states(bench)[mira.alias] == "active"


def test_the_code_of_a_newer_invitation_is_used_while_the_two_words_are_waited_for(bench: Bench, room: Room):
    """What was agreed by the first holds no longer, its words let nobody in, and the therapist is told."""
    mira, code = invited(bench, room)
    mira.say(code)
    words = mira.agree()
    old, thread = mira.alias, room.thread_of(mira)

    mira.alias, newer = room.invite("Mira en")
    mira.say(newer)
    room.push(thread, words)

    assert ASKED in mira.texts()[-1]
    assert states(bench) == {old: "left", mira.alias: "joining"}
    assert active_consents(bench) == 0
    assert any("newer invitation instead" in line for line in room.lines(thread))


def test_a_code_that_lets_nobody_in_changes_nothing_while_joining(bench: Bench, room: Room):
    """Used up by somebody else, or run out: the present screen is shown."""
    noor, used = invited(bench, room, "Noor")
    noor.say(used)
    mira, code = invited(bench, room)
    mira.say(code)

    mira.say(used)

    assert ASKED in mira.texts()[-1]
    assert bench.state(mira) == "joining"
    assert bench.state(noor) == "joining"


# --- a text that is gone ----------------------------------------------------------------------------------------------
def test_a_language_whose_text_is_gone_is_said_to_both_and_the_code_stays_good(bench: Bench, room: Room):
    """In the practice's language and in theirs; the therapist hears it once; nobody is bound to anything (CN-06)."""
    mira, code = invited(bench, room, "Mira de")
    bench.consents = Consents(tuple(each for each in CONSENTS.documents if each.language != "de"))

    mira.say(code)
    mira.say(code)

    assert all("keinen Text mehr" in text and "no text here" in text for text in mira.texts())
    assert len(mira.texts()) == 2
    assert bench.state(mira) == "invited"
    assert bench.rows("addresses") == 0
    told = [line for line in room.lines(room.thread_of(mira)) if "no consent text in “de”" in line]
    assert len(told) == 1
    bench.consents = CONSENTS
    mira.say(code)
    assert mira.texts()[-1].startswith("Hallo Mira.")


# --- time -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("by", ["press", "words", "code"])
def test_who_has_not_agreed_three_days_after_the_code_ran_out_is_asked_to_be_invited_anew(
    bench: Bench, room: Room, by: str
):
    """Used in its last hour, left lying for a month: the next act ends it, and both are told what to do (SPEC 8.3)."""
    mira, code = invited(bench, room)
    bench.wait(timedelta(hours=71))
    mira.say(code)
    bench.wait(timedelta(days=30))

    if by == "press":
        mira.press("Go on")
    else:
        mira.say(code if by == "code" else "go on")

    assert "has run out meanwhile" in mira.texts()[-1]
    assert bench.state(mira) == "invited"
    assert bench.rows("dialogues") == 0
    assert any("ran out before" in line for line in room.lines(room.thread_of(mira)))
    mira.say(code)
    assert bench.state(mira) == "invited"
    mira.alias, newer = room.invite("Mira")
    mira.say(newer)
    mira.agree()
    room.confirm(mira)
    assert bench.state(mira) == "active"


def test_there_are_three_days_more_for_who_used_the_code_in_time(bench: Bench, room: Room):
    """Begun at 71 hours, agreed and confirmed within 144."""
    mira, code = invited(bench, room)
    bench.wait(timedelta(hours=71))
    mira.say(code)
    bench.wait(timedelta(hours=72))
    mira.agree()

    room.confirm(mira)

    assert bench.state(mira) == "active"


@pytest.mark.parametrize("by", ["the therapist's tap", "the therapist's words", "a word of theirs"])
def test_the_two_words_come_too_late_when_the_invitation_has_run_out(bench: Bench, room: Room, by: str):
    """What was agreed a month ago lets nobody in; both are told."""
    mira, code = invited(bench, room)
    mira.say(code)
    words = mira.agree()
    bench.wait(timedelta(days=30))

    if by == "the therapist's tap":
        room.confirm(mira)
    elif by == "the therapist's words":
        room.write(room.thread_of(mira), words)
    else:
        mira.say("hello?")

    assert bench.state(mira) == "left"
    assert active_consents(bench) == 0
    assert "has run out meanwhile" in mira.texts()[-1]
    assert any("ran out before" in line for line in room.lines(room.thread_of(mira)))


def test_declining_after_the_code_ran_out_does_not_say_that_it_works(bench: Bench, room: Room):
    """Neither to the person nor to the therapist."""
    mira, code = invited(bench, room)
    mira.say(code)
    bench.wait(timedelta(hours=80))

    mira.say("no")

    assert "Your code has run out" in mira.texts()[-1]
    assert any("The code has run out" in line for line in room.lines(room.thread_of(mira)))
    assert not any("still works" in line for line in room.lines(room.thread_of(mira)))


# --- after a no -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("language", "answer"), [("en", "This has ended"), ("de", "Das hier ist zu Ende")])
def test_an_old_button_after_a_no_is_answered_kindly(bench: Bench, room: Room, language: str, answer: str):
    """In the language of the dialogue; nothing begins by it."""
    mira, code = invited(bench, room, f"Mira {language}")
    mira.say(code)
    first = mira.told()[0]
    mira.say("no")

    mira.press_handle(next(iter(first.buttons.values())), first.message)

    assert mira.texts()[-1].startswith(answer)
    assert bench.state(mira) == "invited"
    assert bench.rows("dialogues") == 0


# --- a newer version --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("steps", [2, 9])
@pytest.mark.parametrize("by", ["press", "words", "code"])
def test_a_material_version_that_comes_meanwhile_is_the_one_that_is_read(bench: Bench, room: Room, steps: int, by: str):
    """At the next act it begins once more, and that is said; nobody agrees to the old one."""
    mira, code = invited(bench, room)
    mira.say(code)
    for _ in range(steps):
        mira.press_handle(*mira.way_on())
    newer_version(bench)
    bench.wait(timedelta(seconds=5))

    if by == "press":
        mira.press_handle(*mira.way_on())
    else:
        mira.say(code if by == "code" else "yes")

    assert mira.texts()[-1].startswith("What you are told here has changed meanwhile")
    assert "The second version." in mira.texts()[-1]
    mira.agree()
    room.confirm(mira)
    bench.wait(timedelta(hours=2))
    rows = bench.store.run_here(lambda unit: unit.all(sa.select(tables.consents.c.version)))
    assert [row.version for row in rows] == ["2"]
    assert not any("New: a year." in text for text in mira.texts())


def test_a_no_is_a_no_also_to_a_version_that_is_not_the_newest(bench: Bench, room: Room):
    """Nobody has to read anew in order to decline."""
    mira, code = invited(bench, room)
    mira.say(code)
    newer_version(bench)

    mira.say("no")

    assert "Nothing was kept" in mira.texts()[-1]


def test_a_version_that_is_not_material_lets_them_finish(bench: Bench, room: Room):
    """They are told of it afterwards, like everybody."""
    mira, code = invited(bench, room)
    mira.say(code)
    newer_version(bench, material=False)

    mira.press("Go on")

    assert mira.texts()[-1].startswith("Who reads it?")


# --- taken back -------------------------------------------------------------------------------------------------------
def test_an_invitation_that_is_taken_back_lets_nobody_in(bench: Bench, room: Room):
    """Before anybody used it: the code is dead at once, and the alias is listed no more."""
    mira, code = invited(bench, room)

    room.command(f"/uninvite {mira.alias.lower()}")

    assert "taken back" in room.texts()[-1]
    mira.say(code)
    assert "run out" in mira.texts()[-1]
    assert bench.rows("addresses") == 0
    room.command("/clients")
    assert mira.alias not in room.texts()[-1]


def test_who_is_in_the_dialogue_is_told_that_it_was_taken_back(bench: Bench, room: Room):
    """They are a stranger again, and old buttons begin nothing; a new code works."""
    mira, code = invited(bench, room, "Mira de")
    mira.say(code)
    first = mira.told()[-1]

    room.command(f"/uninvite {mira.alias}")

    assert "zurückgenommen" in mira.texts()[-1]
    assert bench.state(mira) == "invited"
    assert bench.rows("dialogues") == 0
    mira.press_handle(first.buttons["Weiter"], first.message)
    mira.say(code)
    assert bench.state(mira) == "invited"
    mira.alias, newer = room.invite("Mira")
    mira.say(newer)
    assert ASKED in mira.texts()[-1]


def test_who_agreed_is_told_and_nothing_holds(bench: Bench, room: Room):
    """In their thread the alias need not be typed; the two words are settled."""
    mira, code = invited(bench, room)
    mira.say(code)
    words = mira.agree()
    mira.thread = room.thread_of(mira)

    room.write(mira.thread, "/uninvite")
    room.push(mira.thread, words)

    assert "was taken back" in mira.texts()[-1]
    assert bench.state(mira) == "left"
    assert active_consents(bench) == 0
    assert "settled already" in room.lines(mira.thread)[-1]


def test_who_has_joined_and_who_is_not_theirs_cannot_be_uninvited(bench: Bench, room: Room, mira: Person):
    """Said without a word about other therapists' clients; what could be taken back is named."""
    ben = bench.room("discord", "Ben")
    noor, _ = invited(bench, room, "Noor")

    room.command(f"/uninvite {mira.alias}")
    room.command("/uninvite")
    ben.command(f"/uninvite {noor.alias}")

    assert "no open invitation" in room.texts()[-2]
    assert f"open: {noor.alias}" in room.texts()[-1]
    assert ben.texts()[-1].endswith("open: -")
    assert bench.state(mira) == "active"
    assert [each[0] for each in bench.store.run_here(lambda unit: unit.all(sa.select(tables.invitations.c.spent_at)))
            ].count(None) == 1  # fmt: skip
