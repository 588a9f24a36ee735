"""Styled text for the page: plain words and spans counted in UTF-16 units, as JavaScript and Telegram count."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

TELEGRAM_STYLES = {
    "bold": "bold", "italic": "italic", "underline": "underline", "strikethrough": "strike", "spoiler": "spoiler",
    "code": "code", "pre": "pre", "blockquote": "quote", "expandable_blockquote": "quote", "text_link": "link",
    "url": "link", "bot_command": "command", "mention": "mention", "text_mention": "mention", "hashtag": "hashtag",
}  # fmt: skip


def from_entities(text: str, entities: Sequence[Json]) -> list[Json]:
    """Telegram's entities as spans. Links bear their url."""
    units = text.encode("utf-16-le")
    spans: list[Json] = []
    for entity in entities:
        style = TELEGRAM_STYLES.get(str(entity["type"]))
        if style is None:
            continue
        start, length = int(entity["offset"]), int(entity["length"])
        span: Json = {"start": start, "length": length, "style": style}
        if style == "link":
            shown = units[2 * start : 2 * (start + length)].decode("utf-16-le", "replace")
            span["url"] = str(entity.get("url") or shown)
        spans.append(span)
    return spans


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some characters and the styles they bear; a link's style is "link" and its url."""

    text: str
    styles: tuple[tuple[str, str], ...]


# Discord's markdown, the first that begins wins; code is left as it is, inside everything else styles nest.
_MARKS = re.compile(
    r"(?P<escape>\\[^0-9A-Za-z\s])"
    r"|```(?:[A-Za-z0-9_+-]*\n)?(?P<pre>.+?)```"
    r"|``(?P<code2>.+?)``(?!`)|`(?P<code>[^`]+)`(?!`)"
    r"|\*\*(?P<bold>.+?)\*\*(?!\*)"
    r"|__(?P<underline>.+?)__(?!_)"
    r"|\*(?=\S)(?P<italic>.+?)(?<=\S)\*"
    r"|(?<!\w)_(?=\S)(?P<italic2>.+?)(?<=\S)_(?!\w)"
    r"|~~(?P<strike>.+?)~~"
    r"|\|\|(?P<spoiler>.+?)\|\|"
    r"|\[(?P<label>[^\[\]\n]+)\]\(<?(?P<target>https?://[^\s<>)]+)>?\)"
    r"|<(?P<bare>https?://[^\s<>]+)>"
    r"|<@!?(?P<user>\d+)>"
    r"|(?P<url>https?://[^\s<>\"']+)",
    re.DOTALL,
)
_LINE = re.compile(r"^(?:(?P<quote>> )|(?P<heading>#{1,3} )|(?P<small>-# ))(?P<rest>.*)$")
_SAME = {"code2": "code", "italic2": "italic"}
_LITERAL = frozenset({"pre", "code", "code2"})
_NESTING = frozenset({"bold", "underline", "italic", "italic2", "strike", "spoiler"})


def from_markdown(raw: str, name_of: Callable[[str], str]) -> tuple[str, list[Json]]:
    """Discord's markdown as the app shows it: the words without markers, and spans. name_of: of a mentioned user id."""
    pieces: list[_Piece] = []
    for number, line in enumerate(_lines(raw)):
        if number:
            pieces.append(_Piece("\n", ()))
        found = None if "\n" in line else _LINE.match(line)
        if found is None:
            pieces += _walk(line, (), name_of)
            continue
        style = next(name for name in ("quote", "heading", "small") if found[name])
        pieces += _walk(found["rest"], ((style, ""),), name_of)
    return _joined(pieces)


def _lines(raw: str) -> list[str]:
    """Lines, but nothing that a pair of markers holds together is cut: only lines with a mark of their own stand alone."""
    lines: list[str] = []
    for line in raw.split("\n"):
        if lines and not _LINE.match(line) and not _LINE.match(lines[-1]):
            lines[-1] += "\n" + line
        else:
            lines.append(line)
    return lines


def _walk(raw: str, styles: tuple[tuple[str, str], ...], name_of: Callable[[str], str]) -> list[_Piece]:
    pieces: list[_Piece] = []
    at = 0
    for found in _MARKS.finditer(raw):
        pieces.append(_Piece(raw[at : found.start()], styles))
        at = found.end()
        kind = found.lastgroup or ""
        if kind == "escape":
            pieces.append(_Piece(found[0][1:], styles))
        elif kind in _LITERAL:
            pieces.append(_Piece(found[kind], (*styles, (_SAME.get(kind, kind), ""))))
        elif kind in _NESTING:
            pieces += _walk(found[kind], (*styles, (_SAME.get(kind, kind), "")), name_of)
        elif kind == "target":
            pieces += _walk(found["label"], (*styles, ("link", found["target"])), name_of)
        elif kind == "user":
            pieces.append(_Piece(f"@{name_of(found['user'])}", (*styles, ("mention", ""))))
        else:
            pieces.append(_Piece(found[kind], (*styles, ("link", found[kind]))))
    pieces.append(_Piece(raw[at:], styles))
    return pieces


def _joined(pieces: list[_Piece]) -> tuple[str, list[Json]]:
    """The whole text, and one span for each run of a style."""
    spans: list[Json] = []
    running: dict[tuple[str, str], Json] = {}
    length = 0
    for piece in pieces:
        if not piece.text:
            continue
        for ended in [style for style in running if style not in piece.styles]:
            spans.append(running.pop(ended))
        size = len(piece.text.encode("utf-16-le")) // 2
        for style in piece.styles:
            span = running.setdefault(style, {"start": length, "length": 0, "style": style[0]})
            span["length"] += size
            if style[1]:
                span["url"] = style[1]
        length += size
    spans += running.values()
    return "".join(piece.text for piece in pieces), sorted(spans, key=lambda span: (span["start"], -span["length"]))
