"""Codes nobody can guess or misread, and aliases that say nothing about anybody."""

from __future__ import annotations

import re

from bots.cli.chance import MachineEntropy
from core.desk.codes import new_alias, new_code, shown
from tests.unit.core.desk.chance import Counting, Stuck


def test_a_code_is_sixteen_characters_without_look_alikes() -> None:
    """80 random bits (SPEC 8.3 asks for 64) of an alphabet without I, L, O and U."""
    codes = [new_code(MachineEntropy()) for _ in range(300)]

    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{16}", code) for code in codes)
    assert len(set(codes)) == 300
    assert len({character for code in codes for character in code}) == 32


def test_each_character_comes_from_its_own_chance() -> None:
    """Five bits of each byte, evenly: no letter is likelier than another."""

    class Every:
        def token(self, size: int) -> bytes:
            return bytes(range(size))

        def id(self) -> str:
            raise AssertionError

    assert new_code(Every()) == "0123456789ABCDEF"


def test_a_code_is_shown_in_groups() -> None:
    """As people read it aloud."""
    assert shown("0123456789ABCDEF") == "0123-4567-89AB-CDEF"


def test_an_alias_is_a_creature_and_a_number() -> None:
    """Nothing in it comes from a name."""
    for seed in range(50):
        assert re.fullmatch(r"[A-Z][a-z]+-\d{2,6}", new_alias(Counting(bytes([seed])), set()))


def test_no_alias_is_given_twice() -> None:
    """Hundreds of clients, each with their own."""
    taken: set[str] = set()
    for _ in range(1500):
        alias = new_alias(MachineEntropy(), taken)
        assert alias not in taken
        taken.add(alias)


def test_even_bad_luck_ends_in_an_alias() -> None:
    """When chance repeats itself for ever, there is still an end."""
    first = new_alias(Stuck(), set())

    assert new_alias(Stuck(), {first}) != first
