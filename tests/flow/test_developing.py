"""A film that takes minutes to make ready: it is kept from the beginning, and nobody else waits for it."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta

import pytest

from core.delivery.dispatcher import owner_key
from core.domain.incoming import PartKind
from core.domain.shown import NotShown
from core.domain.states import MediaState
from core.replies.kinds import How, kind_of
from core.replies.preview import Darkroom, Developed
from core.store import media, tables
from core.store.unit import Unit
from core.texts.say import say
from tests.faults import hostile
from tests.flow.play import begun, count, find, jpeg, playing

pytestmark = pytest.mark.slow  # minutes of the whole; what it holds is held more narrowly elsewhere

READY = "kept; being made ready"
ROOMS = {"telegram": "discord", "discord": "telegram"}


class SlowFilms(Darkroom):
    """Films take until `gate` opens; all else is as it is."""

    def __init__(self) -> None:
        super().__init__(at_once=2)
        self.gate, self.begun, self.let_go = asyncio.Event(), 0, 0

    async def develop(self, stream, size, *, is_voice, waveform="") -> Developed:
        head = b"".join([piece async for piece in stream()])
        kind = kind_of(head)
        if kind is not None and kind.how is How.FILM:
            self.begun += 1
            try:
                await self.gate.wait()
            except asyncio.CancelledError:
                self.let_go += 1
                raise
        return await super().develop(stream, size, is_voice=is_voice, waveform=waveform)


def slow_films(play) -> SlowFilms:
    """From now on, in the practice that runs."""
    play.practice._preparer._darkroom = SlowFilms()
    return play.practice._preparer._darkroom


def send_film(client, content: bytes) -> str:
    """As a phone does."""
    if client.platform == "telegram":
        return client.world.send_video(client.person, client.bot, content, caption="the tide")
    return client.world.write(client.person, client.channel, "the tide", files=[("tide.mp4", content, "video/mp4")])


def files_in(room, thread: str) -> list[str]:
    """What stands in a thread beside words, by what it is."""
    return [line.media for line in room.seen(thread) if line.by_bot and line.media]


def films(play) -> list[media.Media]:
    """Every film, as it stands."""

    def read(unit: Unit) -> list[media.Media]:
        every = [media.one(unit, row.id) for row in unit.all(tables.media.select())]
        return [what for what in every if what.kind is PartKind.VIDEO]

    return play.practice._store.run_here(read)


async def kept_hash(play, what: media.Media) -> str:
    """Of the original, opened."""
    key = await play.practice._store.read(owner_key, what.client)
    return hashlib.sha256(await play.practice._blobs.read(what.blob, key=key)).hexdigest()


@pytest.mark.parametrize("client_on", ["telegram", "discord"])
async def test_a_slow_film_holds_up_nobody_elses_picture(tmp_path, sqlite_url, client_on):
    """On the same account: the film is kept and said to be made ready; another client's picture stands in the room meanwhile."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, of_mira = await begun(play, client_on, ROOMS[client_on])
        noor, of_noor = await play.client(client_on, room, "Noor")
        darkroom = slow_films(play)
        content = hostile.filmed()

        send_film(mira, content)
        await play.until(lambda: darkroom.begun, "the film is looked at")
        noor.photo(jpeg(), "a quick one")
        mira.photo(jpeg("olive"), "and one more")
        await play.until(lambda: files_in(room, of_noor) and files_in(room, of_mira), "both pictures", 40)
        play.clock.move_to(play.clock.now() + timedelta(seconds=6))
        await play.until(lambda: find(room.seen(of_mira), READY), "the card tells of the film")
        (film,) = films(play)
        assert (film.state, await kept_hash(play, film)) == (MediaState.WANTED, hashlib.sha256(content).hexdigest())
        assert len(files_in(room, of_mira)) == 1

        darkroom.gate.set()
        await play.until(lambda: len(files_in(room, of_mira)) == 2, "the film", 40)
        await play.until(lambda: not find(room.seen(of_mira), READY), "the card says that it is there", 75)

        assert darkroom.begun == 1
        assert len(files_in(room, of_noor)) == 1


async def test_a_film_deleted_while_it_is_made_ready_is_withdrawn_and_not_lost(tmp_path, sqlite_url):
    """On Discord, as the rules for deletion say: kept, shown to nobody, and the client is not asked for it again."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, "discord", "telegram")
        darkroom = slow_films(play)
        content = hostile.filmed()
        message = send_film(mira, content)
        await play.until(lambda: darkroom.begun, "the film is looked at")

        play.stage.discord.delete(mira.person, mira.channel, message)
        await play.until(lambda: find(room.seen(thread), "withdrawn by"), "told on the card", 40)
        await play.until(lambda: films(play)[0].state is MediaState.KEPT, "let go of")

        (film,) = films(play)
        assert (film.why, film.shown, darkroom.let_go) == (NotShown.DROPPED, None, 1)
        assert await kept_hash(play, film) == hashlib.sha256(content).hexdigest()
        assert files_in(room, thread) == []
        assert count(mira.seen(), say("lost", "en", platform="Discord").plain) == 0


async def test_a_film_deleted_while_nobody_listened_is_kept_and_shown(tmp_path, sqlite_url):
    """The service stopped while it was made ready, and the platform has it no more: what lay here is gone on with."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, "discord", "telegram")
        darkroom = slow_films(play)
        content = hostile.filmed()
        message = send_film(mira, content)
        await play.until(lambda: darkroom.begun, "the film is looked at")

        await play.stop()
        play.stage.discord.delete(mira.person, mira.channel, message)
        await play.start()
        await play.until(lambda: files_in(room, thread), "the film", 40)

        (film,) = films(play)
        assert (film.state, film.why) == (MediaState.KEPT, None)
        assert await kept_hash(play, film) == hashlib.sha256(content).hexdigest()
        assert len(files_in(room, thread)) == 1
        assert count(mira.seen(), say("lost", "en", platform="Discord").plain) == 0
