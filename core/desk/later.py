"""A client wants a prompt at another time, or not today: by button the one it belongs to, by word the newest (SPEC 2, 4.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from core.delivery.handles import Action, button
from core.desk import scene_desk
from core.desk.access import Act
from core.desk.context import Desk, about, answer_client, answered_before, client_actor, demand
from core.desk.moments import Named, Offer, Unfit, meant, offers, unfit
from core.desk.questions import open_question
from core.desk.time_words import Said, when
from core.domain.hours import Hours, local_date, zone_of
from core.domain.incoming import MessageIn, Press
from core.domain.message import Button, Text
from core.domain.states import ClientState, OccurrenceState
from core.scheduler import asking
from core.scheduler.draw import STRONG
from core.store import check_ins, moves, schedule, therapists
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.schedule import Occurrence
from core.store.unit import Unit
from core.texts.calendar import weekday
from core.texts.moments import comes_at
from core.texts.say import plain, say

_OPEN = (OccurrenceState.RELEASED, OccurrenceState.SENT, OccurrenceState.SNOOZED)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


# --- later ------------------------------------------------------------------------------------------------------------
def press(unit: Unit, desk: Desk, where: ClientAddress, client: Client, occurrence: str, event: Press) -> None:
    """A prompt's *Later*, however old."""
    _later(unit, desk, where, client, schedule.occurrence(unit, occurrence), event)


def wish(unit: Unit, desk: Desk, where: ClientAddress, client: Client, rest: str, message: MessageIn) -> None:
    """The word, alone or with a time behind it: it means the newest prompt that is open."""
    what = newest_open(unit, client)
    if what is None:
        answer_client(unit, desk, where, message, _nothing_open(unit, client))
        return
    said = when(rest, local_date(unit.now, client.zone)) if rest else None
    unknown = say("later_unknown", client.language, word=rest) if rest and said is None else None
    _later(unit, desk, where, client, what, message, said=said, words=unknown)


def chosen(unit: Unit, desk: Desk, where: ClientAddress, client: Client, thing: str, by: Press | MessageIn) -> None:
    """One of the moments that were offered, by its button or by typing it. Raises LookupError where it names nothing."""
    occurrence, _, moment = thing.partition("-")
    what = schedule.occurrence(unit, occurrence)
    if what.client != client.id or not (moment == Named.HOUR.value or moment.isdecimal()):
        raise LookupError("names no moment of theirs")
    if moment == Named.HOUR.value:
        said = when("1h", local_date(unit.now, client.zone))
        _later(unit, desk, where, client, what, by, said=said)
    else:
        _later(unit, desk, where, client, what, by, at=_EPOCH + int(moment) * _MINUTE)


