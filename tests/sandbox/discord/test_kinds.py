"""What people send beside words and files, in the shapes of the description, and what the app would not let them."""

from __future__ import annotations

import pytest

from tests.sandbox.discord.conftest import TOKEN, Practice, listening
from tests.sandbox.discord.spec import faults_in_answer, needs_spec

PICTURE = ("sea.png", b"png", "image/png")


def private(practice: Practice) -> str:
    """The client's channel with the bot."""
    practice.standin.dm(practice.client, TOKEN, "hello")
    return practice.standin.dm_channel(practice.client, TOKEN)


async def test_every_kind_is_a_message_of_the_description(practice: Practice):
    """Read back from history, field by field; discord.py understands them too."""
    needs_spec()
    at = (practice.client, private(practice))
    async with listening(practice) as ears:
        sent = [
            practice.standin.send_stickers(*at, ["wave", "heron"]),
            practice.standin.send_stickers(*at, ["wave"], text="with words"),
            practice.standin.send_poll(*at, "Tea?", ["yes", "no"]),
            practice.standin.forward(*at, "from elsewhere", files=[PICTURE], stickers=["wave"]),
            practice.standin.shared_page(*at, "A page", "https://example.org/"),
        ]
        await practice.standin.wait_for(lambda: len(ears.of("message")) == len(sent))
        heard = ears.of("message")

    history = await practice.call("GET", f"/channels/{at[1]}/messages")

    assert [message["id"] for message in history.body[::-1]][1:] == sent
    faults = [fault for call in practice.standin.calls for fault in faults_in_answer(call)]
    # The description lists one type of reference; the documentation (resources/message) has FORWARD = 1 too.
    assert [fault for fault in faults if "message_reference.type" not in fault] == []
    assert [sticker.name for sticker in heard[0].stickers] == ["wave", "heron"]
    assert (heard[2].poll.question, len(heard[2].poll.answers)) == ("Tea?", 2)
    assert heard[3].message_snapshots[0].content == "from elsewhere"


async def test_a_forward_tells_neither_who_wrote_it_nor_where(practice: Practice):
    """Its reference names a channel that the bot cannot look into; its files can be fetched."""
    at = (practice.client, private(practice))
    number = practice.standin.forward(*at, "words", files=[PICTURE])

    told = (await practice.call("GET", f"/channels/{at[1]}/messages/{number}")).body

    assert "author" not in told["message_snapshots"][0]["message"]
    assert (await practice.call("GET", f"/channels/{told['message_reference']['channel_id']}")).status == 404
    (file,) = told["message_snapshots"][0]["message"]["attachments"]
    async with practice.http.get(file["url"]) as answer:
        assert await answer.read() == b"png"


async def test_an_edit_takes_files_off_and_brings_others(practice: Practice):
    """The message is told with what it bears now; a file that was taken off is gone from the CDN."""
    channel = private(practice)
    number = practice.standin.dm(practice.client, TOKEN, files=[PICTURE, ("b.png", b"b", "image/png")])
    before = (await practice.call("GET", f"/channels/{channel}/messages/{number}")).body["attachments"]

    practice.standin.edit_files(practice.client, channel, number, keep=[1], more=[("c.png", b"c", "image/png")])

    told = (await practice.call("GET", f"/channels/{channel}/messages/{number}")).body
    assert [file["filename"] for file in told["attachments"]] == ["b.png", "c.png"]
    assert told["edited_timestamp"]
    async with practice.http.get(before[0]["url"]) as answer:
        assert answer.status == 404


async def test_what_the_app_would_not_send(practice: Practice):
    """Too many, too long, nothing at all."""
    at = (practice.client, private(practice))
    voice = practice.standin.dm(practice.client, TOKEN, voice=True)
    picture = practice.standin.dm(practice.client, TOKEN, files=[PICTURE])
    stand = practice.standin

    for deed in (
        lambda: stand.send_stickers(*at, ["a"] * 4),
        lambda: stand.send_stickers(*at, []),
        lambda: stand.send_poll(*at, "", ["a"]),
        lambda: stand.send_poll(*at, "q", []),
        lambda: stand.send_poll(*at, "q", ["a" * 56]),
        lambda: stand.send_poll(*at, "q", ["a"] * 11),
        lambda: stand.forward(*at, ""),
        lambda: stand.edit_files(*at, voice, keep=[]),
        lambda: stand.edit_files(*at, picture, keep=[]),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            deed()
