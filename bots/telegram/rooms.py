"""A therapist's group as it is now: may the bot work there, and who else is in it."""

from __future__ import annotations

from typing import Final

from telegram import Bot, ChatMemberAdministrator

from core.domain.rooms import RoomFault, RoomLook, RoomTrouble

MANAGE_TOPICS: Final = "Manage Topics"  # as the app's list of an administrator's rights has it
_OURSELVES: Final = 2  # the therapist and the bot


def group_link(name: str) -> str:
    """The address with which somebody adds the bot to their group, as an administrator who may manage topics."""
    return f"https://t.me/{name}?startgroup&admin=manage_topics"


async def look_at_group(bot: Bot, chat: int) -> RoomLook:
    """Ask Telegram about the group and the bot's place in it. Raises TelegramError."""
    group = await bot.get_chat(chat)
    me = await bot.get_me()
    mine = await bot.get_chat_member(chat, me.id)
    others = await bot.get_chat_member_count(chat) - _OURSELVES
    troubles: list[RoomTrouble] = []
    if not group.is_forum:
        troubles.append(RoomTrouble(RoomFault.NOT_A_FORUM))
    if group.username:
        troubles.append(RoomTrouble(RoomFault.PUBLIC))
    if not isinstance(mine, ChatMemberAdministrator):
        troubles.append(RoomTrouble(RoomFault.NOT_ADMIN))
    elif not mine.can_manage_topics:
        troubles.append(RoomTrouble(RoomFault.RIGHTS_MISSING, MANAGE_TOPICS))
    if others > 0:
        troubles.append(RoomTrouble(RoomFault.OTHERS_INSIDE, str(others)))
    return RoomLook(tuple(troubles))
