"""The therapist's room: what goes to the client, what stays, and who may press."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.desk.reactions import react
from core.domain.events import MediaSettled
from core.domain.incoming import PartKind
from core.domain.message import FileKind
from core.domain.states import MediaState
from core.ports.blobs import Kept
from core.store import media
from core.store.media import Shown
from tests.unit.core.desk.bench import Bench, Person, Room


@pytest.fixture
def answered(room: Room, prompted: Person) -> Person:
    """Mira, who has written about the tram."""
    prompted.say("The tram waited for me.")
    return prompted


def sent(person: Person, words: str) -> list[str]:
    """What came to somebody with these words."""
    return [text for text in person.texts() if words in text]


# --- to the client, or a note ---------------------------------------------------------------------------------------
def test_a_reply_to_a_card_goes_to_the_client_and_is_echoed(bench: Bench, room: Room, answered):
    """Signed with the therapist's name, quoting what the client wrote."""
    room.write(answered.thread, "I see the tram.", reply_to=room.card(answered.thread).message)

    came = answered.told()[-1]
    assert came.text == "Ada\nI see the tram."
    assert came.reply_to is not None
    assert room.lines(answered.thread)[-1] == f"Goes to {answered.alias}: “I see the tram.”"
    assert "answered Mon" in room.card(answered.thread).text


def test_a_reply_to_any_of_a_cards_messages_goes_to_the_client(bench: Bench, room: Room, mira):
    """A long reply is a card of several messages, and each of them is the card."""
    mira.say(" ".join(f"tram{number:04d}" for number in range(1500)))
    pieces = [told for told in room.seen(mira.thread) if "tram" in told.text]
    assert len(pieces) >= 3

    for number, piece in enumerate(pieces):
        room.write(mira.thread, f"answer {number}", reply_to=piece.message)

    assert [len(sent(mira, f"answer {number}")) for number in range(len(pieces))] == [1] * len(pieces)


def test_a_reply_to_the_picture_of_a_card_goes_to_the_client(bench: Bench, room: Room, prompted):
    """The work itself is one of the card's messages."""
    prompted.say("", kind=PartKind.PHOTO)
    arrive(bench, FileKind.PHOTO)
    picture = next(told for told in room.seen(prompted.thread) if told.file == "photo")

    room.write(prompted.thread, "That door.", reply_to=picture.message)

    assert len(sent(prompted, "That door.")) == 1


def test_anything_else_in_the_thread_is_a_note(bench: Bench, room: Room, answered):
    """It stays, and says so; one press sends it after all."""
    told = len(answered.texts())
    room.write(answered.thread, "ask about the tram")

    echo = room.seen(answered.thread)[-1]
    assert echo.text == "Kept as a note."
    assert list(echo.buttons) == [f"Send to {answered.alias}"]
    assert len(answered.texts()) == told


@pytest.mark.parametrize("words", ["stop", "done", "help me", "sos", "back", "/stop", "/done", "/back"])
def test_no_word_of_a_therapist_stops_or_ends_anything_of_a_client(bench: Bench, room: Room, answered, words):
    """Bare words are words; commands of clients are not a therapist's."""
    told = len(answered.texts())

    room.write(answered.thread, words)

    assert bench.state(answered) == "active"
    assert len(answered.texts()) == told
    assert "still arriving" in room.card(answered.thread).text


def test_a_bare_word_in_answer_to_a_card_reaches_the_client(bench: Bench, room: Room, answered):
    """ "Stop" can be what a therapist wants to say."""
    room.write(answered.thread, "Stop", reply_to=room.card(answered.thread).message)

    assert answered.texts()[-1] == "Ada\nStop"


