"""What clients make: gathered into one reply, matched by evidence, shown whole, changed and withdrawn as they wish."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.desk.reactions import react
from core.domain.events import MediaSettled
from core.domain.incoming import PartKind
from core.domain.shown import NotShown
from core.domain.states import MediaState
from core.ports.blobs import Kept
from core.store import media
from tests.unit.core.desk.bench import FIRST_DUE, SECOND_DUE, Bench, Person, Room

WRITING, DRAWING = "Three small things", "A calm enough place"


@pytest.fixture
def both(bench: Bench, room: Room, prompted: Person) -> Person:
    """Mira, to whom two prompts are open."""
    bench.move_to(SECOND_DUE)
    assert DRAWING in prompted.texts()[-1]
    return prompted


def prompt(person: Person, title: str) -> str:
    """The message of the newest prompt of this title."""
    return next(t.message for t in reversed(person.told()) if t.text.startswith(title))


# --- one reply ------------------------------------------------------------------------------------------------------
def test_several_parts_join_one_reply_with_one_card_and_one_receipt(bench: Bench, room: Room, prompted):
    """Nothing is said in between."""
    told = len(prompted.texts())
    for words in ("The tram waited for me.", "The driver saw me run.", "Soup."):
        prompted.say(words)
        bench.wait(timedelta(seconds=100))
    assert len(prompted.texts()) == told

    bench.wait(timedelta(minutes=10))

    assert bench.rows("cards") == 1
    card = room.card(prompted.thread).text
    assert card.index("waited") < card.index("saw me run") < card.index("Soup")
    assert prompted.texts()[told:] == [prompted.texts()[-1]]
    assert "all 3 parts" in prompted.texts()[-1]
    assert "keep the one you like best" in prompted.texts()[-1]


def test_the_receipt_stands_before_the_next_prompt(bench: Bench, room: Room, prompted):
    """Words come a minute before the second prompt is due: it ends what was arriving, and the chat reads in order."""
    bench.move_to(SECOND_DUE - timedelta(minutes=1))
    prompted.say("the tram waited")
    bench.carrying = False  # both lie in the outbox together
    bench.move_to(SECOND_DUE)
    bench.carrying = True
    bench.carry()

    *_, receipt, second = prompted.texts()
    assert receipt.startswith("Kept.")
    assert DRAWING in second
    assert "still arriving" not in room.card(prompted.thread).text


def test_what_comes_between_release_and_arrival_is_ended_by_the_arrival(bench: Bench, room: Room, prompted):
    """The prompt lies in the outbox already; its arrival ends what was still arriving."""
    bench.carrying = False
    bench.move_to(SECOND_DUE)
    quoted = prompt(prompted, WRITING)
    prompted.say("the tram waited", reply_to=quoted)
    bench.carrying = True
    bench.carry()

    *_, second, receipt = prompted.texts()
    assert DRAWING in second
    assert receipt.startswith("Kept.")


def test_a_receipt_counts_what_is_still_there(bench: Bench, room: Room, mira):
    """Of three messages one was taken back; of another reply everything: then nothing is said to be kept."""
    noor = bench.client(room, "discord", "Noor en Europe/Berlin")
    room.write(noor.thread, "/enrol first-week today")
    bench.move_to(FIRST_DUE)
    taken = [noor.say(words) for words in ("one", "two", "three")]
    noor.delete(taken[0])
    noor.say("done")
    assert "all 2 parts" in noor.texts()[-1]

    bench.move_to(SECOND_DUE)
    for number in [noor.say("four"), noor.say("five")]:
        noor.delete(number)
    told = noor.texts()
    bench.wait(timedelta(minutes=11))

    assert noor.texts() == told


def test_a_reply_closes_ten_minutes_after_its_last_part_by_the_clock(bench: Bench, room: Room, prompted):
    """Not a second before."""
    prompted.say("one")
    bench.wait(timedelta(minutes=9, seconds=59))
    growing = room.card(prompted.thread).text
    told = len(prompted.texts())

    bench.wait(timedelta(seconds=1))

    assert "still arriving" in growing
    assert len(prompted.texts()) == told + 1
    assert "still arriving" not in room.card(prompted.thread).text


@pytest.mark.parametrize("word", ["done", "Done.", "/done", "fertig"])
def test_done_closes_at_once(bench: Bench, room: Room, prompted, word):
    """One receipt; nothing more two minutes later."""
    prompted.say("one")
    prompted.say(word)
    told = len(prompted.texts())

    bench.wait(timedelta(minutes=11))

    assert prompted.texts()[-1].startswith("Kept.")
    assert len(prompted.texts()) == told


def test_done_with_nothing_begun_is_answered(bench: Bench, room: Room, prompted):
    """Neither a reply nor a fault comes of it."""
    prompted.say("done")

    assert bench.rows("replies") == 0
    assert prompted.texts()[-1].startswith("Nothing has come from you for “Three small things”.")


def test_what_comes_after_closing_is_kept_as_a_message(bench: Bench, room: Room, prompted):
    """Nothing is open any more; the therapist sees it all the same."""
    prompted.say("one")
    prompted.say("done")
    prompted.say("and one more thing")

    assert "a message" in room.card(prompted.thread, "one more thing").text
    prompted.say("done")
    assert prompted.texts()[-1].startswith("Kept for Ada")


def test_out_of_the_blue_is_a_message(bench: Bench, room: Room, mira):
    """At 03:10, with nothing open: kept, routed, and it says when it is answered and who is there at any hour."""
    mira.say("I cannot sleep")
    bench.wait(timedelta(minutes=10))

    assert "a message" in room.card(mira.thread, "cannot sleep").text
    assert "two working days" in mira.texts()[-1]
    assert "/sos" in mira.texts()[-1]


def test_the_same_message_twice_changes_nothing(bench: Bench, room: Room, prompted):
    """Under another update id, as after a gap."""
    number = prompted.say("The tram waited.")
    prompted.say("The tram waited.", message=number)

    assert bench.rows("parts") == 1
    assert room.card(prompted.thread).text.count("The tram waited.") == 1


@pytest.mark.parametrize("word", ["rest", "1"])
def test_a_word_that_was_a_choice_is_no_work_when_it_comes_again(bench: Bench, room: Room, both, word):
    """Redelivered under another update id after it was understood."""
    if word == "rest":
        both.say("stop")
    else:
        both.say("which is it")
    number = both.say(word)
    parts = bench.rows("parts")

    both.say(word, message=number)

    assert bench.rows("parts") == parts


# --- kinds ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", [PartKind.STICKER, PartKind.OTHER, PartKind.VIDEO, PartKind.FILE])
def test_any_kind_of_thing_is_kept_and_shown_by_name(bench: Bench, room: Room, prompted, kind):
    """A sticker, a location, a film: never dropped."""
    prompted.say("", kind=kind)

    assert bench.rows("parts") == 1
    assert "[" in room.card(prompted.thread, WRITING).text


def test_ten_thousand_characters_arrive_whole_and_in_order(bench: Bench, platform):
    """On both platforms, in as many messages as it takes; the button is on a card that names the prompt."""
    room = bench.room(platform)
    mira = bench.client(room, platform)
    words = " ".join(f"word{number:05d}" for number in range(1000))
    assert len(words) > 9_900

    mira.say(words)

    shown = "".join(t.text for t in room.seen(mira.thread) if "word0" in t.text)
    assert "".join(words.split()) in "".join(shown.split())
    head = next(t for t in room.seen(mira.thread) if t.text.startswith(mira.alias) and "word00000" in t.text)
    assert "Witnessed" in head.buttons


def test_a_name_that_runs_right_to_left_does_not_turn_the_line(bench: Bench, room: Room):
    """Isolated wherever it stands in an English sentence."""
    mira = bench.person()
    _, code = room.invite("מרים")

    mira.say(code)

    assert "\u2068מרים\u2069" in mira.texts()[0]


# --- changing one's mind --------------------------------------------------------------------------------------------
def test_an_edit_is_a_new_version_and_the_card_follows(bench: Bench, room: Room, prompted):
    """The older words are kept sealed; the card shows the newer alone."""
    number = prompted.say("I hate the tram")
    prompted.edit(number, "I like the tram")

    card = room.card(prompted.thread)
    assert "I like the tram" in card.text
    assert "I hate" not in card.text
    assert bench.rows("part_versions") == 1
    assert "changed after" not in card.text


def test_an_edit_before_it_was_seen_is_not_called_a_change_after(bench: Bench, room: Room, prompted):
    """Edited, then witnessed: the therapist saw the present words."""
    number = prompted.say("I hate the tram")
    prompted.edit(number, "I like the tram")
    bench.wait(timedelta(minutes=11))

    room.push(prompted.thread, "Witnessed")

    assert "changed after" not in room.card(prompted.thread).text


def test_an_edit_after_it_was_seen_says_so(bench: Bench, room: Room, prompted):
    """A day later, on the same card."""
    number = prompted.say("I hate the tram")
    room.push(prompted.thread, "Witnessed")
    bench.wait(timedelta(hours=20))

    prompted.edit(number, "I like the tram")

    assert "I like the tram” (changed after you saw it)" in room.card(prompted.thread).text
    assert bench.rows("cards") == 1


def test_an_edit_back_to_the_first_words_stays_the_newest(bench: Bench, room: Room, prompted):
    """It comes before the edit that it takes back; the words that the client sees are those on the card."""
    number = prompted.say("The tram waited")
    earlier, later = (bench.clock.now() + timedelta(seconds=s) for s in (1, 2))

    prompted.say("The tram waited", message=number, edited_at=later)
    prompted.say("I like the tram", message=number, edited_at=earlier)

    assert "“The tram waited”" in room.card(prompted.thread).text


def test_an_edit_that_changes_no_word_is_nothing(bench: Bench, room: Room, prompted):
    """Platforms tell of link previews as edits."""
    number = prompted.say("The tram waited")
    edits = room.card(prompted.thread).edits

    prompted.edit(number, "The tram waited")

    assert bench.rows("part_versions") == 0
    assert room.card(prompted.thread).edits == edits


@pytest.mark.parametrize("word", ["done", "/stop", "stop", "back"])
def test_an_edited_command_is_not_run_again(bench: Bench, room: Room, prompted, word):
    """Somebody edits an old line of theirs into a word that does something."""
    number = prompted.say("a line")

    prompted.edit(number, word)

    assert bench.state(prompted) == "active"
    assert "still arriving" in room.card(prompted.thread).text


def test_an_edit_into_a_bare_word_is_still_a_version(bench: Bench, room: Room, prompted):
    """It is not run, and it is not lost."""
    number = prompted.say("not really")

    prompted.edit(number, "done")

    assert "“done”" in room.card(prompted.thread).text


def test_a_deleted_message_is_withdrawn_from_the_card(bench: Bench, room: Room, prompted):
    """Discord tells; the words are gone from the room, the fact stays."""
    prompted.say("I keep this")
    number = prompted.say("I take this back")

    prompted.delete(number)

    card = room.card(prompted.thread).text
    assert "I take this back" not in card
    assert f"[withdrawn by {prompted.alias}]" in card
    assert "I keep this" in card


def test_a_long_message_that_is_withdrawn_leaves_no_piece_behind(bench: Bench, room: Room, prompted):
    """Every one of the card's messages follows."""
    number = prompted.say(" ".join(f"secret{n:04d}" for n in range(900)))
    assert len([t for t in room.seen(prompted.thread) if "secret0" in t.text]) > 1

    prompted.delete(number)

    assert not any("secret" in line for line in room.lines(prompted.thread))


