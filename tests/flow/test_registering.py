"""The therapist's way in on the real platforms: what is missing, mended and looked at again; the test alert; the menus."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from bots.sandbox.discord import Permission
from bots.sandbox.faults import Fault
from bots.sandbox.stage import DISCORD_TOKEN, TELEGRAM_TOKEN
from core.desk.menu import menus
from tests.flow.play import Play, count, find, playing

NEEDED = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ATTACH_FILES
)
NAMES = {
    Permission.SEND_MESSAGES: "Create Posts",
    Permission.READ_MESSAGE_HISTORY: "Read Message History",
    Permission.ATTACH_FILES: "Attach Files",
}


def seated(play: Play, platform: str):
    """Ada in her room, with a code that is not used yet."""
    seat = play.stage.room(platform, "Ada")
    play.seats.append(seat)
    return seat, play.add_therapist("Ada")


async def look_again(play: Play, seat) -> None:
    """Press the button under what was said last; waits for what comes of it."""
    line = find(seat.seen(), "needs mending")
    before = sum(each.by_bot for each in seat.seen())
    seat.press(line.thread, line.message, "Look again")
    await play.until(lambda: sum(each.by_bot for each in seat.seen()) > before, "looked again")


async def minute(play: Play) -> None:
    """The calendar goes on: a press counts once a minute."""
    play.clock.move_to(play.clock.now() + timedelta(minutes=1))


async def test_on_telegram_each_thing_that_is_missing_is_named_until_it_is_mended(tmp_path, sqlite_url):
    """No administrator, no right to manage topics, a public group would be the same: one message each time."""
    async with playing(tmp_path, sqlite_url) as play:
        await play.start()
        seat, code = seated(play, "telegram")
        play.stage.telegram.set_rights(seat.chat, TELEGRAM_TOKEN, [])

        seat.command(f"/register {code}")
        await play.until(lambda: find(seat.seen(), "I am no administrator"), "told what is missing")
        play.stage.telegram.set_rights(seat.chat, TELEGRAM_TOKEN, ["can_pin_messages"])
        await minute(play)
        await look_again(play, seat)
        await play.until(lambda: find(seat.seen(), "off: Manage Topics"), "told what is missing still")
        play.stage.telegram.set_rights(seat.chat, TELEGRAM_TOKEN, ["can_manage_topics"])
        await minute(play)
        await look_again(play, seat)

        await play.until(lambda: find(seat.seen(), "This is a test"), "the test alert")
        assert not find(seat.seen(), "This is a test").silent
        assert find(seat.seen(), "your room").silent
        seat.command("/invite Mira")
        await play.until(lambda: find(seat.seen(), "First this room"), "refused")
        seat.command("acknowledge")
        await play.until(lambda: find(seat.seen(), "Thank you: alerts"), "acknowledged")
        seat.command("/invite Mira")
        await play.until(lambda: find(seat.seen(), "It works once"), "invited")


async def test_on_discord_each_missing_right_is_named_as_its_settings_name_it(tmp_path, sqlite_url):
    """All at once, then one by one as they are given; who else can look in is told as well."""
    async with playing(tmp_path, sqlite_url) as play:
        await play.start()
        seat, code = seated(play, "discord")
        given = int(NEEDED)
        for bit in NAMES:
            given &= ~int(bit)
        play.stage.discord.set_bot_permissions(seat.forum, given)

        seat.command(f"/register {code}")
        await play.until(lambda: find(seat.seen(), "needs mending"), "told what is missing")
        assert "off: " + ", ".join(NAMES.values()) + "." in find(seat.seen(), "needs mending").text
        for bit in NAMES:
            given |= int(bit)
            play.stage.discord.set_bot_permissions(seat.forum, given)
            await minute(play)
            await look_again(play, seat)
        play.stage.discord.set_viewer(seat.forum, play.stage.discord.add_person("Eve"))
        seat.command("/help")

        await play.until(lambda: find(seat.seen(), "somebody else in this room"), "the alert, and who is inside")
        assert count(seat.seen(), "needs mending") == len(NAMES)
        alert = find(seat.seen(), "This is a test")
        seat.press(alert.thread, alert.message, "Acknowledge")
        await play.until(lambda: find(seat.seen(), "Thank you: alerts"), "acknowledged")


async def test_a_right_without_which_nothing_can_be_said_there_is_waited_for(tmp_path, sqlite_url):
    """The admin sees it in doctor; once it is given, everything comes by itself."""
    async with playing(tmp_path, sqlite_url) as play:
        await play.start()
        seat, code = seated(play, "discord")
        play.stage.discord.set_bot_permissions(seat.forum, int(NEEDED & ~Permission.SEND_MESSAGES_IN_THREADS))
        seat.command(f"/register {code}")
        refused = "POST /channels/{channel_id}/messages"
        await play.until(
            lambda: any(f"{c.method} {c.route}" == refused and c.status == 403 for c in play.stage.discord.calls),
            "refused",
        )

        play.stage.discord.set_bot_permissions(seat.forum, int(NEEDED))

        def a_minute_later():
            play.clock.move_to(play.clock.now() + timedelta(minutes=1))
            return find(seat.seen(), "This is a test")

        await play.until(a_minute_later, "the test alert")


def offered(play: Play) -> tuple[list[str], list[str], list[str]]:
    """Names on offer: on Telegram in private chats and in groups, on Discord."""
    bot = play.stage.telegram.world.bots[TELEGRAM_TOKEN]
    menus = {key: [each["command"] for each in menu] for key, menu in bot.commands.items()}
    private = next((names for key, names in menus.items() if "private" in str(key)), [])
    group = next((names for key, names in menus.items() if "group" in str(key)), [])
    discord = play.stage.discord.world.bots[DISCORD_TOKEN].commands.get("", [])
    return private, group, [each["name"] for each in discord]


def noted(url: str) -> int:
    """Of how many accounts it is written down which menu they were told."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
        return database.execute("SELECT count(*) FROM accounts WHERE menu IS NOT NULL").fetchone()[0]


