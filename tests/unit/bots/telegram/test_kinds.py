"""Whatever somebody can send on Telegram is told with its kind, its files, and what neither words nor a file tell."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.telegram.translator import TelegramTranslator
from core.domain.address import PlaceKind
from core.domain.incoming import Fact, IncomingFile, MediaRef, MessageIn, PartKind, RawUpdate, Unhandled
from tests.unit.bots.made_up import HANDED_ON, like, secrets_in

from .scripted import ACCOUNT, NOW, address
from .test_translator import FILE, PERSON, PRIVATE, read, written

ORIGIN = {"type": "user", "date": 1, "sender_user": {"id": 99, "is_bot": False, "first_name": "Somebody"}}
AT = {"latitude": 52.52, "longitude": 13.405}


def test_of_a_photo_the_largest_size_is_taken() -> None:
    """Whatever the order of the sizes."""
    sizes = [
        {"file_id": "m", "file_unique_id": "2", "width": 320, "height": 300, "file_size": 9000},
        {"file_id": "l", "file_unique_id": "3", "width": 1280, "height": 960, "file_size": 90_000},
        {"file_id": "s", "file_unique_id": "1", "width": 90, "height": 60},
    ]

    found = written(photo=sizes, caption="my room", media_group_id="g1")

    assert (found.kind, found.text, found.group) == (PartKind.PHOTO, "my room", "g1")
    ref = MediaRef(ACCOUNT, {"file_id": "l", "unique": "3"})
    assert found.files == (IncomingFile(ref, PartKind.PHOTO, "image/jpeg", size=90_000),)


@pytest.mark.parametrize(
    ("fields", "kind", "mime"),
    [
        ({"voice": FILE | {"duration": 7, "mime_type": "audio/ogg"}}, PartKind.VOICE, "audio/ogg"),
        ({"voice": FILE | {"duration": 7}}, PartKind.VOICE, "audio/ogg"),
        ({"audio": FILE | {"duration": 7, "mime_type": "audio/mpeg"}}, PartKind.AUDIO, "audio/mpeg"),
        ({"video": FILE | {"duration": 7, "mime_type": "video/mp4"}}, PartKind.VIDEO, "video/mp4"),
        ({"video_note": FILE | {"duration": 7}}, PartKind.ROUND, "video/mp4"),
        ({"document": FILE | {"mime_type": "image/png"}}, PartKind.FILE, "image/png"),
        ({"document": FILE, "animation": FILE | {"mime_type": "video/mp4"}}, PartKind.ANIMATION, "video/mp4"),
        ({"sticker": FILE}, PartKind.STICKER, "image/webp"),
        ({"sticker": FILE | {"is_animated": True}}, PartKind.STICKER, "application/x-tgsticker"),
        ({"sticker": FILE | {"is_video": True}}, PartKind.STICKER, "video/webm"),
    ],
)
def test_every_kind_of_file_has_a_durable_reference(fields: dict[str, Any], kind: PartKind, mime: str) -> None:
    """One file with what Telegram claims of it."""
    found = written(**fields)

    (file,) = found.files
    assert (found.kind, file.kind, file.mime) == (kind, kind, mime)
    assert file.ref.locator == {"file_id": "f", "unique": "u"}
    assert file.duration_s == (7 if "duration" in str(fields) else None)


def test_a_files_name_and_size_are_told_as_claimed() -> None:
    """Nothing about a file is guessed."""
    (file,) = written(document=FILE | {"file_name": "heron.pdf", "file_size": 3_000_000_000}).files

    assert (file.name, file.size) == ("heron.pdf", 3_000_000_000)


def test_a_live_photo_is_its_picture_and_its_film() -> None:
    """Telegram tells the picture twice and the film once."""
    found = written(photo=[FILE], live_photo={"file_id": "film", "file_unique_id": "v", "photo": [FILE]})

    assert [(file.kind, file.ref.locator["file_id"]) for file in found.files] == [
        (PartKind.PHOTO, "f"),
        (PartKind.VIDEO, "film"),
    ]


@pytest.mark.parametrize(
    ("fields", "kind", "facts"),
    [
        (
            {"location": AT},
            PartKind.LOCATION,
            {Fact.LATITUDE: "52.52", Fact.LONGITUDE: "13.405"},
        ),
        (
            {"location": AT | {"live_period": 900}},
            PartKind.LOCATION,
            {Fact.LATITUDE: "52.52", Fact.LONGITUDE: "13.405", Fact.LIVE: "yes"},
        ),
        (
            {"location": AT, "venue": {"location": AT, "title": "The park", "address": "Am Ufer 1"}},
            PartKind.LOCATION,
            {Fact.LATITUDE: "52.52", Fact.LONGITUDE: "13.405", Fact.PLACE: "The park, Am Ufer 1"},
        ),
        (
            {"location": {"latitude": 0, "longitude": -180.0}},
            PartKind.LOCATION,
            {Fact.LATITUDE: "0", Fact.LONGITUDE: "-180"},
        ),
        (
            {"contact": {"phone_number": "+49 30 1", "first_name": "Noor", "last_name": "B", "user_id": 8}},
            PartKind.CONTACT,
            {Fact.CONTACT: "Noor B", Fact.PHONE: "+49 30 1"},
        ),
        (
            {"contact": {"phone_number": "1", "first_name": "N", "vcard": "BEGIN:VCARD"}},
            PartKind.CONTACT,
            {Fact.CONTACT: "N", Fact.PHONE: "1", Fact.VCARD: "BEGIN:VCARD"},
        ),
        (
            {"poll": {"id": "7", "question": "Tea?", "options": [{"text": "yes"}, {"text": "no"}]}},
            PartKind.POLL,
            {Fact.QUESTION: "Tea?", Fact.OPTIONS: "yes\nno"},
        ),
        ({"dice": {"emoji": "🎲", "value": 4}}, PartKind.OTHER, {Fact.TOLD: "🎲 4"}),
        (
            {"checklist": {"title": "Today", "tasks": [{"id": 1, "text": "walk"}, {"id": 2, "text": "rest"}]}},
            PartKind.OTHER,
            {Fact.TOLD: "Today\nwalk\nrest"},
        ),
        ({"game": {"title": "Blocks", "description": "Fall"}}, PartKind.OTHER, {Fact.TOLD: "Blocks Fall"}),
        ({"gift": {"gift": {"id": "1"}, "text": "for you"}}, PartKind.OTHER, {Fact.TOLD: "for you"}),
        ({"story": {"chat": PRIVATE, "id": 3}}, PartKind.OTHER, {}),
        ({"paid_media": {"star_count": 3, "paid_media": []}}, PartKind.OTHER, {}),
        ({"location": {"latitude": "north"}}, PartKind.OTHER, {}),
        ({"poll": 5}, PartKind.OTHER, {}),
        ({"invented_in_2031": {"any": "thing"}}, PartKind.OTHER, {}),
    ],
)
def test_what_is_no_file_is_told_as_facts(fields: dict[str, Any], kind: PartKind, facts: dict[Fact, str]) -> None:
    """Nothing is dropped; of what nobody understands yet its words are told where it has any."""
    found = written(**fields)

    assert (found.kind, found.text, found.files, found.facts) == (kind, "", (), facts)


def test_a_sticker_has_its_emoji() -> None:
    """What it stands for, beside its picture."""
    assert written(sticker=FILE | {"emoji": "🙂"}).facts == {Fact.STICKER: "🙂"}


def test_a_rich_message_keeps_its_words() -> None:
    """Headings, lists and dressed words become lines of plain text."""
    blocks = [
        {"type": "heading", "text": "Today", "size": 1},
        {"type": "paragraph", "text": ["a ", {"type": "bold", "text": ["good", " day"]}]},
        {"type": "list", "items": [{"label": "1.", "blocks": [{"type": "paragraph", "text": "tram"}]}]},
    ]

    found = written(rich_message={"blocks": blocks})

    assert (found.kind, found.text) == (PartKind.TEXT, "Today\na good day\n1.tram")


def test_a_forward_says_so_and_not_from_whom() -> None:
    """A friend's account is none of ours."""
    found = written(text="read this", forward_origin=ORIGIN)

    assert (found.text, found.facts) == ("read this", {Fact.FORWARDED: "yes"})
    assert "Somebody" not in repr(found)
    assert "99" not in repr(found)


