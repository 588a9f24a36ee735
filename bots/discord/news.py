"""Tells the practice how the line is. A report's own trouble stops nothing."""

from __future__ import annotations

import asyncio

import structlog

from core.ports.intake import Mailbox

log = structlog.get_logger(__name__)


class News:
    """What one run of the gateway reports: `stalled`, `recovered`, `swept`, `history_forbidden`, ..."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._down = False
        self._telling: set[asyncio.Task[None]] = set()

    async def tell(self, event: str, **facts: int) -> None:
        """Report one event."""
        try:
            await self._mailbox.report(event, **facts)
        except Exception as exc:  # noqa: BLE001  # a report is not worth the line
            log.warning("discord.report_failed", error=type(exc).__name__)

    async def down(self, event: str) -> None:
        """Report that the line ended."""
        self._down = True
        await self.tell(event)

    def up(self) -> None:
        """The line stands; reported only if it was reported down."""
        if self._down:
            self._down = False
            task = asyncio.create_task(self.tell("recovered"))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def close(self) -> None:
        """Let the reports under way end."""
        await asyncio.gather(*self._telling, return_exceptions=True)
