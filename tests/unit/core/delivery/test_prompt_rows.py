"""A prompt's own buttons fit below the choices of a scene on every platform; the way to support is never cut off."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from bots.cli.chance import MachineEntropy
from bots.discord.capabilities import DISCORD
from bots.telegram.capabilities import TELEGRAM
from core.delivery.fit import lay_out
from core.delivery.prompt_rows import prompt_rows
from core.domain.address import Address, Platform
from core.domain.ids import AccountId
from core.domain.message import Button
from core.store.unit import Unit
from core.store.vault import RootKeyVault

OWN = ["Later", "Not today", "I need support", "How does this work"]


@pytest.mark.parametrize("able", [DISCORD, TELEGRAM], ids=["discord", "telegram"])
@pytest.mark.parametrize("above", range(5))
def test_all_four_are_shown(able, above):
    """Two rows where there is room, else one; a scene has four rows of choices at most."""
    chance, nothing = MachineEntropy(), None
    unit = Unit(nothing, now=datetime(2026, 11, 23, tzinfo=UTC), entropy=chance, vault=RootKeyVault(bytes(32), chance))
    client: Any = SimpleNamespace(id="c" * 32, language="en")
    where: Any = SimpleNamespace(address=Address(Platform.DISCORD, AccountId("den"), "7"))
    choices = tuple((Button(str(number), str(number)),) for number in range(above))

    rows = lay_out((*choices, *prompt_rows(unit, client, where, "o" * 32, above=above)), able)

    assert [each.label for row in rows for each in row][above:] == OWN
    assert all(len(each.handle) <= 64 for row in rows for each in row)
