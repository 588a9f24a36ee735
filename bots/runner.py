"""The composition root: settings in, a running practice out."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from bots.discord.capabilities import DISCORD
from bots.discord.connector import DiscordAccount, point_at
from bots.machine import zone_rules
from bots.telegram.capabilities import TELEGRAM
from bots.telegram.connector import TelegramAccount
from config.logging import fault_id
from config.numbers import help_lines
from config.settings import Settings
from core.bootstrap import AccountPorts, Practice, Timing
from core.domain.address import Platform
from core.domain.errors import BadInput, DeliveryError, LibraryFault, SettingsFault
from core.domain.ids import AccountId
from core.domain.practice import AccountFacts, PracticeFacts
from core.ports.clock import Clock
from core.ports.entropy import Entropy
from core.prompts.consent import Consents
from core.prompts.consent_check import load_consents
from core.prompts.faults import Severity, as_text
from core.prompts.library import Library, load_library
from core.prompts.packed import unpack_library
from core.store.blobs import FileBlobs
from core.store.engine import Store
from core.store.opening import kept_in_force, open_store
from core.store.vault import RootKeyVault

_LOG = logging.getLogger(__name__)
_ASK_IDENTITY_S = 10.0
_UNPACED = 100  # a second, into one chat
LIBRARY_MISSING = "the library folder"  # how settings begin to tell it: no reason not to start what is kept

Account = TelegramAccount | DiscordAccount


@dataclass(frozen=True, slots=True)
class Tuning:
    """What tests and the demo shorten. step: called at each durable step with its name (fault tests die there).

    paced: off where an hour is played in a second, and the stand-ins count no messages either.
    """

    timing: Timing = Timing()  # noqa: RUF009 - frozen
    sweep_every_s: float = 300
    reconnect_after_s: float = 5.0
    step: Callable[[str], None] | None = None
    paced: bool = True


def library_in_force(settings: Settings) -> Library | None:
    """What the practice goes by, as the database keeps it, whatever the folder holds; None before the first start.

    By reading alone, without the key. Raises LibraryFault where it is kept and cannot be read, StoreFault.
    """
    found = kept_in_force(settings.database_url)
    if found is None:
        return None
    revision, content = found
    try:
        return unpack_library(content, revision)
    except LibraryFault as fault:
        library, _ = load_library(settings.library, fallback=settings.practice.languages[0])
        if library is not None and library.revision == revision:
            return library
        mend = "`vignette library publish` puts the folder's in its place"
        raise LibraryFault(f"{fault}; {mend}") from fault


def library_to_go_by(settings: Settings) -> Library:
    """The library in force; the folder's, checked, where none is yet. Raises LibraryFault, StoreFault."""
    return library_in_force(settings) or load_checked_library(settings)


def load_checked_library(settings: Settings) -> Library:
    """The library folder, if it is without errors. Raises LibraryFault with every fault on a line of its own."""
    library, faults = load_library(settings.library, fallback=settings.practice.languages[0])
    if library is None:
        lines = "\n".join(as_text(fault) for fault in faults if fault.severity is Severity.ERROR)
        raise LibraryFault(f"the library cannot be put in force:\n{lines}")
    return library


def load_checked_consents(settings: Settings) -> Consents:
    """The consent documents, if they are without errors. Raises LibraryFault with every fault on a line of its own."""
    documents, faults, _ = load_consents(settings.consent, languages=settings.practice.languages)
    if documents is None:
        lines = "\n".join(as_text(fault) for fault in faults if fault.severity is Severity.ERROR)
        raise LibraryFault(f"the consent documents cannot be put in force:\n{lines}")
    return documents


def open_settings_store(
    settings: Settings, clock: Clock, entropy: Entropy, *, step: Callable[[str], None] | None = None
) -> Store:
    """The practice's store. Raises SettingsFault without a root key, StoreFault when it cannot be used."""
    faults = settings.ready_to_open()
    if faults or settings.root_key is None:
        raise SettingsFault(faults)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    vault = RootKeyVault(settings.root_key, entropy)
    return open_store(settings.database_url, clock=clock, entropy=entropy, vault=vault, step=step)


def make_accounts(settings: Settings, clock: Clock, tuning: Tuning) -> dict[str, Account]:
    """The bots' adapters; no network yet."""
    accounts: dict[str, Account] = {}
    for name, account in settings.accounts.items():
        assert account.token is not None
        token = account.token.get_secret_value()
        if account.platform == Platform.TELEGRAM:
            accounts[name] = TelegramAccount(AccountId(name), token, api=account.api, clock=clock)
        else:
            accounts[name] = DiscordAccount(
                AccountId(name),
                token,
                clock=clock,
                sweep_every_s=tuning.sweep_every_s,
                first_delay_s=tuning.reconnect_after_s,
                door=account.door or "",
            )
    return accounts


