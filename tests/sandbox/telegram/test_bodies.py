"""Bodies as libraries and command lines send them, and how calls are recorded."""

from __future__ import annotations

import hashlib
import json

from tests.sandbox.telegram.conftest import TOKEN
from tests.sandbox.telegram.pictures import PICTURE

KEYBOARD = {"inline_keyboard": [[{"text": "Later", "callback_data": "t:1"}]]}


async def test_form_query_and_json_mean_the_same(bench):
    """Three callers, one message each, recorded with the same typed values."""
    bench.tg.start_bot(bench.ann, TOKEN)
    address = f"{bench.tg.api}/bot{TOKEN}/sendMessage"
    typed = {"chat_id": bench.ann, "text": "12", "protect_content": True, "reply_markup": KEYBOARD}
    flat = {
        "chat_id": str(bench.ann),
        "text": "12",
        "protect_content": "true",
        "reply_markup": json.dumps(KEYBOARD),
    }

    answers = [
        await bench.http.post(address, json=typed),
        await bench.http.post(address, data=flat),
        await bench.http.get(address, params=flat),
        await bench.http.post(address, files={name: (None, value) for name, value in flat.items()}),
    ]

    assert [200] * 4 == [answer.status_code for answer in answers]
    assert [typed] * 4 == [call.params for call in bench.tg.calls]
    assert ["12"] * 4 == [seen.text for seen in bench.tg.seen(bench.ann)[1:]]


async def test_files_are_recorded_by_name_size_and_hash(bench):
    """Under their parameter, whether they came by its name or by attach://."""
    bench.tg.start_bot(bench.ann, TOKEN)
    address = f"{bench.tg.api}/bot{TOKEN}/sendPhoto"
    digest = hashlib.sha256(PICTURE).hexdigest()
    expected = {"file": "a.png", "size": len(PICTURE), "sha256": digest}

    by_name = await bench.http.post(address, data={"chat_id": bench.ann}, files={"photo": ("a.png", PICTURE)})
    attached = await bench.http.post(
        address, data={"chat_id": bench.ann, "photo": "attach://x"}, files={"x": ("a.png", PICTURE)}
    )

    assert [200, 200] == [by_name.status_code, attached.status_code]
    assert [{"chat_id": bench.ann, "photo": expected}] * 2 == [call.params for call in bench.tg.calls]
    assert [digest] * 2 == [seen.media_sha256 for seen in bench.tg.seen(bench.ann)[1:]]


async def test_broken_bodies_are_refused_in_words(bench):
    """No traceback, no 500."""
    address = f"{bench.tg.api}/bot{TOKEN}/sendMessage"
    kind = {"Content-Type": "application/json"}

    broken = await bench.http.post(address, content=b"{", headers=kind)
    listed = await bench.http.post(address, content=b"[]", headers=kind)
    cut = await bench.http.post(address, content=b"--x", headers={"Content-Type": "multipart/form-data; boundary=x"})
    nameless = await bench.http.post(address, content=b"--x", headers={"Content-Type": "multipart/form-data"})

    assert [400] * 4 == [r.status_code for r in (broken, listed, cut, nameless)]
    assert [False] * 4 == [r.json()["ok"] for r in (broken, listed, cut, nameless)]


async def test_unknown_parameters_are_accepted_and_recorded(bench):
    """As Telegram does; the specification's validator finds them."""
    bench.tg.start_bot(bench.ann, TOKEN)

    await bench.result("sendMessage", chat_id=bench.ann, text="a", colour="blue")

    assert "blue" == bench.tg.calls[-1].params["colour"]


async def test_calls_are_recorded_in_order_with_their_outcome(bench):
    """Refused and unauthorized ones too; times rise strictly."""
    await bench.call("getMe")
    await bench.call("sendMessage", chat_id=1, text="a")
    await bench.call("getMe", token="1:wrong")

    assert [
        ("getMe", 200, None, True),
        ("sendMessage", 400, "Bad Request: chat not found", True),
        ("getMe", 401, "Unauthorized", True),
    ] == [(call.method, call.status, call.error, call.answered) for call in bench.tg.calls]
    times = [call.at for call in bench.tg.calls]
    assert sorted(set(times)) == times
