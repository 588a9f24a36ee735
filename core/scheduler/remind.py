"""A prompt that waits for its answer is mentioned again: at most as often as its step says, never in quiet hours (SPEC 4.4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.delivery import write
from core.delivery.handles import Action, button
from core.domain.delivery import DeliveryKind
from core.domain.hours import Hours, instant, next_allowed
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
        reminders.set_next(unit, what, _next(unit, what, what.reminded))


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
    if allowed > unit.now:  # never in quiet hours; when they end, unless it has closed by then
        reminders.set_next(unit, what, allowed if allowed < closes else None)
        return
    at_its_time = what.remind_at is None or unit.now - what.remind_at <= LATE_BY
    reminders.set_next(unit, what, _next(unit, what, what.reminded + 1), reminded=what.reminded + 1)
    if not at_its_time:
        return
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


def _next(unit: Unit, what: Occurrence, number: int) -> datetime | None:
    """When the reminder of this number (from 0) is due; None: there is none, or it would come only after the close."""
    lengths = [read_delay(each) for each in what.remind.split()]
    if number >= len(lengths) or what.sent_at is None:
        return None
    at = _after(what.sent_at, lengths[number], clients.client(unit, what.client).zone)
    return at if what.closes_at is None or at < what.closes_at else None


def _after(moment: datetime, delay: Delay, zone: str) -> datetime:
    """D and w count days of the client's calendar, h and m elapsed time (SPEC 4.2)."""
    if not delay.days:
        return moment + delay.elapsed
    local = moment.astimezone(ZoneInfo(zone))
    return instant(local.date() + timedelta(days=delay.days), local.time().replace(tzinfo=None), ZoneInfo(zone))
