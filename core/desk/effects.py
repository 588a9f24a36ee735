"""What follows from the end of a call: the dispatcher's Effects."""

from __future__ import annotations

from core.delivery.dispatcher import Outcome
from core.desk import door, doorstep, registering, vanished
from core.desk.context import Desk
from core.desk.reactions import react
from core.desk.reception import tell_unreachable
from core.domain.delivery import DeliveryKind, Operation
from core.domain.errors import Reason
from core.domain.message import Receipt, Text, Withdrawal
from core.domain.reasons import NOT_NOW
from core.domain.rooms import Door, PrivateChat, RoomLook
from core.domain.states import AddressState, OccurrenceState
from core.queue import withdrawn
from core.queue.thread import tell
from core.replies import ingest
from core.scheduler import asking, follow, remind
from core.store import addresses, clients, moves, outbox, schedule, therapists, threads
from core.store.outbox import Delivery
from core.store.unit import Unit
from core.texts.say import say


class DeskEffects:
    """Implements core.delivery.dispatcher.Effects."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def sent(self, unit: Unit, what: Delivery, outcome: Outcome) -> None:
        """A prompt's time to answer starts; a thread has its number."""
        receipt = outcome if isinstance(outcome, Receipt) else None
        if isinstance(outcome, RoomLook):
            registering.looked(unit, self._desk, what, outcome)
        if isinstance(outcome, Door):
            door.opened(unit, self._desk, what, outcome)
        if isinstance(outcome, PrivateChat):
            doorstep.private(unit, self._desk, what, outcome)
        if outcome is Withdrawal.STAYS:
            withdrawn.say_it_stays(unit, self._desk.practice, what)
        if what.operation is Operation.CLOSE_DOOR:
            door.gone(unit, what)
        if what.kind is DeliveryKind.PROMPT and what.subject.occurrence is not None:
            schedule.sent(unit, what.subject.occurrence)
            remind.started(unit, what.subject.occurrence)
            follow.follow(unit, self._desk.library(), what.subject.occurrence, "sent")
            if what.subject.client is not None:  # as at its release: what came between that and its arrival
                ended = ingest.finish(unit, what.subject.client, besides=what.subject.occurrence)
                react(unit, self._desk, ended)
        if what.subject.therapist is not None:
            vanished.took_one(unit, self._desk, what)
        if what.operation is Operation.OPEN_THREAD and what.subject.thread is not None:
            assert receipt is not None
            assert receipt.address.thread is not None
            thread = threads.thread_by_id(unit, what.subject.thread)
            threads.thread_opened(unit, thread, receipt.address.thread)
            vanished.opened_anew(unit, self._desk, thread)
            outbox.release_held_for_thread(unit, what.account, thread.id)
            able = self._desk.practice.account(what.account).capabilities
            if what.attempts > 0 and not able.history:
                client = clients.client(unit, thread.client)
                language = therapists.therapist(unit, thread.room.therapist).language
                tell(unit, self._desk.practice, client, say("copy_thread", language), cause=f"twice:{thread.id}")

    def dropped(self, unit: Unit, what: Delivery, why: str) -> None:
        """A prompt that will not go is skipped, with the reason; so is one before which the question will not go."""
        if what.operation is Operation.OPEN_DOOR:
            door.refused(unit, self._desk, what, why)
        if what.operation is Operation.EDIT and what.kind is DeliveryKind.CARD and what.target is not None:
            vanished.card_gone(unit, self._desk, what)
        if what.subject.occurrence is None:
            return
        if what.kind is DeliveryKind.CHECK_IN:
            asking.not_asked(unit, what.subject.occurrence, why)
        if what.kind is not DeliveryKind.PROMPT:
            return
        occurrence = schedule.occurrence(unit, what.subject.occurrence)
        if occurrence.state is not OccurrenceState.RELEASED:
            return
        if why in NOT_NOW:  # judged once more by the whole of the rules: moved inside its window, or skipped
            moves.take_up_again(unit, occurrence)
        else:
            schedule.skip(unit, occurrence, why[:40])

    def unreachable(self, unit: Unit, what: Delivery, reason: Reason) -> None:
        """The address closes, with its reason; the therapist hears of it once."""
        if what.subject.address is None or doorstep.unreachable(unit, self._desk, what, reason):
            return
        where = addresses.address_by_id(unit, what.subject.address)
        if where.state is AddressState.CLOSED:
            return
        addresses.set_address_state(unit, where.id, AddressState.CLOSED, reason)
        tell_unreachable(unit, self._desk, where.client, reason)

    def room_trouble(self, unit: Unit, what: Delivery, reason: Reason, *, moved_to: str = "") -> None:
        """The room's row says what is wrong; `vignette doctor` and the log tell the admin. What can be mended is."""
        if what.subject.therapist is not None:
            vanished.trouble(unit, self._desk, what, reason, moved_to=moved_to)

    def copy_words(self, unit: Unit, what: Delivery) -> Text:
        """The line with which a copy opens."""
        language = "en" if what.subject.client is None else clients.client(unit, what.subject.client).language
        return say("copy", language)
