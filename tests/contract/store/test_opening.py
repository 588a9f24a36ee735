"""Opening: the right key, the right schema, never by half, never readable by others."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.bootstrap import begin
from core.domain.address import Platform
from core.domain.errors import NewerSchema, StoreFault, WrongKey
from core.prompts.consent_check import load_consents
from core.store import opening
from core.store.engine import Store, make_engine
from core.store.tables import metadata
from tests.contract.store.world import MAIN, OTHER_KEY, account, database_files, execute, opened, person, put, rows

SECOND = """\
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9001", "0007", None, None


def upgrade():
    op.add_column("strangers", sa.Column("extra", sa.Integer(), nullable=True))
    {then}
"""


def dump(url: str) -> dict[str, list[tuple]]:
    """Every row of every table, as any program would read them."""
    names = ", ".join(["alembic_version", *metadata.tables])
    return {name: sorted(rows(url, f"SELECT * FROM {name}"), key=repr) for name in names.split(", ")}


DOCUMENTS, _, _ = load_consents(Path(__file__).parents[3] / "config" / "starter" / "consent", languages=["en"])


def test_two_processes_that_begin_together_both_begin(database_url: str) -> None:
    """What the second finds missing, the first may just be writing: it waits, sees it there, and goes on."""
    assert DOCUMENTS is not None
    told = {MAIN: Platform.TELEGRAM}
    opened(database_url).close_here()
    ended: list[str] = []

    def other() -> None:
        second = opened(database_url)
        second.run_here(begin, told, "r1", DOCUMENTS)
        ended.append("second")
        second.close_here()

    beside = threading.Thread(target=other)

    def meet(step: str) -> None:
        if step == "before commit begin":
            beside.start()
            beside.join(0.5)
            ended.append("first")

    first = opened(database_url, step=meet)
    first.run_here(begin, told, "r1", DOCUMENTS)
    beside.join(20)
    first.close_here()

    assert ended == ["first", "second"]
    assert rows(database_url, "SELECT count(*) FROM consent_documents") == [(len(DOCUMENTS.documents),)]
    assert rows(database_url, "SELECT count(*) FROM journal WHERE action = 'library in force'") == [(1,)]


@pytest.fixture
def practice_url(database_url: str) -> str:
    """A store with people in it, closed again."""
    store = opened(database_url)
    store.run_here(account)
    store.run_here(person)
    store.run_here(put, "first")
    store.close_here()
    return database_url


@pytest.fixture
def newer_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The product with one more migration; the test writes it to the path that it gets."""
    scripts = tmp_path / "migrations"
    shutil.copytree(opening.MIGRATIONS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(opening, "MIGRATIONS", scripts)
    return scripts / "versions" / "9001_second.py"


def test_a_fresh_store_opens_with_a_practice_and_its_key(database_url: str) -> None:
    """The first start makes the tables, one practice row and the practice's own data key."""
    opened(database_url).close_here()

    assert rows(database_url, "SELECT id FROM practice") == [(1,)]
    assert rows(database_url, "SELECT owner FROM data_keys") == [("practice",)]


def test_opening_again_changes_nothing(practice_url: str) -> None:
    """Not a row is different after another start."""
    before = dump(practice_url)

    opened(practice_url).close_here()

    assert dump(practice_url) == before


def test_a_wrong_key_is_refused_and_changes_nothing(practice_url: str) -> None:
    """One clear line, without the key in it, and the same rows as before."""
    before = dump(practice_url)

    with pytest.raises(WrongKey) as caught:
        opened(practice_url, key=OTHER_KEY)

    assert "\n" not in str(caught.value)
    assert OTHER_KEY.hex() not in str(caught.value)
    assert dump(practice_url) == before


def test_a_wrong_key_is_noticed_before_a_migration(practice_url: str, newer_code: Path) -> None:
    """Newer code with the wrong key migrates nothing: "nothing was changed" must be true (SE-26)."""
    newer_code.write_text(SECOND.format(then=""))
    before = dump(practice_url)

    with pytest.raises(WrongKey):
        opened(practice_url, key=OTHER_KEY)

    assert dump(practice_url) == before


def test_a_newer_schema_is_refused_and_changes_nothing(practice_url: str) -> None:
    """A revision that this code does not know belongs to newer code."""
    execute(practice_url, "UPDATE alembic_version SET version_num = '9999'")
    before = dump(practice_url)

    with pytest.raises(NewerSchema):
        opened(practice_url)

    assert dump(practice_url) == before


def test_a_migration_that_dies_half_way_leaves_the_old_revision(practice_url: str, newer_code: Path) -> None:
    """Its first statement is undone with it; the store opens as before once the code is mended."""
    newer_code.write_text(SECOND.format(then="raise RuntimeError('the process dies here')"))
    before = dump(practice_url)

    with pytest.raises(RuntimeError):
        opened(practice_url)

    assert dump(practice_url) == before
    newer_code.unlink()
    opened(practice_url).close_here()


def test_a_migration_keeps_every_row(practice_url: str, newer_code: Path) -> None:
    """After a migration that ends, the store is at its revision and the people are still there."""
    newer_code.write_text(SECOND.format(then=""))
    before = dump(practice_url)

    opened(practice_url).close_here()

    after = dump(practice_url)
    assert after.pop("alembic_version") == [("9001",)]
    before.pop("alembic_version")
    assert after == before


def test_a_backup_is_made_before_migrating(sqlite_url: str, newer_code: Path) -> None:
    """The file as it was lies beside, whole, readable by its owner only."""
    store = opened(sqlite_url)
    store.run_here(account)
    store.close_here()
    newer_code.write_text(SECOND.format(then=""))

    opened(sqlite_url).close_here()

    (backup,) = Path(str(sa.make_url(sqlite_url).database)).parent.glob("*-before-0007-*.db")
    assert backup.stat().st_mode & 0o777 == 0o600
    assert rows(f"sqlite:///{backup}", "SELECT version_num FROM alembic_version") == [("0007",)]
    assert rows(f"sqlite:///{backup}", "SELECT id FROM accounts") == [(MAIN,)]


def modes_while_open(url: str) -> dict[str, int]:
    """The modes of all files of an open store, under the widest umask."""
    before = os.umask(0)
    try:
        store = opened(url)
        store.run_here(account)
        modes = {path.name: path.stat().st_mode & 0o777 for path in database_files(url)}
        store.close_here()
    finally:
        os.umask(before)
    return modes


def test_files_are_private_while_the_store_is_open(sqlite_url: str) -> None:
    """Folder 0700, database, log and index of it 0600, whatever the umask."""
    private = {"vignette.db": 0o600, "vignette.db-wal": 0o600, "vignette.db-shm": 0o600}
    file = Path(str(sa.make_url(sqlite_url).database))

    assert modes_while_open(sqlite_url) == private
    assert file.parent.stat().st_mode & 0o777 == 0o700

    file.chmod(0o644)  # a copy that somebody made by hand
    assert modes_while_open(sqlite_url) == private


def test_a_file_that_is_no_database_is_named_and_left(sqlite_url: str) -> None:
    """One line that says what to do; the bytes stay, nothing empty is put in their place."""
    file = Path(str(sa.make_url(sqlite_url).database))
    file.parent.mkdir()
    file.write_bytes(b"this is a letter, not a database" * 200)

    with pytest.raises(StoreFault) as caught:
        opened(sqlite_url)

    assert "\n" not in str(caught.value)
    assert file.read_bytes() == b"this is a letter, not a database" * 200


def test_two_processes_may_open_a_fresh_store_at_once(database_url: str) -> None:
    """Both come up; there is one practice with one key."""
    together = threading.Barrier(3)
    stores: list[Store] = []
    faults: list[BaseException] = []

    def come_up() -> None:
        together.wait(10)
        try:
            stores.append(opened(database_url))
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=come_up) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for store in stores:
        store.close_here()

    assert faults == []
    assert rows(database_url, "SELECT count(*) FROM practice") == [(1,)]
    assert rows(database_url, "SELECT count(*) FROM data_keys") == [(1,)]


