"""Hostile library files: each is a named fault or a sound library, quickly, in little memory, and never a traceback."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from core.prompts.check import Read, check
from core.prompts.loader import compose
from core.prompts.source import decode
from core.prompts.validate import validate
from tests.hostile.corpus import bombs, corpus, mutations
from tests.hostile.judged import judge_corpus
from tests.hostile.warden import SECONDS


def test_the_corpus_is_the_same_every_time() -> None:
    """Whoever finds a failing file by its name finds it again; none is there twice in vain."""
    one, other = corpus(), corpus()

    assert len(one) >= 300
    assert one == other
    assert len({hashlib.sha256(content).digest() for content in one.values()}) > len(one) * 0.95


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limits are Linux's")
def test_every_hostile_file_ends_in_words(tmp_path: Path) -> None:
    """In a process with 200 MB and a bounded processor time: no traceback, nobody killed, a fault or a library."""
    told = judge_corpus(tmp_path / "files")

    assert {each["name"] for each in told} == set(corpus())
    assert [(each["name"], each["trouble"]) for each in told if each["trouble"] or each["status"]] == []
    assert max(each["seconds"] for each in told) < SECONDS
    assert max(each["peak_mb"] for each in told) < 200


@pytest.mark.parametrize("every", range(4))
def test_mutilated_files_and_bombs_raise_nothing(every: int) -> None:
    """The same without processes of their own, for every run of the tests; bombs are refused by a rule of templates."""
    hostile = [text.encode() for text in bombs()]

    for number, content in enumerate([*mutations(), *hostile]):
        if number % 4 == every:
            document, faults = compose(decode("x.yaml", content))
            if document is not None:
                shaped = validate(document)
                faults = [*faults, *shaped.faults, *check([Read(document, shaped.entry, shaped.mended)], fallback="en")]
            if content in hostile:
                assert faults, content[:300]
