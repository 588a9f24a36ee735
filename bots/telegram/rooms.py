"""What `doctor` asks about a therapist's group: may the bot work there, and who else is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from telegram import Bot

TOPICS_RIGHT: Final = "can_manage_topics"
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
    group: Any = await bot.do_api_request("getChat", {"chat_id": number})
    me = await bot.get_me()
    mine: Any = await bot.do_api_request("getChatMember", {"chat_id": number, "user_id": me.id})
    members: Any = await bot.do_api_request("getChatMemberCount", {"chat_id": number})
    faults: list[tuple[str, str]] = []
    if group.get("is_forum") is not True:
        faults.append(("topics are off", "Switch Topics on in the group's settings."))
    if group.get("username"):
        faults.append(("the group is public: anybody can find and read it", "Make it private in its settings."))
    status = mine.get("status")
    if status != "administrator":
        faults.append(("the bot is no administrator, so it does not see what is written", _MAKE_ADMIN))
    elif mine.get(TOPICS_RIGHT) is not True:
        faults.append(("the bot may not manage topics", _MAKE_ADMIN))
    return GroupLook(tuple(faults), int(members))
