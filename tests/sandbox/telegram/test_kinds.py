"""What people send beside words and common files, in the shapes of the specification, and what the app would not let them."""

from __future__ import annotations

import pytest
import telegram

from bots.sandbox.telegram.kinds import FOR_EVER
from tests.sandbox.telegram.conftest import TOKEN
from tests.sandbox.telegram.pictures import FILM, PICTURE
from tests.sandbox.telegram.spec import faults_in_value, require_spec


def all_kinds(bench) -> dict[str, int]:
    """Everything, once; verb -> message id."""
    to = (bench.ann, bench.bot)
    first = bench.tg.write(*to, "a tram and a heron")
    return {
        "text": first,
        "video_note": bench.tg.send_video_note(*to, FILM),
        "animation": bench.tg.send_animation(*to, FILM, caption="look"),
        "location": bench.tg.send_location(*to, 52.52, 13.405),
        "live": bench.tg.send_location(*to, 52.52, 13.405, live_period=FOR_EVER),
        "venue": bench.tg.send_venue(*to, 52.52, 13.405, "The park", "Am Ufer 1"),
        "contact": bench.tg.send_contact(*to, "+49 30 1", "Noor", last_name="B"),
        "poll": bench.tg.send_poll(*to, "Tea?", ["yes", "no"]),
        "dice": bench.tg.send_dice(*to),
        "checklist": bench.tg.send_checklist(*to, "Today", ["walk", "rest"]),
        "forward": bench.tg.forward(*to, "read this"),
        "forwarded picture": bench.tg.forward(*to, "see this", content=PICTURE),
        "quote": bench.tg.quote(*to, first, "a heron", "that one"),
        "elsewhere": bench.tg.quote_elsewhere(*to, "a line", "from the other chat"),
    }


async def test_every_kind_is_a_message_of_the_specification(bench):
    """No field of ours, none missing, each of its type; and the library reads them all."""
    require_spec()
    bench.tg.limits = False
    sent = all_kinds(bench)
    bench.tg.move(bench.ann, bench.bot, sent["live"], 52.6, 13.5)
    bench.tg.stop_moving(bench.ann, bench.bot, sent["live"])

    updates = await bench.updates()

    assert len(updates) == len(sent) + 2
    assert [fault for update in updates for fault in faults_in_value("update", update, ["Update"])] == []
    assert [update for update in updates if telegram.Update.de_json(update, None).effective_message is None] == []


async def test_files_of_every_kind_can_be_fetched(bench):
    """getFile knows them, byte for byte; an animation is a document too, the same file."""
    bench.tg.limits = False
    all_kinds(bench)
    messages = [update["message"] for update in await bench.updates()]
    note = next(message["video_note"] for message in messages if "video_note" in message)
    moving = next(message for message in messages if "animation" in message)

    for file in (note, moving["animation"]):
        path = (await bench.result("getFile", file_id=file["file_id"]))["file_path"]
        answer = await bench.http.get(f"{bench.tg.api}/file/bot{TOKEN}/{path}")
        assert answer.content == FILM
    assert moving["document"]["file_id"] == moving["animation"]["file_id"]


async def test_a_live_place_moves_by_edits_until_it_stands_still(bench):
    """The same message, edited; one that stands still has no live_period, and moves no more."""
    to = (bench.ann, bench.bot)
    number = bench.tg.send_location(*to, 52.52, 13.405, live_period=900)
    bench.tg.move(*to, number, 52.6, 13.5)
    bench.tg.stop_moving(*to, number)

    first, moved, still = await bench.updates()

    assert [list(each)[1] for each in (first, moved, still)] == ["message", "edited_message", "edited_message"]
    assert moved["edited_message"]["location"] == {"latitude": 52.6, "longitude": 13.5, "live_period": 900}
    assert still["edited_message"]["location"] == {"latitude": 52.6, "longitude": 13.5}
    with pytest.raises(ValueError, match="only one's own live place"):
        bench.tg.move(*to, number, 1, 1)


async def test_votes_come_to_a_bot_that_asked_for_them(bench):
    """A vote, a changed one, one taken back: option ids from 0, without chat and time."""
    bench.tg.vote(bench.ann, TOKEN, "77", [1])
    bench.tg.vote(bench.ann, TOKEN, "77", [])

    first, taken_back = [update["poll_answer"] for update in await bench.updates(allowed_updates=["poll_answer"])]

    assert (first["option_ids"], taken_back["option_ids"]) == ([1], [])
    assert first["user"]["id"] == bench.ann
    assert faults_in_value("vote", first, ["PollAnswer"]) == []


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        ("send_video_note", {"content": FILM, "duration": 61}),
        ("send_location", {"latitude": 91, "longitude": 0}),
        ("send_location", {"latitude": 1, "longitude": 1, "live_period": 30}),
        ("send_contact", {"phone_number": "", "first_name": "N"}),
        ("send_poll", {"question": "", "options": ["a"]}),
        ("send_poll", {"question": "q", "options": []}),
        ("send_poll", {"question": "q", "options": ["a"] * 13}),
        ("send_poll", {"question": "q", "options": ["a" * 101]}),
        ("quote", {"reply_to": 1, "passage": "never said", "text": "x"}),
    ],
)
async def test_what_the_app_would_not_send(bench, verb, given):
    """Each is refused before anybody hears of it."""
    bench.tg.write(bench.ann, bench.bot, "words")

    with pytest.raises(ValueError, match=r"\w"):
        getattr(bench.tg, verb)(bench.ann, bench.bot, **given)


async def test_a_place_has_no_words_to_edit(bench):
    """Only words and captions are edited by writing."""
    number = bench.tg.send_location(bench.ann, bench.bot, 1, 1)

    with pytest.raises(ValueError, match="one edits one's own"):
        bench.tg.edit(bench.ann, bench.bot, number, "words")
