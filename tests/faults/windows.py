"""What somebody has seen since a moment: the stand-ins' own history, only the new end of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bots.sandbox.discord.seen import _seen
from bots.sandbox.stage import DiscordClient, DiscordRoom, TelegramClient, TelegramRoom

Client = TelegramClient | DiscordClient
Room = TelegramRoom | DiscordRoom
Seat = Client | Room


@dataclass(frozen=True, slots=True)
class Line:
    """One message as it looks now. `place`: the topic or post it stands in."""

    message: str
    by_bot: bool
    text: str
    buttons: tuple[str, ...]
    sha256: str | None
    place: str


class Window:
    """A chat, a thread, or (`thread` None) a whole room, from now on; `whole` from its beginning."""

    def __init__(self, seat: Seat, thread: str | None = None, *, whole: bool = False) -> None:
        self._seat, self._thread = seat, thread
        self._starts = {} if whole else {place: len(messages) for place, messages in self._places().items()}

    def lines(self, wanted: Callable[[Line], bool] = lambda line: line.by_bot) -> list[Line]:
        """New lines, oldest first; the bot's unless asked otherwise."""
        found: list[Line] = []
        for place, messages in self._places().items():
            found += [self._line(message, place) for message in list(messages.values())[self._starts.get(place, 0) :]]
        return [
            line for line in found if wanted(line) and self._thread in (None, line.place) and (line.text or line.sha256)
        ]

    def told(self, text: str) -> list[Line]:
        """What the bot said that holds this text."""
        return self.lines(lambda line: line.by_bot and text in line.text)

    def _places(self) -> dict[str, dict[Any, Any]]:
        seat = self._seat
        if isinstance(seat, TelegramClient):
            return {"": seat.world.world.private(seat.person, seat.bot).messages}
        if isinstance(seat, TelegramRoom):
            return {"": seat.world.world.groups[seat.chat].messages}
        channels = seat.world._world.channels
        if isinstance(seat, DiscordClient):
            return {"": channels[seat.channel].messages}
        places = [self._thread] if self._thread is not None else list(seat.world.threads(seat.forum))
        return {place: channels[place].messages for place in places}

    def _line(self, message: Any, place: str) -> Line:
        seat = self._seat
        if isinstance(seat, DiscordClient | DiscordRoom):
            seen = _seen(seat.world._world, message)
            labels = tuple(label for row in seen.buttons for label in row)
            return Line(seen.message, seen.by == "bot", seen.text, labels, seen.media_sha256, place)
        labels = tuple(str(button["text"]) for row in message.keyboard for button in row)
        sha256 = message.media.file.sha256 if message.media else None
        where = "" if message.thread is None else str(message.thread)
        return Line(str(message.id), message.by_bot, message.text, labels, sha256, where)
