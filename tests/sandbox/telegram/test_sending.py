"""What the stand-in refuses when a bot sends, and how what it takes stands there."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.telegram.conftest import OTHER_TOKEN, TOKEN
from tests.sandbox.telegram.pictures import FILM, PICTURE, VOICE

TOO_FAR = {"type": "bold", "offset": 0, "length": 9}


async def send_file(bench, method, field, content, name="file.bin", **data):
    """One multipart upload; the answer."""
    address = f"{bench.tg.api}/bot{TOKEN}/{method}"
    data = {"chat_id": str(bench.ann), **data}
    response = await bench.http.post(address, data=data, files={field: (name, content)})
    return response.json()


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({}, "message text is empty"),
        ({"text": ""}, "message text is empty"),
        ({"text": " \n\t "}, "text must be non-empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "\N{GRINNING FACE}" * 4097}, "message is too long"),
        ({"text": "hello", "entities": [TOO_FAR]}, "ENTITY_BOUNDS_INVALID"),
        ({"text": "hello", "entities": [{**TOO_FAR, "offset": -1}]}, "ENTITY_BOUNDS_INVALID"),
        ({"text": "\N{GRINNING FACE}!", "entities": [{"type": "bold", "offset": 1, "length": 1}]}, "UTF-16 symbol"),
        ({"text": "hello", "entities": [{"offset": 0, "length": 1}]}, 'find field "type"'),
        ({"text": "hello", "entities": [{"type": "loud", "offset": 0, "length": 1}]}, "unsupported type"),
        ({"text": "hello", "entities": [{"type": "text_link", "offset": 0, "length": 1}]}, 'find field "url"'),
        ({"text": "hello", "entities": "bold"}, "can't parse entities JSON object"),
        ({"text": "a <b>broken", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
        ({"text": "a < b", "parse_mode": "HTML"}, "can't parse entities: Unsupported start tag"),
        ({"text": "<b><i>a</b></i>", "parse_mode": "HTML"}, "can't parse entities: Unexpected end tag"),
        ({"text": "<blink>a</blink>", "parse_mode": "HTML"}, 'Unsupported start tag "blink"'),
        ({"text": "*a*", "parse_mode": "MarkdownV2"}, "unsupported parse_mode"),
        ({"text": "a", "message_thread_id": "first"}, 'can\'t parse "message_thread_id" as Number'),
        ({"text": "a", "protect_content": "perhaps"}, 'can\'t parse "protect_content" as Boolean'),
        ({"text": "a", "reply_markup": "[1]"}, "can't parse reply markup JSON object"),
    ],
)
async def test_text_is_validated(bench, params, words):
    """Empty, too long, badly dressed or wrongly typed texts are refused with 400 and nothing is sent."""
    bench.tg.start_bot(bench.ann, TOKEN)

    status, description = await bench.refusal("sendMessage", chat_id=bench.ann, **params)

    assert 400 == status
    assert description.startswith("Bad Request: ")
    assert words in description
    assert 1 == len(bench.tg.seen(bench.ann))


async def test_lengths_are_counted_in_code_points_after_parsing(bench):
    """4096 emoji fit although they are 8192 UTF-16 units; tags and white space at the ends do not count."""
    bench.tg.start_bot(bench.ann, TOKEN)
    smile = "\N{GRINNING FACE}"

    await bench.result("sendMessage", chat_id=bench.ann, text=smile * 4096)
    await bench.result("sendMessage", chat_id=bench.ann, text=f" <b>{'a' * 4096}</b>\n", parse_mode="HTML")

    assert [4096, 4096] == [len(seen.text) for seen in bench.tg.seen(bench.ann)[1:]]


async def test_text_stands_trimmed_with_its_entities_moved(bench):
    """White space at both ends is cut, as the platform does; entities follow, in UTF-16 units."""
    bench.tg.start_bot(bench.ann, TOKEN)
    entity = {"type": "bold", "offset": 4, "length": 5}

    sent = await bench.result("sendMessage", chat_id=bench.ann, text="  \N{GRINNING FACE}hey!\n\n", entities=[entity])
    dressed = await bench.result(
        "sendMessage",
        chat_id=bench.ann,
        text='<b>a &lt;i&gt; <i>\N{GRINNING FACE}</i></b> <a href="https://a.example/">b</a>&#33;',
        parse_mode="HTML",
    )

    assert "\N{GRINNING FACE}hey!" == sent["text"]
    assert [{"type": "bold", "offset": 2, "length": 4}] == sent["entities"]
    assert "a <i> \N{GRINNING FACE} b!" == dressed["text"]
    assert [
        {"type": "bold", "offset": 0, "length": 8},
        {"type": "italic", "offset": 6, "length": 2},
        {"type": "text_link", "offset": 9, "length": 1, "url": "https://a.example/"},
    ] == dressed["entities"]


async def test_a_caption_has_at_most_1024_characters(bench):
    """1024 pass, 1025 are refused."""
    bench.tg.start_bot(bench.ann, TOKEN)

    fits = await send_file(bench, "sendPhoto", "photo", PICTURE, caption="a" * 1024)
    over = await send_file(bench, "sendPhoto", "photo", PICTURE, caption="a" * 1025)

    assert (True, "Bad Request: message caption is too long") == (fits["ok"], over["description"])


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": "a", "callback_data": "\N{GRINNING FACE}" * 17}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": " ", "callback_data": "a"}, "text must be non-empty"),
        ({"callback_data": "a"}, 'find field "text"'),
        ({"text": "a"}, "text buttons are unallowed"),
        ({"text": "a", "callback_data": "a", "url": "https://a.example"}, "exactly one"),
        ({"text": "a", "url": "javascript:1"}, "BUTTON_URL_INVALID"),
        ("a", "expected an Object"),
    ],
)
async def test_buttons_are_validated(bench, button, words):
    """Labels are not empty, data is 1 to 64 bytes, a button does exactly one thing."""
    bench.tg.start_bot(bench.ann, TOKEN)
    markup = {"inline_keyboard": [[button]]}

    status, description = await bench.refusal("sendMessage", chat_id=bench.ann, text="a", reply_markup=markup)

    assert 400 == status
    assert words in description


async def test_callback_data_of_64_bytes_fits(bench):
    """The limit counts bytes."""
    bench.tg.start_bot(bench.ann, TOKEN)
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "\N{GRINNING FACE}" * 16}]]}

    sent = await bench.result("sendMessage", chat_id=bench.ann, text="a", reply_markup=markup)

    assert markup == sent["reply_markup"]


async def test_who_lets_nobody_send_voice_gets_a_file(bench):
    """VOICE_MESSAGES_FORBIDDEN; the same bytes pass as a document."""
    bench.tg.start_bot(bench.ann, TOKEN)
    bench.tg.forbid_voice(bench.ann)
    voice = b"OggS" + bytes(22) + b"\x01\x13OpusHead" + bytes(200)
    told = await send_file(bench, "sendVoice", "voice", voice)
    sent = await send_file(bench, "sendDocument", "document", voice)

    assert (400, "Bad Request: VOICE_MESSAGES_FORBIDDEN") == (told["error_code"], told["description"])
    assert sent["ok"]


async def test_who_cannot_be_written_to(bench):
    """Strangers, blockers, deleted accounts, bots, ids nobody has: each with the platform's own words."""
    told = {}
    told["never started"] = await bench.refusal("sendMessage", chat_id=bench.ann, text="a")
    told["nobody"] = await bench.refusal("sendMessage", chat_id=999, text="a")
    told["a name"] = await bench.refusal("sendMessage", chat_id="@nobody", text="a")
    told["no chat"] = await bench.refusal("sendMessage", text="a")
    told["itself"] = await bench.refusal("sendMessage", chat_id=bench.bot, text="a")
    bench.tg.start_bot(bench.ann, TOKEN)
    bench.tg.block(bench.ann, TOKEN)
    told["blocked"] = await bench.refusal("sendMessage", chat_id=bench.ann, text="a")
    bench.tg.unblock(bench.ann, TOKEN)
    await bench.result("sendMessage", chat_id=bench.ann, text="welcome back")
    bench.tg.deactivate(bench.ann)
    told["deleted"] = await bench.refusal("sendMessage", chat_id=bench.ann, text="a")

    assert {
        "never started": (403, "Forbidden: bot can't initiate conversation with a user"),
        "nobody": (400, "Bad Request: chat not found"),
        "a name": (400, "Bad Request: chat not found"),
        "no chat": (400, "Bad Request: chat_id is empty"),
        "itself": (403, "Forbidden: bot can't send messages to bots"),
        "blocked": (403, "Forbidden: bot was blocked by the user"),
        "deleted": (403, "Forbidden: user is deactivated"),
    } == told


