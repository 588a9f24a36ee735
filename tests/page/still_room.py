"""A practice room without a service: the real page and the real stand-ins, and messages of every kind laid out in them.

`python -m tests.page.still_room [PORT]` serves it until interrupted; the tests of the page's look start it as a process.
"""

from __future__ import annotations

import asyncio
import io
import json
import math
import struct
import sys
import tempfile
import wave
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from PIL import Image, ImageDraw

from bots.machine import MovableClock
from bots.sandbox.page import Board, CameDue, Cast, LibraryNow, Page, ServiceNow
from bots.sandbox.stage import DISCORD_TOKEN, TELEGRAM_TOKEN, Stage

Json = dict[str, Any]

PRESS = 3  # the kind of interaction that a button makes
MORNING = datetime(2027, 3, 26, 8, 30, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)> <b>not bold</b> & “quoted”"
HEBREW = "שלום, אני כאן. 3 דברים קטנים"
CARD = (
    "**Heron-12 · A calm enough place**\nsent Fri 18:00 · answered Fri 18:12\n“there is a way in, and a way out”\n"
    "photo below\nstill arriving · they quoted it · (7F3K)"
)
INVITATION = (
    "Heron-12 · en · Europe/Berlin\nGive this to the client, if you can in the session. It works once, until Mon 29 March, 09:00:\n"
    "Telegram: https://t.me/practice_room_bot?start=RA3013D1HHR0C2W7\nDiscord: https://discord.gg/abcDEF12"
)
SCREEN = (
    "Who reads it?\nAda reads what you send, and whoever stands in while they are away; you would be told. Nobody else at "
    "Riverside Studio does. You show up there under a made-up name. /sos shows who to turn to."
)
STEP = "kind: prompt\nid: writing/small-things\nmodality: writing\ntext:\n  en:\n    title: Three small things\n"


class StillBackstage:
    """Nobody behind the stage: a clock, and a folder with one file."""

    zone = "Europe/Berlin"

    def __init__(self, folder: Path, clock: MovableClock) -> None:
        self._folder, self._clock = folder, clock
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "small-things.yaml").write_text(
            STEP + "    body: |\n" + "      A line.\n" * 40, encoding="utf-8"
        )
        (self._folder / "words.yaml").write_text("kind: glossary\nid: words\n", encoding="utf-8")

    def now(self) -> datetime:
        return self._clock.now()

    def move_to(self, when: datetime) -> None:
        self._clock.move_to(when)

    def next_prompt(self) -> datetime | None:
        return datetime(2027, 3, 26, 18, 30, tzinfo=UTC)

    def following(self) -> bool:
        return True

    def came_due(self) -> list[CameDue]:
        return []

    def service(self) -> ServiceNow:
        return ServiceNow("running", 1)

    def kill(self, *, stay: bool) -> None:
        raise ValueError("Nothing runs in a still room.")

    def start(self) -> None:
        raise ValueError("Nothing runs in a still room.")

    def library(self) -> LibraryNow:
        text = (self._folder / "small-things.yaml").read_text(encoding="utf-8")
        return LibraryNow(
            "still", ("small-things.yaml:3:1: error: no such modality",) if "modality: wrting" in text else ()
        )

    def library_folder(self) -> Path | None:
        return self._folder


def drawing(colour: str = "#8a3b2a") -> bytes:
    """A tram, more or less."""
    picture = Image.new("RGB", (480, 320), "#f5efe0")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 120, 420, 220), outline=colour, width=6)
    for left in (90, 170, 250, 330):
        pen.rectangle((left, 140, left + 50, 180), outline=colour, width=4)
    for left in (110, 320):
        pen.ellipse((left, 205, left + 40, 245), outline="#333333", width=5)
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


