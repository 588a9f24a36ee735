"""Due becomes on its way: claim, ask may_send, render, outbox, all in one transaction; or first the question before it;
or skipped with its reason.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from core.delivery import write
from core.delivery.may_send import Ruling, SendFacts, may_send
from core.delivery.own import file_of, prompt_message, with_own
from core.delivery.prompt_rows import prompt_rows
from core.delivery.write import Letter
from core.domain.delivery import DeliveryKind
from core.domain.errors import BadInput
from core.domain.hours import Hours, zone_of
from core.domain.message import OutgoingMessage
from core.domain.practice import PracticeFacts
from core.domain.reasons import Why
from core.domain.states import ClientState, OccurrenceState
from core.prompts.library import Library, Rendered, render_prompt
from core.prompts.playing import render_script
from core.prompts.scales import asked_before
from core.prompts.schema import Prompt
from core.prompts.template import Values
from core.scheduler.around import Around, look_around
from core.scheduler.asking import Ask, ask, in_turn, never_came
from core.scheduler.fitting import fitting
from core.scheduler.judge import Due, Go, MoveTo, Skip, Verdict, judge
from core.scheduler.plan import plan_all
from core.scheduler.release_scene import scene_prompt
from core.store import moves, schedule
from core.store.addresses import ClientAddress
from core.store.check_ins import Asked
from core.store.clients import Client
from core.store.past import Went
from core.store.schedule import Occurrence, Release
from core.store.therapists import Therapist
from core.store.unit import Unit
from core.texts.calendar import part_of_day, weekday

_LOG = logging.getLogger(__name__)
Before = Callable[[Unit, Sequence[str]], None]
_SLICE = 100  # occurrences per transaction: <= 50 ms of the writer


@dataclass(slots=True)
class _Out:
    """What is written at the end of a slice, in one go."""

    releases: list[Release] = field(default_factory=list[Release])
    letters: list[Letter] = field(default_factory=list[Letter])


def nothing_before(unit: Unit, who: Sequence[str]) -> None:
    """Nothing stands before the prompts."""


def release_due(
    unit: Unit, practice: PracticeFacts, library: Library, *, limit: int = _SLICE, before: Before = nothing_before
) -> int:
    """Release, ask about or skip what is due. before: told whose prompts go out now, before they are written. Returns how many
    were judged.
    """
    due = schedule.claim_due(unit, limit=limit)
    if not due:
        return 0
    if _rules_first(unit, library, due):
        due = schedule.claim_due(unit, limit=limit)
    library = with_own(unit, library, [each.prompt for each in due])
    around, out = look_around(unit, library, due), _Out()
    for occurrence in due:
        _judge(unit, practice, library, around, occurrence, out)
    schedule.release_all(unit, out.releases)
    before(unit, [letter.where.client for letter in out.letters])
    write.to_clients(unit, practice, out.letters)
    return len(due)


def _rules_first(unit: Unit, library: Library, due: Sequence[Occurrence]) -> bool:
    """What is due is due by the rules of now: enrolments that were planned by others are planned again before it is judged."""
    stamp = schedule.plan_stamp(unit, library.revision)
    if stamp is None:
        return False
    others = schedule.planned_otherwise(unit, {each.enrolment for each in due if each.enrolment}, stamp=stamp)
    if others:
        plan_all(unit, library, others)
    return bool(others)


def _judge(
    unit: Unit, practice: PracticeFacts, library: Library, around: Around, occurrence: Occurrence, out: _Out
) -> None:
    client = around.clients.get(occurrence.client)
    if client is None:
        _LOG.error("client does not open", extra={"client": occurrence.client})
        schedule.skip(unit, occurrence, Why.NOT_RENDERED)
        return
    where, consent = around.addresses.get(client.id), around.consents.get(client.id)
    if where is None or consent is None:
        schedule.skip(unit, occurrence, Why.NO_CONSENT if consent is None else Why.NO_ADDRESS)
        return
    occurrence, why = fitting(unit, library, around, client, occurrence)
    verdict = Skip(why) if why is not None else judge(_facts(unit, around, client, occurrence))
    if isinstance(verdict, Go):
        verdict = _may(unit, client, where)
    verdict = _asked_first(unit, library, around, occurrence, verdict)
    if isinstance(verdict, Ask):
        _ask(unit, library, around, client, occurrence, out)
        return
    if isinstance(verdict, MoveTo):
        moves.move_due(unit, occurrence, verdict.at, reason=verdict.why, until=verdict.until)
        return
    if isinstance(verdict, Skip):
        schedule.skip(unit, occurrence, verdict.why)
        return
    therapist = around.therapists[client.therapist]
    try:
        title, aftercare, message = _written(unit, practice, library, client, therapist, where, occurrence)
    except (BadInput, LookupError) as fault:
        # The library was checked, so this is ours to mend; the client's day goes on, and the reason stands in the row.
        _LOG.error("prompt not rendered", extra={"prompt": occurrence.prompt, "fault": type(fault).__name__})
        schedule.skip(unit, occurrence, Why.NOT_RENDERED)
        return
    went = Went(occurrence.id, occurrence.prompt, occurrence.intensity, occurrence.due_at, unit.now)
    around.went.setdefault(client.id, []).append(went)
    out.releases.append(Release(occurrence, library.revision, title, aftercare))
    again = f":{occurrence.sends}" if occurrence.sends else ""  # each sending of it is a delivery of its own
    out.letters.append(
        Letter(
            where,
            DeliveryKind.PROMPT,
            message,
            f"prompt:{occurrence.id}{again}",
            occurrence=occurrence.id,
            consent=consent,
        )
    )


def _asked_first(unit: Unit, library: Library, around: Around, what: Occurrence, verdict: Verdict) -> Verdict | Ask:
    """A question stands before it, or has stood (SPEC 4.7)."""
    asked, prompt = around.asked.get(what.id), library.prompt(what.prompt)
    asks = prompt is not None and asked_before(prompt) is not None
    turn = in_turn(verdict, asked, asks=asks, again=what.state is OccurrenceState.SNOOZED, now=unit.now)
    if asked is not None and turn == Skip(Why.UNANSWERED) and never_came(unit, asked):
        return Skip(Why.LATE)
    return turn


def _ask(unit: Unit, library: Library, around: Around, client: Client, what: Occurrence, out: _Out) -> None:
    where, consent = around.addresses[client.id], around.consents[client.id]
    try:
        letter = ask(unit, library, client, where, consent, what)
    except LookupError:
        _LOG.error("question not asked", extra={"prompt": what.prompt})
        schedule.skip(unit, what, Why.NOT_RENDERED)
        return
    around.questions.setdefault(client.id, []).append(Asked(what.id, unit.now))
    out.letters.append(letter)


def _may(unit: Unit, client: Client, where: ClientAddress) -> Go | Skip:
    """What is asked again when it is sent (DESIGN 1.4) is asked now, too: what may not go is not even put down."""
    verdict = may_send(
        SendFacts(
            kind=DeliveryKind.PROMPT,
            now=unit.now,
            to_client=True,
            client_state=client.state,
            consent_active=True,
            address_state=where.state,
            occurrence_state=OccurrenceState.RELEASED,
        )
    )
    return Skip(Why.NOT_JOINED) if verdict.ruling is Ruling.DROP else Go()


def _facts(unit: Unit, around: Around, client: Client, what: Occurrence) -> Due:
    course = None if what.enrolment is None else around.enrolments.get(what.enrolment)
    return Due(
        now=unit.now,
        due_at=what.due_at,
        nominal_at=what.nominal_at,
        move_until=what.move_until,
        late_at=what.late_at,
        if_late=what.if_late,
        intensity=what.intensity,
        hours=Hours(client.zone, client.quiet, client.days),
        cap=client.cap,
        went=[went for went in around.went.get(client.id, ()) if went.occurrence != what.id],
        asked=[asked.at for asked in around.questions.get(client.id, ()) if asked.occurrence != what.id],
        gap_at=None if what.id in around.asked else around.gaps.get(what.id),  # the question was the one after the gap
        is_again=what.state is OccurrenceState.SNOOZED,
        approval=what.approval,
        start=None if course is None else course.start,
        own_dates=around.own_dates.get((what.enrolment or "", what.step), ()),
        halted=client.state is ClientState.HALTED,
        resting=client.state is ClientState.RESTING,
        rest_until=client.rest_until,
        paused_until=client.paused_until,
        away_until=around.therapists[client.therapist].away_at(unit.now),
        held_level=client.held_level,
    )


def _written(
    unit: Unit,
    practice: PracticeFacts,
    library: Library,
    client: Client,
    therapist: Therapist,
    where: ClientAddress,
    occurrence: Occurrence,
) -> tuple[str, str, OutgoingMessage]:
    """Title, aftercare and the message. Raises LibraryFault and LookupError."""
    values = values_for(unit, library, client, therapist, occurrence.prompt)
    prompt = library.prompt(occurrence.prompt)
    if prompt is None:
        raise LookupError("there is no such prompt")
    if prompt.script is not None:
        script = render_script(library, occurrence.prompt, language=client.language, values=values)
        scene = scene_prompt(unit, practice, script, client, therapist, where, occurrence)
        return script.title, script.aftercare, scene
    rendered = render_prompt(library, occurrence.prompt, language=client.language, values=values)
    message = _message(unit, practice, prompt, client, therapist, where, occurrence, rendered)
    return rendered.title, rendered.aftercare or "", message


def values_for(unit: Unit, library: Library, client: Client, therapist: Therapist, name: str) -> Values:
    """What is filled into a prompt for this client at this moment. Raises LookupError."""
    prompt = library.prompt(name)
    if prompt is None:
        raise LookupError("there is no such prompt")
    local = unit.now.astimezone(zone_of(client.zone))
    text = library.text_for(prompt, [client.language])
    # Words for the day stand in the language of the text, which can be the base of the client's (pt-BR, pt).
    language = client.language if text is None else text.language
    return Values(
        client_name=client.name,
        client_address=client.manner.address,
        client_gender=client.manner.gender,
        therapist_name=therapist.name,
        weekday=weekday(local, language),
        part_of_day=part_of_day(local, language),
    )


def _message(
    unit: Unit,
    practice: PracticeFacts,
    prompt: Prompt,
    client: Client,
    therapist: Therapist,
    where: ClientAddress,
    occurrence: Occurrence,
    rendered: Rendered,
) -> OutgoingMessage:
    message = prompt_message(
        practice,
        title=rendered.title,
        body=rendered.body,
        minutes=prompt.minutes,
        language=client.language,
        therapist=therapist.name,
        file=file_of(unit, prompt, practice.account(where.address.account).capabilities),
    )
    return replace(message, buttons=prompt_rows(unit, client, where, occurrence.id))
