"""What stands behind care: each protection alone, where everything before it has failed. mutations.py takes them away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bots.cli.chance import MachineEntropy
from core.delivery.handles import Action, Handle, button, read
from core.delivery.may_send import Ruling, SendFacts, may_send
from core.desk.access import Act, Actor, Role, Thing, can
from core.domain.address import Address, Platform
from core.domain.delivery import DeliveryKind
from core.domain.errors import Unsealable
from core.domain.ids import AccountId
from core.domain.states import AddressState, ClientState, OccurrenceState
from core.store import consents, tables
from core.store.sealing import Cell, DataKey, seal, unseal
from core.store.unit import Unit
from core.store.vault import RootKeyVault
from tests.faults.pace import unpaced
from tests.faults.scenes import DUE, TITLE, chat_of, enrolled, fired, spoil
from tests.flow.play import Play, count, find, playing

FRESH = {  # what a second row of the same thing would have of its own
    "inbox": ("seq",),
    "outbox": ("seq", "id", "nonce"),
    "occurrences": ("id",),
    "parts": ("id",),
}


def copy_row(unit: Unit, table: sa.Table, *, where: Any = None, **changed: Any) -> None:
    """Write a row once more, with a name of its own; for a writer that forgot every check."""
    query = sa.select(table).limit(1) if where is None else sa.select(table).where(where).limit(1)
    row = dict(unit.connection.execute(query).mappings().one())
    for column in FRESH[table.name]:
        if column == "seq":
            del row[column]
        else:
            row[column] = unit.entropy.id()[: table.c[column].type.length]
    unit.execute(sa.insert(table).values(**(row | changed)))


def let_through(play: Play, table: sa.Table, **how: Any) -> bool:
    """Whether the database took such a row."""
    try:
        play.practice._store.run_here(copy_row, table, **how)
    except IntegrityError:
        return False
    return True


async def test_the_database_itself_forbids_the_double(tmp_path, story_database_url, monkeypatch):
    """An update, a cause, a slot, a message: each once, whoever writes; and no prompt without a consent of that client."""
    async with playing(tmp_path, story_database_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, "telegram", "telegram")
        scene.let_it_come_due()
        await play.until(lambda: find(scene.client.seen(), TITLE), "prompt")
        scene.client.say("the first words")
        await play.until(lambda: find(scene.room.seen(scene.thread), "the first words"), "card")

        is_prompt = tables.outbox.c.kind == "prompt"
        taken = {
            "the same update": let_through(play, tables.inbox),
            "the same cause": let_through(play, tables.outbox),
            "the same slot": let_through(play, tables.occurrences),
            "the same message": let_through(play, tables.parts),
            "a prompt without consent": let_through(
                play, tables.outbox, where=is_prompt, cause="another", consent=None
            ),
            "a prompt under somebody's consent": let_through(
                play, tables.outbox, where=is_prompt, cause="a third", consent="0" * 32
            ),
        }

    assert [what for what, passed in taken.items() if passed] == []


async def test_a_prompt_on_its_way_stops_with_the_consent(tmp_path, sqlite_url, monkeypatch):
    """Released, then held up for a moment; the consent ends meanwhile, and nobody thinks of the queue: it is not sent."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, "telegram", "telegram")
        spoil(play, "telegram", "429", chat=chat_of(scene.client), retry_after=0.5)
        scene.let_it_come_due()
        await play.until(lambda: fired(play, "telegram"), "held up")
        store = play.practice._store
        client = await store.read(lambda unit: unit.one(sa.select(tables.clients.c.id)).id)
        await store.run(consents.withdraw, client)

        def states(unit: Unit) -> set[str]:
            rows = unit.all(sa.select(tables.outbox.c.state).where(tables.outbox.c.kind == "prompt"))
            return {row.state for row in rows}

        ended = {"cancelled", "sent", "failed"}
        await play.until(lambda: play.practice._store._read_here(states) <= ended, "judged")

        assert play.practice._store._read_here(states) == {"cancelled"}
        assert find(scene.client.seen(), TITLE) is None


