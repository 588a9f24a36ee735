"""A therapist's words for time: pause and resume, what is left out for a client, days away; send and why have rooms of their
own (SPEC 4.3, 4.7).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from core.delivery import write
from core.desk import browse, by_hand, scene_desk, telling
from core.desk.access import Act, Thing
from core.desk.context import Desk, Rows, about, demand, mark, therapist_actor
from core.desk.day_words import tidied, tidy
from core.desk.exact_times import day_in, length_in
from core.desk.limits import NEEDS, Unknown, limits_in, tags_of
from core.desk.whom import not_with_us, whom
from core.desk.words import Typed, Word
from core.domain.delivery import DeliveryKind
from core.domain.hours import local_date, midnight
from core.domain.incoming import MessageIn
from core.domain.message import OutgoingMessage, Text
from core.domain.states import ClientState
from core.prompts.library import Library
from core.scheduler.draw import left_out
from core.store import addresses, clients, therapists
from core.store.clients import FOR_GOOD, NO_LIMITS, Client, Limits
from core.store.therapists import Room, Therapist
from core.store.threads import Thread
from core.store.unit import Unit
from core.texts.calendar import dated
from core.texts.clocks import both, short
from core.texts.say import say

WORDS = (Word.PAUSE, Word.RESUME, Word.SEND, Word.UNSEND, Word.LIMIT, Word.AWAY, Word.WHY)
LONGEST_AWAY = timedelta(days=366)
_ACTS = {
    Word.PAUSE: Act.PAUSE,
    Word.RESUME: Act.PAUSE,
    Word.SEND: Act.SEND,
    Word.UNSEND: Act.SEND,
    Word.LIMIT: Act.LIMIT,
    Word.WHY: Act.SEE_SCHEDULE,
}
_WITH_US = (ClientState.ACTIVE, ClientState.RESTING, ClientState.HALTED)
_BACK = tidied(("off", "back", "none", "aus", "zurück", "da", "no", "fuera", "volver", "ya no", "إلغاء", "لا"))
_AROUND = tidied((  # words that stand before two dates and between them
    "from", "to", "until", "till", "-", "and", "von", "vom", "bis", "und", "de", "del", "desde", "a", "al", "hasta", "y", "من", "إلى",
    "حتى",
))  # fmt: skip


def steer(
    unit: Unit, desk: Desk, room: Room, thread: Thread | None, message: MessageIn, typed: Typed
) -> tuple[Text, Rows]:
    """The answer to one of WORDS, with its buttons."""
    therapist = therapists.therapist(unit, room.therapist)
    if typed.word is Word.AWAY:
        demand(therapist_actor(room), Act.AWAY, Thing(therapist=room.therapist))
        return _away(unit, therapist, typed.rest), ()
    act = _ACTS[typed.word]
    found = whom(unit, room, therapist, thread, typed.rest, command=typed.raw, act=act)
    if isinstance(found, Text):
        return found, ()
    client, rest = found.client, found.words
    demand(therapist_actor(room), act, about(client))
    rows: Rows = ()
    match typed.word:
        case Word.PAUSE:
            words = _pause(unit, desk, therapist, client, rest, message)
        case Word.RESUME:
            words = _resume(unit, desk, therapist, client, message)
        case Word.SEND if not rest.strip() and client.state in (ClientState.ACTIVE, ClientState.RESTING):
            words, rows = browse.first_page(unit, desk, therapist, client, message.address)
        case Word.SEND:
            words, rows = by_hand.send(unit, desk, therapist, client, rest, message.address)
        case Word.UNSEND:
            words = by_hand.unsend(unit, desk, therapist, client, rest)
        case Word.LIMIT:
            words = _limit(unit, desk, therapist, client, rest)
        case _:
            words = telling.why(unit, desk.library(), therapist, client.id, rest)
    return words, rows


# --- pause ------------------------------------------------------------------------------------------------------------
def _pause(unit: Unit, desk: Desk, therapist: Therapist, client: Client, rest: str, message: MessageIn) -> Text:
    language = therapist.language
    if client.state not in _WITH_US:
        return not_with_us(client, language)
    until = FOR_GOOD if not rest.strip() else length_in(rest, unit.now, client.zone)
    if until is None:
        return say("pause_how", language, words=_cut(rest))
    clients.pause(unit, client.id, until, actor=f"therapist:{therapist.id}")
    scene_desk.abort(unit, desk, client)
    if until == FOR_GOOD:
        words = say("pause_for_good", language, alias=client.alias)
    else:
        shown = both(until, client.zone, therapist.zone, language, now=unit.now)
        words = say("pause_until", language, alias=client.alias, until=shown)
    told = client.paused_until != until and _tell_paused(unit, desk, therapist, client, until, message)
    return words + " " + say("pause_told", language, alias=client.alias) if told else words


def _resume(unit: Unit, desk: Desk, therapist: Therapist, client: Client, message: MessageIn) -> Text:
    language = therapist.language
    if client.state not in _WITH_US:
        return not_with_us(client, language)
    rests = Text("")
    if client.state is ClientState.RESTING:
        rests = say("resume_rests", language, alias=client.alias)
    if client.paused_until is None or client.paused_until <= unit.now:
        return rests if rests.plain else say("resume_none", language, alias=client.alias)
    clients.pause(unit, client.id, None, actor=f"therapist:{therapist.id}")
    if client.state is ClientState.ACTIVE:
        _tell(unit, desk, client, say("client_resumed", client.language, therapist=therapist.name), message)
    words = say("resume_done", language, alias=client.alias)
    return words + " " + rests if rests.plain else words


def _tell_paused(
    unit: Unit, desk: Desk, therapist: Therapist, client: Client, until: datetime, message: MessageIn
) -> bool:
    """One kind line to the client, with no reason. Not to who has said stop: nothing comes before they chose."""
    if client.state is ClientState.HALTED:
        return False
    if until == FOR_GOOD:
        words = say("client_paused", client.language, therapist=therapist.name)
    else:
        shown = short(until, client.zone, client.language, now=unit.now)
        words = say("client_paused_until", client.language, therapist=therapist.name, until=shown)
    return _tell(unit, desk, client, words, message)


def _tell(unit: Unit, desk: Desk, client: Client, words: Text, message: MessageIn) -> bool:
    where = addresses.best_address(unit, client.id)
    if where is None:
        return False
    cause = f"steer:{mark(unit, message)}"
    write.to_client(unit, desk.practice, where, DeliveryKind.ANSWER, OutgoingMessage(words), cause=cause)
    return True


# --- what is left out -------------------------------------------------------------------------------------------------
def _limit(unit: Unit, desk: Desk, therapist: Therapist, client: Client, rest: str) -> Text:
    library = desk.library()
    if rest.strip():
        found = limits_in(rest, client.limits, tags_of(library))
        if isinstance(found, Unknown):
            return say("limit_unknown", therapist.language, word=_cut(found.word), known=", ".join(found.known) or "-")
        if found != client.limits:
            clients.set_limits(unit, client.id, found, actor=f"therapist:{therapist.id}")
    return _limits_told(library, therapist, client.alias, clients.client(unit, client.id).limits)


def _limits_told(library: Library, therapist: Therapist, alias: str, limits: Limits) -> Text:
    language, prompts = therapist.language, library.prompts.values()
    count = sum(left_out(prompt, limits) is not None for prompt in prompts)
    lines = [say("limit_head", language, alias=alias, count=count, all=len(prompts))]
    if limits.avoid:
        lines.append(say("limit_avoid", language, tags=", ".join(limits.avoid)))
    if limits.lacks:
        lines.append(say("limit_lacks", language, needs=", ".join(limits.lacks)))
    if limits.intensity < NO_LIMITS.intensity:
        lines.append(say("limit_intensity", language, intensity=limits.intensity))
    if limits == NO_LIMITS:
        lines = [say("limit_none", language, alias=alias)]
    change = say("limit_change", language, tags=", ".join(tags_of(library)) or "-", needs="|".join(NEEDS))
    words = lines[0]
    for line in (*lines[1:], change):
        words = words + "\n" + line
    return words


# --- away -------------------------------------------------------------------------------------------------------------
def _away(unit: Unit, therapist: Therapist, rest: str) -> Text:
    language = therapist.language
    if not rest.strip():
        if therapist.away_until is None or therapist.away_until <= unit.now:
            return say("away_none", language)
        return _away_told(therapist)
    if tidy(rest) in _BACK:
        if therapist.away_until is not None:
            therapists.set_away(unit, therapist.id, None)
        return say("away_off", language)
    days = days_in(rest, unit.now, therapist.zone)
    if days is None:
        return say("away_how", language, words=_cut(rest))
    span = midnight(days[0], therapist.zone), midnight(days[1] + timedelta(days=1), therapist.zone)
    therapists.set_away(unit, therapist.id, span)
    return _away_told(therapists.therapist(unit, therapist.id))


def days_in(words: str, now: datetime, zone: str) -> tuple[date, date] | None:
    """Two dates, or one that is both; the last is not over, and they are at most a year apart. None: not understood."""
    said, today = words.split(), local_date(now, zone)
    pairs = [(said, said), *((_stripped(said[:place]), _stripped(said[place:])) for place in range(1, len(said)))]
    for pair in pairs:
        first, last = (day_in(" ".join(each), now, zone) for each in pair)
        if first is not None and last is not None:
            fits = all(timedelta(0) <= each <= LONGEST_AWAY for each in (last - first, last - today))
            return (first, last) if fits else None
    return None


def _stripped(words: list[str]) -> list[str]:
    """Without the words that stand around a date."""
    while words and tidy(words[-1]) in _AROUND:
        words = words[:-1]
    while words and tidy(words[0]) in _AROUND:
        words = words[1:]
    return words


def _away_told(therapist: Therapist) -> Text:
    assert therapist.away_from is not None
    assert therapist.away_until is not None
    first = dated(local_date(therapist.away_from, therapist.zone), therapist.language)
    last = dated(local_date(therapist.away_until - timedelta(seconds=1), therapist.zone), therapist.language)
    return say("away_set", therapist.language, first=first, last=last)


def _cut(words: str) -> str:
    """As much of what was typed as an answer repeats."""
    return words if len(words) <= 60 else f"{words[:59]}…"
