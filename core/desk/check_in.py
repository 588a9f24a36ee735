"""The questions around a prompt: a number pressed or typed, and what a client may choose after a heavy one (SPEC 4.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.delivery.handles import Action, button
from core.delivery.question import NOT_TODAY
from core.desk.access import Act
from core.desk.check_in_words import LONGEST, choice, number
from core.desk.context import Desk, Rows, about, answer_client, answered_before, client_actor, demand
from core.desk.later import newest_open
from core.desk.words import number_in
from core.domain.check_in import Answer, Chosen, Moment
from core.domain.incoming import MessageIn, Press
from core.domain.message import OutgoingMessage
from core.domain.reasons import Why
from core.domain.states import ClientState, OccurrenceState
from core.prompts.labels import simplified
from core.prompts.packed import kept_scale
from core.prompts.scales import asked_in
from core.prompts.schema import Scale
from core.prompts.titles import title_of_prompt
from core.queue.asked import tell_heavy
from core.queue.card import show
from core.scheduler.gentler import send_gentler
from core.store import check_ins, last_check, moves, outbox, replies, revisions, schedule
from core.store.addresses import ClientAddress
from core.store.check_ins import CheckIn
from core.store.clients import Client
from core.store.unit import Unit
from core.texts.say import plain, say

_CARE = {"ground": Chosen.GROUNDING, "gentle": Chosen.GENTLER, NOT_TODAY: Chosen.NOT_TODAY}
_HANDLES = {chosen: name for name, chosen in _CARE.items()}
_LABELS = {
    Chosen.GROUNDING: "check_in_grounding",
    Chosen.GENTLER: "check_in_gentler",
    Chosen.NOT_TODAY: "not_today",
}
_WAITS = (OccurrenceState.PLANNED, OccurrenceState.SNOOZED)
# Buttons of other questions: while one of those was said last, a number is meant for it.
_OTHERS = (
    Action.SUITS, Action.PAUSE, Action.REST, Action.LEAVE, Action.BELONGS, Action.NEITHER, Action.STEP, Action.TURN, Action.SET,
)  # fmt: skip


# --- pressed ----------------------------------------------------------------------------------------------------------
def press(unit: Unit, desk: Desk, where: ClientAddress, client: Client, thing: str, event: Press) -> None:
    """A number's button, however old."""
    which, _, value = thing.partition("-")
    asked = _theirs(unit, client, which)
    if answered_before(unit, event):
        return  # a second tap
    if asked is not None and _is_open(unit, asked):
        _rate(unit, desk, where, client, asked, int(value), event)
    else:
        answer_client(unit, desk, where, event, say("check_in_over", client.language))


def chosen(unit: Unit, desk: Desk, where: ClientAddress, client: Client, thing: str, by: Press | MessageIn) -> None:
    """*Not today*, *A small grounding step* or *Something gentler*, however old."""
    which, _, name = thing.partition("-")
    asked = _theirs(unit, client, which)
    if answered_before(unit, by):
        return
    if asked is not None:
        _choose(unit, desk, where, client, asked, _CARE[name], by)
    else:
        answer_client(unit, desk, where, by, say("check_in_over", client.language))


