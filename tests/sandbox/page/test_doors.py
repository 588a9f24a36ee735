"""Who may talk to the page, what every answer bears, and what is refused."""

from __future__ import annotations

import io
import json
from pathlib import Path

import aiohttp
import pytest

from bots.sandbox.page import Page
from tests.sandbox.page.conftest import OURS, Visitor

ACT = {"pane": "mira", "verb": "start"}


async def test_every_answer_bears_the_strict_headers(visitor: Visitor) -> None:
    for path in ("", "api/world", "nothing-here", "media/telegram/1"):
        async with visitor.http.get(visitor.page.address + path) as answer:
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", "localhost"])
async def test_another_host_name_is_refused(visitor: Visitor, host: str) -> None:
    async with visitor.http.get(visitor.page.address + "api/world", headers={"Host": host}) as answer:
        assert answer.status == 403


async def test_localhost_with_our_port_is_fine(visitor: Visitor) -> None:
    host = {"Host": f"localhost:{visitor.page.port}"}
    async with visitor.http.get(visitor.page.address + "api/world", headers=host) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(("verb", "path"), [("POST", "api/act"), ("PUT", "api/library/file"), ("DELETE", "api/faults")])
async def test_a_change_without_our_header_is_refused(visitor: Visitor, verb: str, path: str) -> None:
    async with visitor.http.request(verb, visitor.page.address + path, json=ACT) as answer:
        assert answer.status == 403
        assert "X-Vignette" in (await answer.json())["error"]
    assert not (await visitor.pane("mira"))["started"]


async def test_another_sites_origin_is_refused(visitor: Visitor) -> None:
    headers = {**OURS, "Origin": "http://evil.example"}
    async with visitor.http.post(visitor.page.address + "api/act", json=ACT, headers=headers) as answer:
        assert answer.status == 403


async def test_a_body_over_32_mb_is_refused(visitor: Visitor) -> None:
    body = io.BytesIO(json.dumps({**ACT, "payload": "x" * (33 * 1024 * 1024)}).encode())
    headers = {**OURS, "Content-Type": "application/json"}
    async with visitor.http.post(visitor.page.address + "api/act", data=body, headers=headers) as answer:
        assert answer.status == 413


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"pane": "nobody", "verb": "start"}, "Nobody of that name"),
        ({"pane": "mira", "verb": "fly"}, "knows no “fly”"),
        ({"pane": "mira", "verb": "write"}, "needs “text”"),
        ({"pane": "mira", "verb": "write", "text": ["a"]}, "“text” must be text"),
        ({"pane": "mira", "verb": "photo", "data": "%%%"}, "“data” must be base64"),
        ({"pane": "mira", "verb": "album", "items": [{"data": ""}]}, "2 to 10 pictures"),
        ({"pane": "mira", "verb": "voice", "data": "", "duration_s": -1}, "a number of seconds"),
        ({"pane": "mira", "verb": "block", "on": "yes"}, "true or false"),
        ({"pane": "mira", "verb": "press", "message": "99", "label": "x"}, "not there any more"),
        ({"pane": "mira", "verb": "delete", "message": "abc"}, "not there any more"),
        ({"pane": "ben", "verb": "write", "place": "777", "text": "x"}, "not there any more"),
        ([], "JSON object"),
    ],
)
async def test_nonsense_is_answered_in_plain_words(visitor: Visitor, body: object, words: str) -> None:
    status, answer = await visitor.send("POST", "api/act", body)

    assert status == 400
    assert words in answer["error"]


async def test_what_is_no_json_is_refused(visitor: Visitor) -> None:
    headers = {**OURS, "Content-Type": "application/json"}
    async with visitor.http.post(visitor.page.address + "api/act", data=b"{", headers=headers) as answer:
        assert answer.status == 400
        assert (await answer.json()) == {"error": "This is no JSON."}


async def test_without_a_picture_of_its_own_the_page_is_plain(visitor: Visitor) -> None:
    async with visitor.http.get(visitor.page.address) as answer:
        assert answer.status == 200
        assert "The practice room is open" in await answer.text()


async def test_static_files_are_served_and_nothing_beside_them(visitor: Visitor, tmp_path: Path) -> None:
    (tmp_path / "static" / "texts").mkdir()
    (tmp_path / "static" / "index.html").write_text("<p>our page</p>")
    (tmp_path / "static" / "page.js").write_text("export const a = 1;")
    (tmp_path / "static" / "texts" / "en.json").write_text("{}")
    (tmp_path / "secret.txt").write_text("not yours")
    (tmp_path / "static" / "link.txt").symlink_to(tmp_path / "secret.txt")

    async with visitor.http.get(visitor.page.address) as answer:
        assert "our page" in await answer.text()
    async with visitor.http.get(visitor.page.address + "page.js") as answer:
        assert answer.content_type == "text/javascript"
    async with visitor.http.get(visitor.page.address + "texts/en.json") as answer:
        assert answer.content_type == "application/json"
    for path in ("%2e%2e/secret.txt", "..%2fsecret.txt", "link.txt", "texts", "%00"):
        async with visitor.http.get(visitor.page.address + path) as answer:
            assert answer.status == 404, path
            assert "not yours" not in await answer.text()


async def test_a_fault_of_our_own_shows_no_traceback(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("what Mira wrote")

    monkeypatch.setattr(visitor.page.mirror, "look", broken)
    async with visitor.http.get(visitor.page.address + "api/world") as answer:
        assert answer.status == 500
        assert (await answer.json()) == {"error": "That did not work, and it was not your doing."}


async def test_a_taken_port_is_an_os_error_and_another_may_be_tried(visitor: Visitor) -> None:
    second = Page(visitor.page._cast, visitor.board, visitor.backstage)

    with pytest.raises(OSError, match="in use"):
        await second.start(visitor.page.port)

    await second.start(0)
    async with aiohttp.ClientSession() as http, http.get(second.address) as answer:
        assert answer.status == 200
    await second.close()
