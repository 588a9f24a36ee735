"""What Discord refuses when a bot sends, edits or deletes a message."""

from __future__ import annotations

import asyncio

import pytest

from bots.sandbox.discord import BOT_NEEDS, Permission
from tests.sandbox.discord.conftest import Answered, Practice


def row(*buttons: dict[str, object]) -> dict[str, object]:
    return {"type": 1, "components": list(buttons)}


def button(label: str = "Yes", custom_id: str = "a", **more: object) -> dict[str, object]:
    return {"type": 2, "style": 1, "label": label, "custom_id": custom_id} | more


def codes(answer: Answered) -> dict[str, str]:
    """Dotted path -> first code of an errors tree."""
    found: dict[str, str] = {}

    def walk(node: dict[str, object], path: str) -> None:
        for name, inner in node.items():
            if name == "_errors":
                found[path] = inner[0]["code"]
            else:
                walk(inner, f"{path}.{name}" if path else name)

    walk(answer.body["errors"], "")
    return found


async def test_json_is_exactly_application_json(practice: Practice):
    """discord.py compares the whole header: no charset."""
    answer = await practice.call("GET", "/users/@me")

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.body["id"] == practice.bot


@pytest.mark.parametrize("token", ["", "nonsense"])
async def test_a_wrong_token_is_401(practice: Practice, token: str):
    """No token and a wrong one are the same, and both count towards the ban."""
    answer = await practice.call("GET", "/users/@me", token=token)

    assert (answer.status, answer.body["message"]) == (401, "401: Unauthorized")
    assert practice.standin.invalid_requests == 1


async def test_unknown_paths_and_verbs(practice: Practice):
    """404 for a path nobody knows, 405 for a bot that wants to list its direct messages."""
    unknown = await practice.call("GET", "/nonsense")
    listing = await practice.call("GET", "/users/@me/channels")

    assert (unknown.status, listing.status) == (404, 405)


async def test_content_has_1_to_2000_characters(practice: Practice):
    """2000 pass, 2001 are 50035 with a tree, blanks alone are 50006."""
    full = await practice.send(practice.channel, "x" * 2000)
    over = await practice.send(practice.channel, "x" * 2001)
    blank = await practice.send(practice.channel, " \n ")
    nothing = await practice.call("POST", f"/channels/{practice.channel}/messages", {})

    assert full.status == 200
    assert (over.status, over.code, codes(over)) == (400, 50035, {"content": "BASE_TYPE_MAX_LENGTH"})
    assert (blank.status, blank.code) == (400, 50006)
    assert nothing.code == 50006


@pytest.mark.parametrize(
    ("components", "expected"),
    [
        ([row(*[button(str(n), str(n)) for n in range(6)])], {"components.0.components": "BASE_TYPE_BAD_LENGTH"}),
        ([row(button(str(n), str(n))) for n in range(6)], {"components": "BASE_TYPE_BAD_LENGTH"}),
        ([row()], {"components.0.components": "BASE_TYPE_BAD_LENGTH"}),
        ([row(button("x" * 81))], {"components.0.components.0.label": "BASE_TYPE_MAX_LENGTH"}),
        ([row(button(custom_id="x" * 101))], {"components.0.components.0.custom_id": "BASE_TYPE_BAD_LENGTH"}),
        ([row(button(custom_id=""))], {"components.0.components.0.custom_id": "BASE_TYPE_BAD_LENGTH"}),
        (
            [row(button("a", "same"), button("b", "same"))],
            {"components.0.components.1.custom_id": "COMPONENT_CUSTOM_ID_DUPLICATED"},
        ),
        ([row(button(""))], {"components.0.components.0": "BUTTON_COMPONENT_INVALID_LABEL"}),
        ([row(button(style=9))], {"components.0.components.0.style": "BASE_TYPE_CHOICES"}),
        ([button()], {"components.0.type": "UNION_TYPE_CHOICES"}),
        ([{"type": 10, "content": "v2 only"}], {"components.0.type": "UNION_TYPE_CHOICES"}),
        ("rows", {"components": "LIST_TYPE_CONVERT"}),
    ],
)
async def test_components_are_checked(practice: Practice, components: object, expected: dict[str, str]):
    """At most 5 rows of 5, custom ids 1-100 and unique, labels up to 80, nothing of v2 without its flag."""
    answer = await practice.send(practice.channel, components=components)

    assert (answer.status, answer.code) == (400, 50035)
    assert codes(answer) == expected
    assert practice.standin.seen(practice.channel) == []


