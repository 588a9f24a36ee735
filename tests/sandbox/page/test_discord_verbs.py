"""What a person with Discord does at the page, and what the bot sees of it."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from bots.sandbox.stage import DISCORD_TOKEN
from tests.sandbox.page.conftest import Visitor, picture, sound

INVITE = {
    "name": "invite",
    "type": 1,
    "description": "Invite a client",
    "options": [
        {"name": "who", "type": 3, "description": "Their name", "required": True, "autocomplete": True},
        {"name": "days", "type": 4, "description": "How long"},
    ],
}


class Ears:
    """A bare gateway session of the bot: interactions as they come."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def interaction(self) -> dict[str, Any]:
        while True:
            frame = await self._socket.receive_json(timeout=5)
            if frame.get("t") == "INTERACTION_CREATE":
                return frame["d"]


@pytest.fixture
async def ears(visitor: Visitor):
    address = visitor.stage.discord.gateway + "?v=10&encoding=json"
    async with visitor.web.ws_connect(address) as socket:
        await socket.receive_json(timeout=5)
        intents = 1 | 1 << 9 | 1 << 12 | 1 << 15
        await socket.send_json({"op": 2, "d": {"token": DISCORD_TOKEN, "properties": {}, "intents": intents}})
        while (await socket.receive_json(timeout=5)).get("t") != "READY":
            pass
        yield Ears(socket)


async def test_nobody_writes_to_the_bot_before_they_share_a_server(visitor: Visitor) -> None:
    assert "where both are in a server" in await visitor.refused("noor", "write", text="hello")
    assert not (await visitor.pane("noor"))["started"]

    await visitor.act("noor", "join_server")
    await visitor.act("noor", "write", text="hello")

    pane = await visitor.pane("noor")
    assert pane["started"]
    assert [server["id"] for server in pane["servers"]] == [visitor.stage.door]
    assert [m["text"] for m in await visitor.messages("noor")] == ["hello"]
    await visitor.act("noor", "leave_server")
    assert (await visitor.pane("noor"))["servers"] == []
    assert not (await visitor.place("noor"))["can_write"]


async def test_an_album_and_a_file_can_answer_too(visitor: Visitor) -> None:
    await visitor.act("noor", "join_server")
    first = (await visitor.act("noor", "write", text="soup"))["message"]

    await visitor.act("noor", "album", items=[{"data": picture()}, {"data": picture("#204060")}], reply_to=first)
    await visitor.act("noor", "file", data=sound(), name="notes.bin", mime="application/x-thing", reply_to=first)

    assert [m["reply_to"] for m in await visitor.messages("noor")] == [None, first, first]


async def test_a_text_that_is_too_long_is_refused_with_the_numbers(visitor: Visitor) -> None:
    await visitor.act("noor", "join_server")

    said = await visitor.refused("noor", "write", text="a" * 2345)

    assert said == "Discord takes 2000 characters in one message, and these are 2345."
    assert await visitor.refused("noor", "write", text="a" * 50_000) == (
        "That is too long: 50000 characters, and this page takes 40000 at once."
    )


async def test_an_invite_that_leads_nowhere_is_refused(visitor: Visitor) -> None:
    assert "not valid" in await visitor.refused("noor", "accept_invite", code="https://discord.gg/nowhere")


async def test_a_post_opens_a_thread_and_threads_are_places(visitor: Visitor) -> None:
    opened = await visitor.act("ada", "post", visitor.forum(), title="Desk", text="hello")

    place = await visitor.place("ada", opened["place"])
    assert (place["kind"], place["title"], place["parent"]) == ("thread", "Desk", visitor.forum())
    assert [(m["by"], m["text"]) for m in place["messages"]] == [("me", "hello")]
    assert (await visitor.place("ada", visitor.forum()))["kind"] == "forum"
    await visitor.act("ada", "archive_thread", opened["place"])
    assert (await visitor.place("ada", opened["place"]))["archived"]
    await visitor.act("ada", "archive_thread", opened["place"], on=False)
    assert not (await visitor.place("ada", opened["place"]))["archived"]
    await visitor.act("ada", "delete_thread", opened["place"])
    assert opened["place"] not in [each["id"] for each in (await visitor.pane("ada"))["places"]]


async def test_replies_edits_and_deletions(visitor: Visitor) -> None:
    thread = await visitor.thread()
    first = (await visitor.act("ada", "write", thread, text="one"))["message"]
    second = (await visitor.act("ada", "write", thread, text="two", reply_to=first))["message"]

    await visitor.act("ada", "edit", thread, message=second, text="two, **better**")
    await visitor.act("ada", "delete", thread, message=first)

    shown = (await visitor.messages("ada", thread))[-1]
    assert (shown["text"], shown["edited"], shown["reply_to"]) == ("two, better", True, first)
    assert shown["spans"] == [{"start": 5, "length": 6, "style": "bold"}]


