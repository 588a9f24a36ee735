"""A prompt that waits for its answer is mentioned again: at most as often as its step says, never in quiet hours (SPEC 4.4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.delivery import write
from core.delivery.handles import Action, button
from core.domain.delivery import DeliveryKind
from core.domain.hours import Hours, instant, next_allowed, zone_of
from core.domain.message import OutgoingMessage
from core.domain.practice import PracticeFacts
from core.domain.states import ClientState
from core.prompts.fields import Delay, read_delay
from core.store import addresses, clients, consents, reminders, schedule
from core.store.schedule import Occurrence
from core.store.unit import Unit
from core.texts.say import plain, say

LATE_BY = timedelta(hours=1)  # later it is left out: after a gap of ours nobody is reminded of yesterday
_SLICE = 50


def started(unit: Unit, occurrence_id: str) -> None:
    """It has been sent: its reminders are counted from now."""
    what = schedule.occurrence(unit, occurrence_id)
    if what.sent_at is not None and what.remind:
        _set_next(unit, what, what.reminded)


def remind_due(unit: Unit, practice: PracticeFacts) -> int:
    """Write the reminders whose time has come. Returns how many were looked at."""
    due = reminders.due(unit, limit=_SLICE)
    for what in due:
        _remind(unit, practice, what)
    return len(due)


def _remind(unit: Unit, practice: PracticeFacts, what: Occurrence) -> None:
    client = clients.client(unit, what.client)
    allowed, _ = next_allowed(unit.now, Hours(client.zone, client.quiet, client.days))
    closes = what.closes_at or unit.now
    if what.remind_at is not None and unit.now - what.remind_at > LATE_BY:
        _set_next(unit, what, what.reminded + 1, over_too=True)  # that one may be in time still
        return
    if allowed > unit.now:  # never in quiet hours; when they end, unless it has closed by then
        reminders.set_next(unit, what, allowed if allowed < closes else None)
        return
    _set_next(unit, what, what.reminded + 1)
    where, consent = addresses.best_address(unit, client.id), consents.active(unit, client.id)
    if client.state is not ClientState.ACTIVE or where is None or consent is None or unit.now >= closes:
        return
    words = say("reminder", client.language, title=what.title)
    row = (button(unit, plain("not_today", client.language), Action.NOT_TODAY, what.id, where.address),)
    write.to_client(
        unit,
        practice,
        where,
        DeliveryKind.REMINDER,
        OutgoingMessage(words, buttons=(row,)),
        cause=f"remind:{what.id}:{what.sends}:{what.reminded}",
        occurrence=what.id,
        consent=consent,
    )


def _set_next(unit: Unit, what: Occurrence, number: int, *, over_too: bool = False) -> None:
    """The next reminder is the one of this number (from 0). Whoever has just had one gets none whose time is over already."""
    lengths = [read_delay(each) for each in what.remind.split()]
    zone = clients.client(unit, what.client).zone
    times = [] if what.sent_at is None else [_after(what.sent_at, length, zone) for length in lengths]
    while not over_too and number < len(times) and times[number] <= unit.now:
        number += 1
    at = times[number] if number < len(times) else None
    in_time = at is not None and (what.closes_at is None or at < what.closes_at)
    reminders.set_next(unit, what, at if in_time else None, reminded=number)


def _after(moment: datetime, delay: Delay, zone: str) -> datetime:
    """D and w count days of the client's calendar, h and m elapsed time (SPEC 4.2)."""
    if not delay.days:
        return moment + delay.elapsed
    local = moment.astimezone(zone_of(zone))
    return instant(local.date() + timedelta(days=delay.days), local.time().replace(tzinfo=None), zone_of(zone))
