"""Every kind of message on both platforms, whatever happens on its way: kept once, byte for byte, and told on the card."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest

from core.delivery.dispatcher import owner_key
from core.domain.states import MediaState
from core.store import media, replies
from core.store.tables import parts
from core.store.unit import Unit
from tests.flow.kinds import KINDS, Kept
from tests.flow.play import begun, find, jpeg, playing

WAYS = ["fresh", "restarted", "doubled", "reversed"]
ROOMS = {"telegram": "discord", "discord": "telegram"}
MANY = 1000  # more updates than any of these stories has


FAST = {("telegram", "doubled")}
STORIES = [
    pytest.param(client_on, way, marks=() if (client_on, way) in FAST else pytest.mark.slow, id=f"{client_on}-{way}")
    for client_on in KINDS
    for way in WAYS
]


@pytest.mark.parametrize(("client_on", "way"), STORIES)
async def test_every_kind_is_kept_once_byte_for_byte_and_told_on_the_card(tmp_path, sqlite_url, client_on, way):
    """All kinds after one another into one reply; while the service restarts, updates come twice, or the last comes first."""
    async with playing(tmp_path, sqlite_url) as play:
        room, client, thread = await begun(play, client_on, ROOMS[client_on])
        deeds = list(KINDS[client_on].values())
        world = play.stage.telegram if client_on == "telegram" else play.stage.discord
        double, turn = (
            (world.duplicate_next_updates, world.reorder_next_updates)
            if client_on == "telegram"
            else (world.duplicate_next_events, world.reorder_next_events)
        )

        if way == "doubled":
            double(MANY)
        elif way == "reversed":
            turn(MANY)
        expected: list[Kept] = []
        for number, deed in enumerate(deeds):
            if way == "restarted" and number == len(deeds) // 2:
                await play.stop()
            expected += deed(client)
        if way == "restarted":
            await play.start()
        elif way == "reversed":
            turn(0)

        wanted = sum(len(one.files) for one in expected)
        await play.until(lambda: settled(play) == (len(expected), wanted), "everything kept", 40)
        if way == "doubled":
            assert doubled(play, client_on) > 0
        client.say("done")  # a card that grows is changed four times a minute; one that is closed is told whole at once
        lines = [line for one in expected for line in one.shown]
        await play.until(lambda: not missing(room.seen(thread), lines), "everything told", 40)
        await play.until(lambda: not find(room.seen(thread), "being fetched"), "every file is told as here", 40)

        assert Counter(map(told, expected)) == Counter(await kept(play))


def doubled(play, client_on: str) -> int:
    """How many updates came twice."""
    if client_on == "discord":
        return MANY - play.stage.discord.duplicates_left
    return sum(each["times"] > 1 for each in play.stage.telegram.handed_over())


def missing(seen, lines: list[str]) -> list[str]:
    """What no message of the bot in the thread says."""
    words = "\n".join(line.text for line in seen if line.by_bot).replace("\u2068", "").replace("\u2069", "")
    return [line for line in lines if line not in words]


def told(one: Kept) -> tuple:
    """What is compared of one message: kind, words, files by their hash, facts."""
    hashes = tuple(hashlib.sha256(content).hexdigest() for content in one.files)
    return one.kind, one.text, hashes, tuple(sorted(one.facts.items()))


def settled(play) -> tuple[int, int]:
    """How many messages are kept, and how many files of them."""

    def count(unit: Unit) -> tuple[int, int]:
        found = [row.id for row in unit.all(replies.sa.select(parts.c.id))]
        files = [what for part in found for what in media.of_part(unit, part)]
        return len(found), sum(what.state is MediaState.KEPT for what in files)

    return play.practice._store.run_here(count)


async def kept(play) -> list[tuple]:
    """Every message as it is kept, its files opened."""

    def read(unit: Unit) -> list:
        found = [replies.part(unit, row.id) for row in unit.all(replies.sa.select(parts.c.id))]
        return [(part, media.of_part(unit, part.id), owner_key(unit, part.client)) for part in found]

    every = []
    for part, files, key in await play.practice._store.read(read):
        contents = [await play.practice._blobs.read(what.blob, key=key) for what in files]
        hashes = tuple(hashlib.sha256(content).hexdigest() for content in contents)
        every.append((part.kind, part.text, hashes, tuple(sorted(part.facts.items()))))
    return every


@pytest.mark.slow
async def test_a_picture_that_an_edit_takes_off_leaves_the_thread(tmp_path, sqlite_url):
    """Two pictures came, one is taken off and another is added: the thread and the card show what is there now."""
    async with playing(tmp_path, sqlite_url) as play:
        room, client, thread = await begun(play, "discord", "telegram")
        at = (client.person, client.channel)
        both = [("a.jpg", jpeg("pink"), ""), ("b.jpg", jpeg("lime"), "")]
        sent = client.world.write(*at, "two of them", files=both)
        await play.until(lambda: pictures(room, thread) == 2, "both in the thread")
        first = [line.sha256 for line in room.seen(thread) if line.media]

        client.world.edit_files(*at, sent, keep=[1], more=[("c.jpg", jpeg("black"), "")])
        await play.until(lambda: find(room.seen(thread), "taken off the message by"), "told on the card")
        await play.until(lambda: pictures(room, thread) == 2 and len(shown(room, thread) - set(first)) == 1, "changed")

        assert len(shown(room, thread) & set(first)) == 1
        assert settled(play) == (1, 3)


def pictures(room, thread: str) -> int:
    """How many files stand in the thread."""
    return len([line for line in room.seen(thread) if line.by_bot and line.media])


def shown(room, thread: str) -> set[str]:
    """Which, by their hash."""
    return {line.sha256 for line in room.seen(thread) if line.by_bot and line.media}
