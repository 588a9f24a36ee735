"""What holds of every match, whatever the facts (SPEC 6.3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.domain.states import MatchKind
from core.replies.match import ASK_AGAIN_AFTER, Filed, Match, MatchFacts, Open, Pressed, Quoted, match, was_there

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
MOMENTS = st.integers(-4000, 0).map(lambda minutes: START + timedelta(minutes=minutes))
NAMES = st.sampled_from(["a", "b", "c"])
KINDS = st.sampled_from(list(MatchKind))
FOR_NONE = (MatchKind.UNSURE, MatchKind.MESSAGE, MatchKind.CONVERSATION)


@st.composite
def filed(draw: st.DrawFn) -> Filed:
    """A reply, filed as replies are: what is for no prompt names none."""
    kind = draw(KINDS)
    occurrence = None if kind in FOR_NONE else draw(NAMES)
    return Filed(f"r{draw(st.integers(0, 5))}", kind, occurrence, draw(MOMENTS))


FACTS = st.builds(
    MatchFacts,
    sent_at=st.just(START),
    now=st.just(START),
    open=st.lists(st.builds(Open, NAMES, st.none() | MOMENTS), max_size=3, unique_by=lambda each: each.occurrence),
    growing=st.lists(filed(), max_size=3, unique_by=lambda each: each.reply),
    quoted=st.none()
    | st.builds(Quoted, occurrence=NAMES)
    | st.builds(Quoted, reply=filed())
    | st.just(Quoted(by_therapist=True)),
    pressed=st.none() | st.builds(Pressed, st.none() | NAMES),
    scene=st.none() | st.builds(Filed, st.just("scene"), st.just(MatchKind.SCENE), NAMES, MOMENTS),
    album=st.none() | filed(),
    therapist_at=st.none() | MOMENTS,
    asked_at=st.none() | MOMENTS,
)


@given(FACTS)
def test_a_prompt_is_named_by_evidence_only(facts: MatchFacts) -> None:
    """Whatever is filed under a prompt was quoted, pressed, played, growing, in an album of it, or the only one open."""
    found = match(facts)

    named = {each.occurrence for each in (*facts.growing, *filter(None, (facts.scene, facts.album)))}
    quoted = facts.quoted
    if quoted is not None:
        named |= {quoted.occurrence, None if quoted.reply is None else quoted.reply.occurrence}
    if facts.pressed is not None:
        named.add(facts.pressed.occurrence)
    if len(facts.open) == 1:
        named.add(facts.open[0].occurrence)
    assert found.occurrence is None or found.occurrence in named


@given(FACTS)
def test_asked_only_when_unsure_and_once_a_day(facts: MatchFacts) -> None:
    """Never about what is known, never twice within 24 hours."""
    found = match(facts)

    is_due = facts.asked_at is None or facts.now - facts.asked_at >= ASK_AGAIN_AFTER
    assert not found.asks or (found.evidence is MatchKind.UNSURE and is_due)
    assert not found.tells or (found.evidence is MatchKind.CONVERSATION and found.joins is None)


@given(FACTS)
def test_it_joins_what_takes_parts(facts: MatchFacts) -> None:
    """Only a reply that grows, the scene's, or that of its own album."""
    there = {each.reply for each in (*facts.growing, *filter(None, (facts.scene, facts.album)))}
    if facts.quoted is not None and facts.quoted.reply is not None:
        there.add(facts.quoted.reply.reply)

    assert match(facts).joins in {None, *there}


def test_nothing_known_is_a_message() -> None:
    """With nothing open it is kept and routed (SPEC 6.3)."""
    assert match(MatchFacts(sent_at=START, now=START)) == Match(MatchKind.MESSAGE)


def test_near_each_other_the_numbers_tell_what_was_first() -> None:
    """Our clock may be minutes off the platform's."""
    close, later = timedelta(minutes=10), START + timedelta(minutes=3)

    assert was_there(later, "41", sent_at=START, message="42", close=close)
    assert not was_there(START, "43", sent_at=later, message="42", close=close)
    assert not was_there(START + timedelta(hours=1), "41", sent_at=START, message="42", close=close)
    assert was_there(START + timedelta(milliseconds=900), "", sent_at=START, message="42", close=close)
