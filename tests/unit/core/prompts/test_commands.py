"""`vignette library` and `vignette programme`: answers on stdout, the rest on stderr, three exit codes, no traceback."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bots.cli import library, programme

STARTER = Path(__file__).parents[3] / "small_library"
WHEN = ("--start", "2027-03-22", "--zone", "Europe/Berlin")


def check(*args: str, **env: str) -> Result:
    return CliRunner().invoke(library.app, ["check", *args], env=env)


def look(*args: str) -> Result:
    return CliRunner().invoke(programme.app, ["preview", *args])


def test_a_sound_library_ends_with_zero() -> None:
    """Nothing to list on stdout, a line on stderr."""
    result = check("--library", str(STARTER))

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("0 errors, 0 warnings; 4 prompts")


def test_faults_end_with_one(tmp_path: Path) -> None:
    """Text, JSON and GitHub form of the same fault."""
    (tmp_path / "a.yaml").write_text("kind: glossary\nid: w\ntxt: 1\ntext: {en: {a: b}}\n")

    text = check("--library", str(tmp_path))
    rows = check("--library", str(tmp_path), "--format", "json")
    github = check("--library", str(tmp_path), "--format", "github")

    assert [text.exit_code, rows.exit_code, github.exit_code] == [1, 1, 1]
    assert text.stdout.startswith('a.yaml:3:1: error: there is no key "txt" here [unknown-key]\n    txt: 1\n    ^\n')
    assert json.loads(rows.stdout) == [
        {"path": "a.yaml", "line": 3, "column": 1, "severity": "error", "rule": "unknown-key", "field": "txt",
         "message": 'there is no key "txt" here', "suggestion": "text"}
    ]  # fmt: skip
    assert github.stdout.startswith(f"::error file={tmp_path}/a.yaml,line=3,col=1")


def test_warnings_do_not_fail(tmp_path: Path) -> None:
    """A prompt without evidence is worth a word, not a refusal."""
    text = (STARTER / "two-minutes.yaml").read_text().replace("evidence:", "source:")
    (tmp_path / "a.yaml").write_text(text)

    result = check("--library", str(tmp_path))

    assert result.exit_code == 0
    assert ": warning: " in result.stdout
    assert "0 errors, 1 warning; 1 prompt, 0 programmes; " in result.stderr


@pytest.mark.parametrize(
    "args", [["--library", "/nowhere"], ["--fallback", "not a tag"], ["--format", "xml"], ["--nonsense"]]
)
def test_wrong_usage_ends_with_two(args: list[str]) -> None:
    """A folder that is not there, a language that is none, an option that is unknown."""
    result = check(*args)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_the_practice_says_where_and_in_which_language(tmp_path: Path) -> None:
    """`library:` and the first of `languages` in practice.yaml count, whichever way the folder is named."""
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "a.yaml").write_text("kind: glossary\nid: w\ntext: {de: {a: b}}\n")
    (tmp_path / "practice.yaml").write_text("practice: {languages: [de, en]}\nlibrary: books\n")

    assert check("--practice", str(tmp_path)).exit_code == 0
    assert check(VIGNETTE_PRACTICE=str(tmp_path)).exit_code == 0
    assert CliRunner().invoke(library.app, ["check"], obj={"practice": tmp_path}).exit_code == 0
    assert check("--practice", str(tmp_path), "--fallback", "en").exit_code == 1


def test_schema_and_prompt_are_printed() -> None:
    """The JSON Schema for editors; a prompt as a client would read it."""
    schema = CliRunner().invoke(library.app, ["schema"])
    shown = CliRunner().invoke(
        library.app, ["preview", "voice/two-minutes", "--language", "de", "--library", str(STARTER)]
    )
    unknown = CliRunner().invoke(library.app, ["preview", "none", "--library", str(STARTER)])

    assert json.loads(schema.stdout)["$schema"].startswith("https://json-schema.org/")
    # As the client gets it: the body stands right below the title, and each message says where it is like this.
    assert shown.stdout.startswith("--- Telegram and Discord ---\nZwei Minuten laut\nSuch dir")
    assert unknown.exit_code == 1


def test_first_week_as_json() -> None:
    """The rows of SPEC 9.2: local with offset, utc with Z, earliest first."""
    result = look("first-week", *WHEN, "--library", str(STARTER))
    rows = json.loads(result.stdout)

    assert result.exit_code == 0
    assert rows[0] == {
        "step": "write", "prompt": "writing/small-things", "local": "2027-03-22T19:30:00+01:00", "utc": "2027-03-22T18:30:00Z",
    }  # fmt: skip
    assert rows[7] == {
        "step": "last", "prompt": "voice/two-minutes", "local": "2027-03-28T03:30:00+02:00", "utc": "2027-03-28T01:30:00Z",
    }  # fmt: skip
    assert len(json.loads(look("first-week", *WHEN, "--library", str(STARTER), "--count", "2").stdout)) == 2
    quiet = json.loads(look("first-week", *WHEN, "--library", str(STARTER), "--quiet", "22:00-08:00").stdout)
    assert [row["step"] for row in quiet] == [row["step"] for row in rows if row["step"] != "last"]


def test_each_step_is_told_in_a_sentence() -> None:
    """In the order of the file, with its next local times and why one was moved, within 80 columns."""
    result = look("first-week", *WHEN, "--library", str(STARTER), "--format", "text")

    assert (result.exit_code, result.stderr) == (0, "")
    steps = result.stdout.rstrip("\n").split("\n\n")
    assert [step.splitlines()[0] for step in steps] == ["write", "draw", "speak", "every2", "last"]
    assert steps[1] == (
        "draw\n"
        "  On day 2 at 18:00: “A calm enough place”. A reminder after 20 hours; it closes\n"
        "  after 36 hours; up to 2 hours late it is still sent, after that left out.\n"
        "    Tuesday 2027-03-23  18:00 +01:00"
    )
    assert steps[4].splitlines()[-1] == "    Sunday 2027-03-28  03:30 +02:00  (the clock skips 02:30 that day)"
    assert max(len(line) for line in result.stdout.splitlines()) <= 80


def test_the_sentences_stand_beside_the_rows_too() -> None:
    """On stderr, so that what reads stdout finds the rows alone; the rows know nothing of the language."""
    rows = look("first-week", *WHEN, "--library", str(STARTER))
    german = look("first-week", *WHEN, "--library", str(STARTER), "--format", "json", "--language", "de-AT")
    text = look("first-week", *WHEN, "--library", str(STARTER), "--format", "text", "--language", "de-AT")

    assert german.stdout == rows.stdout
    assert rows.stderr.startswith("write\n  On days 1 and 4 at 19:30: “Three small things”.")
    assert german.stderr == text.stdout
    assert german.stderr.startswith("write\n  An den Tagen 1 und 4 um 19:30 Uhr: „Drei kleine Dinge“.")


def test_what_a_pool_drew_and_what_never_comes(tmp_path: Path) -> None:
    """The drawn prompt beside each time; the reason where there is none; no more than five."""
    for name in ("two-minutes", "small-things", "distress", "words"):
        (tmp_path / f"{name}.yaml").write_text((STARTER / f"{name}.yaml").read_text())
    (tmp_path / "p.yaml").write_text(
        "kind: programme\nid: p\ntext: {en: {title: P}}\nsteps:\n"
        '  - {id: often, pool: {}, every: day, at: ["09:00", "10:00"]}\n'
        '  - {id: rare, prompt: voice/two-minutes, every: month, at: "09:00"}\n'
        '  - {id: gone, prompt: voice/two-minutes, date: "2027-03-01", at: "09:00"}\n'
    )

    result = look("p", *WHEN, "--library", str(tmp_path), "--format", "text")

    often, rare, gone = result.stdout.rstrip("\n").split("\n\n")
    drawn = [line.rpartition("  ")[2] for line in often.splitlines()[-5:]]
    assert set(drawn) == {"Two minutes aloud", "Three small things"}
    assert all(later != earlier for earlier, later in itertools.pairwise(drawn[:2]))
    assert [line.split()[1] for line in rare.splitlines()[-5:]] == [
        "2027-03-22", "2027-04-22", "2027-05-22", "2027-06-22", "2027-07-22",
    ]  # fmt: skip
    assert gone.splitlines()[-1] == "    never: it is over before day 1"


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["none", *WHEN], 1),
        (["first-week", *WHEN, "--language", "not a tag"], 2),
        (["first-week", *WHEN, "--format", "xml"], 2),
        (["first-week", "--start", "2027-02-30", "--zone", "Europe/Berlin"], 2),
        (["first-week", "--start", "tomorrow", "--zone", "Europe/Berlin"], 2),
        (["first-week", "--start", "9999-12-31", "--zone", "Europe/Berlin"], 2),
        (["first-week", "--start", "2027-03-22", "--zone", "Europe/Brlin"], 2),
        (["first-week", "--start", "2027-03-22", "--zone", "../../etc/passwd"], 2),
        (["first-week", "--start", "2027-03-22", "--zone", "Europe"], 2),
        (["first-week", *WHEN, "--quiet", "late"], 2),
        (["first-week", *WHEN, "--count", "0"], 2),
        (["first-week"], 2),
    ],
)
def test_what_cannot_be_looked_up_is_said_in_a_sentence(args: list[str], code: int) -> None:
    """Nothing on stdout, a sentence on stderr, no traceback."""
    result = look(*args, "--library", str(STARTER))

    assert result.exit_code == code
    assert result.stdout == ""
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr


def test_a_broken_library_is_not_looked_into(tmp_path: Path) -> None:
    """Its errors are listed on stderr."""
    (tmp_path / "a.yaml").write_text("kind: x\n")

    result = look("first-week", *WHEN, "--library", str(tmp_path))

    assert (result.exit_code, result.stdout) == (1, "")
    assert "a.yaml:1:7: error" in result.stderr


def at_terminal(command: str, *args: str, typed: str = "") -> Result:
    return CliRunner().invoke(library.app, [command, *args, "--library", str(STARTER)], input=typed)


def test_a_scene_is_played_in_the_terminal() -> None:
    """A number, a blank line, words; the role before each turn, the way out, the aftercare."""
    result = at_terminal("play", "roleplay/kind-visitor", typed="2\n\nThe tram waited.\nThat was kind.\nmore\n")

    assert result.exit_code == 0
    told = [line for line in result.stdout.splitlines() if line]
    assert told[0] == "A kind visitor"
    assert told[2:4] == ["  1 At the kitchen table", "  2 By the window"]
    assert told[4].startswith("You, at home · You look out together.")
    assert told[5].startswith("The visitor · Now change seats.")
    assert "Say your own name" in told[6]
    assert told[7] == "Stretch your hands once, as if you put something down."
    assert len(told) == 8


@pytest.mark.parametrize("typed", ["1\nstop\n", "1\n/stop\n", "1\n", "", "free words\nStop!\n"])
def test_leaving_a_scene_in_the_terminal_leads_out_of_it(typed: str) -> None:
    """By the word, or by the end of what is typed."""
    result = at_terminal("play", "roleplay/kind-visitor", "--language", "de", typed=typed)

    assert result.exit_code == 0
    assert "Sag deinen eigenen Namen" in result.stdout.splitlines()[-2]
    assert "change seats" not in result.stdout


@pytest.mark.parametrize(
    ("args", "code", "sentence"),
    [
        (["none"], 1, "There is no prompt 'none'"),
        (["writing/small-things"], 1, "is no scene"),
        (["roleplay/kind-visitor", "--language", "ar"], 1, "no text in 'ar'; it has en, de"),
        ([], 2, ""),
    ],
)
def test_what_cannot_be_played_is_said_in_a_sentence(args: list[str], code: int, sentence: str) -> None:
    """Nothing on stdout, no traceback."""
    result = at_terminal("play", *args)

    assert (result.exit_code, result.stdout) == (code, "")
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_what_cannot_be_previewed_says_what_could_be() -> None:
    """A language that is not there, a programme, an id without its first part."""
    told = [
        at_terminal("preview", *args)
        for args in (["writing/small-things", "--language", "fr"], ["first-week"], ["two-minutes"])
    ]

    assert [(each.exit_code, each.stdout) for each in told] == [(1, "")] * 3
    assert "writing/small-things has no text in 'fr'; it has en, de" in told[0].stderr
    assert "`vignette programme preview first-week` shows it" in told[1].stderr
    assert "Did you mean 'voice/two-minutes'?" in told[2].stderr


def test_a_scene_is_previewed_whole() -> None:
    """Each turn with its name and where each choice leads."""
    shown = at_terminal("preview", "roleplay/kind-visitor").stdout

    assert "turn door ---\nSomebody kind comes by" in shown
    assert "  2 By the window -> window" in shown
    assert "turn goodbye, the way out ---\n" in shown
