"""Answers an interaction so that Discord does not call it failed. What it means is the core's business."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import aiohttp
import structlog
from discord.http import Route

from bots.discord.commands import sentence
from bots.discord.errors import ApiError, LineClosed
from bots.discord.rest import Rest
from bots.discord.text import render
from core.domain.menu import Choice
from core.domain.message import Text

log = structlog.get_logger(__name__)

# Interaction types, and kinds of answer (interactions/receiving-and-responding).
_COMMAND = 2
_COMPONENT = 3
_ANSWER = 4
_DEFER_MESSAGE = 5
_DEFER_UPDATE = 6
_SUGGESTIONS = 8
_SUPPRESS_EMBEDS = 1 << 2
_EPHEMERAL = 1 << 6
_ECHO = 1900  # characters of a message's 2,000: what was asked can be longer, and each sign may cost a backslash
_CHOICES = 25
_CHOICE = 100  # characters
# Later than this nobody waits: the token is void after 3 s.
_LIMIT_S = 3.0
SUGGEST_WITHIN_S = 2.0  # what is left is for the way there and back

Json = dict[str, Any]


class Doorbell:
    """Defers interactions of one account, each in a task of its own: an answer that hangs holds up nothing."""

    def __init__(self, rest: Rest, *, later_words: str) -> None:
        self._rest = rest
        self._later_words = later_words
        self._answers: set[asyncio.Task[None]] = set()

    def taken(self, interaction: Json) -> None:
        """The interaction is committed: say so. A press leaves its message as it is; a command is repeated to whoever
        gave it, and to nobody else: what it leads to comes as an ordinary message.
        """
        if interaction.get("type") == _COMPONENT:
            self._start(self._answer(interaction, {"type": _DEFER_UPDATE}))
        elif interaction.get("type") == _COMMAND:
            self._start(self._answer(interaction, {"type": _ANSWER, "data": _echo(interaction)}))
        else:
            self._start(self._defer_with_words(interaction))

    def suggest(self, interaction: Json, ask: Callable[[], Awaitable[Sequence[Choice]]]) -> None:
        """Answer an autocomplete with what `ask` gives within two seconds, else with nothing."""
        self._start(self._suggest(interaction, ask))

    async def close(self) -> None:
        """Let the answers under way end; each has its own limit."""
        await asyncio.gather(*self._answers, return_exceptions=True)

    def _start(self, answer: Any) -> None:
        task = asyncio.create_task(answer)
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _suggest(self, interaction: Json, ask: Callable[[], Awaitable[Sequence[Choice]]]) -> None:
        found: Sequence[Choice] = ()
        try:
            async with asyncio.timeout(SUGGEST_WITHIN_S):
                found = await ask()
        except Exception as exc:  # noqa: BLE001  # the store's trouble, or an interaction that cannot be read
            log.info("discord.nothing_suggested", error=type(exc).__name__)
        choices = [{"name": each.label[:_CHOICE], "value": each.value} for each in found if len(each.value) <= _CHOICE]
        await self._answer(interaction, {"type": _SUGGESTIONS, "data": {"choices": choices[:_CHOICES]}})

    async def _defer_with_words(self, interaction: Json) -> None:
        """A deferred answer shows that the bot is thinking, for ever; so words follow, as an edit of the original."""
        if not await self._answer(interaction, {"type": _DEFER_MESSAGE, "data": {"flags": _EPHEMERAL}}):
            return
        original = Route(
            "PATCH",
            "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
            webhook_id=str(interaction.get("application_id")),
            webhook_token=str(interaction.get("token")),
        )
        await self._attempt(original, {"content": self._later_words, "allowed_mentions": {"parse": []}})

    async def _answer(self, interaction: Json, answer: Json) -> bool:
        callback = Route(
            "POST",
            "/interactions/{webhook_id}/{webhook_token}/callback",
            webhook_id=str(interaction.get("id")),
            webhook_token=str(interaction.get("token")),
        )
        return await self._attempt(callback, answer)

    async def _attempt(self, route: Route, body: Json) -> bool:
        """Whether Discord took it. It may be too late (10062) or answered already (40060); nothing hangs on it."""
        try:
            async with asyncio.timeout(_LIMIT_S):
                await self._rest.http.request(route, json=body)
        except (ApiError, LineClosed, aiohttp.ClientError, OSError, TimeoutError) as exc:
            log.info("discord.answer_failed", error=type(exc).__name__, code=getattr(exc, "code", 0))
            return False
        return True


def _echo(interaction: Json) -> Json:
    """What was asked, for the asker's eyes. A command that cannot be read has its update set aside; here it is a slash."""
    try:
        asked = sentence(interaction["data"])
    except (KeyError, TypeError):
        asked = "/"
    return {
        "content": render(Text(asked))[:_ECHO],
        "flags": _EPHEMERAL | _SUPPRESS_EMBEDS,
        "allowed_mentions": {"parse": []},
    }
