"""Files of incoming messages: a fresh link each time, streamed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp

from bots.discord.errors import ApiError, LineClosed
from bots.discord.rest import Rest
from core.domain.errors import MediaGone, MediaRetry
from core.domain.incoming import MediaRef

CHUNK = 64 * 1024  # bytes
# Message or channel deleted (topics/opcodes-and-status-codes).
_GONE_CODES = frozenset({10003, 10008})


class DiscordMedia:
    """Discord's links are signed and expire in about a day; reading the message again gives a fresh one."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    async def open(self, ref: MediaRef) -> AsyncIterator[bytes]:
        """Stream one attachment. Raises MediaGone when message or file was deleted, else MediaRetry."""
        try:
            url = await self._fresh_link(ref)
            async with self._rest.download(url) as response:
                if response.status in (404, 410):
                    raise MediaGone("the file was deleted")
                if response.status != 200:
                    raise MediaRetry(f"the file store answered {response.status}")
                async for chunk in response.content.iter_chunked(CHUNK):
                    yield chunk
        except ApiError as exc:
            if exc.code in _GONE_CODES or (exc.status == 404 and exc.code == 0):
                raise MediaGone("the message was deleted") from exc
            raise MediaRetry(f"Discord answered {exc}") from exc
        except (aiohttp.ClientError, OSError, TimeoutError, LineClosed) as exc:
            raise MediaRetry(type(exc).__name__) from exc

    async def _fresh_link(self, ref: MediaRef) -> str:
        try:
            channel, message, attachment = (ref.locator[name] for name in ("channel", "message", "attachment"))
        except KeyError as exc:
            raise MediaGone("the reference is incomplete") from exc
        told: Any = await self._rest.http.get_message(channel, message)
        try:
            found = [each for each in _attachments(told) if str(each["id"]) == attachment]
            if not found:
                raise MediaGone("the file was taken off its message")
            return str(found[0]["url"])
        except (KeyError, TypeError, AttributeError) as exc:
            raise MediaRetry("an answer that cannot be read") from exc


def _attachments(message: dict[str, Any]) -> list[dict[str, Any]]:
    """A message's own files and those of what it forwards."""
    forwarded = [each.get("message") or {} for each in message.get("message_snapshots") or []]
    return [file for part in (message, *forwarded) for file in part.get("attachments") or []]
