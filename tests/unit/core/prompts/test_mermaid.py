"""A script as a chart: read back by a small parser, it is the graph that the script is; whatever the words are."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.prompts.library import load_library
from core.prompts.mermaid import escaped, mermaid
from core.prompts.playing import Choice, PlayedScript, PlayedTurn, render_script
from core.prompts.template import Values

STARTER = Path(__file__).parents[4] / "config" / "starter" / "library"
NODE = re.compile(r'    (t[0-9]+)(\(\["|\[")([^"\n]*)("\]\)|"\])')
EDGE = re.compile(r'    (t[0-9]+) -->(?:\|"([^"\n]*)"\|)? (t[0-9]+)')
_ENTITY = re.compile(r"#([0-9]+);")
NASTY = ['say "no"', "a|b", "[x]", "(y)", "{z}", "end", "`code`", "**bold**", "#35;", "<b>", "1. first", "مرحبا، كيف", "-->", "; x", "\\n"]  # fmt: skip


def said(words: str) -> str:
    """What a browser shows of a quoted text."""
    return html.unescape(_ENTITY.sub(lambda found: chr(int(found[1])), words))


def read(chart: str) -> tuple[dict[str, tuple[str, bool]], list[tuple[str, str, str]]]:
    """Nodes (what they say, whether they are rounded) and arrows (from, to, label). Fails on any other line."""
    first, *lines = chart.split("\n")
    assert first == "flowchart TD"
    nodes: dict[str, tuple[str, bool]] = {}
    edges: list[tuple[str, str, str]] = []
    for line in lines:
        if (node := NODE.fullmatch(line)) is not None:
            assert (node[2] == '(["') == (node[4] == '"])')
            nodes[node[1]] = (said(node[3]), node[2] == '(["')
        else:
            edge = EDGE.fullmatch(line)
            assert edge is not None, line
            edges.append((edge[1], edge[3], said(edge[2] or "")))
    assert {end for edge in edges for end in edge[:2]} <= nodes.keys()
    return nodes, edges


def turn(
    name: str, say: str, *, choices: tuple[Choice, ...] = (), after: str | None = None, role: str = ""
) -> PlayedTurn:
    return PlayedTurn(name, say, role, (), choices, after, derole=not choices and after is None, waits=True)


def script(*turns: PlayedTurn, roles: dict[str, str] | None = None) -> PlayedScript:
    return PlayedScript("Title", "en", 5, 1, roles or {}, turns[0].name, {each.name: each for each in turns}, "")


def test_the_starters_scene() -> None:
    """Boxes with roles and first words, choices with their numbers on the arrows, the way out rounded."""
    library, _ = load_library(STARTER)
    assert library is not None
    nodes, edges = read(mermaid(render_script(library, "roleplay/kind-visitor", language="en", values=Values("Mira"))))

    assert [label.split("<br/>")[0] for label, _ in nodes.values()] == [
        "door", "kitchen · You, at home", "window · You, at home", "chair · The visitor", "goodbye",
    ]  # fmt: skip
    assert nodes["t0"][0] == "door<br/>Somebody kind comes by for ten minutes. You …"
    assert [rounded for _, rounded in nodes.values()] == [False, False, False, False, True]
    assert edges == [
        ("t0", "t1", "1 At the kitchen table"), ("t0", "t2", "2 By the window"), ("t1", "t3", ""), ("t2", "t3", ""),
        ("t3", "t4", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("words", NASTY)
def test_words_that_mean_something_to_mermaid(words: str) -> None:
    """In a name, a role, a text and a choice they come back as they were."""
    choices = (Choice("c", words, "end"),)
    nodes, edges = read(
        mermaid(
            script(turn("graph", words, choices=choices, role="r"), turn("end", words), roles={"r": words}),
        )
    )

    assert nodes["t0"] == (f"graph · {words}<br/>{words}", False)
    assert nodes["t1"] == (f"end<br/>{words}", True)
    assert edges == [("t0", "t1", f"1 {words}")]


def test_ids_of_an_author_are_never_ids_of_the_chart() -> None:
    """`end`, `subgraph` and `style` would be read as commands."""
    chart = mermaid(
        script(turn("end", "A", after="subgraph"), turn("subgraph", "B", after="style"), turn("style", "C"))
    )

    assert [line.split("[")[0].split("(")[0].split(" -->")[0].strip() for line in chart.split("\n")[1:]] == [
        "t0", "t1", "t2", "t0", "t1",
    ]  # fmt: skip


@given(st.text(max_size=60))
def test_no_text_leaves_its_place(words: str) -> None:
    """Nothing that could end the quotes, begin an entity of its own or a line stays in it as it is."""
    told = escaped(words)

    assert not re.search(r'["\[\](){}|<>`\\&;\n]', _ENTITY.sub("", told))
    assert "#" not in _ENTITY.sub("", told)


@given(st.lists(st.tuples(st.text(max_size=30), st.integers(0, 4)), min_size=1, max_size=5), st.text(max_size=30))
def test_any_script_reads_back_as_its_own_graph(turns: list[tuple[str, int]], label: str) -> None:
    """As many boxes as turns, an arrow for each choice."""
    names = [f"turn-{number}" for number in range(len(turns))]
    made = [
        turn(name, say, choices=tuple(Choice(f"c{n}", label, names[n % len(names)]) for n in range(number)))
        for name, (say, number) in zip(names, turns, strict=True)
    ]
    nodes, edges = read(mermaid(script(*made)))

    assert len(nodes) == len(turns)
    assert [(start, end) for start, end, _ in edges] == [
        (f"t{at}", f"t{n % len(names)}") for at, (_, number) in enumerate(turns) for n in range(number)
    ]
