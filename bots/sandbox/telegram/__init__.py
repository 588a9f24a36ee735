"""A local Telegram: the Bot API on the loopback, strict as the real one, and a world of people behind it."""

from bots.sandbox.telegram.api import Call
from bots.sandbox.telegram.stage import Seen
from bots.sandbox.telegram.standin import TelegramStandIn

__all__ = ["Call", "Seen", "TelegramStandIn"]
