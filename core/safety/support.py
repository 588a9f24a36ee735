"""The fixed card for hard moments: complete in itself, without any button, therapist, library or scheduler (RK-03, RK-04)."""

from __future__ import annotations

from core.domain.message import Text
from core.domain.practice import PracticeFacts
from core.texts.say import say


def support_card(practice: PracticeFacts, language: str) -> Text:
    """What somebody sees who asks for help. The numbers come from the practice's dated file, by country."""
    return say("sos", language, numbers="\n".join(practice.help_lines))
