"""A therapist's own prompts: one of the library's changed for one client, or a new one; seen first, sent, pinned, answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from core.desk.reactions import react
from core.domain.events import MediaSettled
from core.domain.incoming import IncomingFile, MediaRef, PartKind
from core.domain.message import FileKind
from core.domain.own import OwnState
from core.ports.blobs import Kept
from core.prompts.library import build_library
from core.store import media, own_prompts, tables
from core.store.media import Shown
from tests.unit.core.desk.bench import FIRST_DUE, MORNING, Bench, Person, Room
from tests.unit.core.desk.test_by_hand_desk import planned, wide
from tests.unit.core.desk.test_steering_desk import client_of, let_ada, noor, said

__all__ = ["noor", "wide"]

TRAM = "Draw the tram that waited for you."
FOOT = "About 10 minutes. Ada answers within two working days."


def drafts(bench: Bench) -> list[own_prompts.Own]:
    """Every own prompt there is, the oldest first."""
    t = tables.own_prompts
    rows = bench.store.run_here(lambda unit: unit.all(sa.select(t.c.id).order_by(t.c.created_at)))
    return [bench.store.run_here(own_prompts.one, row.id) for row in rows]


def newest(room: Room, thread: str, text: str):
    """The bot's newest message in a thread that holds these words."""
    return next(told for told in reversed(room.seen(thread)) if text in told.text)


def answer(room: Room, thread: str, to: str, words: str = "", **more) -> str:
    """Reply to the newest message of the bot that holds these words."""
    return room.write(thread, words, reply_to=newest(room, thread, to).message, **more)


def new(room: Room, mira: Person, words: str = TRAM) -> None:
    """A draft that is ready."""
    room.write(mira.thread, f"/new\n{words}")
    assert "Draft for" in room.lines(mira.thread)[-1]


def arrived(
    bench: Bench, kind: FileKind | None = FileKind.PHOTO, *, mime: str = "image/jpeg", size: int = 1000
) -> None:
    """Every file that is wanted is here, and can be shown so; None: it cannot."""

    def keep(unit) -> None:
        for account in ("main", "den"):
            for what in media.wanted(unit, account):
                shown = None if kind is None else Shown(f"{what.id}s", kind, mime, size)
                assert media.kept(unit, what, Kept(what.id, 2000, "0" * 64), shown)
                react(unit, bench.desk, [MediaSettled(what.id)])

    bench.store.run_here(keep)
    bench.after()


# --- adapting ---------------------------------------------------------------------------------------------------------
def test_a_prompt_is_changed_for_one_client_and_goes(bench: Bench, room: Room, mira: Person) -> None:
    """Shown as she would get it, changed in a reply, seen as she will see it, sent; and answered like any other."""
    room.write(mira.thread, "/adapt small things")
    lead, text = room.lines(mira.thread)[-2:]
    assert "**" not in lead
    assert lead.startswith(f"Three small things stands below as {mira.alias} would get it.")
    assert text.startswith("Mira, name three small things from today")

    answer(room, mira.thread, "Mira, name three", "Mira, name one small thing.\nOne is enough.")
    see, how = room.seen(mira.thread)[-2:]
    assert see.text == (
        "Three small things\nMira, name one small thing.\nOne is enough.\n\n"
        "About 8 minutes. Ada answers within two working days."
    )
    assert how.text.startswith(f"Draft for {mira.alias} · adapted from “Three small things” · Writing · intensity 1")
    assert list(how.buttons) == ["Send now", "Send at …", "Change again", "Drop it"]
    room.push(mira.thread, "Send now")
    assert newest(room, mira.thread, "goes to").text == f"“Three small things” goes to {mira.alias} now."
    bench.beat()
    assert mira.texts()[-1] == see.text

    mira.say("The tram waited.")
    card = room.card(mira.thread, "The tram waited.")
    assert "Three small things" in card.text
    assert "adapted from “Three small things”" in card.text
    bench.wait(timedelta(minutes=11))
    assert "eep the one you like best for tomorrow." in mira.texts()[-1]  # taken over


