"""Every command of a room, its good words and its bad ones."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.prompts.library import load_library
from core.store import tables
from tests.unit.core.desk.bench import STARTER, Bench, Person, Room

EVENINGS = """
kind: programme
id: four-evenings
text:
  en: {title: Four evenings, about: Four short writing evenings and a look back.}
steps:
  - {id: e1, prompt: drawing/safe-place, day: 1, at: "19:30"}
  - {id: e2, prompt: drawing/safe-place, after: {step: e1, event: answered, delay: 1d}, at: "19:30"}
  - {id: pulse, prompt: drawing/safe-place, every: day, between: ["10:00", "20:00"], times: 3, gap: 90m, until: {day: 28}}
  - {id: sat, pool: {modality: [drawing], intensity: {max: 2}}, cron: "0 18 * * sat"}
  - {id: scene, prompt: roleplay/later, day: 9, at: "18:00"}
  - {id: deep, prompt: writing/deep, day: 10, at: "18:00"}
"""
LATER = """
kind: prompt
id: roleplay/later
modality: roleplay
intensity: 2
minutes: 10
check_in: {before: distress}
roles: [self]
script:
  - {turn: open, as: self, expects: [text]}
  - {turn: close, derole: true}
text:
  en:
    title: A word from later
    roles: {self: "You, today"}
    turns:
      open: {say: Ask one question.}
      close: {say: "That was somebody else speaking. Say your own name."}
"""
DEEP = """
kind: prompt
id: writing/deep
modality: writing
intensity: 2
minutes: 10
expects: [text]
text:
  en: {title: Deep, body: Write about it.}
"""


@pytest.fixture
def answered(room: Room, prompted: Person) -> Person:
    """Mira, who has written about the tram."""
    prompted.say("The tram waited for me.")
    return prompted


def test_an_empty_room_has_an_answer_to_each_command(bench: Bench, room: Room):
    """No clients, nothing waits: said plainly."""
    for command, answer in {
        "/clients": "No clients yet",
        "/queue": "Nothing waits",
        "/help": "/invite",
        "/start": "/invite",
        "/frobnicate now": "I do not know /frobnicate",
        "/enrol first-week": "in the client's thread",
    }.items():
        room.command(command)
        assert answer in room.texts()[-1]


def test_clients_and_queue_show_aliases_only(bench: Bench, room: Room, answered):
    """Who is in which state; what waits, the oldest first; never a name."""
    noor = bench.client(room, words="Noor Asia/Tokyo")
    bench.wait(timedelta(hours=1))
    noor.say("hello")
    room.command("/clients")
    clients = room.texts()[-1]
    room.command("/queue")
    queue = room.texts()[-1]

    assert f"{noor.alias}: with you, Asia/Tokyo" in clients
    assert queue.startswith("2 waiting")
    assert queue.index(answered.alias) < queue.index(noor.alias)
    assert "Three small things" in queue
    for text in (clients, queue):
        assert "Mira" not in text
        assert "Noor" not in text


def test_the_queue_links_to_cards_where_the_platform_can(bench: Bench, room: Room, answered):
    """On Telegram; Discord's links need the server's number, which no message tells."""
    den = bench.room("discord", "Grace")
    noor = bench.client(den, words="Noor")
    noor.say("hello")
    room.command("/queue")
    den.command("/queue")

    chat = room.address.chat.removeprefix("-100")
    card = room.card(answered.thread).message
    assert room.texts()[-1].endswith(f"\nhttps://t.me/c/{chat}/{answered.thread}/{card}")
    assert noor.alias in den.texts()[-1]
    assert "http" not in den.texts()[-1]


def test_the_queue_is_empty_when_everything_is_witnessed_or_answered(bench: Bench, room: Room, answered):
    """One of each."""
    noor = bench.client(room, words="Noor")
    noor.say("hello")
    room.push(answered.thread, "Witnessed")
    room.write(noor.thread, "hello Noor", reply_to=room.card(noor.thread).message)

    room.command("/queue")

    assert "Nothing waits" in room.texts()[-1]


@pytest.mark.parametrize(
    ("words", "language", "zone"),
    [
        ("", "en", "Europe/Berlin"),
        ("Mira", "en", "Europe/Berlin"),
        ("Mira de", "de", "Europe/Berlin"),
        ("de Mira Asia/Tokyo", "de", "Asia/Tokyo"),
        ("UTC", "en", "UTC"),
        ("America/Argentina/Buenos_Aires en", "en", "America/Argentina/Buenos_Aires"),
        ("Zoë", "en", "Europe/Berlin"),
        ("Mira Anna", "en", "Europe/Berlin"),
        ("Mira De Jong", "en", "Europe/Berlin"),
        ("Jean-Luc O’Neill", "en", "Europe/Berlin"),
        ("Mira DE", "de", "Europe/Berlin"),
        ("en first-week", "en", "Europe/Berlin"),
    ],
)
def test_an_invitation_takes_its_words_in_any_order(bench: Bench, room: Room, words, language, zone):
    """Name, language, zone, programme: each may be left out; the therapist's are the default."""
    room.command(f"/invite {words}".strip())

    text = room.texts()[-1]
    assert f" · {language} · {zone} · quiet 22:00 to 08:00\n" in text
    assert "It works once, until Thu 26 November, 10:00" in text
    assert "https://t.me/b?start=" in text
    assert ("First week" in text) == ("first-week" in words)
    assert text.endswith("you have seen that they are of age.")
    assert "*" not in text


