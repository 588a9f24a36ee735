"""`vignette library preview`, `graph` and `coverage`: a prompt as its client gets it, and what is there in which language."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from bots.discord.capabilities import DISCORD
from bots.telegram.capabilities import TELEGRAM
from tests.unit.cli.practice import vignette

SMALL_LIBRARY = Path(__file__).parents[2] / "small_library"
LONG = "\n\n".join(
    f"Paragraph {number}. " + "A line of words that goes on for a while. " * 6 for number in range(1, 12)
)
PROMPT = """\
kind: prompt
id: writing/long
modality: writing
intensity: 2
minutes: 8
check_in: {{before: distress}}
evidence: Own experience.
text:
  en:
    title: A long one
    body: |
{body}
    aftercare: Drink some water.
"""
HEAD = re.compile(r"^--- (.+) ---$", re.MULTILINE)


@pytest.fixture
def studio(studio: Path) -> Path:
    """A practice with the small library, which stands still."""
    for file in (studio / "library").rglob("*.yaml"):
        file.unlink()
    shutil.copytree(SMALL_LIBRARY, studio / "library", dirs_exist_ok=True)
    return studio


@pytest.fixture
def long(studio: Path) -> Path:
    body = "\n".join(f"      {line}" for line in LONG.split("\n"))
    (studio / "library" / "long.yaml").write_text(PROMPT.format(body=body))
    return studio


def shown(studio: Path, capsys: pytest.CaptureFixture[str], *args: str) -> str:
    assert vignette(studio, "library", "preview", *args) == 0
    return capsys.readouterr().out


def test_a_prompt_is_the_message_that_the_client_gets(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Told once where both platforms show it alike: title, words, foot with minutes and promise, buttons."""
    practice = studio / "practice.yaml"
    practice.write_text(practice.read_text().replace("answer_within: 1 working day,", "answer_within: 2 working days,"))

    assert shown(studio, capsys, "writing/small-things") == (
        "--- Telegram and Discord ---\n"
        "Three small things\n"
        "Mira, name three small things from today that were all right, or at least not bad.\n"
        "Beside each, write a few words on why it happened. Three slow breaths, the out-breath a little longer.\n"
        "\n"
        "About 8 minutes. Ada answers within two working days.\n"
        "[Later] [Not today]\n"
        "[I need support] [How does this work]\n"
        "\n"
        "--- Telegram and Discord, after a reply ---\n"
        "Keep the one you like best for tomorrow.\n"
    )