def humming(seconds: float = 2.0) -> bytes:
    """A quiet tone as a WAV."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        count = int(8000 * seconds)
        file.writeframes(b"".join(struct.pack("<h", int(4000 * math.sin(n / 6))) for n in range(count)))
    return out.getvalue()


class Bot:
    """Speaks for the bots through the stand-ins' own doors."""

    def __init__(self, stage: Stage, session: aiohttp.ClientSession) -> None:
        self._stage, self._session = stage, session

    async def telegram(self, method: str, **params: Any) -> Json:
        url = f"{self._stage.telegram.api}/bot{TELEGRAM_TOKEN}/{method}"
        async with self._session.post(url, json=params) as answer:
            said = await answer.json()
        assert said["ok"], said
        return {"result": said["result"]}

    async def discord(self, method: str, path: str, body: Any) -> Json:
        head = {"Authorization": f"Bot {DISCORD_TOKEN}"}
        async with self._session.request(method, self._stage.discord.rest + path, json=body, headers=head) as answer:
            said = await answer.text()
        assert answer.status < 300, (answer.status, said)
        return json.loads(said) if said else {}


def keys(*rows: list[str]) -> Json:
    """Telegram's keyboard."""
    return {"inline_keyboard": [[{"text": label, "callback_data": label[:60]} for label in row] for row in rows]}


def buttons(*labels: str) -> list[Json]:
    """Discord's row of buttons."""
    row = [
        {"type": 2, "style": 1 if not n else 2, "label": label, "custom_id": label} for n, label in enumerate(labels)
    ]
    return [{"type": 1, "components": row}]


async def furnish(stage: Stage, cast: Cast, bot: Bot) -> None:
    """Messages of every kind, on every screen."""
    act = {name: pane.act for name, pane in cast.panes.items()}
    # Mira, Telegram
    await bot.telegram(
        "setMyCommands",
        commands=[
            {"command": "today", "description": "What is open"},
            {"command": "sos", "description": "Who to turn to now"},
        ],
    )
    await act["mira"]("start", "private", {"payload": "RA3013D1HHR0C2W7"})
    chat = cast.panes["mira"].person.number  # type: ignore[attr-defined]
    await bot.telegram(
        "sendMessage",
        chat_id=chat,
        text=SCREEN,
        entities=[{"type": "bold", "offset": 0, "length": 13}],
        reply_markup=keys(["Go on"], ["Tell me more"]),
    )
    await bot.telegram("sendMessage", chat_id=chat, text=HOSTILE, disable_notification=True)
    first = await act["mira"](
        "write", "private", {"text": "The tram waited for me. Because the driver saw me run.", "reply_to": ""}
    )
    await act["mira"]("write", "private", {"text": HEBREW, "reply_to": first["message"]})
    await act["mira"](
        "album",
        "private",
        {"items": [drawing(), drawing("#3e7a52"), drawing("#2f6f9f")], "caption": "three trams", "reply_to": ""},
    )
    await act["mira"]("voice", "private", {"data": humming(), "mime": "audio/ogg", "duration_s": 2.0, "reply_to": ""})
    await act["mira"](
        "edit",
        "private",
        {"message": first["message"], "text": "The tram waited for me. Because the driver saw me run, I think."},
    )
    await bot.telegram(
        "sendMessage", chat_id=chat, reply_parameters={"message_id": int(first["message"])},
        text="Ada\nI like that he saw you run. Who else sees you run?", entities=[{"type": "bold", "offset": 0, "length": 3}],
    )  # fmt: skip
    # Ada, Discord
    ada = cast.rooms["Ada"]
    desk, _ = stage.discord.post(ada.person, ada.forum, "Desk", "/invite Mira en Europe/Berlin")  # type: ignore[union-attr, arg-type]
    await bot.discord("POST", f"/channels/{desk}/messages", {"content": INVITATION})
    post = await bot.discord(
        "POST",
        f"/channels/{ada.forum}/threads",
        {"name": "Heron-12", "message": {"content": "Heron-12's thread. Only the alias stands in the title."}},
    )  # type: ignore[union-attr]
    thread = post["id"]
    await bot.discord(
        "POST",
        f"/channels/{thread}/messages",
        {"content": CARD, "components": buttons("Witnessed", "Answer", "Show more")},
    )
    sent = await act["ada"]("photo", thread, {"data": drawing(), "caption": "", "reply_to": ""})
    await act["ada"]("write", thread, {"text": "ask about the mornings next time", "reply_to": sent["message"]})
    await act["ada"]("voice", thread, {"data": humming(), "mime": "audio/ogg", "duration_s": 2.0, "reply_to": ""})
    # Ben, Telegram forum
    ben = cast.rooms["Ben"]
    topic = (await bot.telegram("createForumTopic", chat_id=ben.chat, name="Raven-59"))["result"]["message_thread_id"]  # type: ignore[union-attr]
    await bot.telegram("sendMessage", chat_id=ben.chat, text="This is your room now, Ben.")  # type: ignore[union-attr]
    await bot.telegram(
        "sendMessage",
        chat_id=ben.chat,
        message_thread_id=topic,
        text="Raven-59 · Three small things\nsent Fri 19:30 · answered 21:04",
        reply_markup=keys(["Witnessed"]),
    )  # type: ignore[union-attr]
    await act["ben"](
        "file",
        str(topic),
        {
            "data": b"%PDF-1.4",
            "name": "plan for the week.pdf",
            "mime": "application/pdf",
            "caption": "",
            "reply_to": "",
        },
    )
    # Noor, Discord
    await act["noor"]("join_server", "private", {"server": ""})
    commands = [
        {"name": "sos", "description": "Who to turn to right now", "type": 1},
        {"name": "settings", "description": "Language, time zone, quiet hours", "type": 1,
         "options": [{"type": 3, "name": "language", "description": "Which one", "required": True}, {"type": 5, "name": "quiet", "description": "Quiet hours"}]},
    ]  # fmt: skip
    application = (await bot.discord("GET", "/users/@me", None))["id"]
    await bot.discord("PUT", f"/applications/{application}/commands", commands)
    await act["noor"]("write", "private", {"text": "hello", "reply_to": ""})
    private = stage.discord.dm_channel(cast.panes["noor"].person.user, DISCORD_TOKEN)  # type: ignore[attr-defined]
    await bot.discord(
        "POST",
        f"/channels/{private}/messages",
        {
            "content": "**Three small things**\nNoor, name three small things.\n\nAbout 8 minutes.",
            "components": buttons("Not today", "I need support"),
        },
    )