def test_a_note_can_be_sent_later_once(bench: Bench, room: Room, answered):
    """Pressed twice, it goes once; the echo says that it went."""
    room.write(answered.thread, "I thought of you on the tram")
    echo = room.seen(answered.thread)[-1]
    handle = next(iter(echo.buttons.values()))
    bench.wait(timedelta(days=3))

    for _ in range(2):
        room.press_handle(handle, echo.message, at=room.into(answered.thread))

    assert len(sent(answered, "on the tram")) == 1
    assert echo.text == f"Goes to {answered.alias} now."
    assert echo.buttons == {}


def test_a_note_that_was_mended_is_sent_as_mended(bench: Bench, room: Room, answered):
    """What is sent is what stands there now."""
    note = room.write(answered.thread, "teh tram")
    room.write(answered.thread, "the tram", message=note, edited_at=bench.clock.now())

    room.push(answered.thread, f"Send to {answered.alias}")

    assert len(sent(answered, "the tram")) == 1
    assert sent(answered, "teh tram") == []


def test_a_reply_to_ones_own_note_is_a_note(bench: Bench, room: Room, answered):
    """Only a card's messages lead to the client."""
    note = room.write(answered.thread, "first thought")
    told = len(answered.texts())

    room.write(answered.thread, "second thought", reply_to=note)

    assert len(answered.texts()) == told
    assert "note" in room.lines(answered.thread)[-1]


def test_a_reply_to_another_clients_card_goes_to_nobody(bench: Bench, room: Room, answered):
    """A message id of another thread is no card here."""
    noor = bench.client(room, words="Noor")
    told = len(answered.texts()), len(noor.texts())

    room.write(noor.thread, "for whom?", reply_to=room.card(answered.thread).message)

    assert (len(answered.texts()), len(noor.texts())) == told
    assert "note" in room.lines(noor.thread)[-1]


def test_the_same_message_of_a_therapist_twice_goes_once(bench: Bench, room: Room, answered):
    """Under another update id."""
    card = room.card(answered.thread).message
    number = room.write(answered.thread, "I see it", reply_to=card)

    room.write(answered.thread, "I see it", reply_to=card, message=number)

    assert len(sent(answered, "I see it")) == 1


def test_words_outside_any_thread_are_nobodys(bench: Bench, room: Room, answered):
    """In the general topic there is no client: nothing is kept or sent."""
    told = len(answered.texts())

    room.command("just thinking aloud")

    assert bench.rows("feedback") == 0
    assert len(answered.texts()) == told


# --- changing feedback ----------------------------------------------------------------------------------------------
def test_an_edit_of_feedback_follows_on_the_clients_copy(bench: Bench, room: Room, answered):
    """The same message, changed; nothing is sent anew."""
    number = room.write(answered.thread, "I see teh tram", reply_to=room.card(answered.thread).message)
    told = len(answered.texts())

    room.write(answered.thread, "I see the tram", message=number, edited_at=bench.clock.now())

    assert answered.texts()[-1] == "Ada\nI see the tram"
    assert len(answered.texts()) == told


def test_an_edit_of_a_caption_follows_too(bench: Bench, room: Room, answered):
    """Text and caption (SPEC 7.2)."""
    card = room.card(answered.thread).message
    number = room.write(answered.thread, "teh tram", reply_to=card, kind=PartKind.PHOTO)
    arrive(bench, FileKind.PHOTO)
    assert answered.told()[-1].file == "photo"

    room.write(answered.thread, "the tram", message=number, edited_at=bench.clock.now())

    assert answered.texts()[-1] == "Ada\nthe tram"


def test_feedback_that_grows_over_one_message_arrives_whole(bench: Bench, room: Room, answered):
    """Edited into something longer than a message: nothing of it is lost, nothing twice."""
    number = room.write(answered.thread, "short", reply_to=room.card(answered.thread).message)
    words = " ".join(f"word{n:04d}" for n in range(600))

    room.write(answered.thread, words, message=number, edited_at=bench.clock.now())

    shown = "".join(text for text in answered.texts() if "word0" in text)
    assert "".join(words.split()) in "".join(shown.split())
    assert all(len(text) <= 4096 for text in answered.texts())


