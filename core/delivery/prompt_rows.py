"""The buttons that every prompt has below its own choices (SPEC 2)."""

from __future__ import annotations

from core.delivery.handles import Action, button
from core.domain.message import Button
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.unit import Unit
from core.texts.say import plain

_MOST_ROWS = 5  # that every platform shows


def prompt_rows(
    unit: Unit, client: Client, where: ClientAddress, occurrence: str, *, above: int = 0
) -> tuple[tuple[Button, ...], ...]:
    """Later and Not today, I need support and How does this work; in one row where `above` leaves no room for two."""
    language, at = client.language, where.address
    first = (
        button(unit, plain("later", language), Action.LATER, occurrence, at),
        button(unit, plain("not_today", language), Action.NOT_TODAY, occurrence, at),
    )
    second = (
        button(unit, plain("need_support", language), Action.SUPPORT, client.id, at),
        button(unit, plain("how", language), Action.HOW, client.id, at),
    )
    return (first, second) if above + 2 <= _MOST_ROWS else ((*first, *second),)
