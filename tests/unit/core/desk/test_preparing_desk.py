"""A registered room is looked at, mended, and its therapist acknowledges a test alert; before that nobody is invited."""

from __future__ import annotations

import sqlalchemy as sa

from core.domain.errors import Reason, Unreachable
from core.domain.incoming import PartKind
from core.domain.rooms import RoomFault, RoomLook, RoomTrouble
from core.store import overview, tables, therapists, threads
from core.store.unit import Unit
from tests.unit.core.desk.bench import Bench, Room

MISSING = RoomLook(
    (RoomTrouble(RoomFault.RIGHTS_MISSING, "Create Posts, Attach Files"), RoomTrouble(RoomFault.TAGS_DEMANDED))
)


def registered(bench: Bench, platform: str = "discord") -> Room:
    """Ada has used her code."""
    room = Room(bench, platform)
    room.command(f"/register {bench.therapist_code()}")
    return room


def state(bench: Bench) -> str:
    """The therapist's."""
    return bench.store.run_here(therapists.list_therapists)[0].state.value


def journal(bench: Bench) -> list[str]:
    """What is recorded."""
    lines = bench.store.run_here(
        lambda unit: unit.all(sa.select(tables.journal.c.action).order_by(tables.journal.c.seq))
    )
    return [line.action for line in lines]


def test_a_sound_room_gets_a_test_alert_that_rings(bench: Bench, platform):
    """A message of its own, with a button and a word that does the same."""
    room = registered(bench, platform)

    welcome, alert = room.told()

    assert (welcome.silent, alert.silent) == (True, False)
    assert alert.text.startswith("This is a test")
    assert list(alert.buttons) == ["Acknowledge"]
    assert state(bench) == "waiting"


def test_acknowledging_makes_the_therapist_active_and_says_what_comes_next(bench: Bench, platform):
    """Recorded, once; pressing again a while later changes nothing."""
    room = registered(bench, platform)
    alert = room.told()[-1]
    handle = alert.buttons["Acknowledge"]

    room.press("Acknowledge")

    assert state(bench) == "active"
    assert "/invite" in room.texts()[-1]
    room.invite("Mira")
    bench.clock.at = bench.clock.at.replace(minute=5)
    room.press_handle(handle, alert.message)
    assert journal(bench).count("acknowledged test alert") == 1


def test_the_word_does_what_the_button_does(bench: Bench, platform):
    """However it is spelt."""
    room = registered(bench, platform)

    room.command("Acknowledge.")

    assert state(bench) == "active"
    assert "Thank you: alerts" in room.texts()[-1]


def test_the_word_without_an_alert_is_no_acknowledgement(bench: Bench):
    """Nobody can say that they saw what was never sent."""
    bench.room_is = MISSING
    room = registered(bench)

    room.command("acknowledge")

    assert state(bench) == "waiting"
    assert "needs mending" in room.texts()[-1]


def test_everything_that_is_missing_is_said_at_once_with_its_mend(bench: Bench):
    """One message; no alert while something is amiss."""
    bench.room_is = MISSING
    room = registered(bench)

    told = room.told()[-1]

    assert len(room.told()) == 2
    assert "Rights of mine are off: Create Posts, Attach Files." in told.text
    assert "Every post must bear a tag here" in told.text
    assert "Permissions" in told.text
    assert list(told.buttons) == ["Look again"]
    assert not any("This is a test" in text for text in room.texts())


def test_mended_and_looked_at_again_the_alert_comes(bench: Bench, platform):
    """The button on the message looks anew, each time."""
    bench.room_is = RoomLook((RoomTrouble(RoomFault.NOT_A_FORUM),))
    room = registered(bench, platform)
    bench.clock.at = bench.clock.at.replace(minute=5)
    room.press("Look again")
    assert sum("needs mending" in text for text in room.texts()) == 2

    bench.room_is = RoomLook()
    bench.clock.at = bench.clock.at.replace(minute=9)
    room.press("Look again")

    assert "This is a test" in room.texts()[-1]


def test_help_shows_once_more_what_is_to_be_done(bench: Bench, platform):
    """So do /register and /start; an alert that went by is there again, and both buttons work."""
    room = registered(bench, platform)

    for word in ("/help", "/register", "/start"):
        room.command(word)

    assert [text.partition("\n")[0] for text in room.texts()[1:]] == ["This is a test"] * 4
    room.press("Acknowledge", message=room.told()[1].message)
    assert state(bench) == "active"


def test_before_that_nobody_is_invited_and_one_sentence_says_why(bench: Bench, platform):
    """Nor anything else but help and the card for hard moments."""
    room = registered(bench, platform)

    for word in ("/invite Mira", "/clients", "/queue", "/enrol first-week", "/nonsense"):
        room.command(word)
        assert "First this room" in room.texts()[-1]
    room.command("/sos")

    assert "112" in room.texts()[-1]
    assert bench.rows("clients") == 0


