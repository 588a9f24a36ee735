"""People's reactions: in private to a bot that asked, in groups to administrators that asked."""

from __future__ import annotations

from tests.sandbox.telegram.conftest import TOKEN, Bench

STARS = "\N{SPARKLES}"


async def test_reactions_reach_only_bots_that_asked_and_administrators(bench: Bench) -> None:
    bench.tg.limits = False
    room = bench.forum()
    message = bench.tg.write(bench.ann, room, "hello")
    bench.tg.react(bench.ann, room, message, STARS)
    assert not [u for u in await bench.updates(limit=100) if "message_reaction" in u]

    await bench.updates(allowed_updates=["message", "message_reaction"])
    bench.tg.react(bench.ben, room, message, STARS)
    (told,) = [u["message_reaction"] for u in await bench.updates() if "message_reaction" in u]
    assert (told["message_id"], told["user"]["id"], told["chat"]["id"]) == (message, bench.ben, room)
    assert (told["old_reaction"], told["new_reaction"]) == ([], [{"type": "emoji", "emoji": STARS}])

    bench.tg.set_rights(room, TOKEN, [])
    bench.tg.react(bench.ben, room, message, STARS)
    assert len([u for u in await bench.updates() if "message_reaction" in u]) == 1


async def test_another_emoji_takes_the_place_of_the_first(bench: Bench) -> None:
    bench.tg.limits = False
    await bench.updates(allowed_updates=["message", "message_reaction"])
    bench.tg.start_bot(bench.ann, TOKEN)
    message = bench.tg.write(bench.ann, bench.bot, "hello")

    bench.tg.react(bench.ann, bench.bot, message, STARS)
    bench.tg.react(bench.ann, bench.bot, message, "\N{HEDGEHOG}")
    bench.tg.react(bench.ann, bench.bot, message, "\N{HEDGEHOG}")

    told = [u["message_reaction"] for u in await bench.updates() if "message_reaction" in u]
    emojis = [[[each["emoji"] for each in one[side]] for side in ("old_reaction", "new_reaction")] for one in told]
    assert emojis == [[[], [STARS]], [[STARS], ["\N{HEDGEHOG}"]], [["\N{HEDGEHOG}"], []]]
