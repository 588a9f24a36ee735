"""What the gateway hears is in the inbox before Discord is told, in order, whatever the store does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest

from bots.discord.atlas import Atlas
from bots.discord.doorbell import Doorbell
from bots.discord.recorder import Recorder
from bots.discord.rest import Rest
from core.domain.errors import Fenced
from core.domain.menu import Choice
from tests.unit.bots.discord.conftest import Script
from tests.unit.bots.discord.fakes import ACCOUNT, MemoryMailbox, WallClock, address, frame, message, press

CALLBACK = "POST /interactions/{id}/{token}/callback"


def callback(interaction: dict[str, Any]) -> str:
    return CALLBACK.format(**interaction)


@pytest.fixture
def mailbox() -> MemoryMailbox:
    return MemoryMailbox()


@pytest.fixture
async def recorder(rest: Rest, mailbox: MemoryMailbox) -> AsyncIterator[Recorder]:
    doorbell = Doorbell(rest, later_words="Please write it.")
    recorder = Recorder(mailbox, Atlas(rest), doorbell, account=ACCOUNT, clock=WallClock())
    running = asyncio.create_task(recorder.run())
    yield recorder
    running.cancel()
    with suppress(asyncio.CancelledError, Fenced):
        await running
    await doorbell.close()


async def test_a_message_is_kept_as_it_came(recorder: Recorder, mailbox: MemoryMailbox) -> None:
    """Payload, key, lane and sender: what the core needs to understand it later."""
    recorder.hear(frame("MESSAGE_CREATE", message(content="grüße \ud83d")))
    await mailbox.until(lambda: bool(mailbox.kept))

    (raw,) = mailbox.kept.values()
    assert ("m:500:0", "40", "7", ACCOUNT) == (raw.key, raw.lane, raw.sender, raw.account)
    assert json.loads(raw.payload) == {
        "t": "MESSAGE_CREATE",
        "d": message(content="grüße \ud83d"),
        "x": {"parent": None, "parent_type": None},
    }


async def test_events_are_committed_in_order_and_together(recorder: Recorder, mailbox: MemoryMailbox) -> None:
    """Several that wait become one commit."""
    edited = "2026-03-04T06:00:00+00:00"
    recorder.hear(frame("MESSAGE_CREATE", message()))
    recorder.hear(frame("MESSAGE_UPDATE", message(edited_timestamp=edited)))
    recorder.hear(frame("MESSAGE_DELETE", {"id": "500", "channel_id": "40"}))
    recorder.hear(frame("MESSAGE_DELETE_BULK", {"ids": ["1", "2"], "channel_id": "40"}))
    await mailbox.until(lambda: len(mailbox.kept) == 5)

    assert [["m:500:0", f"m:500:{edited}", "d:500", "d:1", "d:2"]] == mailbox.commits


async def test_a_failing_store_loses_nothing_and_keeps_the_order(recorder: Recorder, mailbox: MemoryMailbox) -> None:
    """A full disk is waited out."""
    mailbox.failures = [OSError("full"), RuntimeError("broken")]
    for number in range(3):
        recorder.hear(frame("MESSAGE_CREATE", message(id=str(number + 1))))
    await mailbox.until(lambda: len(mailbox.kept) == 3)

    assert ["m:1:0", "m:2:0", "m:3:0"] == list(mailbox.kept)


@pytest.mark.parametrize(
    "data",
    [
        message(author={"id": "8", "bot": True}),
        message(webhook_id="5"),
        message(author={"id": "9"}),
    ],
)
async def test_our_own_words_and_other_bots_are_not_kept(
    recorder: Recorder, mailbox: MemoryMailbox, data: dict[str, Any]
) -> None:
    """Only people answer prompts."""
    recorder.hear(frame("READY", {"user": {"id": "9"}}))
    recorder.gap.end()  # there is no history to wait for here
    recorder.hear(frame("MESSAGE_CREATE", data))
    recorder.hear(frame("MESSAGE_CREATE", message(id="501")))
    await mailbox.until(lambda: bool(mailbox.kept))

    assert ["m:501:0"] == list(mailbox.kept)


async def test_a_link_preview_does_not_take_the_place_of_its_message(
    recorder: Recorder, mailbox: MemoryMailbox
) -> None:
    """After a gap the update may come first; the message itself is read from history later, under the same key."""
    recorder.hear(frame("MESSAGE_UPDATE", message(embeds=[{"type": "link"}])))
    recorder.hear(frame("MESSAGE_CREATE", message()))
    await mailbox.until(lambda: bool(mailbox.kept))

    assert ["MESSAGE_CREATE"] == [each["t"] for each in mailbox.payloads()]


@pytest.mark.parametrize("text", ["", "no json", "[]", "null", '{"t": "MESSAGE_CREATE", "d": 5}', "[" * 100_000])
async def test_frames_that_cannot_be_read_end_nothing(recorder: Recorder, mailbox: MemoryMailbox, text: str) -> None:
    """The ear hears whatever is said; the next message is kept."""
    recorder.hear(text)
    recorder.hear(frame("READY", {"user": []}))
    recorder.gap.end()
    recorder.hear(frame("MESSAGE_CREATE", message()))
    await mailbox.until(lambda: bool(mailbox.kept))

    assert ["m:500:0"] == list(mailbox.kept)


async def test_a_message_without_an_id_is_kept_to_be_set_aside(recorder: Recorder, mailbox: MemoryMailbox) -> None:
    """Nobody can understand it, and it is not thrown away."""
    recorder.hear(frame("MESSAGE_CREATE", {"content": "lost"}))
    await mailbox.until(lambda: bool(mailbox.kept))

    assert next(iter(mailbox.kept)).startswith("x:")


async def test_a_post_is_looked_up_and_its_messages_stay_in_order(
    recorder: Recorder, mailbox: MemoryMailbox, script: Script
) -> None:
    """A thread that is in no cache is asked for, until Discord answers; other chats do not wait for it."""
    script.on("GET /channels/40", (503, {}), {"id": "40", "type": 11, "parent_id": "30", "guild_id": "3"})
    script.on("GET /channels/30", {"id": "30", "type": 15, "guild_id": "3"})
    recorder.hear(frame("MESSAGE_CREATE", message(guild_id="3")))
    recorder.hear(frame("MESSAGE_CREATE", message(id="501", guild_id="3")))
    recorder.hear(frame("MESSAGE_CREATE", message(id="600", channel_id="41")))
    await mailbox.until(lambda: len(mailbox.kept) == 3)

    assert ["m:600:0", "m:500:0", "m:501:0"] == list(mailbox.kept)
    assert {"parent": "30", "parent_type": 15} == mailbox.payloads()[1]["x"]
    assert len(script.made("GET /channels/40")) == 2


async def test_a_message_whose_place_cannot_be_found_is_kept_all_the_same(
    recorder: Recorder, mailbox: MemoryMailbox, script: Script
) -> None:
    """The channel was deleted or is hidden; the message is kept as from another place."""
    script.on("GET /channels/40", (403, {"code": 50001}))
    recorder.hear(frame("MESSAGE_CREATE", message(guild_id="3")))
    await mailbox.until(lambda: bool(mailbox.kept))

    assert {"parent": None, "parent_type": None} == mailbox.payloads()[0]["x"]


async def test_a_press_is_committed_before_it_is_confirmed(
    recorder: Recorder, mailbox: MemoryMailbox, script: Script
) -> None:
    """First the inbox, then Discord; the message stays as it is. The token that opens the answer is not stored."""
    script.on(callback(press()), b"")
    mailbox.gate.clear()
    recorder.hear(frame("INTERACTION_CREATE", press()))
    await asyncio.sleep(0.05)
    before = list(script.calls)
    mailbox.gate.set()
    await mailbox.until(lambda: bool(script.calls))

    assert before == []
    assert [{"type": 6}] == script.made(callback(press()))
    assert [f"i:{press()['id']}"] == list(mailbox.kept)
    assert b"opens-the-interaction" not in mailbox.kept[f"i:{press()['id']}"].payload


async def test_a_press_that_could_not_be_kept_in_time_is_not_confirmed(
    recorder: Recorder, mailbox: MemoryMailbox, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord then tells the person itself that it failed; it is still kept."""
    monkeypatch.setattr("bots.discord.recorder.ANSWER_WITHIN_S", 0.1)
    mailbox.failures = [OSError("full")]
    recorder.hear(frame("INTERACTION_CREATE", press()))
    await mailbox.until(lambda: bool(mailbox.kept))
    await asyncio.sleep(0.05)

    assert script.calls == []


