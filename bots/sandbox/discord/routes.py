"""The routes of messages, threads, interactions: thin, the rules are next door."""

from __future__ import annotations

from typing import Any

from bots.sandbox.discord import refusals
from bots.sandbox.discord.ask import NOTHING, Answer, Ask, Route
from bots.sandbox.discord.interactions import ANSWER, UPDATE
from bots.sandbox.discord.permissions import Permission
from bots.sandbox.discord.refusals import Refusal
from bots.sandbox.discord.world import Channel, Kind, Message, MessageFlag, Overwrite

CHANNEL = "/channels/{channel_id}"
MESSAGES = f"{CHANNEL}/messages"
MESSAGE = f"{MESSAGES}/{{message_id}}"
REACTION = f"{MESSAGE}/reactions/{{emoji_name}}/@me"
PIN = f"{MESSAGES}/pins/{{message_id}}"
HOOK = "/webhooks/{webhook_id}/{webhook_token}"
ORIGINAL = f"{HOOK}/messages/@original"
FOLLOW_UP = f"{HOOK}/messages/{{message_id}}"


def _shown(ask: Ask, message: Message) -> dict[str, Any]:
    bot = ask.bot_or_none or ask.rooms.world.bot_of(message.author)
    assert bot is not None
    return ask.rooms.payloads.message(message, bot, content=bot.message_content)


def _channel(ask: Ask) -> Channel:
    return ask.rooms.messages.reach(ask.bot, ask.path["channel_id"])


def _create_message(ask: Ask) -> Answer:
    message = ask.rooms.messages.create(ask.bot, ask.path["channel_id"], ask.body, ask.uploads)
    return 200, _shown(ask, message) | ({"nonce": message.nonce} if message.nonce is not None else {})


def _list_messages(ask: Ask) -> Answer:
    return 200, [_shown(ask, m) for m in ask.rooms.messages.history(ask.bot, ask.path["channel_id"], ask.query)]


def _get_message(ask: Ask) -> Answer:
    _, message = ask.rooms.messages.find(ask.bot, ask.path["channel_id"], ask.path["message_id"])
    return 200, _shown(ask, message)


def _edit_message(ask: Ask) -> Answer:
    place = ask.path["channel_id"], ask.path["message_id"]
    return 200, _shown(ask, ask.rooms.messages.edit(ask.bot, *place, ask.body, ask.uploads))


def _delete_message(ask: Ask) -> Answer:
    ask.rooms.messages.delete(ask.bot, ask.path["channel_id"], ask.path["message_id"])
    return NOTHING


def _add_reaction(ask: Ask) -> Answer:
    place = ask.path["channel_id"], ask.path["message_id"]
    ask.rooms.messages.react(ask.bot, *place, ask.path["emoji_name"], add=True)
    return NOTHING


def _remove_reaction(ask: Ask) -> Answer:
    place = ask.path["channel_id"], ask.path["message_id"]
    ask.rooms.messages.react(ask.bot, *place, ask.path["emoji_name"], add=False)
    return NOTHING


def _pin_message(ask: Ask) -> Answer:
    ask.rooms.messages.pin(ask.bot, ask.path["channel_id"], ask.path["message_id"], on=True)
    return NOTHING


def _unpin_message(ask: Ask) -> Answer:
    ask.rooms.messages.pin(ask.bot, ask.path["channel_id"], ask.path["message_id"], on=False)
    return NOTHING


def _show_typing(ask: Ask) -> Answer:
    channel = _channel(ask)
    if not channel.holds_messages:
        raise Refusal(400, 50008, "Cannot send messages in a non-text channel")
    return NOTHING


def _get_channel(ask: Ask) -> Answer:
    return 200, ask.rooms.payloads.channel(_channel(ask), ask.bot)


