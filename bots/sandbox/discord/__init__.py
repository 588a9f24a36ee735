"""A local stand-in of Discord for the demo and the tests; what it refuses: docs/reference/stand-ins-discord.md."""

from bots.sandbox.discord.ask import Call
from bots.sandbox.discord.permissions import BOT_AT_THE_DOOR, BOT_NEEDS, PEOPLE, Permission
from bots.sandbox.discord.seen import Seen
from bots.sandbox.discord.standin import DiscordStandIn

__all__ = ["BOT_AT_THE_DOOR", "BOT_NEEDS", "PEOPLE", "Call", "DiscordStandIn", "Permission", "Seen"]
