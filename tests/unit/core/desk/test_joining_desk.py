"""From a code to a client: every way in, and nothing kept of those who do not come in."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.domain.incoming import PartKind
from core.prompts.consent import Consents
from core.store import tables
from tests.unit.core.desk.bench import CONSENTS, FIRST_DUE, Bench, Room

ASKED = "A few short screens first"


@pytest.mark.parametrize(
    "spoken",
    [
        lambda code: code,
        lambda code: code.replace("-", ""),
        lambda code: code.lower(),
        lambda code: code.replace("-", " ").lower(),
        lambda code: f"  {code}\n",
        lambda code: f"/start {code.replace('-', '')}",
        lambda code: f"/start@vignette_bot {code}",
    ],
    ids=["dashes", "bare", "lower case", "spaces", "padded", "link", "link with the bot's name"],
)
def test_a_code_is_understood_however_it_is_typed(bench: Bench, room: Room, platform, spoken):
    """Typed by hand or handed over by a link, on both platforms."""
    _, code = room.invite("Mira")
    mira = bench.person(platform)

    mira.say(spoken(code))

    assert len(mira.texts()) == 1
    assert ASKED in mira.texts()[0]
    assert "Mira" in mira.texts()[0]
    assert "Ada" in mira.texts()[0]


def test_a_code_lets_one_account_in_and_no_second(bench: Bench, room: Room):
    """Also while the first is still reading, and also from the other platform."""
    mira, noor, ruth = bench.person(), bench.person(), bench.person("discord")
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    noor.say(code)
    noor.say(code)
    mira.agree()
    ruth.say(code)
    room.confirm(mira)

    assert "used before" in noor.texts()[-1]
    assert "used before" in ruth.texts()[-1]
    assert "Ada" not in noor.texts()[-1] + ruth.texts()[-1]
    assert bench.rows("addresses") == 1
    assert len([line for line in room.lines(mira.thread) if "second account" in line]) == 1


def test_a_code_that_has_run_out_says_so_and_lets_nobody_in(bench: Bench, room: Room):
    """72 hours (SPEC 8.3)."""
    mira = bench.person()
    _, code = room.invite("Mira")
    bench.wait(timedelta(hours=72, seconds=1))

    mira.say(code)

    assert "run out" in mira.texts()[-1]
    assert bench.rows("addresses") == 0


def test_a_code_still_works_in_its_last_minute(bench: Bench, room: Room):
    """And not a minute less."""
    mira = bench.person()
    _, code = room.invite("Mira")
    bench.wait(timedelta(hours=71, minutes=59))

    mira.say(code)

    assert ASKED in mira.texts()[-1]


def test_a_therapists_code_in_private_binds_nothing(bench: Bench, platform):
    """It is for the room, and says so; afterwards it still works there."""
    code = bench.therapist_code()
    ada = bench.person(platform)

    ada.say(code)

    assert "your room" in ada.texts()[-1]
    assert bench.rows("rooms") == 0
    room = Room(bench, platform)
    room.command(f"/register {code}")
    assert bench.rows("rooms") == 1


@pytest.mark.parametrize("no", ["no", "No thanks", "/no", "/stop", "stop"])
def test_saying_no_keeps_nothing_and_the_code_still_works(bench: Bench, room: Room, no):
    """By any word; the therapist hears it, the person can come back with the same code."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)

    mira.say(no)

    assert "Nothing was kept" in mira.texts()[-1]
    assert bench.state(mira) == "invited"
    assert bench.rows("consents") == 0
    assert any("said no" in line for line in room.lines(room.thread_of(mira)))
    mira.say(code)
    assert ASKED in mira.texts()[-1]
    mira.agree()
    room.confirm(mira)
    assert bench.state(mira) == "active"


@pytest.mark.parametrize("steps", range(11))
@pytest.mark.parametrize("word", ["/stop", "stop"])
def test_stop_works_at_every_step(bench: Bench, room: Room, steps, word):
    """Nothing is kept of somebody who had not agreed yet; who had is out at once, and nothing holds."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    for _ in range(min(steps, 10)):
        mira.press_handle(*mira.way_on())

    mira.say(word)

    assert bench.state(mira) == ("left" if steps == 10 else "invited")
    assert bench.rows("dialogues") == 0
    active = bench.store.run_here(
        lambda unit: unit.all(sa.select(tables.consents).where(tables.consents.c.withdrawn_at.is_(None)))
    )
    assert active == []


@pytest.mark.parametrize("steps", range(11))
def test_who_asks_for_help_gets_the_card_at_every_step(bench: Bench, room: Room, steps):
    """And once they have agreed their therapist is told, although the two words were not heard yet."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    for _ in range(steps):
        mira.press_handle(*mira.way_on())

    mira.say("/sos")

    assert "112 emergency" in mira.texts()[-1]
    has_agreed = steps == 10
    assert ("is told that you asked" in mira.texts()[-1]) == has_agreed
    told = [each for each in room.seen(room.thread_of(mira)) if "I need support" in each.text] if has_agreed else []
    assert len(told) == has_agreed
    assert not any(each.silent for each in told)


