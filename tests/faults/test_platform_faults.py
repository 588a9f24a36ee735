"""Sending while a platform misbehaves: it asks to wait, breaks down, cuts the line, hangs, refuses the token."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bots.discord.messenger import DiscordMessenger
from bots.telegram.messenger import TelegramMessenger
from core import bootstrap
from core.texts.say import say
from tests.faults.pace import unpaced
from tests.faults.scenes import (
    COPY,
    DUE,
    PLATFORMS,
    TITLE,
    chat_of,
    copies_in_order,
    enrolled,
    fired,
    joined,
    once,
    sends_to,
    slow,
    spoil,
    world,
)
from tests.flow.play import count, find, playing

LONG_S = 3600.0  # longer than any of these stories


@pytest.mark.parametrize("platform", ["telegram", slow("discord")])
async def test_a_chat_that_must_wait_holds_up_nobody_else(tmp_path, sqlite_url, monkeypatch, platform):
    """429 for one chat: another client's prompt, their card for hard moments and the therapist's alert go on."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, platform, platform)
        other, other_thread = await play.client(platform, scene.room, "Noor")
        await play.enrol(scene.room, other_thread)
        held = chat_of(scene.client)
        before = sends_to(play, platform, held)
        spoil(play, platform, "429", chat=held, retry_after=LONG_S)

        scene.let_it_come_due()
        await play.until(lambda: find(other.seen(), TITLE), "the other client's prompt")
        await play.until(lambda: fired(play, platform), "asked to wait")
        other.say("/sos")
        await play.until(lambda: find(other.seen(), "If it is hard right now"), "the other client's card")
        await play.until(lambda: find(scene.room.seen(other_thread), "pressed “I need support”"), "alert in the room")

        assert find(scene.client.seen(), TITLE) is None
        assert sends_to(play, platform, held) == before + 1


@pytest.mark.slow
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_what_had_to_wait_arrives_once(tmp_path, sqlite_url, monkeypatch, platform):
    """After the time that a 429 names the prompt comes, once and without a word about copies."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, platform, platform)
        spoil(play, platform, "429", chat=chat_of(scene.client), times=2, retry_after=0.3)

        scene.let_it_come_due()
        await play.until(lambda: find(scene.client.seen(), TITLE), "prompt after the wait")
        scene.client.say("here it is")
        await play.until(lambda: find(scene.room.seen(scene.thread), "here it is"), "card")

        assert fired(play, platform) == 2
        assert once(scene.client.seen(), TITLE)
        assert count(scene.client.seen(), COPY) == 0


@pytest.mark.slow
async def test_a_limit_on_the_whole_account_stops_that_account_alone(tmp_path, sqlite_url, monkeypatch):
    """A global 429 on Discord: nothing more is sent there until its time is over; Telegram goes on."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, "discord", "telegram")
        second, _ = await play.client("discord", scene.room, "Noor")
        third, third_thread = await play.client("telegram", scene.room, "Kim")
        await play.enrol(scene.room, third_thread)
        spoil(play, "discord", "429", retry_after=LONG_S, is_global=True)
        scene.let_it_come_due()
        await play.until(lambda: fired(play, "discord"), "asked to wait")
        sent = [sends_to(play, "discord", chat_of(each)) for each in (scene.client, second)]

        second.say("/today")
        third.say("/today")
        await play.until(lambda: find(third.seen(), TITLE), "prompt on Telegram")
        await play.until(lambda: find(third.seen(), "pen today") or find(third.seen(), "is open"), "answer on Telegram")

        assert [sends_to(play, "discord", chat_of(each)) for each in (scene.client, second)] == sent
        assert find(scene.client.seen(), TITLE) is None


@pytest.mark.slow
async def test_after_a_limit_on_the_whole_account_everything_arrives_once(tmp_path, sqlite_url, monkeypatch):
    """The account speaks again when the time is over."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, "discord", "discord")
        second, second_thread = await play.client("discord", scene.room, "Noor")
        await play.enrol(scene.room, second_thread)
        spoil(play, "discord", "429", retry_after=0.5, is_global=True)

        scene.let_it_come_due()
        await play.until(lambda: find(scene.client.seen(), TITLE) and find(second.seen(), TITLE), "both prompted")

        assert once(scene.client.seen(), TITLE)
        assert once(second.seen(), TITLE)


@pytest.mark.parametrize(
    ("platform", "kind"),
    [
        ("telegram", "502"),
        *(slow(p, k) for p in PLATFORMS for k in ("500", "502", "503") if (p, k) != ("telegram", "502")),
    ],
)
async def test_after_a_storm_everything_has_arrived(tmp_path, sqlite_url, monkeypatch, platform, kind):
    """5xx on every send for a while: words written meanwhile are answered, each once; the prompt bears its label at most."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, platform, platform)
        spoil(play, platform, kind, times=1, chat=chat_of(scene.client))
        scene.let_it_come_due()
        await play.until(lambda: find(scene.client.seen(), TITLE), "prompt after the storm")
        spoil(play, platform, kind, times=2)

        scene.client.say("rain on the roof")
        scene.client.say("done")
        await play.until(lambda: fired(play, platform) >= 3, "the storm has passed")
        await play.until(lambda: find(scene.client.seen(), "Before you go"), "receipt")
        await play.until(lambda: find(scene.room.seen(scene.thread), "rain on the roof"), "card")

        assert once(scene.client.seen(), TITLE, "Before you go")
        assert once(scene.room.seen(scene.thread), "rain on the roof")
        assert platform == "telegram" or count(scene.client.seen(), COPY) == 0


