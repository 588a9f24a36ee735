"""Whatever a caller sends, the stand-in answers in the Bot API's own form, never with a broken 500."""

from __future__ import annotations

import json

import pytest

from bots.sandbox.telegram import TelegramStandIn
from bots.sandbox.telegram.access import Ask
from bots.sandbox.telegram.api import METHODS
from bots.sandbox.telegram.flood import Flood
from bots.sandbox.telegram.params import Params, typed
from bots.sandbox.telegram.refusals import Refusal
from tests.sandbox.telegram.conftest import TOKEN, Clock

ODD = [
    None, "", " ", "x", "\ud800", "@", "9" * 5000, "[[[[", '{"a":', "null", 0, -1, 2**70, 1.5, True, [], [[]], [None],
    [[None]], {}, {"a": None}, {"type": []}, [{"type": []}], [{"type": "bold", "offset": 2**70, "length": 1}],
    {"inline_keyboard": [[{}]]}, {"inline_keyboard": [[{"text": 1}]]}, {"inline_keyboard": 5}, {"message_id": []},
    {"message_id": True}, [{"command": [], "description": {}}], [{"type": "photo", "media": []}] * 2, "attach://x",
    {"type": "chat", "chat_id": []},
]  # fmt: skip
PARAMS = (
    "chat_id", "text", "caption", "entities", "caption_entities", "parse_mode", "reply_markup", "reply_parameters",
    "message_thread_id", "message_id", "media", "photo", "voice", "name", "commands", "scope", "language_code",
    "callback_query_id", "file_id", "action", "user_id", "description", "duration", "offset", "limit",
    "allowed_updates", "icon_color", "protect_content",
)  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
def test_nonsense_is_refused_or_done_but_never_breaks(method):
    """Each method with each parameter odd in many ways, the others sound: a result or a Refusal, nothing else."""
    tg = TelegramStandIn(now=Clock())
    tg.add_bot(TOKEN, "practice_bot")
    ann = tg.add_person("Ann")
    room = tg.add_forum("Room", [ann])
    sound = {"chat_id": room, "text": "a", "message_id": 1, "name": "a", "user_id": ann, "action": "typing"}
    refused = done = 0
    flood = Flood(lambda: 0.0)
    flood.on = False

    for name in PARAMS:
        for odd in ODD:
            params = Params({key: typed(key, value) for key, value in {**sound, name: odd}.items()})
            try:
                params.check()
                METHODS[method](Ask(tg.world, tg.world.bots[TOKEN], params, flood))
                done += 1
            except Refusal as refusal:
                assert refusal.status in (400, 403), refusal
                refused += 1

    assert (len(PARAMS) * len(ODD), True) == (refused + done, refused > 0)


async def test_nonsense_by_http(bench):
    """The same through the socket, for the poll."""
    bench.tg.limits = False
    address = f"{bench.tg.api}/bot{TOKEN}/getUpdates"

    for name in ("offset", "limit", "allowed_updates"):
        for odd in ODD:
            body = json.dumps({name: odd})
            response = await bench.http.post(address, content=body, headers={"Content-Type": "application/json"})
            assert response.status_code in (200, 400), (name, odd, response.text)