async def test_pictures_albums_sounds_and_files(visitor: Visitor) -> None:
    await visitor.act("noor", "join_server")
    await visitor.act("noor", "photo", data=picture(), caption="a tram")
    await visitor.act("noor", "album", items=[{"data": picture()}, {"data": picture("#204060")}], caption="two")
    await visitor.act("noor", "voice", data=sound(), mime="audio/ogg; codecs=opus", duration_s=3.5)
    await visitor.act("noor", "file", data=sound(), name="notes.bin", mime="application/x-thing")

    photo, album, voice, file = await visitor.messages("noor")
    assert [each["kind"] for each in album["media"]] == ["photo", "photo"]
    assert (photo["text"], album["text"]) == ("a tram", "two")
    assert (voice["media"][0]["kind"], voice["media"][0]["duration_s"]) == ("voice", 3.5)
    assert voice["media"][0]["waveform"]
    assert all(0 <= bar <= 1 for bar in voice["media"][0]["waveform"])
    assert (file["media"][0]["kind"], file["media"][0]["name"]) == ("file", "notes.bin")


async def test_a_second_reaction_takes_the_first_back(visitor: Visitor) -> None:
    thread = await visitor.thread()
    message = (await visitor.act("ada", "write", thread, text="hello"))["message"]

    await visitor.act("ada", "react", thread, message=message, emoji="\N{SPARKLES}")
    assert (await visitor.messages("ada", thread))[-1]["reactions"][0]["mine"]
    await visitor.act("ada", "react", thread, message=message, emoji="\N{SPARKLES}")

    assert (await visitor.messages("ada", thread))[-1]["reactions"] == []


async def test_a_slash_command_and_its_autocomplete_reach_the_bot(visitor: Visitor, ears: Ears) -> None:
    thread = await visitor.thread()
    await _sync(visitor, [INVITE])
    offered = (await visitor.pane("ada"))["commands"][0]
    assert (offered["name"], [option["type"] for option in offered["options"]]) == ("invite", ["string", "integer"])
    assert offered["options"][0]["autocomplete"]

    asked = asyncio.create_task(visitor.act("ada", "autocomplete", thread, name="invite", option="who", value="Mi"))
    typed = await ears.interaction()
    assert typed["data"]["options"] == [{"name": "who", "type": 3, "value": "Mi", "focused": True}]
    await _answer(visitor, typed, {"type": 8, "data": {"choices": [{"name": "Mira", "value": "mira"}]}})
    assert (await asked)["choices"] == [{"name": "Mira", "value": "mira"}]

    await visitor.act("ada", "command", thread, name="invite", options={"who": "mira", "days": "3"})
    used = await ears.interaction()
    assert {option["name"]: option["value"] for option in used["data"]["options"]} == {"who": "mira", "days": 3}
    assert "must be filled in" in await visitor.refused("ada", "command", thread, name="invite", options={})
    assert "is a number" in await visitor.refused(
        "ada", "command", thread, name="invite", options={"who": "x", "days": "soon"}
    )


async def test_commands_are_offered_where_they_fit(visitor: Visitor) -> None:
    await visitor.act("noor", "join_server")
    plain = {"type": 1, "description": "Something", "options": []}
    await _sync(
        visitor,
        [
            {**plain, "name": "today", "contexts": [1]},
            {**plain, "name": "queue", "contexts": [0]},
            {**plain, "name": "help", "contexts": None},
        ],
    )

    assert [c["name"] for c in (await visitor.pane("noor"))["commands"]] == ["today", "help"]
    assert [c["name"] for c in (await visitor.pane("ada"))["commands"]] == ["queue", "help"]


