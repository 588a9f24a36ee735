"""Canaries planted in every input of a running service; none is found in logs, errors, process lists or data at rest."""

from __future__ import annotations

import base64
import io
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PIL import Image, PngImagePlugin

from bots.sandbox.faults import Fault
from bots.sandbox.stage import DISCORD_TOKEN, TELEGRAM_TOKEN
from tests.faults.company import Company, Member, company
from tests.faults.pace import unpaced
from tests.faults.scenes import DUE, TITLE, joined
from tests.flow.play import Play, find, ogg, playing

WORDS = {
    name: f"canary-{name.replace(' ', '-')}-{number:02d}q7z"
    for number, name in enumerate(
        [
            "client text", "caption", "file name", "edited text", "client name", "therapist name", "note", "feedback",
            "stranger text", "poison", "room text", "discord text", "photo metadata", "voice bytes", "picture of therapist",
        ]
    )
}  # fmt: skip


def picture(words: str) -> bytes:
    """A picture whose metadata says something."""
    out, told = io.BytesIO(), PngImagePlugin.PngInfo()
    told.add_text("Comment", words)
    Image.new("RGB", (200, 120), "teal").save(out, "PNG", pnginfo=told)
    return out.getvalue()


def spellings(secret: bytes) -> Iterator[bytes]:
    """How a secret could lie somewhere: raw, UTF-16 of both kinds, hex, base64 at each of the three offsets."""
    yield secret
    yield secret.hex().encode()
    yield secret.hex().upper().encode()
    for plain in (secret, *_wide(secret)):
        yield plain
        for offset in range(3):
            whole = base64.b64encode(bytes(offset) + plain)
            # What stands before and after shares signs with the neighbours: only the inner ones are the secret's own.
            inner = whole[-(-offset * 8 // 6) : len(whole) - 4]
            yield inner
            yield inner.translate(bytes.maketrans(b"+/", b"-_"))


def _wide(secret: bytes) -> list[bytes]:
    try:
        words = secret.decode("ascii")
    except UnicodeDecodeError:
        return []
    return [words.encode("utf-16-le"), words.encode("utf-16-be")]


def found_in(place: str, content: bytes, secrets: dict[str, bytes]) -> list[str]:
    """Which secrets stand in some bytes, in any spelling."""
    return [f"{name} in {place}" for name, secret in secrets.items() if any(s in content for s in spellings(secret))]


def found_below(folder: Path, secrets: dict[str, bytes]) -> list[str]:
    """Which secrets stand in the files (or file names) of a folder."""
    hits: list[str] = []
    for path in sorted(folder.rglob("*")):
        hits += found_in(f"the name of {path.name}", str(path.relative_to(folder)).encode(), secrets)
        if path.is_file():
            hits += found_in(str(path.relative_to(folder)), path.read_bytes(), secrets)
    return hits


def processes(member: Member) -> tuple[bytes, bytes]:
    """Command lines and environments of a process and its children, as every `ps` shows them."""
    lines, environments = b"", b""
    root = psutil.Process(member.process.pid)
    for process in [root, *root.children(recursive=True)]:
        try:
            lines += Path(f"/proc/{process.pid}/cmdline").read_bytes()
            environments += Path(f"/proc/{process.pid}/environ").read_bytes()
        except (OSError, psutil.Error):
            continue
    return lines, environments


def give_secrets_as_files(play: Play, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Root key and tokens in the practice's own folder, as `vignette init` puts them there; returns them."""
    keys = play.folder / "keys"
    keys.mkdir(mode=0o700)
    root_key = os.urandom(32)
    told = {"root.key": base64.b64encode(root_key).decode(), "main.token": TELEGRAM_TOKEN, "den.token": DISCORD_TOKEN}
    for name, secret in told.items():
        (keys / name).write_text(secret)
        (keys / name).chmod(0o600)
    monkeypatch.setattr("tests.flow.play.ROOT_KEY", told["root.key"])  # for the commands that this test plays itself
    return {"root key": root_key, "telegram token": TELEGRAM_TOKEN.encode(), "discord token": DISCORD_TOKEN.encode()}


async def whole_story(play: Play, together: Company) -> tuple[Member, dict[str, bytes]]:
    """Put a canary into everything that anybody can say, send, be called or be given. Returns the codes too."""
    temp = play.folder / "tmp"
    temp.mkdir()
    member = together.hire("ann", environ={"TMPDIR": str(temp)})
    await play.until(lambda: play.stage.discord.connected(DISCORD_TOKEN), "at work", 90)
    therapist_code = play.add_therapist(WORDS["therapist name"])
    room = play.stage.room("telegram", "Ada")
    play.seats.append(room)
    room.command(f"/register {therapist_code}")
    await play.until(lambda: find(room.seen(), "This is a test"), "registered")
    room.command("acknowledge")
    await play.until(lambda: find(room.seen(), "Thank you: alerts"), "acknowledged")
    # A stranger's words, an unreadable update, a command that nobody knows.
    stranger = play.stage.client("telegram", "Eve")
    stranger.say(WORDS["stranger text"])
    play.stage.telegram.inject_raw(TELEGRAM_TOKEN, _poison(stranger.person))
    room.command(f"/{WORDS['room text']}")
    client = await joined(play, room, "telegram", WORDS["client name"].translate(_LETTERS))
    # Group commands are answered before this, so the thread is there.
    await play.until(lambda: find(room.seen(), "has joined"), "thread")
    thread = next(iter(room.threads()))
    room.say(thread, "/enrol first-week today")
    await play.until(lambda: find(room.seen(thread), "follows"), "enrolled")
    together.move_to(DUE)
    await play.until(lambda: find(client.seen(), TITLE), "prompt")
    # Everything a client can send, while calls fail with the words in them.
    play.stage.telegram.faults.add(Fault(method="sendMessage", kind="502", times=2))
    play.stage.telegram.faults.add(Fault(method="getFile", kind="500", times=1))
    words = client.say(WORDS["client text"])
    client.photo(picture(WORDS["photo metadata"]), WORDS["caption"])
    client.voice(ogg() + WORDS["voice bytes"].encode())
    play.stage.telegram.send_document(client.person, client.bot, b"%PDF-1.4 " + os.urandom(64), name=WORDS["file name"])
    await play.until(lambda: find(room.seen(thread), WORDS["client text"]), "card", 90)
    client.edit(words, WORDS["edited text"])
    await play.until(lambda: find(room.seen(thread), WORDS["edited text"]), "card follows the edit", 90)
    await play.until(lambda: len([m for m in room.seen(thread) if m.by_bot and m.media]) >= 2, "files in the room", 90)
    # Everything a therapist can say.
    card = find(room.seen(thread), WORDS["edited text"])
    room.say(thread, WORDS["feedback"], reply_to=card.message)
    room.say(thread, WORDS["note"])
    room.photo(thread, picture(WORDS["picture of therapist"]), "", reply_to=card.message)
    await play.until(lambda: find(client.seen(), WORDS["feedback"]), "feedback", 90)
    await play.until(lambda: any(m.media for m in client.seen() if m.by_bot), "feedback with a picture", 90)
    await play.until(lambda: find(room.seen(thread), "Kept as a note"), "note", 90)
    # Somebody on Discord whom nobody knows.
    play.stage.client("discord", "Mallory").say(WORDS["discord text"])
    await play.until(
        lambda: any(c.route.endswith("/messages") and c.method == "POST" for c in play.stage.discord.calls), ""
    )
    code = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", find(room.seen(), "It works once").text)[-1]
    return member, {"therapist code": therapist_code.encode(), "client code": code.replace("-", "").encode()}


_LETTERS = str.maketrans("0123456789", "abcdefghij", "-")  # a name in /invite is one word without digits


def _poison(person: int) -> dict:
    who = {"id": person, "is_bot": False, "first_name": WORDS["poison"]}
    return {"message": {"message_id": "x", "date": [], "from": who, "chat": {"id": person}, "text": WORDS["poison"]}}


@pytest.mark.slow
@pytest.mark.timeout(400)  # the room is written to at the pace of a real group
async def test_no_canary_is_found_anywhere(tmp_path, sqlite_url, monkeypatch):
    """Log at DEBUG, errors, command lines, environments, database with its write-ahead log, media, temporary files: 0 hits."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        keys = give_secrets_as_files(play, monkeypatch)
        with company(play, lease_s=15, level="DEBUG") as together:
            member, codes = await whole_story(play, together)
            secrets = {name: words.encode() for name, words in WORDS.items()} | keys | codes
            secrets["client name"] = WORDS["client name"].translate(_LETTERS).encode()
            secrets |= {f"telegram id {n}": str(n).encode() for n in (play.seats[1].person,)}
            command_lines, environments = processes(member)
            data = tmp_path / "data"
            running = found_below(data, secrets)
            files = {path.name for path in data.rglob("*")}
            member.send(signal.SIGTERM)
            ended = member.process.wait(15)
            log = member.log.read_bytes()
            hits = [
                *running,
                *found_in("the command lines", command_lines, secrets),
                *found_in("the environments", environments, secrets),
                *found_in("the log", log, secrets),
                *found_below(data, secrets),
                *found_below(tmp_path / "tmp", secrets),
            ]

    assert hits == []
    assert ended == 0
    assert {"vignette.db", "vignette.db-wal", "media"} <= files
    assert any(len(name) >= 32 for name in files)  # sealed files lie there
    assert b'"fault"' in log  # the poison was shown under its id
    assert any(record["event"] == "account owned" and record["account"] == "main" for record in member.records())


@pytest.mark.parametrize("where", ["raw", "utf-16", "base64", "hex"])
@pytest.mark.parametrize("before", [b"", b"x", b"xy"])
def test_the_search_finds_what_is_there(where, before):
    """For data that must not leak, make sure that a leak would be found: in every spelling, at every offset."""
    secret = b"canary-of-the-test-itself"
    spelt = {
        "raw": before + secret,
        "utf-16": before + secret.decode().encode("utf-16-le"),
        "base64": base64.b64encode(before + secret + b"tail"),
        "hex": (before + secret).hex().encode(),
    }[where]

    assert found_in("here", b"..." + spelt + b"...", {"it": secret}) == ["it in here"]
    assert found_in("here", b"... nothing of it ...", {"it": secret}) == []
