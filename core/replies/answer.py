"""What the client hears about a reply: one receipt at its close, one question where nobody can know (SPEC 6.3, 6.5)."""

from __future__ import annotations

from core.delivery import write
from core.delivery.handles import Action, button
from core.domain.delivery import DeliveryKind
from core.domain.message import Button, OutgoingMessage, Text
from core.domain.practice import PracticeFacts
from core.domain.states import MatchKind, MediaState, SceneState
from core.prompts.library import Library
from core.replies.after import ask_after
from core.replies.match import ASK_AGAIN_AFTER
from core.store import addresses, clients, outbox, replies, scenes, schedule, therapists
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.media import Media
from core.store.outbox import Delivery
from core.store.receipts import cause_of
from core.store.replies import Reply
from core.store.unit import Unit
from core.texts.say import plain, say
from core.texts.sentence import after_colon
from core.texts.sizes import size_words

CHOICES = 4  # prompts that one question offers: every platform shows five rows of buttons
_ABOUT = ("which", "receipt")  # causes of ours that name a reply
_WITHOUT_TITLE = (MatchKind.MESSAGE, MatchKind.CONVERSATION, MatchKind.UNSURE)

Rows = tuple[tuple[Button, ...], ...]


def reply_about(unit: Unit, delivery: Delivery) -> str | None:
    """The reply that a message of ours to a client is about; None: about none."""
    kind, _, rest = cause_of(unit, delivery.id).partition(":")
    return rest.partition("/")[0] if kind in _ABOUT else None


def receipt(unit: Unit, practice: PracticeFacts, library: Library, reply: Reply, *, cause: str = "") -> None:
    """Kept, by whom and when it is answered; the prompt's aftercare, and the question behind it. Never that somebody reads now.
    cause: of the answer that it is, where somebody asked for it.

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
    where = addresses.address_by_id(unit, reply.address)
    words = _kept(unit, practice, client, reply, count)
    rows = _elsewhere(unit, client, where, reply)
    if rows and reply.evidence is MatchKind.CONVERSATION:
        words = words + "\n" + say("kept_talk_else", client.language)
    more, rows = behind(unit, library, client, where, reply, rows)
    write.to_client(
        unit,
        practice,
        where,
        DeliveryKind.RECEIPT,
        OutgoingMessage(words + more, buttons=rows),
        cause=cause or f"receipt:{reply.id}",
        occurrence=reply.occurrence,
    )


def behind(
    unit: Unit, library: Library, client: Client, where: ClientAddress, reply: Reply, rows: Rows
) -> tuple[Text, Rows]:
    """What follows the first reply to a prompt: its aftercare, and the question behind it. rows: what there is beside; they are
    among those that come back.
    """
    if reply.occurrence is None or reply.evidence in _WITHOUT_TITLE:
        return Text(""), rows
    if replies.of_occurrence(unit, reply.occurrence)[0].id != reply.id:
        return Text(""), rows
    words = _aftercare(unit, client, reply.occurrence)
    beside = tuple(each for row in rows for each in row)
    question = ask_after(unit, library, client, where, reply.occurrence, beside=beside)
    return (words, rows) if question is None else (words + "\n\n" + question[0], question[1])


def _kept(unit: Unit, practice: PracticeFacts, client: Client, reply: Reply, count: int) -> Text:
    therapist = therapists.therapist(unit, client.therapist).name
    facts: dict[str, str | int] = {"therapist": therapist, "promise": practice.promise, "count": count}
    match reply.evidence:
        case MatchKind.MESSAGE:
            key = "kept_message"
        case MatchKind.CONVERSATION:
            key = "kept_talk"
        case MatchKind.NOT_SENT:
            key = "kept_back"
        case MatchKind.SCENE:
            key = "kept_scene"
        case _:
            key = "kept_one" if count == 1 else "kept_many"
    return say(key, client.language, **facts)


def _aftercare(unit: Unit, client: Client, occurrence: str) -> Text:
    aftercare = schedule.occurrence(unit, occurrence).aftercare
    if not aftercare:
        return Text("")
    names = (client.name, therapists.therapist(unit, client.therapist).name)
    aftercare = after_colon(aftercare, client.language, names=names)
    return Text("\n") + say("before_you_go", client.language, aftercare=aftercare)


def _elsewhere(unit: Unit, client: Client, where: ClientAddress, reply: Reply) -> Rows:
    """What it was taken for, to be changed in one tap (SPEC 6.3)."""
    language = client.language
    if reply.evidence is MatchKind.CONVERSATION:
        return tuple(
            (button(unit, each.title, Action.BELONGS, each.id, where.address),)
            for each in schedule.open_occurrences(unit, client.id)[:2]
        )
    if reply.evidence is MatchKind.ONLY_OPEN and reply.occurrence is not None:
        return ((button(unit, plain("not_for_this", language), Action.NEITHER, reply.id, where.address),),)
    return ()


def ask_which(unit: Unit, practice: PracticeFacts, reply: Reply) -> bool:
    """Ask which prompt a reply is for; at most once a day. False when that was asked today already, or of this very reply."""
    client = clients.client(unit, reply.client)
    if client.asked_at is not None and unit.now - client.asked_at < ASK_AGAIN_AFTER:
        return False
    if outbox.by_cause(unit, f"which:{reply.id}/0") is not None:
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


def asked(unit: Unit, client: str) -> tuple[Reply, Delivery] | None:
    """The newest unsure reply that the client was asked about, with the question."""
    for reply in replies.unsure(unit, client):
        found = outbox.by_cause(unit, f"which:{reply.id}/0")
        if found is not None:
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