# --- typed ------------------------------------------------------------------------------------------------------------
def typed(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> bool:
    """Words alone when the question, or what followed it, was the last thing said, or is quoted. False: they are meant for
    somebody else.
    """
    asked = _said_last(unit, client, message) if _may_answer(message) else None
    return asked is not None and _understood(unit, desk, where, client, asked, message, was_last=True)


def typed_since(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> bool:
    """The same where other things were said since, while nothing else is asked: a number that fits is the answer still."""
    if not _may_answer(message) or message.reply_to is not None:
        return False
    asked = next((each for each in check_ins.under_way(unit, client.id) if _is_under_way(unit, each)), None)
    if asked is None or _asks_something_else(unit, client):
        return False
    if asked.moment is Moment.AFTER and any(
        each.id != asked.occurrence for each in schedule.open_occurrences(unit, client.id)
    ):
        return False  # it may as well be what was made for that one, and that is never guessed
    return _understood(unit, desk, where, client, asked, message, was_last=False)


def retyped(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> bool:
    """An answer that was typed and edited: the first one counts; but one that was none may become one. False: it is something
    else.
    """
    first = replace(message, edited_at=None)
    place = message.address.thread or message.address.chat
    is_part = replies.part_at(unit, message.address.account, place, message.message) is not None
    if is_part or number(message.text) is None or not answered_before(unit, first):
        return False
    asked = _said_last(unit, client, message)
    if asked is not None and asked.answer is None and not answered_before(unit, message):
        _understood(unit, desk, where, client, asked, message, was_last=True)
    return True


def put_away(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> bool:
    """The word *not today*: it means the question where that was said last, or where no prompt is open."""
    asked = _said_last(unit, client, message)
    if asked is None and newest_open(unit, client) is None:
        asked = next((each for each in check_ins.under_way(unit, client.id) if _is_under_way(unit, each)), None)
    if asked is None or asked.moment is Moment.AFTER or not _is_under_way(unit, asked):
        return False
    _choose(unit, desk, where, client, asked, Chosen.NOT_TODAY, message)
    return True


def waiting(unit: Unit, desk: Desk, client: Client) -> Mapping[str, str]:
    """A line for each prompt that waits for the answer to the question before it, by its occurrence."""
    found: dict[str, str] = {}
    for asked in check_ins.under_way(unit, client.id):
        if asked.moment is Moment.BEFORE and _is_open(unit, asked):
            prompt = schedule.occurrence(unit, asked.occurrence).prompt
            title = title_of_prompt(desk.library(), prompt, [client.language])
            found[asked.occurrence] = plain("today_asked", client.language, title=title)
    return found


# --- which question is meant ------------------------------------------------------------------------------------------
def _theirs(unit: Unit, client: Client, which: str) -> CheckIn | None:
    """None: there is no such question of theirs (any more: they wanted the prompt later, so it will be asked anew)."""
    demand(client_actor(client), Act.CHOOSE, about(client))
    asked = check_ins.find(unit, which)
    return asked if asked is not None and asked.client == client.id else None


def _is_open(unit: Unit, asked: CheckIn) -> bool:
    """Whether a number still counts."""
    waits = asked.is_unanswered and unit.now < asked.until
    return waits and (asked.moment is Moment.AFTER or schedule.occurrence(unit, asked.occurrence).state in _WAITS)


def _is_choosable(unit: Unit, asked: CheckIn) -> bool:
    """Whether something can still be chosen after a heavy answer."""
    is_settled = asked.chosen is not None and asked.chosen.is_last
    return asked.answer is not None and asked.answer.is_heavy and not is_settled and unit.now < asked.until


def _is_under_way(unit: Unit, asked: CheckIn) -> bool:
    return _is_open(unit, asked) or _is_choosable(unit, asked)


def _may_answer(message: MessageIn) -> bool:
    return not message.files and len(message.text) <= LONGEST and "\n" not in message.text.strip()


def _said_last(unit: Unit, client: Client, message: MessageIn) -> CheckIn | None:
    """The question under way whose buttons the newest thing bears that was said to them, or the message that they quote."""
    there = {each.id: each for each in check_ins.under_way(unit, client.id) if _is_under_way(unit, each)}
    if not there:
        return None
    if message.reply_to is not None:
        place = message.address.thread or message.address.chat
        said = outbox.by_message(unit, message.address.account, place, message.reply_to)
    else:
        said = last_check.newest_to(unit, client.id)
    things = [] if said is None else _things(said.message, Action.RATE, Action.CARE)
    return next((there[which] for thing in things if (which := thing.partition("-")[0]) in there), None)


def _asks_something_else(unit: Unit, client: Client) -> bool:
    newest = last_check.newest_to(unit, client.id)
    return newest is not None and bool(_things(newest.message, *_OTHERS))


def _things(message: OutgoingMessage, *actions: Action) -> list[str]:
    """What the buttons of these actions stand for."""
    pieces = [each.handle.split(".") for row in message.buttons for each in row]
    return [piece[1] for piece in pieces if len(piece) > 1 and piece[0] in actions]


def _understood(
    unit: Unit, desk: Desk, where: ClientAddress, client: Client, asked: CheckIn, message: MessageIn, *, was_last: bool
) -> bool:
    """Answer it with these words, where they are an answer. was_last: a number that does not fit is answered, too."""
    if asked.answer is not None:
        named = choice(message.text) or (_numbered(unit, client, message) if was_last else None)
        if named is None or (asked.moment is Moment.AFTER and named is not Chosen.GROUNDING):
            return False
        _choose(unit, desk, where, client, asked, named, message)
        return True
    value = _labelled(unit, desk, client, asked, message.text)
    said = number(message.text) if value is None else None
    if said is not None and said.of in (None, asked.high):
        value = said.value if said.value is not None and asked.low <= said.value <= asked.high else None
        if value is None and was_last:
            demand(client_actor(client), Act.CHOOSE, about(client))
            key = "check_in_range" if asked.moment is Moment.BEFORE else "check_in_after_range"
            words = say(key, client.language, first=asked.low, last=asked.high)
            ways = (Chosen.NOT_TODAY,) if asked.moment is Moment.BEFORE else ()
            rows = _rows(unit, where, client, asked, ways)
            answer_client(unit, desk, where, message, words, buttons=rows)
            return True
    if value is None:
        return False
    demand(client_actor(client), Act.CHOOSE, about(client))
    _rate(unit, desk, where, client, asked, value, message)
    return True


def _numbered(unit: Unit, client: Client, message: MessageIn) -> Chosen | None:
    """The number of a button is the button."""
    place, newest = number_in(message.text), last_check.newest_to(unit, client.id)
    offered = [] if newest is None else _things(newest.message, Action.CARE)
    return None if place is None or not 1 <= place <= len(offered) else _CARE[offered[place - 1].partition("-")[2]]


def _scale(unit: Unit, desk: Desk, asked: CheckIn) -> Scale | None:
    """The scale as it was asked. Another library may be in force since, and must turn no heavy answer into a light one; its
    word counts only where the one that was asked by is not kept.
    """
    now = desk.library()
    content = None if asked.revision == now.revision else revisions.packed(unit, asked.revision)
    kept = None if content is None else kept_scale(content, asked.scale)
    return now.scales.get(asked.scale) if kept is None else kept


def _labels(scale: Scale | None, client: Client, asked: CheckIn) -> tuple[str, ...]:
    """What the values are called; none where they are numbers, or the scale is not the one that was asked any more."""
    now = None if scale is None else asked_in(scale, [client.language])
    return () if now is None or (now.low, now.high) != (asked.low, asked.high) else now.labels


def _labelled(unit: Unit, desk: Desk, client: Client, asked: CheckIn, text: str) -> int | None:
    labels = [simplified(each) for each in _labels(_scale(unit, desk, asked), client, asked)]
    said = simplified(text)
    return asked.low + labels.index(said) if said and said in labels else None


# --- what follows -----------------------------------------------------------------------------------------------------
def _rate(
    unit: Unit, desk: Desk, where: ClientAddress, client: Client, asked: CheckIn, value: int, by: MessageIn | Press
) -> None:
    """Below the threshold the prompt is due at once; from it on it is left out, and there are gentler ways."""
    scale = _scale(unit, desk, asked)
    labels = _labels(scale, client, asked)
    heavy = "high" if scale is None else scale.heavy
    said = Answer(value, asked.low, asked.high, labels[value - asked.low] if labels else "", heavy)
    what = schedule.occurrence(unit, asked.occurrence)
    check_ins.answer(unit, asked, said)
    if asked.moment is Moment.AFTER:
        _rated_after(unit, desk, where, client, asked, said, by)
        return
    if not said.is_heavy:
        moves.move_due(unit, what, unit.now, reason=Why.CHECK_IN_OVER, actor=f"client:{client.id}")
        key = "check_in_thanks" if client.state is ClientState.ACTIVE else "later_resting"
        answer_client(unit, desk, where, by, say(key, client.language))
        return
    schedule.skip(unit, what, Why.NOT_AFTER)
    rows = _rows(unit, where, client, asked, tuple(_CARE.values()))
    answer_client(unit, desk, where, by, say("check_in_heavy", client.language), buttons=rows)
    tell_heavy(unit, desk.practice, desk.library(), check_ins.one(unit, asked.id))


def _rated_after(
    unit: Unit, desk: Desk, where: ClientAddress, client: Client, asked: CheckIn, said: Answer, by: MessageIn | Press
) -> None:
    """It stands on the card beside the one before; after a heavy one there is a grounding step, and whom to turn to."""
    rows = _rows(unit, where, client, asked, (Chosen.GROUNDING,)) if said.is_heavy else ()
    key = "check_in_after_heavy" if said.is_heavy else "check_in_after_thanks"
    answer_client(unit, desk, where, by, say(key, client.language), buttons=rows)
    for reply in replies.of_occurrence(unit, asked.occurrence):
        show(unit, desk.practice, reply.id)


def _choose(
    unit: Unit,
    desk: Desk,
    where: ClientAddress,
    client: Client,
    asked: CheckIn,
    wanted: Chosen,
    by: MessageIn | Press,
) -> None:
    demand(client_actor(client), Act.CHOOSE, about(client))
    is_heavy = asked.answer is not None and asked.answer.is_heavy
    if wanted is Chosen.GROUNDING and is_heavy:
        _ground(unit, desk, where, client, asked, by)
    elif wanted is Chosen.NOT_TODAY and _is_open(unit, asked):
        check_ins.choose(unit, asked, wanted)
        what = schedule.occurrence(unit, asked.occurrence)
        schedule.skip(unit, what, Why.PUT_AWAY, actor=f"client:{client.id}")
        answer_client(unit, desk, where, by, say("declined_today", client.language))
    elif not _is_choosable(unit, asked):
        answer_client(unit, desk, where, by, say("check_in_over", client.language))
    elif wanted is Chosen.GENTLER and client.state is not ClientState.ACTIVE:
        answer_client(unit, desk, where, by, say("later_resting", client.language))
    elif wanted is Chosen.GENTLER:
        _send_gentler(unit, desk, where, client, asked, by)
    else:
        _settle(unit, desk, asked, wanted)
        answer_client(unit, desk, where, by, say("declined_today", client.language))


def _ground(
    unit: Unit, desk: Desk, where: ClientAddress, client: Client, asked: CheckIn, by: MessageIn | Press
) -> None:
    """The step itself is given whenever it is wanted; what else can be chosen only while it can."""
    ways: tuple[Chosen, ...] = ()
    if asked.moment is Moment.BEFORE and _is_choosable(unit, asked):
        ways = (Chosen.GENTLER, Chosen.NOT_TODAY)
        if asked.chosen is None:
            _settle(unit, desk, asked, Chosen.GROUNDING)
    words = say("check_in_step", client.language)
    if ways:
        words = words + "\n" + say("check_in_step_ways", client.language)
    answer_client(unit, desk, where, by, words, buttons=_rows(unit, where, client, asked, ways))


def _send_gentler(
    unit: Unit, desk: Desk, where: ClientAddress, client: Client, asked: CheckIn, by: MessageIn | Press
) -> None:
    sent = send_gentler(unit, desk.library(), client, schedule.occurrence(unit, asked.occurrence))
    instead = "" if sent is None else schedule.occurrence(unit, sent).prompt
    _settle(unit, desk, asked, Chosen.GENTLER, instead=instead)
    key = "check_in_gentler_comes" if instead else "check_in_no_gentler"
    answer_client(unit, desk, where, by, say(key, client.language))


def _settle(unit: Unit, desk: Desk, asked: CheckIn, wanted: Chosen, *, instead: str = "") -> None:
    check_ins.choose(unit, asked, wanted)
    tell_heavy(unit, desk.practice, desk.library(), check_ins.one(unit, asked.id), instead=instead)


def _rows(unit: Unit, where: ClientAddress, client: Client, asked: CheckIn, ways: tuple[Chosen, ...]) -> Rows:
    """A row for each way, and the last one shared with *I need support*."""
    language, at = client.language, where.address
    made = [
        (button(unit, plain(_LABELS[way], language), Action.CARE, f"{asked.id}-{_HANDLES[way]}", at),) for way in ways
    ]
    support = button(unit, plain("need_support", language), Action.SUPPORT, client.id, at)
    return (*made[:-1], (*made[-1], support)) if made else ((support,),)
