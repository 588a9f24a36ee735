"""Discord's door: in by a link with nothing typed; private messages closed; staying in the channel; the wrong person."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bots.sandbox.discord import Permission
from bots.sandbox.stage import DISCORD_TOKEN
from tests.flow.play import FIRST_PROMPT, WALK, asked, count, find, jpeg, playing

pytestmark = pytest.mark.slow  # make test plays the main stories; these run with make test-all

LINK = re.compile(r"https://discord\.gg/\w+")


async def invited(play, room, name: str = "Mira", extra: str = "", *, words: str = "") -> str:
    """The therapist invites; returns the link that came into the same message."""
    before = set(links(room))
    room.command(f"/invite {words or f'{name} en Europe/Berlin {extra}'}".strip())
    await play.until(lambda: set(links(room)) - before, "the link is in the invitation")
    return (set(links(room)) - before).pop()


def links(room) -> list[str]:
    return [link for line in room.seen() if line.by_bot for link in LINK.findall(line.text)]


async def at_the_door(play, room, name: str = "Mira", extra: str = "", *, words: str = "", seat=None):
    """Somebody who opened the link and sees the one button. seat: somebody who was there before."""
    link = await invited(play, room, name, extra, words=words)
    if seat is None:
        seat = play.stage.newcomer(name)
        play.seats.append(seat)
    seat.follow(link)
    return seat


def in_door(play, seat):
    return play.stage.discord.seen(seat.door, person=seat.person)


def press_at_door(play, seat, label: str) -> None:
    """The newest message there with this button."""
    told = [m for m in in_door(play, seat) if any(label in row for row in m.buttons)][-1]
    play.stage.discord.press(seat.person, seat.door, told.message, label)


def hints(play, seat) -> int:
    return sum("private messages are closed" in m.text for m in in_door(play, seat))


async def confirmed(play, room, seat, words: str) -> str:
    """The therapist hears the words; returns the thread."""
    await play.until(lambda: room.threads(), "thread opened")
    thread = next(iter(room.threads()))
    await play.confirm(room, thread, words)
    await play.until(lambda: find(seat.seen(), "You are in"), "joined")
    return thread


def written(play, seat) -> int:
    """How many words of this person a bot could have read."""
    every = play.stage.discord.world.channels.values()
    return sum(m.author == seat.person for c in every for m in c.messages.values())


async def test_somebody_joins_by_the_link_and_types_nothing(tmp_path, sqlite_url):
    """Restarted between each step. One corner of their own, seen by nobody else; taken down when they are in."""
    async with playing(tmp_path, sqlite_url) as play:
        await play.start()
        room = await play.room("telegram")
        mira = await at_the_door(play, room, extra="first-week")
        noor = await at_the_door(play, room, "Noor")
        await play.restart()
        world = play.stage.discord.world
        seen = [c.id for c in world.channels_of(play.stage.door) if world.sees(mira.person, c)]
        assert seen == [mira.door] != [noor.door]
        assert [m.buttons for m in in_door(play, mira)] == [[["Begin privately"]]]

        press_at_door(play, mira, "Begin privately")
        await play.until(lambda: asked(mira), "the first screen, in private")
        await play.restart()
        words = await play.agree(mira)
        await play.restart()
        thread = await confirmed(play, room, mira, words)
        await play.until(lambda: mira.door not in world.channels, "the corner is taken down")
        play.clock.move_to(FIRST_PROMPT.replace(day=24))
        await play.until(lambda: find(mira.seen(), "Three small things"), "the first prompt")

        assert written(play, mira) == 0
        assert len(WALK) + 1 <= 14
        assert noor.door in world.channels
        assert find(room.seen(thread), "has joined")
        assert not any(r.name.startswith("guest-") and r.id in world.guilds[play.stage.door].members[mira.person].roles
                       for r in world.guilds[play.stage.door].roles.values())  # fmt: skip


async def test_closed_private_messages_are_opened_and_tried_again(tmp_path, sqlite_url):
    """A plain hint in the corner with two ways on; tried too early it comes again; opened, the first screen is there."""
    async with playing(tmp_path, sqlite_url) as play:
        await play.start()
        room = await play.room("discord")
        mira = await at_the_door(play, room)
        play.stage.discord.close_dms(mira.person)
        press_at_door(play, mira, "Begin privately")
        await play.until(lambda: hints(play, mira) == 1, "the hint")
        await play.restart()
        press_at_door(play, mira, "Try again")
        await play.until(lambda: hints(play, mira) == 2, "still closed, still said")
        play.stage.discord.open_dms(mira.person)
        play.clock.move_to(play.clock.now().replace(hour=9, minute=5))  # a second press within a minute is a double tap
        press_at_door(play, mira, "Try again")
        await play.until(lambda: asked(mira), "the first screen")
        await confirmed(play, room, mira, await play.agree(mira))

        assert written(play, mira) == 0
        assert not any("cannot be reached" in m.text for m in room.seen())
        assert count(mira.seen(), asked(mira).text if asked(mira) else "You are in") == 1


async def test_somebody_stays_in_the_channel_and_everything_works_there(tmp_path, sqlite_url):
    """Joining, a prompt and a picture back, in the corner; written while the service was away, it is read back."""
    async with playing(tmp_path, sqlite_url) as play:
        await play.start()
        room = await play.room("telegram")
        mira = await at_the_door(play, room)
        play.stage.discord.close_dms(mira.person)
        press_at_door(play, mira, "Begin privately")
        await play.until(lambda: hints(play, mira) == 1, "the hint")
        press_at_door(play, mira, "Stay in this channel")
        mira.at_door = True
        await play.until(lambda: asked(mira) and "Stay in this channel" not in asked(mira).buttons, "the first screen")
        thread = await confirmed(play, room, mira, await play.agree(mira))
        await play.enrol(room, thread)
        play.clock.move_to(FIRST_PROMPT)
        await play.until(lambda: find(mira.seen(), "Three small things"), "a prompt in the corner")
        await play.stop()
        mira.photo(jpeg(), "written while nobody listened")
        await play.start()
        await play.until(lambda: find(room.seen(thread), "written while nobody listened"), "the card")
        mira.say("done")
        await play.until(lambda: find(mira.seen(), "Kept"), "the receipt, in the corner")

        assert mira.door in play.stage.discord.world.channels
        assert find(room.seen(thread), "written while nobody listened")
        play.stage.discord.open_dms(mira.person)
        mira.at_door = False
        mira.say("/today")
        await play.until(lambda: any(line.by_bot for line in mira.seen()), "from now on in private")


async def test_the_wrong_person_presses(tmp_path, sqlite_url):
    """Who runs the server sees every corner: their press does nothing, one plain line, and the therapist hears of it."""
    async with playing(tmp_path, sqlite_url) as play:
        await play.start()
        room = await play.room("telegram")
        mira = await at_the_door(play, room)
        press_at_door(play, mira, "Begin privately")
        await play.until(lambda: asked(mira), "the first screen")
        host = play.stage.discord.world.guilds[play.stage.door].owner
        first = in_door(play, mira)[0].message
        await play.restart()
        play.stage.discord.press(host, mira.door, first, "Begin privately")
        await play.until(lambda: any("not made for you" in m.text for m in in_door(play, mira)), "one plain line")
        await play.until(lambda: any("Somebody other than" in m.text for m in room.seen()), "the therapist is told")
        await confirmed(play, room, mira, await play.agree(mira))

        assert play.stage.discord.seen(play.stage.discord.dm_channel(host, DISCORD_TOKEN)) == []


async def test_a_stranger_in_the_corner_reads_what_to_do(tmp_path, sqlite_url):
    """Words before the button are not read; /sos is answered; in other channels of that server nothing ever is."""
    async with playing(tmp_path, sqlite_url) as play:
        await play.start()
        room = await play.room("telegram")
        mira = await at_the_door(play, room)
        world = play.stage.discord
        lobby = world.add_text_channel(play.stage.door, "lobby", viewers=[mira.person])
        world.write(mira.person, lobby, "hello?")
        world.write(mira.person, mira.door, "hello?")
        world.write(mira.person, mira.door, "/sos")
        await play.until(lambda: any("112" in m.text for m in in_door(play, mira)), "the card for hard moments")

        await play.until(
            lambda: any("What you write here is not kept" in m.text for m in in_door(play, mira)), "what to do"
        )
        assert [m.by for m in world.seen(lobby)] == ["person"]
        assert room.threads() == {}


async def test_a_door_that_cannot_be_opened_says_what_is_missing(tmp_path, sqlite_url):
    """In the invitation itself; the code works all the same."""
    async with playing(tmp_path, sqlite_url) as play:
        home = play.stage.discord.world.guilds[play.stage.door]
        next(r for r in home.roles.values() if r.bot).permissions &= ~Permission.MANAGE_ROLES
        await play.start()
        room = await play.room("telegram")
        room.command("/invite Mira en Europe/Berlin")
        await play.until(lambda: find(room.seen(), "lacks: Manage Roles"), "what is missing")
        code = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", find(room.seen(), "It works once").text)[-1]
        mira = play.stage.client("discord", "Mira")
        play.seats.append(mira)
        mira.say(code)
        await play.until(lambda: asked(mira), "joining by the code")


async def test_a_second_invitation_is_used_instead_of_the_first(tmp_path, sqlite_url):
    """Begun at one door in one language, invited anew in another: the second door's button begins that."""
    async with playing(tmp_path, sqlite_url) as play:
        await play.start()
        room = await play.room("telegram")
        mira = await at_the_door(play, room, words="Mira de Europe/Berlin")
        press_at_door(play, mira, "Privat beginnen")
        await play.until(lambda: asked(mira), "the first screen, in German")
        play.stage.discord.leave_guild(mira.person, play.stage.door)  # a link takes nobody in who is in already
        await at_the_door(play, room, words="Mira en Europe/Berlin", seat=mira)

        press_at_door(play, mira, "Begin privately")
        await play.until(lambda: find(mira.seen(), "A few short screens"), "the first screen, in English")
        await confirmed(play, room, mira, await play.agree(mira))

        assert written(play, mira) == 0


