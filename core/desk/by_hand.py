"""`/send PROMPT [when]` and `/unsend`: a prompt by the therapist's own hand, at a moment of the client's clock (SPEC 4.3, 4.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches

from core.delivery import write
from core.delivery.handles import Action, button
from core.delivery.may_send import ALL_HELD, PERSONAL
from core.delivery.own import with_own
from core.desk.context import Desk, Rows
from core.desk.day_words import tidy
from core.desk.exact_times import moment_in
from core.desk.whom import not_with_us
from core.domain.address import Address
from core.domain.hours import Hours, local_date, zone_of
from core.domain.ids import OccurrenceId
from core.domain.incoming import Press
from core.domain.message import Button, OutgoingMessage, Text
from core.domain.own import own_name, row_of
from core.domain.reasons import Why
from core.domain.states import ClientState, OccurrenceState
from core.prompts.fields import write_delay
from core.prompts.library import Library
from core.prompts.programme import ANSWER_WITHIN, REMIND
from core.prompts.scales import asked_before, is_readable
from core.prompts.schema import Prompt
from core.prompts.titles import title_of_prompt, titles
from core.scheduler.around import LOOK_BACK
from core.scheduler.by_hand import WAITS, Goes, GoesNot, No, Wish, weigh
from core.scheduler.draw import STRONG, WEEK, left_out
from core.scheduler.why import reason_in_words
from core.store import moves, outbox, own_prompts, past, schedule, traces
from core.store.clients import Client
from core.store.past import Went
from core.store.schedule import Occurrence
from core.store.therapists import Therapist
from core.store.traces import Trace
from core.store.unit import Unit
from core.texts.clocks import both
from core.texts.say import plain, say

_FURTHEST = timedelta(days=366)  # a year ahead is a plan, more is a slip of the thumb
_SOON = timedelta(minutes=2)  # so near it is told as "now"
_AHEAD = 200  # planned occurrences that are looked at: more than two days of any programme
_MOST = 5  # prompts named as near
_WORDS = 8  # of what was typed that are compared
_LISTED = 8  # prompts named where none is
_LONG = 60  # characters of what was typed that an answer repeats


def send(unit: Unit, desk: Desk, therapist: Therapist, client: Client, rest: str, at: Address) -> tuple[Text, Rows]:
    """Plan it and say so, with a button to take it back; or say in plain words why not."""
    language, library = therapist.language, desk.library()
    if client.state not in (ClientState.ACTIVE, ClientState.RESTING, ClientState.HALTED):
        return not_with_us(client, language), ()
    if client.state is ClientState.HALTED:
        return say("send_stopped", language, alias=client.alias), ()
    named = titles(library, [language, client.language])
    prompt, when = split(rest, named)
    found = called(prompt, named)
    if len(found) != 1:
        return which(found, prompt if found else rest, named, language), ()
    asked = unit.now if not when else moment(unit, client, when)
    if asked is None:
        return no_moment(therapist, when), ()
    words, occurrence = plan(unit, library, therapist, client, library.prompts[found[0]], named[found[0]], asked)
    return words, () if occurrence is None else (taking_back(unit, therapist, occurrence, at),)


def send_now(unit: Unit, desk: Desk, therapist: Therapist, client: Client, name: str, at: Address) -> tuple[Text, Rows]:
    """The one that was shown, as soon as it may go. Where it waits for that moment already it is not planned once more."""
    library, language = desk.library(), therapist.language
    prompt, title = library.prompts[name], title_of_prompt(library, name, [language, client.language])
    outcome, waiting = judge_all(unit, library, client)[name], _waiting(unit, client)
    until = outcome.at if isinstance(outcome, Goes) else unit.now
    there = next((e for e in waiting if e.prompt == name and e.programme is None and e.due_at <= until), None)
    if there is not None:
        when = both(there.due_at, client.zone, therapist.zone, language, now=unit.now)
        words, occurrence = say("send_done", language, title=title, alias=client.alias, when=when), there.id
    else:
        words, occurrence = plan(unit, library, therapist, client, prompt, title, unit.now)
    return words, () if occurrence is None else (taking_back(unit, therapist, occurrence, at),)


def moment(unit: Unit, client: Client, when: str) -> datetime | None:
    """What was typed, by the client's clock; None: no time, or none within a year."""
    asked = moment_in(when, unit.now, client.zone)
    return None if asked is None or asked > unit.now + _FURTHEST else asked


def no_moment(therapist: Therapist, when: str) -> Text:
    """What is said then."""
    return say("send_when", therapist.language, words=_cut(when))


