"""Albums as they arrive: item by item, in any order, over seconds, with a late one (SPEC 6.2)."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from core.delivery.dispatcher import owner_key
from core.store import media, replies
from core.store.tables import parts
from core.store.unit import Unit
from tests.flow.play import FIRST_PROMPT, begun, count, find, jpeg, playing

COLOURS = ("teal", "navy", "olive", "maroon", "gold", "coral", "indigo", "khaki", "orchid", "salmon")


async def told(play) -> list[tuple[str, str]]:
    """Caption and hash of each part of the only reply, in their order, the files opened."""

    def read(unit: Unit) -> list:
        (reply,) = {row.reply for row in unit.all(parts.select())}
        found = replies.parts_of(unit, reply)
        return [(part.text, media.of_part(unit, part.id)[0], owner_key(unit, part.client)) for part in found]

    found = await play.practice._store.read(read)
    return [
        (text, hashlib.sha256(await play.practice._blobs.read(what.blob, key=key)).hexdigest())
        for text, what, key in found
    ]


async def test_ten_items_over_five_seconds_in_any_order_are_one_reply(tmp_path, sqlite_url):
    """All ten kept byte for byte, in the order of the platform's numbers; one card, one receipt, no question. One comes late."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, "telegram", "discord", programme="first-week")
        play.clock.move_to(FIRST_PROMPT)
        await play.until(lambda: find(mira.seen(), "Three small things"), "prompt")
        pictures = [jpeg(colour) for colour in COLOURS]

        for number, content in enumerate(pictures):
            if number in (0, 4):
                mira.world.reorder_next_updates(4)  # held, and handed over the last one first
            if number == 8:
                mira.world.reorder_next_updates(2)
            caption = "all ten" if number == 0 else ""
            mira.world.send_photo(mira.person, mira.bot, content, caption=caption, group="ten")
            play.clock.move_to(play.clock.now() + timedelta(milliseconds=500))
        await play.until(lambda: sum(bool(line.media) for line in room.seen(thread)) == 10, "ten pictures", timeout=60)
        mira.say("done")
        await play.until(lambda: find(mira.seen(), "all 10 parts"), "receipt")
        mira.world.send_photo(mira.person, mira.bot, jpeg("plum"), group="ten")
        await play.until(lambda: sum(bool(line.media) for line in room.seen(thread)) == 11, "the late one", timeout=60)

        assert count(mira.seen(), "Kept") == 1
        assert count(mira.seen(), "Which one") == 0
        assert count(room.seen(thread), "· Three small things") == 1
        hashes = [hashlib.sha256(content).hexdigest() for content in (*pictures, jpeg("plum"))]
        assert await told(play) == list(zip(["all ten", *[""] * 10], hashes, strict=True))
