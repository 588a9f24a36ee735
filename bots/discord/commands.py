"""The core's menus as Discord's slash commands; and what somebody called, as the sentence they could have typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bots.discord.rest import Json
from core.domain.menu import Command, Menu

_SLASH: Final = 1  # type of a command (interactions/application-commands)
_STRING: Final = 3  # type of an option
_GUILD, _BOT_DM = 0, 1  # where it can be used
_CONTEXTS: Final = {"client": (_GUILD, _BOT_DM), "therapist": (_GUILD,)}
_INSTALLED_IN_SERVERS: Final = 0
_DESCRIPTION: Final = 100  # characters
# Discord's own tags, beside which it knows none (reference, Locales).
_LOCALES: Final = {
    "en": ("en-GB", "en-US"), "es": ("es-ES", "es-419"), "pt": ("pt-BR",), "sv": ("sv-SE",), "zh": ("zh-CN", "zh-TW"),
}  # fmt: skip
_KNOWN: Final = frozenset({
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr", "hu", "id", "it",
    "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """One option that is being typed into: of which command, and what stands there so far."""

    command: str
    option: str
    typed: str


def slash_commands(menus: Sequence[Menu]) -> list[Json]:
    """What one PUT puts in force. A command that clients and therapists both have is one, usable where either is."""
    if not menus:
        return []
    told: dict[str, Json] = {}
    for at, command in enumerate(menus[0].commands):
        others = [(menu.language, menu.commands[at]) for menu in menus[1:] if len(menu.commands) > at]
        mine, there = _command(command, others), told.setdefault(command.name, {})
        known = [option["name"] for option in there.get("options", [])]
        mine["options"] = [*there.get("options", []), *(each for each in mine["options"] if each["name"] not in known)]
        told[command.name] = {**mine, **there, "options": mine["options"]}
        contexts = {*told[command.name]["contexts"], *_CONTEXTS[command.for_]}
        told[command.name]["contexts"] = sorted(contexts)
    return list(told.values())


def _command(command: Command, others: Sequence[tuple[str, Command]]) -> Json:
    return {
        "type": _SLASH,
        "name": command.name,
        "description": command.description[:_DESCRIPTION],
        **_localized({language: (other.name, other.description) for language, other in others}, command.name),
        "contexts": list(_CONTEXTS[command.for_]),
        "integration_types": [_INSTALLED_IN_SERVERS],
        "options": [
            {
                "type": _STRING,
                "name": option.name,
                "description": option.description[:_DESCRIPTION],
                **_localized(
                    {
                        language: (other.options[at].name, other.options[at].description)
                        for language, other in others
                        if len(other.options) > at
                    },
                    option.name,
                ),
                "required": option.required,
                "autocomplete": option.suggests,
            }
            for at, option in enumerate(command.options)
        ],
    }


def _localized(words: dict[str, tuple[str, str]], base: str) -> Json:
    """Names and descriptions by Discord's tags; nothing where no other language says anything else."""
    names: dict[str, str] = {}
    descriptions: dict[str, str] = {}
    for language, (name, description) in words.items():
        for tag in _tags(language):
            descriptions[tag] = description[:_DESCRIPTION]
            if name != base:
                names[tag] = name
    found: Json = {"description_localizations": descriptions} if descriptions else {}
    return found | ({"name_localizations": names} if names else {})


def _tags(language: str) -> tuple[str, ...]:
    if language in _KNOWN:
        return (language,)
    short = language.split("-", maxsplit=1)[0].lower()
    return _LOCALES.get(short) or ((short,) if short in _KNOWN else ())


def sentence(data: Any) -> str:
    """A called command with what was filled in, in Discord's order ("/invite Mira en"). Raises KeyError, TypeError."""
    words = [f"/{data['name']}", *(str(option["value"]).strip() for option in data.get("options") or [])]
    return " ".join(word for word in words if word)


def asked_for(data: Any) -> Asked | None:
    """Which option is being typed into. Raises KeyError, TypeError."""
    for option in data.get("options") or []:
        if option.get("focused") is True:
            return Asked(str(data["name"]), str(option["name"]), str(option.get("value") or ""))
    return None