def plan(
    unit: Unit,
    library: Library,
    therapist: Therapist,
    client: Client,
    prompt: Prompt,
    title: str,
    asked: datetime,
    *,
    command: str | None = None,
) -> tuple[Text, OccurrenceId | None]:
    """Plan it for then or the next moment that the client's hours allow, and what to say of it; None: it may not go, and why.

    command: what stands before a time where another evening is offered; None: `/send` and the prompt.
    """
    wish = _wish(unit, client, prompt, asked, _around(unit, client))
    outcome = weigh(library, wish)
    if isinstance(outcome, GoesNot):
        begins = f"/send {prompt.id}" if command is None else command
        return _refused(unit, therapist, client, wish, outcome, title, begins), None
    occurrence = _plan(unit, therapist, client, wish, outcome)
    return _told(unit, therapist, client, wish, outcome, title), occurrence


def taking_back(unit: Unit, therapist: Therapist, occurrence: str, at: Address) -> tuple[Button, ...]:
    """The button that takes it back."""
    return (button(unit, plain("take_back", therapist.language), Action.TAKE_BACK, occurrence, at),)


def unsend(unit: Unit, desk: Desk, therapist: Therapist, client: Client, rest: str) -> Text:
    """Take back the one that waits, or the one that is named."""
    language = therapist.language
    waiting = [each for each in _waiting(unit, client) if each.programme is None]
    library = with_own(unit, desk.library(), [each.prompt for each in waiting])
    named = titles(library, [language, client.language])
    if rest.strip():
        wanted = called(rest, named)
        waiting = [each for each in waiting if each.prompt in wanted]
    if not waiting:
        return say("unsend_none", language, alias=client.alias)
    if len({each.prompt for each in waiting}) > 1:
        listed = ", ".join(dict.fromkeys(_as_called(each.prompt, named) for each in waiting))
        return say("unsend_which", language, alias=client.alias, prompts=listed)
    what = schedule.occurrence(unit, waiting[0].id)
    _take_back(unit, what, therapist)
    return say("unsend_done", language, alias=client.alias, title=named.get(what.prompt, what.prompt))


def pressed(unit: Unit, desk: Desk, therapist: Therapist, client: Client, what: Occurrence, event: Press) -> None:
    """*Cancel* under the answer: it says from now on what became of it."""
    language = therapist.language
    library = with_own(unit, desk.library(), [what.prompt])
    title = title_of_prompt(library, what.prompt, [language, client.language])
    key = "unsend_over"
    if what.state is OccurrenceState.PLANNED:
        _take_back(unit, what, therapist)
        key = "unsend_done"
    elif what.reason == Why.TAKEN_BACK:
        key = "unsend_done"  # tapped twice, or taken back by word
    place = event.address.thread or event.address.chat
    answer = outbox.by_message(unit, event.address.account, place, event.message)
    if answer is not None:
        words = say(key, language, alias=client.alias, title=title)
        write.edit(unit, answer, OutgoingMessage(words, silent=True))


def _take_back(unit: Unit, what: Occurrence, therapist: Therapist) -> None:
    schedule.skip(unit, what, Why.TAKEN_BACK, actor=f"therapist:{therapist.id}")


# --- what was typed ---------------------------------------------------------------------------------------------------
def split(rest: str, named: Mapping[str, str]) -> tuple[str, str]:
    """The prompt and the time behind it: as many words as name a prompt; "two minutes" is one before it is a length."""
    words = rest.split()
    for place in range(len(words), 0, -1):
        if called(" ".join(words[:place]), named):
            return " ".join(words[:place]), " ".join(words[place:])
    return " ".join(words[:1]), " ".join(words[1:])


def called(words: str, named: Mapping[str, str]) -> list[str]:
    """The prompts that these words can mean: an id or a title alone, else every one that holds them."""
    said = _plain(words)
    if not said:
        return []
    folds = {name: (_plain(name), _plain(title)) for name, title in named.items()}
    exact = [name for name, fold in folds.items() if said in fold or fold[0].rpartition(" ")[2] == said]
    exact = exact or [name for name in folds if _plain(name.rpartition("/")[2]) == said]
    return sorted(exact) or sorted(name for name, fold in folds.items() if any(said in each for each in fold))


def is_name(words: str, named: Mapping[str, str]) -> bool:
    """Whether this is all of a prompt's id or title, and not a part of it."""
    return _plain(words) in {_plain(each) for pair in named.items() for each in pair}


