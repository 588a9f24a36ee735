"""Due becomes on its way: claim, ask may_send, render, outbox, all in one transaction; or skipped with its reason."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from core.delivery import write
from core.delivery.handles import Action, button
from core.delivery.may_send import Ruling, SendFacts, may_send
from core.delivery.write import Letter
from core.domain.delivery import DeliveryKind
from core.domain.errors import BadInput
from core.domain.message import OutgoingMessage, Text, bold
from core.domain.practice import PracticeFacts
from core.domain.states import OccurrenceState
from core.prompts.library import Library, Rendered, render_prompt
from core.prompts.playing import render_script
from core.prompts.template import Values
from core.scheduler.hours import quiet_until
from core.scheduler.release_scene import scene_prompt
from core.store import addresses, clients, consents, schedule, therapists
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.schedule import Occurrence, Release
from core.store.therapists import Therapist
from core.store.unit import Unit
from core.texts.calendar import part_of_day, weekday
from core.texts.say import plain, say

_LOG = logging.getLogger(__name__)
Before = Callable[[Unit, Sequence[str]], None]
_SLICE = 100  # occurrences per transaction: <= 50 ms of the writer


@dataclass(frozen=True, slots=True)
class _Around:
    """What must be known of the people around the occurrences of a slice: a few queries for all of them (DESIGN 1.4)."""

    clients: Mapping[str, Client]
    addresses: Mapping[str, ClientAddress]
    consents: Mapping[str, str]
    therapists: Mapping[str, Therapist]


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
    """Release or skip what is due. before: told whose prompts go out now, before they are written. Returns how many were
    judged.
    """
    due = schedule.claim_due(unit, limit=limit)
    around, out = _look_around(unit, due), _Out()
    for occurrence in due:
        _judge(unit, practice, library, around, occurrence, out)
    schedule.release_all(unit, out.releases)
    before(unit, [letter.where.client for letter in out.letters])
    write.to_clients(unit, practice, out.letters)
    return len(due)


def _look_around(unit: Unit, due: list[Occurrence]) -> _Around:
    who = {occurrence.client for occurrence in due}
    known = clients.many(unit, who)
    return _Around(
        known,
        addresses.best_addresses(unit, who),
        consents.active_of(unit, who),
        therapists.many(unit, {client.therapist for client in known.values()}),
    )


def _judge(
    unit: Unit, practice: PracticeFacts, library: Library, around: _Around, occurrence: Occurrence, out: _Out
) -> None:
    client = around.clients.get(occurrence.client)
    if client is None:
        _LOG.error("client does not open", extra={"client": occurrence.client})
        schedule.skip(unit, occurrence, "not rendered")
        return
    where, consent = around.addresses.get(client.id), around.consents.get(client.id)
    if where is None or consent is None:
        schedule.skip(unit, occurrence, "no consent" if consent is None else "no address")
        return
    verdict = may_send(
        SendFacts(
            kind=DeliveryKind.PROMPT,
            now=unit.now,
            to_client=True,
            client_state=client.state,
            consent_active=True,
            address_state=where.state,
            occurrence_state=OccurrenceState.RELEASED,
            late_at=occurrence.late_at,
        )
    )
    if verdict.ruling is Ruling.DROP:
        schedule.skip(unit, occurrence, verdict.reason)
        return
    quiet = quiet_until(unit.now, client.zone, client.quiet)
    if quiet is not None:
        if quiet <= occurrence.late_at:
            schedule.postpone(unit, occurrence, quiet)
        else:
            schedule.skip(unit, occurrence, "quiet hours")
        return
    therapist = around.therapists[client.therapist]
    try:
        title, aftercare, message = _written(unit, practice, library, client, therapist, where, occurrence)
    except (BadInput, LookupError) as fault:
        # The library was checked, so this is ours to mend; the client's day goes on, and the reason stands in the row.
        _LOG.error("prompt not rendered", extra={"prompt": occurrence.prompt, "fault": type(fault).__name__})
        schedule.skip(unit, occurrence, "not rendered")
        return
    out.releases.append(Release(occurrence, library.revision, title, aftercare))
    out.letters.append(
        Letter(
            where,
            DeliveryKind.PROMPT,
            message,
            f"prompt:{occurrence.id}",
            occurrence=occurrence.id,
            consent=consent,
        )
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
    values = _values(unit, library, client, therapist, occurrence)
    if library.prompts[occurrence.prompt].script is not None:
        script = render_script(library, occurrence.prompt, language=client.language, values=values)
        prompt = scene_prompt(unit, practice, script, client, therapist, where, occurrence)
        return script.title, script.aftercare, prompt
    rendered = render_prompt(library, occurrence.prompt, language=client.language, values=values)
    message = _message(unit, practice, library, client, therapist, where, occurrence, rendered)
    return rendered.title, rendered.aftercare or "", message


def _values(unit: Unit, library: Library, client: Client, therapist: Therapist, occurrence: Occurrence) -> Values:
    local = unit.now.astimezone(ZoneInfo(client.zone))
    text = library.text_for(library.prompts[occurrence.prompt], [client.language])
    # Words for the day stand in the language of the text, which can be the base of the client's (pt-BR, pt).
    language = client.language if text is None else text.language
    return Values(
        client_name=client.name,
        therapist_name=therapist.name,
        weekday=weekday(local, language),
        part_of_day=part_of_day(local, language),
    )


def _message(
    unit: Unit,
    practice: PracticeFacts,
    library: Library,
    client: Client,
    therapist: Therapist,
    where: ClientAddress,
    occurrence: Occurrence,
    rendered: Rendered,
) -> OutgoingMessage:
    minutes = library.prompts[occurrence.prompt].minutes
    foot = say("prompt_foot", client.language, minutes=minutes, therapist=therapist.name, promise=practice.promise)
    words: Text = bold(rendered.title) + f"\n{rendered.body.strip()}\n\n" + foot
    buttons = (
        (
            button(unit, plain("not_today", client.language), Action.NOT_TODAY, occurrence.id, where.address),
            button(unit, plain("need_support", client.language), Action.SUPPORT, client.id, where.address),
        ),
    )
    return OutgoingMessage(words, buttons=buttons)
