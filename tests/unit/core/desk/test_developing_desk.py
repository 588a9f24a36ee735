"""The two halves of a file's way: it is kept at once, and what others see of it is made after that (docs/reference/files.md)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bots.cli.chance import MachineEntropy
from core.domain.errors import Fenced, MediaGone
from core.domain.incoming import IncomingFile, PartKind
from core.domain.message import FileKind
from core.domain.shown import NotShown
from core.domain.states import MediaState
from core.replies import prepare
from core.replies.developing import Made, Piece, Use
from core.replies.preview import Darkroom, Developed
from core.store import leases, media
from core.store.blobs import FileBlobs
from tests.flow.play import jpeg, ogg
from tests.unit.core.desk.bench import Bench, Person, Room
from tests.unit.core.desk.files import Fetching, Owner, Source

READY = "being made ready"
FILM = Made((Piece(Use.MAIN, FileKind.VIDEO, "video/mp4", b"clean film"),))


class Scripted(Darkroom):
    """Whatever it is given comes out as this; meanwhile something else happens."""

    def __init__(self, made: Made = FILM, meanwhile=lambda: None) -> None:
        super().__init__()
        self.made, self.meanwhile, self.asked = made, meanwhile, 0

    async def develop(self, stream, size, *, is_voice, waveform="") -> Developed:
        self.asked += 1
        self.meanwhile()
        return Developed("video/mp4", self.made)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where sealed files lie."""
    return tmp_path / "media"


@pytest.fixture
def noor(bench: Bench, room: Room) -> Person:
    """A client on Discord, where messages can be deleted; the room is on Telegram."""
    return bench.client(room, "discord", "Noor en Europe/Berlin")


def shown(room: Room, who: Person) -> list[str]:
    """What stands in the thread beside words."""
    return [told.file for told in room.seen(who.thread) if told.file]


# --- between the halves ------------------------------------------------------------------------------------------------
async def test_a_file_is_kept_before_anybody_looks_at_it(bench: Bench, room: Room, prompted: Person, folder: Path):
    """Its bytes, hash and size; it is not fetched again, and the other loop is told."""
    prompted.say("", kind=PartKind.VIDEO, size=None)
    fetching = Fetching(bench, folder, Source(b"any film"))

    found = await fetching.fetch()

    assert (found.state, found.blob, found.original.size) == (MediaState.WANTED, found.id, 8)
    assert fetching.waits == 1
    assert bench.store.run_here(media.wanted, "main") == []
    key = bench.store.run_here(lambda unit: unit.key(found.client).key)
    assert await FileBlobs(folder, MachineEntropy()).read(found.blob, key=key) == b"any film"


async def test_the_card_says_that_it_is_kept_when_making_it_ready_takes_longer(bench, room, prompted, folder):
    """Not at once: most are ready in a moment, and every change of a card is a call. In the end it stands below."""
    prompted.say("", kind=PartKind.VIDEO, size=None)
    fetching = Fetching(bench, folder, Source(ogg()))
    edits = room.card(prompted.thread).edits

    await fetching.fetch()
    bench.beat()
    assert room.card(prompted.thread).edits == edits
    bench.wait(timedelta(seconds=6))
    waiting = room.card(prompted.thread).text
    await fetching.develop()

    assert f"[video, kept; {READY} to be shown here]" in waiting
    assert READY not in room.card(prompted.thread, "answered").text
    assert shown(room, prompted) == ["audio"]


async def test_what_is_ready_in_a_moment_changes_the_card_once(bench, room, prompted, folder):
    """As it was when both halves were one."""
    prompted.say("", kind=PartKind.PHOTO, size=None)
    fetching = Fetching(bench, folder, Source(jpeg()))
    edits = room.card(prompted.thread).edits

    await fetching.once()
    bench.wait(timedelta(seconds=6))

    assert room.card(prompted.thread, "answered").edits == edits + 1