def test_all_at_once_with_another_title(bench: Bench, room: Room, mira: Person) -> None:
    """The prompt on the first line, the words below; "# " gives it a title."""
    room.write(mira.thread, "/adapt small things\n# One thing\nName one.")

    assert room.lines(mira.thread)[-2].startswith("One thing\nName one.\n\nAbout 8 minutes.")
    (own,) = drafts(bench)
    assert (own.source, own.revision) == ("writing/small-things", bench.library.revision)


def test_the_clients_language_and_the_therapists(bench: Bench, room: Room, noor: Person) -> None:
    """The text stands in the client's language; what is said around it in the therapist's."""
    room.write(noor.thread, "/adapt small things")

    lead, text = room.lines(noor.thread)[-2:]
    assert "Drei kleine Dinge stands below" in lead
    assert "Schreib zu jedem ein paar Worte" in text


def test_what_holds_for_the_original_holds_for_what_is_made_of_it(
    bench: Bench, room: Room, mira: Person, wide: None
) -> None:
    """What is left out stays out; a strong one keeps its hours and its distance; the time words are those of /send."""
    assert "is left out for" in _limited(room, mira, "/limit intensity 2", "/adapt the hardest hour")
    said(room, mira, "/limit none")
    room.write(mira.thread, "/adapt the hardest hour\nWrite about a hard minute.")
    answer(room, mira.thread, "Draft for", "21:30")
    refused = room.lines(mira.thread)[-1]
    assert "none goes after 21:00" in refused
    assert refused.endswith("The next evening: 2026-11-24 20:00")
    answer(room, mira.thread, "Draft for", "2026-11-24 20:00")
    assert "It is a strong prompt; that you send it is your yes." in room.lines(mira.thread)[-1]
    bench.move_to(datetime(2026, 11, 24, 19, 0, 1, tzinfo=UTC))
    assert "Write about a hard minute." in mira.texts()[-1]
    assert "has another at" in said(room, mira, "/send the hardest hour")


def _limited(room: Room, mira: Person, limit: str, words: str) -> str:
    said(room, mira, limit)
    return said(room, mira, words)


def test_a_scene_is_not_changed_here(bench: Bench, room: Room, mira: Person) -> None:
    """Its turns hang together."""
    assert "is a scene" in said(room, mira, "/adapt kind visitor")
    assert drafts(bench) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("/adapt", "Like this: /adapt PROMPT"),
        ("/adapt smal thigns", "There is no prompt “smal thigns”. Near it: writing/small-things · Three small things"),
        ("/adapt small thigns", "There is no prompt “small thigns”."),
        ("/adapt xyzzy", "There is no prompt “xyzzy”. There is: "),
        ("/adapt t", "can be several"),
    ],
)
def test_an_unknown_prompt_is_named_with_what_is_near(bench: Bench, room: Room, mira: Person, words, expected) -> None:
    """And nothing is begun."""
    assert expected in said(room, mira, words)
    assert drafts(bench) == []


# --- a new one --------------------------------------------------------------------------------------------------------
def test_a_new_one_by_words(bench: Bench, room: Room, mira: Person) -> None:
    """Its title is how it begins; how it is answered, how strong, how long are set by buttons or words; then it goes."""
    room.write(mira.thread, "/new")
    assert f"the prompt for {mira.alias}" in room.lines(mira.thread)[-1]
    answer(room, mira.thread, "the prompt for", TRAM)
    assert newest(room, mira.thread, "Draft for").text.startswith(
        f"Draft for {mira.alias} · your own · Writing · intensity 1 · about 10 minutes"
    )
    room.push(mira.thread, "Drawing")
    room.push(mira.thread, "Intensity 2")
    room.push(mira.thread, "20 min")
    answer(room, mira.thread, "Draft for", "15 minutes")
    assert (
        room.lines(mira.thread)[-1] == f"Draft for {mira.alias} · your own · Drawing · intensity 2 · about 15 minutes"
    )
    assert "About 15 minutes." in newest(room, mira.thread, "Draw the tram that waited…").text
    room.push(mira.thread, "Send now")
    bench.beat()

    assert mira.texts()[-1].startswith(f"Draw the tram that waited…\n{TRAM}\n\nAbout 15 minutes.")
    (occurrence,) = planned(bench, mira)
    assert (occurrence.intensity, occurrence.title) == (2, "Draw the tram that waited…")
    mira.say("I drew it.")
    assert "own prompt" in room.card(mira.thread, "I drew it.").text


