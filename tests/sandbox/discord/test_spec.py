"""The validator itself: it must find what is wrong, or its silence means nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bots.sandbox.discord import Call
from tests.sandbox.discord.spec import faults_in_answer, faults_in_call, needs_spec

MESSAGES = "/channels/{channel_id}/messages"


@pytest.fixture(autouse=True)
def _described() -> None:
    needs_spec()


def call(method: str = "POST", route: str = MESSAGES, **more: Any) -> Call:
    return Call(dt.datetime(2026, 11, 2, tzinfo=dt.UTC), method, route, route, more.pop("query", {}), **more)


def test_a_proper_call_has_no_fault():
    """Ids may be numbers, files stand beside the body."""
    body = {"content": "x", "message_reference": {"message_id": 5}, "files[0]": {"file": "a", "size": 1, "sha256": ""}}

    assert faults_in_call(call(body=body)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        call(route="/nonsense"),
        call(method="PUT"),
        call(),
        call(body={"content": 5}),
        call(body={"content": "x", "nonce": "x" * 26}),
        call(body={"components": [{"type": 1, "components": [{"type": 2, "label": "no style"}]}]}),
        call(body={"content": "x"}, query={"wiat": "1"}),
        call(method="GET", body={"content": "x"}),
    ],
    ids=["path", "verb", "no body", "type", "nonce", "button", "query", "body on GET"],
)
def test_a_wrong_call_is_found(wrong: Call):
    """Path, verb, missing or misshapen body, unknown query: each is named."""
    assert len(faults_in_call(wrong)) == 1


def test_a_wrong_answer_is_found():
    """A message without its author is no message; a status nobody described is named."""
    assert faults_in_answer(call(status=200, answer={"id": "1"}))
    assert faults_in_answer(call(status=201, answer={}))
    assert faults_in_answer(call(status=404, answer={})) == []
