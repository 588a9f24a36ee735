"""discord.py's own calls, each made once: what goes out is what the library writes and Discord describes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from discord.http import HTTPClient, Route, handle_message_parameters

from bots.discord.connector import DiscordAccount
from bots.discord.errors import ApiError
from bots.discord.messenger import DiscordMessenger
from bots.discord.rest import OneTry, Rest
from bots.sandbox.discord.standin import DiscordStandIn
from core.desk.menu import menus
from core.domain.address import Address
from core.domain.errors import Rejected
from core.domain.message import Button, FileKind, OutgoingFile, Text
from tests.sandbox.discord.spec import faults_in_answer, faults_in_call, needs_spec
from tests.unit.bots.discord.conftest import Practice, Script
from tests.unit.bots.discord.fakes import TAPS, MemoryMailbox, address, key, ours, words
from tests.unit.bots.discord.listening import listening

SEND = "/channels/{channel_id}/messages"


def sent(standin: DiscordStandIn, method: str = "POST", route: str = SEND) -> list[Any]:
    return [call.body for call in standin.calls if (call.method, call.route) == (method, route)]


def test_the_calls_are_the_librarys_own() -> None:
    """Only how a request is carried is ours."""
    replaced = {name for name in vars(OneTry) if name in vars(HTTPClient) and not name.startswith("__")}

    assert isinstance(Rest("a-token").http, HTTPClient)
    assert replaced == {"request", "close"}


@pytest.mark.parametrize(
    "answer",
    [(429, {"retry_after": 0.01, "global": False}), (500, {}), (502, {}), (503, {}), (504, {}), (524, {}), (400, {})],
)
async def test_no_answer_makes_a_second_attempt(script: Script, rest: Rest, answer: Any) -> None:
    """The library would repeat most of these; the second answer is never asked for."""
    script.on("POST /channels/40/messages", answer, {"id": "1"})
    params = handle_message_parameters("x")

    with pytest.raises(ApiError) as told:
        await rest.http.send_message("40", params=params)

    assert told.value.status == answer[0]
    assert len(script.calls) == 1


async def test_a_cut_line_makes_no_second_attempt(script: Script, rest: Rest) -> None:
    """A reused connection that ends without a word: the post may be there already."""
    script.on("GET /channels/40", {"id": "40"})
    script.on("POST /channels/40/threads", "drop", {"id": "1"})
    await rest.http.get_channel("40")

    with pytest.raises(aiohttp.ClientError):
        await rest.http.start_thread_in_forum("40", params=handle_message_parameters("x"))

    assert len(script.made("POST /channels/40/threads")) == 1


async def test_the_token_follows_no_redirect(script: Script, rest: Rest) -> None:
    """Another machine could be meant."""
    script.on("GET /channels/40", web.Response(status=302, headers={"Location": f"{script.url}/elsewhere"}))

    with pytest.raises(ApiError) as told:
        await rest.http.get_channel("40")

    assert (told.value.status, len(script.calls)) == (302, 1)


async def test_a_proxy_of_the_surroundings_is_not_used(
    script: Script, rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would read clients' words."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "")
    script.on("GET /channels/40", {"id": "40"})

    assert await rest.http.get_channel("40") == {"id": "40"}


async def test_no_refusal_repeats_what_was_sent(script: Script, rest: Rest) -> None:
    """Discord quotes a field it does not take; nothing of that reaches a log, through no cause and no context."""
    quoted = {"content": {"_errors": [{"code": "X", "message": "my secret words"}]}}
    script.on("POST /channels/40/messages", (400, {"code": 50035, "message": "my secret words", "errors": quoted}))

    with pytest.raises(Rejected) as told:
        await DiscordMessenger(rest).send(address("40"), words("my secret words"), key=key())

    chain: list[BaseException] = [told.value]
    while (before := chain[-1].__cause__ or chain[-1].__context__) is not None:
        chain.append(before)
    assert [ApiError] == [type(each) for each in chain[1:]]
    assert not [each for each in chain if "secret" in f"{each} {each!r} {vars(each)}"]


async def test_who_calls_and_why_is_told_as_the_library_tells_it(script: Script, rest: Rest) -> None:
    """User agent, token, the reason for a server's own log; words in any alphabet."""
    seen: list[dict[str, str]] = []

    async def look(request: web.Request) -> None:
        seen.append(dict(request.headers))

    script.watch = look
    script.on("GET /cdn/x", {})
    await rest.http.request(Route("GET", "/cdn/x"), reason="a reason, ünsaid")

    (headers,) = seen
    assert headers["User-Agent"].startswith("DiscordBot (https://github.com/Rapptz/discord.py ")
    assert headers["Authorization"] == "Bot a-token"
    assert headers["X-Audit-Log-Reason"] == "a reason%2C %C3%BCnsaid"