@pytest.mark.parametrize(
    "words",
    [
        "{{ client.name }} {% if x %}",
        "**bold** <b>x</b> @everyone <@123> # no title",
        "\u202eabc\u202c \u05e9\u05dc\u05d5\u05dd",
    ],
)
def test_typed_words_are_data(bench: Bench, room: Room, mira: Person, words: str) -> None:
    """Shown and sent as they were typed."""
    room.write(mira.thread, f"/new # T {{{{ words.breath }}}}\n{words}")
    room.push(mira.thread, "Send now")
    bench.beat()

    assert mira.texts()[-1] == f"T {{{{ words.breath }}}}\n{words}\n\n{FOOT}"


def test_a_picture_goes_as_it_is_shown_to_others(bench: Bench, room: Room, mira: Person) -> None:
    """Fetched first, seen whole, then sent again; the sealed original never leaves."""
    room.write(mira.thread, "/new")
    answer(room, mira.thread, "the prompt for", TRAM, kind=PartKind.PHOTO)
    assert room.lines(mira.thread)[-1].startswith("Your photo is being fetched.")
    arrived(bench)
    see, _ = room.seen(mira.thread)[-2:]
    assert (see.file, see.text.splitlines()[0]) == ("photo", "Draw the tram that waited…")
    room.push(mira.thread, "Send now")
    bench.beat()

    assert mira.told()[-1].file == "photo"
    assert TRAM in mira.texts()[-1]
    (what,) = bench.store.run_here(lambda unit: [media.one(unit, r.id) for r in unit.all(sa.select(tables.media.c.id))])
    bodies = bench.store.run_here(_files_sent, mira)
    assert bodies == [what.shown]


def _files_sent(unit, mira: Person) -> list[str]:
    from core.store import outbox

    c = tables.outbox.c
    rows = unit.all(sa.select(c.id).where(c.kind == "prompt"))
    return [found.message.file.blob for row in rows if (found := outbox.load(unit, row.id)).message.file is not None]


def test_a_voice_alone_has_the_therapists_name_as_its_title(bench: Bench, room: Room, mira: Person) -> None:
    """Nothing has to be typed; and it is not offered to the library, for it has no words."""
    room.write(mira.thread, "/new")
    answer(room, mira.thread, "the prompt for", kind=PartKind.VOICE)
    arrived(bench, FileKind.VOICE, mime="audio/ogg")
    room.push(mira.thread, "Send now")
    bench.beat()

    assert (mira.told()[-1].file, mira.texts()[-1]) == ("voice", f"From Ada\n\n{FOOT}")
    assert "Offer to the library" not in newest(room, mira.thread, "goes to").buttons


def test_a_picture_with_the_command_below_it(bench: Bench, room: Room, mira: Person) -> None:
    """All at once."""
    room.write(mira.thread, f"/new # The tram\n{TRAM}", kind=PartKind.PHOTO)
    arrived(bench)

    assert room.seen(mira.thread)[-2].text.startswith(f"The tram\n{TRAM}\n\n")