@pytest.mark.parametrize(
    ("words", "kept", "told"),
    [
        ("Lena en 22-8", "22:00-08:00", "22:00 to 08:00"),
        ("21:30-9 Lena en", "21:30-09:00", "21:30 to 09:00"),
        ("Lena 22:00 - 07:00 Asia/Tokyo", "22:00-07:00", "22:00 to 07:00"),
        ("Lena 23:00 to 7:00 first-week", "23:00-07:00", "23:00 to 07:00"),
        ("Lena ٢١-٩", "21:00-09:00", "21:00 to 09:00"),
        ("Lena none", "", "never"),
        ("Lena", "22:00-08:00", "22:00 to 08:00"),
    ],
)
def test_quiet_hours_come_with_the_invitation(bench: Bench, room: Room, words, kept, told):
    """SPEC 8.2: the client need not be asked; the answer says what holds."""
    room.command(f"/invite {words}")
    row = bench.store.run_here(lambda unit: unit.one(sa.select(tables.clients)))

    assert f" · quiet {told}\n" in room.texts()[-1]
    assert row.quiet == kept


def test_whose_word_it_was_that_the_client_is_of_age_stands_in_the_journal(bench: Bench, room: Room):
    """The therapist's, with the invitation."""
    room.invite("Lena")
    what = tables.journal
    row = bench.store.run_here(lambda unit: unit.one(sa.select(what).where(what.c.action == "invited")))

    assert row.actor.startswith("therapist:")
    assert json.loads(row.facts) == {"age": "seen"}


@pytest.mark.parametrize(
    "words", ["Mira pt-BR", "Mira fr", "fr Mira", "pt-br", "Mira en_US", "Mira es-419", "Mira EN-GB"]
)
def test_a_language_that_is_not_spoken_here_is_never_a_name(bench: Bench, room: Room, words):
    """Those that are spoken are named, and nobody is invited."""
    room.command(f"/invite {words} Europe/Berlin")

    assert "There is: en, de." in room.texts()[-1]
    assert bench.rows("clients") == 0


@pytest.mark.parametrize(
    ("words", "bad"),
    [
        ("Mira fr", "fr"),
        ("Mira Europe/Berlinn", "Europe/Berlinn"),
        ("Mira ../../etc/passwd", "../../etc/passwd"),
        ("Mira /etc/localtime", "/etc/localtime"),
        ("Mira first-wek", "first-wek"),
        ("first-wek", "first-wek"),
        ("Mira 0171555", "0171555"),
        ("Mira 25-8", "25-8"),
        ("Mira 8-8", "8-8"),
        ("Mira 4711", "4711"),
        ("Mira Europe/", "Europe/"),
    ],
)
def test_a_word_that_an_invitation_cannot_use_is_named_and_nobody_is_invited(bench: Bench, room: Room, words, bad):
    """With an example of how it goes."""
    room.command(f"/invite {words}")

    assert f"“{bad}”" in room.texts()[-1]
    assert "/invite Mira en" in room.texts()[-1]
    assert bench.rows("clients") == 0