async def test_every_fault_of_a_body_is_told_at_once(practice: Practice):
    """The tree names the text and the button together."""
    answer = await practice.send(practice.channel, "x" * 2001, components=[row(button("x" * 81))])

    assert set(codes(answer)) == {"content", "components.0.components.0.label"}


async def test_components_v2_takes_no_content(practice: Practice):
    """With flag 1<<15 the words go into text displays, at most 4000 over all."""
    good = await practice.send(practice.channel, "", flags=1 << 15, components=[{"type": 10, "content": "words"}])
    both = await practice.send(practice.channel, "x", flags=1 << 15, components=[{"type": 10, "content": "words"}])
    long = [{"type": 10, "content": "x" * 2001}, {"type": 10, "content": "x" * 2000}]
    over = await practice.send(practice.channel, "", flags=1 << 15, components=long)

    assert good.status == 200
    assert "content" in codes(both)
    assert "components" in codes(over)
    assert practice.standin.seen(practice.channel)[0].text == "words"


async def test_a_nonce_doubles_nothing_within_its_window(practice: Practice):
    """Same author and nonce: the old message, also from another channel. Without enforce_nonce a repeat doubles."""
    first = await practice.send(practice.channel, nonce="n-1", enforce_nonce=True)
    again = await practice.send(practice.channel, "other words", nonce="n-1", enforce_nonce=True)
    elsewhere = await practice.send(await practice.dm(), nonce="n-1", enforce_nonce=True)
    careless = await practice.send(practice.channel, nonce="n-1")

    assert first.body["id"] == again.body["id"] == elsewhere.body["id"] != careless.body["id"]
    assert again.body["content"] == "hello"
    assert first.body["nonce"] == "n-1"
    assert len(practice.standin.seen(practice.channel)) == 2


async def test_a_nonce_is_forgotten_after_its_window(practice: Practice):
    """Past the window (steady time, not the movable clock) the same nonce makes a second message."""
    practice.standin.nonce_window_s = 0.05
    first = await practice.send(practice.channel, nonce=7, enforce_nonce=True)
    await asyncio.sleep(0.06)
    second = await practice.send(practice.channel, nonce=7, enforce_nonce=True)

    assert first.body["id"] != second.body["id"]


async def test_the_nonce_of_a_deleted_message_is_10008(practice: Practice):
    """It was sent, it was deleted: 404 instead of a second one."""
    first = await practice.send(practice.channel, nonce="n", enforce_nonce=True)
    await practice.call("DELETE", f"/channels/{practice.channel}/messages/{first.body['id']}")
    again = await practice.send(practice.channel, nonce="n", enforce_nonce=True)

    assert (again.status, again.code) == (404, 10008)


async def test_a_nonce_has_at_most_25_characters(practice: Practice):
    """25 pass, 26 are refused."""
    good = await practice.send(practice.channel, nonce="x" * 25)
    over = await practice.send(practice.channel, nonce="x" * 26)

    assert good.status == 200
    assert codes(over) == {"nonce": "BASE_TYPE_MAX_LENGTH"}


async def test_history_does_not_give_the_nonce_back(practice: Practice):
    """Undocumented at the real one, so nobody may build on it."""
    await practice.send(practice.channel, nonce="n", enforce_nonce=True)
    [message] = (await practice.call("GET", f"/channels/{practice.channel}/messages")).body

    assert "nonce" not in message


async def test_forum_posts_and_edits_know_no_nonce(practice: Practice):
    """The same post twice is two posts."""
    body = {"name": "Heron", "message": {"content": "x", "nonce": "n", "enforce_nonce": True}}
    path = f"/channels/{practice.forum}/threads"
    ids = [(await practice.call("POST", path, body)).body["id"] for _ in range(2)]

    assert len(set(ids)) == 2
    assert list(practice.standin.threads(practice.forum).values()) == ["Heron", "Heron"]