def test_a_file_of_a_withdrawn_message_is_not_shown_and_not_asked_for(bench: Bench, room: Room, prompted):
    """It was still being fetched when they took it back."""
    number = prompted.say("", kind=PartKind.PHOTO)
    prompted.delete(number)
    told = len(prompted.texts())

    settle(bench, MediaState.LOST)

    assert len(prompted.texts()) == told
    assert "withdrawn" in room.card(prompted.thread, WRITING).text


# --- files that do not come -----------------------------------------------------------------------------------------
def settle(bench: Bench, state: MediaState, *accounts: str) -> None:
    """The newest file will not be had."""

    def work(unit):
        what = [found for account in accounts or ("main", "den") for found in media.wanted(unit, account)][-1]
        assert media.failed(unit, what, state)
        react(unit, bench.desk, [MediaSettled(what.id)])

    bench.store.run_here(work)
    bench.after()


def test_a_file_that_is_too_large_is_told_to_both_sides(bench: Bench, room: Room, prompted):
    """How large, what the limit is, what to do instead."""
    prompted.say("", kind=PartKind.VIDEO, size=34 * 1024 * 1024)

    settle(bench, MediaState.TOO_LARGE)

    said = prompted.texts()[-1]
    assert "34 MB" in said
    assert "20 MB" in said
    assert "photo" in said
    assert "34 MB: too large" in room.card(prompted.thread).text


