"""What people do, as the JSON in which each platform tells it: made here, kept and keyed by the bots' own code."""

from __future__ import annotations

import copy
import dataclasses
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bots.discord.atlas import FORUM, Where
from bots.discord.recorder import Recorder
from bots.discord.translator import DiscordTranslator
from bots.telegram.gateway import TelegramGateway
from bots.telegram.translator import TelegramTranslator
from core.domain.address import Address
from core.domain.ids import AccountId
from core.domain.incoming import RawUpdate

Json = dict[str, Any]
Event = tuple[str, Json]
FILES = itertools.count(1)
SNOWFLAKES = itertools.count(1)
_EPOCH_MS = 1_420_070_400_000  # of Discord's ids


def _file(**more: Any) -> Json:
    number = next(FILES)
    return {"file_id": f"f{number}", "file_unique_id": f"u{number}", "file_size": 900, **more}


def _photo(words: str) -> Json:
    return {"photo": [_file(width=90, height=60), _file(width=320, height=200)], "caption": words}


TELEGRAM_KINDS: dict[str, Callable[[str], Json]] = {
    "text": lambda words: {"text": words},
    "more text": lambda words: {"text": words},
    "photo": _photo,
    "voice": lambda words: {"voice": _file(duration=2, mime_type="audio/ogg"), "caption": words},
    "video": lambda words: {"video": _file(duration=2, width=9, height=9), "caption": words},
    "document": lambda words: {"document": _file(file_name="a.pdf", mime_type="application/pdf"), "caption": words},
    "round": lambda _: {"video_note": _file(duration=2, length=240)},
    "sticker": lambda _: {"sticker": _file(emoji="🦔", width=9, height=9, type="regular")},
    "venue": lambda words: {
        "venue": {"location": {"latitude": 52.5, "longitude": 13.4}, "title": words, "address": "Am Ufer 1"},
        "location": {"latitude": 52.5, "longitude": 13.4},
    },
    "contact": lambda words: {"contact": {"phone_number": "+49 30 12", "first_name": words}},
    "poll": lambda words: {"poll": {"id": "7", "question": words, "options": [{"text": "tea", "voter_count": 0}]}},
    "dice": lambda _: {"dice": {"emoji": "🎲", "value": 4}},
}


class Telegram:
    """One bot's updates. Events are updates without their number, which `raw` gives them."""

    account = AccountId("main")
    kinds = tuple(TELEGRAM_KINDS)
    tells_deletions = False

    def __init__(self) -> None:
        self._gateway = TelegramGateway(self.account, "1:x", api="http://x", clock=None, tls=None)  # type: ignore[arg-type]
        self._numbers = itertools.count(5000)
        self.translator = TelegramTranslator(self.account, own_name=lambda: "practice_room_bot")

    def message(
        self, user: str, where: Address, number: str, kind: str, words: str, at: datetime, *, quotes: str = ""
    ) -> Json:
        """As Telegram shows it to a bot."""
        told = _in_chat(where) | {
            "message_id": int(number),
            "from": _person(user),
            "date": int(at.timestamp()),
            **TELEGRAM_KINDS[kind](words),
        }
        if quotes:
            told["reply_to_message"] = _in_chat(where) | {"message_id": int(quotes), "date": 1}
        return told

    def album(self, user: str, where: Address, numbers: list[str], words: str, at: datetime) -> list[Json]:
        """Its messages, each with a caption of its own."""
        named = [(number, f"{words}i{place}") for place, number in enumerate(numbers)]
        return [
            self.message(user, where, number, "photo", caption, at) | {"media_group_id": f"g{numbers[0]}"}
            for number, caption in named
        ]

    def sent(self, message: Json) -> Event:
        """It is there."""
        return "message", message

    def edited(self, message: Json, words: str, at: datetime) -> tuple[Json, Event]:
        """With other words."""
        name = next(name for name in ("text", "caption") if name in message)
        newer = {**copy.deepcopy(message), name: words, "edit_date": int(at.timestamp())}
        return newer, ("edited_message", newer)

    def pressed(self, user: str, where: Address, handle: str, number: str, at: datetime) -> Event:
        """A button of ours."""
        bore = _in_chat(where) | {"message_id": int(number), "date": int(at.timestamp()), "text": "x"}
        return "callback_query", {"id": f"q{next(SNOWFLAKES)}", "from": _person(user), "data": handle, "message": bore}

    def broken(self, user: str, where: Address, number: str) -> Event:
        """Something that nobody can read."""
        return "message", _in_chat(where) | {"message_id": f"no{number}", "from": _person(user), "date": "never"}

    def needs_nothing(self, user: str, where: Address, number: str, at: datetime) -> Event:
        """Something that is understood and asks for nothing."""
        told = _in_chat(where) | {"message_id": int(number), "from": _person(user), "date": int(at.timestamp())}
        return "message", told | {"pinned_message": told}

    def raw(self, event: Event, at: datetime) -> RawUpdate:
        """As it is kept: each under a number of its own."""
        kind, told = event
        return self._gateway._raw({"update_id": next(self._numbers), kind: told}, at)

    def copied(self, event: Event, at: datetime) -> RawUpdate:
        """The same under another update id."""
        return self.raw(event, at)


def _person(user: str) -> Json:
    return {"id": int(user), "is_bot": False, "first_name": "Somebody", "language_code": "en"}


def _in_chat(where: Address) -> Json:
    if where.thread is None and not where.chat.startswith("-"):
        return {"chat": {"id": int(where.chat), "type": "private", "first_name": "Somebody"}}
    chat = {"id": int(where.chat), "type": "supergroup", "is_forum": True, "title": "room"}
    if where.thread is None:
        return {"chat": chat}
    return {"chat": chat, "message_thread_id": int(where.thread), "is_topic_message": True}