def _edit_channel(ask: Ask) -> Answer:
    channel = _channel(ask)
    if channel.kind is Kind.DM:
        raise Refusal(403, 50003, "Cannot execute action on a DM channel")
    if channel.thread is not None:
        ask.rooms.threads.change(ask.bot, channel, ask.form)
        return 200, ask.rooms.payloads.channel(channel, ask.bot)
    if not ask.rooms.world.can(ask.bot.id, channel, Permission.MANAGE_CHANNELS):
        raise refusals.missing_permissions()
    name = ask.form.get("name", channel.name)
    complaints = refusals.Complaints()
    complaints.bad_length("name", len(str(name)), low=1, high=100)
    complaints.refuse()
    channel.name, channel.topic = str(name), ask.form.get("topic", channel.topic)
    if "permission_overwrites" in ask.form:
        channel.overwrites = overwrites(ask.form["permission_overwrites"])
    ask.rooms.events.channel("CHANNEL_UPDATE", channel)
    ask.rooms.world.changed()
    return 200, ask.rooms.payloads.channel(channel, ask.bot)


def _delete_channel(ask: Ask) -> Answer:
    channel = _channel(ask)
    shown = ask.rooms.payloads.channel(channel, ask.bot)
    if channel.kind is Kind.DM:
        return 200, shown  # closes it in the bot's list; the channel and its messages stay
    need = Permission.MANAGE_THREADS if channel.thread else Permission.MANAGE_CHANNELS
    if not ask.rooms.world.can(ask.bot.id, channel, need):
        raise refusals.missing_permissions()
    if channel.thread is not None:
        ask.rooms.threads.delete(channel)
        return 200, shown
    for thread in list(ask.rooms.world.threads_of(channel.id)):
        ask.rooms.threads.delete(thread)
    ask.rooms.events.channel("CHANNEL_DELETE", channel)
    ask.rooms.world.channels.pop(channel.id)
    ask.rooms.world.invites = {code: i for code, i in ask.rooms.world.invites.items() if i.channel != channel.id}
    ask.rooms.world.changed()
    return 200, shown


def overwrites(listed: Any) -> dict[str, Overwrite]:
    """Permission overwrites from a body."""
    found = [
        Overwrite(str(o["id"]), o.get("type") in (1, "1"), int(o.get("allow") or 0), int(o.get("deny") or 0))
        for o in listed or []
    ]
    return {overwrite.id: overwrite for overwrite in found}


def _start_thread(ask: Ask) -> Answer:
    channel = _channel(ask)
    rooms = ask.rooms
    thread, message = rooms.threads.post(
        ask.bot,
        channel,
        ask.body,
        ask.uploads,
        lambda bot, place, draft, number: rooms.messages.compose(bot, place, draft, message_id=number),
    )
    shown = rooms.payloads.channel(thread, ask.bot)
    return 201, shown if message is None else shown | {"message": _shown(ask, message)}


def _listed(ask: Ask, threads: list[Channel], *, has_more: bool | None) -> Answer:
    payloads, me = ask.rooms.payloads, ask.bot.id
    joined = [thread for thread in threads if thread.thread and me in thread.thread.members]
    answer: dict[str, Any] = {
        "threads": [payloads.channel(thread, ask.bot) for thread in threads],
        "members": [payloads.thread_member(thread, me) for thread in joined],
    }
    return 200, answer | {"has_more": bool(has_more)}


def _archived_public(ask: Ask) -> Answer:
    threads, more = ask.rooms.threads.archived(ask.bot, _channel(ask), ask.query, private=False)
    return _listed(ask, threads, has_more=more)


def _archived_private(ask: Ask) -> Answer:
    threads, more = ask.rooms.threads.archived(ask.bot, _channel(ask), ask.query, private=True)
    return _listed(ask, threads, has_more=more)


def _active_threads(ask: Ask) -> Answer:
    guild = ask.path["guild_id"]
    if guild not in ask.rooms.world.guilds:
        raise refusals.unknown("Guild")
    if ask.bot.id not in ask.rooms.world.guilds[guild].members:
        raise refusals.missing_access()
    return _listed(ask, ask.rooms.threads.active(ask.bot, guild), has_more=False)


def _join_thread(ask: Ask) -> Answer:
    channel = _channel(ask)
    if channel.thread is None:
        raise Refusal(400, 50024, "Cannot execute action on this channel type")
    if channel.thread.archived:
        raise refusals.thread_archived()
    channel.thread.members.setdefault(ask.bot.id, ask.rooms.world.now())
    return NOTHING


