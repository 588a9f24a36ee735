"""Two libraries beside each other, as an admin reads it and as a program does: what changed, and for whom. No names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.prompts.compare import Changed, Changes, Part, word_by_word
from core.prompts.faults import plain_line
from core.scheduler.difference import Coming, Difference, Otherwise

_KINDS = {"prompt": "Prompts", "programme": "Programmes", "scale": "Scales", "glossary": "Glossaries"}
_GROUPED = {"text": "", "steps": "step ", "script": "turn "}  # whose members come and go as a whole
_SHORT = 24  # characters of a value that is told whole, before and after
_SOON = timedelta(days=6)  # a weekday alone says which
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Json = dict[str, object]


# --- for people -------------------------------------------------------------------------------------------------------
def entries(changes: Changes) -> list[str]:
    """What came, went and changed, kind by kind."""
    lines: list[str] = []
    for kind, title in _KINDS.items():
        told = [f"  new      {name}" for each, name in changes.added if each == kind]
        told += [f"  gone     {name}" for each, name in changes.removed if each == kind]
        for each in changes.changed:
            if each.kind == kind:
                told += [f"  changed  {each.id}{': its slots move' if each.moves else ''}", *_parts(each)]
        lines += [title, *told] if told else []
    return lines


def _parts(changed: Changed) -> Iterator[str]:
    whole = {head: _is_whole(changed.parts, head) for head in {_head(part) for part in changed.parts} if head}
    done: set[str] = set()
    for part in changed.parts:
        head = _head(part)
        if head and whole[head]:
            if head not in done:
                root, _, name = head.partition(".")
                yield f"             {_GROUPED[root]}{name}: {whole[head]}"
            done.add(head)
            continue
        yield f"             {part.where.removeprefix('text.')}: {_value(part)}"


def _head(part: Part) -> str:
    root, _, rest = part.where.partition(".")
    return f"{root}.{rest.partition('.')[0]}" if root in _GROUPED and rest else ""


def _is_whole(parts: Sequence[Part], head: str) -> str:
    """Whether all of a language, a step or a turn is new or gone: one that changed has parts that were there before."""
    mine = [part for part in parts if _head(part) == head]
    key = "title" if head.startswith("text.") else ""
    if key and not any(part.where == f"{head}.{key}" for part in mine):
        return ""
    if len(mine) < 2 and not key:
        return ""
    if all(part.before is None for part in mine):
        return "new"
    return "gone" if all(part.after is None for part in mine) else ""


def _value(part: Part) -> str:
    before, after = (None if each is None else plain_line(each) for each in (part.before, part.after))
    if before is None or after is None:
        return f"{{+{after}+}}" if before is None else f"[-{before}-]"
    if max(len(before), len(after)) <= _SHORT:
        return f"{before} -> {after}"
    return plain_line(word_by_word(part.before or "", part.after or ""))


def people(found: Difference, now: datetime, *, days: int) -> list[str]:
    """Who would receive what differently, a line each."""
    head = f"Who would receive what differently in the next {days} days (by the rules; quiet hours can still move it):"
    lines = [head, *(f"  {each.alias}: {_otherwise(each, now)}" for each in found.people)]
    number = f"{found.enrolments} {'enrolment' if found.enrolments == 1 else 'enrolments'} under way"
    lines.append(f"  {'nobody else' if found.people else 'nobody'}; {number}.")
    for name, count in found.losing.items():
        clients = f"{count} {'client' if count == 1 else 'clients'}"
        lines.append(
            f"The prompt {name} is gone and was ahead of {clients}: they get what the rules have there now, or nothing, "
            "and /why says so."
        )
    for name, count in found.without.items():
        follow = f"{count} {'enrolment follows' if count == 1 else 'enrolments follow'}"
        lines.append(f"The programme {name} is gone and {follow} it: nothing more of it comes until it is back.")
    return [*lines, "What was sent already stays as it was."]


def _otherwise(one: Otherwise, now: datetime) -> str:
    told: list[str] = []
    if (number := len(one.words)) > 0:
        told.append(f"{number} future {'prompt' if number == 1 else 'prompts'} changed in words")
    if one.replaced:
        old, new = one.replaced[0]
        first = f"{old.prompt or 'nothing'} becomes {new.prompt or 'nothing'}"
        told.append(first if len(one.replaced) == 1 else f"{len(one.replaced)} other prompts (first: {first})")
    if one.moved:
        old, new = min(one.moved, key=lambda pair: pair[0].at)
        first = f"{_when(old.at, one, now)} to {_when(new.at, one, now)}"
        told.append(f"{len(one.moved)} moved ({'' if len(one.moved) == 1 else 'first: '}{first})")
    if one.gone:
        told.append(f"{len(one.gone)} no longer due")
    if one.new:
        first = _when(min(each.at for each in one.new), one, now)
        told.append(f"{len(one.new)} new {'at' if len(one.new) == 1 else 'from'} {first}")
    return ", ".join(told)


def _when(at: datetime, one: Otherwise, now: datetime) -> str:
    local = at.astimezone(ZoneInfo(one.zone))
    day = _DAYS[local.weekday()]
    return f"{day} {local:%H:%M}" if at - now < _SOON else f"{day} {local.day} {_MONTHS[local.month - 1]} {local:%H:%M}"


# --- for programs -----------------------------------------------------------------------------------------------------
def entry_facts(changes: Changes) -> Json:
    """By kind: new, gone, changed with each part as it was and as it will be."""
    return {
        title.lower(): {
            "new": [name for each, name in changes.added if each == kind],
            "gone": [name for each, name in changes.removed if each == kind],
            "changed": [_changed(each) for each in changes.changed if each.kind == kind],
        }
        for kind, title in _KINDS.items()
    }


def _changed(each: Changed) -> Json:
    parts = [{"where": part.where, "before": part.before, "after": part.after} for part in each.parts]
    return {"id": each.id, "parts": parts, **({"slots_move": each.moves} if each.kind == "programme" else {})}


def people_facts(found: Difference) -> Json:
    """Aliases, ids and moments."""
    return {
        "enrolments": found.enrolments,
        "clients": [
            {
                "client": one.alias,
                "words": [_coming(each, one) for each in one.words],
                "other_prompt": [_pair(*pair, one) for pair in one.replaced],
                "moved": [_pair(*pair, one) for pair in one.moved],
                "gone": [_coming(each, one) for each in one.gone],
                "new": [_coming(each, one) for each in one.new],
            }
            for one in found.people
        ],
        "programmes_gone": dict(found.without),
        "prompts_gone": dict(found.losing),
    }


def _pair(before: Coming, after: Coming, one: Otherwise) -> Json:
    return {"before": _coming(before, one), "after": _coming(after, one)}


def _coming(each: Coming, one: Otherwise) -> Json:
    return {
        "programme": each.programme or None,
        "step": each.step if each.programme else None,
        "prompt": each.prompt or None,
        "local": each.at.astimezone(ZoneInfo(one.zone)).isoformat(timespec="minutes"),
        "utc": each.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
    }
