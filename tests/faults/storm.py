"""Twenty kills at any moment, and two pairs of people who go on talking all the while."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import re
from dataclasses import dataclass, field

from core.texts.catalogue import BASE, sentences
from tests.faults.judge import Verdict
from tests.faults.troupe import Pair, Troupe, Waited, notes_in
from tests.faults.windows import Window

KILLS = 20
WORDS, NOTES, FEEDBACK = 9, 3, 3  # of each of the two pairs: thirty messages
_LONGEST_LIFE_S, _LONGEST_PAUSE_S = 4.0, 5.0


@dataclass
class Said:
    """What one pair said in the storm."""

    pair: Pair
    words: list[str] = field(default_factory=list)
    notes: int = 0
    feedback: list[str] = field(default_factory=list)
    out_of_order: int = 0

    def __post_init__(self) -> None:
        self.chat = Window(self.pair.client)
        self.seen = Window(self.pair.room, self.pair.thread)

    def on_cards(self) -> dict[str, str]:
        """The newest text of each card, by its reference."""
        newest: dict[str, str] = {}
        for line in self.seen.lines():
            reference = re.search(r"\(([0-9A-F]{4})\)$", line.text)
            if reference is not None and "not screened" in line.text:
                newest[reference[1]] = max(newest.get(reference[1], ""), line.text, key=len)
        return newest

    def arrived(self, words: str) -> bool:
        """Whether words of the client are on a card."""
        return any(f"“{words}”" in text for text in self.on_cards().values())

    def judge(self, verdict: Verdict) -> None:
        """Each thing once; on Telegram again where a call was cut."""
        cards = list(self.on_cards().values())
        for words in self.words:
            times = sum(text.count(f"“{words}”") for text in cards)
            if times != 1:
                (verdict.lost if times == 0 else verdict.doubled).append(f"{words} x{times}")
        for text in cards:
            places = [text.find(f"“{words}”") for words in self.words if f"“{words}”" in text]
            self.out_of_order += sum(later < earlier for earlier, later in itertools.pairwise(places))
        if self.out_of_order and self.pair.client.platform == "telegram":
            verdict.strays.append("words out of order on Telegram")
        orphans = self.seen.told(sentences(BASE)["quote_gone"])
        for words in self.feedback:
            found = self.chat.told(words)
            if found or not orphans:
                verdict.once(words, found, self.pair.client.platform)
        notes = len(notes_in(self.seen))
        if notes < self.notes:
            verdict.lost.append(f"{self.notes - notes} notes")
        extra = max(0, notes - self.notes)
        if extra and self.pair.room.platform == "discord":
            verdict.doubled.append(f"note x{extra + 1}")
        verdict.again += extra
        verdict.copies += extra


async def kills(troupe: Troupe, chance: random.Random) -> None:
    """kill -9, again and again: at any moment, and every other time while something is on its way."""
    for number in range(KILLS):
        await asyncio.sleep(chance.uniform(0.1, _LONGEST_LIFE_S))
        if number % 2:
            with contextlib.suppress(Waited):
                await troupe.until(troupe.service.calling, "a call under way", _LONGEST_LIFE_S, pause=0.003)
        troupe.service.kill()
        await troupe.until(lambda: troupe.service.born > number + 1, "a new life")


async def talk(troupe: Troupe, said: Said, chance: random.Random, storm: asyncio.Task[None]) -> None:
    """The client writes, the therapist notes and answers, each when they feel like it and not when it suits us."""
    pair = said.pair
    plan = ["words"] * (WORDS - 1) + ["note"] * NOTES + ["feedback"] * FEEDBACK
    chance.shuffle(plan)
    for number, what in enumerate(["words", *plan]):
        if what == "words":
            said.words.append(f"word {number} of {pair.client.platform}")
            pair.client.say(said.words[-1])
        elif what == "note":
            said.notes += 1
            pair.room.say(pair.thread, f"note {number}")
        else:
            cards = await troupe.until(lambda: said.seen.told("not screened"), "a card in the storm", 60)
            said.feedback.append(f"answer {number} to {pair.client.platform}")
            pair.room.say(pair.thread, said.feedback[-1], reply_to=cards[-1].message)
        if not storm.done():
            await asyncio.sleep(chance.uniform(0.2, _LONGEST_PAUSE_S))


async def reach(troupe: Troupe, said: Said, verdict: Verdict) -> None:
    """After the storm: wait until everything is where it belongs."""
    try:
        await troupe.until(lambda: all(map(said.arrived, said.words)), "all words on cards")
        await troupe.until(lambda: len(notes_in(said.seen)) >= said.notes, "all notes echoed")
        await troupe.until(
            lambda: all(map(said.chat.told, said.feedback)) or said.seen.told(sentences(BASE)["quote_gone"]),
            "all answers",
        )
    except Waited as vain:
        verdict.stuck.append(f"waited in vain: {vain}")
