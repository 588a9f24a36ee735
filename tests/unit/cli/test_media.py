"""`vignette media preview`: in plain words what others would see, and the very files."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bots.cli import app as cli
from tests.faults import hostile
from tests.flow.play import jpeg, ogg
from tests.unit.cli.test_app import Counting


def preview(*args: str) -> int:
    """Run it; the exit code."""
    return cli.call(["media", "preview", *args], entropy=Counting())


def test_a_picture_is_told_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By its content, whatever its name; without what was written into it."""
    file = tmp_path / f"{hostile.SECRET.decode()}.txt"
    file.write_bytes(hostile.saved(hostile.picture(), "PNG", exif=hostile.exif(6)))

    code = preview(str(file), "--out", str(tmp_path / "out"))

    said = capsys.readouterr().out
    assert code == 0
    assert "By its content: image/png" in said
    assert "320 x 200 pixels." in said
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["picture.jpg"]
    written = (tmp_path / "out" / "picture.jpg").read_bytes()
    assert hostile.SECRET not in written
    with Image.open(io.BytesIO(written)) as image:
        assert image.size == (200, 320)


def test_a_sound_has_its_length(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And, with the extra, its wave and a form that plays everywhere."""
    file = tmp_path / "a"
    file.write_bytes(hostile.recorded("libopus", "ogg", seconds=2.0, **hostile.ABOUT))

    code = preview(str(file), "--out", str(tmp_path / "out"))

    assert code == 0
    assert "0:02 long." in capsys.readouterr().out
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["sound.mp3", "sound.ogg", "wave.png"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.4", "no kind that is shown"),
        (b"", "nothing in it"),
        (hostile.bare_png(20_000, 20_000), "too many pixels"),
        (jpeg()[:500], "damaged"),
    ],
)
def test_what_cannot_be_shown_has_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, expected: str
) -> None:
    """Exit 1, and nothing is written."""
    file = tmp_path / "a.jpg"
    file.write_bytes(content)

    code = preview(str(file), "--out", str(tmp_path / "out"))

    assert code == 1
    assert expected in capsys.readouterr().out
    assert list((tmp_path / "out").iterdir()) == []


def test_what_is_no_file_is_said_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder, or nothing at all."""
    assert preview(str(tmp_path)) == 2
    assert preview(str(tmp_path / "missing")) == 2
    assert "is no file" in capsys.readouterr().err


def test_nothing_can_be_written_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file stands where the folder should be."""
    file = tmp_path / "a"
    file.write_bytes(ogg())

    assert preview(str(file), "--out", str(file)) == 2
    assert "could be written" in capsys.readouterr().err
