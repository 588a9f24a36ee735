"""Flood control: 20 a minute in a group, bursts in private, 30 a second over all."""

from __future__ import annotations

from tests.sandbox.telegram.conftest import TOKEN


async def test_a_group_takes_20_a_minute_over_all_its_topics(bench):
    """Messages, edits, new topics and chat actions share one budget; the 429 says how long to wait."""
    room = bench.forum()
    topic = (await bench.result("createForumTopic", chat_id=room, name="one"))["message_thread_id"]
    card = await bench.result("sendMessage", chat_id=room, text="card")
    for n in range(16):
        await bench.result("sendMessage", chat_id=room, message_thread_id=topic if n % 2 else None, text=str(n))
    await bench.result("editMessageText", chat_id=room, message_id=card["message_id"], text="edited")
    bench.seconds[0] += 10
    await bench.result("sendChatAction", chat_id=room, action="typing")

    refused = [
        await bench.call("sendMessage", chat_id=room, text="over"),
        await bench.call("editMessageText", chat_id=room, message_id=card["message_id"], text="over"),
        await bench.call("createForumTopic", chat_id=room, name="over"),
    ]
    bench.seconds[0] += 50
    later = await bench.call("sendMessage", chat_id=room, text="a minute later")

    expected = {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 50",
        "parameters": {"retry_after": 50},
    }
    assert [expected] * 3 == refused
    assert later["ok"]
    assert "over" not in [seen.text for seen in bench.tg.seen(room)]
    assert {topic: "one"} == bench.tg.topics(room)


async def test_one_groups_flood_leaves_others_alone(bench):
    """The budget is the group's, and the world's clock has no part in it."""
    full, free = bench.forum(), bench.forum()
    for n in range(20):
        await bench.result("sendMessage", chat_id=full, text=str(n))

    bench.clock.move(days=1)
    refused = await bench.call("sendMessage", chat_id=full, text="over")
    sent = await bench.call("sendMessage", chat_id=free, text="fine")

    assert (429, True) == (refused["error_code"], sent["ok"])


async def test_a_person_takes_a_burst_of_20_then_one_a_second(bench):
    """Bursts are tolerated, a stream is not."""
    bench.tg.start_bot(bench.ann, TOKEN)
    for n in range(20):
        await bench.result("sendMessage", chat_id=bench.ann, text=str(n))

    refused = await bench.call("sendMessage", chat_id=bench.ann, text="over")
    bench.seconds[0] += 1
    after = await bench.call("sendMessage", chat_id=bench.ann, text="a second later")
    again = await bench.call("sendMessage", chat_id=bench.ann, text="over")

    assert ({"retry_after": 1}, True, 429) == (refused["parameters"], after["ok"], again["error_code"])


async def test_30_a_second_over_all_chats(bench):
    """The 31st within a second is refused, whoever it is for."""
    people = [bench.tg.add_person(f"P{n}") for n in range(31)]
    for person in people:
        bench.tg.start_bot(person, TOKEN)
    for person in people[:30]:
        await bench.result("sendMessage", chat_id=person, text="a")

    refused = await bench.call("sendMessage", chat_id=people[30], text="a")
    bench.seconds[0] += 1
    after = await bench.call("sendMessage", chat_id=people[30], text="a")

    assert (429, True) == (refused["error_code"], after["ok"])


async def test_limits_can_be_switched_off(bench):
    """For tests that are about something else."""
    room = bench.forum()
    bench.tg.limits = False

    answers = [await bench.call("sendMessage", chat_id=room, text=str(n)) for n in range(40)]

    assert all(answer["ok"] for answer in answers)
    assert not bench.tg.limits
