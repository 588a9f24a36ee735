"""Is every call that a story made valid by the platforms' own descriptions? Asked at the end of each story."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest

from bots.sandbox.discord import Call as DiscordCall
from bots.sandbox.stage import Stage
from tests.sandbox.discord import spec as discord_spec
from tests.sandbox.telegram import spec as telegram_spec


def unchecked() -> str:
    """Which descriptions are absent, in loud words; "" where both are there. In CI their absence fails the test."""
    absent = [str(path) for path in (telegram_spec.SPEC_PATH, discord_spec.SPEC) if not path.exists()]
    if not absent:
        return ""
    words = f"NOT CHECKED: the platforms' descriptions are missing: {', '.join(absent)}"
    if os.environ.get("CI"):
        pytest.fail(words)
    return words


def require_descriptions() -> None:
    """Skip loudly where a description is absent."""
    words = unchecked()
    if words:
        pytest.skip(words)


def faults_in_calls(stage: Stage) -> list[str]:
    """What is wrong with the calls both stand-ins recorded, each fault once; [] is valid.

    Where a description is absent nothing is checked here (tests/faults/test_conformance.py says so loudly).
    """
    if unchecked():
        return []
    return sorted({*_telegram_faults(stage), *_discord_faults(stage)})


def _telegram_faults(stage: Stage) -> Iterator[str]:
    seen: set[str] = set()
    for call in stage.telegram.calls:
        unread = not call.params and not call.answered  # the caller left before its words were read
        if unread or _known(seen, call.method, call.params):
            continue
        for fault in telegram_spec.faults_in_call(call.method, call.params):
            yield f"telegram {fault}"


def _discord_faults(stage: Stage) -> Iterator[str]:
    seen: set[str] = set()
    for call in stage.discord.calls:
        if _unread(call) or _known(seen, call.method, call.route, call.query, call.body):
            continue
        for fault in discord_spec.faults_in_call(call):
            yield f"discord {fault}"


def _unread(call: DiscordCall) -> bool:
    return call.body is None and not call.answered and not call.status and call.method != "GET"


def _known(seen: set[str], *what: Any) -> bool:
    """Whether just this was checked before: polls and beats repeat themselves by the hundred."""
    key = json.dumps(what, sort_keys=True, default=str)
    if key in seen:
        return True
    seen.add(key)
    return False