# --- Discord ------------------------------------------------------------------------------------------------------------
def _attached(name: str, mime: str, **more: Any) -> Json:
    return {"id": str(next(FILES)), "filename": name, "content_type": mime, "size": 900, "url": "https://x/", **more}


DISCORD_KINDS: dict[str, Callable[[str], Json]] = {
    "text": lambda words: {"content": words},
    "more text": lambda words: {"content": words},
    "photo": lambda words: {"content": words, "attachments": [_attached("a.jpg", "image/jpeg")]},
    "several": lambda words: {"content": words, "attachments": [_attached(f"{n}.jpg", "image/jpeg") for n in "abc"]},
    "voice": lambda _: {
        "content": "",
        "flags": 1 << 13,
        "attachments": [_attached("voice-message.ogg", "audio/ogg", duration_secs=2.0, waveform="AAAA")],
    },
    "document": lambda words: {"content": words, "attachments": [_attached("a.pdf", "application/pdf")]},
    "sticker": lambda _: {"content": "", "sticker_items": [{"id": "1", "name": "hedgehog", "format_type": 1}]},
    "poll": lambda words: {
        "content": "",
        "poll": {"question": {"text": words}, "answers": [{"answer_id": 1, "poll_media": {"text": "tea"}}]},
    },
    "forward": lambda words: {
        "content": "",
        "message_reference": {"type": 1, "message_id": "1", "channel_id": "2"},
        "message_snapshots": [{"message": {"content": words, "attachments": []}}],
    },
}


class Discord:
    """One bot's events, as its gateway hears them."""

    account = AccountId("den")
    kinds = tuple(DISCORD_KINDS)
    tells_deletions = True

    def __init__(self) -> None:
        self._recorder = Recorder(None, None, None, account=self.account, clock=self)  # type: ignore[arg-type]
        self._at = datetime.min
        self.translator = DiscordTranslator(self.account)

    def now(self) -> datetime:
        """The clock of the recorder."""
        return self._at

    def message(
        self, user: str, where: Address, number: str, kind: str, words: str, at: datetime, *, quotes: str = ""
    ) -> Json:
        """As Discord shows it to a bot."""
        told = _in_channel(where) | {
            "id": number,
            "author": {"id": user, "username": "somebody"},
            "timestamp": at.isoformat(),
            "edited_timestamp": None,
            "type": 0,
            "attachments": [],
            "embeds": [],
            **DISCORD_KINDS[kind](words),
        }
        if quotes and kind != "forward":
            reference = {"type": 0, "message_id": quotes, "channel_id": told["channel_id"]}
            told |= {"type": 19, "message_reference": reference}
        return told

    def album(self, user: str, where: Address, numbers: list[str], words: str, at: datetime) -> list[Json]:
        """Discord has one message for several pictures."""
        return [self.message(user, where, numbers[0], "several", words, at)]

    def sent(self, message: Json) -> Event:
        """It is there."""
        return "MESSAGE_CREATE", message

    def edited(self, message: Json, words: str, at: datetime) -> tuple[Json, Event]:
        """With other words."""
        newer = {**copy.deepcopy(message), "content": words, "edited_timestamp": at.isoformat()}
        return newer, ("MESSAGE_UPDATE", newer)

    def deleted(self, message: Json) -> Event:
        """Its sender took it back."""
        return "MESSAGE_DELETE", {"id": message["id"], "channel_id": message["channel_id"]}

    def pressed(self, user: str, where: Address, handle: str, number: str, at: datetime) -> Event:
        """A button of ours."""
        ms = (at - datetime(1970, 1, 1, tzinfo=at.tzinfo)) // timedelta(milliseconds=1)
        told = _in_channel(where)
        if where.thread is not None:
            told |= {"channel": {"id": where.thread, "type": 11, "parent_id": where.chat}, "guild_id": "9"}
        return "INTERACTION_CREATE", told | {
            "id": str(ms - _EPOCH_MS << 22 | next(SNOWFLAKES) & 0xFFF),
            "type": 3,
            "token": "opens",
            "user": {"id": user, "username": "somebody"},
            "locale": "en-GB",
            "data": {"component_type": 2, "custom_id": handle},
            "message": {"id": number},
        }

    def broken(self, user: str, where: Address, number: str) -> Event:
        """Something that nobody can read."""
        return "MESSAGE_CREATE", _in_channel(where) | {"id": f"no{number}", "author": {"id": user}}

    def needs_nothing(self, user: str, where: Address, number: str, at: datetime) -> Event:
        """Something that is understood and asks for nothing: a pin."""
        return "MESSAGE_CREATE", self.message(user, where, number, "text", "", at) | {"type": 6}

    def raw(self, event: Event, at: datetime) -> RawUpdate:
        """As it is kept."""
        kind, told = event
        self._at = at
        parent = told.get("_parent")
        where = Where(parent=parent, parent_type=FORUM) if parent else Where()
        kept = self._recorder.update(kind, {name: value for name, value in told.items() if name != "_parent"}, where)
        assert kept is not None
        return kept

    def copied(self, event: Event, at: datetime) -> RawUpdate:
        """The same under another key; Discord's own are stable, so this is harder than what it does."""
        raw = self.raw(event, at)
        return dataclasses.replace(raw, key=f"{raw.key}:{next(SNOWFLAKES)}")


def _in_channel(where: Address) -> Json:
    if where.thread is None:
        return {"channel_id": where.chat}
    return {"channel_id": where.thread, "guild_id": "9", "_parent": where.chat}
