"""Chance comes in here and nowhere else."""

from __future__ import annotations

from typing import Protocol


class Entropy(Protocol):
    """Unguessable bytes."""

    def token(self, size: int) -> bytes:
        """`size` random bytes."""
        ...

    def id(self) -> str:
        """A fresh row id: 32 hex digits."""
        ...