def _plain(words: str) -> str:
    """Hyphens and slashes are blanks here, so that "safe place" is drawing/safe-place."""
    return " ".join(tidy(words).replace("-", " ").replace("/", " ").replace("“", "").replace("”", "").split())


def _as_called(prompt: str, named: Mapping[str, str]) -> str:
    """A library's prompt by its id; a therapist's own, whose name is none for people, by its title."""
    return prompt if row_of(prompt) is None else f"“{named.get(prompt, '-')}”"


def which(found: list[str], said: str, named: Mapping[str, str], language: str, *, how: str = "send_how") -> Text:
    """What is said where no prompt was named, or not one alone. how: the sentence that says how one is named."""
    if not said:
        return say(how, language, prompts=_listed(named))
    if found:
        near = "; ".join(f"{name} · {named[name]}" for name in found[:_MOST])
        return say("send_several", language, prompt=_cut(said), near=near)
    close = _near(said, named)
    if close:
        near = "; ".join(f"{name} · {named[name]}" for name in close)
        return say("send_unknown", language, prompt=_cut(said), near=near)
    return say("send_unlike", language, prompt=_cut(said), prompts=_listed(named))


def _near(said: str, named: Mapping[str, str]) -> list[str]:
    """Prompts called nearly so: by all the words, or by the first of them where a time stands behind."""
    folds = {_plain(name): name for name in named}
    folds |= {_plain(name.rpartition("/")[2]): name for name in named}
    folds |= {_plain(title): name for name, title in named.items()}
    words = said.split()[:_WORDS]
    for place in range(len(words), 0, -1):
        found = get_close_matches(_plain(" ".join(words[:place])), folds, n=_MOST, cutoff=0.6)
        if found:
            return list(dict.fromkeys(folds[each] for each in found))
    return []


def _listed(named: Mapping[str, str]) -> str:
    names = sorted(named)
    return ", ".join(names[:_LISTED]) + (" …" if len(names) > _LISTED else "") or "-"


def _cut(words: str) -> str:
    return words if len(words) <= _LONG else f"{words[: _LONG - 1]}…"


# --- judging and planning ---------------------------------------------------------------------------------------------
def judge_all(unit: Unit, library: Library, client: Client) -> Mapping[str, Goes | GoesNot]:
    """What would become of each prompt of the library, were it sent to this client now."""
    around = _around(unit, client)
    return {
        name: weigh(library, _wish(unit, client, library.prompts[name], unit.now, around)) for name in library.prompts
    }


@dataclass(frozen=True, slots=True)
class _Around:
    """What a client got of late and what is planned."""

    went: Sequence[Went]
    ahead: Sequence[Trace]


def _around(unit: Unit, client: Client) -> _Around:
    went = past.went_since(unit, [client.id], unit.now - max(LOOK_BACK, WEEK)).get(client.id, [])
    return _Around(went, _waiting(unit, client))


def _wish(unit: Unit, client: Client, prompt: Prompt, asked: datetime, around: _Around) -> Wish:
    alike = _alike(unit, client, prompt)
    return Wish(
        prompt,
        asked,
        Hours(client.zone, client.quiet, client.days),
        client.language,
        client.limits,
        got=[
            *(each.at for each in around.went if each.prompt in alike),
            *(each.due_at for each in around.ahead if each.prompt in alike),
        ],
        strong=[
            *(each.at for each in around.went if each.intensity >= STRONG),
            *(each.due_at for each in around.ahead if each.intensity >= STRONG and each.approval != "no"),
        ],
    )


def _alike(unit: Unit, client: Client, prompt: Prompt) -> set[str]:
    """Under which names it went to this client: its own, and those of what a therapist made of it, or of the same one."""
    row = row_of(prompt.id)
    source = prompt.id if row is None else own_prompts.one(unit, row).source
    if source is None:
        return {prompt.id}
    made = own_prompts.sent_to(unit, client.id, client.therapist)
    return {prompt.id, source, *(own_name(each.id) for each in made if each.source == source)}


def _waiting(unit: Unit, client: Client) -> list[Trace]:
    """What is planned for the client, as far as there are rows; also what is due at this very moment."""
    near = traces.around(unit, client.id, last=_MOST, ahead=_AHEAD)
    return [each for each in near if each.state is OccurrenceState.PLANNED]


