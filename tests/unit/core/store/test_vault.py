"""The root key: wraps data keys, makes keyed hashes, and is never shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.cli.chance import MachineEntropy
from core.domain.errors import SettingsFault, Unsealable
from core.store.vault import RootKeyVault

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))


def vault(key: bytes = KEY) -> RootKeyVault:
    return RootKeyVault(key, MachineEntropy())


@given(key=st.binary(min_size=1, max_size=64), bound_to=st.text(max_size=40))
def test_a_wrapped_key_comes_back_where_it_belongs(key: bytes, bound_to: str) -> None:
    """Bound to its owner and version; under another binding or root key it stays shut; no two wrappings look alike."""
    wrapped = vault().wrap(key, bound_to=bound_to)

    assert vault().unwrap(wrapped, bound_to=bound_to) == key
    assert vault().wrap(key, bound_to=bound_to) != wrapped
    with pytest.raises(Unsealable):
        vault().unwrap(wrapped, bound_to=bound_to + "x")
    with pytest.raises(Unsealable):
        vault(OTHER).unwrap(wrapped, bound_to=bound_to)
    with pytest.raises(Unsealable):
        vault().unwrap(wrapped[:-1], bound_to=bound_to)


def test_what_is_no_wrapped_key_is_refused() -> None:
    """Nothing, or too little, is a named refusal too."""
    for garbage in (b"", b"x", bytes(12), bytes(60)):
        with pytest.raises(Unsealable):
            vault().unwrap(garbage, bound_to="data-key:c:1")


def test_look_ups_are_keyed_and_kept_apart() -> None:
    """Equal for equal input, different for another purpose, value or root key; never the value itself."""
    index = vault().index("user", "12345")

    assert index == vault().index("user", "12345")
    assert (
        len(
            {index, vault().index("chat", "12345"), vault().index("user", "12346"), vault(OTHER).index("user", "12345")}
        )
        == 4
    )
    assert len(index) == 32
    assert int(index, 16) >= 0


def test_purpose_and_value_do_not_run_together() -> None:
    """`ab` + `c` is not `a` + `bc`."""
    assert vault().index("ab", "c") != vault().index("a", "bc")
    assert vault().tag("ab", "c") != vault().tag("a", "bc")


@pytest.mark.parametrize("size", [1, 10, 40])
def test_tags_are_short_and_url_safe(size: int) -> None:
    """So many characters as asked for, of those that every platform takes in a button."""
    tag = vault().tag("button", "wit.1.2", size=size)

    assert len(tag) == size
    assert set(tag) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=")
    assert tag != vault(OTHER).tag("button", "wit.1.2", size=size) or size == 1


def test_the_check_value_tells_a_wrong_key() -> None:
    """Stable for one key, another for another, and none of the key's bytes in it."""
    assert vault().check_value() == vault().check_value() != vault(OTHER).check_value()
    assert KEY.hex()[:16] not in vault().check_value()


@pytest.mark.parametrize("size", [0, 16, 31, 33, 64])
def test_a_root_key_of_another_length_is_refused(size: int) -> None:
    """Said with both lengths, without the bytes."""
    with pytest.raises(SettingsFault) as caught:
        vault(b"k" * size)

    assert "kkk" not in str(caught.value)
    assert str(size) in str(caught.value)


def test_the_vault_does_not_show_its_key() -> None:
    """Not in repr, not in str."""
    assert repr(vault()) == "RootKeyVault(...)" == str(vault())
