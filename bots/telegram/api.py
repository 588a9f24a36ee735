"""The wire to a Bot API server: raw calls for listening and files, and the transport under python-telegram-bot.

Nothing here lets the token out: it is part of every URL, and httpx puts URLs into texts. So foreign exceptions end here,
and what is raised instead is raised outside of their `except` blocks.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

import httpx
from telegram.request import HTTPXRequest

from bots.telegram.errors import Flood, Garbled

_CONNECT_S: Final = 10.0
_POOL_S: Final = 15.0  # generous: waiting for a free connection is no failure, and still shorter than a whole call
_READ_S: Final = 25.0
_OVERHANG_S: Final = 5.0  # a whole call may take this much longer than its longest silence
_CONNECTIONS: Final = 32


class ApiRefusal(Exception):
    """The server answered in its own words that it will not. `retry_after` in seconds where it asks to wait."""

    def __init__(self, code: int, description: str, retry_after: float | None) -> None:
        super().__init__(f"refused with {code}")
        self.code = code
        self.description = description
        self.retry_after = retry_after


class ApiSilence(Exception):
    """No usable answer: no connection, no end, or not the Bot API's JSON. The text is a class name or a short word."""


def make_tls() -> ssl.SSLContext:
    """What certificates are trusted. Made once per account: it is slow to read, and every client needs it."""
    return httpx.create_ssl_context(trust_env=False)


def make_client(tls: ssl.SSLContext) -> httpx.AsyncClient:
    """An HTTP client that takes no proxy from the environment."""
    timeout = httpx.Timeout(connect=_CONNECT_S, read=_READ_S, write=_READ_S, pool=_POOL_S)
    limits = httpx.Limits(max_connections=_CONNECTIONS)
    return httpx.AsyncClient(timeout=timeout, limits=limits, verify=tls, trust_env=False)


class ApiLine:
    """Raw Bot API calls with one token. Results are plain JSON values: an unknown or broken part harms nobody."""

    def __init__(self, token: str, *, api: str, tls: ssl.SSLContext) -> None:
        self._base = f"{api}/bot{token}"
        self._tls = tls
        self._client = make_client(tls)

    async def call(self, method: str, params: dict[str, Any], *, patience_s: float = _READ_S) -> Any:
        """The `result` of a call. Waits at most `patience_s` for a byte. Raises ApiRefusal or ApiSilence."""
        timeout = httpx.Timeout(connect=_CONNECT_S, read=patience_s, write=_READ_S, pool=_POOL_S)
        fault = ""
        response = None
        try:
            async with asyncio.timeout(patience_s + _OVERHANG_S):
                response = await self._client.post(f"{self._base}/{method}", json=params, timeout=timeout)
        except Exception as exc:  # noqa: BLE001 - httpx raises more than its own tree; all of it means no answer
            fault = type(exc).__name__
        if response is None:
            raise ApiSilence(fault)
        return _result(response)

    async def renew(self) -> None:
        """Go on with a new client: a pool that is stuck never mends itself."""
        old, self._client = self._client, make_client(self._tls)
        await old.aclose()

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.aclose()


def _result(response: httpx.Response) -> Any:
    try:
        answer = json.loads(response.content.decode(errors="replace"), strict=False)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
        raise ApiSilence(f"HTTP {response.status_code}, not the Bot API's JSON")
    if answer["ok"]:
        return answer.get("result")
    code = answer.get("error_code")
    raise ApiRefusal(
        code if isinstance(code, int) else response.status_code,
        str(answer.get("description", "")),
        retry_after(answer),
    )


def retry_after(answer: Any) -> float | None:
    """Seconds that a refusal asks to wait, or None."""
    parameters = answer.get("parameters") if isinstance(answer, dict) else None
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return max(float(seconds), 0.0) if isinstance(seconds, int | float) else None


class Carrier(HTTPXRequest):
    """python-telegram-bot's transport: no proxy from the environment, and no word of an answer in log or error."""

    def __init__(self, tls: ssl.SSLContext, *, connections: int = _CONNECTIONS) -> None:
        super().__init__(
            connection_pool_size=connections,
            connect_timeout=_CONNECT_S,
            read_timeout=_READ_S,
            write_timeout=_READ_S,
            media_write_timeout=_READ_S,
            pool_timeout=_POOL_S,
            httpx_kwargs={"trust_env": False, "verify": tls},
        )

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """One HTTP request. Raises Flood on a 429 that says how long to wait."""
        status, payload = await super().do_request(*args, **kwargs)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            seconds = retry_after(_json(payload))
            if seconds is not None:
                raise Flood(timedelta(seconds=seconds))
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer's object. Raises Garbled; the library's own version logs what it could not read."""
        answer = _json(payload)
        if not isinstance(answer, dict):
            raise Garbled
        return answer


def _json(payload: bytes) -> Any:
    try:
        return json.loads(payload.decode(errors="replace"))
    except (ValueError, RecursionError):
        return None