@pytest.mark.parametrize("kind", [slow("drop_before"), "drop_after"])
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_prompt_whose_answer_never_came(tmp_path, sqlite_url, monkeypatch, platform, kind):
    """Discord: once, whether it had arrived or not. Telegram: once more at most, and the second says what it may be."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, platform, platform)
        spoil(play, platform, kind, chat=chat_of(scene.client))
        before = sends_to(play, platform, chat_of(scene.client))

        scene.let_it_come_due()
        await play.until(lambda: fired(play, platform), "the line was cut")
        await play.until(lambda: sends_to(play, platform, chat_of(scene.client)) >= before + 2, "tried again")
        await play.until(lambda: find(scene.client.seen(), TITLE), "prompt arrived")
        scene.client.say("my three")
        await play.until(lambda: find(scene.room.seen(scene.thread), "my three"), "card")

        expected = 2 if (platform, kind) == ("telegram", "drop_after") else 1
        assert count(scene.client.seen(), TITLE) == expected
        assert copies_in_order(scene.client)
        assert count(scene.client.seen(), COPY) == (1 if platform == "telegram" else 0)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_therapists_words_reach_the_client_all_the_same(tmp_path, sqlite_url, monkeypatch, platform, kind):
    """Feedback is sent again until it is sure: on Discord once; on Telegram twice at most, never not at all."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, platform, platform)
        scene.client.say("out of the blue")
        await play.until(lambda: find(scene.room.seen(scene.thread), "out of the blue"), "card")
        spoil(play, platform, kind, chat=chat_of(scene.client))
        before = sends_to(play, platform, chat_of(scene.client))

        card = find(scene.room.seen(scene.thread), "out of the blue")
        scene.room.say(scene.thread, "I read it twice.", reply_to=card.message)
        await play.until(lambda: sends_to(play, platform, chat_of(scene.client)) >= before + 2, "tried again")
        await play.until(lambda: find(scene.client.seen(), "I read it twice."), "feedback")

        expected = 2 if (platform, kind) == ("telegram", "drop_after") else 1
        assert count(scene.client.seen(), "I read it twice.") == expected


@pytest.mark.parametrize("platform", ["telegram", slow("discord")])
async def test_a_thread_whose_answer_was_lost_is_not_opened_twice_unsaid(tmp_path, sqlite_url, monkeypatch, platform):
    """Discord finds its post again; Telegram cannot look, so an empty topic may be left over, and the therapist is told."""
    method = {"telegram": "createForumTopic", "discord": "POST /channels/{channel_id}/threads"}[platform]
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        await play.start()
        room = await play.room(platform)
        spoil(play, platform, "drop_after", method=method)

        await joined(play, room, platform)
        await play.until(lambda: find(room.seen(), "has joined"), "the therapist hears of it")
        titles = list(room.threads().values())

        assert fired(play, platform) == 1
        assert len(set(titles)) == 1
        assert len(titles) == (2 if platform == "telegram" else 1)
        await play.until(
            lambda: count(room.seen(), say("copy_thread", "en").plain) == len(titles) - 1, "the therapist knows"
        )
        assert count(room.seen(), "has joined") == 1


@pytest.mark.slow
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_call_that_hangs_holds_up_its_own_chat_only(tmp_path, sqlite_url, monkeypatch, platform):
    """No answer and no end: others are served meanwhile, and after its limit the call is judged like any lost answer."""
    monkeypatch.setitem(TelegramMessenger.__init__.__kwdefaults__, "call_limit_s", 2.0)
    monkeypatch.setitem(DiscordMessenger.__init__.__kwdefaults__, "limit_s", 2.0)
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, platform, platform)
        other, other_thread = await play.client(platform, scene.room, "Noor")
        await play.enrol(scene.room, other_thread)
        spoil(play, platform, "hang", chat=chat_of(scene.client))
        held = sends_to(play, platform, chat_of(scene.client))

        scene.let_it_come_due()
        await play.until(lambda: find(other.seen(), TITLE), "the other client's prompt")
        assert find(scene.client.seen(), TITLE) is None
        assert sends_to(play, platform, chat_of(scene.client)) == held + 1
        await play.until(lambda: find(scene.client.seen(), TITLE), "prompt after the limit")

        assert count(scene.client.seen(), TITLE) == 1
        assert copies_in_order(scene.client)


@pytest.mark.slow
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_refused_token_keeps_the_queue_and_comes_back(tmp_path, sqlite_url, monkeypatch, platform, caplog):
    """401 everywhere: nothing falls over, it is said loudly, nothing is lost; with the token accepted again all goes on."""
    monkeypatch.setattr(bootstrap, "_TOKEN_PAUSE_S", 0.3)
    other = PLATFORMS[1 - PLATFORMS.index(platform)]
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, platform, other)
        spoil(play, platform, "401", method="*", times=-1)
        scene.client.say("written just before")  # ends the poll that is under way
        await play.until(lambda: "does not accept the token" in caplog.text, "the log says so", 30)
        scene.let_it_come_due()
        scene.client.say("written while nobody could hear")
        scene.room.command("/clients")
        await play.until(lambda: find(scene.room.seen(), "Your clients"), "the other platform answers")
        assert find(scene.client.seen(), TITLE) is None

        world(play, platform).faults.clear()
        play.clock.move_to(DUE + timedelta(minutes=3))  # a queue that met a refused token looks again every minute
        await play.until(lambda: find(scene.client.seen(), TITLE), "prompt arrived", 30)
        await play.until(lambda: find(scene.room.seen(scene.thread), "while nobody could hear"), "card", 30)

        assert once(scene.client.seen(), TITLE)
        assert count(scene.client.seen(), COPY) == 0
        assert count(scene.room.seen(scene.thread), "written just before") == 1
        assert count(scene.room.seen(scene.thread), "while nobody could hear") == 1
