"""The same deeds over HTTP, for a page and for other processes: POST /stage/{verb}, GET /stage/seen."""

from __future__ import annotations

import base64
import dataclasses
import inspect
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from aiohttp import web

VERBS = frozenset(
    {
        "add_bot", "add_person", "add_guild", "add_bot_to_guild", "add_forum", "add_text_channel", "set_bot_permissions",
        "set_viewer", "demand_tags", "dm", "write", "send_stickers", "send_poll", "forward", "edit_files", "shared_page", "post", "edit", "delete", "react", "unreact", "unfurl", "press", "submit_modal",
        "close_modal", "command", "autocomplete",
        "close_dms", "open_dms", "join_guild", "accept_invite", "leave_guild", "delete_thread", "remove_message", "archive_thread", "unarchive_thread",
        "dm_channel", "threads", "archived", "received", "choices", "connected", "drop_gateway", "ask_to_reconnect",
        "invalidate_sessions", "mute_gateway", "duplicate_next_events", "reorder_next_events", "inject_event",
        "refuse_gateway",
    }
)  # fmt: skip
READABLE = frozenset({"threads", "archived", "received", "dm_channel", "choices"})


class Played(Protocol):
    """The stand-in, as far as this file names its parts; the verbs are looked up by name."""

    @property
    def interactions(self) -> dict[str, str]:
        """Interaction id to state."""
        ...


def open_to(app: web.Application, standin: Played) -> None:
    """Add the stage's routes."""

    async def act(request: web.Request) -> web.Response:
        verb = request.match_info["verb"]
        if verb not in VERBS:
            return _json({"error": f"no verb {verb}"}, 400)
        if request.content_type != "application/json":  # a web page elsewhere cannot send this without asking first
            return _json({"error": "Content-Type must be application/json"}, 400)
        try:
            given = await request.json()
        except ValueError:
            return _json({"error": "the body is no JSON"}, 400)
        return _perform(getattr(standin, verb), given)

    async def look(request: web.Request) -> web.Response:
        verb = request.match_info["verb"]
        if verb == "interactions":
            return _json({"result": standin.interactions}, 200)
        if verb != "seen" and verb not in READABLE:
            return _json({"error": f"nothing to read at {verb}"}, 400)
        return _perform(getattr(standin, verb), dict(request.query))

    app.router.add_post("/stage/{verb}", act)
    app.router.add_get("/stage/{verb}", look)


def _perform(deed: Callable[..., Any], given: Any) -> web.Response:
    """Run one deed with JSON keyword arguments; what it refuses is 400 with a sentence."""
    if not isinstance(given, dict):
        return _json({"error": "the body must be an object of keyword arguments"}, 400)
    try:
        arguments = dict(given)
        for name in ("files", "more"):
            if name in arguments:
                arguments[name] = [_file(entry) for entry in arguments[name]]
        inspect.signature(deed).bind(**arguments)
        result = deed(**arguments)
    except KeyError as error:
        return _json({"error": str(error.args[0]) if error.args else "not found"}, 400)
    except (ValueError, TypeError, AttributeError) as error:
        return _json({"error": str(error)}, 400)
    return _json({"result": result}, 200)


def _file(entry: Any) -> tuple[str, bytes, str]:
    """[name, base64, mime] or {"name", "data", "mime"}."""
    name, data, mime = (entry["name"], entry["data"], entry["mime"]) if isinstance(entry, dict) else entry
    return str(name), base64.b64decode(data, validate=True), str(mime)


def _json(value: Any, status: int) -> web.Response:
    return web.json_response(value, status=status, dumps=lambda v: json.dumps(v, default=_plain))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be shown as JSON")