def test_a_file_that_cannot_be_shown_is_no_part_of_it(bench: Bench, room: Room, mira: Person) -> None:
    """The therapist hears why and is asked once more."""
    room.write(mira.thread, "/new")
    answer(room, mira.thread, "the prompt for", TRAM, kind=PartKind.FILE)
    arrived(bench, None)
    assert "So it is not in the draft." in room.lines(mira.thread)[-1]
    answer(room, mira.thread, "So it is not in the draft.", TRAM)

    assert "Draft for" in room.lines(mira.thread)[-1]
    assert drafts(bench)[0].state is OwnState.READY


def test_what_the_clients_platform_does_not_carry_is_said_before(bench: Bench, room: Room, mira: Person) -> None:
    """Both platforms must carry it: a client on Discord gets 10 MB at most."""
    ben = bench.client(room, "discord", words="Ben en Europe/Berlin")
    room.write(ben.thread, f"/new {TRAM}", kind=PartKind.VIDEO)
    arrived(bench, FileKind.VIDEO, mime="video/mp4", size=20_000_000)

    assert "So it is not in the draft." in room.lines(ben.thread)[-1]


def test_who_has_not_agreed_to_pictures_is_said_so(bench: Bench, room: Room) -> None:
    """They are asked when the first one comes, as ever."""
    shy = bench.client(room, media=False)
    new(room, shy)
    assert "has not agreed to pictures" not in newest(room, shy.thread, "Draft for").text
    room.push(shy.thread, "Drawing")
    assert f"{shy.alias} has not agreed to pictures and voice." in newest(room, shy.thread, "Draft for").text


def test_albums_empty_and_endless_ones_are_refused(bench: Bench, room: Room, mira: Person) -> None:
    """In plain words; the draft stands as before."""
    new(room, mira)
    ref = [IncomingFile(MediaRef(room.address.account, {"file": n}), PartKind.PHOTO) for n in "ab"]
    for reply, expected in (
        ({"files": tuple(ref), "kind": PartKind.PHOTO}, "One picture or one sound"),
        ({"kind": PartKind.PHOTO, "group": "album"}, "One picture or one sound"),
        ({"words": "# A title alone"}, "There are no words in that"),
        ({"words": "x" * 3501}, "That is 3501 characters, and a prompt can have 3500."),
    ):
        answer(room, mira.thread, "Draft for", **reply)
        assert expected in room.lines(mira.thread)[-1]
    assert drafts(bench)[0].content.body == TRAM


def test_a_long_one_comes_in_parts_and_says_so(bench: Bench, room: Room, mira: Person) -> None:
    """Nothing is cut off on either platform."""
    ben = bench.client(room, "discord", words="Ben en Europe/Berlin")
    words = "One more sentence. " * 150
    room.write(ben.thread, f"/new # Long\n{words}")
    assert "It comes in 2 messages." in room.lines(ben.thread)[-1]
    room.push(ben.thread, "Send now")
    bench.beat()
    bench.beat()

    assert words.strip() in "".join(ben.texts()[-2:])


# --- what can be done with a draft ------------------------------------------------------------------------------------
def test_a_time_by_button_and_by_words(bench: Bench, room: Room, noor: Person) -> None:
    """By the client's clock, with the therapist's beside it."""
    new(room, noor)
    room.push(noor.thread, "Send at …")
    answer(room, noor.thread, "by the clock of", "someday")
    assert "is no time ahead that I understand" in room.lines(noor.thread)[-1]
    answer(room, noor.thread, "by the clock of", "tomorrow 18:30")
    told = newest(room, noor.thread, "goes to")
    assert told.text == f"“Draw the tram that waited…” goes to {noor.alias} Tue 18:30 (theirs), Wed 00:30 (yours)."
    assert newest(room, noor.thread, "Settled").buttons == {}
    room.push(noor.thread, "Cancel")
    assert told.text == f"Taken back: “Draw the tram that waited…” does not go to {noor.alias}."

    new(room, noor)
    room.push(noor.thread, "Send at …")
    room.push(noor.thread, "tomorrow 09:00")
    assert "Tue 09:00 (theirs)" in newest(room, noor.thread, "goes to").text


