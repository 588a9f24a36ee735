"""Every character of a text is found where it was written: in blocks, folds, quotes, through escapes and indentation."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.prompts.library import load_library
from core.prompts.loader import compose
from core.prompts.source import decode
from core.prompts.spots import spot

HEAD = "kind: prompt\nid: writing/x\nmodality: writing\nintensity: 1\nminutes: 5\nevidence: Own.\ntext:\n  en:\n    title: T\n"
AT = len(HEAD.splitlines()) + 1  # the line on which `body:` stands

CASES: list[tuple[str, int, int]] = [
    # what stands behind `body:`, and where its {{ oops }} has the name
    ("|\n      One {{ oops }}.\n", AT + 1, 14),
    ("|\n\n      One\n\n      {{ oops }}.\n", AT + 4, 10),
    ("|2\n      One {{ oops }}.\n", AT + 1, 14),
    ("|2-\n        deeper\n      One {{ oops }}.\n\n", AT + 2, 14),
    ("|+ # a note {{ oops }}\n          Far {{ oops }}.\n\n\n", AT + 1, 18),
    ("|-\n      \tTab {{ oops }}.\n", AT + 1, 15),
    (">\n      One\n      two {{ oops }}\n      three.\n", AT + 2, 14),
    (">-\n      One\n\n      two\n        three {{ oops }}\n      four.\n", AT + 4, 18),
    (">+\n      {{\n      oops }}.\n\n", AT + 2, 7),
    (">1-\n     One {{ oops }}.\n", AT + 1, 13),
    ('"One {{ oops }}."\n', AT, 19),
    ('"One\n      two {{ oops }}\n      three."\n', AT + 1, 14),
    ('"One \\\n      two\\n\\u00e9\\x41 \\"{{ oops }}\\" oops"\n', AT + 1, 28),
    ("'It''s {{ oops }}.'\n", AT, 21),
    ("'It''s\n\n      {{ oops }}.'\n", AT + 2, 10),
    ("One two {{ oops }}.\n", AT, 22),
    ("One\n      two\n      {{ oops }} three\n", AT + 2, 10),
    ("|\n      oops {{ client.name }} oops {{ oops }}\n", AT + 1, 38),
    ("|\n      {{ client.name }} {# oops #} {{ client.name\n        }} {{ oops }}\n", AT + 2, 15),
    ("|\n      🌿 ä مرحبا {{ oops }}\n", AT + 1, 20),
    ('"🌿 \\U0001F33F {{ oops }}"\n', AT, 28),
]


@pytest.mark.parametrize(("body", "line", "column"), CASES)
@pytest.mark.parametrize("form", ["plain", "crlf", "cr", "bom"])
def test_the_name_is_found_where_it_stands(tmp_path: Path, body: str, line: int, column: int, form: str) -> None:
    """In every way to write a text, with every kind of line end, with a byte order mark; columns count characters."""
    text = f"{HEAD}    body: {body}"
    content = {
        "plain": text,
        "crlf": text.replace("\n", "\r\n"),
        "cr": text.replace("\n", "\r"),
        "bom": "\ufeff" + text,
    }[form]
    (tmp_path / "x.yaml").write_bytes(content.encode())

    found = [fault for fault in load_library(tmp_path)[1] if fault.rule == "unknown-placeholder"]

    assert [(fault.line, fault.column) for fault in found] == [(line, column)]


def test_on_the_first_line_a_byte_order_mark_is_no_column(tmp_path: Path) -> None:
    """Editors do not show it."""
    (tmp_path / "x.yaml").write_bytes("\ufeffkind: promt\n".encode())

    assert [(fault.line, fault.column) for fault in load_library(tmp_path)[1]] == [(1, 7)]


pieces = st.lists(st.sampled_from(["a", "bc", "'", '"', "\\", "é", "🌿", "אב", " ", "  ", "\n", "\n\n", ".", "#", ":", "x:", "-"]), min_size=1, max_size=20).map("".join)  # fmt: skip


def written(words: str, style: str) -> str:
    """One way to write a text in YAML, by hand."""
    if style == '"':
        escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("é", "\\xe9")
        return f'"{escaped}"'
    lines = "".join(f"      {line}\n" if line.strip() else "\n" for line in words.split("\n"))
    return (
        f"{style}2\n{lines}"
        if style in ("|", ">")
        else "'" + "\n\n      ".join(words.replace("'", "''").split("\n")) + "'"
    )


@given(pieces, st.sampled_from(["|", ">", '"', "'"]))
@settings(max_examples=400, deadline=None)
def test_every_visible_character_is_found(words: str, style: str) -> None:
    """Whatever is written, and however: the place holds that character, or the escape that stands for it."""
    source = decode("x", f"a:\n    b: {written(words, style)}\n".encode())
    document, faults = compose(source)
    if document is None or document.find(("a", "b")) is None:
        return
    node = document.find(("a", "b"))
    assert node is not None, faults
    if not isinstance(node.value, str):
        return

    for index, character in enumerate(node.value):
        if not character.isspace():
            line, column = spot(document.lines, node, index)
            there = document.lines[line - 1][column - 1 :]
            assert there.startswith((character, "\\"))
            if not there.startswith(character):
                assert there[:2] in ('\\"', "\\\\") or (character, there[:4]) == ("é", "\\xe9")
