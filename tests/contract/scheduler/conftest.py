"""A practice on either database; PostgreSQL in `make test-all`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from core.prompts.schema import Programme, Prompt
from tests.contract.scheduler.practice import Practice, begun
from tests.contract.store.world import START

Begin = Callable[..., Practice]


@pytest.fixture
def begin(story_url: str) -> Iterator[Begin]:
    """`begin(*programmes, prompts=(), at=...)` makes the practice."""
    made: list[Practice] = []

    def one(*programmes: Programme, prompts: tuple[Prompt, ...] = (), at: datetime = START) -> Practice:
        made.append(begun(story_url, *programmes, prompts=prompts, at=at, salt=len(made)))
        return made[-1]

    yield one
    for each in made:
        each.close()
