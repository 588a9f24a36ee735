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
    asks = {
        "later": (Action.LATER, occurrence),
        "not_today": (Action.NOT_TODAY, occurrence),
        "need_support": (Action.SUPPORT, client.id),
        "how": (Action.HOW, client.id),
    }
    return tuple(
        tuple(button(unit, plain(key, client.language), *asks[key], where.address) for key in row)
        for row in _keys(above)
    )


def prompt_labels(language: str, *, above: int = 0) -> tuple[tuple[str, ...], ...]:
    """What stands on them, row by row."""
    return tuple(tuple(plain(key, language) for key in row) for row in _keys(above))


def _keys(above: int) -> tuple[tuple[str, ...], ...]:
    first, second = ("later", "not_today"), ("need_support", "how")
    return (first, second) if above + 2 <= _MOST_ROWS else ((*first, *second),)
