"""`vignette therapist` and `vignette client`: a code that works, lists that tell no client's name."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bots.cli.people import NAME_LIMIT
from core.desk.codes import new_alias
from core.domain.address import Address, Platform
from core.domain.errors import Reason
from core.domain.ids import AccountId
from core.domain.states import AddressState, ClientState, TherapistState
from core.store import addresses, clients, leases, schedule, tables, therapists
from core.store.unit import Unit
from tests.unit.cli.practice import in_store, vignette

TELEGRAM = Address(Platform.TELEGRAM, AccountId("main"), "-100777")
NAMES = ("Mirabell", "Nooruddin", "Oleander", "Philomena")


def add(studio: Path, *args: str, name: str = "Ada") -> int:
    """`vignette therapist add`."""
    given = dict(zip(args[::2], args[1::2], strict=True))
    flags = {"--zone": "Europe/Berlin", "--language": "en", **given}
    return vignette(studio, "therapist", "add", name, *(word for pair in flags.items() for word in pair))


def listed(studio: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> tuple[str, list[dict]]:
    """A list as text and as JSON."""
    capsys.readouterr()
    assert vignette(studio, kind, "list") == 0
    text = capsys.readouterr().out
    assert vignette(studio, kind, "list", "--format", "json") == 0
    return text, json.loads(capsys.readouterr().out)


def test_the_code_that_is_printed_is_the_therapists(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Four groups of four on a line of their own, then where to send it; the database knows it by its hash."""
    code = add(studio)

    first, sentence = capsys.readouterr().out.splitlines()
    found = in_store(studio, lambda unit: therapists.therapist_by_code(unit, first.replace("-", "")))
    assert code == 0
    assert [len(group) for group in first.split("-")] == [4, 4, 4, 4]
    for words in (f"/register {first}", "on Telegram", "on Discord", "Europe/Berlin", "until 20"):
        assert words in sentence
    assert found is not None
    assert (found.name, found.language, found.zone) == ("Ada", "en", "Europe/Berlin")
    for file in (studio / "data").iterdir():
        assert first.replace("-", "").encode() not in file.read_bytes()


