"""Files are fetched over a fresh link, whole, or with a named reason why not."""

from __future__ import annotations

from typing import Any

import pytest

from bots.telegram.connector import TelegramAccount
from core.domain.errors import MediaError, MediaGone, MediaRetry, MediaTooLarge
from core.domain.incoming import MediaRef

from .scripted import ACCOUNT, DROP, TOKEN, QuickClock, ScriptedApi, refusal

REF = MediaRef(ACCOUNT, {"file_id": "f1", "unique": "u1"})


async def fetch(account: TelegramAccount, ref: MediaRef = REF) -> bytes:
    return b"".join([chunk async for chunk in account.media.open(ref)])


async def test_a_file_arrives_byte_for_byte(api: ScriptedApi, account: TelegramAccount) -> None:
    """The path of getFile is fetched from the same server, whatever characters it has."""
    content = bytes(range(256)) * 1000
    api.answer("getFile", {"file_id": "f1", "file_path": "photos/file 1#.jpg"})
    api.file("photos/file 1#.jpg", (200, content))

    assert await fetch(account) == content
    assert api.called("getFile") == [{"file_id": "f1"}]


async def test_a_stale_link_is_asked_for_once_more(api: ScriptedApi, account: TelegramAccount) -> None:
    """A 404 of the file server means a new link, not a lost file."""
    api.answer("getFile", {"file_path": "a"}, {"file_path": "b"})
    api.file("b", (200, b"here"))

    assert await fetch(account) == b"here"


async def test_a_link_stale_twice_is_for_later(api: ScriptedApi, account: TelegramAccount) -> None:
    """Two dead links in a row: later again, and not forever now."""
    api.answer("getFile", {"file_path": "a"}, {"file_path": "b"})

    with pytest.raises(MediaRetry):
        await fetch(account)

    assert len(api.called("getFile")) == 2


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refusal(400, "Bad Request: file is too big"), MediaTooLarge),
        (refusal(400, "Bad Request: invalid file_id"), MediaGone),
        (refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable"), MediaRetry),
        (refusal(429, "Too Many Requests: retry after 3", retry_after=3), MediaRetry),
        (refusal(502, "Bad Gateway"), MediaRetry),
        ((200, b"<html>hello</html>"), MediaRetry),
        ({"file_id": "f1"}, MediaRetry),
        (DROP, MediaRetry),
    ],
)
async def test_a_refused_link_has_a_named_reason(
    api: ScriptedApi, account: TelegramAccount, answer: Any, expected: type[MediaError]
) -> None:
    """Only MediaError leaves, and nothing is given up that may come back."""
    api.answer("getFile", answer)

    with pytest.raises(MediaError) as caught:
        await fetch(account)

    assert type(caught.value) is expected


@pytest.mark.parametrize("answer", [(500, b""), (429, b""), (302, b""), DROP])
async def test_a_failing_file_server_is_for_later(api: ScriptedApi, account: TelegramAccount, answer: Any) -> None:
    """Whatever the file server does, the file may be had later."""
    api.answer("getFile", {"file_path": "a"})
    api.file("a", answer)

    with pytest.raises(MediaRetry):
        await fetch(account)


async def test_a_reference_without_file_is_gone(account: TelegramAccount) -> None:
    """A reference that names no file can never be fetched."""
    with pytest.raises(MediaGone):
        await fetch(account, MediaRef(ACCOUNT, {}))


async def test_no_error_tells_the_link(clock: QuickClock) -> None:
    """The link holds the token; no part of the chain of errors names it."""
    account = TelegramAccount(ACCOUNT, TOKEN, api="http://127.0.0.1:1", clock=clock)

    with pytest.raises(MediaRetry) as caught:
        await fetch(account)

    chain: list[str] = []
    error: BaseException | None = caught.value
    while error is not None:
        chain.append(repr(error))
        error = error.__cause__ or error.__context__
    assert chain
    assert "SECRET" not in "".join(chain)
    await account.close()


async def test_leaving_early_lets_go_of_the_connection(api: ScriptedApi, account: TelegramAccount) -> None:
    """A consumer that stops after the first bytes does no harm to the next fetch."""
    for path in ("a", "b"):
        api.answer("getFile", {"file_path": path})
        api.file(path, (200, b"x" * 1_000_000))

    stream = account.media.open(REF)
    first = await anext(stream)
    await stream.aclose()  # type: ignore[attr-defined]

    assert first
    assert len(await fetch(account)) == 1_000_000
