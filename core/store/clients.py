"""Clients, and the invitations that let one person step in."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa

from core.domain.errors import Unsealable
from core.domain.ids import ClientId, InvitationId, TherapistId
from core.domain.states import ClientState, may_move_client
from core.store import tables as t
from core.store.unit import Unit

_C = t.clients.c
_WHOLE = sa.select(t.clients)
_STANDING = sa.select(_C.id, _C.alias, _C.state, _C.language, _C.zone, _C.quiet)
_STATES = {state.value: state for state in ClientState}  # looked up for thousands: an enum's call costs more
QUIET_BY_DEFAULT = "22:00-08:00"  # SPEC 4.3
FOR_GOOD = datetime(2199, 12, 31, tzinfo=UTC)  # a pause until somebody ends it


@dataclass(frozen=True, slots=True)
class Limits:
    """What a therapist leaves out for a client: tags of `avoid_when`, needs they lack, prompts above an intensity."""

    avoid: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    intensity: int = 3


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Manner:
    """How texts of the library address a client (SPEC 3.3)."""

    address: Literal["familiar", "formal"] = "familiar"
    gender: Literal["she", "he", "neutral"] = "neutral"


PLAINLY = Manner()


@dataclass(frozen=True, slots=True)
class Client:
    """A client. quiet: local times between which no prompt comes, "" for none. days: seven digits from Monday on, 1 where
    prompts may come; cap: how many on one local day.

    rest_until: their own pause ends by itself then; paused_until: their therapist's. held_level: an alert's, 3 nothing
    goes, 2 only gentle prompts.
    """

    id: ClientId
    therapist: TherapistId
    alias: str
    name: str
    language: str
    zone: str
    state: ClientState
    asked_at: datetime | None
    quiet: str = QUIET_BY_DEFAULT
    days: str = "1111111"
    cap: int = 3
    rest_until: datetime | None = None
    paused_until: datetime | None = None
    held_level: int = 0
    limits: Limits = NO_LIMITS
    manner: Manner = PLAINLY


@dataclass(frozen=True, slots=True)
class Standing:
    """What planning needs to know of a client; nothing of it is sealed."""

    id: ClientId
    alias: str
    state: ClientState
    language: str
    zone: str
    quiet: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code that was found. phrases: what `keep_phrases` kept, "" before."""

    id: InvitationId
    client: ClientId
    programme: str | None
    until: datetime
    spent: bool
    phrases: str = ""


def aliases(unit: Unit) -> set[str]:
    """Every alias ever given."""
    return {row.alias for row in unit.all(sa.select(t.clients.c.alias))}


def invite_client(
    unit: Unit,
    *,
    therapist_id: str,
    alias: str,
    name: str,
    language: str,
    zone: str,
    code: str,
    until: datetime,
    programme: str | None,
    quiet: str = QUIET_BY_DEFAULT,
) -> ClientId:
    """A client behind whom nobody stands yet, and the code that lets one person step in.

    Who invites has seen that they are of age (SPEC 8.2): the journal says whose statement that was.
    """
    client = unit.id()
    unit.make_key(client)
    unit.execute(
        sa.insert(t.clients).values(
            id=client,
            therapist=therapist_id,
            alias=alias,
            name=unit.seal(client, "clients", "name", client, name),
            language=language,
            zone=zone,
            quiet=quiet,
            state=ClientState.INVITED.value,
            created_at=unit.now,
        )
    )
    unit.execute(
        sa.insert(t.invitations).values(
            id=unit.id(), client=client, code_index=unit.index("code", code), until=until, programme=programme
        )
    )
    unit.journal(f"therapist:{therapist_id}", "invited", f"client:{client}", age="seen")
    return ClientId(client)


def _invitation(unit: Unit, row: Any) -> Invitation | None:
    if row is None:
        return None
    phrases = "" if row.phrases is None else unit.open(row.client, "invitations", "phrases", row.id, row.phrases)
    spent = row.spent_at is not None
    return Invitation(InvitationId(row.id), ClientId(row.client), row.programme, row.until, spent, phrases)


def invitation_by_code(unit: Unit, code: str) -> Invitation | None:
    """The invitation of this code, spent or not, expired or not."""
    index = unit.index("code", code)
    return _invitation(unit, unit.row(t.invitations, index, by="code_index"))


