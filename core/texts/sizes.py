"""Sizes of files as people say them."""

from __future__ import annotations


def size_words(kilobytes: int | None) -> str:
    """As in 34 MB or 900 kB; a question mark where nobody knows."""
    if kilobytes is None:
        return "?"
    return f"{kilobytes / 1024:.0f} MB" if kilobytes >= 1024 else f"{kilobytes} kB"
