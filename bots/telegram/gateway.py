"""Telegram's long poll, our own: what arrives is committed to the inbox before Telegram is told.

Telegram forgets an update once getUpdates is called with a higher offset. So the next offset goes out only after the
batch and that offset were committed together. The offset is that of the last element, never the highest number seen:
after a quiet week Telegram starts anywhere, also lower.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import ssl
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

import structlog

from bots.telegram.api import ApiLine, ApiRefusal, ApiSilence
from core.domain.errors import Conflict, Fenced, TokenRefused
from core.domain.ids import AccountId
from core.domain.incoming import Cursor, RawUpdate, SourceId
from core.ports.clock import Clock
from core.ports.intake import Mailbox

log = structlog.get_logger(__name__)

STREAM: Final = "updates"
# All that is used and nothing else. Said on each call, because Telegram otherwise keeps what an earlier program asked.
ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member", "poll_answer")
POLL_S: Final = 25  # a poll of ours ends well within a lease's take-over
BATCH: Final = 100
STALL_S: Final = 90.0  # without a successful poll

_POLL_OVERHANG_S: Final = 10.0
_FIRST_PAUSE_S: Final = 1.0
_PAUSE_FACTOR: Final = 1.5
_LONGEST_PAUSE_S: Final = 30.0
_SLICE_S: Final = 5.0  # how often a pause looks whether the account is still ours
_FAILURES_PER_CLIENT: Final = 3
_HIGHEST_UPDATE_ID: Final = 2**31 - 2  # ids are positive 32-bit numbers; a negative offset would forget updates


class TelegramGateway:
    """One account, listened to. `poll_s`: seconds Telegram may hold an empty poll (it caps them at 50)."""

    def __init__(
        self, account: AccountId, token: str, *, api: str, clock: Clock, tls: ssl.SSLContext, poll_s: int = POLL_S
    ) -> None:
        self._account = account
        self._source = SourceId(account, STREAM)
        self._token = token
        self._api = api
        self._tls = tls
        self._clock = clock
        self._poll_s = poll_s

    async def run(self, mailbox: Mailbox) -> None:
        """Listen until cancelled, fenced, or until `mailbox.owned()` is false.

        Raises Conflict (somebody else polls with this token) and TokenRefused. Everything else is waited out.
        """
        line = ApiLine(self._token, api=self._api, tls=self._tls)
        health = _Health(mailbox, self._clock)
        answers = _Answers(line)
        try:
            await self._listen(mailbox, line, health, answers)
        except Fenced:
            log.info("telegram.fenced", account=self._account)
        finally:
            await answers.stop()
            await line.close()

    async def _listen(self, mailbox: Mailbox, line: ApiLine, health: _Health, answers: _Answers) -> None:
        webhook_gone = False
        failures = 0
        while mailbox.owned():
            wait: float | None = None
            try:
                if not webhook_gone:
                    await line.call("deleteWebhook", {})  # pending updates stay: nothing is dropped here
                    webhook_gone = True
                await self._poll(mailbox, line, answers)
            except Fenced:
                raise
            except ApiRefusal as refusal:
                _give_up_if_told(refusal)
                trouble, wait = str(refusal), refusal.retry_after
            except ApiSilence as silence:
                trouble = str(silence)
            except Exception as exc:  # noqa: BLE001 - a store that fails must not end listening; nothing was confirmed
                trouble = type(exc).__name__
            else:
                failures = 0
                await health.well()
                continue
            failures += 1
            log.warning("telegram.poll_failed", account=self._account, error=trouble, failures=failures)
            if failures % _FAILURES_PER_CLIENT == 0:
                await line.renew()
            await self._pause(mailbox, health, trouble, _pause_s(failures) if wait is None else wait)

    async def _poll(self, mailbox: Mailbox, line: ApiLine, answers: _Answers) -> None:
        """One getUpdates and the commit of what it brought."""
        cursor = await mailbox.cursor(self._source)
        params: dict[str, Any] = {"timeout": self._poll_s, "limit": BATCH, "allowed_updates": ALLOWED_UPDATES}
        if cursor is not None and cursor.value.isdecimal():
            params["offset"] = int(cursor.value)
        if not mailbox.owned():  # reading the cursor may have taken long
            return
        batch = await line.call("getUpdates", params, patience_s=self._poll_s + _POLL_OVERHANG_S)
        if not isinstance(batch, list):
            raise ApiSilence("getUpdates brought no list")
        if not batch:
            return
        received_at = self._clock.now()
        raw = [self._raw(element, received_at) for element in batch]
        numbers = [number for number in map(_update_id, batch) if number is not None]
        if not numbers:
            # Kept, but there is nothing to confirm it with: it will come again, and change nothing.
            await mailbox.keep(raw)
            raise ApiSilence("updates without an id")
        await mailbox.keep(raw, Cursor(self._source, str(numbers[-1] + 1)))
        for element in batch:
            answers.give(element)

    def _raw(self, element: Any, received_at: datetime) -> RawUpdate:
        # Sorted keys and plain ASCII: equal updates have equal bytes, and a lone surrogate breaks no encoder.
        payload = json.dumps(element, sort_keys=True, separators=(",", ":")).encode()
        number = _update_id(element)
        digest = hashlib.sha256(payload).hexdigest()[:16]
        lane, sender = _lane_and_sender(element)
        return RawUpdate(
            account=self._account,
            key=f"{'none' if number is None else number}:{digest}",
            lane=lane,
            payload=payload,
            received_at=received_at,
            sender=sender,
        )

    async def _pause(self, mailbox: Mailbox, health: _Health, trouble: str, seconds: float) -> None:
        """Wait in slices, so that a long pause still notices a lost account and reports a stall in time."""
        until = self._clock.monotonic() + seconds
        await health.ill(trouble)
        while mailbox.owned() and (left := until - self._clock.monotonic()) > 0:
            await self._clock.sleep(min(left, _SLICE_S))
            await health.ill(trouble)


class _Health:
    """Tells the practice once that listening has stalled, and once that it is well again."""

    def __init__(self, mailbox: Mailbox, clock: Clock) -> None:
        self._mailbox = mailbox
        self._clock = clock
        self._well_at = clock.monotonic()
        self._told = False

    async def well(self) -> None:
        silence_s = self._clock.monotonic() - self._well_at
        self._well_at = self._clock.monotonic()
        if self._told:
            self._told = False
            await self._report("recovered", seconds=round(silence_s))

    async def ill(self, trouble: str) -> None:
        silence_s = self._clock.monotonic() - self._well_at
        if not self._told and silence_s > STALL_S:
            self._told = True
            await self._report("stalled", seconds=round(silence_s), error=trouble)

    async def _report(self, event: str, **facts: str | float) -> None:
        try:
            await self._mailbox.report(event, **facts)
        except Fenced:
            raise
        except Exception as exc:  # noqa: BLE001 - a report that cannot be stored must not stop listening
            log.warning("telegram.report_failed", event_name=event, error=type(exc).__name__)


class _Answers:
    """Takes the waiting mark off pressed buttons, beside the poll: at once, once, and without a word."""

    def __init__(self, line: ApiLine) -> None:
        self._line = line
        self._tasks: set[asyncio.Task[None]] = set()

    def give(self, element: Any) -> None:
        """Answer if `element` is a press."""
        query = element.get("callback_query") if isinstance(element, dict) else None
        number = query.get("id") if isinstance(query, dict) else None
        if isinstance(number, str) and number:
            task = asyncio.create_task(self._answer(number))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, number: str) -> None:
        try:
            await self._line.call("answerCallbackQuery", {"callback_query_id": number})
        except (ApiRefusal, ApiSilence) as exc:  # too late or twice: the press itself is in the inbox
            log.info("telegram.press_unanswered", error=type(exc).__name__)

    async def stop(self) -> None:
        """Drop what is still under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _give_up_if_told(refusal: ApiRefusal) -> None:
    if refusal.code == HTTPStatus.CONFLICT:
        raise Conflict("somebody else listens with this token") from None
    # A 404 of the token says "Not Found"; with "method" in it some server lacks a method.
    is_not_found = refusal.code == HTTPStatus.NOT_FOUND and "method" not in refusal.description.casefold()
    if refusal.code == HTTPStatus.UNAUTHORIZED or is_not_found:
        raise TokenRefused("the token is not accepted") from None


def _pause_s(failures: int) -> float:
    return min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * _PAUSE_FACTOR ** min(failures - 1, 20))


def _update_id(element: Any) -> int | None:
    number = element.get("update_id") if isinstance(element, dict) else None
    usable = isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= _HIGHEST_UPDATE_ID
    return number if usable else None


def _lane_and_sender(element: Any) -> tuple[str, str]:
    """The chat (else the person, else "none") whose events keep their order, and who caused this one ("" unknown)."""
    if not isinstance(element, dict):
        return "none", ""
    event = next((part for name, part in element.items() if name != "update_id" and isinstance(part, dict)), {})
    sender = _id_in(event, "from") or _id_in(event, "user")
    message = event.get("message")
    chat = _id_in(event, "chat") or (_id_in(message, "chat") if isinstance(message, dict) else "")
    return chat or sender or "none", sender


def _id_in(holder: dict[str, Any], name: str) -> str:
    part = holder.get(name)
    number = part.get("id") if isinstance(part, dict) else None
    return str(number) if isinstance(number, int) else ""
