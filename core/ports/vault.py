"""Keys come in here; nobody above the store sees one."""

from __future__ import annotations

from typing import Protocol


class Vault(Protocol):
    """The practice's root key, behind four verbs. Raises Unsealable from `unwrap`."""

    def wrap(self, key: bytes, *, bound_to: str) -> bytes:
        """Seal a data key under the root key; `bound_to` is associated data."""
        ...

    def unwrap(self, wrapped: bytes, *, bound_to: str) -> bytes:
        """Open what `wrap` made for the same `bound_to`."""
        ...

    def index(self, purpose: str, value: str) -> str:
        """Keyed hash for look-ups (32 hex digits): equal for equal input, useless without the key."""
        ...

    def tag(self, purpose: str, value: str, *, size: int = 10) -> str:
        """Short keyed tag (`size` URL-safe characters) that shows a button handle is ours."""
        ...

    def check_value(self) -> str:
        """A value that tells a wrong key before any row is touched."""
        ...
