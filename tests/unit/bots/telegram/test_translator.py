"""Telegram's JSON becomes what came in, in the core's words; what is nobody's message becomes nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bots.telegram.translator import TelegramTranslator
from core.domain.address import PlaceKind
from core.domain.incoming import (
    Incoming,
    MessageIn,
    PartKind,
    Press,
    RawUpdate,
    Reachability,
    Sender,
    Unhandled,
)

from .scripted import ACCOUNT, NOW, address

PRIVATE = {"id": 42, "type": "private", "first_name": "A"}
FORUM = {"id": -1001, "type": "supergroup", "title": "Room", "is_forum": True}
GROUP = {"id": -1002, "type": "supergroup", "title": "Group"}
PERSON = {"id": 42, "is_bot": False, "first_name": "A", "language_code": "pt-br"}
FILE = {"file_id": "f", "file_unique_id": "u"}


def read(update: Any, *, own_name: str = "") -> Incoming | Unhandled:
    payload = update if isinstance(update, bytes) else json.dumps(update).encode()
    raw = RawUpdate(ACCOUNT, "1:x", "77", payload, NOW)
    (found,) = TelegramTranslator(ACCOUNT, own_name=lambda: own_name).translate(raw)
    return found


def written(*, kind: str = "message", own_name: str = "", **fields: Any) -> Any:
    message = {"message_id": 10, "date": 1_700_000_000, "chat": PRIVATE, "from": PERSON} | fields
    return read({"update_id": 1, kind: message}, own_name=own_name)


def test_a_private_message_says_who_where_and_when() -> None:
    """Everything the core asks for, with Telegram's own date."""
    assert written(text="hello") == MessageIn(
        address=address("42"),
        place=PlaceKind.PRIVATE,
        sender=Sender("42", "pt-br"),
        message="10",
        sent_at=datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
        kind=PartKind.TEXT,
        text="hello",
    )


def test_an_edit_is_the_message_with_its_time_of_editing() -> None:
    """The same message id, told as edited, with the caption of a picture as its text."""
    found = written(kind="edited_message", caption="new", photo=[FILE], edit_date=1_700_000_060)

    assert (found.message, found.text, found.kind) == ("10", "new", PartKind.PHOTO)
    assert found.edited_at == datetime(2023, 11, 14, 22, 14, 20, tzinfo=UTC)
    assert found.sent_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert written(kind="edited_message", text="x").edited_at is not None


def test_a_forum_topic_is_a_room_with_a_thread() -> None:
    """A message in a topic bears its number; one in General has none; a chain of replies elsewhere is no topic."""
    topic = written(text="a", chat=FORUM, is_topic_message=True, message_thread_id=31)
    general = written(text="a", chat=FORUM)
    chain = written(text="a", chat=GROUP, message_thread_id=9)
    private = written(text="a", is_topic_message=True, message_thread_id=9)

    assert (topic.address, topic.place) == (address("-1001", "31"), PlaceKind.ROOM)
    assert (general.address, general.place) == (address("-1001"), PlaceKind.ROOM)
    assert (chain.address, chain.place) == (address("-1002"), PlaceKind.OTHER)
    assert (private.address, private.place) == (address("42"), PlaceKind.PRIVATE)


def test_a_reply_names_what_it_quotes() -> None:
    """The quoted message's number is evidence."""
    assert written(text="a", reply_to_message={"message_id": 8, "chat": PRIVATE}).reply_to == "8"


@pytest.mark.parametrize("root", [{"message_id": 31}, {"message_id": 30, "forum_topic_created": {"name": "t"}}])
def test_the_opening_of_a_topic_is_no_quote(root: dict[str, Any]) -> None:
    """Telegram names the topic's opening for everything that is no reply."""
    found = written(text="a", chat=FORUM, is_topic_message=True, message_thread_id=31, reply_to_message=root)

    assert found.reply_to is None


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"forum_topic_created": {"name": "t"}}, "service:forum_topic_created"),
        ({"pinned_message": {"message_id": 1}}, "service:pinned_message"),
        ({"new_chat_members": [PERSON]}, "service:new_chat_members"),
        ({"migrate_to_chat_id": -1003}, "service:migrate_to_chat_id"),
        ({"text": "a", "from": {"id": 1087968824, "is_bot": True}}, "anonymous_admin"),
        ({"text": "a", "from": {"id": 777000, "is_bot": False}, "sender_chat": {"id": -5}}, "sender_chat"),
        ({"text": "a", "from": {"id": 5, "is_bot": True}}, "bot"),
    ],
)
def test_what_no_person_said_is_nobodys_message(fields: dict[str, Any], kind: str) -> None:
    """Service messages, anonymous admins, channels and other bots never pass for a therapist."""
    assert written(chat=FORUM, **fields) == Unhandled(kind)


def test_a_message_without_sender_is_nobodys() -> None:
    """A channel's post has no author."""
    message = {"message_id": 1, "date": 1, "chat": GROUP, "text": "a"}

    assert read({"update_id": 1, "message": message}) == Unhandled("no_sender")


@pytest.mark.parametrize(
    ("update", "kind"),
    [
        ({"update_id": 1, "channel_post": {}}, "channel_post"),
        ({"update_id": 1, "chat_member": {}}, "chat_member"),
        ({"update_id": 1, "invented_in_2031": 5}, "invented_in_2031"),
        ({"update_id": 1}, "empty"),
    ],
)
def test_other_updates_are_named_and_left(update: dict[str, Any], kind: str) -> None:
    """What is understood to need nothing has a kind for the log."""
    assert read(update) == Unhandled(kind)


