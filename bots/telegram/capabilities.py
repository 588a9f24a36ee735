"""What Telegram lets a bot carry, as data."""

from __future__ import annotations

from typing import Final

from core.domain.message import Capabilities

DOWNLOAD_LIMIT: Final = 20 * 1024 * 1024  # bytes; getFile refuses more ("file is too big")
PHOTO_LIMIT: Final = 10_000_000  # bytes; sendPhoto refuses more, the same picture passes as a document
TITLE_LIMIT: Final = 128  # characters of a forum topic's name

TELEGRAM: Final = Capabilities(
    # Telegram counts code points after parsing; staying under the same number of UTF-16 units is always safe.
    text_limit=4096,
    caption_limit=1024,
    unit="utf16",
    buttons_per_row=3,
    button_rows=8,
    upload_limit=50_000_000,
    download_limit=DOWNLOAD_LIMIT,
    sends_voice=True,
    once_only=False,
    history=False,
    message_link="https://t.me/c/{chat}/{thread}/{message}",  # of a supergroup, whose ids begin with -100
    link_drops="-100",
    # Telegram speaks of about 30/s, of 1/s a chat with short bursts, and of 20/min a group; edits and topics count.
    # The core keeps 4 of a group's minute for alerts, so ordinary messages stay well under.
    per_account_per_s=30.0,
    per_chat_per_s=1.0,
    chat_burst=10,
    per_group_per_min=20,
)
"""The limits of the Bot API for an ordinary bot."""
