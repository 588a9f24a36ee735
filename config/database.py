"""The `database:` setting: which engines there are, and where a relative file lies."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

SQLITE = "sqlite:///"
POSTGRES = "postgresql+psycopg://"
_CHOICE = "write sqlite:///data/vignette.db, or postgresql+psycopg://user@host/name"


def resolve_database(url: str, folder: Path) -> str:
    """The address with a relative SQLite file counted from `folder`, made absolute. Raises ValueError with the mend."""
    address = url.strip()
    if address.startswith(POSTGRES):
        try:
            _ = urlsplit(address).port
        except ValueError:
            raise ValueError(f"has an address that cannot be read; {_CHOICE}") from None
        return address
    if address.startswith(("postgres://", "postgresql:", "postgresql+")):
        raise ValueError("must begin with postgresql+psycopg:// for PostgreSQL")
    if not address.startswith(SQLITE):
        raise ValueError(f"names no engine Vignette knows; {_CHOICE}")
    written = address.removeprefix(SQLITE)
    if not written or written == ":memory:" or written.endswith("/"):
        raise ValueError("must name a file; without one nothing would be kept. Write sqlite:///data/vignette.db")
    if "?" in written or "\0" in written:
        raise ValueError("must be sqlite:/// and the path of a file, without ? in it")
    return f"{SQLITE}{(folder / written).absolute()}"


def sqlite_file(url: str) -> Path | None:
    """The file of a resolved address, None where the database is a server."""
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None


def password_in(url: str) -> str | None:
    """The password in a server's address, decoded, so that the log can hide it."""
    if url.startswith(SQLITE):
        return None
    password = urlsplit(url).password
    return unquote(password) if password else None
