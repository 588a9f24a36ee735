"""`vignette doctor` on the platforms, asked through the real libraries: tokens, rights, rooms, and who can look in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bots import runner
from bots.cli.chance import MachineEntropy
from bots.cli.checkup import check_database
from bots.cli.checkup_platforms import ask_platforms
from bots.cli.findings import Row, State
from bots.machine import SystemClock
from bots.sandbox.discord.permissions import BOT_AT_THE_DOOR, BOT_NEEDS, PEOPLE, Permission
from bots.sandbox.faults import Fault
from bots.sandbox.stage import DISCORD_TOKEN, TELEGRAM_TOKEN, Stage
from config.settings import Settings, load_settings
from core.domain.address import Address, Platform
from core.domain.ids import AccountId
from core.store import leases, therapists
from core.store.unit import Unit
from tests.unit.cli.practice import in_store

CLOCK = SystemClock()
ROOM_NEEDS = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ATTACH_FILES
)


@dataclass
class House:
    """A practice with Ada's room on each platform."""

    stage: Stage
    studio: Path
    settings: Settings
    group: int
    forum: str
    ada: str  # on Discord

    async def rows(self, settings: Settings | None = None, *, discord: bool = True) -> dict[int, list[Row]]:
        """What checks 5 to 8 find now."""
        inside, _ = check_database(self.settings, CLOCK, MachineEntropy())
        found, _ = await ask_platforms(settings or self.settings, inside, CLOCK, discord=discord)
        assert DISCORD_TOKEN not in repr(found)
        assert TELEGRAM_TOKEN not in repr(found)
        return {check: [row for row in found if row.check == check] for check in (5, 6, 7, 8)}

    def account(self, name: str, **changes: object) -> Settings:
        """The settings with one account changed."""
        changed = self.settings.accounts[name].model_copy(update=changes)
        return replace(self.settings, accounts={**self.settings.accounts, name: changed})


@pytest.fixture
async def house(studio: Path) -> AsyncIterator[House]:
    """Both rooms registered, all as it should be."""
    stage = Stage(lambda: datetime.now(UTC))
    await stage.open()
    stage.discord.limits = False  # some look many times in one second
    settings = studio / "practice.yaml"
    written = settings.read_text().splitlines()
    keep = [line for line in written if not line.startswith(("accounts:", "  main:", "  den:", "discord:"))]
    settings.write_text("\n".join(keep) + "\n" + stage.settings())
    group, forum = stage.room("telegram", "Ada"), stage.room("discord", "Ada")
    for platform, account, chat, member in (
        (Platform.TELEGRAM, "main", str(group.chat), str(group.person)),
        (Platform.DISCORD, "den", forum.forum, forum.person),
    ):
        in_store(studio, entering(platform, account, chat, member))
    loaded = load_settings(studio, stage.secrets())
    runner.point_at(rest=loaded.discord.rest, gateway=loaded.discord.gateway)
    yield House(stage, studio, loaded, group.chat, forum.forum, forum.person)
    await stage.close()


def entering(platform: Platform, account: str, chat: str, member: str):
    """A therapist with this room."""

    def enter(unit: Unit) -> None:
        leases.register_account(unit, account, platform.value)
        until = unit.now + timedelta(hours=1)
        who = therapists.add_therapist(unit, name="Ada", language="en", zone="UTC", code=account, code_until=until)
        therapists.bind_room(unit, who, Address(platform, AccountId(account), chat), member)

    return enter


def wrong(rows: list[Row]) -> list[tuple[str, str]]:
    """What is not as it should be."""
    return [(row.state.value, row.what) for row in rows if row.state is not State.OK]


async def test_all_is_well(house: House) -> None:
    """Each check says what it saw; the links ask for exactly what is needed."""
    rows = await house.rows()

    assert [wrong(rows[check]) for check in rows] == [[], [], [], []]
    telegram, discord = rows[5]
    assert telegram.link == "https://t.me/practice_room_bot?startgroup&admin=manage_topics"
    assert f"permissions={int(ROOM_NEEDS)}" in discord.link
    assert "scope=bot+applications.commands" in discord.link
    assert f"permissions={int(BOT_AT_THE_DOOR)}" in discord.door_link
    assert "1 group:" in rows[6][0].what
    assert "1 forum:" in rows[8][0].what


