"""Steps as a person reads them at a terminal: the sentence of each, and its next local times."""

from __future__ import annotations

import textwrap

from core.prompts.library import Library
from core.prompts.programme import Programme, Step
from core.scheduler.ahead import Outlook, next_of, why_moved, why_never
from core.scheduler.recurrence import Slot
from core.scheduler.sentence import sentence
from core.texts.calendar import weekday
from core.texts.say import plain

NEXT = 5  # times shown for each step
_WIDTH = 80
_INDENT = "  "


def told(programme: Programme, library: Library, outlook: Outlook, *, languages: tuple[str, str]) -> str:
    """Every step in the order of the file: its id, its sentence, its next times. languages: of the words; the base."""
    titles = _titles(library, languages)
    return "\n\n".join(_step(step, programme, outlook, languages[0], titles) for step in programme.steps)


def _titles(library: Library, languages: tuple[str, str]) -> dict[str, str]:
    found = {name: library.text_for(prompt, languages) for name, prompt in library.prompts.items()}
    return {name: text.text.title for name, text in found.items() if text is not None}


def _step(step: Step, programme: Programme, outlook: Outlook, language: str, titles: dict[str, str]) -> str:
    lines = [step.id, *_wrapped(sentence(step, programme, language, titles=titles), _INDENT)]
    slots = next_of(step, programme, outlook, count=NEXT)
    if not slots:
        reason = why_never(step, programme, outlook, language)
        return "\n".join([*lines, *_wrapped(plain("rhythm_never", language, reason=reason), _INDENT * 2)])
    days = [f"{weekday(slot.local, language)} {slot.local:%Y-%m-%d}" for slot in slots]
    wide = max(len(day) for day in days)
    for day, slot in zip(days, slots, strict=True):
        shown = slot.local.isoformat(timespec="minutes")
        line = f"{day:{wide}}  {shown[11:16]} {shown[16:]}{_beside(slot, step, outlook, language, titles)}"
        lines += _wrapped(line, _INDENT * 2, _INDENT * 3)
    return "\n".join(lines)


def _beside(slot: Slot, step: Step, outlook: Outlook, language: str, titles: dict[str, str]) -> str:
    """What a pool has drawn, and why the time is another one than the sentence says."""
    drawn = titles.get(slot.prompt, slot.prompt) if step.pool is not None else ""
    moved = why_moved(slot, step, outlook.zone, language)
    return "".join(f"  {words}" for words in (drawn, f"({moved})" if moved else "") if words)


def _wrapped(words: str, indent: str, further: str = "") -> list[str]:
    return textwrap.wrap(
        words,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=further or indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
