"""Files of incoming messages: a fresh link each time, then the bytes as they come."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

import httpx

from bots.telegram.api import ApiLine, ApiRefusal, ApiSilence, make_client
from bots.telegram.errors import media_error
from core.domain.errors import MediaError, MediaGone, MediaRetry
from core.domain.incoming import MediaRef

_CHUNK: Final = 64 * 1024  # bytes
_LINKS: Final = 2  # a link that has gone stale is asked for once more


class TelegramMedia:
    """getFile, then the file. Links live an hour at least and hold the token, so they are neither kept nor told."""

    def __init__(self, token: str, *, api: str, tls: ssl.SSLContext) -> None:
        self._files = f"{api}/file/bot{token}"
        self._line = ApiLine(token, api=api, tls=tls)
        self._client = make_client(tls)

    async def open(self, ref: MediaRef) -> AsyncIterator[bytes]:
        """Stream the bytes. Raises only MediaError: MediaTooLarge over 20 MB, MediaGone, MediaRetry for all else."""
        fault: MediaError | None = None
        for _ in range(_LINKS):
            url = f"{self._files}/{quote(await self._path(ref))}"
            fault = None
            stale = False
            try:
                async with self._client.stream("GET", url, headers={"Accept-Encoding": "identity"}) as response:
                    stale = response.status_code == HTTPStatus.NOT_FOUND
                    if response.status_code == HTTPStatus.OK:
                        async for chunk in response.aiter_bytes(_CHUNK):
                            yield chunk
                        return
                    fault = MediaRetry(f"the file server answered {response.status_code}")
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as exc:
                fault = MediaRetry(type(exc).__name__)
            if not stale:
                break
        if fault is not None:
            raise fault

    async def _path(self, ref: MediaRef) -> str:
        file_id = ref.locator.get("file_id")
        if not file_id:
            raise MediaGone("the reference names no file")
        fault: MediaError = MediaRetry("no link was given")
        try:
            found = await self._line.call("getFile", {"file_id": file_id})
        except ApiRefusal as refusal:
            fault = media_error(refusal.code, refusal.description)
        except ApiSilence as silence:
            fault = MediaRetry(str(silence))
        else:
            path = found.get("file_path") if isinstance(found, dict) else None
            if isinstance(path, str) and path:
                return path
        raise fault

    async def close(self) -> None:
        """Let go of connections."""
        await self._line.close()
        await self._client.aclose()