async def test_nobody_but_the_therapist_acts_in_a_room(tmp_path, sqlite_url, monkeypatch):
    """Somebody else who is in the group presses, writes, quotes, commands: nothing of it reaches the client or the books."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, "telegram", "telegram")
        scene.client.say("for my therapist alone")
        await play.until(lambda: find(scene.room.seen(scene.thread), "for my therapist alone"), "card")
        card = find(scene.room.seen(scene.thread), "for my therapist alone")
        telegram, chat = play.stage.telegram, scene.room.chat
        other = telegram.add_person("Somebody")
        telegram.join_group(chat, other)

        telegram.press(other, chat, int(card.message), "Witnessed")
        telegram.write(other, chat, "words of somebody", thread=int(scene.thread), reply_to=int(card.message))
        telegram.write(other, chat, "/invite Eve", thread=None)
        telegram.write(other, chat, "a note of somebody", thread=int(scene.thread))
        scene.room.say(scene.thread, "a note of my own")
        await play.until(lambda: find(scene.room.seen(scene.thread), "Kept as a note"), "the therapist is heard")

        assert count(scene.client.seen(), "words of somebody") == 0
        assert count(scene.client.seen(), "has spent time with this") == 0
        assert count(scene.room.seen(scene.thread), "Kept as a note") == 1
        assert count(scene.room.seen(), "It works once") == 1


class _Wall:
    """As much of a unit of work as a button needs."""

    vault = RootKeyVault(bytes(32), MachineEntropy())


def test_a_handle_works_in_its_chat_only():
    """Made up, changed, or carried into another chat, a handle is nobody's."""
    here = Address(Platform.TELEGRAM, AccountId("main"), "100")
    there = replace(here, chat="200")
    handle = button(_Wall(), "Witnessed", Action.WITNESS, "c" * 32, here).handle
    other_card = handle.replace("c" * 32, "d" * 32)
    other_action = handle.replace("wit.", "send.")

    assert read(_Wall(), handle, here) == Handle(Action.WITNESS, "c" * 32)
    assert [read(_Wall(), forged, here) for forged in (other_card, other_action, handle[:-1] + "!")] == [None] * 3
    assert read(_Wall(), handle, there) is None


def test_a_sealed_value_opens_in_its_own_place_only():
    """Moved to another row, column, table or client, it is refused, though the key is the same."""
    key = DataKey("client-a", 1, bytes(32))
    cell = Cell("parts", "text", "row-1")
    sealed = seal(key, cell, b"words", MachineEntropy())

    assert unseal(key, cell, sealed) == b"words"
    for elsewhere in (replace(cell, row="row-2"), replace(cell, column="message"), replace(cell, table="feedback")):
        with pytest.raises(Unsealable):
            unseal(key, elsewhere, sealed)
    with pytest.raises(Unsealable):
        unseal(replace(key, owner="client-b"), cell, sealed)


FACTS = SendFacts(
    kind=DeliveryKind.PROMPT,
    now=DUE,
    to_client=True,
    client_state=ClientState.ACTIVE,
    consent_active=True,
    address_state=AddressState.OPEN,
    occurrence_state=OccurrenceState.RELEASED,
    late_at=datetime(2026, 11, 23, 20, 30, tzinfo=UTC),
)
INTO_ROOM = replace(FACTS, kind=DeliveryKind.CARD, to_client=False, assigned_therapist="a", room_therapist="a")


@pytest.mark.parametrize(
    ("facts", "ruling"),
    [
        (FACTS, Ruling.GO),
        (replace(FACTS, consent_active=False), Ruling.DROP),
        (replace(FACTS, client_state=ClientState.LEFT), Ruling.DROP),
        (replace(FACTS, client_state=ClientState.HALTED), Ruling.DROP),
        (replace(FACTS, address_is_theirs=False), Ruling.DROP),
        (replace(FACTS, late_at=datetime(2026, 11, 23, 18, 0, tzinfo=UTC)), Ruling.DROP),
        (INTO_ROOM, Ruling.GO),
        (replace(INTO_ROOM, assigned_therapist="b"), Ruling.DROP),
    ],
)
def test_the_last_question_before_a_call(facts, ruling):
    """Consent, state, address, lateness, assignment: each alone is enough to say no."""
    assert may_send(facts).ruling is ruling


@pytest.mark.parametrize("act", [Act.READ_REPLY, Act.WITNESS, Act.WRITE_TO_CLIENT, Act.NOTE, Act.ENROL])
def test_a_therapist_acts_for_their_own_clients_only(act):
    """The client's present therapist may; any other, a former one included, may not."""
    assert can(Actor(Role.THERAPIST, "a"), act, Thing(client="c", therapist="a"))
    assert not can(Actor(Role.THERAPIST, "b"), act, Thing(client="c", therapist="a"))
    assert not can(Actor(Role.CLIENT, "c"), act, Thing(client="c", therapist="a"))