def test_change_again_and_drop(bench: Bench, room: Room, mira: Person) -> None:
    """What stands comes along to be copied; old buttons do nothing but say so; dropped, nothing of it is kept."""
    new(room, mira)
    old = newest(room, mira.thread, "Draft for")
    handle = old.buttons["Send now"]
    room.push(mira.thread, "Change again")
    assert room.lines(mira.thread)[-1] == TRAM
    room.write(mira.thread, "Draw the bus.", reply_to=room.seen(mira.thread)[-1].message)
    assert (old.text, old.buttons) == ("Other words took its place, below.", {})
    room.press_handle(handle, old.message, at=room.into(mira.thread))
    assert drafts(bench)[0].state is OwnState.READY
    room.push(mira.thread, "Drop it")

    assert newest(room, mira.thread, "Dropped.").text == f"Dropped. Nothing was sent to {mira.alias}."
    (own,) = drafts(bench)
    assert (own.state, own.content.body) == (OwnState.DROPPED, "")
    bench.beat()
    assert planned(bench, mira) == []


@pytest.mark.parametrize("word", ["drop", "Verwerfen", "descartar", "تجاهل"])
def test_drop_by_word(bench: Bench, room: Room, mira: Person, word: str) -> None:
    """In any language, also before there are words."""
    room.write(mira.thread, "/new")
    answer(room, mira.thread, "the prompt for", word)

    assert drafts(bench)[0].state is OwnState.DROPPED


def test_an_edit_of_the_message_changes_the_draft(bench: Bench, room: Room, mira: Person) -> None:
    """Until it is sent; after that what was sent is pinned."""
    room.write(mira.thread, "/new")
    number = answer(room, mira.thread, "the prompt for", TRAM)
    edited = {"message": number, "edited_at": bench.clock.now()}
    room.write(mira.thread, "Draw the bus.", **edited)
    assert room.lines(mira.thread)[-2].startswith("Draw the bus.\nDraw the bus.")
    room.push(mira.thread, "Send now")
    bench.beat()
    room.write(mira.thread, "Draw the train.", **edited)

    assert "Draw the bus." in mira.texts()[-1]


def test_one_draft_at_a_time(bench: Bench, room: Room, mira: Person) -> None:
    """The one that is open can be shown or dropped."""
    new(room, mira)
    assert "A draft for" in said(room, mira, "/adapt small things")
    room.push(mira.thread, "Show it")
    assert room.lines(mira.thread)[-2].startswith("Draw the tram that waited…")
    room.push(mira.thread, "Send now")
    assert "goes to" in newest(room, mira.thread, "goes to").text
    assert "the prompt for" in said(room, mira, "/new")
    assert "waits for your words" in said(room, mira, "/new")
    assert len(drafts(bench)) == 2


def test_a_draft_lasts_a_day_and_its_end_is_told_once(bench: Bench, room: Room, mira: Person) -> None:
    """Nothing was sent, and nothing of it is kept."""
    new(room, mira)
    bench.wait(timedelta(hours=23, minutes=59))
    assert drafts(bench)[0].state is OwnState.READY
    bench.wait(timedelta(minutes=2))
    bench.beat()

    assert sum("was a day old and is gone" in line for line in room.lines(mira.thread)) == 1
    (own,) = drafts(bench)
    assert (own.state, own.content.body) == (OwnState.EXPIRED, "")
    assert "the prompt for" in said(room, mira, "/new")