# --- files of a therapist -------------------------------------------------------------------------------------------
def arrive(bench: Bench, shown_as: FileKind | None) -> None:
    """The newest wanted file lies on disk, and can be shown like this."""

    def work(unit):
        what = [found for account in ("main", "den") for found in media.wanted(unit, account)][-1]
        kept = Kept(what.id, 5000, "0" * 64)
        assert media.kept(unit, what, kept, Shown(what.id, shown_as) if shown_as else None)
        react(unit, bench.desk, [MediaSettled(what.id)])

    bench.store.run_here(work)
    bench.after()


@pytest.mark.parametrize("room_on", ["telegram", "discord"])
@pytest.mark.parametrize("client_on", ["telegram", "discord"])
@pytest.mark.parametrize(("kind", "shown"), [(PartKind.PHOTO, FileKind.PHOTO), (PartKind.VOICE, FileKind.VOICE)])
def test_feedback_with_a_picture_or_a_voice_reaches_the_client(bench: Bench, room_on, client_on, kind, shown):
    """Over both platforms, once, signed."""
    room = bench.room(room_on)
    mira = bench.client(room, client_on)
    mira.say("I cannot sleep")
    room.write(mira.thread, "", reply_to=room.card(mira.thread).message, kind=kind)

    arrive(bench, shown)

    came = [told for told in mira.told() if told.file]
    assert [told.file for told in came] == [shown.value]
    assert came[0].text == "Ada"
    assert kind.value in room.lines(mira.thread)[-1]


def test_a_file_of_a_therapist_that_is_lost_is_told_and_the_words_go_all_the_same(bench: Bench, room: Room, answered):
    """Nothing hangs on a picture."""
    card = room.card(answered.thread).message
    room.write(answered.thread, "like this one", reply_to=card, kind=PartKind.PHOTO)

    def lose(unit):
        what = media.wanted(unit, "main")[-1]
        media.failed(unit, what, MediaState.LOST)
        react(unit, bench.desk, [MediaSettled(what.id)])

    bench.store.run_here(lose)
    bench.after()

    assert answered.texts()[-1] == "Ada\nlike this one"
    assert "could not be fetched" in room.lines(answered.thread)[-1]


def test_a_note_with_a_picture_stays_until_it_is_sent(bench: Bench, room: Room, answered):
    """Then words and picture go together."""
    room.write(answered.thread, "a scan", kind=PartKind.PHOTO)
    arrive(bench, FileKind.PHOTO)
    before = [told for told in answered.told() if told.file]

    room.push(answered.thread, f"Send to {answered.alias}")

    assert before == []
    assert [(told.file, told.text) for told in answered.told() if told.file] == [("photo", "Ada\na scan")]


# --- clients who left -----------------------------------------------------------------------------------------------
def test_feedback_to_a_client_who_left_is_kept_as_a_note(bench: Bench, room: Room, answered):
    """And says why; there is no button to send it."""
    answered.say("/stop")
    told = len(answered.texts())

    room.write(answered.thread, "I see it", reply_to=room.card(answered.thread).message)

    assert len(answered.texts()) == told
    echo = room.seen(answered.thread)[-1]
    assert "has left" in echo.text
    assert echo.buttons == {}


def test_a_note_to_somebody_who_has_left_since_is_not_sent(bench: Bench, room: Room, answered):
    """The button is older than the leaving; the therapist hears why nothing goes."""
    room.write(answered.thread, "a thought")
    answered.say("/stop")
    told = len(answered.texts())

    room.push(answered.thread, f"Send to {answered.alias}")

    assert len(answered.texts()) == told
    assert any("has left; nothing can be sent" in line for line in room.lines(answered.thread))


def test_witnessing_somebody_who_left_sends_nothing(bench: Bench, room: Room, answered):
    """The card is done all the same."""
    answered.say("/stop")
    told = len(answered.texts())

    room.push(answered.thread, "Witnessed")

    assert len(answered.texts()) == told
    assert "Witnessed Mon" in room.card(answered.thread).text


