"""SPEC 8.2's budget, counted on the real platforms in every language, with the longest names that there can be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.prompts.consent import ConsentDocument
from core.prompts.consent_check import load_consents
from tests.flow.play import Play, asked, find, playing
from tests.flow.test_door import at_the_door, in_door, press_at_door, written

CONSENTS = load_consents(Path(__file__).parents[2] / "config" / "starter" / "consent")[0]
DOCUMENTS = {} if CONSENTS is None else {each.language: each for each in CONSENTS.documents}
MOST_TAPS = 14
LONGEST_SCREEN = 350  # characters
NAMES = {
    "client": "Maximiliane-Wilhelmina-Theodora-Alexandr",
    "therapist": "Alexandra-Konstantina-Papadopoulou-Smyth",
    "practice": "The Riverside Studio for Expressive Arts",
}
EVERY = [
    pytest.param(language, platform, marks=() if language == "de" else pytest.mark.slow)
    for language in DOCUMENTS
    for platform in ("telegram", "discord")
]


def walk(said: ConsentDocument) -> list[str]:
    """The labels that lead through a document."""
    right = [question.answers[question.right] for question in said.questions]
    return [*(said.words.next for _ in said.screens), *right, *(each.agree for each in said.agreements)]


async def by_the_link(play: Play, room, words: str):
    """On Telegram the invitation's link starts the bot: one tap."""
    room.command(f"/invite {words}")
    await play.until(lambda: find(room.seen(), "It works once"), "invited")
    code = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", find(room.seen(), "It works once").text)[-1]
    seat = play.stage.client("telegram", NAMES["client"])
    play.seats.append(seat)
    seat.join(code.replace("-", ""))
    return seat, 1


async def by_the_door(play: Play, room, words: str):
    """On Discord the link leads to a corner with one button: two taps."""
    seat = await at_the_door(play, room, words=words)
    (told,) = in_door(play, seat)
    ((label,),) = told.buttons
    assert len(told.text) <= LONGEST_SCREEN
    press_at_door(play, seat, label)
    return seat, 2


@pytest.mark.parametrize(("language", "platform"), EVERY)
async def test_joining_takes_at_most_fourteen_taps_nothing_typed_and_every_screen_is_whole(
    tmp_path, sqlite_url, language, platform
):
    """From the invitation to the confirmation, the therapist's tap counted in."""
    async with playing(tmp_path, sqlite_url, name=NAMES["practice"], languages="en, de, es, ar") as play:
        await play.start()
        room = await play.room("telegram", NAMES["therapist"])
        come_in = by_the_link if platform == "telegram" else by_the_door
        mira, taps = await come_in(play, room, f"{NAMES['client']} {language} Europe/Berlin")

        before = ""
        for label in walk(DOCUMENTS[language]):
            await play.until(lambda b=before: asked(mira) and asked(mira).message != b, f"asked, for {label}")
            before = asked(mira).message
            mira.press(before, label)
            taps += 1
        await play.until(lambda: not mira.seen()[-1].buttons and mira.seen()[-1].by_bot, "the two words")
        shown = mira.seen()[-1].text
        await play.until(lambda: find(room.seen(), "Which two words"), "asked for the words")
        question = find(room.seen(), "Which two words")
        told = len(mira.seen())
        room.press(question.thread, question.message, next(each for each in question.buttons if each in shown))
        await play.until(lambda: len(mira.seen()) > told, "joined")

        screens = [line.text for line in mira.seen() if line.by_bot]
        assert taps + 1 <= MOST_TAPS
        assert [(len(text), text) for text in screens if len(text) > LONGEST_SCREEN] == []
        assert len(screens) == len(walk(DOCUMENTS[language])) + 2
        assert NAMES["practice"] in screens[0]
        if platform == "telegram":
            assert [line.text.split()[0] for line in mira.seen() if not line.by_bot] == ["/start"]  # the link's own
        else:
            assert written(play, mira) == 0
