"""What concerns the bot itself: who it is, its menu, its files, its presses, its webhook that is none."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

from bots.sandbox.telegram.access import Ask
from bots.sandbox.telegram.files import DOWNLOAD_LIMIT, Link
from bots.sandbox.telegram.refusals import QUERY_TOO_OLD, bad
from bots.sandbox.telegram.shapes import bot_json
from bots.sandbox.telegram.updates import DEFAULT_KINDS

Json = dict[str, Any]

ANSWER_WITHIN = timedelta(seconds=15)  # no documented deadline; 10-15 s in reports (telegram.md, answerCallbackQuery)
TOAST_LIMIT = 200
COMMANDS_LIMIT = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_ABOUT = {"description": 512, "short_description": 120, "name": 64}


def get_me(ask: Ask) -> Json:
    """`getMe`."""
    return {
        **bot_json(ask.bot),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(ask: Ask) -> bool:
    """`setMyCommands`, per scope and language."""
    commands = ask.params.array("commands")
    if commands is None:
        raise bad('parameter "commands" is required')
    if len(commands) > COMMANDS_LIMIT:
        raise bad("too many commands specified")
    for command in commands:
        if not isinstance(command, dict):
            raise bad("can't parse BotCommand: expected an Object")
        name, description = command.get("command"), command.get("description")
        if not isinstance(name, str) or not _COMMAND.fullmatch(name.removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not isinstance(description, str) or not 1 <= len(description) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    ask.bot.commands[_menu(ask)] = [
        {"command": c["command"].removeprefix("/"), "description": c["description"]} for c in commands
    ]
    ask.world.changed()
    return True


def get_my_commands(ask: Ask) -> list[Json]:
    """`getMyCommands`: of exactly this scope and language."""
    return ask.bot.commands.get(_menu(ask), [])


def delete_my_commands(ask: Ask) -> bool:
    """`deleteMyCommands`."""
    ask.bot.commands.pop(_menu(ask), None)
    return True


def set_my_description(ask: Ask) -> bool:
    """`setMyDescription`."""
    return _set_about(ask, "description")


def set_my_short_description(ask: Ask) -> bool:
    """`setMyShortDescription`."""
    return _set_about(ask, "short_description")


def set_my_name(ask: Ask) -> bool:
    """`setMyName`."""
    return _set_about(ask, "name")


def get_my_description(ask: Ask) -> Json:
    """`getMyDescription`."""
    return {"description": ask.bot.about.get(_about_key(ask, "description"), "")}


def get_file(ask: Ask) -> Json:
    """`getFile`: a fresh link."""
    file_id = ask.params.words("file_id")
    if not file_id:
        raise bad("file_id not specified")
    file = ask.world.files.get(file_id)
    if file is None or file.id_for(ask.bot.id) != file_id:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > DOWNLOAD_LIMIT:
        raise bad("file is too big")
    ask.world.links[ask.bot.token, file.path] = Link(file, ask.now)
    return {
        "file_id": file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": file.path,
    }


def answer_callback_query(ask: Ask) -> bool:
    """`answerCallbackQuery`: once, within 15 s, by the bot whose button it was."""
    number = ask.params.words("callback_query_id")
    if number is None:
        raise bad('parameter "callback_query_id" is required')
    words = ask.params.words("text") or ""
    if len(words) > TOAST_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    query = ask.world.queries.get(number)
    late = query is not None and ask.now - query.at > ANSWER_WITHIN
    if query is None or query.bot != ask.bot.id or query.answered or late:
        raise bad(QUERY_TOO_OLD)
    query.answered, query.text, query.alert = True, words, ask.params.flag("show_alert")
    ask.world.changed()
    return True


def delete_webhook(ask: Ask) -> bool:
    """`deleteWebhook`: there is none, but what waits can be thrown away."""
    if ask.params.flag("drop_pending_updates"):
        ask.bot.queue.clear()
    return True


def get_webhook_info(ask: Ask) -> Json:
    """`getWebhookInfo`."""
    queue = ask.bot.queue
    shape: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": queue.pending()}
    if queue.allowed != DEFAULT_KINDS:
        shape["allowed_updates"] = sorted(queue.allowed)
    return shape


def _menu(ask: Ask) -> str:
    scope = ask.params.object("scope") or {"type": "default"}
    if not isinstance(scope.get("type"), str):
        raise bad("can't parse BotCommandScope: can't find field \"type\"")
    return json.dumps([scope, ask.params.words("language_code") or ""], sort_keys=True)


def _about_key(ask: Ask, what: str) -> str:
    return f"{what}:{ask.params.words('language_code') or ''}"


def _set_about(ask: Ask, what: str) -> bool:
    words = ask.params.words(what) or ""
    if len(words) > _ABOUT[what]:
        raise bad(f"bot {what.replace('_', ' ')} is too long")
    ask.bot.about[_about_key(ask, what)] = words
    return True
