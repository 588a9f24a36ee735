"""A link to a card, where the platform has links to messages."""

from __future__ import annotations

from core.domain.message import Capabilities, Receipt
from core.domain.practice import PracticeFacts
from core.store.receipts import receipt_of
from core.store.unit import Unit


def to_card(unit: Unit, practice: PracticeFacts, card: str) -> str | None:
    """Where the card begins; None: it has not arrived, or there are no such links."""
    receipt = receipt_of(unit, f"card:{card}:0/0")
    return None if receipt is None else link(receipt, practice.account(receipt.address.account).capabilities)


def link(receipt: Receipt, able: Capabilities) -> str | None:
    """The link to a message in a thread, as the platform writes it."""
    thread = receipt.address.thread
    if not able.message_link or thread is None or not receipt.message:
        return None
    chat = receipt.address.chat.removeprefix(able.link_drops)
    return able.message_link.format(chat=chat, thread=thread, message=receipt.message)