async def test_doors_where_nobody_went_on_are_taken_down(tmp_path, sqlite_url):
    """Begun and left lying, also by somebody who stayed in the channel: ten days later the next invitation clears them away."""
    async with playing(tmp_path, sqlite_url) as play:
        await play.start()
        room = await play.room("telegram")
        mira, noor = await at_the_door(play, room), await at_the_door(play, room, "Noor")
        press_at_door(play, mira, "Begin privately")
        await play.until(lambda: asked(mira), "the first screen")
        play.stage.discord.close_dms(noor.person)
        press_at_door(play, noor, "Begin privately")
        await play.until(lambda: hints(play, noor) == 1, "the hint")
        press_at_door(play, noor, "Stay in this channel")
        noor.at_door = True
        await play.until(lambda: asked(noor) and "Go on" in asked(noor).buttons, "the first screen, in the channel")
        play.clock.move_to(play.clock.now() + timedelta(days=10))

        ola = await at_the_door(play, room, "Ola")
        channels = play.stage.discord.world.channels
        await play.until(lambda: mira.door not in channels and noor.door not in channels, "taken down")
        await play.until(lambda: find(mira.seen(), "has run out meanwhile"), "told in private")
        await play.until(lambda: sum("ran out before" in m.text for m in room.seen()) == 2, "the therapist is told")

        assert ola.door in channels


