"""Text with styles -> Discord's markdown, escaped so that nothing a person wrote dresses, links or pings."""

from __future__ import annotations

import re
from itertools import groupby

from core.domain.message import Span, Style, Text

# Every character that may cost one more when sent (see Capabilities.escaped). Most of them only in some places.
ESCAPED = "\\*_~|`[<@:#>-./"

_ANYWHERE = re.compile(r"[\\*_~|`\[<]")
# Headings, subtext, quotes and lists exist at the start of a line only. Ends of lines as Discord's parser sees them.
_LINE_START = re.compile(r"(?:^|(?<=[\r\n]))[^\S\r\n]*(?:([#>])|(-)(?=[\s#])|\d+(\.)(?=\s))")
_SHORTCODE = re.compile(r":(?=[A-Za-z0-9_+~-]+:)")
# Nobody is pinged while allowed_mentions is empty; this keeps the words from looking as if they did.
_EVERYBODY = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
# Inside a link these would be taken as part of the address if they were escaped, and the link would break.
_LINK = re.compile(r"https?://[^\s<>\[\]()*|`\\]+")
_KEPT_IN_LINKS = "_~:"
# An address ends at "<" and takes a backslash before it along, so what stands in the brackets is broken up instead.
_BEHIND_LINK = re.compile(r"https?://[^\s<]+(<)[^>\r\n]*")
_BRACKETED = re.compile(r"[@#:]")
_WORD = re.compile(r"[A-Za-z0-9_]")
_MARK = {Style.BOLD: "**", Style.ITALIC: "_"}


def render(text: Text) -> str:
    """`text` as message content.

    Never longer than the plain text + one per character of ESCAPED in it + 4 per span. Spans are trimmed of white
    space; where two overlap, the later one is cut; an italic that Discord could not tell from a word with an
    underscore stays undressed.
    """
    plain = text.plain
    before = [""] * (len(plain) + 1)
    after = [""] * (len(plain) + 1)
    escaped = _escapes(plain)
    for span in _nested(plain, text.spans):
        end = span.start + span.length
        if span.style is Style.ITALIC and not _italic_holds(plain, span, escaped):
            continue
        before[span.start] += _MARK[span.style]
        after[end - 1] = _MARK[span.style] + after[end - 1]
    return "".join(before[at] + escaped.get(at, character) + after[at] for at, character in enumerate(plain))


def _escapes(plain: str) -> dict[int, str]:
    """What stands in place of the characters that must not keep their meaning, by position."""
    linked = {at for link in _LINK.finditer(plain) for at in range(*link.span()) if plain[at] in _KEPT_IN_LINKS}
    positions = {found.start() for found in _ANYWHERE.finditer(plain)}
    positions |= {found.start() for found in _SHORTCODE.finditer(plain)}
    positions |= {found.end() - 1 for found in _LINE_START.finditer(plain)}
    positions |= {found.start() for found in _EVERYBODY.finditer(plain)}
    positions -= linked
    for found in _BEHIND_LINK.finditer(plain):
        positions.discard(found.start(1))
        positions |= {inner.start() for inner in _BRACKETED.finditer(plain, found.start(1), found.end())}
        if plain.startswith("/", found.start(1) + 1):  # "</" begins a command that can be pressed
            positions.add(found.start(1) + 1)
    return {at: "\\" + plain[at] for at in positions}


def _nested(plain: str, spans: tuple[Span, ...]) -> list[Span]:
    """Spans that lie beside or inside each other, the outer first; none touches white space with its ends."""
    nested: list[Span] = []
    open_ends: list[int] = []
    for start, end, style in sorted(_merged(plain, spans), key=lambda s: (s[0], -s[1], s[2])):
        while open_ends and open_ends[-1] <= start:
            open_ends.pop()
        cut = min(end, open_ends[-1]) if open_ends else end
        first, last = _trimmed(plain, start, cut)
        if first < last:
            nested.append(Span(first, last - first, style))
            open_ends.append(last)
    return nested


def _merged(plain: str, spans: tuple[Span, ...]) -> list[tuple[int, int, Style]]:
    """(start, end, style), spans of one style that touch or overlap made one: their marks would run together."""
    merged: list[tuple[int, int, Style]] = []
    for style, same in groupby(sorted(spans, key=lambda s: (s.style, s.start)), key=lambda s: s.style):
        for span in same:
            start, end = _trimmed(plain, max(span.start, 0), min(span.start + span.length, len(plain)))
            if start >= end:
                continue
            if merged and merged[-1][2] is style and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]), style)
            else:
                merged.append((start, end, style))
    return merged


def _trimmed(plain: str, start: int, end: int) -> tuple[int, int]:
    """The same range without white space at its ends: Discord takes no mark beside a space."""
    while start < end and plain[start].isspace():
        start += 1
    while start < end and plain[end - 1].isspace():
        end -= 1
    return start, end


def _italic_holds(plain: str, span: Span, escaped: dict[int, str]) -> bool:
    """Whether `_..._` around the span is read as italic: no bare underscore inside, no letter right behind it."""
    end = span.start + span.length
    if any(plain[at] == "_" and at not in escaped for at in range(span.start, end)):
        return False
    return end == len(plain) or end in escaped or not _WORD.match(plain[end])