async def test_autocomplete_without_an_answer_is_an_empty_list(
    visitor: Visitor, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bots.sandbox.page.discord_person._ANSWER_S", 0.2)
    thread = await visitor.thread()
    await _sync(visitor, [INVITE])

    answer = await visitor.act("ada", "autocomplete", thread, name="invite", option="who", value="Mi")

    assert answer["choices"] == []


async def test_a_modal_opens_at_the_page_and_is_sent_or_closed(visitor: Visitor, ears: Ears) -> None:
    thread = await visitor.thread()
    await _sync(visitor, [{"name": "note", "type": 1, "description": "Write a note", "options": []}])
    field = {"type": 4, "custom_id": "words", "label": "Your words", "style": 2, "max_length": 300, "required": True}
    modal = {"custom_id": "m:1", "title": "A note", "components": [{"type": 1, "components": [field]}]}

    await visitor.act("ada", "command", thread, name="note")
    await _answer(visitor, await ears.interaction(), {"type": 9, "data": modal})
    opened = (await visitor.pane("ada"))["modal"]
    assert (opened["title"], opened["fields"][0]["label"], opened["fields"][0]["long"]) == (
        "A note",
        "Your words",
        True,
    )
    await visitor.act("ada", "modal", thread, interaction=opened["interaction"], values={"words": "calm today"})
    sent = await ears.interaction()
    assert sent["data"]["components"][0]["components"][0]["value"] == "calm today"
    assert (await visitor.pane("ada"))["modal"] is None

    await visitor.act("ada", "command", thread, name="note")
    await _answer(visitor, await ears.interaction(), {"type": 9, "data": modal})
    again = (await visitor.pane("ada"))["modal"]
    await visitor.act("ada", "close_modal", thread, interaction=again["interaction"])
    assert (await visitor.pane("ada"))["modal"] is None


async def test_an_answer_for_one_person_is_marked_so(visitor: Visitor, ears: Ears) -> None:
    thread = await visitor.thread()
    await _sync(visitor, [{"name": "note", "type": 1, "description": "Write a note", "options": []}])

    await visitor.act("ada", "command", thread, name="note")
    await _answer(visitor, await ears.interaction(), {"type": 5, "data": {"flags": 64}})

    shown = (await visitor.messages("ada", thread))[-1]
    assert (shown["only_me"], shown["thinking"]) == (True, True)


async def test_a_press_nobody_answers_says_so(visitor: Visitor) -> None:
    visitor.stage.discord.first_answer_s = 0.0
    thread = await visitor.thread()
    button = {"type": 2, "style": 1, "label": "Witnessed", "custom_id": "w:1"}
    rows = [{"type": 1, "components": [button]}]
    await visitor.discord("POST", f"/channels/{thread}/messages", {"content": "a card", "components": rows})
    card = (await visitor.messages("ada", thread))[-1]
    assert card["buttons"] == [[{"label": "Witnessed", "kind": "press", "url": ""}]]

    await visitor.act("ada", "press", thread, message=card["id"], label="Witnessed")
    await asyncio.sleep(0.01)

    assert [toast["text"] for toast in (await visitor.pane("ada"))["toasts"]] == ["The bot did not answer in time."]


async def test_closed_messages_are_shown_as_closed(visitor: Visitor) -> None:
    await visitor.act("noor", "close_dms", on=True)
    assert (await visitor.pane("noor"))["dms_closed"]

    await visitor.act("noor", "close_dms", on=False)
    assert not (await visitor.pane("noor"))["dms_closed"]


@pytest.mark.parametrize("verb", ["start", "block"])
async def test_what_discord_has_not_is_refused_in_words(visitor: Visitor, verb: str) -> None:
    assert "Discord offers Noor no" in await visitor.refused("noor", verb)


async def test_stickers_and_polls_are_shown_in_words(visitor: Visitor) -> None:
    await visitor.act("noor", "join_server")
    await visitor.act("noor", "sticker", emoji="\N{HEDGEHOG}")
    await visitor.act("noor", "poll", question="Tea?", options=["yes", "no"])

    shown = [each["text"] for each in await visitor.messages("noor")]
    assert shown == ["Sticker: \N{HEDGEHOG}", "Poll: Tea?\n· yes\n· no"]
    assert "Discord offers Noor no" in await visitor.refused("noor", "place", latitude=1, longitude=2)


async def test_what_was_passed_on_is_shown_with_its_picture(visitor: Visitor) -> None:
    await visitor.act("noor", "join_server")
    sent = (await visitor.act("noor", "write", text="hello"))["message"]
    world = visitor.stage.discord
    channel = next(each for each in world.world.channels.values() if sent in each.messages)

    world.forward(channel.messages[sent].author, channel.id, "read this", files=[("a.png", b"png", "image/png")])

    shown = (await visitor.messages("noor"))[-1]
    assert (shown["text"], [each["kind"] for each in shown["media"]]) == ("Forwarded\nread this", ["photo"])


async def _sync(visitor: Visitor, commands: list[dict[str, Any]]) -> None:
    bot = visitor.stage.discord.world.bots[DISCORD_TOKEN]
    await visitor.discord("PUT", f"/applications/{bot.id}/commands", commands)


async def _answer(visitor: Visitor, interaction: dict[str, Any], body: dict[str, Any]) -> None:
    await visitor.discord("POST", f"/interactions/{interaction['id']}/{interaction['token']}/callback", body)
