"""HTTP of the Bot API: dispatch, the record of calls, faults, file downloads. Loopback only."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from aiohttp import web

from bots.sandbox.faults import Fault, Faults
from bots.sandbox.telegram import account, editing, rooms, sending
from bots.sandbox.telegram.access import Ask
from bots.sandbox.telegram.flood import Flood
from bots.sandbox.telegram.params import Params, read_params
from bots.sandbox.telegram.refusals import Refusal, conflict, flood, forbidden, unauthorized, unknown_method
from bots.sandbox.telegram.updates import Event
from bots.sandbox.telegram.world import Bot, World

LINK_LIVES = timedelta(hours=1)  # SPEC getFile: "at least 1 hour"; nobody should count on more

METHODS: dict[str, Callable[[Ask], Any]] = {
    "getMe": account.get_me,
    "setMyCommands": account.set_my_commands,
    "getMyCommands": account.get_my_commands,
    "deleteMyCommands": account.delete_my_commands,
    "setMyDescription": account.set_my_description,
    "getMyDescription": account.get_my_description,
    "setMyShortDescription": account.set_my_short_description,
    "setMyName": account.set_my_name,
    "getFile": account.get_file,
    "answerCallbackQuery": account.answer_callback_query,
    "deleteWebhook": account.delete_webhook,
    "getWebhookInfo": account.get_webhook_info,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendVoice": sending.send_voice,
    "sendAudio": sending.send_audio,
    "sendVideo": sending.send_video,
    "sendDocument": sending.send_document,
    "sendMediaGroup": sending.send_media_group,
    "sendChatAction": sending.send_chat_action,
    "forwardMessage": sending.refuse_forward,
    "forwardMessages": sending.refuse_forward,
    "copyMessage": sending.refuse_copy,
    "copyMessages": sending.refuse_copy,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageMedia": editing.edit_message_media,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "pinChatMessage": editing.pin_chat_message,
    "unpinChatMessage": editing.unpin_chat_message,
    "createForumTopic": rooms.create_forum_topic,
    "getChat": rooms.get_chat,
    "getChatMember": rooms.get_chat_member,
    "getChatAdministrators": rooms.get_chat_administrators,
    "getChatMemberCount": rooms.get_chat_member_count,
    "leaveChat": rooms.leave_chat,
}
# The platform does not care about the case of a method's name.
_BY_NAME = {name.lower(): name for name in (*METHODS, "getUpdates")}


@dataclass
class Call:
    """One Bot API call. at: monotonic seconds, strictly rising. status 0 and answered False: no answer went out."""

    at: float
    method: str
    params: dict[str, Any] = field(default_factory=dict[str, Any])
    status: int = 0
    error: str | None = None
    answered: bool = False


class BotApi:
    """The Bot API over one world."""

    def __init__(self, world: World, faults: Faults, limits: Flood) -> None:
        self.calls: list[Call] = []
        self._world = world
        self._faults = faults
        self._flood = limits
        self._closing = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        """The two addresses of the Bot API."""
        return [
            web.route("*", "/bot{token:[^/]+}/{method}", self._answer),
            web.get("/file/bot{token:[^/]+}/{path:.+}", self._download),
        ]

    def open(self) -> None:
        """Take calls, also again after `stop`."""
        self._closing.clear()

    def stop(self) -> None:
        """Let every waiting call go."""
        self._closing.set()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        called = request.match_info["method"]
        call = self._record(_BY_NAME.get(called.lower(), called))
        fault: Fault | None = None
        batch: list[Event] = []
        try:
            params = await read_params(request)
            call.params = params.recorded()
            bot = self._world.bots.get(request.match_info["token"])
            if bot is None:
                raise unauthorized()
            chat = params.values.get("chat_id")
            fault = self._faults.take(call.method, None if chat is None else str(chat))
            if fault is not None and fault.kind in _UNDONE:
                return await self._fail(request, call, fault, chat)
            if call.method == "getUpdates":
                batch = await self._updates(bot, params)
                result: Any = [event.update for event in batch]
            else:
                result = self._do(call.method, bot, params)
            call.status, body = 200, {"ok": True, "result": result}
        except Refusal as refusal:
            call.status, call.error, body = refusal.status, refusal.description, refusal.body()
        if fault is not None and fault.kind == "drop_after":
            call.status = 0
            return self._cut(request)
        if fault is not None and fault.kind == "slow":
            await self._sleep(fault.seconds)
        response = web.json_response(body, status=call.status)
        await self._send(request, call, response)
        self._deliver(request, batch)
        return response

    def _record(self, method: str) -> Call:
        at = time.monotonic()
        if self.calls and at <= self.calls[-1].at:
            at = self.calls[-1].at + 1e-6
        call = Call(at, method)
        self.calls.append(call)
        return call

    def _do(self, method: str, bot: Bot, params: Params) -> Any:
        if method not in METHODS:
            raise unknown_method()
        params.check()
        return METHODS[method](Ask(self._world, bot, params, self._flood))

    async def _updates(self, bot: Bot, params: Params) -> list[Event]:
        params.check()
        wanted = params.array("allowed_updates")
        if wanted is not None:
            bot.queue.allow(wanted)
        limit = params.whole("limit")
        bot.queue.paced = self._flood.on
        poll = bot.queue.poll(
            offset=params.whole("offset") or 0,
            limit=100 if limit is None else limit,
            timeout=params.whole("timeout") or 0,
        )
        waiting, closing = asyncio.ensure_future(poll), asyncio.ensure_future(self._closing.wait())
        try:
            await asyncio.wait({waiting, closing}, return_when=asyncio.FIRST_COMPLETED)
            return waiting.result() if waiting.done() else []
        finally:
            waiting.cancel()
            closing.cancel()

    def _deliver(self, request: web.Request, batch: list[Event]) -> None:
        bot = self._world.bots.get(request.match_info["token"])
        if bot is not None and batch:
            bot.queue.hand_over(batch)

    async def _fail(self, request: web.Request, call: Call, fault: Fault, chat: Any) -> web.StreamResponse:
        """Answer a fault for which nothing is done."""
        if fault.kind == "drop_before":
            return self._cut(request)
        if fault.kind == "hang":
            await self._closing.wait()
            return self._cut(request)
        if fault.kind in ("502", "503"):
            # The front server speaks HTML where the one behind it is away.
            words = {"502": "Bad Gateway", "503": "Service Unavailable"}[fault.kind]
            page = f"<html><head><title>{fault.kind} {words}</title></head><body>{words}</body></html>"
            call.status, call.error = int(fault.kind), words
            response = web.Response(text=page, status=call.status, content_type="text/html")
        else:
            refusal = _refusal(fault, chat)
            call.status, call.error = refusal.status, refusal.description
            response = web.json_response(refusal.body(), status=refusal.status)
        await self._send(request, call, response)
        return response

    async def _send(self, request: web.Request, call: Call, response: web.Response) -> None:
        try:
            await response.prepare(request)
            await response.write_eof()
            call.answered = True
        except ConnectionError:
            call.answered = False
        self._world.changed()

    def _cut(self, request: web.Request) -> web.Response:
        """End the connection without a word."""
        self._world.changed()
        if request.transport is not None:
            request.transport.close()
        return web.Response(status=500)

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return

    async def _download(self, request: web.Request) -> web.Response:
        token, path = request.match_info["token"], request.match_info["path"]
        fault = self._faults.take("file", None)
        if fault is not None and fault.kind in ("drop_before", "drop_after", "hang"):
            if fault.kind == "hang":
                await self._closing.wait()
            return self._cut(request)
        if fault is not None and fault.kind == "slow":
            await self._sleep(fault.seconds)
        elif fault is not None:
            refusal = _refusal(fault, None)
            return web.json_response(refusal.body(), status=refusal.status)
        link = self._world.links.get((token, path))
        if link is None or self._world.now() - link.given_at > LINK_LIVES:
            body = {"ok": False, "error_code": 404, "description": "Not Found"}
            return web.Response(text=json.dumps(body), status=404, content_type="application/json")
        return web.Response(body=link.file.content, content_type="application/octet-stream")


_UNDONE = frozenset({"429", "500", "502", "503", "403", "401", "409", "drop_before", "hang"})


def _refusal(fault: Fault, chat: Any) -> Refusal:
    if fault.kind == "429":
        return flood(fault.retry_after)
    if fault.kind == "401":
        return unauthorized()
    if fault.kind == "409":
        return conflict()
    if fault.kind == "403":
        in_group = isinstance(chat, int) and chat < 0
        return forbidden("bot was kicked from the supergroup chat" if in_group else "bot was blocked by the user")
    return Refusal(
        int(fault.kind), {"502": "Bad Gateway", "503": "Service Unavailable"}.get(fault.kind, "Internal Server Error")
    )
