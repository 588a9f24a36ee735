"""The world as Bot API JSON: users, chats, messages, members. The shapes a bot sees."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bots.sandbox.telegram.files import Media, StoredFile
from bots.sandbox.telegram.world import Bot, Chat, Group, Membership, Message, Person, PrivateChat, World

Json = dict[str, Any]

# SPEC ChatMemberAdministrator: rights every administrator has or has not; those not given are False.
ALL_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories", "can_pin_messages", "can_manage_topics",
)  # fmt: skip


def unix(at: datetime) -> int:
    """Seconds since 1970."""
    return int(at.timestamp())


def person_json(person: Person) -> Json:
    """A User that is a person."""
    if person.deactivated:
        return {"id": person.id, "is_bot": False, "first_name": ""}
    return {
        "id": person.id,
        "is_bot": False,
        "first_name": person.first_name,
        "language_code": person.language,
    }


def bot_json(bot: Bot) -> Json:
    """A User that is a bot."""
    return {"id": bot.id, "is_bot": True, "first_name": bot.name, "username": bot.username}


def user_json(world: World, user: int) -> Json:
    """A User by id."""
    return bot_json(world.bots_by_id[user]) if user in world.bots_by_id else person_json(world.people[user])


def chat_json(chat: Chat) -> Json:
    """A Chat as it stands in messages."""
    if isinstance(chat, PrivateChat):
        return {"id": chat.id, "first_name": chat.person.first_name, "type": "private"}
    shape: Json = {"id": chat.id, "title": chat.title, "type": "supergroup"}
    if chat.forum:
        shape["is_forum"] = True
    return shape


def message_json(world: World, bot: Bot, chat: Chat, message: Message, *, inner: bool = False) -> Json:
    """A Message as `bot` sees it. inner: as somebody's reply_to_message, without its own."""
    shape: Json = {
        "message_id": message.id,
        "from": user_json(world, message.sender),
        "chat": chat_json(chat),
        "date": unix(message.at),
    }
    if message.thread is not None:
        shape["message_thread_id"] = message.thread
        shape["is_topic_message"] = True
    if message.edited_at is not None:
        shape["edit_date"] = unix(message.edited_at)
    if message.protected:
        shape["has_protected_content"] = True
    if message.album:
        shape["media_group_id"] = message.album
    if not inner:
        # In a topic a message that answers nothing bears the topic's opening as reply_to_message.
        head = message.reply_to if message.reply_to is not None else message.thread
        quoted = chat.messages.get(head) if head is not None and head != message.id else None
        if quoted is not None:
            shape["reply_to_message"] = message_json(world, bot, chat, quoted, inner=True)
    shape.update(message.around)
    if message.service is not None:
        shape.update(message.service)
    elif message.content:
        shape.update(message.content)
    elif message.media is None:
        shape["text"] = message.text
        if message.entities:
            shape["entities"] = message.entities
    else:
        shape.update(_media_json(world, bot, message.media))
        if message.text:
            shape["caption"] = message.text
        if message.text and message.entities:
            shape["caption_entities"] = message.entities
    if message.keyboard:
        shape["reply_markup"] = {"inline_keyboard": message.keyboard}
    return shape


def _file_json(world: World, bot: Bot, file: StoredFile) -> Json:
    return {
        "file_id": world.file_id(bot, file),
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
    }


def _media_json(world: World, bot: Bot, media: Media) -> Json:
    if media.kind == "photo":
        sizes = [{**_file_json(world, bot, s.file), "width": s.width, "height": s.height} for s in media.sizes]
        return {"photo": sizes, "has_media_spoiler": True} if media.spoiler else {"photo": sizes}
    body = _file_json(world, bot, media.file)
    if media.kind in ("voice", "audio", "video", "video_note", "animation"):
        body["duration"] = media.duration
    if media.kind in ("video", "animation"):
        body |= {"width": media.width or 640, "height": media.height or 480}
    if media.kind == "video_note":
        body["length"] = media.width or 240
    if media.kind == "sticker":
        body |= {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}
        body["emoji"] = media.emoji
    elif media.kind != "video_note":
        body["mime_type"] = media.file.mime
    if media.file.name and media.kind in ("document", "audio", "video", "animation"):
        body["file_name"] = media.file.name
    shape: Json = {media.kind: body}
    if media.kind == "animation":  # SPEC Message.animation: the document is set too
        shape["document"] = {name: body[name] for name in ("file_id", "file_unique_id", "file_size", "file_name")}
    if media.spoiler:
        shape["has_media_spoiler"] = True
    return shape


def rights_json(rights: frozenset[str]) -> Json:
    """All administrator rights, told one by one."""
    return {name: name == "can_manage_chat" or name in rights for name in ALL_RIGHTS}


def bot_member_json(bot: Bot, membership: Membership | None) -> Json:
    """A ChatMember for a bot."""
    status = membership.status if membership else "left"
    shape: Json = {"user": bot_json(bot), "status": status}
    if membership is not None and status == "administrator":
        shape |= {"can_be_edited": False, "is_anonymous": False, **rights_json(membership.rights)}
    if status == "kicked":
        shape["until_date"] = 0
    return shape


def person_member_json(group: Group, person: Person) -> Json:
    """A ChatMember for a person: creator, member or left."""
    if person.id not in group.people:
        return {"user": person_json(person), "status": "left"}
    if person.id == group.people[0]:
        return {"user": person_json(person), "status": "creator", "is_anonymous": False}
    return {"user": person_json(person), "status": "member"}