# --- Witnessed ------------------------------------------------------------------------------------------------------
def test_witnessed_sends_one_line_and_marks_the_card(bench: Bench, room: Room, answered):
    """Quoting the work; pressed twice it is said once."""
    card = room.card(answered.thread)
    handle = card.buttons["Witnessed"]

    for _ in range(2):
        room.press_handle(handle, card.message, at=room.into(answered.thread))

    assert sent(answered, "has spent time with this") == ["Ada has spent time with this."]
    assert "Witnessed Mon 19:30" in room.card(answered.thread).text
    assert list(room.card(answered.thread).buttons) == ["Not for this prompt"]


def test_another_member_of_the_group_presses_in_vain(bench: Bench, room: Room, answered):
    """A colleague was let into the room: buttons are the therapist's."""
    told = len(answered.texts())
    room.write(answered.thread, "a note")

    room.push(answered.thread, "Witnessed", by="4711")
    room.push(answered.thread, f"Send to {answered.alias}", by="4711")

    assert len(answered.texts()) == told
    assert "Witnessed" in room.card(answered.thread).buttons


@pytest.mark.parametrize("forge", ["tag", "thing", "action", "empty", "long", "dots", "unicode"])
def test_a_forged_handle_does_nothing(bench: Bench, room: Room, answered, forge):
    """Whatever bytes come back."""
    card = room.card(answered.thread)
    action, thing, tag = card.buttons["Witnessed"].split(".")
    forged = {
        "tag": f"{action}.{thing}.{'A' * len(tag)}",
        "thing": f"{action}.{'0' * 32}.{tag}",
        "action": f"send.{thing}.{tag}",
        "empty": "",
        "long": "wit." + "x" * 4000,
        "dots": "....",
        "unicode": f"{action}.{thing}.\u0661\u0662",
    }[forge]
    told = len(answered.texts())

    room.press_handle(forged, card.message, at=room.into(answered.thread))

    assert len(answered.texts()) == told
    assert "Witnessed" in room.card(answered.thread).buttons


def test_a_handle_of_another_room_does_nothing(bench: Bench, room: Room, answered):
    """Ben cannot witness for Ada, not even with her button."""
    ben = bench.room("telegram", "Ben")
    handle = room.card(answered.thread).buttons["Witnessed"]
    told = len(answered.texts())

    ben.press_handle(handle, "1")

    assert len(answered.texts()) == told


def test_another_therapists_thread_is_out_of_reach(bench: Bench, room: Room, answered):
    """Ben in Ada's group, in Mira's thread: no words, no commands, no edits."""
    ben = bench.room("telegram", "Ben")
    told, lines = len(answered.texts()), len(room.lines(answered.thread))
    card = room.card(answered.thread).message

    room.write(answered.thread, "from Ben", reply_to=card, by=ben.user)
    room.write(answered.thread, "/enrol first-week", by=ben.user)

    assert len(answered.texts()) == told
    assert len(room.lines(answered.thread)) == lines


# --- reaching, and time ---------------------------------------------------------------------------------------------
def test_a_card_of_a_client_on_the_other_platform_is_in_the_same_room(bench: Bench, room: Room):
    """A room is a place for clients of both platforms."""
    mira = bench.client(room, "discord")
    mira.say("from Discord")

    room.write(mira.thread, "heard", reply_to=room.card(mira.thread).message)

    assert mira.texts()[-1] == "Ada\nheard"


def test_promises_are_the_practices_own(bench: Bench, room: Room, prompted):
    """By when, in its own words, under each prompt and receipt."""
    prompted.say("one")
    prompted.say("done")

    assert "two working days" in prompted.texts()[-1]
    assert "two working days" in next(text for text in prompted.texts() if "Three small" in text)
