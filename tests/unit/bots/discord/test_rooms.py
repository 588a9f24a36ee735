"""What a member may do in a channel, by Discord's own order of roles and overwrites; and what a forum must not demand."""

from __future__ import annotations

import pytest

from bots.discord.connector import DiscordAccount
from bots.discord.rest import Rest
from bots.discord.rooms import NEEDED, install_link, look_at_forum, rights_in
from bots.sandbox.discord.standin import DiscordStandIn
from core.domain.errors import AccountClosed, Unreachable
from core.domain.rooms import RoomFault, RoomTrouble
from tests.unit.bots.discord.conftest import Practice, Script
from tests.unit.bots.discord.fakes import ACCOUNT, WallClock, address

VIEW, SEND, FILES = NEEDED["View Channels"], NEEDED["Create Posts"], NEEDED["Attach Files"]
ADMINISTRATOR = 1 << 3
EVERYONE, HELPERS, MUTED = "100", "200", "300"


def guild(everyone: int = VIEW, helpers: int = 0, muted: int = 0) -> dict:
    roles = {EVERYONE: everyone, HELPERS: helpers, MUTED: muted}
    return {
        "id": EVERYONE,
        "owner_id": "9",
        "roles": [{"id": role, "permissions": str(bits)} for role, bits in roles.items()],
    }


def channel(*overwrites: tuple[str, int, int, int]) -> dict:
    told = [{"id": who, "type": kind, "allow": str(allow), "deny": str(deny)} for who, kind, allow, deny in overwrites]
    return {"permission_overwrites": told}


@pytest.mark.parametrize(
    ("place", "server", "roles", "user", "expected"),
    [
        (channel(), guild(), [], "1", VIEW),
        (channel(), guild(everyone=SEND), [], "1", 0),  # whoever cannot view can do nothing
        (channel((EVERYONE, 0, 0, VIEW)), guild(everyone=VIEW | SEND), [], "1", 0),
        (channel((EVERYONE, 0, SEND, 0)), guild(), [], "1", VIEW | SEND),
        (channel((EVERYONE, 0, 0, VIEW)), guild(helpers=VIEW), [HELPERS], "1", 0),
        (channel((EVERYONE, 0, 0, VIEW), (HELPERS, 0, VIEW, 0)), guild(), [HELPERS], "1", VIEW),
        (channel((EVERYONE, 0, 0, VIEW), ("1", 1, VIEW | FILES, 0)), guild(), [], "1", VIEW | FILES),
        (channel((HELPERS, 0, SEND, 0), (MUTED, 0, 0, SEND)), guild(), [HELPERS, MUTED], "1", VIEW | SEND),
        (channel((HELPERS, 0, SEND, 0), ("1", 1, 0, SEND)), guild(), [HELPERS], "1", VIEW),
        (channel(("1", 0, SEND, 0)), guild(), [], "1", VIEW),  # a role that bears the number of a person
        (channel((EVERYONE, 0, 0, VIEW)), guild(helpers=ADMINISTRATOR), [HELPERS], "1", None),
        (channel((EVERYONE, 0, 0, VIEW)), guild(), [], "9", None),
    ],
)
def test_rights_follow_discords_order(
    place: dict, server: dict, roles: list[str], user: str, expected: int | None
) -> None:
    """@everyone, then roles (denied before allowed), then the person; administrators and the owner may do all."""
    rights = rights_in(place, server, roles=roles, user=user)

    if expected is None:
        assert all(rights & bit for bit in NEEDED.values())
    else:
        assert rights == expected


def test_the_link_names_the_rights_once_each() -> None:
    """A number that holds every needed bit and no other."""
    link = install_link("77")

    assert link.startswith("https://discord.com/oauth2/authorize?client_id=77&")
    bits = int(link.rpartition("permissions=")[2])
    assert bits.bit_count() == len(NEEDED)
    assert all(bits & bit for bit in NEEDED.values())


async def test_what_is_no_forum_cannot_be_a_room(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount
) -> None:
    """Cards need posts; a text channel has none."""
    channel = standin.add_text_channel(practice.guild, "talk", viewers=[])

    look = await account.messenger.look_at_room(address(channel, "99"), member=practice.ada)

    assert look.troubles == (RoomTrouble(RoomFault.NOT_A_FORUM),)
    assert look.server == practice.guild


async def test_a_forum_that_demands_tags_takes_no_post(script: Script, rest: Rest) -> None:
    """Discord refuses a post without a tag there (40067), and ours bear none."""
    script.on("GET /channels/5", {"id": "5", "type": 15, "guild_id": EVERYONE, "flags": 1 << 4, **channel()})
    script.on("GET /users/@me", {"id": "9"})
    script.on(f"GET /guilds/{EVERYONE}", guild(everyone=0))
    script.on(f"GET /guilds/{EVERYONE}/members/9", {"roles": []})

    look = await look_at_forum(rest, "5", member="7")

    assert look.troubles == (RoomTrouble(RoomFault.TAGS_DEMANDED),)


async def test_what_is_gone_and_what_is_refused_are_told_apart(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount
) -> None:
    """A channel that is not there, and a token that is not accepted."""
    with pytest.raises(Unreachable):
        await account.messenger.look_at_room(address("1574184293922504999"), member=practice.ada)
    nobody = DiscordAccount(ACCOUNT, "nobody's", clock=WallClock())
    with pytest.raises(AccountClosed):
        await nobody.servers()
    await nobody.close()

    assert practice.guild in await account.servers()
