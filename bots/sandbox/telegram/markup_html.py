"""Telegram's HTML: tags to entities, broken markup refused. Markdown is not played here."""

from __future__ import annotations

import html
import re
from typing import Any

from bots.sandbox.telegram.refusals import bad

Json = dict[str, Any]

_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "tg-spoiler": "spoiler", "span": "spoiler", "blockquote": "blockquote", "a": "text_link",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
_PIECE = re.compile(r"<(?P<close>/)?(?P<name>[A-Za-z][\w-]*)(?P<rest>[^<>]*)>|&(?P<char>#\d+|#x[0-9A-Fa-f]+|\w+);|<")
_ATTRIBUTE = re.compile(r"([\w-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Text and entities (UTF-16 units). Raises Refusal 400 "can't parse entities: ..." where markup is broken."""
    text = ""
    open_tags: list[tuple[str, int, Json]] = []
    done: list[Json] = []
    at = 0
    for piece in _PIECE.finditer(source):
        text += source[at : piece.start()]
        at = piece.end()
        if piece["char"]:
            text += _character(piece["char"])
        elif piece["name"] is None:
            where = _byte(source, piece.start())
            raise bad(f'can\'t parse entities: Unsupported start tag "" at byte offset {where}')
        elif piece["close"]:
            name = piece["name"].lower()
            if not open_tags or open_tags[-1][0] != name:
                raise bad(f"can't parse entities: Unexpected end tag at byte offset {_byte(source, piece.start())}")
            _, start, entity = open_tags.pop()
            length = _units(text) - start
            if length and not _is_plain_link(entity):
                done.append({**entity, "offset": start, "length": length})
        else:
            name = piece["name"].lower()
            entity = _entity(name, piece["rest"])
            if entity is None:
                where = _byte(source, piece.start())
                raise bad(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {where}')
            open_tags.append((name, _units(text), entity))
    if open_tags:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1][0]}\"")
    return text + source[at:], sorted(done, key=lambda e: (e["offset"], -e["length"]))


def _entity(name: str, rest: str) -> Json | None:
    kind = _TAGS.get(name)
    said = {m[1].lower(): html.unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(rest)}
    if kind is None or (name == "span" and said.get("class") != "tg-spoiler"):
        return None
    if kind == "text_link":
        return {"type": kind, "url": said.get("href", "")}
    if kind == "custom_emoji":
        return {"type": kind, "custom_emoji_id": said.get("emoji-id", "")}
    if kind == "blockquote" and "expandable" in said:
        return {"type": "expandable_blockquote"}
    return {"type": kind}


def _is_plain_link(entity: Json) -> bool:
    return entity["type"] == "text_link" and not entity["url"]


def _character(name: str) -> str:
    if name.startswith("#"):
        code = int(f"0{name[1:]}", 16) if name[1] in "xX" else int(name[1:])
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else f"&{name};"
    return _NAMED.get(name, f"&{name};")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _byte(source: str, at: int) -> int:
    return len(source[:at].encode())
