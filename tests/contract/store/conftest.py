"""An open store on either database, and the practice's clock."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.store.engine import Store
from tests.contract.store.world import Person, SteppedClock, account, opened, person


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with every table, to be copied: migrating for each test would take minutes."""
    file = tmp_path_factory.mktemp("template") / "template.db"
    opened(f"sqlite:///{file}").close_here()
    return file


@pytest.fixture(scope="session")
def _postgres_template(postgres) -> str:
    """The same on PostgreSQL; its name."""
    url = postgres.fresh()
    opened(url).close_here()
    return str(sa.make_url(url).database)


@pytest.fixture
def _sqlite_copy(sqlite_url: str, _sqlite_template: Path) -> str:
    file = Path(str(sa.make_url(sqlite_url).database))
    file.parent.mkdir(mode=0o700)
    shutil.copy(_sqlite_template, file)
    return sqlite_url


@pytest.fixture
def _postgres_copy(postgres, _postgres_template: str) -> Iterator[str]:
    engine = postgres._engine
    name = f"c{uuid.uuid4().hex[:16]}"
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {_postgres_template}"))
    url = engine.url.set(database=name).render_as_string(hide_password=False)
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """A database with every table and the practice's key, on each kind in turn."""
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
