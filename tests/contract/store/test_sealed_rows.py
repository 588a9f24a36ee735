"""What the database holds: sealed values that open nowhere else, keys that are wrapped, and no readable word."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from core.domain.address import PlaceKind
from core.domain.check_in import Answer
from core.domain.delivery import DeliveryKind
from core.domain.errors import Unsealable
from core.domain.incoming import Cursor, Fact, IncomingFile, MediaRef, MessageIn, PartKind, Sender, SourceId
from core.domain.message import Receipt
from core.domain.own import Content
from core.domain.rooms import Door
from core.domain.states import MatchKind
from core.ports.blobs import Kept
from core.store import (
    addresses,
    cards,
    check_ins,
    clients,
    consents,
    dialogues,
    doors,
    inbox,
    leases,
    media,
    outbox,
    own_prompts,
    replies,
    scenes,
    schedule,
    therapists,
    threads,
)
from core.store.consents import Document
from core.store.engine import Store
from core.store.outbox import Subject
from core.store.tables import metadata, strangers
from core.store.unit import Unit
from tests.contract.store.world import (
    KEY,
    MAIN,
    START,
    Person,
    account,
    chat,
    database_files,
    execute,
    load,
    person,
    put,
    rows,
    update,
)  # fmt: skip

CANARY = "kanarienvogel-7f3a"
NUMBER = "90071992547"  # a platform's number: not to be read anywhere either


def written(words: str, number: str = NUMBER) -> MessageIn:
    """A client's message that bears a file."""
    file = IncomingFile(MediaRef(MAIN, {"file_id": f"{words}-file"}), PartKind.PHOTO, "image/jpeg", f"{words}.jpg", 9)
    return MessageIn(
        chat(number), PlaceKind.PRIVATE, Sender(number), number, START, PartKind.PHOTO, words, (file,), group=words,
        facts={Fact.QUOTED: words},
    )  # fmt: skip


def everything(unit: Unit, words: str = CANARY, number: str = NUMBER) -> Person:
    """Each sealed column of each table gets a value that holds these words or this number."""
    epoch = account(unit)
    who = person(unit, name=words, number=number)
    therapists.add_therapist(unit, name=words, language="en", zone="UTC", code=f"{words}x", code_until=unit.now)
    inbox.keep(
        unit, MAIN, epoch, [update(f"{number}:{words}", words.encode(), lane=number, sender=number)],
        Cursor(SourceId(MAIN, f"channel:{number}"), "1"),
    )  # fmt: skip
    occurrence = schedule.occurrence(unit, who.occurrence)
    schedule.released(unit, occurrence, revision="r1", title=words, aftercare=words)
    threads.thread_opened(unit, threads.thread_by_id(unit, who.thread), number)
    message = written(words, number)
    reply = replies.open_reply(unit, who.client, who.address, occurrence=who.occurrence, evidence=MatchKind.QUOTED)
    part = replies.add_part(unit, replies.reply(unit, reply), message)
    replies.change_part(unit, replies.part(unit, part), f"{words} again", START)
    media.want(unit, who.client, message.files, part=part)
    (file,) = media.of_part(unit, part)
    media.kept(unit, file, Kept(file.id, 9, words), None)
    card = cards.open_card(unit, reply=reply, client=who.client, therapist=who.therapist, thread=who.thread)
    cards.write_down(
        unit, client=who.client, therapist=who.therapist, card=card, account=MAIN, chat=number, message=number,
        is_note=True, text=words,
    )  # fmt: skip
    sending = load(unit, put(unit, "words", to=number, words=words, subject=Subject(client=who.client)))
    outbox.begin(unit, sending, epoch)
    outbox.sent(unit, sending, epoch, Receipt(chat(number), number))
    addresses.may_tell_stranger(unit, MAIN, number, since=START)
    _of_joining_and_scenes(unit, who, words, number, part)
    asked = check_ins.ask(
        unit, schedule.occurrence(unit, who.occurrence), consent=consents.active(unit, who.client) or "", scale="distress", ends=(0, 10),
        revision="r1", until=START,
    )  # fmt: skip
    check_ins.answer(unit, asked, Answer(4, 0, 10, words))
    own_prompts.begin(unit, own_prompts.NewOwn(
        client=who.client, therapist=who.therapist, source=None, revision="r1", language="en", modality="writing", intensity=1,
        minutes=5, content=Content(words, words, words, origin=words), asked="asked",
    ))  # fmt: skip
    clients.set_manner(unit, who.client, clients.Manner("formal", words))  # pyright: ignore[reportArgumentType]
    clients.set_limits(unit, who.client, clients.Limits(avoid=(words,)), actor="therapist:t")
    return who


