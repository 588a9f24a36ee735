"""The world as one value, with a number that grows when it changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]

PAUSE_S = 0.05  # at most 20 changes a second are told
_LOOK_AGAIN_S = 1.0  # some things pass with time alone


class Mirror:
    """Looks when it is told that something changed. `build` makes the world; its clock's `now` is no change."""

    def __init__(self, build: Callable[[], Json]) -> None:
        self._build = build
        self._seen: Json = {}
        self.version = 0
        self._dirty = asyncio.Event()
        self._told = asyncio.Event()

    def ring(self) -> None:
        """Something may have changed."""
        self._dirty.set()

    def look(self) -> Json:
        """The world now, with its version."""
        world = self._build()
        still = world | {"clock": {name: value for name, value in world["clock"].items() if name != "now"}}
        if still != self._seen:
            self._seen = still
            self.version += 1
            self._told.set()
            self._told = asyncio.Event()
        return {"version": self.version} | world

    async def newer(self, than: int, *, within: float) -> bool:
        """Wait for a version above `than`. False where none came within so many seconds."""
        if self.version > than:
            return True
        try:
            async with asyncio.timeout(within):
                await self._told.wait()
        except TimeoutError:
            return False
        return True

    async def run(self) -> None:
        """Look whenever it rings, until cancelled."""
        while True:
            try:
                async with asyncio.timeout(_LOOK_AGAIN_S):
                    await self._dirty.wait()
            except TimeoutError:
                pass
            self._dirty.clear()
            self.look()
            await asyncio.sleep(PAUSE_S)
