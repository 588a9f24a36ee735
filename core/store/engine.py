"""Threads of its own for a synchronous SQLAlchemy; one unit of work is one plain function (DESIGN 5).

SQLite: one writer thread (BEGIN IMMEDIATE) and two readers (deferred), WAL, synchronous=FULL. Measured four times
faster than an asynchronous driver, and "database is locked" cannot happen inside the process. PostgreSQL: psycopg 3.
"""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.pool import QueuePool

from core.domain.errors import StoreFault
from core.ports.clock import Clock
from core.ports.entropy import Entropy
from core.ports.vault import Vault
from core.store.unit import Unit

_POSTGRES_THREADS = 4
_READERS = 2
_BUSY_MS = 10_000
_CACHE_KIB = 16_000  # of pages a connection may keep: an import touches the ends of a dozen indexes
_LOG_PAGES = 4_000  # 16 MB of log before it is folded into the file: the same pages are folded in once, not four times
_TRIES = 5
_UNDONE = ("40P01", "40001")  # PostgreSQL: deadlock detected, serialization failure

P = ParamSpec("P")
T = TypeVar("T")


def make_engine(url: str) -> Engine:
    """An engine with the hooks that SQLite needs; nothing is opened yet."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = sa.create_engine(parsed, pool_size=_POSTGRES_THREADS + _READERS, pool_pre_ping=True)

        def on_postgres(dbapi: Any, _record: object) -> None:
            # A process that is frozen or cut off inside a unit must not keep the account's row from the next owner.
            dbapi.execute(f"SET idle_in_transaction_session_timeout = {_BUSY_MS}")
            dbapi.commit()

        event.listen(engine, "connect", on_postgres)
        return engine
    engine = sa.create_engine(
        parsed, poolclass=QueuePool, pool_size=1 + _READERS, connect_args={"check_same_thread": False}
    )

    def on_connect(dbapi: Any, _record: object) -> None:
        dbapi.isolation_level = None  # the driver must not BEGIN by itself: DDL would not be transactional
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            f"cache_size=-{_CACHE_KIB}",
            f"wal_autocheckpoint={_LOG_PAGES}",
            f"busy_timeout={_BUSY_MS}",
            "foreign_keys=ON",
            "secure_delete=ON",
            "trusted_schema=OFF",
        ):
            dbapi.execute(f"PRAGMA {pragma}").close()

    def on_begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("vignette_reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    return engine


class Store:
    """The database, behind `run` and `read`. One per process; `open_store` makes it."""

    def __init__(
        self, engine: Engine, *, clock: Clock, entropy: Entropy, vault: Vault, step: Callable[[str], None] | None = None
    ) -> None:
        self._engine = engine
        self._reading = engine.execution_options(vignette_reading=True)
        self._clock, self._entropy, self.vault = clock, entropy, vault
        self._step = step  # fault tests die here; nothing else uses it
        self.is_postgres = engine.dialect.name == "postgresql"
        writers = _POSTGRES_THREADS if self.is_postgres else 1
        self._writers = ThreadPoolExecutor(writers, thread_name_prefix="store-write")
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="store-read")
        self._listeners: list[tuple[asyncio.AbstractEventLoop, Callable[[str], None]]] = []
        self._closed = threading.Event()

    def on_wake(self, listener: Callable[[str], None]) -> None:
        """Call `listener(account)` on the current loop after each commit that has something for that account."""
        self._listeners.append((asyncio.get_running_loop(), listener))

    async def run(self, work: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """One transaction: all of `work` or nothing. Shielded: a cancelled caller does not tear it in two."""
        return await self._hand(self._writers, lambda: self.run_here(work, *args, **kwargs))

    async def read(self, work: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A read-only transaction, beside the writer."""
        return await self._hand(self._readers, lambda: self._read_here(work, *args, **kwargs))

    def run_here(self, work: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same as `run`, in the calling thread (for commands and the start).

        A unit that PostgreSQL undid to break a circle of locks is done again, whole.
        """
        for _ in range(_TRIES - 1):
            try:
                return self._run_once(work, *args, **kwargs)
            except OperationalError as fault:
                if getattr(fault.orig, "sqlstate", "") not in _UNDONE:
                    raise
        return self._run_once(work, *args, **kwargs)

    def _run_once(self, work: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        name = getattr(getattr(work, "func", work), "__qualname__", "work")  # a partial is known by what it calls
        with self._engine.connect() as connection:
            with connection.begin():
                unit = self._unit(connection)
                result = work(unit, *args, **kwargs)
                unit.finish()
                self._mark(f"before commit {name}", wrote=unit.wrote)
            self._mark(f"after commit {name}", wrote=unit.wrote)
        for account in unit.woken:
            self._wake(account)
        return result

    def _read_here(self, work: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self._reading.connect() as connection, connection.begin():
            return work(self._unit(connection), *args, **kwargs)

    def _unit(self, connection: Connection) -> Unit:
        return Unit(connection, now=self._clock.now(), entropy=self._entropy, vault=self.vault)

    async def _hand(self, threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(threads, _told_plainly(work)))

    def _mark(self, step: str, *, wrote: bool) -> None:
        if self._step is not None and wrote:
            self._step(step)

    def _wake(self, account: str) -> None:
        for loop, listener in self._listeners:
            if not loop.is_closed():
                loop.call_soon_threadsafe(listener, account)

    async def close(self) -> None:
        """Wait for running work, then let go of the database."""
        if self._closed.is_set():
            return
        self._closed.set()
        for threads in (self._writers, self._readers):
            await asyncio.get_running_loop().run_in_executor(None, functools.partial(threads.shutdown, wait=True))
        self._engine.dispose()

    def close_here(self) -> None:
        """The same from the calling thread, for commands."""
        self._closed.set()
        for threads in (self._writers, self._readers):
            threads.shutdown(wait=True)
        self._engine.dispose()


def _told_plainly(work: Callable[[], T]) -> Callable[[], T]:
    """The same work, whose database faults are StoreFault: the caller waits and looks again, nobody dies of them."""

    def told() -> T:
        try:
            return work()
        except (OperationalError, InterfaceError, InternalError) as fault:
            raise StoreFault(f"the database did not do it ({type(fault.orig or fault).__name__})") from None

    return told


def sqlite_file(url: str) -> Path | None:
    """The database file of a SQLite URL, else None."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return Path(parsed.database)
