"""What the client hears about a reply: one receipt at its close, one question where nobody can know (SPEC 6.3, 6.5)."""

from __future__ import annotations

from datetime import timedelta

from core.delivery import write
from core.delivery.handles import Action, button
from core.domain.delivery import DeliveryKind
from core.domain.message import OutgoingMessage, Text
from core.domain.practice import PracticeFacts
from core.domain.states import MatchKind, MediaState, SceneState
from core.store import addresses, clients, outbox, replies, scenes, schedule, therapists
from core.store.media import Media
from core.store.outbox import Delivery
from core.store.replies import Reply
from core.store.unit import Unit
from core.texts.say import plain, say
from core.texts.sentence import after_colon
from core.texts.sizes import size_words

ASK_AGAIN_AFTER = timedelta(hours=24)  # SPEC 6.3: at most once a day
CHOICES = 4  # prompts that one question offers: every platform shows five rows of buttons


def receipt(unit: Unit, practice: PracticeFacts, reply: Reply) -> None:
    """Kept, by whom and when it is answered, and the prompt's aftercare. Never that somebody reads now.

    A scene that was left has had its closing words, and they say so: nothing follows them. Where everything was taken back
    meanwhile there is nothing to say either.
    """
    scene = None if reply.evidence is not MatchKind.SCENE else scenes.of_occurrence(unit, reply.occurrence or "")
    if scene is not None and scene.state is not SceneState.ENDED:
        return
    parts = replies.parts_of(unit, reply.id)
    count = len([part for part in parts if not part.withdrawn])
    if parts and not count:
        return
    client = clients.client(unit, reply.client)
    therapist = therapists.therapist(unit, client.therapist).name
    facts: dict[str, str | int] = {"therapist": therapist, "promise": practice.promise, "count": count}
    aftercare = ""
    if reply.evidence is MatchKind.MESSAGE:
        words = say("kept_message", client.language, **facts)
    else:
        key = "kept_scene" if scene is not None else "kept_one" if count == 1 else "kept_many"
        words = say(key, client.language, **facts)
        aftercare = schedule.occurrence(unit, reply.occurrence).aftercare if reply.occurrence else ""
    if aftercare:
        aftercare = after_colon(aftercare, client.language, names=(client.name, therapist))
        words = words + "\n" + say("before_you_go", client.language, aftercare=aftercare)
    where = addresses.address_by_id(unit, reply.address)
    write.to_client(
        unit,
        practice,
        where,
        DeliveryKind.RECEIPT,
        OutgoingMessage(words),
        cause=f"receipt:{reply.id}",
        occurrence=reply.occurrence,
    )


def ask_which(unit: Unit, practice: PracticeFacts, reply: Reply) -> bool:
    """Ask which prompt a reply is for; at most once a day. False when that was asked today already."""
    client = clients.client(unit, reply.client)
    if client.asked_at is not None and unit.now - client.asked_at < ASK_AGAIN_AFTER:
        return False
    clients.note_asked(unit, client.id)
    where = addresses.address_by_id(unit, reply.address)
    choices = schedule.open_occurrences(unit, client.id)[:CHOICES]
    therapist = therapists.therapist(unit, client.therapist).name
    words = say("which_one", client.language)
    for number, choice in enumerate(choices, start=1):
        words = words + f"\n{number} · {choice.title}"
    neither = plain("neither", client.language, therapist=therapist)
    words = words + f"\n{len(choices) + 1} · {neither}\n" + say("which_one_typed", client.language)
    rows = [(button(unit, c.title, Action.BELONGS, c.id, where.address),) for c in choices]
    rows.append((button(unit, neither, Action.NEITHER, reply.id, where.address),))
    write.to_client(
        unit,
        practice,
        where,
        DeliveryKind.RECEIPT,
        OutgoingMessage(words, buttons=tuple(rows)),
        cause=f"which:{reply.id}",
    )
    return True


def asked(unit: Unit, client: str, *, question: Delivery | None = None) -> tuple[Reply, Delivery] | None:
    """The unsure reply that the client was asked about, with the question: this one, or (None) the newest."""
    for reply in replies.unsure(unit, client):
        found = outbox.by_cause(unit, f"which:{reply.id}/0")
        if found is not None and (question is None or found.id == question.id):
            return reply, found
    return None


def tell_missing(unit: Unit, practice: PracticeFacts, what: Media, *, limit_bytes: int) -> None:
    """A file could not be had: say so in plain words, once per file. limit_bytes: what Vignette itself keeps at most; it holds
    where the platform lets a bot fetch any size.
    """
    if what.part is None or what.state not in (MediaState.TOO_LARGE, MediaState.LOST):
        return
    reply = replies.reply(unit, replies.part(unit, what.part).reply)
    client = clients.client(unit, what.client)
    where = addresses.address_by_id(unit, reply.address)
    platform = where.address.platform.value.capitalize()
    if what.state is MediaState.TOO_LARGE:
        able = practice.account(what.ref.account).capabilities
        key = "too_large_for_us" if able.download_limit is None else "too_large"
        facts = {"limit": size_words((able.download_limit or limit_bytes) // 1024)}
        if able.download_limit is not None:
            facts["platform"] = platform
        if what.size_kb is None:
            key += "_unsized"
        else:
            facts["size"] = size_words(what.size_kb)
        words: Text = say(key, client.language, **facts)
    else:
        words = say("lost", client.language, platform=platform)
    write.to_client(unit, practice, where, DeliveryKind.RECEIPT, OutgoingMessage(words), cause=f"missing:{what.id}")