def test_programs_get_the_code_as_json(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Therapist, code, and until when, in UTC."""
    assert add(studio, "--format", "json") == 0

    told = json.loads(capsys.readouterr().out)
    left = datetime.fromisoformat(told["until"]) - datetime.now(UTC)
    assert told.keys() == {"therapist", "code", "until"}
    assert told["therapist"] == "Ada"
    assert timedelta(hours=71) < left <= timedelta(hours=72)


@pytest.mark.parametrize(
    ("name", "flags", "words"),
    [
        ("", [], "not empty"),
        (" \t ", [], "not empty"),
        ("A" * (NAME_LIMIT + 1), [], "longer than"),
        ("Ada\nLovelace", [], "one line"),
        ("Ada\u2028Lovelace", [], "one line"),
        ("Ada\u202eevil", [], "invisible"),
        ("Ada", ["--zone", "Europe/Berln"], "Europe/Berlin"),
        ("Ada", ["--zone", ""], "time zone"),
        ("Ada", ["--zone", "../../etc/passwd"], "time zone"),
        ("Ada", ["--language", "fr"], "there are de, en"),
        ("Ada", ["--language", ""], "there are de, en"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words(
    studio: Path, name: str, flags: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written then, and nothing on stdout could be taken for a code."""
    code = add(studio, *flags, name=name)

    told = capsys.readouterr()
    assert code == 2
    assert told.out == ""
    assert words in " ".join(told.err.split())
    assert listed(studio, "therapist", capsys)[1] == []


@pytest.mark.parametrize(("given", "kept"), [("DE", "de"), (" en ", "en")])
def test_a_language_is_known_however_it_is_spelt(
    studio: Path, given: str, kept: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Kept as practice.yaml writes it."""
    assert add(studio, "--language", given, name="  Zoë 多 ") == 0

    assert [(row["name"], row["language"]) for row in listed(studio, "therapist", capsys)[1]] == [("Zoë 多", kept)]


def test_a_namesake_is_refused(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two of one name would be taken for each other; what was probably meant is named. Who left hinders nobody."""
    add(studio)
    capsys.readouterr()

    assert add(studio) == 1

    told = " ".join(capsys.readouterr().err.split())
    (row,) = listed(studio, "therapist", capsys)[1]
    assert f"vignette therapist code {row['id']}" in told
    in_store(studio, lambda unit: unit.execute(sa.update(tables.therapists).values(state="left")))
    assert add(studio) == 0


def renewed(studio: Path, who: str, capsys: pytest.CaptureFixture[str]) -> str:
    """`vignette therapist code`; the code."""
    capsys.readouterr()
    assert vignette(studio, "therapist", "code", who) == 0
    return capsys.readouterr().out.splitlines()[0]


@pytest.mark.parametrize("by", ["name", "id"])
def test_a_new_code_opens_and_the_old_one_does_not(studio: Path, by: str, capsys: pytest.CaptureFixture[str]) -> None:
    """By name or by the beginning of the id; recorded."""
    add(studio)
    old = capsys.readouterr().out.splitlines()[0]
    (row,) = listed(studio, "therapist", capsys)[1]

    new = renewed(studio, row[by], capsys)

    def owner(code: str) -> object:
        return in_store(studio, lambda unit: therapists.therapist_by_code(unit, code.replace("-", "")))

    journal = sa.select(tables.journal.c.action)
    assert (owner(old), owner(new).name) == (None, "Ada")
    assert "gave a new code" in [line.action for line in in_store(studio, lambda unit: unit.all(journal))]


def test_a_code_is_for_one_who_waits_for_a_room(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody known, somebody with a room, two at once: refused in words, and no code on stdout."""

    def enter(unit: Unit) -> None:
        leases.register_account(unit, "main", "telegram")
        for name, code in (("Ada", "A"), ("Ben", "B"), ("Ben", "C")):
            until = unit.now + timedelta(hours=1)
            who = therapists.add_therapist(unit, name=name, language="en", zone="UTC", code=code, code_until=until)
            if name == "Ada":
                therapists.bind_room(unit, who, TELEGRAM, "77")

    in_store(studio, enter)
    capsys.readouterr()
    for who, words in (
        ("Ada", "has a room already"),
        ("Ben", "There are 2"),
        ("Zoë", "no therapist"),
        ("", "no therapist"),
    ):
        assert vignette(studio, "therapist", "code", who) == 1
        told = capsys.readouterr()
        assert (told.out, words in " ".join(told.err.split())) == ("", True)


@pytest.mark.parametrize(("kind", "words"), [("therapist", "No therapists yet"), ("client", "No clients yet")])
def test_an_empty_list_says_what_comes_first(
    studio: Path, kind: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Words for people, an empty array for programs."""
    text, rows = listed(studio, kind, capsys)

    assert words in text
    assert rows == []


def test_therapists_with_their_rooms(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Room, trouble, code, and how many clients have not left."""

    def people(unit: Unit) -> None:
        leases.register_account(unit, "main", "telegram")
        ada, _, _ = (enter(unit, name, hours) for name, hours in (("Ada", 72), ("Ben", 72), ("Cleo", -1)))
        therapists.bind_room(unit, ada, TELEGRAM, "5001")
        therapists.acknowledge(unit, ada)
        therapists.set_room_trouble(unit, ada, Reason.RIGHTS_LOST)
        for name, left in (("Mira", False), ("Noor", True)):
            invite(unit, ada, name, state=ClientState.LEFT if left else ClientState.ACTIVE)

    in_store(studio, people)

    text, rows = listed(studio, "therapist", capsys)

    ada, ben, cleo = rows
    assert (ada["state"], ada["clients"], ben["state"]) == (TherapistState.ACTIVE, 1, TherapistState.INVITED)
    assert ada["room"] == {"platform": "telegram", "account": "main", "trouble": "rights_lost"}
    assert (ada["code_until"], ben["room"]) == (None, None)
    assert len(ada["id"]) == 8
    lines = text.splitlines()
    assert "Telegram (main), takes no messages: the bot lacks rights there" in lines[1]
    assert "code until" in lines[2]
    assert "code ran out" in lines[3]
    assert cleo["code_until"] < datetime.now(UTC).isoformat()
    assert "-100777" not in text


def test_clients_by_alias_only(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """State, therapist, where they can be reached or why not, what they follow; their names stay sealed."""

    def people(unit: Unit) -> None:
        leases.register_account(unit, "main", "telegram")
        leases.register_account(unit, "den", "discord")
        ada = enter(unit, "Ada", 72)
        open_to, shut, gone, _ = (
            invite(unit, ada, name, state=state)
            for name, state in zip(
                NAMES, (ClientState.ACTIVE, ClientState.ACTIVE, ClientState.LEFT, ClientState.INVITED), strict=True
            )
        )
        addresses.bind_address(unit, open_to, Address(Platform.TELEGRAM, AccountId("main"), "71"), "71")
        addresses.bind_address(unit, open_to, Address(Platform.DISCORD, AccountId("den"), "72"), "72")
        where = addresses.bind_address(unit, shut, Address(Platform.DISCORD, AccountId("den"), "73"), "73")
        addresses.set_address_state(unit, where, AddressState.CLOSED, Reason.DMS_CLOSED)
        addresses.bind_address(unit, gone, Address(Platform.TELEGRAM, AccountId("main"), "74"), "74")
        schedule.enrol(unit, open_to, "first-week", date(2026, 11, 24), actor="test")

    in_store(studio, people)

    text, rows = listed(studio, "client", capsys)

    by_state = {(row["state"], len(row["platforms"])): row for row in rows}
    assert [row["alias"] for row in rows] == sorted(row["alias"] for row in rows)
    assert {row["therapist"] for row in rows} == {"Ada"}
    assert {(way["platform"], way["reachable"]) for way in by_state["active", 2]["platforms"]} == {
        ("telegram", True), ("discord", True),
    }  # fmt: skip
    assert by_state["active", 2]["programmes"] == [{"programme": "first-week", "start": "2026-11-24"}]
    assert by_state["active", 1]["platforms"][0]["reason"] == "dms_closed"
    assert by_state["left", 1]["platforms"][0] == {
        "platform": "telegram", "account": "main", "reachable": False, "reason": "left",
    }  # fmt: skip
    for words in ("Discord (den) closed: direct messages are closed", "left, nothing is sent", "code not used yet"):
        assert words in text
    assert "first-week from 2026-11-24" in text
    for name in NAMES:
        assert name not in text + json.dumps(rows)


def test_a_practice_without_its_key_stays_closed(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, no list, no new database."""
    (studio / "keys" / "root.key").unlink()

    code = vignette(studio, "client", "list")

    told = capsys.readouterr()
    assert (code, told.out) == (1, "")
    assert "no root key" in told.err
    assert list((studio / "data").iterdir()) == []


def enter(unit: Unit, name: str, hours: int) -> str:
    """A therapist whose code lasts so long."""
    until = unit.now + timedelta(hours=hours)
    return therapists.add_therapist(unit, name=name, language="en", zone="UTC", code=f"CODE{name}", code_until=until)


def invite(unit: Unit, therapist: str, name: str, *, state: ClientState) -> str:
    """A client in this state."""
    client = clients.invite_client(
        unit, therapist_id=therapist, alias=new_alias(unit.entropy, clients.aliases(unit)), name=name, language="en",
        zone="Asia/Tokyo", code=f"CODE{name}", until=unit.now + timedelta(hours=72), programme=None,
    )  # fmt: skip
    way = {
        ClientState.INVITED: (),
        ClientState.ACTIVE: (ClientState.JOINING, ClientState.AGREED, ClientState.ACTIVE),
        ClientState.LEFT: (ClientState.JOINING, ClientState.AGREED, ClientState.ACTIVE, ClientState.LEFT),
    }
    for after in way[state]:
        clients.move_client(unit, clients.client(unit, client), after, actor="test")
    return client