async def test_a_door_through_which_members_could_see_each_other_is_a_fault(house: House) -> None:
    """@everyone with View Channels; each right that the bot lacks there by its name; the bot's role too low."""
    home = house.stage.discord.world.guilds[house.stage.door]
    bot = next(role for role in home.roles.values() if role.bot)
    home.roles[home.id].permissions = int(PEOPLE)
    bot.permissions &= ~(Permission.MANAGE_ROLES | Permission.CREATE_INSTANT_INVITE)
    found = wrong((await house.rows())[8])
    home.roles[home.id].permissions &= ~Permission.VIEW_CHANNEL
    bot.permissions |= Permission.MANAGE_ROLES | Permission.CREATE_INSTANT_INVITE
    sound = wrong((await house.rows())[8])

    assert found == [
        ("fault", "den's door server: the bot lacks: Manage Roles, Create Invite"),
        ("fault", "den's door server: members could see each other: @everyone has View Channels"),
    ]
    assert sound == []


async def test_the_rights_in_the_link_are_enough_and_each_is_needed(house: House) -> None:
    """A forum with just these rights is sound; without any one of them the fault names it."""
    names = {
        Permission.SEND_MESSAGES: "Create Posts",
        Permission.SEND_MESSAGES_IN_THREADS: "Send Messages in Threads",
        Permission.READ_MESSAGE_HISTORY: "Read Message History",
        Permission.ATTACH_FILES: "Attach Files",
    }
    house.stage.discord.set_bot_permissions(house.forum, int(ROOM_NEEDS))
    assert wrong((await house.rows())[8]) == []

    for bit, name in names.items():
        house.stage.discord.set_bot_permissions(house.forum, int(ROOM_NEEDS & ~bit))
        assert wrong((await house.rows())[8]) == [("fault", f"Ada's forum: the bot lacks: {name}")]


async def test_a_forum_the_bot_cannot_see(house: House) -> None:
    """Nothing can be asked about it but that."""
    house.stage.discord.set_bot_permissions(house.forum, 0)

    assert wrong((await house.rows())[8]) == [("fault", "Ada's forum: the bot lacks rights there (View Channel)")]


@pytest.mark.parametrize(
    "how", ["the forum is open", "another person is let in", "a role is let in", "all but the role"]
)
async def test_who_else_can_look_in_is_told(house: House, how: str) -> None:
    """@everyone and whole roles are faults; one more person is a warning."""
    world = house.stage.discord._world
    place = world.channels[house.forum]
    guild = world.guilds[place.guild]
    if how == "the forum is open":
        del place.overwrites[guild.id]
        expected = ("fault", "Ada's forum: everybody on its server can look in")
    elif how == "another person is let in":
        house.stage.discord.set_viewer(house.forum, house.stage.discord.add_person("Eve"))
        expected = ("warning", "Ada's forum: 1 other is let in beside therapist and bot")
    else:
        role = type(guild.roles[guild.id])("4711", "Helpers", int(Permission.VIEW_CHANNEL))
        guild.roles[role.id] = role
        if how == "a role is let in":
            place.overwrites[role.id] = type(place.overwrites[guild.id])(role.id, False, allow=int(BOT_NEEDS))
        else:  # @everyone sees nothing by itself, and the forum denies nobody
            guild.roles[guild.id].permissions = 0
            del place.overwrites[guild.id]
        expected = ("fault", "Ada's forum: everybody with the role Helpers can look in")

    assert wrong((await house.rows())[8]) == [expected]


async def test_servers_that_practice_yaml_names(house: House) -> None:
    """The bot must be in both; a room must not lie where the clients are."""
    rooms, door = house.settings.accounts["den"].rooms, house.settings.accounts["den"].door
    elsewhere = await house.rows(house.account("den", rooms="123456789012345678"))
    swapped = await house.rows(house.account("den", rooms=door, door=rooms))

    assert wrong(elsewhere[8]) == [
        ("fault", "den is not in the server that `rooms` names"),
        ("warning", "Ada's forum: it lies in another server than `rooms` names"),
    ]
    assert ("fault", "Ada's forum: it lies in the door server, where clients are") in wrong(swapped[8])
    assert ("fault", "den's door server: members could see each other: @everyone has View Channels") in wrong(
        swapped[8]
    )


