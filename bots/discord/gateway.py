"""One Discord account, alive: listens, reads back what was missed, and puts everything into the mailbox."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import structlog

from bots.discord.atlas import Atlas
from bots.discord.doorbell import Doorbell
from bots.discord.errors import LineClosed
from bots.discord.news import News
from bots.discord.recorder import Recorder
from bots.discord.rest import Rest
from bots.discord.supervisor import FIRST_DELAY_S, Supervisor
from bots.discord.sweep import Sweeper
from core.domain.errors import Fenced
from core.domain.ids import AccountId
from core.ports.clock import Clock
from core.ports.intake import Mailbox

log = structlog.get_logger(__name__)

OWNERSHIP_CHECK_S = 1.0
CANCEL_AGAIN_S = 0.5


class DiscordGateway:
    """The Gateway of one account.

    later_words: what a slash command or a form is answered with, which nothing here offers yet. first_delay_s: the
    back-off's first step; it doubles to five minutes.
    """

    def __init__(
        self,
        account: AccountId,
        token: str,
        rest: Rest,
        *,
        clock: Clock,
        later_words: str,
        sweep_every_s: float = 300,
        first_delay_s: float = FIRST_DELAY_S,
    ) -> None:
        self._account = account
        self._rest = rest
        self._clock = clock
        self._sweep_every_s = sweep_every_s
        self._atlas = Atlas(rest)
        self._doorbell = Doorbell(rest, later_words=later_words)
        self._supervisor = Supervisor(token, self._atlas, clock=clock, first_delay_s=first_delay_s)

    async def run(self, mailbox: Mailbox) -> None:
        """Listen until cancelled or no longer the owner. Raises TokenRefused; everything else is waited out."""
        news = News(mailbox)
        recorder = Recorder(mailbox, self._atlas, self._doorbell, account=self._account, clock=self._clock)
        sweeper = Sweeper(
            mailbox,
            self._rest,
            self._atlas,
            recorder,
            news,
            account=self._account,
            clock=self._clock,
            every_s=self._sweep_every_s,
        )
        tasks = [
            asyncio.create_task(recorder.run()),
            asyncio.create_task(sweeper.run()),
            asyncio.create_task(self._supervisor.run(recorder.hear, sweeper.wake, news)),
            asyncio.create_task(self._while_owned(mailbox)),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except (Fenced, LineClosed) as exc:
            log.warning("discord.run_ended", error=type(exc).__name__)
        finally:
            await _end(tasks)
            await self._doorbell.close()
            await news.close()

    async def _while_owned(self, mailbox: Mailbox) -> None:
        while mailbox.owned():
            await self._clock.sleep(OWNERSHIP_CHECK_S)


async def _end(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel until they are done: `asyncio.wait_for`, which discord.py connects with, can swallow a cancellation."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        done, left = await asyncio.wait(left, timeout=CANCEL_AGAIN_S)
        for task in done:
            if not task.cancelled():
                task.exception()
