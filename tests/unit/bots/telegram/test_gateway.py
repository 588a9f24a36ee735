"""The long poll: what arrives is committed before Telegram may forget it, and nothing ends listening for good."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import pytest

from bots.telegram.connector import TelegramAccount
from bots.telegram.gateway import ALLOWED_UPDATES
from core.domain.errors import Conflict, Fenced, TokenRefused
from core.domain.incoming import Cursor, SourceId

from .scripted import ACCOUNT, DROP, HANG, NOW, Inbox, QuickClock, ScriptedApi, refusal

SOURCE = SourceId(ACCOUNT, "updates")


def written(number: int, text: str = "hello", chat: int = 77) -> dict[str, Any]:
    return {
        "update_id": number,
        "message": {
            "message_id": number, "date": 1_700_000_000, "text": text,
            "chat": {"id": chat, "type": "private"}, "from": {"id": 42, "is_bot": False, "first_name": "A"},
        },
    }  # fmt: skip


def pressed(number: int, query: str) -> dict[str, Any]:
    message = {"message_id": 3, "date": 1, "chat": {"id": 77, "type": "private"}}
    return {"update_id": number, "callback_query": {"id": query, "from": {"id": 42}, "message": message, "data": "h"}}


async def test_updates_are_kept_before_the_next_offset_goes_out(
    api: ScriptedApi, account: TelegramAccount, inbox: Inbox
) -> None:
    """Poll, commit batch and cursor together, and only then confirm by the next poll."""
    api.answer("getUpdates", [written(7), written(8)], [], [written(9)])

    await account.gateway.run(inbox)

    assert api.journal == [
        ("poll", None), ("keep", 2, "9"), ("poll", 9), ("poll", 9), ("keep", 1, "10"), ("poll", 10),
    ]  # fmt: skip
    first = next(iter(inbox.kept.values()))
    assert (first.lane, first.sender, first.received_at, first.account) == ("77", "42", NOW, ACCOUNT)
    assert json.loads(first.payload) == written(7)
    assert first.key.startswith("7:")


async def test_each_poll_says_what_it_wants(api: ScriptedApi, account: TelegramAccount, inbox: Inbox) -> None:
    """The webhook is removed without dropping anything; the kinds of updates are named on every call."""
    api.answer("getUpdates", [])

    await account.gateway.run(inbox)

    assert [method for method, _ in api.calls] == ["deleteWebhook", "getUpdates", "getUpdates"]
    assert not api.called("deleteWebhook")[0].get("drop_pending_updates")
    for call in api.called("getUpdates"):
        assert call["allowed_updates"] == list(ALLOWED_UPDATES)
        assert (call["timeout"], call["limit"]) == (25, 100)
    assert {"message", "edited_message", "callback_query", "my_chat_member", "chat_member"} <= set(ALLOWED_UPDATES)


async def test_listening_goes_on_where_it_stopped(api: ScriptedApi, account: TelegramAccount, inbox: Inbox) -> None:
    """The stored cursor is the first offset after a restart."""
    inbox.cursors[SOURCE] = Cursor(SOURCE, "500")

    await account.gateway.run(inbox)

    assert api.journal == [("poll", 500)]


async def test_ids_that_jump_back_are_followed(api: ScriptedApi, account: TelegramAccount, inbox: Inbox) -> None:
    """After a quiet week Telegram counts from anywhere: the last element decides, not the highest number."""
    api.answer("getUpdates", [written(900), written(12)], [written(13)])

    await account.gateway.run(inbox)

    assert [entry for entry in api.journal if entry[0] == "poll"] == [("poll", None), ("poll", 13), ("poll", 14)]


async def test_a_repeat_has_the_same_key_and_a_reused_id_another(
    api: ScriptedApi, account: TelegramAccount, inbox: Inbox
) -> None:
    """The same update twice is one; another update under the same number is a second one."""
    other_order = dict(reversed(written(7).items()))
    api.answer("getUpdates", [written(7)], [other_order], [written(7, "something else")])

    await account.gateway.run(inbox)

    assert len(inbox.kept) == 2


async def test_broken_elements_are_kept_and_do_not_stop_the_rest(
    api: ScriptedApi, account: TelegramAccount, inbox: Inbox
) -> None:
    """What is no object or has no number is kept under its content, and the good message behind it arrives."""
    poison = ["junk", None, 5, {"message": {"chat": 3}}, {"update_id": True}, {"update_id": -4, "poll": {}}]
    api.answer("getUpdates", [*poison, written(7, "\ud83d lone")])

    await account.gateway.run(inbox)

    assert api.journal[-2:] == [("keep", 7, "8"), ("poll", 8)]
    assert [key.split(":")[0] for key in inbox.kept] == ["none"] * 6 + ["7"]
    assert {update.lane for update in inbox.kept.values()} == {"none", "77"}


async def test_a_batch_without_any_number_confirms_nothing(
    api: ScriptedApi, account: TelegramAccount, inbox: Inbox, clock: QuickClock
) -> None:
    """It is kept, polled again with the same offset after a pause, and ends by itself."""
    inbox.cursors[SOURCE] = Cursor(SOURCE, "500")
    api.answer("getUpdates", [{"poll": {}}], [written(500)])

    await account.gateway.run(inbox)

    assert api.journal == [("poll", 500), ("keep", 1, None), ("poll", 500), ("keep", 1, "501"), ("poll", 501)]
    assert clock.slept == [1.0]


async def test_a_press_is_answered_after_it_is_kept(api: ScriptedApi, account: TelegramAccount, inbox: Inbox) -> None:
    """The waiting mark goes at once and without words; a refusal of that changes nothing."""
    answered = asyncio.Event()
    api.answer("getUpdates", [pressed(7, "q1"), pressed(8, "q2")])
    api.answer("answerCallbackQuery", refusal(400, "Bad Request: query is too old"), DROP)

    def exhausted() -> None:
        if len(api.called("answerCallbackQuery")) == 2:
            answered.set()
            inbox.disown()

    api.exhausted = exhausted
    await asyncio.wait_for(account.gateway.run(inbox), 5)

    assert answered.is_set()
    assert sorted(call["callback_query_id"] for call in api.called("answerCallbackQuery")) == ["q1", "q2"]
    assert all(call.keys() == {"callback_query_id"} for call in api.called("answerCallbackQuery"))
    assert len(inbox.kept) == 2


async def test_a_press_that_was_not_kept_is_not_answered(
    api: ScriptedApi, account: TelegramAccount, inbox: Inbox
) -> None:
    """Where the commit fails, Telegram is told nothing."""
    inbox.faults.append(Fenced("not ours"))
    api.answer("getUpdates", [pressed(7, "q1")])

    await account.gateway.run(inbox)

    assert api.called("answerCallbackQuery") == []


async def test_a_store_that_fails_confirms_nothing(
    api: ScriptedApi, account: TelegramAccount, inbox: Inbox, clock: QuickClock
) -> None:
    """A full disk: the same offset is polled again until the commit works, and nothing is lost."""
    inbox.faults.extend([OSError("disk full"), OSError("disk full")])
    api.answer("getUpdates", [written(7)], [written(7)], [written(7)])

    await account.gateway.run(inbox)

    assert api.journal == [("poll", None), ("poll", None), ("poll", None), ("keep", 1, "8"), ("poll", 8)]
    assert clock.slept == [1.0, 1.5]


async def test_a_fenced_owner_stops_without_a_word(api: ScriptedApi, account: TelegramAccount, inbox: Inbox) -> None:
    """An owner that woke up too late writes nothing and polls no more."""
    inbox.faults.append(Fenced("not ours"))
    api.answer("getUpdates", [written(7)])

    await account.gateway.run(inbox)

    assert api.journal == [("poll", None)]
    assert inbox.kept == {}


async def test_nothing_is_polled_for_an_account_that_is_not_ours(
    api: ScriptedApi, account: TelegramAccount, inbox: Inbox
) -> None:
    """Ownership is asked before each call that listens."""
    inbox.disown()

    await account.gateway.run(inbox)

    assert api.calls == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refusal(409, "Conflict: terminated by other getUpdates request"), Conflict),
        (refusal(401, "Unauthorized"), TokenRefused),
        (refusal(404, "Not Found"), TokenRefused),
    ],
)
async def test_a_second_listener_and_a_dead_token_end_it_at_once(
    api: ScriptedApi, account: TelegramAccount, inbox: Inbox, answer: Any, expected: type[Exception]
) -> None:
    """These two are for the caller: nothing is retried, and nothing tells the token."""
    api.answer("getUpdates", answer)

    with pytest.raises(expected) as caught:
        await account.gateway.run(inbox)

    assert len(api.called("getUpdates")) == 1
    assert "SECRET" not in repr(caught.value)


async def test_a_dead_token_is_noticed_at_the_first_call(
    api: ScriptedApi, account: TelegramAccount, inbox: Inbox
) -> None:
    """Removing the webhook already tells."""
    api.answer("deleteWebhook", refusal(401, "Unauthorized"))

    with pytest.raises(TokenRefused):
        await account.gateway.run(inbox)


async def test_everything_else_is_waited_out(
    api: ScriptedApi, account: TelegramAccount, inbox: Inbox, clock: QuickClock
) -> None:
    """Outages, cut lines, pages of proxies: longer and longer pauses up to 30 s, then the messages."""
    trouble: list[Any] = [
        DROP, (502, b"<html>bad gateway</html>"), (401, b"<html>proxy</html>"), (409, b"no json"), (200, b"[1,"),
        refusal(500, "Internal Server Error"), refusal(403, "Forbidden"), refusal(404, "Not Found: method not found"),
        {"no": "list"}, DROP, DROP,
    ]  # fmt: skip
    api.answer("deleteWebhook", DROP, (200, b"junk"))
    api.answer("getUpdates", *trouble, [written(7)])

    await account.gateway.run(inbox)

    assert list(inbox.kept) and len(inbox.kept) == 1
    assert len(api.called("deleteWebhook")) == 3
    assert clock.slept[:5] == [1.0, 1.5, 2.25, 3.375, 5.0]
    assert sum(clock.slept) == sum(min(30.0, 1.5**n) for n in range(len(trouble) + 2))


async def test_a_flood_is_waited_out_as_long_as_told(
    api: ScriptedApi, account: TelegramAccount, inbox: Inbox, clock: QuickClock
) -> None:
    """Telegram's own waiting time counts, in slices that still notice a lost account."""
    api.answer("getUpdates", refusal(429, "Too Many Requests: retry after 12", retry_after=12), [written(7)])

    await account.gateway.run(inbox)

    assert clock.slept == [5.0, 5.0, 2.0]
    assert len(inbox.kept) == 1


