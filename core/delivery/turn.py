"""How one turn of a scene looks: whom the client speaks as, the words, the choices as numbered buttons (VOICE)."""

from __future__ import annotations

from collections.abc import Sequence

from core.delivery.handles import Action, button
from core.domain.address import Address
from core.domain.message import Button, Text, italic
from core.prompts.playing import Choice, PlayedScript, PlayedTurn
from core.store.unit import Unit
from core.texts.say import isolate

_ONE_A_ROW = 4  # choices that get a row each; a prompt needs the fifth row for its own buttons
_MOST_BUTTONS = 12  # beyond that the numbers are typed
_SHORT = 30  # characters of a label that a phone shows whole


def turn_words(script: PlayedScript, turns: Sequence[PlayedTurn]) -> Text:
    """Turns that are said together; the role stands before the words of the one where the client speaks."""
    whole = Text("")
    for turn in turns:
        role = script.role_of(turn.name)
        words = italic(isolate(role)) + f" · {turn.say}" if role else Text(turn.say)
        whole = whole + "\n\n" + words if whole.plain else words
    choices = turns[-1].choices
    if len(choices) > _MOST_BUTTONS or any(len(choice.label) > _SHORT for choice in choices):
        whole = whole + "".join(f"\n{number} · {choice.label}" for number, choice in enumerate(choices, start=1))
    return whole


def choice_rows(
    unit: Unit, choices: Sequence[Choice], *, scene: str, step: int, at: Address
) -> tuple[tuple[Button, ...], ...]:
    """The choices of one step as buttons for one chat, "1 Yes"; an old one is known by its step."""
    rows, number, told = choice_labels(choices), 0, list[tuple[Button, ...]]()
    for row in rows:
        told.append(
            tuple(
                button(unit, label, Action.TURN, f"{scene}-{step}-{number + place}", at)
                for place, label in enumerate(row, start=1)
            )
        )
        number += len(row)
    return tuple(told)


def choice_labels(choices: Sequence[Choice]) -> tuple[tuple[str, ...], ...]:
    """What stands on the buttons of one step, row by row; none where the numbers are typed."""
    if len(choices) > _MOST_BUTTONS:
        return ()
    row = [f"{number} {choice.label}" for number, choice in enumerate(choices, start=1)]
    width = 1 if len(row) <= _ONE_A_ROW else 3
    return tuple(tuple(row[start : start + width]) for start in range(0, len(row), width))


def read_choice(thing: str) -> tuple[str, int, int]:
    """Scene, step and number of the choice of a TURN button. Raises LookupError for anything else."""
    pieces = thing.split("-")
    if len(pieces) != 3 or not (pieces[1].isdecimal() and pieces[2].isdecimal()):
        raise LookupError("names no turn")
    return pieces[0], int(pieces[1]), int(pieces[2])
