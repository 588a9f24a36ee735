"""A prompt as its one message says it: the words, and the foot with the minutes and when somebody answers. Pure."""

from __future__ import annotations

from core.delivery.turn import turn_words
from core.domain.message import Text, bold
from core.prompts.playing import PlayedScript, opening
from core.texts.say import plain, say

_WORDS_FOR_NUMBERS = 8  # SPEC 3.2: a client speaks at eight turns at most


def prompt_words(title: str, body: str, *, language: str, minutes: int, therapist: str, promise: str) -> Text:
    """Title, body, foot. language: the client's, for our own words; promise: how soon the therapist answers."""
    foot = say("prompt_foot", language, minutes=minutes, therapist=therapist, promise=promise)
    between = f"\n{body.strip()}\n\n" if body.strip() else "\n\n"
    return bold(title) + between + foot


def scene_words(script: PlayedScript, *, language: str, therapist: str, promise: str) -> Text:
    """The same of a scene: what it is, the foot, and its opening turn."""
    turns = plain(f"scene_turns_{min(max(script.speaks, 1), _WORDS_FOR_NUMBERS)}", language)
    words = say("scene_head", language, title=script.title, turns=turns, minutes=script.minutes)
    foot = say("scene_foot", language, therapist=therapist, promise=promise)
    return words + "\n" + foot + "\n\n" + turn_words(script, opening(script).turns)
