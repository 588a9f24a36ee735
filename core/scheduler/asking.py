"""Before a personal prompt its client is asked how it is: once, for so long, and what follows for the prompt (SPEC 4.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from core.delivery.question import question
from core.delivery.write import Letter
from core.domain.delivery import DeliveryKind, DeliveryState
from core.domain.hours import Hours, allowed_until, instant, local_date, zone_of
from core.domain.reasons import NOT_NOW, Why
from core.domain.states import OccurrenceState
from core.prompts.library import Library
from core.prompts.scales import asked_in, before
from core.scheduler.draw import LATEST_STRONG, STRONG
from core.scheduler.judge import Go, MoveTo, Skip, Verdict
from core.store import check_ins, moves, outbox, schedule
from core.store.addresses import ClientAddress
from core.store.check_ins import CheckIn
from core.store.clients import Client
from core.store.schedule import Occurrence
from core.store.unit import Unit

WAITS = timedelta(hours=2)  # for an answer, at least: as long as a prompt may be late by default
FRESH = timedelta(hours=12)  # so old an answer may be when a prompt that was put off comes again
# Reasons that the waiting itself has brought about.
_OF_TIME = (Why.LATE, Why.ONE_IS_ENOUGH, Why.NEXT_COMES, Why.QUIET, Why.DAY, Why.CAP, Why.STRONG_EVENING)
_NEVER_CAME = (DeliveryState.PENDING, DeliveryState.HELD, DeliveryState.CANCELLED, DeliveryState.FAILED)


@dataclass(frozen=True, slots=True)
class Ask:
    """It does not go yet: its client is asked first."""


# --- deciding ---------------------------------------------------------------------------------------------------------
def in_turn(verdict: Verdict, asked: CheckIn | None, *, asks: bool, again: bool, now: datetime) -> Verdict | Ask:
    """What becomes of a due prompt, after everything else was judged. Pure.

    asked: the newest question before it. asks: whether there must be one. again: it was there already and comes again.
    """
    waits = asked is not None and asked.is_unanswered
    if asked is not None and waits and now >= asked.until:
        keeps = isinstance(verdict, Skip) and verdict.why not in _OF_TIME
        return verdict if keeps else Skip(Why.UNANSWERED)
    if not isinstance(verdict, Go):
        return verdict
    if asked is not None and waits:
        return MoveTo(asked.until, Why.CHECK_IN)
    if asked is None or (asks and again and now - asked.asked_at > FRESH):
        return Ask() if asks else verdict
    said = asked.answer
    return verdict if said is not None and not said.is_heavy else Skip(Why.NOT_AFTER)


def answer_until(now: datetime, move_until: datetime, hours: Hours, *, strong: bool) -> datetime:
    """So long an answer counts: as far as the prompt may be moved, two hours at least, never into the client's quiet hours,
    and for a strong prompt not past the hour after which none goes. Pure.
    """
    until = allowed_until(now, hours, latest=max(move_until, now + WAITS))
    if not strong:
        return until
    evening = instant(local_date(now, hours.zone), time(LATEST_STRONG), zone_of(hours.zone))
    return min(until, evening) if evening > now else until


# --- doing ------------------------------------------------------------------------------------------------------------
def ask(unit: Unit, library: Library, client: Client, where: ClientAddress, consent: str, what: Occurrence) -> Letter:
    """The question, and the occurrence waits for its answer. Raises LookupError where there is nothing to ask in the
    client's language.
    """
    prompt = library.prompt(what.prompt)
    scale = None if prompt is None else before(library, prompt)
    asked = None if scale is None else asked_in(scale, [client.language])
    if scale is None or asked is None:
        raise LookupError("the question has no words that the client reads")
    hours = Hours(client.zone, client.quiet, client.days)
    until = answer_until(unit.now, what.move_until, hours, strong=what.intensity >= STRONG)
    ends = (asked.low, asked.high)
    put = check_ins.ask(unit, what, consent=consent, scale=scale.id, ends=ends, revision=library.revision, until=until)
    reach = max(what.move_until, until)
    moves.move_due(unit, what, until, reason=Why.CHECK_IN, until=reach, late_at=max(what.late_at, reach))
    message = question(unit, client, where, asked, put.id)
    kind = DeliveryKind.CHECK_IN
    return Letter(where, kind, message, _cause(put), occurrence=what.id, consent=consent)


def never_came(unit: Unit, asked: CheckIn) -> bool:
    """Whether the question itself has surely not reached its client."""
    call = outbox.by_cause(unit, f"{_cause(asked)}/0")
    return call is not None and call.state in _NEVER_CAME


def not_asked(unit: Unit, occurrence: str, why: str) -> None:
    """The question did not go, and why: the prompt is judged once more where that is of the moment, else it is left out."""
    what, asked = schedule.occurrence(unit, occurrence), check_ins.before(unit, [occurrence]).get(occurrence)
    waits = what.state in (OccurrenceState.PLANNED, OccurrenceState.SNOOZED)
    if asked is None or not asked.is_unanswered or not waits:
        return
    if why in NOT_NOW:
        check_ins.forget(unit, asked)
        moves.move_due(unit, what, unit.now, reason=why)
    else:
        schedule.skip(unit, what, why[:40])


def ask_anew(unit: Unit, what: Occurrence) -> None:
    """Its client wants it at another time: a question that waits for an answer is over, and will be asked again then."""
    asked = check_ins.before(unit, [what.id]).get(what.id)
    if asked is not None and asked.is_unanswered:
        check_ins.forget(unit, asked)


def _cause(asked: CheckIn) -> str:
    return f"ask:{asked.id}"
