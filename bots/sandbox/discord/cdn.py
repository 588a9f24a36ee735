"""The CDN: files behind signed addresses that run out (reference, Signed Attachment CDN URLs)."""

from __future__ import annotations

import hashlib
import hmac
import mimetypes
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import quote

from aiohttp import web

from bots.sandbox.discord.world import Attachment, World

LINK_LIFE = timedelta(hours=24)
ROUTE = "/attachments/{channel_id}/{attachment_id}/{filename}"


class Signer:
    """Makes and checks the three parameters: ex (until), is (issued), hm (signature)."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._key = secrets.token_bytes(32)
        self.base = ""  # "http://127.0.0.1:PORT", known once the stand-in listens

    def url(self, attachment: Attachment) -> str:
        """An address that works for 24 hours of the movable clock."""
        path = f"/attachments/{attachment.channel}/{attachment.id}/{quote(attachment.name)}"
        issued = int(self._now().timestamp())
        until = issued + int(LINK_LIFE.total_seconds())
        return f"{self.base}{path}?ex={until:x}&is={issued:x}&hm={self._sign(path, f'{until:x}', f'{issued:x}')}&"

    def valid(self, path: str, until: str, issued: str, signature: str) -> bool:
        """Whether the address is ours and has not run out."""
        try:
            alive = int(until, 16) > self._now().timestamp()
        except ValueError:
            return False
        return alive and hmac.compare_digest(self._sign(path, until, issued).encode(), signature.encode())

    def _sign(self, path: str, until: str, issued: str) -> str:
        return hmac.new(self._key, f"{path}?{until}&{issued}".encode(), hashlib.sha256).hexdigest()


def claimed_type(name: str, claim: str) -> str:
    """What Discord says about a file: by its name, else what the uploader claimed."""
    return mimetypes.guess_type(name)[0] or claim or "application/octet-stream"


def serve(world: World, signer: Signer, request: web.Request) -> web.Response:
    """Answer GET of one attachment; 404 where the link ran out, was tampered with, or the message is gone."""
    query = request.query
    signed = signer.valid(request.rel_url.raw_path, query.get("ex", ""), query.get("is", ""), query.get("hm", ""))
    found = world.attachments.get(request.match_info["attachment_id"])
    if not signed or found is None or found.channel != request.match_info["channel_id"]:
        return web.Response(status=404, text="This content is no longer available.")
    return web.Response(body=found.data, headers={"Content-Type": found.mime})
