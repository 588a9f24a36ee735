"""The root key: wraps data keys, makes keyed hashes; each use has a key of its own (HKDF, SE-20, SE-23)."""

from __future__ import annotations

import base64
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.domain.errors import SettingsFault, Unsealable
from core.ports.entropy import Entropy

_NONCE = 12
ROOT_KEY_BYTES = 32


class RootKeyVault:
    """A Vault over 32 bytes of root key."""

    def __init__(self, root_key: bytes, entropy: Entropy) -> None:
        if len(root_key) != ROOT_KEY_BYTES:
            raise SettingsFault([f"the root key must be {ROOT_KEY_BYTES} bytes, this one has {len(root_key)}"])
        self._entropy = entropy
        self._wrapping = AESGCM(self._derive(root_key, "wrap"))
        self._indexing = self._derive(root_key, "index")
        self._tagging = self._derive(root_key, "tag")
        self._checking = self._derive(root_key, "check")

    @staticmethod
    def _derive(root_key: bytes, purpose: str) -> bytes:
        return HKDF(hashes.SHA256(), 32, salt=None, info=f"vignette/{purpose}/1".encode()).derive(root_key)

    def __repr__(self) -> str:
        return "RootKeyVault(...)"

    def wrap(self, key: bytes, *, bound_to: str) -> bytes:
        """See core.ports.vault."""
        nonce = self._entropy.token(_NONCE)
        return nonce + self._wrapping.encrypt(nonce, key, bound_to.encode())

    def unwrap(self, wrapped: bytes, *, bound_to: str) -> bytes:
        """See core.ports.vault."""
        try:
            return self._wrapping.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], bound_to.encode())
        except (InvalidTag, ValueError):  # ValueError: too short to be anything that was wrapped
            raise Unsealable(f"the key {bound_to} does not open") from None

    def index(self, purpose: str, value: str) -> str:
        """See core.ports.vault."""
        return hmac.digest(self._indexing, f"{purpose}\x1f{value}".encode(), "sha256").hex()[:32]

    def tag(self, purpose: str, value: str, *, size: int = 10) -> str:
        """See core.ports.vault."""
        digest = hmac.digest(self._tagging, f"{purpose}\x1f{value}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest).decode()[:size]

    def check_value(self) -> str:
        """See core.ports.vault."""
        return hmac.digest(self._checking, b"vignette", "sha256").hex()