async def test_a_file_has_at_most_10_mib(practice: Practice):
    """10 MiB pass, one byte more is 413/40005."""
    path = f"/channels/{practice.channel}/messages"
    limit = 10 * 1024 * 1024
    good = await practice.call("POST", path, files=[("a.bin", b"x" * limit, "application/octet-stream")])
    over = await practice.call("POST", path, files=[("a.bin", b"x" * (limit + 1), "application/octet-stream")])

    assert good.status == 200
    assert (over.status, over.code) == (413, 40005)


async def test_a_request_has_at_most_25_mib(practice: Practice):
    """Three files that each would pass are too much together."""
    part = b"x" * (9 * 1024 * 1024)
    files = [(f"{n}.bin", part, "application/octet-stream") for n in range(3)]
    answer = await practice.call("POST", f"/channels/{practice.channel}/messages", files=files)

    assert (answer.status, answer.code) == (413, 40005)


async def test_files_without_the_right_to_attach(practice: Practice):
    """ATTACH_FILES and EMBED_LINKS are asked for: 50013."""
    rights = int(BOT_NEEDS) & ~Permission.ATTACH_FILES & ~Permission.EMBED_LINKS
    practice.standin.set_bot_permissions(practice.channel, rights)
    path = f"/channels/{practice.channel}/messages"
    with_file = await practice.call("POST", path, {"content": "x"}, files=[("a.txt", b"x", "text/plain")])
    with_embed = await practice.send(practice.channel, embeds=[{"title": "t"}])
    plain = await practice.send(practice.channel)

    assert (with_file.code, with_embed.code, plain.status) == (50013, 50013, 200)


async def test_broken_json_is_50109(practice: Practice):
    """What is no JSON is named as such."""
    headers = {"Content-Type": "application/json"}
    answer = await practice.call("POST", f"/channels/{practice.channel}/messages", data=b"{", headers=headers)

    assert (answer.status, answer.code) == (400, 50109)


async def test_embeds_are_measured(practice: Practice):
    """Title 256, description 4096, 6000 in all."""
    title = await practice.send(practice.channel, embeds=[{"title": "x" * 257}])
    total = await practice.send(practice.channel, embeds=[{"description": "x" * 3001}] * 2)

    assert codes(title) == {"embeds.0.title": "BASE_TYPE_MAX_LENGTH"}
    assert codes(total) == {"embeds": "MAX_EMBED_SIZE_EXCEEDED"}


async def test_only_those_allowed_are_pinged(practice: Practice):
    """Without allowed_mentions all named are pinged; with parse [] nobody; both kinds together are refused."""
    words = f"<@{practice.client}> and @everyone"
    path = practice.channel
    await practice.send(path, words)
    await practice.send(path, words, allowed_mentions={"parse": []})
    await practice.send(path, words, allowed_mentions={"parse": [], "users": [practice.client]})
    both = await practice.send(path, words, allowed_mentions={"parse": ["users"], "users": [practice.client]})
    practice.standin.set_bot_permissions(path, int(BOT_NEEDS | Permission.MENTION_EVERYONE))
    await practice.send(path, words)
    await practice.send(path, words, allowed_mentions={"parse": ["users"]})

    pinged = [seen.pinged for seen in practice.standin.seen(path)]
    assert pinged == [(practice.client,), (), (practice.client,), (practice.client, "@everyone"), (practice.client,)]
    assert codes(both) == {"allowed_mentions": "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"}