def typed(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> bool:
    """Words alone, when the last thing said was "When suits you?". False: they are meant for somebody else."""
    things, named = open_question(unit, client, Action.SUITS, message)
    if named is not None:
        chosen(unit, desk, where, client, named, message)
        return True
    said = when(message.text, local_date(unit.now, client.zone)) if things else None
    if said is None:
        return False
    what = schedule.occurrence(unit, things[0].partition("-")[0])
    _later(unit, desk, where, client, what, message, said=said)
    return True


def newest_open(unit: Unit, client: Client) -> Occurrence | None:
    """The newest prompt that waits for an answer; one that was put off already only where there is no other."""
    there = schedule.open_occurrences(unit, client.id)
    first = [each for each in there if each.state is not OccurrenceState.SNOOZED]
    return next(reversed(first or there), None)


def _nothing_open(unit: Unit, client: Client) -> Text:
    """There is no prompt to put off; but a question before one can wait for its answer a while."""
    asked = next((each for each in check_ins.under_way(unit, client.id) if each.is_unanswered), None)
    if asked is None:
        return say("later_none", client.language)
    until = comes_at(asked.until, unit.now, client.zone, client.language)
    return say("later_asked", client.language, when=until)


def _later(
    unit: Unit,
    desk: Desk,
    where: ClientAddress,
    client: Client,
    what: Occurrence,
    by: MessageIn | Press,
    *,
    said: Said | None = None,
    at: datetime | None = None,
    words: Text | None = None,
) -> None:
    """Put it off, or ask when, or say why not. words: said instead of the question."""
    demand(client_actor(client), Act.CHOOSE, about(client))
    if answered_before(unit, by):
        return  # a second tap
    no = _why_not(unit, client, what)
    if no is not None:
        answer_client(unit, desk, where, by, no)
        return
    hours, strong = _hours(client), what.intensity >= STRONG
    if said is not None:
        can_be = meant(said, unit.now, client.zone, usual=_usual(what, client))
        at = next((each for each in can_be if unfit(each, unit.now, hours, strong=strong) is None), can_be[0])
    if at is None:
        _ask(unit, desk, where, client, what, by, words)
        return
    reason = unfit(at, unit.now, hours, strong=strong)
    if reason is not None:
        _ask(unit, desk, where, client, what, by, _words_for(reason, client.language))
        return
    _put_off(unit, client, what, at)
    told = comes_at(at, unit.now, client.zone, client.language)
    title = _title_if_several(unit, client, what)
    if title:
        answer_client(unit, desk, where, by, say("later_set_titled", client.language, title=title, when=told))
    else:
        answer_client(unit, desk, where, by, say("later_set", client.language, when=told))


def _why_not(unit: Unit, client: Client, what: Occurrence) -> Text | None:
    """What to say where it cannot be put off."""
    language = client.language
    if what.state is OccurrenceState.ANSWERED:
        return say("later_answered", language)
    if what.state not in _OPEN:
        return say("later_closed", language, therapist=therapists.therapist(unit, client.therapist).name)
    return None if client.state is ClientState.ACTIVE else say("later_resting", language)


def _put_off(unit: Unit, client: Client, what: Occurrence, at: datetime) -> None:
    if what.state is OccurrenceState.SNOOZED and what.due_at == at:
        return
    late_by = what.late_at - what.due_at
    what = _there(unit, what)
    asking.ask_anew(unit, what)
    moves.snooze(unit, what, at, late_by=late_by, actor=f"client:{client.id}")


def _there(unit: Unit, what: Occurrence) -> Occurrence:
    """Who speaks of it has it, although the platform has not said so yet."""
    if what.state is not OccurrenceState.RELEASED:
        return what
    schedule.sent(unit, what.id)
    return schedule.occurrence(unit, what.id)


def _words_for(reason: Unfit, language: str) -> Text:
    match reason:
        case Unfit.OVER:
            return say("later_over", language)
        case Unfit.FAR:
            return say("later_far", language)
        case Unfit.QUIET:
            return say("later_quiet", language)
        case Unfit.DAY:
            return say("later_day", language)
        case Unfit.STRONG:
            return say("later_strong", language)


def _ask(
    unit: Unit,
    desk: Desk,
    where: ClientAddress,
    client: Client,
    what: Occurrence,
    by: MessageIn | Press,
    words: Text | None,
) -> None:
    title = _title_if_several(unit, client, what)
    if words is None:
        language = client.language
        words = say("ask_later_titled", language, title=title) if title else say("ask_later", language)
    found = offers(unit.now, _usual(what, client), _hours(client), strong=what.intensity >= STRONG)
    row = tuple(_button(unit, client, where, what, each) for each in found)
    answer_client(unit, desk, where, by, words, buttons=tuple((each,) for each in row))


def _button(unit: Unit, client: Client, where: ClientAddress, what: Occurrence, offer: Offer) -> Button:
    """The hour counts from the press; the other moments stay what they are."""
    language, local = client.language, offer.at.astimezone(zone_of(client.zone))
    moment = Named.HOUR.value if offer.name is Named.HOUR else str((offer.at - _EPOCH) // _MINUTE)
    clock = f"{local:%H:%M}"
    match offer.name:
        case Named.HOUR:
            label = plain("suit_hour", language)
        case Named.EVENING:
            label = plain("suit_evening", language, time=clock)
        case Named.NEXT:
            tomorrow = local_date(unit.now, client.zone) + timedelta(days=1)
            label = plain("suit_tomorrow", language, time=clock)
            if local.date() != tomorrow:
                day = weekday(local, language)
                label = plain("suit_day", language, weekday=day[:1].upper() + day[1:], time=clock)
    return button(unit, label, Action.SUITS, f"{what.id}-{moment}", where.address)


def _title_if_several(unit: Unit, client: Client, what: Occurrence) -> str:
    """Its title where more than one prompt is open, else ""."""
    return what.title if len(schedule.open_occurrences(unit, client.id)) > 1 else ""


def _usual(what: Occurrence, client: Client) -> time:
    """At which local time it comes by its rule."""
    return what.nominal_at.astimezone(zone_of(client.zone)).time().replace(tzinfo=None, fold=0)


def _hours(client: Client) -> Hours:
    return Hours(client.zone, client.quiet, client.days)


# --- not today --------------------------------------------------------------------------------------------------------
def skip(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> None:
    """The word: the scene that they are in, else the newest prompt that is open."""
    demand(client_actor(client), Act.CHOOSE, about(client))
    if scene_desk.leave_open(unit, desk, where, client):
        return
    what = newest_open(unit, client)
    if what is None:
        answer_client(unit, desk, where, message, say("done_nothing", client.language))
        return
    title = _title_if_several(unit, client, what)
    _decline(unit, what)
    if title:
        answer_client(unit, desk, where, message, say("declined_titled", client.language, title=title))
    else:
        answer_client(unit, desk, where, message, say("declined_today", client.language))


def not_today(unit: Unit, desk: Desk, where: ClientAddress, client: Client, occurrence: str, by: Press) -> None:
    """The button: put away without a word about it; in a scene it leaves the scene."""
    demand(client_actor(client), Act.CHOOSE, about(client))
    if scene_desk.leave_open(unit, desk, where, client, occurrence=occurrence):
        return
    _decline(unit, schedule.occurrence(unit, occurrence))
    answer_client(unit, desk, where, by, say("declined_today", client.language))


def _decline(unit: Unit, what: Occurrence) -> None:
    schedule.decline(unit, _there(unit, what).id)


# --- what is open -----------------------------------------------------------------------------------------------------
def open_now(unit: Unit, client: Client, asked: Mapping[str, str]) -> Text | None:
    """What is open, and of what was put off when it comes again; None: nothing is. asked: a line for each that waits for the
    answer to the question before it.
    """
    there = [each for each in schedule.open_occurrences(unit, client.id) if each.id not in asked]
    lines = [f"· {line}" for line in (*(_line(unit, client, each) for each in there), *asked.values())]
    return say("today_some", client.language, titles="\n".join(lines)) if lines else None


def _line(unit: Unit, client: Client, what: Occurrence) -> str:
    if what.state is not OccurrenceState.SNOOZED:
        return what.title
    told = comes_at(what.due_at, unit.now, client.zone, client.language)
    return plain("today_again", client.language, title=what.title, when=told)
