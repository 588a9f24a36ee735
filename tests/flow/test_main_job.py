"""The main job: a YAML prompt out, the work back to the own therapist, their words to the client; every mix of platforms."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.flow.play import count, find, jpeg, ogg, playing

PROMPTS = {  # modality -> (when it is due in first-week for a start on Monday 2026-11-23 in Berlin, its title)
    "writing": (datetime(2026, 11, 23, 18, 30, 1, tzinfo=UTC), "Three small things"),
    "drawing": (datetime(2026, 11, 24, 17, 0, 1, tzinfo=UTC), "A calm enough place"),
    "voice": (datetime(2026, 11, 25, 11, 15, 1, tzinfo=UTC), "Two minutes aloud"),
}


@pytest.mark.parametrize("restarts", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["fresh", "restarted"])
@pytest.mark.parametrize("room_on", ["telegram", "discord"])
@pytest.mark.parametrize("client_on", ["telegram", "discord"])
@pytest.mark.parametrize("modality", ["writing", "drawing", "voice"])
async def test_a_prompt_goes_out_and_the_work_comes_home(
    tmp_path, story_database_url, modality, client_on, room_on, restarts
):
    """From enrolment to feedback, nothing lost and nothing twice, also when the service restarts in the middle."""
    due, title = PROMPTS[modality]
    async with playing(tmp_path, story_database_url) as play:
        await play.start()
        room = await play.room(room_on)
        client, thread = await play.client(client_on, room)
        await play.enrol(room, thread)

        play.clock.move_to(due)
        await play.until(lambda: find(client.seen(), title), "prompt arrived")
        if restarts:
            await play.stop()
        work = make(modality, client)
        if restarts:
            await play.start()
        await play.until(lambda: find(room.seen(thread), f"· {title}"), "card opened")
        if modality != "writing":
            await play.until(lambda: any(line.media for line in room.seen(thread) if line.by_bot), "work in the room")
        client.say("done")
        await play.until(lambda: find(client.seen(), "Before you go"), "receipt with aftercare")
        if restarts:
            await play.restart()
        card = find(room.seen(thread), f"· {title}")
        room.press(thread, card.message, "Witnessed")
        await play.until(lambda: find(client.seen(), "has spent time with this"), "witnessed")
        room.say(thread, "I see the tram in it.", reply_to=card.message)
        await play.until(lambda: find(client.seen(), "I see the tram in it."), "feedback arrived")
        room.say(thread, "ask about the tram next week")
        await play.until(lambda: find(room.seen(thread), "Kept as a note"), "note kept")

        assert count(client.seen(), title) == 1
        assert count(client.seen(), "Before you go") == 1
        assert count(client.seen(), "I see the tram in it.") == 1
        assert count(room.seen(thread), f"· {title}") == 1
        assert count(client.seen(), "next week") == 0
        assert len([line for line in room.seen(thread) if line.by_bot and line.media]) == (
            0 if modality == "writing" else 1
        )
        if modality == "writing":
            assert work in find(room.seen(thread), f"· {title}").text
        quoted = find(client.seen(), "I see the tram in it.").reply_to
        assert quoted is not None


def make(modality: str, client) -> str:
    """What the client makes of it."""
    if modality == "writing":
        client.say("The tram waited for me.")
        return "The tram waited for me."
    if modality == "drawing":
        return client.photo(jpeg(), "my place")
    return client.voice(ogg())


async def test_two_clients_of_two_therapists_never_meet(tmp_path, sqlite_url):
    """Each reply reaches the own therapist's room and no other."""
    async with playing(tmp_path, sqlite_url) as play:
        await play.start()
        ada, ben = await play.room("telegram", "Ada"), await play.room("discord", "Ben")
        mira, mira_thread = await play.client("discord", ada, "Mira")
        noor, noor_thread = await play.client("telegram", ben, "Noor")
        await play.enrol(ada, mira_thread)
        await play.enrol(ben, noor_thread)
        play.clock.move_to(PROMPTS["writing"][0])
        await play.until(lambda: find(mira.seen(), "Three small") and find(noor.seen(), "Three small"), "both prompted")

        mira.say("mira-words")
        noor.say("noor-words")
        await play.until(lambda: find(ada.seen(), "mira-words") and find(ben.seen(), "noor-words"), "both cards")

        assert find(ada.seen(), "noor-words", by_bot=None) is None
        assert find(ben.seen(), "mira-words", by_bot=None) is None
