"""The machine's own randomness, where the command is put together."""

from __future__ import annotations

import os


class MachineEntropy:
    """The Entropy port over the operating system's generator."""

    def token(self, size: int) -> bytes:
        """`size` random bytes."""
        return os.urandom(size)  # noqa: TID251 - this is the port's one adapter

    def id(self) -> str:
        """A fresh row id: 32 hex digits."""
        return self.token(16).hex()
