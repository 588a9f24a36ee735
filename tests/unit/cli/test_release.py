"""`vignette library publish` and `diff`: what is in force changes by publishing alone, and everybody is told beforehand."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bots import runner
from bots.cli.ground import lay_ground
from config.settings import load_settings
from core.domain.errors import LibraryFault
from core.domain.states import ClientState
from core.prompts.schema import json_schema_text
from core.store import clients, consents, revisions, schedule, therapists
from core.store.consents import Document
from core.store.unit import Unit
from tests.unit.cli.practice import in_store, vignette

SECRET = "Mirabell"
SMALL = "small-things.yaml"
SMALL_LIBRARY = Path(__file__).parents[2] / "small_library"


def in_force(studio: Path) -> str | None:
    return in_store(studio, revisions.in_force)


def edit(studio: Path, old: str, new: str, file: str = SMALL) -> None:
    path = studio / "library" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.fixture
def studio(studio: Path) -> Path:
    """A practice with the small library, which stands still."""
    for file in (studio / "library").rglob("*.yaml"):
        file.unlink()
    shutil.copytree(SMALL_LIBRARY, studio / "library", dirs_exist_ok=True)
    return studio


@pytest.fixture
def published(studio: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A practice whose folder is in force."""
    assert vignette(studio, "library", "publish", "--yes") == 0
    capsys.readouterr()
    return studio


@pytest.fixture
def followed(published: Path) -> Path:
    """Heron-12 follows the first week from tomorrow on, by the clock of Tokyo."""

    def begin(unit: Unit) -> None:
        who = therapists.add_therapist(unit, name="Ada", language="en", zone="UTC", code="A", code_until=unit.now)
        client = clients.invite_client(
            unit, therapist_id=who, alias="Heron-12", name=SECRET, language="en", zone="Asia/Tokyo", code="B",
            until=unit.now, programme=None,
        )  # fmt: skip
        for state in (ClientState.JOINING, ClientState.AGREED, ClientState.ACTIVE):
            clients.move_client(unit, clients.client(unit, client), state, actor="test")
        consents.agree(unit, client, Document("joining", "1", "en", "0" * 64), purposes="prompts", agreed_by="pressed")
        schedule.enrol(unit, client, "first-week", unit.now.date() + timedelta(days=1), actor="test")

    in_store(published, begin)
    return published


