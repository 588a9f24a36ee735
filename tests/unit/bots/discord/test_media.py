"""Files are fetched over a fresh link, each time."""

from __future__ import annotations

import pytest
from aiohttp import web

from bots.discord.media import DiscordMedia
from bots.discord.rest import Rest
from core.domain.errors import MediaGone, MediaRetry
from core.domain.incoming import MediaRef
from tests.unit.bots.discord.conftest import Script
from tests.unit.bots.discord.fakes import ACCOUNT

REF = MediaRef(ACCOUNT, {"channel": "40", "message": "500", "attachment": "801"})
MESSAGE = "GET /channels/40/messages/500"


def with_file(script: Script, **fields: object) -> dict[str, object]:
    return {"id": "500", "attachments": [{"id": "800"}, {"id": "801", "url": f"{script.url}/cdn/a.png", **fields}]}


async def fetched(rest: Rest, ref: MediaRef = REF) -> bytes:
    return b"".join([chunk async for chunk in DiscordMedia(rest).open(ref)])


async def test_the_bytes_come_as_they_are(script: Script, rest: Rest) -> None:
    """Whole, unpacked by nobody, and the file store does not see our token."""
    seen: list[str | None] = []

    async def serve(request: web.Request) -> None:
        seen.append(request.headers.get("Authorization"))

    content = bytes(range(256)) * 1000
    script.on(MESSAGE, with_file(script))
    script.on("GET /cdn/a.png", content)
    script.watch = serve

    assert content == await fetched(rest)
    assert seen == [None]


async def test_a_file_in_a_forwarded_message_is_found(script: Script, rest: Rest) -> None:
    """A forward carries the files of what it forwards."""
    script.on(MESSAGE, {"id": "500", "attachments": [], "message_snapshots": [{"message": with_file(script)}]})
    script.on("GET /cdn/a.png", b"x")

    assert await fetched(rest) == b"x"


@pytest.mark.parametrize("code", [10008, 10003, 0])
async def test_a_deleted_message_has_no_files_any_more(script: Script, rest: Rest, code: int) -> None:
    """There is no other way to the file: never again."""
    script.on(MESSAGE, (404, {"code": code}))

    with pytest.raises(MediaGone):
        await fetched(rest)


async def test_a_file_taken_off_its_message_is_gone(script: Script, rest: Rest) -> None:
    """The person edited it away."""
    script.on(MESSAGE, {"id": "500", "attachments": []})

    with pytest.raises(MediaGone):
        await fetched(rest)


async def test_a_reference_that_names_nothing_is_gone(rest: Rest) -> None:
    """No retry mends it."""
    with pytest.raises(MediaGone):
        await fetched(rest, MediaRef(ACCOUNT, {"channel": "40"}))


@pytest.mark.parametrize(
    "answer", [(403, {"code": 50001}), (429, {"retry_after": 1}), (502, {}), "drop", {"attachments": 3}, b"<html>", []]
)
async def test_trouble_with_the_message_is_tried_again_later(script: Script, rest: Rest, answer: object) -> None:
    """Rights, limits, outages and nonsense may pass."""
    script.on(MESSAGE, answer)

    with pytest.raises(MediaRetry):
        await fetched(rest)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((404, {}), MediaGone),
        ((403, {}), MediaRetry),
        ((500, {}), MediaRetry),
        ("drop", MediaRetry),
        (web.Response(status=302, headers={"Location": "/elsewhere"}), MediaRetry),
    ],
)
async def test_trouble_with_the_file_store(script: Script, rest: Rest, answer: object, error: type[Exception]) -> None:
    """An expired link is made fresh the next time; a missing file is missing."""
    script.on(MESSAGE, with_file(script))
    script.on("GET /cdn/a.png", answer)

    with pytest.raises(error):
        await fetched(rest)


async def test_half_a_file_is_not_a_file(script: Script, rest: Rest) -> None:
    """A line cut in the middle must not look like the end."""
    script.on(MESSAGE, with_file(script))
    script.on("GET /cdn/a.png", "half")

    with pytest.raises(MediaRetry):
        await fetched(rest)


async def test_after_closing_nothing_is_fetched(script: Script, rest: Rest) -> None:
    """Shutting down looks like a line that is not there."""
    await rest.close()

    with pytest.raises(MediaRetry):
        await fetched(rest)