async def test_an_invitation_that_is_taken_back_closes_its_door(tmp_path, sqlite_url):
    """Somebody stands before the button, somebody else reads in private already: both corners go, and who reads is told."""
    async with playing(tmp_path, sqlite_url) as play:
        await play.start()
        room = await play.room("telegram")
        noor = await at_the_door(play, room, "Noor")
        mira = await at_the_door(play, room)
        press_at_door(play, mira, "Begin privately")
        await play.until(lambda: asked(mira), "the first screen")
        aliases = [line.text.split(" ")[0] for line in room.seen() if line.by_bot and "It works once" in line.text]

        for alias in aliases:
            room.command(f"/uninvite {alias}")
        await play.until(lambda: find(mira.seen(), "was taken back"), "told")
        channels = play.stage.discord.world.channels
        await play.until(lambda: mira.door not in channels and noor.door not in channels, "taken down")
        await play.until(lambda: count(room.seen(), "is taken back") == len(aliases) == 2, "the therapist is told")


async def test_closed_messages_of_somebody_who_came_by_the_code_are_told_to_the_therapist(tmp_path, sqlite_url):
    """They have never seen the corner that stands open for them, so nothing is said there; writing again leads on."""
    async with playing(tmp_path, sqlite_url) as play:
        await play.start()
        room = await play.room("telegram")
        await invited(play, room)
        code = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", find(room.seen(), "It works once").text)[-1]
        mira = play.stage.client("discord", "Mira")
        play.seats.append(mira)
        mira.say(code)
        await play.until(lambda: asked(mira), "joining by the code")
        first = asked(mira).message
        play.stage.discord.close_dms(mira.person)
        mira.press(first, "Go on")

        await play.until(lambda: find(room.seen(), "they take no private messages"), "the therapist knows")
        doors = play.stage.discord.world.channels_of(play.stage.door)
        assert not any("private messages are closed" in m.content for each in doors for m in each.messages.values())
        play.stage.discord.open_dms(mira.person)
        mira.say("hello?")
        await play.until(lambda: asked(mira) and asked(mira).message != first, "the next screen")
        await play.until(lambda: find(room.seen(), "can be reached again"), "and that it goes on")
