"""Fixtures of the command's tests."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import discord.gateway
import discord.http
import pytest
import structlog

from tests.unit.cli.practice import make


@pytest.fixture
def studio(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A fresh practice; what commands do to this process (umask, log, Discord's address) is undone. Core dumps stay off."""
    for name in [name for name in os.environ if name.startswith("VIGNETTE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)  # set back afterwards
    socket = discord.gateway.DiscordWebSocket
    monkeypatch.setattr(socket, "DEFAULT_GATEWAY", socket.DEFAULT_GATEWAY)
    root = logging.getLogger()
    before = (list(root.handlers), root.level, logging.raiseExceptions)
    mask = os.umask(0o022)
    folder = make(tmp_path / "studio")
    capsys.readouterr()
    yield folder
    os.umask(mask)
    logging.captureWarnings(capture=False)
    root.handlers[:], logging.raiseExceptions = before[0], before[2]
    root.setLevel(before[1])
    structlog.reset_defaults()
