"""Which prompt a pool gives next: in a seeded order, none twice until all were given (SPEC 3, 4.3). Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count

from core.prompts.programme import Pool
from core.prompts.programme_check import fits
from core.prompts.schema import Prompt
from core.scheduler.windows import digest


def candidates(pool: Pool, prompts: Mapping[str, Prompt]) -> list[str]:
    """Every prompt of the library that the pool may give, by id."""
    return sorted(name for name, prompt in prompts.items() if fits(pool, prompt))


def next_prompt(
    names: Sequence[str], given: Sequence[str], *, seed: bytes, step: str, without: Collection[str] = ()
) -> str | None:
    """The next prompt of a pool; None: nothing is left that may be given.

    names: its candidates. given: what it gave, in order. without: what may not be given this time; its turn comes later,
    and until then a round ends without it. A round never begins with what the one before it ended with.
    """
    out = frozenset(without)  # looked into once for each name: a library may have thousands
    allowed = [name for name in names if name not in out]
    if not allowed:
        return None
    counts = dict.fromkeys(names, 0)
    for name in given:
        if name in counts:
            counts[name] += 1
    number = min(counts[name] for name in allowed)
    order = _order(names, seed, step, number)
    left = [name for name in order if name not in out and counts[name] == number]
    before = given[-1] if given else None
    return next(
        (name for name in left if name != before),
        left[0] if len(allowed) == 1 else _another(allowed, counts, before, left),
    )


def has_its_turn(names: Sequence[str], given: Sequence[str], name: str, *, without: Collection[str] = ()) -> bool:
    """Whether a pool may give this one now: it is not left out, none that may be given waits longer, nor was it the last."""
    out, counts = frozenset(without), Counter(given)
    allowed = [each for each in names if each not in out]
    if name not in allowed or len(allowed) == 1:
        return name in allowed
    least = min(counts[each] for each in allowed)
    waits = [each for each in allowed if counts[each] == least and each not in given[-1:]]
    return name not in given[-1:] and (name in waits or not waits)


def sequence(names: Sequence[str], *, seed: bytes, step: str) -> Iterator[str]:
    """What a pool gives, one after the other, while nothing is left out: the same as asking `next_prompt` each time."""
    before: str | None = None
    for number in count():
        order = _order(names, seed, step, number)
        if len(order) > 1 and order[0] == before:
            order[:2] = order[1], order[0]
        yield from order
        before = order[-1]


def _another(allowed: Sequence[str], counts: Mapping[str, int], before: str | None, left: Sequence[str]) -> str:
    """Only what was given just now is left of this round: the least given of the others goes before it."""
    others = sorted((name for name in allowed if name != before), key=lambda name: (counts[name], name))
    return others[0] if others else left[0]


def _order(names: Sequence[str], seed: bytes, step: str, number: int) -> list[str]:
    """The candidates in the order of one round."""
    key = digest(seed, f"{step}|pool|{number}")
    return sorted(names, key=lambda name: digest(key, name))
