"""What the core knows of the practice it works for: from settings, unchanging while the process lives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.domain.address import Platform
from core.domain.ids import AccountId
from core.domain.message import Capabilities


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """One bot account. link: prefix of a joining link ("https://t.me/bot?start="), "" where there is none.

    door: Discord's door server, "" where there is none.
    """

    id: AccountId
    platform: Platform
    capabilities: Capabilities
    link: str = ""
    name: str = ""
    door: str = ""


@dataclass(frozen=True, slots=True)
class PracticeFacts:
    """The practice. languages: the first is the base. promise: how soon a therapist answers, in plain words."""

    name: str
    country: str
    languages: tuple[str, ...]
    zone: str
    promise: str
    accounts: Mapping[AccountId, AccountFacts]
    help_lines: tuple[str, ...] = ()  # who to turn to at any hour, most urgent first; from a dated file

    def account(self, account: str) -> AccountFacts:
        """Facts of one account. Raises KeyError."""
        return self.accounts[AccountId(account)]