def invitation_by_id(unit: Unit, invitation_id: str) -> Invitation:
    """One invitation. Raises LookupError."""
    found = _invitation(unit, unit.row(t.invitations, invitation_id))
    if found is None:
        raise LookupError("no such invitation")
    return found


def invitation_of(unit: Unit, client_id: str) -> Invitation | None:
    """A client's newest invitation."""
    theirs = sa.select(t.invitations).where(t.invitations.c.client == client_id)
    return _invitation(unit, unit.first(theirs.order_by(t.invitations.c.until.desc())))


def keep_phrases(unit: Unit, invitation: Invitation, phrases: str) -> None:
    """The phrase that was shown to the client, and those beside it; sealed, and in no log."""
    sealed = unit.seal(invitation.client, "invitations", "phrases", invitation.id, phrases)
    unit.execute(sa.update(t.invitations).where(t.invitations.c.id == invitation.id).values(phrases=sealed))


def spend_invitation(unit: Unit, invitation: str) -> None:
    """It cannot be used again."""
    unit.execute(sa.update(t.invitations).where(t.invitations.c.id == invitation).values(spent_at=unit.now))


def _client(unit: Unit, row: Any) -> Client:
    return Client(
        ClientId(row.id),
        TherapistId(row.therapist),
        row.alias,
        unit.open(row.id, "clients", "name", row.id, row.name),
        row.language,
        row.zone,
        ClientState(row.state),
        row.asked_at,
        row.quiet,
        row.days,
        row.daily_cap,
        row.rest_until,
        row.paused_until,
        row.held_level,
        NO_LIMITS if row.limits is None else _limits(unit.open(row.id, "clients", "limits", row.id, row.limits)),
        PLAINLY
        if row.manner is None
        else Manner(*json.loads(unit.open(row.id, "clients", "manner", row.id, row.manner))),
    )


def _limits(told: str) -> Limits:
    known = json.loads(told)
    return Limits(tuple(known["avoid"]), tuple(known["lacks"]), known["intensity"])


def hold(unit: Unit, client_id: str) -> None:
    """Until the commit nobody else changes what people are told about this client. What is read afterwards is the newest.

    Two accounts can be busy with one client at once, and on PostgreSQL in two transactions: without this, the later commit
    would put words on the card that it read before the earlier one. SQLite has one writer anyway.
    """
    unit.one(sa.select(t.clients.c.id).where(t.clients.c.id == client_id).with_for_update(key_share=True))


def client(unit: Unit, client_id: str) -> Client:
    """One client. Raises LookupError."""
    row = unit.row(t.clients, client_id)
    if row is None:
        raise LookupError("no such client")
    return _client(unit, row)


def by_beginning(unit: Unit, start: str) -> Client | None:
    """The one client whose id begins so, as buttons name them. None: nobody, or more than one."""
    found = unit.all(sa.select(t.clients).where(t.clients.c.id.startswith(start, autoescape=True)).limit(2))
    return _client(unit, found[0]) if len(found) == 1 else None


def many(unit: Unit, client_ids: Collection[str]) -> dict[str, Client]:
    """Several clients by id; whoever is not there, or does not open, is missing. Their keys come along."""
    unit.fetch_keys(client_ids)
    found: dict[str, Client] = {}
    for row in unit.all_of(_WHOLE, t.clients.c.id, client_ids):
        with contextlib.suppress(Unsealable):  # one damaged row must not hold up the others
            found[row.id] = _client(unit, row)
    return found


def standings(unit: Unit, client_ids: Collection[str]) -> dict[str, Standing]:
    """How several clients stand, by id; whoever is not there is missing."""
    return {
        row: Standing(ClientId(row), alias, _STATES[state], language, zone, quiet)
        for row, alias, state, language, zone, quiet in unit.all_of(_STANDING, t.clients.c.id, client_ids)
    }


def client_by_alias(unit: Unit, alias: str) -> Client | None:
    """By alias, in any case."""
    row = unit.one(sa.select(t.clients).where(sa.func.lower(t.clients.c.alias) == alias.lower()))
    return None if row is None else _client(unit, row)


def list_clients(unit: Unit, therapist_id: str | None = None) -> list[Client]:
    """All (of one therapist), by alias."""
    query = sa.select(t.clients).order_by(t.clients.c.alias)
    if therapist_id is not None:
        query = query.where(t.clients.c.therapist == therapist_id)
    return [_client(unit, row) for row in unit.all(query)]