def test_plain_words_and_pictures_are_not_answered(bench: Bench, platform):
    """People talk; also edits are no commands."""
    room = registered(bench, platform)
    before = room.texts()

    first = room.command("hello there")
    room._write(room.address, "/invite Mira", kind=PartKind.TEXT, message=first, edited_at=bench.clock.now())
    room._write(room.address, "acknowledge", kind=PartKind.PHOTO)

    assert room.texts() == before
    assert state(bench) == "waiting"


def test_others_in_the_room_are_told_and_hinder_nothing(bench: Bench, platform):
    """A colleague may be meant to be there: the therapist judges."""
    bench.room_is = RoomLook((RoomTrouble(RoomFault.OTHERS_INSIDE, "2"),))
    room = registered(bench, platform)

    assert "This is a test" in room.texts()[-1]
    assert "there are 2 more" in room.texts()[-1]
    bench.room_is = RoomLook((RoomTrouble(RoomFault.OTHERS_INSIDE, "1"),))
    room.command("/help")
    assert "somebody else" in room.texts()[-1]


def test_a_forum_in_the_door_server_is_no_room(bench: Bench, monkeypatch):
    """Clients are there."""
    account = bench.facts.accounts[next(a for a in bench.facts.accounts if a == "den")]
    monkeypatch.setattr(type(account), "door", property(lambda _: "777"), raising=False)
    bench.room_is = RoomLook(server="777")

    room = registered(bench)

    assert "lies in the server where clients are" in room.texts()[-1]


def test_an_acknowledged_alert_asks_no_more(bench: Bench, platform):
    """Each of them, were there several; who else is in the room stays said."""
    bench.room_is = RoomLook((RoomTrouble(RoomFault.OTHERS_INSIDE, "2"),))
    room = registered(bench, platform)
    bench.room_is = RoomLook()
    room.command("/help")
    alerts = [told for told in room.told() if "Acknowledge" in told.buttons]
    assert len(alerts) == 2

    room.press("Acknowledge")

    assert [told for told in room.told() if "Acknowledge" in told.buttons] == []
    assert all(told.text.startswith("This was a test\n") for told in alerts)
    assert ["there are 2 more" in told.text for told in alerts] == [True, False]


def test_somebody_elses_press_acknowledges_nothing(bench: Bench, platform):
    """Only the therapist's own account can say that alerts reach them."""
    room = registered(bench, platform)
    alert = room.told()[-1]

    room.press_handle(alert.buttons["Acknowledge"], alert.message, by="4711")

    assert state(bench) == "waiting"


def test_a_room_that_cannot_be_looked_at_is_noted_and_looked_at_again(bench: Bench):
    """The admin sees why; a minute later it is tried once more."""
    bench.carrying = False
    room = registered(bench)
    bench.refusing = lambda to: Unreachable(Reason.RIGHTS_LOST)
    bench.carry()
    assert bench.store.run_here(overview.therapists_seen)[0].trouble is Reason.RIGHTS_LOST

    bench.refusing, bench.carrying = lambda to: None, True
    bench.clock.at = bench.clock.at.replace(minute=2)
    bench.beat()

    assert "This is a test" in room.texts()[-1]
    assert bench.store.run_here(overview.therapists_seen)[0].trouble is None


def test_an_old_look_again_in_a_room_in_use_says_how_it_is(bench: Bench):
    """Buttons work for months; there is no second test alert."""
    bench.room_is = MISSING
    room = registered(bench)
    old = room.told()[-1]
    bench.room_is = RoomLook()
    room.command("/help")
    room.press("Acknowledge")
    bench.clock.at = bench.clock.at.replace(minute=7)

    room.press_handle(old.buttons["Look again"], old.message)

    assert room.texts()[-1] == "Everything here is in order."


def test_the_therapists_own_posts_are_read_back_after_a_gap(bench: Bench):
    """Where history can be read: the post of registration and the last few others; clients' threads as before."""
    room = Room(bench, "discord")
    room.write("901", f"/register {bench.therapist_code()}")
    for number in range(902, 912):
        room.write(str(number), "/help")
    room.write("905", "once more")

    places = bench.store.run_here(threads.places, "den")

    posts = [place.address.thread for place in places if place.address.thread]
    assert posts == [str(number) for number in range(911, 903, -1)]
    assert {place.address.chat for place in places} == {room.address.chat}


def test_telegram_rooms_remember_no_topics(bench: Bench):
    """Nothing is read back there."""
    room = Room(bench, "telegram")
    room.write("901", f"/register {bench.therapist_code()}")

    assert [place.address.thread for place in bench.store.run_here(threads.places, "main")] == [None]


def test_a_new_code_kills_the_old_one(bench: Bench):
    """Recorded; who has a room gets none."""
    old = bench.therapist_code("Ben")
    ben = bench.store.run_here(therapists.list_therapists)[0].id

    def renew(unit: Unit) -> None:
        therapists.renew_code(unit, ben, code="NEWC0DE000000000", code_until=unit.now.replace(day=30))

    bench.store.run_here(renew)

    room = Room(bench, "telegram")
    room.command(f"/register {old}")
    assert "do not know this code" in room.texts()[-1]
    room.command("/register NEWC-0DE0-0000-0000")
    assert bench.rows("rooms") == 1
    assert "gave a new code" in journal(bench)
