"""Text with styles -> Telegram's text with entities, whose offsets count UTF-16 units."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Final

from telegram import MessageEntity
from telegram.constants import MessageEntityType

from core.domain.message import Style, Text

_STYLES: Final = {Style.BOLD: MessageEntityType.BOLD, Style.ITALIC: MessageEntityType.ITALIC}
_LAST_ONE_UNIT: Final = 0xFFFF  # characters above take two UTF-16 units
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_MENTION: Final = re.compile(r"(?<![A-Za-z0-9_])@[A-Za-z0-9_]{2,}")


def clean(words: str) -> str:
    """`words` without lone surrogates, which no encoder takes; a replacement character stands in their place."""
    return _LONE_SURROGATE.sub("\ufffd", words)


def entities(text: Text, *, hush_mentions: bool) -> tuple[str, list[MessageEntity]]:
    """The plain characters and their entities, in the order of their offsets.

    Spans are clipped to the text; empty ones are left out. hush_mentions: Telegram makes a ping of each "@name" it
    finds, whoever wrote it; shown as code it stays what it is, plain words. Needed in groups only.
    """
    plain = clean(text.plain)
    at = [0, *accumulate(2 if ord(character) > _LAST_ONE_UNIT else 1 for character in plain)]
    found: list[MessageEntity] = []
    for span in text.spans:
        start, end = max(span.start, 0), min(span.start + span.length, len(plain))
        if start < end:
            found.append(MessageEntity(_STYLES[span.style], at[start], at[end] - at[start]))
    if hush_mentions:
        found += [
            MessageEntity(MessageEntityType.CODE, at[hit.start()], at[hit.end()] - at[hit.start()])
            for hit in _MENTION.finditer(plain)
        ]
    return plain, sorted(found, key=lambda entity: (entity.offset, -entity.length))
