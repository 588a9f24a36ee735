"""getUpdates to the letter: confirming, forgetting, conflicts, limits, mischief."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.sandbox.telegram.conftest import TOKEN


def words(updates) -> list[str]:
    return [update["message"]["text"] for update in updates]


def say(bench, *texts: str) -> None:
    for text in texts:
        bench.tg.write(bench.ann, bench.bot, text)


async def test_only_a_higher_offset_confirms(bench):
    """Without an offset the same updates come again; offset last+1 confirms them for good."""
    bench.tg.limits = False
    say(bench, "one", "two")

    first = await bench.updates()
    again = await bench.updates()
    after_one = await bench.updates(offset=first[0]["update_id"] + 1)
    nothing = await bench.updates(offset=first[1]["update_id"] + 1)

    assert ["one", "two"] == words(first) == words(again)
    assert (["two"], []) == (words(after_one), nothing)
    assert 0 == bench.tg.pending(TOKEN)
    assert [("one", 2, True), ("two", 3, True)] == [
        (h["update"]["message"]["text"], h["times"], h["confirmed"]) for h in bench.tg.handed_over()
    ]


async def test_a_negative_offset_keeps_the_newest_and_forgets_the_rest(bench):
    """-2 leaves two."""
    say(bench, "one", "two", "three")

    newest = await bench.updates(offset=-2)

    assert (["two", "three"], 2) == (words(newest), bench.tg.pending(TOKEN))


async def test_limit_is_between_1_and_100(bench):
    """0 gives one, 1000 a hundred."""
    say(bench, *[str(n) for n in range(101)])

    fewest = await bench.updates(limit=0)
    most = await bench.updates(limit=1000, offset=fewest[0]["update_id"] + 1)
    default = await bench.updates(offset=fewest[0]["update_id"])

    assert (1, 100, 100) == (len(fewest), len(most), len(default))


async def test_an_offset_far_ahead_is_answered_from_the_head_and_confirms_nothing(bench):
    """Ids that fell back after a silent week are not lost to whoever remembers the old ones."""
    bench.tg.limits = False
    say(bench, "old")
    old = (await bench.updates())[0]["update_id"]
    await bench.updates(offset=old + 1)

    bench.tg.jump_update_ids(TOKEN, 500)
    say(bench, "new")
    ahead = [await bench.updates(offset=old + 1) for _ in range(2)]

    assert [["new"], ["new"]] == [words(batch) for batch in ahead]
    assert (500, 1) == (ahead[0][0]["update_id"], bench.tg.pending(TOKEN))
    with pytest.raises(ValueError, match="1 updates are not confirmed"):
        bench.tg.jump_update_ids(TOKEN, 9)


async def test_an_offset_up_to_ten_ahead_confirms(bench):
    """Eleven past the tail is too far."""
    bench.tg.limits = False
    say(bench, "one")
    tail = (await bench.updates())[0]["update_id"] + 1

    far = await bench.updates(offset=tail + 11)
    near = await bench.updates(offset=tail + 10)

    assert (["one"], []) == (words(far), near)


async def test_updates_expire_after_24_hours_and_presses_after_150_seconds(bench):
    """By the world's clock, from the message's own date."""
    bench.tg.start_bot(bench.ann, TOKEN)
    markup = {"inline_keyboard": [[{"text": "Later", "callback_data": "t:1"}]]}
    sent = await bench.result("sendMessage", chat_id=bench.ann, text="a", reply_markup=markup)
    bench.tg.press(bench.ann, bench.bot, sent["message_id"], "Later")

    counts = [bench.tg.pending(TOKEN)]
    for seconds in (149, 1, 24 * 3600 - 151, 1):
        bench.clock.move(seconds=seconds)
        counts.append(bench.tg.pending(TOKEN))

    assert [2, 2, 1, 1, 0] == counts
    assert [] == await bench.updates()


async def test_allowed_updates_are_remembered_and_apply_to_what_comes_later(bench):
    """A list stays until another one comes; an empty one brings the default back."""
    bench.tg.limits = False
    await bench.updates(allowed_updates=["edited_message"])
    number = bench.tg.write(bench.ann, bench.bot, "unheard")
    bench.tg.edit(bench.ann, bench.bot, number, "heard")
    narrow = await bench.updates()
    info = await bench.result("getWebhookInfo")
    await bench.updates(allowed_updates=[])
    say(bench, "heard too")
    wide = await bench.updates()

    assert [["edited_message"]] == [[k for k in update if k != "update_id"] for update in narrow]
    assert ["edited_message"] == info["allowed_updates"]
    assert 2 == len(wide)


async def test_a_long_poll_returns_as_soon_as_something_comes(bench):
    """Not only at its end."""
    poll = asyncio.create_task(bench.updates(timeout=30))
    await bench.tg.wait_for(lambda: len(bench.tg.calls) == 1)

    say(bench, "now")
    got = await asyncio.wait_for(poll, 5)

    assert ["now"] == words(got)


async def test_a_second_poll_ends_the_first_with_409(bench):
    """The earlier one is told; the later one waits on and gets what comes."""
    earlier = asyncio.create_task(bench.call("getUpdates", timeout=30))
    await bench.tg.wait_for(lambda: len(bench.tg.calls) == 1)

    later = asyncio.create_task(bench.updates(timeout=30))
    refused = await asyncio.wait_for(earlier, 5)
    say(bench, "for the later one")

    assert {
        "ok": False,
        "error_code": 409,
        "description": "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    } == refused
    assert ["for the later one"] == words(await asyncio.wait_for(later, 5))


async def test_fighting_polls_are_slowed_down(bench):
    """The second conflict within 3 s is told late: who lost twice cannot storm."""
    polls = []
    for count in (1, 2, 3):
        polls.append(asyncio.create_task(bench.call("getUpdates", timeout=30)))
        await bench.tg.wait_for(lambda count=count: len(bench.tg.calls) == count)
    say(bench, "for the last one")
    first, last = await asyncio.wait_for(polls[0], 5), await asyncio.wait_for(polls[2], 5)

    waiting = not polls[1].done()
    await bench.tg.close()
    await polls[1]

    assert (409, ["for the last one"], True) == (first["error_code"], words(last["result"]), waiting)


async def test_asking_again_soon_for_nothing_waits(bench):
    """An empty poll with the same offset within 3 s waits, though it asked not to."""
    first = await bench.updates()
    second = asyncio.create_task(bench.updates())
    await bench.tg.wait_for(lambda: len(bench.tg.calls) == 2)

    say(bench, "now")

    assert ([], ["now"]) == (first, words(await asyncio.wait_for(second, 5)))


async def test_a_poll_whose_caller_left_takes_nothing(bench):
    """What comes later goes to the next poll, unconfirmed and never handed over before."""
    with pytest.raises(httpx.ReadTimeout):
        await bench.http.post(f"{bench.tg.api}/bot{TOKEN}/getUpdates", json={"timeout": 30}, timeout=0.1)
    say(bench, "one")
    handed = len(bench.tg.handed_over())

    got = await bench.updates()

    assert (0, ["one"], 1) == (handed, words(got), bench.tg.handed_over()[0]["times"])
    assert (0, False) == (bench.tg.calls[0].status, bench.tg.calls[0].answered)


async def test_asking_again_at_once_with_the_same_offset_gets_one_update(bench):
    """Within half a second the platform cuts the limit to 1 (only while limits are on)."""
    say(bench, "one", "two")

    first, hasty = await bench.updates(), await bench.updates()
    bench.tg.limits = False
    free = await bench.updates()

    assert (2, 1, 2) == (len(first), len(hasty), len(free))


async def test_duplicated_reordered_and_poisonous_updates(bench):
    """Mischief on demand: twice in a row, last first, and JSON no library parses."""
    bench.tg.duplicate_next_updates(1)
    say(bench, "twice", "once")
    bench.tg.reorder_next_updates(3)
    say(bench, "a", "b")
    held = bench.tg.pending(TOKEN)
    say(bench, "c")
    bench.tg.inject_raw(TOKEN, {"message": {"chat": {"id": 1}}})
    bench.tg.inject_raw(TOKEN, {"chat_member": {}}, raw=False)

    got = await bench.updates()

    assert 2 == held
    assert ["twice", "twice", "once", "c", "b", "a"] == words(got[:-1])
    assert {"message": {"chat": {"id": 1}}, "update_id": got[-2]["update_id"] + 1} == got[-1]
    ids = [update["update_id"] for update in got]
    assert sorted(ids) == ids


async def test_a_webhook_is_never_set_but_what_waits_can_be_dropped(bench):
    """deleteWebhook with drop_pending_updates loses updates, as it does for real."""
    say(bench, "lost")

    await bench.result("deleteWebhook", drop_pending_updates=True)

    assert (0, []) == (bench.tg.pending(TOKEN), await bench.updates())


async def test_updates_over_64_kib_are_dropped(bench):
    """As the platform's own server does."""
    bench.tg.inject_raw(TOKEN, {"message": {"text": "a" * (1 << 16)}}, raw=False)
    bench.tg.inject_raw(TOKEN, {"message": {"text": "a" * 60_000}}, raw=False)

    assert 1 == bench.tg.pending(TOKEN)