def test_declining_the_first_agreement_is_a_no(bench: Bench, room: Room):
    """SPEC 8.2 (a): without it there is nothing to do."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    for _ in range(8):
        mira.press_handle(*mira.way_on())

    mira.press("No, thank you")

    assert "Nothing was kept" in mira.texts()[-1]
    assert bench.state(mira) == "invited"
    assert bench.rows("consents") == 0


def test_after_a_no_by_button_somebody_is_a_stranger_again(bench: Bench, room: Room):
    """What they write then reaches nobody, and the other button on the old message does nothing."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    for _ in range(8):
        mira.press_handle(*mira.way_on())
    asked = mira.told()[-1]
    mira.press("No, thank you")

    mira.press_handle(asked.buttons["I agree"], asked.message)
    mira.say("are you there?")

    assert bench.state(mira) == "invited"
    assert "private service" in mira.texts()[-1]
    assert bench.rows("parts") == 0


def test_nothing_else_is_kept_while_joining(bench: Bench, room: Room):
    """Words, pictures and edits before agreeing go nowhere; the answer says what to do first."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)

    first = mira.say("I am so tired of all this")
    mira.say("a picture", kind=PartKind.PHOTO)
    mira.edit(first, "I am tired")
    mira.agree()
    mira.say("is it on?")
    room.confirm(mira, words=mira.words_told())

    assert any("nothing that you send is kept" in text for text in mira.texts())
    assert any("What you send before is not kept" in text for text in mira.texts())
    assert bench.rows("parts") == 0
    assert bench.rows("part_versions") == 0
    assert bench.rows("media") == 0
    assert bench.rows("cards") == 0


def test_an_edit_into_a_word_of_the_dialogue_is_heard(bench: Bench, room: Room):
    """Somebody mends a slip of the thumb: "go in" becomes "go on"."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    slip = mira.say("go in")

    mira.edit(slip, "go on")

    assert mira.texts()[-1].startswith("Who reads it?")


def test_help_is_there_while_joining_and_tells_nobody(bench: Bench, room: Room):
    """The card at once; the therapist is not told, for there is no consent yet."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)

    mira.say("/sos")

    assert "112 emergency" in mira.texts()[-1]
    assert bench.state(mira) == "joining"
    assert not any("need support" in line for thread in room.threads() for line in room.lines(thread))


def test_the_code_again_while_joining_shows_the_text_again(bench: Bench, room: Room):
    """Somebody scrolled away."""
    mira = bench.person()
    _, code = room.invite("Mira")
    mira.say(code)

    mira.say(code)

    assert [ASKED in text for text in mira.texts()] == [True, True]


def test_a_programme_named_in_the_invitation_begins_the_day_after(bench: Bench, room: Room):
    """Day 1 is tomorrow in the client's zone; the therapist is told with the programme's name."""
    mira = bench.client(room, words="Mira first-week")

    lines = room.lines(mira.thread)
    assert any("First week" in line and "2026-11-24" in line for line in lines)
    bench.move_to(FIRST_DUE)
    assert "Three small things" not in mira.texts()[-1]
    bench.move_to(FIRST_DUE + timedelta(days=1))
    assert mira.texts()[-1].startswith("Three small things")


def test_language_and_zone_come_from_the_invitation(bench: Bench, room: Room):
    """A client in Tokyo gets the prompt at 19:30 in Tokyo; nobody asked them anything."""
    mira = bench.client(room, words="Mira en Asia/Tokyo")
    room.write(mira.thread, "/enrol first-week today")

    bench.move_to(FIRST_DUE - timedelta(hours=8))  # 19:30:01 in Tokyo

    assert mira.texts()[-1].startswith("Three small things")


def test_nobody_is_invited_in_a_language_without_a_document(bench: Bench, room: Room):
    """CN-06: no silent fall-back to English; the therapist is told which languages there are."""
    bench.consents = Consents(tuple(each for each in CONSENTS.documents if each.language == "en"))

    room.command("/invite Mira de")

    assert "no consent text in “de”" in room.texts()[-1]
    assert bench.rows("invitations") == 0


def test_without_consent_there_is_never_a_prompt(bench: Bench, room: Room):
    """Neither while joining nor after a no: nothing can be planned, and the database would refuse it."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira first-week")
    mira.say(code)
    bench.wait(timedelta(days=3))

    mira.say("no")
    bench.wait(timedelta(days=3))

    assert bench.rows("enrolments") == 0
    assert bench.rows("occurrences") == 0
    assert not any("Three small things" in text for text in mira.texts())


def test_a_prompt_row_without_consent_is_refused_by_the_database(bench: Bench, prompted):
    """SPEC 8.1: in the database and when sending."""
    prompt = tables.outbox

    def strip(unit):
        unit.execute(sa.update(prompt).where(prompt.c.kind == "prompt").values(consent=None))

    with pytest.raises(sa.exc.IntegrityError):
        bench.store.run_here(strip)


def test_a_client_who_is_in_and_uses_the_link_again_is_told_so(bench: Bench, room: Room):
    """No second joining, no reply out of a code."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    mira.agree()
    room.confirm(mira)

    mira.say(f"/start {code.replace('-', '')}")

    assert "already" in mira.texts()[-1]
    assert bench.rows("parts") == 0
    assert bench.rows("addresses") == 1


def test_somebody_who_left_and_presses_i_agree_in_the_old_text_is_not_told_that_they_are_in(bench: Bench, room: Room):
    """Leaving holds until a new code."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    mira.agree()
    last = mira.told()[-2]
    room.confirm(mira)
    mira.say("/stop")
    bench.wait(timedelta(minutes=2))

    mira.press_handle(last.buttons["Yes, it may"], last.message)

    assert bench.state(mira) == "left"
    assert mira.texts()[-1].startswith("You have left")


def test_redelivered_updates_change_nothing(bench: Bench, room: Room):
    """The same code message twice, under another update id."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    number = mira.say(code)

    mira.say(code, message=number)

    assert len(mira.texts()) == 1
