"""Fit a message to a platform: split where a reader would, lose nothing. Pure.

Splits at paragraph, line, sentence, word, and only then between graphemes; never inside one while it fits at all
(SPEC 5.4). What counts as length is the platform's (Capabilities).
"""

from __future__ import annotations

from dataclasses import replace

import regex

from core.domain.message import Button, Capabilities, OutgoingMessage, Span, Text

_GRAPHEME = regex.compile(r"\X")
_BREAKS = (  # the best first; each match ends where a part may end
    regex.compile(r"\n\s*\n"),
    regex.compile(r"\n"),
    regex.compile(r"[.!?…。！？؟][\"'”’»)\]]*\s+"),
    regex.compile(r"\s+"),
)
_LABEL = 64


def length(text: Text, capabilities: Capabilities) -> int:
    """How long the platform will find this text."""
    plain = text.plain
    counted = len(plain.encode("utf-16-le")) // 2 if capabilities.unit == "utf16" else len(plain)
    if capabilities.escaped:
        counted += sum(character in capabilities.escaped for character in plain)
    return counted + capabilities.span_cost * len(text.spans)


def cut(text: Text, start: int, end: int) -> Text:
    """The piece [start, end) of a text, spans clipped to it."""
    spans: list[Span] = []
    for span in text.spans:
        first, last = max(span.start, start), min(span.start + span.length, end)
        if first < last:
            spans.append(Span(first - start, last - first, span.style))
    return Text(text.plain[start:end], tuple(spans))


def split(text: Text, limit: int, capabilities: Capabilities) -> list[Text]:
    """Parts of at most `limit`; put together again they are the text. Parts of white space alone are left out."""
    parts: list[Text] = []
    start, total = 0, len(text.plain)
    while start < total:
        end = _reach(text, start, limit, capabilities)
        if end < total:
            end = _better(text.plain, start, end)
        parts.append(cut(text, start, end))
        start = end
    return [part for part in parts if part.plain.strip()] or ([text] if not text.plain else [])


def _reach(text: Text, start: int, limit: int, capabilities: Capabilities) -> int:
    """The furthest end, between graphemes, whose piece still fits; at least one code point."""
    low, high = start + 1, min(len(text.plain), start + limit)
    while low < high:
        middle = (low + high + 1) // 2
        if length(cut(text, start, middle), capabilities) <= limit:
            low = middle
        else:
            high = middle - 1
    if low >= len(text.plain):
        return low
    window = text.plain[start : low + 1]
    starts = [match.start() for match in _GRAPHEME.finditer(window)]
    # The last grapheme of the window reaches over the end: it starts the next part, unless it alone is too long.
    return start + starts[-1] if starts[-1] > 0 else low


def _better(plain: str, start: int, end: int) -> int:
    """A kinder place to part, not before the middle of what fits."""
    window, earliest = plain[start:end], (end - start) // 2
    for pattern in _BREAKS:
        ends = [match.end() for match in pattern.finditer(window) if match.end() >= earliest]
        ends = [at for at in ends if not _bears_a_mark(plain, start + at)]
        if ends:
            return start + ends[-1]
    return end


def _bears_a_mark(plain: str, at: int) -> bool:
    """Whether the white space before `at` is one character with what follows (a combining mark)."""
    found = _GRAPHEME.match(plain, at - 1, at + 1)
    return found is not None and found.end() > at


def lay_out(buttons: tuple[tuple[Button, ...], ...], capabilities: Capabilities) -> tuple[tuple[Button, ...], ...]:
    """Rows no wider than the platform takes; labels shortened to what every platform shows."""
    rows: list[tuple[Button, ...]] = []
    for row in buttons:
        short = [b if len(b.label) <= _LABEL else replace(b, label=b.label[: _LABEL - 1] + "…") for b in row]
        rows += [
            tuple(short[at : at + capabilities.buttons_per_row])
            for at in range(0, len(short), capabilities.buttons_per_row)
        ]
    return tuple(rows[: capabilities.button_rows])


def fit(message: OutgoingMessage, capabilities: Capabilities) -> list[OutgoingMessage]:
    """One message per call. The first bears the file and the quotation, the last the buttons."""
    rows = lay_out(message.buttons, capabilities)
    if not message.text.plain.strip():
        return [replace(message, text=Text(""), buttons=rows)]
    first_limit = capabilities.caption_limit if message.file is not None else capabilities.text_limit
    if length(message.text, capabilities) <= first_limit:
        return [message if rows == message.buttons else replace(message, buttons=rows)]
    plain = replace(message, file=None, buttons=())
    parts = [replace(plain, text=part) for part in split(message.text, capabilities.text_limit, capabilities)]
    if message.file is not None:
        parts.insert(0, replace(message, text=Text(""), buttons=()))
        parts[1] = replace(parts[1], reply_to=None)
    parts = [parts[0], *(replace(part, reply_to=None) for part in parts[1:])]
    parts[-1] = replace(parts[-1], buttons=rows)
    return parts
