"""Secrets that lie in files, and the root key in its two spellings."""

from __future__ import annotations

import base64
import binascii
import re
import stat
from pathlib import Path
from shlex import quote

ROOT_KEY_BYTES = 32  # AES-256
FILE_LIMIT = 4096  # bytes; no secret of ours is longer
SHORTEST_SECRET = 25  # characters; a root key has 43 at least, tokens more than 35

_NOT_A_PATH = "wants the path of a file, and this is none; a secret itself goes without _FILE"


class SecretError(Exception):
    """A secret cannot be used; the message is the sentence for the admin, without any part of the secret."""


def read_secret_file(path: Path, *, private: bool = True) -> str:
    """The text of a secret's file without the blank around it. Raises SecretError with the mend.

    A file that others on the machine may touch is refused where it is to be `private`.
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):  # asked before opening: a pipe would wait for ever
            raise SecretError(f"{path} is not a file")
        with path.open("rb") as file:
            raw = file.read(FILE_LIMIT + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        if _may_be_a_secret(path):
            raise SecretError(_NOT_A_PATH) from None
        why = error.strerror if isinstance(error, OSError) else "no file can be named so"
        raise SecretError(f"{path} cannot be read ({why}); the user who runs vignette must be able to") from None
    if private and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SecretError(f"{path} is open to others on this machine; run: chmod 600 {quote(str(path))}")
    if len(raw) > FILE_LIMIT:
        raise SecretError(f"{path} is over {FILE_LIMIT} bytes; it should hold the secret and nothing else")
    try:
        text = raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise SecretError(f"{path} is not text; it should hold the secret as text and nothing else") from None
    if not text:
        raise SecretError(f"{path} is empty")
    return text


def read_named_file(folder: Path, named: str, *, private: bool = True) -> str:
    """The same for a path as somebody wrote it, counted from `folder`; a key in the path's place is not repeated."""
    try:
        parse_root_key(named)
    except SecretError:
        return read_secret_file(folder / named, private=private)
    raise SecretError(_NOT_A_PATH)


def _may_be_a_secret(path: Path) -> bool:
    """Whether somebody wrote the secret where its file's path belongs; then the path must not be shown."""
    return not path.parent.is_dir() or len(path.name) >= SHORTEST_SECRET


def parse_root_key(text: str) -> bytes:
    """32 bytes from 64 hex digits or from base64 (also the URL-safe kind, padded or not). Raises SecretError."""
    word = text.strip()
    if re.fullmatch(r"[0-9A-Fa-f]{64}", word, re.ASCII):
        return bytes.fromhex(word)
    unpadded = word.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        key = base64.b64decode(unpadded + "=" * (-len(unpadded) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != ROOT_KEY_BYTES:
        raise SecretError(f"the root key must be {ROOT_KEY_BYTES} bytes, written as base64 or as 64 hex digits")
    return key
