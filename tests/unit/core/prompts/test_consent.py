"""Consent documents: what is wrong is said with its place, all at once; what is sound is alike in every language."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bots.cli import consent
from core.prompts.consent import Consents, read_canonical, shortened
from core.prompts.consent_check import LONGEST_SCREEN, lengths, load_consents, texts_of

STARTER = Path(__file__).parents[4] / "config" / "starter" / "consent"
ENGLISH = (STARTER / "joining.en.yaml").read_text(encoding="utf-8")


def rules(folder: Path, **files: str) -> list[tuple[str, str, str]]:
    """File, rule and field of every fault."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    _, faults, _ = load_consents(folder)
    return [(fault.path, fault.rule, fault.field) for fault in faults]


def changed(*pairs: tuple[str, str]) -> str:
    """The starter's English document with something else in it."""
    text = ENGLISH
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_the_starters_documents_are_sound():
    """In every language that there is, each text short enough to be read whole."""
    found, faults, _ = load_consents(STARTER)

    assert faults == []
    assert found is not None
    assert "en" in found.languages
    for said in found.documents:
        assert all(lengths(text)[1] <= longest for _, text, longest in texts_of(said))


@pytest.mark.parametrize(
    ("pair", "rule", "field"),
    [
        (("right: nobody", "right: everybody"), "unknown-answer", "questions.0.right"),
        (("{{ practice.promise }}", "{{ practice.promises }}"), "unknown-placeholder", "screens.4.say"),
        (("{{ practice.promise }}", "{{ prompt.title }}"), "unknown-placeholder", "screens.4.say"),
        (('next: "Go on"', f'next: "{"o" * 41}"'), "text-too-long", "words.next"),
        (("When do you hear back?", "When? " * 60), "text-too-long", "screens.4.say"),
        (("version: 1", "version: 2"), "missing-key", "changed"),
        (("version: 1", "version: one"), "wrong-type", "version"),
        (("  - id: who\n", "  - id: what\n"), "duplicate-id", "screens.1.id"),
        (("purpose: screening", "purpose: media"), "missing-purpose", "agreements"),
        (("purpose: media", "purpose: screening"), "missing-purpose", "later"),
        (("effective_from: 2026-11-22", "effective_from: soon"), "bad-date", "effective_from"),
        (("kind: consent", "kind: prompt"), "unknown-kind", "kind"),
        (("id: joining", "id: leaving"), "unknown-document", "id"),
        (('agree: "I agree"', 'agree: "{{ client.name }} agrees"'), "placeholder-in-name", "agreements.0.agree"),
        (("material: true", "materiel: true"), "unknown-key", "materiel"),
        (('agree: "I agree"', 'agree: "no, THANK you."'), "same-label", "agreements.0.decline"),
        (
            ('somebody: "Yes, somebody watches"', 'somebody: "No not right now"'),
            "same-label",
            "questions.0.answers.somebody",
        ),
        (('more: "Tell me more"', 'more: "Go on"'), "same-label", "words.more"),
        (('back: "Back"', 'back: "go on"'), "same-label", "words.back"),
        (('nobody: "No, not right now"', 'nobody: "2"'), "label-is-number", "questions.0.answers.nobody"),
        (('next: "Go on"', 'next: "٢."'), "label-is-number", "words.next"),
        (('next: "Go on"', 'next: "…"'), "label-without-words", "words.next"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path, pair, rule, field):
    """One slip, the rule that it breaks, and where."""
    assert ("joining.yaml", rule, field) in rules(tmp_path, joining=changed(pair))


@pytest.mark.parametrize("number", [1, 3])
def test_there_are_two_understanding_questions(tmp_path, number: int):
    """SPEC 8.2: no fewer and no more."""
    start, end = ENGLISH.index("questions:\n") + len("questions:\n"), ENGLISH.index("agreements:\n")
    first, second = ENGLISH[start:end].split("  - id: danger")
    questions = first if number == 1 else f"{first}  - id: danger{second}{first.replace('reading', 'again')}"

    found = rules(tmp_path, joining=ENGLISH[:start] + questions + ENGLISH[end:])

    assert [field for _, _, field in found] == ["questions"]


def test_languages_are_compared_with_the_base_language(tmp_path):
    """The practice's first, else English, whatever the files are called: the fault stands in the other file."""
    arabic = changed(("language: en", "language: ar"), ("  - id: rights", "  - id: duties"))
    (tmp_path / "a.yaml").write_text(arabic, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(ENGLISH, encoding="utf-8")

    found = {base: load_consents(tmp_path, languages=base)[1] for base in ((), ("en-GB",), ("ar", "en"))}

    assert {base: [fault.path for fault in faults] for base, faults in found.items()} == {
        (): ["a.yaml"],
        ("en-GB",): ["a.yaml"],
        ("ar", "en"): ["b.yaml"],
    }


def test_a_fault_speaks_of_a_consent_file(tmp_path):
    """Its author has no library in mind."""
    (tmp_path / "list.yaml").write_text("- a\n", encoding="utf-8")
    (tmp_path / "two.yaml").write_text("kind: consent\n---\nkind: consent\n", encoding="utf-8")

    _, faults, _ = load_consents(tmp_path)

    assert any("a consent file is a mapping" in fault.message for fault in faults)
    assert any("a consent file holds one document" in fault.message for fault in faults)
    assert not any("library" in fault.message for fault in faults)


def test_every_fault_of_every_file_comes_at_once(tmp_path):
    """A wrong shape in one key hides nothing that is wrong elsewhere."""
    found = rules(
        tmp_path,
        one=changed(("right: nobody", "right: everybody"), ("material: true", "material: perhaps")),
        two="kind: consent\nid: [",
    )

    assert {("one.yaml", "wrong-type", "material"), ("one.yaml", "unknown-answer", "questions.0.right")} <= set(found)
    assert any(path == "two.yaml" for path, _, _ in found)


def test_the_same_version_says_the_same_in_every_language(tmp_path):
    """Screens, questions with answers, purposes and dates; and every version is there in each language."""
    german = changed(
        ("language: en", "language: de"), ("  - id: rights", "  - id: duties"), ("22\nmaterial", "23\nmaterial")
    )
    second = changed(("version: 1", "version: 2\nchanged: Something new."))

    found = rules(tmp_path, en=ENGLISH, de=german, en2=second)

    assert ("de.yaml", "not-alike", "screens") in found
    assert ("de.yaml", "not-alike", "effective_from") in found
    assert ("en2.yaml", "missing-language", "version") in found


def test_a_version_stands_in_one_file(tmp_path):
    """Twice the same one would leave open which was shown."""
    assert ("two.yaml", "duplicate-version", "version") in rules(tmp_path, one=ENGLISH, two=ENGLISH)


def test_the_hash_is_of_what_is_said(tmp_path):
    """Comments, quotes and the file's name do not count; a letter does; and the archived text gives the document back."""

    def read(text: str):
        (tmp_path / "any.yaml").write_text(text, encoding="utf-8")
        found, _, _ = load_consents(tmp_path)
        assert found is not None
        return found.documents[0]

    first = read(ENGLISH)

    assert read("# a comment\n" + ENGLISH.replace('"I agree"', "'I agree'")).sha256 == first.sha256
    assert read(changed(("Who reads it?", "Who reads this?"))).sha256 != first.sha256
    assert read_canonical(first.canonical) == first
    assert read_canonical(first.canonical).sha256 == first.sha256
    swapped = changed(('{nobody: "No, not right now", somebody: "Yes, somebody watches"}',
                       '{somebody: "Yes, somebody watches", nobody: "No, not right now"}'))  # fmt: skip
    assert read(swapped).sha256 != first.sha256  # the order of the buttons is shown too


def test_the_newest_version_that_holds_is_shown_in_the_language_or_its_base():
    """Before it holds, the one before; never another language."""
    (first, *_) = [each for each in (load_consents(STARTER)[0] or Consents()).documents if each.language == "en"]
    second = first.model_copy(update={"version": 2, "effective_from": date(2027, 1, 1)})
    both = Consents((first, second))

    assert both.in_force("en-GB", date(2026, 12, 31)) is first
    assert both.in_force("en", date(2027, 1, 1)) is second
    assert both.in_force("en", date(2020, 1, 1)) is first
    assert both.in_force("fr", date(2027, 1, 1)) is None


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(tmp_path_factory, content):
    """Whatever lies in the folder: documents or named faults."""
    folder = tmp_path_factory.mktemp("consent")
    (folder / "any.yaml").write_bytes(content)

    found, faults, _ = load_consents(folder)

    assert found is None
    assert faults


def test_the_command_lists_faults_like_the_librarys(tmp_path):
    """Text, JSON and workflow commands; exit 0 without errors, 1 with, 2 without a folder."""
    folder = tmp_path / "consent"
    shutil.copytree(STARTER, folder)

    def check(*more: str):
        return CliRunner().invoke(consent.app, ["check", "--folder", *more])

    assert check(str(folder)).exit_code == 0
    (folder / "joining.en.yaml").write_text(changed(("right: nobody", "right: x")), encoding="utf-8")
    text, rows = check(str(folder)), check(str(folder), "--format", "json")
    marked = check(str(folder), "--format", "github")

    assert [each.exit_code for each in (text, rows, marked)] == [1, 1, 1]
    assert "joining.en.yaml:" in text.stdout
    assert "[unknown-answer]" in text.stdout
    assert "questions.0.right" in [row["field"] for row in json.loads(rows.stdout)]
    assert marked.stdout.startswith("::error file=")
    assert check(str(tmp_path / "none")).exit_code == 2


def test_names_of_forty_characters_still_fit():
    """The lengths are measured with them, and with the marks that keep a name from turning a line around."""
    assert lengths("{{ client.name }}") == (42, 42)
    assert LONGEST_SCREEN == 350


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Mira", "Mira"),
        ("M" * 40, "M" * 40),
        ("M" * 41, "M" * 39 + "…"),
        ("  Mira \n  Zoe ", "Mira Zoe"),
        ("👩‍👩‍👧‍👦" * 9, "👩‍👩‍👧‍👦" * 5 + "…"),
        ("e\u0301" * 30, "e\u0301" * 19 + "…"),
    ],
)
def test_a_longer_name_is_cut_between_letters(name: str, short: str):
    """Never inside what people see as one."""
    assert shortened(name) == short
    assert len(shortened(name)) <= 40