def test_a_file_that_is_lost_is_told_to_both_sides(bench: Bench, room: Room, prompted):
    """And asked for once more, without blame."""
    prompted.say("", kind=PartKind.PHOTO)

    settle(bench, MediaState.LOST)

    assert "once more" in prompted.texts()[-1]
    assert "could not be fetched" in room.card(prompted.thread).text


def test_a_therapist_can_have_a_lost_file_fetched_again(bench: Bench, room: Room, prompted):
    """One press: it is wanted anew, from the first try on; the card says so, and the button is gone."""
    prompted.say("", kind=PartKind.PHOTO)
    settle(bench, MediaState.LOST)
    told = len(prompted.texts())

    room.push(prompted.thread, "Try again")

    wanted = bench.store.run_here(lambda unit: media.wanted(unit, "main"))
    card = room.card(prompted.thread)
    assert [(what.state, what.attempts) for what in wanted] == [(MediaState.WANTED, 0)]
    assert "being fetched" in card.text
    assert "Try again" not in card.buttons
    assert len(prompted.texts()) == told


def test_a_file_lost_again_is_not_told_to_the_client_twice(bench: Bench, room: Room, prompted):
    """They were asked for it once; the card offers another try."""
    prompted.say("", kind=PartKind.PHOTO)
    settle(bench, MediaState.LOST)
    told = len(prompted.texts())

    room.push(prompted.thread, "Try again")
    settle(bench, MediaState.LOST)

    assert len(prompted.texts()) == told
    assert "Try again" in room.card(prompted.thread).buttons