def test_where_the_platforms_differ_each_is_shown(long: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In as many messages as it takes; no word is lost, the buttons stand below the last; the question stands before."""
    told = shown(long, capsys, "writing/long")

    heads = HEAD.findall(told)
    assert heads == [
        "before it, one question", "Telegram",
        *(f"Discord, message {number} of {len(heads) - 3}" for number in range(1, len(heads) - 2)),
        "Telegram and Discord, after a reply",
    ]  # fmt: skip
    assert len(heads) - 3 > 1
    messages = dict(zip(heads, HEAD.split(told)[2::2], strict=True))
    parts = [messages[head] for head in heads if head.startswith("Discord")]
    assert all(len(part) <= DISCORD.text_limit + 100 for part in parts)
    assert len(messages["Telegram"]) <= TELEGRAM.text_limit + 100
    assert " ".join("".join(parts).split()) == " ".join(messages["Telegram"].split())
    assert ["[Later]" in part for part in parts] == [False] * (len(parts) - 1) + [True]


def test_one_platform_one_form_of_address(long: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As asked for."""
    only = shown(long, capsys, "writing/long", "--platform", "telegram")
    familiar = shown(long, capsys, "drawing/safe-place", "--language", "de")
    formal = shown(long, capsys, "drawing/safe-place", "--language", "de", "--address", "formal", "--gender", "she")

    assert "Discord" not in only
    assert ("Nimm dir" in familiar, "Nehmen Sie" in familiar) == (True, False)
    assert ("Nimm dir" in formal, "Nehmen Sie" in formal) == (False, True)
    assert "Etwa 15 Minuten" in formal


def test_a_scene_opens_as_it_does_and_shows_every_turn(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first message whole, then each turn with its role, its buttons and where they lead."""
    told = shown(studio, capsys, "roleplay/kind-visitor", "--platform", "discord")

    heads = HEAD.findall(told)
    assert heads == [
        "Discord", "Discord, turn door", "Discord, turn kitchen", "Discord, turn window", "Discord, turn chair",
        "Discord, turn goodbye, the way out", "Discord, after a reply",
    ]  # fmt: skip
    opening, door, kitchen = HEAD.split(told)[2:8:2]
    assert "a short scene, two turns, about 10 minutes" in opening
    assert "[1 At the kitchen table]\n[2 By the window]\n[Later] [Not today]" in opening
    assert door.rstrip().endswith("  1 At the kitchen table -> kitchen\n  2 By the window -> window")
    assert "You, at home · There is something warm to drink." in kitchen
    assert kitchen.rstrip().endswith("  -> chair")


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["preview", "writing/small-thing"], 1, "Did you mean 'writing/small-things'?"),
        (["preview", "writing/small-things", "--language", "ar"], 1, "has no text in 'ar'; it has en, de"),
        (["preview", "writing/small-things", "--platform", "smoke"], 2, "discord"),
        (["preview", "writing/small-things", "--address", "loud"], 2, "formal"),
        (["graph", "writing/small-things"], 1, "is no scene"),
        (["graph", "roleplay/kind-visitor", "--language", "ar"], 1, "has no text in 'ar'; it has en, de"),
        (["graph", "none"], 1, "There is no prompt"),
        (["coverage", "--format", "xml"], 2, "json"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    studio: Path, args: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing on stdout then."""
    assert vignette(studio, "library", *args) == code

    told = capsys.readouterr()
    assert told.out == ""
    assert words in " ".join(told.err.split())


def test_a_scenes_graph_stands_on_stdout(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rendered words, never a placeholder."""
    assert vignette(studio, "library", "graph", "roleplay/kind-visitor", "--language", "de") == 0

    out = capsys.readouterr().out
    assert out.startswith("flowchart TD\n    t0[")
    assert "client" not in out


@pytest.mark.parametrize("columns", ["60", "40", "200"])
def test_coverage_fits_the_terminal(
    long: Path, columns: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A column a language, in the same places everywhere; what is missing stands below."""
    monkeypatch.setenv("COLUMNS", columns)
    (long / "library" / "long.yaml").write_text(
        (long / "library" / "long.yaml").read_text().replace("writing/long", "writing/" + "long-" * 9 + "one")
        + "  de: {title: Lang, body: Worte.}\n"
    )
    args = [word for tag in ("en", "de", "ar", "pt-BR") for word in ("--language", tag)]
    assert vignette(long, "library", "coverage", *args) == 0

    table, _, below = capsys.readouterr().out.partition("\nIn part:\n")
    lines = [line for line in table.split("\n") if line]
    assert max(map(len, lines)) <= int(columns)
    assert {line.index(" en") for line in lines if " en" in line} == {lines[0].index(" en")}
    assert next(line.split() for line in lines if "two-minutes" in line)[1:] == ["yes", "yes", "-", "-"]
    assert lines[-1].split() == ["all", "8/8", "7/8", "0/8", "0/8"]
    assert below.strip().endswith("one: de lacks aftercare")


def test_coverage_for_programs(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The languages of the practice, where none is named; sums by modality."""
    assert vignette(studio, "library", "coverage", "--json") == 0

    told = json.loads(capsys.readouterr().out)
    assert told["languages"] == ["en", "de"]
    assert told["totals"]["writing"]["de"] == {"complete": 1, "partly": 0, "none": 0}
    (small,) = [each for each in told["entries"] if each["id"] == "writing/small-things"]
    assert small["languages"]["de"] == {"state": "complete", "found_as": "de", "missing": []}
    assert told["review"] is None
