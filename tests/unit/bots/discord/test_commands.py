"""The core's menus as slash commands: one PUT, in every language, where each can be used."""

from __future__ import annotations

import json

from bots.discord.commands import slash_commands
from bots.discord.connector import DiscordAccount
from bots.sandbox.discord.standin import DiscordStandIn
from core.domain.menu import Command, Menu, Option
from tests.unit.bots.discord.conftest import TOKEN, Practice

ZONE = Option("zone", "Their zone", suggests=True)
ENGLISH = Menu(
    "en",
    (
        Command("help", "What works here", "client"),
        Command("enrol", "Begin", "therapist", (Option("programme", "Which", required=True, suggests=True), ZONE)),
        Command("help", "In the room", "therapist"),
    ),
)
GERMAN = Menu(
    "de-AT",
    (
        Command("hilfe", "Was hier geht", "client"),
        Command("enrol", "Beginnen", "therapist", (Option("programm", "Welches", required=True), ZONE)),
        Command("help", "Im Raum", "therapist"),
    ),
)
SPANISH = Menu("es", tuple(Command(each.name, "sí", each.for_, each.options) for each in ENGLISH.commands))
UNKNOWN = Menu("gsw", ENGLISH.commands)


def test_each_is_offered_where_it_can_be_used() -> None:
    """Clients' in private and in servers, therapists' in servers; one of both names is one command."""
    told = slash_commands([ENGLISH])

    assert [(each["name"], each["contexts"]) for each in told] == [("help", [0, 1]), ("enrol", [0])]
    assert {tuple(each["integration_types"]) for each in told} == {(0,)}
    assert [(o["name"], o["required"], o["autocomplete"]) for o in told[1]["options"]] == [
        ("programme", True, True),
        ("zone", False, True),
    ]
    assert "localizations" not in json.dumps(told)
    assert slash_commands([]) == []


def test_options_of_one_name_come_together() -> None:
    """What a therapist may add behind a command that clients have too is offered, and nothing of the clients' is lost."""
    until = Option("until", "How long", suggests=True)
    both = (
        Command("pause", "Pause", "client", (ZONE,)),
        Command("pause", "Pause a client", "therapist", (ZONE, until)),
    )
    (told,) = slash_commands([Menu("en", both)])

    assert (told["description"], told["contexts"]) == ("Pause", [0, 1])
    assert [option["name"] for option in told["options"]] == ["zone", "until"]


def test_other_languages_are_localizations_by_discords_own_tags() -> None:
    """A name only where it differs; a language that Discord does not know is left out."""
    help_, enrol = slash_commands([ENGLISH, GERMAN, SPANISH, UNKNOWN])

    assert help_["name_localizations"] == {"de": "hilfe"}
    assert help_["description_localizations"] == {"de": "Was hier geht", "es-ES": "sí", "es-419": "sí"}
    assert "name_localizations" not in enrol
    assert enrol["options"][0]["name_localizations"] == {"de": "programm"}
    assert enrol["options"][0]["description_localizations"]["de"] == "Welches"


async def test_one_call_replaces_them_all(standin: DiscordStandIn, practice: Practice, account: DiscordAccount) -> None:
    """What was offered before and is no more is gone."""
    await account.messenger.offer([ENGLISH])
    await account.messenger.offer([Menu("en", ENGLISH.commands[:1])])

    offered = standin.world.bots[TOKEN].commands[""]
    puts = [call for call in standin.calls if call.method == "PUT"]
    assert [each["name"] for each in offered] == ["help"]
    assert len(puts) == 2
