"""Which way a language is written."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.direction import runs_right_to_left


@pytest.mark.parametrize("language", ["ar", "ar-EG", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi", "ckb", "ku-Arab"])
def test_written_from_the_right(language: str) -> None:
    """Whatever script the language is mostly written in; a region does not matter."""
    assert runs_right_to_left(language)


@pytest.mark.parametrize(
    "language", ["en", "de-AT", "es-419", "zh-Hant", "ku", "gsw", "xx", "xx-YY", "x", "", "-", "en-"]
)
def test_written_from_the_left(language: str) -> None:
    """Also what is no language at all."""
    assert not runs_right_to_left(language)


@given(language=st.text(max_size=20))
def test_any_tag_has_an_answer(language: str) -> None:
    """Never an error."""
    assert runs_right_to_left(language) in (True, False)


def test_help_is_told_without_it() -> None:
    """What knows about languages is not read before it is needed."""
    code = "import sys\nfrom bots.cli.app import call\ncode = call(['--help'], entropy=None)\nassert 'babel' not in sys.modules\nsys.exit(code)"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
