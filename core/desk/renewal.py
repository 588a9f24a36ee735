"""A newer version of the consent document: announced, or asked for again before invitations pause (SPEC 8.2, CN-05)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from core.delivery import write
from core.desk import joining, screens
from core.desk.access import Act
from core.desk.context import Desk, about, answer_client, client_actor, demand, mark
from core.desk.dialogue_words import agrees
from core.domain.delivery import DeliveryKind
from core.domain.hours import quiet_until
from core.domain.incoming import MessageIn, Press
from core.domain.message import OutgoingMessage, Text
from core.domain.states import ClientState
from core.prompts.consent import JOINING, ConsentDocument
from core.queue.thread import tell
from core.safety import consent
from core.safety.consent import SCREENING
from core.safety.dialogue import NEEDED, Did, Event, Shows
from core.store import addresses, clients, consents, dialogues, outbox, therapists
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.unit import Unit
from core.texts.say import say

REMIND_AFTER = timedelta(days=7)  # of the grace's fourteen; once
_SLICE = 20  # clients in one transaction
_LOOK_AGAIN = timedelta(hours=1)  # versions change by the day, and nobody is asked at night
_STAGES = ("told", "again")


class Renewals:
    """The heartbeat's chore: everybody who agreed to an older version, once an hour, slice by slice."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._again_at: datetime | None = None
        self._passed: set[str] = set()  # who cannot be asked in this hour

    def __call__(self, unit: Unit) -> int:
        """Ask, announce or remind, each client once a version. Returns how many were looked at."""
        if self._again_at is not None and unit.now < self._again_at <= unit.now + _LOOK_AGAIN:
            return 0
        said = _newest(self._desk, unit.now.date())
        seen = 0 if said is None else sum(self._some(unit, said.version, stage) for stage in _STAGES)
        if not seen:
            self._again_at, self._passed = unit.now + _LOOK_AGAIN, set()
        return seen

    def _some(self, unit: Unit, version: int, stage: str) -> int:
        unless = (f"renew-{stage}:", f":{version}/0")
        found = consents.agreed_to_older(
            unit, JOINING, version, ClientState.ACTIVE, unless=unless, besides=self._passed, limit=_SLICE
        )
        for who in found:
            if not _renew(unit, self._desk, clients.client(unit, who), stage):
                self._passed.add(who)
        return len(found)


def _newest(desk: Desk, today: date) -> ConsentDocument | None:
    """The newest version that holds today, in any one language. None: there is only the first."""
    held = [each for each in desk.consents().documents if each.version > 1 and each.effective_from <= today]
    return max(held, key=lambda each: each.version, default=None)


def _renew(unit: Unit, desk: Desk, client: Client, stage: str) -> bool:
    """Write to one client what this stage has to say to them. False: nothing, or not now."""
    where = addresses.best_address(unit, client.id)
    agreed = consents.in_force(unit, client.id)
    said = consent.for_newcomer(desk.consents(), client.language, unit.now.date())
    if where is None or agreed is None or said is None or quiet_until(unit.now, client.zone, client.quiet) is not None:
        return False
    cause = f"renew-{stage}:{client.id}:{said.version}"
    due = consent.material_since(desk.consents(), int(agreed.document.version), said)
    if due is None:
        if stage == "told":
            changed = consent.words_changed(unit, desk.practice, client, said)
            _write(unit, desk, where, say("consent_told", client.language, changed=changed), cause)
        return stage == "told"
    if stage == "told":
        _ask(unit, desk, where, client, said, cause=cause, anew=True)
        return True
    first = outbox.by_cause(unit, f"{_told(client, said)}/0")
    if first is None or unit.now < first.created_at + REMIND_AFTER:
        return False
    if consents.has_lapsed(unit, client.id):
        words = say("consent_again_paused", client.language)
    else:
        words = say("consent_again", client.language, day=(due + consents.GRACE).isoformat())
    _write(unit, desk, where, words, cause)
    _ask(unit, desk, where, client, said, cause=f"{cause}:step")
    return True


def _told(client: Client, said: ConsentDocument) -> str:
    """The cause of the first asking."""
    return f"renew-told:{client.id}:{said.version}"


def _write(unit: Unit, desk: Desk, where: ClientAddress, words: Text, cause: str) -> None:
    write.to_client(unit, desk.practice, where, DeliveryKind.CONSENT, OutgoingMessage(words), cause=cause)


def _ask(
    unit: Unit,
    desk: Desk,
    where: ClientAddress,
    client: Client,
    said: ConsentDocument,
    *,
    cause: str,
    anew: bool = False,
) -> None:
    """Show the dialogue where it stands, or from its beginning where none is under way. anew: in any case from there."""
    now = screens.under_way(unit, desk, client)
    if now is None or anew:
        screens.open_dialogue(unit, desk, client, said)
        now = screens.under_way(unit, desk, client)
    assert now is not None
    screens.write_down(unit, desk, where, client, now, cause=cause)


