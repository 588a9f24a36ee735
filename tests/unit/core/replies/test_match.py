"""Which prompt does this belong to? By evidence, in the order of SPEC 6.3 (first form), never by a silent guess."""

from __future__ import annotations

import itertools

import pytest

from core.domain.states import MatchKind
from core.replies.match import Growing, Match, MatchFacts, match

QUOTED, ONLY_OPEN, UNSURE, MESSAGE = (
    MatchKind.QUOTED, MatchKind.ONLY_OPEN, MatchKind.UNSURE, MatchKind.MESSAGE,
)  # fmt: skip


@pytest.mark.parametrize(
    ("told", "facts", "expected"),
    [
        (
            "nothing open, nothing quoted: words for the therapist",
            MatchFacts(open=[], growing=[]),
            Match(MESSAGE),
        ),
        (
            "the only open one",
            MatchFacts(open=["a"], growing=[]),
            Match(ONLY_OPEN, "a"),
        ),
        (
            "in a scene: its line, whatever else is open or growing",
            MatchFacts(open=["a", "b"], growing=[Growing("r", "a")], scene=Growing("play", "s")),
            Match(MatchKind.SCENE, "s", joins="play"),
        ),
        (
            "in a scene, but another prompt is quoted",
            MatchFacts(open=["a"], growing=[], quoted_occurrence="a", scene=Growing("play", "s")),
            Match(QUOTED, "a"),
        ),
        (
            "in a scene, quoting a turn of it: still its line",
            MatchFacts(open=[], growing=[Growing("play", "s")], quoted_occurrence="s", scene=Growing("play", "s")),
            Match(QUOTED, "s", joins="play"),
        ),
        (
            "in a scene, quoting one's own words out of the blue: a message",
            MatchFacts(open=[], growing=[], quotes_message=True, scene=Growing("play", "s")),
            Match(MESSAGE),
        ),
        (
            "two are open: the client is asked, nobody guesses",
            MatchFacts(open=["a", "b"], growing=[]),
            Match(UNSURE),
        ),
        (
            "many are open, the newest is no better guess",
            MatchFacts(open=["a", "b", "c"], growing=[]),
            Match(UNSURE),
        ),
        (
            "the prompt is quoted, though others are open",
            MatchFacts(open=["a", "b"], growing=[], quoted_occurrence="b"),
            Match(QUOTED, "b"),
        ),
        (
            "the quoted one is closed by now: what comes late is taken and matched (4.4)",
            MatchFacts(open=["a"], growing=[], quoted_occurrence="old"),
            Match(QUOTED, "old"),
        ),
        (
            "the quoted prompt's reply is still growing: it joins that one",
            MatchFacts(open=["b"], growing=[Growing("r2", "b"), Growing("r1", "a")], quoted_occurrence="a"),
            Match(QUOTED, "a", joins="r1"),
        ),
        (
            "quoting beats what the client is still sending",
            MatchFacts(open=["b"], growing=[Growing("r1", "a")], quoted_occurrence="b"),
            Match(QUOTED, "b"),
        ),
        (
            "their own message is quoted, its reply still grows",
            MatchFacts(
                open=[], growing=[Growing("r2", "b"), Growing("r1", "a")], quoted_occurrence="a", quoted_reply="r1"
            ),
            Match(QUOTED, "a", joins="r1"),
        ),
        (
            "their own message of a reply nobody could place yet",
            MatchFacts(open=["a", "b"], growing=[Growing("r1", None)], quoted_reply="r1"),
            Match(QUOTED, None, joins="r1"),
        ),
        (
            "their own message of a reply that has closed: a new reply to the same prompt",
            MatchFacts(open=["b"], growing=[], quoted_occurrence="a", quoted_reply="r1"),
            Match(QUOTED, "a"),
        ),
        (
            "a second photo, nothing quoted: it joins what is growing",
            MatchFacts(open=[], growing=[Growing("r1", "a")]),
            Match(ONLY_OPEN, "a", joins="r1"),
        ),
        (
            "several are growing: the newest goes on",
            MatchFacts(open=[], growing=[Growing("r2", "b"), Growing("r1", "a")]),
            Match(ONLY_OPEN, "b", joins="r2"),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_kind_of_evidence(told: str, facts: MatchFacts, expected: Match) -> None:
    """Quoted, then what is growing, then the only open one; else unsure; with nothing open a message."""
    assert match(facts) == expected


def test_words_without_evidence_never_reach_a_prompt() -> None:
    """Over every combination of facts: an occurrence is named only if it was quoted, is growing, or alone is open."""
    options = itertools.product(
        ([], ["a"], ["a", "b"], ["b", "c", "d"]),
        ([], [Growing("r1", "a")], [Growing("r2", None)], [Growing("r2", "b"), Growing("r1", "a")]),
        (None, "a", "z"),
        (None, "r1", "r9"),
    )
    for open_ones, growing, occurrence, reply in options:
        facts = MatchFacts(open=open_ones, growing=growing, quoted_occurrence=occurrence, quoted_reply=reply)

        found = match(facts)

        known = {each.reply: each.occurrence for each in growing}
        if found.joins is not None:
            assert known[found.joins] == found.occurrence
        if found.evidence is MatchKind.QUOTED:
            assert found.occurrence == occurrence or (found.joins == reply and reply is not None)
        elif found.occurrence is not None:
            assert found.joins is not None or open_ones == [found.occurrence]
        if found.evidence is MatchKind.UNSURE:
            assert len(open_ones) > 1
            assert (found.occurrence, found.joins) == (None, None)
        if found.evidence is MatchKind.MESSAGE:
            assert open_ones == []
            assert growing == []
        assert found.evidence is not MatchKind.BUTTON, "a button is not a message: the press files the reply itself"
