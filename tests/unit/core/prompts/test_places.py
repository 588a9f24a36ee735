"""Wrong documents: every fault is named by its rule at its line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.prompts.faults import Fault
from core.prompts.library import load_library

PROMPT = """\
kind: prompt
id: writing/good
modality: writing
intensity: 1
minutes: 8
evidence: A line.
text:
  en:
    title: Good
    body: |
      Hello {{ client.name }}.
      {{ words.breath }}
"""
WORDS = "kind: glossary\nid: words\ntext:\n  en: {breath: Breathe.}\n  de: {calm: Ruhe.}\n"
SCALE = "kind: scale\nid: distress\nform: numbers\nrange: [0, 10]\nlicence: Own.\ntext:\n  en: {question: How?}\n"
STEPS = "kind: programme\nid: p\ntext:\n  en: {title: P}\nsteps:\n"
SCENE = """\
kind: prompt
id: roleplay/scene
modality: roleplay
intensity: 1
minutes: 8
evidence: A line.
roles: [self]
script:
  - turn: open
    choose: {go-on: first, leave: close}
  - turn: first
    as: self
    expects: [text]
  - turn: close
    derole: true
text:
  en:
    title: Scene
    roles: {self: You}
    turns:
      open: {say: Shall we?, choose: {go-on: "Yes", leave: "No"}}
      first: {say: Speak.}
      close: {say: Put it down.}