def test_the_same_message_twice_changes_nothing(bench: Bench, room: Room, mira: Person) -> None:
    """The platforms may hand it over again."""
    number = room.write(mira.thread, "/new")
    room.write(mira.thread, "/new", message=number)
    reply = answer(room, mira.thread, "the prompt for", TRAM)
    before = len(room.seen(mira.thread))
    room.write(mira.thread, TRAM, message=reply, reply_to=newest(room, mira.thread, "the prompt for").message)
    assert len(room.seen(mira.thread)) == before
    told = newest(room, mira.thread, "Draft for")
    handle = told.buttons["Send now"]
    for _ in range(2):
        room.press_handle(handle, told.message, at=room.into(mira.thread))
    assert len(planned(bench, mira)) == 1
    new(room, mira)
    quoted = newest(room, mira.thread, "Draft for").message
    reply = room.write(mira.thread, "now", reply_to=quoted)
    before = len(room.seen(mira.thread))
    room.write(mira.thread, "now", message=reply, reply_to=quoted)

    assert len(planned(bench, mira)) == 2
    assert len(room.seen(mira.thread)) == before


@pytest.mark.parametrize("command", ["/new Draw.", "/adapt small things", "/propose"])
def test_outside_a_thread_it_says_where(bench: Bench, room: Room, command: str) -> None:
    """There is no client in the room as a whole."""
    room.command(command)

    assert room.texts()[-1] == "Send this in the client's thread."


def test_who_is_not_with_us_gets_nothing(bench: Bench, room: Room, mira: Person) -> None:
    """Stopped, left; a pause is said, and it waits."""
    said(room, mira, "/pause 3d")
    new(room, mira)
    assert "In the way then, as things stand: paused" in newest(room, mira.thread, "Draft for").text
    mira.say("stop")
    room.push(mira.thread, "Send now")
    assert "has said stop" in newest(room, mira.thread, "Draft for").text
    assert "has said stop" in said(room, mira, "/new Draw.")
    mira.say("leave")
    assert "is not with you now" in said(room, mira, "/adapt small things")
    assert planned(bench, mira) == []


# --- what it is like afterwards ---------------------------------------------------------------------------------------
def test_later_not_today_reminders_and_why(bench: Bench, room: Room, mira: Person) -> None:
    """As with every prompt; also when it comes again."""
    new(room, mira)
    room.push(mira.thread, "Send now")
    bench.beat()
    mira.press("Later")
    mira.press("In an hour")
    bench.wait(timedelta(hours=1, seconds=1))
    assert sum(TRAM in text for text in mira.texts()) == 2
    assert "“Draw the tram that waited…”: sent by hand; put off by the client" in said(room, mira, "/why")
    mira.say("/today")
    assert "Draw the tram that waited…" in mira.texts()[-1]
    bench.wait(timedelta(hours=21))
    assert "Draw the tram that waited…" in mira.texts()[-1]  # the reminder
    mira.press("Not today", message=next(t.message for t in reversed(mira.told()) if TRAM in t.text))
    assert planned(bench, mira)[0].state == "declined"


def test_a_library_that_changes_changes_nothing_of_it(bench: Bench, room: Room, mira: Person) -> None:
    """It is pinned: its words, its care for afterwards, its facts."""
    room.write(mira.thread, "/adapt small things\nName one.")
    answer(room, mira.thread, "Draft for", "tomorrow 12:00")
    bench.library = build_library([*bench.library.scales.values(), *bench.library.glossaries.values()])
    bench.move_to(datetime(2026, 11, 24, 11, 0, 1, tzinfo=UTC))

    assert mira.texts()[-1].startswith("Three small things\nName one.\n\nAbout 8 minutes.")
    mira.say("The tram.")
    bench.wait(timedelta(minutes=11))
    assert "eep the one you like best for tomorrow." in mira.texts()[-1]


def test_taken_back_by_word(bench: Bench, room: Room, mira: Person) -> None:
    """It is called by its title, as every prompt is."""
    for words, at in ((TRAM, "12:00"), ("Draw the bus.", "13:00")):
        new(room, mira, words)
        answer(room, mira.thread, "Draft for", f"tomorrow {at}")
    assert "“Draw the tram that waited…”, “Draw the bus.”" in said(room, mira, "/unsend")
    assert said(room, mira, "/unsend draw the bus").startswith("Taken back: “Draw the bus.”")