@pytest.mark.parametrize(
    ("fields", "facts"),
    [
        ({"quote": {"text": "a line", "position": 4, "is_manual": True}}, {Fact.QUOTED: "a line"}),
        ({"quote": {"text": "the whole of it", "position": 0}}, {}),
        (
            {"external_reply": {"origin": ORIGIN}, "quote": {"text": "there", "position": 0}},
            {Fact.QUOTED: "there", Fact.ELSEWHERE: "yes"},
        ),
        ({"external_reply": {"origin": ORIGIN, "photo": [FILE]}}, {Fact.ELSEWHERE: "yes"}),
        ({"reply_to_story": {"chat": PRIVATE, "id": 3}}, {Fact.ELSEWHERE: "yes"}),
    ],
)
def test_the_passage_that_is_answered_is_told(fields: dict[str, Any], facts: dict[Fact, str]) -> None:
    """A passage that was picked, or one from another chat; what Telegram quotes by itself we have already."""
    assert written(text="yes", **fields).facts == facts


def vote(*options: int, at: timedelta = timedelta(), **fields: Any) -> Any:
    answer = {"poll_id": "77", "user": PERSON, "option_ids": list(options), "option_persistent_ids": []} | fields
    payload = json.dumps({"update_id": 1, "poll_answer": answer}).encode()
    (found,) = TelegramTranslator(ACCOUNT).translate(RawUpdate(ACCOUNT, "1:x", "42", payload, NOW + at))
    return found


