"""Looking through the library for one client before sending by hand: by way of making, strength and length; what fits now, and
why the rest does not (SPEC 3.7). All of it hangs on buttons that know by themselves what to show: nothing is remembered.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from core.delivery import write
from core.delivery.handles import Action, button
from core.desk import by_hand
from core.desk.context import Desk, Rows, answer_place, answered_before, mark
from core.desk.whom import not_with_us
from core.domain.address import Address
from core.domain.delivery import DeliveryKind
from core.domain.errors import LibraryFault
from core.domain.incoming import Press
from core.domain.message import Button, OutgoingMessage, Text
from core.domain.states import ClientState
from core.prompts.library import Library, render_prompt
from core.prompts.playing import render_script
from core.prompts.schema import Prompt
from core.prompts.titles import title_of_prompt
from core.scheduler.by_hand import Goes, GoesNot, No
from core.scheduler.release import values_for
from core.store import outbox, threads
from core.store.clients import Client
from core.store.therapists import Therapist
from core.store.unit import Unit
from core.texts.say import plain, say

WAYS = ("writing", "drawing", "voice", "roleplay", "talk")
PAGE = 6  # two rows of three numbers; two rows of ways on stand below them, and every platform shows five
_ACROSS = 3
_LETTERS = {"": "a", **{way: way[0] for way in WAYS}}  # as they stand in a button's handle
_BY_LETTER = {letter: way for way, letter in _LETTERS.items()}
_STRENGTHS = (0, 1, 2)  # at most so strong; 0: any
_MINUTES = (0, 10, 20)  # at most so long; 0: any
_NUMBER = 8  # hex digits that stand for a prompt in a handle, which has no room for its id
_STATE = re.compile(r"([awdvrt])([0-2])([0-2])(?:([ln])([0-9]{2})|([psh])([0-9a-f]{8})?)")
_MOST_PAGES = 100

_Judged = Mapping[str, Goes | GoesNot]


@dataclass(frozen=True, slots=True)
class _View:
    """What is looked at. way: "" for any; strength and minutes: places in _STRENGTHS and _MINUTES.

    shows: h the ways of making, l a list of what fits, n what does not, p one prompt, s send that one.
    """

    way: str = ""
    strength: int = 0
    minutes: int = 0
    shows: str = "l"
    page: int = 0
    number: str = ""

    def handle(self) -> str:
        """As it stands in a button."""
        end = f"{self.page:02d}" if self.shows in "ln" else self.number
        return f"{_LETTERS[self.way]}{self.strength}{self.minutes}{self.shows}{end}"


def _view(told: str) -> _View | None:
    found = _STATE.fullmatch(told)
    if found is None:
        return None
    letter, strength, minutes, shows, page, other, number = found.groups()
    return _View(_BY_LETTER[letter], int(strength), int(minutes), shows or other, int(page or 0), number or "")


# --- asked for and pressed --------------------------------------------------------------------------------------------
def first_page(unit: Unit, desk: Desk, therapist: Therapist, client: Client, at: Address) -> tuple[Text, Rows]:
    """`/send` without a name: the ways of making, with how much of each fits this client now."""
    return _ways(unit, desk.library(), therapist, client, at)


def pressed(unit: Unit, desk: Desk, therapist: Therapist, client: Client, thing: str, event: Press) -> None:
    """A button of it, however old: the same message shows the next thing; one prompt and its sending are said below."""
    view = _view(thing.partition("-")[2])
    if view is None:
        return
    library, at = desk.library(), event.address
    if client.state not in (ClientState.ACTIVE, ClientState.RESTING):
        words = not_with_us(client, therapist.language)
        if client.state is ClientState.HALTED:
            words = say("send_stopped", therapist.language, alias=client.alias)
        _say_below(unit, desk, therapist, event, words, ())
        return
    match view.shows:
        case "h":
            _say_here(unit, event, *_ways(unit, library, therapist, client, at))
        case "l":
            _say_here(unit, event, *_list(unit, library, therapist, client, at, view))
        case "n":
            _say_here(unit, event, *_left_out(unit, library, therapist, client, at, view))
        case _:
            _one(unit, desk, therapist, client, event, view)


def _one(unit: Unit, desk: Desk, therapist: Therapist, client: Client, event: Press, view: _View) -> None:
    """One prompt as its client would read it, or its sending; a second tap within a minute says nothing again."""
    if answered_before(unit, event):
        return
    library = desk.library()
    name = next((each for each in library.prompts if _number(each) == view.number), None)
    if name is None:
        _say_below(unit, desk, therapist, event, say("browse_gone", therapist.language), ())
    elif view.shows == "s":
        words, rows = by_hand.send_now(unit, desk, therapist, client, name, event.address)
        _say_below(unit, desk, therapist, event, words, rows)
    else:
        words, rows = _shown(unit, library, therapist, client, event.address, view, name)
        _say_below(unit, desk, therapist, event, words, rows)


def _say_here(unit: Unit, event: Press, words: Text, rows: Rows) -> None:
    place = event.address.thread or event.address.chat
    there = outbox.by_message(unit, event.address.account, place, event.message)
    if there is not None:
        write.edit(unit, there, OutgoingMessage(words, buttons=rows, silent=True))


def _say_below(unit: Unit, desk: Desk, therapist: Therapist, event: Press, words: Text, rows: Rows) -> None:
    place = event.address.thread or event.address.chat
    there = outbox.by_message(unit, event.address.account, place, event.message)
    thread = None if there is None or there.subject.thread is None else threads.thread_by_id(unit, there.subject.thread)
    if thread is None:
        answer_place(unit, desk, event, words, is_group=True, therapist=therapist.id, buttons=rows)
        return
    message = OutgoingMessage(words, buttons=rows, silent=True)
    write.to_thread(unit, desk.practice, thread, DeliveryKind.ROOM, message, cause=f"answer:{mark(unit, event)}")


# --- the ways of making -----------------------------------------------------------------------------------------------
def _ways(unit: Unit, library: Library, therapist: Therapist, client: Client, at: Address) -> tuple[Text, Rows]:
    language = therapist.language
    judged = by_hand.judge_all(unit, library, client)
    fits = [library.prompts[name] for name, found in judged.items() if isinstance(found, Goes)]
    counts = {way: sum(prompt.modality == way for prompt in fits) for way in WAYS}
    made = [_to(unit, client, at, _counted(way, count, language), _View(way)) for way, count in counts.items() if count]
    if len(made) > 1:
        made.append(_to(unit, client, at, _counted("", len(fits), language), _View()))
    rows = [tuple(made[start : start + _ACROSS]) for start in range(0, len(made), _ACROSS)]
    if len(fits) < len(judged):
        label = plain("browse_not", language, count=len(judged) - len(fits))
        rows.append((_to(unit, client, at, label, _View(shows="n")),))
    key = "browse_head" if fits else "browse_none"
    return say(key, language, alias=client.alias), tuple(rows)


def _counted(way: str, count: int, language: str) -> str:
    return plain("browse_way", language, way=_way(way, language), count=count)


def _way(way: str, language: str) -> str:
    return plain(f"browse_{way or 'all'}", language)


# --- what fits --------------------------------------------------------------------------------------------------------
def _list(
    unit: Unit, library: Library, therapist: Therapist, client: Client, at: Address, view: _View
) -> tuple[Text, Rows]:
    language = therapist.language
    judged = by_hand.judge_all(unit, library, client)
    fits = [library.prompts[name] for name, found in judged.items() if isinstance(found, Goes)]
    names = _in_order(library, (each for each in fits if _is_wanted(each, view)), language, client)
    page, shown = _page(names, view.page)
    if not shown:
        words = say("browse_empty", language)
    else:
        words = say("browse_list", language, way=_way(view.way, language), alias=client.alias, **_places(page, names))
        for number, name in enumerate(shown, start=1):
            words = words + "\n" + _line(library, name, number, language, client)
    numbers = [
        _to(unit, client, at, str(number), replace(view, shows="p", number=_number(name)))
        for number, name in enumerate(shown, start=1)
    ]
    rows = [tuple(numbers[start : start + _ACROSS]) for start in range(0, len(numbers), _ACROSS)]
    rows.append(_narrower(unit, client, at, view, language))
    rows.append(_onward(unit, client, at, replace(view, page=page), len(names), language))
    return words, tuple(rows)


def _is_wanted(prompt: Prompt, view: _View) -> bool:
    strongest, longest = _STRENGTHS[view.strength], _MINUTES[view.minutes]
    return (
        view.way in ("", prompt.modality)
        and (not strongest or prompt.intensity <= strongest)
        and (not longest or prompt.minutes <= longest)
    )


def _in_order(library: Library, prompts: Iterable[Prompt], language: str, client: Client) -> list[str]:
    """Gentle ones first, short ones first."""
    return [
        prompt.id
        for prompt in sorted(
            prompts,
            key=lambda each: (
                each.intensity,
                each.minutes,
                title_of_prompt(library, each.id, [language, client.language]),
            ),
        )
    ]


def _line(library: Library, name: str, number: int, language: str, client: Client) -> Text:
    prompt = library.prompts[name]
    return say(
        "browse_line",
        language,
        number=number,
        title=title_of_prompt(library, name, [language, client.language]),
        strength=plain(f"browse_{prompt.intensity}", language),
        minutes=prompt.minutes,
    )


def _narrower(unit: Unit, client: Client, at: Address, view: _View, language: str) -> tuple[Button, ...]:
    """Each press goes to the next choice, round and round; the label says what holds now."""
    stronger = replace(view, shows="l", page=0, strength=(view.strength + 1) % len(_STRENGTHS))
    longer = replace(view, shows="l", page=0, minutes=(view.minutes + 1) % len(_MINUTES))
    most = _MINUTES[view.minutes]
    length = plain("browse_minutes", language, minutes=most) if most else plain("browse_minutes_0", language)
    return (
        _to(unit, client, at, plain(f"browse_strength_{_STRENGTHS[view.strength]}", language), stronger),
        _to(unit, client, at, length, longer),
    )


def _onward(unit: Unit, client: Client, at: Address, view: _View, count: int, language: str) -> tuple[Button, ...]:
    made = [_to(unit, client, at, plain("browse_ways", language), _View(shows="h"))]
    if view.page:
        made.append(_to(unit, client, at, plain("browse_before", language), replace(view, page=view.page - 1)))
    if (view.page + 1) * PAGE < count:
        made.append(_to(unit, client, at, plain("browse_further", language), replace(view, page=view.page + 1)))
    return tuple(made)


def _page(names: list[str], page: int) -> tuple[int, list[str]]:
    """The page that there is, and what stands on it."""
    page = max(0, min(page, (len(names) - 1) // PAGE, _MOST_PAGES - 1))
    return page, names[page * PAGE : (page + 1) * PAGE]


def _places(page: int, names: list[str]) -> dict[str, int]:
    return {"first": page * PAGE + 1, "last": min((page + 1) * PAGE, len(names)), "count": len(names)}


# --- what does not ----------------------------------------------------------------------------------------------------
def _left_out(
    unit: Unit, library: Library, therapist: Therapist, client: Client, at: Address, view: _View
) -> tuple[Text, Rows]:
    language = therapist.language
    judged = by_hand.judge_all(unit, library, client)
    out = {name: found for name, found in judged.items() if isinstance(found, GoesNot)}
    names = _in_order(library, (library.prompts[name] for name in out), language, client)
    page, shown = _page(names, view.page)
    if not shown:
        return _ways(unit, library, therapist, client, at)
    words = say("browse_out_list", language, alias=client.alias, **_places(page, names))
    for name in shown:
        title = title_of_prompt(library, name, [language, client.language])
        reason = _reason(out[name], client, language)
        words = words + "\n" + say("browse_out_line", language, title=title, reason=reason)
    return words, (_onward(unit, client, at, replace(view, page=page), len(names), language),)


def _reason(no: GoesNot, client: Client, language: str) -> str:
    match no.why:
        case No.LEFT_OUT if no.what.startswith("intensity "):
            return plain("browse_out_strong", language)
        case No.LEFT_OUT:
            return plain("browse_out_tag", language, what=no.what)
        case No.LANGUAGE:
            return plain("browse_out_language", language, tongue=client.language)
        case No.STRONG_EVENING:
            return plain("browse_out_evening", language)
        case No.STRONG_CLOSE:
            return plain("browse_out_close", language)
        case No.NO_DAY:
            return plain("browse_out_no_day", language)


# --- one of them ------------------------------------------------------------------------------------------------------
def _shown(
    unit: Unit, library: Library, therapist: Therapist, client: Client, at: Address, view: _View, name: str
) -> tuple[Text, Rows]:
    """As the client would read it, with their alias for their name: this stands in the therapist's room."""
    language, prompt = therapist.language, library.prompts[name]
    words = say(
        "browse_one",
        language,
        title=title_of_prompt(library, name, [client.language, language]),
        way=_way(prompt.modality, language),
        strength=plain(f"browse_{prompt.intensity}", language),
        minutes=prompt.minutes,
    )
    words = words + "\n\n" + _as_read(unit, library, therapist, client, prompt) + "\n"
    if prompt.evidence is not None:
        words = words + "\n" + say("browse_evidence", language, evidence=prompt.evidence)
    found = by_hand.judge_all(unit, library, client)[name]
    back = _to(unit, client, at, plain("browse_list_again", language), replace(view, shows="l", number=""))
    if isinstance(found, GoesNot):
        reason = _reason(found, client, language)
        title = title_of_prompt(library, name, [language, client.language])
        return words + "\n" + say("browse_out_line", language, title=title, reason=reason), ((back,),)
    if found.often:
        most = prompt.max_per_week or 0
        words = words + "\n" + say("browse_often", language, alias=client.alias, count=found.often, most=most)
    words = words + "\n" + say("browse_how", language, prompt=name)
    now = _to(unit, client, at, plain("browse_now", language), replace(view, shows="s", number=_number(name)))
    return words, ((now, back),)


def _as_read(unit: Unit, library: Library, therapist: Therapist, client: Client, prompt: Prompt) -> Text:
    values = replace(values_for(unit, library, client, therapist, prompt.id), client_name=client.alias)
    try:
        if prompt.script is None:
            shown = render_prompt(library, prompt.id, language=client.language, values=values)
            return Text("\n\n".join(part for part in (shown.body, shown.aftercare) if part))
        script = render_script(library, prompt.id, language=client.language, values=values)
    except LibraryFault:  # no text in the client's language: the reason stands below
        return Text("…")
    opening = script.turns[script.opening]
    choices = "".join(f"\n{number} {each.label}" for number, each in enumerate(opening.choices, start=1))
    lead = say("browse_scene", therapist.language, count=len(script.turns))
    return lead + "\n" + opening.say.strip() + choices


def _number(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:_NUMBER]


def _to(unit: Unit, client: Client, at: Address, label: str, view: _View) -> Button:
    return button(unit, label, Action.BROWSE, f"{client.id}-{view.handle()}", at)