def _of_joining_and_scenes(unit: Unit, who: Person, words: str, number: str, part: str) -> None:
    """What a dialogue, a door and a scene leave behind."""
    document = Document("joining", "1", "en", "d" * 64)
    consents.archive(unit, document, words, material=True, effective_from=START.date())
    consents.replace(unit, who.client)
    consents.agree(unit, who.client, document, purposes="prompts", agreed_by=number, filled={"client": words})
    dialogues.open_dialogue(unit, who.client, document.sha256, step="s0", filled={"client": words})
    invitation = clients.invitation_of(unit, who.client)
    assert invitation is not None
    clients.keep_phrases(unit, invitation, words)
    doors.keep(unit, doors.by_invitation(unit, invitation.id), Door(chat(number), f"https://discord.gg/{words}"))
    therapists.note_post(unit, who.room, number)
    scene = scenes.prepare(
        unit, client=who.client, occurrence=who.occurrence, address=who.address, turn="one", script=words
    )
    scenes.add_line(unit, scenes.scene(unit, scene), step=1, turn="one", speaker="client", text=words, part=part)


def test_no_word_and_no_platform_number_is_readable(store: Store, url: str) -> None:
    """A canary in each sealed column: not in the database's bytes, its log or its rows, raw, UTF-16 or base64; the
    product reads it back."""
    who = store.run_here(everything)

    if store.is_postgres:
        seen = b"\n".join(repr(row).encode() for name in metadata.tables for row in rows(url, f"SELECT * FROM {name}"))
        blobs = [b for n in metadata.tables for row in rows(url, f"SELECT * FROM {n}") for b in row if type(b) is bytes]
        seen += b"\n".join(blobs)
    else:
        seen = b"\n".join(file.read_bytes() for file in database_files(url))
        assert any(file.name.endswith("-wal") and file.stat().st_size for file in database_files(url))

    assert b"first-week" in seen, "the search finds what is there in plain"
    for words in (CANARY, NUMBER):
        spelt = [words.encode(), words.encode("utf-16-le"), words.encode("utf-16-be"), words.encode().hex().encode()]
        spelt += [base64.b64encode(b"." * shift + words.encode())[4:-4] for shift in range(3)]
        assert [form for form in spelt if form.lower() in seen.lower()] == []
    assert store.run_here(clients.client, who.client).name == CANARY


def test_every_sealed_column_was_reached(store: Store, url: str) -> None:
    """The canary test leaves no sealed column empty: one that nobody fills would prove nothing."""
    store.run_here(everything)

    for table in metadata.tables.values():
        for column in table.columns:
            if column.info.get("sealed"):
                found = rows(url, f"SELECT {column.name} FROM {table.name} WHERE {column.name} IS NOT NULL")
                assert found, f"{table.name}.{column.name}"
                assert all(bytes(value)[0] == 1 for (value,) in found)


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        (
            "UPDATE clients SET name = (SELECT c.name FROM clients c WHERE c.alias = 'Otter-2') WHERE alias = 'Heron-1'",
            0,
        ),
        ("UPDATE clients SET name = (SELECT a.chat FROM addresses a WHERE a.client = clients.id)", 0),
        (
            """UPDATE addresses SET client = (SELECT id FROM clients WHERE alias = 'Otter-2')
            WHERE client = (SELECT id FROM clients WHERE alias = 'Heron-1')""",
            1,
        ),
        ("UPDATE data_keys SET wrapped = (SELECT k.wrapped FROM data_keys k WHERE k.owner = 'practice')", 0),
    ],
    ids=["another client's row", "another column", "another client", "another owner's key"],
)
def test_what_was_moved_does_not_open(store: Store, url: str, change: str, asked: int) -> None:
    """Whoever can write the database can move sealed bytes about, but not have them shown as somebody else's."""

    def two(unit: Unit) -> tuple[Person, Person]:
        account(unit)
        return person(unit, "Mira", "701", "Heron-1"), person(unit, "Noor", "702", "Otter-2")

    mira, _ = store.run_here(two)
    execute(url, change)

    with pytest.raises(Unsealable) as caught:
        if asked:
            store.run_here(addresses.address_by_id, mira.address)
        else:
            store.run_here(clients.client, mira.client)

    assert "Mira" not in str(caught.value)
    assert "Noor" not in str(caught.value)


