"""Slips that people make in values, placeholders and scenes: each told once, with what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.prompts.check import MOST_TAGS
from core.prompts.faults import Fault, errors
from core.prompts.library import load_library
from core.prompts.meant import date_meant, id_meant, list_meant, number_meant, rhythm_meant, time_meant, truth_meant
from core.prompts.template import inspect

PROMPT = """kind: prompt
id: writing/cup
modality: writing
intensity: 1
minutes: 5
evidence: Noticing small things is common practice.
text:
  en:
    title: A cup
    body: |
      {{ client.name }}, hold something warm.
"""
WEEK = """kind: programme
id: week
text:
  en: {title: A week, about: A small week.}
steps:
  - {id: one, day: 1, at: "19:30", prompt: writing/cup}
"""
SCALE = """kind: scale
id: calm
form: numbers
range: [0, 10]
licence: Own wording.
text:
  en: {question: How calm is it?}
"""
SCENE = """kind: prompt
id: roleplay/door
modality: roleplay
intensity: 1
minutes: 8
evidence: Common practice of drama therapy.
roles: [visitor]
script:
  - turn: open
    choose: {come-in: seat, later: home}
  - turn: seat
    as: visitor
    expects: [text]
    go: home
  - turn: home
    derole: true
text:
  en:
    title: At the door
    roles: {visitor: The visitor}
    turns:
      open: {say: "Open it?", choose: {come-in: Open, later: Leave it}}
      seat: {say: "What do they say?"}
      home: {say: "The visitor has gone. Say your own name."}
"""


def told(folder: Path, **files: str) -> list[Fault]:
    """What the check says of a folder with these files."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_library(folder)[1]


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


ONE_SLIP: list[tuple[str, str, str, str, str]] = [
    # the file, what stood there, what stands there, the rule, what was meant
    (WEEK, '"19:30"', "7 pm", "bad-time", '"19:00"'),
    (WEEK, "day: 1", "date: 28.03.2027", "bad-date", '"2027-03-28"'),
    (WEEK, "day: 1", "every: 2 days", "bad-value", "{days: 2}"),
    (WEEK, "prompt: writing/cup", "prompt: cup", "unknown-prompt", "writing/cup"),
    (WEEK, "prompt: writing/cup", "prompt: Writing/Cup", "bad-id", "writing/cup"),
    (SCALE, "[0, 10]", "[0 10]", "wrong-type", ""),
    (SCALE, "[0, 10]", "[0]", "wrong-number", ""),
    (SCALE, "[0, 10]", "0-10", "wrong-type", "[0, 10]"),
    (PROMPT, "minutes: 5", "minuts: 5", "unknown-key", "minutes"),
    (PROMPT, "    title:", "    titel:", "unknown-key", "title"),
    (PROMPT, "    body:", "    bodi:", "unknown-key", "body"),
    (PROMPT, "evidence:", "evidense:", "unknown-key", "evidence"),
    (SCENE, "    turns:", "    turnes:", "unknown-key", "turns"),
    (SCENE, "script:", "skript:", "unknown-key", "script"),
    (PROMPT, "minutes: 5", "minutes: 5 min", "wrong-type", "5"),
    (PROMPT, "minutes: 5", "minutes: 5\navoid_when: psychosis", "wrong-type", "[psychosis]"),
    (PROMPT, "{{ client.name }}", "[client.name]", "half-placeholder", "{{ client.name }}"),
    (PROMPT, "{{ client.name }}", "{{ client.name }}}", "half-placeholder", ""),
    (SCENE, "- turn: seat", "- turn: open", "duplicate-turn", ""),
    (SCENE, "    choose:", "    choices:", "unknown-key", "choose"),
    (SCENE, "{come-in: seat, later: home}", "[seat, home]", "wrong-type", ""),
    (SCENE, "derole: true", "derole: yes", "wrong-type", "true"),
    (SCENE, "      seat:", "      seet:", "unknown-turn", "seat"),
    (SCENE, "{come-in: Open", "{come-im: Open", "unknown-choice", "come-in"),
    (SCENE, "roles: {visitor", "roles: {visiter", "unknown-role", "visitor"),
    (SCENE, '"What do they say?"', "What, then, do they say?", "unknown-key", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "old", "new", "rule", "meant"), ONE_SLIP, ids=[row[2] for row in ONE_SLIP])
def test_one_slip_is_one_fault(tmp_path: Path, text: str, old: str, new: str, rule: str, meant: str) -> None:
    """What only follows from it is not told, and nothing is wrong before."""
    (tmp_path / "sound").mkdir()
    (tmp_path / "slipped").mkdir()
    beside = {} if text is PROMPT else {"cup": PROMPT}
    assert told(tmp_path / "sound", entry=text, **beside) == []

    faults = told(tmp_path / "slipped", entry=changed(text, old, new), **beside)

    assert [(fault.rule, fault.suggestion) for fault in faults if fault.path == "entry.yaml"] == [(rule, meant)]
    assert errors(faults) == 1


def test_another_fault_of_the_same_scene_is_still_told(tmp_path: Path) -> None:
    """Only what may follow is held back."""
    twice = changed(changed(SCENE, "derole: true", "derole: yes"), "as: visitor", "as: visiter")

    assert [fault.rule for fault in told(tmp_path, entry=twice)] == ["unknown-role", "wrong-type"]


