"""Who may talk to the page: this computer's own browser, at the page's own address, from the page itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

NAMES = ("127.0.0.1", "localhost")
CSRF_HEADER, CSRF_WORD = "X-Vignette", "page"
_SAFE = frozenset({"GET", "HEAD"})
_ALWAYS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob: data:; object-src 'none'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def refuse_strangers(port: Callable[[], int]) -> Callable[[web.Request], None]:
    """A check that raises 403 for any other Host (DNS rebinding), another site's Origin, or a change without our header."""

    def check(request: web.Request) -> None:
        own = {f"{name}:{port()}" for name in NAMES}
        if request.host not in own:
            raise web.HTTPForbidden(reason="The page answers at its own address only.")
        origin = request.headers.get("Origin")
        if origin is not None and origin not in {f"http://{each}" for each in own}:
            raise web.HTTPForbidden(reason="Another site may not act here.")
        if request.method not in _SAFE and request.headers.get(CSRF_HEADER) != CSRF_WORD:
            raise web.HTTPForbidden(reason=f"Changes need the header {CSRF_HEADER}: {CSRF_WORD}.")

    return check


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """For `on_response_prepare`: every answer bears them; a media file's own, narrower policy stays."""
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