async def test_every_call_is_one_that_discord_describes(
    standin: DiscordStandIn, account: DiscordAccount, practice: Practice, dm: Address
) -> None:
    """All that is ever asked: words, files, buttons, quotes, edits, posts, look-ups, and doctor's questions."""
    needs_spec()
    messenger = account.messenger
    file = OutgoingFile(FileKind.PHOTO, "blob", "photo.webp", "image/webp", content=b"x")

    first = await messenger.send(dm, words(buttons=TAPS, silent=True), key=key(1))
    await messenger.send(dm, words(file=file, reply_to=first.message), key=key(2))
    await messenger.edit(first, words("kept"), key=key(1))
    await messenger.find(dm, key=key(3), since=datetime.now(UTC) - timedelta(days=1))
    post = await messenger.open_thread(address(practice.forum), "Heron-12", Text("Heron-12"), key=key(4))
    card = await messenger.send(post.address, words(buttons=TAPS), key=key(5))
    standin.archive_thread(post.address.thread or "")
    await messenger.edit(card, words("witnessed", buttons=TAPS), key=key(5))
    await account.identity()
    await account.messenger.look_at_room(address(practice.forum), member=practice.ada)
    await account.messenger.offer(menus(("en", "de")))
    servers = await account.servers()

    assert servers == {practice.guild}
    assert [fault for call in standin.calls for fault in faults_in_call(call) + faults_in_answer(call)] == []


async def test_a_message_on_the_wire(standin: DiscordStandIn, messenger: DiscordMessenger, dm: Address) -> None:
    """The nonce holds, nobody is pinged, nothing unfolds; the library adds no chance of its own."""
    message = words("Hello", buttons=((), TAPS[0], (), TAPS[1]), silent=True)

    receipt = await messenger.send(dm, message, key=key(1))
    await messenger.edit(receipt, words("Later"), key=key(1))

    (new,) = sent(standin)
    (edited,) = sent(standin, "PATCH", "/channels/{channel_id}/messages/{message_id}")
    assert (new["content"], new["nonce"], new["enforce_nonce"]) == ("Hello", key(1).nonce, True)
    assert new["allowed_mentions"] == edited["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert (new["flags"], edited["flags"]) == (1 << 2 | 1 << 12, 1 << 2)
    assert [[each["custom_id"] for each in row["components"]] for row in new["components"]] == [
        [f"p:later#{key(1).delivery}", f"p:no#{key(1).delivery}"],
        [f"p:sos#{key(1).delivery}"],
    ]
    assert {each["style"] for row in new["components"] for each in row["components"]} == {2}
    assert edited["components"] == []
    assert "attachments" not in edited


async def test_a_large_file_arrives_whole(standin: DiscordStandIn, messenger: DiscordMessenger, dm: Address) -> None:
    """Several megabytes, in pieces; the same file can be sent again."""
    file = OutgoingFile(FileKind.PHOTO, "blob", "photo.webp", "image/webp", content=bytes(range(256)) * 12_000)

    for number in (1, 2):
        await messenger.send(dm, words(file=file), key=key(number))

    assert [each["files[0]"]["size"] for each in sent(standin)] == [len(file.content)] * 2


@pytest.mark.parametrize("rows", [6, 1])
async def test_more_buttons_than_discord_shows_are_rejected(
    standin: DiscordStandIn, messenger: DiscordMessenger, dm: Address, rows: int
) -> None:
    """Our mistake: six rows, or six in one; nothing leaves."""
    width = 1 if rows > 1 else 6
    buttons = tuple(tuple(Button("x", f"p:{row}{number}") for number in range(width)) for row in range(rows))

    with pytest.raises(Rejected):
        await messenger.send(dm, words(buttons=buttons), key=key())

    assert sent(standin) == []


async def test_sending_needs_no_gateway_and_outlives_it(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount, dm: Address
) -> None:
    """Before it listens, while a lost client is replaced, and after: the same line carries."""
    mailbox = MemoryMailbox()

    await account.messenger.send(dm, words("before"), key=key(1))
    async with listening(account, mailbox):
        await account.messenger.send(dm, words("while"), key=key(2))
        sweeps = len(mailbox.reported("swept"))
        standin.invalidate_sessions()
        standin.drop_gateway(4000)
        await account.messenger.send(dm, words("between"), key=key(3))
        await mailbox.until(lambda: len(mailbox.reported("swept")) > sweeps)
    await account.messenger.send(dm, words("after"), key=key(4))

    assert ["before", "while", "between", "after"] == [each.text for each in ours(standin, dm)]
