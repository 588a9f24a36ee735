"""`vignette doctor` on this machine: each check finds its fault, says the mend, and lets the others be made."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bots import runner
from bots.cli import checkup
from bots.cli.findings import CHECKS, Row, State
from bots.cli.ground import lay_ground
from config.settings import load_settings
from core.domain.address import Address, Platform
from core.domain.errors import Reason
from core.domain.ids import AccountId
from core.safety.consent import archive_all
from core.store import leases, therapists
from core.store.unit import Unit
from tests.unit.cli.practice import in_store, inside, vignette

NOW = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
ROOM = Address(Platform.TELEGRAM, AccountId("main"), "-100777")


def offline(studio: Path, capsys: pytest.CaptureFixture[str], *flags: str) -> tuple[int, dict[int, list[dict]]]:
    """Exit code, and the rows of each check."""
    code = vignette(studio, "doctor", "--offline", "--format", "json", *flags)
    rows: dict[int, list[dict]] = {}
    for row in json.loads(capsys.readouterr().out):
        rows.setdefault(row["check"], []).append(row)
    return code, rows


def states(rows: list[dict]) -> list[str]:
    """One word a row."""
    return [row["state"] for row in rows]


def enter(
    studio: Path,
    *,
    hours: int = 72,
    room: Address | None = None,
    trouble: Reason | None = None,
    acknowledged: bool = True,
) -> None:
    """Ada, perhaps with a room."""

    def work(unit: Unit) -> None:
        leases.register_account(unit, ROOM.account, ROOM.platform.value)
        until = unit.now + timedelta(hours=hours)
        ada = therapists.add_therapist(unit, name="Ada", language="en", zone="UTC", code="C", code_until=until)
        if room is not None:
            therapists.bind_room(unit, ada, room, "5001")
            therapists.set_room_trouble(unit, ada, trouble)
        if room is not None and acknowledged:
            therapists.acknowledge(unit, ada)

    in_store(studio, work)


def test_a_fresh_practice_has_no_fault(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ten checks in order, each with a row; nothing was made by looking."""
    code, rows = offline(studio, capsys)

    assert code == 0
    assert list(rows) == list(CHECKS)
    assert [rows[number][0]["name"] for number in rows] == list(CHECKS.values())
    assert {number: states(rows[number]) for number in (1, 2, 3, 4, 10)} == {
        number: ["ok"] for number in (1, 2, 3, 4, 10)
    }
    assert "nothing in it yet" in rows[2][0]["what"]
    assert "no therapist yet" in rows[9][0]["what"]
    assert list((studio / "data").iterdir()) == []


