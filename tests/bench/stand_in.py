"""Both stand-ins in a process of their own: prints where they are and who is there, and at the end what they were asked.

Run by rate.py: `python -m tests.bench.stand_in PLATFORM PEOPLE`; a line on stdin ends it.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime

from bots.sandbox.stage import DISCORD_TOKEN, TELEGRAM_TOKEN, Stage


async def main(platform: str, people: int) -> None:
    """Open, tell, wait, report."""
    stage = Stage(lambda: datetime.now(UTC))
    await stage.open()
    chats = [_chat(stage, platform, n) for n in range(people)]
    places = {"api": stage.telegram.api, "rest": stage.discord.rest, "gateway": stage.discord.gateway, "chats": chats}
    print(json.dumps(places), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    if platform == "telegram":
        calls = [(call.at, call.status) for call in stage.telegram.calls if call.method == "sendMessage"]
    else:
        posts = [call for call in stage.discord.calls if call.method == "POST" and call.route.endswith("/messages")]
        calls = [(call.at.timestamp(), call.status) for call in posts]
    print(json.dumps(calls), flush=True)
    await stage.close()


def _chat(stage: Stage, platform: str, number: int) -> str:
    if platform == "telegram":
        person = stage.telegram.add_person(f"Mira {number}")
        stage.telegram.start_bot(person, TELEGRAM_TOKEN, "bench")
        return str(person)
    person = stage.discord.add_person(f"Mira {number}")
    stage.discord.join_guild(person, stage.door)
    return stage.discord.dm_channel(person, DISCORD_TOKEN)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