def test_a_day_of_nought_is_named(tmp_path: Path) -> None:
    """It was called an empty value."""
    faults = told(tmp_path, entry=changed(WEEK, "day: 1", "day: 0"), cup=PROMPT)

    assert [fault.message for fault in faults] == ['"0" is out of range; it is at least 1']


def test_brackets_that_are_no_placeholder_are_left_alone(tmp_path: Path) -> None:
    """Only what names something that could be filled in is meant to be."""
    text = changed(PROMPT, "hold something warm.", "hold {something} [warm] (words.or a cup).")

    assert told(tmp_path, entry=text) == []


def test_a_tag_in_two_prompts_is_no_slip(tmp_path: Path) -> None:
    """Tags are the practice's own: two of them may be near each other."""
    first, second, third = (
        changed(PROMPT, "minutes: 5", f"minutes: 5\navoid_when: [{tags}]").replace("writing/cup", f"writing/{name}")
        for name, tags in (("a", "minor"), ("b", "minors, minor"), ("c", "minors"))
    )

    assert "unlikely-tag" not in {fault.rule for fault in told(tmp_path, a=first, b=second, c=third)}


def test_tags_without_number_cost_no_time(tmp_path: Path) -> None:
    """Each beside each other would: they are left alone."""
    tags = [f"tag-{number:04}" for number in range(MOST_TAGS + 1)]
    files = {
        f"p{start}": changed(
            PROMPT, "minutes: 5", f"minutes: 5\navoid_when: [{', '.join(tags[start : start + 10])}]"
        ).replace("/cup", f"/c{start}")
        for start in range(0, len(tags), 10)
    }

    assert "unlikely-tag" not in {fault.rule for fault in told(tmp_path, **files)}


PLACEHOLDERS: list[tuple[str, str, str, str]] = [
    # the text, what is looked for on its line, a piece of what is said, what was meant
    ("{% if client.address = 'formal' %}a{% endif %}", "=", "compared with ==", ""),
    ("{% if client.address == ‘formal’ %}a{% endif %}", "‘", "quotes are straight", ""),
    ("{% if client.address == 'formal %}a{% endif %}", "'", "quotes that open here are not closed", ""),
    ("{% if client.address == formal %}a{% endif %}", "formal", "needs quotes", "'formal'"),
    ("{% if weekday %}a{% elseif part_of_day %}b{% endif %}", "elseif", "if, elif, else and endif", "elif"),
    ("{% if weekday %}a{% else if part_of_day %}b{% endif %}", "else", "one word", "elif"),
    ("{% if weekday %}a{% end if %}", "end", "if, elif, else and endif", "endif"),
    ("a{% endif %}", "endif", "no if before", ""),
    ("{% client.name %}", "client", "stands in {{ }}", ""),
    ("{{ client name }}", "name", "a placeholder is written {{ client.name }}", ""),
    ("{{ client.name }", "", "two ends do not match", ""),
    ("{{ client.name", "", "not closed", ""),
    ("{{ }}", "", "missing in here", ""),
    ("{{{ client.name }}}", "{{{", "two braces", ""),
    ("{% if client.gender == 'female' %}a{% endif %}", "female", "never", "she"),
    ("{% if client.address == 'informal' %}a{% endif %}", "informal", "never", "familiar"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "token", "said", "meant"), PLACEHOLDERS, ids=[row[0] for row in PLACEHOLDERS])
def test_a_slip_in_a_placeholder_is_told_in_plain_words(text: str, token: str, said: str, meant: str) -> None:
    """Nothing of the engine's words: no token, no tag, no block."""
    (fault,) = inspect(text).faults

    assert (fault.token, fault.suggestion) == (token, meant)
    assert said in fault.message
    assert not any(word in fault.message for word in ("token", "Jinja", "statement", "expression"))


def test_a_condition_without_an_end_is_told_where_it_begins() -> None:
    """Not where the text ends."""
    (fault,) = inspect("One.\n{% if weekday %}\n{% if part_of_day %}a{% endif %}\n\nTwo.\n").faults

    assert (fault.line, fault.token) == (2, "if")


def test_what_was_meant() -> None:
    """Only where there is one answer."""
    times = [
        time_meant(value)
        for value in ("7:30", 7.3, "19h30", "19h", "12 am", "12 pm", "19 Uhr", "24:00", "noon", 7, "13 pm")
    ]
    assert times == ['"07:30"', '"07:30"', '"19:30"', '"19:00"', '"00:00"', '"12:00"', '"19:00"', "", "", "", ""]
    assert [date_meant(value) for value in ("28.03.2027", "2027/3/8", "3/4/2027", "31.02.2027")] == [
        '"2027-03-28"', '"2027-03-08"', "", "",
    ]  # fmt: skip
    assert [id_meant(value, longest=23) for value in ("Writing/Grüße an mich", "“a_b”", "a/b", "///", "x" * 24 + "!")] == [
        "writing/gruesse-an-mich", "a-b", "", "", "",
    ]  # fmt: skip
    assert [number_meant("intensity", "strong"), number_meant("minutes", "5-10"), number_meant("minutes", 5.0)] == [
        "3",
        "",
        "5",
    ]
    assert [list_meant("a, b"), list_meant("a b"), list_meant(3)] == ["[a, b]", "", ""]
    assert [truth_meant("Yes"), truth_meant("off"), truth_meant("maybe")] == ["true", "false", ""]
    assert [rhythm_meant(words, in_list=False) for words in ("mon and thu", "every 3 weeks", "weekly", "often")] == [
        "[mon, thu]", "{weeks: 3}", "{weeks: 1}", "",
    ]  # fmt: skip
