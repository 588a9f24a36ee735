"""What a client made: in pages, and each one sent whole once more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.domain.ids import AccountId
from core.domain.incoming import Fact, IncomingFile, MediaRef, PartKind
from core.domain.message import FileKind
from core.ports.blobs import Kept
from core.store import media
from core.store.media import Shown
from core.store.unit import Unit
from tests.unit.core.desk.bench import Bench, Person, Room

SECOND = timedelta(seconds=1)


def keep_all(unit: Unit) -> None:
    """Whatever is wanted has been fetched."""
    for what in media.wanted(unit, AccountId("main")):
        assert media.kept(unit, what, Kept(what.id, 5000, "0" * 64), Shown(f"{what.id}s", FileKind.PHOTO, "image/png"))


def test_nothing_yet(bench: Bench, room: Room, mira: Person):
    """Said plainly."""
    mira.say("/works")

    assert mira.texts()[-1] == "Nothing of yours is kept here yet."


@pytest.mark.parametrize("word", ["/works", "my works", "what I made", "history", "meine Werke", "mis obras", "أعمالي"])
def test_a_list_the_newest_first(bench: Bench, room: Room, prompted: Person, word: str):
    """With its titles and times; a message for no prompt is named as one."""
    prompted.say("a tram")
    prompted.say("done")
    bench.wait(SECOND)
    prompted.say("out of the blue")
    prompted.say("done")

    prompted.say(word)

    told = prompted.told()[-1]
    assert told.text.startswith("What you made · 1–2 of 2, the newest first\n1 · A message to Ada · ")
    assert "\n2 · Three small things · " in told.text
    assert list(told.buttons) == ["1", "2"]


@pytest.mark.parametrize("by", ["button", "2", "٢"])
def test_one_is_sent_whole(bench: Bench, room: Room, prompted: Person, by: str):
    """In order, as it was: words together, a picture with its caption; what was taken back is not among it."""
    taken = prompted.say("not this")
    prompted.say("a tram")
    prompted.say("blue")
    prompted.say("the stop", kind=PartKind.PHOTO)
    bench.store.run_here(keep_all)
    prompted.delete(taken)
    prompted.say("done")
    bench.wait(SECOND)
    prompted.say("later words")
    prompted.say("done")
    prompted.say("/works")
    before = len(prompted.told())

    prompted.press("2") if by == "button" else prompted.say(by)

    told = prompted.told()[before:]
    assert told[0].text.startswith("Three small things · ")
    assert told[0].text.endswith("\na tram\n\nblue")
    assert told[1].text == "the stop"
    assert told[1].file is not None
    assert len(told) == 2


def test_a_number_long_after_the_list_is_kept(bench: Bench, room: Room, prompted: Person):
    """It may be what they make: nothing that is written is lost to a list of the day before."""
    prompted.say("a tram")
    prompted.say("done")
    prompted.say("/works")
    told = len(prompted.told())
    bench.wait(timedelta(hours=2))

    prompted.say("1")

    assert "“1”" in room.card(prompted.thread, "“1”").text
    assert len(prompted.told()) == told


def test_pages(bench: Bench, room: Room, mira: Person):
    """Six at a time; newer and older lead on, and the numbers go on."""
    for number in range(8):
        mira.say(f"word {number}")
        mira.say("done")
        bench.wait(SECOND)
    mira.say("/works")
    assert list(mira.told()[-1].buttons) == ["1", "2", "3", "4", "5", "6", "Older"]

    mira.press("Older")

    assert mira.texts()[-1].startswith("What you made · 7–8 of 8")
    assert list(mira.told()[-1].buttons) == ["7", "8", "Newer"]
    mira.press("8")
    assert mira.texts()[-1].endswith("\nword 0")


def test_somebody_elses_work_is_nobodys_button(bench: Bench, room: Room, mira: Person):
    """A handle made for one chat does nothing in another."""
    mira.say("mine")
    mira.say("done")
    mira.say("/works")
    handle = mira.told()[-1].buttons["1"]
    noor = bench.client(room)
    before = len(noor.texts())

    noor.press_handle(handle, noor.told()[-1].message)

    assert len(noor.texts()) == before


def test_not_sent_is_no_work(bench: Bench, room: Room, prompted: Person):
    """Nothing of it is stored, so there is nothing to show."""
    prompted.say("not sent")
    prompted.say("/works")

    assert prompted.texts()[-1] == "Nothing of yours is kept here yet."


def test_places_and_forwards_are_among_it_and_files_that_were_taken_off_are_not(bench: Bench, room: Room, mira: Person):
    """In the client's own words about them."""
    files = tuple(IncomingFile(MediaRef(AccountId("main"), {"unique": n}), PartKind.PHOTO, size=9) for n in ("1", "2"))
    mira.say("", kind=PartKind.LOCATION, facts={Fact.LATITUDE: "52.52", Fact.LONGITUDE: "13.405"})
    mira.say("from elsewhere", facts={Fact.FORWARDED: "yes"})
    number = mira.say("two", kind=PartKind.PHOTO, files=files)
    bench.store.run_here(keep_all)
    mira.edit(number, "one", kind=PartKind.PHOTO, files=files[1:])
    before = len(mira.told())

    mira.say("/works")
    mira.press("1")

    sent = mira.told()[before + 1 :]
    assert [each.file for each in sent] == [None, "photo"]
    head, _, work = sent[0].text.partition("\n")
    assert "A message to Ada" in head
    assert work == "a place on the map: 52.5200, 13.4050\n\nforwarded:\nfrom elsewhere"
    assert sent[1].text == "one"
