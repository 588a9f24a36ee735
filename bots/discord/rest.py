"""Discord's REST, each call made once.

discord.py's own HTTP client sleeps on a 429 and repeats on a 5xx; a repeated forum post is a second post (it has no
nonce), and the Messenger port forbids both. So the calls are made here, to the address that discord.py uses.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord
from discord.http import Route

from bots.discord.errors import ApiError, LineClosed

PAGE = 100  # messages a call, Discord's most
CONNECT_S = 10.0
READ_S = 30.0
# Cloudflare's refusals carry no JSON and, at times, no number.
BLIND_WAIT_S = 60.0
_USER_AGENT = f"DiscordBot (https://github.com/Rapptz/discord.py {discord.__version__})"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a message. `name` is ours."""

    name: str
    mime: str
    content: bytes


class Rest:
    """One account's REST. Connects at the first call; raises ApiError, LineClosed, aiohttp.ClientError, OSError."""

    def __init__(self, token: str) -> None:
        self._token = token.strip()
        self._session: aiohttp.ClientSession | None = None
        self._closed = False
        self._me: Json | None = None

    async def call(
        self,
        method: str,
        path: str,
        parts: Mapping[str, str] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        body: Json | None = None,
        upload: Upload | None = None,
    ) -> Any:
        """One request, one answer: parsed JSON, or None. `parts` fill the braces of `path`."""
        form: aiohttp.FormData | None = None
        if upload is not None:
            # With quoting, the brackets of files[0] would be escaped, which Discord refuses.
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("payload_json", json.dumps(body or {}), content_type="application/json")
            form.add_field("files[0]", upload.content, filename=upload.name, content_type=upload.mime)
        async with self._open().request(
            method,
            Route(method, path, **(parts or {})).url,
            params=query,
            json=body if form is None else None,
            data=form,
            headers={"Authorization": f"Bot {self._token}"},
            allow_redirects=False,
        ) as response:
            answer = _parsed(await response.read())
            if 200 <= response.status < 300:
                return answer
            raise _api_error(response, answer)

    async def me(self) -> Json:
        """The bot's own account, asked once."""
        if self._me is None:
            self._me = await self.call("GET", "/users/@me")
        assert self._me is not None
        return self._me

    async def history(self, channel: str, *, after: str) -> list[Json]:
        """The (at most PAGE) messages that follow `after`, oldest first."""
        page = await self.call(
            "GET", "/channels/{channel}/messages", {"channel": channel}, query={"after": after, "limit": str(PAGE)}
        )
        return sorted(page, key=lambda message: int(message["id"]))

    @asynccontextmanager
    async def download(self, url: str) -> AsyncGenerator[aiohttp.ClientResponse]:
        """A file's bytes as they are stored, without our token."""
        async with self._open().get(url, headers={"Accept-Encoding": "identity"}, allow_redirects=False) as response:
            yield response

    async def close(self) -> None:
        """Let go of connections; later calls raise LineClosed."""
        self._closed = True
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._closed:
            raise LineClosed
        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers={"User-Agent": _USER_AGENT},
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S, sock_read=READ_S),
                trust_env=False,
            )
        return self._session


def snowflake(moment: datetime) -> str:
    """The smallest id that Discord could give at `moment`."""
    return str(max(discord.utils.time_snowflake(moment), 0))


def snowflake_time(value: str) -> datetime:
    """When an id was given: aware, UTC."""
    return discord.utils.snowflake_time(int(value))


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None


def _api_error(response: aiohttp.ClientResponse, answer: Any) -> ApiError:
    told: Json = answer if isinstance(answer, dict) else {}
    code = told.get("code")
    wait = 0.0
    if response.status == 429:
        wait = _seconds(told.get("retry_after")) or _seconds(response.headers.get("Retry-After")) or BLIND_WAIT_S
    return ApiError(
        response.status,
        code if isinstance(code, int) else 0,
        retry_after=min(wait, timedelta(days=1).total_seconds()),
        everywhere=response.status == 429 and (bool(told.get("global")) or "retry_after" not in told),
    )


def _seconds(value: object) -> float:
    """A wait in seconds; 0 where none can be read."""
    try:
        return max(float(value), 0.0) if isinstance(value, int | float | str) else 0.0
    except ValueError:
        return 0.0