def test_text_is_aligned_and_says_what_was_not_looked_at(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line a row, its state always in the same column."""
    assert vignette(studio, "doctor", "--offline") == 0

    out = capsys.readouterr().out
    rows = [line for line in out.splitlines() if re.match(r"[ 1]\d  ", line)]
    assert len(rows) == len(CHECKS)
    assert len({line.index(state) for line in rows for state in ("ok ", "warning ") if f"  {state}" in line}) == 1
    assert "5  accounts   warning  not looked at: --offline" in out
    assert "no therapist yet" in out
    assert "5 warnings." in out


BREAKS: dict[str, tuple[int, str, str, Callable[[Path], object]]] = {
    "a key open to others": (1, "fault", "chmod 600", lambda p: (p / "keys" / "main.token").chmod(0o640)),
    "keys open to others": (1, "warning", "chmod 700", lambda p: (p / "keys").chmod(0o755)),
    "no token": (1, "fault", "has no token", lambda p: (p / "keys" / "main.token").unlink()),
    "a misspelt key": (1, "fault", "Did you mean", lambda p: change(p / "practice.yaml", "country", "contry")),
    "Discord in the clear": (
        1, "fault", "must begin with https", lambda p: change(p / "practice.yaml", "https://discord.com", "http://x.example"),
    ),
    "a database that is none": (2, "fault", "cannot be read", lambda p: (p / "data" / "vignette.db").write_text("x" * 5000)),
    "a library with a fault": (3, "fault", "library/bad.yaml:1:7", lambda p: (p / "library" / "bad.yaml").write_text("kind: promt")),
    "no library": (3, "fault", "is not there", lambda p: shutil.rmtree(p / "library")),
    "numbers that cannot be read": (4, "fault", "cannot be read", lambda p: (p / "safety" / "numbers.yaml").write_text("a")),
    "numbers that are old": (
        4, "warning", "six months", lambda p: change(p / "safety" / "numbers.yaml", "2026-11-01", "2026-01-31"),
    ),
    "numbers without a date": (
        4, "warning", "does not say when", lambda p: change(p / "safety" / "numbers.yaml", "checked_on", "checkd_on"),
    ),
    "numbers from the future": (
        4, "warning", "does not say when", lambda p: change(p / "safety" / "numbers.yaml", "2026-11-01", "2199-01-01"),
    ),
    "a country without numbers": (4, "warning", "XK is not in", lambda p: change(p / "practice.yaml", '"DE"', '"XK"')),
    "an open data folder": (10, "fault", "chmod 700", lambda p: (p / "data").chmod(0o755)),
}  # fmt: skip


def change(file: Path, before: str, after: str) -> None:
    """Edit a file in place."""
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after, 1))


@pytest.mark.parametrize("name", BREAKS)
def test_each_fault_is_found_and_the_rest_goes_on(studio: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The row says what is wrong and how to mend it, the exit code follows, and every other check has its row."""
    check, state, words, damage = BREAKS[name]
    damage(studio)

    code, rows = offline(studio, capsys)

    assert list(rows) == list(CHECKS)
    assert any(row["state"] == state and words in f"{row['what']} {row['mend']}" for row in rows[check]), rows[check]
    assert code == (1 if state == "fault" else 0)


def test_without_settings_what_can_be_seen_is_seen(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Library, numbers and machine are judged all the same; the rest says why it was not."""
    change(studio / "practice.yaml", "zone: UTC", "zone: Nowhere/Atall")

    code, rows = offline(studio, capsys)

    assert code == 1
    assert {number: states(rows[number]) for number in (3, 4, 10)} == {number: ["ok"] for number in (3, 4, 10)}
    assert all("not looked at" in rows[number][0]["what"] for number in (2, 5, 6, 7, 8, 9))


def test_no_practice_at_all_is_a_sentence(tmp_path: Path, studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first thing somebody may try."""
    code, rows = offline(tmp_path / "nowhere", capsys)

    assert code == 1
    assert "vignette init" in rows[1][0]["mend"]
    assert not (tmp_path / "nowhere").exists()


def test_a_wrong_root_key_is_told_and_nothing_is_written(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Never start empty: the old database stays as it is."""
    enter(studio)
    (studio / "keys" / "root.key").write_text("ab" * 32)

    code, rows = offline(studio, capsys)

    assert code == 1
    assert "root key does not belong to this database" in rows[2][0]["what"]
    assert "the database is closed" in rows[9][0]["what"]


@pytest.mark.parametrize(
    ("revision", "state", "words"), [("9999", "fault", "newer"), (None, "ok", "nothing in it yet")]
)
def test_the_schema_is_looked_at_without_being_changed(
    studio: Path, revision: str | None, state: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A newer one is refused; an empty file is a practice that has not started."""
    enter(studio)
    file = studio / "data" / "vignette.db"
    with sqlite3.connect(file) as database:
        if revision is None:
            database.execute("DROP TABLE alembic_version")
        else:
            database.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    database.close()

    _, rows = offline(studio, capsys)

    assert states(rows[2]) == [state]
    assert words in rows[2][0]["what"]


@pytest.mark.parametrize(
    ("given", "state", "words"),
    [
        ({}, "warning", "Ada has no room yet"),
        ({"hours": -1}, "warning", "the code ran out"),
        ({"room": ROOM}, "ok", "1 therapist has a room"),
        ({"room": ROOM, "acknowledged": False}, "warning", "has not acknowledged the test alert"),
        ({"room": ROOM, "trouble": Reason.RIGHTS_LOST}, "fault", "lacks rights"),
        ({"room": ROOM, "acknowledged": False, "trouble": Reason.REMOVED}, "fault", "was removed"),
    ],
)
def test_every_therapist_needs_a_room_that_takes_messages(
    studio: Path, given: dict, state: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who has none yet, whose code ran out, whose room is in trouble."""
    enter(studio, **given)

    _, rows = offline(studio, capsys)

    assert states(rows[9]) == [state]
    assert words in rows[9][0]["what"]


def test_an_active_therapist_without_a_room_or_account_is_a_fault(
    studio: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The room's row is gone, or its bot is no longer in practice.yaml."""
    enter(studio, room=ROOM)
    text = (studio / "practice.yaml").read_text()
    change(studio / "practice.yaml", "main: {platform", "other: {platform")
    change(studio / "practice.yaml", "notify: {admin: main}", "notify: {admin: other}")
    _, without_account = offline(studio, capsys)
    (studio / "practice.yaml").write_text(text)
    with sqlite3.connect(studio / "data" / "vignette.db") as database:
        database.execute("DELETE FROM rooms")
    database.close()

    _, without_room = offline(studio, capsys)

    assert "which practice.yaml does not have" in without_account[9][0]["what"]
    assert "Ada is active and has no room" in without_room[9][0]["what"]
    assert states(without_account[9]) == states(without_room[9]) == ["fault"]


def test_what_lies_about_is_counted(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Held, failed and uncertain deliveries and updates set aside: numbers only."""
    enter(studio, room=ROOM)
    with inside(studio) as run:
        run(litter)

    code, rows = offline(studio, capsys)

    told = [row["what"] for row in rows[9]]
    assert code == 0
    assert states(rows[9]) == ["warning"] * 4
    assert [words.split()[0] for words in told] == ["2", "1", "1", "1"]
    assert "held" in told[0]
    assert "set aside" in told[3]
    assert "secret-words" not in json.dumps(rows)


def litter(unit: Unit) -> None:
    """Deliveries in every state, and a dead update."""
    from core.domain.delivery import DeliveryKind, Operation
    from core.domain.incoming import RawUpdate
    from core.domain.message import OutgoingMessage, Text
    from core.store import inbox, outbox
    from core.store.overview import backlog
    from core.store.tables import outbox as table

    words = OutgoingMessage(Text("secret-words"))
    for number, state in enumerate(("held", "held", "failed", "uncertain", "pending")):
        delivery = outbox.put(
            unit, cause=f"c{number}", kind=DeliveryKind.ROOM, operation=Operation.SEND, to=ROOM, message=words,
            is_group=True, subject=outbox.Subject(),
        )  # fmt: skip
        unit.execute(table.update().where(table.c.id == delivery).values(state=state))
    epoch = leases.acquire(unit, "main", "o", timedelta(seconds=1))
    assert epoch is not None
    inbox.keep(unit, "main", epoch, [RawUpdate(AccountId("main"), "k", "l", b"secret-words", unit.now)], None)
    inbox.set_aside(unit, 1, "7F3K")
    assert backlog(unit).dead_updates == 1


def test_little_room_on_the_disk_is_a_warning(studio: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below a gigabyte; whatever is sent is kept there."""
    usage = shutil.disk_usage(studio)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=250_000_000))

    rows = machine(studio)

    assert [(row.state, row.what[:6]) for row in rows] == [(State.WARNING, "250 MB")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_that_cannot_be_written_is_a_fault(studio: Path) -> None:
    """Said before the first client writes, not after."""
    (studio / "data").chmod(0o500)

    rows = machine(studio)

    (studio / "data").chmod(0o700)
    assert [row.state for row in rows] == [State.FAULT]


@pytest.mark.parametrize(
    ("seconds", "words"), [(31, "31 s behind Telegram"), (-40, "40 s ahead of Telegram"), (29, "")]
)
def test_a_wrong_clock_is_a_warning(studio: Path, seconds: int, words: str) -> None:
    """Over 30 seconds from the platform's own, in the right direction."""
    rows = machine(studio, clocks={"Telegram": timedelta(seconds=seconds)})

    assert rows[0].state is (State.WARNING if words else State.OK)
    assert words in rows[0].what


def test_missing_time_zones_are_a_fault(studio: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every rule is in the client's local time."""
    monkeypatch.setattr(checkup, "available_timezones", set)

    assert [(row.state, row.what) for row in machine(studio)] == [(State.FAULT, "the time zones are missing")]


@pytest.mark.parametrize(("age", "state"), [(183, State.OK), (184, State.WARNING), (-1, State.OK), (-2, State.WARNING)])
def test_numbers_are_good_for_half_a_year(studio: Path, age: int, state: State) -> None:
    """To the day; a date of tomorrow may be another time zone's today."""
    day = date(2026, 11, 22)
    change(studio / "safety" / "numbers.yaml", '"2026-11-01"', (day - timedelta(days=age)).isoformat())

    rows = checkup.check_numbers(lay_ground(studio, {}), day)

    assert [row.state for row in rows] == [state]


def machine(studio: Path, *, clocks: dict[str, timedelta] | None = None) -> list[Row]:
    """Check 10."""
    return checkup.check_machine(studio, lay_ground(studio, {}).settings, clocks)


def test_words_changed_under_the_same_version_are_warned_of(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody was asked again; before and after the next start. A newer version settles it."""
    settings = load_settings(studio, {})
    file = studio / "consent" / "joining.de.yaml"
    in_store(studio, lambda unit: archive_all(unit, runner.load_checked_consents(settings)))
    assert states(offline(studio, capsys)[1][11]) == ["ok"]
    change(file, "Wer liest mit?", "Wer liest das?")

    code, rows = offline(studio, capsys)
    in_store(studio, lambda unit: archive_all(unit, runner.load_checked_consents(settings)))
    _, after_a_start = offline(studio, capsys)

    assert code == 0
    assert states(rows[11]) == states(after_a_start[11]) == ["ok", "warning"]
    assert "version 1 in de has other words" in rows[11][1]["what"]
    assert "Raise `version`" in rows[11][1]["mend"]
    for language in ("en", "de", "es", "ar"):
        old = studio / "consent" / f"joining.{language}.yaml"
        text = old.read_text(encoding="utf-8")
        newer = text.replace("version: 1\n", "version: 2\nchanged: New.\n", 1)
        (studio / "consent" / f"joining.{language}.2.yaml").write_text(newer, encoding="utf-8")
    assert states(offline(studio, capsys)[1][11]) == ["ok"]


def test_a_name_too_long_for_a_screen_is_warned_of(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is cut where people read it."""
    change(studio / "practice.yaml", "name: ", f"name: {'Long ' * 8}")

    _, rows = offline(studio, capsys)

    assert any("people who join read 40 of them" in row["what"] for row in rows[11])
