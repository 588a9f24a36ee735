"""Joining on the real platforms: every way through the dialogue, restarts in it, one code, one person, the two words."""

from __future__ import annotations

import re

import pytest

from tests.flow.play import FIRST_PROMPT, WALK, Play, asked, count, find, jpeg, playing

MIXES = [("telegram", "discord"), ("discord", "telegram")]


async def invited(play: Play, room, words: str = "Mira en Europe/Berlin") -> str:
    """The code of a new invitation."""
    room.command(f"/invite {words}")
    await play.until(lambda: find(room.seen(), "It works once"), "invited")
    return re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", find(room.seen(), "It works once").text)[-1]


async def newcomer(play: Play, client_on: str, room_on: str, words: str = "Mira en Europe/Berlin"):
    """A room, and somebody who has just used their code."""
    await play.start()
    room = await play.room(room_on)
    code = await invited(play, room, words)
    mira = play.stage.client(client_on, "Mira")
    play.seats.append(mira)
    mira.join(code.replace("-", ""))
    await play.until(lambda: find(mira.seen(), "A few short screens"), "the first screen")
    return room, mira, code


async def thread_of(play: Play, room) -> str:
    """The only client's."""
    await play.until(room.threads, "thread opened")
    return next(iter(room.threads()))


@pytest.mark.parametrize(("client_on", "room_on"), MIXES)
async def test_somebody_declines_comes_back_agrees_and_begins(tmp_path, sqlite_url, client_on, room_on):
    """A picture before agreeing goes nowhere; a second account is turned away, and the therapist hears of it once."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, code = await newcomer(play, client_on, room_on, "Mira en Asia/Tokyo first-week")
        noor = play.stage.client(client_on, "Noor")
        play.seats.append(noor)

        mira.say("no")
        await play.until(lambda: find(mira.seen(), "Nothing was kept"), "declined")
        mira.say(code.lower())
        await play.until(lambda: count(mira.seen(), "A few short screens") == 2, "told again")
        mira.photo(jpeg(), "before agreeing")
        await play.until(lambda: find(mira.seen(), "This comes first"), "asked to agree first")
        noor.say(code)
        await play.until(lambda: find(noor.seen(), "used before"), "turned away")
        thread = await thread_of(play, room)
        await play.until(lambda: find(room.seen(thread), "second account"), "the therapist hears of it")
        words = await play.agree(mira)
        await play.confirm(room, thread, words)
        await play.until(lambda: find(mira.seen(), "You are in"), "joined")
        await play.until(lambda: find(room.seen(), "has joined and follows"), "therapist told")
        play.clock.move_to(FIRST_PROMPT.replace(day=24, hour=10))  # 19:30 in Tokyo, the day after
        await play.until(lambda: find(mira.seen(), "Three small things"), "the first prompt")

        assert not any(line.media for line in room.seen())
        assert find(room.seen(), "before agreeing", by_bot=None) is None
        assert len(noor.seen()) == 2


@pytest.mark.parametrize(("client_on", "room_on"), MIXES)
async def test_joining_is_counted_at_most_fourteen_taps_nothing_typed_every_screen_whole(
    tmp_path, sqlite_url, client_on, room_on
):
    """SPEC 8.2's budget, with the start of the bot and the therapist's tap in it."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, _ = await newcomer(play, client_on, room_on)
        words = await play.agree(mira)
        await play.confirm(room, await thread_of(play, room), words)
        await play.until(lambda: find(mira.seen(), "You are in"), "joined")

        typed = [line for line in mira.seen() if not line.by_bot]
        screens = [line.text for line in mira.seen() if line.by_bot]
        assert len(WALK) + 2 <= 14
        assert (
            len(typed) == 1
        )  # the code: handed over by the link on Telegram, and by the door or the link's text on Discord
        assert len(screens) == len(WALK) + 2
        assert max(len(text) for text in screens) <= 350


