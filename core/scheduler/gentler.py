"""Something gentler in the place of a prompt that does not go: which one fits its client, and it is due at once (SPEC 4.7)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from core.delivery.own import with_own
from core.domain.hours import local_date
from core.domain.ids import OccurrenceId
from core.prompts.library import Library
from core.prompts.programme import ANSWER_WITHIN
from core.prompts.scales import GENTLE
from core.scheduler.draw import WEEK, Draw, keeps_out
from core.scheduler.planner import seed_of
from core.scheduler.pools import next_prompt
from core.store import moves, past, schedule
from core.store.clients import Client
from core.store.schedule import Occurrence
from core.store.unit import Unit

LATE_BY = timedelta(hours=2)  # what was chosen for now makes no sense tomorrow


def gentler(library: Library, instead_of: str, what: Draw, *, seed: bytes, there: Collection[str] = ()) -> str | None:
    """A prompt of intensity 1 that fits, of the same modality where there is one; None: nothing fits. Pure.

    what.given: what the client got in the last week, so that the least given comes first. there: prompts that are open now.
    """
    fits = [
        prompt
        for name, prompt in sorted(library.prompts.items())
        if prompt.intensity <= GENTLE and name not in {instead_of, *there} and keeps_out(library, prompt, what) is None
    ]
    before = library.prompt(instead_of)
    alike = [each for each in fits if before is not None and each.modality == before.modality]
    return next_prompt([each.id for each in alike or fits], what.given, seed=seed, step=moves.INSTEAD)


def send_gentler(unit: Unit, library: Library, client: Client, what: Occurrence) -> OccurrenceId | None:
    """Choose one and plan it for now, once for each prompt; None: nothing fits."""
    went = past.went_since(unit, [client.id], unit.now - WEEK).get(client.id, [])
    there = [each.prompt for each in schedule.open_occurrences(unit, client.id)]
    today = local_date(unit.now, client.zone)
    given = [each.prompt for each in went]
    told = Draw(unit.now, client.zone, today, client.language, client.limits, went, given)
    known = with_own(unit, library, [what.prompt])
    name = gentler(known, what.prompt, told, seed=seed_of(unit, client.id), there=there)
    if name is None:
        return None
    return moves.send_instead(
        unit,
        what,
        prompt=name,
        intensity=library.prompts[name].intensity,
        local_date=today,
        late_by=LATE_BY,
        answer_within=ANSWER_WITHIN.length,
    )