# --- their answer -----------------------------------------------------------------------------------------------------
def unanswered(unit: Unit, desk: Desk, client: Client) -> ConsentDocument | None:
    """The document that a client is still to be asked about: a material version since the one that they agreed to."""
    agreed = consents.in_force(unit, client.id)
    said = consent.for_newcomer(desk.consents(), client.language, unit.now.date())
    if agreed is None or said is None:
        return None
    due = consent.material_since(desk.consents(), int(agreed.document.version), said)
    return None if due is None else said


def reopen(
    unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press, *, behind: str = ""
) -> bool:
    """The way back: the dialogue where it stands, or once more after a no, as long as it is open. False: nothing is.

    behind: what is put to the cause where the message has an answer already.
    """
    now = screens.under_way(unit, desk, client)
    said = unanswered(unit, desk, client) if now is None else now.said
    if said is None:
        return False
    demand(client_actor(client), Act.AGREE, about(client))
    told = _told(client, said)
    was_told = outbox.by_cause(unit, f"{told}/0") is not None
    _ask(unit, desk, where, client, said, cause=f"answer:{mark(unit, by)}{behind}" if was_told else told)
    return True


def press(unit: Unit, desk: Desk, where: ClientAddress, client: Client, thing: str, event: Press) -> None:
    """A button of the dialogue, pressed by somebody who is with us."""
    if outbox.by_cause(unit, f"answer:{mark(unit, event)}/0") is not None:
        return
    now = screens.under_way(unit, desk, client)
    meant = None if now is None else screens.pressed(now, client, thing)
    if now is not None and meant is not None:
        _go(unit, desk, where, client, now, meant, event)
    elif not reopen(unit, desk, where, client, event):
        answer_client(unit, desk, where, event, say("already_in", client.language))


def typed(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> bool:
    """Words that mean a step of the dialogue, when that step was the last thing said; or "I agree", while it is open.
    False: they are for the therapist.
    """
    if message.files or message.edited_at is not None:
        return False
    now = screens.under_way(unit, desk, client)
    if now is None or not screens.is_last_word(unit, client):
        return agrees(message.text, _agreeing(desk)) and reopen(unit, desk, where, client, message)
    event = screens.event_of(now, message.text)
    if event is Did.OTHER:
        return False
    match screens.heard(unit, client, now, event, message):
        case screens.Heard.ANSWER:
            _go(unit, desk, where, client, now, event, message)
            return True
        case screens.Heard.DOUBLE:
            return True
        case screens.Heard.EARLY:
            return False


def _agreeing(desk: Desk) -> list[str]:
    """What the button is called that agrees to the one needed purpose."""
    said = [each for document in desk.consents().documents for each in document.agreements]
    return [each.agree for each in said if each.purpose == NEEDED]


def _go(
    unit: Unit,
    desk: Desk,
    where: ClientAddress,
    client: Client,
    now: screens.Dialogue,
    event: Event,
    by: MessageIn | Press,
) -> None:
    demand(client_actor(client), Act.AGREE, about(client))
    after = screens.move(unit, client, now, event)
    match after.shows:
        case Shows.DONE:
            _renewed(unit, desk, where, client, now, after.state.chosen, by)
        case Shows.DECLINED:
            _refused(unit, desk, where, client, now, by)
        case shows:
            then = screens.under_way(unit, desk, client)
            assert then is not None
            screens.show(unit, desk, where, client, then, by, shows)


def _renewed(
    unit: Unit,
    desk: Desk,
    where: ClientAddress,
    client: Client,
    now: screens.Dialogue,
    chosen: tuple[str, ...],
    by: MessageIn | Press,
) -> None:
    joining.record(unit, client, now, chosen, by)
    answer_client(unit, desk, where, by, say("consent_renewed", client.language), kind=DeliveryKind.CONSENT)
    language = therapists.therapist(unit, client.therapist).language
    told = say("client_renewed", language, alias=client.alias)
    if SCREENING not in chosen:
        told = told + "\n" + say("client_not_screened", language, alias=client.alias)
    tell(unit, desk.practice, client, told, cause=f"renewed:{mark(unit, by)}")


def _refused(
    unit: Unit, desk: Desk, where: ClientAddress, client: Client, now: screens.Dialogue, by: MessageIn | Press
) -> None:
    """No, for now: the old agreement holds until the grace is over, and the way back is named."""
    dialogues.end_dialogue(unit, client.id)
    therapist = therapists.therapist(unit, client.therapist)
    agreed = consents.in_force(unit, client.id)
    due = None if agreed is None else consent.material_since(desk.consents(), int(agreed.document.version), now.said)
    day = ((due or now.said.effective_from) + consents.GRACE).isoformat()
    if consents.has_lapsed(unit, client.id):
        words = say("consent_not_renewed_paused", client.language, therapist=therapist.name)
    else:
        words = say("consent_not_renewed", client.language, day=day, therapist=therapist.name)
    answer_client(unit, desk, where, by, words, kind=DeliveryKind.CONSENT)
    told = say("client_not_renewed", therapist.language, alias=client.alias, day=day)
    tell(unit, desk.practice, client, told, cause=f"not-renewed:{mark(unit, by)}")