"""


def faults_of(folder: Path, **files: str) -> list[Fault]:
    """The faults of a sound library in which some files are replaced."""
    texts = {"good": PROMPT, "words": WORDS, "scale": SCALE, **files}
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_library(folder)[1]


def changed(old: str, new: str, text: str = PROMPT) -> str:
    assert old in text
    return text.replace(old, new, 1)


def step(line: str) -> str:
    return f"{STEPS}  - {{id: a, prompt: writing/good, {line}}}\n"


CASES: list[tuple[str, str, int, int, str]] = [
    # text, rule, line, column, suggestion
    (changed("minutes: 8", "minuts: 8\nminutes: 8"), "unknown-key", 5, 1, "minutes"),
    (changed("    title: Good\n", ""), "missing-key", 8, 3, ""),
    (changed("kind: prompt", "kind: promt"), "unknown-kind", 1, 7, "prompt"),
    (changed("kind: prompt\n", ""), "missing-key", 1, 1, ""),
    (changed("writing/good", "Writing/Good"), "bad-id", 2, 5, "writing/good"),
    (changed("modality: writing", "modality: writting"), "bad-value", 3, 11, "writing"),
    (changed("intensity: 1", "intensity: 4"), "out-of-range", 4, 12, ""),
    (changed("minutes: 8", "minutes: eight"), "wrong-type", 5, 10, ""),
    (changed("title: Good", "title: 2027"), "wrong-type", 9, 12, '"2027"'),
    (changed("  en:\n", "  EN:\n"), "bad-language", 8, 3, "en"),
    (changed("  en:\n", "  pl:\n"), "missing-base-language", 7, 1, ""),
    (changed("minutes: 8", "minutes: 8\nminutes: 9"), "duplicate-key", 6, 1, ""),
    (changed("minutes: 8", "minutes: 8\ncheck_in: {before: distres}"), "unknown-scale", 6, 20, "distress"),
    (changed("client.name", "client.nmae"), "unknown-placeholder", 11, 16, "client.name"),
    (changed("words.breath", "words.breth"), "unknown-word", 12, 10, "words.breath"),
    (changed("words.breath", "words.calm"), "word-not-translated", 12, 10, ""),
    (changed("words.breath", "weekday|shout"), "unknown-filter", 12, 18, ""),
    (changed("{{ words.breath }}", "and {% for x in y %}{% endfor %}"), "template-not-allowed", 12, 14, ""),
    (changed("{{ words.breath }}", "{% if client.address == 'polite' %}x{% endif %}"), "never-true", 12, 32, "formal"),
    (changed("{{ words.breath }}", "{{ words.breath"), "template-syntax", 12, 7, ""),
    (changed("title: Good", 'title: "{{ client.name }}"'), "placeholder-in-name", 9, 12, ""),
    (changed("    body: |", "    body: >"), "", 0, 0, ""),
    (changed("    body: |\n      Hello {{ client.name }}.", '    body: "A\n      Hello {{ clint.name }}."\n    aftercare: |'),
     "unknown-placeholder", 11, 16, "client.name"),
    (changed("minutes: 8", "minutes: 8: 9"), "yaml-syntax", 5, 11, ""),
    (changed("evidence: A line.", "evidence: [a"), "yaml-syntax", 7, 5, ""),
    (changed("evidence: A line.", "evidence: &a A line."), "anchor", 6, 11, ""),
    (changed("evidence: A line.", "evidence: {{ x }}"), "bad-key", 6, 12, ""),
    (changed("evidence: A line.", 'evidence: "\\u202e"'), "bidi-character", 6, 11, ""),
    (changed("evidence: A line.", "evidence: a\u202eb"), "bidi-character", 6, 12, ""),
    (changed("minutes: 8", "minutes: 99999999999999999999"), "number-out-of-range", 5, 10, ""),
    (step("day: 1"), "missing-time", 6, 5, ""),
    (step('day: 1, at: "9:30"'), "bad-time", 6, 47, '"09:30"'),
    (step('day: 0, at: "09:30"'), "out-of-range", 6, 40, ""),
    (step('date: "2027-02-29", at: "09:30"'), "bad-date", 6, 41, ""),
    (step('every: mon, at: "09:30"'), "bad-value", 6, 42, "[mon]"),
    (step('every: day, day: 1, at: "09:30"'), "one-rhythm", 6, 35, ""),
    (step('cron: "0 18 * * 6"'), "bad-cron", 6, 41, ""),
    (step('cron: "0 18 30 feb *"'), "bad-cron", 6, 41, ""),
    (step('cron: "0 18 * * sat", at: "09:30"'), "cron-with-time", 6, 57, ""),
    (step('every: day, between: ["10:00", "12:00"], times: 4, gap: 1h'), "impossible-window", 6, 91, ""),
    (step('every: day, between: ["12:00", "10:00"]'), "impossible-window", 6, 47, ""),
    (step('every: day, at: "09:30", times: 2'), "no-window", 6, 60, ""),
    (step('every: day, at: ["09:30", "09:30"]'), "listed-twice", 6, 47, ""),
    (step('every: day, at: "09:30", from: {day: 5}, until: {day: 3}'), "never-due", 6, 76, ""),
    (step('every: day, at: "09:30", answer_within: soon'), "bad-delay", 6, 75, ""),
    (step("after: {step: b, delay: 1d}"), "unknown-step", 6, 49, ""),
    (step("after: {step: a, delay: 1d}"), "waits-for-itself", 6, 49, ""),
    (step('day: 1, at: "09:30"').replace("writing/good", "writing/god"), "unknown-prompt", 6, 21, "writing/good"),
    (STEPS + '  - {id: a, day: 1, at: "09:30"}\n', "prompt-or-pool", 6, 5, ""),
    (step('day: 1, at: "09:30"') + '  - {id: a, prompt: writing/good, day: 2, at: "09:30"}\n', "duplicate-step", 7, 10, ""),
    (STEPS + '  - {id: a, pool: {modality: [voice]}, day: 1, at: "09:30"}\n', "empty-pool", 6, 13, ""),
    (changed("first, leave", "frist, leave", SCENE), "unknown-turn", 10, 21, "first"),
    (changed("as: self", "as: slef", SCENE), "unknown-role", 12, 9, "self"),
    (changed("    derole: true\n", "", SCENE), "no-derole", 14, 11, ""),
    (changed("expects: [text]", "expects: [text]\n    go: first", SCENE), "loop-without-exit", 11, 11, ""),
    (changed("choose: {go-on: first, leave: close}", "go: close", SCENE), "unreachable-turn", 11, 11, ""),
    (changed("      first: {say: Speak.}\n", "", SCENE), "missing-turn-text", 20, 5, ""),
    (changed(', leave: "No"}}', "}}", SCENE), "missing-label", 21, 30, ""),
    (changed("      first:", "      frist:", SCENE), "unknown-turn", 22, 7, "first"),
    (changed("licence: Own.\n", "", SCALE).replace("id: distress", "id: other"), "missing-key", 1, 1, ""),
    (changed("[0, 10]", "[10, 0]", SCALE).replace("id: distress", "id: other"), "bad-range", 4, 1, ""),
    (WORDS.replace("id: words", "id: more"), "duplicate-word", 4, 8, ""),
    (PROMPT, "duplicate-id", 2, 5, ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "rule", "line", "column", "suggestion"), CASES, ids=[f"{n}-{c[1]}" for n, c in enumerate(CASES)]
)
def test_fault_stands_where_an_author_looks(
    tmp_path: Path, text: str, rule: str, line: int, column: int, suggestion: str
) -> None:
    """A slip is reported by its stable rule, at its line and column, with what was probably meant."""
    # a file that is wrong in itself replaces the good one; one that collides with a good one stands beside it
    collides = rule in ("duplicate-id", "duplicate-word") or "writing/good" not in text or text.startswith(STEPS)
    name = "zother" if collides else "good"

    faults = [fault for fault in faults_of(tmp_path, **{name: text}) if fault.path == f"{name}.yaml"]

    found = [(fault.rule, fault.line, fault.column, fault.suggestion) for fault in faults]
    if not rule:
        assert found == []
    else:
        assert (rule, line, column, suggestion) in found


def test_one_slip_hides_no_other(tmp_path: Path) -> None:
    """A wrong type in one place leaves the faults of meaning elsewhere in the same file visible."""
    text = changed("minutes: 8", "minutes: eight").replace("client.name", "client.nmae").replace("Good", "2027")

    faults = faults_of(tmp_path, good=text)

    assert [fault.rule for fault in faults] == ["wrong-type", "wrong-type", "unknown-placeholder"]


def test_faults_of_all_files_come_sorted(tmp_path: Path) -> None:
    """Every file's faults are listed in one run, by path and place."""
    faults = faults_of(
        tmp_path, good=changed("minutes: 8", "minutes: x"), scale=changed("form: numbers", "form: x", SCALE)
    )

    assert [(fault.path, fault.line) for fault in faults] == [("good.yaml", 5), ("scale.yaml", 3)]


def test_more_than_eight_client_turns_are_too_many(tmp_path: Path) -> None:
    """Nine turns at which the client speaks on one way are refused, eight are not."""

    def scene(count: int) -> str:
        turns = "".join(f"  - {{turn: t{n}, as: self, expects: [text]}}\n" for n in range(count))
        words = "".join(f"      t{n}: {{say: Speak.}}\n" for n in range(count))
        head = SCENE[: SCENE.index("  - turn: open")]
        tail = "  - {turn: close, derole: true}\ntext:\n  en:\n    title: S\n    roles: {self: You}\n    turns:\n"
        return f"{head}{turns}{tail}{words}      close: {{say: Done.}}\n"

    assert faults_of(tmp_path, scene=scene(8)) == []
    assert [fault.rule for fault in faults_of(tmp_path, scene=scene(9))] == ["too-many-turns"]
