"""The one tree of errors.

VignetteError
├── BadInput                    somebody can mend it: say the place and the mend
│   ├── SettingsFault           practice.yaml, environment, key files
│   ├── LibraryFault            a library that must not come into force
│   └── Refused                 the desk says no, in words for the person who asked
├── AccessDenied                can() said no
├── StoreFault                  the database cannot be used as it is
│   ├── WrongKey                the root key does not open this store
│   ├── NewerSchema             the database was written by newer code
│   ├── Unsealable              a sealed value does not open where it stands
│   └── Fenced                  this process no longer owns the account
├── DeliveryError               one call to a platform did not end in a receipt
│   ├── NotSent                 surely not delivered; may be tried again
│   │   └── RateLimited         the same, not before `retry_after`
│   ├── Uncertain               died or was cut between request and answer
│   ├── Unreachable             this person or place cannot be reached now (see Reason)
│   ├── Rejected                the platform will never take this message: our mistake
│   └── AccountClosed           the token is not accepted: stop, tell the admin
├── MediaError                  bytes could not be fetched
│   ├── MediaRetry              later, with a fresh link
│   ├── MediaTooLarge           over the platform's limit for bots
│   └── MediaGone               never again
└── IntakeFault                 listening to a platform failed
    ├── Conflict                somebody else listens with this token
    └── TokenRefused            the token is not accepted
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class VignetteError(Exception):
    """Root of everything Vignette raises by itself. The message holds no content, name or token."""


class BadInput(VignetteError):
    """Something a person wrote cannot be used; the message says where and how to mend it."""


class SettingsFault(BadInput):
    """Settings cannot be used. `faults` lists every one, in plain words."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class LibraryFault(BadInput):
    """The library has errors, so the one before stays in force."""


class Refused(BadInput):
    """The desk declines a request; the message is shown to the person who asked."""


class AccessDenied(VignetteError):
    """`can()` said no."""


class StoreFault(VignetteError):
    """The database cannot be used as it is."""


class WrongKey(StoreFault):
    """The root key does not open this store."""


class NewerSchema(StoreFault):
    """The database was written by a newer Vignette."""


class Unsealable(StoreFault):
    """A sealed value does not open at this table, column, row and client."""


class Fenced(StoreFault):
    """Another process owns the account now; this one must stop writing for it."""


class Reason(StrEnum):
    """Why a person or place cannot be reached (SPEC 5.5). Named states, each with its own way back."""

    BLOCKED = "blocked"  # the client blocked the bot; back when they write or unblock
    DEACTIVATED = "deactivated"  # the account is gone
    NEVER_STARTED = "never_started"  # Telegram: the person has not pressed Start
    DMS_CLOSED = "dms_closed"  # Discord 50007
    NO_SHARED_SERVER = "no_shared_server"  # Discord 50278
    CHAT_GONE = "chat_gone"  # chat or channel not found
    REMOVED = "removed"  # the bot was kicked or left
    RIGHTS_LOST = "rights_lost"  # the bot may not write there
    THREAD_GONE = "thread_gone"  # topic or post deleted
    THREAD_CLOSED = "thread_closed"  # topic closed, post archived or locked
    MIGRATED = "migrated"  # the group has a new id


class DeliveryError(VignetteError):
    """One call to a platform did not end in a receipt."""


class NotSent(DeliveryError):
    """Surely not delivered; the same call may be made again."""


class RateLimited(NotSent):
    """The platform asks to wait. `scope` is "chat" or "account"."""

    def __init__(self, retry_after: timedelta, *, scope: str = "chat") -> None:
        super().__init__(f"asked to wait {retry_after.total_seconds():g} s ({scope})")
        self.retry_after = retry_after
        self.scope = scope


class Uncertain(DeliveryError):
    """The request left, no answer came: delivered or not, nobody here knows.

    answered: the platform did answer, with trouble of its own (5xx) on a call that it cannot recognise when repeated.
    """

    def __init__(self, told: str = "", *, answered: bool = False) -> None:
        super().__init__(told)
        self.answered = answered


class Unreachable(DeliveryError):
    """The person or place cannot be reached at present."""

    def __init__(self, reason: Reason, *, missing: str = "", moved_to: str = "") -> None:
        super().__init__(reason.value if not missing else f"{reason.value}: {missing}")
        self.reason = reason
        self.missing = missing
        self.moved_to = moved_to


class Rejected(DeliveryError):
    """The platform will never take this message; `code` is the platform's, without content."""

    def __init__(self, code: str) -> None:
        super().__init__(f"refused by the platform ({code})")
        self.code = code


class AccountClosed(DeliveryError):
    """The platform does not accept this account's token."""


class MediaError(VignetteError):
    """Bytes could not be fetched."""


class MediaRetry(MediaError):
    """Try again later with a fresh link."""


class MediaTooLarge(MediaError):
    """Over what the platform lets a bot fetch. `limit` in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"over {limit} bytes")
        self.limit = limit


class MediaGone(MediaError):
    """The file is no longer there."""


class IntakeFault(VignetteError):
    """Listening to a platform failed."""


class Conflict(IntakeFault):
    """Somebody else listens with this token."""


class TokenRefused(IntakeFault):
    """The platform does not accept the token."""
