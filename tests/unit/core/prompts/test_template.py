"""Texts with placeholders: what is allowed, what is filled in, and what can never happen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from core.domain.errors import LibraryFault
from core.prompts.bare_names import simple_tree
from core.prompts.template import LONGEST_OUTPUT, Values, inspect, render

VALUES = Values(
    client_name="Mira", client_address="formal", client_gender="she", therapist_name="Ada", prompt_title="Three things",
    weekday="Monday", part_of_day="evening", words={"breath": "Breathe."},
)  # fmt: skip


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("Plain { words }\n", "Plain { words }"),
        ("{{ client.name }}, {{ therapist.name }}, {{ prompt.title }}", "Mira, Ada, Three things"),
        ("{{ weekday }} {{ part_of_day|upper }} {{ words.breath|trim|lower }}", "Monday EVENING breathe."),
        ("{% if client.address == 'formal' %}Sie{% else %}du{% endif %}", "Sie"),
        ("{% if client.gender == 'he' %}er{% elif client.gender in ('she', 'neutral') %}sie{% endif %}", "sie"),
        ("{{ 'Sie' if client.address != 'familiar' and not client.gender == 'he' else 'du' }}", "Sie"),
        ("{{ client.name|default('you', true) }}", "Mira"),
        ("{# a note #}x{% raw %}{{ y }}{% endraw %}", "x{{ y }}"),
        ("a\n{% if client.gender == 'he' %}\nb\n{% endif %}\n\nc", "a\n\nc"),
    ],
)
def test_allowed_syntax_is_filled_in(template: str, expected: str) -> None:
    """Closed names, if over them, comparisons and a few filters."""
    assert inspect(template).faults == ()
    assert render(template, VALUES) == expected


@pytest.mark.parametrize(
    ("template", "rule", "line"),
    [
        ("\n{{ nmae }}", "unknown-placeholder", 2),
        ("{{ client }}", "unknown-placeholder", 1),
        ("{{ client.__class__ }}", "unknown-placeholder", 1),
        ("{{ client.name.upper }}", "template-not-allowed", 1),
        ("{{ client.name.upper() }}", "template-not-allowed", 1),
        ("{{ client['name'] }}", "template-not-allowed", 1),
        ("{{ 'a' * 50000000 }}", "template-not-allowed", 1),
        ("{{ 1 + 1 }}", "template-not-allowed", 1),
        ("{{ 'a' ~ weekday }}", "template-not-allowed", 1),
        ("{{ 7 }}", "template-not-allowed", 1),
        ("{{ [weekday] }}", "template-not-allowed", 1),
        ("{{ weekday < 'x' }}", "template-not-allowed", 1),
        ("{{ weekday is defined }}", "template-not-allowed", 1),
        ("{{ 'x' if weekday }}", "template-not-allowed", 1),
        ("{% for x in words %}{% endfor %}", "template-not-allowed", 1),
        ("\n\n{% set x = 'y' %}", "template-not-allowed", 3),
        ("{% include 'x' %}", "template-not-allowed", 1),
        ("{% import 'x' as y %}", "template-not-allowed", 1),
        ("{% macro x() %}{% endmacro %}", "template-not-allowed", 1),
        ("{% block x %}{% endblock %}", "template-not-allowed", 1),
        ("{% filter upper %}x{% endfilter %}", "template-not-allowed", 1),
        ("{{ range(9) }}", "template-not-allowed", 1),
        ("{{ lipsum() }}", "template-not-allowed", 1),
        ("{{ weekday|replace('a', 'aaaa') }}", "unknown-filter", 1),
        ("{{ weekday|attr('x') }}", "unknown-filter", 1),
        ("{{ weekday|upper('x') }}", "unknown-filter", 1),
        ("{{ weekday|default(client.name) }}", "unknown-filter", 1),
        ("{% if client.gender == 'female' %}x{% endif %}", "never-true", 1),
        ("\n{{ weekday", "template-syntax", 2),
        ("{% do x %}", "template-syntax", 1),
        ("{{ " + "(" * 5_000 + "weekday" + ")" * 5_000 + " }}", "template-too-complex", 1),
        ("{{ " + "not " * 200 + "weekday }}", "template-too-complex", 1),
        ("{% if weekday %}" * 60 + "{% endif %}" * 60, "template-too-complex", 1),
        ("{{ weekday }}" * 2_000, "template-too-complex", 1),
    ],
)
def test_everything_else_is_refused(template: str, rule: str, line: int) -> None:
    """Anything outside the list is a fault with its line, and is never run."""
    faults = inspect(template).faults

    assert (rule, line) in {(fault.rule, fault.line) for fault in faults}
    with pytest.raises(LibraryFault):
        render(template, VALUES)


PIECES = st.sampled_from(["Draw ", "\n", "{{ client.name }}", "{{weekday}}", "{{  words.breath }}", "{{ not }}", "{{ client.if }}", "{{ true }}", "{{- weekday }}", "{", "}", "}}", "{ {", "{{ x.y.z }}", "{{ _x }}", "{{\nweekday }}", "é", "{{ ä }}", "\r"])  # fmt: skip


@given(st.lists(PIECES, max_size=8).map("".join))
@settings(max_examples=400, deadline=None)
def test_bare_names_are_read_as_the_engine_reads_them(template: str) -> None:
    """Words and names alone need no parser; the tree is the same, and so are the lines in it."""
    simple = simple_tree(template)
    if simple is None:
        return

    parsed = ImmutableSandboxedEnvironment().parse(template)

    if template.count("{{"):
        assert simple == parsed
        assert [n.lineno for n in simple.find_all(nodes.Name)] == [n.lineno for n in parsed.find_all(nodes.Name)]


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_inserted_values_are_never_templates(value: str) -> None:
    """Whatever a name, a title or a glossary word holds comes out as it went in."""
    values = Values(client_name=value, prompt_title=value, words={"w": value})

    assert render("<{{ client.name }}|{{ prompt.title }}|{{ words.w }}>", values) == f"<{value}|{value}|{value}>"


@pytest.mark.parametrize("word", ["items", "get", "keys", "missing", "__class__"])
def test_a_missing_word_is_an_error_not_a_method(word: str) -> None:
    """Only words of the glossaries answer to words.KEY."""
    with pytest.raises(LibraryFault):
        render(f"{{{{ words.{word} }}}}", VALUES)


def test_output_is_bounded() -> None:
    """A text that grows beyond the limit is refused instead of filling memory."""
    values = Values(words={"w": "x" * 2_000})

    with pytest.raises(LibraryFault):
        render("{{ words.w }}" * (LONGEST_OUTPUT // 2_000 + 1), values)


def test_used_words_are_told_with_their_lines() -> None:
    """The checker learns which glossary words a text needs."""
    assert inspect("{{ words.a }}\n{% if words.b == 'x' %}y{% endif %}").words == (("a", 1), ("b", 2))