async def test_an_answer_that_comes_too_late_for_discord_ends_nothing(
    recorder: Recorder, mailbox: MemoryMailbox, script: Script
) -> None:
    """10062: the interaction is unknown by now. What was pressed is in the inbox."""
    script.on(callback(press()), (404, {"code": 10062}))
    recorder.hear(frame("INTERACTION_CREATE", press()))
    await mailbox.until(lambda: bool(script.calls))
    recorder.hear(frame("MESSAGE_CREATE", message()))
    await mailbox.until(lambda: len(mailbox.kept) == 2)

    assert "m:500:0" in mailbox.kept


TYPING = {
    "type": 4,
    "data": {
        "name": "invite",
        "options": [
            {"name": "name", "type": 3, "value": "Mira"},
            {"name": "zone", "type": 3, "value": "ber", "focused": True},
        ],
    },
}


async def test_typing_a_command_is_answered_at_once_and_not_kept(
    recorder: Recorder, mailbox: MemoryMailbox, script: Script
) -> None:
    """The core is asked for the one option that is typed into; autocomplete has no meaning afterwards."""
    asked = press(**TYPING, guild_id="3", channel={"id": "40", "type": 11, "parent_id": "30"})
    asked |= {"member": {"user": {"id": "8"}}, "user": None}
    mailbox.offers = [Choice("Europe/Berlin", "Europe/Berlin"), Choice("x" * 120, "y" * 120)]
    script.on(callback(asked), b"")
    recorder.hear(frame("INTERACTION_CREATE", asked))
    await mailbox.until(lambda: bool(script.calls))

    choices = [{"name": "Europe/Berlin", "value": "Europe/Berlin"}]
    assert [{"type": 8, "data": {"choices": choices}}] == script.made(callback(asked))
    assert mailbox.asked == [(address("30", "40"), "8", "invite", "zone", "ber")]
    assert mailbox.kept == {}


