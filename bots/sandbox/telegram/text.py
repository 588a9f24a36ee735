"""Text as the platform takes it: entities in UTF-16 units, limits in code points, white space at the ends cut."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Any

from bots.sandbox.telegram.markup_html import parse_html
from bots.sandbox.telegram.refusals import bad

Json = dict[str, Any]

TEXT_LIMIT = 4096  # code points after entities parsing (td MessageContent.cpp:4757)
CAPTION_LIMIT = 1024  # td MessageContent.cpp:5241
TEXT_BYTES_LIMIT = 1 << 15  # before parsing (Client.cpp get_formatted_text)

KEPT_ENTITIES = frozenset({
    "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link", "text_mention",
    "custom_emoji", "blockquote", "expandable_blockquote",
})  # fmt: skip
# Found by the platform itself; a bot that sends them is not refused, they are passed over.
FOUND_ENTITIES = frozenset({
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number",
})  # fmt: skip

_COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")
_OTHERS = (
    ("url", re.compile(r"\bhttps?://[^\s<>\"']+")),
    ("email", re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]*\w")),
    ("mention", re.compile(r"(?<![\w@.])@[A-Za-z]\w{3,31}\b")),
    ("hashtag", re.compile(r"(?<![\w#&])#\w*[^\W\d]\w*")),
)


def utf16_length(text: str) -> int:
    """How long Telegram counts entities: astral characters are two units."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def formatted(text: str, entities: list[Any] | None, parse_mode: str | None, *, limit: int) -> tuple[str, list[Json]]:
    """Check a text a bot sends and return it as it will stand: parsed, trimmed, its entities sorted.

    Raises Refusal 400: too long, bad entities, broken markup. An empty result is for the caller to judge.
    """
    if len(text.encode()) > TEXT_BYTES_LIMIT:
        raise bad("text is too long")
    mode = (parse_mode or "").lower()
    if mode == "html":
        text, kept = parse_html(text)
    elif mode not in ("", "none"):
        raise bad("unsupported parse_mode")
    else:
        kept = _checked(text, entities or [])
    text, kept = _trimmed(text, kept)
    if len(text) > limit:
        raise bad("message is too long" if limit == TEXT_LIMIT else "message caption is too long")
    return text, kept


def found_in(text: str) -> list[Json]:
    """The entities the platform finds by itself in what a person writes: commands, links, mentions, hashtags."""
    spans = [(m.start(), m.end(), "bot_command") for m in _COMMAND.finditer(text)]
    for name, pattern in _OTHERS:
        spans += [
            (m.start(), m.end(), name)
            for m in pattern.finditer(text)
            if not any(start < m.end() and m.start() < end for start, end, _ in spans)
        ]
    return [
        {"type": name, "offset": utf16_length(text[:start]), "length": utf16_length(text[start:end])}
        for start, end, name in sorted(spans)
    ]


def _checked(text: str, entities: list[Any]) -> list[Json]:
    bounds = set(accumulate((2 if ord(c) > 0xFFFF else 1 for c in text), initial=0))
    end_of_text = utf16_length(text)
    kept: list[Json] = []
    for entity in entities:
        if not isinstance(entity, dict):
            raise bad("can't parse MessageEntity: expected an Object")
        name, offset, length = entity.get("type"), entity.get("offset"), entity.get("length")
        if name is None:
            raise bad("can't parse MessageEntity: can't find field \"type\"")
        if not isinstance(offset, int) or not isinstance(length, int):
            raise bad('can\'t parse MessageEntity: field "offset" and "length" must be Numbers')
        if name in FOUND_ENTITIES:
            continue
        if name not in KEPT_ENTITIES:
            raise bad("can't parse MessageEntity: unsupported type specified")
        needed = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}.get(name)
        if needed and not entity.get(needed):
            raise bad(f"can't parse MessageEntity: can't find field \"{needed}\"")
        if offset < 0 or length < 0 or offset + length > end_of_text:
            raise bad("ENTITY_BOUNDS_INVALID")
        if offset not in bounds or offset + length not in bounds:
            raise bad(f"entity begins or ends in a middle of a UTF-16 symbol at {offset}")
        if length:
            kept.append(dict(entity))
    return sorted(kept, key=lambda e: (e["offset"], -e["length"]))


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Cut white space at both ends; entities shrink with it."""
    body = text.strip()
    lead = utf16_length(text[: len(text) - len(text.lstrip())])
    end = utf16_length(body)
    kept: list[Json] = []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        stop = min(end, entity["offset"] + entity["length"] - lead)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return body, kept


def required_text(text: str | None) -> str:
    """The text of sendMessage and editMessageText before parsing. Raises Refusal 400 where there is none."""
    if not text:
        raise bad("message text is empty")
    return text


def visible(text: str) -> str:
    """The same after trimming. Raises Refusal 400 where only white space was sent."""
    if not text:
        raise bad("text must be non-empty")
    return text