def test_inviting_twice_gives_two_people_two_codes(bench: Bench, room: Room):
    """An alias and a code are never given twice."""
    found = [room.invite() for _ in range(20)]

    assert len({alias for alias, _ in found}) == 20
    assert len({code for _, code in found}) == 20


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("/enrol", "There is: first-week"),
        ("/enrol first-wek", "no programme “first-wek”"),
        ("/enrol first-week tomorow", "Like this"),
        ("/enrol first-week 2026-13-45", "Like this"),
        ("/enrol first-week 2026-11-22", "in the past"),
        ("/enrol first-week today now", "Like this"),
        ("/enrol first-week 9999-12-31", "9999-12-31"),
        ("/enrol first-week 0001-01-01", "in the past"),
    ],
)
def test_an_enrolment_that_cannot_be_says_why(bench: Bench, room: Room, mira, words, answer):
    """In the thread, with what there is."""
    room.write(mira.thread, words)

    assert answer in room.lines(mira.thread)[-1]


def test_the_day_an_enrolment_begins_can_be_said(bench: Bench, room: Room, mira):
    """By date; the first prompt is named in the client's time."""
    room.write(mira.thread, "/enrol first-week 2026-12-01")

    line = room.lines(mira.thread)[-1]
    assert "from 2026-12-01" in line
    assert "First: Tue 1 December 19:30." in line


def test_tomorrow_is_when_nothing_is_said(bench: Bench, room: Room, mira):
    """SPEC 4.2."""
    room.write(mira.thread, "/enroll first-week")

    assert "from 2026-11-24" in room.lines(mira.thread)[-1]


def test_the_same_programme_twice_is_refused(bench: Bench, room: Room, mira):
    """No second series of the same."""
    room.write(mira.thread, "/enrol first-week today")
    room.write(mira.thread, "/enrol first-week")

    assert "already" in room.lines(mira.thread)[-1]
    assert bench.rows("enrolments") == 1


def test_somebody_who_left_cannot_be_enrolled(bench: Bench, room: Room, mira):
    """No consent, no prompt; and they are not said to have never joined."""
    mira.say("/stop")

    room.write(mira.thread, "/enrol first-week")

    assert bench.rows("enrolments") == 0
    assert "is not with you now" in room.lines(mira.thread)[-1]


def test_a_programme_with_a_question_before_a_step_can_be_enrolled(bench: Bench, room: Room, mira, tmp_path: Path):
    """Pools, random times and what waits are no obstacle either."""
    folder = tmp_path / "library"
    folder.mkdir()
    for file in STARTER.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    for name, content in {"evenings": EVENINGS, "later": LATER, "deep": DEEP}.items():
        (folder / f"{name}.yaml").write_text(content)
    library, faults = load_library(folder)
    assert library is not None, faults
    bench.library = library

    room.write(mira.thread, "/enrol four-evenings")

    assert "follows Four evenings" in room.lines(mira.thread)[-1]
    assert bench.rows("enrolments") == 1


def test_an_invitation_to_such_a_programme_joins_and_tells_why_nothing_began(bench: Bench, room: Room, tmp_path: Path):
    """The client is in; the therapist reads the obstacles: steps without a text in their language, or without the question before."""
    (tmp_path / "library").mkdir()
    for file in STARTER.iterdir():
        (tmp_path / "library" / file.name).write_bytes(file.read_bytes())
    for name, content in {"evenings": EVENINGS, "later": LATER, "deep": DEEP}.items():
        (tmp_path / "library" / f"{name}.yaml").write_text(content)
    for name in (
        "later.yaml",
        "distress.yaml",
    ):  # the scene speaks German now, the question before it does not any more
        file = tmp_path / "library" / name
        kept = [line for line in file.read_text().splitlines() if not line.startswith("  de:")]
        german = file.read_text().split("text:\n  en:")[1] if name == "later.yaml" else ""
        file.write_text("\n".join(kept) + (f"\n  de:{german}" if german else "\n"))
    bench.library, faults = load_library(tmp_path / "library")
    assert bench.library is not None, faults

    mira = bench.client(room, words="Mira de four-evenings")

    assert bench.state(mira) == "active"
    told = next(line for line in room.lines(mira.thread) if "has joined" in line)
    assert "2 of 6 steps are not in the client's language (de): scene, deep" in told
