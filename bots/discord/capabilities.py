"""What Discord can carry, as data."""

from __future__ import annotations

from bots.discord.text import ESCAPED
from core.domain.message import Capabilities

DISCORD = Capabilities(
    text_limit=2000,  # for bots; people with Nitro may write 4,000 (resources/message, Create Message)
    caption_limit=2000,
    unit="code_points",
    escaped=ESCAPED,
    span_cost=4,  # bold: two characters on either side
    buttons_per_row=5,
    button_rows=5,
    upload_limit=10 * 1024 * 1024,  # bytes a file (reference, Uploading Files)
    sends_voice=False,
    plays_ogg=False,  # iPhones offer it for download only
    draws_waves=False,
    once_only=True,
    nonce_window_s=60,  # "the past few minutes"; no more than one is promised
    history=True,
    per_account_per_s=20,  # of the global 50/s (topics/rate-limits); the sweep takes 10
    per_chat_per_s=1.0,
    per_group_per_min=100,
)