async def test_a_reply_pings_only_where_allowed(practice: Practice):
    """replied_user false spares the author; a reply to nothing is 50035, or plain with fail_if_not_exists false."""
    channel = practice.channel
    written = practice.standin.write(practice.client, channel, "mine")
    loud = await practice.send(channel, message_reference={"message_id": written})
    quiet = await practice.send(
        channel, message_reference={"message_id": written}, allowed_mentions={"parse": [], "replied_user": False}
    )
    lost = await practice.send(channel, message_reference={"message_id": "1"})
    soft = await practice.send(channel, message_reference={"message_id": "1", "fail_if_not_exists": False})

    assert [user["id"] for user in loud.body["mentions"]] == [practice.client]
    assert quiet.body["mentions"] == []
    assert quiet.body["referenced_message"]["id"] == written
    assert codes(lost) == {"message_reference": "REPLIES_UNKNOWN_MESSAGE"}
    assert (soft.status, soft.body["type"]) == (200, 0)


async def test_only_own_messages_are_edited(practice: Practice):
    """A person's message: 403/50005; one that is gone: 404/10008; emptied: 400/50006."""
    channel = practice.channel
    theirs = practice.standin.write(practice.client, channel, "mine")
    own = (await practice.send(channel)).body["id"]
    foreign = await practice.call("PATCH", f"/channels/{channel}/messages/{theirs}", {"content": "x"})
    gone = await practice.call("PATCH", f"/channels/{channel}/messages/1", {"content": "x"})
    emptied = await practice.call("PATCH", f"/channels/{channel}/messages/{own}", {"content": ""})
    edited = await practice.call("PATCH", f"/channels/{channel}/messages/{own}", {"content": "new", "components": []})

    assert [(a.status, a.code) for a in (foreign, gone, emptied)] == [(403, 50005), (404, 10008), (400, 50006)]
    assert edited.body["edited_timestamp"] is not None
    assert edited.body["id"] == own


async def test_edits_of_old_messages_are_limited(practice: Practice):
    """Within the hour any number; later 429/30046 past the limit, which an hour later is full again."""
    practice.standin.late_edit_limit = 1
    own = (await practice.send(practice.channel)).body["id"]
    other = (await practice.send(practice.channel)).body["id"]

    async def edit(message: str) -> tuple[int, int | None]:
        answer = await practice.call("PATCH", f"/channels/{practice.channel}/messages/{message}", {"content": "new"})
        return answer.status, answer.code

    fresh = [await edit(own), await edit(own)]
    practice.clock.move(hours=1)
    late = [await edit(own), await edit(other)]
    practice.clock.move(hours=1)

    assert (fresh, late) == ([(200, None)] * 2, [(200, None), (429, 30046)])
    assert await edit(other) == (200, None)


async def test_others_messages_are_not_deleted(practice: Practice):
    """In a DM never (50003), in a channel only with MANAGE_MESSAGES (50013)."""
    there = practice.standin.write(practice.client, practice.channel, "mine")
    private = practice.standin.dm(practice.client, practice.token, "mine")
    channel = practice.standin.dm_channel(practice.client, practice.token)
    public = await practice.call("DELETE", f"/channels/{practice.channel}/messages/{there}")
    secret = await practice.call("DELETE", f"/channels/{channel}/messages/{private}")

    assert [(a.status, a.code) for a in (public, secret)] == [(403, 50013), (403, 50003)]


async def test_a_voice_message_needs_its_metadata(practice: Practice):
    """Bots may send voice: one audio file with length and waveform, no words, and no edit afterwards."""
    path = f"/channels/{practice.channel}/messages"
    file = ("v.ogg", b"OggS", "audio/ogg")
    about = {"id": 0, "filename": "v.ogg", "duration_secs": 1.0, "waveform": "AAA="}
    good = await practice.call("POST", path, {"flags": 8192, "attachments": [about]}, files=[file])
    bare = await practice.call("POST", path, {"flags": 8192}, files=[file])
    wordy = await practice.call("POST", path, {"flags": 8192, "content": "x", "attachments": [about]}, files=[file])
    picture = await practice.call("POST", path, {"flags": 8192}, files=[("a.png", b"x", "image/png")])
    edited = await practice.call("PATCH", f"{path}/{good.body['id']}", {"content": "x"})

    assert practice.standin.seen(practice.channel)[0].media == "voice"
    assert [a.code for a in (bare, wordy, picture, edited)] == [50161, 50159, 50160, 50162]