@pytest.mark.slow
@pytest.mark.parametrize(("client_on", "room_on"), MIXES)
async def test_a_restart_at_each_step_goes_on_where_it_was(tmp_path, sqlite_url, client_on, room_on):
    """Stopped and started between any two taps: no screen is lost, none comes twice."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, _ = await newcomer(play, client_on, room_on)
        before = ""
        for label in WALK:
            await play.until(lambda b=before: asked(mira) and asked(mira).message != b, f"asked, for {label}")
            before = asked(mira).message
            await play.restart()
            mira.press(before, label)
        await play.until(lambda: find(mira.seen(), "these two words"), "the two words")
        thread = await thread_of(play, room)
        await play.restart()
        await play.confirm(room, thread, find(mira.seen(), "these two words").text.split("\n")[1])
        await play.until(lambda: find(mira.seen(), "You are in"), "joined")

        said = [line.text for line in mira.seen() if line.by_bot]
        assert len(said) == len(set(said)) == len(WALK) + 2


@pytest.mark.parametrize(("client_on", "room_on"), MIXES)
async def test_wrong_answers_double_taps_and_old_buttons_do_no_harm(tmp_path, sqlite_url, client_on, room_on):
    """Everything that hasty fingers do; it still ends well."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, _ = await newcomer(play, client_on, room_on)
        first = asked(mira).message
        mira.press(first, "Go on")
        mira.press(first, "Go on")
        await play.until(lambda: find(mira.seen(), "Who reads it?"), "the second screen")
        mira.press(asked(mira).message, "Tell me more")
        await play.until(lambda: find(mira.seen(), "made-up name") and asked(mira).buttons == ("Go on", "Back"), "more")
        before = ""
        for label in WALK[1:6]:
            await play.until(lambda b=before: asked(mira) and asked(mira).message != b, f"asked, for {label}")
            before = asked(mira).message
            mira.press(before, label)
        await play.until(lambda: find(mira.seen(), "Is somebody reading"), "the first question")
        mira.press(asked(mira).message, "Yes, somebody watches")
        await play.until(lambda: find(mira.seen(), "Think of a letter box"), "explained in another way")
        play.clock.move_to(play.clock.now().replace(minute=30))
        mira.press(first, "Go on")
        await play.until(lambda: count(mira.seen(), "Is somebody reading") == 3, "the present step again")
        words = await play.agree(mira, labels=WALK[6:])
        await play.confirm(room, await thread_of(play, room), words)
        await play.until(lambda: find(mira.seen(), "You are in"), "joined")

        assert count(mira.seen(), "Who reads it?") == 1


@pytest.mark.parametrize(("client_on", "room_on"), MIXES)
async def test_the_wrong_words_end_it_kindly(tmp_path, sqlite_url, client_on, room_on):
    """Both are told what to do; the code is dead."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, code = await newcomer(play, client_on, room_on)
        words = await play.agree(mira)
        thread = await thread_of(play, room)
        await play.until(lambda: find(room.seen(thread), "Which two words"), "asked for the words")
        question = find(room.seen(thread), "Which two words")

        room.press(thread, question.message, next(label for label in question.buttons if label != words))
        await play.until(lambda: find(mira.seen(), "it ends here"), "the person is told")
        await play.until(lambda: find(room.seen(thread), "/invite makes a new code"), "the therapist is told")
        mira.say(code)
        await play.until(lambda: find(mira.seen(), "used before"), "dead")


@pytest.mark.parametrize(("client_on", "room_on"), MIXES)
async def test_pictures_wait_sealed_until_they_are_agreed_to(tmp_path, sqlite_url, client_on, room_on):
    """SPEC 8.2 (c), with a real file: nothing of it in the room before the word, the picture after it."""
    async with playing(tmp_path, sqlite_url) as play:
        await play.start()
        room = await play.room(room_on)
        mira, thread = await play.client(client_on, room, media=False)

        mira.photo(jpeg(), "from the window")
        await play.until(lambda: find(mira.seen(), "You sent a picture or sound"), "asked")
        await play.until(lambda: find(room.seen(thread), "kept sealed"), "sealed")
        assert not any(line.media for line in room.seen(thread) if line.by_bot)
        mira.press(find(mira.seen(), "You sent a picture or sound").message, "Yes, they may")
        await play.until(lambda: any(line.media for line in room.seen(thread) if line.by_bot), "shown")
        await play.until(lambda: find(mira.seen(), "can see and hear"), "confirmed")
