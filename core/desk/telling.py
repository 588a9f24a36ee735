"""`/why`: the last and the next of a client's prompts and what became of each; or all of one local date, and why it has
none (SPEC 4.8). The same for `vignette why`, whose reader sees no more than states, ids and the library's own titles.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.delivery.may_send import PERSONAL
from core.delivery.own import with_own
from core.desk.exact_times import day_in
from core.domain.hours import local_date, midnight
from core.domain.message import Text
from core.domain.own import row_of
from core.domain.reasons import Why
from core.domain.states import ClientState
from core.prompts.library import Library
from core.prompts.titles import title_of_programme, titles
from core.scheduler.absent import Absence, absent
from core.scheduler.why import View, explain, head, head_of_date, reason_in_words
from core.store import traces
from core.store.clients import FOR_GOOD
from core.store.therapists import Therapist
from core.store.traces import Person, Trace
from core.store.unit import Unit
from core.texts.calendar import dated
from core.texts.clocks import both
from core.texts.say import composed, plain, say

LAST, AHEAD = 6, 4  # of a list: one screen of a phone
FURTHEST = timedelta(days=5 * 366)  # on either side: no calendar ends within it
_WITH_US = (ClientState.ACTIVE, ClientState.RESTING, ClientState.HALTED)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose, for which local date (None: the last and the next ones), in which language, by which clock beside theirs.

    reader: the therapist who reads, who sees what they called their own prompts; "": nobody who may see that.
    """

    client: Person
    language: str
    yours: str
    day: date | None = None
    reader: str = ""


def why(unit: Unit, library: Library, therapist: Therapist, client_id: str, rest: str) -> Text:
    """The answer in the room."""
    client = traces.person(unit, client_id)
    day = day_in(rest, unit.now, client.zone) if rest.strip() else None
    if rest.strip() and (day is None or not within_reach(day, unit.now, client.zone)):
        return say("why_how", therapist.language)
    return told(unit, library, Asked(client, therapist.language, therapist.zone, day, reader=therapist.id))


def told(unit: Unit, library: Library, asked: Asked) -> Text:
    """Every line of the answer."""
    client, language = asked.client, asked.language
    found = found_for(unit, client, asked.day)
    view = _view(unit, library, asked, found)
    lines = [head(view, client.alias)]
    if asked.day is not None:
        lines = [head_of_date(view, client.alias, dated(asked.day, language))]
    lines += [explain(each, view) for each in found]
    if not found:
        lines.append(say("why_nothing" if asked.day is None else "why_nothing_on", language))
        lines += _absent(unit, library, asked, view)
    blocks = _now(unit, asked)
    lines += [blocks] if blocks is not None else []
    words = lines[0]
    for line in lines[1:]:
        words = words + "\n" + line
    return words


def found_for(unit: Unit, client: Person, day: date | None) -> list[Trace]:
    """The rows it is told from, oldest first."""
    if day is None:
        return traces.around(unit, client.id, last=LAST, ahead=AHEAD)
    begins, ends = midnight(day, client.zone), midnight(day + timedelta(days=1), client.zone)
    return traces.on_date(unit, client.id, day, begins=begins, ends=ends)


def within_reach(day: date, now: datetime, zone: str) -> bool:
    """Whether anything can be told of a date."""
    return abs(day - local_date(now, zone)) <= FURTHEST


def reasons_of_absence(unit: Unit, library: Library, client: Person, day: date, language: str) -> list[Text]:
    """Why a local date has nothing."""
    if client.state not in _WITH_US:
        reason = Why.LEFT if client.state is ClientState.LEFT else Why.NOT_JOINED
        return [Text(reason_in_words(reason, language))]
    courses = traces.followed(unit, client.id)
    named = {each.programme: title_of_programme(library, each.programme, [language]) for each in courses}
    today = local_date(unit.now, client.zone)
    return absent(library, Absence(day, today, client.zone, client.alias, courses, named), language)


def _absent(unit: Unit, library: Library, asked: Asked, view: View) -> list[Text]:
    day = asked.day or local_date(unit.now, view.theirs)
    return [Text("· ") + each for each in reasons_of_absence(unit, library, asked.client, day, asked.language)]


def _view(unit: Unit, library: Library, asked: Asked, found: list[Trace]) -> View:
    languages = [asked.language, asked.client.language]
    own = [each.prompt for each in found if row_of(each.prompt) is not None]
    told_titles = titles(with_own(unit, library, own, of=asked.reader), languages)
    hidden = plain("own_untold", asked.language)
    named = {each: title_of_programme(library, each, languages) for each in library.programmes}
    return View(
        language=asked.language,
        theirs=asked.client.zone,
        yours=asked.yours,
        now=unit.now,
        titles=dict.fromkeys(own, hidden) | told_titles,
        programmes=named,
        detailed=asked.day is not None,
    )


def _now(unit: Unit, asked: Asked) -> Text | None:
    """What stands in the way of everything at this moment."""
    client, language = asked.client, asked.language
    paused = client.paused_until if client.paused_until is not None and client.paused_until > unit.now else None
    found: list[tuple[Why, datetime | None]] = []
    if client.state is ClientState.HALTED:
        found.append((Why.STOPPED, None))
    if client.state is ClientState.RESTING:
        found.append((Why.RESTING, client.rest_until))
    if paused is not None:
        found.append((Why.PAUSED, None if paused == FOR_GOOD else paused))
    if client.held_level >= PERSONAL:
        found.append((Why.HELD, None))
    if client.away_until is not None:
        found.append((Why.AWAY, client.away_until))
    if not found:
        return None
    return Text(composed("why_now", language, reasons=", ".join(_since(each, unit.now, asked) for each in found)))


def _since(block: tuple[Why, datetime | None], now: datetime, asked: Asked) -> str:
    why_, until = block
    reason = reason_in_words(why_, asked.language)
    if until is None:
        return reason
    shown = both(until, asked.client.zone, asked.yours, asked.language, now=now)
    return composed("why_until", asked.language, reason=reason, until=shown)