def test_nobody_but_the_therapist_can_have_it_fetched(bench: Bench, room: Room, prompted):
    """A press by another member of the room does nothing."""
    prompted.say("", kind=PartKind.PHOTO)
    settle(bench, MediaState.LOST)

    room.push(prompted.thread, "Try again", by="4711")

    assert "could not be fetched" in room.card(prompted.thread).text


def test_what_was_taken_back_is_not_fetched_again(bench: Bench, room: Room, mira):
    """On Discord: the button goes with the message."""
    number = mira.say("", kind=PartKind.PHOTO)
    mira.say("and words")
    settle(bench, MediaState.LOST)
    assert "Try again" in room.card(mira.thread).buttons
    mira.delete(number)

    assert "Try again" not in room.card(mira.thread).buttons


def test_a_file_too_large_for_us_is_not_laid_on_the_platform(bench: Bench, room: Room):
    """Discord lets a bot fetch any size; the limit is ours, and said to be."""
    mira = bench.client(room, "discord")
    mira.say("", kind=PartKind.VIDEO, size=300 * 1024 * 1024)

    settle(bench, MediaState.TOO_LARGE, "den")

    said = mira.texts()[-1]
    assert "300 MB" in said
    assert "more than I can keep (200 MB)" in said
    assert "Discord" not in said


@pytest.mark.parametrize("why", [NotShown.PIXELS, NotShown.DAMAGED])
def test_a_kept_file_that_cannot_be_shown_says_why(bench: Bench, room: Room, prompted, why):
    """Nothing of it is lost, and the therapist knows what to ask for."""
    prompted.say("", kind=PartKind.FILE)

    def work(unit):
        what = media.wanted(unit, "main")[-1]
        assert media.kept(unit, what, Kept(what.id, 5000, "0" * 64), None, why)
        react(unit, bench.desk, [MediaSettled(what.id)])

    bench.store.run_here(work)
    bench.after()

    line = room.card(prompted.thread).text
    assert "kept; it cannot be shown" in line
    assert ("too many pixels" if why is NotShown.PIXELS else "damaged") in line


def test_a_change_after_witnessed_is_told_below_the_card(bench: Bench, room: Room, prompted: Person):
    """Once a day, as a reply to the card, which shows the newest words; before it was seen nothing is said."""
    words = prompted.say("a tram")
    prompted.edit(words, "a blue tram")
    assert not any("changed something" in text for text in room.lines(prompted.thread))
    room.push(prompted.thread, "Witnessed")
    bench.wait(timedelta(seconds=1))

    prompted.edit(words, "a yellow tram")
    prompted.edit(words, "a red tram")

    told = [told for told in room.seen(prompted.thread) if "changed something in “Three small things”" in told.text]
    assert len(told) == 1
    assert told[0].reply_to == room.card(prompted.thread).message
    assert "“a red tram” (changed after you saw it)" in room.card(prompted.thread).text


def test_done_that_is_handed_over_twice_is_answered_once(bench: Bench, room: Room, prompted: Person):
    """Under another update id: the receipt is the answer."""
    prompted.say("a tram")
    number = prompted.say("done")
    told = prompted.texts()

    prompted.say("done", message=number)

    assert prompted.texts() == told