def test_a_press_names_its_message_and_thread() -> None:
    """Who pressed what, on which message, in which topic; the time is ours, Telegram tells none."""
    message = {"message_id": 10, "date": 1, "chat": FORUM, "is_topic_message": True, "message_thread_id": 31}

    found = read({"update_id": 1, "callback_query": {"id": "q", "from": PERSON, "message": message, "data": "h:1"}})

    assert found == Press(address("-1001", "31"), PlaceKind.ROOM, Sender("42", "pt-br"), "h:1", "10", NOW)


def test_a_press_on_an_old_message_still_counts() -> None:
    """Telegram tells little of an inaccessible message; chat and number are enough."""
    message = {"message_id": 10, "date": 0, "chat": PRIVATE}

    found = read({"update_id": 1, "callback_query": {"id": "q", "from": PERSON, "message": message, "data": "h"}})

    assert found == Press(address("42"), PlaceKind.PRIVATE, Sender("42", "pt-br"), "h", "10", NOW)


@pytest.mark.parametrize(
    "query", [{"data": "h"}, {"message": {"message_id": 1, "chat": PRIVATE}, "game_short_name": "x"}]
)
def test_a_press_on_nothing_of_ours_is_left(query: dict[str, Any]) -> None:
    """Inline messages and games bear no button of ours."""
    assert isinstance(read({"update_id": 1, "callback_query": {"id": "q", "from": PERSON} | query}), Unhandled)


@pytest.mark.parametrize(
    ("member", "is_open"),
    [
        ({"status": "member"}, True),
        ({"status": "administrator"}, True),
        ({"status": "kicked"}, False),
        ({"status": "left"}, False),
        ({"status": "restricted", "is_member": True}, True),
        ({"status": "restricted", "is_member": False}, False),
    ],
)
@pytest.mark.parametrize(("chat", "place"), [(PRIVATE, PlaceKind.PRIVATE), (FORUM, PlaceKind.ROOM)])
def test_blocking_and_leaving_are_told(
    chat: dict[str, Any], place: PlaceKind, member: dict[str, Any], is_open: bool
) -> None:
    """In private a block or its end, in a group the bot's coming and going."""
    change = {"chat": chat, "from": PERSON, "date": 1, "old_chat_member": {}, "new_chat_member": member}

    assert read({"update_id": 1, "my_chat_member": change}) == Reachability(address(str(chat["id"])), place, is_open)


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("/queue@Quiet_Bot", "/queue"),
        ("/invite@quiet_bot de Anna", "/invite de Anna"),
        ("/queue", "/queue"),
        ("write /queue@quiet_bot", "write /queue@quiet_bot"),
        ("me@example.org", "me@example.org"),
    ],
)
def test_a_command_loses_the_bots_name(said: str, understood: str) -> None:
    """Apps in groups write "/queue@name"; the core hears "/queue"."""
    assert written(text=said, chat=FORUM, own_name="quiet_bot").text == understood
    assert written(text=said, chat=FORUM).text == understood


def test_a_command_for_another_bot_is_not_ours() -> None:
    """Where our name is known, another bot's command in the same group is left alone."""
    assert written(text="/queue@other_bot", chat=FORUM, own_name="quiet_bot") == Unhandled("command_for_another_bot")


def test_a_lone_surrogate_in_a_text_is_readable() -> None:
    """No store has to choke on half a character."""
    found = read(
        b'{"message":{"message_id":1,"date":1,"chat":{"id":1,"type":"private"},"from":{"id":1},"text":"a\\ud83d"}}'
    )

    assert isinstance(found, MessageIn)
    assert found.text == "a\ufffd"


SECRET = "my-secret-garden"
POISON: list[Any] = [
    b"no json " + SECRET.encode(),
    b"\xff\xfe",
    b"[" * 100_000,
    SECRET,
    [],
    None,
    {"message": SECRET},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 1}, "from": PERSON, "text": SECRET}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": SECRET, "type": "private"}, "from": PERSON}},
    {"message": {"message_id": 1, "date": 10**30, "chat": PRIVATE, "from": PERSON, "text": SECRET}},
    {"message": {"message_id": 1, "date": SECRET, "chat": PRIVATE, "from": PERSON}},
    {"message": {"message_id": SECRET, "date": 1, "chat": PRIVATE, "from": PERSON}},
    {"message": {"message_id": 1, "date": 1, "chat": PRIVATE, "from": [SECRET]}},
    {"message": {"message_id": 1, "date": 1, "chat": PRIVATE, "from": PERSON, "photo": [SECRET]}},
    {"message": {"message_id": 1, "date": 1, "chat": PRIVATE, "from": PERSON, "photo": 5}},
    {"message": {"message_id": 1, "date": 1, "chat": PRIVATE, "from": PERSON, "voice": {"x": SECRET}}},
    {"my_chat_member": {"chat": PRIVATE, "new_chat_member": {"status": [SECRET]}}},
    {"callback_query": {"id": "q", "data": SECRET, "from": PERSON, "message": {"chat": PRIVATE}}},
]


@pytest.mark.parametrize("poison", POISON, ids=range(len(POISON)))
def test_poison_raises_what_the_port_allows_and_tells_no_words(poison: Any) -> None:
    """The inbox can set it aside, and its fault names no content."""
    with pytest.raises((ValueError, KeyError, TypeError)) as caught:
        read(poison)

    error: BaseException | None = caught.value
    while error is not None:
        assert SECRET not in repr(vars(error)) + repr(error)
        error = error.__cause__ or error.__context__
