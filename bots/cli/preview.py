"""`vignette library preview`: a prompt as its client gets it, fitted to each platform, buttons and foot included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bots.discord.capabilities import DISCORD
from bots.telegram.capabilities import TELEGRAM
from core.delivery.fit import fit
from core.delivery.prompt_rows import prompt_labels
from core.delivery.prompt_words import prompt_words, scene_words
from core.delivery.turn import choice_labels, turn_words
from core.domain.message import Button, Capabilities, OutgoingMessage, Text
from core.prompts.library import Library, render_prompt
from core.prompts.playing import PlayedScript, opening, render_script
from core.prompts.scales import asked_before, asked_in
from core.prompts.template import Values

PLATFORMS: Mapping[str, Capabilities] = {"telegram": TELEGRAM, "discord": DISCORD}


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom. language: theirs; platforms: names of PLATFORMS; promise: how soon the therapist answers."""

    language: str
    platforms: Sequence[str]
    values: Values
    promise: str


def previewed(library: Library, prompt: str, reader: Reader) -> str:
    """All of it, for a terminal. Raises LibraryFault."""
    blocks = list(_question(library, prompt, reader.language))
    known = library.prompts[prompt]
    facts = {"language": reader.language, "therapist": reader.values.therapist_name, "promise": reader.promise}
    if known.script is None:
        rendered = render_prompt(library, prompt, language=reader.language, values=reader.values)
        words = prompt_words(rendered.title, rendered.body, minutes=known.minutes, **facts)
        blocks += _fitted("", words, prompt_labels(reader.language), reader.platforms)
        aftercare = rendered.aftercare
    else:
        script = render_script(library, prompt, language=reader.language, values=reader.values)
        rows = choice_labels(opening(script).turns[-1].choices)
        below = prompt_labels(reader.language, above=len(rows))
        blocks += _fitted("", scene_words(script, **facts), (*rows, *below), reader.platforms)
        blocks += _turns(script, reader.platforms)
        aftercare = script.aftercare
    if aftercare:
        blocks += _fitted("after a reply", Text(aftercare), (), reader.platforms)
    return "\n\n".join(blocks)


def _question(library: Library, prompt: str, language: str) -> Iterator[str]:
    scale = library.scales.get(asked_before(library.prompts[prompt]) or "")
    asked = None if scale is None else asked_in(scale, [language])
    if asked is not None:
        yield f"--- before it, one question ---\n{asked.question} ({asked.low} to {asked.high})"


def _turns(script: PlayedScript, platforms: Sequence[str]) -> Iterator[str]:
    """Every turn by itself, with where each choice leads."""
    for turn in script.turns.values():
        name = f"turn {turn.name}{', the way out' if turn.derole else ''}"
        blocks = _fitted(name, turn_words(script, [turn]), choice_labels(turn.choices), platforms)
        ways = [f"  {number} {choice.label} -> {choice.to}" for number, choice in enumerate(turn.choices, start=1)]
        if not turn.choices and turn.after is not None:
            ways = [f"  -> {turn.after}"]
        *first, last = blocks
        yield from first
        yield "\n".join([last, *ways])


def _fitted(what: str, words: Text, labels: Sequence[Sequence[str]], platforms: Sequence[str]) -> list[str]:
    """One message as each platform shows it: told once where they are alike."""
    rows = tuple(tuple(Button(label, "") for label in row) for row in labels)
    message = OutgoingMessage(words, buttons=rows)
    shown = {name: [_told(part) for part in fit(message, PLATFORMS[name])] for name in platforms}
    alike: dict[tuple[str, ...], list[str]] = {}
    for name, parts in shown.items():
        alike.setdefault(tuple(parts), []).append(name.capitalize())
    blocks: list[str] = []
    for parts, names in alike.items():
        for number, part in enumerate(parts, start=1):
            heads = [" and ".join(names), what, f"message {number} of {len(parts)}" if len(parts) > 1 else ""]
            blocks.append(f"--- {', '.join(each for each in heads if each)} ---\n{part}")
    return blocks


def _told(part: OutgoingMessage) -> str:
    buttons = [" ".join(f"[{button.label}]" for button in row) for row in part.buttons]
    return "\n".join([part.text.plain.strip("\n"), *buttons])
