"""Every column of every table is listed here as sealed or plain; a new one must be judged before it is taken."""

from __future__ import annotations

import pytest
from sqlalchemy import Boolean, Integer, LargeBinary, String

from core.store.columns import Instant
from core.store.tables import metadata

# Sealed: words, captions, names, notes, platform ids, file names, raw updates (DESIGN 5, SE-23).
SEALED = {
    "inbox": ["payload"],
    "therapists": ["name"],
    "rooms": ["chat", "member", "posts"],
    "clients": ["name", "manner", "limits"],
    "addresses": ["chat"],
    "invitations": ["phrases", "door"],
    "consents": ["agreed_by", "filled"],
    "consent_documents": ["body"],
    "dialogues": ["filled"],
    "scenes": ["script"],
    "scene_lines": ["text"],
    "threads": ["thread"],
    "occurrences": ["title", "aftercare"],
    "check_ins": ["answer"],
    "parts": ["facts", "message", "text"],
    "part_versions": ["text"],
    "feedback": ["text"],
    "own_prompts": ["content"],
    "media": ["locator", "claims", "sha256"],
    "outbox": ["body", "receipt"],
}
# Plain: row ids, states, times, counts, rounded sizes, keyed hashes, names of library things, words chosen by chance.
PLAIN = {
    "practice": [
        "id", "key_check", "revision", "zone_rules", "beat_at", "journal_seq", "journal_hash", "created_at",
    ],
    "data_keys": ["owner", "version", "wrapped", "created_at"],  # wrapped: under the root key, its own seal
    "accounts": ["id", "platform", "owner", "epoch", "lease_until", "last_intake_at", "menu"],
    "cursors": ["account", "stream_index", "value", "moved_at"],  # value: an offset or a message's number, nobody's name
    "inbox": [
        "seq", "account", "update_index", "lane_index", "sender_index", "key_owner", "state", "attempts", "fault",
        "received_at", "done_at",
    ],
    "therapists": [
        "id", "language", "zone", "state", "code_index", "code_until", "away_from", "away_until", "created_at",
    ],
    "rooms": ["id", "therapist", "account", "chat_index", "member_index", "trouble", "created_at"],
    "clients": [
        "id", "therapist", "alias", "language", "zone", "state", "quiet", "days", "daily_cap", "rest_until", "paused_until",
        "held_level", "asked_at", "created_at",
    ],
    "addresses": ["id", "client", "account", "platform", "user_index", "chat_index", "state", "trouble", "wrote_at"],
    "invitations": ["id", "client", "code_index", "programme", "door_index", "until", "spent_at"],
    "consent_documents": ["sha256", "name", "version", "language", "material", "effective_from", "first_at"],
    "dialogues": ["client", "sha256", "step", "chosen", "wrong", "shown", "shown_at", "did"],
    "scenes": [
        "id", "client", "occurrence", "address", "reply", "state", "turn", "steps", "opened_at", "moved_at", "closes_at",
    ],
    "scene_lines": ["id", "scene", "client", "place", "turn", "speaker", "role", "part", "at"],
    "strangers": ["account", "user_index", "told_at"],
    "consents": [
        "id", "client", "document", "version", "language", "sha256", "purposes", "agreed_at", "withdrawn_at",
    ],
    "threads": ["id", "room", "client", "state", "trouble", "thread_index"],
    "enrolments": ["id", "client", "programme", "start", "state", "planned_to", "planned_by", "created_at"],
    "occurrences": [
        "id", "enrolment", "client", "step", "local_date", "slot", "prompt", "revision", "state", "reason",
        "intensity", "nominal_at", "due_at", "move_until", "late_at", "if_late", "answer_within_s", "remind", "reminded",
        "remind_at", "because", "sent_by", "approval", "sends", "released_at", "sent_at", "closes_at",
    ],
    "moves": ["id", "occurrence", "client", "at", "due_before", "due_after", "reason", "actor"],
    "check_ins": [
        "id", "client", "occurrence", "moment", "sending", "consent", "scale", "revision", "low", "high", "asked_at",
        "until", "answered_at", "chosen",
    ],
    "replies": ["id", "client", "occurrence", "address", "state", "evidence", "opened_at", "last_part_at", "closed_at"],
    "parts": [
        "id", "reply", "client", "account", "chat_index", "message_index", "album_index", "kind", "version", "sent_at",
        "edited_at", "withdrawn_at",
    ],
    "part_versions": ["id", "part", "client", "version", "at"],
    "cards": [
        "id", "reply", "client", "therapist", "thread", "state", "opened_at", "witnessed_at", "answered_at", "show_at",
    ],
    "own_prompts": [
        "id", "client", "therapist", "state", "source", "revision", "language", "modality", "intensity", "minutes", "version",
        "asked_index", "words", "occurrence", "created_at", "until", "offered_at",
    ],
    "feedback": [
        "id", "client", "therapist", "card", "account", "chat_index", "message_index", "is_note", "created_at",
    ],
    "media": [
        "id", "client", "part", "feedback", "place", "account", "kind", "state", "blob", "shown", "shown_as", "size_kb",
        "attempts", "next_at",
    ],
    "outbox": [
        "seq", "id", "cause", "account", "lane_index", "pace_index", "is_group", "operation", "kind", "urgency", "owner",
        "client", "address", "thread", "therapist", "occurrence", "card", "consent", "target", "nonce", "state",
        "attempts", "is_copy", "epoch", "trouble", "not_before", "created_at", "first_sending_at", "sent_at",
        "sent_chat_index", "sent_message_index",
    ],
    "library_revisions": ["revision", "packed", "kept_at", "kept_by", "how", "turn", "in_force_at"],
    "journal": ["seq", "at", "actor", "action", "object", "facts", "hash"],
}  # fmt: skip


# wrapped: under the root key. packed: the practice's library as its admin wrote it, read without the key as the folder is.
OPEN_BYTES = {("data_keys", "wrapped"), ("library_revisions", "packed")}


def listed(lists: dict[str, list[str]]) -> set[tuple[str, str]]:
    return {(table, column) for table, columns in lists.items() for column in columns}


def test_every_column_is_listed_once() -> None:
    """Neither more nor less than there is, and none as both."""
    there = {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}

    assert listed(SEALED) | listed(PLAIN) == there
    assert listed(SEALED) & listed(PLAIN) == set()


def test_columns_are_what_they_are_listed_as() -> None:
    """Sealed ones are bytes and marked; everything that is bytes is sealed, but the wrapped keys and the library, which is nobody's."""
    columns = [(table.name, column) for table in metadata.tables.values() for column in table.columns]

    marked = {(table, column.name) for table, column in columns if column.info.get("sealed")}
    binary = {(table, column.name) for table, column in columns if isinstance(column.type, LargeBinary)}

    assert marked == listed(SEALED)
    assert binary == listed(SEALED) | OPEN_BYTES


@pytest.mark.parametrize(("table", "name"), sorted(listed(PLAIN)))
def test_a_plain_column_has_no_room_for_stories(table: str, name: str) -> None:
    """Numbers, times, or short text with an end: a text without length would be a place for words."""
    column = metadata.tables[table].c[name]

    if isinstance(column.type, String):
        assert column.type.length is not None
        assert column.type.length <= (400 if (table, name) == ("journal", "facts") else 120)
    elif (table, name) not in OPEN_BYTES:
        kind = column.type.impl if isinstance(column.type, Instant) else column.type
        assert isinstance(kind, Integer | Boolean)
