"""A practice on either database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from core.prompts.schema import Programme, Prompt
from tests.contract.scheduler.practice import Practice, begun
from tests.contract.store.world import START

Begin = Callable[..., Practice]


@pytest.fixture
def begin(url: str) -> Iterator[Begin]:
    """`begin(*programmes, prompts=(), at=...)` makes the practice."""
    made: list[Practice] = []

    def one(*programmes: Programme, prompts: tuple[Prompt, ...] = (), at: datetime = START) -> Practice:
        made.append(begun(url, *programmes, prompts=prompts, at=at, salt=len(made)))
        return made[-1]

    yield one
    for each in made:
        each.close()
