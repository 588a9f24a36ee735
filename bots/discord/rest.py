"""Discord's REST through discord.py's own client, each call made once."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import aiohttp
import discord
from discord.http import HTTPClient, Route

from bots.discord.errors import ApiError, LineClosed

PAGE = 100  # messages or posts a call, Discord's most
CONNECT_S = 10.0
READ_S = 30.0
# Cloudflare's refusals carry no JSON and, at times, no number: the whole account waits.
BLIND_WAIT_S = 60.0
# Discord's own without a number (30046 comes so) are about one place.
PLACE_WAIT_S = 10.0

Json = dict[str, Any]


class OneTry(HTTPClient):
    """discord.py's HTTP client, whose `request` makes exactly one attempt. Needs no login and no gateway.

    The library's own sleeps on a 429 and repeats on a 5xx; a repeated forum post is a second post (it has no nonce), and
    the Messenger port forbids both. Its buckets are not used: the core paces, and decides about repeats. Its
    HTTPException quotes Discord, who may quote what was sent, so ApiError stands for it, for every status outside 2xx.
    Made without a loop; connects at the first call. Each call raises ApiError, LineClosed, aiohttp.ClientError, OSError.
    """

    def __init__(self, token: str) -> None:
        super().__init__(discord.utils.MISSING)  # the loop, which no call asks for
        self.token = token.strip()
        # The library's session is private, and only a login opens it: one call more before the first.
        self._line: aiohttp.ClientSession | None = None
        self._closed = False

    async def request(
        self,
        route: Route,
        *,
        files: Sequence[discord.File] | None = None,
        form: Iterable[dict[str, Any]] | None = None,
        **kwargs: Any,
    ) -> Any:
        """One request, one answer: parsed JSON, or None where it is none. Parameters as in discord.py."""
        headers = {"User-Agent": self.user_agent, "Authorization": f"Bot {self.token}"}
        if reason := kwargs.pop("reason", None):
            headers["X-Audit-Log-Reason"] = quote(reason, safe="/ ")
        for file in files or ():
            file.reset()
        if form:
            # With quoting, the brackets of files[0] would be escaped, which Discord refuses.
            kwargs["data"] = aiohttp.FormData(quote_fields=False)
            for field in form:
                kwargs["data"].add_field(**field)
        async with self.line().request(
            route.method, route.url, headers=headers, allow_redirects=False, **kwargs
        ) as response:
            answer = _parsed(await response.read())
            if 200 <= response.status < 300:
                return answer
            raise _api_error(response, answer)

    def line(self) -> aiohttp.ClientSession:
        """The connections, without a token. Raises LineClosed."""
        if self._closed:
            raise LineClosed
        if self._line is None:
            self._line = aiohttp.ClientSession(
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S, sock_read=READ_S),
                trust_env=False,
            )
        return self._line

    async def close(self) -> None:
        """Let go of connections; later calls raise LineClosed."""
        self._closed = True
        if self._line is not None:
            await self._line.close()
        await super().close()


class Rest:
    """One account's REST. `http` has discord.py's methods, one for each call of Discord's."""

    def __init__(self, token: str) -> None:
        self.http = OneTry(token)
        self._me: Json | None = None

    async def me(self) -> Json:
        """The bot's own account, asked once."""
        if self._me is None:
            # The library asks this nowhere but in its login.
            self._me = await self.http.request(Route("GET", "/users/@me"))
        assert self._me is not None
        return self._me

    async def history(self, channel: str, *, after: str) -> list[Json]:
        """The (at most PAGE) messages that follow `after`, oldest first."""
        page: Any = await self.http.logs_from(channel, PAGE, after=after)
        return sorted(page, key=lambda message: int(message["id"]))

    @asynccontextmanager
    async def download(self, url: str) -> AsyncGenerator[aiohttp.ClientResponse]:
        """A file's bytes as they are stored, streamed, without our token; the library would hold the whole file."""
        headers = {"User-Agent": self.http.user_agent, "Accept-Encoding": "identity"}
        async with self.http.line().get(url, headers=headers, allow_redirects=False) as response:
            yield response

    async def close(self) -> None:
        """Let go of connections; later calls raise LineClosed."""
        await self.http.close()


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
    wait, everywhere = 0.0, False
    if response.status == 429:
        everywhere = not isinstance(answer, dict) or told.get("global") is True
        wait = _seconds(told.get("retry_after")) or _seconds(response.headers.get("Retry-After"))
        wait = wait or (BLIND_WAIT_S if everywhere else PLACE_WAIT_S)
    return ApiError(
        response.status,
        code if isinstance(code, int) else 0,
        retry_after=min(wait, timedelta(days=1).total_seconds()),
        everywhere=everywhere,
    )


def _seconds(value: object) -> float:
    """A wait in seconds; 0 where none can be read."""
    try:
        return max(float(value), 0.0) if isinstance(value, int | float | str) else 0.0
    except ValueError:
        return 0.0