async def test_what_a_reply_quotes_must_exist(bench):
    """A deleted message cannot be quoted, unless the call allows to send without."""
    bench.tg.start_bot(bench.ann, TOKEN)
    quoted = bench.tg.write(bench.ann, bench.bot, "soon gone")
    bench.tg.delete_message(bench.ann, quoted)
    lenient = {"message_id": quoted, "allow_sending_without_reply": True}
    elsewhere = {"message_id": 1, "chat_id": bench.ben}

    refusal = await bench.refusal("sendMessage", chat_id=bench.ann, text="a", reply_parameters={"message_id": quoted})
    sent = await bench.result("sendMessage", chat_id=bench.ann, text="a", reply_parameters=lenient)

    across = await bench.refusal("sendMessage", chat_id=bench.ann, text="a", reply_parameters=elsewhere)

    assert (400, "Bad Request: message to be replied not found") == refusal
    assert (400, "Bad Request: the stand-in plays no replies across chats") == across
    assert "reply_to_message" not in sent


async def test_uploads_over_their_limit_get_413(bench):
    """Photos have 10 MB, everything else 50 MB."""
    bench.tg.start_bot(bench.ann, TOKEN)

    photo = await send_file(bench, "sendPhoto", "photo", PICTURE + bytes(10 << 20))
    document = await send_file(bench, "sendDocument", "document", bytes((50 << 20) + 1))
    fits = await send_file(bench, "sendDocument", "document", PICTURE + bytes(10 << 20))

    expected = {"ok": False, "error_code": 413, "description": "Request Entity Too Large"}
    assert [expected, expected, True] == [photo, document, fits["ok"]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (PICTURE[:16] + (9000).to_bytes(4) + (1001).to_bytes(4), "PHOTO_INVALID_DIMENSIONS"),
        (PICTURE[:16] + (2100).to_bytes(4) + (100).to_bytes(4), "PHOTO_INVALID_DIMENSIONS"),
        (b"", "file must be non-empty"),
    ],
)
async def test_a_photo_is_a_picture_of_bearable_size(bench, content, words):
    """What is no picture, over 10000 pixels in sum or over 20:1 is refused."""
    bench.tg.start_bot(bench.ann, TOKEN)

    answer = await send_file(bench, "sendPhoto", "photo", content)

    assert (400, f"Bad Request: {words}") == (answer["error_code"], answer["description"])


