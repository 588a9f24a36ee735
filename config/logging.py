"""One JSON line per event on stderr, for our own records and the libraries'; ids and class names, never words."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO, cast
from urllib.parse import quote, quote_plus

import structlog

from core.ports.entropy import Entropy

TELEGRAM_TOKEN = re.compile(r"(?<!\d)\d{6,12}:[A-Za-z0-9_-]{30,}")  # never begin it with \b: `bot123...` has none
CONTENT_KEYS = frozenset(
    {
        "alias", "answer", "args", "author", "body", "caption", "content", "data", "description", "file_id", "file_name",
        "filename", "first_name", "json", "label", "last_name", "locator", "message", "name", "nick", "note", "payload",
        "phone", "plain", "query", "raw", "reminder", "text", "title", "token", "url", "user", "username", "words",
    }
)  # fmt: skip
LOUD_LIBRARIES = (
    "httpx",
    "httpcore",
    "telegram",
    "discord",
    "apscheduler",
    "sqlalchemy",
    "alembic",
    "aiohttp",
    "PIL",
    "asyncio",
)
OUR_ROOMS = frozenset({"bots", "config", "core", "vignette"})
HIDDEN = "[redacted]"
FRAME_LIMIT = 40  # frames of one exception that are worth a line's room: the outermost half, the innermost half
CAUSE_LIMIT = 8
LINE_LIMIT = 200  # characters of a library's template
SHORT_SECRET = 6  # characters; hiding a shorter one everywhere would hide half the words and tell what it is

_RECORD_KEYS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "stack_info"}
_FAULT_SIGNS = "23456789BCDFGHJKLMNPQRSTVWXZ"  # no vowels, no look-alikes: it is read aloud over a telephone
_FAULT_LENGTH = 5  # 28^5: a year of faults without two of one name

Event = MutableMapping[str, Any]


def configure_logging(secrets: Sequence[str], level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send structlog's and the standard library's records to `stream` (stderr) as JSON lines, redacted last.

    `secrets`: words to hide wherever they stand, also URL-encoded. Calling it again replaces what was before.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_library_event, *shared],
            use_get_message=False,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _exception_to_frames,
                Redactor(secrets),
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.raiseExceptions = False  # a broken stream must not print a record's arguments
    logging.captureWarnings(capture=True)
    for library in LOUD_LIBRARIES:
        logging.getLogger(library).setLevel(logging.WARNING)
    logging.getLogger("discord.client").setLevel(logging.ERROR)  # it warns of voice calls, which nobody here makes
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def fault_id(exc: BaseException, entropy: Entropy, *, event: str = "fault") -> str:
    """Log `exc` under a fresh short id such as `7F3KM`, and return the id for the person who was in the way."""
    fault = "".join(_FAULT_SIGNS[byte % len(_FAULT_SIGNS)] for byte in entropy.token(_FAULT_LENGTH))
    structlog.stdlib.get_logger("vignette").error(event, fault=fault, exc_info=exc)
    return fault


def frames_of(exc: BaseException) -> list[dict[str, Any]]:
    """An exception and its causes as class names with their frames `file:line:function`, and nothing else.

    Messages and local values are left out: they can hold what a client wrote.
    """
    told: list[dict[str, Any]] = []
    seen: set[int] = set()
    waiting: list[BaseException] = [exc]
    while waiting and len(told) < CAUSE_LIMIT:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        told.append({"class": _class_name(current), "frames": _frames(current.__traceback__)})
        if isinstance(current, BaseExceptionGroup):
            waiting += cast("BaseExceptionGroup[BaseException]", current).exceptions
        before = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
        if before is not None:
            waiting.append(before)
    return told


class Redactor:
    """The last step before a record is written: content keys are emptied, secrets are hidden in every string."""

    def __init__(self, secrets: Iterable[str]) -> None:
        spellings = {
            spelling
            for secret in secrets
            if len(secret) >= SHORT_SECRET
            for spelling in (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1])
        }
        longest_first = sorted(spellings, key=len, reverse=True)
        self._secret = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE) if spellings else None

    def __call__(self, _logger: Any, _method: str, event: Event) -> Event:
        """Structlog's processor."""
        return {key: HIDDEN if key in CONTENT_KEYS else self._clean(value) for key, value in event.items()}

    def _clean(self, value: Any) -> Any:
        if value is None or isinstance(value, (bool, int, float)):
            return value
        if isinstance(value, Mapping):
            inner = cast("Mapping[Any, Any]", value)
            return {
                self._hide(str(key)): HIDDEN if str(key) in CONTENT_KEYS else self._clean(each)
                for key, each in inner.items()
            }
        if isinstance(value, (list, tuple, set, frozenset)):
            return [self._clean(each) for each in cast("Iterable[Any]", value)]
        if isinstance(value, str):
            return self._hide(value)
        return _class_name(value)  # an object's own words may be content

    def _hide(self, words: str) -> str:
        hidden = self._secret.sub(HIDDEN, words) if self._secret else words
        return TELEGRAM_TOKEN.sub(HIDDEN, hidden)


def _library_event(_logger: Any, _method: str, event: Event) -> Event:
    """A library's record keeps the first line of its template only.

    What a template is filled with (a URL, a row, an update) may hold content; so may the lines asyncio adds below.
    """
    record: logging.LogRecord = event["_record"]
    template: Any = record.msg
    if record.name == "py.warnings":  # the standard library hands over `file:line: Class: words`, already filled in
        place, _, rest = str(template).partition(": ")
        event.update(event="warning", place=_short(place), category=rest.partition(":")[0])
        return event
    event["event"] = template.partition("\n")[0][:LINE_LIMIT] if isinstance(template, str) else _class_name(template)
    if (
        record.name.partition(".")[0] in OUR_ROOMS
    ):  # our own facts are ids, counts and class names; the redactor follows
        facts = {key: value for key, value in vars(record).items() if key not in _RECORD_KEYS and key[0] != "_"}
        event.update({"what" if key == "event" else key: value for key, value in facts.items()})
    return event


def _exception_to_frames(_logger: Any, _method: str, event: Event) -> Event:
    exc_info: Any = event.pop("exc_info", None)
    event.pop("stack_info", None)
    if exc_info is True:
        exc_info = sys.exc_info()
    exc = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    if isinstance(exc, BaseException):
        event["exception"] = frames_of(exc)
    return event


def _frames(trace: TracebackType | None) -> list[str]:
    frames = [
        f"{_short(frame.f_code.co_filename)}:{line}:{frame.f_code.co_name}" for frame, line in traceback.walk_tb(trace)
    ]
    half = FRAME_LIMIT // 2
    return frames if len(frames) <= FRAME_LIMIT else [*frames[:half], "...", *frames[-half:]]


def _short(file: str) -> str:
    """The last three steps of a path: enough to find the line, without the machine's user names."""
    return "/".join(Path(file).parts[-3:]).lstrip("/")


def _class_name(value: object) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}"
