"""What an error means for a delivery, and what becomes of one that is uncertain (SPEC 5.2)."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from core.delivery.retry import LOOK_AGAIN, Revival, back_off, decide, revive
from core.domain.delivery import DeliveryKind as K
from core.domain.delivery import DeliveryState as D
from core.domain.delivery import Operation
from core.domain.errors import (
    AccountClosed,
    DeliveryError,
    NotSent,
    RateLimited,
    Reason,
    Rejected,
    Uncertain,
    Unreachable,
)  # fmt: skip

HALF_AN_HOUR = timedelta(minutes=30)
A_COPY = Revival(as_copy=True)
AGAIN, LOOK, NOT_AGAIN = Revival(), Revival(look_first=True), Revival(send=False)


@pytest.mark.parametrize("to_client", [True, False])
def test_a_429_of_a_chat_holds_that_chat(to_client: bool) -> None:
    """For exactly as long as the platform asks; the account goes on."""
    decision = decide(RateLimited(HALF_AN_HOUR), attempts=1, to_client=to_client)

    assert (decision.state, decision.after) == (D.PENDING, HALF_AN_HOUR)
    assert (decision.hold_chat, decision.hold_account) == (HALF_AN_HOUR, None)


def test_a_429_of_the_account_holds_the_account() -> None:
    """A global limit is obeyed by everybody."""
    decision = decide(RateLimited(HALF_AN_HOUR, scope="account"), attempts=1, to_client=True)

    assert (decision.state, decision.after) == (D.PENDING, HALF_AN_HOUR)
    assert (decision.hold_chat, decision.hold_account) == (None, HALF_AN_HOUR)


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (1000, 60), (10**9, 60)]
)
def test_pauses_double_to_a_minute(attempts: int, seconds: int) -> None:
    """A storm of 5xx is waited out, for as long as it takes, and nothing overflows."""
    assert back_off(attempts) == timedelta(seconds=seconds)
    decision = decide(NotSent(), attempts=attempts, to_client=True)
    assert (decision.state, decision.after) == (D.PENDING, timedelta(seconds=seconds))
    assert (decision.hold_chat, decision.hold_account) == (None, None)


def test_a_cut_call_is_uncertain() -> None:
    """Neither sent nor not: judged by its kind later, after a pause."""
    decision = decide(Uncertain(), attempts=3, to_client=True)

    assert (decision.state, decision.after) == (D.UNCERTAIN, timedelta(seconds=4))


@pytest.mark.parametrize("reason", Reason)
def test_an_unreachable_client_is_held_and_the_address_closed(reason: Reason) -> None:
    """Each reason is a state with its own way back; nothing is thrown away."""
    decision = decide(Unreachable(reason), attempts=1, to_client=True)

    assert (decision.state, decision.closes_address, decision.room_trouble) == (D.HELD, reason, None)


@pytest.mark.parametrize("reason", [each for each in Reason if each is not Reason.THREAD_GONE])
def test_an_unreachable_room_is_tried_again(reason: Reason) -> None:
    """A therapist who mends the room's rights need not tell anybody; no client's address is closed for it."""
    decision = decide(Unreachable(reason), attempts=50, to_client=False)

    assert (decision.state, decision.after) == (D.PENDING, LOOK_AGAIN)
    assert (decision.closes_address, decision.room_trouble) == (None, reason)


def test_what_was_for_a_thread_that_is_gone_waits_for_another() -> None:
    """It goes when there is one; a minute later the old one would be as gone."""
    decision = decide(Unreachable(Reason.THREAD_GONE), attempts=1, to_client=False)

    assert (decision.state, decision.room_trouble) == (D.HELD, Reason.THREAD_GONE)


def test_a_room_that_moved_is_followed_at_once() -> None:
    """Nobody waits for the new number, which came with the refusal."""
    decision = decide(Unreachable(Reason.MIGRATED, moved_to="-1007"), attempts=1, to_client=False)

    assert (decision.state, decision.after, decision.moved_to) == (D.PENDING, timedelta(0), "-1007")


def test_a_refused_message_fails_with_its_code() -> None:
    """The platform will never take it: no endless tries; the code fits its column."""
    decision = decide(Rejected("400 " + "x" * 200), attempts=1, to_client=True)

    assert decision.state is D.FAILED
    assert decision.trouble.startswith("refused: 400")
    assert len(decision.trouble) <= 80


def test_a_refused_token_waits_for_the_admin() -> None:
    """The queue is kept: with a new token everything goes on."""
    decision = decide(AccountClosed(), attempts=1, to_client=True)

    assert (decision.state, decision.hold_account) == (D.PENDING, LOOK_AGAIN)


def test_an_error_that_nobody_named_is_tried_again() -> None:
    """Later; its class is told, never its words."""
    decision = decide(DeliveryError("words of a client"), attempts=1, to_client=True)

    assert (decision.state, decision.trouble) == (D.PENDING, "DeliveryError")


def expected_revival(
    kind: K, operation: Operation, *, once_only: bool, history: bool, in_window: bool, was_copy: bool
) -> Revival:
    """SPEC 5.2 in its own order, written apart from the product."""
    if operation is not Operation.SEND:
        return (
            AGAIN  # an edit says the same twice; a thread that is there is found by its title or named to the therapist
        )
    if once_only and in_window:
        return AGAIN  # Discord first: the same nonce
    if history:
        return LOOK  # then history
    if kind not in (K.PROMPT, K.REMINDER, K.CHECK_IN):
        return AGAIN  # "safety cards, alerts, therapist cards, feedback, live messages, consent screens, turns: sent again"
    if kind is K.REMINDER:
        return NOT_AGAIN  # "reminders: not again"
    # "prompts: once more, opening with a line that it may be a copy"; so goes the question before one
    return NOT_AGAIN if was_copy else A_COPY


@pytest.mark.parametrize(("kind", "operation"), list(itertools.product(K, Operation)))
def test_an_uncertain_call_is_revived_by_its_kind(kind: K, operation: Operation) -> None:
    """All kinds, calls and platforms, fresh and repeated."""
    for once_only, history, in_window, was_copy in itertools.product((True, False), repeat=4):
        found = revive(
            kind, operation, once_only=once_only, history=history, within_nonce_window=in_window, was_copy=was_copy
        )
        assert found == expected_revival(
            kind, operation, once_only=once_only, history=history, in_window=in_window, was_copy=was_copy
        )


def test_telegram_prompts_go_once_more_and_then_never() -> None:
    """No nonce, no history: one marked copy, and whatever becomes of that one, no third."""
    told = {"once_only": False, "history": False, "within_nonce_window": False}

    assert revive(K.PROMPT, Operation.SEND, **told, was_copy=False) == A_COPY
    assert revive(K.PROMPT, Operation.SEND, **told, was_copy=True) == NOT_AGAIN
    assert revive(K.SAFETY, Operation.SEND, **told, was_copy=True) == AGAIN
