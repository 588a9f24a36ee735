"""A question with buttons that was the last thing said to a client: which of its buttons do typed words mean?"""

from __future__ import annotations

from datetime import timedelta

from core.delivery.handles import Action
from core.desk.dialogue_words import simplified
from core.desk.words import number_in
from core.domain.incoming import MessageIn
from core.store import last_check
from core.store.clients import Client
from core.store.unit import Unit

_A_WORD_COUNTS_FOR = timedelta(hours=1)  # words alone, after the question; later they may be meant for somebody


def open_question(unit: Unit, client: Client, action: Action, message: MessageIn) -> tuple[list[str], str | None]:
    """What the buttons of this action stand for, where they are the last thing that was said; and which of them the words
    name, by its label or its place. Nothing where something else was said since, or the words are no answer to a question.
    """
    if message.files or message.edited_at is not None or "\n" in message.text.strip():
        return [], None
    newest = last_check.newest_to(unit, client.id)
    if newest is None or unit.now - newest.created_at > _A_WORD_COUNTS_FOR:
        return [], None
    prefix = f"{action.value}."
    offered = [each for row in newest.message.buttons for each in row if each.handle.startswith(prefix)]
    things = [each.handle.split(".")[1] for each in offered]
    labels = [simplified(each.label) for each in offered]
    said, number = simplified(message.text), number_in(message.text)
    if said in labels:
        return things, things[labels.index(said)]
    return things, things[number - 1] if number is not None and 1 <= number <= len(things) else None
