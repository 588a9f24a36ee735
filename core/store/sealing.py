"""The wall: AES-256-GCM with a key per owner, bound to table, column, row, owner and key version (SPEC 8.17, SE-20..SE-22)."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.domain.errors import Unsealable
from core.ports.entropy import Entropy

_FORMAT = 1
_NONCE = 12
_HEAD = 1 + 2 + _NONCE


@dataclass(frozen=True, slots=True)
class DataKey:
    """One owner's key. `owner` is a client id, "practice", or "intake:<day>"."""

    owner: str
    version: int
    key: bytes


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a sealed value stands. It opens nowhere else."""

    table: str
    column: str
    row: str


def _bound(cell: Cell, owner: str, version: int) -> bytes:
    return "\x1f".join(("vignette", cell.table, cell.column, cell.row, owner, str(version))).encode()


def seal(data_key: DataKey, cell: Cell, plain: bytes, entropy: Entropy) -> bytes:
    """Seal `plain` for one cell: format byte, key version (2 bytes), 96-bit random nonce, ciphertext with tag."""
    nonce = entropy.token(_NONCE)
    body = AESGCM(data_key.key).encrypt(nonce, plain, _bound(cell, data_key.owner, data_key.version))
    return bytes([_FORMAT]) + data_key.version.to_bytes(2, "big") + nonce + body


def key_version(sealed: bytes) -> int:
    """Which version of the owner's key sealed this value. Raises Unsealable on anything `seal` did not make."""
    if len(sealed) <= _HEAD or sealed[0] != _FORMAT:
        raise Unsealable("a sealed value has an unknown form")
    return int.from_bytes(sealed[1:3], "big")


def unseal(data_key: DataKey, cell: Cell, sealed: bytes) -> bytes:
    """Open what `seal` made for the same key and cell. Raises Unsealable otherwise."""
    key_version(sealed)
    try:
        return AESGCM(data_key.key).decrypt(
            sealed[3:_HEAD], sealed[_HEAD:], _bound(cell, data_key.owner, data_key.version)
        )
    except InvalidTag:
        raise Unsealable(f"{cell.table}.{cell.column} does not open in row {cell.row}") from None
