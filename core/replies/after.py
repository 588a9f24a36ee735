"""The question behind a prompt: asked once, in the one message that follows the reply (SPEC 2, 4.7)."""

from __future__ import annotations

from datetime import timedelta

from core.delivery.own import prompt_named
from core.delivery.question import Rows, question_after
from core.domain.check_in import Moment
from core.domain.message import Button, Text
from core.domain.states import ClientState
from core.prompts.library import Library
from core.prompts.scales import after, asked_in
from core.store import check_ins, consents, schedule
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.unit import Unit

COUNTS = timedelta(hours=12)  # so long an answer says how it was afterwards


def ask_after(
    unit: Unit,
    library: Library,
    client: Client,
    where: ClientAddress,
    occurrence: str,
    *,
    beside: tuple[Button, ...] = (),
) -> tuple[Text, Rows] | None:
    """Its words and all buttons below them. beside: buttons of what else is said. None: nothing is asked, or it was, or it may
    not be.
    """
    what = schedule.occurrence(unit, occurrence)
    prompt = prompt_named(unit, library, what.prompt)
    scale = None if prompt is None else after(library, prompt)
    asked = None if scale is None else asked_in(scale, [client.language])
    consent = consents.active(unit, client.id)
    if scale is None or asked is None or consent is None or client.state is not ClientState.ACTIVE:
        return None
    if occurrence in check_ins.after(unit, [occurrence]):
        return None
    put = check_ins.ask(
        unit,
        what,
        consent=consent,
        scale=scale.id,
        ends=(asked.low, asked.high),
        revision=library.revision,
        until=unit.now + COUNTS,
        moment=Moment.AFTER,
    )
    return question_after(unit, client, where, asked, put.id, beside=beside)