async def test_a_voice_that_is_no_sound_arrives_as_a_document(bench):
    """sendVoice shows a player for OGG, MP3 and M4A only."""
    bench.tg.start_bot(bench.ann, TOKEN)

    await send_file(bench, "sendVoice", "voice", VOICE)
    await send_file(bench, "sendVoice", "voice", b"words")

    assert ["voice", "document"] == [seen.media for seen in bench.tg.seen(bench.ann)[1:]]


async def test_file_ids_belong_to_one_bot_and_one_kind(bench):
    """A file id is sent again by the bot that got it, as the kind it is; never fetched from the net."""
    bench.tg.start_bot(bench.ann, TOKEN)
    bench.tg.add_bot(OTHER_TOKEN, "other_bot")
    bench.tg.start_bot(bench.ann, OTHER_TOKEN)
    photo = (await send_file(bench, "sendPhoto", "photo", PICTURE))["result"]["photo"][-1]["file_id"]

    again = await bench.result("sendPhoto", chat_id=bench.ann, photo=photo)
    foreign = await bench.refusal("sendPhoto", token=OTHER_TOKEN, chat_id=bench.ann, photo=photo)
    as_file = await bench.refusal("sendDocument", chat_id=bench.ann, document=photo)
    link = await bench.refusal("sendPhoto", chat_id=bench.ann, photo="https://a.example/a.png")
    none = await bench.refusal("sendPhoto", chat_id=bench.ann)

    assert 640 == again["photo"][-1]["width"]
    assert (400, "Bad Request: wrong remote file identifier specified: can't unserialize it") == foreign
    assert (400, "Bad Request: can't use file of type Photo as Document") == as_file
    assert (400, "Bad Request: failed to get HTTP URL content") == link
    assert (400, "Bad Request: there is no photo in the request") == none


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        (["photo"], "too few messages to send as an album"),
        (["photo"] * 11, "too many messages to send as an album"),
        (["photo", "document"], "document can't be mixed with other media types"),
        (["photo", "animation"], "type is unsupported in an album"),
    ],
)
async def test_albums_are_validated(bench, kinds, words):
    """2 to 10 files; documents and sounds only among their own."""
    bench.tg.start_bot(bench.ann, TOKEN)
    media = [{"type": kind, "media": "attach://a"} for kind in kinds]
    address = f"{bench.tg.api}/bot{TOKEN}/sendMediaGroup"

    response = await bench.http.post(
        address,
        data={"chat_id": str(bench.ann), "media": json.dumps(media)},
        files={"a": ("a.png", PICTURE if "photo" in kinds else FILM)},
    )

    assert 400 == response.status_code
    assert words in response.json()["description"]


async def test_a_chat_action_must_be_a_known_one(bench):
    """Typing is one, dancing is not."""
    bench.tg.start_bot(bench.ann, TOKEN)

    done = await bench.result("sendChatAction", chat_id=bench.ann, action="typing")
    refusal = await bench.refusal("sendChatAction", chat_id=bench.ann, action="dancing")

    assert (True, (400, "Bad Request: wrong parameter action in request")) == (done, refusal)
