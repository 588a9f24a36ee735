"""A device without a line: nothing new is shown, and what the person does waits and goes out in order."""

from __future__ import annotations

from tests.sandbox.page.conftest import Visitor, picture


async def test_offline_nothing_new_is_shown_and_nothing_leaves(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    await visitor.act("mira", "offline", on=True)

    answer = await visitor.act("mira", "write", text="from the tunnel")
    await visitor.telegram("sendMessage", chat_id=_mira(visitor), text="while you were away")

    assert answer["queued"]
    assert [m["text"] for m in await visitor.heard()] == ["/start"]
    pane = await visitor.pane("mira")
    assert (pane["online"], pane["waiting"]) == (False, 1)
    assert [(m["text"], m.get("waiting", False)) for m in pane["places"][0]["messages"]] == [
        ("/start", False),
        ("from the tunnel", True),
    ]


async def test_back_online_everything_goes_out_in_order(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    await visitor.act("mira", "offline", on=True)
    await visitor.act("mira", "write", text="one")
    await visitor.act("mira", "photo", data=picture(), caption="two")
    await visitor.act("mira", "press", message="99", label="Gone")
    await visitor.act("mira", "write", text="three")

    answer = await visitor.act("mira", "offline", on=False)

    assert (answer["sent"], answer["failed"]) == (3, ["That is not there any more."])
    heard = (await visitor.heard())[1:]
    assert [message.get("text") or message["caption"] for message in heard] == ["one", "two", "three"]
    pane = await visitor.pane("mira")
    assert (pane["online"], pane["waiting"]) == (True, 0)
    assert [m["text"] for m in pane["places"][0]["messages"]] == ["/start", "one", "two", "three"]


async def test_offline_on_discord_too_and_the_others_go_on(visitor: Visitor) -> None:
    await visitor.act("noor", "join_server")
    await visitor.act("noor", "offline", on=True)
    await visitor.act("noor", "write", text="later")
    await visitor.act("mira", "start")

    assert visitor.stage.discord.received() == []
    assert (await visitor.pane("mira"))["online"]
    await visitor.act("noor", "offline", on=False)
    assert len(visitor.stage.discord.received()) == 1


async def test_going_offline_twice_is_going_once(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    await visitor.act("mira", "offline", on=True)
    await visitor.act("mira", "write", text="kept")

    await visitor.act("mira", "offline", on=True)
    await visitor.act("mira", "offline", on=False)
    await visitor.act("mira", "offline", on=False)

    assert [m["text"] for m in await visitor.heard()] == ["/start", "kept"]


async def test_suggestions_need_a_line(visitor: Visitor) -> None:
    await visitor.act("ada", "offline", on=True)

    assert "offline" in await visitor.refused("ada", "autocomplete", visitor.forum(), name="invite", option="who")


def _mira(visitor: Visitor) -> int:
    return next(p.id for p in visitor.stage.telegram.world.people.values() if p.first_name == "Mira")
