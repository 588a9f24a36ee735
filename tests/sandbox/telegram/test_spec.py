"""The validator itself: what it lets pass and what it catches."""

from __future__ import annotations

import pytest

from tests.sandbox.telegram import spec
from tests.sandbox.telegram.spec import faults_in_call

FILE = {"file": "a.png", "size": 3, "sha256": "00"}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendMessage", {"chat_id": 1, "text": "a"}),
        ("sendMessage", {"chat_id": "@a", "text": "12", "message_thread_id": "5", "protect_content": "true"}),
        ("sendPhoto", {"chat_id": 1, "photo": FILE}),
        (
            "sendMediaGroup",
            {"chat_id": 1, "media": [{"type": "photo", "media": FILE}, {"type": "video", "media": "x", "width": 3}]},
        ),
        (
            "sendMessage",
            {
                "chat_id": 1,
                "text": "a",
                "entities": [{"type": "bold", "offset": 0, "length": 1}],
                "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]},
                "reply_parameters": {"message_id": 4, "allow_sending_without_reply": True},
            },
        ),
        ("setMyCommands", {"commands": [{"command": "a", "description": "b"}], "scope": {"type": "default"}}),
        ("getUpdates", {"allowed_updates": ["message"], "timeout": 30}),
    ],
)
def test_valid_calls_have_no_faults(method, params):
    """What Telegram's specification allows passes."""
    faults = faults_in_call(method, params)

    assert [] == faults


@pytest.mark.parametrize(
    ("method", "params", "fault"),
    [
        ("sendMesage", {}, "sendMesage: no such method"),
        ("sendMessage", {"chat_id": 1}, "sendMessage.text: missing"),
        ("sendMessage", {"chat_id": 1, "text": "a", "thread": 5}, "sendMessage.thread: no such field"),
        ("sendMessage", {"chat_id": 1, "text": 5}, "sendMessage.text: String expected"),
        ("sendMessage", {"chat_id": 1, "text": "a", "message_thread_id": "x"}, "message_thread_id: Integer expected"),
        ("sendMessage", {"chat_id": 1, "text": "a", "protect_content": 7}, "protect_content: Boolean expected"),
        (
            "sendMessage",
            {"chat_id": 1, "text": "a", "reply_markup": {"inline_keyboard": [[{"callback_data": "b"}]]}},
            "inline_keyboard[0][0].text: missing",
        ),
        ("sendMessage", {"chat_id": 1, "text": "a", "entities": {"type": "bold"}}, "entities: Array of MessageEntity"),
        ("sendMediaGroup", {"chat_id": 1, "media": [{"type": "photo", "media": 5}]}, "media[0].media: String expected"),
    ],
)
def test_invalid_calls_are_named(method, params, fault):
    """Unknown methods and parameters, missing ones and wrong types are told with their place."""
    faults = faults_in_call(method, params)

    assert any(fault in found for found in faults), faults


def test_an_absent_specification_skips_loudly_and_fails_in_ci(monkeypatch, tmp_path):
    """Nobody mistakes an unchecked call for a valid one."""
    monkeypatch.setattr(spec, "SPEC_PATH", tmp_path / "absent.json")
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match="ABSENT"):
        faults_in_call("getMe", {})
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="ABSENT"):
        faults_in_call("getMe", {})