async def test_a_long_pause_ends_when_the_account_is_lost(
    api: ScriptedApi, account: TelegramAccount, inbox: Inbox, clock: QuickClock
) -> None:
    """Nobody sleeps through the loss of an account."""
    api.answer("getUpdates", refusal(429, "Too Many Requests: retry after 900", retry_after=900))
    sleep = clock.sleep

    async def sleep_and_lose(seconds: float) -> None:
        await sleep(seconds)
        inbox.disown()

    clock.sleep = sleep_and_lose  # type: ignore[method-assign]

    await account.gateway.run(inbox)

    assert clock.slept == [5.0]


async def test_a_stall_is_told_once_and_so_is_its_end(api: ScriptedApi, account: TelegramAccount, inbox: Inbox) -> None:
    """After 90 s of steady time without a poll the practice hears of it; a shorter one is nobody's business."""
    api.answer("getUpdates", *[DROP] * 3, [], *[DROP] * 14, [written(7)])

    await account.gateway.run(inbox)

    assert [event for event, _ in inbox.reports] == ["stalled", "recovered"]
    assert 90 < inbox.reports[0][1]["seconds"] < 130
    assert inbox.reports[1][1]["seconds"] > inbox.reports[0][1]["seconds"]


async def test_a_report_that_fails_stops_nothing(api: ScriptedApi, account: TelegramAccount, inbox: Inbox) -> None:
    """With the store down nobody can be told, and listening still comes back."""
    api.answer("getUpdates", *[DROP] * 14, [written(7)])

    async def report(event: str, **facts: Any) -> None:
        raise OSError("disk full")

    inbox.report = report  # type: ignore[method-assign]

    await account.gateway.run(inbox)

    assert len(inbox.kept) == 1


async def test_cancelling_ends_a_waiting_poll(api: ScriptedApi, account: TelegramAccount, inbox: Inbox) -> None:
    """Stopping the service does not wait for Telegram."""
    api.answer("getUpdates", HANG)
    task = asyncio.create_task(account.gateway.run(inbox))
    while not api.called("getUpdates"):
        await asyncio.sleep(0.01)

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 5)


async def test_no_log_line_holds_token_or_words(
    api: ScriptedApi, account: TelegramAccount, inbox: Inbox,
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Failures are logged by their class alone."""
    caplog.set_level(logging.DEBUG)
    for library in ("httpx", "httpcore"):  # as config/logging.py keeps them, whatever the level
        caplog.set_level(logging.WARNING, logger=library)
    api.answer(
        "getUpdates", (200, b'{"ok":true,"result":[{"text":"my-secret-garden"'), [written(7, "my-secret-garden")]
    )
    inbox.faults.append(OSError("my-secret-garden"))

    await account.gateway.run(inbox)

    everything = caplog.text + "".join(capsys.readouterr())
    assert "telegram.poll_failed" in everything
    assert "SECRET" not in everything
    assert "my-secret-garden" not in everything
