"""What the log of a whole story holds: ids and class names, never a word, a name or a token."""

from __future__ import annotations

import base64
import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from bots.sandbox.stage import DISCORD_TOKEN, TELEGRAM_TOKEN
from config.logging import configure_logging
from tests.flow.play import FIRST_PROMPT, ROOT_KEY, begun, count, find, jpeg, playing


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Our own log at DEBUG, the libraries' too; what was set before is set again."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in logging.root.manager.loggerDict}
    written = io.StringIO()
    configure_logging([TELEGRAM_TOKEN, DISCORD_TOKEN], "DEBUG", written)
    yield written
    root.handlers[:], root.level = handlers, level
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("client_on", "room_on"),
    [("telegram", "discord"), pytest.param("discord", "telegram", marks=pytest.mark.slow)],
)
async def test_no_content_name_or_token_is_in_any_log(tmp_path, sqlite_url, stream, caplog, client_on, room_on):
    """Canaries in every input, faults on the way, DEBUG everywhere; for data that must not leak, there is data."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger().addHandler(caplog.handler)
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, client_on, room_on, programme="first-week")
        play.clock.move_to(FIRST_PROMPT)
        await play.until(lambda: find(mira.seen(), "Three small things"), "prompt")
        play.stage.telegram.add_fault(method="sendMessage", kind="500", times=2)
        mira.say("canary-words of mine")
        mira.photo(jpeg(), "canary-caption")
        await play.until(lambda: any(line.media for line in room.seen(thread)), "work in the room")
        mira.say("done")
        await play.until(lambda: find(mira.seen(), "Before you go"), "receipt")
        card = find(room.seen(thread), "· Three small things").message
        room.say(thread, "canary-feedback", reply_to=card)
        await play.until(lambda: find(mira.seen(), "canary-feedback"), "feedback")
        room.say(thread, "canary-note")
        await play.until(lambda: find(room.seen(thread), "Kept as a note"), "note")
        mira.say("/stop")
        await play.until(lambda: count(mira.seen(), "You have left"), "left")

    logged = stream.getvalue()
    ours = "".join(
        f"{record.__dict__}" for record in caplog.records if record.name.split(".")[0] in ("core", "bots", "config")
    )
    assert logged.count("\n") > 5
    assert "core" in logged
    forbidden = ["canary", "Mira", "Three small things", TELEGRAM_TOKEN, DISCORD_TOKEN, ROOT_KEY]
    forbidden += [base64.b64encode(b"canary-words of mine").decode()[:20], str(mira.person)]
    for canary in forbidden:
        assert canary not in logged
        assert canary not in ours
