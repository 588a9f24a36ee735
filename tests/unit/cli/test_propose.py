"""`vignette library propose`: what was offered, as files; nothing that was not, and nobody's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.domain.own import Content
from core.domain.states import ClientState
from core.prompts.library import load_library
from core.store import clients, moves, own_prompts, therapists
from core.store.own_prompts import NewOwn
from core.store.unit import Unit
from tests.unit.cli.practice import in_store, vignette

SECRET = "Mirabell"


def _sent(unit: Unit, client: str, therapist: str, title: str, *, offered: bool) -> None:
    new = NewOwn(
        client, therapist, None, "r" * 16, "en", "drawing", 1, 10, Content(title, f"{SECRET}, draw {title}."), asked=title
    )  # fmt: skip
    own = own_prompts.one(unit, own_prompts.begin(unit, new))
    occurrence = moves.send_by_hand(
        unit, client=client, prompt=f"own:{own.id}", intensity=1, local_date=unit.now.date(), due_at=unit.now,
        late_by=clients.FOR_GOOD - clients.FOR_GOOD, answer_within=own_prompts.KEPT_FOR, remind="",
        sent_by=f"therapist:{therapist}",
    )  # fmt: skip
    own_prompts.sent(unit, own, occurrence)
    if offered:
        assert own_prompts.offer(unit, own)


@pytest.fixture
def offering(studio: Path) -> Path:
    """Ada offered a tram and kept a bus; Ben offered a train."""

    def begin(unit: Unit) -> None:
        for name, alias, prompts in (
            ("Ada", "Heron-12", (("tram", True), ("bus", False))),
            ("Ben", "Newt-3", (("train", True),)),
        ):
            who = therapists.add_therapist(unit, name=name, language="en", zone="UTC", code=name, code_until=unit.now)
            client = clients.invite_client(
                unit, therapist_id=who, alias=alias, name=SECRET, language="en", zone="UTC", code=alias, until=unit.now,
                programme=None,
            )  # fmt: skip
            for state in (ClientState.JOINING, ClientState.AGREED, ClientState.ACTIVE):
                clients.move_client(unit, clients.client(unit, client), state, actor="test")
            for title, is_offered in prompts:
                _sent(unit, client, who, title, offered=is_offered)

    in_store(studio, begin)
    return studio


def written(folder: Path) -> list[str]:
    """Titles of the files there."""
    return sorted(file.name.rpartition("-")[0] for file in folder.glob("*.yaml"))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ((), ["train", "tram"]),
        (("--therapist", "Ada"), ["tram"]),
        (("--client", "newt-3"), ["train"]),
        (("--therapist", "Ada", "--client", "Newt-3"), []),
    ],
)
def test_only_what_was_offered_is_handed_over(offering: Path, tmp_path: Path, capsys, more, expected) -> None:
    """Of all, of one therapist, for one client; each a file that the checker takes."""
    out = tmp_path / "proposed"
    assert vignette(offering, "library", "propose", "--out", str(out), *more) == 0

    told = capsys.readouterr()
    assert written(out) == expected
    assert SECRET not in told.out + told.err + "".join(file.read_text() for file in out.glob("*.yaml"))
    if expected:
        library, _ = load_library(out)
        assert library is not None
        assert "Read each for anything private" in told.err
    else:
        assert "Nothing is offered" in told.err


def test_a_file_that_is_there_is_left_as_it_is(offering: Path, tmp_path: Path, capsys) -> None:
    """It may have been worked on."""
    out = tmp_path / "proposed"
    assert vignette(offering, "library", "propose", "--out", str(out)) == 0
    file = next(out.glob("tram-*.yaml"))
    file.write_text("mine")
    assert vignette(offering, "library", "propose", "--out", str(out)) == 0

    assert file.read_text() == "mine"
    assert "is there already and stays as it is" in capsys.readouterr().err


@pytest.mark.parametrize("more", [("--therapist", "Nobody"), ("--client", "Heron-99")])
def test_who_is_not_there_is_said(offering: Path, tmp_path: Path, capsys, more) -> None:
    """In one sentence."""
    assert vignette(offering, "library", "propose", "--out", str(tmp_path / "p"), *more) == 1

    assert "There is no" in capsys.readouterr().err


def test_why_names_no_word_of_it(offering: Path, capsys) -> None:
    """The admin sees that there was one."""
    capsys.readouterr()
    assert vignette(offering, "why", "Heron-12") == 0

    told = capsys.readouterr().out
    assert told.count("“a prompt of the therapist's own”: sent by hand") == 2
    assert "tram" not in told