async def practice_facts(settings: Settings, accounts: dict[str, Account], *, wait_s: float) -> PracticeFacts:
    """What the core may know. A platform that does not answer now costs the joining link until the next start."""
    known: dict[AccountId, AccountFacts] = {}
    for name, adapter in accounts.items():
        link, bot = "", ""
        try:
            async with asyncio.timeout(wait_s):
                identity = await adapter.identity()
            bot = identity.get("name", "")
            link = (adapter.invite_link("CODE", identity) or "").removesuffix("CODE")
        except (DeliveryError, TimeoutError) as fault:
            _LOG.warning("who the bot is could not be asked", extra={"account": name, "fault": type(fault).__name__})
        platform = Platform(settings.accounts[name].platform)
        capabilities = TELEGRAM if platform is Platform.TELEGRAM else DISCORD
        known[AccountId(name)] = AccountFacts(
            AccountId(name), platform, capabilities, link, bot, settings.accounts[name].door or ""
        )
    return PracticeFacts(
        name=settings.practice.name,
        country=settings.practice.country,
        languages=tuple(settings.practice.languages),
        zone=settings.practice.zone,
        promise=settings.hours.answer_within,
        accounts=known,
        help_lines=help_lines(settings.folder, settings.practice.country),
    )


@asynccontextmanager
async def opened(
    settings: Settings, *, clock: Clock, entropy: Entropy, tuning: Tuning | None = None
) -> AsyncGenerator[Practice]:
    """Everything made and ready; closed in order afterwards. Raises BadInput, StoreFault: nothing was started then.

    The library is the one in force. Only where there is none yet is the folder read: an edit, or a slip in it, changes
    nothing by a restart (SPEC 3.5).
    """
    tuning = tuning or Tuning()
    faults = [fault for fault in settings.ready_to_run() if not fault.startswith(LIBRARY_MISSING)]
    library: Library | None = None
    consents: Consents | None = None
    try:
        library = library_to_go_by(settings)
    except BadInput as fault:
        faults.append(str(fault))
    try:
        consents = load_checked_consents(settings)
    except BadInput as fault:
        faults.append(str(fault))
    if faults or library is None or consents is None:
        raise SettingsFault(faults)
    point_at(rest=settings.discord.rest, gateway=settings.discord.gateway)
    store = open_settings_store(settings, clock, entropy, step=tuning.step)
    accounts = make_accounts(settings, clock, tuning)
    if not tuning.paced:
        for adapter in accounts.values():
            able = replace(adapter.messenger.capabilities, per_chat_per_s=_UNPACED, per_group_per_min=60 * _UNPACED)
            adapter.messenger.capabilities = able
    try:
        facts = await practice_facts(settings, accounts, wait_s=_ASK_IDENTITY_S)
        yield Practice(
            store=store,
            blobs=FileBlobs(settings.data_dir / "media", entropy),
            clock=clock,
            facts=facts,
            library=library,
            consents=consents,
            accounts=[_ports(name, settings, adapter) for name, adapter in accounts.items()],
            owner=entropy.id(),
            fault_id=lambda fault: fault_id(fault, entropy),
            timing=tuning.timing,
            zone_rules=zone_rules(),
        )
    finally:
        for adapter in accounts.values():
            await adapter.close()
        await store.close()


def _ports(name: str, settings: Settings, adapter: Account) -> AccountPorts:
    return AccountPorts(
        AccountId(name),
        Platform(settings.accounts[name].platform),
        adapter.gateway,
        adapter.translator,
        adapter.messenger,
        adapter.media,
    )


async def serve(settings: Settings, *, clock: Clock, entropy: Entropy, tuning: Tuning | None = None) -> None:
    """Run until SIGINT or SIGTERM, also while starting, then stop cleanly: leases are given back."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    working = asyncio.create_task(_work(settings, clock=clock, entropy=entropy, tuning=tuning))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not working.done():
        _LOG.info("stopping")
        working.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await working


async def _work(settings: Settings, *, clock: Clock, entropy: Entropy, tuning: Tuning | None) -> None:
    async with opened(settings, clock=clock, entropy=entropy, tuning=tuning) as practice:
        await practice.run()
