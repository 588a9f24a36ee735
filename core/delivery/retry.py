"""What an error of one call means for the delivery: again, later, held, failed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from core.domain.delivery import AfterUncertain, DeliveryKind, DeliveryState, Operation
from core.domain.errors import (
    AccountClosed,
    DeliveryError,
    NotSent,
    RateLimited,
    Reason,
    Rejected,
    Uncertain,
    Unreachable,
)

_FIRST = timedelta(seconds=1)
_LONGEST = timedelta(seconds=60)
LOOK_AGAIN = timedelta(seconds=60)  # a room without rights: "I look again every minute"


@dataclass(frozen=True, slots=True)
class Decision:
    """The delivery's next state. hold_chat, hold_account: silence asked for by the platform. moved_to: the chat's new number.
    maybe_there: what is sent again may be a copy.
    """

    state: DeliveryState
    trouble: str
    after: timedelta = timedelta(0)
    hold_chat: timedelta | None = None
    hold_account: timedelta | None = None
    closes_address: Reason | None = None
    room_trouble: Reason | None = None
    moved_to: str = ""
    maybe_there: bool = False


def back_off(attempts: int) -> timedelta:
    """1 s, doubling, to a minute. attempts: calls made so far, >= 1."""
    return min(_LONGEST, _FIRST * 2 ** min(attempts - 1, 10))


def decide(fault: DeliveryError, *, attempts: int, to_client: bool) -> Decision:
    """The most specific error first; PTB and discord.py errors were translated at the border."""
    match fault:
        case RateLimited():
            wait = fault.retry_after
            whole = fault.scope == "account"
            return Decision(
                DeliveryState.PENDING,
                "asked to wait",
                after=wait,
                hold_chat=None if whole else wait,
                hold_account=wait if whole else None,
            )
        case NotSent():
            return Decision(DeliveryState.PENDING, "not sent", after=back_off(attempts))
        case Uncertain() if fault.answered:
            # An answer came, only no good one (5xx): not cut (SPEC 5.2), so wait and go on (SPEC 10), saying it may be a copy.
            return Decision(DeliveryState.PENDING, "server trouble", after=back_off(attempts), maybe_there=True)
        case Uncertain():
            return Decision(DeliveryState.UNCERTAIN, "cut between request and answer", after=back_off(attempts))
        case Unreachable() if to_client:
            return Decision(DeliveryState.HELD, f"unreachable: {fault.reason}", closes_address=fault.reason)
        case Unreachable() if fault.reason is Reason.THREAD_GONE:  # it is opened anew, and what waits goes there
            return Decision(DeliveryState.HELD, f"room: {fault}", room_trouble=fault.reason)
        case Unreachable() if fault.reason is Reason.MIGRATED and fault.moved_to:
            moved = fault.moved_to
            return Decision(DeliveryState.PENDING, f"room: {fault.reason}", room_trouble=fault.reason, moved_to=moved)
        case Unreachable():
            return Decision(DeliveryState.PENDING, f"room: {fault}", after=LOOK_AGAIN, room_trouble=fault.reason)
        case AccountClosed():
            return Decision(DeliveryState.PENDING, "token refused", after=LOOK_AGAIN, hold_account=LOOK_AGAIN)
        case Rejected():
            return Decision(DeliveryState.FAILED, f"refused: {fault.code}"[:80])
        case _:
            return Decision(DeliveryState.PENDING, type(fault).__name__, after=back_off(attempts))


@dataclass(frozen=True, slots=True)
class Revival:
    """What to do with an uncertain delivery: look into history first, send (as a copy or not), or give up."""

    look_first: bool = False
    send: bool = True
    as_copy: bool = False


def revive(
    kind: DeliveryKind,
    operation: Operation,
    *,
    once_only: bool,
    history: bool,
    within_nonce_window: bool,
    was_copy: bool,
) -> Revival:
    """SPEC 5.2. Edits and deletions repeat harmlessly. Where a nonce forbids the double: the same nonce, later history, by which a
    message that is not there was not sent. Elsewhere the kind decides; a prompt goes once more, marked as a copy.
    """
    if operation is not Operation.SEND:
        return Revival()
    if once_only and within_nonce_window:
        return Revival()
    if history:
        return Revival(look_first=True)
    if kind.after_uncertain is AfterUncertain.AGAIN:
        return Revival()
    if kind.after_uncertain is AfterUncertain.ONCE_AS_COPY and not was_copy:
        return Revival(as_copy=True)
    return Revival(send=False)
