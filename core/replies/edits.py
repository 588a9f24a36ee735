"""An edit of a message that is part of a reply: other words, another place, files added or taken off (SPEC 6.4)."""

from __future__ import annotations

from core.domain.events import Event, FileTakenOff, PartChanged
from core.domain.incoming import Fact, MessageIn
from core.domain.shown import NotShown
from core.store import media, replies
from core.store.replies import Part
from core.store.unit import Unit


def change(unit: Unit, known: Part, message: MessageIn) -> list[Event]:
    """The message as it is now is the newer version of the part; nothing where it is no edit, a repeat, older than what is
    here, or of something that was taken back. A file that is on it no more stays kept and is shown to nobody.
    """
    edited_at = message.edited_at
    if edited_at is None or known.withdrawn or replies.is_older(unit, known, edited_at):
        return []
    there = media.of_part(unit, known.id)
    more = tuple(file for file in message.files if not any(file.ref.is_same_file(what.ref) for what in there))
    off = [what for what in there if not any(file.ref.is_same_file(what.ref) for file in message.files)]
    facts = dict(message.facts)
    if off:
        facts[Fact.TAKEN_OFF] = " ".join(what.id for what in off)
    for what in there:
        if known.has_taken_off(what.id) and what not in off and what.why is NotShown.DROPPED:
            media.develop_again(unit, what)  # it is on the message once more
    changed = replies.change_part(unit, known, message.text, edited_at, facts=facts, has_more=bool(more))
    media.want(unit, known.client, more, part=known.id, first=len(there))
    events: list[Event] = [PartChanged(known.id)] if changed else []
    return events + [FileTakenOff(what.id) for what in off if not known.has_taken_off(what.id)]
