"""What a therapist's group must be, asked through the real library."""

from __future__ import annotations

import pytest

from bots.telegram.connector import TelegramAccount
from core.domain.address import Address, Platform
from core.domain.errors import AccountClosed, NotSent, Reason, Unreachable
from core.domain.ids import AccountId
from core.domain.rooms import RoomFault, RoomTrouble

from .scripted import DROP, ScriptedApi, refusal

GROUP = {
    "id": -100777,
    "type": "supergroup",
    "title": "Ada",
    "is_forum": True,
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    ),
}
ROOM = Address(Platform.TELEGRAM, AccountId("main"), "-100777", "12")
BOT = {"id": 9, "is_bot": True, "first_name": "quiet"}


async def test_a_public_group_is_no_room(api: ScriptedApi, account: TelegramAccount) -> None:
    """Anybody could find it and read it; the other faults are told as well, and how many more are inside."""
    api.answer("getChat", {**GROUP, "username": "open_house"})
    api.answer("getChatMember", {"user": BOT, "status": "member"})
    api.answer("getChatMemberCount", 7)

    look = await account.messenger.look_at_room(ROOM, member="7")

    assert look.troubles == (
        RoomTrouble(RoomFault.PUBLIC),
        RoomTrouble(RoomFault.NOT_ADMIN),
        RoomTrouble(RoomFault.OTHERS_INSIDE, "5"),
    )
    assert api.called("getChatMember") == [{"chat_id": "-100777", "user_id": "9"}]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refusal(403, "Forbidden: bot was kicked from the supergroup chat"), Unreachable),
        (refusal(400, "Bad Request: chat not found"), Unreachable),
        (refusal(401, "Unauthorized"), AccountClosed),
        (DROP, NotSent),
        ("nonsense", NotSent),
    ],
)
async def test_only_delivery_errors_come_out(
    api: ScriptedApi, account: TelegramAccount, answer: object, expected: type[Exception]
) -> None:
    """Whatever the server says; a cut line tells nothing about the group."""
    api.answer("getChat", answer)

    with pytest.raises(expected):
        await account.messenger.look_at_room(ROOM, member="7")


async def test_a_removed_bot_is_called_by_its_name(api: ScriptedApi, account: TelegramAccount) -> None:
    """The reason tells the admin what to do."""
    api.answer("getChat", refusal(403, "Forbidden: bot was kicked from the supergroup chat"))

    with pytest.raises(Unreachable) as told:
        await account.messenger.look_at_room(ROOM, member="7")

    assert told.value.reason is Reason.REMOVED
