"""The answers to a questionnaire -> one number, the band it lies in, and the items that call for a look. Pure (CT-20)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from core.prompts.schema import Scale, Scoring


@dataclass(frozen=True, slots=True)
class Score:
    """low, high: the ends of what can be reached, both included. band: the number of the band from 0; None: it has none.

    concern: numbers (from 1) of the items whose answer is a matter of concern whatever the score (RK-13).
    """

    value: int
    low: int
    high: int
    band: int | None
    concern: tuple[int, ...]


def score(scale: Scale, answers: Sequence[int]) -> Score:
    """Count the answers, one for each item in the scale's order.

    Raises ValueError for a scale without items or range, for too few or too many answers, and for one outside the range:
    a sum with a hole in it means nothing.
    """
    items = max(len(text.items) for text in scale.text.values())
    if not items or scale.range is None:
        raise ValueError("this scale has no items to count")
    low, high = scale.range
    if len(answers) != items:
        raise ValueError(f"{items} answers are needed, here are {len(answers)}")
    if any(not low <= answer <= high for answer in answers):
        raise ValueError(f"an answer lies between {low} and {high}")
    rules = scale.scoring or Scoring()
    value = sum(answers) * rules.times
    return Score(
        value=value,
        low=items * low * rules.times,
        high=items * high * rules.times,
        band=bisect_right(rules.bands, value) - 1 if rules.bands and value >= rules.bands[0] else None,
        concern=tuple(each.item for each in rules.concern_items if answers[each.item - 1] >= each.at),
    )
