"""How the draft of a therapist's own prompt looks in its thread: as its client will see it, and below that what can be done.

Everything that is said about a draft is caused by "own:<id>:<version>:<what>": so a message of ours tells which draft it is about,
after a restart as before.
"""

from __future__ import annotations

from core.delivery import write
from core.delivery.fit import fit
from core.delivery.handles import Action, button
from core.delivery.own import as_prompt, file_of, prompt_message
from core.desk import by_hand
from core.desk.context import Desk, Rows, mark
from core.desk.own_words import MINUTES
from core.domain.delivery import DeliveryKind
from core.domain.incoming import MessageIn
from core.domain.message import Button, OutgoingFile, OutgoingMessage, Text
from core.domain.own import Modality
from core.queue.card import MEDIA
from core.scheduler.why import reason_in_words
from core.store import addresses, clients, consents, outbox, therapists
from core.store.clients import Client
from core.store.own_prompts import PREFIX, Own
from core.store.therapists import Therapist
from core.store.threads import Thread
from core.store.unit import Unit
from core.texts.say import plain, say

_MODALITIES: tuple[Modality, ...] = ("writing", "drawing", "voice", "talk")  # role-play has turns: it is the library's
_STRENGTHS = (1, 2, 3)
_IN_A_ROW = 3
_SEEN_WITH_FILES = ("drawing", "voice")
TIMES = {"h1": "in 1h", "e18": "18:00", "t9": "tomorrow 09:00", "t18": "tomorrow 18:00"}  # of the buttons below "when"


def cause(own: Own, what: str) -> str:
    """Of what is said about this version of a draft: "text", "see", "how", "ask", "when", "offer"."""
    return f"{PREFIX}:{own.id}:{own.version}:{what}"


def answer(
    unit: Unit,
    desk: Desk,
    thread: Thread,
    own: Own,
    message: MessageIn,
    words: Text,
    *,
    buttons: Rows = (),
    what: str = "",
) -> None:
    """One answer to one message about a draft, which is about that draft too: whoever replies to it writes for the draft.

    what: "when" where a time is asked for still.
    """
    told = OutgoingMessage(words, buttons=buttons, silent=True)
    write.to_thread(unit, desk.practice, thread, DeliveryKind.ROOM, told, cause=_answering(unit, own, message, what))


def has_answered(unit: Unit, own: Own, message: MessageIn) -> bool:
    """Whether this very message has such an answer already."""
    causes = [_answering(unit, own, message, what) for what in ("", "when")]
    return any(outbox.by_cause(unit, f"{each}/0") is not None for each in causes)


def _answering(unit: Unit, own: Own, message: MessageIn, what: str) -> str:
    return f"{PREFIX}:{own.id}:{mark(unit, message)}" + (f":{what}" if what else "")


def show(unit: Unit, desk: Desk, thread: Thread, own: Own) -> None:
    """The message itself, and behind it what can be done."""
    _put(unit, desk, thread, own, "see", _seen(unit, desk, own, thread.address.account))
    _put(unit, desk, thread, own, "how", controls(unit, desk, thread, own))


def show_facts(unit: Unit, desk: Desk, thread: Thread, own: Own) -> None:
    """The same messages say what was set since."""
    able = desk.practice.account(thread.address.account).capabilities
    for number, piece in enumerate(fit(_seen(unit, desk, own, thread.address.account), able)):
        there = outbox.by_cause(unit, f"{cause(own, 'see')}/{number}")
        if there is not None:
            write.edit(unit, there, piece)
    there = outbox.by_cause(unit, f"{cause(own, 'how')}/0")
    if there is not None:
        write.edit(unit, there, controls(unit, desk, thread, own))


def ask_again(unit: Unit, desk: Desk, thread: Thread, own: Own) -> None:
    """For other words in the place of those that stand now, which come along to be copied; once for each version."""
    language = therapists.therapist(unit, own.therapist).language
    key = "own_again_how" if own.content.body else "own_again_file"
    row = (control(unit, own, thread, "own_drop", "drop", language),)
    _put(unit, desk, thread, own, "ask", OutgoingMessage(say(key, language), buttons=(row,), silent=True))
    show_text(unit, desk, thread, own)


def show_text(unit: Unit, desk: Desk, thread: Thread, own: Own) -> None:
    """Its words alone, to be copied."""
    if own.content.body:
        _put(unit, desk, thread, own, "text", OutgoingMessage(Text(own.content.body), silent=True))


def ask_when(unit: Unit, desk: Desk, thread: Thread, own: Own) -> None:
    """At which time it is to go."""
    _put(unit, desk, thread, own, "when", times(unit, thread, own))


def times(unit: Unit, thread: Thread, own: Own) -> OutgoingMessage:
    """That question, with a few answers."""
    client, language = clients.client(unit, own.client), therapists.therapist(unit, own.therapist).language
    labels = {
        "h1": plain("offer_in_an_hour", language),
        "e18": "18:00",
        "t9": plain("offer_tomorrow", language, time="09:00"),
        "t18": plain("offer_tomorrow", language, time="18:00"),
    }
    made = [button(unit, labels[what], Action.OWN, f"{own.id}-{what}", thread.address) for what in TIMES]
    rows = (tuple(made[:2]), tuple(made[2:]))
    return OutgoingMessage(say("own_when", language, alias=client.alias), buttons=rows, silent=True)


