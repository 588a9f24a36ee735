"""Texts tried out at check time come out as the engine makes them; nothing that is put in is ever read as a placeholder."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.domain.errors import LibraryFault
from core.prompts.forms import fill_in_form
from core.prompts.samples import LONG_NAME, NAMES, try_out
from core.prompts.template import FILTERS, Values, inspect, prepare

pytestmark = pytest.mark.slow  # minutes of the whole; what it holds is held more narrowly elsewhere

WORDS = {"breath": "Three slow breaths.", "odd": "{{ client.name }}"}
_NAMED = [
    "client.name",
    "client.address",
    "client.gender",
    "therapist.name",
    "prompt.title",
    "weekday",
    "part_of_day",
    "words.breath",
    "words.odd",
    "words.gone",
]

plain_words = st.sampled_from(["Draw", " one ", "line.\n", "\n\n\n", "  ", "{ x }", "é", "אב"])
atoms = st.one_of(
    st.sampled_from(_NAMED), st.sampled_from(["'she'", "'formal'", "'he'", "''", "'Mira'", "true", "false"])
)


def _with_filter(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("({})|{}".format, inner, st.sampled_from([*FILTERS, "default('you')", "default('you', true)"]))


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        _with_filter(inner),
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or", "==", "!="]), inner),
        st.builds("({} {} ({}, {}))".format, inner, st.sampled_from(["in", "not in"]), inner, inner),
        st.builds("(not {})".format, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
    )


expressions = st.recursive(atoms, _grown, max_leaves=5)
outputs = st.builds("{{{{ {} }}}}".format, expressions)
templates = st.recursive(
    st.lists(st.one_of(plain_words, outputs), min_size=1, max_size=4).map("".join),
    lambda inner: st.one_of(
        st.builds("{}{{% if {} %}}{}{{% elif {} %}}{}{{% else %}}{}{{% endif %}}{}".format, inner, expressions, inner, expressions, inner, inner, inner),
        st.builds("{{% if {} -%}}{}{{%- endif %}}".format, expressions, inner),
    ),
    max_leaves=4,
)  # fmt: skip
values = st.builds(
    Values,
    client_name=st.one_of(st.sampled_from(NAMES), st.text(max_size=20)),
    client_address=st.sampled_from(["familiar", "formal"]),
    client_gender=st.sampled_from(["she", "he", "neutral"]),
    therapist_name=st.text(max_size=10),
    prompt_title=st.just("Three things"),
    weekday=st.just("Monday"),
    part_of_day=st.just("evening"),
    words=st.just(WORDS),
)


def outcome(fill: Callable[[], str]) -> str | None:
    try:
        return fill()
    except LibraryFault:
        return None


@given(templates, values)
@example("{{ (client.name in (client.name, words.gone)) }}", Values(client_name="Mira", words=WORDS))
@settings(max_examples=500, deadline=None)
def test_the_checker_fills_in_as_the_engine_does(template: str, given_values: Values) -> None:
    """Every allowed construct, with present and missing values."""
    found = inspect(template)
    if found.faults or found.tree is None:
        return
    tree = found.tree

    ours = outcome(lambda: fill_in_form(tree, given_values))

    assert ours == outcome(lambda: prepare(template)(given_values))


NASTY = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(["{{", "}}", "{%", "%}", "{#", "#}", "7*7", " client.name ", "{{ 7*7 }}", "{% if x %}", "{% raw %}", "\\", "'", "|", "\n", "{", "}"]),
        max_size=8,
    ).map("".join),
)  # fmt: skip


@given(NASTY)
@settings(max_examples=300, deadline=None)
def test_no_input_is_ever_a_placeholder(words: str) -> None:
    """Names, titles, glossary words, weekdays: in plain texts, in branches and behind filters, they come out as they went in."""
    template = (
        "<{{ client.name }}|{{ therapist.name }}|{{ prompt.title }}|{{ words.w }}|{{ weekday }}>"
        "{% if client.gender == 'she' %}{{ client.name|default('x') }}{% else %}{{ 'a' if weekday == 'b' else client.name }}{% endif %}"
    )
    same = Values(client_name=words, therapist_name=words, prompt_title=words, weekday=words, words={"w": words})
    expected = f"<{'|'.join([words] * 5)}>{'a' if words == 'b' else words}"
    tree = inspect(template).tree
    assert tree is not None

    # Empty lines of the text itself are drawn together, whoever wrote them.
    assert prepare(template)(same) == fill_in_form(tree, same)
    if "\n" not in words:
        assert prepare(template)(same) == expected


@pytest.mark.parametrize(
    ("template", "texts"),
    [
        ("Draw.", 1),
        ("{{ client.name }}, draw.", 1),
        ("{% if client.address == 'formal' %}Sie{% else %}du{% endif %}", 2),
        ("{{ client.gender }}", 3),
        ("{{ client.gender }} {{ client.address }}", 6),
    ],
)
def test_every_form_of_address_and_gender_is_tried(template: str, texts: int) -> None:
    """As many as the text tells apart."""
    tried = try_out(template, inspect(template), language="en", title="T", words={})

    assert len(tried.texts) == texts
    assert (tried.empty, tried.failed) == (False, "")


def test_a_long_name_counts_and_an_empty_form_is_noticed() -> None:
    """The longest is with 64 characters in each name; nothing for some is nothing."""
    named = try_out("{{ client.name }}", inspect("{{ client.name }}"), language="en", title="T", words={})
    half = "{% if client.gender == 'she' %}Draw.{% endif %}"
    missing = "{{ words.gone }}"

    assert len(LONG_NAME) == 64
    assert named.longest == LONG_NAME
    assert try_out(half, inspect(half), language="en", title="T", words={}).empty
    assert try_out(missing, inspect(missing), language="en", title="T", words={}).failed
