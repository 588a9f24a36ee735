"""The core's menus as Telegram lists commands: clients' in private chats, therapists' in groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from telegram import BotCommand, BotCommandScope, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

from bots.telegram.text import clean
from core.domain.menu import Menu

_MOST: Final = 100  # commands of one list
_DESCRIPTION: Final = 256  # characters
_SCOPES: Final[tuple[tuple[Literal["client", "therapist"], type[BotCommandScope]], ...]] = (
    ("client", BotCommandScopeAllPrivateChats),
    ("therapist", BotCommandScopeAllGroupChats),
)


def scoped_commands(menu: Menu) -> Iterator[tuple[BotCommandScope, list[BotCommand]]]:
    """Each scope and what is listed there. Telegram knows no options: what stands behind a command is typed.
    The menu lies open before who writes, so what is rare is not in it.
    """
    for who, scope in _SCOPES:
        listed = [
            BotCommand(each.name, clean(each.description)[:_DESCRIPTION])
            for each in menu.commands
            if each.for_ == who and not each.rare
        ]
        yield scope(), listed[:_MOST]


def short_tag(language: str) -> str:
    """A BCP 47 tag as Telegram takes it: two letters."""
    return language.split("-", maxsplit=1)[0].lower()