def _plan(unit: Unit, therapist: Therapist, client: Client, wish: Wish, goes: Goes) -> OccurrenceId:
    occurrence = moves.send_by_hand(
        unit,
        client=client.id,
        prompt=wish.prompt.id,
        intensity=wish.prompt.intensity,
        local_date=local_date(wish.at, client.zone),
        due_at=wish.at,
        late_by=WAITS,
        answer_within=ANSWER_WITHIN.length,
        remind=" ".join(write_delay(each) for each in REMIND),
        sent_by=f"therapist:{therapist.id}",
        approval="yes" if wish.prompt.intensity >= STRONG else None,
    )
    if goes.why is not None:
        what = schedule.occurrence(unit, occurrence)
        moves.move_due(unit, what, goes.at, reason=goes.why, until=goes.at + WAITS)
    return occurrence


# --- what is said -----------------------------------------------------------------------------------------------------
def _told(unit: Unit, therapist: Therapist, client: Client, wish: Wish, goes: Goes, title: str) -> Text:
    language, zones = therapist.language, (client.zone, therapist.zone)
    if goes.at - unit.now <= _SOON:
        words = say("send_at_once", language, title=title, alias=client.alias)
    else:
        when = both(goes.at, *zones, language, now=unit.now)
        words = say("send_done", language, title=title, alias=client.alias, when=when)
    if goes.why is not None:
        asked = both(wish.at, *zones, language, now=unit.now)
        reason = reason_in_words(goes.why, language)
        words = words + "\n" + say("send_moved", language, asked=asked, reason=reason)
    if asked_before(wish.prompt) is not None:
        words = words + "\n" + say("send_check_in", language, alias=client.alias)
    if wish.prompt.intensity >= STRONG:
        words = words + "\n" + say("send_strong", language)
    if goes.often:
        most = wish.prompt.max_per_week or 0
        words = words + "\n" + say("send_often", language, alias=client.alias, count=goes.often, most=most)
    blocks = in_the_way(client, therapist, goes.at, wish.prompt.intensity)
    if blocks:
        told = ", ".join(reason_in_words(each, language) for each in blocks)
        words = words + "\n" + say("send_in_the_way", language, reasons=told)
    return words


def in_the_way(client: Client, therapist: Therapist, at: datetime, intensity: int) -> list[Why]:
    """What would hold a prompt back at a moment if everything stayed as it is now; judged again when it is due."""
    resting = client.state is ClientState.RESTING and (client.rest_until is None or client.rest_until > at)
    is_paused = client.paused_until is not None and client.paused_until > at
    is_held = client.held_level >= ALL_HELD or (client.held_level >= PERSONAL and intensity >= PERSONAL)
    found = {
        Why.RESTING: resting,
        Why.PAUSED: is_paused,
        Why.HELD: is_held,
        Why.AWAY: therapist.away_at(at) is not None,
    }
    return [why for why, stands in found.items() if stands]


def never(library: Library, therapist: Therapist, client: Client, prompt: Prompt, title: str) -> Text | None:
    """What keeps a prompt from this client at any time; None: nothing does."""
    kept_out = left_out(prompt, client.limits)
    if kept_out is not None:
        return _left_out(therapist, client, prompt, kept_out, title)
    if not is_readable(library, prompt, client.language):
        return say("send_language", therapist.language, title=title, tongue=client.language)
    return None


def _left_out(therapist: Therapist, client: Client, prompt: Prompt, what: str, title: str) -> Text:
    language = therapist.language
    strong = what.startswith("intensity ")
    reason = plain("limit_too_strong", language, intensity=prompt.intensity) if strong else what
    return say("send_left_out", language, title=title, alias=client.alias, reason=reason)


def _refused(
    unit: Unit, therapist: Therapist, client: Client, wish: Wish, no: GoesNot, title: str, begins: str
) -> Text:
    language = therapist.language
    match no.why:
        case No.NO_DAY:
            return say("send_no_day", language, alias=client.alias)
        case No.LEFT_OUT:
            return _left_out(therapist, client, wish.prompt, no.what, title)
        case No.LANGUAGE:
            return say("send_language", language, title=title, tongue=client.language)
        case No.STRONG_EVENING:
            return say("send_strong_evening", language, title=title, command=_instead(client, no, begins))
        case No.STRONG_CLOSE:
            other = both(no.other or wish.at, client.zone, therapist.zone, language, now=unit.now, dated=True)
            command = _instead(client, no, begins)
            return say("send_strong_close", language, title=title, alias=client.alias, other=other, command=command)


def _instead(client: Client, no: GoesNot, begins: str) -> str:
    """What to type for the next evening on which it may go."""
    if no.instead is None:
        return begins.partition(" ")[0] or "-"
    return f"{begins} {no.instead.astimezone(zone_of(client.zone)):%Y-%m-%d %H:%M}".strip()
