"""The log holds ids and class names; words, names and tokens never reach it."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

import pytest
import structlog

from config.logging import configure_logging, fault_id

CANARY = "canary-Mira"
TOKEN = "123456789:AAcanaryTOKENcanaryTOKENcanaryTOKEN12"
SECRET = "s3cr/t+key=="


class Counting:
    """Entropy that counts, so that ids can be foretold."""

    def token(self, size: int) -> bytes:
        """0, 1, 2, ..."""
        return bytes(range(size))

    def id(self) -> str:
        """Always the same."""
        return "0" * 32


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The stream of a freshly configured log; what was configured before comes back afterwards."""
    root = logging.getLogger()
    before = (list(root.handlers), root.level, logging.raiseExceptions)
    stream = io.StringIO()
    configure_logging([SECRET], stream=stream)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:], logging.raiseExceptions = before[0], before[2]
    root.setLevel(before[1])
    structlog.reset_defaults()


def rows(stream: io.StringIO) -> list[dict[str, Any]]:
    """Each line as JSON; content and secrets must be in none of them."""
    text = stream.getvalue()
    for leak in (CANARY, TOKEN, SECRET, quote_plus(SECRET)):
        assert leak not in text
    return [json.loads(line) for line in text.splitlines()]


def test_own_and_library_records_share_one_stream(log: io.StringIO) -> None:
    """Both come as JSON lines with level, logger and time in UTC."""
    structlog.get_logger("vignette.scheduler").info("released", occurrence="a1", count=3)
    logging.getLogger("some.library").warning("slow answer")

    own, library = rows(log)
    assert (own["event"], own["occurrence"], own["count"], own["level"]) == ("released", "a1", 3, "info")
    assert (library["event"], library["logger"], library["level"]) == ("slow answer", "some.library", "warning")
    assert own["timestamp"].endswith("Z")


def test_content_keys_are_emptied_at_every_depth(log: io.StringIO) -> None:
    """A careless call that logs what a client wrote writes nothing of it."""
    structlog.get_logger("x").info("got", text=CANARY, part={"caption": CANARY, "size": 4, "deep": [{"name": CANARY}]})

    (row,) = rows(log)
    assert row["text"] == "[redacted]"
    assert row["part"] == {"caption": "[redacted]", "size": 4, "deep": [{"name": "[redacted]"}]}


def test_objects_are_named_not_printed(log: io.StringIO) -> None:
    """A value object's own description could hold content, so its class stands for it."""

    class Incoming:
        def __repr__(self) -> str:
            return CANARY

    structlog.get_logger("x").info("got", update=Incoming())

    (row,) = rows(log)
    assert row["update"].endswith("Incoming")


def test_secrets_are_hidden_wherever_they_stand(log: io.StringIO) -> None:
    """In an address, URL-encoded, inside a list, without a word boundary before them."""
    structlog.get_logger("x").info(
        "call", address=f"https://api.example/bot{TOKEN}/sendMessage", tries=[SECRET, f"k={quote_plus(SECRET)}"]
    )

    (row,) = rows(log)
    assert row["address"] == "https://api.example/bot[redacted]/sendMessage"
    assert row["tries"] == ["[redacted]", "k=[redacted]"]


def test_chatty_libraries_are_quiet(log: io.StringIO) -> None:
    """httpx would print each address with the token in it."""
    for name in ("httpx", "httpcore.connection", "telegram.ext", "discord.gateway", "apscheduler", "sqlalchemy.engine"):
        logging.getLogger(name).info("GET %s", TOKEN)

    assert rows(log) == []


def test_library_records_keep_their_template_only(log: io.StringIO) -> None:
    """What a library fills in may be a message, an update or a row."""
    logging.getLogger("discord.client").error("Ignoring exception in %s", CANARY)
    logging.getLogger("broken").error("%d", CANARY)
    logging.getLogger("odd").error({CANARY: 1})

    assert [row["event"] for row in rows(log)] == ["Ignoring exception in %s", "%d", "builtins.dict"]


def test_exceptions_are_classes_and_frames(log: io.StringIO) -> None:
    """The chain of causes is there with file, line and function; no message, no local value."""

    def read(words: str) -> None:
        raise ValueError(words)

    try:
        try:
            read(CANARY)
        except ValueError as error:
            raise KeyError(CANARY) from error
    except KeyError:
        structlog.get_logger("x").exception("failed")

    (row,) = rows(log)
    assert [each["class"] for each in row["exception"]] == ["builtins.KeyError", "builtins.ValueError"]
    frames = row["exception"][1]["frames"]
    assert len(frames) == 2
    assert frames[1].startswith("unit/config/test_logging.py:")
    assert frames[1].endswith(":read")


def test_forgotten_tasks_and_warnings_keep_their_words(log: io.StringIO) -> None:
    """asyncio prints the exception of a forgotten task, and warnings hold any text."""

    async def forget() -> None:
        async def fail() -> None:
            raise ValueError(CANARY)

        task = asyncio.create_task(fail())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task
        gc.collect()

    asyncio.run(forget())
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn(CANARY, UserWarning, stacklevel=1)

    task, warning = rows(log)
    assert task["exception"][0]["class"] == "builtins.ValueError"
    assert (warning["event"], warning["category"]) == ("warning", "UserWarning")


def test_fault_id_stands_beside_its_record(log: io.StringIO) -> None:
    """The id a person reads aloud finds the one record; groups show what is inside them."""
    fault = fault_id(ExceptionGroup(CANARY, [TypeError(CANARY)]), Counting())

    (row,) = rows(log)
    assert row["fault"] == fault == "23456"
    assert [each["class"] for each in row["exception"]] == ["builtins.ExceptionGroup", "builtins.TypeError"]
