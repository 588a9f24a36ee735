"""Opening the store: the right key, the right schema, a backup before each migration; never start empty by mistake."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DatabaseError

from core.domain.errors import NewerSchema, StoreFault, WrongKey
from core.ports.clock import Clock
from core.ports.entropy import Entropy
from core.ports.vault import Vault
from core.store import tables
from core.store.engine import Store, make_engine, sqlite_file
from core.store.unit import PRACTICE, Unit

_LOG = logging.getLogger(__name__)
MIGRATIONS = Path(__file__).parent / "migrations"
_STARTING = 0x7669676E  # "vign": one process at a time migrates and begins on PostgreSQL


def open_store(
    url: str,
    *,
    clock: Clock,
    entropy: Entropy,
    vault: Vault,
    step: Callable[[str], None] | None = None,
) -> Store:
    """Migrate if needed, check the key, and hand out the Store. Raises StoreFault with one clear line."""
    file = sqlite_file(url)
    if file is not None:
        _make_private(file)
    engine = make_engine(url)
    try:
        _migrate(engine, file, clock, vault)
        store = Store(engine, clock=clock, entropy=entropy, vault=vault, step=step)
        store.run_here(check_key)
    except DatabaseError as fault:
        engine.dispose()
        raise StoreFault(
            f"the database cannot be used ({type(fault.orig or fault).__name__}). Nothing was changed. Check that the "
            "server runs and the file is whole, or restore a backup."
        ) from None
    except BaseException:
        engine.dispose()
        raise
    return store


def _make_private(file: Path) -> None:
    """Before SQLite opens it: the log and its index are made with the modes that the file has then (SE-29)."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.chmod(0o600)
    except OSError as fault:
        raise StoreFault(f"the database's folder cannot be written ({type(fault).__name__})") from None


def schema_of(url: str) -> Literal["none", "older", "current", "newer"]:
    """How the database stands, without making or changing anything. Raises StoreFault where it cannot be read."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return "none"
    engine = make_engine(url)
    try:
        with engine.connect().execution_options(vignette_reading=True) as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    except DatabaseError as fault:
        raise StoreFault(f"the database cannot be read ({type(fault.orig or fault).__name__})") from None
    finally:
        engine.dispose()
    script = ScriptDirectory(str(MIGRATIONS))
    if found is None:
        return "none"
    if found == script.get_current_head():
        return "current"
    return "older" if found in {each.revision for each in script.walk_revisions()} else "newer"


def kept_in_force(url: str) -> tuple[str, bytes] | None:
    """The library in force and its kept entries, by reading alone and without the key; None where there is none, or it was
    not kept. Raises StoreFault where the database cannot be read.
    """
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return None
    engine = make_engine(url)
    shelf, practice = tables.library_revisions, tables.practice
    try:
        with engine.connect().execution_options(vignette_reading=True) as connection:
            if not sa.inspect(connection).has_table(shelf.name):
                return None
            query = sa.select(shelf.c.revision, shelf.c.packed).join(practice, practice.c.revision == shelf.c.revision)
            row = connection.execute(query).one_or_none()
    except DatabaseError as fault:
        raise StoreFault(f"the database cannot be read ({type(fault.orig or fault).__name__})") from None
    finally:
        engine.dispose()
    return None if row is None else (row.revision, row.packed)


def one_at_a_time(unit: Unit) -> None:
    """Wait until no other process is starting: what each start writes where it is missing, only the first one writes.

    SQLite has one writer anyway.
    """
    _lock(unit.connection)


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_STARTING})"))


def check_key(unit: Unit) -> None:
    """The first start writes the key's check value; every later one compares. Raises WrongKey."""
    one_at_a_time(unit)
    row = unit.one(sa.select(tables.practice.c.key_check))
    if row is None:
        unit.execute(sa.insert(tables.practice).values(id=1, key_check=unit.vault.check_value(), created_at=unit.now))
        unit.make_key(PRACTICE)
    else:
        _compare(row.key_check, unit.vault)


def _compare(known: str | None, vault: Vault) -> None:
    if known is not None and known != vault.check_value():
        raise WrongKey(
            "the root key does not belong to this database; nothing was changed. Use the key it was made with."
        )


def _migrate(engine: Engine, file: Path | None, clock: Clock, vault: Vault) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    head = script.get_current_head()
    raw = engine.connect()
    try:
        if engine.dialect.name == "sqlite":
            # Moving a table drops the old one, and the drop would cascade: keys off, and only outside a transaction.
            raw.connection.execute("PRAGMA foreign_keys=OFF").close()
        with raw.begin():
            _lock(raw)
            found = MigrationContext.configure(raw).get_current_revision()
            if found == head:
                return
            if found is not None and found not in {r.revision for r in script.walk_revisions()}:
                raise NewerSchema(
                    "the database was written by a newer Vignette; install that version again. Nothing was changed."
                )
            if found is not None:
                _compare(raw.execute(sa.select(tables.practice.c.key_check)).scalar(), vault)
        if found is not None and file is not None:
            backup = file.with_name(f"{file.stem}-before-{found}-{clock.now():%Y%m%dT%H%M%SZ}.db")
            raw.connection.execute(f"VACUUM INTO '{str(backup).replace(chr(39), chr(39) * 2)}'").close()
            backup.chmod(0o600)
            _LOG.info("backup made before migrating")
        with raw.begin():
            _lock(raw)
            config.attributes["connection"] = raw
            command.upgrade(config, "head")
            if engine.dialect.name == "sqlite" and raw.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise StoreFault(
                    "after migrating, rows point to nothing; the migration was undone, a backup lies beside"
                )
    finally:
        raw.invalidate()  # a connection with foreign keys off must not go back into the pool
        raw.close()
