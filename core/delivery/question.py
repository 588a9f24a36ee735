"""The questions around a prompt as a client sees them: words, a button for each value, and the ways past it (SPEC 4.7)."""

from __future__ import annotations

from core.delivery.handles import Action, button
from core.domain.message import Button, OutgoingMessage, Text, bold
from core.prompts.scales import Asked
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.unit import Unit
from core.texts.say import plain, say

Rows = tuple[tuple[Button, ...], ...]
_ROWS = 4  # every platform shows five, and one is taken
_ACROSS = 3  # that every platform shows beside each other
NOT_TODAY = "today"  # in a handle


def question(unit: Unit, client: Client, where: ClientAddress, asked: Asked, check_in: str) -> OutgoingMessage:
    """What it is for, what is asked, what the numbers mean. Nothing of the prompt, for it may stand on a lock screen."""
    rows = (*_values(unit, where, asked, check_in), *_past(unit, client, where, check_in))
    return OutgoingMessage(_words(asked, client.language), buttons=rows)


def question_after(
    unit: Unit, client: Client, where: ClientAddress, asked: Asked, check_in: str, *, beside: tuple[Button, ...]
) -> tuple[Text, Rows]:
    """The one behind a prompt, to be put below what else is said. beside: buttons of that, which share the last row."""
    support = button(unit, plain("need_support", client.language), Action.SUPPORT, client.id, where.address)
    rows = (*_values(unit, where, asked, check_in), (*beside, support))
    return _words(asked, client.language, lead="check_in_after_lead"), rows


def _words(asked: Asked, language: str, *, lead: str = "check_in_lead") -> Text:
    words: Text = say(lead, language) + "\n" + bold(asked.question)
    if asked.labels:
        listed = "\n".join(f"{value} · {label}" for value, label in zip(asked.values, asked.labels, strict=True))
        words = words + "\n" + listed
    elif asked.low_words or asked.high_words:
        ends = {"low": asked.low_words or "…", "high": asked.high_words or "…"}
        words = words + "\n" + say("check_in_ends", language, first=asked.low, last=asked.high, **ends)
    return words + "\n" + say("check_in_typed", language, first=asked.low, last=asked.high)


def _values(unit: Unit, where: ClientAddress, asked: Asked, check_in: str) -> Rows:
    """A button for each value, in a few rows; none where they are too many: the number is typed then."""
    labels = asked.labels or tuple(str(value) for value in asked.values)
    if len(labels) > _ROWS * _ACROSS:
        return ()
    across = -(-len(labels) // _ROWS) if asked.labels else _ACROSS
    made = [
        button(unit, label, Action.RATE, f"{check_in}-{value}", where.address)
        for value, label in zip(asked.values, labels, strict=True)
    ]
    return tuple(tuple(made[at : at + across]) for at in range(0, len(made), across))


def _past(unit: Unit, client: Client, where: ClientAddress, check_in: str) -> Rows:
    language, at = client.language, where.address
    not_today = button(unit, plain("not_today", language), Action.CARE, f"{check_in}-{NOT_TODAY}", at)
    return ((not_today, button(unit, plain("need_support", language), Action.SUPPORT, client.id, at)),)
