"""A call's parameters: form, multipart or JSON bodies made one, typed, with the files they name."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from bots.sandbox.telegram.files import UPLOAD_LIMIT
from bots.sandbox.telegram.refusals import bad, too_large

Json = dict[str, Any]

# Types by the parameters' names, which mean the same in every method played here (SPEC methods.*.fields).
INTEGERS = frozenset({
    "message_id", "message_thread_id", "offset", "limit", "timeout", "user_id", "duration", "width", "height",
    "icon_color", "cache_time", "reply_to_message_id", "direct_messages_topic_id", "video_start_timestamp",
    "start_timestamp",
})  # fmt: skip
BOOLEANS = frozenset({
    "disable_notification", "protect_content", "allow_sending_without_reply", "show_alert", "has_spoiler",
    "supports_streaming", "disable_web_page_preview", "show_caption_above_media", "allow_paid_broadcast",
    "disable_content_type_detection", "drop_pending_updates",
})  # fmt: skip
OBJECTS = frozenset({
    "reply_markup", "reply_parameters", "link_preview_options", "scope", "suggested_post_parameters",
})  # fmt: skip
ARRAYS = frozenset({"entities", "caption_entities", "allowed_updates", "commands", "media"})
FIELD_LIMIT = 1 << 20  # bytes of one parameter that is no file


@dataclass(frozen=True)
class Upload:
    """One uploaded file. content is cut where the upload was over the limit; `size` is the whole."""

    name: str
    mime: str
    size: int
    content: bytes = field(repr=False)

    def summary(self) -> Json:
        """What the record of calls says of a file."""
        return {"file": self.name, "size": self.size, "sha256": hashlib.sha256(self.content).hexdigest()}


@dataclass
class Params:
    """Typed values by name. A value that did not fit its type is kept as it came and refused by `check`."""

    values: Json
    uploads: dict[str, Upload] = field(default_factory=dict[str, Upload])

    def check(self) -> None:
        """Raise Refusal 400 for the first value that does not fit its type, or cannot be written in UTF-8."""
        try:
            json.dumps(self.values, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise bad("strings must be encoded in UTF-8") from error
        for name, value in self.values.items():
            if name in INTEGERS and not _is_whole(value):
                raise bad(f'can\'t parse "{name}" as Number')
            if name in BOOLEANS and not isinstance(value, bool):
                raise bad(f'can\'t parse "{name}" as Boolean')
            if name in OBJECTS and not isinstance(value, dict):
                raise bad(f"can't parse {name.replace('_', ' ')} JSON object")
            # An album's media is a list, the one file of an edit an object.
            if name in ARRAYS and not isinstance(value, list) and not (name == "media" and isinstance(value, dict)):
                raise bad(f"can't parse {name.replace('_', ' ')} JSON object")

    def whole(self, name: str) -> int | None:
        """An Integer, None where it is absent."""
        value = self.values.get(name)
        return value if _is_whole(value) else None

    def flag(self, name: str) -> bool:
        """A Boolean, False where it is absent."""
        return self.values.get(name) is True

    def words(self, name: str) -> str | None:
        """A String, None where it is absent. Numbers in JSON bodies are taken as text."""
        value = self.values.get(name)
        return value if value is None or isinstance(value, str) else json.dumps(value)

    def object(self, name: str) -> Json | None:
        """A JSON object, None where it is absent."""
        value = self.values.get(name)
        return value if isinstance(value, dict) else None

    def array(self, name: str) -> list[Any] | None:
        """A JSON array, None where it is absent."""
        value = self.values.get(name)
        return value if isinstance(value, list) else None

    def upload(self, name: str) -> Upload | None:
        """The file of a parameter: sent under its name, or as attach://other."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self.uploads.get(value.removeprefix("attach://"))
        return self.uploads.get(name)

    def recorded(self) -> Json:
        """All of it for the record of calls: files as {"file", "size", "sha256"} where they are named."""
        named: set[str] = set()

        def shown(value: Any) -> Any:
            if isinstance(value, str) and value.startswith("attach://"):
                name = value.removeprefix("attach://")
                if name in self.uploads:
                    named.add(name)
                    return self.uploads[name].summary()
            if isinstance(value, dict):
                return {key: shown(inner) for key, inner in value.items()}
            if isinstance(value, list):
                return [shown(inner) for inner in value]
            return value

        record: Json = {name: shown(value) for name, value in self.values.items()}
        loose = {name: upload.summary() for name, upload in self.uploads.items() if name not in named}
        return {**record, **loose}


def typed(name: str, value: Any) -> Any:
    """A raw value as its parameter's type; as it came where it does not fit."""
    if name == "chat_id" or name in INTEGERS:
        return _number(value)
    if name in BOOLEANS:
        return _boolean(value)
    if (name in OBJECTS or name in ARRAYS) and isinstance(value, str):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


async def read_params(request: web.Request) -> Params:
    """Read query and body of a call. Raises Refusal 400 (broken body) or 413 (a file over every limit)."""
    raw: Json = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.can_read_body:
        if request.content_type.startswith("multipart/"):
            await _read_multipart(request, raw, uploads)
        elif request.content_type == "application/json":
            raw.update(await _read_json(request))
        else:
            raw.update(await request.post())
    # Empty values are absent ones, as in the platform's own server.
    return Params({name: typed(name, value) for name, value in raw.items() if value not in ("", None)}, uploads)


async def _read_json(request: web.Request) -> Json:
    try:
        body = json.loads(await request.read() or b"{}")
    except (ValueError, RecursionError) as error:
        raise bad("can't parse JSON object") from error
    if not isinstance(body, dict):
        raise bad("the request body must be a JSON object")
    return body


async def _read_multipart(request: web.Request, raw: Json, uploads: dict[str, Upload]) -> None:
    try:
        parts = await request.multipart()
        over = False
        while (part := await parts.next()) is not None:
            if not isinstance(part, BodyPartReader):
                raise bad("nested multipart bodies are not supported")
            if part.filename is None:
                raw[part.name or ""] = (await part.read(decode=True))[:FIELD_LIMIT].decode("utf-8", "replace")
                continue
            upload = await _read_file(part)
            over = over or upload.size > UPLOAD_LIMIT
            uploads[part.name or ""] = upload
    except ValueError as error:
        raise bad("can't parse the multipart body") from error
    if over:
        raise too_large()


async def _read_file(part: BodyPartReader) -> Upload:
    content, size = bytearray(), 0
    while chunk := await part.read_chunk(1 << 16):
        size += len(chunk)
        if size <= UPLOAD_LIMIT:  # what is over is read to the end, so that the answer arrives, but not kept
            content += chunk
    mime = part.headers.get("Content-Type", "application/octet-stream")
    return Upload(part.filename or "", mime, size, bytes(content))


def _number(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return int(value.strip())
        except ValueError:
            return value
    return value


def _boolean(value: Any) -> Any:
    if isinstance(value, str):
        word = value.strip().lower()
        return True if word in ("true", "yes", "1") else False if word in ("false", "no", "0") else value
    if value in (0, 1):
        return bool(value)
    return value


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
