"""The page's words stand in one catalogue, and its files bring nothing in from outside."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "bots" / "sandbox" / "page" / "static"
WORDS: dict[str, str] = json.loads((STATIC / "texts" / "en.json").read_text(encoding="utf-8"))
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in sorted((STATIC / "js").glob("*.js"))}
EVERY_SCRIPT = "\n".join(SCRIPTS.values())
MARKUP = (STATIC / "index.html").read_text(encoding="utf-8")

ONE_KEY = re.compile(r"""(?<![\w.])t\(\s*"([^"]+)"|[?:]\s*"([a-z_]+\.[a-z_]+)"(?=\s*[,):])""")
FAMILY = re.compile(r"""\btOf\(\s*"([^"]+)""")
IN_MARKUP = re.compile(r"""data-t(?:-label|-title)?="([^"]+)\"""")
BUTTON = re.compile(r"""\bbutton\("([a-z_.]+)"|\btell\("([a-z_.]+)\"""")
QUOTED = re.compile(r'"([a-z_]+)"')


def used() -> set[str]:
    """Every key that a script or the markup names."""
    found = {key for pair in ONE_KEY.findall(EVERY_SCRIPT) for key in pair if key}
    found |= {key for pair in BUTTON.findall(EVERY_SCRIPT) for key in pair if key}
    return found | set(IN_MARKUP.findall(MARKUP))


def families() -> set[str]:
    """Families whose members are put together: every key below them counts as used."""
    return {*FAMILY.findall(EVERY_SCRIPT)}


def test_every_key_that_is_used_has_words() -> None:
    assert sorted(key for key in used() if key not in WORDS) == []


def test_every_family_that_is_used_has_members() -> None:
    assert sorted(name for name in families() if not any(key.startswith(f"{name}.") for key in WORDS)) == []


def test_no_words_lie_about_unused() -> None:
    patterns = {f"pattern.{name}" for name in QUOTED.findall(EVERY_SCRIPT)}
    known = used() | patterns
    left = [key for key in WORDS if key not in known and key.rpartition(".")[0] not in families()]
    left = [key for key in left if not any(key.startswith(f"{family}.") for family in families())]
    assert left == []


def test_each_step_of_the_tour_and_each_part_of_it_has_words() -> None:
    steps = re.findall(r'^    id: "(\w+)",$', SCRIPTS["tour_steps.js"], re.MULTILINE)
    assert len(steps) == 7
    assert [step for step in steps if not {f"step.{step}", f"why.{step}"} <= set(WORDS)] == []
    assert all(any(key.startswith(f"task.{step}.") for key in WORDS) for step in steps)


def test_patterns_are_patterns() -> None:
    for key, words in WORDS.items():
        if key.startswith("pattern."):
            re.compile(words)


def test_nobody_is_shouted_at() -> None:
    assert [key for key, words in WORDS.items() if "!" in words] == []


@pytest.mark.parametrize(
    "word", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"]
)
def test_data_never_becomes_markup(word: str) -> None:
    assert [name for name, text in SCRIPTS.items() if word in text] == []


def test_nothing_is_fetched_from_outside() -> None:
    texts = {**SCRIPTS, "index.html": MARKUP}
    texts |= {path.name: path.read_text(encoding="utf-8") for path in (STATIC / "css").glob("*.css")}
    calls = re.compile(r"""(?:src|href|url|fetch|import|from)\s*[=(]?\s*["'(]\s*(?:https?:)?//""")
    assert [name for name, text in texts.items() if calls.search(text)] == []


def test_no_file_is_longer_than_it_may_be() -> None:
    assert {name: text.count("\n") for name, text in SCRIPTS.items() if text.count("\n") > 400} == {}


def test_every_script_is_reachable_from_the_first() -> None:
    reached, open_ = set[str](), ["main.js"]
    while open_:
        name = open_.pop()
        if name in reached:
            continue
        reached.add(name)
        open_ += re.findall(r'from "\./([\w.]+)"', SCRIPTS[name])
    assert reached == set(SCRIPTS)
