"""The core's menus as Telegram lists commands."""

from __future__ import annotations

import pytest

from bots.telegram.connector import TelegramAccount
from core.domain.errors import DeliveryError
from core.domain.menu import Command, Menu, Option

from .scripted import ScriptedApi, refusal

ENGLISH = Menu(
    "en",
    (
        Command("today", "What is open", "client"),
        Command("invite", "A code", "therapist", (Option("name", "Who"),)),
        Command("away", "When you are away", "therapist", rare=True),
    ),
)
GERMAN = Menu("de-AT", (Command("today", "Was offen ist", "client"), Command("invite", "Ein Code", "therapist")))


async def test_clients_see_theirs_in_private_and_therapists_theirs_in_groups(
    api: ScriptedApi, account: TelegramAccount
) -> None:
    """The base for everybody, then each further language by its two letters; nothing that is rare."""
    api.answer("setMyCommands", True)

    await account.messenger.offer([ENGLISH, GERMAN])

    told = [
        (call["scope"]["type"], call.get("language_code"), call["commands"]) for call in api.called("setMyCommands")
    ]
    assert told == [
        ("all_private_chats", None, [{"command": "today", "description": "What is open"}]),
        ("all_group_chats", None, [{"command": "invite", "description": "A code"}]),
        ("all_private_chats", "de", [{"command": "today", "description": "Was offen ist"}]),
        ("all_group_chats", "de", [{"command": "invite", "description": "Ein Code"}]),
    ]


async def test_a_refused_menu_is_a_delivery_error(api: ScriptedApi, account: TelegramAccount) -> None:
    """Nothing else comes out of a messenger."""
    api.answer("setMyCommands", refusal(400, "Bad Request: BOT_COMMAND_INVALID"))

    with pytest.raises(DeliveryError):
        await account.messenger.offer([ENGLISH])