def test_a_vote_is_a_message_of_its_own_and_a_changed_one_its_newer_version() -> None:
    """By the poll's id, in the voter's private chat; taken back it is empty."""
    first, changed, taken_back = vote(1), vote(0, 2, at=timedelta(seconds=5)), vote(at=timedelta(seconds=9))

    assert {(each.message, each.address, each.place) for each in (first, changed, taken_back)} == {
        ("poll:77", address("42"), PlaceKind.PRIVATE)
    }
    assert [each.facts for each in (first, changed, taken_back)] == [
        {Fact.CHOSE: "2"},
        {Fact.CHOSE: "1, 3"},
        {Fact.CHOSE: ""},
    ]
    assert first.edited_at < changed.edited_at < taken_back.edited_at


@pytest.mark.parametrize(
    ("fields", "kind"), [({"user": {"id": 5, "is_bot": True}}, "bot"), ({"user": None, "voter_chat": PRIVATE}, "")]
)
def test_only_a_person_votes(fields: dict[str, Any], kind: str) -> None:
    """Bots and chats are nobody."""
    if kind:
        assert vote(1, **fields) == Unhandled(kind)
        return
    with pytest.raises(TypeError):
        vote(1, **fields)
    without_user = {"update_id": 1, "poll_answer": {"poll_id": "7", "voter_chat": PRIVATE, "option_ids": []}}
    assert read(without_user) == Unhandled("vote_of_a_chat")


@settings(max_examples=60, deadline=None)
@given(update=like("telegram", "Update"))
def test_any_update_of_the_specification_is_translated_or_told_by_three_errors(update: dict[str, Any]) -> None:
    """Unknown fields, missing ones, wrong types: what is raised names no content."""
    payload = json.dumps(update).encode()
    try:
        found = TelegramTranslator(ACCOUNT).translate(RawUpdate(ACCOUNT, "1:x", "42", payload, NOW))
    except (ValueError, KeyError, TypeError) as fault:
        assert not secrets_in(fault)
    else:
        assert len(found) == 1
        assert isinstance(found[0], HANDED_ON)


@settings(max_examples=60, deadline=None)
@given(message=like("telegram", "Message", right=True), edited=st.booleans())
def test_whatever_the_specification_allows_is_a_message_or_needs_nothing(message: dict[str, Any], edited: bool) -> None:
    """With any of the optional fields and ones that nobody knows yet: no person's message is set aside."""
    if "is_topic_message" in message:
        message |= {"message_thread_id": 9}  # one comes with the other
    update = {"update_id": 1, "edited_message" if edited else "message": message}

    found = read(update)

    is_nobodys = isinstance(found, Unhandled)
    assert is_nobodys or isinstance(found, MessageIn)
    assert not is_nobodys or found.kind.startswith(("service:", "sender_chat", "bot", "anonymous_admin"))
