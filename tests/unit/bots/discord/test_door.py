"""A newcomer's own place in the door server: made once, whatever is cut off; for one pair of eyes; taken down again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from bots.discord.door import GUEST, RIGHTS, WELCOME, look_at_door, mark
from bots.discord.messenger import DiscordMessenger
from bots.discord.rest import Rest
from bots.sandbox.discord import BOT_AT_THE_DOOR, PEOPLE, Permission
from bots.sandbox.discord.standin import DiscordStandIn
from bots.sandbox.discord.world import Channel, Kind
from bots.sandbox.faults import Fault
from core.domain.address import Address
from core.domain.errors import NotSent, RateLimited, Reason, Uncertain, Unreachable
from core.domain.message import Button, DeliveryKey, OutgoingMessage, Text
from core.domain.rooms import Door
from tests.sandbox.discord import spec
from tests.unit.bots.discord.conftest import TOKEN
from tests.unit.bots.discord.fakes import address

KEY = DeliveryKey("0123456789abcdef0123456789abcdef", "v0123456789abcdef01234567")
OTHER = DeliveryKey("fedcba9876543210fedcba9876543210", "vfedcba9876543210fedcba98")
WORDS = OutgoingMessage(Text("Welcome"), buttons=((Button("Begin privately", "begin.x.tag"),),))
UNSEEN = int(PEOPLE & ~Permission.VIEW_CHANNEL)
STEPS = (
    "POST /guilds/{guild_id}/roles",
    "POST /guilds/{guild_id}/channels",
    "POST /channels/{channel_id}/messages",
    "POST /channels/{channel_id}/invites",
)


@dataclass
class Server:
    """A door server with the bot in it."""

    standin: DiscordStandIn
    bot: str
    guild: str

    @property
    def to(self) -> Address:
        return address(self.guild)

    def guests(self) -> list[str]:
        return [r.name for r in self.standin.world.guilds[self.guild].roles.values() if r.name.startswith(GUEST)]

    def welcomes(self) -> list[Channel]:
        return [c for c in self.standin.world.channels_of(self.guild) if c.name.startswith(WELCOME)]

    def take(self, bits: int) -> None:
        """Take rights from the bot's role."""
        role = next(r for r in self.standin.world.guilds[self.guild].roles.values() if r.bot == self.bot)
        role.permissions &= ~bits


@pytest.fixture
def server(standin: DiscordStandIn) -> Server:
    standin.limits = False
    bot = standin.add_bot(TOKEN, "vignette")
    guild = standin.add_guild("Welcome", [], bots=[TOKEN], permissions=int(BOT_AT_THE_DOOR), everyone=UNSEEN)
    return Server(standin, bot, guild)


@pytest.fixture
async def rest_there(standin: DiscordStandIn) -> AsyncIterator[Rest]:
    rest = Rest(TOKEN)
    yield rest
    await rest.close()


@pytest.fixture(autouse=True)
def every_call_fits(standin: DiscordStandIn) -> Iterator[None]:
    yield
    if spec.SPEC.exists():
        assert [fault for call in standin.calls for fault in spec.faults_in_call(call)] == []


async def opened(messenger: DiscordMessenger, server: Server, key: DeliveryKey = KEY) -> Door:
    return await messenger.open_door(server.to, "", WORDS, key=key)


async def test_the_link_leads_one_person_to_a_place_of_their_own(messenger: DiscordMessenger, server: Server) -> None:
    """They see that channel alone; whoever came in by another link does not see it, and the link is dead for a second one."""
    mine, others = await opened(messenger, server), await opened(messenger, server, OTHER)
    mira, noor, sam = (server.standin.add_person(name) for name in ("Mira", "Noor", "Sam"))
    led = server.standin.accept_invite(mira, mine.link.rsplit("/", 1)[-1])
    server.standin.accept_invite(noor, others.link.rsplit("/", 1)[-1])

    seen = [c.id for c in server.welcomes() if server.standin.world.sees(mira, c)]
    assert (led, seen) == (mine.place.chat, [mine.place.chat])
    assert server.standin.seen(mine.place.chat, person=mira)[0].buttons == [["Begin privately"]]
    assert server.standin.seen(mine.place.chat, person=noor) == []
    with pytest.raises(ValueError, match="not valid"):
        server.standin.accept_invite(sam, mine.link.rsplit("/", 1)[-1])


async def test_nothing_there_names_anybody(messenger: DiscordMessenger, server: Server) -> None:
    """Role and channel bear a mark that comes from the delivery alone; the role may nothing."""
    await opened(messenger, server)
    roles = [r for r in server.standin.world.guilds[server.guild].roles.values() if r.name.startswith(GUEST)]

    assert [(r.name, r.permissions) for r in roles] == [(GUEST + mark(KEY), 0)]
    assert [c.name for c in server.welcomes()] == [WELCOME + mark(KEY)]
    assert mark(KEY) != mark(OTHER)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "502", "429"])
async def test_a_step_that_breaks_doubles_nothing(
    messenger: DiscordMessenger, server: Server, step: str, kind: str
) -> None:
    """However the first try ends, the second leaves one role, one channel, one message and one link."""
    server.standin.faults.add(Fault(method=step, kind=kind))  # type: ignore[arg-type]
    with pytest.raises((NotSent, Uncertain, RateLimited)):
        await opened(messenger, server)

    door = await opened(messenger, server)
    again = await opened(messenger, server)

    assert door == again
    assert len(server.guests()) == 1
    assert [c.id for c in server.welcomes()] == [door.place.chat]
    assert len(server.standin.seen(door.place.chat)) == 1
    assert len(server.standin.world.invites) == 1


