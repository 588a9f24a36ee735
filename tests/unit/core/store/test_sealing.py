"""The wall: a sealed value opens at its own place under its own key, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.cli.chance import MachineEntropy
from core.domain.errors import Unsealable
from core.store.sealing import Cell, DataKey, key_version, seal, unseal

CHANCE = MachineEntropy()
names = st.text(min_size=1, max_size=12).filter(lambda text: "\x1f" not in text)
cells = st.builds(Cell, names, names, names)
keys = st.builds(DataKey, names, st.integers(1, 65_535), st.binary(min_size=32, max_size=32))


@given(key=keys, cell=cells, plain=st.binary(max_size=200))
def test_what_is_sealed_opens_at_its_place(key: DataKey, cell: Cell, plain: bytes) -> None:
    """Byte for byte, the empty value too; the version is told without opening."""
    sealed = seal(key, cell, plain, CHANCE)

    assert unseal(key, cell, sealed) == plain
    assert key_version(sealed) == key.version
    assert len(sealed) == 1 + 2 + 12 + len(plain) + 16


@given(data=st.data(), key=keys, cell=cells, plain=st.binary(max_size=200))
def test_it_opens_nowhere_else(data: st.DataObject, key: DataKey, cell: Cell, plain: bytes) -> None:
    """Another table, column, row, owner, version or key: each alone is enough to keep it shut."""
    sealed = seal(key, cell, plain, CHANCE)
    other = data.draw(names)
    what = data.draw(st.sampled_from(["table", "column", "row", "owner", "version", "key"]))
    there, opener = cell, key
    if what in ("table", "column", "row"):
        there = replace(cell, **{what: other if other != getattr(cell, what) else other + "x"})
    elif what == "owner":
        opener = replace(key, owner=other if other != key.owner else other + "x")
    elif what == "version":
        opener = replace(key, version=key.version % 65_535 + 1)
    else:
        opener = replace(key, key=bytes([key.key[0] ^ 1]) + key.key[1:])

    with pytest.raises(Unsealable):
        unseal(opener, there, sealed)


@given(data=st.data(), key=keys, cell=cells, plain=st.binary(max_size=60))
def test_a_changed_byte_keeps_it_shut(data: st.DataObject, key: DataKey, cell: Cell, plain: bytes) -> None:
    """Wherever the change is, and whether it was cut or grew."""
    sealed = seal(key, cell, plain, CHANCE)
    at = data.draw(st.integers(0, len(sealed) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    changed = [
        sealed[:at] + bytes([sealed[at] ^ bit]) + sealed[at + 1 :],
        sealed[:at],
        sealed + bytes([bit]),
    ]
    if at in (1, 2):
        changed.pop(0)  # the stored version only chooses the key; the test above holds it

    for value in changed:
        with pytest.raises(Unsealable):
            unseal(key, cell, value)


@given(garbage=st.binary(max_size=64))
def test_what_was_never_sealed_is_refused(garbage: bytes) -> None:
    """Any bytes: a named refusal, never another error."""
    with pytest.raises(Unsealable):
        unseal(DataKey("c", 1, bytes(32)), Cell("t", "c", "r"), garbage)


def test_the_same_words_never_look_the_same() -> None:
    """A fresh nonce each time: nobody sees that two clients wrote the same."""
    key, cell = DataKey("c", 1, bytes(32)), Cell("t", "c", "r")

    assert len({seal(key, cell, b"yes", CHANCE) for _ in range(100)}) == 100


def test_a_refusal_tells_the_place_and_no_content() -> None:
    """What can be read in a log is a column and a row."""
    key, cell = DataKey("c", 1, bytes(32)), Cell("parts", "text", "r1")
    sealed = seal(key, cell, b"secret words", CHANCE)

    with pytest.raises(Unsealable) as caught:
        unseal(replace(key, key=bytes(31) + b"1"), cell, sealed)

    assert str(caught.value) == "parts.text does not open in row r1"
    assert caught.value.__cause__ is None
