"""The dialogue decides: whatever somebody does, they get through, never past anything, and never out by mistake."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.safety.dialogue import (
    NEEDED,
    REFUSED,
    Ask,
    Did,
    Kind,
    Outline,
    Shows,
    State,
    Step,
    begun,
    offered,
    read_step,
    turn,
)

outlines = st.builds(
    Outline,
    st.integers(1, 6),
    st.lists(st.integers(2, 3).flatmap(lambda n: st.builds(Ask, st.just(n), st.integers(0, n - 1))), max_size=3).map(
        tuple
    ),
    st.sampled_from([(NEEDED, "screening"), ("screening", NEEDED), (NEEDED,)]),
    st.booleans(),
)
events = st.one_of(st.sampled_from(list(Did)), st.integers(-1, 5))


def right_way(outline: Outline, state: State):
    """What leads on from here."""
    match state.step.kind:
        case Kind.QUESTION:
            return outline.questions[state.step.number].right
        case Kind.AGREEMENT:
            return Did.YES
        case _:
            return Did.NEXT


@given(outlines, st.lists(events, max_size=40))
def test_whatever_somebody_does_the_right_way_still_leads_to_the_end(outline, done):
    """No event leads into a place without a way out, and agreeing agrees to everything that is asked."""
    state = begun(outline)
    for event in done:
        after = turn(outline, state, event)
        if after.shows in (Shows.DONE, Shows.DECLINED):
            break
        state = after.state
    shows = Shows.STEP
    for _ in range(len(outline.steps)):
        after = turn(outline, state, right_way(outline, state))
        state, shows = after.state, after.shows
        if shows is Shows.DONE:
            break
    assert shows is Shows.DONE
    assert [each.removeprefix(REFUSED) for each in state.chosen] == list(outline.purposes)


@given(outlines, st.lists(events, max_size=60))
def test_nobody_gets_to_the_end_without_the_right_answers_and_a_word_to_each_purpose(outline, done):
    """What is agreed was asked, once each, and the needed purpose was agreed to."""
    state, answered = begun(outline), set()
    for event in done:
        if state.step.kind is Kind.QUESTION and event == outline.questions[state.step.number].right:
            answered.add(state.step.number)
        after = turn(outline, state, event)
        if after.shows is Shows.DONE:
            assert answered == set(range(len(outline.questions)))
            assert NEEDED in after.state.chosen
            assert [each.removeprefix(REFUSED) for each in after.state.chosen] == list(outline.purposes)
            return
        if after.shows is Shows.DECLINED:
            assert event is Did.NO
            return
        state = after.state


@given(outlines, st.lists(events, max_size=40), events)
def test_what_shows_the_same_step_again_changes_nothing_but_the_count_of_wrong_answers(outline, done, event):
    """A misunderstood word, more, a wrong answer: the step and what was chosen stay."""
    state = begun(outline)
    for each in done:
        after = turn(outline, state, each)
        if after.shows in (Shows.DONE, Shows.DECLINED):
            return
        state = after.state
    after = turn(outline, state, event)
    if after.shows in (Shows.AGAIN, Shows.MORE, Shows.EXPLAIN):
        assert (after.state.step, after.state.chosen) == (state.step, state.chosen)
        assert after.state.wrong == state.wrong + (after.shows is Shows.EXPLAIN)


@given(outlines)
def test_every_button_of_every_step_is_understood(outline):
    """None of them is answered by the present step once more."""
    for step in outline.steps:
        for event in offered(outline, State(step)):
            assert turn(outline, State(step), event).shows is not Shows.AGAIN


@given(outlines)
def test_steps_are_read_as_they_are_written_and_fit_their_column(outline):
    """At most 40 characters, and the choices fit into theirs."""
    for step in outline.steps:
        assert read_step(str(step)) == step
        assert len(str(step)) <= 40
    assert len(",".join(REFUSED + each for each in outline.purposes)) <= 64


def test_declining_takes_a_no_at_the_needed_purpose_or_at_a_screen():
    """A no to anything else is a no to that; and at a question it is no answer."""
    outline = Outline(1, (Ask(2, 0),), (NEEDED, "screening"))

    assert turn(outline, State(Step(Kind.SCREEN)), Did.NO).shows is Shows.DECLINED
    assert turn(outline, State(Step(Kind.QUESTION)), Did.NO).shows is Shows.AGAIN
    assert turn(outline, State(Step(Kind.AGREEMENT)), Did.NO).shows is Shows.DECLINED
    last = turn(outline, State(Step(Kind.AGREEMENT, 1), (NEEDED,)), Did.NO)
    assert (last.shows, last.state.chosen) == (Shows.DONE, (NEEDED, "-screening"))


def test_going_back_takes_the_decision_there_back():
    """It is asked anew, and counted once."""
    outline = Outline(1, (), (NEEDED, "screening"))

    after = turn(outline, State(Step(Kind.AGREEMENT, 1), (NEEDED,)), Did.BACK)

    assert after.state == State(Step(Kind.AGREEMENT, 0), ())
