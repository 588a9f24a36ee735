"""A newer version of the consent document: announced, or asked for again before invitations pause (SPEC 8.2, CN-05)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from core.delivery import write
from core.desk import joining, screens
from core.desk.access import Act
from core.desk.context import Desk, about, answer_client, client_actor, demand, mark
from core.domain.delivery import DeliveryKind
from core.domain.hours import quiet_until
from core.domain.incoming import MessageIn, Press
from core.domain.message import OutgoingMessage, Text
from core.domain.states import ClientState
from core.prompts.consent import JOINING, ConsentDocument
from core.queue.thread import tell
from core.safety import consent
from core.safety.dialogue import Did, Event, Shows
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
    due = _due(desk, int(agreed.document.version), said)
    if due is None:
        if stage == "told":
            changed = consent.words_changed(unit, desk.practice, client, said)
            _write(unit, desk, where, say("consent_told", client.language, changed=changed), cause)
        return stage == "told"
    if stage == "told":
        screens.open_dialogue(unit, client, said)
    elif unit.now.date() < due + REMIND_AFTER:
        return False
    now = screens.under_way(unit, desk, client)
    if stage == "again":
        day = (due + consents.GRACE).isoformat()
        _write(unit, desk, where, say("consent_again", client.language, day=day), cause)
    if now is not None:
        own = cause if stage == "told" else f"{cause}:step"
        screens.write_down(unit, desk, where, client, now, cause=own)
    return True


def _write(unit: Unit, desk: Desk, where: ClientAddress, words: Text, cause: str) -> None:
    write.to_client(unit, desk.practice, where, DeliveryKind.CONSENT, OutgoingMessage(words), cause=cause)


def _due(desk: Desk, agreed: int, said: ConsentDocument) -> date | None:
    """From when on the first material version after the one they agreed to holds; None: none of them is."""
    newer = [d for d in desk.consents().documents if d.language == said.language and agreed < d.version <= said.version]
    return min((each.effective_from for each in newer if each.material), default=None)


# --- their answer -----------------------------------------------------------------------------------------------------
def press(unit: Unit, desk: Desk, where: ClientAddress, client: Client, thing: str, event: Press) -> None:
    """A button of the dialogue, pressed by somebody who is with us."""
    if outbox.by_cause(unit, f"answer:{mark(unit, event)}/0") is not None:
        return
    now = screens.under_way(unit, desk, client)
    if now is None:
        answer_client(unit, desk, where, event, say("already_in", client.language))
        return
    meant = screens.pressed(now, client, thing)
    if meant is None:
        screens.show(unit, desk, where, client, now, event)
    else:
        _go(unit, desk, where, client, meant, event)


def typed(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> bool:
    """Words that mean a step of the dialogue, when that step was the last thing said. False: they are for the therapist."""
    if message.files or message.edited_at is not None:
        return False
    now = screens.under_way(unit, desk, client)
    if now is None or not screens.is_last_word(unit, client):
        return False
    event = screens.event_of(now, message.text)
    if event is Did.OTHER:
        return False
    _go(unit, desk, where, client, event, message)
    return True


def _go(unit: Unit, desk: Desk, where: ClientAddress, client: Client, event: Event, by: MessageIn | Press) -> None:
    demand(client_actor(client), Act.AGREE, about(client))
    now = screens.under_way(unit, desk, client)
    assert now is not None
    after = screens.move(unit, client, now, event)
    therapist = therapists.therapist(unit, client.therapist)
    match after.shows:
        case Shows.DONE:
            joining.record(unit, desk, client, now.said.sha256, after.state.chosen, by)
            answer_client(unit, desk, where, by, say("consent_renewed", client.language), kind=DeliveryKind.CONSENT)
            told = say("client_renewed", therapist.language, alias=client.alias)
            tell(unit, desk.practice, client, told, cause=f"renewed:{mark(unit, by)}")
        case Shows.DECLINED:
            dialogues.end_dialogue(unit, client.id)
            agreed = consents.in_force(unit, client.id)
            due = None if agreed is None else _due(desk, int(agreed.document.version), now.said)
            day = ((due or now.said.effective_from) + consents.GRACE).isoformat()
            words = say("consent_not_renewed", client.language, day=day, therapist=therapist.name)
            answer_client(unit, desk, where, by, words, kind=DeliveryKind.CONSENT)
            told = say("client_not_renewed", therapist.language, alias=client.alias, day=day)
            tell(unit, desk.practice, client, told, cause=f"not-renewed:{mark(unit, by)}")
        case shows:
            now = screens.under_way(unit, desk, client)
            assert now is not None
            screens.show(unit, desk, where, client, now, by, shows)