def test_the_first_publication_makes_the_database(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And puts the folder in force; a second one has nothing to do."""
    assert vignette(studio, "library", "publish", "--yes") == 0
    revision = in_force(studio)
    assert f"Revision {revision} is in force." in capsys.readouterr().out

    assert vignette(studio, "library", "publish", "--yes") == 0
    assert "is in force already; nothing was changed" in capsys.readouterr().out


def test_errors_leave_the_old_one_in_force(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each is named with its place; exit 1."""
    before = in_force(published)
    edit(published, "kind: prompt", "kind: promt")
    assert vignette(published, "library", "publish", "--yes") == 1

    told = capsys.readouterr()
    assert "small-things.yaml:1:7: error:" in told.err
    assert "what is in force stays in force" in told.err
    assert in_force(published) == before


def test_a_dry_run_and_a_missing_yes_change_nothing(followed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both show what would change, and for whom, by alias."""
    before = in_force(followed)
    edit(followed, "three small things from today", "three tiny things from today")

    assert vignette(followed, "library", "publish", "--dry-run") == 0
    told = capsys.readouterr()
    assert "changed  writing/small-things" in told.out
    assert "[-small-] {+tiny+}" in told.out
    assert "Heron-12: 5 future prompts changed in words" in told.out
    assert SECRET not in told.out + told.err
    assert vignette(followed, "library", "publish") == 2
    assert "say --yes" in capsys.readouterr().err
    assert in_force(followed) == before


def test_published_it_is_in_force_and_the_way_back_is_told(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the first digits of the one before; the folder stays as it is."""
    before = in_force(published)
    assert before is not None
    edit(published, "three small things from today", "three tiny things from today")
    assert vignette(published, "library", "publish", "--yes") == 0
    assert f"--revision {before}" in capsys.readouterr().out
    assert in_force(published) != before

    assert vignette(published, "library", "publish", "--revision", before[:6], "--yes") == 0
    told = capsys.readouterr()
    assert "[-tiny-] {+small+}" in told.out
    assert "The folder is as it was" in told.err
    assert in_force(published) == before
    assert "tiny" in (published / "library" / SMALL).read_text()


def test_going_back_needs_no_folder(published: Path) -> None:
    """Nor a sound one."""
    before = in_force(published)
    edit(published, "three small things from today", "three tiny things from today")
    vignette(published, "library", "publish", "--yes")
    shutil.rmtree(published / "library")

    assert vignette(published, "library", "publish", "--revision", str(before), "--yes") == 0
    assert in_force(published) == before


@pytest.mark.parametrize("digits", ["ffff", "zz", "", "%"])
def test_a_revision_that_is_not_kept_tells_which_are(
    published: Path, digits: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1, nothing changed."""
    before = in_force(published)
    assert vignette(published, "library", "publish", "--revision", digits, "--yes") == 1

    assert f"{before}  in force last since" in capsys.readouterr().err
    assert in_force(published) == before


def test_the_difference_as_json(followed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Parts with their words before and after; each client by alias with what comes, goes and moves."""
    edit(followed, 'day: 2, at: "18:00"', 'day: 2, at: "18:30"', "first-week.yaml")
    edit(followed, "  - {id: last", '  - {id: more, prompt: voice/two-minutes, day: 3, at: "10:00"}\n  - {id: last', "first-week.yaml")  # fmt: skip

    assert vignette(followed, "library", "diff", "--json") == 0
    first = capsys.readouterr().out
    assert vignette(followed, "library", "diff", "--format", "json") == 0
    assert capsys.readouterr().out == first

    told = json.loads(first)
    assert told["before"] == in_force(followed)
    (programme,) = told["programmes"]["changed"]
    assert programme["slots_move"]
    assert {"where": "steps.draw.at", "before": '["18:00"]', "after": '["18:30"]'} in programme["parts"]
    (client,) = told["clients"]
    assert (client["client"], len(client["moved"]), len(client["new"]), client["words"]) == ("Heron-12", 1, 1, [])
    assert client["moved"][0]["after"]["local"].endswith("T18:30+09:00")
    assert client["new"][0]["local"].endswith("T10:00+09:00")


def test_the_difference_of_what_is_in_force(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """None is told as such."""
    assert vignette(published, "library", "diff") == 0
    assert "The folder is what is in force" in capsys.readouterr().out


def test_before_anything_is_in_force(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There is nothing to compare with, and no database is made for it."""
    assert vignette(studio, "library", "diff") == 1
    assert "Nothing is in force yet" in capsys.readouterr().err
    assert list((studio / "data").iterdir()) == []


def test_two_folders_beside_each_other(studio: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """SPEC 9.2: without any database."""
    shutil.copytree(studio / "library", tmp_path / "old")
    edit(studio, "three small things from today", "three tiny things from today")
    folders = [str(tmp_path / "old"), str(studio / "library")]

    assert vignette(studio, "library", "diff", *folders) == 0
    assert "[-small-] {+tiny+}" in capsys.readouterr().out
    assert vignette(studio, "library", "diff", folders[0], folders[0]) == 0
    assert "The two say the same." in capsys.readouterr().out
    assert vignette(studio, "library", "diff", *folders, "--json") == 0
    assert json.loads(capsys.readouterr().out)["prompts"]["changed"][0]["id"] == "writing/small-things"
    assert vignette(studio, "library", "diff", folders[0]) == 2
    assert list((studio / "data").iterdir()) == []


def test_a_programme_that_is_followed_is_told_when_it_goes(followed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And what then happens."""
    (followed / "library" / "first-week.yaml").unlink()

    assert vignette(followed, "library", "diff") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "gone first-week" in told
    assert "1 enrolment follows it: nothing more of it comes until it is back" in told
    assert "no longer due" in told


def test_an_edited_or_broken_folder_stops_no_start(published: Path) -> None:
    """What a start goes by is what is kept; the folder is told in one line."""
    before = in_force(published)
    edit(published, "three small things from today", "three tiny things from today")
    ground = lay_ground(published, {})
    assert ground.faults == []
    assert ground.in_force is not None
    assert ground.in_force.revision == before
    assert "vignette library diff" in ground.differs

    edit(published, "kind: prompt", "kind: promt")
    ground = lay_ground(published, {})
    assert ground.faults == []
    assert ground.differs.startswith("the library folder has 3 errors; revision")
    shutil.rmtree(published / "library")
    assert lay_ground(published, {}).faults == []
    assert runner.library_to_go_by(load_settings(published, {})).revision == before


def test_a_damaged_one_refuses_to_start_and_says_how_to_mend_it(
    published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Unless the folder is the very same; and publishing mends it."""
    edit(published, "three small things from today", "three tiny things from today")

    def damage(unit: Unit) -> None:
        revision = revisions.in_force(unit)
        assert revision is not None
        revisions.publish(unit, revision, b"damaged", how="published")

    in_store(published, damage)
    with pytest.raises(LibraryFault, match="vignette library publish"):
        runner.library_to_go_by(load_settings(published, {}))
    assert any("cannot be read" in each for each in lay_ground(published, {}).faults)
    edit(published, "three tiny things from today", "three small things from today")
    assert lay_ground(published, {}).faults == []

    edit(published, "three small things from today", "three tiny things from today")
    assert vignette(published, "library", "publish", "--yes") == 0
    assert lay_ground(published, {}).differs == ""
    capsys.readouterr()


def test_a_damaged_one_in_an_older_database_is_mended_by_publishing_too(
    published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A start is refused, so it cannot bring the database up to date: publishing does both, with a backup."""
    edit(published, "three small things from today", "three tiny things from today")
    file = published / "data" / "vignette.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        raw.execute("UPDATE library_revisions SET packed = x'00'")
        raw.execute("DROP TABLE own_prompts")
        raw.execute("UPDATE alembic_version SET version_num = '0006'")
    assert any("vignette library publish" in each for each in lay_ground(published, {}).faults)

    assert vignette(published, "library", "publish", "--dry-run") == 1
    assert vignette(published, "library", "publish", "--yes") == 0, capsys.readouterr().err
    assert lay_ground(published, {}).faults == []
    assert lay_ground(published, {}).differs == ""
    assert list(file.parent.glob("*-before-0006-*.db"))


def test_an_older_database_whose_library_is_whole_is_brought_up_to_date_by_a_start_alone(
    published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An older Vignette may be at work on it."""
    edit(published, "three small things from today", "three tiny things from today")
    file = published / "data" / "vignette.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        raw.execute("DROP TABLE own_prompts")
        raw.execute("UPDATE alembic_version SET version_num = '0006'")

    assert vignette(published, "library", "publish", "--yes") == 1
    assert "`vignette run` brings it up to date" in capsys.readouterr().err


def test_doctor_tells_the_two_apart(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is in force is well; the folder is worth a look."""
    before = in_force(published)
    edit(published, "kind: prompt", "kind: promt")
    vignette(published, "doctor", "--offline", "--format", "json")

    rows = [row for row in json.loads(capsys.readouterr().out) if row["check"] == 3]
    assert {row["state"] for row in rows} == {"ok", "warning"}
    assert any(f"revision {before}" in row["what"] for row in rows if row["state"] == "ok")
    assert any("small-things.yaml:1:7" in row["what"] for row in rows)


def test_why_and_forecast_go_by_what_is_in_force(followed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A broken folder costs them nothing."""
    edit(followed, "kind: prompt", "kind: promt")

    assert vignette(followed, "forecast", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["not_counted"]["unknown_programme"] == 0
    assert vignette(followed, "why", "Heron-12") == 0
    assert "has errors" not in capsys.readouterr().err


def test_init_wires_the_schema(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the library's files lies what `library schema` prints, byte for byte; the checker does not mind it."""
    assert vignette(studio, "library", "schema") == 0

    assert (studio / "library" / "library.schema.json").read_text() == capsys.readouterr().out == json_schema_text()
    assert vignette(studio, "library", "check") == 0


@pytest.mark.parametrize("command", ["publish", "diff", "coverage", "preview", "graph"])
def test_help_has_an_example(studio: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As every command's."""
    assert vignette(studio, "library", command, "--help") == 0
    assert f"Example: vignette library {command}" in " ".join(capsys.readouterr().out.split())