async def test_a_core_that_thinks_too_long_suggests_nothing(
    recorder: Recorder, mailbox: MemoryMailbox, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty list in time is better than none; the same where the payload makes no sense."""
    monkeypatch.setattr("bots.discord.doorbell.SUGGEST_WITHIN_S", 0.05)
    mailbox.thinking.clear()
    mailbox.offers = [Choice("x", "x")]
    slow, odd = press(**TYPING, id="11"), press(type=4, id="12", data={"name": "invite"})
    for asked in (slow, odd):
        script.on(callback(asked), b"")
        recorder.hear(frame("INTERACTION_CREATE", asked))
    await mailbox.until(lambda: len(script.calls) == 2)

    empty = [{"type": 8, "data": {"choices": []}}]
    assert empty == script.made(callback(slow)) == script.made(callback(odd))


async def test_a_command_is_repeated_to_whoever_gave_it(
    recorder: Recorder, mailbox: MemoryMailbox, script: Script
) -> None:
    """Committed first, without its token; nobody else sees the echo, and nothing in it dresses or pings."""
    options = [{"name": "name", "type": 3, "value": "Mira *@everyone*"}, {"name": "zone", "type": 3, "value": "UTC"}]
    asked = press(type=2, data={"id": "5", "name": "invite", "type": 1, "options": options})
    script.on(callback(asked), b"")
    recorder.hear(frame("INTERACTION_CREATE", asked))
    await mailbox.until(lambda: bool(script.calls))

    (told,) = script.made(callback(asked))
    (raw,) = mailbox.kept.values()
    assert (told["type"], told["data"]["flags"]) == (4, 64 | 4)
    assert told["data"]["content"] == r"/invite Mira \*\@everyone\* UTC"
    assert told["data"]["allowed_mentions"] == {"parse": []}
    assert asked["token"].encode() not in raw.payload


async def test_a_command_in_an_unknown_post_waits_until_its_place_is_known(
    recorder: Recorder, mailbox: MemoryMailbox, script: Script
) -> None:
    """A thread of a text channel is no room, and only Discord can say which it is."""
    asked = press(type=2, guild_id="3", channel={"id": "40", "type": 11, "parent_id": "30"}, data={"name": "queue"})
    script.on("GET /channels/40", {"id": "40", "type": 11, "parent_id": "30", "guild_id": "3"})
    script.on("GET /channels/30", {"id": "30", "type": 0, "guild_id": "3"})
    script.on(callback(asked), b"")
    recorder.hear(frame("INTERACTION_CREATE", asked))
    await mailbox.until(lambda: bool(mailbox.kept))

    assert mailbox.payloads()[0]["x"] == {"parent": "30", "parent_type": 0}


async def test_a_form_gets_words_so_that_nothing_spins_for_ever(
    recorder: Recorder, mailbox: MemoryMailbox, script: Script
) -> None:
    """Deferred where only the person sees it, then the original is edited; no follow-up, which could double."""
    asked = press(type=5, data={"custom_id": "form"})
    original = f"PATCH /webhooks/9/{asked['token']}/messages/@original"
    script.on(callback(asked), b"")
    script.on(original, {"id": "1"})
    recorder.hear(frame("INTERACTION_CREATE", asked))
    await mailbox.until(lambda: bool(script.made(original)))

    assert [{"type": 5, "data": {"flags": 64}}] == script.made(callback(asked))
    assert script.made(original)[0]["content"] == "Please write it."


async def test_who_lost_the_account_stops_writing(rest: Rest, mailbox: MemoryMailbox) -> None:
    """Fenced ends the recorder; nothing is tried again."""
    recorder = Recorder(mailbox, Atlas(rest), Doorbell(rest, later_words=""), account=ACCOUNT, clock=WallClock())
    mailbox.fenced = True
    recorder.hear(frame("MESSAGE_CREATE", message()))

    with pytest.raises(Fenced):
        await recorder.run()


async def test_who_lost_the_account_during_a_look_up_stops_too(
    rest: Rest, mailbox: MemoryMailbox, script: Script
) -> None:
    """The look-up commits by itself; its fence is the recorder's."""
    script.on("GET /channels/40", {"id": "40", "type": 0, "guild_id": "3"})
    recorder = Recorder(mailbox, Atlas(rest), Doorbell(rest, later_words=""), account=ACCOUNT, clock=WallClock())
    mailbox.fenced = True
    recorder.hear(frame("MESSAGE_CREATE", message(guild_id="3")))

    with pytest.raises(Fenced):
        await recorder.run()
