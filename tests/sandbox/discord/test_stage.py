"""Acting as people over HTTP, waiting, and what a screen shows."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from bots.sandbox.discord.seen import rendered
from tests.sandbox.discord.conftest import TOKEN, Practice


class Stage:
    def __init__(self, practice: Practice) -> None:
        self._practice = practice
        self._base = practice.standin.rest.removesuffix("/api/v10") + "/stage/"

    async def do(self, verb: str, **arguments: Any) -> tuple[int, Any]:
        async with self._practice.http.post(self._base + verb, json=arguments) as answer:
            return answer.status, await answer.json()

    async def look(self, verb: str, **query: str) -> tuple[int, Any]:
        async with self._practice.http.get(self._base + verb, params=query) as answer:
            return answer.status, await answer.json()

    async def form(self, verb: str) -> int:
        async with self._practice.http.post(self._base + verb, data={"person": "x"}) as answer:
            return answer.status


@pytest.fixture
def stage(practice: Practice) -> Stage:
    return Stage(practice)


async def test_a_person_acts_over_http(practice: Practice, stage: Stage):
    """A message with a file goes out, and the screen can be read."""
    picture = ["sea.png", base64.b64encode(b"png").decode(), "image/png"]
    status, answer = await stage.do("dm", person=practice.client, bot=TOKEN, text="**mine**", files=[picture])
    channel = practice.standin.dm_channel(practice.client, TOKEN)
    _, shown = await stage.look("seen", channel=channel, person=practice.client)

    assert (status, practice.standin.received()) == (200, [answer["result"]])
    assert [(s["text"], s["media"], s["by"]) for s in shown["result"]] == [("mine", "photo", "person")]


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        ("dm", {"person": "1", "bot": TOKEN, "text": "x"}),
        ("dm", {"person": "1", "bot": "nobody", "text": "x"}),
        ("dm", {"nonsense": 1}),
        ("close", {}),
        ("_say", {}),
        ("dm", {"person": "1", "bot": TOKEN, "files": [["a", "no base64!", "x"]]}),
    ],
)
async def test_what_cannot_be_done_is_400_with_a_sentence(stage: Stage, verb: str, arguments: dict[str, Any]):
    """Unknown people, verbs that are none, private names, odd arguments."""
    status, answer = await stage.do(verb, **arguments)

    assert status == 400
    assert list(answer) == ["error"]
    assert answer["error"]


async def test_a_page_elsewhere_cannot_act(stage: Stage):
    """A form post, which any web page may send, is refused."""
    assert await stage.form("drop_gateway") == 400


async def test_waiting_tells_what_was_there(practice: Practice):
    """wait_for counts a LookupError as not yet and sums the world up when time is over."""
    with pytest.raises(AssertionError, match="0 calls"):
        await practice.standin.wait_for(lambda: practice.standin.seen(practice.channel)[0], timeout=0.05)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("**Safe place**", "Safe place"),
        (r"\*not bold\* and 2 \* 3", "*not bold* and 2 * 3"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("*soft* _too_ snake_case_name", "soft too snake_case_name"),
        (r"**bold \* star**", "bold * star"),
        (r"back\\slash and C:\dir", "back\\slash and C:\\dir"),
        ("**over\ntwo lines**", "over\ntwo lines"),
        ("***both***", "both"),
        (r"\@everyone \<@1\>", "@everyone <@1>"),
    ],
)
def test_markdown_is_shown_as_the_app_shows_it(raw: str, expected: str):
    """Pairs of markers go, escaped characters stay, single markers are just characters."""
    assert rendered(raw) == expected


async def test_people_cannot_do_what_the_app_forbids(practice: Practice):
    """Empty messages, words on a voice message, others' messages, edits in archived threads."""
    standin = practice.standin
    mine = standin.write(practice.client, practice.channel, "mine")
    thread, opening = standin.post(practice.therapist, practice.forum, "t", "x")
    standin.archive_thread(thread)

    with pytest.raises(ValueError, match="nothing to send"):
        standin.write(practice.client, practice.channel, "  ")
    with pytest.raises(ValueError, match="voice message"):
        standin.write(practice.client, practice.channel, "words", voice=True)
    with pytest.raises(ValueError, match="own messages"):
        standin.edit(practice.therapist, practice.channel, mine, "x")
    with pytest.raises(ValueError, match="archived"):
        standin.edit(practice.therapist, thread, opening, "x")
    with pytest.raises(ValueError, match="archived"):
        standin.react(practice.therapist, thread, opening, "👍")


async def test_ids_grow_even_when_the_clock_goes_back(practice: Practice):
    """Snowflakes come from the movable clock and never repeat or shrink."""
    first = practice.standin.write(practice.client, practice.channel, "now")
    practice.clock.move(days=-1)
    second = practice.standin.write(practice.client, practice.channel, "before")
    practice.clock.move(days=2)
    third = practice.standin.write(practice.client, practice.channel, "later")

    assert int(first) < int(second) < int(third)
    assert int(third) - int(second) > 86_000_000 << 22
