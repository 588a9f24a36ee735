"""kill -9 at every durable step between `/new` and the client's prompt: it comes once, and the draft is never lost."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Awaitable

import pytest
import sqlalchemy as sa

from bots import runner
from bots.cli.chance import MachineEntropy
from core.store import tables
from tests.faults.judge import Verdict, total
from tests.faults.service import Point
from tests.faults.test_kill import arrivals, play, points_of, started
from tests.faults.troupe import Pair, Troupe, performing
from tests.faults.windows import Window

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def let_many(troupe: Troupe) -> None:
    """More prompts on one day than anybody wants: the calendar can stand still."""
    store = runner.open_settings_store(troupe.settings(), troupe.calendar, MachineEntropy())
    store.run_here(lambda unit: unit.execute(sa.update(tables.clients).values(daily_cap=1000)))
    store.close_here()


async def write_one(troupe: Troupe, pair: Pair, verdict: Verdict, tag: str) -> None:
    """Ada writes, looks, sends; Mira gets it, whole and once."""
    room, thread = pair.room, pair.thread
    chat, seen = Window(pair.client), Window(room, thread)
    words = f"Draw what {tag} was like."

    def drafts() -> list:
        return seen.lines(lambda line: line.by_bot and "Send now" in line.buttons)

    def came() -> list:
        return chat.lines(lambda line: line.by_bot and words in line.text)

    room.say(thread, f"/new # {tag}\n{words}")
    await troupe.until(drafts, "the draft")
    await troupe.press_until(
        room,
        lambda: room.press(thread, (drafts() or seen.told("goes to"))[-1].message, "Send now"),
        lambda: came() or not drafts(),
        "sent",
        verdict,
    )
    if not came() and not seen.told("goes to"):  # the draft that was pressed was the one whose call was cut: shown anew
        await troupe.until(drafts, "the draft once more")
        await troupe.press_until(
            room, lambda: room.press(thread, drafts()[-1].message, "Send now"), came, "sent after all", verdict
        )
    await troupe.until(came, "the prompt")
    await troupe.rest()

    verdict.prompt(came(), pair.client.platform)


async def test_killed_at_every_step_of_a_draft_it_goes_once(tmp_path, capsys):
    """On both platforms at once; the service comes back by itself each time."""
    verdicts: list[Verdict] = []
    async with performing(tmp_path / "own", f"sqlite:///{tmp_path / 'own' / 'data' / 'vignette.db'}") as troupe:
        await started(troupe)
        joined, pairs = await arrivals(troupe)
        assert len(pairs) == 2, joined.row()

        let_many(troupe)

        async def turn(points: tuple[Point, ...] = ()) -> Verdict:
            def deeds(verdict: Verdict, tag: str) -> list[Awaitable[object]]:
                return [write_one(troupe, pair, verdict, tag) for pair in pairs]

            return await troupe.round(points, deeds)

        verdicts.append(await turn())
        before = troupe.service.steps()
        verdicts.append(await turn())
        points = points_of(Counter(troupe.service.steps() - before))
        await play(deque((point,) for point in points), verdicts, troupe, turn)
    with capsys.disabled():
        print("\n".join(["", *(verdict.row() for verdict in verdicts), total(verdicts)]))
    assert len(points) >= 20
    assert [verdict.row() for verdict in verdicts if not verdict.clean] == []
    reached = {point.step for verdict in verdicts if verdict.reached for point in verdict.points}
    assert {point.step for point in points} - reached == set()