async def answer_presses(stage: Stage, bot: Bot) -> None:
    """What a bot would do about presses on Discord: a form for one button, a word for you alone for the other."""
    answered: set[str] = set()
    while True:
        for number, interaction in list(stage.discord._interactions.all.items()):
            if number in answered or interaction.state != "pending":
                continue
            answered.add(number)
            text_input = {"type": 4, "custom_id": "words", "label": "A few words", "style": 2, "required": True}
            form = {
                "type": 9,
                "data": {
                    "custom_id": "f",
                    "title": "What would help?",
                    "components": [{"type": 1, "components": [text_input]}],
                },
            }
            quiet = {"type": 4, "data": {"content": "That is fine. This one is put away.", "flags": 64}}
            wants_form = interaction.kind == PRESS and len(answered) == 1
            path = f"/interactions/{number}/{interaction.token}/callback"
            await bot.discord("POST", path, form if wants_form else quiet)
        await asyncio.sleep(0.05)


async def serve(port: int = 0) -> None:
    """Open it, print the address, stay."""
    clock = MovableClock(MORNING)
    stage = Stage(clock.now)
    await stage.open()
    board = Board(clock.now)
    with tempfile.TemporaryDirectory() as folder:
        page = Page(Cast(stage), board, StillBackstage(Path(folder), clock))
        await page.start(port)
        async with aiohttp.ClientSession() as session:
            bot = Bot(stage, session)
            await furnish(stage, page._cast, bot)
            board.tell("service", "The service is running.")
            board.tell(
                "fault",
                "Telegram answered 429 (wait 3 s). The service held that chat for 3 s, then sent it: it arrived once.",
            )
            print(page.address, flush=True)
            answering = asyncio.create_task(answer_presses(stage, bot))
            await asyncio.Event().wait()
            answering.cancel()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
