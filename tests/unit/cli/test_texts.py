"""`vignette texts`: what a translator sees, and English brought into every catalogue."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bots.cli import app as cli
from core.texts.catalogue import LANGUAGES, folder_of_catalogues
from tests.unit.cli.test_app import Counting


def texts(*args: str) -> int:
    """Run it; the exit code."""
    return cli.call(["texts", *args], entropy=Counting())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the catalogues."""
    return Path(shutil.copytree(folder_of_catalogues(), tmp_path / "catalogues"))


def edit(file: Path, old: str, new: str) -> None:
    """One change, where the old words stand once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_each_language_has_its_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """How much it says, and whether somebody who speaks it has read it."""
    texts("--folder", str(folder))

    lines = capsys.readouterr().out.splitlines()[: len(LANGUAGES)]
    assert [line[:2] for line in lines] == list(LANGUAGES)
    assert [("machine-made" in line) for line in lines] == [False, True, True, True]


def test_a_change_of_english_is_brought_to_the_translators(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The new sentence stands beside each translation, which is uncertain until it was looked at."""
    edit(folder / "en.po", 'msgstr "That is fine. This one is put away."', 'msgstr "That is fine. It is put away."')

    code = texts("--update", "--folder", str(folder))

    told = capsys.readouterr().out
    assert code == 1
    assert "de.po: declined_today: English has changed" in told
    german = (folder / "de.po").read_text(encoding="utf-8")
    assert '#. English: That is fine. It is put away.\n#, fuzzy\nmsgid "declined_today"' in german


def test_what_is_uncertain_stays_so_until_somebody_looks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second update does not clear it; taking the flag away does."""
    edit(folder / "en.po", 'msgstr "That is fine. This one is put away."', 'msgstr "That is fine. It is put away."')
    texts("--update", "--folder", str(folder))
    texts("--update", "--folder", str(folder))
    assert "es.po: declined_today" in capsys.readouterr().out

    edit(folder / "es.po", "#, fuzzy\n", "")
    texts("--update", "--folder", str(folder))

    told = capsys.readouterr().out
    assert "es.po: declined_today" not in told
    assert "ar.po: declined_today" in told


def test_a_new_sentence_is_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In its place, empty; one that English lost is gone."""
    edit(folder / "en.po", 'msgid "declined_today"', 'msgid "put_away"')

    assert texts("--update", "--folder", str(folder)) == 1

    told = capsys.readouterr().out
    assert "ar.po: put_away: not translated" in told
    assert "declined_today" not in told
    assert "declined_today" not in (folder / "ar.po").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('msgstr "Ruhe von {start} bis {end}', 'msgstr "Ruhe von {start} bis {ende}', "quiet_set: {end} is missing"),
        (
            'msgstr "Ruhe von {start} bis {end}',
            'msgstr "Ruhe ab {start} {end} {bis}',
            "quiet_set: English has no {bis}",
        ),
        ('msgstr "Heute nicht"', 'msgstr "**Heute nicht"', "not_today: ** stands 1 times, in English 0"),
        ('msgstr "Heute nicht"', 'msgstr ""', "not_today: not translated"),
        ('msgid "not_today"', 'msgid "not_todays"', "not_todays: English has no such sentence"),
    ],
)
def test_a_slip_is_told(folder: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, expected: str) -> None:
    """With the file and the sentence it is in."""
    edit(folder / "de.po", old, new)

    assert texts("--folder", str(folder)) == 1
    assert f"de.po: {expected}" in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'msgid "a"\nmsgstr "b"\nwhat is this\n', "de.po, line 3: this cannot be read as a catalogue."),
        ('msgid "a"\nmsgstr "ä"\n'.encode("latin-1"), "de.po is not written in UTF-8; save it anew in that encoding."),
    ],
)
def test_a_file_that_is_no_catalogue(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes, expected: str
) -> None:
    """One sentence; no file is touched."""
    (folder / "de.po").write_bytes(content)
    before = {file: file.read_bytes() for file in folder.iterdir()}

    assert texts("--update", "--folder", str(folder)) == 1
    assert capsys.readouterr().err.strip() == expected
    assert {file: file.read_bytes() for file in folder.iterdir()} == before


def test_a_folder_without_catalogues(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says how to name another."""
    assert texts("--folder", str(tmp_path)) == 2
    assert "--folder" in capsys.readouterr().err
