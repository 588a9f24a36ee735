"""Acting as people over HTTP, as a page or a child process does."""

from __future__ import annotations

import base64

import pytest

from tests.sandbox.telegram.conftest import TOKEN
from tests.sandbox.telegram.pictures import PICTURE


async def act(bench, verb, **said):
    response = await bench.http.post(f"{bench.tg.api}/stage/{verb}", json=said)
    return response.status_code, response.json()


async def test_a_whole_scene_by_http(bench):
    """A person is made, starts the bot, sends a picture, and what they see can be asked."""
    _, made = await act(bench, "add_person", first_name="Dora", language="es")
    dora = made["result"]
    await act(bench, "start_bot", person=dora, bot=TOKEN, payload="code")
    picture = base64.b64encode(PICTURE).decode()
    _, photo = await act(bench, "send_photo", person=dora, chat=bench.bot, content=picture, caption="mine")
    _, room = await act(bench, "add_forum", title="Room", members=[dora], bot=TOKEN, rights=["can_manage_topics"])
    await bench.result("createForumTopic", chat_id=room["result"], name="Heron")

    seen = await bench.http.get(f"{bench.tg.api}/stage/seen", params={"chat": dora, "bot": TOKEN})
    topics = await bench.http.get(f"{bench.tg.api}/stage/topics", params={"chat": room["result"]})
    pending = await bench.http.get(f"{bench.tg.api}/stage/pending", params={"token": TOKEN})

    shown = seen.json()["result"]
    assert ["/start code", "mine"] == [message["text"] for message in shown]
    assert photo["result"] == shown[1]["message"]
    assert "2026-03-02T09:00:00+00:00" == shown[1]["at"]
    assert ["Heron"] == list(topics.json()["result"].values())
    assert 4 == pending.json()["result"]


@pytest.mark.parametrize(
    ("verb", "said", "words"),
    [
        ("dance", {}, "no such verb"),
        ("__init__", {}, "no such verb"),
        ("write", {"person": 1, "chat": 2, "text": "a"}, "no person has the id 1"),
        ("write", {"person": 1}, "missing a required argument"),
        ("write", {"person": 1, "chat": 2, "text": "a", "colour": 1}, "unexpected keyword argument"),
        ("write", {"person": 1, "chat": 2, "text": 5}, "an argument is of the wrong type"),
        ("send_photo", {"person": 1, "chat": 2, "content": "%"}, "content is base64"),
        ("add_fault", {"kind": "meteor"}, "kinds of faults"),
        ("add_fault", {"colour": 1}, "unexpected keyword argument"),
    ],
)
async def test_nonsense_is_answered_in_words(bench, verb, said, words):
    """400 with an error, never a traceback."""
    status, answer = await act(bench, verb, **said)

    assert 400 == status
    assert words in answer["error"]


async def test_only_json_from_this_machine_acts(bench):
    """A form of a foreign page, or a foreign name for this machine, is refused."""
    address = f"{bench.tg.api}/stage/clear_faults"

    form = await bench.http.post(address, data={"a": "b"})
    plain = await bench.http.post(address, content=b"{}", headers={"Content-Type": "text/plain"})
    foreign = await bench.http.post(address, json={}, headers={"Host": "evil.example:80"})
    broken = await bench.http.post(address, content=b"{", headers={"Content-Type": "application/json"})
    listed = await bench.http.post(address, json=[])
    asked = await bench.http.get(f"{bench.tg.api}/stage/seen", params={"chat": "x"})
    unknown = await bench.http.get(f"{bench.tg.api}/stage/write")

    assert [400] * 7 == [r.status_code for r in (form, plain, foreign, broken, listed, asked, unknown)]


async def test_faults_are_added_by_http(bench):
    """A load or kill run in another process arranges its own weather."""
    await act(bench, "add_fault", method="getMe", kind="500")

    first, second = await bench.call("getMe"), await bench.call("getMe")

    assert (500, True) == (first["error_code"], second["ok"])
