"""What Discord sends, in the core's words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bots.discord.translator import DiscordTranslator
from core.domain.address import PlaceKind
from core.domain.incoming import MessageGone, MessageIn, PartKind, Press, Sender, Unhandled
from tests.unit.bots.discord.fakes import ACCOUNT, address, kept, message, press


def one(kind: str, data: dict[str, Any], **extra: Any) -> Any:
    (only,) = DiscordTranslator(ACCOUNT).translate(kept(kind, data, **extra))
    return only


def test_a_direct_message_is_private() -> None:
    """No guild: one person and the bot."""
    told = one("MESSAGE_CREATE", message())

    assert told == MessageIn(
        address=address("40"),
        place=PlaceKind.PRIVATE,
        sender=Sender("7"),
        message="500",
        sent_at=datetime(2026, 3, 4, 5, 6, 7, 890000, tzinfo=UTC),
        kind=PartKind.TEXT,
        text="a small thing",
    )


@pytest.mark.parametrize(
    ("extra", "where", "place"),
    [
        ({"parent": "30", "parent_type": 15}, address("30", "40"), PlaceKind.ROOM),
        ({"parent": "30", "parent_type": 0}, address("30", "40"), PlaceKind.OTHER),
        ({"parent": None, "parent_type": None}, address("40"), PlaceKind.OTHER),
    ],
)
def test_only_a_post_in_a_forum_can_be_a_room(extra: dict[str, Any], where: Any, place: PlaceKind) -> None:
    """A thread in a forum is addressed by forum and thread; every other place in a guild is none of ours."""
    told = one("MESSAGE_CREATE", message(guild_id="3"), **extra)

    assert (where, place) == (told.address, told.place)


def test_a_swept_post_message_without_its_guild_is_in_the_room() -> None:
    """History leaves out the guild; the parent alone tells."""
    told = one("MESSAGE_CREATE", message(), parent="30", parent_type=15)

    assert told.place is PlaceKind.ROOM


@pytest.mark.parametrize("type_", [3, 6, 7, 18, 20, 21, 23, 46])
def test_what_discord_itself_says_is_no_message(type_: int) -> None:
    """Pins, joins, renamed threads, starters and poll results need nothing."""
    assert isinstance(one("MESSAGE_CREATE", message(type=type_)), Unhandled)


def attachment(**fields: Any) -> dict[str, Any]:
    return {"id": "801", "filename": "a.bin", "size": 1234, "url": "https://cdn.example/x?ex=1", **fields}


def test_the_wave_of_a_voice_comes_along() -> None:
    """Discord tells it; nothing else of that length is taken for one."""
    voice = attachment(content_type="audio/ogg", duration_secs=2.6, waveform="AAEC" + "A" * 4000)

    told = one("MESSAGE_CREATE", message(content="", flags=1 << 13, attachments=[voice]))

    assert isinstance(told, MessageIn)
    assert told.files[0].waveform == "AAEC" + "A" * 396


@pytest.mark.parametrize(
    ("flags", "fields", "kind"),
    [
        (0, {"content_type": "image/png"}, PartKind.PHOTO),
        (0, {"content_type": "audio/mpeg"}, PartKind.AUDIO),
        (1 << 13, {"content_type": "audio/ogg", "duration_secs": 2.6}, PartKind.VOICE),
        (0, {"content_type": "video/mp4"}, PartKind.VIDEO),
        (0, {"content_type": "application/pdf"}, PartKind.FILE),
        (0, {"filename": "drawing.jpg"}, PartKind.PHOTO),
        (0, {}, PartKind.FILE),
    ],
)
def test_an_attachment_has_a_kind_and_a_reference_that_lasts(
    flags: int, fields: dict[str, Any], kind: PartKind
) -> None:
    """The reference names message and attachment, never the link, which expires."""
    told = one("MESSAGE_CREATE", message(content="", flags=flags, attachments=[attachment(**fields)]))

    assert kind is told.kind is told.files[0].kind
    assert {"channel": "40", "message": "500", "attachment": "801"} == told.files[0].ref.locator
    assert told.files[0].size == 1234
    assert told.files[0].duration_s == (3 if kind is PartKind.VOICE else None)


def test_several_attachments_are_one_message() -> None:
    """A person who sends four pictures sent one thing."""
    files = [attachment(id=str(800 + n), content_type="image/webp") for n in range(4)]

    told = one("MESSAGE_CREATE", message(attachments=files, content="four"))

    assert ["800", "801", "802", "803"] == [file.ref.locator["attachment"] for file in told.files]
    assert told.text == "four"


def test_a_reply_names_what_it_quotes() -> None:
    """The quoted message is the best evidence of what a reply belongs to."""
    told = one("MESSAGE_CREATE", message(type=19, message_reference={"message_id": "321", "channel_id": "40"}))

    assert told.reply_to == "321"


def test_an_edit_is_a_version_and_a_preview_is_nothing() -> None:
    """Discord sends an update for each link preview too; only people's edits have a time."""
    edited = one("MESSAGE_UPDATE", message(edited_timestamp="2026-03-04T06:00:00+00:00", content="better"))
    preview = one("MESSAGE_UPDATE", message(edited_timestamp=None))

    assert edited.edited_at == datetime(2026, 3, 4, 6, tzinfo=UTC)
    assert edited.text == "better"
    assert isinstance(preview, Unhandled)