async def test_without_a_yes_to_pictures_it_is_sealed_in_both_halves(bench: Bench, room: Room, folder: Path):
    """Nobody is told that it will be shown."""
    mira = bench.client(room, "telegram", media=False)
    mira.say("", kind=PartKind.PHOTO, size=None)

    await Fetching(bench, folder, Source(jpeg())).fetch()
    bench.wait(timedelta(seconds=6))

    assert "sealed" in room.card(mira.thread).text
    assert READY not in room.card(mira.thread).text


async def test_works_says_that_it_is_kept(bench: Bench, room: Room, prompted: Person, folder: Path):
    """To the person who made it: it is not on its way any more."""
    prompted.say("", kind=PartKind.VIDEO, size=None)
    await Fetching(bench, folder, Source(b"any film")).fetch()

    prompted.say("/works")
    prompted.say("1")

    assert "it is kept, and being made ready" in "\n".join(prompted.texts()[-2:])


# --- what happens meanwhile --------------------------------------------------------------------------------------------
async def test_a_restart_between_the_halves_goes_on_with_the_second(bench, room, prompted, folder):
    """Another life of the service, with nothing in its memory, and a platform that has deleted the file."""
    prompted.say("", kind=PartKind.PHOTO, size=None)
    await Fetching(bench, folder, Source(jpeg())).fetch()

    found = await Fetching(bench, folder, Source(MediaGone("gone"))).develop()

    assert (found.state, found.shown_mime) == (MediaState.KEPT, "image/jpeg")
    assert shown(room, prompted) == ["photo"]


async def test_two_that_made_the_same_file_ready_show_it_once(bench, room, prompted, folder):
    """The first is believed."""
    prompted.say("", kind=PartKind.PHOTO, size=None)
    first, second = (Fetching(bench, folder, source) for source in (Source(jpeg()), Source()))
    what = await first.fetch()

    await first.preparer.prepare(what)
    await second.preparer.prepare(what)
    bench.after()

    assert shown(room, prompted) == ["photo"]


async def test_a_process_whose_account_was_taken_over_says_nothing(bench, room, prompted, folder):
    """It believes in its lease still; the database knows better."""
    prompted.say("", kind=PartKind.PHOTO, size=None)
    late = Fetching(bench, folder, Source(jpeg()))
    what = await late.fetch()
    bench.store.run_here(leases.acquire, "main", "bench", timedelta(hours=1))

    with pytest.raises(Fenced):
        await late.preparer.prepare(what)

    assert (late.newest().original, shown(room, prompted)) == (what.original, [])


async def test_an_account_that_is_not_ours_is_left_alone(bench, room, prompted, folder):
    """Given up before it was begun, and in the middle of it: nothing is sealed, nothing is said."""
    prompted.say("", kind=PartKind.PHOTO, size=None)
    owner = Owner(0)
    darkroom = Scripted(meanwhile=lambda: setattr(owner, "believes", False))
    fetching = Fetching(bench, folder, Source(jpeg()), darkroom)
    what = await fetching.fetch()
    fetching.owned["main"] = owner

    with pytest.raises(Fenced):
        await fetching.preparer.prepare(what)
    await fetching.develop()

    assert darkroom.asked == 1
    assert [path.name for path in folder.iterdir()] == [what.id]


@pytest.mark.parametrize("when", ["before", "meanwhile"])
async def test_a_message_deleted_between_the_halves_is_withdrawn_and_its_file_kept(bench, room, noor, folder, when):
    """Its bytes are here: it is neither lost nor asked for, and nobody sees anything of it."""
    number = noor.say("", kind=PartKind.VIDEO, size=None)
    darkroom = Scripted(meanwhile=lambda: when == "meanwhile" and noor.delete(number))
    fetching = Fetching(bench, folder, Source(b"any film"), darkroom)
    await fetching.fetch()
    told = len(noor.texts())

    if when == "before":
        noor.delete(number)
    found = await fetching.develop()

    assert (found.state, found.why, found.shown) == (MediaState.KEPT, NotShown.DROPPED, None)
    assert darkroom.asked == (when == "meanwhile")
    assert [path.name for path in folder.iterdir()] == [found.id]
    assert f"[withdrawn by {noor.alias}]" in room.card(noor.thread).text
    assert (shown(room, noor), len(noor.texts())) == ([], told)


