"""An open store on either database, and the practice's clock."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.store.engine import Store
from core.store.tables import data_keys, metadata, practice
from tests.contract.store.world import Person, SteppedClock, account, opened, person


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with every table, to be copied: migrating for each test would take minutes."""
    file = tmp_path_factory.mktemp("template") / "template.db"
    opened(f"sqlite:///{file}").close_here()
    return file


@pytest.fixture(scope="session")
def _postgres_template(postgres) -> Iterator[tuple[str, list[dict], list[dict]]]:
    """The same on PostgreSQL, and the rows that it began with; emptied before each test, for copies take long there."""
    url = postgres.fresh()
    opened(url).close_here()
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        first = [[dict(row) for row in connection.execute(sa.select(t)).mappings()] for t in (practice, data_keys)]
    engine.dispose()
    yield url, *first
    postgres.drop(url)


@pytest.fixture
def _sqlite_copy(sqlite_url: str, _sqlite_template: Path) -> str:
    file = Path(str(sa.make_url(sqlite_url).database))
    file.parent.mkdir(mode=0o700)
    shutil.copy(_sqlite_template, file)
    return sqlite_url


@pytest.fixture
def _postgres_copy(_postgres_template: tuple[str, list[dict], list[dict]]) -> str:
    return emptied(*_postgres_template)


def emptied(url: str, practices: list[dict], keys: list[dict]) -> str:
    """The template as it began."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )  # whoever a broken test left behind
        for table in reversed(metadata.sorted_tables):  # far faster than TRUNCATE, for there is next to nothing in them
            connection.execute(sa.delete(table))
        for table in ("inbox", "outbox"):
            connection.exec_driver_sql(f"ALTER SEQUENCE {table}_seq_seq RESTART")
        connection.execute(sa.insert(practice), practices)
        connection.execute(sa.insert(data_keys), keys)
    engine.dispose()
    return url


@pytest.fixture
def fresh_sqlite(_sqlite_template: Path) -> Iterator[Callable[[], str]]:
    """Makes the URL of a new database with every table, as often as it is asked; in memory where the machine has such a place."""
    place = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=place if place.is_dir() else None) as folder:
        names = itertools.count()

        def make() -> str:
            file = Path(folder) / f"{next(names)}.db"
            shutil.copy(_sqlite_template, file)
            return f"sqlite:///{file}"

        yield make


@pytest.fixture
def fresh_postgres(_postgres_template: tuple[str, list[dict], list[dict]]) -> Callable[[], str]:
    """The same on PostgreSQL: one database, emptied each time."""
    return lambda: emptied(*_postgres_template)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """A database with every table and the practice's key, on each kind in turn."""
    return request.getfixturevalue("_sqlite_copy" if request.param == "sqlite" else "_postgres_copy")


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.slow])],
)
def story_url(request: pytest.FixtureRequest) -> str:
    """The same, for what takes its time: PostgreSQL in `make test-all`."""
    return request.getfixturevalue("_sqlite_copy" if request.param == "sqlite" else "_postgres_copy")


@pytest.fixture
def clock() -> SteppedClock:
    """A calendar that stands still."""
    return SteppedClock()


@pytest.fixture
def store(url: str, clock: SteppedClock) -> Iterator[Store]:
    """An open store, on each database in turn."""
    store = opened(url, clock)
    yield store
    store.close_here()


@pytest.fixture
def epoch(store: Store) -> int:
    """The account is ours."""
    return store.run_here(account)


@pytest.fixture
def mira(store: Store, epoch: int) -> Person:
    """A client who has joined."""
    return store.run_here(person)
