"""Stories about faults that are not about pacing: nobody counts messages per minute in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bots.discord.messenger import DiscordMessenger
from bots.telegram.messenger import TelegramMessenger
from tests.flow.play import Play

_CHAT_PER_S, _GROUP_PER_MIN = 100.0, 3000


def unpaced(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let both bots speak as fast as they can, and both stand-ins listen. Before `play.start()`."""
    for messenger in (TelegramMessenger, DiscordMessenger):
        able = replace(messenger.capabilities, per_chat_per_s=_CHAT_PER_S, per_group_per_min=_GROUP_PER_MIN)
        monkeypatch.setattr(messenger, "capabilities", able)
    play.stage.telegram.limits = play.stage.discord.limits = False
