"""`vignette why`: states, ids and reasons for an admin; never a name, never a word; as text and as JSON."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.domain.hours import midnight
from core.domain.states import ClientState
from core.store import clients, moves, schedule, therapists
from core.store.unit import Unit
from tests.unit.cli.practice import in_store, vignette

SECRET = "Mirabell"


@pytest.fixture
def followed(studio: Path) -> Path:
    """A practice in which Heron-12 follows a programme since yesterday and got something by hand that was moved."""

    def begin(unit: Unit) -> None:
        who = therapists.add_therapist(unit, name="Ada", language="en", zone="UTC", code="A", code_until=unit.now)
        client = clients.invite_client(
            unit, therapist_id=who, alias="Heron-12", name=SECRET, language="en", zone="Asia/Tokyo", code="B",
            until=unit.now, programme=None,
        )  # fmt: skip
        for state in (ClientState.JOINING, ClientState.AGREED, ClientState.ACTIVE):
            clients.move_client(unit, clients.client(unit, client), state, actor="test")
        schedule.enrol(unit, client, "first-week", unit.now.date() - timedelta(days=1), actor="test")
        occurrence = moves.send_by_hand(
            unit, client=client, prompt="writing/small-things", intensity=1, local_date=unit.now.date(),
            due_at=midnight(unit.now.date(), "Asia/Tokyo"), late_by=timedelta(hours=24),
            answer_within=timedelta(hours=36), remind="", sent_by=f"therapist:{who}",
        )  # fmt: skip
        what = schedule.occurrence(unit, occurrence)
        moves.move_due(unit, what, what.due_at + timedelta(hours=8), reason="quiet hours")
        schedule.skip(unit, schedule.occurrence(unit, occurrence), "taken back by the therapist")

    in_store(studio, begin)
    return studio


def test_each_occurrence_is_one_line_of_text(followed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the client's clock, with the library's title, every move and the reason."""
    capsys.readouterr()
    assert vignette(followed, "why", "heron-12") == 0

    told = capsys.readouterr()
    assert "Heron-12, by their clock (Asia/Tokyo):" in told.out
    assert (
        "08:00 · “Three small things”: sent by hand; moved from 00:00 to 08:00 (quiet hours); left out: taken back"
        in told.out
    )
    assert SECRET not in told.out + told.err


def test_programs_get_it_as_json(followed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Stable words and moments; who moved it is a role, never an id."""
    capsys.readouterr()
    assert vignette(followed, "why", "Heron-12", "--format", "json") == 0

    (row,) = json.loads(capsys.readouterr().out)
    assert (row["prompt"], row["state"], row["reason"]) == (
        "writing/small-things",
        "skipped",
        "taken back by the therapist",
    )
    assert (row["programme"], row["step"], row["by"]) == (None, None, "therapist")
    assert row["local"].endswith("T08:00:00+09:00")
    assert row["utc"].endswith("T23:00:00Z")
    assert row["moves"] == [
        {
            "at": row["moves"][0]["at"],
            "from": row["by_rule"],
            "to": row["utc"],
            "reason": "quiet hours",
            "by": "vignette",
        }
    ]
    assert (row["sent"], row["answered"], row["reminders"], row["deliveries"]) == (None, None, [], [])


def test_a_date_without_anything_says_why(followed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On stdout as text; as JSON an empty list, and the reason beside it on stderr."""
    capsys.readouterr()
    earlier = (date.today() - timedelta(days=400)).isoformat()
    assert vignette(followed, "why", "Heron-12", "--date", earlier) == 0
    assert "First week: begins on" in capsys.readouterr().out

    assert vignette(followed, "why", "Heron-12", "--date", earlier, "--format", "json") == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == []
    assert "First week: begins on" in told.err


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["Heron-21"], 1, "Did you mean Heron-12?"),
        (["Nobody"], 1, "vignette client list"),
        ([], 2, "ALIAS"),
        (["Heron-12", "--date", "tomorrow"], 2, "2026-12-01"),
        (["Heron-12", "--date", "2199-12-31"], 2, "5 years"),
        (["Heron-12", "--format", "xml"], 2, "json"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words(
    followed: Path, args: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing on stdout then."""
    capsys.readouterr()
    assert vignette(followed, "why", *args) == code

    told = capsys.readouterr()
    assert told.out == ""
    assert words in " ".join(told.err.split())


def test_a_broken_library_costs_the_titles_only(followed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Prompts are called by their ids then, and stderr says so."""
    (followed / "library" / "broken.yaml").write_text("kind: [")
    capsys.readouterr()
    assert vignette(followed, "why", "Heron-12") == 0

    told = capsys.readouterr()
    assert "“writing/small-things”" in told.out
    assert "vignette library check" in told.err


def test_help_has_an_example(capsys: pytest.CaptureFixture[str], studio: Path) -> None:
    """As every command's."""
    capsys.readouterr()
    assert vignette(studio, "why", "--help") == 0
    assert "Example: vignette why Heron-12" in " ".join(capsys.readouterr().out.split())