def _answer_interaction(ask: Ask) -> Answer:
    place = ask.path["interaction_id"], ask.path["interaction_token"]
    interaction, message = ask.rooms.interactions.answer(*place, ask.body, ask.uploads)
    if ask.query.get("with_response") not in ("1", "true", "True"):
        return NOTHING
    kind = interaction.answered_with
    about: dict[str, Any] = {"id": interaction.id, "type": interaction.kind}
    answer: dict[str, Any] = {"interaction": about}
    if message is not None:
        about["response_message_id"] = message.id
        about["response_message_loading"] = bool(message.flags & MessageFlag.LOADING)
        about["response_message_ephemeral"] = message.only_for is not None
    if message is not None and kind in (ANSWER, UPDATE):  # deferred ones have nothing to show yet
        answer["resource"] = {
            "type": kind,
            "message": ask.rooms.payloads.message(message, interaction.bot, content=True),
        }
    return 200, answer


def _follow_up(ask: Ask) -> Answer:
    interaction = ask.rooms.interactions.followed(ask.path["webhook_id"], ask.path["webhook_token"])
    message = ask.rooms.interactions.follow_up(interaction, ask.body, ask.uploads)
    # For applications `wait` is always on (interactions/receiving-and-responding, Create Followup Message).
    return 200, _shown(ask, message)


def _get_follow_up(ask: Ask) -> Answer:
    interaction = ask.rooms.interactions.followed(ask.path["webhook_id"], ask.path["webhook_token"])
    _, message = ask.rooms.interactions.message(interaction, ask.path.get("message_id", "@original"))
    return 200, _shown(ask, message)


def _edit_follow_up(ask: Ask) -> Answer:
    interaction = ask.rooms.interactions.followed(ask.path["webhook_id"], ask.path["webhook_token"])
    wanted = ask.path.get("message_id", "@original")
    return 200, _shown(ask, ask.rooms.interactions.edit(interaction, wanted, ask.body, ask.uploads))


def _delete_follow_up(ask: Ask) -> Answer:
    interaction = ask.rooms.interactions.followed(ask.path["webhook_id"], ask.path["webhook_token"])
    ask.rooms.interactions.delete(interaction, ask.path.get("message_id", "@original"))
    return NOTHING


ROUTES = (
    Route("GET", CHANNEL, _get_channel),
    Route("PATCH", CHANNEL, _edit_channel),
    Route("DELETE", CHANNEL, _delete_channel),
    Route("POST", f"{CHANNEL}/typing", _show_typing),
    Route("GET", MESSAGES, _list_messages),
    Route("POST", MESSAGES, _create_message),
    Route("PUT", PIN, _pin_message),
    Route("DELETE", PIN, _unpin_message),
    Route("GET", MESSAGE, _get_message),
    Route("PATCH", MESSAGE, _edit_message),
    Route("DELETE", MESSAGE, _delete_message),
    Route("PUT", REACTION, _add_reaction),
    Route("DELETE", REACTION, _remove_reaction),
    Route("POST", f"{CHANNEL}/threads", _start_thread),
    Route("GET", f"{CHANNEL}/threads/archived/public", _archived_public),
    Route("GET", f"{CHANNEL}/threads/archived/private", _archived_private),
    Route("PUT", f"{CHANNEL}/thread-members/@me", _join_thread),
    Route("GET", "/guilds/{guild_id}/threads/active", _active_threads),
    Route("POST", "/interactions/{interaction_id}/{interaction_token}/callback", _answer_interaction, token=False),
    Route("POST", HOOK, _follow_up, token=False),
    Route("GET", ORIGINAL, _get_follow_up, token=False),
    Route("PATCH", ORIGINAL, _edit_follow_up, token=False),
    Route("DELETE", ORIGINAL, _delete_follow_up, token=False),
    Route("GET", FOLLOW_UP, _get_follow_up, token=False),
    Route("PATCH", FOLLOW_UP, _edit_follow_up, token=False),
    Route("DELETE", FOLLOW_UP, _delete_follow_up, token=False),
)