def test_the_migrations_make_exactly_the_tables_of_the_code(database_url: str) -> None:
    """No drift: nothing would be added, removed or changed between the head revision and core/store/tables.py."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    opened(database_url).close_here()
    engine = make_engine(database_url)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        drift = compare_metadata(context, metadata)
    engine.dispose()

    assert drift == []


def test_the_migrations_make_the_same_checks_and_conditions(database_url: str) -> None:
    """What Alembic does not compare: check constraints and the conditions of partial indexes."""
    opened(database_url).close_here()
    engine = make_engine(database_url)
    with engine.connect() as connection:
        seen = sa.inspect(connection)
        checks = {(t, c["name"]) for t in metadata.tables for c in seen.get_check_constraints(t)}
        dialect = engine.dialect.name
        partial = {
            (t, i["name"])
            for t in metadata.tables
            for i in seen.get_indexes(t)
            if i.get("dialect_options", {}).get(f"{dialect}_where") is not None
        }
    engine.dispose()

    expected_partial = {
        (t.name, str(i.name))
        for t in metadata.tables.values()
        for i in t.indexes
        if i.dialect_options["postgresql"]["where"] is not None
    }
    assert checks == {
        ("practice", "ck_practice_one_row"),
        ("media", "ck_media_one_owner"),
        ("outbox", "ck_outbox_prompt_needs_consent"),
        ("outbox", "ck_outbox_prompt_has_occurrence"),
    }
    assert partial == expected_partial
    assert len(partial) == 30
