"""Why something was sent, moved or not sent: told from stored facts, nothing is reckoned afterwards (SPEC 4.8). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.domain.delivery import DeliveryKind, DeliveryState
from core.domain.direction import runs_right_to_left
from core.domain.hours import zone_of
from core.domain.message import Text
from core.domain.reasons import Why
from core.domain.states import OccurrenceState
from core.store.moves import INSTEAD, Move
from core.store.traces import Carried, Trace
from core.texts.clocks import beside_it, short
from core.texts.say import composed, isolate, plain, say

# What the last question before a call says beside the closed list of reasons.
_BESIDE = {"consent is out of date": "why_consent_old", "uncertain": "why_not_again"}
_REFUSED = {
    DeliveryState.FAILED: "why_failed",
    DeliveryState.UNCERTAIN: "why_uncertain",
    DeliveryState.HELD: "why_unreachable",
}


@dataclass(frozen=True, slots=True)
class View:
    """To whom it is told. theirs, yours: zones of the client and of who reads. titles: of prompts; programmes: of those.

    detailed: with the step of the programme.
    """

    language: str
    theirs: str
    yours: str
    now: datetime
    titles: Mapping[str, str] = field(default_factory=dict[str, str])
    programmes: Mapping[str, str] = field(default_factory=dict[str, str])
    detailed: bool = False


def explain(trace: Trace, view: View) -> Text:
    """One occurrence in one line: when, what, what happened to it in order, and where it stands."""
    when = short(trace.due_at, view.theirs, view.language, now=view.now, dated=True)
    beside = beside_it(trace.due_at, view.theirs, view.yours, view.language)
    told = _origin(trace, view) + _happened(trace, view) + _stands(trace, view)
    words = composed(
        "why_line",
        view.language,
        when=when if not beside else plain("why_when", view.language, theirs=when, yours=beside),
        title=_isolated(_title(trace, view), view),
        told=plain("why_joint", view.language).join(told),
    )
    return Text(words)


def reason_in_words(reason: str, language: str) -> str:
    """A stored reason as a person reads it. Any other word than the known ones is shown as it stands."""
    try:
        return plain(f"why_{Why(reason).name.lower()}", language)
    except ValueError:
        pass
    key = _BESIDE.get(reason)
    return plain("why_other", language, reason=reason or "-") if key is None else plain(key, language)


def head(view: View, alias: str) -> Text:
    """Whose times these are, and by which clocks."""
    return say("why_head" if _one_clock(view) else "why_head_both", view.language, alias=alias, zone=view.theirs)


def head_of_date(view: View, alias: str, date: str) -> Text:
    """The same for one date."""
    key = "why_date_head" if _one_clock(view) else "why_date_head_both"
    return say(key, view.language, alias=alias, date=date, zone=view.theirs)


def _one_clock(view: View) -> bool:
    there, here = (view.now.astimezone(zone_of(zone)) for zone in (view.theirs, view.yours))
    return there.replace(tzinfo=None) == here.replace(tzinfo=None)


def _title(trace: Trace, view: View) -> str:
    return view.titles.get(trace.prompt, trace.prompt) if trace.prompt else plain("why_undrawn", view.language)


def _origin(trace: Trace, view: View) -> list[str]:
    """Where it comes from."""
    if trace.programme is None:
        return [plain("why_instead" if trace.step == INSTEAD else "why_by_hand", view.language)]
    if not view.detailed or trace.start is None:
        return []
    programme = view.programmes.get(trace.programme, trace.programme)
    day = (trace.local_date - trace.start).days + 1
    return [plain("why_step", view.language, step=trace.step, programme=programme, day=day)]


def _happened(trace: Trace, view: View) -> list[str]:
    """Everything that happened to it, in order."""
    moved = [move for move in trace.moves if move.reason != Why.CHECK_IN]  # the question itself tells it
    events: list[tuple[datetime, str]] = [(move.at, _moved(trace, move, view)) for move in moved]
    calls = [call for call in trace.calls if call.state is DeliveryState.SENT]
    events += [(call.at, _carried(trace, call, view)) for call in calls]
    if trace.sent_at is not None and not any(call.kind is DeliveryKind.PROMPT for call in calls):
        events.append((trace.sent_at, plain("why_sent", view.language, at=_at(trace.sent_at, trace, view))))
    if trace.answered_at is not None:
        events.append((trace.answered_at, plain("why_answered", view.language, at=_at(trace.answered_at, trace, view))))
    return list(dict.fromkeys(words for _, words in sorted(events, key=lambda event: event[0])))  # a long one has parts


def _moved(trace: Trace, move: Move, view: View) -> str:
    after = _at(move.after, trace, view)
    if move.reason == Why.LATER:
        return plain("why_put_off", view.language, after=after)
    if move.reason == Why.CHECK_IN_OVER:
        return plain("why_asked_answered", view.language, at=after)
    before, reason = _at(move.before, trace, view), reason_in_words(move.reason, view.language)
    return composed("why_move", view.language, before=before, after=after, reason=reason)


def _carried(trace: Trace, call: Carried, view: View) -> str:
    sent = "why_copy" if call.is_copy else "why_sent"
    key = {DeliveryKind.REMINDER: "why_reminder", DeliveryKind.CHECK_IN: "why_asked"}.get(call.kind, sent)
    return plain(key, view.language, at=_at(call.at, trace, view))


def _stands(trace: Trace, view: View) -> list[str]:
    """Where it stands now; nothing where what happened says it already."""
    approval = {"asked": "why_ask", "yes": "why_approved"}.get(trace.approval or "")
    waits = trace.state is OccurrenceState.PLANNED and approval is not None
    found = [plain(approval, view.language)] if waits and approval is not None else []
    match trace.state:
        case OccurrenceState.ANSWERED if trace.answered_at is not None:
            return found
        case OccurrenceState.RELEASED:
            return [*found, _under_way(trace, view)]
        case OccurrenceState.PLANNED | OccurrenceState.SNOOZED if _is_asked(trace):
            return [*found, plain("why_state_waits", view.language, due=_at(trace.due_at, trace, view))]
        case OccurrenceState.SKIPPED:
            reason = reason_in_words(trace.reason or "", view.language)
            return [*found, composed("why_state_skipped", view.language, reason=reason)]
        case _:
            closes = "-" if trace.closes_at is None else _at(trace.closes_at, trace, view)
            due = _at(trace.due_at, trace, view)
            return [*found, composed(f"why_state_{trace.state.value}", view.language, closes=closes, due=due)]


def _is_asked(trace: Trace) -> bool:
    """Whether it waits for the answer to the question before it."""
    return bool(trace.moves) and trace.moves[-1].reason == Why.CHECK_IN


def _under_way(trace: Trace, view: View) -> str:
    """Released and not sent yet: how its call stands."""
    calls = [call for call in trace.calls if call.kind is DeliveryKind.PROMPT]
    newest = calls[-1] if calls else None
    key = None if newest is None else _REFUSED.get(newest.state)
    if newest is not None and newest.state is DeliveryState.HELD and newest.trouble == Why.STOPPED:
        key = "why_stopped"
    return plain(key or "why_state_released", view.language)


def _at(moment: datetime, trace: Trace, view: View) -> str:
    """By the client's clock: the time alone on the date with which the line begins."""
    there = zone_of(view.theirs)
    local = moment.astimezone(there)
    if local.date() == trace.due_at.astimezone(there).date():
        return f"{local:%H:%M}"
    return short(moment, view.theirs, view.language, now=view.now, dated=True)


def _isolated(name: str, view: View) -> str:
    return isolate(name, in_right_to_left=runs_right_to_left(view.language))