def test_a_deletion_names_what_is_gone() -> None:
    """Deletions have ids only."""
    single = one("MESSAGE_DELETE", {"id": "500", "channel_id": "40", "guild_id": "3"}, parent="30", parent_type=15)
    bulk = DiscordTranslator(ACCOUNT).translate(kept("MESSAGE_DELETE_BULK", {"ids": ["1", "2"], "channel_id": "40"}))

    assert single == MessageGone(address("30", "40"), "500")
    assert [MessageGone(address("40"), "1"), MessageGone(address("40"), "2")] == bulk


def test_a_press_gives_the_handle_back_without_the_delivery() -> None:
    """The mark on a button is ours, for finding the message again; the handle may hold the same sign."""
    private = one("INTERACTION_CREATE", press())
    hashed = one("INTERACTION_CREATE", press(data={"component_type": 2, "custom_id": "a#b#01"}))
    bare = one("INTERACTION_CREATE", press(data={"component_type": 2, "custom_id": "ab"}))

    assert private == Press(
        address=address("40"),
        place=PlaceKind.PRIVATE,
        sender=Sender("7", language="de"),
        handle="card:3:done",
        message="321",
        at=datetime(2024, 4, 29, 18, 12, 2, 167000, tzinfo=UTC),
    )
    assert ("a#b", "ab") == (hashed.handle, bare.handle)


def test_a_press_in_a_post_is_in_the_room() -> None:
    """The payload names the parent; the person is a member there."""
    told = one(
        "INTERACTION_CREATE",
        press(
            guild_id="3", channel={"id": "40", "type": 11, "parent_id": "30"}, member={"user": {"id": "8"}}, user=None
        ),
    )

    assert (address("30", "40"), PlaceKind.ROOM, "8") == (told.address, told.place, told.sender.id)


@pytest.mark.parametrize(
    "fields",
    [{"type": 2, "data": {"name": "Quote", "type": 3}}, {"type": 5}, {"data": {"component_type": 3, "custom_id": "x"}}],
)
def test_other_interactions_need_nothing(fields: dict[str, Any]) -> None:
    """No forms, lists or commands of a context menu are offered."""
    assert isinstance(one("INTERACTION_CREATE", press(**fields)), Unhandled)


def test_a_command_is_the_sentence_that_could_have_been_typed() -> None:
    """Its own id stands for the message; the words are those of the options, in their order."""
    options = [{"name": "name", "type": 3, "value": " Mira "}, {"name": "language", "type": 3, "value": "en"}]
    called = press(type=2, data={"id": "5", "name": "invite", "type": 1, "options": options})
    in_room = {"guild_id": "3", "channel": {"id": "40", "type": 11, "parent_id": "30"}, "member": {"user": {"id": "8"}}}

    private = one("INTERACTION_CREATE", called)
    room = one("INTERACTION_CREATE", {**called, **in_room}, parent="30", parent_type=15)
    talk = one("INTERACTION_CREATE", {**called, **in_room}, parent="30", parent_type=0)

    assert (private.text, private.message, private.sender) == (
        "/invite Mira en",
        called["id"],
        Sender("7", language="de"),
    )
    assert (private.address, private.place) == (address("40"), PlaceKind.PRIVATE)
    assert (room.address, room.place, room.sender.id) == (address("30", "40"), PlaceKind.ROOM, "8")
    assert talk.place is PlaceKind.OTHER


def test_an_unknown_event_needs_nothing() -> None:
    """What Discord invents tomorrow is no fault."""
    assert one("SOMETHING_NEW", {}) == Unhandled("SOMETHING_NEW")


@pytest.mark.parametrize(
    "fields",
    [
        {"author": None},
        {"author": {}},
        {"id": None},
        {"id": "x1"},
        {"channel_id": None},
        {"timestamp": "soon"},
        {"content": 5},
        {"attachments": [None]},
        {"attachments": [{"filename": "no id"}]},
        {"attachments": 7},
    ],
)
def test_a_poisonous_update_is_told_by_three_errors(fields: dict[str, Any]) -> None:
    """The handler sets such an update aside; any other error would end it."""
    with pytest.raises(ValueError, match=r"^unreadable event \(\w+\)$"):
        one("MESSAGE_CREATE", message(**fields))


@pytest.mark.parametrize("payload", [b"", b"[]", b"null", b'{"t": 1, "d": {}}', b'{"t": "MESSAGE_CREATE", "d": []}'])
def test_a_payload_that_is_no_event_is_poison_too(payload: bytes) -> None:
    """Bytes from a broken store end the same way."""
    raw = kept("MESSAGE_CREATE", {})

    with pytest.raises((ValueError, KeyError, TypeError)):
        DiscordTranslator(ACCOUNT).translate(type(raw)(ACCOUNT, "k", "l", payload, raw.received_at))


def test_half_a_character_can_be_stored() -> None:
    """JSON can carry half an emoji; a database cannot."""
    told = one("MESSAGE_CREATE", message(content="cut \ud83d"))

    assert told.text == "cut \ufffd"
    assert told.text.encode()


@pytest.mark.parametrize(
    ("guild", "place"), [("77", PlaceKind.DOOR), ("78", PlaceKind.OTHER), (None, PlaceKind.PRIVATE)]
)
def test_the_door_server_is_told_from_every_other(guild: str | None, place: PlaceKind) -> None:
    """Its channels are places of one newcomer each; without a door there are none."""
    fields = message() | ({"guild_id": guild} if guild else {})
    (told,) = DiscordTranslator(ACCOUNT, door="77").translate(kept("MESSAGE_CREATE", fields))
    (without,) = DiscordTranslator(ACCOUNT).translate(kept("MESSAGE_CREATE", fields))

    assert told.place is place
    assert without.place is not PlaceKind.DOOR