async def test_the_message_content_intent(house: House) -> None:
    """Off: everything people write in rooms would come empty."""
    house.stage.discord._world.bots[DISCORD_TOKEN].message_content = False

    assert wrong((await house.rows())[7]) == [("fault", "den: the Message Content Intent is off")]


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("no administrator", ("fault", "Ada's group: the bot is no administrator, so it does not see what is written")),
        ("no topics right", ("fault", "Ada's group: the bot lacks: Manage Topics")),
        ("no topics", ("fault", "Ada's group: topics are off")),
        ("kicked", ("fault", "Ada's group: the bot was removed")),
        ("another member", ("warning", "Ada's group: 1 other is in it beside therapist and bot")),
    ],
)
async def test_a_group_must_be_a_room(house: House, how: str, expected: tuple[str, str]) -> None:
    """Topics on, the bot an administrator who may manage them, nobody else in it."""
    telegram = house.stage.telegram
    if how == "no administrator":
        telegram.set_rights(house.group, TELEGRAM_TOKEN, [])
    elif how == "no topics right":
        telegram.set_rights(house.group, TELEGRAM_TOKEN, ["can_pin_messages"])
    elif how == "no topics":
        telegram.world.groups[house.group].forum = False
    elif how == "kicked":
        telegram.kick_bot(house.group, TELEGRAM_TOKEN)
    else:
        telegram.join_group(house.group, telegram.add_person("Eve"))

    assert wrong((await house.rows())[6]) == [expected]


@pytest.mark.parametrize("name", ["main", "den"])
async def test_a_token_that_is_not_accepted(house: House, name: str) -> None:
    """Named, with the place where a new one is had; the other platform is looked at all the same."""
    rows = await house.rows(house.account(name, token=SecretStr("1000009:" + "z" * 35)))

    assert [words for state, words in wrong(rows[5]) if state == "fault"] == [
        f"{'main (Telegram)' if name == 'main' else 'den (Discord)'}: the token is not accepted"
    ]
    asked, unasked = ((7, 8), (6,)) if name == "main" else ((6,), (7, 8))
    assert [wrong(rows[check]) for check in asked] == [[] for _ in asked]
    assert [wrong(rows[check]) for check in unasked] == [
        [("warning", f"not looked at: {name} could not be asked")]
    ] * len(unasked)


async def test_a_platform_that_is_away(house: House) -> None:
    """The address is named; what stands behind it is not judged."""
    await house.stage.telegram.close()

    rows = await house.rows()

    (fault,) = wrong(rows[5])
    assert fault == ("fault", f"main (Telegram): {house.stage.telegram.api} does not answer (ConnectError)")
    assert wrong(rows[8]) == []


async def test_a_server_that_speaks_otherwise(house: House) -> None:
    """It answers, but it is in trouble."""
    house.stage.telegram.faults.add(Fault("getMe", kind="502", times=-1))

    (fault,) = wrong((await house.rows())[5])

    assert fault[0] == "fault"
    assert "does not say who the bot is" in fault[1]


async def test_a_room_that_cannot_be_looked_at_now(house: House) -> None:
    """A faltering platform is no fault of the room."""
    house.stage.discord.faults.add(Fault("GET /guilds/{guild_id}", kind="500"))

    ((state, words),) = wrong((await house.rows())[8])

    assert state == "warning"
    assert "could not be looked at" in words


async def test_an_account_without_token_or_address_is_not_asked(house: House) -> None:
    """Nothing leaves for Discord while its addresses cannot be used, or while there is no token."""
    before = len(house.stage.discord.calls)
    no_address = await house.rows(discord=False)
    no_token = await house.rows(house.account("den", token=None))

    for rows in (no_address, no_token):
        assert "not looked at: den (Discord)" in wrong(rows[5])[0][1]
        assert wrong(rows[6]) == []
    assert len(house.stage.discord.calls) == before


async def test_one_platform_alone(house: House) -> None:
    """The other one's checks say that there is nothing to look at."""
    only = replace(house.settings, accounts={"main": house.settings.accounts["main"]})

    rows = await house.rows(only)

    assert [rows[check][0].what for check in (7, 8)] == ["no account on Discord"] * 2
    assert [wrong(rows[check]) for check in rows] == [[], [], [], []]


async def test_the_platforms_tell_the_time(house: House) -> None:
    """Their clocks are this machine's: no more than the rounding between them."""
    inside, _ = check_database(house.settings, CLOCK, MachineEntropy())

    _, clocks = await ask_platforms(house.settings, inside, CLOCK, discord=True)

    assert set(clocks) == {"Telegram", "Discord"}
    assert all(abs(ahead) < timedelta(seconds=10) for ahead in clocks.values())


async def test_findings_are_plain_values(house: House) -> None:
    """No chat, account or person by its number: whoever gets the text can do nothing with it."""
    house.stage.discord.set_viewer(house.forum, house.stage.discord.add_person("Eve"))

    told = json.dumps([row.what + row.mend for rows in (await house.rows()).values() for row in rows])

    for number in (house.forum, str(house.group), house.ada):
        assert number not in told