async def test_what_was_sealed_when_the_message_was_deleted_does_not_stay(bench, room, noor, folder, monkeypatch):
    """Between the last look and the commit."""
    number = noor.say("", kind=PartKind.VIDEO, size=None)
    fetching = Fetching(bench, folder, Source(b"any film"), Scripted())
    await fetching.fetch()
    seal = fetching.preparer._seal

    async def sealed_and_deleted(*args):
        made = await seal(*args)
        assert len(list(folder.iterdir())) == 2
        noor.delete(number)
        return made

    monkeypatch.setattr(fetching.preparer, "_seal", sealed_and_deleted)
    found = await fetching.develop()

    assert (found.why, [path.name for path in folder.iterdir()]) == (NotShown.DROPPED, [found.id])
    assert shown(room, noor) == []


async def test_who_leaves_between_the_halves_is_not_shown(bench: Bench, room: Room, noor: Person, folder: Path):
    """The card says so; their words stay where they were."""
    noor.say("look", kind=PartKind.VIDEO, size=None)
    fetching = Fetching(bench, folder, Source(b"any film"), Scripted())
    await fetching.fetch()
    noor.say("/stop")

    found = await fetching.develop()

    assert found.why is NotShown.DROPPED
    card = room.card(noor.thread).text
    assert "“look”" in card
    assert "[video, kept; not shown: they left before it was ready]" in card
    assert shown(room, noor) == []


async def test_a_bare_stop_halts_what_is_sent_to_them_and_not_their_work(bench, room, noor, folder):
    """They may come back; what they made is with their therapist."""
    noor.say("", kind=PartKind.VIDEO, size=None)
    fetching = Fetching(bench, folder, Source(b"any film"), Scripted())
    await fetching.fetch()
    noor.say("stop")

    await fetching.develop()

    assert shown(room, noor) == ["video"]


async def test_a_file_that_an_edit_takes_off_between_the_halves_is_not_shown(bench, room, prompted, folder):
    """And when a later edit puts it back, it is made ready after all, without being fetched."""
    number = prompted.say("one", kind=PartKind.VIDEO, size=None)
    darkroom = Scripted()
    fetching = Fetching(bench, folder, Source(b"any film"), darkroom)
    what = await fetching.fetch()
    bench.wait(timedelta(seconds=1))
    prompted.edit(number, "two")
    off = await fetching.develop()

    bench.wait(timedelta(seconds=1))
    prompted.edit(number, "three", kind=PartKind.VIDEO, files=(IncomingFile(what.ref, PartKind.VIDEO),))
    back = await fetching.develop()

    assert (off.why, darkroom.asked) == (NotShown.DROPPED, 1)
    assert (back.state, back.why) == (MediaState.KEPT, None)
    assert shown(room, prompted) == ["video"]


# --- order, and what goes the other way --------------------------------------------------------------------------------
async def test_a_film_holds_up_no_picture_and_no_document(bench: Bench, room: Room, prompted: Person, folder: Path):
    """By what they are, not by what they are called."""
    names = {}
    source = Source(ogg(), jpeg(), b"%PDF-1.7 and so on")
    fetching = Fetching(bench, folder, source)
    for name, kind in (("sound", PartKind.PHOTO), ("picture", PartKind.FILE), ("document", PartKind.VIDEO)):
        prompted.say("", kind=kind, size=None)
        names[(await fetching.fetch()).id] = name
        bench.wait(timedelta(seconds=1))

    def waiting(unit, quick: bool) -> str:
        what = media.to_develop(unit, ["main", "den"], quick=quick)
        return "" if what is None else names[what.id]

    def settle(unit) -> None:
        what = media.to_develop(unit, ["main"], quick=True)
        media.kept(unit, what, what.original, None, NotShown.KIND)

    first = [bench.store.run_here(waiting, quick) for quick in (True, False)]
    bench.store.run_here(settle)
    then = [bench.store.run_here(waiting, quick) for quick in (True, False)]

    assert first == ["picture", "sound"]
    assert then == ["document", "sound"]
    assert bench.store.run_here(media.to_develop, ["den"], quick=True) is None
    assert bench.store.run_here(media.to_develop, [], quick=True) is None