def test_how_often_counts_what_was_made_of_it(bench: Bench, room: Room, mira: Person) -> None:
    """The library's advice is about the prompt, whatever its words."""
    said(room, mira, "/send safe place")
    bench.beat()
    prompt = bench.library.prompts["drawing/safe-place"].model_copy(update={"max_per_week": 1})
    bench.library = build_library(
        [*(p for n, p in bench.library.prompts.items() if n != prompt.id), prompt, *bench.library.scales.values(),
         *bench.library.glossaries.values(), *bench.library.programmes.values()]
    )  # fmt: skip
    room.write(mira.thread, "/adapt safe place\nDraw a room.")
    answer(room, mira.thread, "Draft for", "tomorrow 12:00")

    assert "has it 2 times within seven days" in room.lines(mira.thread)[-1]


def test_it_is_never_drawn_for_anybody(bench: Bench, room: Room, mira: Person) -> None:
    """An own prompt is beside the library, not in it."""
    new(room, mira)
    room.push(mira.thread, "Send now")
    other = bench.client(room, words="Noor en Europe/Berlin")
    said(room, other, "/enrol first-week today")
    bench.move_to(FIRST_DUE)

    assert not any(TRAM in text for text in other.texts())
    assert all("own:" not in name for name in bench.library.prompts)


# --- nobody else ------------------------------------------------------------------------------------------------------
def test_nobody_elses_room_reads_presses_or_sends_it(bench: Bench, room: Room, mira: Person) -> None:
    """Every button of a draft, every reply, from another therapist's room and from another client's thread: nothing happens."""
    noor = bench.client(room, words="Noor en Europe/Berlin")
    ben = bench.room("telegram", "Ben")
    theirs = bench.client(ben, words="Lea en Europe/Berlin")
    new(room, mira)
    room.push(mira.thread, "Send at …")
    told = [each for each in room.seen(mira.thread) if each.buttons]
    handles = [(handle, each.message) for each in told for handle in each.buttons.values() if handle.startswith("own.")]
    assert len(handles) >= 15
    before = drafts(bench)
    for handle, message in handles:
        ben.press_handle(handle, message, at=ben.into(theirs.thread))
        ben.press_handle(handle, message, at=room.into(mira.thread))
        room.press_handle(handle, message, at=room.into(noor.thread))
        room.press_handle(handle, message)
        mira.press_handle(handle, message)
    for where, thread in ((ben, theirs.thread), (room, noor.thread)):
        for each in told:
            where.write(thread, "now", reply_to=each.message)

    assert drafts(bench) == before
    assert planned(bench, mira) == planned(bench, noor) == planned(bench, theirs) == []
    assert not any(TRAM in line for line in (*ben.lines(theirs.thread), *room.lines(noor.thread), *ben.texts()))


def test_a_therapist_after_the_hand_over_has_nothing_of_it(bench: Bench, room: Room, mira: Person) -> None:
    """Whose client it is now is asked at each press; the new one's /why does not name it."""
    new(room, mira)
    ben = bench.room("telegram", "Ben")
    found = bench.store.run_here(lambda unit: unit.all(sa.select(tables.therapists.c.id, tables.rooms.c.chat_index).join(
        tables.rooms, tables.rooms.c.therapist == tables.therapists.c.id)))  # fmt: skip
    other = next(
        r.id for r in found if r.chat_index == bench.store.run_here(lambda u: u.index("chat", ben.address.chat))
    )
    bench.store.run_here(lambda unit: unit.execute(sa.update(tables.clients).values(therapist=other)))
    told = newest(room, mira.thread, "Draft for")
    room.press_handle(told.buttons["Send now"], told.message, at=room.into(mira.thread))
    assert drafts(bench)[0].state is OwnState.READY
    bench.wait(timedelta(hours=25))

    assert drafts(bench)[0].state is OwnState.EXPIRED
    assert not any("a day old" in line for line in room.lines(mira.thread))