async def test_a_message_of_long_ago_is_not_sent_again(messenger: DiscordMessenger, server: Server) -> None:
    """Found by the delivery's mark on its button, when the nonce is long forgotten."""
    server.standin.faults.add(Fault(method=STEPS[3], kind="drop_before"))
    with pytest.raises(Uncertain):
        await opened(messenger, server)
    server.standin.nonce_window_s = 0
    door = await opened(messenger, server)

    assert len(server.standin.seen(door.place.chat)) == 1


async def test_what_somebody_deleted_is_made_anew(messenger: DiscordMessenger, server: Server) -> None:
    """The role gone: the channel lets in the new one, and the link gives it."""
    await opened(messenger, server)
    home = server.standin.world.guilds[server.guild]
    gone = next(r.id for r in home.roles.values() if r.name.startswith(GUEST))
    del home.roles[gone]
    server.welcomes()[0].overwrites.pop(gone)
    door = await opened(messenger, server)
    mira = server.standin.add_person("Mira")
    server.standin.accept_invite(mira, door.link.rsplit("/", 1)[-1])

    assert len(server.welcomes()) == 1
    assert server.standin.world.sees(mira, server.welcomes()[0])


@pytest.mark.parametrize(
    ("bits", "names"),
    [
        (Permission.MANAGE_ROLES, "Manage Roles"),
        (Permission.MANAGE_CHANNELS, "Manage Channels"),
        (Permission.CREATE_INSTANT_INVITE, "Create Invite"),
        (Permission.MANAGE_ROLES | Permission.CREATE_INSTANT_INVITE, "Manage Roles, Create Invite"),
    ],
)
async def test_every_missing_right_is_named_at_once(
    messenger: DiscordMessenger, server: Server, bits: int, names: str
) -> None:
    """So that it is mended in one go."""
    server.take(bits)
    with pytest.raises(Unreachable) as told:
        await opened(messenger, server)

    assert (told.value.reason, told.value.missing) == (Reason.RIGHTS_LOST, names)


async def test_a_full_server_is_named(messenger: DiscordMessenger, server: Server) -> None:
    """500 channels are Discord's most (30013); 250 roles (30005)."""
    world = server.standin.world
    for _ in range(500):
        number = world.snowflakes.take()
        world.channels[number] = Channel(number, Kind.TEXT, "old", guild=server.guild)
    with pytest.raises(Unreachable, match="500"):
        await opened(messenger, server)


async def test_a_server_without_the_bot_is_named(messenger: DiscordMessenger, server: Server) -> None:
    """Missing access to everything is not a missing right."""
    server.standin.leave_guild(server.bot, server.guild)
    with pytest.raises(Unreachable, match="the bot itself"):
        await opened(messenger, server)


async def test_taken_down_it_leaves_nothing(messenger: DiscordMessenger, server: Server) -> None:
    """Role, channel and link are gone; the person stays in the server, so they can be written to. Twice is as good."""
    door, kept = await opened(messenger, server), await opened(messenger, server, OTHER)
    mira = server.standin.add_person("Mira")
    server.standin.accept_invite(mira, door.link.rsplit("/", 1)[-1])
    server.standin.faults.add(Fault(method="DELETE /channels/{channel_id}", kind="502"))
    with pytest.raises(Uncertain):
        await messenger.close_door(door.place)
    await messenger.close_door(door.place)
    await messenger.close_door(door.place)

    assert server.guests() == [GUEST + mark(OTHER)]
    assert [c.id for c in server.welcomes()] == [kept.place.chat]
    private = await messenger.open_private(replace(door.place, chat=mira))
    assert private.chat == server.standin.dm_channel(mira, TOKEN)


Bend = Callable[[Server], None]


def _everybody_sees(server: Server) -> None:
    server.standin.world.guilds[server.guild].roles[server.guild].permissions = int(PEOPLE)


def _stands_low(server: Server) -> None:
    home = server.standin.world.guilds[server.guild]
    guest = next(r for r in home.roles.values() if r.name.startswith(GUEST))
    home.roles = {key: r for key, r in home.roles.items() if key != guest.id} | {guest.id: guest}


@pytest.mark.parametrize(
    ("bend", "what"),
    [
        (lambda _: None, ""),
        (_everybody_sees, "members could see each other"),
        (_stands_low, "stands too low"),
        (lambda s: s.take(Permission.MANAGE_ROLES), "the bot lacks: Manage Roles"),
        (lambda s: s.take(Permission.VIEW_CHANNEL), "the bot lacks: View Channels"),
    ],
)
async def test_doctor_looks_at_the_door(
    messenger: DiscordMessenger, server: Server, rest_there: Rest, bend: Bend, what: str
) -> None:
    """All is well, or the fault is named with its mend."""
    await opened(messenger, server)
    bend(server)
    faults = await look_at_door(rest_there, server.guild)

    assert [name for name, mend in faults if what in name and mend] == [name for name, _ in faults]
    assert bool(faults) == bool(what)


def test_the_rights_are_those_of_the_stand_in() -> None:
    """What the link asks for is what the stand-in's bot has, bit for bit."""
    assert sum(RIGHTS.values()) == int(BOT_AT_THE_DOOR)
