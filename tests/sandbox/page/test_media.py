"""Files at the page: shown where they are a picture, a sound or a film; else only saved."""

from __future__ import annotations

import base64

import pytest

from bots.sandbox.page.media import sniffed
from tests.sandbox.page.conftest import Visitor, picture, sound

HTML = base64.b64encode(b"<html><script>alert(1)</script></html>").decode()


async def test_a_picture_is_served_as_what_its_bytes_say(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    await visitor.act("mira", "file", data=picture(), name="page.html", mime="text/html")
    url = (await visitor.messages("mira"))[-1]["media"][0]["url"]

    async with visitor.http.get(visitor.page.address + url[1:]) as answer:
        assert answer.content_type == "image/png"
        assert await answer.read() == base64.b64decode(picture())


@pytest.mark.parametrize("pane", ["mira", "noor"])
async def test_a_web_page_is_only_saved(visitor: Visitor, pane: str) -> None:
    await visitor.act(pane, "start" if pane == "mira" else "join_server")
    await visitor.act(pane, "file", data=HTML, name="ä.html", mime="text/html")
    url = (await visitor.messages(pane))[-1]["media"][0]["url"]

    async with visitor.http.get(visitor.page.address + url[1:]) as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%C3%A4.html"
        assert "sandbox" in answer.headers["Content-Security-Policy"]


async def test_players_get_the_part_they_ask_for(visitor: Visitor) -> None:
    await visitor.act("mira", "start")
    await visitor.act("mira", "voice", data=sound(), duration_s=1)
    media = (await visitor.messages("mira"))[-1]["media"][0]
    whole = base64.b64decode(sound())

    async with visitor.http.get(visitor.page.address + media["url"][1:], headers={"Range": "bytes=4-9"}) as answer:
        assert answer.status == 206
        assert answer.headers["Content-Range"] == f"bytes 4-9/{len(whole)}"
        assert await answer.read() == whole[4:10]
    async with visitor.http.get(visitor.page.address + media["url"][1:], headers={"Range": "bytes=999-"}) as answer:
        assert answer.status == 416
    assert len(media["waveform"]) > 10


async def test_what_nobody_saw_is_not_there(visitor: Visitor) -> None:
    async with visitor.http.get(visitor.page.address + "media/telegram/4711") as answer:
        assert answer.status == 404


def test_nothing_that_a_browser_would_run_is_called_a_picture() -> None:
    for content in (
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"<html>",
        b"%PDF-1.7",
        b"",
        b"PK\x03\x04",
    ):
        assert sniffed(content) == "application/octet-stream"
