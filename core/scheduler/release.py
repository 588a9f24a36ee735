"""Due becomes on its way: claim, ask may_send, render, outbox, all in one transaction; or skipped with its reason."""

from __future__ import annotations

import logging
from zoneinfo import ZoneInfo

from core.delivery import write
from core.delivery.handles import Action, button
from core.delivery.may_send import Ruling, SendFacts, may_send
from core.domain.delivery import DeliveryKind
from core.domain.errors import BadInput
from core.domain.message import OutgoingMessage, Text, bold
from core.domain.practice import PracticeFacts
from core.domain.states import OccurrenceState
from core.prompts.library import Library, Rendered, render_prompt
from core.prompts.template import Values
from core.store import addresses, clients, consents, schedule, therapists
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.schedule import Occurrence
from core.store.unit import Unit
from core.texts.calendar import part_of_day, weekday
from core.texts.say import plain, say

_LOG = logging.getLogger(__name__)
_SLICE = 100  # occurrences per transaction: <= 50 ms of the writer


def release_due(unit: Unit, practice: PracticeFacts, library: Library, *, limit: int = _SLICE) -> int:
    """Release or skip what is due. Returns how many were judged."""
    due = schedule.claim_due(unit, limit=limit)
    for occurrence in due:
        _judge(unit, practice, library, occurrence)
    return len(due)


def _judge(unit: Unit, practice: PracticeFacts, library: Library, occurrence: Occurrence) -> None:
    client = clients.client(unit, occurrence.client)
    where = addresses.best_address(unit, client.id)
    consent = consents.active(unit, client.id)
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
    try:
        rendered = _render(unit, library, client, occurrence)
    except (BadInput, LookupError) as fault:
        # The library was checked, so this is ours to mend; the client's day goes on, and the reason stands in the row.
        _LOG.error("prompt not rendered", extra={"prompt": occurrence.prompt, "fault": type(fault).__name__})
        schedule.skip(unit, occurrence, "not rendered")
        return
    schedule.released(
        unit,
        occurrence,
        revision=library.revision,
        title=rendered.title,
        aftercare=rendered.aftercare or "",
    )
    write.to_client(
        unit,
        practice,
        where,
        DeliveryKind.PROMPT,
        _message(unit, practice, library, client, where, occurrence, rendered),
        cause=f"prompt:{occurrence.id}",
        occurrence=occurrence.id,
        consent=consent,
    )


def _render(unit: Unit, library: Library, client: Client, occurrence: Occurrence) -> Rendered:
    local = unit.now.astimezone(ZoneInfo(client.zone))
    therapist = therapists.therapist(unit, client.therapist)
    text = library.text_for(library.prompts[occurrence.prompt], [client.language])
    # Words for the day stand in the language of the text, which can be the base of the client's (pt-BR, pt).
    language = client.language if text is None else text.language
    values = Values(
        client_name=client.name,
        therapist_name=therapist.name,
        weekday=weekday(local, language),
        part_of_day=part_of_day(local, language),
    )
    return render_prompt(library, occurrence.prompt, language=client.language, values=values)


def _message(
    unit: Unit,
    practice: PracticeFacts,
    library: Library,
    client: Client,
    where: ClientAddress,
    occurrence: Occurrence,
    rendered: Rendered,
) -> OutgoingMessage:
    therapist = therapists.therapist(unit, client.therapist).name
    minutes = library.prompts[occurrence.prompt].minutes
    foot = say("prompt_foot", client.language, minutes=minutes, therapist=therapist, promise=practice.promise)
    words: Text = bold(rendered.title) + f"\n{rendered.body.strip()}\n\n" + foot
    buttons = (
        (
            button(unit, plain("not_today", client.language), Action.NOT_TODAY, occurrence.id, where.address),
            button(unit, plain("need_support", client.language), Action.SUPPORT, client.id, where.address),
        ),
    )
    return OutgoingMessage(words, buttons=buttons)
