"""What `doctor` asks about a therapist's group: may the bot work there, and who else is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from telegram import Bot, ChatMemberAdministrator

_MAKE_ADMIN: Final = "In the group make the bot an administrator who may manage topics."


@dataclass(frozen=True, slots=True)
class GroupLook:
    """One group as it is now. faults: what is wrong, with its mend; empty when all is well. members: people and bots."""

    faults: tuple[tuple[str, str], ...]
    members: int


def group_link(name: str) -> str:
    """The address with which somebody adds the bot to their group, as an administrator who may manage topics."""
    return f"https://t.me/{name}?startgroup&admin=manage_topics"


async def look_at_group(bot: Bot, chat: str) -> GroupLook:
    """Ask Telegram about the group and the bot's place in it. Raises TelegramError."""
    number = int(chat)
    group = await bot.get_chat(number)
    me = await bot.get_me()
    mine = await bot.get_chat_member(number, me.id)
    members = await bot.get_chat_member_count(number)
    faults: list[tuple[str, str]] = []
    if not group.is_forum:
        faults.append(("topics are off", "Switch Topics on in the group's settings."))
    if group.username:
        faults.append(("the group is public: anybody can find and read it", "Make it private in its settings."))
    if not isinstance(mine, ChatMemberAdministrator):
        faults.append(("the bot is no administrator, so it does not see what is written", _MAKE_ADMIN))
    elif not mine.can_manage_topics:
        faults.append(("the bot may not manage topics", _MAKE_ADMIN))
    return GroupLook(tuple(faults), members)
