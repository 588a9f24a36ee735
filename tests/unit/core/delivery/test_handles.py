"""Button handles: ours, for this action, this thing, this chat, and nobody can make one up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.cli.chance import MachineEntropy
from core.delivery.handles import Action, Handle, button, read
from core.domain.address import Address, Platform
from core.domain.ids import AccountId
from core.store.unit import Unit
from core.store.vault import RootKeyVault

THING = "0123456789abcdef" * 2
HERE = Address(Platform.TELEGRAM, AccountId("main"), "701")


def unit(key: bytes = bytes(range(32))) -> Unit:
    """A unit with keys and no database: handles need none."""
    chance = MachineEntropy()
    nothing: Any = None
    return Unit(nothing, now=datetime(2026, 11, 23, tzinfo=UTC), entropy=chance, vault=RootKeyVault(key, chance))


@pytest.mark.parametrize("action", Action)
def test_a_handle_is_read_back(action: Action) -> None:
    """Action and thing come back; it fits what platforms take, and shows nothing of the chat."""
    made = button(unit(), "Ja, gern", action, THING, HERE)

    assert read(unit(), made.handle, HERE) == Handle(action, THING)
    assert made.label == "Ja, gern"
    assert made.handle.isascii()
    assert len(made.handle.encode()) <= 64
    assert HERE.chat not in made.handle


def test_a_handle_works_after_months_and_in_the_threads_of_its_chat() -> None:
    """Nothing in it expires; the same room's threads are one chat."""
    made = button(unit(), "x", Action.WITNESS, THING, HERE)
    thread = Address(Platform.TELEGRAM, AccountId("main"), "701", "33")

    assert read(unit(), made.handle, thread) == Handle(Action.WITNESS, THING)


def test_another_chat_cannot_press_it() -> None:
    """Who copies a handle into their own chat presses nothing."""
    made = button(unit(), "x", Action.WITNESS, THING, HERE)

    assert read(unit(), made.handle, Address(Platform.TELEGRAM, AccountId("main"), "702")) is None


def test_another_practice_cannot_press_it() -> None:
    """The tag hangs on the root key."""
    made = button(unit(), "x", Action.WITNESS, THING, HERE)

    assert read(unit(bytes(32)), made.handle, HERE) is None


@pytest.mark.parametrize("action", Action)
def test_action_and_thing_are_bound(action: Action) -> None:
    """Neither may be exchanged under the same tag."""
    _, _, tag = button(unit(), "x", action, THING, HERE).handle.split(".")
    others = [other for other in Action if other is not action]

    assert [read(unit(), f"{other}.{THING}.{tag}", HERE) for other in others] == [None] * len(others)
    assert read(unit(), f"{action}.{'f' * 32}.{tag}", HERE) is None


@given(at=st.integers(0, 47), letter=st.characters(min_codepoint=33, max_codepoint=126))
def test_one_changed_character_is_enough(at: int, letter: str) -> None:
    """Wherever it is."""
    made = button(unit(), "x", Action.WITNESS, THING, HERE).handle
    changed = made[: at % len(made)] + letter + made[at % len(made) + 1 :]

    assert read(unit(), changed, HERE) == (Handle(Action.WITNESS, THING) if changed == made else None)


@given(nonsense=st.text(max_size=80))
def test_nonsense_is_nobodys_handle(nonsense: str) -> None:
    """Any characters at all: no, and no error."""
    assert read(unit(), nonsense, HERE) is None
    assert read(unit(), f"wit.{THING}.{nonsense}", HERE) is None
    assert read(unit(), f"wit.{nonsense}.ABCDEFGHIJ", HERE) is None


@pytest.mark.parametrize(
    "bad", ["", ".", "..", "...", f"wit.{THING}", f"wit.{THING}.é", f"wit.\ud800.{'a' * 10}", f"WIT.{THING}.x"]
)
def test_broken_handles_are_refused_quietly(bad: str) -> None:
    """Too few pieces, too many, letters that no tag has."""
    assert read(unit(), bad, HERE) is None