def test_no_word_of_it_stands_plain_in_the_store(bench: Bench, room: Room, mira: Person) -> None:
    """There is data that could leak: it was drafted, seen, sent."""
    new(room, mira, "# Zebrafink\nPelikanwort")
    room.push(mira.thread, "Send now")
    bench.beat()
    assert "Pelikanwort" in mira.texts()[-1]

    for table in tables.metadata.sorted_tables:
        for row in bench.store.run_here(lambda unit, t=table: unit.all(sa.select(t))):
            for value in row:
                told = value if isinstance(value, bytes) else str(value).encode()
                assert b"Zebrafink" not in told, table.name
                assert b"Pelikanwort" not in told, table.name


def test_a_button_whose_message_is_not_known_shows_the_draft_once_more(bench: Bench, room: Room, mira: Person) -> None:
    """As after a call that was cut off: which words stood above it is not known, so nothing is sent by it."""
    new(room, mira)
    told = newest(room, mira.thread, "Draft for")
    room.press_handle(told.buttons["Send now"], "999999", at=room.into(mira.thread))

    assert planned(bench, mira) == []
    assert (newest(room, mira.thread, "Settled").message, newest(room, mira.thread, "Draft for").message) != (
        told.message, told.message,
    )  # fmt: skip
    room.push(mira.thread, "Send now")
    assert len(planned(bench, mira)) == 1


@pytest.mark.parametrize("words", ["/adapt small things", "/new Draw.", "/propose"])
def test_to_a_client_they_are_unknown(bench: Bench, room: Room, mira: Person, words: str) -> None:
    """And nothing comes of them."""
    mira.say(words)

    assert drafts(bench) == []
    assert "Words that work at any time" in mira.texts()[-1]


# --- offering ---------------------------------------------------------------------------------------------------------
def test_what_was_sent_can_be_offered_once_it_is_said_what_that_means(bench: Bench, room: Room, mira: Person) -> None:
    """Asked once; a yes by its button."""
    new(room, mira)
    assert "Nothing of your own" in said(room, mira, "/propose")  # a draft is none
    room.push(mira.thread, "Send now")
    room.push(mira.thread, "Offer to the library")
    room.push(mira.thread, "Offer to the library")
    asked = [line for line in room.lines(mira.thread) if "for the library?" in line]
    assert len(asked) == 1
    assert f"Nothing that {mira.alias} wrote goes along" in asked[0]
    assert drafts(bench)[0].offered_at is None
    room.push(mira.thread, "Offer it")

    assert drafts(bench)[0].offered_at == MORNING
    assert "is offered" in newest(room, mira.thread, "is offered").text
    assert "Nothing of your own" in said(room, mira, "/propose")


@pytest.mark.parametrize(
    ("yes", "done"), [("yes", True), ("ja", True), ("sí", True), ("نعم", True), ("perhaps", False)]
)
def test_by_word(bench: Bench, room: Room, mira: Person, yes: str, done: bool) -> None:
    """Another word asks again."""
    new(room, mira)
    room.push(mira.thread, "Send now")
    assert "Or write: /propose yes" in said(room, mira, "/propose")
    said(room, mira, f"/propose {yes}")

    assert (drafts(bench)[0].offered_at is not None) is done


def test_a_no_keeps_it_here(bench: Bench, room: Room, mira: Person) -> None:
    """And it can be offered another day."""
    new(room, mira)
    room.push(mira.thread, "Send now")
    said(room, mira, "/propose")
    room.push(mira.thread, "Keep it here")

    assert "stays here" in newest(room, mira.thread, "stays here").text
    assert drafts(bench)[0].offered_at is None


def test_in_the_therapists_language(bench: Bench, room: Room, mira: Person) -> None:
    """And its title for a voice in the client's."""
    let_ada(bench, language="es")
    room.write(mira.thread, "/new Dibuja el tranvía.")

    assert newest(room, mira.thread, "Borrador para").text.startswith(f"Borrador para {mira.alias} · tuya · Escritura")
    assert client_of(bench, mira).language == "en"
