"""The dialogue of consent as pure decisions: where somebody is, what they did, what comes next (SPEC 8.2, CN-03, CN-04)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NEEDED = "prompts"  # the one purpose without which there is nothing to do (SPEC 8.2 a)
REFUSED = "-"  # stands before a purpose that was asked and refused


class Kind(StrEnum):
    """What a step is."""

    CHANGED = "c"  # what is different since the version they agreed to
    SCREEN = "s"
    QUESTION = "q"
    AGREEMENT = "a"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the number-th of its kind, from 0. Written "s0", "q1", "a0"."""

    kind: Kind
    number: int = 0

    def __str__(self) -> str:
        return f"{self.kind.value}{self.number}"


def read_step(text: str) -> Step:
    """The step of such a word. Raises ValueError."""
    return Step(Kind(text[:1]), int(text[1:]))


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: how many answers it offers, and which is right (from 0)."""

    answers: int
    right: int


@dataclass(frozen=True, slots=True)
class Outline:
    """What deciding needs of a document. renews: they agreed to an older version before."""

    screens: int
    questions: tuple[Ask, ...]
    purposes: tuple[str, ...]
    renews: bool = False

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step in order."""
        return (
            *((Step(Kind.CHANGED),) if self.renews else ()),
            *(Step(Kind.SCREEN, number) for number in range(self.screens)),
            *(Step(Kind.QUESTION, number) for number in range(len(self.questions))),
            *(Step(Kind.AGREEMENT, number) for number in range(len(self.purposes))),
        )


@dataclass(frozen=True, slots=True)
class State:
    """Where somebody is. chosen: purposes decided so far, a refused one with REFUSED before it. wrong: answers so far."""

    step: Step
    chosen: tuple[str, ...] = ()
    wrong: int = 0


class Did(StrEnum):
    """What somebody did, beside choosing the n-th answer."""

    NEXT = "next"
    MORE = "more"
    BACK = "back"
    YES = "yes"
    NO = "no"
    OTHER = "other"  # anything else: it changes nothing


Event = Did | int
"""An int is the answer to a question, from 0."""


class Shows(StrEnum):
    """What they see now."""

    STEP = "step"
    MORE = "more"  # what stands behind the screen
    EXPLAIN = "explain"  # the other explanation, and the question again
    AGAIN = "again"  # the present step, briefly
    DONE = "done"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Turn:
    """Where they are now, and what they see."""

    state: State
    shows: Shows


def begun(outline: Outline) -> State:
    """The beginning."""
    return State(outline.steps[0])


def offered(outline: Outline, state: State) -> tuple[Event, ...]:
    """What the buttons of a step stand for, in their order."""
    is_first = state.step == outline.steps[0]
    match state.step.kind:
        case Kind.SCREEN:
            return (Did.NEXT, Did.MORE) if is_first else (Did.NEXT, Did.MORE, Did.BACK)
        case Kind.CHANGED:
            return (Did.NEXT,)
        case Kind.QUESTION:
            return tuple(range(outline.questions[state.step.number].answers))
        case Kind.AGREEMENT:
            return (Did.YES, Did.NO)


def turn(outline: Outline, state: State, event: Event) -> Turn:
    """One thing that somebody did. Whatever it is, it never ends the dialogue but by agreeing or declining."""
    if event is Did.BACK:
        return _back(outline, state)
    match state.step.kind:
        case Kind.SCREEN | Kind.CHANGED:
            return _at_screen(outline, state, event)
        case Kind.QUESTION:
            return _at_question(outline, state, event)
        case Kind.AGREEMENT:
            return _at_agreement(outline, state, event)


def _back(outline: Outline, state: State) -> Turn:
    before = outline.steps.index(state.step) - 1
    if before < 0:
        return Turn(state, Shows.STEP)
    step = outline.steps[before]
    # What was decided there is decided anew.
    kept = step.number if step.kind is Kind.AGREEMENT else 0
    return Turn(State(step, state.chosen[:kept]), Shows.STEP)


def _on(outline: Outline, state: State, chosen: tuple[str, ...]) -> Turn:
    after = outline.steps.index(state.step) + 1
    if after == len(outline.steps):
        return Turn(State(state.step, chosen), Shows.DONE)
    return Turn(State(outline.steps[after], chosen), Shows.STEP)


def _at_screen(outline: Outline, state: State, event: Event) -> Turn:
    match event:
        case Did.NEXT | Did.YES:
            return _on(outline, state, state.chosen)
        case Did.MORE if state.step.kind is Kind.SCREEN:
            return Turn(state, Shows.MORE)
        case Did.NO if not outline.renews:
            return Turn(state, Shows.DECLINED)
        case _:
            return Turn(state, Shows.AGAIN)


def _at_question(outline: Outline, state: State, event: Event) -> Turn:
    ask = outline.questions[state.step.number]
    if not isinstance(event, int) or not 0 <= event < ask.answers:
        return Turn(state, Shows.AGAIN)
    if event == ask.right:
        return _on(outline, state, state.chosen)
    return Turn(State(state.step, state.chosen, state.wrong + 1), Shows.EXPLAIN)


def _at_agreement(outline: Outline, state: State, event: Event) -> Turn:
    purpose = outline.purposes[state.step.number]
    if event is Did.YES:
        return _on(outline, state, (*state.chosen, purpose))
    if event is not Did.NO:
        return Turn(state, Shows.AGAIN)
    if purpose == NEEDED:
        return Turn(state, Shows.DECLINED)
    return _on(outline, state, (*state.chosen, REFUSED + purpose))
