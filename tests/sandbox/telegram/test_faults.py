"""Faults on demand: what the caller feels, what was done, what is recorded."""

from __future__ import annotations

import asyncio

import httpx
import pytest
import telegram

from bots.sandbox.faults import Fault, Faults, Fired
from tests.sandbox.telegram.conftest import TOKEN


def test_faults_fire_for_what_they_fit_and_as_often_as_they_say():
    """By method and chat, first in first out; -1 until cleared; the log tells what fired."""
    faults = Faults()
    twice = Fault("sendMessage", chat="5", kind="429", times=2)
    faults.add(twice)
    faults.add(Fault("*", kind="500", times=-1))

    taken = [
        faults.take("SendMessage", "5"),
        faults.take("sendMessage", "6"),
        faults.take("sendMessage", "5"),
        faults.take("sendMessage", "5"),
    ]
    faults.clear()
    cleared = faults.take("sendMessage", "5")

    assert ["429", "500", "429", "500"] == [fault.kind for fault in taken]
    assert (None, 2) == (cleared, twice.times)
    assert [Fired("SendMessage", "5", "429"), Fired("sendMessage", "6", "500")] == faults.log[:2]


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        ("429", telegram.error.RetryAfter, "Retry in 0:00:03"),
        ("500", telegram.error.NetworkError, "Internal Server Error"),
        ("502", telegram.error.NetworkError, "Bad Gateway"),
        ("503", telegram.error.NetworkError, "Service Unavailable"),
        ("403", telegram.error.Forbidden, "blocked by the user"),
        ("401", telegram.error.InvalidToken, "Unauthorized"),
        ("409", telegram.error.Conflict, "other getUpdates"),
        ("drop_before", telegram.error.NetworkError, "RemoteProtocolError"),
    ],
)
async def test_a_fault_that_does_nothing(bench, ptb, monkeypatch, kind, error, words):
    """The real library raises what it would for real; nothing was sent; the next call passes."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    bench.tg.start_bot(bench.ann, TOKEN)
    bench.tg.faults.add(Fault("sendMessage", chat=str(bench.ann), kind=kind, retry_after=2.5))

    with pytest.raises(error) as caught:
        await ptb.send_message(bench.ann, "never sent")
    await ptb.send_message(bench.ann, "sent")

    assert words in str(caught.value)
    assert error is type(caught.value)
    assert ["/start", "sent"] == [seen.text for seen in bench.tg.seen(bench.ann)]
    assert kind == bench.tg.faults.log[0].kind
    call = bench.tg.calls[1]
    assert ((0, False) if kind == "drop_before" else (int(kind), True)) == (call.status, call.answered)


async def test_drop_after_looks_the_same_but_was_done(bench, ptb):
    """Nobody can tell it from drop_before: the message is there, the answer is not."""
    bench.tg.start_bot(bench.ann, TOKEN)
    bench.tg.faults.add(Fault("sendMessage", kind="drop_after"))

    with pytest.raises(telegram.error.NetworkError, match="RemoteProtocolError"):
        await ptb.send_message(bench.ann, "delivered")

    assert "delivered" == bench.tg.seen(bench.ann)[-1].text
    assert (0, False) == (bench.tg.calls[-1].status, bench.tg.calls[-1].answered)


async def test_hang_never_answers_and_does_nothing(bench):
    """The caller's own patience ends it."""
    bench.tg.start_bot(bench.ann, TOKEN)
    bench.tg.faults.add(Fault("sendMessage", kind="hang"))
    params = {"chat_id": bench.ann, "text": "never"}

    with pytest.raises(httpx.ReadTimeout):
        await bench.http.post(f"{bench.tg.api}/bot{TOKEN}/sendMessage", json=params, timeout=0.1)

    assert ["/start"] == [seen.text for seen in bench.tg.seen(bench.ann)]


async def test_slow_is_done_at_once_and_answered_late(bench):
    """Whoever is less patient has an unknown outcome: it was delivered."""
    bench.tg.start_bot(bench.ann, TOKEN)
    bench.tg.faults.add(Fault("sendMessage", kind="slow", seconds=30))

    call = asyncio.create_task(bench.call("sendMessage", chat_id=bench.ann, text="delivered"))
    await bench.tg.wait_for(lambda: bench.tg.seen(bench.ann)[-1].text == "delivered")
    waiting = not call.done()
    await bench.tg.close()
    answer = await call

    assert (True, True) == (waiting, answer["ok"])


async def test_a_dropped_getupdates_hands_nothing_over(bench):
    """The batch comes again with the next poll."""
    bench.tg.write(bench.ann, bench.bot, "one")
    bench.tg.faults.add(Fault("getUpdates", kind="drop_after"))

    with pytest.raises(httpx.RemoteProtocolError):
        await bench.updates()
    handed = bench.tg.handed_over()
    again = await bench.updates()

    assert ([], 1) == (handed, len(again))


async def test_downloads_have_faults_too(bench):
    """The method's name is "file"."""
    bench.tg.faults.add(Fault("file", kind="drop_before"))
    bench.tg.faults.add(Fault("file", kind="500"))
    address = f"{bench.tg.api}/file/bot{TOKEN}/photos/file_1.jpg"

    with pytest.raises(httpx.RemoteProtocolError):
        await bench.http.get(address)
    second = await bench.http.get(address)
    third = await bench.http.get(address)

    assert (500, 404) == (second.status_code, third.status_code)


async def test_the_platform_can_go_down_and_come_back_on_the_same_port(bench):
    """The world stays: what was written meanwhile waits."""
    port = int(bench.tg.api.rpartition(":")[2])
    await bench.tg.close()
    bench.tg.write(bench.ann, bench.bot, "meanwhile")

    with pytest.raises(httpx.ConnectError):
        await bench.updates()
    await bench.tg.start(port)
    updates = await bench.updates()

    assert ["meanwhile"] == [update["message"]["text"] for update in updates]


async def test_wait_for_says_what_it_saw(bench):
    """A test that waits in vain gets a summary of the chats, not a bare timeout."""
    bench.tg.write(bench.ann, bench.bot, "hello there")

    with pytest.raises(AssertionError, match="hello there"):
        await bench.tg.wait_for(lambda: False, timeout=0.05)
