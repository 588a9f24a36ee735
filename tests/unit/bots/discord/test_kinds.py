"""Whatever somebody can send on Discord is told with its kind, its files, and what neither words nor a file tell."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.discord.translator import DiscordTranslator
from core.domain.incoming import Fact, MessageIn, PartKind
from tests.unit.bots.discord.fakes import ACCOUNT, kept, message
from tests.unit.bots.discord.test_translator import attachment, one
from tests.unit.bots.made_up import HANDED_ON, like, secrets_in

STICKER = {"id": "1", "name": "wave", "format_type": 1}
POLL = {
    "question": {"text": "Tea?"},
    "answers": [
        {"answer_id": 1, "poll_media": {"text": "yes", "emoji": {"id": None, "name": "🍵"}}},
        {"answer_id": 2, "poll_media": {"text": "no"}},
        {"answer_id": 3, "poll_media": {"emoji": {"id": None, "name": "🤷"}}},
    ],
    "expiry": None,
}


@pytest.mark.parametrize(
    ("fields", "kind", "facts"),
    [
        ({"content": "", "sticker_items": [STICKER]}, PartKind.STICKER, {Fact.STICKER: "wave"}),
        ({"content": "hi", "sticker_items": [STICKER]}, PartKind.TEXT, {Fact.STICKER: "wave"}),
        (
            {"content": "", "poll": POLL},
            PartKind.POLL,
            {Fact.QUESTION: "Tea?", Fact.OPTIONS: "🍵 yes\nno\n🤷"},
        ),
        (
            {"content": "", "embeds": [{"type": "link", "title": "A page", "url": "https://e.org/"}]},
            PartKind.OTHER,
            {Fact.TOLD: "A page\nhttps://e.org/"},
        ),
        ({"content": "see https://e.org/", "embeds": [{"title": "A page"}]}, PartKind.TEXT, {}),
        (
            {"content": "", "components": [{"type": 17, "components": [{"type": 10, "content": "inside"}]}]},
            PartKind.OTHER,
            {Fact.TOLD: "inside"},
        ),
        ({"content": ""}, PartKind.OTHER, {}),
    ],
)
def test_what_is_no_file_is_told_as_facts(fields: dict[str, Any], kind: PartKind, facts: dict[Fact, str]) -> None:
    """Nothing is dropped; of what nobody understands yet its words are told where it has any."""
    told = one("MESSAGE_CREATE", message(**fields))

    assert (kind, facts, ()) == (told.kind, told.facts, told.files)


@pytest.mark.parametrize(
    ("snapshot", "kind", "facts"),
    [
        ({"content": "from elsewhere"}, PartKind.TEXT, {}),
        (
            {"content": "from elsewhere", "attachments": [attachment(content_type="image/png")]},
            PartKind.PHOTO,
            {},
        ),
        ({"content": "from elsewhere", "sticker_items": [STICKER]}, PartKind.TEXT, {Fact.STICKER: "wave"}),
    ],
)
def test_a_forward_keeps_what_it_carries(snapshot: dict[str, Any], kind: PartKind, facts: dict[Fact, str]) -> None:
    """Words and files of the forwarded message are in its snapshot; it is no answer to anything here."""
    told = one(
        "MESSAGE_CREATE",
        message(
            content="", message_snapshots=[{"message": snapshot}], message_reference={"type": 1, "message_id": "3"}
        ),
    )

    assert (kind, "from elsewhere", None) == (told.kind, told.text, told.reply_to)
    assert {Fact.FORWARDED: "yes"} | facts == told.facts


def test_a_forwarded_voice_message_is_one() -> None:
    """The flag stands on the snapshot; the file is fetched through the message that carries it."""
    voice = {"flags": 1 << 13, "attachments": [attachment(content_type="audio/ogg", duration_secs=2.4)]}

    (file,) = one("MESSAGE_CREATE", message(content="", message_snapshots=[{"message": voice}])).files

    assert (PartKind.VOICE, 2) == (file.kind, file.duration_s)
    assert {"channel": "40", "message": "500", "attachment": "801"} == file.ref.locator


def test_an_edit_tells_all_files_that_are_left() -> None:
    """One was taken off, one came: the message as it is now."""
    files = [attachment(id="802", content_type="image/png"), attachment(id="803", content_type="image/png")]

    told = one("MESSAGE_UPDATE", message(edited_timestamp="2026-03-04T06:00:00+00:00", attachments=files))

    assert ["802", "803"] == [file.ref.locator["attachment"] for file in told.files]
    assert told.edited_at is not None


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    """A gateway event around a message like the described one."""
    name = draw(st.sampled_from(["MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "INTERACTION_CREATE"]))
    told = draw(like("discord", "MessageResponse"))
    if isinstance(told, dict) and draw(st.booleans()):
        told["type"] = draw(st.sampled_from([0, 19]))
    return {"t": name, "d": told, "x": {}}


@settings(max_examples=60, deadline=None)
@given(event=events())
def test_any_event_of_the_description_is_translated_or_told_by_an_error_without_content(event: dict[str, Any]) -> None:
    """Unknown fields, missing ones, wrong types: what is raised names no content."""
    raw = kept("MESSAGE_CREATE", {})
    made = type(raw)(ACCOUNT, "k", "l", json.dumps(event).encode(), raw.received_at)
    try:
        found = DiscordTranslator(ACCOUNT).translate(made)
    except ValueError as fault:
        assert not secrets_in(fault)
    else:
        assert all(isinstance(each, HANDED_ON) for each in found)


@settings(max_examples=60, deadline=None)
@given(message=like("discord", "MessageResponse", right=True), type_=st.sampled_from([0, 19]))
def test_whatever_the_description_allows_is_a_message(message: dict[str, Any], type_: int) -> None:
    """With any of the optional fields and ones that nobody knows yet: no person's message is set aside."""
    assert isinstance(one("MESSAGE_CREATE", message | {"type": type_}), MessageIn)
