"""Pictures and voice: asked when the first comes, sealed until then, changed at any time (SPEC 8.2 c)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.desk.reactions import react
from core.domain.events import MediaSettled
from core.domain.incoming import PartKind
from core.domain.message import FileKind
from core.ports.blobs import Kept
from core.store import media
from core.store.media import Shown
from tests.unit.core.desk.bench import Bench, Person, Room

SEALED = "kept sealed: they have not agreed to pictures and voice yet"


@pytest.fixture
def shy(bench: Bench, room: Room) -> Person:
    """A client who was not asked about pictures and voice yet."""
    return bench.client(room, media=False)


def send(bench: Bench, who: Person) -> None:
    """A photo, fetched and kept."""
    who.say("", kind=PartKind.PHOTO)

    def settle(unit):
        (what,) = media.wanted(unit, "main")
        blob = Kept(what.id, 2000, "0" * 64)
        assert media.kept(unit, what, blob, Shown(f"{what.id}s", FileKind.PHOTO))
        react(unit, bench.desk, [MediaSettled(what.id)])

    bench.store.run_here(settle)
    bench.woken |= {"main", "den"}
    bench.carry()


def pictures(room: Room, who: Person) -> int:
    """How many came into the thread."""
    return len([told for told in room.seen(who.thread) if told.file])


def test_the_first_picture_is_kept_sealed_and_asked_about_once(bench: Bench, room: Room, shy):
    """The card says that it is there; the client is asked one time, however many follow."""
    send(bench, shy)
    send(bench, shy)

    assert pictures(room, shy) == 0
    assert room.card(shy.thread).text.count(SEALED) == 2
    assert len([text for text in shy.texts() if "You sent a picture or sound" in text]) == 1


@pytest.mark.parametrize("word", [None, "yes", "1", "Yes, they may", "/settings pictures yes"])
def test_agreeing_shows_what_waited_and_what_comes(bench: Bench, room: Room, shy, word):
    """By button or by word; both are told, and the next picture comes at once."""
    send(bench, shy)

    shy.press("Yes, they may") if word is None else shy.say(word)
    assert pictures(room, shy) == 1
    assert SEALED not in room.card(shy.thread).text
    send(bench, shy)

    assert pictures(room, shy) == 2
    assert any("can see and hear" in text for text in shy.texts())
    assert any("agreed to pictures and voice" in line for line in room.lines(shy.thread))


@pytest.mark.parametrize("word", [None, "no", "2"])
def test_refusing_keeps_them_sealed_and_both_are_told(bench: Bench, room: Room, shy, word):
    """And nobody asks again."""
    send(bench, shy)

    shy.press("No, keep it locked") if word is None else shy.say(word)
    send(bench, shy)

    assert pictures(room, shy) == 0
    assert "they said no" in room.card(shy.thread).text
    assert any("does not want pictures and voice" in line for line in room.lines(shy.thread))
    assert len([text for text in shy.texts() if "You sent a picture or sound" in text]) == 1


def test_a_mind_changed_under_settings_shows_them_after_all(bench: Bench, room: Room, shy):
    """And closes again for what comes later."""
    send(bench, shy)
    shy.press("No, keep it locked")
    shy.say("/settings")
    shy.press("Pictures and voice")
    shy.press("Yes, they may")
    assert pictures(room, shy) == 1

    shy.say("/settings pictures no")
    send(bench, shy)

    assert pictures(room, shy) == 1


def test_a_yes_days_later_is_a_word_for_the_therapist(bench: Bench, room: Room, shy):
    """Only within a day of the question is it an answer to it."""
    send(bench, shy)
    bench.wait(timedelta(days=2))

    shy.say("yes")

    assert pictures(room, shy) == 0
    assert any("“yes”" in told.text for told in room.seen(shy.thread))