async def test_a_file_that_breaks_everything_does_not_stop_the_others(bench, room, prompted, folder, monkeypatch):
    """It waits a little, and the next one has its turn."""
    fetching = Fetching(bench, folder, Source(jpeg("red"), jpeg("blue")))
    prompted.say("", kind=PartKind.PHOTO, size=None)
    broken = await fetching.fetch()
    prompted.say("", kind=PartKind.PHOTO, size=None)
    await fetching.fetch()
    plain = fetching.preparer._keep

    def falls_over_one(unit, what, *args):
        if what.id == broken.id:
            raise RuntimeError("odd")
        return plain(unit, what, *args)

    monkeypatch.setattr(fetching.preparer, "_keep", falls_over_one)
    ran = {await fetching.preparer._one(quick=True) for _ in range(3)}
    bench.after()

    assert ran == {True, False}
    assert shown(room, prompted) == ["photo"]
    assert bench.store.run_here(media.one, broken.id).attempts == 1


@pytest.mark.parametrize("room_on", ["telegram", "discord"])
async def test_a_therapists_picture_goes_when_it_is_ready(bench: Bench, folder: Path, room_on: str):
    """With its words, and not before."""
    room = bench.room(room_on)
    mira = bench.client(room, "telegram")
    mira.say("I cannot sleep")
    room.write(mira.thread, "like this", reply_to=room.card(mira.thread).message, kind=PartKind.PHOTO)
    fetching = Fetching(bench, folder, Source(jpeg()))
    told = len(mira.told())

    await fetching.fetch()
    bench.wait(timedelta(seconds=6))
    assert len(mira.told()) == told
    await fetching.develop()

    assert [(told.file, told.text) for told in mira.told()[told:]] == [("photo", "Ada\nlike this")]


# --- once more ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("why", list(NotShown))
async def test_try_again_is_offered_where_it_may_have_been_the_machine(bench, room, prompted, folder, why):
    """Not where the file itself is the reason."""
    prompted.say("", kind=PartKind.VIDEO, size=None)

    await Fetching(bench, folder, Source(b"any film"), Scripted(Made(why=why))).once()

    assert ("Try again" in room.card(prompted.thread).buttons) == (why in (NotShown.EFFORT, NotShown.FAULT))


async def test_try_again_makes_it_ready_without_fetching_it(bench: Bench, room: Room, prompted: Person, folder: Path):
    """The card says so meanwhile; pressed twice it is made once."""
    prompted.say("", kind=PartKind.VIDEO, size=None)
    source, darkroom = Source(b"any film"), Scripted(Made(why=NotShown.FAULT))
    fetching = Fetching(bench, folder, source, darkroom)
    await fetching.once()
    darkroom.made = FILM

    room.push(prompted.thread, "Try again")
    card = room.card(prompted.thread)
    text, buttons = card.text, list(card.buttons)
    found = await fetching.develop()

    assert READY in text
    assert "Try again" not in buttons
    assert (found.state, found.why, source.asked, darkroom.asked) == (MediaState.KEPT, None, 1, 2)
    assert shown(room, prompted) == ["video"]


async def test_a_film_that_is_deleted_while_it_is_looked_at_is_let_go_of(bench, room, noor, folder, monkeypatch):
    """Its child is not waited for: the next film has its turn."""
    monkeypatch.setattr(prepare, "_LOOK_S", 0.02)
    number = noor.say("", kind=PartKind.VIDEO, size=None)
    let_go = []

    class Endless(Darkroom):
        async def develop(self, stream, size, *, is_voice, waveform="") -> Developed:
            noor.delete(number)
            try:
                return await asyncio.Event().wait()
            except asyncio.CancelledError:
                let_go.append(True)
                raise

    fetching = Fetching(bench, folder, Source(b"any film"), Endless())
    await fetching.fetch()
    async with asyncio.timeout(10):
        found = await fetching.develop()

    assert (found.why, let_go) == (NotShown.DROPPED, [True])
