"""What a person with Telegram does at the page, and what the bot hears of it."""

from __future__ import annotations

import pytest

from tests.sandbox.page.conftest import Visitor, picture, sound


async def test_start_opens_the_chat_and_carries_the_payload(visitor: Visitor) -> None:
    assert "Press Start first" in await visitor.refused("mira", "write", text="hello")
    assert not (await visitor.pane("mira"))["started"]

    await visitor.act("mira", "start", payload="CODE")

    pane = await visitor.pane("mira")
    assert pane["started"]
    assert pane["places"][0]["can_write"]
    assert pane["places"][0]["messages"][0]["text"] == "/start CODE"
    assert [message["text"] for message in await visitor.heard()] == ["/start CODE"]


async def test_a_reply_quotes_and_an_edit_is_marked(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    first = (await visitor.act("mira", "write", text="soup"))["message"]

    await visitor.act("mira", "write", text="and bread", reply_to=first)
    await visitor.act("mira", "edit", message=first, text="hot soup")

    _, soup, bread = await visitor.messages("mira")
    assert (soup["text"], soup["edited"], soup["by"]) == ("hot soup", True, "me")
    assert bread["reply_to"] == first
    assert "edited_message" in (await visitor.updates())[-1]


async def test_a_deleted_message_is_gone_and_only_ones_own_can_be(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    mine = (await visitor.act("mira", "write", text="never mind"))["message"]
    theirs = (await visitor.telegram("sendMessage", chat_id=_mira(visitor), text="hello"))["message_id"]

    await visitor.act("mira", "delete", message=mine)

    assert "one's own" in await visitor.refused("mira", "delete", message=str(theirs))
    assert [m["text"] for m in await visitor.messages("mira")] == ["/start", "hello"]


async def test_pictures_sounds_and_files_arrive_as_what_they_are(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    await visitor.act("mira", "photo", data=picture(), caption="a tram")
    await visitor.act("mira", "voice", data=sound(), mime="audio/ogg", duration_s=4)
    await visitor.act("mira", "file", data=sound(), name="song.ogg", mime="audio/ogg")
    await visitor.act("mira", "file", data=sound(), name="notes.bin", mime="application/x-thing", caption="mine")
    await visitor.act("mira", "sticker", emoji="\N{HEDGEHOG}")

    shown = [m["media"][0]["kind"] for m in await visitor.messages("mira") if m["media"]]
    assert shown == ["photo", "voice", "audio", "file", "sticker"]
    heard = (await visitor.heard())[1:]
    assert [next(k for k in ("photo", "voice", "audio", "document", "sticker") if k in m) for m in heard] == [
        "photo",
        "voice",
        "audio",
        "document",
        "sticker",
    ]
    assert heard[0]["caption"] == "a tram"
    assert heard[1]["voice"]["duration"] == 4


async def test_places_contacts_and_polls_are_shown_in_words(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    await visitor.act("mira", "place", latitude=52.52, longitude=13.405)
    await visitor.act("mira", "place", latitude=52.52, longitude=13.405, title="The bench", address="Am Ufer 1")
    await visitor.act("mira", "contact", name="Sam", phone="+49 30 1")
    await visitor.act("mira", "poll", question="Tea?", options=["yes", "no"])

    assert [each["text"] for each in (await visitor.messages("mira"))[1:]] == [
        "Place: 52.5200, 13.4050",
        "Place: The bench, Am Ufer 1",
        "Contact: Sam, +49 30 1",
        "Poll: Tea?\n· yes\n· no",
    ]
    heard = (await visitor.heard())[1:]
    assert [next(kind for kind in ("venue", "location", "contact", "poll") if kind in m) for m in heard] == [
        "location",
        "venue",
        "contact",
        "poll",
    ]


@pytest.mark.parametrize(
    ("verb", "given", "why"),
    [
        ("place", {"latitude": 200, "longitude": 0}, "degrees"),
        ("place", {"latitude": 100, "longitude": 0}, "no such place on earth"),
        ("contact", {"name": "", "phone": ""}, "number and a first name"),
        ("poll", {"question": "q", "options": []}, "a list of words"),
        ("poll", {"question": "q", "options": ["a" * 101]}, "100 characters"),
    ],
)
async def test_what_the_app_would_not_send_is_refused_in_words(visitor: Visitor, verb, given, why) -> None:
    await visitor.act("mira", "start")

    assert why in (await visitor.refused("mira", verb, **given)).lower()


async def test_what_was_passed_on_and_what_is_quoted_stand_before_the_words(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    world, me = visitor.stage.telegram, _mira(visitor)
    bot = next(iter(world.world.bots_by_id))
    world.forward(me, bot, "read this")
    first = world.write(me, bot, "a tram and a heron")
    world.quote(me, bot, first, "a heron", "that one")

    shown = [each["text"] for each in (await visitor.messages("mira"))[1:]]
    assert shown == ["Forwarded\nread this", "a tram and a heron", "“a heron”\nthat one"]


async def test_an_album_is_one_group_with_its_caption_on_the_first(visitor: Visitor) -> None:
    await visitor.act("mira", "start")

    sent = await visitor.act(
        "mira", "album", items=[{"data": picture()}, {"data": picture("#204060")}], caption="both sides"
    )

    first, second = (await visitor.messages("mira"))[1:]
    assert sent["messages"] == [first["id"], second["id"]]
    assert first["album"] == second["album"]
    assert first["album"] is not None
    assert (first["text"], second["text"]) == ("both sides", "")
    heard = (await visitor.heard())[1:]
    assert len({message["media_group_id"] for message in heard}) == 1


async def test_an_album_and_a_file_can_answer_too(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    first = (await visitor.act("mira", "write", text="soup"))["message"]

    items = [{"data": picture()}, {"data": picture("#204060")}]
    await visitor.act("mira", "album", items=items, reply_to=first)
    for mime in ("audio/ogg", "video/mp4", "application/x-thing"):
        await visitor.act("mira", "file", data=sound(), name="thing", mime=mime, reply_to=first)

    assert [m["reply_to"] for m in (await visitor.messages("mira"))[2:]] == [first] * 5
    assert {m["reply_to_message"]["text"] for m in (await visitor.heard())[2:]} == {"soup"}


async def test_a_long_text_goes_out_in_parts_as_the_app_sends_it(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    first = (await visitor.act("mira", "write", text="soup"))["message"]
    lines = [f"line {number} " + "word " * 90 for number in range(20)]

    sent = await visitor.act("mira", "write", text="\n".join(lines), reply_to=first)

    said = [m for m in await visitor.heard() if m["text"].startswith("line")]
    assert [len(m["text"]) <= 4096 for m in said] == [True] * 3
    assert "".join(m["text"] for m in said).replace("\n", "").replace(" ", "") == "".join(lines).replace(" ", "")
    assert [m.get("reply_to_message") is not None for m in said] == [True, False, False]
    assert sent["message"] == (await visitor.messages("mira"))[2]["id"]
    await visitor.act("mira", "write", text="a" * 5000)
    assert [len(m["text"]) for m in (await visitor.heard())[-2:]] == [4096, 904]


async def test_a_press_reaches_the_bot_and_its_answer_pops_up(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    keys = {"inline_keyboard": [[{"text": "Later", "callback_data": "l:1"}, {"text": "Map", "url": "https://a.org/"}]]}
    sent = await visitor.telegram("sendMessage", chat_id=_mira(visitor), text="When?", reply_markup=keys)

    await visitor.act("mira", "press", message=str(sent["message_id"]), label="Later")
    query = (await visitor.updates())[-1]["callback_query"]
    await visitor.telegram("answerCallbackQuery", callback_query_id=query["id"], text="Noted")

    assert query["data"] == "l:1"
    pane = await visitor.pane("mira")
    assert [toast["text"] for toast in pane["toasts"]] == ["Noted"]
    assert pane["places"][0]["messages"][-1]["buttons"] == [
        [{"label": "Later", "kind": "press", "url": ""}, {"label": "Map", "kind": "link", "url": "https://a.org/"}]
    ]
    assert await visitor.refused("mira", "press", message=str(sent["message_id"]), label="Never")


async def test_a_reaction_is_told_only_to_a_bot_that_asked(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    sent = str((await visitor.telegram("sendMessage", chat_id=_mira(visitor), text="hello"))["message_id"])

    await visitor.act("mira", "react", message=sent, emoji="\N{SPARKLES}")
    assert all("message_reaction" not in update for update in await visitor.updates())
    assert (await visitor.messages("mira"))[-1]["reactions"] == [{"emoji": "\N{SPARKLES}", "count": 1, "mine": True}]

    await visitor.updates(allowed_updates=["message", "message_reaction"])
    await visitor.act("mira", "react", message=sent, emoji="\N{SPARKLES}")

    told = (await visitor.updates())[-1]["message_reaction"]
    assert (told["old_reaction"], told["new_reaction"]) == ([{"type": "emoji", "emoji": "\N{SPARKLES}"}], [])
    assert (await visitor.messages("mira"))[-1]["reactions"] == []


async def test_blocking_shuts_the_chat_until_start(visitor: Visitor) -> None:
    await visitor.act("mira", "start")

    await visitor.act("mira", "block", on=True)

    pane = await visitor.pane("mira")
    assert (pane["blocked"], pane["places"][0]["can_write"]) == (True, False)
    assert "blocked" in await visitor.refused("mira", "write", text="hello")
    await visitor.act("mira", "start")
    assert not (await visitor.pane("mira"))["blocked"]


async def test_the_menu_is_the_narrowest_the_bot_set(visitor: Visitor) -> None:
    await visitor.telegram("setMyCommands", commands=[{"command": "today", "description": "What is open"}])
    await visitor.telegram(
        "setMyCommands",
        commands=[{"command": "queue", "description": "What waits"}],
        scope={"type": "all_chat_administrators"},
    )

    assert (await visitor.pane("mira"))["commands"] == [{"name": "today", "description": "What is open", "options": []}]
    assert [each["name"] for each in (await visitor.pane("ben"))["commands"]] == ["queue"]


async def test_a_command_is_written(visitor: Visitor) -> None:
    await visitor.act("ben", "command", "general", name="invite", options={"name": "Mira", "language": "en"})

    assert (await visitor.messages("ben", "general"))[-1]["text"] == "/invite Mira en"


async def test_topics_are_places_that_can_be_closed_and_deleted(visitor: Visitor) -> None:
    group = visitor.stage.telegram.world.groups
    chat = next(iter(group))
    topic = str((await visitor.telegram("createForumTopic", chat_id=chat, name="Heron-12"))["message_thread_id"])
    await visitor.act("ben", "write", topic, text="a note")

    place = await visitor.place("ben", topic)
    assert (place["title"], place["kind"], place["archived"]) == ("Heron-12", "thread", False)
    assert [m["by"] for m in place["messages"]] == ["service", "me"]
    await visitor.act("ben", "archive_thread", topic)
    assert (await visitor.place("ben", topic))["archived"]
    await visitor.act("ben", "archive_thread", topic, on=False)
    assert not (await visitor.place("ben", topic))["archived"]
    await visitor.act("ben", "delete_thread", topic)
    assert topic not in [each["id"] for each in (await visitor.pane("ben"))["places"]]


async def test_what_the_bot_wrote_bears_its_styles_silence_and_pin(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    text = "\N{ROCKET} Three small things"
    sent = await visitor.telegram(
        "sendMessage",
        chat_id=_mira(visitor),
        text=text,
        entities=[{"type": "bold", "offset": 3, "length": 5}],
        disable_notification=True,
    )
    await visitor.telegram("pinChatMessage", chat_id=_mira(visitor), message_id=sent["message_id"])

    message = next(m for m in await visitor.messages("mira") if m["id"] == str(sent["message_id"]))
    assert message["spans"] == [{"start": 3, "length": 5, "style": "bold"}]
    assert (message["by"], message["silent"], message["pinned"]) == ("bot", True, True)


async def test_unread_counts_what_came_since_the_person_was_there(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    await visitor.telegram("sendMessage", chat_id=_mira(visitor), text="one")
    await visitor.telegram("sendMessage", chat_id=_mira(visitor), text="two")

    assert (await visitor.place("mira"))["unread"] == 2
    await visitor.act("mira", "read")
    assert (await visitor.place("mira"))["unread"] == 0


@pytest.mark.parametrize("verb", ["post", "modal", "join_server", "close_dms", "autocomplete"])
async def test_what_telegram_has_not_is_refused_in_words(visitor: Visitor, verb: str) -> None:
    said = {"title": "t", "text": "t", "interaction": "1", "values": {}, "name": "n", "option": "o"}

    assert "Telegram offers Mira no" in await visitor.refused("mira", verb, **said)


def _mira(visitor: Visitor) -> int:
    return next(p.id for p in visitor.stage.telegram.world.people.values() if p.first_name == "Mira")
