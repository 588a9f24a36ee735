"""What an installation holds beside Python: it is found by the code that reads it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from core.texts.catalogue import LANGUAGES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it is built from this folder, unpacked as an installer would."""
    out = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (built,) = out.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(out / "site")
    return out / "site"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_installation_speaks_every_language(wheel: Path, language: str) -> None:
    """From its own files, wherever it is called from."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from core.texts import catalogue, typed\n"
        "assert catalogue.__file__.startswith(sys.argv[1]), catalogue.__file__\n"
        "assert typed.words_of(sys.argv[2])['alone']['halt']\n"
        "print(catalogue.sentences(sys.argv[2])['not_today'].encode('unicode_escape').decode())"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, str(wheel), language], capture_output=True, text=True, check=False, cwd=wheel
    )

    expected = {"en": "Not today", "de": "Heute nicht", "es": "Hoy no", "ar": "ليس اليوم"}[language]
    assert (done.returncode, done.stdout.strip()) == (0, expected.encode("unicode_escape").decode()), done.stderr
