"""Tokens, methods, files, presses and menus: what is refused."""

from __future__ import annotations

import pytest

from tests.sandbox.telegram.conftest import OTHER_TOKEN, TOKEN
from tests.sandbox.telegram.pictures import PICTURE

KEYBOARD = {"inline_keyboard": [[{"text": "Later", "callback_data": "t:1"}]]}


async def pressed(bench) -> str:
    bench.tg.start_bot(bench.ann, TOKEN)
    sent = await bench.result("sendMessage", chat_id=bench.ann, text="a", reply_markup=KEYBOARD)
    return bench.tg.press(bench.ann, bench.bot, sent["message_id"], "Later")


async def test_unknown_methods_and_tokens_are_refused(bench):
    """404 and 401; the case of a method's name does not matter."""
    method = await bench.refusal("sendLove", chat_id=1)
    token = await bench.refusal("getMe", token="7100000001:wrong")
    shouted = await bench.result("GETME")

    assert (404, "Not Found: method not found") == method
    assert (401, "Unauthorized") == token
    assert bench.bot == shouted["id"]
    assert ["sendLove", "getMe", "getMe"] == [call.method for call in bench.tg.calls]


async def test_a_press_is_answered_once_and_within_15_seconds(bench):
    """Late, twice, by another bot, or never pressed: the query is too old."""
    first, second = await pressed(bench), await pressed(bench)
    bench.tg.add_bot(OTHER_TOKEN, "other_bot")

    foreign = await bench.refusal("answerCallbackQuery", token=OTHER_TOKEN, callback_query_id=first)
    bench.clock.move(seconds=15)
    await bench.result("answerCallbackQuery", callback_query_id=first, text="noted")
    twice = await bench.refusal("answerCallbackQuery", callback_query_id=first)
    bench.clock.move(seconds=1)
    late = await bench.refusal("answerCallbackQuery", callback_query_id=second)
    unknown = await bench.refusal("answerCallbackQuery", callback_query_id="1")

    words = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert [(400, words)] * 4 == [foreign, twice, late, unknown]
    assert ("noted", None) == (bench.tg.toast(first), bench.tg.toast(second))


async def test_an_answer_to_a_press_has_at_most_200_characters(bench):
    """201 are refused and the query stays open."""
    query = await pressed(bench)

    refusal = await bench.refusal("answerCallbackQuery", callback_query_id=query, text="a" * 201)
    await bench.result("answerCallbackQuery", callback_query_id=query, text="a" * 200)
    which = await bench.refusal("answerCallbackQuery")

    assert (400, "Bad Request: MESSAGE_TOO_LONG") == refusal
    assert (400, 'Bad Request: parameter "callback_query_id" is required') == which


async def test_files_over_20_mb_cannot_be_fetched(bench):
    """Exactly 20 MB can."""
    bench.tg.send_document(bench.ann, bench.bot, bytes(20 << 20))
    bench.tg.send_document(bench.ann, bench.bot, bytes((20 << 20) + 1))
    fits, over = [u["message"]["document"]["file_id"] for u in await bench.updates()]

    file = await bench.result("getFile", file_id=fits)
    refusal = await bench.refusal("getFile", file_id=over)

    assert (20 << 20, (400, "Bad Request: file is too big")) == (file["file_size"], refusal)


async def test_a_link_works_for_its_bot_and_for_an_hour(bench):
    """Another token, a guessed path, an hour later: 404. A fresh getFile mends it."""
    bench.tg.send_photo(bench.ann, bench.bot, PICTURE)
    file_id = (await bench.updates())[0]["message"]["photo"][-1]["file_id"]
    bench.tg.add_bot(OTHER_TOKEN, "other_bot")
    before = await bench.http.get(f"{bench.tg.api}/file/bot{TOKEN}/photos/file_3.jpg")
    path = (await bench.result("getFile", file_id=file_id))["file_path"]

    async def fetch(token: str) -> tuple[int, bytes]:
        response = await bench.http.get(f"{bench.tg.api}/file/bot{token}/{path}")
        return response.status_code, response.content

    mine, foreign = await fetch(TOKEN), await fetch(OTHER_TOKEN)
    bench.clock.move(minutes=60, seconds=1)
    late = await fetch(TOKEN)
    await bench.result("getFile", file_id=file_id)
    again = await fetch(TOKEN)

    assert "photos/file_3.jpg" == path
    assert (404, 404, 404) == (before.status_code, foreign[0], late[0])
    assert (200, PICTURE) == mine == again


async def test_file_ids_of_others_are_wrong(bench):
    """A bot fetches only by ids it was given itself."""
    bench.tg.add_bot(OTHER_TOKEN, "other_bot")
    bench.tg.send_photo(bench.ann, bench.bot, PICTURE)
    file_id = (await bench.updates())[0]["message"]["photo"][-1]["file_id"]

    foreign = await bench.refusal("getFile", token=OTHER_TOKEN, file_id=file_id)
    nothing = await bench.refusal("getFile")

    assert (400, "Bad Request: wrong file_id or the file is temporarily unavailable") == foreign
    assert (400, "Bad Request: file_id not specified") == nothing


@pytest.mark.parametrize(
    ("commands", "words"),
    [
        ([{"command": "Today", "description": "a"}], "BOT_COMMAND_INVALID"),
        ([{"command": "a" * 33, "description": "a"}], "BOT_COMMAND_INVALID"),
        ([{"command": "today", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "today", "description": "a" * 257}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": f"c{n}", "description": "a"} for n in range(101)], "too many commands specified"),
        (None, 'parameter "commands" is required'),
    ],
)
async def test_menus_are_validated(bench, commands, words):
    """Names are a-z, 0-9 and _, up to 32; descriptions 1 to 256; 100 commands at most."""
    params = {} if commands is None else {"commands": commands}

    refusal = await bench.refusal("setMyCommands", **params)

    assert (400, f"Bad Request: {words}") == refusal
    assert [] == await bench.result("getMyCommands")


async def test_a_description_has_at_most_512_characters(bench):
    """The short one 120, the name 64."""
    told = [
        await bench.refusal("setMyDescription", description="a" * 513),
        await bench.refusal("setMyShortDescription", short_description="a" * 121),
        await bench.refusal("setMyName", name="a" * 65),
    ]

    assert [400, 400, 400] == [status for status, _ in told]
