"""Plain lines read quickly come out exactly as the parser tells them, places included; all else is left to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.prompts.loader import parse, plain
from core.prompts.quick import read_plain
from core.prompts.source import Source, decode
from tests.hostile.corpus import corpus
from tests.unit.core.prompts.rules import read_page

pytestmark = pytest.mark.slow  # minutes of the whole; what it holds is held more narrowly elsewhere

HOUSE = Path(__file__).parents[4]
SOUND = sorted([*(HOUSE / "config" / "starter").rglob("*.yaml"), *(Path(__file__).parent / "examples").glob("*.yaml")])


def agrees(text: str) -> bool | None:
    """Whether both tell the same; None where the quick one leaves it to the other."""
    quick = read_plain(text)
    if quick is None:
        return None
    document, faults = parse(Source("x", text))
    return document is not None and faults == [] and document.root == quick and document.data == plain(quick)


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.name)
def test_files_that_are_there_come_out_the_same(path: Path) -> None:
    """The starter's, the examples', the consent documents."""
    assert agrees(path.read_text(encoding="utf-8")) is not False


def test_most_files_are_plain() -> None:
    """Else reading quickly would be worth nothing."""
    library = [path for path in SOUND if path.parent.name != "consent"]

    assert sum(agrees(path.read_text(encoding="utf-8")) is True for path in library) >= 0.6 * len(library)


def test_hostile_files_and_the_examples_of_the_rules_come_out_the_same() -> None:
    """Whatever is let through is what the parser lets through."""
    sources = [decode("x", content) for content in corpus().values() if len(content) < 20_000]
    texts = [source.text for source in sources if not source.faults]
    for entry in read_page().entries:
        texts += [
            words for example in (entry.wrong, entry.right) for kind, words in example.files.values() if kind == "yaml"
        ]

    assert [text for text in texts if agrees(text) is False] == []
    assert sum(agrees(text) is True for text in texts) > 50


words = st.sampled_from([
    "a", "b", "key", "x-y", "en", "a b", "it's", "don't stop", "1", "-1", "012", "0x1f", "1.5", "1e3", "true", "No", "null", "~", "12:30", "a:b", "a: b", "a #b", "a#b", "http://x.y/z", "#", "-", "- a",
    "?", "é", "🌿", "אב", "a,b", "[a", "a]", "{{ x }}", "{% x %}", "a'b'", '"', "'", "99999999999999999999", ".inf", "", " ", "&a", "*a", "!t", "|", ">", "|-", "@", "%", "a  b", "a ", "a\\n", "=", "<<", "...", "---",
])  # fmt: skip
quoted = st.one_of(words.map(lambda w: f'"{w}"'), words.map(lambda w: f"'{w}'"), words, words)
flows = st.recursive(
    quoted,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]"),
        st.lists(st.tuples(words, inner), max_size=3).map(lambda pairs: "{" + ", ".join(f"{k}: {v}" for k, v in pairs) + "}"),
        st.lists(st.tuples(words, inner), max_size=3).map(lambda pairs: "{ " + " ,".join(f"{k}:{v}" for k, v in pairs) + " }"),
    ),
    max_leaves=5,
)  # fmt: skip
endings = st.sampled_from(["", "", "", " ", "  # note", " #", "#", " # a: b"])
lines = st.one_of(
    st.builds("{}{}: {}{}".format, st.sampled_from(["", "  ", "    ", "      ", " "]), words, flows, endings),
    st.builds("{}{}:{}".format, st.sampled_from(["", "  ", "    "]), words, endings),
    st.builds("{}- {}{}".format, st.sampled_from(["", "  ", "    "]), flows, endings),
    st.builds("{}- {}: {}".format, st.sampled_from(["", "  ", "    "]), words, flows),
    st.builds("{}-   {}: {}\n      {}: x".format, st.sampled_from(["  ", "    "]), words, flows, words),
    st.builds("{}{}: |{}\n{}{}".format, st.sampled_from(["", "  "]), words, endings, st.sampled_from(["    ", "  ", "      ", ""]), words),
    st.builds("{}{}".format, st.sampled_from(["", "  ", "    ", "        "]), st.one_of(words, flows)),
    st.sampled_from(["", "  ", "    ", "# note", "  # note", "      deeper"]),
)  # fmt: skip


@given(st.lists(lines, min_size=1, max_size=8).map("\n".join), st.sampled_from(["", "\n", "\n\n", "\n  \n", "\n# end"]))
@settings(max_examples=1_500, deadline=None)
def test_whatever_is_written_both_agree(text: str, end: str) -> None:
    """Lines that are plain, nearly plain, and not at all."""
    source = decode("x", (text + end).encode())
    if not source.faults:
        assert agrees(source.text) is not False


@pytest.mark.parametrize(
    "text",
    [
        "a: &b c", "a: *b", "a: !c d", "a: b: c", "a:\n  b\n  c", "a: b\n  c", "a: >\n  b", "a: |-\n  b", "a: |2\n   b", 'a: "b\\n"', "a: 'b''c'", "? a\n: b", "a: [b\n  ]", "- a\n- b", "a: 1\na: 2", "---\na: b", "a: b\n---", "\ta: b", "a:\tb",
        "a: {b: [c}", "a: [b]]", "a: {b, c: d}", "a: [a: b]", "a: 99999999999999999999", "a: .nan", "'a': b", "a b: c", "a:\nb: c", "a: |\n\n     \n  b", "a: -", "a: [b,, c]",
    ],
)  # fmt: skip
def test_anything_else_is_left_to_the_parser(text: str) -> None:
    """Faults above all, so that each is told in one way only."""
    assert read_plain(text) is None
