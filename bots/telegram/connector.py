"""One Telegram bot account: its listening, understanding, carrying and fetching, made from one token."""

from __future__ import annotations

import logging
import re
from typing import Final

from telegram import Bot
from telegram.error import TelegramError

from bots.telegram.api import Carrier, make_tls
from bots.telegram.errors import delivery_error
from bots.telegram.gateway import TelegramGateway
from bots.telegram.media import TelegramMedia
from bots.telegram.messenger import TelegramMessenger
from bots.telegram.translator import TelegramTranslator
from core.domain.address import Platform
from core.domain.errors import AccountClosed, DeliveryError, NotSent
from core.domain.ids import AccountId
from core.ports.clock import Clock

OFFICIAL_API: Final = "https://api.telegram.org"
_START_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TALKATIVE: Final = ("httpx", "httpcore", "telegram")  # below WARNING: URLs with the token, and whole messages


class TelegramAccount:
    """One bot on Telegram or on any server that speaks its Bot API at `api` (no trailing slash needed).

    Making it touches no network. One per token; `close()` when done.
    """

    platform: Platform = Platform.TELEGRAM

    def __init__(self, account: AccountId, token: str, *, api: str = OFFICIAL_API, clock: Clock) -> None:
        _hush_libraries()
        api = api.rstrip("/")
        self.account = account
        self._name = ""
        tls = make_tls()
        # The library always makes a second transport for its own polling, which is not used here.
        carriers = (Carrier(tls), Carrier(tls, connections=1))
        self._bot = Bot(
            token,
            base_url=lambda secret: f"{api}/bot{secret}",
            base_file_url=lambda secret: f"{api}/file/bot{secret}",
            request=carriers[0],
            get_updates_request=carriers[1],
        )
        self.gateway = TelegramGateway(account, token, api=api, clock=clock, tls=tls)
        self.translator = TelegramTranslator(account, own_name=lambda: self._name)
        self.messenger = TelegramMessenger(self._bot, carriers)
        self.media = TelegramMedia(token, api=api, tls=tls)

    async def identity(self) -> dict[str, str]:
        """The bot's "id", "name" (username), "joins_groups" and "reads_groups" (on|off). Raises AccountClosed or NotSent."""
        fault: DeliveryError | None = None
        try:
            me = await self._bot.get_me()
        except TelegramError as exc:
            fault = delivery_error(exc)
        except Exception as exc:  # noqa: BLE001 - whatever answered is no Bot API server
            fault = NotSent(type(exc).__name__)
        else:
            self._name = me.username or ""
            return {
                "id": str(me.id),
                "name": self._name,
                "joins_groups": "on" if me.can_join_groups else "off",
                "reads_groups": "on" if me.can_read_all_group_messages else "off",
            }
        raise fault if isinstance(fault, AccountClosed | NotSent) else NotSent("no readable answer")

    def invite_link(self, code: str, identity: dict[str, str]) -> str | None:
        """t.me/<name>?start=<code>, or None where the name is unknown or the code is none that Telegram carries."""
        name = identity.get("name", "")
        return f"https://t.me/{name}?start={code}" if name and _START_CODE.fullmatch(code) else None

    async def close(self) -> None:
        """Let go of connections."""
        await self.messenger.close()
        await self.media.close()


def _hush_libraries() -> None:
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        if logger.getEffectiveLevel() < logging.WARNING:
            logger.setLevel(logging.WARNING)
