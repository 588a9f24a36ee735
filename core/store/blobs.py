"""Sealed media files: one file each, sealed chunk by chunk as it streams in, fsynced before anybody relies on it.

Layout: 8 bytes magic, 4 bytes random prefix; then chunks of at most 1 MiB plain text, each sealed with AES-256-GCM under
nonce = prefix + 8-byte counter, the last one marked in its associated data, so that nothing can be cut or reordered.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.domain.errors import MediaTooLarge, Unsealable
from core.ports.blobs import Kept
from core.ports.entropy import Entropy

_MAGIC = b"VIGNET01"
_CHUNK = 1 << 20
_TAG = 16
_PREFIX = 4


def _bound(blob: str, number: int, *, last: bool) -> bytes:
    return f"blob\x1f{blob}\x1f{number}\x1f{int(last)}".encode()


class FileBlobs:
    """Blobs in one private folder."""

    def __init__(self, folder: Path, entropy: Entropy) -> None:
        self._folder, self._entropy = folder, entropy

    def _path(self, blob: str) -> Path:
        if not blob.isalnum():
            raise Unsealable("a blob's name is not one of ours")
        return self._folder / blob

    async def keep(self, blob: str, content: AsyncIterator[bytes], *, key: bytes, limit: int) -> Kept:
        """See core.ports.blobs."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path, partial = self._path(blob), self._path(blob).with_suffix(".partial")
        digest, size, waiting, number = hashlib.sha256(), 0, bytearray(), 0
        prefix, cipher = self._entropy.token(_PREFIX), AESGCM(key)

        def sealed(plain: bytes, *, last: bool) -> bytes:
            return cipher.encrypt(prefix + number.to_bytes(8, "big"), plain, _bound(blob, number, last=last))

        out = await self._begun(partial, _MAGIC + prefix)
        try:
            async for piece in content:
                digest.update(piece)
                size += len(piece)
                if size > limit:
                    raise MediaTooLarge(limit)
                waiting += piece
                while len(waiting) > _CHUNK:
                    await asyncio.to_thread(out.write, sealed(bytes(waiting[:_CHUNK]), last=False))
                    del waiting[:_CHUNK]
                    number += 1
            await asyncio.to_thread(self._finish, out, sealed(bytes(waiting), last=True), partial, path)
        except BaseException:
            self._leave(out, partial)
            raise
        return Kept(blob, size, digest.hexdigest())

    async def _begun(self, partial: Path, head: bytes) -> BinaryIO:
        """The file with its head. Whoever is stopped meanwhile leaves nothing open and nothing lying there."""
        begun = asyncio.ensure_future(asyncio.to_thread(self._begin, partial, head))
        try:
            return await asyncio.shield(begun)
        except asyncio.CancelledError:
            with contextlib.suppress(OSError):
                self._leave(await begun, partial)
            raise

    @staticmethod
    def _begin(partial: Path, head: bytes) -> BinaryIO:
        out = os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        out.write(head)
        return out

    @staticmethod
    def _leave(out: BinaryIO, partial: Path) -> None:
        out.close()
        partial.unlink(missing_ok=True)

    @staticmethod
    def _finish(out: BinaryIO, tail: bytes, partial: Path, path: Path) -> None:
        out.write(tail)
        out.flush()
        os.fsync(out.fileno())
        out.close()
        partial.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    async def read(self, blob: str, *, key: bytes) -> bytes:
        """See core.ports.blobs."""
        return await asyncio.to_thread(lambda: b"".join(self._pieces(blob, key)))

    async def stream(self, blob: str, *, key: bytes) -> AsyncGenerator[bytes]:
        """See core.ports.blobs."""
        pieces = self._pieces(blob, key)
        try:
            while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
                yield piece
        finally:
            with contextlib.suppress(ValueError):  # its thread is at work on a piece that nobody waits for any more
                pieces.close()

    def _pieces(self, blob: str, key: bytes) -> Generator[bytes]:
        try:
            sealed = self._path(blob).open("rb")
        except FileNotFoundError:
            raise Unsealable(f"the sealed file {blob} is not there") from None
        with sealed:
            start = sealed.read(len(_MAGIC) + _PREFIX)
            following = sealed.read(_CHUNK + _TAG)
            if start[: len(_MAGIC)] != _MAGIC or len(following) < _TAG:
                raise Unsealable(f"the sealed file {blob} is not one of ours")
            prefix, cipher, number = start[len(_MAGIC) :], AESGCM(key), 0
            while following:
                piece, following = following, sealed.read(_CHUNK + _TAG)
                bound = _bound(blob, number, last=not following)
                try:
                    yield cipher.decrypt(prefix + number.to_bytes(8, "big"), piece, bound)
                except InvalidTag:
                    raise Unsealable(f"the sealed file {blob} does not open with this key") from None
                number += 1

    async def drop(self, blob: str) -> None:
        """See core.ports.blobs."""
        await asyncio.to_thread(self._path(blob).unlink, missing_ok=True)
