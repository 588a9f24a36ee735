"""Sealed media files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Kept:
    """A blob on disk, fsynced. sha256: of the plain bytes (hex), size: plain bytes."""

    blob: str
    size: int
    sha256: str


class Blobs(Protocol):
    """Files of their own beside the database, sealed as they stream in; each is fsynced before `keep` returns."""

    async def keep(self, blob: str, content: AsyncIterator[bytes], *, key: bytes, limit: int) -> Kept:
        """Seal a stream under `key`. A repeat replaces an unfinished file. Raises MediaTooLarge over `limit` bytes."""
        ...

    async def read(self, blob: str, *, key: bytes) -> bytes:
        """The plain bytes. Raises Unsealable when file, name and key do not belong together."""
        ...

    def stream(self, blob: str, *, key: bytes) -> AsyncIterator[bytes]:
        """The plain bytes, at most 1 MiB at a time, each checked before it is handed on. Raises Unsealable; a file that was
        cut off is known only at its end.
        """
        ...

    async def drop(self, blob: str) -> None:
        """Delete; missing is fine."""
        ...