def test_a_delivery_moved_to_another_row_does_not_open(store: Store, url: str) -> None:
    """Two deliveries of one client under one key: their bodies cannot change places."""

    def two(unit: Unit) -> tuple[str | None, str | None]:
        account(unit)
        who = Subject(client=person(unit).client)
        return put(unit, "a", subject=who), put(unit, "b", subject=who)

    first, second = store.run_here(two)
    execute(url, "UPDATE outbox SET body = (SELECT o.body FROM outbox o WHERE o.id = ?) WHERE id = ?", second, first)

    with pytest.raises(Unsealable):
        store.run_here(load, first)


def test_data_keys_lie_wrapped_under_the_root_key(store: Store, url: str) -> None:
    """No key of anybody is in the database in plain, nor is the root key; each client has one of their own."""

    def keys(unit: Unit) -> list[bytes]:
        account(unit)
        owners = [person(unit).client, person(unit, "Noor", "702", "Otter-2").client, "practice"]
        return [unit.key(owner).key for owner in owners]

    plain = store.run_here(keys)

    wrapped = [bytes(value) for (value,) in rows(url, "SELECT wrapped FROM data_keys")]
    assert len(set(plain)) == 3 == len(wrapped)
    assert not any(key in value for key in [*plain, KEY] for value in wrapped)
    assert all(len(value) == 12 + 32 + 16 for value in wrapped)


def test_without_its_key_a_client_is_unreadable_and_others_are_not(store: Store, url: str) -> None:
    """Dropping one row of data_keys takes one person's words for good (what `erase` rests on)."""

    def two(unit: Unit) -> tuple[Person, Person]:
        account(unit)
        return person(unit, "Mira", "701", "Heron-1"), person(unit, "Noor", "702", "Otter-2")

    mira, noor = store.run_here(two)
    execute(url, "DELETE FROM data_keys WHERE owner = ?", mira.client)

    with pytest.raises(Unsealable):
        store.run_here(clients.client, mira.client)
    assert store.run_here(clients.client, noor.client).name == "Noor"


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 29, 2, 30, 0, 123_000, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=timezone(timedelta(hours=-11, minutes=-30))),
        datetime(1969, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC),
        datetime(2199, 1, 1, 0, 0, 0, 1000, tzinfo=UTC),
    ],
)
def test_times_survive_to_the_millisecond(store: Store, moment: datetime) -> None:
    """An aware moment of any zone comes back as the same moment, aware, in UTC."""

    def kept(unit: Unit) -> datetime:
        account(unit)
        unit.execute(sa.insert(strangers).values(account=MAIN, user_index="u", told_at=moment))
        return unit.all(sa.select(strangers.c.told_at))[0][0]

    found = store.run_here(kept)

    assert found == moment
    assert found.tzinfo is UTC


def test_finer_than_a_millisecond_is_cut_off_not_rounded(store: Store) -> None:
    """A kept time is never later than the moment itself."""

    def kept(unit: Unit) -> datetime:
        leases.register_account(unit, MAIN, "telegram")
        late = START.replace(microsecond=123_999)
        unit.execute(sa.insert(strangers).values(account=MAIN, user_index="u", told_at=late))
        return unit.all(sa.select(strangers.c.told_at))[0][0]

    assert store.run_here(kept) == START.replace(microsecond=123_000)


def test_kinds_of_deliveries_stay_what_they_are(store: Store) -> None:
    """A delivery comes back as it was written: kind, place, words."""

    def written_and_read(unit: Unit) -> outbox.Delivery:
        account(unit)
        return load(unit, put(unit, "a", kind=DeliveryKind.SAFETY, words="مرحبا 🌊"))

    found = store.run_here(written_and_read)

    assert (found.kind, found.to, found.message.text.plain) == (DeliveryKind.SAFETY, chat("701"), "مرحبا 🌊")