def move_client(unit: Unit, who: Client, after: ClientState, *, actor: str) -> None:
    """Change a client's state. Raises ValueError on a move that does not exist."""
    if not may_move_client(who.state, after):
        raise ValueError(f"a client cannot go from {who.state} to {after}")
    unit.execute(sa.update(t.clients).where(t.clients.c.id == who.id).values(state=after.value))
    unit.journal(actor, f"now {after}", f"client:{who.id}", before=who.state.value)


def set_language(unit: Unit, client_id: str, language: str) -> None:
    """What the client reads from now on."""
    _set(unit, client_id, language=language)


def set_zone(unit: Unit, client_id: str, zone: str) -> None:
    """The client's IANA zone from now on; who calls plans anew."""
    _set(unit, client_id, zone=zone)


def set_quiet(unit: Unit, client_id: str, quiet: str) -> None:
    """The client's quiet hours from now on, like 22:00-08:00; "" for none."""
    _set(unit, client_id, quiet=quiet)


def set_days(unit: Unit, client_id: str, days: str) -> None:
    """On which weekdays prompts may come from now on: seven digits from Monday on, 0 or 1."""
    _set(unit, client_id, days=days)


def set_cap(unit: Unit, client_id: str, cap: int) -> None:
    """How many prompts may come on one local day from now on."""
    _set(unit, client_id, daily_cap=cap)


def set_manner(unit: Unit, client_id: str, manner: Manner) -> None:
    """How prompts address the client from now on."""
    told = json.dumps([manner.address, manner.gender])
    sealed = unit.seal(client_id, "clients", "manner", client_id, told)
    unit.execute(sa.update(t.clients).where(t.clients.c.id == client_id).values(manner=sealed))


def set_rest_until(unit: Unit, client_id: str, until: datetime | None) -> None:
    """When the client's own pause ends by itself; None: not by itself. Their state is moved by who calls."""
    unit.execute(sa.update(t.clients).where(t.clients.c.id == client_id).values(rest_until=until))


def pause(unit: Unit, client_id: str, until: datetime | None, *, actor: str) -> None:
    """Their therapist's pause: no prompts until then. None: ended; FOR_GOOD: until it is ended."""
    unit.execute(sa.update(t.clients).where(t.clients.c.id == client_id).values(paused_until=until))
    told = "" if until is None else until.isoformat()
    unit.journal(actor, "resumed" if until is None else "paused", f"client:{client_id}", until=told)


def set_held_level(unit: Unit, client_id: str, level: int, *, actor: str) -> None:
    """An alert holds prompts back: 3 all of them, 2 those that are not gentle, 0 none."""
    unit.execute(sa.update(t.clients).where(t.clients.c.id == client_id).values(held_level=level))
    unit.journal(actor, "held", f"client:{client_id}", level=level)


def set_limits(unit: Unit, client_id: str, limits: Limits, *, actor: str) -> None:
    """What is left out for the client from now on."""
    told = json.dumps({"avoid": limits.avoid, "lacks": limits.lacks, "intensity": limits.intensity})
    sealed = unit.seal(client_id, "clients", "limits", client_id, told)
    unit.execute(sa.update(t.clients).where(t.clients.c.id == client_id).values(limits=sealed))
    unit.journal(actor, "set limits", f"client:{client_id}")


def rested(unit: Unit, *, limit: int = 50) -> list[Client]:
    """Clients whose own pause is over by now."""
    query = sa.select(t.clients).where(_RESTS, t.clients.c.rest_until <= unit.now).order_by(t.clients.c.rest_until)
    return [_client(unit, row) for row in unit.all(query.limit(limit).with_for_update(skip_locked=True))]


def next_rested(unit: Unit) -> datetime | None:
    """When the next such pause is over."""
    row = unit.one(sa.select(sa.func.min(t.clients.c.rest_until)).where(_RESTS))
    return None if row is None else row[0]


_RESTS = sa.literal_column("clients.rest_until IS NOT NULL")  # word for word as the partial index has it


def _set(unit: Unit, client_id: str, **values: str | int) -> None:
    unit.execute(sa.update(t.clients).where(t.clients.c.id == client_id).values(**values))
    name = next(iter(values))
    unit.journal(f"client:{client_id}", f"set {name}", f"client:{client_id}", **values)


def note_asked(unit: Unit, client_id: str) -> None:
    """The client was asked which prompt a reply is for (at most once a day)."""
    unit.execute(sa.update(t.clients).where(t.clients.c.id == client_id).values(asked_at=unit.now))
