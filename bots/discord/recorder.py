"""One event from Discord into the inbox: kept as it came, in order, and only then confirmed."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp
import structlog

from bots.discord.atlas import Atlas, Where
from bots.discord.commands import asked_for
from bots.discord.doorbell import Doorbell
from bots.discord.errors import ApiError
from bots.discord.gap import Gap
from core.domain.address import Address, Platform
from core.domain.errors import Fenced
from core.domain.ids import AccountId
from core.domain.incoming import Cursor, RawUpdate
from core.domain.menu import Choice
from core.ports.clock import Clock
from core.ports.intake import Mailbox

log = structlog.get_logger(__name__)

BATCH = 100  # events in one commit
# The three seconds Discord gives an answer, less what the way there and back takes (DESIGN 3.9).
ANSWER_WITHIN_S = 2.0
FIRST_RETRY_S = 0.2
LONGEST_RETRY_S = 5.0
_LOOK_UP_TRIES = 5
_COMMAND = 2
_AUTOCOMPLETE = 4

MESSAGES = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE"})
INTERACTION = "INTERACTION_CREATE"
WANTED = MESSAGES | {"MESSAGE_DELETE", "MESSAGE_DELETE_BULK", INTERACTION}
NOWHERE = Where()

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """One event of the gateway. at: seconds of steady time."""

    kind: str
    data: Json
    at: float

    @property
    def lane(self) -> str:
        """The channel: events of one channel stay in order."""
        return str(self.data.get("channel_id") or "")


class Recorder:
    """Puts what the gateway hears and the sweep reads into one mailbox. One per run of the gateway."""

    def __init__(self, mailbox: Mailbox, atlas: Atlas, doorbell: Doorbell, *, account: AccountId, clock: Clock) -> None:
        self._mailbox = mailbox
        self._atlas = atlas
        self._doorbell = doorbell
        self._account = account
        self._clock = clock
        self._queue: asyncio.Queue[Heard | Fenced] = asyncio.Queue()
        self._waiting: dict[str, list[Heard]] = {}  # lanes whose place is being looked up
        self._look_ups: set[asyncio.Task[None]] = set()
        self._commits = asyncio.Lock()
        self.gap: Gap[Heard] = Gap(self._queue.put_nowait)
        self.own_id: str | None = None

    def hear(self, frame: str) -> None:
        """Take one gateway frame, before anybody else reads it. Never raises."""
        try:
            told = json.loads(frame)
            kind, data = told.get("t"), told.get("d")
        except (ValueError, AttributeError, RecursionError):
            log.warning("discord.frame_unreadable")
            return
        if not isinstance(data, dict):
            return
        if kind == "READY":
            user = data.get("user")
            self.own_id = str(user["id"]) if isinstance(user, dict) and "id" in user else self.own_id
            self.gap.begin()
        elif kind == INTERACTION and data.get("type") == _AUTOCOMPLETE:
            self._doorbell.suggest(data, partial(self._suggestions, data))
        elif kind == "MESSAGE_DELETE_BULK" and isinstance(data.get("ids"), list):
            for each in data["ids"]:
                one = {name: data[name] for name in ("channel_id", "guild_id") if name in data} | {"id": each}
                self.gap.take(Heard("MESSAGE_DELETE", one, self._clock.monotonic()))
        elif kind == INTERACTION:
            self._queue.put_nowait(Heard(kind, data, self._clock.monotonic()))  # Discord waits three seconds for it
        elif kind in WANTED and not self._is_noise(kind, data):
            self.gap.take(Heard(kind, data, self._clock.monotonic()))

    async def run(self) -> None:
        """Commit what was heard until cancelled. Raises Fenced."""
        try:
            while True:
                batch = [await self._queue.get()]
                while len(batch) < BATCH and not self._queue.empty():
                    batch.append(self._queue.get_nowait())
                for each in batch:
                    if isinstance(each, Fenced):
                        raise each
                events = [each for each in batch if isinstance(each, Heard)]
                await self._record([each for each in events if not self._must_wait(each)])
        finally:
            for task in self._look_ups:
                task.cancel()
            await asyncio.gather(*self._look_ups, return_exceptions=True)

    def update(self, kind: str, data: Json, where: Where) -> RawUpdate | None:
        """What to keep of one event; None for our own messages and other bots'."""
        if self._is_noise(kind, data):
            return None
        kept = {name: value for name, value in data.items() if name != "token"}  # opens the interaction to anybody
        extra = {"parent": where.parent, "parent_type": where.parent_type}
        payload = json.dumps({"t": kind, "d": kept, "x": extra}).encode()
        return RawUpdate(
            account=self._account,
            key=_key(kind, data, payload),
            lane=str(data.get("channel_id") or ""),
            payload=payload,
            received_at=self._clock.now(),
            sender=_sender(kind, data),
        )

    async def commit(self, raws: Sequence[RawUpdate], cursor: Cursor | None = None) -> None:
        """Keep, and try again until it is kept: in order, nothing dropped. Raises Fenced."""
        if not raws and cursor is None:
            return
        async with self._commits:
            delay = FIRST_RETRY_S
            while True:
                try:
                    await self._mailbox.keep(raws, cursor)
                except Fenced:
                    raise
                except Exception as exc:  # noqa: BLE001  # the store's trouble must not lose what came in
                    log.warning("discord.keep_failed", error=type(exc).__name__, updates=len(raws))
                else:
                    return
                await self._clock.sleep(delay)
                delay = min(delay * 2, LONGEST_RETRY_S)

    async def _record(self, events: Sequence[Heard], found: Where | None = None) -> None:
        raws: list[RawUpdate] = []
        for heard in events:
            where = found or (self._atlas.known(heard.lane) if heard.data.get("guild_id") is not None else None)
            raw = self.update(heard.kind, heard.data, where or NOWHERE)
            raws += [raw] if raw is not None else []
        await self.commit(raws)
        for heard in events:
            if heard.kind == INTERACTION and self._clock.monotonic() - heard.at < ANSWER_WITHIN_S:
                self._doorbell.taken(heard.data)

    async def _suggestions(self, data: Json) -> Sequence[Choice]:
        """What the core would offer for the option that is being typed into."""
        asked = asked_for(data["data"])
        if asked is None:
            return ()
        where = self._atlas.known(str(data["channel_id"])) if data.get("guild_id") is not None else None
        parent = (where or NOWHERE).parent or (data.get("channel") or {}).get("parent_id")
        thread = str(data["channel_id"]) if parent else None
        address = Address(Platform.DISCORD, self._account, str(parent or data["channel_id"]), thread)
        sender = _sender(INTERACTION, data)
        return await self._mailbox.suggest(address, sender, asked.command, asked.option, asked.typed)

    def _must_wait(self, heard: Heard) -> bool:
        """Whether the event stays behind until its channel is known. Presses never do: they are on messages of ours."""
        lane = heard.lane
        pressed = heard.kind == INTERACTION and heard.data.get("type") != _COMMAND
        if pressed or heard.data.get("guild_id") is None:
            return False
        if lane in self._waiting:
            self._waiting[lane].append(heard)
            return True
        if not lane.isdecimal() or self._atlas.known(lane) is not None:
            return False
        self._waiting[lane] = [heard]
        task = asyncio.create_task(self._place_lane(lane))
        self._look_ups.add(task)
        task.add_done_callback(self._look_ups.discard)
        return True

    async def _place_lane(self, lane: str) -> None:
        """Find out where a channel is, then record what waits in it, in order."""
        where = await self._looked_up(lane)
        try:
            while self._waiting[lane]:
                events, self._waiting[lane] = self._waiting[lane], []
                for at in range(0, len(events), BATCH):
                    await self._record(events[at : at + BATCH], where)
        except Fenced as exc:
            self._queue.put_nowait(exc)  # run() ends with it
        del self._waiting[lane]

    async def _looked_up(self, lane: str) -> Where:
        """The channel's place; after some 15 s of no answer NOWHERE, so that the message at least is not lost."""
        delay = FIRST_RETRY_S * 2.5
        for _ in range(_LOOK_UP_TRIES):
            try:
                async with asyncio.timeout(ANSWER_WITHIN_S * 2):
                    return await self._atlas.look_up(lane)
            except ApiError as exc:
                if exc.status < 500 and exc.status != 429:
                    break
                delay = max(delay, min(exc.retry_after, LONGEST_RETRY_S))
            except (aiohttp.ClientError, OSError, TimeoutError):
                pass
            except (KeyError, TypeError, ValueError):
                break
            await self._clock.sleep(delay)
            delay = min(delay * 2, LONGEST_RETRY_S)
        log.warning("discord.place_unknown")
        return NOWHERE

    def _is_noise(self, kind: str, data: Json) -> bool:
        """Our own messages, other bots', and updates that are no edit: a link's preview, a pin."""
        if kind not in MESSAGES:
            return False
        author = data.get("author")
        if isinstance(author, dict) and (
            author.get("bot") or (self.own_id is not None and str(author.get("id")) == self.own_id)
        ):
            return True
        if data.get("webhook_id"):
            return True
        # Kept under the key of the message itself, it would stand in the way of the message after a gap.
        return kind == "MESSAGE_UPDATE" and not data.get("edited_timestamp")


def _key(kind: str, data: Json, payload: bytes) -> str:
    """Stable over repeats and over the two ways here. An event without an id is told by its bytes."""
    if data.get("id"):
        if kind in MESSAGES:
            return f"m:{data['id']}:{data.get('edited_timestamp') or 0}"
        return f"{'i' if kind == INTERACTION else 'd'}:{data['id']}"
    return f"x:{hashlib.sha256(payload).hexdigest()[:32]}"


def _sender(kind: str, data: Json) -> str:
    member = data.get("member")
    person = data.get("author")
    if kind == INTERACTION:
        person = (member.get("user") if isinstance(member, dict) else None) or data.get("user")
    return str(person.get("id") or "") if isinstance(person, dict) else ""
