"""Faults on the switchboard: when they fire, and the one sentence about what was done."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from bots.sandbox.stage import TELEGRAM_TOKEN
from tests.sandbox.page.conftest import Visitor


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bots.sandbox.page.follow._SETTLE_S", 0.1)
    monkeypatch.setattr("bots.sandbox.page.follow._ANSWERED_S", 0.2)
    monkeypatch.setattr("bots.sandbox.page.follow._LOOK_S", 0.01)


async def test_a_fault_waits_fires_and_is_told_with_what_was_done(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    await _fault(visitor, platform="telegram", kind="429", seconds=2)
    assert [(f["kind"], f["left"]) for f in (await visitor.world())["faults"]] == [("429", 1)]

    assert await _send(visitor) == 429
    assert await _send(visitor) == 200

    assert "answered 429 (wait 2 s)" in await _told(visitor)
    assert "it arrived once" in await _told(visitor)
    assert (await visitor.world())["faults"] == []


async def test_what_was_sent_twice_is_not_called_once(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    await _fault(visitor, platform="telegram", kind="drop_before")

    await _send(visitor)
    await _send(visitor)
    await _send(visitor)

    assert "it stands there twice" in await _told(visitor)


async def test_a_lost_answer_and_a_copy_with_a_line_in_front(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    await _fault(visitor, platform="telegram", kind="drop_after")

    await _send(visitor, "three things")
    await _send(visitor, "This may be a copy.\nthree things")

    assert "with a line that it may be a copy" in await _told(visitor)
    assert [m["text"] for m in await visitor.messages("mira")][1:] == [
        "three things",
        "This may be a copy.\nthree things",
    ]


async def test_a_lost_answer_where_there_is_no_reference(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    await _fault(visitor, platform="telegram", kind="drop_after")

    await _send(visitor, "three things")
    await _send(visitor, "three things")

    assert "sent it once more, so it stands there twice." in await _told(visitor)


async def test_discord_knows_a_nonce_again(visitor: Visitor) -> None:
    thread = await visitor.thread()
    await _fault(visitor, platform="discord", kind="drop_after")
    body = {"content": "a card", "nonce": "n-1", "enforce_nonce": True}

    with pytest.raises(aiohttp.ClientError):
        await visitor.discord("POST", f"/channels/{thread}/messages", body)
    await visitor.discord("POST", f"/channels/{thread}/messages", body)

    assert "Discord knew it: it stands there once" in await _told(visitor)
    assert [m["text"] for m in await visitor.messages("ada", thread)] == ["hello", "a card"]


async def test_an_outage_is_over_when_the_polls_go_on(visitor: Visitor) -> None:
    await _fault(visitor, platform="telegram", kind="outage", times=2)
    address = f"{visitor.stage.telegram.api}/bot{TELEGRAM_TOKEN}/getUpdates"

    for _ in range(3):
        async with visitor.web.post(address, json={}) as answer:
            await answer.read()

    assert "Telegram was away for 2 calls" in await _told(visitor)


async def test_killed_in_mid_flight_the_deed_is_done_and_nobody_hears(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    await visitor.send("POST", "api/service", {"do": "kill_mid_flight"})
    assert [f["kind"] for f in (await visitor.world())["faults"]] == ["kill_mid_flight"]

    assert await _send(visitor) == 0

    assert visitor.backstage.told == ["kill stay=False"]
    assert (await visitor.messages("mira"))[-1]["text"] == "hello"
    assert (await visitor.world())["faults"] == []
    assert await _send(visitor) == 200
    assert "In its next life it sent it once more, so it stands there twice." in await _told(visitor)


async def test_a_duplicate_is_handed_out_on_either_platform(visitor: Visitor) -> None:
    await _fault(visitor, platform="telegram", kind="duplicate")
    await visitor.act("mira", "start")

    assert [m["text"] for m in await visitor.heard()] == ["/start", "/start"]
    assert "nothing was said twice" in await _told(visitor)
    await _fault(visitor, platform="discord", kind="duplicate")
    assert visitor.stage.discord.duplicates_left == 1


async def test_faults_can_be_taken_back(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    await _fault(visitor, platform="telegram", kind="hang")
    await _fault(visitor, platform="telegram", kind="duplicate", times=3)

    status, _ = await visitor.send("DELETE", "api/faults", {})

    assert status == 200
    assert (await visitor.world())["faults"] == []
    assert await _send(visitor) == 200
    await visitor.act("mira", "write", text="once")
    assert [m["text"] for m in await visitor.heard()].count("once") == 1


@pytest.mark.parametrize(
    "body",
    [
        {"platform": "telegram", "kind": "earthquake"},
        {"platform": "matrix", "kind": "429"},
        {"platform": "telegram", "kind": "429", "times": 1000},
        {"platform": "telegram", "kind": "429", "times": "many"},
        {"platform": "telegram", "kind": "429", "seconds": 900},
    ],
)
async def test_a_fault_that_cannot_be_is_refused(visitor: Visitor, body: dict[str, object]) -> None:
    status, answer = await visitor.send("POST", "api/faults", body)

    assert status == 400
    assert answer["error"]
    assert (await visitor.world())["faults"] == []


async def _fault(visitor: Visitor, **body: object) -> None:
    status, answer = await visitor.send("POST", "api/faults", body)
    assert status == 200, answer


async def _send(visitor: Visitor, text: str = "hello") -> int:
    """The bot writes to Mira. Returns the status, 0 where the line broke."""
    person = next(p.id for p in visitor.stage.telegram.world.people.values() if p.first_name == "Mira")
    address = f"{visitor.stage.telegram.api}/bot{TELEGRAM_TOKEN}/sendMessage"
    try:
        async with visitor.web.post(address, json={"chat_id": person, "text": text}) as answer:
            return answer.status
    except aiohttp.ClientError:
        return 0


async def _told(visitor: Visitor) -> str:
    """The last sentence about a fault, after the one that announced it."""
    async with asyncio.timeout(5):
        while True:
            news = [each["text"] for each in (await visitor.world())["service"]["news"] if each["kind"] == "fault"]
            if news and " will " not in news[-1]:
                return news[-1]
            await asyncio.sleep(0.02)
