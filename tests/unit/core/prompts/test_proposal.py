"""What a therapist offered as a file: sound for the checker, the same words for a client, nobody's name in it."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.desk.own_words import first_words
from core.domain.own import Content
from core.prompts.library import Library, inserted, load_library, render_prompt
from core.prompts.proposal import Offered, as_yaml, file_name
from core.prompts.template import Values

TREE = Content(
    "Draw the tram, Mira", "Mira, draw {{ a tram }}.\n\n{% if %} Miranda {# stays #}\n  - Mira's one", "Rest, mira."
)


def offered(content: Content = TREE, *, name: str = "Mira", language: str = "en") -> Offered:
    """One of Ada's."""
    return Offered(
        "1a2b3c4d" * 4, content, "drawing", 2, 15, language, name, "Ada", "drawing/safe-place", "90ca" * 4, date(2026, 11, 24)
    )  # fmt: skip


def loaded(folder: Path, what: Offered) -> Library:
    """Its file as the whole of a library."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / file_name(what)).write_text(as_yaml(what), encoding="utf-8")
    library, faults = load_library(folder, fallback=what.language)
    assert library is not None, faults
    return library


def test_the_checker_takes_it_and_a_client_reads_the_same_words(tmp_path: Path) -> None:
    """With their own name where the first one's stood alone; what was typed like a placeholder stays as it was typed."""
    library = loaded(tmp_path, offered())

    (name,) = library.prompts
    assert name == "proposed/draw-the-tram-1a2b3c"
    rendered = render_prompt(library, name, language="en", values=Values(client_name="Noor"))
    assert rendered.title == "Draw the tram, …"
    assert rendered.body == "Noor, draw {{ a tram }}.\n\n{% if %} Miranda {# stays #}\n  - Noor's one"
    assert rendered.aftercare == "Rest, Noor."
    assert (library.prompts[name].modality, library.prompts[name].minutes) == ("drawing", 15)


def test_what_is_still_to_be_done_stands_in_comments() -> None:
    """Read it for anything private; say why it helps."""
    comments = [line for line in as_yaml(offered()).splitlines() if line.startswith("#")]

    assert comments[0] == "# Offered by Ada on 2026-11-24, adapted from drawing/safe-place (revision 90ca90ca90ca90ca)."
    assert "Read every word for anything private before you publish it" in comments[1]
    assert any(line.startswith("# evidence:") for line in comments)


def test_what_was_taken_over_goes_along(tmp_path: Path) -> None:
    """Its care, its tags, how often."""
    content = Content("A", "B", avoid_when=("dissociation",), needs=("paper",), expects=("photo",), max_per_week=2)
    (prompt,) = loaded(tmp_path, offered(content)).prompts.values()

    assert (prompt.avoid_when, prompt.needs, prompt.expects, prompt.max_per_week) == (
        ("dissociation",), ("paper",), ("photo",), 2,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["Mira", "(.*)", "Ann Marie", "نور", "a{b"])
def test_no_name_is_left(name: str) -> None:
    """In any case, and also where it looks like something else."""
    content = Content(f"For {name}", f"{name}, {name.upper()}: draw.")

    told = as_yaml(offered(content, name=name))
    assert name.casefold() not in told.partition("title:")[2].casefold()


@given(title=st.text(max_size=60), body=st.text(max_size=300), name=st.text(min_size=1, max_size=12))
def test_whatever_was_typed_is_a_sound_file(tmp_path_factory: pytest.TempPathFactory, title: str, body: str, name: str):
    """For the checker it is words; and a client with no name reads it as it stands in the file."""
    what = offered(Content(title, f"{body} end"), name=name)
    folder = tmp_path_factory.mktemp("proposed")
    (folder / file_name(what)).write_text(as_yaml(what), encoding="utf-8")
    library, faults = load_library(folder, fallback="en")

    assert library is not None, (faults, as_yaml(what))
    assert {fault.rule for fault in faults} <= {"no-evidence"}
    assert render_prompt(library, next(iter(library.prompts)), language="en", values=Values(client_name="Noor"))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Ann\nMarie, draw.", "Ann Marie"),
        ("Ann  Marie, draw.", "Ann Marie"),
        ("Ann, draw.", "Ann Marie"),
        ("Draw Miras tram.", "Mira"),
        ("Zoe\u0308, draw.", "Zo\u00eb"),
        ("Zo\u00eb, draw.", "Zoe\u0308"),
        (f"{'Mi' * 32}, draw.", "Mi" * 40),
        ("\u2068نور\u2069, draw.", "نور"),
        ("_Mira_, draw. @Mira", "Mira"),
    ],
)
def test_no_name_is_left_however_it_stands_there(words: str, name: str) -> None:
    """Over two lines, the first of two, in the genitive, composed otherwise, as a prompt of the library had filled it in."""
    told = unicodedata.normalize("NFC", as_yaml(offered(Content("A", words), name=name)).partition("body:")[2])

    assert "{{ client.name }}" in told
    for part in inserted(unicodedata.normalize("NFC", name), "en").split():
        assert part not in told


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Today I would like Ann Marie to draw the tram.", "Ann Marie"),
        ("Dearest wonderful splendid Maximiliana Alexandra, draw.", "Maximiliana Alexandra"),
        ("An especially calm and long word, Maximiliana, draw.", "Maximiliana"),
    ],
)
def test_no_beginning_of_a_name_is_left_where_a_title_breaks_off(body: str, name: str) -> None:
    """One without a title is called by how it begins; that can end in the middle of a name, and stands in the file's name too."""
    what = offered(Content(first_words(body), body), name=name)
    told = (as_yaml(what) + file_name(what)).casefold()

    for part in name.casefold().split():
        assert part[:3] not in told.replace("many", "").replace("client.name", "")
