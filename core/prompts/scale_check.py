"""Checks of a scale: its values, its words in each language, and how a questionnaire is counted (CT-20)."""

from __future__ import annotations

from collections.abc import Iterator

from core.prompts.faults import Fault, quoted
from core.prompts.loader import Document, Loc
from core.prompts.schema import Scale, ScaleText
from core.prompts.text_check import check_plain


def check_scale(document: Document, scale: Scale) -> Iterator[Fault]:
    """Every fault of one scale."""
    bounds = scale.range
    if bounds is None and scale.form == "numbers":
        yield document.fault(("range",), "missing-key", 'the key "range" is missing: lowest and highest number')
    if bounds is not None and bounds[0] >= bounds[1]:
        yield document.fault(("range",), "bad-range", "the range runs from the lowest to the highest number", key=True)
        bounds = None
    if bounds is not None and scale.concern_at is not None and not bounds[0] <= scale.concern_at <= bounds[1]:
        message = f"{scale.concern_at} lies outside the range {bounds[0]} to {bounds[1]}"
        yield document.fault(("concern_at",), "out-of-range", message)
    for language, text in scale.text.items():
        loc: Loc = ("text", language)
        yield from check_plain(document, (*loc, "question"), text.question)
        if scale.form == "choices" and len(text.choices) < 2:
            message = f"a scale of choices needs at least two in {language}"
            yield document.fault((*loc, "choices"), "missing-key", message)
        if text.choices and bounds is not None and len(text.choices) != bounds[1] - bounds[0] + 1:
            message = f"here are {len(text.choices)} choices for a range of {bounds[1] - bounds[0] + 1}"
            yield document.fault((*loc, "choices"), "wrong-number", message, key=True)
    yield from _questionnaire(document, scale, bounds)


def check_asked(document: Document, loc: Loc, scale: Scale) -> Iterator[Fault]:
    """Whether a scale can be asked around a prompt, which names it at `loc`."""
    if not scale.enabled:
        message = f"the scale {quoted(scale.id)} is turned off (enabled: false), so nobody is asked it"
        yield document.fault(loc, "scale-off", message)
    elif is_questionnaire(scale):
        message = f"{quoted(scale.id)} has several items; around a prompt one question is asked"
        yield document.fault(loc, "scale-of-items", message)


def is_questionnaire(scale: Scale) -> bool:
    """Whether it asks several items."""
    return any(text.items for text in scale.text.values())


def _questionnaire(document: Document, scale: Scale, bounds: tuple[int, int] | None) -> Iterator[Fault]:
    """What holds only for several items: as many in each language, and a scoring that fits them."""
    most = max(len(text.items) for text in scale.text.values())
    if not most:
        if scale.scoring is not None:
            message = "scoring belongs to a scale with items"
            yield document.fault(("scoring",), "no-items", message, key=True)
        return
    if bounds is None:
        yield document.fault(
            ("range",), "missing-key", 'the key "range" is missing: lowest and highest answer to an item'
        )
    for language, text in scale.text.items():
        if len(text.items) != most:
            message = f"here are {len(text.items)} items; another language has {most}"
            yield document.fault(("text", language, "items"), "wrong-number", message, key=True)
        for number, item in enumerate(text.items):
            yield from check_plain(document, ("text", language, "items", number), item)
        yield from _bands(document, scale, language, text)
    scoring = scale.scoring
    if scoring is None or bounds is None:
        return
    least, top = (most * value * scoring.times for value in bounds)
    if list(scoring.bands) != sorted(set(scoring.bands)) or any(not least <= start <= top for start in scoring.bands):
        message = f"bands begin at ascending scores between {least} and {top}"
        yield document.fault(("scoring", "bands"), "bad-bands", message, key=True)
    for number, concern in enumerate(scoring.concern_items):
        loc: Loc = ("scoring", "concern_items", number)
        if concern.item > most:
            message = f"there is no item {concern.item}; they are 1 to {most}"
            yield document.fault((*loc, "item"), "out-of-range", message)
        if not bounds[0] <= concern.at <= bounds[1]:
            message = f"there is no answer {concern.at}; they are {bounds[0]} to {bounds[1]}"
            yield document.fault((*loc, "at"), "out-of-range", message)


def _bands(document: Document, scale: Scale, language: str, text: ScaleText) -> Iterator[Fault]:
    wanted = 0 if scale.scoring is None else len(scale.scoring.bands)
    if len(text.bands) != wanted:
        message = f"here are {len(text.bands)} names for {wanted} bands"
        yield document.fault(("text", language, "bands"), "wrong-number", message, key=True)
