"""Files: signed addresses that run out, fresh ones by fetching again, gone with their message."""

from __future__ import annotations

import pytest

from bots.sandbox.faults import Fault
from tests.sandbox.discord.conftest import TOKEN, Practice

ROUTE = "GET /attachments/{channel_id}/{attachment_id}/{filename}"


class Drawing:
    """A picture a client sent."""

    def __init__(self, practice: Practice) -> None:
        self._practice = practice
        self.message = practice.standin.dm(practice.client, TOKEN, files=[("my sea.png", b"png", "image/png")])
        self.channel = practice.standin.dm_channel(practice.client, TOKEN)

    async def url(self) -> str:
        path = f"/channels/{self.channel}/messages/{self.message}"
        return (await self._practice.call("GET", path)).body["attachments"][0]["url"]

    async def get(self, url: str) -> tuple[int, bytes]:
        async with self._practice.http.get(url) as answer:
            return answer.status, await answer.read()


@pytest.fixture
def drawing(practice: Practice) -> Drawing:
    return Drawing(practice)


async def test_a_signed_address_gives_the_bytes(drawing: Drawing):
    """ex, is and hm are in it, and no token is needed."""
    url = await drawing.url()

    assert all(f"{name}=" in url for name in ("ex", "is", "hm"))
    assert await drawing.get(url) == (200, b"png")


async def test_an_address_runs_out_and_a_fetch_renews_it(practice: Practice, drawing: Drawing):
    """After 24 hours of the movable clock it is 404; the message fetched again has a fresh one."""
    old = await drawing.url()
    practice.clock.move(hours=23)
    young = await drawing.get(old)
    practice.clock.move(hours=1)
    late = await drawing.get(old)
    fresh = await drawing.get(await drawing.url())

    assert [status for status, _ in (young, late, fresh)] == [200, 404, 200]


async def test_a_tampered_address_is_404(drawing: Drawing):
    """Another time or no signature: nothing."""
    url = await drawing.url()

    assert (await drawing.get(url.replace("ex=", "ex=f")))[0] == 404
    assert (await drawing.get(url.partition("?")[0]))[0] == 404


async def test_the_file_of_a_deleted_message_is_gone(practice: Practice, drawing: Drawing):
    """Deleted by its sender: the good address leads nowhere."""
    url = await drawing.url()
    practice.standin.delete(practice.client, drawing.channel, drawing.message)

    assert (await drawing.get(url))[0] == 404


async def test_files_can_fail_on_demand(practice: Practice, drawing: Drawing):
    """The CDN knows faults as well."""
    url = await drawing.url()
    practice.standin.faults.add(Fault(method=ROUTE, kind="503"))

    assert [(await drawing.get(url))[0] for _ in range(2)] == [503, 200]


async def test_a_bot_replaces_the_file_of_its_message(practice: Practice):
    """An edit that keeps no attachment takes the file away."""
    path = f"/channels/{practice.channel}/messages"
    sent = (await practice.call("POST", path, {"content": "x"}, files=[("a.png", b"1", "image/png")])).body
    await practice.call("PATCH", f"{path}/{sent['id']}", {"attachments": []})
    async with practice.http.get(sent["attachments"][0]["url"]) as answer:
        status = answer.status

    assert status == 404
    assert practice.standin.seen(practice.channel)[0].media is None
