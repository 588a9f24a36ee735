"""What the service asked the platforms for, the same shape for both: read out of the stand-ins' records of calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bots.sandbox.discord import Call as DiscordCall
from bots.sandbox.stage import Stage
from bots.sandbox.telegram import Call as TelegramCall

Json = dict[str, Any]

TELEGRAM_SENDS = (
    "sendMessage", "sendPhoto", "sendVoice", "sendAudio", "sendVideo", "sendDocument", "sendMediaGroup",
)  # fmt: skip
DISCORD_SENDS = ("POST /channels/{channel_id}/messages", "POST /channels/{channel_id}/threads")
DISCORD_HISTORY = "GET /channels/{channel_id}/messages"
_UNDER_WAY = 50  # calls at once, and more than ever there are
SENDS: Mapping[str, tuple[str, ...]] = {"telegram": TELEGRAM_SENDS, "discord": DISCORD_SENDS}


@dataclass(frozen=True, slots=True)
class Did:
    """One call. done: the platform did it. waits: it is under way. words: for comparing, never for showing."""

    method: str
    chat: str
    words: str
    nonce: str
    result: str
    done: bool
    waits: bool

    @property
    def sends(self) -> bool:
        """Whether somebody reads something because of it."""
        return self.method in TELEGRAM_SENDS or self.method in DISCORD_SENDS

    def repeats(self, other: Did) -> bool:
        """Is this the same thing again? With a line in front that it may be a copy, it still is."""
        if (self.method, self.chat) != (other.method, other.chat):
            return False
        if self.nonce or other.nonce:
            return self.nonce == other.nonce
        return self.words.endswith(other.words)


class Record:
    """The calls of one platform, in order of arrival."""

    def __init__(self, stage: Stage, platform: str) -> None:
        self._stage, self._platform = stage, platform

    def __len__(self) -> int:
        """How many there were."""
        return len(self._stage.telegram.calls if self._platform == "telegram" else self._stage.discord.calls)

    def since(self, start: int) -> list[Did]:
        """Those from the one numbered `start` on."""
        if self._platform == "telegram":
            return [_telegram(call) for call in self._stage.telegram.calls[start:]]
        return [_discord(call) for call in self._stage.discord.calls[start:]]

    def last(self, method: str, chat: str | None) -> int:
        """The number of the newest call of this method and chat: the one under way when a fault fires."""
        start = max(0, len(self) - _UNDER_WAY)
        recent = list(enumerate(self.since(start), start))
        fits = [n for n, did in recent if did.method == method and (chat is None or did.chat == chat)]
        return fits[-1] if fits else len(self) - 1


def _telegram(call: TelegramCall) -> Did:
    words = str(call.params.get("text") or call.params.get("caption") or "")
    chat = call.params.get("chat_id")
    return Did(
        call.method, "" if chat is None else str(chat), words, "", "", done=call.status == 200, waits=call.status == 0
    )


def _discord(call: DiscordCall) -> Did:
    body: Json = call.body if isinstance(call.body, dict) else {}
    parts = call.path.split("/")
    chat = parts[2] if call.path.startswith("/channels/") and len(parts) > 2 else ""
    answer: Json = call.answer if isinstance(call.answer, dict) else {}
    return Did(
        f"{call.method} {call.route}",
        chat,
        str(body.get("content") or body.get("name") or ""),
        str(body.get("nonce") or ""),
        str(answer.get("id") or ""),
        done=200 <= call.status < 300,
        waits=call.status == 0,
    )