def offers(play: Play) -> tuple[int, int]:
    """How often each platform was told."""
    telegram = sum(call.method == "setMyCommands" and call.status == 200 for call in play.stage.telegram.calls)
    discord = sum(
        call.method == "PUT" and "commands" in call.route and call.status == 200 for call in play.stage.discord.calls
    )
    return telegram, discord


async def test_menus_are_offered_once_and_again_only_after_a_change(tmp_path, sqlite_url, monkeypatch):
    """Clients' and therapists' apart; a restart says nothing; a new word does. A refusal waits for the next start."""
    async with playing(tmp_path, sqlite_url) as play:
        play.stage.discord.faults.add(Fault("PUT /applications/{application_id}/commands", kind="500"))
        await play.start()
        lists = 2 * len(menus(("en", "de")))  # private chats and groups, in each language of the practice
        await play.until(lambda: offers(play)[0] == lists, "offered on Telegram")
        await play.until(lambda: any(call.status == 500 for call in play.stage.discord.calls), "refused on Discord")
        await play.until(lambda: noted(sqlite_url) == 1, "that Telegram was told is written down")
        assert offered(play)[2] == []

        await play.restart()
        await play.until(lambda: offers(play) == (lists, 1), "offered on Discord at the next start")
        await play.until(lambda: noted(sqlite_url) == 2, "that is written down, too")
        private, group, discord = offered(play)
        assert {"today", "works", "sos", "stop"} <= set(private)
        assert {"invite", "enrol", "queue", "more"} == set(group) & {"invite", "enrol", "queue", "more", "register"}
        assert not set(private) & {"invite", "enrol"}
        assert set(discord) > {*private, *group, "register", "away"}, (
            "what a short menu leaves out is found after a slash"
        )

        await play.restart()
        room = await play.room("telegram")
        assert offers(play) == (lists, 1)
        assert find(room.seen(), "Thank you: alerts")

        monkeypatch.setattr("core.desk.menu._CLIENT", ("today", "done"))
        await play.restart()
        await play.until(lambda: offers(play) == (2 * lists, 2), "offered anew")
        assert offered(play)[0] == ["today", "done"]


async def choices(play: Play, *args, **options) -> list[str]:
    """What the bot suggests while something is typed."""
    asked = play.stage.discord.autocomplete(*args, **options)
    async with asyncio.timeout(5):
        while play.stage.discord.choices(asked) is None:
            await asyncio.sleep(0.02)
    return [each["value"] for each in play.stage.discord.choices(asked)]


async def test_the_whole_way_in_by_slash_commands(tmp_path, sqlite_url):
    """Registering, inviting, enrolling and a client's own; each is echoed to whoever gave it and leaves nothing hanging."""
    async with playing(tmp_path, sqlite_url) as play:
        await play.start()
        discord = play.stage.discord
        await play.until(lambda: "invite" in offered(play)[2], "commands offered")
        seat, code = seated(play, "discord")
        seat.command("a post of my own")
        desk = next(iter(discord.threads(seat.forum)))

        def call(command: str, **options: str) -> str:
            return discord.command(seat.person, desk, DISCORD_TOKEN, command, options)

        asked = call("register", code=code)
        await play.until(lambda: find(seat.seen(), "This is a test"), "the test alert")
        echo = next(line for line in discord.seen(desk, person=seat.person) if line.text.startswith("/register"))
        assert discord.interactions[asked] == "answered"
        assert echo.message not in [line.message for line in discord.seen(desk)]
        assert await choices(play, seat.person, desk, DISCORD_TOKEN, "enrol", "programme", "") == []
        seat.command("acknowledge")
        await play.until(lambda: find(seat.seen(), "Thank you: alerts"), "acknowledged")

        assert "Europe/Berlin" in await choices(play, seat.person, desk, DISCORD_TOKEN, "invite", "zone", "berl")
        assert await choices(play, seat.person, desk, DISCORD_TOKEN, "invite", "programme", "first") == ["first-week"]
        call("invite", name="Mira", language="en", zone="Europe/Berlin", programme="first-week")
        await play.until(lambda: find(seat.seen(), "It works once"), "invited")
        assert "Europe/Berlin" in find(seat.seen(), "It works once").text

        client = play.stage.client("discord", "Somebody")
        play.seats.append(client)
        client.say("hello")
        await play.until(lambda: find(client.seen(), "private service"), "a stranger still")
        assert await choices_or_none(play, client) is None
        help_asked = discord.command(client.person, client.channel, DISCORD_TOKEN, "sos")
        await play.until(lambda: find(client.seen(), "112"), "the card")
        await play.until(lambda: discord.interactions[help_asked] == "answered", "echoed")


async def choices_or_none(play: Play, client) -> None:
    """A client has no therapist's commands to type."""
    with pytest.raises(KeyError):
        play.stage.discord.autocomplete(client.person, client.channel, DISCORD_TOKEN, "enrol", "programme", "")


async def test_what_a_therapist_writes_in_their_own_post_is_read_back_after_a_gap(tmp_path, sqlite_url):
    """While nobody listened, a command was written in the post of registration: it is answered."""
    async with playing(tmp_path, sqlite_url) as play:
        await play.start()
        room = await play.room("discord")
        play.stage.discord.mute_gateway(True)
        room.command("/invite Mira en Europe/Berlin")
        await play.until(lambda: find(room.seen(), "It works once"), "read back and answered")
