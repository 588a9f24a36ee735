"""Chance that a test decides."""

from __future__ import annotations

import hashlib


class Counting:
    """Entropy that repeats: the same seed gives the same bytes, in the same order."""

    def __init__(self, seed: bytes) -> None:
        self._seed, self._turn = seed, 0

    def token(self, size: int) -> bytes:
        out = b""
        while len(out) < size:
            self._turn += 1
            out += hashlib.sha256(self._seed + self._turn.to_bytes(4, "big")).digest()
        return out[:size]

    def id(self) -> str:
        return self.token(16).hex()


class Stuck:
    """Entropy that always says the same."""

    def token(self, size: int) -> bytes:
        return bytes(size)

    def id(self) -> str:
        return "0" * 32
