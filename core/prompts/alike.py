"""Prompts that are nearly the same: found by the runs of words that they share, without comparing each with each.

Every text becomes the set of its runs of three words (shingles), a set becomes a sketch of 32 numbers (one-permutation
minhash), and only prompts that share several numbers are compared in full. So 10,000 prompts cost 10,000 looks, and a
library of nothing but copies costs no more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

RUN = 3  # words that stand together
ALIKE = 0.2  # share of runs in common (Jaccard): different prompts share 0.05 at most, one with every fifth word changed 0.25
FEWEST_RUNS = 8  # shorter texts are alike by chance
_BINS = 32
_SHARED = 3  # numbers of the sketch two prompts share before they are compared: at 0.2 six are to be expected
_REMEMBERED = 8  # prompts that are kept for each number
_COMPARED = 4
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts by their index, the later one first, and the share of runs they have in common."""

    later: int
    earlier: int
    share: float


def runs_of(text: str) -> frozenset[int]:
    """The text's runs of three words, each as a number; marks and capitals do not count."""
    words = _WORD.findall(text.casefold())
    return frozenset(crc32(" ".join(words[at : at + RUN]).encode()) for at in range(len(words) - RUN + 1))


def alike(texts: Iterable[frozenset[int]]) -> list[Pair]:
    """For each text that is nearly the same as an earlier one, the earlier one that it is most like."""
    seen: list[frozenset[int]] = []
    by_number: dict[int, list[int]] = {}
    pairs: list[Pair] = []
    for number, runs in enumerate(texts):
        seen.append(runs)
        if len(runs) < FEWEST_RUNS:
            continue
        sketch = _sketch(runs)
        votes = Counter(other for each in sketch for other in by_number.get(each, ()))
        near = [other for other, count in votes.most_common(_COMPARED) if count >= _SHARED]
        found = [Pair(number, other, _share(runs, seen[other])) for other in near]
        best = max(found, key=lambda pair: (pair.share, -pair.earlier), default=None)
        if best is not None and best.share >= ALIKE:
            pairs.append(best)
        for each in sketch:
            kept = by_number.setdefault(each, [])
            if len(kept) < _REMEMBERED:
                kept.append(number)
    return pairs


def _sketch(runs: frozenset[int]) -> Sequence[int]:
    """The smallest number in each of 32 bins; a number tells its bin."""
    lowest: dict[int, int] = {}
    for run in runs:
        place = run % _BINS
        if run < lowest.get(place, 1 << 32):
            lowest[place] = run
    return list(lowest.values())


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other)
