"""Whatever a client sends has its line on the card, in plain words (SPEC 7.1), and its edits are versions (SPEC 6.4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.desk.reactions import react
from core.domain.events import MediaSettled
from core.domain.incoming import Fact, IncomingFile, MediaRef, PartKind
from core.domain.message import FileKind
from core.ports.blobs import Kept
from core.queue import told
from core.store import media, replies
from core.store.media import Shown
from core.store.replies import Part
from core.texts.say import languages
from tests.unit.core.desk.bench import Bench, Person, Room

SCENE_DUE = datetime(2026, 11, 23, 17, 30, 1, tzinfo=UTC)  # gentle-scenes' day 1 at 18:30 in Berlin
AT = {Fact.LATITUDE: "52.52", Fact.LONGITUDE: "13.405"}
CASES = [
    (PartKind.LOCATION, AT, ["a place on the map: 52.5200, 13.4050"]),
    (PartKind.LOCATION, {**AT, Fact.PLACE: "The park"}, ["a place on the map: The park (52.5200, 13.4050)"]),
    (PartKind.LOCATION, {**AT, Fact.LIVE: "yes"}, ["a place on the map: 52.5200, 13.4050 · on the move"]),
    (PartKind.CONTACT, {Fact.CONTACT: "Noor", Fact.PHONE: "+49 30 1"}, ["a contact: Noor, +49 30 1"]),
    (PartKind.CONTACT, {Fact.PHONE: "+49 30 1"}, ["a contact: +49 30 1"]),
    (PartKind.POLL, {Fact.QUESTION: "Tea?", Fact.OPTIONS: "yes\nno"}, ["a poll: Tea?", "· yes", "· no"]),
    (PartKind.POLL_ANSWER, {Fact.CHOSE: "1, 3"}, ["voted: number 1, 3"]),
    (PartKind.POLL_ANSWER, {Fact.CHOSE: ""}, ["took the vote back"]),
    (PartKind.OTHER, {}, ["[something Vignette cannot show yet]"]),
    (PartKind.OTHER, {Fact.TOLD: "🎲 4"}, ["[something Vignette cannot show yet; its words: 🎲 4]"]),
    (PartKind.OTHER, {Fact.FORWARDED: "yes"}, ["forwarded:", "[something Vignette cannot show yet]"]),
]


def lines(room: Room, who: Person) -> list[str]:
    """What the newest card of this client says, a line at a time."""
    card = next(each for each in reversed(room.seen(who.thread)) if "not screened" in each.text)
    return card.text.split("\n")


@pytest.mark.parametrize(("kind", "facts", "shown"), CASES)
def test_a_kind_without_words_has_its_line(bench: Bench, room: Room, kind, facts, shown):
    """In plain words between the times and the evidence, and nothing else of it."""
    mira = bench.client(room, "telegram")

    mira.say("", kind=kind, facts=facts)

    assert lines(room, mira)[2:-1] == shown


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({Fact.FORWARDED: "yes"}, ["forwarded:", "“some words”"]),
        ({Fact.QUOTED: "a line"}, ["about the passage “a line”:", "“some words”"]),
        ({Fact.QUOTED: "a line", Fact.ELSEWHERE: "yes"}, ["about the passage “a line”:", "“some words”"]),
        ({Fact.ELSEWHERE: "yes"}, ["about something in another chat:", "“some words”"]),
        ({Fact.STICKER: "🙂"}, ["“some words”", "a sticker 🙂"]),
    ],
)
def test_words_have_what_belongs_to_them(bench: Bench, room: Room, facts, shown):
    """Before the words where they come from and what they are about."""
    mira = bench.client(room, "discord")

    mira.say("some words", facts=facts)

    assert lines(room, mira)[2:-1] == shown


def test_facts_need_no_consent_to_pictures(bench: Bench, room: Room):
    """They are words: shown at once, and nobody is asked about pictures and voice."""
    mira = bench.client(room, "telegram", media=False)
    before = len(mira.told())

    mira.say("", kind=PartKind.LOCATION, facts=AT)

    assert "a place on the map" in "\n".join(lines(room, mira))
    assert not any("picture" in told.text for told in mira.told()[before:])


@pytest.mark.parametrize("language", languages())
def test_every_language_has_its_own_words_and_keeps_names_apart(language):
    """A Hebrew name in an English line, a Latin one in an Arabic line: each stands by itself."""
    facts = {**AT, Fact.PLACE: "גן העיר" if language != "ar" else "The park", Fact.FORWARDED: "yes"}
    part = Part("p", "r", "c", "1", PartKind.LOCATION, "", 1, None, False, facts)  # type: ignore[arg-type]

    (line,) = [each.plain for each in told.beside(part, language)]
    (before,) = [each.plain for each in told.before(part, language)]

    assert f"\u2068{facts[Fact.PLACE]}\u2069" in line
    assert "52.5200, 13.4050" in line
    if language != "en":
        assert "place" not in line
        assert "forwarded" not in before


def test_figures_keep_their_order_in_a_line_from_right_to_left():
    """A number of a telephone, degrees, choices: each stands by itself, left to right."""
    facts = {**AT, Fact.CONTACT: "نور", Fact.PHONE: "+49 30 12", Fact.CHOSE: "1, 3"}
    part = Part("p", "r", "c", "1", PartKind.CONTACT, "", 1, None, False, facts)  # type: ignore[arg-type]

    shown = "\n".join(each.plain for each in told.beside(part, "ar"))

    for figures in ("52.5200, 13.4050", "+49 30 12", "1, 3"):
        assert f"\u2066{figures}\u2069" in shown


def test_a_place_that_moves_is_a_version_each_time(bench: Bench, room: Room):
    """The card shows the newest; what was before is kept as words; an older one that comes late changes nothing."""
    mira = bench.client(room, "telegram")
    number = mira.say("", kind=PartKind.LOCATION, facts={**AT, Fact.LIVE: "yes"})
    moved = {Fact.LATITUDE: "52.6", Fact.LONGITUDE: "13.5", Fact.LIVE: "yes"}
    start = bench.clock.now()

    mira.edit(number, "", kind=PartKind.LOCATION, facts=moved)
    mira.say("", message=number, kind=PartKind.LOCATION, facts=AT, edited_at=start - timedelta(minutes=1))

    assert lines(room, mira)[2] == "a place on the map: 52.6000, 13.5000 · on the move"
    assert bench.rows("part_versions") == 1
    assert versions(bench) == ["latitude: 52.52\nlongitude: 13.405\nlive: yes"]


def versions(bench: Bench) -> list[str]:
    """What older versions hold."""

    def read(unit):
        rows = unit.all(replies.sa.select(replies.part_versions).order_by(replies.part_versions.c.version))
        return [unit.open(row.client, "part_versions", "text", row.id, row.text) for row in rows]

    return bench.store.run_here(read)


def test_a_vote_that_changes_is_a_version_and_a_repeat_is_none(bench: Bench, room: Room):
    """Every vote comes as an edit of "poll:" and its id, the first as well."""
    mira = bench.client(room, "telegram")
    for choice in ("1", "1", "2", ""):
        mira.edit("poll:77", "", kind=PartKind.POLL_ANSWER, facts={Fact.CHOSE: choice})
        bench.clock.at += timedelta(seconds=1)

    assert bench.rows("parts") == 1
    assert lines(room, mira)[2] == "took the vote back"
    assert versions(bench) == ["chose: 1", "chose: 2"]


def test_a_vote_is_never_quoted(bench: Bench, room: Room):
    """It is no message on the platform that an answer could point at."""
    mira = bench.client(room, "telegram")
    mira.edit("poll:77", "", kind=PartKind.POLL_ANSWER, facts={Fact.CHOSE: "1"})

    room.push(mira.thread, "Witnessed")

    assert mira.told()[-1].reply_to is None


# --- in a scene, and from a therapist ---------------------------------------------------------------------------------
def test_in_a_scene_a_place_is_a_line(bench: Bench, room: Room):
    """The scene goes on, and its card reads like a play all the same."""
    mira = bench.client(room, "telegram")
    room.write(mira.thread, "/enrol gentle-scenes today")
    bench.move_to(SCENE_DUE)
    mira.press("1 At the kitchen table")

    mira.say("", kind=PartKind.LOCATION, facts={**AT, Fact.PLACE: "The park"})

    assert "change seats" in mira.texts()[-1]
    assert "You, at home: a place on the map: The park (52.5200, 13.4050)" in room.card(mira.thread).text


@pytest.mark.parametrize("is_answer", [True, False])
def test_a_therapist_is_told_that_a_place_goes_nowhere(bench: Bench, room: Room, is_answer: bool):
    """Neither an answer nor a note: nothing was sent, and the card is open as before; a repeat says nothing more."""
    mira = bench.client(room, "telegram")
    mira.say("some words")
    card = next(each for each in reversed(room.seen(mira.thread)) if "“some words”" in each.text)
    before = len(mira.told())

    for _ in range(2):
        room.write(
            mira.thread,
            kind=PartKind.LOCATION,
            facts=AT,
            reply_to=card.message if is_answer else None,
            message="900777",
        )

    assert [each for each in room.lines(mira.thread) if "went nowhere" in each] == [room.lines(mira.thread)[-1]]
    assert len(mira.told()) == before
    assert bench.rows("feedback") == 0
    assert "answered" not in card.text


# --- files that an edit adds or takes off ---------------------------------------------------------------------------
def file(number: str) -> IncomingFile:
    """One attachment."""
    return IncomingFile(MediaRef("den", {"attachment": number}), PartKind.PHOTO, size=1000)  # type: ignore[arg-type]


def arrive(bench: Bench) -> None:
    """What was sent is fetched."""

    def settle(unit):
        for what in media.wanted(unit, "den"):
            assert media.kept(unit, what, Kept(what.id, 2000, "0" * 64), Shown(f"{what.id}s", FileKind.PHOTO))
            react(unit, bench.desk, [MediaSettled(what.id)])

    bench.store.run_here(settle)
    bench.woken |= {"main", "den"}
    bench.after()


def test_an_edit_takes_one_picture_off_and_brings_another(bench: Bench, room: Room):
    """The one leaves the thread, the other comes; the card says so, and a repeat of the edit changes nothing."""
    noor = bench.client(room, "discord")
    number = noor.say("two", kind=PartKind.PHOTO, files=(file("1"), file("2")))
    arrive(bench)
    assert [each.file for each in room.seen(noor.thread) if each.file] == ["photo", "photo"]

    for _ in range(2):
        noor.edit(number, "two", kind=PartKind.PHOTO, files=(file("2"), file("3")))
        arrive(bench)

    assert [each.file for each in room.seen(noor.thread) if each.file] == ["photo", "photo"]
    assert bench.rows("media") == 3
    shown = lines(room, noor)[2:-1]
    assert shown == ["“two”", f"[photo, taken off the message by {noor.alias}]", "photo below", "photo below"]
    assert bench.rows("part_versions") == 1


def test_a_file_is_the_same_by_the_platforms_own_name_of_it(bench: Bench, room: Room):
    """Telegram tells another id to fetch it by with each edit of its caption; nothing is fetched again."""
    mira = bench.client(room, "telegram")
    told = [
        IncomingFile(MediaRef("main", {"file_id": name, "unique": "u1"}), PartKind.PHOTO, size=1000)  # type: ignore[arg-type]
        for name in ("first", "second")
    ]
    number = mira.say("my room", kind=PartKind.PHOTO, files=(told[0],))

    mira.edit(number, "my small room", kind=PartKind.PHOTO, files=(told[1],))

    assert bench.rows("media") == 1
    assert lines(room, mira)[2:-1] == ["“my small room”", "[photo, being fetched]"]


def test_a_picture_that_was_taken_off_before_it_was_here_is_not_shown(bench: Bench, room: Room):
    """Nor is the client told that it could not be fetched."""
    noor = bench.client(room, "discord")
    number = noor.say("one", kind=PartKind.PHOTO, files=(file("1"),))
    noor.edit(number, "one", kind=PartKind.TEXT)
    before = len(noor.told())

    arrive(bench)

    assert not [each for each in room.seen(noor.thread) if each.file]
    assert len(noor.told()) == before


# --- albums ---------------------------------------------------------------------------------------------------------
def test_messages_of_one_album_share_a_keyed_hash(bench: Bench, room: Room):
    """By account, chat and album; a message of none has none. The hash tells nothing."""
    mira = bench.client(room, "telegram")
    for group in ("g1", "g1", "g2", None):
        mira.say("", kind=PartKind.PHOTO, group=group)

    def hashes(unit):
        return [row.album_index for row in unit.all(replies.sa.select(replies.parts))]

    found = bench.store.run_here(hashes)
    assert [found.count(each) for each in found] == [2, 2, 1, 1]
    assert "g1" not in "".join(each or "" for each in found)
