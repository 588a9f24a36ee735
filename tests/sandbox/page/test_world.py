"""The world as one value: its shape, its version, and who is told when it changes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.sandbox.page.conftest import START, Visitor


async def test_the_world_names_the_four_people_in_order(visitor: Visitor) -> None:
    world = await visitor.world()

    assert [(pane["id"], pane["platform"], pane["role"]) for pane in world["panes"]] == [
        ("mira", "telegram", "client"),
        ("ada", "discord", "therapist"),
        ("noor", "discord", "client"),
        ("ben", "telegram", "therapist"),
    ]
    assert world["clock"]["zone"] == "Europe/Berlin"
    assert world["clock"]["offset_minutes"] == 60
    assert world["library"] == {"revision": "abcd", "faults": ["small-things.yaml:4:3: error: no title"]}
    assert world["links"] == {"telegram_bot": "practice_room_bot"}


async def test_the_version_grows_with_changes_only(visitor: Visitor) -> None:
    before = (await visitor.world())["version"]
    visitor.backstage.at += timedelta(seconds=1)
    assert (await visitor.world())["version"] == before

    await visitor.act("mira", "start")

    assert (await visitor.world())["version"] > before


async def test_events_tell_each_new_version(visitor: Visitor) -> None:
    async with visitor.http.get(visitor.page.address + "api/events") as answer:
        assert answer.content_type == "text/event-stream"
        first = await _version(answer)
        await visitor.act("mira", "start")
        second = await _version(answer)
        visitor.board.tell("service", "Something happened.")
        third = await _version(answer)

    assert first < second < third


async def test_news_are_kept_to_the_newest_fifty(visitor: Visitor) -> None:
    for number in range(60):
        visitor.board.tell("service", f"news {number}")

    news = (await visitor.world())["service"]["news"]

    assert [news[0]["text"], news[-1]["text"], len(news)] == ["news 10", "news 59", 50]
    assert [each["n"] for each in news] == list(range(11, 61))


async def test_the_clock_moves_by_to_and_next(visitor: Visitor) -> None:
    status, answer = await visitor.send("POST", "api/clock", {"by": 3600})
    assert (status, answer) == (200, {"now": (START + timedelta(hours=1)).isoformat(), "met": ""})

    await visitor.send("POST", "api/clock", {"to": "2027-03-28T09:00"})  # summer time by then
    assert visitor.backstage.at == datetime(2027, 3, 28, 7, 0, tzinfo=UTC)
    assert (await visitor.world())["clock"]["offset_minutes"] == 120
    assert "clocks went forward by 1 h" in (await visitor.world())["service"]["news"][-1]["text"]

    due = visitor.backstage.at + timedelta(hours=2)
    visitor.backstage.due = [due]
    status, answer = await visitor.send("POST", "api/clock", {"to": "next"})
    assert (status, answer["now"]) == (200, due.isoformat())


async def test_the_clock_does_not_go_back_or_nowhere(visitor: Visitor) -> None:
    past, far = "This moment is past. The clock only goes forward.", "At most 400 days ahead."
    refusals = [
        ({"by": -5}, past),
        ({"by": 0}, past),
        ({"by": 1e12}, far),
        ({"to": "2020-01-01T00:00"}, past),
        ({"to": "2029-01-01T00:00"}, far),
        ({"to": "soon"}, "Say how many seconds, or a date and time."),
        ({}, "Say how many seconds, or a date and time."),
        ({"to": "next"}, "No prompt is planned yet. Somebody must join and be enrolled first."),
    ]
    for body, words in refusals:
        assert await visitor.send("POST", "api/clock", body) == (400, {"error": words})
    visitor.backstage.enrolled = True
    _, answer = await visitor.send("POST", "api/clock", {"to": "next"})
    assert answer["error"].startswith("Nothing more is planned.")
    assert visitor.backstage.at == START


async def test_the_service_is_killed_and_started_through_the_backstage(visitor: Visitor) -> None:
    await visitor.send("POST", "api/service", {"do": "kill", "stay": True})
    assert (await visitor.world())["service"]["state"] == "killed"
    assert (await visitor.send("POST", "api/service", {"do": "kill"}))[0] == 400
    await visitor.send("POST", "api/service", {"do": "start"})

    assert visitor.backstage.told == ["kill stay=True", "start"]
    assert (await visitor.send("POST", "api/service", {"do": "dance"}))[0] == 400


async def test_the_librarys_files_can_be_read_and_written(visitor: Visitor, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "small.yaml").write_text("id: small\ntext:\n  en:\n    title: Three small things\n")
    (folder / "words.yaml").write_text("kind: glossary\n")
    (tmp_path / "outside.yaml").write_text("not yours\n")
    visitor.backstage.folder = folder

    async with visitor.http.get(visitor.page.address + "api/library") as answer:
        assert (await answer.json())["files"] == [
            {"path": "small.yaml", "title": "Three small things"},
            {"path": "words.yaml", "title": "words"},
        ]
    assert (await visitor.send("PUT", "api/library/file", {"path": "small.yaml", "text": "id: new\n"}))[0] == 200
    async with visitor.http.get(visitor.page.address + "api/library/file?path=small.yaml") as answer:
        assert (await answer.json()) == {"text": "id: new\n"}
    for path in ("../outside.yaml", "/etc/passwd", "none.yaml", ""):
        assert (await visitor.send("PUT", "api/library/file", {"path": path, "text": "x"}))[0] == 400
        async with visitor.http.get(visitor.page.address + "api/library/file", params={"path": path}) as answer:
            assert answer.status == 400
    assert (tmp_path / "outside.yaml").read_text() == "not yours\n"
    assert sorted(each.name for each in folder.iterdir()) == ["small.yaml", "words.yaml"]


async def _version(answer: object) -> int:
    async with asyncio.timeout(5):
        while True:
            line = await answer.content.readline()  # type: ignore[attr-defined]
            if line.startswith(b"data:"):
                return int(line.partition(b'"version": ')[2].partition(b"}")[0])