def settle(unit: Unit, own: Own, key: str, *, besides: str = "") -> None:
    """What was asked about this version says that it is over, without buttons. besides: the delivery that says more."""
    language = therapists.therapist(unit, own.therapist).language
    for what in ("how", "when", "ask"):
        there = outbox.by_cause(unit, f"{cause(own, what)}/0")
        if there is not None and there.id != besides:
            write.edit(unit, there, OutgoingMessage(say(key, language), silent=True))


def controls(unit: Unit, desk: Desk, thread: Thread, own: Own) -> OutgoingMessage:
    """What it is, what stands in its way as things are, and what can be done."""
    client, therapist = clients.client(unit, own.client), therapists.therapist(unit, own.therapist)
    words = facts(unit, own)
    for line in _warnings(unit, desk, own, client, therapist):
        words = words + "\n" + line
    words = words + "\n" + say("own_how", therapist.language)
    if own.source is None:
        words = words + " " + say("own_how_new", therapist.language)
    return OutgoingMessage(words, buttons=_rows(unit, thread, own, therapist.language), silent=True)


def control(unit: Unit, own: Own, thread: Thread, key: str, what: str, language: str, **values: int) -> Button:
    """One button of a draft."""
    return button(unit, plain(key, language, **values), Action.OWN, f"{own.id}-{what}", thread.address)


def _put(unit: Unit, desk: Desk, thread: Thread, own: Own, what: str, message: OutgoingMessage) -> None:
    write.to_thread(unit, desk.practice, thread, DeliveryKind.ROOM, message, cause=cause(own, what))


def _seen(unit: Unit, desk: Desk, own: Own, account: str) -> OutgoingMessage:
    """As the client sees it on that account, but for the buttons."""
    client, therapist = clients.client(unit, own.client), therapists.therapist(unit, own.therapist)
    message = prompt_message(
        desk.practice,
        title=own.content.title,
        body=own.content.body,
        minutes=own.minutes,
        language=client.language,
        therapist=therapist.name,
        file=_file(unit, desk, own, account),
    )
    return OutgoingMessage(message.text, file=message.file, silent=True)


def _file(unit: Unit, desk: Desk, own: Own, account: str) -> OutgoingFile | None:
    try:
        return file_of(unit, as_prompt(own), desk.practice.account(account).capabilities)
    except LookupError:  # that platform does not carry it; where it matters, that was said before
        return None


def facts(unit: Unit, own: Own) -> Text:
    """Where it comes from, how it is answered, how strong it is, how long it takes."""
    language = therapists.therapist(unit, own.therapist).language
    origin = plain("own_made", language)
    if own.source is not None:
        origin = plain("own_from", language, title=own.content.origin)
    return say(
        "own_draft",
        language,
        alias=clients.client(unit, own.client).alias,
        origin=origin,
        modality=plain(f"browse_{own.modality}", language),
        intensity=own.intensity,
        minutes=own.minutes,
    )


def _warnings(unit: Unit, desk: Desk, own: Own, client: Client, therapist: Therapist) -> list[Text]:
    language, found = therapist.language, list[Text]()
    where = addresses.best_address(unit, client.id)
    if where is not None:
        account = where.address.account
        whole = _seen(unit, desk, own, account)
        parts = len(fit(whole, desk.practice.account(account).capabilities))
        found += [say("own_parts", language, count=parts)] if parts > 1 else []
    may = consents.says(unit, client.id, MEDIA)
    if own.modality in _SEEN_WITH_FILES and not may:  # who said no is not asked again
        found.append(say("own_media" if may is None else "own_media_no", language, alias=client.alias))
    blocks = by_hand.in_the_way(client, therapist, unit.now, own.intensity)
    if blocks:
        reasons = ", ".join(reason_in_words(each, language) for each in blocks)
        found.append(say("send_in_the_way", language, reasons=reasons))
    return found


def _rows(unit: Unit, thread: Thread, own: Own, language: str) -> Rows:
    """At most five rows of three: as many as every platform shows."""

    def made(key: str, what: str, **values: int) -> Button:
        return control(unit, own, thread, key, what, language, **values)

    rows = [
        (made("own_send_now", "now"), made("own_send_at", "at")),
        (made("own_again", "again"), made("own_drop", "drop")),
    ]
    if own.source is None:
        rows += [
            tuple(made(f"browse_{each}", each) for each in _MODALITIES if each != own.modality),
            tuple(made("own_intensity", f"i{n}", intensity=n) for n in _STRENGTHS if n != own.intensity),
            tuple(made("own_minutes", f"m{n}", minutes=n) for n in MINUTES if n != own.minutes)[:_IN_A_ROW],
        ]
    return tuple(rows)
