"""What a client takes back leaves the therapist's thread too (SPEC 6.4, 8.14)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.desk.reactions import react
from core.domain.errors import Uncertain
from core.domain.events import MediaSettled
from core.domain.incoming import PartKind
from core.domain.message import FileKind, Withdrawal
from core.ports.blobs import Kept
from core.store import media
from core.store.media import Shown
from tests.unit.core.desk.bench import Bench, Person, Room


@pytest.fixture
def noor(bench: Bench, room: Room) -> Person:
    """A client on Discord, who was not asked about pictures yet; the room is on Telegram."""
    return bench.client(room, "discord", "Noor en Europe/Berlin", media=False)


def picture(bench: Bench, who: Person, kind: PartKind = PartKind.PHOTO) -> str:
    """One message with a file, fetched and kept."""
    number = who.say("", kind=kind)
    arrive(bench)
    return number


def arrive(bench: Bench) -> None:
    """What was sent is fetched."""

    def settle(unit):
        for what in media.wanted(unit, "den"):
            shown = FileKind.VOICE if what.kind is PartKind.VOICE else FileKind.PHOTO
            assert media.kept(unit, what, Kept(what.id, 2000, "0" * 64), Shown(f"{what.id}s", shown))
            react(unit, bench.desk, [MediaSettled(what.id)])

    bench.store.run_here(settle)
    bench.woken |= {"main", "den"}
    bench.after()


def files(room: Room, who: Person) -> list[str]:
    """What stands in the thread beside words."""
    return [told.file for told in room.seen(who.thread) if told.file]


def test_pictures_that_were_taken_back_leave_the_thread(bench: Bench, room: Room, noor):
    """Each of them, and only those; the card says so, and a second word of it changes nothing."""
    noor.say("/settings pictures yes")
    first, second = picture(bench, noor), picture(bench, noor)
    assert files(room, noor) == ["photo", "photo"]

    noor.delete(first)
    noor.delete(first)
    assert files(room, noor) == ["photo"]
    noor.delete(second)

    assert files(room, noor) == []
    assert room.card(noor.thread).text.count(f"[withdrawn by {noor.alias}]") == 2


def test_what_was_taken_back_while_it_waited_for_a_yes_is_never_shown(bench: Bench, room: Room, noor):
    """The yes is for what is still there."""
    first = picture(bench, noor)
    picture(bench, noor)

    noor.delete(first)
    noor.press("Yes, they may")

    assert files(room, noor) == ["photo"]


def test_a_picture_that_has_not_left_yet_does_not_leave(bench: Bench, room: Room, noor):
    """It waits in the outbox while the room is slow."""
    noor.say("/settings pictures yes")
    bench.carrying = False
    number = picture(bench, noor)

    noor.delete(number)
    bench.carrying = True
    bench.carry()

    assert files(room, noor) == []
    assert not any(told.text == f"[withdrawn by {noor.alias}]" for told in room.seen(noor.thread))


def test_a_picture_whose_call_was_cut_is_not_sent_again(bench: Bench, room: Room, noor):
    """Nobody knows whether it stands there. What goes again bears words alone, and is then deleted; the therapist is asked
    to look, for Telegram tells nobody what stands in a chat.
    """
    noor.say("/settings pictures yes")
    number = noor.say("", kind=PartKind.PHOTO)
    answers = iter([None, Uncertain()])  # the card's edit arrives, the picture's call is cut
    bench.refusing = lambda _: next(answers)
    arrive(bench)
    bench.refusing = lambda _: None

    noor.delete(number)
    bench.wait(timedelta(seconds=30))

    assert files(room, noor) == []
    assert not any(told.text.startswith("[withdrawn") for told in room.seen(noor.thread))
    assert "may stand here a second time" in room.lines(noor.thread)[-1]


def test_what_cannot_be_deleted_is_covered(bench: Bench, room: Room, noor):
    """After 48 hours Telegram deletes nothing: a neutral picture and a word stand there instead."""
    noor.say("/settings pictures yes")
    number = picture(bench, noor)
    bench.wait(timedelta(days=3))
    bench.deletes = Withdrawal.COVERED

    noor.delete(number)

    covered = next(told for told in room.seen(noor.thread) if told.file)
    assert (covered.file, covered.text) == ("neutral", f"[withdrawn by {noor.alias}]")


def test_what_stays_is_named(bench: Bench, room: Room, noor):
    """A voice message that takes no picture in its place: the therapist reads which one, and can delete it by hand."""
    noor.say("/settings pictures yes")
    number = picture(bench, noor, PartKind.VOICE)
    bench.deletes = Withdrawal.STAYS

    noor.delete(number)

    stays = next(told for told in room.seen(noor.thread) if told.file)
    told = room.seen(noor.thread)[-1]
    assert told.reply_to == stays.message
    assert "Please delete it yourself" in told.text


def test_what_is_taken_back_after_leaving_goes_as_well(bench: Bench, room: Room, noor):
    """It is theirs for ever."""
    noor.say("/settings pictures yes")
    number = picture(bench, noor)
    noor.say("/stop")

    noor.delete(number)

    assert files(room, noor) == []
