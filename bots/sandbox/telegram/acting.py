"""Acting as people over HTTP: POST /stage/{verb} with JSON keyword arguments, GET /stage/{question}."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import inspect
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import web

VERBS = frozenset({
    "add_bot", "add_person", "add_forum", "add_to_group", "set_rights", "kick_bot", "join_group", "leave_group",
    "start_bot", "write", "send_photo", "send_voice", "send_audio", "send_document", "send_video", "send_sticker",
    "send_video_note", "send_animation", "send_location", "move", "stop_moving", "send_venue", "send_contact", "send_poll", "vote",
    "send_dice", "send_checklist", "forward", "quote", "quote_elsewhere",
    "edit", "press", "block", "unblock", "deactivate", "forbid_voice", "mute", "delete_message", "delete_topic", "close_topic",
    "react", "reopen_topic", "duplicate_next_updates", "reorder_next_updates", "inject_raw", "jump_update_ids", "expire",
    "add_fault", "clear_faults",
})  # fmt: skip
QUESTIONS = frozenset({"seen", "topics", "pinned", "toast", "pending", "handed_over"})
_NUMBERS = frozenset({"chat", "thread", "message", "person"})
_LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]"})


class StageRoutes:
    """HTTP over any object that has the verbs and questions as methods. Bytes travel as base64.

    Answers {"result": ...}, or 400 {"error": ...}. Only requests addressed to this machine by name are taken, and
    verbs only as JSON, so that no web page elsewhere can act here.
    """

    def __init__(self, stage: object) -> None:
        self._stage = stage

    def routes(self) -> list[web.RouteDef]:
        """Both addresses."""
        return [web.post("/stage/{verb}", self._act), web.get("/stage/{question}", self._ask)]

    async def _act(self, request: web.Request) -> web.Response:
        verb = request.match_info["verb"]
        if verb not in VERBS:
            return _error(f"no such verb; there are {', '.join(sorted(VERBS))}")
        if request.content_type != "application/json":
            return _error("send JSON, with Content-Type: application/json")
        try:
            said = json.loads(await request.read() or b"{}")
        except (ValueError, RecursionError):
            return _error("the body is no JSON")
        if not isinstance(said, dict):
            return _error("the body must be a JSON object")
        return self._call(request, verb, {str(name): value for name, value in said.items()})

    async def _ask(self, request: web.Request) -> web.Response:
        question = request.match_info["question"]
        if question not in QUESTIONS:
            return _error(f"no such question; there are {', '.join(sorted(QUESTIONS))}")
        said: dict[str, Any] = dict(request.query)
        try:
            said |= {name: int(said[name]) for name in _NUMBERS & said.keys()}
        except ValueError:
            return _error("chat, thread, message and person are numbers")
        return self._call(request, question, said)

    def _call(self, request: web.Request, name: str, said: dict[str, Any]) -> web.Response:
        if request.host.rpartition(":")[0] not in _LOCAL:
            return _error("the stage is played on this machine only")
        method: Callable[..., Any] = getattr(self._stage, name)
        try:
            if "content" in said:
                said["content"] = base64.b64decode(str(said["content"]), validate=True)
            bound = inspect.signature(method).bind(**said)
        except binascii.Error:
            return _error("content is base64")
        except TypeError as error:
            return _error(str(error))
        try:
            result = method(*bound.args, **bound.kwargs)
        except KeyError as error:
            return _error(str(error.args[0]) if error.args else "not found")
        except ValueError as error:
            return _error(str(error))
        except (TypeError, AttributeError):
            return _error("an argument is of the wrong type")
        return web.json_response({"result": _plain(result)})


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _plain(dataclasses.asdict(value))
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _error(words: str) -> web.Response:
    return web.json_response({"error": words}, status=400)
